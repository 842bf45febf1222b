"""What a scheduler makes of a new card's answers, each given on the day it is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flashdl.model import Rating, Schedule
from flashdl.scheduling.days import day_after
from flashdl.scheduling.sm2 import QUALITY, EaseOnFail, series

if TYPE_CHECKING:
    from flashdl.scheduling import Scheduler


@dataclass(frozen=True, slots=True)
class Row:
    """One answer."""

    rating: Rating | None
    """None where a quality was given."""
    quality: int | None
    """SM-2's, 0 to 5; None under another scheduler."""
    interval: int
    """Days; 0 on a step within the day."""
    ease: int | None
    """Per mille; None under a scheduler without one."""
    due: date
    stability: float | None = None
    """Days; None under a scheduler without it, as is the difficulty."""
    difficulty: float | None = None

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "rating": self._name(),
            "quality": self.quality,
            "interval": self.interval,
            "ease": self.ease,
            "due": self.due.isoformat(),
        }
        if self.stability is None or self.difficulty is None:
            return told
        return {**told, "stability": round(self.stability, 4), "difficulty": round(self.difficulty, 4)}

    def cells(self) -> tuple[str, ...]:
        """As `HEADS` calls them; nothing where there is no such value."""
        return (
            self._name() or "",
            "" if self.quality is None else str(self.quality),
            f"{self.interval} d" if self.interval else "same day",
            "" if self.ease is None else f"{self.ease / 1000:.2f}",
            self.due.isoformat(),
            "" if self.stability is None else f"{self.stability:.2f} d",
            "" if self.difficulty is None else f"{self.difficulty:.2f}",
        )

    def _name(self) -> str | None:
        return None if self.rating is None else self.rating.name.casefold()


HEADS = ("rating", "quality", "interval", "ease", "due", "stability", "difficulty")


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Lines of a table, without the columns that this scheduler knows nothing of."""
    columns = [column for column in zip(HEADS, *(row.cells() for row in rows), strict=True) if any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    for line in zip(*columns, strict=True):
        yield "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))


def of_ratings(ratings: Iterable[Rating], on: date, scheduler: Scheduler) -> Iterator[Row]:
    """
    Args:
        on: the study day of the first answer.
    """
    schedule: Schedule | None = None
    for rating in ratings:
        schedule = scheduler.step(schedule, rating, on)
        yield Row(
            rating,
            QUALITY[rating] if scheduler.name == "sm2" else None,
            (schedule.due - on).days,
            None if scheduler.name == "fsrs" else schedule.ease,
            schedule.due,
            schedule.stability,
            schedule.difficulty,
        )
        on = schedule.due


def of_qualities(qualities: Iterable[int], on: date, ease_on_fail: EaseOnFail) -> Iterator[Row]:
    """SM-2 by its own scale."""
    for quality, interval, ease in series(qualities, ease_on_fail=ease_on_fail):
        on = day_after(on, interval)
        yield Row(None, quality, interval, ease, on)
