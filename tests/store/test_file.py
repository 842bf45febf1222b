"""The database as a file: what it is made with, and what is said where it cannot be used."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from flashdl.errors import StoreError
from flashdl.model import Limits, Rating
from flashdl.store import Store
from flashdl.store.connections import Connections
from flashdl.store.counts import counts
from flashdl.store.migrations import APPLICATION_ID, STEPS, VERSION, statements
from flashdl.store.schema import METADATA
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled


def pragma(path: Path, name: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_full_database(folder: Path, cards: int = 60) -> Path:
    with a_store(folder) as store:
        ids = filled(store, *(a_candidate(f"{count}", position=count) for count in range(cards)))
        for count, card in enumerate(ids):
            store.record(an_answer(card, Rating(count % 4 + 1)))
    return folder / "flashdl.db"


def test_a_new_database_is_marked_as_ours_and_for_the_person_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "flashdl.db"
    Store.open(path).close()

    assert pragma(path, "user_version") == VERSION
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "journal_mode") == "wal"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_path_with_odd_letters_is_opened(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a?b#c%20 \xff \xc5\xbc") / "x?.db"
    Store.open(path).close()
    with Store.open(path) as store:
        filled(store, a_candidate())

        assert counts(path, TODAY, Limits())[0].new == 1


def test_each_connection_is_durable_patient_and_strict(tmp_path: Path) -> None:
    with a_store(tmp_path) as store, store._connections.writing() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_the_tables_are_those_that_the_code_knows(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'flashdl.db'}")
    found = {name: [column["name"] for column in inspect(engine).get_columns(name)] for name in METADATA.tables}
    tables = set(inspect(engine).get_table_names())
    engine.dispose()

    # Kept by triggers, and of no table but those that are looked through for very many cards.
    found["card"].remove("scheduled")
    found["schedule"] = [name for name in found["schedule"] if not name.startswith("card_")]
    assert found == {name: [column.name for column in table.c] for name, table in METADATA.tables.items()}
    assert tables == {*METADATA.tables, "flashdl_tally"}


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flashdl.store.migrations.STEPS", (*STEPS, "CREATE TABLE extra (a) {strict}; BROKEN"))

    with pytest.raises(StoreError):
        a_store(tmp_path)
    monkeypatch.undo()

    assert pragma(tmp_path / "flashdl.db", "user_version") == 0
    a_store(tmp_path).close()


def test_an_older_database_is_brought_up_to_date_with_all_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_full_database(tmp_path, 3)
    monkeypatch.setattr("flashdl.store.migrations.STEPS", (*STEPS, "CREATE TABLE extra (a TEXT) {strict}"))
    for module in ("migrations", "header", "connections", "counts"):
        monkeypatch.setattr(f"flashdl.store.{module}.VERSION", VERSION + 1)

    with pytest.raises(StoreError, match="run flashdl once"):
        counts(path, TODAY, Limits())
    with a_store(tmp_path) as store:
        assert len(list(store.log())) == 3
        assert store.check() == []

    assert pragma(path, "user_version") == VERSION + 1


def test_a_script_is_cut_into_statements_around_its_triggers() -> None:
    script = "CREATE TABLE a (b);\nCREATE TRIGGER c BEFORE UPDATE ON a BEGIN SELECT 1; SELECT 2; END;\n"

    assert statements(script) == [part + ";" for part in script.replace("\nC", "\0C").strip().strip(";").split(";\0")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET rating = 4",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "UPDATE OR REPLACE event SET id = 'other' WHERE sequence = 1",
    ],
)
def test_the_log_is_append_only_for_any_program(tmp_path: Path, statement: str) -> None:
    path = a_full_database(tmp_path, 3)
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT * FROM event").fetchall()

        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)

        assert connection.execute("SELECT * FROM event").fetchall() == before


def test_a_newer_database_is_refused_and_its_bytes_stay(tmp_path: Path) -> None:
    path = a_full_database(tmp_path, 3)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = everything_in(tmp_path)
    assert list(before) == ["flashdl.db"]

    for use in (lambda: Store.open(path), lambda: counts(path, TODAY, Limits())):
        with pytest.raises(StoreError, match=r"written by a newer flashdl .* install the newer version"):
            use()

    assert everything_in(tmp_path) == before


def test_a_newer_database_is_refused_though_only_its_wal_says_so(tmp_path: Path) -> None:
    path = a_full_database(tmp_path / "made", 3)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        # As a crash leaves it: the file and its WAL, copied while the other program has not closed them.
        shutil.copytree(path.parent, tmp_path / "crashed")
    copied = tmp_path / "crashed" / "flashdl.db"
    before = {name: bytes_ for name, bytes_ in everything_in(copied.parent).items() if not name.endswith("-shm")}
    assert set(before) == {"flashdl.db", "flashdl.db-wal"}

    with pytest.raises(StoreError, match="newer flashdl"):
        Store.open(copied)

    after = everything_in(copied.parent)
    assert {name: after[name] for name in before} == before


def a_folder(path: Path) -> None:
    path.mkdir()


def a_text(path: Path) -> None:
    path.write_text("These are notes, and not a database. " * 9)


def a_short_text(path: Path) -> None:
    path.write_text("x")


def an_anki_collection(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 11")
        connection.execute("CREATE TABLE notes (id)")
        connection.commit()


def another_program_s_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE card (id)")
        connection.commit()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def below_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file where a folder should be")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (a_folder, "is a folder"),
        (a_text, "is not a flashdl database"),
        (a_short_text, "is not a flashdl database"),
        (an_anki_collection, "is another program's database"),
        (another_program_s_database, "is another program's database"),
        (a_pipe, "is no ordinary file"),
        (below_a_file, "cannot be opened"),
    ],
)
def test_what_is_not_ours_is_refused_in_a_sentence_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], told: str
) -> None:
    path = tmp_path / "home" / "flashdl.db"
    path.parent.mkdir()
    make(path)
    before = everything_in(tmp_path)

    for use in (lambda: Store.open(path), lambda: counts(path, TODAY, Limits())):
        with pytest.raises(StoreError, match=told) as caught:
            use()
        assert str(path) in str(caught.value)

    assert everything_in(tmp_path) == before


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "flashdl.db"
    path.touch()
    assert counts(path, TODAY, Limits())[0].new == 0

    a_store(tmp_path).close()

    assert pragma(path, "user_version") == VERSION


def test_a_database_whose_making_a_power_cut_ended_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "flashdl.db"
    path.write_bytes(bytes(4096))
    with pytest.raises(StoreError, match="is not a flashdl database"):
        a_store(tmp_path)
    # No page is in the journal, and before it the database had none; sectors and pages as SQLite writes them.
    numbers = (0, 7, 0, 512, 4096)
    head = bytes.fromhex("d9d505f920a163d7") + b"".join(number.to_bytes(4, "big") for number in numbers)
    (tmp_path / "flashdl.db-journal").write_bytes(head.ljust(512, b"\0"))

    assert counts(path, TODAY, Limits())[0].new == 0
    a_store(tmp_path).close()

    assert pragma(path, "user_version") == VERSION


def test_a_damaged_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = a_full_database(tmp_path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))

    with pytest.raises(StoreError, match=r"is damaged; `flashdl restore` brings back a backup"):
        a_store(tmp_path)


def use_all_of(path: Path) -> None:
    """What a person does with a database in a day."""
    counts(path, TODAY, Limits())
    with Store.open(path) as store:
        store.agenda(TODAY, Limits())
        cards = [*store.stored(1), *store.cards()]
        store.schedules()
        list(store.log())
        store.record(an_answer(cards[0].id))
        store.check()
        store.repair()


def test_no_damage_is_more_than_a_sentence(tmp_path: Path) -> None:
    """150 files, each with bytes changed, cut off or overwritten somewhere."""
    good = a_full_database(tmp_path).read_bytes()
    told = 0
    for seed in range(150):
        chance = random.Random(seed)
        bad = bytearray(good)
        for _ in range(chance.choice([1, 8, 200])):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        if seed % 5 == 0:
            del bad[chance.randrange(len(bad)) :]
        path = tmp_path / f"{seed}" / "flashdl.db"
        path.parent.mkdir()
        path.write_bytes(bad)

        try:
            use_all_of(path)
        except StoreError:
            told += 1

    assert told > 50


@pytest.mark.parametrize("what", ["deleted", "moved", "replaced"])
def test_no_answer_goes_into_a_file_that_has_lost_its_name(tmp_path: Path, what: str) -> None:
    path = a_full_database(tmp_path, 3)
    content = path.read_bytes()
    with Store.open(path) as store:
        card = store.stored(1)[0].id
        if what == "moved":
            path.rename(tmp_path / "elsewhere.db")
        else:
            path.unlink()
        if what == "replaced":
            path.write_bytes(content)

        with pytest.raises(StoreError, match="was moved, replaced or deleted while it was open; start flashdl again"):
            store.record(an_answer(card))


def test_no_answer_goes_into_a_log_that_was_deleted_and_those_before_are_kept(tmp_path: Path) -> None:
    path = a_full_database(tmp_path, 3)
    with Store.open(path) as store:
        card = store.stored(1)[0].id
        kept = store.record(an_answer(card))
        path.with_name("flashdl.db-wal").unlink()
        path.with_name("flashdl.db-shm").unlink()

        with pytest.raises(StoreError, match="was moved, replaced or deleted while it was open; start flashdl again"):
            store.record(an_answer(card))

    with Store.open(path) as store:
        assert list(store.log())[-1].id == kept.id
        store.record(an_answer(card))


def test_a_locked_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = a_full_database(tmp_path, 3)
    with Store.open(path, patience_ms=50) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="locked; try again"):
            store.record(an_answer(store.stored(1)[0].id))
        with pytest.raises(StoreError, match="locked; try again"):
            Store.open(path, patience_ms=50)
        other.execute("ROLLBACK")
        store.record(an_answer(store.stored(1)[0].id))

        assert len(list(store.log())) == 4


def test_what_is_only_looked_at_waits_for_no_other_program_and_no_disk(tmp_path: Path) -> None:
    path = a_full_database(tmp_path, 3)
    with Store.open(path, patience_ms=50) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert store.stats(TODAY).cards == 3
        assert store.recall_now(store.stored(1)[0].id, TODAY)


READ_ONLY = """
import os, sys
from pathlib import Path
from flashdl.errors import StoreError
from flashdl.model import Limits
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_store, a_candidate, filled
folder = Path(sys.argv[1])
# All that is imported late must be here before the rights go.
a_store(folder / "warm").close()
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
for use in (lambda: Store.open(Path(sys.argv[2])), lambda: counts(Path(sys.argv[2]), TODAY, Limits())):
    try:
        use()
        print("fine")
    except StoreError as error:
        print(error)
