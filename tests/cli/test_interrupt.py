"""Ctrl-C while notes are read: nothing is stored by halves, and no process goes on."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sources.vaults import a_vault

NOTES = 600
"""Enough that other processes read them, where there is more than one core."""
LARGE = 60_000
"""Cards of one file."""


def running(home: Path) -> list[str]:
    """Processes with this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environ = (process / "environ").read_bytes()
        except OSError:
            continue
        if f"HOME={home}\0".encode() in environ:
            found.append(process.name)
    return found


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Started in the background, a suite ignores Ctrl-C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("shown", [b" read: ", b" files: "])
def test_a_scan_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, shown: bytes) -> None:
    """Slow: the notes are many."""
    told = _interrupted(tmp_path, shown, "add", str(a_vault(tmp_path, NOTES)))

    assert b"Traceback" not in told
    assert b"flashdl: stopped." in told
    assert running(tmp_path) == []
    assert list((tmp_path / ".cache").glob("**/*")) == []
    assert _sources(tmp_path) == b""


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize(
    ("name", "head", "row", "shown"),
    [
        ("words.csv", "front,back\n", "word {0},meaning of {0}\n", b" cards: words.csv"),
        ("words.yaml", "cards:\n", "- front: word {0}\n  back: meaning of {0}\n", b" lines: words.yaml"),
    ],
)
def test_one_large_file_says_how_far_it_is_and_stops_with_nothing_stored(
    tmp_path: Path, name: str, head: str, row: str, shown: bytes
) -> None:
    deck = tmp_path / name
    deck.write_text(head + "".join(row.format(number) for number in range(LARGE)))

    told = _interrupted(tmp_path, shown, "import", str(deck))

    assert b"Traceback" not in told
    assert b"flashdl: stopped." in told
    assert _sources(tmp_path) == b""


def _environ(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}


def _interrupted(home: Path, shown: bytes, *command: str, program: Sequence[str] = ("-m", "flashdl")) -> bytes:
    """What a command told on its terminal that was interrupted as soon as it told this."""
    terminal, end = pty.openpty()
    adding = subprocess.Popen([sys.executable, *program, *command], env=_environ(home), stderr=end)
    os.close(end)
    told = b""
    with adding:
        try:
            while shown not in told:
                told += os.read(terminal, 4096)

            adding.send_signal(signal.SIGINT)

            assert adding.wait(timeout=60) == 130
        finally:
            adding.kill()
    with suppress(OSError):  # which is how a terminal ends
        while piece := os.read(terminal, 4096):
            told += piece
    os.close(terminal)
    return told


def _sources(home: Path) -> bytes:
    command = [sys.executable, "-m", "flashdl", "sources", "--json"]
    return subprocess.run(command, env=_environ(home), capture_output=True, check=True).stdout


ENDLESS = """
import sys
from flashdl.store import checks

def endless(connection):
    sys.stderr.write("SQLite is at work\\n")
    sys.stderr.flush()
    connection.exec_driver_sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    ).all()

setattr(checks, sys.argv.pop(1), endless)
from flashdl.__main__ import main
sys.exit(main())
"""
"""A doctor with a statement that has no end."""


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("part", ["check_rows", "check_file"])
def test_doctor_stops_at_once_whatever_sqlite_is_at(tmp_path: Path, part: str) -> None:
    program = tmp_path / "endless.py"
    program.write_text(ENDLESS)

    told = _interrupted(tmp_path, b"SQLite is at work", "doctor", program=(str(program), part))

    assert b"Traceback" not in told
    assert b"flashdl: stopped." in told


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_fault(tmp_path: Path, closed: str) -> None:
    for words in ("review --plain", "stats"):
        done = subprocess.run(
            ["sh", "-c", f'exec "$0" -m flashdl {words} {closed}', sys.executable],
            env=_environ(tmp_path),
            capture_output=True,
            check=False,
            timeout=60,
        )

        assert done.returncode == 0, done.stderr
        assert b"fault of flashdl" not in done.stderr
