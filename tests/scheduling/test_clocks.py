"""Random walks through time zones, leap days and clocks set wrong: no day counts twice, and no interval is absurd."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from flashdl.model import Event, EventKind, Moment, Rating, Schedule
from flashdl.scheduling import AnkiSm2, Fsrs, Scheduler, Sm2, day_name, day_number, is_drill, outcome, replay, study_day
from flashdl.store.log import Author, _decided

WALKS = 10_000
STEPS = 10
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC", "Europe/Warsaw", "America/St_Johns", "America/Los_Angeles", "Pacific/Apia", "Pacific/Kiritimati",
        "Australia/Lord_Howe", "Asia/Kathmandu",
    )
]  # fmt: skip
STARTS = [
    datetime(2024, 2, 28, 22, tzinfo=UTC),  # the eve of a leap day
    datetime(2026, 3, 28, 23, tzinfo=UTC),  # summer time begins in Europe
    datetime(2026, 10, 24, 23, tzinfo=UTC),  # and ends
    datetime(2011, 12, 29, 9, tzinfo=UTC),  # Apia had no 30 December
    datetime(1999, 12, 31, 12, tzinfo=UTC),
]
PASSING = [timedelta(minutes=3), timedelta(hours=5), timedelta(hours=23), timedelta(days=1), timedelta(days=9)]
JUMPS = [timedelta(days=-4000), timedelta(days=-2), timedelta(hours=-1), timedelta(days=400), timedelta(days=9000)]
SCHEDULERS: tuple[Scheduler, ...] = (Sm2(), AnkiSm2(), Fsrs())


class Walk:
    """One card on one device, whose owner travels and whose clock is not always right."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.scheduler = SCHEDULERS[seed % 3]
        self.rollover = self.chance.choice([0, 4, 4, 4, 23])
        self.true = self.chance.choice(STARTS)
        self.wrong = timedelta()
        self.zone = self.chance.choice(ZONES)
        self.author = Author("here", self.rollover, self.scheduler)

    def moment(self) -> Moment:
        shown = (self.true + self.wrong).astimezone(self.zone)
        offset = shown.utcoffset()
        assert offset is not None
        return Moment(int(shown.timestamp() * 1000), int(offset.total_seconds() // 60))

    def go_on(self) -> None:
        self.true += self.chance.choice(PASSING)
        if self.chance.random() < 0.2:
            self.zone = self.chance.choice(ZONES)
        if self.chance.random() < 0.1:
            self.wrong = self.chance.choice([timedelta(), *JUMPS])

    def event(self, sequence: int, old: Schedule | None) -> Event:
        """An answer, recorded as the store does it."""
        at = self.moment()
        day = study_day(at, self.rollover)
        blank = Event(
            f"{sequence}", "here", sequence, "card", at, self.rollover, day, EventKind.CRAM,
            self.chance.choice(list(Rating)), scheduler=self.scheduler.name, version=self.scheduler.version,
            parameters=self.scheduler.parameters,
        )  # fmt: skip
        return _decided(blank, old, self.scheduler)


def test_ten_thousand_walks_keep_every_day_single_and_every_interval_sane() -> None:
    kinds: set[EventKind] = set()
    backwards = 0
    for seed in range(WALKS):
        walk, events = Walk(seed), []
        schedule: Schedule | None = None
        counted: list[date] = []
        for sequence in range(STEPS):
            event = walk.event(sequence, schedule)
            before, schedule = schedule, outcome(schedule, event)
            events.append(event)
            kinds.add(event.kind)
            assert schedule is not None
            backwards += before is not None and event.day < before.last_day
            if event.kind is EventKind.DRILL:
                assert before is not None
                assert is_drill(before, event.day)
                assert (schedule.due, schedule.interval) == (before.due, before.interval)
            elif before is None or before.step is None:
                counted.append(event.day)
            assert before is None or schedule.last_day >= before.last_day
            assert 0 <= (schedule.due - schedule.last_day).days <= 36_500
            assert 0 <= schedule.interval <= 36_500
            assert event.interval is None or 0 <= event.interval <= 36_500
            walk.go_on()
        assert counted == sorted(set(counted))
        assert replay(events) == schedule

    assert {EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN, EventKind.DRILL} == kinds
    assert backwards > WALKS / 10


def test_a_restored_copy_that_lives_on_beside_the_other_merges_to_one_history() -> None:
    """Two devices with the same past: each order of arrival gives the same schedule, and no day of one device twice."""
    for seed in range(1000):
        walk, shared = Walk(seed), []
        schedule: Schedule | None = None
        for sequence in range(4):
            shared.append(walk.event(sequence, schedule))
            schedule = outcome(schedule, shared[-1])
            walk.go_on()
        here, there = list(shared), list(shared)
        for device, own in (("here", here), ("there", there)):
            known = schedule
            for sequence in range(4, 8):
                event = walk.event(sequence, known)
                event = event if device == "here" else _elsewhere(event)
                known = outcome(known, event)
                own.append(event)
                walk.go_on()
        merged = [*here, *there[4:]]

        given = replay(merged)

        assert given == replay([*reversed(merged)])
        assert given is not None
        assert given.last_day >= max(event.day for event in shared if event.kind is not EventKind.DRILL)


def _elsewhere(event: Event) -> Event:
    return replace(event, device="there", id=f"there {event.id}")


@given(st.integers(-(1 << 43), 1 << 43), st.integers(-1440, 1440), st.integers(0, 23))
def test_of_millions_of_moments_the_days_are_told_alike(at_ms: int, offset: int, rollover: int) -> None:
    assert day_name(day_number(at_ms, offset, rollover)) == study_day(Moment(at_ms, offset), rollover).isoformat()
