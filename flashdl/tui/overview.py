"""What the home screen says, gathered from the store in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flashdl.config import Config
from flashdl.desk import next_asked
from flashdl.model import DeckCounts
from flashdl.scheduling.pace import Vacation, around
from flashdl.store import Store

FORECAST_DAYS = 14
DAYS_BACK = 14
RECALL_CARDS = 400
"""So many cards tell what share of all is recalled, to two per cent or so, and at once."""


class Standing(StrEnum):
    """What there is to do, and so what the home screen must explain."""

    NO_SOURCES = "no sources"
    NOTHING_FOUND = "nothing found"
    ALL_WAITING = "all waiting"
    """There are cards, and each waits for a decision."""
    NOTHING_DUE = "nothing due"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Overview:
    today: date
    counts: tuple[DeckCounts, ...]
    """All decks together first, then what each has of that, by name."""
    done: int
    """Cards whose answer counted today."""
    inbox: int
    """Cards that wait for a decision."""
    inbox_notes: int
    """Notes that they came from."""
    sources: int
    recall: float | None
    """Over 30 days, 0 to 1; None before the first review."""
    recall_now: float | None
    """As it is estimated, the mean over cards that were ever answered; None before the first answer."""
    days_in_a_row: int
    forecast: tuple[int, ...]
    """Cards due on each of the coming days, today first."""
    answered: tuple[int, ...]
    """Answers on each of the days before today, yesterday last."""
    near: Vacation | None
    """The planned break that today is in, or that is a week ahead at most."""
    pace: int | None
    """Reviews that today asks at most, for it comes after a break; None where it does not, or all is as usual."""
    next_day: date | None
    """The next study day with anything to ask, where today asks nothing; None where there is none within a year."""
    next_count: int
    """How much it asks, as things stand."""

    @property
    def is_away(self) -> bool:
        return self.near is not None and self.today in self.near

    @property
    def all(self) -> DeckCounts:
        return self.counts[0] if self.counts else DeckCounts("", 0, 0, 0, 0)

    @property
    def left(self) -> int:
        """Cards still to be asked today."""
        return self.all.new + self.all.again + self.all.due

    @property
    def decks(self) -> tuple[DeckCounts, ...]:
        return self.counts[1:]

    @property
    def standing(self) -> Standing:
        if self.left:
            return Standing.DUE
        if self.decks:
            return Standing.NOTHING_DUE
        if self.inbox:
            return Standing.ALL_WAITING
        return Standing.NOTHING_FOUND if self.sources else Standing.NO_SOURCES


def overview(store: Store, config: Config, today: date) -> Overview:
    counts = store.deck_counts(today, config.limits, shared=True)
    asked = bool(counts) and counts[0].new + counts[0].again + counts[0].due > 0
    next_day, next_count = (None, 0) if asked else next_asked(store, config, today)
    inbox, inbox_notes = store.inbox_count()
    done = store.done(today)
    forecast = tuple(store.forecast(today, FORECAST_DAYS))
    reviews = forecast[0] + done[1]
    pace = store.pace(today, reviews)
    if pace is not None:  # the day asks no more, and what waits beyond it is no debt to be shown
        forecast = (min(forecast[0], max(0, pace - done[1])), *forecast[1:])
    return Overview(
        today=today,
        counts=counts,
        done=sum(done),
        inbox=inbox,
        inbox_notes=inbox_notes,
        sources=len(store.sources()),
        recall=store.recall(today),
        recall_now=next(iter(store.recall_ahead(today, most=RECALL_CARDS)), None),
        days_in_a_row=store.streak_days(today),
        forecast=forecast,
        answered=tuple(store.answered(today - timedelta(days=1), DAYS_BACK)),
        near=around(store.vacations(), today),
        pace=pace if pace is not None and pace < reviews else None,
        next_day=next_day,
        next_count=next_count,
    )
