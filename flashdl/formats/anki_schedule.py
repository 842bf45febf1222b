"""A card's history in Anki's terms: the rows of its log and the state that Anki takes it up from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from flashdl.leaving import BESIDE, LOG, STATES, Past
from flashdl.model import EventKind, Schedule

LONGEST_ANSWER = 60_000
"""Milliseconds; what Anki itself logs at most."""

_LEARNING, _REVIEW, _RELEARNING = 1, 2, 3
_SECONDS_A_DAY = 86_400
_ON_A_STEP = 3
"""The queue of steps that are due by the day: which minute it was to be is not known."""
_STEPS = 2
"""How many learning steps Anki has where nobody set others."""
_CRAMMED, _MANUAL = 3, 4
_NO_WORD = -1
# What is asked for most stands first.
_KINDS: dict[str, int] = {
    EventKind.REVIEW: 1,
    EventKind.LEARN: 0,
    EventKind.RELEARN: 2,
    # In Anki an answer of type 3 with no ease is one that moved no schedule ("cramming").
    EventKind.DRILL: _CRAMMED,
    EventKind.CRAM: _CRAMMED,
    EventKind.RESET: _MANUAL,
    EventKind.DUE: _MANUAL,
    EventKind.STATE: _MANUAL,
}


LAST_PLACE = 999_999
"""Of a new card; Anki takes more for a fault."""
_FIRST_EASE, _LEAST_EASE, _MOST_EASE = 2500, 1300, 9999
_LONGEST_INTERVAL = 36_500


_IS_KNOWN = "due IS NOT NULL AND (step IS NULL OR interval <> 0)"
_MOST_DAYS = f"max(min(coalesce({{}}, 0), {_LONGEST_INTERVAL}), 0)"
_TYPE = "CASE kind " + " ".join(f"WHEN '{kind}' THEN {number}" for kind, number in _KINDS.items()) + " END"
_IS_TOLD = "CASE kind {} ELSE 0 END".format(
    " ".join(
        f"WHEN '{kind}' THEN {1 if number == _MANUAL else 'rating IS NOT NULL'}" for kind, number in _KINDS.items()
    )
)
_ROWS = f"""SELECT at_ms, ?1 + number, -1, coalesce(rating, 0),
    iif(kind = '{EventKind.RESET}', 0, {_MOST_DAYS.format("interval, interval_before")}),
    {_MOST_DAYS.format("interval_before")},
    CASE kind WHEN '{EventKind.DRILL}' THEN 0 WHEN '{EventKind.CRAM}' THEN 0 WHEN '{EventKind.RESET}' THEN 0
        ELSE max(min(coalesce(nullif(ease, 0), {_FIRST_EASE}), {_MOST_EASE}), {_LEAST_EASE}) END,
    max(min(duration_ms, {LONGEST_ANSWER}), 0),
    {_TYPE} FROM {LOG} WHERE {_IS_TOLD}"""

COPY_LOG = f"INSERT INTO {BESIDE}.revlog {_ROWS}"
"""What `log_rows` does, for the logs of a departure that are in order. The number is that of the first card's id."""

_DUE = "julianday(due) - julianday(?3)"
_SINCE_1970 = "julianday(due) - julianday('1970-01-01')"
_STATES = f"""INSERT INTO {BESIDE}.cards SELECT
    ?1 + number, ?1 + number, (SELECT id FROM {BESIDE}.deck WHERE name = deck), 0, ?2, -1,
    CASE WHEN due IS NULL THEN 0 WHEN step IS NULL THEN {_REVIEW} WHEN interval = 0 THEN {_LEARNING}
        ELSE {_RELEARNING} END,
    CASE WHEN aside THEN -1 WHEN due IS NULL THEN 0 WHEN step IS NULL THEN {_REVIEW} ELSE {_ON_A_STEP} END,
    CASE WHEN due IS NULL THEN min(place, {LAST_PLACE})
        WHEN aside AND step IS NOT NULL THEN CAST({_SINCE_1970} AS INTEGER) * {_SECONDS_A_DAY}
        ELSE CAST({_DUE} AS INTEGER) END,
    iif({_IS_KNOWN}, max({_MOST_DAYS.format("interval")}, 1), 0),
    iif({_IS_KNOWN}, max(min(ease, {_MOST_EASE}), {_LEAST_EASE}), 0),
    coalesce(reviews, 0), coalesce(lapses, 0),
    CASE WHEN step IS NULL THEN 0 WHEN interval = 0 THEN max({_STEPS} - step, 1) ELSE 1 END,
    0, 0, flag,
    CASE WHEN due IS NULL THEN '{{}}' WHEN stability IS NOT NULL THEN anki_memory(stability, difficulty, answered_ms)
        ELSE coalesce('{{"lrt":' || (answered_ms / 1000) || '}}', '{{}}') END"""
_AS_NEW = f"""SELECT number, place, deck, flag, 0 AS aside, NULL AS due, NULL AS interval, NULL AS ease,
    NULL AS reviews, NULL AS lapses, NULL AS step, NULL AS stability, NULL AS difficulty, NULL AS answered_ms
FROM {STATES}"""
COPY_STATES, COPY_NEW_STATES = (f"{_STATES} FROM {which} ORDER BY number" for which in (STATES, f"({_AS_NEW})"))
"""What `state` does, for the cards of a departure; COPY_NEW_STATES has each as a new one. The values are the number of
the first card's id, the second of the export, and the day that the package counts its days from. The ids of decks are
in a table beside."""
DECKS = f"SELECT deck FROM {STATES} GROUP BY deck ORDER BY min(number)"

