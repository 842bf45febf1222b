"""Several processes, and processes that are killed: no acknowledged answer is lost."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

from flashdl.model import EventKind
from flashdl.store import Store
from tests.build import a_candidate, a_store, an_answer, filled

ROOT = Path(__file__).parents[2]

ANSWERING = """
import sys
from pathlib import Path
from flashdl.store import Store
from tests.build import an_answer
with Store.open(Path(sys.argv[1])) as store:
    cards = [card.id for card in store.stored(1)]
    print("ready", flush=True)
    sys.stdin.readline()
    for count in range(int(sys.argv[2])):
        event = store.record(an_answer(cards[count % len(cards)]))
        sys.stdout.write(event.id + "\\n")
        sys.stdout.flush()
"""


def answering(path: Path, count: int) -> subprocess.Popen[str]:
    """A process that has the database open and waits for a line before it answers."""
    process = subprocess.Popen(
        [sys.executable, "-c", ANSWERING, str(path), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_that_answer_at_once_lose_nothing(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, *(a_candidate(f"{count}") for count in range(50)))
    path = tmp_path / "flashdl.db"
    both = [answering(path, 300), answering(path, 300)]
    for process in both:
        begin(process)

    told = [line for process in both for line in process.communicate()[0].split()]

    assert [process.returncode for process in both] == [0, 0]
    with a_store(tmp_path) as store:
        events = list(store.log())
        assert {event.id for event in events} == set(told)
        assert [event.sequence for event in events] == list(range(1, 601))
        assert sum(event.kind is EventKind.LEARN for event in events) == 50
        assert store.check() == []


def test_an_answer_that_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    """On one database, 20 times or FLASHDL_KILLS: killed after some answers, in the middle of the next."""
    with a_store(tmp_path) as store:
        filled(store, *(a_candidate(f"{count}") for count in range(20)))
    path = tmp_path / "flashdl.db"
    chance = random.Random(9)
    acknowledged: list[str] = []
    rounds = int(os.environ.get("FLASHDL_KILLS", "20"))
    for _ in range(rounds):
        with answering(path, 10**6) as process:
            begin(process)
            assert process.stdout is not None
            acknowledged += [process.stdout.readline().strip() for _ in range(chance.randrange(1, 40))]
            process.kill()
            # Lines that were on their way when it died were acknowledged too.
            acknowledged += [line for line in process.stdout.read().split("\n")[:-1] if line]

    with a_store(tmp_path) as store:
        stored = [event.id for event in store.log()]
        assert set(acknowledged) <= set(stored)
        assert len(stored) - len(acknowledged) <= rounds
        assert store.check() == []


def test_threads_may_share_a_store(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        cards = filled(store, *(a_candidate(f"{count}") for count in range(4)))

        def answer(card: str) -> None:
            for _ in range(25):
                store.record(an_answer(card))

        threads = [threading.Thread(target=answer, args=[card]) for card in cards]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [event.sequence for event in store.log()] == list(range(1, 101))
        assert store.check() == []


def test_an_answer_is_on_disk_when_record_returns(tmp_path: Path) -> None:
    """Read back by another connection, from a copy of the files as they are at that moment."""
    with a_store(tmp_path) as store:
        (card,) = filled(store, a_candidate())
        event = store.record(an_answer(card))
        copy = tmp_path / "copy"
        copy.mkdir()
        for name in ("flashdl.db", "flashdl.db-wal"):
            (copy / name).write_bytes((tmp_path / name).read_bytes())

    with closing(sqlite3.connect(copy / "flashdl.db")) as connection:
        assert connection.execute("SELECT id FROM event").fetchall() == [(event.id,)]
    with Store.open(copy / "flashdl.db") as copied:
        assert copied.check() == []
