"""Reading a vault, against what markdown-it-py alone takes to tokenise the same bytes on one core."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import count
from pathlib import Path

from flashdl import sources
from flashdl.generator import markdown
from flashdl.model import Moment, SourceKind
from flashdl.sources import Cache, notes
from flashdl.store import Store
from tests.bench.table import Named, Row, Setting, median

AT = Moment(1_767_225_600_000, 0)


def rows(setting: Setting) -> Iterator[Named]:
    vault = setting.scratch / "vault"
    shutil.copytree(setting.vault, vault)  # a note of it will change
    listed = notes.listing(vault).notes
    texts = [text for note in listed if (text := notes.read(note.name, note.path).text) is not None]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    parser = markdown.parser()
    tokenise = cache(lambda: median(setting.repeat, lambda: [parser.parse(text) for text in texts]))
    scan = _Scan(setting.scratch, vault)

    def beside(run: Callable[[], object], aim: float | None = None, before: Callable[[], None] = lambda: None) -> Row:
        return Row(median(setting.repeat, run, before), "", ("tokenise", tokenise()), aim)

    def one_note() -> Row:
        scan.scan()
        return Row(median(setting.repeat, scan.scan, scan.change), "only that note is parsed")

    def nothing() -> Row:
        time.sleep(2.1)  # a note that was just written is read once more
        scan.scan()
        return Row(median(setting.repeat, scan.scan), "sizes and times are compared", most=0.5)

    def start() -> Row:
        empty = setting.scratch / "empty.db"
        Store.open(empty).close()  # one that is named and not there is no database to a command that reads
        command = [sys.executable, "-m", "flashdl", "--db", str(empty), "scan"]
        run = partial(subprocess.run, command, capture_output=True, check=True)
        return Row(median(setting.repeat, run), "what starting it takes")

    yield "tokenise, markdown-it-py alone", lambda: Row(tokenise(), f"{len(texts)} notes, {size:.1f} MB")
    yield "read all, one process", lambda: beside(lambda: sources.gather(scan.source, workers=0), 3.0)
    yield "read all, as many as pay", lambda: beside(lambda: sources.gather(scan.source))
    yield "scan, cold: read, compare, store", lambda: beside(scan.scan, 3.0, scan.forget)
    yield "scan, one note changed", one_note
    yield "scan, nothing changed", nothing
    yield "the command, nothing followed", start


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
