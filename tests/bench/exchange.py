"""Packages out and in, beside Anki's own and genanki's; full faces, half of the cards reviewed, a process each."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flashdl import identity
from flashdl.model import Answer, Candidate, Direction, Excerpt, Moment, Place, Plan, Prompt, Rating, SourceKind
from flashdl.store import Store
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
    yield Row("export, flashdl", out[0], f"{said}; {out[1]} MiB")
    taken = run("import", folder / "other.db", package)
    yield Row("import, flashdl", taken[0], f"{taken[1]} MiB")
    again = run("import", folder / "other.db", package)
    yield Row("import again, flashdl", again[0], f"{again[1]} MiB")
    theirs = run("anki-import", folder / "collection.anki2", package)
    yield Row("import, Anki", theirs[0], _beside(theirs, taken, "flashdl's import"))
    theirs = run("anki-export", folder / "collection.anki2", folder / "theirs.apkg")
    yield Row("export, Anki", theirs[0], _beside(theirs, out, "flashdl's export"))
    new = run("export-new", database, folder / "new.apkg")
    yield Row("export without schedules, flashdl", new[0], f"{new[1]} MiB")
    theirs = run("genanki", database, folder / "genanki.apkg")
    yield Row("export without schedules, genanki", theirs[0], _beside(theirs, new, "flashdl's export"))


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
    _, *schedule = database.execute("SELECT * FROM schedule").fetchone()
    marks = ", ".join("?" * (1 + len(schedule)))
    database.executemany(f"INSERT INTO schedule VALUES ({marks})", ((card, *schedule) for card in cards))
    database.execute("COMMIT")
    database.close()


def _beside(theirs: tuple[float, int], ours: tuple[float, int], name: str) -> str:
    return "not installed" if theirs[0] == 0 else f"{theirs[0] / ours[0]:.1f} × {name}; {theirs[1]} MiB"


def run(what: str, *paths: Path) -> tuple[float, int]:
    """(seconds, MiB at most) of one process; zeros where what it needs is not installed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exchange", what, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, mib = done.stdout.split()[-2:]
    return float(seconds), int(mib)


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

    fields = [{"name": name} for name in anki_face.FIELDS]
    template = {"name": "Card 1", "qfmt": anki_face.QUESTION, "afmt": anki_face.ANSWER}
    model = genanki.Model(1, "Bench", fields=fields, templates=[template], css=anki_face.STYLE)
    deck = genanki.Deck(2, "Bench")
    with Store.open(database) as store:
        for family in store.leaving():
            for one in family.cards:
                deck.add_note(genanki.Note(model, list(anki_face.fields(one.card)), guid=one.card.id))
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


def main() -> None:
    what, first, second = sys.argv[1:]
    start = time.perf_counter()
    try:
        _DOORS[what](Path(first), Path(second))
    except ImportError:
        sys.stdout.write("0 0\n")
        return
    taken = time.perf_counter() - start
    sys.stdout.write(f"{taken:.3f} {peak_mib()}\n")


if __name__ == "__main__":
    main()
