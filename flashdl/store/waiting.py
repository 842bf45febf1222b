"""What today asks. `Store` and `counts` both read it from here, so their numbers cannot differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from flashdl import session
from flashdl.defaults import LEAST
from flashdl.model import DeckCounts, Limits
from flashdl.scheduling import pace
from flashdl.scheduling.recall import DEFAULT, Recall
from flashdl.session import Agenda, Counts, Left, chosen, holds, lineage, paced, shares, sizes
from flashdl.store import amounts, asking
from flashdl.store.amounts import Amounts
from flashdl.store.asked import STANDING
from flashdl.store.faults import expect
from flashdl.store.text import read

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from flashdl.store.amounts import Rows

DONE_BY_DECK = f"""
SELECT deck, COUNT(DISTINCT CASE WHEN event.kind = 'learn' AND interval_before IS NULL THEN event.card END),
    COUNT(DISTINCT CASE WHEN event.kind <> 'learn' THEN event.card END)
FROM event JOIN card ON card.id = event.card
WHERE day = :today AND event.kind IN ('learn', 'review', 'relearn') AND {STANDING} GROUP BY deck
"""

_DECKS = "card WHERE card.state = 'active' AND card.orphaned = 0"

_INBOX = """
SELECT COUNT(*), COUNT(DISTINCT card.source || ':' || file) FROM card
WHERE card.state = 'inbox' AND card.orphaned = 0 AND NOT EXISTS (
    SELECT 1 FROM rejected_kind WHERE rejected_kind.source = card.source AND rejected_kind.kind = card.kind)
