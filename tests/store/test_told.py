"""What `doctor` reads at once is what the log and the indexes are, row by row."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pytest

from flashdl.model import Event, EventKind, Rating
from flashdl.scheduling import Fsrs, replay, replay_standing
from flashdl.store import Store, log, rows, told
from tests.build import TODAY, a_candidate, a_moment, a_schedule, a_store, an_answer, an_event, filled

ANSWERS = (EventKind.LEARN, EventKind.REVIEW, EventKind.REVIEW, EventKind.RELEARN, EventKind.DRILL, EventKind.CRAM)


def a_log(card: str, chance: random.Random, devices: int) -> list[Event]:
    """Rows as two programs, an import and a person of second thoughts may leave them, in the order of the log."""
    found: list[Event] = []
    day = TODAY - timedelta(days=200)
    for place in range(chance.randrange(1, 14)):
        day += timedelta(days=chance.choice((-1, 0, 0, 1, 3, 20)))
        made = an_event(
            place + 1 if chance.random() < 0.95 else 100 - place,
            chance.choice(list(Rating)),
            a_moment(day, hour=chance.randrange(6, 22)),
            kind=chance.choice(ANSWERS),
            device=f"device {chance.randrange(devices)}",
            parameters=chance.choice(("{}", "{}", "{}", '{"ease_on_fail": "keep"}')),
        )
        act = chance.random()
        if act < 0.08:
            given = {**rows.schedule_row(a_schedule(day + timedelta(days=9), 9, last_day=day)), "drill": False}
            made = replace(made, kind=EventKind.STATE, rating=None, payload=json.dumps(given))
        elif act < 0.12:
            payload = json.dumps({"day": (day + timedelta(days=4)).isoformat()})
            made = replace(made, kind=EventKind.DUE, rating=None, payload=payload)
        elif act < 0.15:
            made = replace(made, kind=EventKind.RESET, rating=None)
        elif act < 0.18:
            made = replace(made, kind=EventKind.SWITCH, rating=None, scheduler="fsrs", version=6, parameters="{}")
        elif act < 0.21 and found:
            made = replace(made, kind=EventKind.VOID, rating=None, target=chance.choice(found).id)
        elif act < 0.24 and found:
            made = replace(made, kind=EventKind.CHANGE, payload=json.dumps({"event": chance.choice(found).id}))
        found.append(replace(made, id=f"{card} {place}", card=card))
    return found


def test_a_log_that_is_told_at_once_replays_as_it_does_row_by_row(tmp_path: Path) -> None:
    chance = random.Random(11)
    logs = {f"card {number}": a_log(f"card {number}", chance, devices=1 + number % 3) for number in range(600)}
    with a_store(tmp_path) as store, store._connections.writing() as connection:
        places: Counter[str] = Counter()
        for event in chain.from_iterable(logs.values()):  # a device counts its rows over all cards
            places[event.device] += 2
            back = 3 if event.sequence > 50 else 0
            log._insert(connection, [replace(event, sequence=places[event.device] - back)])
        at_once, one_by_one = told.told(connection), log.by_card(connection)

        plain = [card for card in one_by_one if card not in at_once.odd]
        assert {card: len(own) for card, own in at_once.logs.items()} == {
            card: len(own) for card, own in one_by_one.items()
        }
        for card in plain:
            assert replay_standing(at_once.logs[card]) == replay(one_by_one[card]), one_by_one[card]
        assert len(plain) > 100
        assert sum(len({event.device for event in one_by_one[card]}) > 1 for card in plain) > 5


def test_an_empty_collection_and_an_empty_log_are_sound(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        assert store.check() == []
        filled(store, a_candidate())
        assert store.check() == []


def a_used_database(folder: Path) -> Path:
    with a_store(folder) as store:
        ids = filled(store, *(a_candidate(f"{n}", position=n, group=f"{n % 7}") for n in range(90)))
        for number, card in enumerate(ids):
            for ago in range(number % 4):
                event = store.record(an_answer(card, at=a_moment(TODAY - timedelta(days=40 - 9 * ago))))
                if number % 10 == 0:
                    store.void(event.id, a_moment(TODAY - timedelta(days=39 - 9 * ago)))
        store.switch(Fsrs(), a_moment(TODAY))
        assert store.check() == []
        return store.path


def own_indexes() -> dict[str, str]:
    """Name to SQL."""
    with closing(sqlite3.connect(":memory:")) as database:
        from flashdl.store.migrations import migrate

        migrate(database.execute, 0)
        found = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return dict(found.fetchall())


@pytest.mark.parametrize("name", own_indexes())
def test_an_index_that_misses_a_row_is_found_and_mended(name: str, tmp_path: Path) -> None:
    path = a_used_database(tmp_path)
    sql = own_indexes()[name]
    table = sql.partition(" ON ")[2].partition(" ")[0]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        key = "card" if table == "schedule" else "id"
        held = sql.partition(" WHERE ")[2] or "1"
        (last,) = database.execute(f"SELECT MAX({key}) FROM {table} WHERE {held}").fetchone()
        database.execute(f"DROP INDEX {name}")
        joined = "AND" if " WHERE " in sql else "WHERE"
        database.execute(f"{sql} {joined} {key} <> '{last}'")
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, name))

    with Store.open(path) as store:
        assert any(name in fault for fault in store.check())
        assert store.repair() >= 1  # a line for each row that is missing
        assert store.check() == []


@pytest.mark.parametrize(
    ("one", "other"), [("event_by_id", "event_by_place"), ("sqlite_autoindex_card_1", "schedule_by_card")]
)
def test_indexes_that_hold_what_others_should_are_found_and_mended(one: str, other: str, tmp_path: Path) -> None:
    path = a_used_database(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        pages = [
            database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            for name in (one, other)
        ]
        database.execute("PRAGMA writable_schema = ON")
        for name, page in zip((one, other), reversed(pages), strict=True):
            database.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (page, name))

    with Store.open(path) as store:
        assert len([fault for fault in store.check() if "The file is damaged" in fault]) >= 1


def test_a_row_of_the_log_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    path = a_used_database(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("DROP TRIGGER event_is_never_changed")
        database.execute("UPDATE event SET day = 'someday' WHERE rowid = 5")

    with Store.open(path) as store, pytest.raises(Exception, match="someday"):
        store.check()


def test_the_days_of_a_shared_event_are_days() -> None:
    event = told._event("2026-11-22", "review3", {"scheduler": "sm2", "version": 1, "parameters": "{}"})

    assert (event.day, event.kind, event.rating) == (date(2026, 11, 22), EventKind.REVIEW, Rating.GOOD)
