"""What a person waits for every day, each beside its peer or the floor that the machine sets, in the same run."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import Any

from flashdl.clock import now
from flashdl.model import Answer, Limits, Rating
from flashdl.query import parse
from flashdl.scheduling import study_day
from flashdl.store import Store
from tests.bench import collection
from tests.bench.learner import answer
from tests.bench.table import MissingError, Named, Row, Setting, Taken, by_turns, median, peer
from tests.tui.pseudo_terminal import PseudoTerminal, started

LOOK_SECONDS = 0.3
"""The least that a person looks at a question."""
QUIET_SECONDS = 0.03
"""Without a byte, after which a screen is taken for drawn."""
KEYS = 150
"""Cards that are answered on the terminal: of sixty, 99 of 100 is the one that the machine held up."""
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


def rows(setting: Setting) -> Iterator[Named]:
    folder = setting.scratch
    database = folder / "flashdl.db"
    shutil.copyfile(collection.unanswered(setting), database)
    answer(database, study_day(now(), 4))
    yield from _processes(database, setting)
    yield from _screens(folder, setting)
    with Store.open(database) as store:
        yield from _store(store, folder, setting)
    yield "queue of a day", lambda: _queue(setting)


def _processes(database: Path, setting: Setting) -> Iterator[Named]:
    environ = {**os.environ, "FLASHDL_DB": str(database)}

    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], env=environ, check=True, capture_output=True)

    times = 5 * setting.repeat

    def prompt() -> Row:
        due, bare = process("-m", "flashdl", "due", "--prompt"), process("-c", "import sqlite3, json")
        taken, floor = by_turns(times, due, bare)
        return Row(taken, "", ("python -c 'import sqlite3, json'", floor), 2.5)

    yield "due --prompt, a process", prompt


def _screens(folder: Path, setting: Setting) -> Iterator[Named]:
    def home() -> Row:
        times = 1 if setting.quick else 5 * setting.repeat
        taken, floor = by_turns(times, lambda: _first_frame(folder, HOME), lambda: _first_frame(folder, BARE))
        return Row(taken, "", ("a bare Textual app", floor), 1.5 if setting.cards < 1_000_000 else 2.0)

    yield "start to the day's counts on screen", home
    keys = cache(lambda: sorted(_keys(folder, KEYS // 25 if setting.quick else KEYS)))
    yield "key to next card, on the terminal", lambda: Row(statistics.median(keys()), f"median of {len(keys())}")
    most = 0.033
    yield "key to next card, 99 of 100 within", lambda: Row(keys()[int(len(keys()) * 0.99)], "two of 60 Hz", most=most)


def _first_frame(folder: Path, program: str) -> None:
    with started(folder, program=program) as terminal:
        terminal.wait_for("cards, about", 120)


def _keys(folder: Path, count: int) -> list[float]:
    """Seconds from a rating to the last byte of the next question's screen."""
    waits = []
    os.sync()  # the copy of the collection is on its way to the disk; no answer should wait for that
    with started(folder, "review", program=HOME) as terminal:
        terminal.wait_for("show answer", 120)
        _drawn(terminal)
        for _ in range(count):
            time.sleep(LOOK_SECONDS)
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


def _store(store: Store, folder: Path, setting: Setting) -> Iterator[Named]:
    today = study_day(now(), 4)

    def record() -> Row:
        new = store.found(parse("is:new"), today, 0)[: 50 * setting.repeat]
        take = iter(new)
        with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as floor:
            floor.execute("PRAGMA journal_mode = WAL")
            floor.execute("PRAGMA synchronous = FULL")
            floor.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, text TEXT)")
            insert = partial(floor.execute, "INSERT INTO event (text) VALUES (?)", ("x" * 200,))
            ours, theirs = by_turns(
                len(new), lambda: store.record(Answer(next(take), Rating.GOOD, now(), 1000)), insert
            )
        return Row(ours, "WAL, FULL", ("one fsynced insert", theirs), 3.0)

    yield "an answer stored, durable", record
    overdue = "queue of a day, half of all overdue"
    yield overdue, lambda: Row(median(setting.repeat, lambda: store.agenda(today, Limits())))


def _queue(setting: Setting) -> Row:
    """The queue of a usual day, beside that of the same cards in a real collection of Anki's, where `anki` is there."""
    with Store.open(collection.made(setting)) as store:
        today = study_day(now(), 4)
        queue = median(setting.repeat, lambda: store.agenda(today, Limits()))
    return Row(queue, "", peer("Anki's", lambda: _queue_of_anki(collection.in_anki(setting), setting.repeat)), 1.0)


def _queue_of_anki(path: Path | None, repeat: int) -> Taken:
    """Seconds that it takes to build; it is kept while a collection is open, so each time it is opened anew."""
    if path is None:
        raise MissingError
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
