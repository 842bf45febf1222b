"""`python -m tests.bench`: one table."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import time
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flashdl.clock import now
from flashdl.scheduling import study_day
from flashdl.store.migrations import VERSION
from tests.bench import collection, holiday, machine, quality, vault
from tests.bench.measure import FIXED, GROWING, Task, measured
from tests.bench.table import Row, from_value, growth, told, value
from tests.bench.written import Written

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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what it started ends with it
    scratch = asked.folder / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)  # of a run that was stopped
    scratch.mkdir(parents=True)
    written = _written(asked, scratch)
    if not asked.json:
        _say(*(f"{name}: {_words(told)}" for part in written.about.values() for name, told in part.items()))
        _say(*(_told(row) for row in written.rows))
    for row in _rows(asked, written, scratch):
        written.add(row)
        if not asked.json:
            _say(_told(row))
    shutil.rmtree(scratch)
    if asked.json:
        _say(json.dumps({**written.about, "rows": written.rows}, indent=1, ensure_ascii=False))
        return
    if len(asked.n) > 1:
        rows = [(row["cards"], row["name"], from_value(row)) for row in written.rows if row["cards"] is not None]
        _say("", "growth, as a power of the number of cards:")
        _say(*growth((cards, name, row) for cards, name, row in rows if isinstance(row, Row)))
    spent = written.seconds()
    _say("", f"{sum(spent.values()):.0f} s: " + ", ".join(f"{name} {took:.0f}" for name, took in spent.items()))
    kept = sum(file.stat().st_size for file in asked.folder.rglob("*") if file.is_file()) / 2**30
    _say(f"{kept:.1f} GiB are kept for further runs of this day: {asked.folder}")


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
        "--continue", dest="go_on", action="store_true", help="the run that was stopped: what it has not measured"
    )
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


def _written(asked: argparse.Namespace, scratch: Path) -> Written:
    """Of this run, or of the one that goes on."""
    path, day = asked.folder / ROWS, str(study_day(now(), 4))
    if not asked.go_on:
        run = {"begun": datetime.now().isoformat(timespec="seconds"), "study_day": day}
        about = {"machine": machine.described(scratch), "durability": machine.durability(scratch), "run": run}
        return Written(path, about)
    try:
        written = Written.again(path)
    except (OSError, ValueError) as error:
        sys.exit(f"{path}: no run that could go on: {error}")
    if written.about["run"]["study_day"] != day:
        sys.exit(f"{path}: of another day, and what falls due hangs on the day: begin anew without --continue")
    return written


def _rows(asked: argparse.Namespace, written: Written, scratch: Path) -> Iterator[dict[str, Any]]:
    """All that is asked and not yet measured, as JSON."""
    chosen = [(subject, cards) for subject in GROWING if subject in asked.only for cards in asked.n]
    chosen += [(subject, asked.n[0]) for subject in FIXED if subject in asked.only]
    notes = asked.vault or scratch / "generated"
    if asked.vault is None:
        vault.write(notes, QUICK_NOTES if asked.quick else vault.NOTES)
    for subject, cards in chosen:
        if asked.quick:
            cards = min(cards, QUICK_CARDS.get(subject, cards))  # noqa: PLW2901
        of = cards if subject in GROWING else None
        if written.is_whole(subject, of):
            continue
        own = scratch / f"{subject} {cards}"
        own.mkdir()
        kept, run = _kept(asked.folder, cards), written.about["run"]["begun"]
        task = Task(subject, cards, str(notes), str(own), str(kept), run, asked.repeat, asked.quick)
        start = time.monotonic()
        for name, row in measured(task, done=[*written.names(subject, of)]):
            end = time.monotonic()
            yield {**value(subject, name, row, of), "spent": round(end - start, 2)}
            start = end
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


def _told(row: dict[str, Any]) -> str:
    return told(row["name"], from_value(row), row["cards"])


def _words(told: Any) -> str:
    if isinstance(told, dict):
        return ", ".join(f"{name} {each}" for name, each in told.items())
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
