"""`python -m tests.bench`: one table."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flashdl.clock import now
from flashdl.scheduling import study_day
from flashdl.store.migrations import VERSION
from tests.bench import collection, holiday, machine, quality, vault
from tests.bench.measure import FIXED, GROWING, Task, measured
from tests.bench.table import Row, growth, told, value

TABLES = {"quality": quality.lines, "holiday": holiday.lines}
"""How well recall is foretold; what is lost after a holiday."""

QUICK_NOTES = 20
QUICK_CARDS = {"daily": 2_000, "exchange": 2_000}
"""Where fewer cards are enough to see that all can be measured: most of what it takes is processes that start."""
SIZES = {"k": 1_000, "m": 1_000_000}
ROWS = "rows.jsonl"
"""In the folder: what was measured last, each row written when it came."""


def main() -> None:
    asked = _asked()
    if asked.table:
        for line in TABLES[asked.table](asked.log, asked.rollover_utc):
            sys.stdout.write(f"{line}\n")
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, (asked.folder / ROWS).open("w", encoding="utf-8") as written:
        folder = Path(scratch)
        about = {"machine": machine.described(folder), "durability": machine.durability(folder)}
        written.write(json.dumps(about, ensure_ascii=False) + "\n")
        if not asked.json:
            _say(*(f"{name}: {_words(told)}" for part in about.values() for name, told in part.items()))
        rows: list[dict[str, Any]] = []
        grown: list[tuple[int, str, Row]] = []
        for subject, cards, name, row in _rows(asked, folder):
            rows.append(value(subject, name, row, cards))
            written.write(json.dumps(rows[-1], ensure_ascii=False) + "\n")
            written.flush()
            if not asked.json:
                _say(told(name, row, cards))
            if cards is not None and isinstance(row, Row):
                grown.append((cards, name, row))
        if asked.json:
            _say(json.dumps({**about, "rows": rows}, indent=1, ensure_ascii=False))
        elif len(asked.n) > 1:
            _say("", "growth, as a power of the number of cards:", *growth(grown))


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
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each, fewer of what is long (3)")
    parser.add_argument("--n", type=_size, nargs="+", metavar="N", help="cards of a collection: 10k, 100k, 1m (10k)")
    parser.add_argument("--json", action="store_true", help="one document, with every run")
    parser.add_argument("--quick", action="store_true", help="each row once, of little: whether all can be measured")
    parser.add_argument(
        "--folder", type=Path, default=Path("build/bench"), metavar="FOLDER",
        help=f"where the collections of a day are kept, and {ROWS}, each row as it comes (build/bench)",
    )  # fmt: skip
    asked = parser.parse_args()
    if asked.table and asked.log is None:
        parser.error(f"{asked.table} needs --log FILE")
    asked.n = asked.n or [10_000]
    asked.repeat = 1 if asked.quick else asked.repeat
    return asked


def _rows(asked: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, int | None, str, Row | str]]:
    """(subject, cards, name, row) of all that is asked."""
    chosen = [(subject, cards) for subject in GROWING if subject in asked.only for cards in asked.n]
    chosen += [(subject, asked.n[0]) for subject in FIXED if subject in asked.only]
    notes = asked.vault or scratch / "generated"
    if asked.vault is None:
        vault.write(notes, QUICK_NOTES if asked.quick else vault.NOTES)
    for subject, cards in chosen:
        if asked.quick:
            cards = min(cards, QUICK_CARDS.get(subject, cards))  # noqa: PLW2901
        own = scratch / f"{subject} {cards}"
        own.mkdir()
        kept = _kept(asked.folder, cards)
        task = Task(subject, cards, str(notes), str(own), str(kept), asked.repeat, asked.quick)
        for name, row in measured(task):
            yield subject, cards if subject in GROWING else None, name, row
        shutil.rmtree(own)


def _kept(folder: Path, cards: int) -> Path:
    """Where collections of so many cards are kept: their dates hang on the day. Those of before go."""
    made = zlib.crc32(Path(collection.__file__).read_bytes())
    own = folder / f"{cards} cards, {study_day(now(), 4)}, schema {VERSION}, {made:08x}"
    for older in folder.glob(f"{cards} cards, *"):
        if older != own:
            shutil.rmtree(older)
    own.mkdir(exist_ok=True)
    return own


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
