"""Ctrl-C while notes are read: nothing is stored by halves, and no process goes on."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sources.vaults import a_vault

NOTES = 600
"""Enough that other processes read them, where there is more than one core."""


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
@pytest.mark.parametrize("shown", [b" read: ", b" asked: "])
def test_a_scan_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, shown: bytes) -> None:
    """Slow: the notes are many."""
    vault = a_vault(tmp_path, NOTES)
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    terminal, end = pty.openpty()
    adding = subprocess.Popen([sys.executable, "-m", "flashdl", "add", str(vault)], env=environ, stderr=end)
    os.close(end)
    told = b""
    while shown not in told:
        told += os.read(terminal, 4096)

    adding.send_signal(signal.SIGINT)

    assert adding.wait(timeout=60) == 130
    with suppress(OSError):  # which is how a terminal ends
        while piece := os.read(terminal, 4096):
            told += piece
    os.close(terminal)
    assert b"Traceback" not in told
    assert b"flashdl: stopped." in told
    assert running(tmp_path) == []
    assert list((tmp_path / ".cache").glob("**/*")) == []
    listed = subprocess.run(
        [sys.executable, "-m", "flashdl", "sources", "--json"], env=environ, capture_output=True, check=True
    )
    assert listed.stdout == b""
