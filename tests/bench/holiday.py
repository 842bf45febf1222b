"""What is lost after a holiday, by the order in which the pile is worked off.

Nobody answers for some weeks, and then so many cards a day are reviewed, in one order or another. SM-2 schedules, and
FSRS, which no order looks at, settles what is recalled: with the weights it was published with, and with weights that
were trained on the log. What is lost is recall against doing all at once on the first day, in per mille of the
collection, summed over the days and divided by the answers. There are two kinds of collections: the cards of a log as
they are on its last day, and those of made-up learners whom SM-2 kept from the start.

The plan's one number (`recall.LATE`) was chosen on half the cards of the log that `quality` speaks of, and on two
made-up learners, among 0, .05, .1, .2, .3 and .5, with the shipped weights and with weights fitted to each learner.
What is printed is of the other half of the cards and of other learners: there the plan loses 9 and 10 % less than the
oldest first for the cards of the log, 1 and 2 % less for the learners, and 25 to 39 % less than chance. What a card
gains by its answer, by the same estimate, is no better to go by than how likely it is forgotten.

The chance of recall alone is worse than the oldest first for who was never late: such answers do not tell how fast late
cards are lost. For a single learner or holiday the oldest first may be better than the plan, by some per cent.
"""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from flashdl.model import Schedule
from flashdl.scheduling import Fsrs, Sm2, after
from flashdl.scheduling.future import MEMORY, Day, Mind, Order, answered, lived
from flashdl.scheduling.recall import DEFAULT, Features, Recall, features, fitted, worth
from tests.bench.quality import Log, answers, read, samples, train

HORIZON = 60
PLAN, OLDEST, CHANCE = "the plan", "oldest first", "at random"
ALL = 10**9
AWAY = ((30, 40), (60, 50), (60, 75), (90, 50))
"""(Days away, reviews a day after it) for half of the log's cards, some 600."""
LEARNERS, CARDS, NEW_A_DAY, STUDIED = (3, 4), 900, 9, 150
AWAY_LEARNERS = ((30, 30), (60, 40), (60, 80), (90, 40))
LUCKS = 2


def orders(recall: Recall) -> dict[str, Order]:
    """By name; each gives what sorts the due cards, the lowest first.

    Args:
        recall: as the learner's own answers tell it.
    """
    return {
        PLAN: lambda schedule, on: -worth(schedule, on),
        OLDEST: lambda schedule, on: schedule.due.toordinal(),
        CHANCE: lambda schedule, on: random.Random(f"{schedule} {on}").random(),
        "likeliest forgotten first, own weights": recall.of,
        "likeliest forgotten first, as shipped": DEFAULT.of,
        "most overdue for its interval first": lambda schedule, on: -(on - schedule.due).days / schedule.interval,
    }


def minds(log: Log, luck: int = 0, truth: Fsrs = MEMORY) -> tuple[list[Mind], date]:
    """The cards of a log as they are after it, and its last day.

    Args:
        luck: another number, another luck.
        truth: what their answers come to.
    """
    found = []
    for name, given in log.items():
        schedule: Schedule | None = None
        memory: Schedule | None = None
        for day, rating in given:
            schedule, memory = after(schedule, rating, day, Sm2()), after(memory, rating, day, truth)
        found.append(Mind(f"{name} {luck}", schedule, memory))
    return found, max(day for given in log.values() for day, _ in given)


def learned(seed: int, truth: Fsrs) -> tuple[list[Mind], date, Recall]:
    """The cards of somebody who did all that SM-2 asked on its day, the last day, and the weights of the answers."""
    known: dict[str, tuple[Schedule, Schedule]] = {}
    fresh = [f"{seed} {number}" for number in range(CARDS)]
    said: list[tuple[Features, bool]] = []
    on = date(2026, 1, 1)
    for _ in range(STUDIED):
        on += timedelta(days=1)
        due = [card for card, (schedule, _) in known.items() if schedule.due <= on]
        for card in (*due, *(fresh.pop() for _ in range(min(NEW_A_DAY, len(fresh))))):
            before = known.get(card)
            schedule, memory, _ = answered(card, before, Sm2(), on, truth)
            if before:
                said.append((features(before[0], on), schedule.lapses == before[0].lapses))
            known[card] = schedule, memory
    return [Mind(card, *both) for card, both in known.items()], on, fitted(said)


def lost(planned: Sequence[Day], at_once: Sequence[Day]) -> float:
    """Recall lost for each answer, in per mille of the collection and days."""
    missing = sum(once.recall - day.recall for day, once in zip(planned, at_once, strict=True))
    return 1000 * missing / sum(day.answers for day in planned)


def losses(
    cards: Sequence[Mind],
    last: date,
    by_name: Mapping[str, Order],
    away: Sequence[tuple[int, int]],
    truth: Fsrs = MEMORY,
) -> Counter[str]:
    """By order, what is lost, summed over several holidays after the last day."""
    found: Counter[str] = Counter()
    for days, a_day in away:

        def plan(reviews: int, order: Order, first: date = last + timedelta(days=days)) -> list[Day]:
            return lived(cards, Sm2(), first, HORIZON, reviews=reviews, new=0, order=order, truth=truth)

        at_once = plan(ALL, by_name[OLDEST])  # in whatever order
        for name, order in by_name.items():
            found[name] += lost(plan(a_day, order), at_once)  # type: ignore[assignment]
    return found


def half(log: Log, which: int) -> Log:
    """Every other card, as good as drawn by lot."""
    return {card: given for card, given in log.items() if zlib.crc32(card.encode()) % 2 == which}


def lines(path: Path, rollover: int) -> Iterator[str]:
    log = read(path, rollover)
    other = half(log, 1)
    recall = fitted(samples(answers(other, Sm2())))
    trained = train(log, max(day for given in log.values() for day, _ in given))
    for title, truth in (("as published", Fsrs()), ("trained on the log", trained)):
        told: Counter[str] = Counter()
        for luck in range(LUCKS):
            told += losses(*minds(other, luck, truth), orders(recall), AWAY, truth)
        yield from _told(f"{len(other)} cards of the log, recalled as FSRS has it, {title}", told, LUCKS * len(AWAY))
        told = Counter()
        for seed in LEARNERS:
            cards, last, own = learned(seed, truth)
            told += losses(cards, last, orders(own), AWAY_LEARNERS, truth)
        yield from _told(f"{len(LEARNERS)} made-up learners, the same", told, len(LEARNERS) * len(AWAY_LEARNERS))


def _told(title: str, told: Counter[str], holidays: int) -> Iterator[str]:
    yield f"{title}; {holidays} holidays; per mille of recall and days lost for each answer"
    for name, loss in told.items():
        less = " ".join(f"{100 * (1 - loss / told[other]):8.1f} %" for other in (OLDEST, CHANCE))
        yield f"  {name:40}{loss / holidays:8.4f}   less than {OLDEST}, {CHANCE}: {less}"