LogRow = tuple[int, ...]
"""A row of Anki's `revlog`, a plain tuple, for there are millions: at (the id that it should have, milliseconds since
1970), rating (1 to 4; 0 where nothing was answered), interval and interval before (days; 0 for a new card), ease (per
mille; 0 where the answer moved nothing, or all was reset), duration (milliseconds), kind."""


class CardState(NamedTuple):
    """The columns of Anki's `cards` that tell when a card comes."""

    type: int
    queue: int
    due: int
    interval: int = 0
    ease: int = 0
    reviews: int = 0
    lapses: int = 0
    left: int = 0
    """Learning steps that are still to be taken."""
    data: str = "{}"


def log_rows(past: Iterable[Past], latest: int) -> list[LogRow]:
    """What Anki's log can hold of a card's, in order, each row later than the one before.

    Args:
        latest: milliseconds; a clock that once was ahead must not put answers into Anki's future.
    """
    at = 0
    found: list[LogRow] = []
    for at_ms, kind, rating, duration, before, interval, ease, _, _ in past:
        number = _KINDS.get(kind, _NO_WORD)
        if number == _NO_WORD or (rating is None and number != _MANUAL):
            continue
        # The order is flashdl's, which does not trust the clock; Anki knows none but the time.
        at = max(at + 1, at_ms if at_ms < latest else latest)
        was = _days(before or 0)
        if kind == EventKind.RESET:
            given, moved = 0, 0
        else:
            given = was if interval is None else _days(interval)
            moved = 0 if number == _CRAMMED else _clamped(ease or _FIRST_EASE)
        found.append((at, rating or 0, given, was, moved, _duration(duration), number))
    return found


def last_answer(rows: Iterable[LogRow]) -> int | None:
    """When, by its rows, a card was last answered in Anki's eyes: not by cramming, nor before a reset."""
    last = None
    for at, rating, _, _, ease, _, kind in rows:
        if ease and rating:
            last = at
        elif kind == _MANUAL and not ease:
            last = None
    return last


def memory(schedule: Schedule | None, past: Sequence[Past]) -> tuple[float, float] | None:
    """(stability in days, difficulty 1 to 10) of a card; None where it was not scheduled by them."""
    if schedule is not None and schedule.stability is not None and schedule.difficulty is not None:
        return schedule.stability, schedule.difficulty
    for row in reversed(past):
        if row.kind == EventKind.RESET:
            return None
        if row.stability is not None and row.difficulty is not None:
            return row.stability, row.difficulty
        if row.interval is not None:
            return None
    return None


def state(
    schedule: Schedule | None,
    first_day: date,
    *,
    suspended: bool,
    position: int,
    last_answer: int | None,
    memory: tuple[float, float] | None = None,
) -> CardState:
    """The state that Anki takes the card up from.

    Args:
        first_day: the study day that the package counts its days from.
        position: of a new card among the new ones.
        last_answer: id of the last row of the card's log that counts; None where there is none.
        memory: stability and difficulty, where FSRS gave the interval.
    """
    if schedule is None:
        return CardState(0, -1 if suspended else 0, min(position, LAST_PLACE))
    # By place: by name it takes twice as long, and there may be a million.
    interval, ease, data = max(1, _days(schedule.interval)), _clamped(schedule.ease), kept(memory, last_answer)
    due, counts = (schedule.due - first_day).days, (schedule.reviews, schedule.lapses)
    if schedule.step is None:
        return CardState(_REVIEW, -1 if suspended else _REVIEW, due, interval, ease, *counts, 0, data)
    # As a review, one that waited on its first step would be rewarded for being late.
    queue = -1 if suspended else _ON_A_STEP
    if suspended:  # Anki brings the days of a package to its own only where the queue says that they are days
        due = (schedule.due - date(1970, 1, 1)).days * _SECONDS_A_DAY
    if schedule.interval == 0:
        return CardState(_LEARNING, queue, due, 0, 0, *counts, max(1, _STEPS - schedule.step), data)
    return CardState(_RELEARNING, queue, due, interval, ease, *counts, 1, data)


def kept(memory: tuple[float, float] | None, last_answer: int | None) -> str:
    """What Anki keeps of a card beside its columns."""
    # Anki's database check insists that `lrt` is the second of the last answer in the log.
    if memory is None:
        return "{}" if last_answer is None else f'{{"lrt":{last_answer // 1000}}}'
    known: dict[str, float] = {"s": round(memory[0], 4), "d": round(memory[1], 3)}
    if last_answer is not None:
        known["lrt"] = last_answer // 1000
    return json.dumps(known, separators=(",", ":"))


def _clamped(ease: int) -> int:
    return ease if _LEAST_EASE <= ease <= _MOST_EASE else min(max(ease, _LEAST_EASE), _MOST_EASE)


def _days(interval: int) -> int:
    return interval if 0 <= interval <= _LONGEST_INTERVAL else min(max(interval, 0), _LONGEST_INTERVAL)


def _duration(ms: int) -> int:
    return ms if 0 <= ms <= LONGEST_ANSWER else min(max(ms, 0), LONGEST_ANSWER)
