"""The whole program in a pseudo-terminal: what reaches a real one, and what only a real one can show."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.model import Rating
from tests.build import a_moment, filled
from tests.tui.stage import a_filled_store, asked
from tests.tui.test_payload import PAYLOADS, hostile

pytest.importorskip("pty", reason="there are no pseudo-terminals on this system")

from tests.tui.pseudo_terminal import started

FORBIDDEN = (b"\x1b]52;", b"\x1b]0;", b"\x1b[6n", b"\x1bP$q", b"\xc2\x9b", b"\xc2\x9d", b"\x00", "\u202e".encode())


def test_no_sequence_of_a_payload_reaches_the_terminal(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        filled(store, *(hostile(text, 5 * number) for number, text in enumerate(PAYLOADS)))
    with started(tmp_path) as terminal:
        terminal.wait_for("commands")
        terminal.send("\r")
        terminal.wait_for("check")
        for _ in range(len(PAYLOADS) - 1):
            terminal.send("\r")
            terminal.wait_for("good")
            terminal.send("3")
            terminal.wait_for("check")
        terminal.send("\x1b")
        terminal.wait_for("quit")
        terminal.send("q")

        assert terminal.wait_for_end() == 0
        assert [sequence for sequence in FORBIDDEN if sequence in terminal.seen] == []
        assert "␛]52;c".encode() in terminal.seen


def test_the_note_is_edited_at_its_line_and_the_same_card_comes_back(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    note = notes / "Nets.md"
    note.write_text(
        "# Nets\n\n| Net | Trick |\n|---|---|\n| GAN | plays against itself |\n| LSTM | gates |\n", encoding="utf-8"
    )
    editor = tmp_path / "vi"
    editor.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\nsed -i s/against/with/ "$2"\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
        before = {card.id for card in store.cards()}
    with started(tmp_path, "review", environ={"VISUAL": str(editor)}) as terminal:
        terminal.wait_for("home")
        terminal.send("\x1bOS")
        terminal.wait_for("changed")
        terminal.send("\x1b")
        terminal.wait_for("quit")
        terminal.send("q")
        terminal.wait_for_end()

    called = (tmp_path / "called").read_text(encoding="utf-8")
    assert called.startswith("+")
    assert str(note) in called
    with a_filled_store(tmp_path) as store:
        assert {card.id for card in store.cards()} == before
        assert any("plays with itself" in card.prompt.answers for card in store.cards())


def test_an_editor_that_cannot_be_started_is_told_and_the_review_goes_on(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "Nets.md").write_text("# Nets\n\n| Net | Trick |\n|---|---|\n| GAN | plays |\n| LSTM | gates |\n")
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
    with started(tmp_path, "review", environ={"VISUAL": "/nowhere/editor"}) as terminal:
        terminal.wait_for("home")
        terminal.send("\x1bOS")
        terminal.wait_for("cannot be started")
        terminal.send("\x1b")
        terminal.wait_for("quit")
        terminal.send("q")

        assert terminal.wait_for_end() == 0


def test_ctrl_c_in_an_editor_ends_the_editor_and_not_the_review(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "Nets.md").write_text("# Nets\n\n| Net | Trick |\n|---|---|\n| GAN | plays |\n| LSTM | gates |\n")
    hangs = tmp_path / "hangs"
    hangs.write_text("#!/bin/sh\nkill -INT 0\nexec sleep 60\n")
    hangs.chmod(0o755)
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(notes), None, a_moment())
    with started(tmp_path, "review", environ={"VISUAL": str(hangs)}) as terminal:
        terminal.wait_for("home")
        terminal.send("\x1bOS")
        terminal.wait_for("Nothing changed")
        terminal.send("\x1b")
        terminal.wait_for("quit")
        terminal.send("q")

        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("number", range(int(os.environ.get("FLASHDL_KILLS", "3"))))
def test_a_killed_app_loses_no_answer(tmp_path: Path, number: int) -> None:
    """After up to five answers, in the middle of the next. FLASHDL_KILLS says how often."""
    answers = 1 + number % 5
    with a_filled_store(tmp_path) as store:
        filled(store, *(asked(f"Number {place}?", "A", position=place) for place in range(7)))
    with started(tmp_path, "review") as terminal:
        terminal.wait_for("Number 0?")
        for place in range(answers):
            terminal.send(" ")
            terminal.wait_for("easy")
            terminal.send("4")
            terminal.wait_for(f"{place + 1}?")
        terminal.send(" 4")
        terminal.read_within(number % 7 / 100)
        terminal.process.kill()

    with a_filled_store(tmp_path) as store:
        ratings = [event.rating for event in store.log()]
        assert ratings in ([Rating.EASY] * answers, [Rating.EASY] * (answers + 1))
        assert store.check() == []


def test_a_window_that_is_closed_ends_the_app_and_loses_no_answer(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        filled(store, asked("First?", "A"), asked("Second?", "B", position=1))
    with started(tmp_path, "review") as terminal:
        terminal.wait_for("First?")
        terminal.send(" ")
        terminal.wait_for("easy")
        terminal.send("1")
        terminal.wait_for("Second?")
        terminal.hang_up()
        terminal.process.wait(timeout=20)

    with a_filled_store(tmp_path) as store:
        assert [event.rating for event in store.log()] == [Rating.AGAIN]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_app_that_is_told_to_end_leaves_the_terminal_as_it_was(tmp_path: Path, number: signal.Signals) -> None:
    with a_filled_store(tmp_path) as store:
        filled(store, asked("First?", "A"), asked("Second?", "B", position=1))
    with started(tmp_path, "review") as terminal:
        terminal.wait_for("First?")
        assert not terminal.echoes()
        terminal.send(" ")
        terminal.wait_for("easy")
        terminal.send("1")
        terminal.wait_for("Second?")
        terminal.process.send_signal(number)

        assert terminal.wait_for_end() == 128 + number
        assert terminal.seen.rfind(b"\x1b[?1049l") > terminal.seen.rfind(b"\x1b[?1049h")
        assert terminal.echoes()

    with a_filled_store(tmp_path) as store:
        assert [event.rating for event in store.log()] == [Rating.AGAIN]


def test_a_terminal_made_tiny_and_large_again_still_works(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        filled(store, asked("First?", "A"))
    with started(tmp_path, "review") as terminal:
        terminal.wait_for("First?")
        terminal.resize(20, 5)
        terminal.wait_for("show")
        terminal.resize(80, 24)
        terminal.wait_for("commands")
        terminal.send("q")
        terminal.wait_for("quit")
        terminal.send("q")

        assert terminal.wait_for_end() == 0


def test_without_colour_no_colour_is_sent(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        filled(store, asked("First?", "A"))
    with started(tmp_path, "review", environ={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("First?")
        terminal.send("\x1b")
        terminal.wait_for("quit")
        terminal.send("q")
        terminal.wait_for_end()

        assert b"\x1b[38;" not in terminal.seen
        assert b";38;" not in terminal.seen
        assert b"48;" not in terminal.seen
