"""What is done to whole collections by flashdl, Anki and genanki: in a process each, which says what it took."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from flashdl.store import Store
from flashdl.swift import without_collector
from tests.bench.table import MissingError, Setting, peak_mib, process


class Took(NamedTuple):
    """What one process and those that it starts took."""

    seconds: float
    mib: int
    """At most, the most of each taken together."""
    processor: float
    """Seconds of all threads."""


def once(setting: Setting, what: str, *paths: Path) -> Took:
    """What it takes, measured by the first who asks in a run of the bench: making what all rows share may have been it.

    Raises:
        As `run`.
    """
    kept = setting.collections / f"{what}.json"
    if kept.exists():
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found["run"] == setting.run:
            return Took(*found["took"])
    took = run(what, *paths)
    kept.write_text(json.dumps({"run": setting.run, "took": took}), encoding="utf-8")
    return took


def run(what: str, *paths: Path) -> Took:
    """
    Raises:
        MissingError: it is not installed.
        TimeoutExpired, CalledProcessError: it took too long, or failed.
    """
    seconds, processor, mib = process("tests.bench.doors", what, *paths)
    if not float(seconds):
        raise MissingError
    return Took(float(seconds), int(mib), float(processor))


def _export(database: Path, package: Path, *, include_history: bool = True) -> None:
    from flashdl.clock import now
    from flashdl.formats import apkg

    with Store.open(database) as store:
        at = now()
        apkg.write(package, partial(store.departing, now_ms=at.ms), now=at, include_history=include_history)


def _import(database: Path, package: Path) -> None:
    from flashdl import merging
    from flashdl.clock import now

    with Store.open(database) as store:
        merging.merge(store, package, now())


def _anki_import(collection: Path, package: Path) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    opened = Collection(str(collection))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    opened.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    opened.close()


def _anki_export(collection: Path, package: Path) -> None:
    from anki.collection import Collection, ExportAnkiPackageOptions

    opened = Collection(str(collection))
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=False, legacy=False)
    opened.export_anki_package(out_path=str(package), options=options, limit=None)
    opened.close()


@cache
def _texts(database: Path) -> list[tuple[str, list[str]]]:
    """Of each card its id and fields."""
    from flashdl.formats import anki_face
    from flashdl.leaving import Shown

    with Store.open(database) as store, without_collector():
        return [
            (one.card.id, list(anki_face.fields(Shown.of(one.card))))
            for family in store.leaving()
            for one in family.cards
        ]


def _genanki(database: Path, package: Path) -> None:
    genanki: Any = import_module("genanki")

    from flashdl.formats import anki_face

    fields = [{"name": name} for name in anki_face.FIELDS]
    template = {"name": "Card 1", "qfmt": anki_face.QUESTION, "afmt": anki_face.ANSWER}
    model = genanki.Model(1, "Bench", fields=fields, templates=[template], css=anki_face.STYLE)
    deck = genanki.Deck(2, "Bench")
    for card, texts in _texts(database):
        deck.add_note(genanki.Note(model, texts, guid=card))
    genanki.Package(deck).write_to_file(str(package))


_DOORS: dict[str, Callable[[Path, Path], None]] = {
    "export": _export,
    "export-new": partial(_export, include_history=False),
    "import": _import,
    "anki-import": _anki_import,
    "anki-export": _anki_export,
    "genanki": _genanki,
}
_BEFORE: dict[str, Callable[[Path], object]] = {"genanki": _texts}
"""What is not measured: genanki is given the texts, which flashdl's export has to read and lay out."""


class _Children:
    """Watches how much memory the processes take that this one starts."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._most: dict[str, int] = {}
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def mib(self) -> int:
        self._over.set()
        self._thread.join()
        return sum(self._most.values())

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            for listed in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):  # it has just ended
                    for child in listed.read_text(encoding="ascii").split():
                        self._most[child] = max(self._most.get(child, 0), peak_mib(child))


def main() -> None:
    what, first, second = sys.argv[1:]
    if what in _BEFORE:
        _BEFORE[what](Path(first))
    children = _Children()
    start, before = time.perf_counter(), sum(os.times()[:4])
    try:
        _DOORS[what](Path(first), Path(second))
    except ImportError:
        sys.stdout.write("0 0 0\n")
        return
    taken, work = time.perf_counter() - start, sum(os.times()[:4]) - before
    sys.stdout.write(f"{taken:.3f} {work:.3f} {peak_mib() + children.mib()}\n")


if __name__ == "__main__":
    main()
