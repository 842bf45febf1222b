"""What all schedulers share: the bounds of an interval and of an ease, and days added to a day."""

from __future__ import annotations

from datetime import date

FIRST_EASE = 2500
"""Per mille."""
LOWEST_EASE = 1300
LATEST_INTERVAL = 36_500
"""Days. Sixteen GOODs in a row would overflow a date without it."""


def day_after(on: date, days: int) -> date:
    """The date so many days later; the calendar's last day where it ends before that."""
    return date.fromordinal(min(on.toordinal() + days, date.max.toordinal()))
