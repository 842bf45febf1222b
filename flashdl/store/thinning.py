"""Which backups are kept: many of the last days, fewer of the weeks and months before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

DAILY = "daily"
DAYS, WEEKS, MONTHS, OTHERS = 12, 10, 9, 5
"""How many are kept: of the last days, weeks and months with one, and of those made for each other reason."""
MOST_BYTES = 1_000_000_000
"""Of all backups together; the newest two are kept in any case."""
LEAST_KEPT = 2


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    made: datetime
    """On the clock of the person."""
    reason: str
    """`daily`, `by-hand`, or what it was made before."""
    size: int
    """Bytes."""


def too_many(made: Sequence[Backup], today: date) -> list[Backup]:
    """Those that are not kept.

    Args:
        made: the newest first.
    """
    stays = kept(made, today)
    left = [backup for backup in made if backup.path in stays]
    while len(left) > LEAST_KEPT and sum(backup.size for backup in left) > MOST_BYTES:
        left.pop()
    return [backup for backup in made if backup not in left]


def kept(made: Sequence[Backup], today: date) -> set[Path]:
    """Those that thinning out leaves: the newest of each of the last days, weeks and months, and the last others."""
    newest_first = sorted(made, key=lambda backup: backup.made, reverse=True)
    regular = [backup for backup in newest_first if backup.reason == DAILY]
    stays = set()
    for reason in {backup.reason for backup in made} - {DAILY}:
        # Each reason for itself, so that many imports drive no backup away that was made by hand.
        stays |= {backup.path for backup in [one for one in newest_first if one.reason == reason][:OTHERS]}
    for most, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        seen: dict[int, Path] = {}
        for backup in regular:
            seen.setdefault(period(min(backup.made.date(), today)), backup.path)
        stays.update(list(seen.values())[:most])
    return stays


def _day(day: date) -> int:
    return day.toordinal()


def _week(day: date) -> int:
    return (day - timedelta(days=day.weekday())).toordinal()


def _month(day: date) -> int:
    return day.year * 12 + day.month
