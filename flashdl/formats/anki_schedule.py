"""A card's history in Anki's terms: the rows of its log and the state that Anki takes it up from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling import in_order, unvoided

LONGEST_ANSWER = 60_000
"""Milliseconds; what Anki itself logs at most."""

_MANUAL = 4
_KINDS = {
    EventKind.LEARN: 0,
    EventKind.REVIEW: 1,
    EventKind.RELEARN: 2,
    # In Anki an answer of type 3 with no ease is one that moved no schedule ("cramming").
    EventKind.DRILL: 3,
    EventKind.CRAM: 3,
    EventKind.RESET: _MANUAL,
    EventKind.DUE: _MANUAL,
    EventKind.STATE: _MANUAL,
}
_MOVES_NOTHING = (EventKind.DRILL, EventKind.CRAM)
_FIRST_EASE, _LEAST_EASE, _MOST_EASE = 2500, 1300, 9999
_LONGEST_INTERVAL = 36_500


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of Anki's `revlog`, its id apart."""

    at: int
    """The id that it should have: milliseconds since 1970."""
    rating: int
    """1 to 4; 0 where nothing was answered."""
    interval: int
    """Days."""
    before: int
    """Days; 0 for a new card."""
    ease: int
    """Per mille; 0 where the answer moved nothing, or all was reset."""
    duration: int
    """Milliseconds."""
    kind: int

    @property
    def is_answer(self) -> bool:
        """It counts as the card's last review in Anki's eyes."""
        return self.rating > 0 and self.ease > 0

    @property
    def is_reset(self) -> bool:
        return self.kind == _MANUAL and self.ease == 0


@dataclass(frozen=True, slots=True)
class CardState:
    """The columns of Anki's `cards` that tell when a card comes."""

    type: int
    queue: int
    due: int
    interval: int = 0
    ease: int = 0
    reviews: int = 0
    lapses: int = 0
    data: str = "{}"


def log_rows(events: Iterable[Event], latest: int) -> Iterator[LogRow]:
    """The events that Anki's log can hold, in order, each later than the one before.

    Args:
        latest: milliseconds; a clock that once was ahead must not put answers into Anki's future.
    """
    at = 0
    for event in filter(_has_a_word, in_order(unvoided(events))):
        # The order is flashdl's, which does not trust the clock; Anki knows none but the time.
        at = max(at + 1, min(event.at.ms, latest))
        rating = event.rating or 0
        if event.kind is EventKind.RESET or event.kind in _MOVES_NOTHING:
            ease = 0
        else:
            ease = _clamped_ease(event.ease or _FIRST_EASE)
        before = event.interval_before or 0
        interval = 0 if event.kind is EventKind.RESET else _days(event.interval or before)
        yield LogRow(at, int(rating), interval, _days(before), ease, _duration(event.duration_ms), _KINDS[event.kind])


def state(
    schedule: Schedule | None, first_day: date, *, suspended: bool, position: int, last_answer: int | None
) -> CardState:
    """The state that Anki takes the card up from.

    Args:
        first_day: the study day that the package counts its days from.
        position: of a new card among the new ones, from 1.
        last_answer: id of the last row of the card's log that counts; None where there is none.
    """
    if schedule is None:
        return CardState(0, -1 if suspended else 0, min(position, 999_999))
    return CardState(
        type=2,
        queue=-1 if suspended else 2,
        due=(schedule.due - first_day).days,
        interval=max(1, _days(schedule.interval)),
        ease=_clamped_ease(schedule.ease),
        reviews=schedule.reviews,
        lapses=schedule.lapses,
        # Anki's database check insists that this is the second of the last answer in the log.
        data="{}" if last_answer is None else json.dumps({"lrt": last_answer // 1000}, separators=(",", ":")),
    )


def _has_a_word(event: Event) -> bool:
    """Whether Anki's log has a kind of row for it."""
    is_answer = isinstance(event.rating, Rating)
    return event.kind in _KINDS and (is_answer or _KINDS[event.kind] == _MANUAL)


def _clamped_ease(ease: int) -> int:
    return min(max(ease, _LEAST_EASE), _MOST_EASE)


def _days(interval: int) -> int:
    return min(max(interval, 0), _LONGEST_INTERVAL)


def _duration(ms: int) -> int:
    return min(max(ms, 0), LONGEST_ANSWER)
