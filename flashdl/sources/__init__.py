"""The folders and files that are followed: what they hold, what changed. The only room that opens notes.

Notes are read, never written. A file that cannot be read is a `Problem`, and its cards stay as they are. `places` says
where a source is, `moving` whether it was elsewhere before, `notes` which files it has, `gathering` what they give;
`cache` keeps that, `readers` and `processes` do the work. Nothing that parses is loaded where nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashdl import reconcile, triage
from flashdl.arriving import ARRIVED
from flashdl.errors import FileError, UsageError
from flashdl.model import Decisions, Gathered, Moment, Plan, Problem, Refusal, Rematch, Source, SourceKind, State
from flashdl.sources import moving, notes
from flashdl.sources.cache import Cache
from flashdl.sources.notes import NOTE_ENDINGS, Listed, Listing, read_note
from flashdl.sources.places import (
    BUNDLED,
    DECK_ENDINGS,
    Bundled,
    absolute,
    bundled,
    deck_name,
    following,
    is_everything,
    kind_of,
    location,
    roots,
    surrounding,
    within,
)
from flashdl.sources.rules import rules

if TYPE_CHECKING:
    from flashdl.store import Store

__all__ = [
    "ARRIVED",
    "BUNDLED",
    "DECK_ENDINGS",
    "NOTE_ENDINGS",
    "Bundled",
    "Cache",
    "Progress",
    "Report",
    "absolute",
    "add",
    "bundled",
    "following",
    "gather",
    "is_everything",
    "kind_of",
    "location",
    "preview",
    "read_note",
    "roots",
    "scan",
    "scan_all",
]

Progress = Callable[[str], None]
"""Called with each file as it is read, and again as it is asked; it may raise to stop. Nothing is stored before all is
read and asked."""
AWAY = "it is not there now; its cards stay as they are. Where it has moved, `flashdl add` its new place"
TOLD = "!"
"""Behind the fingerprint of a file with a problem, which is told each time."""


@dataclass(frozen=True, slots=True)
class Report:
    """What reading one source came to."""

    source: Source
    plan: Plan
    gathered: Gathered
    is_as_before: bool = False
    """No file of it has changed since it was read last, so its problems were told then."""
    was: str = ""
    """Where the source was until now, if it has moved."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.gathered.problems

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        return self.gathered.refusals

    @property
    def documents(self) -> int:
        """Files that were read, or found unchanged."""
        return self.gathered.documents


def preview(
    store: Store | None,
    path: Path,
    deck: str | None = None,
    *,
    skip: tuple[str, ...] = (),
    each: Progress | None = None,
    cache: Cache | None = None,
    kind: SourceKind | None = None,
    columns: tuple[str, ...] = (),
) -> Report:
    """What following a path would do; nothing is stored.

    Args:
        store: whose ids are already taken, and whose cards may be the path's already; None: an empty collection.
        skip: globs of notes to leave unread.
        cache: None: all notes are read.
        kind: what to follow it as; None: what it looks like.
        columns: of a table, where its file does not say.

    Raises:
        FileError: it cannot be read.
        UsageError: its notes are followed already.
    """
    source = _source(store, str(path), deck, kind, columns)
    _refuse_twice(store, source, skip)
    read = _read(store, source, _readable(source, skip, each), deck, each, cache)
    return replace(_report(store, read.source, read.gathered), was=read.was)


def add(
    store: Store,
    path: str,
    deck: str | None,
    at: Moment,
    *,
    skip: tuple[str, ...] = (),
    each: Progress | None = None,
    cache: Cache | None = None,
    inbox_first: bool | None = None,
    kind: SourceKind | None = None,
    columns: tuple[str, ...] = (),
) -> Report:
    """Follow a path from now on and store what it holds.

    Args:
        path: of a folder or file, or `bundled:NAME`.
        deck: name of its deck; None: the folder's or deck file's own.
        inbox_first: whether all its new cards wait for a decision; None: as it was, at first not.
        kind: what to follow it as; None: what it looks like.
        columns: of a table, where its file does not say; remembered.
    """
    source = _source(store, path, deck, kind, columns)
    if source.id and deck not in (None, source.deck):
        raise UsageError(f"{path} is followed already, as the deck “{source.deck}”.")
    _refuse_twice(store, source, skip)
    # Read first: a path that cannot be read is not followed. What changes while it is read is read again next time.
    listing = _listing(source, skip, each)
    read = _read(store, source, listing, deck, each, cache)
    source = read.source
    if read.was:
        store.move_source(source.id, source.path)
    followed = store.add_source(source.path, source.kind, source.deck, source.columns)
    try:
        if inbox_first is not None:
            store.set_inbox_first(followed.id, on=inbox_first)
            followed = replace(followed, inbox_first=inbox_first)
        report = _taken(store, followed, read.gathered, _seen(source, skip, listing, read.gathered), at)
        return replace(report, was=read.was)
    except BaseException:
        if not source.id:
            store.remove_source(followed.id, "keep")
        raise


