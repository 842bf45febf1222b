"""Searches, figures and `doctor`, each beside Anki's own on the same cards and answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import Any

from flashdl.clock import now
from flashdl.query import parse
from flashdl.scheduling import study_day
from flashdl.store import Store
from tests.bench import collection
from tests.bench.table import MissingError, Named, Row, Setting, median, peer

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
ORDER = "n.id, c.ord"
"""Of Anki's cards: that of their notes, as ours come in that of their places. Without one it need not sort them."""


def rows(setting: Setting) -> Iterator[Named]:
    database = collection.made(setting)
    with Store.open(database) as store, collection.opened(collection.in_anki(setting)) as anki:
        yield from _searches(store, anki, setting)
        yield from _figures(store, anki, setting)
        yield "doctor", lambda: _doctor(store, anki, setting)


def _doctor(store: Store, anki: Any, setting: Setting) -> Row:
    theirs = peer("Anki's check database", lambda: median(1, _there(anki).fix_integrity))
    return Row(median(setting.repeat, store.check), "every schedule is replayed", theirs, 0.2)


def _searches(store: Store, anki: Any, setting: Setting) -> Iterator[Named]:
    today = study_day(now(), 4)

    def searched(ours: str, theirs: str) -> Row:
        search = partial(store.found, parse(ours), today, LEECH)
        beside = [f"{len(search())} cards"]

        def found() -> float:
            loose = median(setting.repeat, partial(_there(anki).find_cards, theirs))
            beside.append(f"Anki's in no order {loose:.4g} s")
            return median(setting.repeat, partial(anki.find_cards, theirs, order=ORDER))

        other = peer("Anki's", found)
        return Row(median(setting.repeat, search), "; ".join(beside), other, 1.0)

    for ours, theirs in QUERIES.items():
        yield f"search {ours}", partial(searched, ours, theirs)


def _figures(store: Store, anki: Any, setting: Setting) -> Iterator[Named]:
    figures = partial(store.stats, study_day(now(), 4))

    @cache
    def graphs() -> tuple[str, float] | str:
        return peer(
            "Anki's graphs, all",
            lambda: median(setting.repeat, lambda: _there(anki)._backend.graphs(search="", days=0)),
        )

    def again() -> Row:
        with closing(sqlite3.connect(store.path)) as database:
            (answers,) = database.execute("SELECT COUNT(*) FROM event").fetchone()
        figures()
        return Row(median(setting.repeat, figures), f"{answers:,} answers", graphs(), 0.1)

    def first() -> Row:
        taken = median(setting.repeat, figures, partial(_forget, store.path))
        return Row(taken, "the whole log is counted", graphs())

    yield "figures", again
    yield "figures, for the first time", first


def _there(anki: Any) -> Any:
    if anki is None:
        raise MissingError
    return anki


def _forget(path: Path) -> None:
    """Nothing has been counted yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("DELETE FROM meta WHERE name = 'days'")
