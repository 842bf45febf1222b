"""The log of a package, copied by SQLite or read row by row: what comes of it is the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl.arriving import Taken
from flashdl.formats import apkg, package_faces, package_file, package_notes
from flashdl.formats.package_notes import Reading
from flashdl.leaving import Family, Past
from flashdl.merging import merge
from flashdl.model import Moment, Source, SourceKind
from flashdl.store import Store, arrivals
from tests.formats.exported import card, leaving

NOW = Moment(1_795_400_000_000, -330)
SOURCE = Source(0, "anki", SourceKind.DECK, "Anki")
DAY_MS = 86_400_000
ODD = st.sampled_from([None, "x", 1.5, -1, 0, 5, 1 << 50])
WHO, DAYS, DAYS_BETWEEN = st.integers(0, 2), st.integers(1, 400), st.integers(-600, 40_000)
FACTOR, TIME = st.integers(0, 3_000), st.integers(-5, 90_000)
PLAIN = st.tuples(WHO, DAYS, st.integers(1, 4), DAYS_BETWEEN, DAYS_BETWEEN, FACTOR, TIME, st.integers(0, 2))
"""(card, days ago, and what stands in a row of Anki's log from the rating on)."""
MIXED = st.tuples(
    WHO, st.one_of(DAYS, st.just(-1)), st.integers(0, 5), DAYS_BETWEEN, DAYS_BETWEEN, FACTOR, TIME, st.integers(0, 6)
)
ROWS = st.one_of(st.lists(PLAIN, max_size=12), st.lists(MIXED, max_size=12))
A_ROW = Past(NOW.ms - 9 * DAY_MS, "learn", 3, 900, None, 6, 2_500, None, None)
STATES = st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3)), min_size=3, max_size=3)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "three.apkg"
    cards = [card(f"What is {name}?", name, subject=name) for name in ("a", "b", "c")]
    apkg.write(path, [Family(one.id, (leaving(one, None),)) for one in cards], now=NOW)
    return path


def changed(path: Path, to: Path, rows: list[tuple[Any, ...]], states: list[tuple[int, int]]) -> None:
    """The same package with these rows as its log, and with cards of these (type, queue)."""
    with package_file.opened(path) as package, sqlite3.connect(to) as copy:
        package.database.backup(copy)
    with sqlite3.connect(to) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        ids = [id_ for (id_,) in database.execute("SELECT id FROM cards ORDER BY id")]
        for number, (who, days, *rest) in enumerate(rows):
            at = NOW.ms - days * DAY_MS + number if days > 0 else 1_000_000 + number
            database.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", (at, ids[who], *rest))
        for id_, (type_, queue) in zip(ids, states, strict=True):
            database.execute("UPDATE cards SET type = ?, queue = ?, ivl = 9, due = 3 WHERE id = ?", (type_, queue, id_))
    database.close()


def stored(folder: Path, collection: Path, *, apart: bool) -> list[list[tuple[Any, ...]]]:
    """What a database holds after the collection came in twice."""
    beside = folder / "beside"
    with Store.open(folder / "cards.db") as store:
        for _ in range(2):
            beside.unlink(missing_ok=True)
            database = sqlite3.connect(f"file:{collection}?mode=ro", uri=True, isolation_level=None)
            read = package_file.Package(collection, database, beside, {}, None, False)  # type: ignore[arg-type]
            reading = Reading(read, NOW, 4, apart=apart)
            store.arrive(SOURCE, reading.parts(), NOW, expected=reading.answers, beside=beside if apart else None)
            database.close()
        assert store.check() == []
    with sqlite3.connect(folder / "cards.db") as database:
        # Of one card, in the order of appending.
        tables = {"card": "id", "event": "card, rowid", "schedule": "card"}
        return [
            database.execute(f"SELECT * FROM {table} ORDER BY {names}").fetchall() for table, names in tables.items()
        ]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, states=STATES)
def test_a_copied_log_is_the_log_read_row_by_row(
    tmp_path: Path, package: Path, rows: list[tuple[Any, ...]], states: list[tuple[int, int]]
) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    for name in ("apart", "told"):
        (tmp_path / name).mkdir(parents=True)
    changed(package, tmp_path / "collection", rows, states)
    apart = stored(tmp_path / "apart", tmp_path / "collection", apart=True)
    assert apart == stored(tmp_path / "told", tmp_path / "collection", apart=False)


def test_a_log_of_thousands_comes_the_same_either_way(tmp_path: Path, package: Path) -> None:
    changed(package, tmp_path / "collection", [(0, 1, 3, 5, 1, 2_500, 100, 1)] * 5_000, [(2, 2)] * 3)
    for name in ("apart", "told"):
        (tmp_path / name).mkdir()
    apart = stored(tmp_path / "apart", tmp_path / "collection", apart=True)

    assert apart == stored(tmp_path / "told", tmp_path / "collection", apart=False)
    assert len(apart[1]) > 5_000


