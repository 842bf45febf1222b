"""Which command opens a file at a line in the person's editor, and opening it."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from flashdl.errors import UsageError
from flashdl.terminal import one_line

_PLUS = frozenset(
    ("vi", "vim", "nvim", "gvim", "view", "ex", "nano", "pico", "emacs", "emacsclient", "mg", "micro", "kak", "joe")
)
"""Take `+LINE FILE`."""
_COLON = frozenset(("hx", "helix", "subl", "zed", "zeditor"))
"""Take `FILE:LINE`."""
_GOTO = frozenset(("code", "codium", "cursor", "code-insiders"))
"""Take `--goto FILE:LINE`, and return at once unless told to wait."""


def command(environ: Mapping[str, str], file: Path, line: int) -> list[str]:
    """The words of a command that opens the file, at the line where the editor is known to take one.

    The editor is $VISUAL, else $EDITOR, else `vi`.

    Raises:
        UsageError: its name makes no sense.
    """
    chosen = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip() or "vi"
    try:
        # Of nothing but quotes nothing is left, and the note itself would be started.
        words = shlex.split(chosen) or ["vi"]
    except ValueError as error:
        raise UsageError(f"the editor “{one_line(chosen)}” cannot be started ({error}); set VISUAL anew.") from error
    name = PurePath(words[0]).stem.lower()
    path = str(file)
    if name in _PLUS:
        return [*words, f"+{line}", path]
    if name in _COLON:
        return [*words, f"{path}:{line}"]
    if name in _GOTO:
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    return [*words, path]


def run(words: Sequence[str]) -> None:
    """Run an editor in this terminal until it ends. Ctrl-C is for it alone, as in `git commit`.

    Raises:
        OSError: it cannot be started.
    """
    # A function that does nothing, and not SIG_IGN, which the editor would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run(words, check=False)
    finally:
        signal.signal(signal.SIGINT, before)
        _forget_keys()


def _forget_keys() -> None:
    """Drop what the terminal still has: it was typed for the editor, or while one waited for its window."""
    if sys.platform != "win32" and sys.__stdin__ is not None:
        import termios

        with suppress(OSError, ValueError, termios.error):  # no terminal
            termios.tcflush(sys.__stdin__.fileno(), termios.TCIFLUSH)
