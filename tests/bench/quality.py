"""How well each estimate of recall foretells the answers of a log, split by time.

The log is a CSV of one learner's answers (card_id, review_rating, review_time, review_duration), gzipped or not. What
is fitted is fitted to the earlier half of the answers, and all are judged on the later half.

The log that the shipped weights are from is `tests/review_logs_josh_1711744352250_to_1728234780857.csv` of py-fsrs
(commit 3abe686, MIT license): 12,580 answers, of which 6,372 were the first of their day to a known card; its days
begin at 10 UTC. There SM-2 with six weights is .05 below the constant, and .004 below FSRS's defaults, of which .0035
is the standard error: as good as they are, and hardly better. Another scheduler kept these cards, so that the interval
in SM-2's state is not the one that was waited, and the learner gave only AGAIN and GOOD, so that the ease tells no more
than the number of fails. What SM-2 itself makes use of comes to .454; weights fitted to the later half itself come to
.451. It is the fails that it makes nothing of (of a new card, and further ones of a day) that are missing in it. Their
share of the answers was chosen among a dozen such numbers within the earlier half, each of four parts of it foretold
from what was before: .461 instead of .493.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flashdl.model import Event, EventKind, Moment, Rating, Schedule
from flashdl.scheduling import Fsrs, Scheduler, Sm2, after, is_drill, training
from flashdl.scheduling.recall import DEFAULT, NOTHING, Features, Recall, features, fitted

Log = Mapping[str, Sequence[tuple[date, Rating]]]
"""Each card's answers in order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer of a study day to a card that was known."""

    day: date
    recalled: bool
    before: Schedule
    group: tuple[int, int, int]
    """What RMSE (bins) puts together: days since the last answer, answers and lapses, each on a coarse scale."""


@dataclass(frozen=True, slots=True)
class Score:
    loss: float
    """Mean logarithmic loss."""
    rmse: float
    """Over bins of like cards, weighted by their answers."""
    auc: float
    """How often a recalled card was thought likelier than a forgotten one."""


def read(path: Path, rollover: int) -> dict[str, list[tuple[date, Rating]]]:
    """A log from a file.

    Args:
        rollover: the hour in UTC at which the learner's study day began; such files have no time zone.
    """
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["review_time"])
    found: defaultdict[str, list[tuple[date, Rating]]] = defaultdict(list)
    for row in rows:
        day = (datetime.fromisoformat(row["review_time"]) - timedelta(hours=rollover)).date()
        found[row["card_id"]].append((day, Rating(int(row["review_rating"]))))
    return dict(found)


def answers(log: Log, scheduler: Scheduler) -> list[Answer]:
    """The answers to be foretold, in order of days, with what the scheduler knew before each."""
    found = []
    for card in log.values():
        schedule: Schedule | None = None
        for day, rating in card:
            if schedule is not None and day > schedule.last_day and not is_drill(schedule, day):
                since = (day - schedule.last_day).days
                group = (_coarse(since, 3.62), _coarse(schedule.reviews, 1.89), _coarse(schedule.lapses + 1, 1.65))
                found.append(Answer(day, rating is not Rating.AGAIN, schedule, group))
            schedule = after(schedule, rating, day, scheduler)
    return sorted(found, key=lambda answer: answer.day)


