"""The real program in a pseudo-terminal: every byte that a terminal would be sent."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import contextlib, sys
from pathlib import Path
from flashdl import tui
from flashdl.config import Config
from flashdl.model import Moment
from flashdl import store
folder = Path(sys.argv[1])
with contextlib.ExitStack() as opened:
    config = Config(folder / "flashdl.db", folder / "config.toml", folder)
    open_store = lambda: opened.enter_context(store.Store.open(folder / "flashdl.db"))
    sys.exit(tui.run(open_store, config, now=lambda: Moment(1795345200000, 60), review="review" in sys.argv))
"""


class PseudoTerminal:
    """What was sent to it, and a keyboard."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes]) -> None:
        self._descriptor = descriptor
        self.process = process
        self.seen = b""

    def send(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, as a shell needs it."""
        return bool(termios.tcgetattr(self._descriptor)[3] & termios.ECHO)

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._descriptor)
        self._descriptor = -1

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def wait_for(self, words: str, seconds: float = 20) -> None:
        """Until these words have been sent since the last call.

        Raises:
            AssertionError: they were not.
        """
        end, start = time.monotonic() + seconds, len(self.seen)
        while words.encode() not in self.seen[start:]:
            assert time.monotonic() < end and self._read(end), f"{words!r} was not drawn:\n{self.seen[start:]!r}"

    def read_within(self, seconds: float) -> bool:
        """Take in what is sent within that time; False where nothing is."""
        return self._read(time.monotonic() + seconds)

    def wait_for_end(self, seconds: float = 20) -> int:
        """Until the program has ended; its exit code."""
        end = time.monotonic() + seconds
        while self._read(end):
            pass
        return self.process.wait(timeout=seconds)

    def _read(self, end: float) -> bool:
        """Take in what is there; False where there is nothing more."""
        ready, _, _ = select.select([self._descriptor], [], [], max(0, end - time.monotonic()))
        try:
            piece = os.read(self._descriptor, 65536) if ready else b""
        except OSError:
            piece = b""
        self.seen += piece
        return bool(piece)


@contextmanager
def started(
    folder: Path, *arguments: str, environ: Mapping[str, str] | None = None, program: str = PROGRAM
) -> Iterator[PseudoTerminal]:
    """The app on the store in a folder, or another program, in a terminal of 80 by 24."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color", **(environ or {})},
    )
    os.close(slave)
    terminal = PseudoTerminal(master, process)
    try:
        yield terminal
    finally:
        terminal.close()
