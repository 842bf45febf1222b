"""What a switch to another scheduler does, card by card and in sum."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flashdl.model import Schedule


@dataclass(frozen=True, slots=True)
class Change:
    """One card's schedule under the scheduler of now and under another."""

    card: str
    before: Schedule
    after: Schedule

    @property
    def days(self) -> int:
        """By how much it comes later; below 0: earlier."""
        return (self.after.due - self.before.due).days


@dataclass(frozen=True, slots=True)
class Shift:
    """What a switch does in sum. Numbers of cards, among those that it concerns."""

    cards: int
    earlier: int
    later: int
    median: int
    """Days by which a card that moves does so, either way."""
    most: int
    """Days, of the card that moves most."""
    due: tuple[int, int]
    """Up to tomorrow, before and after."""
    week: tuple[int, int]
    """Within seven days, before and after; what is overdue is among them."""


def shift(changes: Sequence[Change], today: date) -> Shift:
    """The sum of changes, as seen on a study day."""
    moves = [abs(change.days) for change in changes if change.days]

    def by(day: date) -> tuple[int, int]:
        return sum(one.before.due <= day for one in changes), sum(one.after.due <= day for one in changes)

    return Shift(
        cards=len(changes),
        earlier=sum(change.days < 0 for change in changes),
        later=sum(change.days > 0 for change in changes),
        median=round(statistics.median(moves)) if moves else 0,
        most=max(moves, default=0),
        due=by(today + timedelta(days=1)),
        week=by(today + timedelta(days=6)),
    )
