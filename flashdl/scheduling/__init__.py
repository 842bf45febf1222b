"""When a card comes next: the study day, one answer applied, and the replay of a card's log.

The log is the truth. Each row carries the scheduler and the choices it was made under, so a replay gives the same
schedule whatever the person's settings are today. A SWITCH has all that was before it replayed under another scheduler.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Protocol

from flashdl.leaving import Past
from flashdl.model import Event, EventKind, Moment, Rating, Schedule
from flashdl.scheduling.anki import AnkiSm2
from flashdl.scheduling.days import LATEST_INTERVAL
from flashdl.scheduling.fsrs import Fsrs
from flashdl.scheduling.recall import Recall
from flashdl.scheduling.sm2 import Sm2

__all__ = [
    "LATEST_INTERVAL",
    "SCHEDULERS",
    "TITLES",
    "AnkiSm2",
    "Fsrs",
    "Scheduler",
    "Sm2",
    "after",
    "chance",
    "day_name",
    "day_number",
    "in_order",
    "is_drill",
    "is_leech_at",
    "outcome",
    "outcomes",
    "recorded",
    "replay",
    "replay_standing",
    "scheduler",
    "standing",
    "study_day",
    "unvoided",
]

# Names of their own, for a replay of a million answers looks them up as often.
LEARN, REVIEW, RELEARN, DRILL = EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN, EventKind.DRILL
SWITCH, VOID, CHANGE = EventKind.SWITCH, EventKind.VOID, EventKind.CHANGE
COUNTED = frozenset({LEARN, REVIEW, RELEARN})
"""Answers that move a schedule, if they are the first of their study day or on a learning step."""

_SEQUENCE = attrgetter("sequence")


class Scheduler(Protocol):
    """A way to find the next interval; pure.

    `step` is asked for the first answer of a study day and for each answer on a learning step. A card that another
    scheduler has kept is taken up as well as can be.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def parameters(self) -> str:
        """JSON of what was chosen, kept with each answer."""
        ...

    def step(self, old: Schedule | None, rating: Rating, on: date) -> Schedule: ...

    def comes_back(self, rating: Rating) -> bool: ...


def study_day(at: Moment, rollover: int) -> date:
    """The day an answer belongs to: the local date, where a day begins at `rollover` o'clock (0-23)."""
    return (datetime(1970, 1, 1) + timedelta(milliseconds=at.ms, minutes=at.offset, hours=-rollover)).date()


def day_number(at_ms: int, offset: int, rollover: int) -> int:
    """`study_day` in days since 1970, where there are millions of moments."""
    return (at_ms + (offset - rollover * 60) * 60_000) // 86_400_000


@lru_cache(maxsize=4096)
def day_name(number: int) -> str:
    """A day in ISO form.

    Args:
        number: days since 1970.
    """
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def is_drill(old: Schedule | None, on: date) -> bool:
    """Whether an answer on that study day is a further one, which moves no interval.

    So is one on a day before the last answer's (a clock set back, a flight west): no day counts twice, and no
    difference of days is negative. On a learning step every answer counts.
    """
    return old is not None and old.last_day >= on and old.step is None


def chance(schedule: Schedule, on: date, scheduler: Scheduler, recall: Recall) -> float:
    """How likely a card is recalled on a day, 0 to 1: FSRS tells it of its own cards, else the estimate does."""
    if isinstance(scheduler, Fsrs) and schedule.stability is not None:
        return scheduler.recall(schedule.stability, max(0, (on - schedule.last_day).days))
    return recall.of(schedule, on)


