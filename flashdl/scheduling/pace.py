"""How much a day after a break may ask: what was usual before it and half as much again, until the pile is gone.

And what is asked around a break that was planned: nothing on its days, and nothing new in the week before it, for what
has just been begun is lost first.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flashdl.defaults import BREAK_DAYS, LEAST, USUAL_DAYS
from flashdl.model import Limits

LEAD_DAYS = 7
"""Before a planned break, in which nothing new is begun."""


@dataclass(frozen=True, slots=True, order=True)
class Vacation:
    """A break that was planned: study days, both among them."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def written(vacations: Iterable[Vacation]) -> str:
    return json.dumps([[each.first.isoformat(), each.last.isoformat()] for each in sorted(vacations)])


def read(text: str) -> tuple[Vacation, ...]:
    """What `written` wrote. Raises: ValueError, TypeError: it makes no sense."""
    found = tuple(Vacation(date.fromisoformat(first), date.fromisoformat(last)) for first, last in json.loads(text))
    if any(each.last < each.first for each in found):
        raise ValueError("a break ends before it begins")
    return found


def planned(vacations: Sequence[Vacation], new: Vacation) -> tuple[Vacation, ...]:
    """With one more; those that it meets or touches become one with it."""
    apart = []
    for each in vacations:
        if (new.first - each.last).days > 1 or (each.first - new.last).days > 1:
            apart.append(each)
        else:
            new = Vacation(min(each.first, new.first), max(each.last, new.last))
    return tuple(sorted([*apart, new]))


def coming(vacations: Iterable[Vacation], today: date) -> Vacation | None:
    """The break that today is in, else the next one."""
    return min((each for each in vacations if today <= each.last), default=None)


def ended(vacations: Sequence[Vacation], today: date) -> tuple[Vacation, ...]:
    """Without the days that are still to come of the break that today is in; else without the next one."""
    off = coming(vacations, today)
    left = [each for each in vacations if each != off]
    if off is not None and off.first < today:
        left.append(Vacation(off.first, today - timedelta(days=1)))
    return tuple(sorted(left))


def around(vacations: Iterable[Vacation], today: date) -> Vacation | None:
    """The break that today is in, else the one before which nothing new is begun any more."""
    near = coming(vacations, today)
    return near if near is not None and (near.first - today).days <= LEAD_DAYS else None


def rested(limits: Limits, vacations: Iterable[Vacation], today: date, *, willing: bool = False) -> Limits:
    """The limits of a day on a planned break, or shortly before it.

    Args:
        willing: somebody asks for the day's reviews all the same.
    """
    near = around(vacations, today)
    if near is None:
        return limits
    return replace(limits, new=0, reviews=limits.reviews if willing or today not in near else 0)


def pace(answered: Mapping[date, int], today: date, vacations: Iterable[Vacation] = ()) -> int | None:
    """Reviews that a study day may ask after a break.

    Args:
        answered: cards answered by day, of days that had any; today's do not matter.
        vacations: breaks that were planned, however short they were.

    Returns:
        None where there was no break, or so long ago that it has no say.
    """
    days = sorted(day for day in answered if day < today)
    if not days:
        return None
    known = list(vacations)

    def is_break(day: date, later: date) -> bool:
        between = (later - day).days - 1
        met = any(each.first < later and day < each.last for each in known)
        return between >= BREAK_DAYS or (between >= 1 and met)

    gaps = [is_break(day, later) for day, later in zip(days, [*days[1:], today], strict=True)]
    ends = [day for day, is_gap in zip(days, gaps, strict=True) if is_gap]
    if not ends:
        return None
    before = [day for day in days if day <= ends[-1]]
    # What somebody did on a day off is not what is usual.
    usual = [day for day in before if not any(day in each for each in known)] or before
    return max(LEAST, round(statistics.median(answered[day] for day in usual[-USUAL_DAYS:]) * 3 / 2))
