"""How much a day after a break may ask: what was usual before it and half as much again, until the pile is gone."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from datetime import date, timedelta

BREAK_DAYS = 7
"""Days without an answer that make a break."""
LOOK_BACK_DAYS = 180
"""A pile that is older than this is no pile any more but the way somebody learns."""
USUAL_DAYS = 28
"""Days with answers before the break that say what is usual."""
LEAST = 30
"""Reviews a day that are never too many."""


def pace(answered: Mapping[date, int], today: date) -> int | None:
    """Reviews that a study day may ask after a break.

    Args:
        answered: cards answered by day, of days that had any; today's do not matter.

    Returns:
        None where there was no break, or so long ago that it has no say.
    """
    days = sorted(day for day in answered if day < today)
    if not days:
        return None
    gaps = [(later - day).days > BREAK_DAYS for day, later in zip(days, [*days[1:], today], strict=True)]
    ends = [day for day, is_break in zip(days, gaps, strict=True) if is_break]
    if not ends:
        return None
    usual = [answered[day] for day in days if day <= ends[-1]][-USUAL_DAYS:]
    return max(LEAST, round(statistics.median(usual) * 3 / 2))


def since(today: date) -> date:
    """The first day that `pace` wants to know of."""
    return today - timedelta(days=LOOK_BACK_DAYS)
