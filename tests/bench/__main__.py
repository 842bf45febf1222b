"""`python -m tests.bench`: one table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench import daily, exchange, figures, holiday, imports, machine, quality, replays, scan, starts, vault
from tests.bench.table import Row, Setting, growth, told, value

GROWING: dict[str, Callable[[Setting], Iterator[Row]]] = {
    "starts": starts.rows,
    "daily": daily.rows,
    "figures": figures.rows,
    "exchange": exchange.rows,
}
"""Subjects that are measured at each size of a collection."""
FIXED: dict[str, Callable[[Setting], Iterator[Row]]] = {
    "imports": imports.rows,
    "scan": scan.rows,
    "replay": replays.rows,
}
"""Subjects with sizes of their own."""

TABLES = {"quality": quality.lines, "holiday": holiday.lines}
"""How well recall is foretold; what is lost after a holiday."""

QUICK_NOTES = 20
QUICK_CARDS = {"daily": 2_000, "exchange": 2_000}
"""Where fewer cards are enough to see that all can be measured: most of what it takes is processes that start."""
SIZES = {"k": 1_000, "m": 1_000_000}


def main() -> None:
    asked = _asked()
    if asked.table:
        for line in TABLES[asked.table](asked.log, asked.rollover_utc):
            sys.stdout.write(f"{line}\n")
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        about = {"machine": machine.described(folder), "durability": machine.durability(folder)}
        if not asked.json:
            _say(*(f"{name}: {_words(told)}" for part in about.values() for name, told in part.items()))
        measured: list[tuple[str, int, Row]] = []
        for subject, cards, row in _rows(asked, folder):
            measured.append((subject, cards, row))
            if not asked.json:
                _say(told(row, cards))
        if asked.json:
            rows = [value(subject, row, cards) for subject, cards, row in measured]
            _say(json.dumps({**about, "rows": rows}, indent=1, ensure_ascii=False))
        elif len(asked.n) > 1:
            _say("", "growth, as a power of the number of cards:")
            _say(*growth((cards, row) for subject, cards, row in measured if subject in GROWING))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How long things take; medians.")
    subjects = sorted((*GROWING, *FIXED))
    parser.add_argument(
        "--only", choices=subjects, nargs="+", default=subjects, metavar="SUBJECT", help=", ".join(subjects)
    )
    parser.add_argument("table", nargs="?", choices=sorted(TABLES), help="not how long, but how well; needs --log")
    parser.add_argument("--log", type=Path, metavar="FILE", help="a review log as CSV, gzipped or not")
    parser.add_argument("--rollover-utc", type=int, default=10, metavar="HOUR", help="where its days begin (10)")
    parser.add_argument("--vault", type=Path, metavar="FOLDER", help="real notes; else generated ones")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each (3)")
    parser.add_argument("--n", type=_size, nargs="+", metavar="N", help="cards of a collection: 10k, 100k, 1m (10k)")
    parser.add_argument("--json", action="store_true", help="one document, with every run")
    parser.add_argument("--quick", action="store_true", help="each row once, of little: whether all can be measured")
    asked = parser.parse_args()
    if asked.table and asked.log is None:
        parser.error(f"{asked.table} needs --log FILE")
    asked.n = asked.n or [10_000]
    asked.repeat = 1 if asked.quick else asked.repeat
    return asked


def _rows(asked: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, int, Row]]:
    """(subject, cards, row) of all that is asked."""
    chosen = [(subject, cards) for cards in asked.n for subject in GROWING if subject in asked.only]
    chosen += [(subject, asked.n[0]) for subject in FIXED if subject in asked.only]
    notes = asked.vault or scratch / "generated"
    if asked.vault is None:
        vault.write(notes, QUICK_NOTES if asked.quick else vault.NOTES)
    made: dict[int, dict[str, Path]] = {}
    for subject, cards in chosen:
        if asked.quick:
            cards = min(cards, QUICK_CARDS.get(subject, cards))  # noqa: PLW2901
        folder = scratch / f"{subject} {cards}"
        folder.mkdir()
        shared = made.setdefault(cards, {})
        setting = Setting(notes, folder, asked.repeat, cards, asked.quick, shared)
        for row in {**GROWING, **FIXED}[subject](setting):
            yield subject, cards, row


def _size(text: str) -> int:
    number, unit = (text[:-1], text[-1]) if text[-1:] in SIZES else (text, "")
    return int(number) * SIZES.get(unit, 1)


def _words(told: Any) -> str:
    if isinstance(told, dict):
        return ", ".join(f"{name} {each}" for name, each in told.items())
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
