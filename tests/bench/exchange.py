"""Packages out and in, beside Anki's own and genanki's; full faces, half of the cards reviewed, a process each."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flashdl.store import Store
from tests.bench.table import MissingError, Named, Row, Setting, peak_mib, peer, process


def rows(setting: Setting) -> Iterator[Named]:
    from tests.bench import collection

    database, package = collection.made(setting), collection.package(setting)
    scratch = setting.scratch
    done: dict[str, Took] = {}

    def took(what: str, *paths: Path) -> Took:
        done[what] = run(what, *paths)
        return done[what]

    def row(what: str, paths: tuple[Path, ...], theirs: tuple[str, Callable[[], Took]], aim: float) -> Row:
        ours = took(what, *paths)
        beside = [f"{ours.processor:.1f} s of processor"]

        def seconds() -> float:
            found = theirs[1]()
            beside.append(f"{theirs[0]}'s {found.processor:.1f} s, {found.mib} MiB")
            return found.seconds

        other = peer(theirs[0], seconds)
        return Row(ours.seconds, ", ".join(beside), other, aim, mib=ours.mib)

    def memory(what: str, theirs: str, aim: float) -> Row:
        other = ("Anki", float(done[theirs].mib)) if theirs in done else "Anki: not measured"
        return Row(float(done[what].mib), "", other, aim, unit="MiB")

    def anki_import() -> Took:
        return took("anki-import", scratch / "collection.anki2", package)

    def anki_export() -> Took:
        collection_of_anki = collection.in_anki(setting)
        if collection_of_anki is None:
            raise MissingError
        return took("anki-export", collection_of_anki, scratch / "theirs.apkg")

    def genanki() -> Took:
        return run("genanki", database, scratch / "genanki.apkg")

    yield "export", lambda: row("export", (database, scratch / "cards.apkg"), ("Anki", anki_export), 1 / 3)
    yield "export, memory", lambda: memory("export", "anki-export", 1.0)
    yield "import", lambda: row("import", (scratch / "other.db", package), ("Anki", anki_import), 1.0)
    yield "import, memory", lambda: memory("import", "anki-import", 0.2)
    yield "import again", lambda: row("import", (scratch / "other.db", package), ("Anki", anki_import), 1.0)
    new = scratch / "new.apkg"
    yield "export without schedules", lambda: row("export-new", (database, new), ("genanki", genanki), 1.0)


class Took(NamedTuple):
    """What one process and those that it starts took."""

    seconds: float
    mib: int
    """At most, the most of each taken together."""
    processor: float
    """Seconds of all threads."""


def run(what: str, *paths: Path) -> Took:
    """
    Raises:
        MissingError: it is not installed.
        TimeoutExpired, CalledProcessError: it took too long, or failed.
    """
    seconds, processor, mib = process("tests.bench.exchange", what, *paths)
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


def _genanki(database: Path, package: Path) -> None:
    import genanki  # type: ignore[import-not-found, import-untyped, unused-ignore]

    from flashdl.formats import anki_face
    from flashdl.leaving import Shown

    fields = [{"name": name} for name in anki_face.FIELDS]
    template = {"name": "Card 1", "qfmt": anki_face.QUESTION, "afmt": anki_face.ANSWER}
    model = genanki.Model(1, "Bench", fields=fields, templates=[template], css=anki_face.STYLE)
    deck = genanki.Deck(2, "Bench")
    with Store.open(database) as store:
        for family in store.leaving():
            for one in family.cards:
                deck.add_note(genanki.Note(model, list(anki_face.fields(Shown.of(one.card))), guid=one.card.id))
    genanki.Package(deck).write_to_file(str(package))


_DOORS: dict[str, Callable[[Path, Path], None]] = {
    "export": _export,
    "export-new": partial(_export, include_history=False),
    "import": _import,
    "anki-import": _anki_import,
    "anki-export": _anki_export,
    "genanki": _genanki,
}


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
