"""Rows of the one table, how they are measured, and how they are shown."""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


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
    quick: bool = False
    """Whether it is enough that each row is measured once."""
    made: dict[str, Path] = field(default_factory=dict)
    """What several subjects share, by name: made by the first that asks."""

    def shared(self, name: str, make: Callable[[Path], object]) -> Path:
        """A file that is made once, in the scratch folder."""
        if name not in self.made:
            folder = self.scratch / "shared"
            folder.mkdir(exist_ok=True)
            self.made[name] = folder / name
            make(self.made[name])
        return self.made[name]


class Taken(float):
    """The median of some runs in seconds, which remembers them."""

    runs: tuple[float, ...]

    @classmethod
    def of(cls, runs: Sequence[float]) -> Taken:
        taken = cls(statistics.median(runs))
        taken.runs = tuple(runs)
        return taken


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    seconds: float
    """The median."""
    beside: str = ""
    """More of it, in words."""
    peer: tuple[str, float] | None = None
    """What does the same elsewhere, or the floor that the machine sets, and the seconds that it takes."""
    aim: float | None = None
    """How many times as long as the peer it may take; None: no aim is set."""
    mib: int | None = None
    """The most memory that the process had."""

    @property
    def ratio(self) -> float | None:
        return self.seconds / self.peer[1] if self.peer and self.peer[1] else None


def median(repeat: int, run: Callable[[], object], before: Callable[[], object] = lambda: None) -> Taken:
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
    return Taken.of(taken)


def told(row: Row, cards: int) -> str:
    """A row as a line."""
    runs = getattr(row.seconds, "runs", ())
    spread = f"{min(runs):.4g}–{max(runs):.4g}" if len(runs) > 1 else ""
    words = []
    if row.peer and row.ratio is not None:
        aim = "" if row.aim is None else f", at most {row.aim:.4g}"
        words.append(f"{row.ratio:.3g} × {row.peer[0]} ({row.peer[1]:.4g} s){aim}")
    if row.mib is not None:
        words.append(f"{row.mib} MiB")
    words += [row.beside] if row.beside else []
    return f"{row.name:40} {size(cards):>5} {row.seconds:10.4f} s  {spread:>15}  {'; '.join(words)}".rstrip()


def value(subject: str, row: Row, cards: int) -> dict[str, Any]:
    """A row as JSON."""
    peer = None
    if row.peer:
        peer = {"name": row.peer[0], "seconds": float(row.peer[1]), "runs": getattr(row.peer[1], "runs", ())}
    return {
        "subject": subject,
        "name": row.name,
        "cards": cards,
        "seconds": float(row.seconds),
        "runs": getattr(row.seconds, "runs", ()),
        "peer": peer,
        "ratio": row.ratio,
        "aim": row.aim,
        "mib": row.mib,
        "beside": row.beside,
    }


def growth(measured: Iterable[tuple[int, Row]]) -> Iterator[str]:
    """Of each row at several sizes, how it grows: 1 is as the cards do, 0 not at all."""
    by_name: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for cards, row in measured:
        by_name[row.name].append((cards, row.seconds))
    for name, found in by_name.items():
        if len(found) > 1:
            (least, first), *_, (most, last) = sorted(found)
            power = math.log(max(last, 1e-9) / max(first, 1e-9)) / math.log(most / least)
            bound = 1 + math.log(math.log(most) / math.log(least)) / math.log(most / least)
            each = "  ".join(f"{size(cards)} {seconds:.4g} s" for cards, seconds in sorted(found))
            yield f"{name:40} {power:5.2f}  (n log n: {bound:.2f})  {each}"


def size(cards: int) -> str:
    """10000 as 10k."""
    for end, sign in ((1_000_000, "m"), (1_000, "k")):
        if cards >= end and cards % end == 0:
            return f"{cards // end}{sign}"
    return str(cards)


def peak_mib(process: int | str = "self") -> int:
    """The most memory that a process had so far; 0 where the system does not tell.

    What `getrusage` says counts from what the parent had.
    """
    status = Path(f"/proc/{process}/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def process(module: str, *arguments: str | Path) -> tuple[float, int]:
    """(seconds, MiB at most) as the last line of a module's own process says; zeros where it lacks what it needs."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, mib = done.stdout.split()[-2:]
    return float(seconds), int(mib)
