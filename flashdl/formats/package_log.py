"""Anki's log and state of a card in flashdl's terms: the inverse of `anki_schedule`, as far as Anki has the words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from flashdl.arriving import Answered, Given
from flashdl.model import EventKind, Moment
from flashdl.scheduling import LATEST_INTERVAL, day_name, day_number, study_day

if TYPE_CHECKING:
    from flashdl.formats.package_notes import AnkiCard, Clock

_KINDS = (EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN)
_NAMES = tuple(kind.value for kind in _KINDS)
_WHOLE = {int}
LONGEST_MS = 24 * 3_600_000
"""An answer that took longer says nothing, and sums of such would overflow."""
_FILTERED, _RESCHEDULED = 3, 5
_FIRST_EASE, _LEAST_EASE, _MOST_EASE = 2500, 1300, 9999
_LATEST_DAY = 2_000_000_000
"""Beyond this a due number is no day."""
_MOST_COUNTED = 1_000_000
_LONGEST_MEMORY = 1_000_000
"""Days of stability."""
_LEARNING, _REVIEW, _RELEARNING = 1, 2, 3


class Told(NamedTuple):
    """What the log of one card comes to."""

    rows: Sequence[Answered]
    """In the order of time; nothing where they lie apart."""
    apart: int = 0
    """How many there are where they lie apart."""
    last_ms: int | None = None
    """Of the last row; None where there is none."""
    rated_day: str = ""
    """The study day of the last answer, in ISO form; nothing where there is none."""
    passes: int = 0
    """In a row, up to now."""
    fails: int = 0
    """In all."""
    is_known: bool = False
    """It leaves a card that is not new."""


def told(log: Sequence[Answered]) -> Told:
    """What the rows of a log come to."""
    if not log:
        return NOTHING
    rated = max([row.day for row in log if row.rating], default="")
    passes = fails = 0
    for row in reversed(log):
        if row.kind == EventKind.RESET:
            break
        fails += row.rating == 1 and row.kind != EventKind.CRAM
        passes += row.kind in _NAMES and not fails
    return Told(log, 0, log[-1].at_ms, rated, passes, fails, bool(rated) and log[-1].kind != EventKind.RESET)


NOTHING = Told(())


def answered(log: Iterable[Sequence[Any]], offset: int, rollover: int) -> list[Answered]:
    """The rows of one card's log, in the order of time; one that makes no sense is left out.

    Args:
        log: rows of (id, ease, ivl, lastIvl, factor, time, type).
        offset: minutes east of UTC, by which days are told.
        rollover: hour at which a study day begins.
    """
    found: list[Answered] = []
    counted = ""
    for at, rating, interval, before, factor, duration, kind in log:
        if set(map(type, (at, rating, interval, before, factor, duration, kind))) != _WHOLE:
            continue
        if not 0 < at < 1 << 43 or not 0 <= kind <= _RESCHEDULED:
            continue
        number = day_number(at, offset, rollover)
        day = day_name(number)
        is_answer = 1 <= rating <= 4 and kind <= _FILTERED
        if is_answer and kind < _FILTERED:
            name, counted = _NAMES[kind], day
        else:
            name = _kind(factor, interval, counted == day, is_answer=is_answer)
            if name == EventKind.REVIEW:
                counted = day
        due = f',"day":"{day_name(number + _days(interval))}"' if name == EventKind.DUE else ""
        found.append(
            Answered(
                at,
                day,
                name,
                rating if is_answer else None,
                min(max(0, duration), LONGEST_MS),
                (before if before <= LATEST_INTERVAL else LATEST_INTERVAL) if before > 0 else None,
                _days(interval),
                factor if factor > 0 else None,
                f'{{"anki":[{kind},{interval},{before},{factor}]{due}}}',
            )
        )
    return found


def schedule(card: AnkiCard, past: Told, clock: Clock) -> tuple[Given | None, tuple[float, float] | None]:
    """(the schedule that Anki has for a card, its stability and difficulty); None where it is new or still learnt."""
    if card.type not in (_REVIEW, _RELEARNING):
        return None, None
    due = card.home_due if card.home_deck and card.home_due else card.due
    interval = _within(card.interval, 1, LATEST_INTERVAL)
    day, name = _day(due, clock)
    # A last answer ahead of its time, by another clock, would make all until then a drill.
    last = past.rated_day or (day - timedelta(days=interval)).isoformat()
    last = min(last, clock.today_name)
    # SM-2 gives six days after the first pass, whatever went before: a card that Anki knows better is past that.
    repetitions = card.reviews - card.lapses if past.last_ms is None else past.passes
    given = Given(
        name,
        interval,
        _within(card.ease or _FIRST_EASE, _LEAST_EASE, _MOST_EASE),
        _within(repetitions, 2 if interval > 1 else 1, _MOST_COUNTED),
        _within(card.lapses, 0, _MOST_COUNTED),
        _within(card.reviews, 0, _MOST_COUNTED),
        last,
        _within(past.fails, 0, _MOST_COUNTED),
    )
    return given, _memory(card.data)


def _within(number: int, least: int, most: int) -> int:
    return least if number < least else most if number > most else number


def _kind(factor: int, interval: int, is_same_day: bool, *, is_answer: bool) -> str:
    """What a row is that is no answer, or one in a filtered deck."""
    if not is_answer:
        return EventKind.RESET.value if factor <= 0 and interval <= 0 else EventKind.DUE.value
    if factor > 0:
        return EventKind.REVIEW.value
    return EventKind.DRILL.value if is_same_day else EventKind.CRAM.value


def _day(due: int, clock: Clock) -> tuple[date, str]:
    """A day, and its ISO form."""
    if 1_000_000 < due < _LATEST_DAY * 4:  # seconds: it is being learnt again
        day = study_day(Moment(due * 1000, clock.now.offset), clock.rollover)
        return day, day.isoformat()
    try:
        return _day_after(clock.first_day, due)
    except OverflowError:
        return clock.today, clock.today_name


@lru_cache(maxsize=4096)
def _day_after(first: date, days: int) -> tuple[date, str]:
    day = first + timedelta(days=days)
    return day, day.isoformat()


def _memory(data: object) -> tuple[float, float] | None:
    if not isinstance(data, str) or not data.startswith("{") or '"s"' not in data:
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    stability, difficulty = value.get("s"), value.get("d")
    if not isinstance(stability, int | float) or not isinstance(difficulty, int | float):
        return None
    if not (0 < stability <= _LONGEST_MEMORY and 1 <= difficulty <= 10):
        return None
    return float(stability), float(difficulty)


def _days(interval: int) -> int:
    """Days; 0 for Anki's negative seconds."""
    return min(max(interval, 0), LATEST_INTERVAL)
