"""The files of a followed folder: which there are, what tells that one changed, and their text."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flashdl import clock
from flashdl.errors import FileError
from flashdl.model import Problem

NOTE_ENDINGS = (".md", ".markdown")
LARGEST = 8 * 1024 * 1024
"""Bytes of a note; a larger one is a dump of something."""
UNREAD_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})
COARSEST_MS = 2_000
"""A file system may count time in steps as long as this (FAT does)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A note that is there."""

    name: str
    """From the source's root, with `/`, NFC as in keys."""
    path: str
    print: str
    """Size and time: while they are the same, so is the note."""
    settled: bool = True
    """Not written a moment ago: a change that is still to come will show in `print`."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one walk through a source found."""

    notes: tuple[Listed, ...]
    """Sorted by name; each name once."""
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    """Notes and folders that are there and cannot be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds."""

    text: str | None
    """None: it cannot be read, or is no text."""
    digest: str = ""
    problem: Problem | None = None


@dataclass(slots=True)
class _Walk:
    where: Path
    skip: tuple[str, ...]
    now_ms: int
    each: Callable[[str], None] | None = None
    """Told now and then how many folders were looked through; it may raise to stop."""
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def left(self, name: str, why: str) -> None:
        self.unread.append(name)
        self.problems.append(Problem(name, None, why))

    def files(self) -> Iterator[tuple[str, str]]:
        """(name, path) of each note. Links to folders are not followed: they may go round."""
        if self.where.is_file():
            yield shown(self.where.name), str(self.where)
            return
        from flashdl.formats.wanted import tell_folders

        root = str(self.where)
        for number, (folder, folders, files) in enumerate(os.walk(root, onerror=self.no_folder)):
            tell_folders(number, self.each)
            folders[:] = [name for name in folders if not name.startswith(".") and name not in UNREAD_FOLDERS]
            above = "" if folder == root else os.path.relpath(folder, root).replace(os.sep, "/") + "/"
            for file in files:
                if file.startswith(".") or not file.casefold().endswith(NOTE_ENDINGS):
                    continue
                name = shown(above + file)
                if not is_skipped(name, self.skip):
                    yield name, os.path.join(folder, file)  # noqa: PTH118 - a Path for each costs half of the walk

    def no_folder(self, error: OSError) -> None:
        self.left(
            shown(os.path.relpath(error.filename, self.where)), "this folder cannot be read; its cards stay as they are"
        )

    def note(self, name: str, path: str) -> Listed | None:
        """A note as listed; None, and a problem, where it is none that can be read."""
        try:
            found = os.stat(path)  # noqa: PTH116
        except FileNotFoundError:
            self.left(name, "this is no ordinary file and was left")  # a broken link
        except OSError:
            self.left(name, "this note cannot be read; its cards stay as they are")
        else:
            if not stat.S_ISREG(found.st_mode):
                self.left(name, "this is no ordinary file and was left")  # a pipe would never end
            elif found.st_size > LARGEST:
                self.left(name, f"this note is larger than {LARGEST // 2**20} MB and was left")
            else:
                settled = found.st_mtime_ns // 1_000_000 < self.now_ms - COARSEST_MS
                return Listed(name, path, fingerprint(found), settled)
        return None


def listing(where: Path, skip: tuple[str, ...] = (), each: Callable[[str], None] | None = None) -> Listing:
    """The notes below a folder, or the one note that a path is.

    Args:
        skip: globs of notes to leave unread.
        each: told now and then how many folders were looked through; it may raise to stop.

    Raises:
        OSError: there is nothing.
    """
    where.stat()
    walk = _Walk(where, skip, clock.now().ms, each)
    notes: dict[str, Listed] = {}
    for name, path in sorted(walk.files()):
        if name in notes:
            walk.problems.append(Problem(name, None, "another file goes by the same name; this one was left"))
        elif listed := walk.note(name, path):
            notes[name] = listed
    return Listing(tuple(notes.values()), tuple(walk.problems), tuple(walk.unread))


def fingerprint(found: os.stat_result) -> str:
    """Size and time of a file."""
    return f"{found.st_size}:{found.st_mtime_ns}"


def read(name: str, path: str) -> Reading:
    """A note's text."""
    try:
        raw = Path(path).read_bytes()
    except OSError:
        return Reading(None, problem=Problem(name, None, "this note cannot be read; its cards stay as they are"))
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Reading(raw.decode("utf-16", "replace"), digest)
    if raw.count(b"\0") > len(raw) // 20:
        return Reading(None, digest, Problem(name, None, "this file is binary, not a note, and was left"))
    try:
        return Reading(raw.decode("utf-8-sig"), digest)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        said = Problem(name, line, "this note is not UTF-8; it was read as Latin-1")
        return Reading(raw.decode("latin-1"), digest, said)


def read_note(path: Path) -> str:
    """A note's text.

    Raises:
        FileError: it cannot be read, or is no note.
    """
    walk = _Walk(path, (), 0)
    listed = walk.note(path.name, str(path))
    reading = read(listed.name, listed.path) if listed else Reading(None, problem=walk.problems[0])
    if reading.text is None:
        raise FileError(f"{reading.problem.message if reading.problem else 'this cannot be read'}.", str(path))
    return reading.text


def shown(name: str) -> str:
    """A file name as text, NFC as in keys; bytes of it that are no UTF-8 become U+FFFD."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def is_skipped(name: str, skip: tuple[str, ...]) -> bool:
    """Whether a person's globs leave a note out."""
    return any(fnmatch.fnmatch(name, glob) for glob in skip)