def is_leech_at(lapses: int, threshold: int) -> bool:
    """Whether a lapse shows that a card does not stick: the one that reaches the threshold, then every half of it.

    Args:
        threshold: lapses; 0: never.
    """
    beyond = lapses - threshold
    return threshold > 0 and beyond >= 0 and beyond % -(-threshold // 2) == 0


def outcomes(old: Schedule | None, on: date, scheduler: Scheduler) -> dict[Rating, Schedule]:
    """The schedule after each rating given on that study day, in the order of the keys."""
    return {rating: after(old, rating, on, scheduler) for rating in Rating}


def outcome(old: Schedule | None, event: Event, scheduler: Scheduler | None = None) -> Schedule | None:
    """The schedule after one event of a card's log.

    Args:
        scheduler: None takes the one that the event was recorded under.
    """
    if event.kind in COUNTED and event.rating is not None:
        return after(old, event.rating, event.day, scheduler or recorded(event))
    if event.kind is DRILL and event.rating is not None:
        # Where the day's first answer has been taken back there is nothing left to drill. Under a scheduler with
        # steps, what was a drill may have been a step.
        again = old is not None and old.last_day >= event.day
        return after(old, event.rating, event.day, scheduler or recorded(event)) if again else old
    if event.kind is EventKind.RESET:
        return None
    if event.kind is EventKind.DUE:
        return replace(old, due=date.fromisoformat(json.loads(event.payload)["day"])) if old else None
    if event.kind is EventKind.STATE:
        return _given(event)
    return old


def replay(events: Iterable[Event], scheduler: Scheduler | None = None) -> Schedule | None:
    """What the log of one card comes to; None for a card never answered, or reset.

    Args:
        events: in any order, voids among them.
        scheduler: None takes for each event the one it was recorded under, or to which the card was switched later.
    """
    return replay_standing(in_order(unvoided(events)), scheduler)


def replay_standing(standing: Sequence[Event], scheduler: Scheduler | None = None) -> Schedule | None:
    """The same of events that are in order, without voids, changes and what these speak of."""
    switched = next((place for place in range(len(standing) - 1, -1, -1) if standing[place].kind is SWITCH), -1)
    schedule: Schedule | None = None
    place = 0
    while place < len(standing):
        event = standing[place]
        chosen = scheduler
        if chosen is None and event.rating is not None:
            chosen = recorded(standing[switched] if place < switched else event)
        end = place
        if isinstance(chosen, Sm2) and (schedule is None or schedule.step is None):
            # Most logs are long runs of answers under SM-2, which takes them at once.
            end = switched if place < switched else len(standing)
            end = _end_of_run(standing, place, end, None if scheduler or place < switched else event)
            schedule = chosen.run(schedule, standing[place:end]) if end > place else schedule
        if end == place:
            schedule, end = outcome(schedule, event, chosen), place + 1
        place = end
    return schedule


def _end_of_run(events: Sequence[Event], place: int, end: int, like: Event | None) -> int:
    """Where the answers end that begin at a place and were given under one scheduler.

    Args:
        end: not further than this place.
        like: the scheduler of this event; None: all are taken under one scheduler.
    """
    while place < end:
        event = events[place]
        kind = event.kind
        if not (kind is REVIEW or kind is DRILL or kind is LEARN or kind is RELEARN) or event.rating is None:
            break
        if like is not None and (event.parameters != like.parameters or event.scheduler != like.scheduler):
            break
        place += 1
    return place


def unvoided(events: Iterable[Event]) -> list[Event]:
    """The events that stand: neither voids nor taken back by one; each answer with the rating it was given last."""
    known = list(events)
    taken_back = {event.target for event in known if event.kind is VOID}
    if taken_back:
        known = [event for event in known if event.kind is not VOID and event.id not in taken_back]
    changes = [event for event in known if event.kind is CHANGE]
    if not changes:
        return known
    ratings = {json.loads(event.payload)["event"]: event.rating for event in in_order(changes)}
    return [replace(event, rating=ratings[event.id]) if event.id in ratings else event for event in known]


def standing(events: Iterable[Event]) -> list[Past]:
    """What the log of one card says of its learning, in order; nothing that was taken back.

    Args:
        events: in any order, voids among them.
    """
    return [
        Past(
            event.at.ms,
            event.kind.value,
            event.rating,
            event.duration_ms,
            event.interval_before,
            event.interval,
            event.ease,
            event.stability,
            event.difficulty,
        )
        for event in in_order(unvoided(events))
        if event.kind not in (EventKind.REMATCH, EventKind.SWITCH, CHANGE)
    ]


def in_order(events: Iterable[Event]) -> list[Event]:
    """By study day, time, device and sequence; within a device the sequence alone orders, not its clock."""
    devices: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        devices[event.device].append(event)
    for own in devices.values():
        own.sort(key=_SEQUENCE)
    if len(devices) < 2:
        return next(iter(devices.values()), [])
    keyed = [
        (when, device, event.sequence, event)
        for device, own in devices.items()
        for when, event in zip(_steady([(event.day, event.at.ms) for event in own]), own, strict=True)
    ]
    return [event for *_, event in sorted(keyed, key=lambda entry: entry[:3])]


KNOWN: dict[tuple[str, int], Callable[[str], Scheduler]] = {
    ("sm2", 1): Sm2.of,
    ("anki", 1): AnkiSm2.of,
    ("fsrs", 6): Fsrs.of,
}
"""By name and version; each is made of its parameters."""


SCHEDULERS = tuple(name for name, _ in KNOWN)
"""Names that a person may choose from."""
TITLES = {"sm2": "SM-2", "anki": "Anki's SM-2", "fsrs": "FSRS-6"}
"""As they are called in a sentence."""


@lru_cache(maxsize=64)
def scheduler(name: str, version: int, parameters: str) -> Scheduler:
    """Raises: ValueError: it is not known, or the parameters make no sense."""
    known = KNOWN.get((name, version))
    if known is None:
        raise ValueError(f"the scheduler {name} {version} is not known to this version of flashdl")
    return known(parameters)


def recorded(event: Event) -> Scheduler:
    """The scheduler that an event was recorded under."""
    return scheduler(event.scheduler, event.version, event.parameters)


def after(old: Schedule | None, rating: Rating, on: date, scheduler: Scheduler) -> Schedule:
    """The schedule after an answer on that study day, be it one that counts or a drill."""
    if old is not None and is_drill(old, on):
        return replace(old, drill=scheduler.comes_back(rating), fails=old.fails + (rating is Rating.AGAIN))
    # A step is never answered before the day it was set on, whatever the clock says.
    return scheduler.step(old, rating, max(on, old.last_day) if old else on)


def _given(event: Event) -> Schedule:
    """The schedule in the payload of a STATE."""
    values = json.loads(event.payload)
    days = {name: date.fromisoformat(values[name]) for name in ("due", "last_day")}
    return Schedule(**{**values, **days})


def _steady(times: list[tuple[date, int]]) -> list[tuple[date, int]]:
    """The times of one device in its own order, never falling.

    The longest run that does not fall is believed; a time outside of it (the clock had jumped, ahead or back) is
    replaced by the believed one before it, so that a jump is not passed on to its neighbours.
    """
    tails: list[tuple[date, int]] = []
    lengths: list[int] = []
    for time in times:
        spot = bisect_right(tails, time)
        tails[spot : spot + 1] = [time]
        lengths.append(spot)
    believed: set[int] = set()
    wanted = len(tails) - 1
    for index in range(len(times) - 1, -1, -1):
        if lengths[index] == wanted:
            believed.add(index)
            wanted -= 1
    steady: list[tuple[date, int]] = []
    last = times[min(believed)] if believed else None
    for index, time in enumerate(times):
        last = time if index in believed or last is None else last
        steady.append(last)
    return steady
