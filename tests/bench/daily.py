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
from tests.bench import collection
from tests.bench.learner import fill
from tests.bench.table import Row, Setting, Taken, median
from tests.tui.pseudo_terminal import PseudoTerminal, started

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
HOME = """
import sys
from flashdl.__main__ import main
sys.argv = ["flashdl", "--db", sys.argv[1] + "/flashdl.db", *sys.argv[2:]]
sys.exit(main())
"""


def rows(setting: Setting) -> Iterator[Row]:
    folder = setting.scratch / "daily"
    folder.mkdir()
    database = folder / "flashdl.db"
    fill(database, setting.cards, study_day(now(), 4))
    yield from _processes(database, setting)
    yield from _screens(folder, setting)
    with Store.open(database) as store:
        yield from _store(store, folder, setting)
    yield from _queues(setting)


def _processes(database: Path, setting: Setting) -> Iterator[Row]:
    environ = {**os.environ, "FLASHDL_DB": str(database)}

    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], env=environ, check=True, capture_output=True)

    times = 5 * setting.repeat
    floor = median(times, process("-c", "import sqlite3, json"))
    prompt = median(times, process("-m", "flashdl", "due", "--prompt"))
    yield Row("due --prompt, a process", prompt, "", ("python -c 'import sqlite3, json'", floor), 2.5)


def _screens(folder: Path, setting: Setting) -> Iterator[Row]:
    floor = median(setting.repeat, lambda: _first_frame(folder, BARE))
    home = median(setting.repeat, lambda: _first_frame(folder, HOME))
    aim = 1.5 if setting.cards < 1_000_000 else 2.0
    yield Row("start to the day's counts on screen", home, "", ("a bare Textual app", floor), aim)
    waits = sorted(_keys(folder, KEYS // 10 if setting.quick else KEYS))
    yield Row(
        "key to next card, on the terminal",
        statistics.median(waits),
        f"median of {len(waits)}; 99 of 100 within {waits[int(len(waits) * 0.99)]:.3f} s",
    )


def _first_frame(folder: Path, program: str) -> None:
    with started(folder, program=program) as terminal:
        terminal.wait_for("cards, about", 120)


def _keys(folder: Path, count: int) -> list[float]:
    """Seconds from a rating to the last byte of the next question's screen."""
    waits = []
    with started(folder, "review", program=HOME) as terminal:
        terminal.wait_for("show answer", 120)
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
    yield Row("an answer stored, durable", record, "WAL, FULL", ("one fsynced insert", insert), 3.0)
    queue = median(setting.repeat, lambda: store.agenda(today, Limits()))
    yield Row("queue of a day, half of all overdue", queue)


def _queues(setting: Setting) -> Iterator[Row]:
    """The queue of a usual day, beside that of the same cards in a real collection of Anki's, where `anki` is there."""
    with Store.open(collection.made(setting)) as store:
        today = study_day(now(), 4)
        queue = median(setting.repeat, lambda: store.agenda(today, Limits()))
    in_anki = collection.in_anki(setting)
    peer = None if in_anki is None else ("Anki's", _queue_of_anki(in_anki, setting.repeat))
    yield Row("queue of a day", queue, "", peer, 1.0)


def _queue_of_anki(path: Path, repeat: int) -> Taken:
    """Seconds that it takes to build; it is kept while a collection is open, so each time it is opened anew."""
    from anki.collection import Collection

    runs = []
    for _ in range(repeat):
        opened: Any = Collection(str(path))
        opened.decks.select(opened.decks.id("All"))
        start = time.perf_counter()
        opened.sched.get_queued_cards(fetch_limit=1)
        runs.append(time.perf_counter() - start)
        opened.close()
    return Taken.of(runs)
