"""What is inside a package of Anki's, unpacked with limits: a file from a stranger may lie about everything.

Three containers: today's (`meta` says 3: a compressed `collection.anki21b`), that of 2018 on (`collection.anki21`),
and the first (`collection.anki2`). The newer ones hold a `collection.anki2` too: one card that says to update Anki.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile, ZipInfo

from flashdl.arriving import KNOWN
from flashdl.errors import FileError
from flashdl.formats import protobuf

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENDINGS = (".apkg", ".colpkg")
_COLLECTION, _BESIDE = "collection", "beside"
MOST_ENTRIES = 200_000
LARGEST_DATABASE = 8 << 30
"""Bytes, unpacked."""
LARGEST_MEDIA = 256 << 20
"""Bytes of one file, unpacked."""
RATIO = 400
"""How many times its size anything may be unpacked, beyond the first 64 MiB."""
_FREE = 64 << 20
_PIECE = 1 << 20
_LONGEST_TEXT = 64 << 20
_LEAST_HEADER = 30
"""Bytes of a zip entry's own header."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What of a package is rows."""

    path: Path
    """Of the package."""
    database: sqlite3.Connection
    """Read-only; a copy that is thrown away."""
    beside: Path
    """For a database of our own, thrown away with it; where no file is yet."""

    @property
    def known(self) -> Path:
        """For a database that says what is known already."""
        return self.beside.with_name(KNOWN)


@dataclass(frozen=True, slots=True)
class Package(Unpacked):
    """An opened package."""

    media: dict[str, str]
    """Entry of the package by the name that fields give the file."""
    _archive: ZipFile
    _is_compressed: bool

    def copy_media(self, name: str, file: IO[bytes]) -> None:
        """Unpack a media file.

        Raises:
            FileError: it is not in the package, or too large, or damaged.
        """
        try:
            entry = self._archive.getinfo(self.media[name])
        except KeyError as error:
            raise FileError(f"the package names the file {name!r:.60} and does not hold it.", str(self.path)) from error
        _unpack(self.path, self._archive, entry, file, LARGEST_MEDIA, compressed=self._is_compressed)


@contextmanager
def opened(path: Path, unpacking: Callable[[int], object] | None = None) -> Iterator[Package]:
    """A package, unpacked for as long as it is read.

    Args:
        unpacking: called before its rows are unpacked, with the bytes that they take as they are packed.

    Raises:
        FileError: it is no package, or not one to be trusted.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="flashdl-") as folder, ZipFile(path) as archive:
            _refuse_odd(path, archive)
            name = _database_name(path, archive)
            collection = Path(folder) / _COLLECTION
            is_today = name.endswith("b")
            if unpacking:
                unpacking(archive.getinfo(name).compress_size)
            with collection.open("wb") as file:
                _unpack(path, archive, archive.getinfo(name), file, LARGEST_DATABASE, compressed=is_today)
            database = _connected(path, collection)
            try:
                yield Package(
                    path, database, Path(folder) / _BESIDE, _media(path, archive, is_today), archive, is_today
                )
            finally:
                database.close()
    except (BadZipFile, zlib.error, EOFError, zstd.ZstdError, NotImplementedError, RuntimeError) as error:
        raise FileError("this is no sound package of Anki's; export it again.", str(path)) from error
    except sqlite3.Error as error:
        raise FileError(f"the collection in this package is damaged ({error}).", str(path)) from error
    except OSError as error:
        raise FileError(
            f"the package cannot be read ({(error.strerror or 'no reason').lower()}).", str(path)
        ) from error


@contextmanager
def unpacked(path: Path, folder: Path) -> Iterator[Unpacked]:
    """The rows of a package that another process has opened.

    Args:
        folder: in which its `beside` is.
    """
    database = _connected(path, folder / _COLLECTION)
    try:
        yield Unpacked(path, database, folder / _BESIDE)
    finally:
        database.close()


def _refuse_odd(path: Path, archive: ZipFile) -> None:
    """Raises: FileError: entries overlap, are too many, or are locked."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    if len(entries) > MOST_ENTRIES or len({entry.filename for entry in entries}) < len(entries):
        raise FileError("this package holds too many files, or two of one name; flashdl does not open it.", str(path))
    ends = [entry.header_offset + _LEAST_HEADER + entry.compress_size for entry in entries]
    starts = [entry.header_offset for entry in entries[1:]]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise FileError("the files in this package overlap; flashdl does not open it.", str(path))
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileError("this package is locked with a password; export it without.", str(path))


