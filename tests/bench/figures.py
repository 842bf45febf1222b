"""Searches, figures and `doctor`, each beside Anki's own on the same cards and answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from flashdl.clock import now
from flashdl.query import parse
from flashdl.scheduling import study_day
from flashdl.store import Store
from tests.bench import collection
from tests.bench.table import Row, Setting, median

LEECH = 8
QUERIES = {
    "is:due": "is:due",
    "is:new": "is:new",
    "deck:*sub*": "deck:*sub*",
    "architecture": "architecture",
    "1999": "1999",
    "prop:interval>=6": "prop:ivl>=6",
}
"""Ours and Anki's."""


def rows(setting: Setting) -> Iterator[Row]:
    database = collection.made(setting)
    with Store.open(database) as store, _opened(collection.in_anki(setting)) as anki:
        yield from _searches(store, anki, setting)
        yield from _figures(store, anki, setting)
        check = None
        if anki is not None:
            check = "Anki's check database", median(1, anki.fix_integrity)
        yield Row("doctor", median(setting.repeat, store.check), "every schedule is replayed", check, 0.2)


def _searches(store: Store, anki: Any, setting: Setting) -> Iterator[Row]:
    today = study_day(now(), 4)
    for ours, theirs in QUERIES.items():
        search = partial(store.found, parse(ours), today, LEECH)
        found = f"{len(search())} cards"
        peer = None
        if anki is not None:
            peer = "Anki's", median(setting.repeat, partial(anki.find_cards, theirs))
        yield Row(f"search {ours}", median(setting.repeat, search), found, peer, 1.0)


def _figures(store: Store, anki: Any, setting: Setting) -> Iterator[Row]:
    today = study_day(now(), 4)
    peer = None
    if anki is not None:
        peer = "Anki's graphs, all", median(setting.repeat, lambda: anki._backend.graphs(search="", days=0))
    figures = partial(store.stats, today)
    figures()
    taken = median(setting.repeat, figures)
    with closing(sqlite3.connect(store.path)) as database:
        (answers,) = database.execute("SELECT COUNT(*) FROM event").fetchone()
    yield Row("figures", taken, f"{answers:,} answers", peer, 0.1)
    taken = median(setting.repeat, figures, partial(_forget, store.path))
    yield Row("figures, for the first time", taken, "the whole log is counted", peer)


def _forget(path: Path) -> None:
    """Nothing has been counted yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("DELETE FROM meta WHERE name = 'days'")


@contextmanager
def _opened(path: Path | None) -> Iterator[Any]:
    """Anki's collection; None where there is none."""
    if path is None:
        yield None
        return
    from anki.collection import Collection

    opened = Collection(str(path))
    try:
        yield opened
    finally:
        opened.close()
