"""What is lost after a holiday, by the order in which the pile is worked off.

A log is taken to its last day; then nobody answers for some weeks, and then so many cards a day are reviewed, in one
order or another. SM-2 schedules, and FSRS, which no order looks at, settles what is recalled. What is lost is recall
against doing all at once on the first day, in per mille of the collection, summed over the days and divided by the
answers.

On the log that `quality` speaks of, over four kinds of holiday, the plan loses 4 % less for each answer than the oldest
first and 28 % less than chance: 4 to 10 % less than the oldest first in three of them, and as much in the fourth (30
days, then 80 a day). The most overdue for its interval first is as good where the days are large (150 of 1,205 cards),
and best for made-up learners who recall exactly as FSRS has it; where the days are small it is worse than the oldest
first. Weights fitted to somebody else can make the plan worse than the oldest first: so it is made with one's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from flashdl.model import Schedule
from flashdl.scheduling import Sm2, after
from flashdl.scheduling.future import MEMORY, Day, Mind, Order, lived
from flashdl.scheduling.recall import Recall, fitted, gain
from tests.bench.quality import Log, answers, read, samples

HORIZON = 60
PLAN = "the plan: most gain first"
ALL = 10**9


def orders(recall: Recall, seed: int = 1) -> dict[str, Order]:
    """By name; each gives what sorts the due cards, the lowest first.

    Args:
        recall: as one's own answers tell it.
    """
    return {
        PLAN: lambda schedule, on: -gain(schedule, on, recall),
        "the same with the shipped weights": lambda schedule, on: -gain(schedule, on),
        "oldest first": lambda schedule, on: schedule.due.toordinal(),
        "at random": lambda schedule, on: random.Random(f"{seed} {schedule} {on}").random(),
        "most overdue for its interval first": lambda schedule, on: -(on - schedule.due).days / schedule.interval,
        "shortest interval first": lambda schedule, on: schedule.interval,
    }


def minds(log: Log, luck: int = 0) -> tuple[list[Mind], date]:
    """The cards of a log as they are after it, and its last day.

    Args:
        luck: another number, another luck.
    """
    found = []
    for name, given in log.items():
        schedule: Schedule | None = None
        memory: Schedule | None = None
        for day, rating in given:
            schedule, memory = after(schedule, rating, day, Sm2()), after(memory, rating, day, MEMORY)
        found.append(Mind(f"{name} {luck}", schedule, memory))
    return found, max(day for given in log.values() for day, _ in given)


def lost(cards: Sequence[Mind], first: date, a_day: int, order: Order) -> float:
    """Recall lost for each answer, in per mille of the collection and days."""

    def days(reviews: int) -> list[Day]:
        return lived(cards, Sm2(), first, HORIZON, reviews=reviews, new=0, order=order)

    planned, at_once = days(a_day), days(ALL)
    missing = sum(once.recall - day.recall for day, once in zip(planned, at_once, strict=True))
    return 1000 * missing / sum(day.answers for day in planned)


def table(log: Log, away: int, a_day: int, lucks: int = 4) -> Mapping[str, list[float]]:
    """By order, what is lost with each luck."""
    recall = fitted(samples(answers(log, Sm2())))
    found: dict[str, list[float]] = {name: [] for name in orders(recall)}
    for luck in range(lucks):
        cards, last = minds(log, luck)
        for name, order in orders(recall, luck).items():
            found[name].append(lost(cards, last + timedelta(days=away), a_day, order))
    return found


def lines(path: Path, rollover: int) -> Iterator[str]:
    log = read(path, rollover)
    for away, a_day in ((30, 80), (60, 100), (60, 150), (90, 100)):
        yield f"{away} days away, then {a_day} a day; per mille of recall and days lost for each answer"
        for name, losses in table(log, away, a_day).items():
            yield f"  {name:36}{sum(losses) / len(losses):8.4f}   ({', '.join(f'{one:.4f}' for one in losses)})"
