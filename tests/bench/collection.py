"""A collection to measure on, the same each time: half of the cards answered for two years, a few of them due today."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from flashdl import identity
from flashdl.clock import now
from flashdl.model import (
    Answer,
    Candidate,
    Direction,
    Event,
    EventKind,
    Excerpt,
    Moment,
    Place,
    Plan,
    Prompt,
    Rating,
    Schedule,
    SourceKind,
)
from flashdl.scheduling import Sm2, after, study_day
from flashdl.store import Store, rows
from tests.bench.doors import once
from tests.bench.table import MissingError, Setting, process

DAY_MS = 86_400_000
STUDIED = 800
"""Days of the log, up to yesterday."""
LATE = 4
"""Days within which what is due is answered."""
PART = 50_000
"""Cards that are stored at a time."""
RATINGS = (Rating.AGAIN, Rating.HARD, *[Rating.GOOD] * 7, Rating.EASY)
"""How often each is given."""
OWN = (
    "id", "sequence", "card", "at_ms", "day", "kind", "rating", "duration_ms", "interval_before", "interval", "ease",
)  # fmt: skip
"""What each answer has for itself."""


def unanswered(setting: Setting) -> Path:
    """A database of the cards alone, which nobody may change."""
    return setting.shared("cards.db", lambda path: process("tests.bench.collection", path, str(setting.cards)))


def made(setting: Setting) -> Path:
    """The database, which nobody may change."""

    def answer(path: Path) -> None:
        shutil.copyfile(unanswered(setting), path)
        process("tests.bench.collection", path)

    return setting.shared("flashdl.db", answer)


def package(setting: Setting) -> Path:
    """Its package."""
    return setting.shared("cards.apkg", lambda path: once(setting, "export", made(setting), path))


def in_anki(setting: Setting) -> Path | None:
    """The same cards and answers in a collection of Anki's; None where the package `anki` is not installed."""

    def bring(path: Path) -> None:
        with suppress(MissingError):
            once(setting, "anki-import", path, package(setting))

    path = setting.shared("collection.anki2", bring)
    return path if path.exists() else None


@contextmanager
def opened(path: Path | None) -> Iterator[Any]:
    """Anki's collection, with all cards in the deck that is studied; None where there is none."""
    if path is None:
        yield None
        return
    from anki.collection import Collection

    anki: Any = Collection(str(path))
    study(anki)
    try:
        yield anki
    finally:
        anki.close()


def study(anki: Any) -> None:
    """Make its queue anew, of all cards."""
    for name in ("Default", "All"):
        anki.decks.select(anki.decks.id(name))


def fill(path: Path, count: int) -> None:
    """Cards of tables."""
    with Store.open(path) as store:
        source = store.add_source("/notes", SourceKind.NOTES, "Notes")
        for start in range(0, count, PART):
            candidates = [_candidate(number) for number in range(start, min(count, start + PART))]
            store.apply(Plan(source.id, new=tuple((identity.card_id(one.key), one) for one in candidates)), now())


def answer(path: Path) -> None:
    """A log and schedules as the store writes them, but in one transaction.

    Dates hang on today, so that some of the cards are due; all else is the same each time.
    """
    at = now()
    with closing(sqlite3.connect(path)) as database:
        cards = [card for (card,) in database.execute("SELECT id FROM card ORDER BY source, position, id")]
    with Store.open(path) as store:
        # One row by the store itself, for all that the others have in common with it.
        first = store.record(Answer(cards[0], Rating.GOOD, Moment(at.ms - (STUDIED + 2) * DAY_MS, 0), 4_000))
    with closing(sqlite3.connect(path, isolation_level=None)) as database, at_a_go(database):
        _answer(database, first, cards[2::2], study_day(at, first.rollover))


@contextmanager
def at_a_go(database: sqlite3.Connection) -> Iterator[None]:
    """One transaction, and nothing is kept if the machine stops: in the log beside it all would be written twice."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -262144"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    yield
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")


def _candidate(number: int) -> Candidate:
    document, row = f"note {number // 40}.md", number % 5
    key = identity.key(document, ("Models",), f"Model {number}", "Year", Direction.FORWARD)
    table = range(number - row, number - row + 5)
    lines = tuple((f"Model {one}", str(1990 + one % 30), f"Use case of the model {one}") for one in table)
    return Candidate(
        key,
        identity.note_id(document, (), f"Model {number}"),
        f"All::Deck {number // 40 % 7}::Sub {number // 40 % 3}",
        Prompt("attribute", f"In which year did the architecture Model {number} appear?", (str(1990 + number % 30),)),
        Place(document, number % 40, ("Models",), Excerpt("", ("Model", "Year", "Use"), lines, row, 1), number),
    )


def _answer(database: sqlite3.Connection, like: Event, cards: list[str], today: date) -> None:
    """Answers of each card as it falls due or a little later; those of a day stand together in the log."""
    chance = random.Random(1)
    scheduler = Sm2()
    schedules: dict[str, Schedule] = {}
    asked: defaultdict[int, list[str]] = defaultdict(list)
    first = today.toordinal() - STUDIED
    for card in cards:
        asked[first + int(chance.random() * STUDIED)].append(card)
    # What all have in common is said once, as SQL.
    same = {name: value for name, value in rows.event_row(like).items() if name not in OWN}
    literals = [database.execute("SELECT QUOTE(?)", (value,)).fetchone()[0] for value in same.values()]
    insert = f"INSERT INTO event ({', '.join((*OWN, *same))}) VALUES ({', '.join(['?'] * len(OWN) + literals)})"
    sequence = like.sequence
    with _without_keys(database):
        for ordinal in range(first, today.toordinal()):
            day = date.fromordinal(ordinal)
            noon_ms = (ordinal - date(1970, 1, 1).toordinal()) * DAY_MS + 12 * 3_600_000
            made: list[tuple[object, ...]] = []
            written = day.isoformat()
            for card in asked.pop(ordinal, ()):
                before = schedules.get(card)
                rating = RATINGS[int(chance.random() * len(RATINGS))]
                schedules[card] = schedule = after(before, rating, day, scheduler)
                asked[schedule.due.toordinal() + int(chance.random() * LATE)].append(card)
                sequence += 1
                at_ms = noon_ms + len(made)
                made.append((
                    f"{at_ms:012x}-7000-8000-{sequence:014}", sequence, card, at_ms, written,
                    (EventKind.REVIEW if before else EventKind.LEARN).value, int(rating), 2_000 + sequence % 9_000,
                    before.interval if before else None, schedule.interval, schedule.ease,
                ))  # fmt: skip
            database.executemany(insert, made)
    projected = [(card, *rows.schedule_row(one).values()) for card, one in schedules.items()]
    names = ("card", *rows.schedule_row(schedule))
    database.executemany(rows.new_schedule(names, [f"?{place + 1}" for place in range(len(names))]), projected)


@contextmanager
def _without_keys(database: sqlite3.Connection) -> Iterator[None]:
    """Within, the log has neither triggers nor indexes of its own."""
    found = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'event' AND type <> 'table' AND sql IS NOT NULL"
    kept = database.execute(found).fetchall()
    for kind, name, _ in kept:
        database.execute(f"DROP {kind} {name}")
    yield
    for *_, sql in kept:
        database.execute(sql)


if __name__ == "__main__":
    if sys.argv[2:]:
        fill(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        answer(Path(sys.argv[1]))
