"""Bringing decks in: what a file would do, what it did, and what is in other decks already."""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flashdl import identity, reconcile, sources
from flashdl.errors import FileError, UsageError
from flashdl.formats.wanted import Wanted
from flashdl.model import Candidate, Moment, SourceKind
from flashdl.sources import Progress, Report, notes
from flashdl.store import Store
from flashdl.swift import without_collector

PASTED = "-"
"""What pasted text is called where something is wrong with it: as it was asked for."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing one file or folder in came to, or would come to."""

    report: Report
    duplicates: tuple[tuple[Candidate, str], ...]
    """(new card, deck of another source that has the same question and answer already)."""
    schedules: int
    """New cards that bring their schedule along."""

    @property
    def form(self) -> str:
        """What it was read as, in words."""
        return self.report.gathered.form


def bring(
    store: Store,
    path: str,
    deck: str | None,
    at: Moment,
    *,
    columns: tuple[str, ...] = (),
    dry_run: bool = False,
    each: Progress | None = None,
    inbox_first: bool | None = None,
) -> Brought:
    """Follow a deck file, or a folder of them, and store what it holds: all of it or nothing.

    Args:
        deck: its name; None: the file's own.
        columns: of a table, where its file does not say; remembered.
        dry_run: nothing is stored.
        each: told each file, and within a large one how far it is; it may raise to stop, and nothing is stored.
        inbox_first: whether all its new cards wait for a decision; None: as it was, at first not.

    Raises:
        FileError: it is no deck.
        UsageError: it is followed already as something else.
    """
    if not Path(path).exists():
        sources.kind_of(Path(path))  # says what is wrong with the path
    kind = SourceKind.DECK
    if dry_run:
        with without_collector():
            return _brought(store, sources.preview(store, Path(path), deck, each=each, kind=kind, columns=columns))
    # Looked up before it is stored, when the new cards are still no one's.
    duplicates = _elsewhere(store, path)
    with without_collector():
        report = sources.add(store, path, deck, at, each=each, kind=kind, columns=columns, inbox_first=inbox_first)
    return _brought(store, report, duplicates)


def holds_decks_alone(folder: Path) -> bool:
    """Whether a folder has no note in it, but files that may be decks."""
    from flashdl.formats import decks

    return folder.is_dir() and next(decks.files(folder), None) is not None and not notes.listing(folder).notes


def paste(
    store: Store,
    folder: Path,
    raw: bytes,
    deck: str,
    at: Moment,
    *,
    columns: tuple[str, ...] = (),
    dry_run: bool = False,
) -> Brought:
    """Bring in a deck that is no file: it is kept as one of the person's own, and followed.

    Args:
        folder: of the person's own decks.
        deck: its name. What was pasted under it before is brought up to date; a card that is no longer there is set
            aside.

    Raises:
        FileError: it is no deck.
        UsageError: what was pasted under this name before has nothing in common with it.
    """
    if not raw.strip():
        raise FileError("nothing was pasted.", PASTED)
    with _kept(raw, deck) as kept:
        from flashdl.formats import recognise, whole_files  # what reads decks takes a while to load

        try:
            ending = recognise.kind(Wanted(kept))
            draft = kept.rename(kept.with_suffix(ending))
            read = sources.preview(None, draft, deck, kind=SourceKind.DECK, columns=columns)
        except FileError as error:  # of a file that the person does not know
            raise FileError(error.message, PASTED, error.line) from error
        target = _own_file(store, folder, deck, ending)
        _refuse_another(store, target, deck, read)
        if not dry_run:
            whole_files.make_folder(folder)
            with whole_files.replacing(target) as file:
                file.write(raw)
            return bring(store, str(target), deck, at, columns=columns)
        known = next(
            (one for one in store.sources() if one.path == str(target)), replace(read.source, path=str(target))
        )
        stored = store.stored(known.id) if known.id else ()
        plan = reconcile.plan(known.id, stored, read.gathered, taken=store.taken_ids())
        return _brought(store, Report(known, plan, read.gathered))


def file_name(deck: str) -> str:
    """A file name for a deck: letters and digits of any script, joined by hyphens.

    Raises:
        UsageError: the deck's name has none of them.
    """
    name = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", deck)).strip("-").casefold()
    if not name:
        raise UsageError("a deck's name needs a letter or a digit.")
    return name[:80]


@contextmanager
def _kept(raw: bytes, deck: str) -> Iterator[Path]:
    """The bytes as a file, for as long as they are looked at."""
    with tempfile.TemporaryDirectory(prefix="flashdl-") as folder:
        path = Path(folder) / file_name(deck)
        path.write_bytes(raw)
        yield path


def _own_file(store: Store, folder: Path, deck: str, ending: str) -> Path:
    """The file of a pasted deck; two decks whose names differ only in signs have two."""
    path = folder / f"{file_name(deck)}{ending}"
    taken = any(source.path == str(path) and source.deck != deck for source in store.sources())
    if not taken:
        return path
    return path.with_stem(f"{path.stem}-{hashlib.sha256(deck.encode('utf-8', 'replace')).hexdigest()[:6]}")


def _refuse_another(store: Store, target: Path, deck: str, read: Report) -> None:
    known = next((source for source in store.sources() if source.path == str(target)), None)
    before = {identity.tidy(card.prompt.question) for card in store.stored(known.id)} if known else set()
    now = {identity.tidy(card.prompt.question) for card in read.gathered.candidates}
    if before and now and not before & now:
        raise UsageError(f"“{deck}” holds other cards, pasted before; give these a name of their own with --deck.")


def _brought(store: Store, report: Report, known: dict[tuple[str, str], str] | None = None) -> Brought:
    others = _elsewhere(store, report.source.path) if known is None else known
    new = [candidate for _, candidate in report.plan.new]
    if not others:
        return Brought(report, (), sum(candidate.schedule is not None for candidate in new))
    same = (
        (candidate, others.get(_asked(candidate.prompt.question, candidate.prompt.answers[0]))) for candidate in new
    )
    duplicates = tuple((candidate, deck) for candidate, deck in same if deck is not None)
    return Brought(report, duplicates, sum(candidate.schedule is not None for candidate in new))


def _elsewhere(store: Store, path: str) -> dict[tuple[str, str], str]:
    """Deck by (question, answer) of what is stored from other sources."""
    known = next((one.id for one in store.sources() if one.path == sources.absolute(path)), 0)
    return {_asked(question, answer): deck for question, answer, deck in store.elsewhere(known)}


def _asked(question: str, answer: str) -> tuple[str, str]:
    return identity.tidy(question).casefold(), identity.tidy(answer).casefold()
