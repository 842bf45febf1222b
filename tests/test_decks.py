"""The bundled decks: found, without a dead link, on one learning path, and good enough to be asked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.formula import on_one_line
from flashdl.generator.collection import Register, entry
from flashdl.generator.page import read
from flashdl.model import Gathered, Source, State
from tests.build import a_moment, a_store

VAULT = sources.location("bundled:deep-learning")
PATH = VAULT / "Learning path.md"
SEED_TABLE = {
    "In which year did the architecture CNN appear?": "1989/2012",
    "In which year did the architecture RNN (Jordan network) appear?": "1986",
    "In which year did the architecture LSTM appear?": "1997",
    "In which year did the architecture GAN appear?": "2014",
    "In which year did the architecture Transformer appear?": "2017",
    "In which year did the architecture Diffusion (DDPM) appear?": "2020",
}


@pytest.fixture(scope="module")
def register() -> Register:
    notes = ((path.relative_to(VAULT).as_posix(), path) for path in VAULT.rglob("*.md"))
    return Register(entry(read(name, path.read_text(encoding="utf-8"))) for name, path in notes)


@pytest.fixture(scope="module")
def gathered() -> dict[str, Gathered]:
    return {one.name: sources.gather(Source(0, one.path, one.kind, one.name)) for one in sources.bundled()}


def test_every_bundled_deck_is_there_and_without_a_fault(gathered: dict[str, Gathered]) -> None:
    assert {name: held.problems for name, held in gathered.items()} == {"Deep Learning": (), "PyTorch basics": ()}
    assert 600 <= len(gathered["Deep Learning"].candidates) <= 1000
    assert 40 <= len(gathered["PyTorch basics"].candidates) <= 60


def test_what_comes_along_is_no_work_for_the_person(gathered: dict[str, Gathered]) -> None:
    assert {one.state for held in gathered.values() for one in held.candidates} == {State.ACTIVE}


def test_the_vault_has_no_dead_link(register: Register) -> None:
    links = {
        (page.file, link)
        for page in register.entries
        for link in re.findall(r"\[\[([^\]|#\\]+)", (VAULT / page.file).read_text(encoding="utf-8"))
    }

    assert [(file, link) for file, link in sorted(links) if register.target(link.strip()) is None] == []


def chapters(register: Register) -> dict[str, list[str]]:
    """The files that each chapter of the learning path lists, in its order."""
    found: dict[str, list[str]] = {}
    for heading, link in re.findall(r"^## (.+)$|^\d+\. \[\[(.+)\]\]$", PATH.read_text(encoding="utf-8"), re.MULTILINE):
        if heading:
            found[f"{len(found) + 1} {heading}"] = []
        else:
            target = register.target(link)
            assert target is not None
            found[list(found)[-1]].append(target.file)
    return found


def test_every_note_is_reached_from_the_learning_path(register: Register) -> None:
    path = next(page for page in register.entries if page.file == PATH.name)
    named = [target.file for link in path.step.path if (target := register.target(link))]

    assert sorted([*named, path.file]) == sorted(page.file for page in register.entries)


def test_each_chapter_of_the_learning_path_is_a_folder_that_holds_its_notes(register: Register) -> None:
    found = chapters(register)

    assert len(found) > 5
    assert {file: file.rpartition("/")[0] for files in found.values() for file in files} == {
        file: chapter for chapter, files in found.items() for file in files
    }


def test_every_note_names_its_sources() -> None:
    notes = {path.name: path.read_text(encoding="utf-8") for path in VAULT.rglob("*.md") if path != PATH}

    assert [name for name, text in notes.items() if not re.search(r"^## References\n\n- ", text, re.MULTILINE)] == []


def test_a_terminal_can_say_every_formula() -> None:
    texts = (path.read_text(encoding="utf-8") for path in VAULT.rglob("*.md"))
    formulas = {found for text in texts for found in re.findall(r"\$([^$\n]+)\$", text)}

    assert len(formulas) > 200
    assert [formula for formula in formulas if on_one_line(formula) is None] == []


def test_the_first_table_of_all_is_asked_in_full(gathered: dict[str, Gathered]) -> None:
    asked = {
        one.prompt.question: one.prompt.answers[0]
        for one in gathered["Deep Learning"].candidates
        if one.place.file.endswith("/Deep Learning.md")
    }

    assert {question: asked.get(question) for question in SEED_TABLE} == SEED_TABLE


def test_no_question_is_asked_twice_or_has_two_answers(gathered: dict[str, Gathered]) -> None:
    for held in gathered.values():
        asked = [(one.prompt.question, one.place.context) for one in held.candidates]
        assert len(set(asked)) == len(asked)


def test_new_cards_come_in_the_order_of_the_learning_path(gathered: dict[str, Gathered], register: Register) -> None:
    asked = sorted(gathered["Deep Learning"].candidates, key=lambda one: one.place.position)
    files = list(dict.fromkeys(one.place.file for one in asked))
    decks = list(dict.fromkeys(one.deck for one in asked))

    assert files == [file for listed in chapters(register).values() for file in listed]
    assert decks == [f"Deep Learning::{chapter}" for chapter in chapters(register)]
    assert decks == sorted(decks)  # so the tree of decks, here and in Anki, has the order of the path


def test_the_first_chapter_is_a_starter_of_about_a_hundred_cards(gathered: dict[str, Gathered]) -> None:
    places: dict[bool, list[int]] = {True: [], False: []}
    for one in gathered["Deep Learning"].candidates:
        places[one.deck == "Deep Learning::1 First steps"].append(one.place.position)

    assert 80 <= len(places[True]) <= 120
    assert max(places[True]) < min(places[False])


def test_moving_every_note_at_once_keeps_every_card(tmp_path: Path) -> None:
    """The deck once lay flat; whoever studied it then goes on."""
    flat = tmp_path / "notes"
    flat.mkdir()
    for path in VAULT.rglob("*.md"):
        shutil.copy(path, flat)
    with a_store(tmp_path) as store:
        sources.add(store, str(flat), "Deep Learning", a_moment())
        before = {card.id for card in store.cards(state=State.ACTIVE)}
        shutil.rmtree(flat)
        shutil.copytree(VAULT, flat)
        plan = sources.scan(store, store.sources()[0], a_moment()).plan

        assert (plan.new, plan.orphaned, plan.doubtful) == ((), (), ())
        after = {card.id: card for card in store.cards(state=State.ACTIVE)}
        assert set(after) == before
        assert {card.deck.count("::") for card in after.values()} == {1}


def test_the_decks_lie_inside_the_wheel() -> None:
    """The build copies decks/ to flashdl/decks, where `sources.location` looks first."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text()

    assert 'decks = "flashdl/decks"' in text
