"""What a run has measured so far, in a file: a run that was stopped can go on from it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Value = dict[str, Any]


class Written:
    """Rows, each in the file when it came."""

    def __init__(self, path: Path, about: Value) -> None:
        self.about = about
        self.rows: list[Value] = []
        self._whole: set[tuple[str, int | None]] = set()
        self._path = path
        path.unlink(missing_ok=True)
        self._write(about)

    @classmethod
    def again(cls, path: Path) -> Written:
        """The run that was stopped; what left a hole is measured again.

        Raises:
            OSError, ValueError: there is none that one could read.
        """
        about, *rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found = cls(path, about)
        by_subject = defaultdict(list)
        for row in rows:
            by_subject[row["subject"], row["cards"]].append(row)
            if row["hole"] is None:
                found.add(row)
        *before_last, _ = by_subject or [None]
        found._whole = {one for one in before_last if one and all(row["hole"] is None for row in by_subject[one])}
        return found

    def add(self, row: Value) -> None:
        self.rows.append(row)
        self._write(row)

    def is_whole(self, subject: str, cards: int | None) -> bool:
        """Whether a subject has no row that is still to be measured."""
        return (subject, cards) in self._whole

    def names(self, subject: str, cards: int | None) -> Iterator[str]:
        """The rows of a subject that were measured."""
        return (row["name"] for row in self.rows if (row["subject"], row["cards"]) == (subject, cards))

    def seconds(self) -> dict[str, float]:
        """What each subject took, all sizes together."""
        taken: defaultdict[str, float] = defaultdict(float)
        for row in self.rows:
            taken[row["subject"]] += row["spent"]
        return taken

    def _write(self, value: Value) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(value, ensure_ascii=False) + "\n")
