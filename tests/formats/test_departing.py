"""Two ways to a package: with the log copied by SQLite, or card by card. Both give the same."""

from __future__ import annotations

import json
import sqlite3
import sys
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flashdl.errors import StoreError
from flashdl.formats import apkg, package_file
from flashdl.identity import card_id
from flashdl.model import Answer, Moment, Plan, Rating, SourceKind
from flashdl.scheduling import Fsrs
from flashdl.store import Store, leaving
from tests.build import a_candidate

DAY_MS = 86_400_000
START = 1_700_000_000_000
NAMES = ("GAN", "VAE", "LSTM", "CLIP")
NOW = Moment(START + 400 * DAY_MS, 0)

# (card, day, milliseconds, rating; what is done with it after that)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.integers(-3, 60),
        st.integers(0, 2),
        st.sampled_from(Rating),
        st.sampled_from(("answer", "answer", "answer", "cram", "undo", "reset", "rerate", "ahead")),
    ),
    max_size=25,
)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with package_file.opened(path) as package:
        return package.database.execute(query).fetchall()


def filled(path: Path, steps: list[Any]) -> Store:
    store = Store.open(path)
    source = store.add_source("/notes", SourceKind.NOTES, "Notes")
    new = tuple((card_id(one.key), one) for one in map(a_candidate, NAMES))
    store.apply(Plan(source.id, new=new), Moment(START, 0))
    for name, day, ms, rating, what in steps:
        card = card_id(a_candidate(name).key)
        at = Moment(START + day * DAY_MS + ms + (DAY_MS * 600 if what == "ahead" else 0), 0)
        if what == "reset":
            store.reset([card], at)
            continue
        event = store.record(Answer(card, rating, at, 1_000 * ms, cram=what == "cram"))
        if what == "undo":
            store.void(event.id, at)
        if what == "rerate":
            store.change_rating(event.id, Rating.HARD, at)
    return store


@example(steps=[("GAN", 0, 0, Rating.AGAIN, "ahead")])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_copied_log_is_the_log_told_card_by_card(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("departing")
    with filled(folder / "cards.db", steps) as store:
        apkg.write(folder / "told.apkg", store.leaving(), now=NOW)
        apkg.write(folder / "copied.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)

    # All but the ids, which are told apart otherwise; those of the log are the same, or moved by a millisecond or two.
    cards = """SELECT guid, flds, tags, notes.mod, ord, did, type, queue, due, ivl, factor, reps, lapses, cards.data
        FROM cards JOIN notes ON notes.id = nid ORDER BY guid, ord"""
    log = """SELECT guid, ord, ease, revlog.ivl, lastIvl, revlog.factor, time, revlog.type, revlog.id / 1000
        FROM revlog JOIN cards ON cards.id = cid JOIN notes ON notes.id = nid ORDER BY guid, ord, revlog.id"""
    assert rows(folder / "copied.apkg", cards) == rows(folder / "told.apkg", cards)
    assert rows(folder / "copied.apkg", log) == rows(folder / "told.apkg", log)


def test_two_threads_write_the_same_bytes_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [(name, day, 0, Rating.GOOD, "answer") for day in range(5) for name in NAMES]
    with filled(tmp_path / "cards.db", [*steps, ("GAN", 9, 0, Rating.AGAIN, "undo")]) as store:
        apkg.write(tmp_path / "one.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)
        monkeypatch.setattr(leaving, "_MANY", 0)
        apkg.write(tmp_path / "other.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)

    assert (tmp_path / "one.apkg").read_bytes() == (tmp_path / "other.apkg").read_bytes()


def test_an_answer_in_the_millisecond_of_another_is_kept(tmp_path: Path) -> None:
    steps = [("GAN", day, 0, Rating.GOOD, "answer") for day in range(5)]
    steps += [("VAE", 3, 0, Rating.GOOD, "answer"), ("LSTM", 9, 999, Rating.GOOD, "answer")]
    with filled(tmp_path / "cards.db", steps) as store:
        apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)

    times = [at for (at,) in rows(tmp_path / "a.apkg", "SELECT id FROM revlog ORDER BY id")]
    assert len(times) == len(set(times)) == 7
    assert times[3:5] == [START + 3 * DAY_MS, START + 3 * DAY_MS + 1]


def test_a_departure_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(_: int) -> None:
        raise Stop

    with filled(tmp_path / "cards.db", [("GAN", 1, 0, Rating.GOOD, "answer")]) as store:
        with pytest.raises(Stop):
            apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW, each=stop)
        assert not (tmp_path / "a.apkg").exists()
        assert apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW) == len(NAMES)


@pytest.mark.parametrize("where", ["told", "_joined"])
def test_ctrl_c_while_sqlite_calls_a_function_stops_the_export_and_is_no_fault_of_the_database(
    tmp_path: Path, where: str
) -> None:
    """At the first thing done for SQLite, and within what it wants done."""

    def interrupt(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == where:
            raise KeyboardInterrupt

    with filled(tmp_path / "cards.db", [("GAN", 1, 0, Rating.GOOD, "answer")]) as store:
        before = sys.getprofile()
        sys.setprofile(interrupt)
        try:
            with pytest.raises(KeyboardInterrupt):
                apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)
        finally:
            sys.setprofile(before)
        assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"cards.db"}
        assert apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW) == len(NAMES)


