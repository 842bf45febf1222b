"""When a card comes next: the study day, one answer applied, and the replay of a card's log.

The log is the truth. Each row carries the scheduler and the choices it was made under, so a replay gives the same
schedule whatever the person's settings are today; handing `replay` a scheduler instead is how one switches.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from flashdl.leaving import Past
from flashdl.model import Event, EventKind, Moment, Rating, Schedule
from flashdl.scheduling.sm2 import LATEST_INTERVAL, Sm2

__all__ = [
    "LATEST_INTERVAL",
    "Scheduler",
    "in_order",
    "is_drill",
    "outcome",
    "outcomes",
    "recorded",
    "replay",
    "standing",
    "study_day",
    "unvoided",
]

COUNTED = frozenset({EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN})
"""Answers that move a schedule, if they are the first of their study day."""


class Scheduler(Protocol):
    """A way to find the next interval; pure."""

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


def is_drill(old: Schedule | None, on: date) -> bool:
    """Whether an answer on that study day is a further one, which moves no interval.

    So is one on a day before the last answer's (a clock set back, a flight west): no day counts twice, and no
    difference of days is negative.
    """
    return old is not None and old.last_day >= on


def outcomes(old: Schedule | None, on: date, scheduler: Scheduler) -> dict[Rating, Schedule]:
    """The schedule after each rating given on that study day, in the order of the keys."""
    return {rating: _answered(old, rating, on, scheduler) for rating in Rating}


def outcome(old: Schedule | None, event: Event, scheduler: Scheduler | None = None) -> Schedule | None:
    """The schedule after one event of a card's log.

    Args:
        scheduler: None takes the one that the event was recorded under.
    """
    if event.kind in COUNTED and event.rating is not None:
        return _answered(old, event.rating, event.day, scheduler or recorded(event))
    if event.kind is EventKind.DRILL and event.rating is not None:
        # Where the day's first answer has been taken back there is nothing left to drill.
        again = is_drill(old, event.day)
        return _answered(old, event.rating, event.day, scheduler or recorded(event)) if again else old
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
        scheduler: None takes for each event the one it was recorded under.
    """
    schedule: Schedule | None = None
    for event in in_order(unvoided(events)):
        schedule = outcome(schedule, event, scheduler)
    return schedule


def unvoided(events: Iterable[Event]) -> list[Event]:
    """The events that stand: neither voids nor taken back by one."""
    known = list(events)
    taken_back = {event.target for event in known if event.kind is EventKind.VOID}
    return [event for event in known if event.kind is not EventKind.VOID and event.id not in taken_back]


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
        if event.kind is not EventKind.REMATCH
    ]


def in_order(events: Iterable[Event]) -> list[Event]:
    """By study day, time, device and sequence; within a device the sequence alone orders, not its clock."""
    devices: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        devices[event.device].append(event)
    for own in devices.values():
        own.sort(key=lambda event: event.sequence)
    if len(devices) < 2:
        return next(iter(devices.values()), [])
    keyed = [
        (when, device, event.sequence, event)
        for device, own in devices.items()
        for when, event in zip(_steady([(event.day, event.at.ms) for event in own]), own, strict=True)
    ]
    return [event for *_, event in sorted(keyed, key=lambda entry: entry[:3])]


@lru_cache(maxsize=64)
def _scheduler(name: str, version: int, parameters: str) -> Scheduler:
    if (name, version) != ("sm2", 1):
        raise ValueError(f"the scheduler {name} {version} is not known to this version of flashdl")
    return Sm2.of(parameters)


def recorded(event: Event) -> Scheduler:
    """The scheduler that an event was recorded under."""
    return _scheduler(event.scheduler, event.version, event.parameters)


def _answered(old: Schedule | None, rating: Rating, on: date, scheduler: Scheduler) -> Schedule:
    if old is not None and is_drill(old, on):
        return replace(old, drill=scheduler.comes_back(rating))
    return scheduler.step(old, rating, on)


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