"""


def as_nobody(script: str, *arguments: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    return done.stdout.splitlines()


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that nobody, too, may enter: pytest's own are for one user alone."""
    folder = Path(tempfile.mkdtemp(prefix="flashdl-test-"))
    folder.chmod(0o755)
    (folder / "home").mkdir()
    yield folder
    (folder / "home").chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_told_in_a_sentence(shared: Path) -> None:
    path = a_full_database(shared / "home", 3)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    before = everything_in(path.parent)

    told = as_nobody(READ_ONLY, shared, path)

    assert len(told) == 2
    assert all(str(path) in line and "give another with --db" in line for line in told)
    assert everything_in(path.parent) == before


def test_a_database_cannot_be_made_in_a_read_only_folder(shared: Path) -> None:
    (shared / "home").chmod(0o555)

    opened, counted = as_nobody(READ_ONLY, shared, shared / "home" / "deeper" / "flashdl.db")

    assert "cannot be opened (Permission denied)" in opened
    assert counted == "fine"


LATE_IMPORTS = """
import sys
from datetime import date
from pathlib import Path
from flashdl.model import Limits
from flashdl.store.counts import counts
print(counts(Path(sys.argv[1]), date(2026, 11, 22), Limits())[0].new)
heavy = {"sqlalchemy", "textual", "yaml", "click", "platformdirs", "rich", "markdown_it"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
from flashdl.store import Store
Store.open(Path(sys.argv[1])).close()
print([name for name in sys.modules if name.startswith(("sqlalchemy.orm", "textual", "alembic"))])
"""


