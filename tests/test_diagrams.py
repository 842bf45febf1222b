"""The pictures of the bundled notes: as the script draws them, readable by day and by night, and no part of a card."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from flashdl import sources
from flashdl.model import Source, SourceKind
from tests.diagrams import FOLDER, drawn
from tests.sheet import INKS

VAULT = FOLDER.parent
EMBEDDED = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


def brightness(colour: str) -> float:
    """Relative luminance, 0 to 1, as the guidelines for accessible pages have it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_pictures_are_what_the_script_draws() -> None:
    """`python -m tests.diagrams` draws them anew."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == drawn()


@pytest.mark.parametrize(("name", "picture"), drawn().items())
def test_a_picture_is_small_and_does_nothing(name: str, picture: str) -> None:
    tree = ElementTree.fromstring(picture)
    elements = {element.tag.rpartition("}")[2] for element in tree.iter()}

    assert len(picture.encode()) < 8192
    assert elements <= {"svg", "title", "style", "text", "tspan", "rect", "circle", "path"}
    assert "url(" not in picture


@pytest.mark.parametrize(("name", "picture"), drawn().items())
def test_nothing_of_a_picture_lies_outside_its_paper(name: str, picture: str) -> None:
    tree = ElementTree.fromstring(picture)
    width, height = float(tree.attrib["width"]), float(tree.attrib["height"])
    places = [(float(one.get("x", one.get("cx", 0))), float(one.get("y", one.get("cy", 0)))) for one in tree.iter()]
    places += [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", picture)]

    assert [place for place in places if not (0 <= place[0] <= width and 0 <= place[1] <= height)] == []


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("behind", ["paper", "soft"])
def test_every_ink_can_be_read_by_day_and_by_night(mode: int, behind: str) -> None:
    found = {
        ink: contrast(both[mode], INKS[behind][mode]) for ink, both in INKS.items() if ink not in ("paper", "soft")
    }

    assert {ink: value for ink, value in found.items() if value < 4.5} == {}


def test_each_picture_stands_in_one_note_and_is_described() -> None:
    shown = [
        ((note.parent / found[2]).resolve(), found[1])
        for note in VAULT.rglob("*.md")
        for found in EMBEDDED.finditer(note.read_text(encoding="utf-8"))
    ]

    assert sorted(path for path, _ in shown) == sorted(path.resolve() for path in FOLDER.iterdir())
    assert all(len(said) > 20 for _, said in shown)


def test_a_picture_gives_no_card_and_no_refusal() -> None:
    gathered = sources.gather(Source(0, str(VAULT), SourceKind.NOTES, "Deck"))
    said = {found[1] for note in VAULT.rglob("*.md") for found in EMBEDDED.finditer(note.read_text(encoding="utf-8"))}
    told = [(one.prompt.question, *one.prompt.answers, one.place.excerpt.text) for one in gathered.candidates]
    told += [(one.question, *one.answers, one.subject) for one in gathered.refusals]

    assert [texts for texts in told if any("pictures/" in text or text in said for text in texts)] == []
