"""Bringing 100,000 cards in, against Anki's own import of the same text in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from flashdl import importing
from flashdl.model import Moment
from flashdl.store import Store
from tests.bench.table import Named, Row, Setting, median, peer

AT = Moment(1_767_225_600_000, 0)
CARDS = 100_000
Run = Callable[[], object]
Peer = tuple[str, float] | str


def rows(setting: Setting) -> Iterator[Named]:
    count = CARDS // 50 if setting.quick else CARDS
    table = setting.scratch / "words.csv"
    table.write_text("front,back,tags\n" + "".join(f"word {n},meaning of {n},verb\n" for n in range(count)))
    deck = setting.scratch / "words.yaml"
    cards = "".join(f"- front: word {n}\n  back: meaning of {n}\n  tags: [verb]\n" for n in range(count))
    deck.write_text(f"name: Words\ncards:\n{cards}")
    own = setting.scratch / "anki.csv"
    own.write_text("#separator:Comma\n#html:false\n#tags column:3\n" + table.read_text().partition("\n")[2])

    anki = cache(lambda: peer("Anki's import of the CSV", lambda: _anki(setting, own, count)))
    for name, path, aim in (("CSV", table, 1.0), ("YAML", deck, None)):
        stores = _Stores(setting.scratch / name)
        bring = partial(stores.bring, path)
        yield f"import {name}, {count:,} cards", partial(_first, setting, stores, bring, anki, aim)
        yield f"import {name} again, nothing changed", partial(_again, setting, bring)


def _first(setting: Setting, stores: _Stores, bring: Run, anki: Callable[[], Peer], aim: float | None) -> Row:
    return Row(median(setting.repeat, bring, stores.forget), "", anki(), aim)


def _again(setting: Setting, bring: Run) -> Row:
    return Row(median(setting.repeat, bring))


class _Stores:
    """New databases, one after another."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        self.forget()

    def forget(self) -> None:
        self._store = Store.open(self._folder / str(next(self._numbers)) / "cards.db")

    def bring(self, path: Path) -> None:
        importing.bring(self._store, str(path), None, AT)


def _anki(setting: Setting, table: Path, count: int) -> float:
    """Seconds that Anki takes, into a new collection."""
    from anki.collection import Collection, ImportCsvRequest

    collections: list[Any] = []

    def new() -> None:
        folder = setting.scratch / f"anki {len(collections)}"
        folder.mkdir()
        collections.append(Collection(str(folder / "collection.anki2")))

    def bring() -> None:
        metadata = collections[-1].get_csv_metadata(path=str(table), delimiter=None)
        collections[-1].import_csv(ImportCsvRequest(path=str(table), metadata=metadata))

    taken = median(setting.repeat, bring, new)
    assert collections[-1].note_count() == count
    return taken
