"""What a log has to say about recall: answers to known cards, with what SM-2 knew before each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling import in_order, outcome, unvoided
from flashdl.scheduling.recall import Features, features
from flashdl.scheduling.sm2 import Sm2


def samples(events: Iterable[Event]) -> Iterator[tuple[Features, bool]]:
    """(features before it, whether it was recalled) of each first answer of a day in a card's log."""
    schedule: Schedule | None = None
    scheduler = Sm2()
    for event in in_order(unvoided(events)):
        counts = event.kind is EventKind.REVIEW and event.rating is not None
        if counts and schedule is not None and event.day > schedule.last_day:
            yield features(schedule, event.day), event.rating is not Rating.AGAIN
        schedule = outcome(schedule, event, scheduler)