def _refuse_twice(store: Store | None, source: Source, skip: tuple[str, ...]) -> None:
    """No note is followed twice: each of its facts would be asked twice."""
    if store is None or source.id or source.kind is SourceKind.DECK or source.path.startswith(BUNDLED):
        return
    if around := surrounding(source.path, store.sources(), skip):
        raise UsageError(f"{source.path} lies in {around.path}, which is followed already, so its cards are there.")
    if inner := within(source.path, store.sources(), skip):
        said = f"{inner.path} lies in it and is followed already; `flashdl sources remove` that first"
        raise UsageError(f"{source.path} would be asked twice in part: {said}.")


def _source(
    store: Store | None,
    path: str,
    deck: str | None,
    kind: SourceKind | None = None,
    columns: tuple[str, ...] = (),
) -> Source:
    """The source at a path as it is followed; one with id 0 where it is not.

    Raises:
        UsageError: it is followed already, as something else.
    """
    came_along = next((one for one in bundled() if one.path == path), None)
    if came_along is None:
        path = absolute(path)
    known = following(path, store.sources()) if store else None
    if known:
        if kind not in (None, known.kind):
            raise UsageError(f"{path} is followed already, as {known.kind}; `flashdl sources remove` it first.")
        return replace(known, columns=columns or known.columns)  # by the name that it had first
    if came_along:
        return Source(0, path, came_along.kind, deck or came_along.name)
    found = kind_of(Path(path)) if kind is None else kind
    return Source(0, path, found, deck or deck_name(Path(path), found), columns=columns)


@dataclass(frozen=True, slots=True)
class _Read:
    """A path as it was read: as the source that has moved there, where one has."""

    source: Source
    gathered: Gathered
    was: str


def _read(
    store: Store | None,
    source: Source,
    listing: Listing,
    deck: str | None,
    each: Progress | None,
    cache: Cache | None,
) -> _Read:
    """Read a path that is to be followed, in its deck: once, where names tell whether something has moved there.

    Raises:
        UsageError: what has moved there is followed as another deck.
    """
    gone = moving.away(store, source, deck) if store else []
    guess = moving.guessed(gone, listing)
    read = _at(source, guess)
    gathered = _gathered(read, listing, each, cache)
    moved = moving.found(gone, gathered, source) if gone else None
    if moved and deck not in (None, moved.source.deck):
        said = f"holds what was in {moved.source.path}, which is followed as the deck “{moved.source.deck}”"
        raise UsageError(f"{source.path} {said}; leave out the name of the deck.")
    if moved is not guess:
        read = _at(source, moved)
        gathered = _gathered(read, listing, each, cache)
    return _Read(read, gathered, moved.source.path if moved else "")


def _at(source: Source, moved: moving.Away | None) -> Source:
    return replace(moved.source, path=source.path, columns=source.columns or moved.source.columns) if moved else source


def scan(
    store: Store,
    source: Source,
    at: Moment,
    *,
    skip: tuple[str, ...] = (),
    each: Progress | None = None,
    decide: Callable[[Rematch], bool] | None = None,
    dry_run: bool = False,
    fresh: bool = False,
    tells: bool = True,
    cache: Cache | None = None,
) -> Report:
    """Read a source again and store what changed.

    Args:
        decide: asked for each pairing in doubt; None: the old card is set aside and the new one is new.
        dry_run: nothing is stored.
        fresh: say all that the notes give even where none changed since the last time.
        tells: say what is wrong with a deck even where it did not change, which takes as long as reading it.
        cache: None: where one note changed all are read.
    """
    if source.path == ARRIVED:
        return Report(source, Plan(source.id, unchanged=1), Gathered())
    try:
        listing = _listing(source, skip, each)
    except (OSError, FileError) as error:
        said = AWAY if isinstance(error, OSError) else str(error)
        return _failed(source, said)
    known = store.fingerprints(source.id)
    is_as_known = _prints(source, skip, listing) == {name: mark.removesuffix(TOLD) for name, mark in known.items()}
    # Only reading a deck anew says what is wrong with it.
    is_told = tells and source.kind is SourceKind.DECK and any(mark.endswith(TOLD) for mark in known.values())
    if is_as_known and not (fresh or is_told):
        return Report(source, Plan(source.id, unchanged=1), _unchanged(source, listing, known), is_as_before=True)
    try:
        gathered = _gathered(source, listing, each, cache)
    except FileError as error:
        return _failed(source, str(error))
    seen = _seen(source, skip, listing, gathered)
    report = _report(store, source, gathered) if dry_run else _taken(store, source, gathered, seen, at, decide)
    return replace(report, is_as_before=is_as_known)


def scan_all(
    store: Store,
    at: Moment,
    progress: Progress | None = None,
    *,
    skip: tuple[str, ...] = (),
    tells: bool = True,
    cache: Cache | None = None,
) -> tuple[Report, ...]:
    """Every source read again, one transaction each."""
    return tuple(
        scan(store, source, at, skip=skip, each=progress, tells=tells, cache=cache) for source in store.sources()
    )