@pytest.mark.parametrize("many", [0, 5_000])
def test_a_card_that_comes_twice_has_the_log_of_both(
    tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(package_notes, "PART", 1)
    monkeypatch.setattr(arrivals, "_MANY", many)
    rows = [(who, days, 3, 5, 1, 2_500, 100, 1) for who in range(3) for days in (30 + who, 10 + who)]
    for name in ("apart", "told"):
        (tmp_path / name).mkdir()
    collection = tmp_path / "collection"
    changed(package, collection, rows, [(2, 2)] * 3)
    with sqlite3.connect(collection) as database:
        database.execute("UPDATE notes SET (guid, flds) = (SELECT guid, flds FROM notes ORDER BY id LIMIT 1)")
    database.close()
    apart = stored(tmp_path / "apart", collection, apart=True)
    assert (len(apart[0]), len([row for row in apart[1] if row[9] == 3])) == (1, len(rows))
    assert apart == stored(tmp_path / "told", collection, apart=False)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(0, 2), ODD, ODD, ODD, ODD, ODD, ODD), max_size=6))
def test_what_is_no_number_is_left_out(tmp_path: Path, package: Path, rows: list[tuple[Any, ...]]) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    for name in ("apart", "told"):
        (tmp_path / name).mkdir(parents=True)
    collection = tmp_path / "collection"
    changed(package, collection, [], [(2, 2)] * 3)
    with sqlite3.connect(collection) as database:
        # Of a stranger's making: no type, and no key.
        database.execute("DROP TABLE revlog")
        database.execute("CREATE TABLE revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type)")
        ids = [id_ for (id_,) in database.execute("SELECT id FROM cards ORDER BY id")]
        for number, (who, *rest) in enumerate(rows):
            values = (NOW.ms - number * DAY_MS, ids[who], -1, *rest)
            database.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    database.close()
    apart = stored(tmp_path / "apart", collection, apart=True)
    assert apart == stored(tmp_path / "told", collection, apart=False)
    events = sum(json.loads(row[-1]).get("anki") is not None for row in apart[1])
    assert events == sum(all(type(value) is int for value in row) and 0 <= row[-1] <= 5 for row in rows)


def test_what_is_here_and_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [card(f"What is {name}?", str(name), subject=str(name)) for name in range(30)]
    apkg.write(tmp_path / "a.apkg", [Family(one.id, (leaving(one)._replace(past=(A_ROW,)),)) for one in cards], now=NOW)
    read: list[int] = []
    face = package_faces.face

    def watched(*given: Any) -> package_faces.Face:
        read.append(1)
        return face(*given)

    monkeypatch.setattr(package_faces, "face", watched)
    monkeypatch.setattr(package_notes, "_ALWAYS_READ", 3)

    def came(store: Store, name: str) -> tuple[Taken, int]:
        read.clear()
        return merge(store, tmp_path / name, NOW).taken, len(read)

    with Store.open(tmp_path / "cards.db") as store:
        assert came(store, "a.apkg") == (Taken(new=30, answers=30), 30)
        assert came(store, "a.apkg") == (Taken(unchanged=30), 3)
        edit(
            tmp_path / "a.apkg",
            tmp_path / "b.apkg",
            "UPDATE notes SET mod = mod + 9, flds = 'New' || flds WHERE flds LIKE '%What is 29?%'",
            "INSERT INTO revlog SELECT id + 900000, cid, usn, ease, ivl, lastIvl, factor, time, type FROM revlog "
            "LIMIT 2",
        )
        assert came(store, "b.apkg") == (Taken(changed=1, unchanged=29, answers=2), 4)
        (asks,) = [one.prompt.question for one in store.cards() if "New" in one.prompt.question]
        assert asks.endswith("NewWhat is 29?")
        assert came(store, "b.apkg") == (Taken(unchanged=30), 3)
        assert store.check() == []


def test_a_card_whose_source_lost_it_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_notes, "_ALWAYS_READ", 0)
    one = card("What is it?", "this", subject="it")
    apkg.write(tmp_path / "a.apkg", [Family(one.id, (leaving(one, None),))], now=NOW)
    with Store.open(tmp_path / "cards.db") as store:
        merge(store, tmp_path / "a.apkg", NOW)
        store.remove_source(store.sources()[0].id, "suspend")
        assert [one.orphaned for one in store.cards()] == [True]

        merge(store, tmp_path / "a.apkg", NOW)

        (back,) = store.cards()
        assert (back.orphaned, back.prompt.question.endswith("What is it?")) == (False, True)


def edit(path: Path, to: Path, *statements: str) -> None:
    """The package, changed by these statements."""
    collection = to.with_suffix(".anki2")
    with package_file.opened(path) as package, sqlite3.connect(collection) as copy:
        package.database.backup(copy)
    with sqlite3.connect(collection) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        for statement in statements:
            database.execute(statement)
    database.close()
    with zipfile.ZipFile(to, "w") as archive:
        archive.write(collection, "collection.anki2")
