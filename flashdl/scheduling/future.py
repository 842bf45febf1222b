"""What the days to come ask, and what is recalled, if somebody answers so many cards a day.

Whether a card is recalled is settled by a memory that no planner looks at: FSRS's, beside whatever schedules the card.
Chance is the hash of card and day, so that every plan meets the same luck.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flashdl.model import Rating, Schedule
from flashdl.scheduling import Fsrs, Scheduler, after

Order = Callable[[Schedule, date], float]
"""What sorts the due cards: the lowest goes first."""

MOST_STEPS = 8
MEMORY = Fsrs()


@dataclass(frozen=True, slots=True)
class Mind:
    """A card as it is scheduled, and as it is remembered."""

    card: str
    schedule: Schedule | None
    """None for a new card."""
    memory: Schedule | None
    """What its answers come to under FSRS."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day to come."""

    due: int
    """Cards to review as the day begins."""
    answers: int
    """Given, the steps of learning among them."""
    recall: float
    """Mean over all cards that were ever answered, as the day ends; 1 where there are none."""


def lived(
    minds: Sequence[Mind],
    scheduler: Scheduler,
    today: date,
    days: int,
    *,
    reviews: int,
    new: int,
    order: Order,
    recall_every: int = 1,
    truth: Fsrs = MEMORY,
) -> list[Day]:
    """The days from today on.

    Args:
        reviews: cards reviewed a day at most; new ones are begun only when all that is due has been answered.
        new: cards begun a day at most, in the order of `minds`.
        recall_every: days from one reckoning of recall to the next, for it takes the most time.
        truth: settles what is recalled.
    """
    known = {mind.card: (mind.schedule, mind.memory) for mind in minds if mind.schedule and mind.memory}
    fresh = [mind.card for mind in minds if mind.schedule is None][::-1]
    told: list[Day] = []
    for ahead in range(days):
        on = today + timedelta(days=ahead)
        due = [card for card, (schedule, _) in known.items() if schedule.due <= on]
        if len(due) > reviews:
            worth = {card: order(known[card][0], on) for card in due}
            due.sort(key=lambda card: (worth[card], card))
        begun = [fresh.pop() for _ in range(min(new, len(fresh)))] if len(due) <= reviews else []
        answers = 0
        for card in (*due[:reviews], *begun):
            schedule, memory, given = answered(card, known.get(card), scheduler, on, truth)
            known[card] = (schedule, memory)
            answers += given
        reckoned = ahead % recall_every == 0 or ahead == days - 1
        told.append(Day(len(due), answers, _mean(known, on, truth) if reckoned else told[-1].recall))
    return told


def recalled(memory: Schedule, on: date, truth: Fsrs = MEMORY) -> float:
    """The chance that a card is recalled on a day, 0 to 1."""
    stability, _ = truth.memory(memory)  # a schedule that came along says none
    return truth.recall(stability, max(0, (on - memory.last_day).days))


def luck(card: str, on: date) -> float:
    """0 to 1, the same for each card and day."""
    return zlib.crc32(f"{card} {on.isoformat()}".encode()) / 2**32


def answered(
    card: str, known: tuple[Schedule, Schedule] | None, scheduler: Scheduler, on: date, truth: Fsrs = MEMORY
) -> tuple[Schedule, Schedule, int]:
    """The card after its answer of a day and the steps that follow; and how many answers that took."""
    schedule, memory = known or (None, None)
    # A new card is not known as a rule: it is AGAIN, then GOOD.
    chance = recalled(memory, on, truth) if memory else 0.3
    rating = Rating.GOOD if luck(card, on) < chance else Rating.AGAIN
    schedule, memory, given = after(schedule, rating, on, scheduler), after(memory, rating, on, truth), 1
    while schedule.drill and given < MOST_STEPS:
        schedule, given = after(schedule, Rating.GOOD, on, scheduler), given + 1
        memory = after(memory, Rating.GOOD, on, truth)
    while memory.drill:
        memory = after(memory, Rating.GOOD, on, truth)
    return schedule, memory, given


def _mean(known: dict[str, tuple[Schedule, Schedule]], on: date, truth: Fsrs) -> float:
    chances = [recalled(memory, on, truth) for _, memory in known.values()]
    return sum(chances) / len(chances) if chances else 1.0