def test_only_what_is_asked_for_departs(tmp_path: Path) -> None:
    with filled(tmp_path / "cards.db", [("GAN", 1, 0, Rating.GOOD, "answer")]) as store:
        count = apkg.write(tmp_path / "a.apkg", partial(store.departing, deck="No such", now_ms=NOW.ms), now=NOW)

    assert count == 0
    assert rows(tmp_path / "a.apkg", "SELECT * FROM revlog") == []


def test_without_history_no_log_goes_out(tmp_path: Path) -> None:
    with filled(tmp_path / "cards.db", [("GAN", 1, 0, Rating.GOOD, "answer")]) as store:
        departing = partial(store.departing, now_ms=NOW.ms)
        apkg.write(tmp_path / "a.apkg", departing, now=NOW, include_history=False)

    assert rows(tmp_path / "a.apkg", "SELECT * FROM revlog") == []
    assert rows(tmp_path / "a.apkg", "SELECT DISTINCT type, data FROM cards") == [(0, "{}")]


def test_the_store_is_as_it_was(tmp_path: Path) -> None:
    with filled(tmp_path / "cards.db", [("GAN", 1, 0, Rating.GOOD, "answer")]) as store:
        before = list(store.everything())
        apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)
        assert list(store.everything()) == before
    with sqlite3.connect(tmp_path / "cards.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_fsrs_remembers_of_a_card_goes_out_with_it(tmp_path: Path) -> None:
    with filled(tmp_path / "cards.db", [("GAN", 1, 0, Rating.GOOD, "answer")]) as store:
        store.switch(Fsrs(), Moment(START + 5 * DAY_MS, 0))
        for day in (6, 20):
            store.record(Answer(card_id(a_candidate("GAN").key), Rating.GOOD, Moment(START + day * DAY_MS, 0), 1))
        apkg.write(tmp_path / "told.apkg", store.leaving(), now=NOW)
        apkg.write(tmp_path / "copied.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)

    (copied,) = rows(tmp_path / "copied.apkg", "SELECT data FROM cards WHERE type = 2")
    assert set(json.loads(copied[0])) == {"s", "d", "lrt"}
    assert [copied] == rows(tmp_path / "told.apkg", "SELECT data FROM cards WHERE type = 2")


def test_a_row_that_makes_no_sense_is_told_and_no_package_is_written(tmp_path: Path) -> None:
    with filled(tmp_path / "cards.db", []) as store:
        with sqlite3.connect(tmp_path / "cards.db") as database:
            database.execute("UPDATE card SET answers = '{' WHERE rowid = 2")
        database.close()
        with pytest.raises(StoreError, match="row that cannot be read"):
            apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=NOW.ms), now=NOW)

    assert not (tmp_path / "a.apkg").exists()
