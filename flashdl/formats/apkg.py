"""Packages for Anki: the container of today (version 3), around a database that Anki upgrades when it reads it.

A note's guid is the card's permanent id, so that a later package updates what an earlier one brought. Anki never
touches the schedule of a card that it has; a card's state and log count where the card is new to it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flashdl.errors import FileError
from flashdl.formats import whole_files
from flashdl.formats.anki_collection import Collection, Each
from flashdl.formats.media import Luggage
from flashdl.leaving import Departing, Family
from flashdl.model import Moment
from flashdl.swift import without_collector

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NO_MEDIA: Mapping[str, Path] = {}
NO_ROOTS: Mapping[int, Path] = {}
_MARK = b"flashdl"
"""Stands behind a package, as its comment."""
_VERSION_3 = b"\x08\x03"
_PIECE = 1 << 20
_QUICK = {int(zstd.CompressionParameter.nb_workers): 2, int(zstd.CompressionParameter.compression_level): 1}
"""Compressing goes on while the next piece is read. Rows that are alike are no smaller on the usual level 3."""
_TODAY, _LEGACY = "collection.anki21b", "collection.anki2"


def is_own(path: Path) -> bool:
    """Whether a package was written here."""
    try:
        with path.open("rb") as file:
            file.seek(-len(_MARK), os.SEEK_END)
            return file.read() == _MARK
    except OSError:
        return False


def write(
    path: Path,
    cards: Iterable[Family] | Departing,
    *,
    now: Moment,
    rollover: int = 4,
    include_history: bool = True,
    legacy: bool = False,
    each: Each = lambda _: None,
    media: Mapping[str, Path] = NO_MEDIA,
    roots: Mapping[int, Path] = NO_ROOTS,
) -> int:
    """Write a package in one pass over the cards; new cards keep their order.

    Args:
        cards: families with their whole past; or, several times as fast where there is much of it, a departure.
        now: the moment of the export, with the offset of the person's clock.
        rollover: the hour at which a study day begins, 0-23.
        include_history: with schedules and logs, and suspended what is not active or whose source is gone; without it
            every card goes out as a new one.
        media: path of each name of a file that cards from Anki may use; those that they use go along.
        roots: where each source lies whose cards may take pictures along.
        each: called now and then with the number of cards that are written; it may raise to stop.
        legacy: in the container that every Anki since 2012 reads; else in today's, which is smaller (Anki since 2022).

    Returns:
        How many cards were written.

    Raises:
        FileError: the package could not be written; what was at `path` is still there.
    """
    if path.name.lower() == "collection.apkg":
        message = "Anki takes a file of this name for a whole collection that replaces yours; choose another name."
        raise FileError(message, str(path))
    with (
        without_collector(),
        whole_files.replacing(path) as file,
        tempfile.TemporaryDirectory(prefix="flashdl-") as folder,
    ):
        database = Path(folder) / (_LEGACY if legacy else _TODAY)
        luggage = Luggage(media, roots)
        try:
            with Collection(database, now, rollover, include_history=include_history, luggage=luggage) as collection:
                if callable(cards):
                    with cards(database, collection.staged) as departure:
                        collection.copy(departure, each)
                else:
                    collection.take(cards, each)
                collection.finish()
        except sqlite3.Error as error:
            raise FileError(f"the package cannot be written ({error}).", str(path)) from error
        try:
            (_pack_legacy if legacy else _pack)(file, database, now, luggage)
        except OSError as error:
            reason = (error.strerror or "no reason").lower()
            raise FileError(f"the package cannot be written ({reason}).", str(error.filename or path)) from error
        return collection.written


def _pack(file: BinaryIO, database: Path, now: Moment, luggage: Luggage) -> None:
    with ZipFile(file, "w", ZIP_STORED) as package:
        package.comment = _MARK
        package.writestr(_entry("meta", now), _VERSION_3)
        with package.open(_entry(database.name, now), "w", force_zip64=True) as entry, database.open("rb") as source:
            compressor = zstd.ZstdCompressor(options=_QUICK)
            while piece := source.read(_PIECE):
                entry.write(compressor.compress(piece))
            entry.write(compressor.flush())
        luggage.write(package, lambda name: _entry(name, now), legacy=False)


def _pack_legacy(file: BinaryIO, database: Path, now: Moment, luggage: Luggage) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.comment = _MARK
        with package.open(_entry(database.name, now, ZIP_DEFLATED), "w") as entry, database.open("rb") as source:
            shutil.copyfileobj(source, entry, _PIECE)
        luggage.write(package, lambda name: _entry(name, now), legacy=True)


def _entry(name: str, now: Moment, method: int = ZIP_STORED) -> ZipInfo:
    """An entry that bears the time of the export, so that equal exports are equal files."""
    local = datetime(1970, 1, 1) + timedelta(milliseconds=now.ms, minutes=now.offset)
    at = max(local, datetime(1980, 1, 1))
    entry = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = method
    return entry