def halves(known: Sequence[Answer]) -> tuple[Sequence[Answer], Sequence[Answer]]:
    """The earlier and the later half; no day is in both."""
    middle = known[len(known) // 2].day
    return [one for one in known if one.day < middle], [one for one in known if one.day >= middle]


def samples(known: Sequence[Answer]) -> list[tuple[Features, bool]]:
    return [(features(one.before, one.day), one.recalled) for one in known]


def score(known: Sequence[Answer], foretold: Sequence[float]) -> Score:
    pairs = [(min(1 - 1e-6, max(1e-6, chance)), one) for chance, one in zip(foretold, known, strict=True)]
    loss = -sum(math.log(chance if one.recalled else 1 - chance) for chance, one in pairs) / len(pairs)
    bins: defaultdict[tuple[int, int, int], list[float]] = defaultdict(list)
    for chance, one in pairs:
        bins[one.group].append(one.recalled - chance)
    rmse = math.sqrt(sum(sum(off) ** 2 / len(off) for off in bins.values()) / len(pairs))
    return Score(loss, rmse, _auc([(chance, one.recalled) for chance, one in pairs]))


def table(log: Log) -> Iterator[tuple[str, Score]]:
    """The name and the score of each estimate on the later half."""
    early, late = halves(answers(log, Sm2()))
    rate = sum(one.recalled for one in early) / len(early)
    yield "constant", score(late, [rate] * len(late))
    yield "SM-2 as it is, 0.9^(t/I)", score(late, [raw(one) for one in late])
    fit = fitted(samples(early), NOTHING, trust=1)
    yield "SM-2, six weights fitted to the earlier half", score(late, told(fit, late))
    yield "SM-2, six weights as shipped*", score(late, told(DEFAULT, late))
    yield "FSRS-6, defaults", score(*by_fsrs(log, Fsrs()))
    yield "FSRS-6, trained on the earlier half", score(*by_fsrs(log, train(log, early[-1].day)))


def shipped(log: Log) -> Recall:
    """The weights that the program ships, made from all of a log."""
    return fitted(samples(answers(log, Sm2())), NOTHING, trust=10)


def lines(path: Path, rollover: int) -> Iterator[str]:
    """The table, and what it was made of."""
    log = read(path, rollover)
    early, late = halves(answers(log, Sm2()))
    yield f"{path.name}: {len(early)} answers up to {early[-1].day}, {len(late)} after it are foretold"
    yield f"{'':46}{'log loss':>10}{'RMSE(bins)':>12}{'AUC':>8}"
    for name, one in table(log):
        yield f"{name:46}{one.loss:10.4f}{one.rmse:12.4f}{one.auc:8.3f}"
    weights = ", ".join(f"{weight:.3f}" for weight in shipped(log).weights)
    yield f"* fitted to a whole log, the later half too; from this one: {weights}"


def raw(one: Answer) -> float:
    return float(0.9 ** ((one.day - one.before.last_day).days / max(1, one.before.interval)))


def told(fit: Recall, known: Sequence[Answer]) -> list[float]:
    return [fit.of(one.before, one.day) for one in known]


def by_fsrs(log: Log, scheduler: Fsrs) -> tuple[Sequence[Answer], list[float]]:
    """The later half and what FSRS foretells of it."""
    late = halves(answers(log, scheduler))[1]
    chances = []
    for one in late:
        stability, _ = scheduler.memory(one.before)
        chances.append(scheduler.recall(stability, (one.day - one.before.last_day).days))
    return late, chances


def train(log: Log, until: date) -> Fsrs:
    """FSRS with weights trained on the answers up to a day."""
    return Fsrs(
        weights=training.fitted([cut for each in lives(log) if (cut := tuple(one for one in each if one.on <= until))])
    )


def lives(log: Log) -> list[training.Life]:
    """The log as training sees it."""
    found = []
    for card, given in log.items():
        events = [
            Event(
                f"{place}",
                "there",
                place,
                card,
                Moment(0, 0),
                0,
                day,
                EventKind.REVIEW,
                rating,
                scheduler="fsrs",
                version=6,
            )
            for place, (day, rating) in enumerate(given)
        ]
        found += training.life(events, Fsrs())
    return found


def _coarse(number: int, base: float) -> int:
    """The power of a base that a number is nearest to."""
    return round(math.log(max(1, number)) / math.log(base))


def _auc(pairs: Sequence[tuple[float, bool]]) -> float:
    ranked = sorted(pairs)
    ranks, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        ranks += sum(recalled for _, recalled in ranked[place:end]) * (place + end + 1) / 2
        place = end
    good = sum(recalled for _, recalled in pairs)
    bad = len(pairs) - good
    return (ranks - good * (good + 1) / 2) / (good * bad) if good and bad else 0.5
