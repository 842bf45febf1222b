"""What a reader of decks is given and gives, and the text of a file whatever its encoding."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flashdl import identity
from flashdl.errors import FileError
from flashdl.formats import whole_files
from flashdl.model import Candidate, Problem

SIZE_LIMIT = 64 << 20
"""Bytes of a deck file."""

MANY_FOLDERS = 500
"""Folders after which it is told that more are looked through."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN = "this file is not UTF-8; it was read as Western European text (Windows-1252)"


Told = Callable[[str], None]
"""Told now and then how much of one file is read, as in `20,000 cards`; it may raise to stop."""


class Part(str):
    """Told instead of a file's name: how far the reading of this one has come, in words."""

    __slots__ = ()


def tell_folders(number: int, each: Told | None) -> None:
    """Tell now and then how many folders were looked through, before any file in them is read."""
    if each and number % MANY_FOLDERS == MANY_FOLDERS - 1:
        each(Part(f"{number + 1:,} folders looked through"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deck file to read, and how."""

    path: Path
    file: str = ""
    """For the cards, from the source's root; nothing: the file's name."""
    name: str = ""
    """Of the deck, where the file does not name it; nothing: the file's stem."""
    columns: tuple[str, ...] = ()
    """What the columns of a table hold, as the person said; nothing: what the file shows."""
    lone: bool = True
    """The person named this very file; else it was found in a folder, where not every file is a deck."""
    root: str = ""
    """Name of the folder's deck, of a file that was found in one."""
    each: Told | None = None

    @property
    def shown(self) -> str:
        return self.file or self.path.name

    @property
    def fallback(self) -> str:
        return self.name or identity.tidy(self.path.stem) or "Deck"


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck file as read."""

    name: str
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...] = field(default=())
    form: str = ""  # what it was read as, in words


def content(path: Path) -> bytes:
    """Raises: FileError: the file cannot be read, or is too large."""
    return whole_files.content(path, limit=SIZE_LIMIT)


def decoded(path: Path, raw: bytes) -> tuple[str, str]:
    """(text, what is to be said about its encoding); lines end as they do in the file, NULs are gone.

    Raises:
        FileError: it is no text.
    """
    codec, start = _codec(raw)
    try:
        text, said = raw[start:].decode(codec), ""
    except UnicodeDecodeError as error:
        if codec != "utf-8":
            raise FileError("this is not UTF-16 text; save the file as UTF-8.", str(path)) from error
        text, said = raw.decode("cp1252", "replace"), _LATIN
    nuls = text.count("\0")
    if nuls > 8 and nuls > len(text) // 20:
        raise FileError("this is no text file.", str(path))
    return text.replace("\0", ""), said


def _codec(raw: bytes) -> tuple[str, int]:
    """(codec, bytes of the mark). Without a byte order mark the zero bytes of Latin letters tell UTF-16."""
    # UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
    for mark, name in sorted(_MARKS, key=lambda one: -len(one[0])):
        if raw.startswith(mark):
            return name, len(mark)
    head = raw[:400]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, letters = head[start::2].count(0), head[1 - start :: 2].count(0)
        if zeros > len(head) // 4 and not letters:
            return name, 0
    return "utf-8", 0
