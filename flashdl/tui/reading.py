"""What the app asks of `sources`: what comes along, what a path would give, what changed. No widgets here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from flashdl import importing, sources, triage, wording
from flashdl.config import Config
from flashdl.errors import FileError
from flashdl.formats import media
from flashdl.importing import Brought
from flashdl.model import Card, Moment, Plan, Source, SourceKind
from flashdl.sources import Cache, Progress, Report
from flashdl.store import Store, backups
from flashdl.tui import pictures

MOST_SHOWN = 2_000_000
"""Bytes of a note that are shown."""


def offers() -> tuple[tuple[str, str], ...]:
    """Name and size of each deck that comes along."""
    return tuple((deck.name, deck.cards_hint) for deck in sources.bundled())


def file_of(store: Store, card: Card) -> Path:
    """The file that holds a card's text.

    Raises:
        FileError: the card came with flashdl, or from a source that is no longer followed; or the file is gone.
    """
    root = _root_of(store, card)
    file = root / card.place.file if root.is_dir() else root
    if not file.is_file():  # an editor would make it
        raise FileError("this is not there now, so there is nothing to edit.", str(file))
    return file


def has_file(store: Store, card: Card) -> bool:
    """Whether a card's text stands in a file of the person's."""
    try:
        _root_of(store, card)
    except FileError:
        return False
    return True


def _root_of(store: Store, card: Card) -> Path:
    followed = {source.id: source.path for source in store.sources()}
    root = followed.get(card.source)
    if root is None:
        raise FileError("its folder is no longer followed, so there is nothing to edit.", card.place.file)
    if root.startswith("bundled:"):
        raise FileError("this deck comes with flashdl and is not yours to edit; x rejects a card.", card.place.file)
    return Path(root)


def note_of(store: Store, card: Card) -> tuple[str, list[str]]:
    """The name of the file that holds a card's text, and its lines.

    Raises:
        FileError: its folder is no longer followed, or the file cannot be read.
    """
    path = next((source.path for source in store.sources() if source.id == card.source), None)
    if path is None or path.startswith(sources.ARRIVED):
        raise FileError("there is no note behind this card that could be shown.", card.place.file)
    root = sources.location(path)
    file = root / card.place.file if root.is_dir() else root
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_SHOWN).decode("utf-8", "replace")
    except OSError as error:
        raise FileError(f"this file cannot be read. ({error.strerror})", str(file)) from error
    return card.place.file, text.splitlines()


def pictures_of(store: Store, config: Config, card: Card, text: str) -> list[Path]:
    """The files of the pictures that a side of a card names, as far as they are there."""
    found = list(pictures.named(text))
    if not found:
        return []
    path = next((source.path for source in store.sources() if source.id == card.source), None)
    kept = media.files(config.data_folder / "media") if path is None or path.startswith(sources.ARRIVED) else {}
    root = config.data_folder / "media" if path is None or kept else sources.location(path)
    file = root / card.place.file if root.is_dir() else root
    places = (pictures.place(name, file.parent, root if root.is_dir() else root.parent, kept) for name in found)
    return [place for place in places if place is not None]


def take_bundled(store: Store, at: Moment, each: Progress | None = None) -> int:
    """Follow the decks that come along; how many cards that gave."""
    return sum(len(sources.add(store, deck.path, deck.name, at, each=each).plan.new) for deck in sources.bundled())


def look_at(
    store: Store, config: Config, path: str, at: Moment, each: Progress, columns: tuple[str, ...] = ()
) -> Brought:
    """What following a path would give; nothing is stored.

    Args:
        columns: of a table, as the person said.

    Raises:
        ColumnsError: nobody can tell which column of a table is which.
        FileError: there is nothing of the kind at that path.
    """
    try:
        named = Path(path).expanduser()
    except RuntimeError as error:
        raise FileError("there is no such home folder.", path) from error
    known = sources.following(sources.absolute(str(named)), store.sources())
    if (known.kind if known else sources.kind_of(named)) is SourceKind.DECK:
        return importing.bring(store, str(named), None, at, columns=columns, dry_run=True, each=each)
    cache = Cache(config.cache_folder)
    found = Brought(sources.preview(store, named, skip=config.skip, each=each, cache=cache), (), 0)
    if found.report.documents or known:
        return found
    try:  # a folder without a note may be one of decks; as what it is read is shown and asked
        return importing.bring(store, str(named), None, at, dry_run=True, each=each)
    except FileError:
        return found


def keep(store: Store, config: Config, found: Report, at: Moment, each: Progress, *, inbox_first: bool = False) -> str:
    """Follow what was looked at; a sentence about what that gave.

    Args:
        inbox_first: let all its cards wait for a decision.
    """
    source, first = found.source, True if inbox_first else None
    if source.kind is SourceKind.DECK:
        columns = source.columns
        backups.before(store.path, datetime.now(), "import")
        report = importing.bring(store, source.path, None, at, columns=columns, each=each, inbox_first=first).report
    else:
        cache = Cache(config.cache_folder)
        report = sources.add(store, source.path, None, at, skip=config.skip, each=each, inbox_first=first, cache=cache)
    plan = report.plan
    waiting = triage.uncertain(plan.new)
    if report.was and not plan.new:
        return f"It is followed in {report.source.path} now; every card goes on."
    added = f"{wording.cards(len(plan.new) - waiting)} added"
    return f"{added}, {waiting} in the inbox: i decides about them." if waiting else f"{added}."


def scan(
    store: Store, config: Config, at: Moment, each: Progress | None = None, *, tells: bool = True
) -> tuple[Report, ...]:
    """Every source read again and what changed stored.

    Where there is not a single card in the end, the notes are read once more for the reasons: a scan passes over
    what did not change since the last one.
    """
    cache = Cache(config.cache_folder)
    reports = sources.scan_all(store, at, each, skip=config.skip, tells=tells, cache=cache)
    if store.deck_names() or store.inbox_count()[0]:
        return reports
    return tuple(
        sources.scan(store, report.source, at, skip=config.skip, each=each, dry_run=True, fresh=True, cache=cache)
        for report in reports
    )


def scan_source(store: Store, config: Config, number: int, at: Moment) -> tuple[Report, ...]:
    """One source read again and what changed stored."""
    cache = Cache(config.cache_folder)
    followed = (source for source in store.sources() if source.id == number)
    return tuple(sources.scan(store, source, at, skip=config.skip, cache=cache) for source in followed)


def changes(reports: Sequence[Report]) -> str:
    """What a scan changed, in one line; empty where nothing did."""
    told = [f"{_name(report.source)}: {what}" for report in reports if (what := _changed(report.plan))]
    problems = [problem for report in reports for problem in report.problems]
    if problems:
        told.append(str(problems[0]) if len(problems) == 1 else f"{wording.problems(len(problems))} in the notes")
    return ". ".join(told)


def _name(source: Source) -> str:
    return source.deck or Path(source.path).name


def _changed(plan: Plan) -> str:
    numbers = (
        (len(plan.new) - triage.uncertain(plan.new), "new"),
        (triage.uncertain(plan.new), "for the inbox"),
        (len(plan.risen), "out of the inbox"),
        (len(plan.sunk), "back in the inbox"),
        (len(plan.changed), "changed"),
        (len(plan.moved), "moved"),
        (len(plan.returned), "back"),
        (len(plan.orphaned), "gone"),
        (len(plan.doubtful), "in doubt"),
    )
    return ", ".join(f"{number} {word}" for number, word in numbers if number)
