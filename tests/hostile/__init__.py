"""Files from strangers who mean harm, or whose programs went wrong: a generator, and one expected outcome for each.

`python -m tests.hostile` tries each at its full size in a process of its own and says how long it took and what memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Make = Callable[[Path, int], Path]
"""(empty folder, scale) to the path that is named to flashdl. Scale 1 is for every run, 20 the full size."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file or folder."""

    name: str
    make: Make
    code: int
    """The exit code."""
    says: str
    """Stands in what is said."""
    command: tuple[str, ...] = ("import",)
    """What is done with it; the path comes behind."""


def text(name: str, content: str | bytes | Callable[[int], str | bytes]) -> Make:
    """A file with that content."""

    def make(folder: Path, scale: int) -> Path:
        given = content(scale) if callable(content) else content
        path = folder / name
        path.write_bytes(given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given)
        return path

    return make
