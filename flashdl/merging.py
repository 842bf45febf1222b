"""Bringing packages of Anki's in: new cards, changed ones, the answers that are not here, and the media.

Nothing is followed. What comes again later, in a package of the same collection, meets the same cards.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flashdl.arriving import ARRIVED, Arrival, Taken
from flashdl.errors import FileError
from flashdl.formats import anki_face, package_process, whole_files
from flashdl.formats import media as media_files
from flashdl.formats.package_file import Package
from flashdl.formats.package_notes import Reading
from flashdl.model import Candidate, Moment, Problem, Source, SourceKind
from flashdl.store import Store
from flashdl.swift import without_collector

DECK = "Anki"
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Merged:
    """What one package came to, or would come to."""

    taken: Taken
    media: int
    """Files that were not here."""
    problems: tuple[Problem, ...]
    unasked: int
    """Cards that gave a problem: left out, or suspended and kept for their answers."""
    samples: tuple[Candidate, ...] = ()
    """A few of the cards that are in it."""


def merge(
    store: Store,
    path: Path,
    at: Moment,
    deck: str | None = None,
    *,
    media: Path | None = None,
    rollover: int = 4,
    dry_run: bool = False,
    alone: bool = True,
    each: Callable[[str], None] | None = None,
) -> Merged:
    """Take a package in, all of it or nothing; a note that makes no sense is left out and told.

    Args:
        deck: what its decks are put below; None: they keep their names.
        media: the folder for media files, each named by the hash of what it holds; None: they are left.
        alone: nobody else in this process reads the store meanwhile.
        each: called as notes are read; it may raise to stop.

    Raises:
        FileError: it is no package, or not one to be trusted.
    """
    with without_collector(), package_process.opened(path) as (package, ready):
        source = Source(0, ARRIVED, SourceKind.DECK, DECK)
        try:
            reading = Reading(package, at, rollover, deck, apart=True)
        except (ValueError, OverflowError) as error:
            raise FileError(f"the collection in this package is damaged ({error}).", str(path)) from error
        store.lay_known(source, package.known, but=anki_face.NOTHING, expected=reading.answers)
        samples: list[Candidate] = []
        notes = (lambda number: each(f"{number} of {reading.notes} notes")) if each else None
        with package_process.parts(reading, notes, ready) as parts:
            told = _told(parts, path, samples)
            taken = store.arrive(
                source, told, at, dry_run=dry_run, expected=reading.answers, beside=package.beside, alone=alone
            )
        copied = 0 if media is None else _copy_media(package, media, reading.problems, dry_run=dry_run)
        return Merged(taken, copied, tuple(reading.problems), reading.unasked, tuple(samples))


def _told(parts: Iterator[list[Arrival]], path: Path, samples: list[Candidate]) -> Iterator[list[Arrival]]:
    while True:
        try:
            part = next(parts, None)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            # Said here: the store, which asks for the parts, would take it for a fault of its own database.
            raise FileError(f"the collection in this package is damaged ({error}).", str(path)) from error
        if part is None:
            return
        if len(samples) < SAMPLES:
            read = (arrival for arrival in part if arrival.question)
            samples += [arrival.candidate for arrival in islice(read, SAMPLES - len(samples))]
        yield part


def _copy_media(package: Package, folder: Path, problems: list[Problem], *, dry_run: bool) -> int:
    """How many files were new. One that cannot be unpacked is told and left."""
    if not package.media:
        return 0
    names = media_files.names(folder)
    count = 0
    for name in package.media:
        with tempfile.TemporaryFile() as file:
            try:
                package.copy_media(name, file)
            except FileError as error:
                problems.append(Problem(str(package.path), None, str(error)))
                continue
            file.seek(0)
            kept = hashlib.file_digest(file, "sha256").hexdigest() + Path(name).suffix.casefold()
            names[name] = kept
            if (folder / kept).exists():
                continue
            count += 1
            if dry_run:
                continue
            whole_files.make_folder(folder)
            file.seek(0)
            with whole_files.replacing(folder / kept) as copy:
                while piece := file.read(1 << 20):
                    copy.write(piece)
    if not dry_run:
        whole_files.make_folder(folder)
        with whole_files.replacing(folder / media_files.NAMES) as file:
            file.write(json.dumps(names, ensure_ascii=True, indent=0, sort_keys=True).encode())
    return count
