"""What the log and the schedules say in numbers: values, and what follows from them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MATURE = 21
"""Days of an interval from which a card is mature, as in Anki."""
INTERVALS = (1, 7, 21, 60, 180, 365)
"""Days below which the classes of intervals end; the last has no end."""
RECALL_AHEAD = (0, 7, 30)
"""Days from today."""
INTERVAL_NAMES = ("under 1 d", "1-6 d", "7-20 d", "21-59 d", "2-6 mo", "6-12 mo", "over 1 y")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class Day:
    """The answers of a study day."""

    answers: int
    """All that were given, drills and cramming too."""
    new: int
    """Cards that were answered for the first time."""
    young: Share
    """Recalled reviews of cards whose interval was below `MATURE` days."""
    mature: Share
    milliseconds: int

    @property
    def reviews(self) -> Share:
        return self.young + self.mature


NO_DAY = Day(0, 0, Share(), Share(), 0)


@dataclass(frozen=True, slots=True)
class Hard:
    """A card, or a note, that is forgotten often."""

    name: str
    """The question, or the note's file."""
    place: str
    """`file:line` of a card; how many cards of a note."""
    lapses: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Deck:
    name: str
    cards: int
    mature: int
    recalled: Share
    """Reviews of the last 30 days."""


@dataclass(frozen=True, slots=True)
class Stats:
    """All of a collection, or a deck with its children."""

    today: date
    days: Mapping[date, Day]
    """Only days with an answer."""
    cards: int
    """Neither rejected, gone nor waiting in the inbox."""
    new: int
    young: int
    mature: int
    suspended: int
    intervals: tuple[int, ...]
    """Cards in each class of INTERVALS."""
    forecast: tuple[int, ...]
    """Cards due on each of the coming days, today first with what is overdue."""
    recall_ahead: tuple[float, ...]
    """The mean chance that a card is recalled, as it is estimated, on each of the days RECALL_AHEAD if nothing is
    answered until then; empty where no card was ever answered."""
    hours: tuple[Share, ...]
    """Recalled reviews of the last year by hour of the day, 24 of them."""
    hard_cards: tuple[Hard, ...] = ()
    hard_notes: tuple[Hard, ...] = ()
    decks: tuple[Deck, ...] = ()

    def since(self, days: int) -> Day:
        """The last so many study days together, today among them."""
        first = self.today - timedelta(days=days - 1)
        return together(day for on, day in self.days.items() if first <= on <= self.today)

    def studied(self, days: int) -> int:
        """On how many of the last days there was an answer."""
        first = self.today - timedelta(days=days - 1)
        return sum(first <= on <= self.today for on in self.days)

    def weeks(self, count: int) -> list[Day]:
        """The last weeks, Monday to Sunday, the present one last."""
        monday = self.today - timedelta(days=self.today.weekday())
        found: list[list[Day]] = [[] for _ in range(count)]
        for on, day in self.days.items():
            place = count - 1 - (monday - on + timedelta(days=6)).days // 7
            if 0 <= place < count and on <= self.today:
                found[place].append(day)
        return [together(days) for days in found]

    def as_json(self) -> dict[str, Any]:
        """For `stats --json`; shares are `[recalled, asked]`."""
        return {
            "today": self.today.isoformat(),
            "cards": {
                "all": self.cards,
                "new": self.new,
                "young": self.young,
                "mature": self.mature,
                "suspended": self.suspended,
            },
            "last": {str(days): _period(self.since(days), self.studied(days)) for days in (1, 7, 30, 365)},
            "days": [{"day": on.isoformat(), **_day(self.days[on])} for on in sorted(self.days)],
            "intervals": dict(zip(INTERVAL_NAMES, self.intervals, strict=True)),
            "forecast": list(self.forecast),
            "recall_ahead": {
                str(days): round(chance, 4) for days, chance in zip(RECALL_AHEAD, self.recall_ahead, strict=False)
            },
            "hours": [[share.part, share.whole] for share in self.hours],
            "hard_cards": [_hard(one, "question") for one in self.hard_cards],
            "hard_notes": [_hard(one, "note") for one in self.hard_notes],
            "decks": [
                {
                    "deck": deck.name,
                    "cards": deck.cards,
                    "mature": deck.mature,
                    "recalled": [deck.recalled.part, deck.recalled.whole],
                }
                for deck in self.decks
            ],
        }


def together(days: Iterable[Day]) -> Day:
    """Several days as one."""
    total = NO_DAY
    for day in days:
        total = Day(
            total.answers + day.answers,
            total.new + day.new,
            total.young + day.young,
            total.mature + day.mature,
            total.milliseconds + day.milliseconds,
        )
    return total


def class_of(interval: int) -> int:
    """The class of INTERVALS that an interval is in."""
    return next((place for place, end in enumerate(INTERVALS) if interval < end), len(INTERVALS))


def heat(days: Mapping[date, Day], today: date, weeks: int) -> tuple[list[list[int | None]], int]:
    """Answers by weekday (Monday first) and week (the present one last), and what is many of them.

    None stands for a day that is still to come. Many is what nine of ten days with an answer do not exceed, so that one
    long day does not make all others look idle.
    """
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    rows: list[list[int | None]] = []
    for weekday in range(7):
        on = [monday + timedelta(days=weekday + 7 * week) for week in range(weeks)]
        rows.append([days.get(day, NO_DAY).answers if day <= today else None for day in on])
    numbers = sorted(number for row in rows for number in row if number)
    return rows, numbers[(len(numbers) - 1) * 9 // 10] if numbers else 0


def levels(number: int | None, highest: int, steps: int) -> int:
    """0 for nothing, else 1 to `steps`; the highest, and what is beyond it, has the last."""
    return 0 if not number or not highest else min(steps, -(-number * steps // highest))


def _period(day: Day, studied: int) -> dict[str, Any]:
    return {"days_studied": studied, **_day(day)}


def _day(day: Day) -> dict[str, Any]:
    return {
        "answers": day.answers,
        "new": day.new,
        "young": [day.young.part, day.young.whole],
        "mature": [day.mature.part, day.mature.whole],
        "minutes": round(day.milliseconds / 60_000, 1),
    }


def _hard(one: Hard, name: str) -> dict[str, Any]:
    return {name: one.name, "place": one.place, "lapses": one.lapses, "reviews": one.reviews}


def months(today: date, weeks: int) -> Sequence[tuple[int, int]]:
    """(week, month) where a month begins, for the line above a heat map."""
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    found = []
    before = 0
    for week in range(weeks):
        month = (monday + timedelta(days=7 * week)).month
        if month != before:
            found.append((week, month))
        before = month
    return found
