"""The folders and files that are followed: what they hold, what changed. The only room that opens notes.

Notes are read, never written. A file that cannot be read is a `Problem`, and its cards stay as they are.
"""

from __future__ import annotations

import fnmatch
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flashdl import __version__, reconcile
from flashdl.errors import FileError, UsageError
from flashdl.generator import Note, generate
from flashdl.model import Gathered, Moment, Plan, Problem, Refusal, Rematch, Source, SourceKind
from flashdl.store import Store

BUNDLED = "bundled:"
NOTE_ENDINGS, DECK_ENDINGS = (".md", ".markdown"), (".yaml", ".yml")
LARGEST = 8 * 1024 * 1024
"""Bytes of a note; a larger one is a dump of something."""
UNREAD_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})

Progress = Callable[[str], None]
"""Called with each file as it is read; it may raise to stop. Nothing is stored before all is read."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """A deck that comes with flashdl."""

    name: str
    path: str
    """As a source's path: `bundled:` and its name in the decks folder."""
    kind: SourceKind
    cards_hint: str
    """How much it is, for an offer."""


@dataclass(frozen=True, slots=True)
class Report:
    """What reading one source came to."""

    source: Source
    plan: Plan
    gathered: Gathered

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


def bundled() -> tuple[Bundled, ...]:
    """The decks that come with flashdl, in the order of offering."""
    return (
        Bundled("Deep Learning", BUNDLED + "deep-learning", SourceKind.NOTES, "notes on neural networks, from scratch"),
        Bundled(
            "PyTorch basics",
            BUNDLED + "pytorch-basics.yaml",
            SourceKind.DECK,
            "a short deck of tensor shapes and calls",
        ),
    )


def location(path: str) -> Path:
    """Where a source's files are.

    Raises:
        FileError: a bundled deck is not there.
    """
    if not path.startswith(BUNDLED):
        return Path(path)
    name = path.removeprefix(BUNDLED)
    package = Path(__file__).parent
    # In a wheel the decks lie inside the package, in a checkout beside it.
    for folder in (package / "decks", package.parent / "decks"):
        if (folder / name).exists():
            return folder / name
    raise FileError("this deck did not come with this installation; install flashdl again.", path)


def kind_of(path: Path) -> SourceKind:
    """What a path would be followed as.

    Raises:
        FileError: it is not there, or no kind that can be followed.
    """
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError) as error:
        raise FileError("this path cannot be read.", str(path)) from error
    if is_folder or (is_file and path.suffix.casefold() in NOTE_ENDINGS):
        return SourceKind.NOTES
    if is_file and path.suffix.casefold() in DECK_ENDINGS:
        return SourceKind.DECK
    if is_file:
        endings = ", ".join((*NOTE_ENDINGS, *DECK_ENDINGS))
        raise FileError(f"flashdl follows folders of notes and files that end in {endings}.", str(path))
    raise FileError("there is no such file or folder.", str(path))


def preview(
    store: Store | None,
    path: Path,
    deck: str | None = None,
    *,
    skip: tuple[str, ...] = (),
    each: Progress | None = None,
    kind: SourceKind | None = None,
    columns: tuple[str, ...] = (),
) -> Report:
    """What following a path would do; nothing is stored.

    Args:
        store: whose ids are already taken, and whose cards may be the path's already; None: an empty collection.
        skip: globs of notes to leave unread.
        kind: what to follow it as; None: what it looks like.
        columns: of a table, where its file does not say.
    """
    source = _source(store, str(path), deck, kind, columns)
    return _report(store, source, gather(source, skip=skip, each=each))


