"""Nothing that stands in a note, a deck or a file name is taken for markup or reaches the terminal as a control."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color

from flashdl.model import Candidate, Excerpt, Grading
from flashdl.store import Store
from flashdl.tui.app import VisibleControls
from tests.build import filled
from tests.tui.stage import asked, drawn, press, running, type_in

PAYLOADS = (
    "[/bold]",
    "[@click=app.quit]quit[/]",
    "[[x]] [link=file:///etc/passwd]here",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]0;title\x07\x1b[2J\x1b[6n\x1bP$q\x1b\\",
    "\x9b6n\x9d52;c;eA==\x9c",
    "👨‍👩‍👧‍👦 family",
    "機械学習とは何ですか",
    "مرحبا بالعالم",
    "\x00null\x00",
    "fill\u3164\u115f\u034fer \u061cmark\u180e tag\U000e0041\U000e007f soft\xadly",
    "\u202eright to left\u202c \u2066isolated\u2069 zero\u200bwidth\ufeff",
    "wide " * 20_000,
    "x" * 100_000,
    "$x$ `code` $$ ` [ ] { } \\[",
)

EVIL = (
    "\x1b]52;c;ZXZpbA==\x07\x1b[5;7;53m\x1b]0;t\x07\x9b6n\x9d0;u\x9c\x1bP$q\x1b\\\u202e\0[/bold][@click=app.bell]x[/]"
)
"""Several in one line, as a name may hold them."""

MILD = "\x1b]52;c;eA==\x07\x9b31m\u202e[/bold]"
"""So little that a table with it still gives cards."""


def a_hostile_note(name: str) -> str:
    """The text of a note that gives four cards and more."""
    tricks = ("gates", "plays against itself", "shares its weights", "looks everywhere")
    rows = "".join(f"| {name}{number} | {trick}{MILD} |\n" for number, trick in enumerate(tricks))
    table = f"| {name} | Trick{MILD} |\n|---|---|\n{rows}"
    return f"---\nflashdl: true\n---\n# {name}s {MILD}\n\n{EVIL}\n\n{table}\n[[gone{EVIL}]] is a thing.\n"


def hostile(text: str, position: int = 0) -> Candidate:
    """A card with the payload everywhere."""
    table = Excerpt(header=(text, "b"), rows=((text, text), ("c", text)), row=1, column=1)
    return asked(
        f"Q {text}", f"A {text}", f"also {text}", deck=f"D {text}::S {text}", context=(text, text), file=f"{text}.md",
        hint=text, excerpt=table, grading=list(Grading)[position % 5], items=(text, text), choices=(text, f"A {text}"),
        position=position,
    )  # fmt: skip


def uncontrolled(text: str) -> list[str]:
    """Characters of a drawn screen that could steer a terminal."""
    allowed = "\n\u200d\u200c\u200e\u200f"
    return [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in allowed]


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
async def test_a_payload_is_reviewed_like_any_text(tmp_path: Path, number: int) -> None:
    size = (40, 12) if number % 2 else (80, 24)
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, hostile(PAYLOADS[number], number))
        async with running(store, tmp_path, size=size) as (app, pilot):
            screens = [drawn(app)]
            await press(pilot, "enter")
            screens.append(drawn(app))
            await press(pilot, *(("a",) if number % 5 == 4 else ("enter",)))
            screens.append(drawn(app))
            await press(pilot, "x")
            screens.append(drawn(app))
            await press(pilot, "n", "3")
            screens.append(drawn(app))

            assert uncontrolled("".join(screens)) == []
            assert screens[-1].startswith(" Done with D ")
            assert "Answers" in screens[-1]


async def test_markup_is_drawn_as_it_was_written(tmp_path: Path) -> None:
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, asked("Is [/bold] or [@click=app.quit]this[/] shown? E[X]", "[red]yes[/red]"))
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")

            assert "Is [/bold] or [@click=app.quit]this[/] shown? E[X]" in drawn(app)
            assert "[red]yes[/red]" in drawn(app)


async def test_a_family_keeps_its_members_and_the_line_its_width(tmp_path: Path) -> None:
    family = "👨‍👩‍👧‍👦"
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, asked(f"Who is {family}?", "機械学習"))
        async with running(store, tmp_path, review=True) as (app, pilot):
            await press(pilot, "space")

            assert family in drawn(app)
            assert "機械学習" in drawn(app)
            strips = app.screen._compositor.render_strips()
            assert {strip.cell_length for strip in strips} == {80}


async def test_what_is_typed_or_pasted_is_shown_safely(tmp_path: Path) -> None:
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, asked("Q?", "A", grading=Grading.TYPED))
        async with running(store, tmp_path, review=True) as (app, pilot):
            line = app.focused
            assert line is not None
            line.value = "\x1b]52;c;eA==\x07[/bold]"  # type: ignore[attr-defined]
            await pilot.pause()
            screens = drawn(app)
            await press(pilot, "enter")

            assert uncontrolled(screens + drawn(app)) == []
            assert "[/bold]" in drawn(app)


async def test_the_palette_and_help_are_safe_over_a_hostile_deck(tmp_path: Path) -> None:
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, *(hostile(text, number) for number, text in enumerate(PAYLOADS[:6])))
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "question_mark")
            screens = drawn(app)
            await press(pilot, "escape", "ctrl+p")
            await type_in(pilot, "r")

            assert uncontrolled(screens + drawn(app)) == []


def test_the_last_gate_shows_every_control_character() -> None:
    hidden = (0x202E, 0x2066, 0x200B, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x3164, 0xE0041)
    every = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), *hidden)))
    gate = VisibleControls()
    line = gate.apply([Segment(f"a{every}b")], Color(0, 0, 0))

    assert re.fullmatch(r"a[^\x00-\x1f\x7f-\x9f]+b", line[0].text)
    for letter in every:
        assert letter not in line[0].text
        assert letter not in gate.apply([Segment(f"a{letter}b")], Color(0, 0, 0))[0].text