def _database_name(path: Path, archive: ZipFile) -> str:
    names = set(archive.namelist())
    version = 0
    if "meta" in names and archive.getinfo("meta").file_size < 1_000:
        version = protobuf.number(archive.read("meta"), 1)
    wanted = {3: "collection.anki21b", 2: "collection.anki21"}.get(version)
    if wanted is None:
        if version > 3:
            raise FileError("this package was written by an Anki newer than flashdl knows.", str(path))
        wanted = "collection.anki21" if "collection.anki21" in names else "collection.anki2"
    if wanted not in names:
        raise FileError("this is no package of Anki's: there is no collection in it.", str(path))
    return wanted


def _unpack(path: Path, archive: ZipFile, entry: ZipInfo, file: IO[bytes], most: int, *, compressed: bool) -> None:
    """Copy an entry out, piece by piece, as long as it keeps within what is sensible."""
    allowed = min(most, _FREE + RATIO * entry.compress_size)
    done = 0
    with archive.open(entry) as raw:
        source = cast("IO[bytes]", zstd.ZstdFile(raw)) if compressed else raw
        while piece := source.read(_PIECE):
            done += len(piece)
            if done > allowed:
                raise FileError("something in this package unpacks to an unlikely size; it is not opened.", str(path))
            if done % (64 * _PIECE) < _PIECE and shutil.disk_usage(tempfile.gettempdir()).free < _FREE:
                raise FileError("there is no room on the disk to unpack this package.", str(path))
            file.write(piece)


def _connected(path: Path, unpacked: Path) -> sqlite3.Connection:
    # Immutable: the header of today's says that there is a write-ahead log, which an export has not.
    database = sqlite3.connect(f"file:{quote(str(unpacked))}?mode=ro&immutable=1", uri=True, isolation_level=None)
    # No function of Python's: there are millions of texts.
    database.text_factory = methodcaller("decode", "utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_TEXT)
    database.create_collation("unicase", _unicase)
    database.execute("PRAGMA trusted_schema = OFF")
    # A view could stand for a table, and be anything.
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"col", "notes", "cards", "revlog"} <= tables:
        database.close()
        raise FileError("this is no package of Anki's: there is no collection in it.", str(path))
    return database


def _unicase(one: str, other: str) -> int:
    left, right = one.casefold(), other.casefold()
    return (left > right) - (left < right)


def _media(path: Path, archive: ZipFile, is_today: bool) -> dict[str, str]:
    """Entry by name; a name that is more than one is left out."""
    if "media" not in archive.namelist():
        return {}
    with tempfile.TemporaryFile() as file:
        _unpack(path, archive, archive.getinfo("media"), file, LARGEST_MEDIA, compressed=is_today)
        file.seek(0)
        raw = file.read()
    try:
        if is_today:
            names = [protobuf.text(entry, 1) for entry in protobuf.every(raw, 1)]
            pairs = [(str(number), name) for number, name in enumerate(names)]
        else:
            read = json.loads(raw or b"{}")
            pairs = [(entry, name) for entry, name in read.items() if isinstance(name, str)]
    except (ValueError, AttributeError, RecursionError) as error:
        raise FileError("the list of media in this package is damaged.", str(path)) from error
    return {name: entry for entry, name in pairs if _is_plain(name)}


def _is_plain(name: str) -> bool:
    """Whether a name is one component of a path and no way out of a folder."""
    return name not in ("", ".", "..") and not any(sign in name for sign in "/\\\0") and len(name.encode()) < 255
