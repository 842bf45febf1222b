"""Rows of the one table, and how they are measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured on."""

    vault: Path
    scratch: Path
    """A folder for databases and caches, empty at first."""
    repeat: int
    """Runs of which the median is told."""
    cards: int = 10_000
    """Of a collection."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    seconds: float
    """The median."""
    beside: str = ""
    """What it is to be compared with, in words."""


def median(repeat: int, run: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Seconds that a run takes.

    Args:
        before: done ahead of each run, and not measured.
    """
    taken = []
    for _ in range(repeat):
        before()
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
