"""Which command opens a file at a line in the person's editor. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path, PurePath

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
    """
    words = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "vi")
    name = PurePath(words[0]).stem.lower() if words else ""
    path = str(file)
    if name in _PLUS:
        return [*words, f"+{line}", path]
    if name in _COLON:
        return [*words, f"{path}:{line}"]
    if name in _GOTO:
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    return [*words, path]
