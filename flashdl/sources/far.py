"""How far a reading is, in words."""

from __future__ import annotations

from flashdl.formats.wanted import Part

_EVERY = 20
"""Files after which it is worth telling."""


class Far:
    """Told of each file as it is read, and again as cards are made of it; says now and then how far that is."""

    def __init__(self) -> None:
        self._read: set[str] = set()
        self._asked = 0

    def after(self, file: str) -> str:
        """Where the reading is after this file; empty where that is not worth telling."""
        if isinstance(file, Part):
            return file
        self._asked += file in self._read
        self._read.add(file)
        if (len(self._read) + self._asked) % _EVERY != 1:
            return ""
        read = "1 file" if len(self._read) == 1 else f"{len(self._read):,} files"
        return f"cards of {self._asked:,} of {read}" if self._asked else f"{read} read"
