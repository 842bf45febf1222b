"""`python -m tests.bench`: one table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import daily, exchange, holiday, imports, quality, replays, scan, vault
from tests.bench.table import Setting

SUBJECTS = {
    "exchange": exchange.rows,
    "imports": imports.rows,
    "scan": scan.rows,
    "replay": replays.rows,
    "daily": daily.rows,
}

TABLES = {"quality": quality.lines, "holiday": holiday.lines}
"""How well recall is foretold; what is lost after a holiday."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How long things take; medians.")
    parser.add_argument("--only", choices=sorted(SUBJECTS), help="one subject")
    parser.add_argument("table", nargs="?", choices=sorted(TABLES), help="not how long, but how well; needs --log")
    parser.add_argument("--log", type=Path, metavar="FILE", help="a review log as CSV, gzipped or not")
    parser.add_argument("--rollover-utc", type=int, default=10, metavar="HOUR", help="where its days begin (10)")
    parser.add_argument("--vault", type=Path, metavar="FOLDER", help="real notes; else generated ones")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each (3)")
    parser.add_argument("--cards", type=int, default=10_000, metavar="N", help="of a collection (10000)")
    asked = parser.parse_args()
    if asked.table:
        if asked.log is None:
            parser.error(f"{asked.table} needs --log FILE")
        for line in TABLES[asked.table](asked.log, asked.rollover_utc):
            sys.stdout.write(f"{line}\n")
        return
    for name, rows in SUBJECTS.items():
        if asked.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = asked.vault or Path(scratch) / "generated"
            if asked.vault is None:
                vault.write(folder)
            for row in rows(Setting(folder, Path(scratch), asked.repeat, asked.cards)):
                sys.stdout.write(f"{row.name:40} {row.seconds:9.3f} s   {row.beside}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
