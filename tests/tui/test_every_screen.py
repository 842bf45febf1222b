"""A hostile collection on every screen that there is, in the app and in a real terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from flashdl import sources
from flashdl.formats import apkg
from flashdl.store import Store
from flashdl.tui.app import FlashdlApp
from flashdl.tui.frame import CommandScreen, HelpScreen
from flashdl.tui.home import HomeScreen
from flashdl.tui.note import NoteScreen
from flashdl.tui.problems import ProblemsScreen
from tests.build import a_moment, filled
from tests.formats.exported import card, exported
from tests.tui.pseudo_terminal import started
from tests.tui.stage import doubted, drawn, paste, press, running, study_before, type_in
from tests.tui.test_payload import EVIL, a_hostile_note, hostile, uncontrolled

NAME = EVIL.replace("/", "").replace("\0", "")
"""As a file may be called."""
OURS = re.compile(
    rb"\x1b(?:\[[0-9;]*[mHJKABCDGXdr]|\[[?<>=][0-9;]*(?:[hlumsrct]|\$p)|\[[0-9;]*[tc]|[=>78Mc]|\(B|\]22;[a-z-]*\x07)"
)
"""What the app itself may send; no payload has any of it but for its colours."""


@contextmanager
def a_hostile_home(folder: Path) -> Iterator[Store]:
    """Notes, decks, cards of every kind, an inbox, a package and a table, all with sequences in every place."""
    notes = folder / f"no{NAME}tes"
    notes.mkdir()
    (notes / f"N{NAME}.md").write_text(a_hostile_note("Net"))
    (notes / f"Broken{NAME}.md").write_text(f"---\ntitle: [{EVIL}\n---\n")
    (folder / "strange").mkdir()
    (folder / "strange" / f"M{NAME}.md").write_text(a_hostile_note("Web"))
    (folder / "strange.csv").write_text(f"x{EVIL},y\n1,{EVIL}\n2{EVIL},z\n".replace("\0", ""))
    apkg.write(folder / "strange.apkg", [exported(card(f"Q{EVIL}?", f"A{EVIL}", deck=f"D{EVIL}"))], now=a_moment())
    (folder / "broken.apkg").write_bytes(b"PK")
    with Store.open(folder / "flashdl.db") as store:
        filled(store, *(hostile(EVIL, number) for number in range(5)), doubted(f"Q{EVIL}", EVIL, kind=EVIL, position=9))
        sources.add(store, str(notes), f"A deck {EVIL}", a_moment())
        study_before(store, 7, 6)
        yield store


def screens() -> set[type[Screen[Any]]]:
    def below(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    commanded = {one for one in below(CommandScreen) if one.__module__.startswith("flashdl.")}
    return commanded | {HelpScreen, NoteScreen, ProblemsScreen}


WALKS = (
    ("question_mark", "escape", "ctrl+p", "type:re", "escape", "r", "space"),
    ("s", "d", "space", "question_mark"),
    ("r", "p", "j", "escape"),
    ("b", "enter", "o", "space", "f", "s", "x", "n", "slash", "type:deck", "paste:", "enter"),
    ("i", "s", "u", "k", "u", "A", "n", "question_mark", "escape", "e", "x", "u"),
    ("e", "paste:", "enter"),
    ("e", "enter"),
    ("a", "paste:", "enter"),
    ("a", "path:strange", "enter", "j", "i"),
    ("a", "path:strange.csv", "enter", "paste:", "enter"),
    ("a", "path:strange.apkg", "enter", "y"),
    ("a", "path:broken.apkg", "enter"),
    ("enter", "enter", "v", "j", "escape", "i", "e", "f", "m", "c", "enter", "3", "x", "n", "space", "1", "u", "s"),
    ("enter", "enter", "3", "v", "escape", "question_mark", "escape", "f6", "paste:", "enter", "3"),
)  # fmt: skip
"""Keys, and what is typed or pasted where a line is written."""


@pytest.mark.parametrize("size", [(80, 24), (20, 5)])
async def test_no_screen_draws_a_sequence_that_is_not_ours(tmp_path: Path, size: tuple[int, int]) -> None:
    """The test fails for a screen that the walk does not visit."""
    visited = set()
    with a_hostile_home(tmp_path) as store:
        async with running(store, tmp_path, size=size, scan=True) as (app, pilot):
            for walk in WALKS:
                while not isinstance(app.screen, HomeScreen):
                    await press(pilot, "escape")
                for step in walk:
                    await take(app, pilot, tmp_path, step)
                    visited.add(type(app.screen))

                    assert uncontrolled(drawn(app)) == [], (walk, step)
    assert screens() <= visited


async def take(app: FlashdlApp, pilot: Pilot[int], folder: Path, step: str) -> None:
    what, _, text = step.partition(":")
    if what == "type":
        await type_in(pilot, text)
    elif what == "paste":
        await paste(pilot, EVIL)
    elif what == "path":
        app.screen.query_one(Input).value = str(folder / text)
    else:
        await press(pilot, step)


KEYS = {"enter": "\r", "escape": "\x1b", "ctrl+p": "\x10", "question_mark": "?", "slash": "/", "space": " "}
IN_A_TERMINAL = (
    ("question_mark", "escape", "ctrl+p", "r", "escape", "r", "s", "d", "escape", "i", "s", "a", "u", "escape",
     "e", "paste:", "enter", "escape", "r", "p", "escape"),
    ("a", "paste:", "enter", "escape", "a", "path:strange.csv", "enter", "escape", "a", "path:broken.apkg", "enter",
     "escape", "a", "path:strange.apkg", "enter", "y", "a", "path:strange", "enter", "y"),
    ("b", "enter", "f", "slash", "paste:", "enter"),
    ("enter", "enter", "v", "escape", "i", "f", "e", "enter", "3", "x", "x", "s", "u"),
)  # fmt: skip


def test_no_byte_reaches_the_terminal_that_is_not_ours(tmp_path: Path) -> None:
    """Whatever is written past the screens as well: titles, the clipboard, errors."""
    with a_hostile_home(tmp_path):
        pass
    seen = b""
    for walk in IN_A_TERMINAL:
        with started(tmp_path, environ={"VISUAL": f"/nowhere/{NAME}"}) as terminal:
            terminal.wait_for("commands")
            for step in walk:
                what, _, text = step.partition(":")
                pasted = {"paste": EVIL.replace("\x1b", ""), "path": str(tmp_path / text)}.get(what)
                terminal.send(f"\x1b[200~{pasted}\x1b[201~" if pasted else KEYS.get(step, step))
                while terminal.read_within(0.2):
                    pass
            assert terminal.process.poll() is None, walk
            terminal.process.terminate()
            terminal.wait_for_end()
            seen += terminal.seen

    assert b"\x1b[5;7;53m" not in seen
    left = OURS.sub(b"", seen)
    assert re.findall(rb"[\x00-\x09\x0b\x0c\x0e-\x1f].{,9}", left) == []
    assert re.findall(rb"\xc2[\x80-\x9f]|\xe2\x80\xae|\x7f", seen) == []
    assert "␛]52;c".encode() in seen
