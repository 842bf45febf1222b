"""Rows of the one table, how they are measured, and how they are shown."""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENOUGH_SECONDS = 20
"""Once runs took so long together, there is none more."""
LIMIT_SECONDS = 900
"""What a single process of a row may take; at a million cards a few take half of that."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured on."""

    vault: Path
    scratch: Path
    """A folder for databases and caches, empty at first."""
    collections: Path
    """A folder for what several subjects and runs share, by its name."""
    run: str
    """Of the bench: when it began."""
    repeat: int
    """Runs of which the median is told."""
    cards: int = 10_000
    """Of a collection."""
    quick: bool = False
    """Whether it is enough that each row is measured once."""

    def shared(self, name: str, make: Callable[[Path], object]) -> Path:
        """A file that is made by the first who asks; where what makes it makes none, it is asked for again."""
        path = self.collections / name
        if not path.exists():
            part = self.collections / "part" / name
            part.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            make(part)
            if part.exists():
                part.rename(path)
        return path


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
    amount: float
    """The median."""
    beside: str = ""
    """More of it, in words."""
    peer: tuple[str, float] | str | None = None
    """What does the same elsewhere, or the floor that the machine sets, and how much it takes; a text: why there is no
    such number."""
    aim: float | None = None
    """How many times as much as the peer it may take; None: no aim is set."""
    most: float | None = None
    """How much it may take, whatever else does; None: no aim is set."""
    mib: int | None = None
    """The most memory that the process had."""
    unit: str = "s"
    """Of the amounts: s or MiB."""

    @property
    def ratio(self) -> float | None:
        return self.amount / self.peer[1] if isinstance(self.peer, tuple) and self.peer[1] else None

    @property
    def is_held(self) -> bool | None:
        """Whether it is within its aims; None where it has none, or nothing to be held to."""
        held = [] if self.most is None else [self.amount <= self.most]
        if self.aim is not None and self.ratio is not None:
            held.append(self.ratio <= self.aim)
        return all(held) if held else None


Named = tuple[str, Callable[[], Row]]
"""A row's name, known before it is measured, so that one that fails leaves a hole with a name; and what measures it."""


class MissingError(Exception):
    """A peer is not installed."""


def peer(name: str, measure: Callable[[], float]) -> tuple[str, float] | str:
    """What a peer takes; a peer that fails costs its own number and no other."""
    try:
        return name, measure()
    except (ImportError, MissingError):
        return f"{name}: not installed (extras test, bench)"
    except Exception as error:  # noqa: BLE001
        return f"{name}: {reason(error)}"


def reason(error: BaseException) -> str:
    """Why something failed, as a line."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"cut off after {error.timeout:.0f} s"
    if isinstance(error, subprocess.CalledProcessError):
        said = error.stderr.decode(errors="replace") if isinstance(error.stderr, bytes) else error.stderr or ""
        last = said.strip().rpartition("\n")[2]
        return f"its process ended with {error.returncode}" + (f": {last}" if last else "")
    return " ".join(f"{type(error).__name__}: {error}".split())


def median(repeat: int, run: Callable[[], object], before: Callable[[], object] = lambda: None) -> Taken:
    """Seconds that a run takes.

    Args:
        before: done ahead of each run, and not measured.
    """
    taken: list[float] = []
    while len(taken) < repeat and sum(taken) < ENOUGH_SECONDS:
        before()
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return Taken.of(taken)


def by_turns(repeat: int, ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[Taken, Taken]:
    """Seconds that runs of two things take, one after the other each time: a machine has its moods."""
    turns = [(median(1, ours), median(1, theirs)) for _ in range(repeat)]
    return Taken.of([float(own) for own, _ in turns]), Taken.of([float(other) for _, other in turns])


def told(name: str, row: Row | str, cards: int | None) -> str:
    """A row as a line.

    Args:
        row: a text: why there is none.
        cards: of the collection; None where it has a size of its own.
    """
    start = f"{name:42} {size(cards) if cards else '':>5} "
    if isinstance(row, str):
        return f"{start}not measured: {row}"
    runs = getattr(row.amount, "runs", ())
    spread = f"{min(runs):.4g}–{max(runs):.4g}" if len(runs) > 1 else ""
    words = [] if row.is_held is None else ["held" if row.is_held else "MISSED"]
    if isinstance(row.peer, tuple) and row.ratio is not None:
        aim = "" if row.aim is None else f", at most {row.aim:.4g}"
        words.append(f"{row.ratio:.3g} × {row.peer[0]} ({row.peer[1]:.4g} {row.unit}){aim}")
    elif isinstance(row.peer, str):
        words.append(row.peer)
    if row.most is not None:
        words.append(f"at most {row.most:.4g} {row.unit}")
    if row.mib is not None:
        words.append(f"{row.mib} MiB")
    words += [row.beside] if row.beside else []
    return f"{start}{row.amount:10.4f} {row.unit:3} {spread:>15}  {'; '.join(words)}".rstrip()


def value(subject: str, name: str, row: Row | str, cards: int | None) -> dict[str, Any]:
    """A row as JSON."""
    where = {"subject": subject, "name": name, "cards": cards}
    if isinstance(row, str):
        return {**where, "hole": row}
    own: Any = row.peer
    if isinstance(own, tuple):
        own = {"name": own[0], "amount": float(own[1]), "runs": list(getattr(own[1], "runs", ()))}
    return {
        **where,
        "hole": None,
        "amount": float(row.amount),
        "unit": row.unit,
        "runs": list(getattr(row.amount, "runs", ())),
        "peer": own,
        "ratio": row.ratio,
        "aim": row.aim,
        "most": row.most,
        "held": row.is_held,
        "mib": row.mib,
        "beside": row.beside,
    }


def from_value(found: dict[str, Any]) -> Row | str:
    """The row that `value` made JSON of."""
    if found["hole"] is not None:
        return str(found["hole"])
    own = found["peer"]
    if isinstance(own, dict):
        own = own["name"], _taken(own)
    rest = {name: found[name] for name in ("beside", "aim", "most", "mib", "unit")}
    return Row(_taken(found), peer=own, **rest)


def _taken(found: dict[str, Any]) -> float:
    return Taken.of(found["runs"]) if found["runs"] else float(found["amount"])


def growth(measured: Iterable[tuple[int, str, Row]]) -> Iterator[str]:
    """Of each row at several sizes, how it grows: 1 is as the cards do, 0 not at all."""
    by_name: defaultdict[str, list[tuple[int, Row]]] = defaultdict(list)
    for cards, name, row in measured:
        by_name[name].append((cards, row))
    for name, found in by_name.items():
        if len(found) > 1:
            found.sort(key=lambda one: one[0])
            (least, first), *_, (most, last) = found
            power = math.log(max(last.amount, 1e-9) / max(first.amount, 1e-9)) / math.log(most / least)
            bound = 1 + math.log(math.log(most) / math.log(least)) / math.log(most / least)
            each = "  ".join(f"{size(cards)} {row.amount:.4g} {row.unit}" for cards, row in found)
            yield f"{name:42} {power:5.2f}  (n log n: {bound:.2f})  {each}"


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


def process(module: str, *arguments: str | Path) -> list[str]:
    """The words of the last line that a module says in a process of its own.

    Raises:
        TimeoutExpired, CalledProcessError: it took too long, or failed.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LIMIT_SECONDS)
    return done.stdout.rstrip().rpartition("\n")[2].split()
