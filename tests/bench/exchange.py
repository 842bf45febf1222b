"""Packages out and in, beside Anki's own and genanki's; full faces, half of the cards reviewed, a process each."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flashdl import identity
from flashdl.model import Answer, Candidate, Direction, Excerpt, Moment, Place, Plan, Prompt, Rating, SourceKind
from flashdl.store import Store
from flashdl.store.rows import new_schedule
from flashdl.store.schema import SCHEDULE
from tests.bench.table import Row, Setting, peak_mib

DAY_MS = 86_400_000
START = 1_767_225_600_000
ANSWERS = 10
"""Of each second card."""
PART = 50_000
"""Cards that are stored at a time."""


def rows(setting: Setting) -> Iterator[Row]:
    folder = setting.scratch / "exchange"
    folder.mkdir()
    database, package = folder / "cards.db", folder / "cards.apkg"
    # In a process of its own: a child's memory counts from what its parent had.
    run("fill", database, Path(str(setting.cards)))
    said = f"{setting.cards} cards, {setting.cards // 2 * ANSWERS} answers"
    out = run("export", database, package)
    yield Row("export, flashdl", out.seconds, f"{said}; {out}")
    taken = run("import", folder / "other.db", package)
    yield Row("import, flashdl", taken.seconds, f"{taken}")
    again = run("import", folder / "other.db", package)
    yield Row("import again, flashdl", again.seconds, f"{again}")
    theirs = run("anki-import", folder / "collection.anki2", package)
    yield Row("import, Anki", theirs.seconds, _beside(theirs, taken, "flashdl's import"))
    theirs = run("anki-export", folder / "collection.anki2", folder / "theirs.apkg")
    yield Row("export, Anki", theirs.seconds, _beside(theirs, out, "flashdl's export"))
    new = run("export-new", database, folder / "new.apkg")
    yield Row("export without schedules, flashdl", new.seconds, f"{new}")
    theirs = run("genanki", database, folder / "genanki.apkg")
    yield Row("export without schedules, genanki", theirs.seconds, _beside(theirs, new, "flashdl's export"))


def fill(path: Path, count: int) -> None:
    """A collection of tables' cards, whose log is written as the store writes it but in one transaction."""
    chance = random.Random(1)
    cards: list[str] = []
    with Store.open(path) as store:
        source = store.add_source("/notes", SourceKind.NOTES, "Notes")
        for start in range(0, count, PART):
            candidates = [candidate(number) for number in range(start, min(count, start + PART))]
            new = tuple((identity.card_id(one.key), one) for one in candidates)
            store.apply(Plan(source.id, new=new), Moment(START, 0))
            cards += [card for card, _ in new]
        first = [store.record(Answer(cards[0], Rating.GOOD, Moment(START - day * DAY_MS, 0), 4_000)) for day in (2, 1)]
    _log_of_others(path, first[0].id, cards[2::2], chance)


def candidate(number: int) -> Candidate:
    document, row = f"note {number // 40}.md", number % 5
    key = identity.key(document, ("Models",), f"Model {number}", "Year", Direction.FORWARD)
    table = range(number - row, number - row + 5)
    lines = tuple((f"Model {one}", str(1990 + one % 30), f"Use case of the model {one}") for one in table)
    return Candidate(
        key,
        identity.note_id(document, (), f"Model {number}"),
        f"Deck {number % 7}::Sub {number % 3}",
        Prompt("attribute", f"In which year did the architecture Model {number} appear?", (str(1990 + number % 30),)),
        Place(document, number % 40, ("Models",), Excerpt("", ("Model", "Year", "Use"), lines, row, 1), number),
    )


def _log_of_others(path: Path, like: str, cards: list[str], chance: random.Random) -> None:
    """Answers like one that the store wrote, day after day."""
    import sqlite3

    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -131072"):
        database.execute(f"PRAGMA {pragma}")
    aside = "type = 'trigger' OR type = 'index' AND tbl_name = 'event' AND sql IS NOT NULL"
    later = database.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {aside}").fetchall()
    for kind, name, _ in later:
        database.execute(f"DROP {kind} {name}")
    names = [row[1] for row in database.execute("PRAGMA table_info(event)")]
    pattern = dict(zip(names, database.execute("SELECT * FROM event WHERE id = ?", (like,)).fetchone(), strict=True))
    database.execute("BEGIN")
    marks = ", ".join("?" * len(names))
    sequence = 10
    for day in range(ANSWERS):
        made = []
        for card in cards:
            sequence += 1
            at = START + day * 20 * DAY_MS + sequence * 3
            own = {"id": f"answer {sequence:020}", "sequence": sequence, "card": card, "at_ms": at}
            further = {"kind": "review" if day else "learn", "rating": chance.choice((2, 3, 3, 3, 4)), "interval": 6}
            stamp = {"day": time.strftime("%Y-%m-%d", time.gmtime(at / 1000)), "interval_before": 6 if day else None}
            made.append(tuple({**pattern, **own, **further, **stamp}.values()))
        database.executemany(f"INSERT INTO event VALUES ({marks})", made)
    names = [column.name for column in SCHEDULE.c]
    _, *schedule = database.execute(f"SELECT {', '.join(names)} FROM schedule").fetchone()
    project = new_schedule(names, [f"?{place + 1}" for place in range(len(names))])
    database.executemany(project, ((card, *schedule) for card in cards))
    database.execute("COMMIT")
    for _, _, sql in later:
        database.execute(sql)
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


class Took(NamedTuple):
    """What one process and those that it starts took; zeros where what it needs is not installed."""

    seconds: float
    mib: int
    """At most, the most of each taken together."""
    processor: float
    """Seconds of all threads."""

    def __str__(self) -> str:
        return f"{self.processor:.1f} s of processor; {self.mib} MiB"


def _beside(theirs: Took, ours: Took, name: str) -> str:
    if not theirs.seconds:
        return "not installed"
    of_processor = theirs.processor / ours.processor
    return f"{theirs.seconds / ours.seconds:.1f} × {name} ({of_processor:.1f} × its processor); {theirs}"


def run(what: str, *paths: Path) -> Took:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exchange", what, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, processor, mib = done.stdout.split()[-3:]
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
    "fill": lambda path, count: fill(path, int(count.name)),
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
