"""Bringing 100,000 cards in, against Anki's own import of the same text in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from flashdl import importing
from flashdl.model import Moment
from flashdl.store import Store
from tests.bench.table import Row, Setting, median

AT = Moment(1_767_225_600_000, 0)
CARDS = 100_000


def rows(setting: Setting) -> Iterator[Row]:
    count = CARDS // 50 if setting.quick else CARDS
    table = setting.scratch / "words.csv"
    table.write_text("front,back,tags\n" + "".join(f"word {n},meaning of {n},verb\n" for n in range(count)))
    deck = setting.scratch / "words.yaml"
    cards = "".join(f"- front: word {n}\n  back: meaning of {n}\n  tags: [verb]\n" for n in range(count))
    deck.write_text(f"name: Words\ncards:\n{cards}")
    own = setting.scratch / "anki.csv"
    own.write_text("#separator:Comma\n#html:false\n#tags column:3\n" + table.read_text().partition("\n")[2])

    base = _anki(setting, own, count)
    if base is not None:
        yield Row(f"Anki imports CSV, {count:,} rows", base, "the anki package, a new collection")
    beside = f"{{:.2f}} × Anki, {count:,} cards" if base else ""
    for name, path in (("CSV", table), ("YAML", deck)):
        stores = _Stores(setting.scratch / name)
        taken = median(setting.repeat, partial(stores.bring, path), stores.forget)
        yield Row(f"import {name}", taken, beside.format(taken / base) if base else f"{count:,} cards")
        taken = median(setting.repeat, partial(stores.bring, path))
        yield Row(f"import {name} again, nothing changed", taken)


class _Stores:
    """New databases, one after another."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        self.forget()

    def forget(self) -> None:
        self._store = Store.open(self._folder / str(next(self._numbers)) / "cards.db")

    def bring(self, path: Path) -> None:
        importing.bring(self._store, str(path), None, AT)


def _anki(setting: Setting, table: Path, count: int) -> float | None:
    """Seconds that Anki takes; None where it is not installed."""
    try:
        from anki.collection import Collection, ImportCsvRequest
    except ImportError:
        return None
    times = []
    for number in range(setting.repeat):
        folder = setting.scratch / f"anki {number}"
        folder.mkdir()
        collection = Collection(str(folder / "collection.anki2"))
        start = time.perf_counter()
        request = ImportCsvRequest(
            path=str(table), metadata=collection.get_csv_metadata(path=str(table), delimiter=None)
        )
        collection.import_csv(request)
        times.append(time.perf_counter() - start)
        assert collection.note_count() == count
        collection.close()
    return sorted(times)[len(times) // 2]
