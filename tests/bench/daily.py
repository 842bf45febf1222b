"""What a person waits for every day, each beside its peer or the floor that the machine sets, in the same run."""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from flashdl.clock import now
from flashdl.model import Answer, Limits, Rating
from flashdl.query import parse
from flashdl.scheduling import study_day
from flashdl.store import Store
from tests.bench.exchange import fill, run
from tests.bench.table import Row, Setting, median
from tests.tui.pseudo_terminal import PROGRAM, PseudoTerminal, started

QUIET_SECONDS = 0.03
"""Without a byte, after which a screen is taken for drawn."""
KEYS = 60
"""Cards that are answered on the terminal."""
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("cards, about")
Bare().run()
"""


def rows(setting: Setting) -> Iterator[Row]:
    folder = setting.scratch / "daily"
    folder.mkdir()
    database = folder / "flashdl.db"
    fill(database, setting.cards)
    yield from _processes(database, setting)
    yield from _screens(folder, setting)
    with Store.open(database) as store:
        yield from _store(store, folder, setting)
        yield from _beside_anki(store, folder, setting)


def _processes(database: Path, setting: Setting) -> Iterator[Row]:
    environ = {**os.environ, "FLASHDL_DB": str(database)}

    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], env=environ, check=True, capture_output=True)

    times = 5 * setting.repeat
    floor = median(times, process("-c", "import sqlite3, json"))
    prompt = median(times, process("-m", "flashdl", "due", "--prompt"))
    yield Row("due --prompt, a process", prompt, f"{prompt / floor:.2f} × python -c 'import sqlite3, json'")


def _screens(folder: Path, setting: Setting) -> Iterator[Row]:
    floor = median(setting.repeat, lambda: _first_frame(folder, "bare"))
    home = median(setting.repeat, lambda: _first_frame(folder, "home"))
    yield Row("start to the day's counts on screen", home, f"{home / floor:.2f} × a bare Textual app, {floor:.3f} s")
    waits = sorted(_keys(folder, KEYS // 10 if setting.quick else KEYS))
    yield Row(
        "key to next card, on the terminal",
        statistics.median(waits),
        f"median of {len(waits)}; 99 of 100 within {waits[int(len(waits) * 0.99)]:.3f} s",
    )


def _first_frame(folder: Path, what: str) -> None:
    with started(folder, program=BARE if what == "bare" else PROGRAM) as terminal:
        terminal.wait_for("cards, about")


def _keys(folder: Path, count: int) -> list[float]:
    """Seconds from a rating to the last byte of the next question's screen."""
    waits = []
    with started(folder, "review") as terminal:
        terminal.wait_for("show answer", 60)
        for _ in range(count):
            _drawn(terminal)
            terminal.send(" ")
            _drawn(terminal)
            terminal.send("3")
            waits.append(_drawn(terminal))
    return waits


def _drawn(terminal: PseudoTerminal) -> float:
    """Seconds until the last byte before the terminal is quiet."""
    start = last = time.monotonic()
    while terminal.read_within(QUIET_SECONDS if last > start else 2.0):
        last = time.monotonic()
    return last - start


def _store(store: Store, folder: Path, setting: Setting) -> Iterator[Row]:
    today = study_day(now(), 4)
    new = store.found(parse("is:new"), today, 0)[: 50 * setting.repeat]
    take = iter(new)
    record = median(len(new), lambda: store.record(Answer(next(take), Rating.GOOD, now(), 1000)))
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as floor:
        floor.execute("PRAGMA journal_mode = WAL")
        floor.execute("PRAGMA synchronous = FULL")
        floor.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, text TEXT)")
        insert = median(len(new), lambda: floor.execute("INSERT INTO event (text) VALUES (?)", ("x" * 200,)))
    yield Row("an answer stored, durable", record, f"{record / insert:.2f} × one fsynced insert; WAL, FULL")
    queue = median(setting.repeat, lambda: store.agenda(today, Limits()))
    yield Row("queue of a day", queue)


def _beside_anki(store: Store, folder: Path, setting: Setting) -> Iterator[Row]:
    """The same cards in a real collection of Anki's, where the package `anki` is installed."""
    package, collection = folder / "cards.apkg", folder / "collection.anki2"
    run("export", store.path, package)
    if not run("anki-import", collection, package)[0]:
        yield Row("Anki", 0, "not installed")
        return
    from anki.collection import Collection

    opened: Any = Collection(str(collection))
    queue = median(setting.repeat, lambda: opened.sched.get_queued_cards(fetch_limit=1))
    yield Row("queue of a day, Anki", queue)
    opened.close()
