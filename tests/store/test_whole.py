"""A collection as JSON and back: nothing is lost, and nothing comes twice."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flashdl.errors import FileError, StoreError
from flashdl.formats import whole_json
from flashdl.model import Answer, EventKind, Excerpt, Rating, State
from flashdl.store import Store, devices
from flashdl.store.migrations import VERSION
from tests.build import TODAY, a_candidate, a_moment, filled


def lived(store: Store, cards: int = 12, *, seed: int = 1) -> list[str]:
    """Cards in every state, with a log that has all that a person can do."""
    chance = random.Random(seed)
    odd = [
        replace(one, place=replace(one.place, file="odd \udcff\x1a.md", excerpt=Excerpt(header=("a",), rows=(("b",),))))
        for one in (a_candidate(f"odd {number}") for number in range(2))
    ]
    ids = filled(store, *(a_candidate(f"subject {number}") for number in range(cards)), *odd)
    at = a_moment()
    for step in range(60):
        at = replace(at, ms=at.ms + chance.randrange(86_400_000))
        event = store.record(Answer(chance.choice(ids[:-3]), Rating(chance.randint(1, 4)), at, 1_000 + step))
        if step % 7 == 0:
            store.void(event.id, at)
    store.reset(ids[:1], at)
    store.set_state(ids[1:2], State.SUSPENDED)
    store.set_state(ids[2:3], State.REJECTED)
    store.set_state(ids[3:4], State.INBOX)
    store.bury(ids[4:5], TODAY)
    store.reject_kind(store.sources()[0].id, "reverse")
    store.set_inbox_first(store.sources()[0].id, on=True)
    return ids


def carried(store: Store, path: Path) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    with path.open("wb") as file:
        whole_json.write(file, VERSION, store.everything())
    return whole_json.read(path)


def test_what_is_read_back_is_what_was_there(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as old, Store.open(tmp_path / "two.db") as new:
        lived(old)
        new.restore(*carried(old, tmp_path / "all.json"))

        assert list(new.everything()) == list(old.everything())
        assert list(new.cards()) == list(old.cards())
        assert list(new.log()) == list(old.log())
        assert new.schedules() == old.schedules()
        assert list(new.leaving()) == list(old.leaving())
        assert new.sources() == old.sources()
        assert new.check() == []
        assert any(event.kind is EventKind.VOID for event in new.log())


def test_a_second_time_nothing_is_added(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as store:
        lived(store)
        before = list(store.everything())

        assert store.restore(*carried(store, tmp_path / "all.json")) == (0, 0)
        assert list(store.everything()) == before


def test_two_copies_that_went_on_apart_are_united(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as one, Store.open(tmp_path / "two.db") as other:
        ids = lived(one)
        other.restore(*carried(one, tmp_path / "a.json"))
        at = replace(a_moment(), ms=a_moment().ms + 90 * 86_400_000)
        one.record(Answer(ids[5], Rating.GOOD, at, 0))
        other.record(Answer(ids[6], Rating.AGAIN, at, 0))
        one.restore(*carried(other, tmp_path / "b.json"))
        other.restore(*carried(one, tmp_path / "c.json"))

        assert {event.id for event in one.log()} == {event.id for event in other.log()}
        assert one.schedules() == other.schedules()
        assert one.check() == other.check() == []


def test_a_copy_of_the_same_file_that_went_on_apart_loses_no_answer(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as one:
        ids = lived(one)
    (tmp_path / "two.db").write_bytes((tmp_path / "one.db").read_bytes())
    # As where a file system gives both the same number, and nothing tells that one is a copy.
    with closing(sqlite3.connect(tmp_path / "two.db")) as copy:
        copy.execute("UPDATE meta SET value = ? WHERE name = 'file'", (devices.mark(tmp_path / "two.db"),))
        copy.commit()
    at = replace(a_moment(), ms=a_moment().ms + 90 * 86_400_000)
    with Store.open(tmp_path / "one.db") as one, Store.open(tmp_path / "two.db") as other:
        mine, theirs = one.record(Answer(ids[5], Rating.GOOD, at, 0)), other.record(Answer(ids[6], Rating.GOOD, at, 0))
        one.restore(*carried(other, tmp_path / "b.json"))

        assert (mine.device, mine.sequence) == (theirs.device, theirs.sequence)
        assert {mine.id, theirs.id} <= {event.id for event in one.log()}
        assert one.check() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"card": [{"id": 1, "source": 1}]},
        {"card": [{"source": 9, "id": "a"}]},
        {"event": [{"id": "a"}]},
        {"source": [{"path": None, "id": 1}]},
    ],
)
def test_rows_that_make_no_sense_change_nothing(tmp_path: Path, broken: dict[str, list[dict[str, Any]]]) -> None:
    with Store.open(tmp_path / "one.db") as store:
        lived(store)
        before = list(store.everything())

        with pytest.raises(StoreError):
            store.restore(VERSION, {"source": [], **broken})
        with pytest.raises(StoreError):
            store.restore(VERSION + 1, {})
        assert list(store.everything()) == before


@pytest.mark.parametrize("text", ["", "{", '{"flashdl": "collection"}', '{"flashdl": 1, "version": 1}', "[" * 100_000])
def test_what_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)

    with pytest.raises(FileError):
        whole_json.read(tmp_path / "a.json")


def test_the_file_is_json_that_others_read(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as store:
        lived(store)
        carried(store, tmp_path / "a.json")
    value = json.loads((tmp_path / "a.json").read_text(encoding="ascii"))

    assert whole_json.is_file(tmp_path / "a.json")
    assert value["card"][0]["answers"] == list(a_candidate("subject 0").prompt.answers)