def add(
    store: Store,
    path: str,
    deck: str | None,
    at: Moment,
    *,
    skip: tuple[str, ...] = (),
    each: Progress | None = None,
    kind: SourceKind | None = None,
    columns: tuple[str, ...] = (),
) -> Report:
    """Follow a path from now on and store what it holds.

    Args:
        path: of a folder or file, or `bundled:NAME`.
        deck: name of its deck; None: the folder's or deck file's own.
        kind: what to follow it as; None: what it looks like.
        columns: of a table, where its file does not say; remembered.
    """
    source = _source(store, path, deck, kind, columns)
    if source.id and deck not in (None, source.deck):
        raise UsageError(f"{path} is followed already, as the deck “{source.deck}”.")
    # Read first: a path that cannot be read is not followed. What changes while it is read is read again next time.
    prints = _fingerprints(source, skip)
    gathered = gather(source, skip=skip, each=each)
    followed = store.add_source(source.path, source.kind, source.deck, source.columns)
    try:
        return _taken(store, followed, gathered, prints, at)
    except BaseException:
        if not source.id:
            store.remove_source(followed.id, "keep")
        raise


def absolute(path: str) -> str:
    """A path as sources are known by: from the root, and without following links to another name."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links


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
    known = next((source for source in store.sources() if source.path == path), None) if store else None
    if known:
        if kind not in (None, known.kind):
            raise UsageError(f"{path} is followed already, as {known.kind}; `flashdl sources remove` it first.")
        return replace(known, columns=columns or known.columns)
    if came_along:
        return Source(0, path, came_along.kind, deck or came_along.name)
    found = kind_of(Path(path)) if kind is None else kind
    return Source(0, path, found, deck or _deck_name(Path(path), found), columns)


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
) -> Report:
    """Read a source again and store what changed.

    Args:
        decide: asked for each pairing in doubt; None: the old card is set aside and the new one is new.
        dry_run: nothing is stored.
        fresh: read all files even where none changed since the last time.
    """
    try:
        prints = _fingerprints(source, skip)
    except (OSError, FileError) as error:
        said = "it is not there now; its cards stay as they are" if isinstance(error, OSError) else str(error)
        return _failed(source, said)
    if not fresh and prints == store.fingerprints(source.id):
        return Report(source, Plan(source.id, unchanged=1), Gathered(documents=len(prints) - 1))
    try:
        gathered = gather(source, skip=skip, each=each)
    except FileError as error:
        return _failed(source, str(error))
    if dry_run:
        return _report(store, source, gathered)
    return _taken(store, source, gathered, prints, at, decide)


def scan_all(
    store: Store, at: Moment, progress: Progress | None = None, *, skip: tuple[str, ...] = ()
) -> tuple[Report, ...]:
    """Every source read again, one transaction each."""
    return tuple(scan(store, source, at, skip=skip, each=progress) for source in store.sources())


def gather(source: Source, *, skip: tuple[str, ...] = (), each: Progress | None = None) -> Gathered:
    """What a source holds.

    Raises:
        FileError: the source as a whole cannot be read.
    """
    where = location(source.path)
    if source.kind is SourceKind.DECK:
        from flashdl.formats import decks

        return decks.gather(source, where, each)
    problems: list[Problem] = []
    notes: list[Note] = []
    unread: list[str] = []
    for name, path in _files(where, skip, problems, unread):
        if each:
            each(name)
        text = _text(name, path, problems)
        if text is None:
            unread.append(name)
        else:
            notes.append(Note(name, text))
    gathered = generate(notes, source.deck)
    return replace(gathered, problems=(*problems, *gathered.problems), documents=len(notes), unread=tuple(unread))


def _taken(
    store: Store,
    source: Source,
    gathered: Gathered,
    prints: Mapping[str, str],
    at: Moment,
    decide: Callable[[Rematch], bool] | None = None,
) -> Report:
    """What was read, stored."""
    report = _report(store, source, gathered)
    if report.plan.doubtful:
        plan = reconcile.settled(report.plan, decide) if decide else reconcile.held_back(report.plan)
        report = replace(report, plan=plan)
    # What is still in doubt is read and asked again; so is a file with a problem, which is told each time.
    told = {problem.path for problem in gathered.problems} | set(gathered.unread)
    seen = {name: mark for name, mark in prints.items() if name not in told}
    store.apply(report.plan, at, None if report.plan.doubtful and not decide else seen)
    return report


def _report(store: Store | None, source: Source, gathered: Gathered) -> Report:
    plan = reconcile.plan(
        source.id,
        store.stored(source.id) if store and source.id else (),
        gathered,
        taken=store.taken_ids() if store else (),
        declined=store.declined() if store else (),
    )
    return Report(source, plan, gathered)


def _failed(source: Source, said: str) -> Report:
    return Report(source, Plan(source.id), Gathered(problems=(Problem(source.path, None, said),)))


def read_note(path: Path) -> str:
    """A note's text.

    Raises:
        FileError: it cannot be read, or is no note.
    """
    problems: list[Problem] = []
    text = _text(path.name, path, problems)
    if text is None:
        raise FileError(problems[0].message + ".", str(path))
    return text


def _deck_name(path: Path, kind: SourceKind) -> str:
    if kind is SourceKind.DECK:
        from flashdl.formats import decks

        return decks.name(path)
    return (path.stem if path.is_file() else path.name).replace("::", ":") or "Notes"


def _fingerprints(source: Source, skip: tuple[str, ...]) -> Mapping[str, str]:
    """What tells that nothing changed: size and time of every file, and the rules that read them.

    Raises:
        OSError: the source is not there.
    """
    where = location(source.path)
    prints = {"": f"{__version__} {source.deck} {skip}"}
    where.stat()
    for name, path in _files(where, skip, [], []) if source.kind is SourceKind.NOTES else _deck_files(where):
        try:
            stat = path.stat()
        except OSError:
            prints[name] = "unreadable"
        else:
            prints[name] = f"{stat.st_size}:{stat.st_mtime_ns}"
    return prints


def _deck_files(where: Path) -> Iterator[tuple[str, Path]]:
    from flashdl.formats import decks

    return decks.files(where)


def _files(
    where: Path, skip: tuple[str, ...], problems: list[Problem], unread: list[str]
) -> Iterator[tuple[str, Path]]:
    """(name from the root, path) of each note, sorted by name. Links to folders are not followed: they may go round."""
    if where.is_file():
        yield _shown(where.name), where
        return
    found: list[tuple[str, Path]] = []

    def unreadable(error: OSError) -> None:
        name = _shown(os.path.relpath(error.filename, where))
        unread.append(name)
        problems.append(Problem(name, None, "this folder cannot be read; its cards stay as they are"))

    for folder, folders, files in os.walk(where, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in UNREAD_FOLDERS)
        for file in files:
            path = Path(folder) / file
            name = _shown(path.relative_to(where).as_posix())
            if not file.startswith(".") and path.suffix.casefold() in NOTE_ENDINGS and not _is_skipped(name, skip):
                found.append((name, path))
    yield from sorted(found)


def _shown(name: str) -> str:
    """A file name as text, NFC as in keys; bytes of it that are no UTF-8 become U+FFFD."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def _is_skipped(name: str, skip: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(name, glob) for glob in skip)


def _text(name: str, path: Path, problems: list[Problem]) -> str | None:
    """A note's text; None, and a problem, where it has none."""
    try:
        if not path.is_file():
            # A broken link, or a pipe that would never end.
            problems.append(Problem(name, None, "this is no ordinary file and was left"))
            return None
        if path.stat().st_size > LARGEST:
            problems.append(Problem(name, None, f"this note is larger than {LARGEST // 2**20} MB and was left"))
            return None
        raw = path.read_bytes()
    except OSError:
        problems.append(Problem(name, None, "this note cannot be read; its cards stay as they are"))
        return None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if raw.count(b"\0") > len(raw) // 20:
        problems.append(Problem(name, None, "this file is binary, not a note, and was left"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "this note is not UTF-8; it was read as Latin-1"))
        return raw.decode("latin-1")
