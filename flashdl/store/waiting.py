"""What today asks, as SQL. `Store` and `counts` both read it from here, so their numbers cannot differ.

Each statement takes `:today`, a study day in ISO form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from flashdl.defaults import LEAST
from flashdl.model import DeckCounts, Limits, Schedule
from flashdl.scheduling import pace
from flashdl.scheduling.recall import DEFAULT, Recall
from flashdl.session import Waiting, by_worth, deck_counts
from flashdl.store.asked import ASKED, DONE, STANDING
from flashdl.store.faults import expect
from flashdl.store.text import read

if TYPE_CHECKING:
    from sqlalchemy import Connection

DUE = f"""
SELECT card.id, note, cluster, deck, source, position, due, interval, 0, 0,
    ease, repetitions, lapses, reviews, fails, last_day
FROM schedule JOIN card ON card.id = schedule.card
WHERE due <= :today AND last_day < :today AND {ASKED}
"""

NEW = f"""
SELECT card.id, note, cluster, deck, source, position, NULL, 0, 0, 0, 0, 0, 0, 0, 0, NULL
FROM card WHERE {ASKED} AND NOT EXISTS (SELECT 1 FROM schedule WHERE schedule.card = card.id)
ORDER BY source, position, card.id
"""

# Needed even if they are no longer asked, for they keep their siblings back. One whose last answer lies ahead (the
# clock was set back) can only drill.
ANSWERED_TODAY = f"""
SELECT card.id, note, cluster, deck, source, position, due, interval, drill AND {ASKED}, 1,
    ease, repetitions, lapses, reviews, fails, last_day
FROM schedule JOIN card ON card.id = schedule.card
WHERE last_day = :today OR (last_day > :today AND drill AND {ASKED})
"""

_NOTE, _DECK = 1, 3
"""Columns of these three."""

DONE_BY_DECK = f"""
SELECT deck, COUNT(DISTINCT CASE WHEN event.kind = 'learn' AND interval_before IS NULL THEN event.card END),
    COUNT(DISTINCT CASE WHEN event.kind <> 'learn' THEN event.card END)
FROM event JOIN card ON card.id = event.card
WHERE day = :today AND event.kind IN ('learn', 'review', 'relearn') AND {STANDING} GROUP BY deck
"""

ANSWERED = f"""
SELECT day, COUNT(DISTINCT card) FROM event
WHERE day > :since AND day <= :today AND kind IN ('learn', 'review', 'relearn') AND {STANDING} GROUP BY day
"""
"""Cards whose answer counted, by day."""

DECKS = "SELECT DISTINCT deck FROM card WHERE state = 'active' AND orphaned = 0 ORDER BY deck"

DURATIONS = (
    "SELECT duration_ms FROM (SELECT duration_ms FROM event ORDER BY rowid DESC LIMIT 500) WHERE duration_ms > 0"
)
"""Of the latest answers."""

USUAL_ANSWER_MS = 8_000
"""What an answer is thought to take until the log says better."""

Rows = Callable[[str, Mapping[str, str]], Iterable[Sequence[Any]]]
"""Runs one statement."""


def on(connection: Connection) -> Rows:
    """Runs statements within SQLAlchemy's connection."""

    def run(statement: str, values: Mapping[str, str]) -> Sequence[Sequence[Any]]:
        return connection.exec_driver_sql(statement, dict(values)).all()

    return run


class Known(NamedTuple):
    """Cards that today may ask, and those that were answered today."""

    cards: list[Waiting]
    due: int
    """Cards due and not answered today, those among them that were left out."""
    begun: int
    """The same with those answered today."""


def waiting(rows: Rows, today: date, limits: Limits | None = None) -> Known:
    """What the queue is made of.

    Args:
        limits: of the day. Where a deck has more than they let through, its cards that would come too late are left
            out: the agenda of any deck is the same without them. None leaves out none, nor do limits of single decks,
            for beyond them even late cards may be asked.
    """
    on_day = {"today": today.isoformat()}
    answered = [_waiting(row) for row in rows(ANSWERED_TODAY, on_day)]
    due, new = list(rows(DUE, on_day)), rows(NEW, on_day)
    scheduled = len(due)
    if limits is not None and not limits.decks:
        held = {card.note for card in answered}
        # One note more than may be asked, so that what waits is seen to be more than that.
        most = limits.reviews + 1
        if any(count > most for count in Counter(row[_DECK] for row in due).values()):
            new, due = list(new), sorted(due, key=lambda row: by_worth(row[0], _schedule(row), today))
        siblings = held | {row[_NOTE] for row in due}
        due = _first_notes(due, most, held)
        new = _first_notes(new, limits.new, siblings)
    cards = [*map(_waiting, due), *map(_waiting, new), *answered]
    return Known(cards, scheduled, scheduled + len(answered))


