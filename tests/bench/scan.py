"""Reading a vault, against what markdown-it-py alone takes to tokenise the same bytes on one core."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from flashdl import sources
from flashdl.generator import markdown
from flashdl.model import Moment, SourceKind
from flashdl.sources import Cache, notes
from flashdl.store import Store
from tests.bench.table import Row, Setting, median

AT = Moment(1_767_225_600_000, 0)


def rows(setting: Setting) -> Iterator[Row]:
    vault = setting.scratch / "vault"
    shutil.copytree(setting.vault, vault)  # a note of it will change
    listed = notes.listing(vault).notes
    texts = [text for note in listed if (text := notes.read(note.name, note.path).text) is not None]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    parser = markdown.parser()
    base = median(setting.repeat, lambda: [parser.parse(text) for text in texts])
    yield Row("tokenise, markdown-it-py alone", base, f"{len(texts)} notes, {size:.1f} MB")

    scan = _Scan(setting.scratch, vault)
    taken = median(setting.repeat, lambda: sources.gather(scan.source, workers=0))
    yield Row("read all, one process", taken, f"{taken / base:.2f} × tokenise")
    taken = median(setting.repeat, lambda: sources.gather(scan.source))
    yield Row("read all, as many as pay", taken, f"{taken / base:.2f} × tokenise")
    taken = median(setting.repeat, scan.scan, scan.forget)
    yield Row("scan, cold: read, compare, store", taken, f"{taken / base:.2f} × tokenise")
    yield Row("scan, one note changed", median(setting.repeat, scan.scan, scan.change), "only that note is parsed")
    time.sleep(2.1)  # a note that was just written is read once more
    scan.scan()
    yield Row("scan, nothing changed", median(setting.repeat, scan.scan), "sizes and times are compared")
    empty = setting.scratch / "empty.db"
    Store.open(empty).close()  # one that is named and not there is no database to a command that reads
    command = [sys.executable, "-m", "flashdl", "--db", str(empty), "scan"]
    start = median(setting.repeat, lambda: subprocess.run(command, capture_output=True, check=True))
    yield Row("the command, nothing followed", start, "what starting it takes")


class _Scan:
    """A followed vault."""

    def __init__(self, scratch: Path, vault: Path) -> None:
        self._scratch, self._vault = scratch, vault
        self._numbers = count()
        self._note = Path(notes.listing(vault).notes[0].path)
        self.forget()

    def forget(self) -> None:
        """A new database and no cache."""
        folder = self._scratch / str(next(self._numbers))
        self._store, self._cache = Store.open(folder / "cards.db"), Cache(folder / "cache")
        self.source = self._store.add_source(str(self._vault), SourceKind.NOTES, "Notes")

    def change(self) -> None:
        """A note says one sentence more."""
        with self._note.open("a", encoding="utf-8") as note:
            note.write(f"\nThe bench wrote its line {next(self._numbers)} here.\n")

    def scan(self) -> None:
        sources.scan(self._store, self.source, AT, cache=self._cache)
