"""From the start of a process to the first card, and the memory that a review then has, beside Anki's backend."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from tests.bench import collection
from tests.bench.table import MissingError, Named, Row, Setting, Taken, peak_mib, peer

ANKI = """
import sys
from anki.collection import Collection
opened = Collection(sys.argv[1])
opened.decks.select(opened.decks.id("All"))
queued = opened.sched.get_queued_cards(fetch_limit=1)
sys.stdout.write(opened.get_card(queued.cards[0].card.id).question() + "\\n")
sys.stdout.flush()
sys.stdin.read()
"""
ASKED = b"In which year"
"""In each question."""


def rows(setting: Setting) -> Iterator[Named]:
    database = collection.made(setting)
    if not setting.quick:
        setting = replace(setting, repeat=5 * setting.repeat)  # of three runs one is the one that was held up
    ours = cache(lambda: _first_card(setting, "-m", "flashdl", "review", "--plain", "--db", str(database)))

    @cache
    def theirs() -> tuple[Taken, int]:
        opened = collection.in_anki(setting)
        if opened is None:
            raise MissingError
        return _first_card(setting, "-c", ANKI, str(opened))

    def first() -> Row:
        _first_card(replace(setting, repeat=1), "-m", "flashdl", "review", "--plain", "--db", str(database))
        return Row(ours()[0], "not the first of a day", peer("Anki's backend", lambda: theirs()[0]), 1.0)

    yield "start to the first card, plain", first
    memory = "memory in a review"
    yield memory, lambda: Row(ours()[1], "", peer("Anki's backend", lambda: theirs()[1]), 1.0, unit="MiB")


def _first_card(setting: Setting, *arguments: str) -> tuple[Taken, int]:
    """Seconds until a process has asked the first question, and the MiB that it had at most by then."""
    runs, most = [], 0
    for _ in range(setting.repeat):
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            said = b""
            while ASKED not in said:
                piece = os.read(process.stdout.fileno(), 65536) if process.stdout else b""
                assert piece, said
                said += piece
            runs.append(time.perf_counter() - start)
            most = max(most, peak_mib(process.pid))
            process.kill()
    return Taken.of(runs), most
