"""What the home screen says, gathered from the store in one go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from flashdl.model import DeckCounts
from flashdl.scheduling.pace import Vacation, around
from flashdl.store import counts

if TYPE_CHECKING:
    from pathlib import Path

    from flashdl.config import Config
    from flashdl.store import Store
    from flashdl.store.waiting import Glance

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
class Figures:
    """What is drawn below the numbers of the day."""

    recall: float | None
    """Over 30 days, 0 to 1; None before the first review."""
    recall_now: float | None
    """As it is estimated, the mean over cards that were ever answered; None before the first answer."""
    days_in_a_row: int
    forecast: tuple[int, ...]
    """Cards due on each of the coming days, today first."""
    answered: tuple[int, ...]
    """Answers on each of the days before today, yesterday last."""


@dataclass(frozen=True, slots=True)
class Overview:
    today: date
    glance: Glance
    figures: Figures | None = None
    """None: not yet known."""
    next_day: date | None = None
    """The next study day with anything to ask, where today asks nothing; None where there is none within a year."""
    next_count: int = 0
    """How much it asks, as things stand."""
    offers_bundled: bool = False
    """Whether a deck that comes along is not followed, as far as is known."""

    @property
    def near(self) -> Vacation | None:
        """The planned break that today is in, or that is a week ahead at most."""
        return around(self.glance.vacations, self.today)

    @property
    def done(self) -> int:
        """Cards whose answer counted today."""
        return sum(self.glance.done)

    @property
    def inbox(self) -> int:
        """Cards that wait for a decision."""
        return self.glance.inbox[0]

    @property
    def is_away(self) -> bool:
        return self.near is not None and self.today in self.near

    @property
    def all(self) -> DeckCounts:
        return self.glance.counts[0]

    @property
    def left(self) -> int:
        """Cards still to be asked today."""
        return self.all.new + self.all.again + self.all.due

    @property
    def decks(self) -> tuple[DeckCounts, ...]:
        return self.glance.counts[1:]

    @property
    def standing(self) -> Standing:
        if self.left:
            return Standing.DUE
        if self.decks:
            return Standing.NOTHING_DUE
        if self.inbox:
            return Standing.ALL_WAITING
        return Standing.NOTHING_FOUND if self.glance.sources else Standing.NO_SOURCES


def at_once(database: Path, config: Config, today: date) -> Overview | None:
    """What can be said before the database is opened to be written to; None where that has to come first."""
    found = counts.glance(database, today, config.limits)
    view = None if found is None else Overview(today, found)
    return view if view is not None and view.standing is Standing.DUE else None


def overview(store: Store, config: Config, today: date) -> Overview:
    from flashdl.sources.places import bundled

    glance = store.glance(today, config.limits)
    followed = {source.path for source in store.sources()}
    is_left = any(deck.path not in followed for deck in bundled())
    view = Overview(today, glance, figures(store, today, glance), offers_bundled=is_left)
    if view.left:
        return view
    from flashdl.desk import next_asked

    next_day, next_count = next_asked(store, config, today)
    return replace(view, next_day=next_day, next_count=next_count)


def figures(store: Store, today: date, glance: Glance) -> Figures:
    forecast = tuple(store.forecast(today, FORECAST_DAYS))
    if glance.pace is not None:  # the day asks no more, and what waits beyond it is no debt to be shown
        forecast = (min(forecast[0], max(0, glance.pace - glance.done[1])), *forecast[1:])
    return Figures(
        recall=store.recall(today),
        recall_now=next(iter(store.recall_ahead(today, most=RECALL_CARDS)), None),
        days_in_a_row=store.streak_days(today),
        forecast=forecast,
        answered=tuple(store.answered(today - timedelta(days=1), DAYS_BACK)),
    )