def test_counting_loads_nothing_heavy_and_the_store_no_orm(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, a_candidate())

    assert as_nobody(LATE_IMPORTS, tmp_path / "flashdl.db") == ["1", "[]", "[]"]


def test_a_database_that_is_not_there_asks_nothing_and_is_not_made(tmp_path: Path) -> None:
    (over_all,) = counts(tmp_path / "no" / "flashdl.db", TODAY, Limits())

    assert (over_all.deck, over_all.new, over_all.again, over_all.due, over_all.minutes) == ("", 0, 0, 0, 0)
    assert list(tmp_path.iterdir()) == []


def test_counting_beside_an_open_app_sees_its_last_answer(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, a_candidate())
        store.record(an_answer(card, at=a_moment(TODAY)))

        assert counts(tmp_path / "flashdl.db", TODAY, Limits()) == store.deck_counts(TODAY, Limits())
        assert counts(tmp_path / "flashdl.db", TODAY, Limits())[0].new == 0


class Interrupted:
    """Ctrl-C while SQLite is at work."""

    def __conform__(self, _protocol: object) -> object:
        raise KeyboardInterrupt


def test_what_is_interrupted_is_ended_before_anything_else_is_written(tmp_path: Path) -> None:
    path = a_full_database(tmp_path, 3)
    connections = Connections(path, patience_ms=50)
    try:
        with connections.writing() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", [("a", "b"), ("c", Interrupted())])
    except KeyboardInterrupt:
        with connections.writing() as connection:
            assert connection.exec_driver_sql("SELECT 1 FROM meta WHERE name = 'a'").first() is None
    connections.close()


def test_an_interruption_is_never_told_as_a_fault_of_the_database(tmp_path: Path) -> None:
    """It closes the connection, whose other database can then not be taken off."""
    connections = Connections(a_full_database(tmp_path, 3), patience_ms=50)
    with pytest.raises(KeyboardInterrupt), connections.reading(tmp_path / "beside.db") as connection:
        connection.exec_driver_sql("SELECT ?", (Interrupted(),))
    connections.close()