def gather(
    source: Source,
    *,
    skip: tuple[str, ...] = (),
    each: Progress | None = None,
    cache: Cache | None = None,
    workers: int | None = None,
) -> Gathered:
    """What a source holds: the same whatever is in the cache and whoever reads.

    Args:
        workers: processes to read with; None: as many as pay, 0: this one alone.

    Raises:
        FileError: the source as a whole cannot be read.
    """
    return _gathered(source, _readable(source, skip, each), each, cache, workers)


def _readable(source: Source, skip: tuple[str, ...], each: Progress | None) -> Listing:
    """Raises: FileError: the source is not there."""
    try:
        return _listing(source, skip, each)
    except OSError as error:
        raise FileError("this path cannot be read.", source.path) from error


def _gathered(
    source: Source, listing: Listing, each: Progress | None, cache: Cache | None, workers: int | None = None
) -> Gathered:
    if source.kind is SourceKind.NOTES:
        from flashdl.sources import gathering

        gathered = gathering.gather(source, listing, cache=cache, each=each, workers=workers)
        return _sure_alone(gathered) if source.path.startswith(BUNDLED) else gathered
    from flashdl.formats import decks

    return decks.gather(source, location(source.path), each)


def _sure_alone(gathered: Gathered) -> Gathered:
    """Without new cards to decide about: what comes along is no work for the person."""
    doubted = tuple(candidate for candidate in gathered.candidates if candidate.state is State.INBOX)
    sure = tuple(candidate for candidate in gathered.candidates if candidate.state is not State.INBOX)
    return replace(gathered, candidates=sure, spare=(*gathered.spare, *doubted))


def _listing(source: Source, skip: tuple[str, ...], each: Progress | None) -> Listing:
    """A source's files.

    Raises:
        OSError: the source is not there.
        FileError: it came along with flashdl, and is not there.
    """
    where = location(source.path)
    if source.kind is SourceKind.NOTES:
        return notes.listing(where, skip, each)
    where.stat()
    from flashdl.formats import decks

    files = ((name, path, path.stat()) for name, path in decks.files(where, each))
    return Listing(tuple(Listed(name, str(path), notes.fingerprint(found)) for name, path, found in files))


def _prints(source: Source, skip: tuple[str, ...], listing: Listing) -> dict[str, str]:
    """What tells that nothing changed: size and time of every file, and the rules that read them."""
    return {"": f"{rules()} {source.deck} {skip}", **{note.name: note.print for note in listing.notes}}


def _seen(source: Source, skip: tuple[str, ...], listing: Listing, gathered: Gathered) -> dict[str, str]:
    """The fingerprints of what need not be read again: not of a file that could not be read, or was just written."""
    prints = _prints(source, skip, listing)
    paths = {problem.path for problem in gathered.problems}
    told = {note.name for note in listing.notes if note.name in paths or note.path in paths}
    left = {note.name for note in listing.notes if not note.settled} | set(gathered.unread)
    return {name: mark + (TOLD if name in told else "") for name, mark in prints.items() if name not in left}


def _unchanged(source: Source, listing: Listing, known: Mapping[str, str]) -> Gathered:
    """A source of which nothing changed: only the problems of its notes are told."""
    problems = list(listing.problems)
    for note in listing.notes:
        if source.kind is SourceKind.NOTES and known[note.name].endswith(TOLD):
            from flashdl.sources import gathering

            problems += gathering.problems(note)
    return Gathered(problems=tuple(problems), documents=len(listing.notes), unread=listing.unread)


def _taken(
    store: Store,
    source: Source,
    gathered: Gathered,
    seen: Mapping[str, str],
    at: Moment,
    decide: Callable[[Rematch], bool] | None = None,
) -> Report:
    """What was read, stored."""
    report = _report(store, source, gathered)
    if report.plan.doubtful:
        plan = reconcile.settled(report.plan, decide) if decide else reconcile.held_back(report.plan)
        report = replace(report, plan=plan)
    # What is still in doubt is read and asked again.
    store.apply(report.plan, at, None if report.plan.doubtful and not decide else seen)
    return report


def _report(store: Store | None, source: Source, gathered: Gathered) -> Report:
    stored = store.stored(source.id) if store and source.id else ()
    plan = reconcile.plan(
        source.id,
        stored,
        gathered,
        taken=store.taken_ids() if store else (),
        declined=store.declined() if store else (),
        former=store.former_keys if store else lambda cards: (),
        deleted=store.keys_of_deleted if store else dict,
        untouched=store.untouched if store else lambda cards: (),
    )
    decisions = store.decisions(source.id) if store and source.id else Decisions(source.inbox_first)
    accepted = store.accepted_before() if store and plan.new else frozenset[str]()
    bands = store.bands() if store and source.id else {}
    return Report(source, triage.sorted_out(plan, stored, decisions, accepted, bands), gathered)


def _failed(source: Source, said: str) -> Report:
    return Report(source, Plan(source.id), Gathered(problems=(Problem(source.path, None, said),)))