def _first_notes(found: Iterable[Sequence[Any]], most: int, always: set[str]) -> list[Sequence[Any]]:
    """The rows of so many notes of each deck, the first ones, and those of the notes that are to stay always."""
    kept, notes = [], defaultdict[str, set[str]](set)
    for row in found:
        note, of_deck = row[_NOTE], notes[row[_DECK]]
        if note in always or note in of_deck:
            kept.append(row)
        elif len(of_deck) < most:
            of_deck.add(note)
            kept.append(row)
    return kept


def _waiting(row: Sequence[Any]) -> Waiting:
    card, note, cluster, deck, source, position, due, interval, drill, answered = row[:10]
    expect(str, card, note, cluster, deck)
    expect(int, source, position, interval)
    schedule = None if due is None else _schedule(row)
    return Waiting(
        card, read(note), read(cluster), read(deck), source, position, schedule.due if schedule else None, interval,
        bool(drill), bool(answered), schedule,
    )  # fmt: skip


def _schedule(row: Sequence[Any]) -> Schedule:
    card, due, interval, last = row[0], row[6], row[7], row[15]
    ease, repetitions, lapses, reviews, fails = row[10:15]
    expect(str, card)
    expect(int, interval, ease, repetitions, lapses, reviews, fails)
    days = date.fromisoformat(due), date.fromisoformat(last)
    return Schedule(days[0], interval, ease, repetitions, lapses, reviews, days[1], fails=fails)


def done(rows: Rows, today: date) -> tuple[int, int]:
    """New cards and other cards whose answer counted today."""
    (new, reviews), *_ = rows(DONE, {"today": today.isoformat()})
    return new, reviews


def done_by_deck(rows: Rows, today: date) -> dict[str, tuple[int, int]]:
    """The same for each deck, as its cards are in it now."""
    return {read(deck): (new, reviews) for deck, new, reviews in rows(DONE_BY_DECK, {"today": today.isoformat()})}


def vacations(rows: Rows) -> tuple[pace.Vacation, ...]:
    """Breaks that were planned."""
    for (text,) in rows("SELECT value FROM meta WHERE name = 'vacations'", {}):
        with suppress(ValueError, TypeError):
            return pace.read(text)
    return ()


def after_break(rows: Rows, due: int, today: date) -> int | None:
    """Reviews that the day may ask if it comes after a break; None where there was none, or little waits.

    Args:
        due: cards that the day began with.
    """
    if due <= LEAST:
        return None
    answered = rows(ANSWERED, {"today": today.isoformat(), "since": pace.since(today).isoformat()})
    return pace.pace({date.fromisoformat(day): count for day, count in answered}, today, vacations(rows))


def estimate(rows: Rows) -> Recall:
    """The estimate of recall that `Store.estimate` made last; the default where it never did."""
    for (text,) in rows("SELECT value FROM meta WHERE name = 'estimate'", {}):
        with suppress(ValueError, TypeError):
            return Recall.read(text)
    return DEFAULT


def decks(rows: Rows) -> tuple[str, ...]:
    """Names of the decks that have cards to ask, now or some day."""
    names = [name for (name,) in rows(DECKS, {})]
    expect(str, *names)
    return tuple(map(read, names))


def answer_ms(rows: Rows) -> int:
    """How long an answer takes: the median of the latest."""
    durations = [duration for (duration,) in rows(DURATIONS, {})]
    expect(int, *durations)
    return sorted(durations)[len(durations) // 2] if durations else USUAL_ANSWER_MS


def counted(rows: Rows, today: date, limits: Limits, *, shared: bool = False) -> tuple[DeckCounts, ...]:
    """What today asks of all decks (first, named ""), then of each alone, or `shared` each one's part of the first."""
    known = waiting(rows, today, limits)
    return deck_counts(
        known.cards,
        today,
        pace.rested(limits, vacations(rows), today),
        done=done(rows, today),
        done_decks=done_by_deck(rows, today) if limits.decks else None,
        pace=after_break(rows, known.begun, today),
        due=known.due,
        decks=decks(rows),
        answer_ms=answer_ms(rows),
        shared=shared,
    )