"""

_MANY = 20_000
"""Cards due from which on it takes more than a blink to put them in order."""

DURATIONS = (
    "SELECT duration_ms FROM (SELECT duration_ms FROM event ORDER BY rowid DESC LIMIT 500) WHERE duration_ms > 0"
)
"""Of the latest answers."""

USUAL_ANSWER_MS = 8_000
"""What an answer is thought to take until the log says better."""


def on(connection: Connection) -> Rows:
    """Runs statements by the driver: most find less than SQLAlchemy takes time to say."""
    from flashdl.store.bulk import driver

    execute = driver(connection).execute

    def run(statement: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return execute(statement, values).fetchall()

    return run


def done_by_deck(rows: Rows, today: date) -> dict[str, tuple[int, int]]:
    """The same for each deck, as its cards are in it now."""
    return {read(deck): (new, reviews) for deck, new, reviews in rows(DONE_BY_DECK, {"today": today.isoformat()})}


def vacations(rows: Rows) -> tuple[pace.Vacation, ...]:
    """Breaks that were planned."""
    for (text,) in rows("SELECT value FROM meta WHERE name = 'vacations'", {}):
        with suppress(ValueError, TypeError):
            return pace.read(text)
    return ()


def after_break(rows: Rows, today: date, begun: int | None = None) -> int | None:
    """Reviews that the day may ask if it comes after a break; None where there was none, or little waits.

    Args:
        begun: cards that the day began with, where that is known.
    """
    day = today.isoformat()
    if begun is None:
        begun = Amounts(rows, day).due(LEAST + 1) + amounts.answered(rows, day)
    if begun <= LEAST:
        return None
    return pace.pace(_Answered(rows, day), today, vacations(rows))


class _Answered(Mapping[date, int]):
    """Cards answered by day, counted when they are asked for."""

    def __init__(self, rows: Rows, today: str) -> None:
        self._rows = rows
        self._days = [date.fromisoformat(day) for day, _ in amounts.days_before(rows, today)]

    def __getitem__(self, day: date) -> int:
        return amounts.answered_on(self._rows, day.isoformat())

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)


def estimate(rows: Rows) -> Recall:
    """The estimate of recall that `Store.estimate` made last; the default where it never did."""
    for (text,) in rows("SELECT value FROM meta WHERE name = 'estimate'", {}):
        with suppress(ValueError, TypeError):
            return Recall.read(text)
    return DEFAULT


def decks(rows: Rows) -> tuple[str, ...]:
    """Names of the decks that have cards to ask, now or some day."""
    return tuple(map(read, asking.names(rows, _DECKS)))


def answer_ms(rows: Rows) -> int:
    """How long an answer takes: the median of the latest."""
    durations = [duration for (duration,) in rows(DURATIONS, {})]
    expect(int, *durations)
    return sorted(durations)[len(durations) // 2] if durations else USUAL_ANSWER_MS


def allowance(rows: Rows, today: date, limits: Limits, *, willing: bool = False) -> Left:
    """What the day may still ask: within its limits, less what was done, and after or around a break.

    Args:
        willing: somebody asks for the day's reviews, be it on a day of a planned break.
    """
    day = today.isoformat()
    new, reviews = amounts.done(rows, day)
    limits = pace.rested(limits, vacations(rows), today, willing=willing)
    most = after_break(rows, today)
    begun = 0 if most is None else Amounts(rows, day).due(most + 1) + reviews
    decks = done_by_deck(rows, today) if limits.decks else None
    may = session.left(paced(limits, most, begun), new, reviews, decks)
    return may if most is None or begun <= most else may._replace(pace=most)


def agenda(rows: Rows, today: date, left: Left, deck: str | None = None, only: Collection[str] | None = None) -> Agenda:
    """What to ask within what the day may ask.

    Args:
        deck: only this deck and its children; None for all.
        only: only cards with these ids; None for all.
    """
    answered = asking.answered(rows, today)
    part = asking.part(deck, only)
    return chosen(
        [card for card in answered if card.drill and (deck is None or holds(card.deck, deck))
         and (only is None or card.card in only)],
        asking.due(rows, today, part, left.reviews),
        asking.new(rows, today, part, deck),
        {card.note for card in answered},
        left,
    )  # fmt: skip


def counted(
    rows: Rows, today: date, limits: Limits, *, shared: bool = False, deck: str | None = None
) -> tuple[DeckCounts, ...]:
    """What today asks of all decks (first, named ""), then of each alone, or `shared` each one's part of the first.

    Args:
        deck: where it is shared, only of this deck and its children.
    """
    left = allowance(rows, today, limits)
    known = _known_decks(rows, today)
    duration = answer_ms(rows)
    if shared:
        return shares(agenda(rows, today, left, deck), known, duration)
    names = ["", *sorted({name for deck in known for name in lineage(deck)}, key=session.by_name)]
    return tuple(session.counted(name, _alone(rows, today, left, name or None), duration) for name in names)


def alone(rows: Rows, today: date, limits: Limits, deck: str) -> Counts:
    """What today asks of a deck where it is asked alone: all that is left of the day may be of it."""
    return _alone(rows, today, allowance(rows, today, limits, willing=True), deck)


def _known_decks(rows: Rows, today: date) -> set[str]:
    return {*decks(rows), *(card.deck for card in asking.answered(rows, today))}


class Glance(NamedTuple):
    """What the home screen says first."""

    counts: tuple[DeckCounts, ...]
    """All decks together first, then what each has of that, by name."""
    is_shared: bool
    """Whether it is known by now how much each deck has of it."""
    done: tuple[int, int]
    """New cards and other cards whose answer counted today."""
    inbox: tuple[int, int]
    """How many cards wait for a decision, and from how many notes."""
    sources: int
    vacations: tuple[pace.Vacation, ...]
    """Breaks that were planned."""
    pace: int | None
    """Reviews that today asks at most, for it comes after a break; None where it does not, or all is as usual."""


def glance(rows: Rows, today: date, limits: Limits, *, at_once: bool = False) -> Glance:
    """What the home screen says first.

    Args:
        at_once: where very many cards are due it is not found out which of them are asked, so that only the numbers of
            all decks together are told, if these can be.
    """
    left = allowance(rows, today, limits)
    known, duration, asked = _known_decks(rows, today), answer_ms(rows), None
    if at_once and not limits.decks and amounts.pile(rows, today.isoformat(), _MANY + 1) > _MANY:
        asked = Amounts(rows, today.isoformat()).asked(left.new, left.reviews)
    if asked is None:
        counts = shares(agenda(rows, today, left), known, duration)
    else:
        counts = (session.counted("", Counts(*asked), duration), *shares(Agenda(), known, duration)[1:])
    ((sources,),) = rows("SELECT COUNT(*) FROM source WHERE gone = 0", {})
    done = amounts.done(rows, today.isoformat())
    return Glance(counts, asked is None, done, _inbox(rows), sources, vacations(rows), left.pace)


def _inbox(rows: Rows) -> tuple[int, int]:
    ((cards, notes),) = rows(_INBOX, {})
    return cards, notes


def _alone(rows: Rows, today: date, left: Left, deck: str | None) -> Counts:
    """How many cards the agenda of a deck holds, without putting more in order than it must."""
    if not left.new_of and not left.reviews_of:
        asked = Amounts(rows, today.isoformat(), *asking.part(deck)).asked(left.new, left.reviews)
        if asked is not None:
            return Counts(*asked)
    return sizes(agenda(rows, today, left, deck))
