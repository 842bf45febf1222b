"""Whatever a collection holds and whatever is typed, no command sends the terminal more than text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flashdl import cli, sources
from flashdl.cli.rim import one_line_told
from flashdl.store import Store
from flashdl.terminal import cells
from tests.build import a_moment, filled
from tests.tui.stage import doubted, study_before
from tests.tui.test_payload import EVIL, a_hostile_note, hostile, uncontrolled

TYPED = EVIL.replace("\0", "")
"""As it may stand on a command line."""


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command with the groups that it is in."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        yield *names, name


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection that is hostile in all its parts, and the folder in which commands are given."""
    notes = tmp_path / f"no{TYPED.replace('/', '')}tes"
    notes.mkdir()
    (notes / f"N{TYPED.replace('/', '')}.md").write_text(a_hostile_note("Net"))
    (tmp_path / "deck.yaml").write_text("name: D\ncards:\n- front: a\x1b\n")
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, *(hostile(EVIL, number) for number in range(5)), doubted(f"Q{EVIL}", EVIL, kind=EVIL, position=9))
        sources.add(store, str(notes), f"Deck {EVIL}", a_moment())
        study_before(store, 7, 6)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLASHDL_DB", str(tmp_path / "flashdl.db"))
    return tmp_path / "flashdl.db"


@pytest.mark.parametrize("command", list(commands(cli.flashdl)), ids=" ".join)
def test_no_command_steers_the_terminal(
    command: tuple[str, ...], database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [[], ["--json"], ["--help"], [TYPED], [TYPED, "--json"], [f"--{TYPED}"], ["is:new"], ["deck:Deck*", TYPED]]
    for arguments in words:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"?\n{EVIL}\n3\n\n1\nq\n".encode())))

        cli.run([*command, *arguments])

        told = capsys.readouterr()
        assert uncontrolled(told.out + told.err) == [], arguments
        assert "a fault of flashdl itself" not in told.err, arguments


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_being_done_stays_on_one_line_of_any_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stderr", shown := Terminal())

    with one_line_told() as show:
        show("機械学習" * 20 + "\x1b[2J\n")

    line = shown.getvalue().split("\x1b[K")[1].strip("\r")
    assert cells(line) <= 39
    assert uncontrolled(line) == []
