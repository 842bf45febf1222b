"""The days of the log are kept: what is read of them is what counting all of it gives."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY

import pytest
from sqlalchemy import Connection, text

from flashdl.model import EventKind, Rating
from flashdl.stats import MATURE, Stats
from flashdl.store import Store, days
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled
from tests.store.test_past import standing


def kept(store: Store) -> str | None:
    with store._connections.reading() as connection:
        value: str | None = connection.execute(text("SELECT value FROM meta WHERE name = 'days'")).scalar()
    return value


def forget(store: Store) -> None:
    with store._connections.writing() as connection:
        connection.execute(text("DELETE FROM meta WHERE name = 'days'"))


def one_by_one(store: Store) -> dict[str, dict[int, list[int]]]:
    """What `Hour` tells, by day and hour, from the log as values."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 7))
    for event in standing(store):
        hour = (event.at.ms // 60_000 + event.at.offset) // 60 % 24
        is_review, recalled = event.kind is EventKind.REVIEW, (event.rating or 0) > 1
        young = is_review and (event.interval_before or 0) < MATURE
        mature = is_review and not young
        new = event.kind is EventKind.LEARN and event.interval_before is None
        row = found[event.day.isoformat()][hour]
        told = (1, new, young and recalled, young, mature and recalled, mature, event.duration_ms)
        row[:] = [one + int(more) for one, more in zip(row, told, strict=True)]
    return {day: dict(hours) for day, hours in found.items()}


@pytest.mark.parametrize("seed", range(6))
def test_kept_days_are_those_of_a_log_counted_from_its_start(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is answered, taken back or given another rating between two looks, and however often it is looked."""
    monkeypatch.setattr(days, "FEW", seed)
    chance = random.Random(seed)
    with a_store(tmp_path) as store:
        ids = filled(store, *(a_candidate(f"{n}", position=n) for n in range(8)))
        on = TODAY - timedelta(days=60)
        for _ in range(120):
            on += timedelta(days=chance.choice((0, 0, 0, 1, 2)))
            at = a_moment(on, hour=chance.randrange(6, 23), offset=chance.choice((-300, 60, 60, 90)))
            act = chance.random()
            answers = standing(store)
            if act < 0.5 or not answers:
                store.record(an_answer(chance.choice(ids), chance.choice(list(Rating)), at, chance.randrange(9_000)))
            elif act < 0.6:
                store.void(chance.choice(answers).id, at)
            elif act < 0.75:
                store.change_rating(chance.choice(answers).id, chance.choice(list(Rating)), at)
            elif act < 0.85:
                store.undo_card(chance.choice(ids), at)
            else:
                store.stats(TODAY)
            if act > 0.95:
                found = store.stats(TODAY)
                forget(store)
                assert store.stats(TODAY) == found
        store.stats(TODAY)
        with store._connections.reading() as connection:
            counted = days.counted(connection, days.read(connection))

        assert counted is not None
        told = {day: {hour.hour: list(hour[1:]) for hour in own} for day, own in counted.days.items()}
        assert told == one_by_one(store)
        assert any(event.kind is EventKind.CHANGE for event in store.log())


def test_days_that_are_kept_are_not_counted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_store(tmp_path) as store:
        ids = filled(store, *(a_candidate(f"{n}", position=n) for n in range(3)))
        for ago in (9, 8, 7):
            store.record(an_answer(ids[0], at=a_moment(TODAY - timedelta(days=ago))))
        store.stats(TODAY)
        store.record(an_answer(ids[1], at=a_moment(TODAY)))
        asked: list[str] = []

        def each(_: Connection, touched: set[str], __: object) -> list[tuple[str, list[days.Hour]]]:
            asked.extend(touched)
            return []

        monkeypatch.setattr(days, "_each", each)
        store.stats(TODAY)

    assert asked == [TODAY.isoformat()] * 2


@pytest.mark.parametrize(
    "value", ["", "7", "{}", '{"place": 1}', '{"place": 1, "event": "x", "days": {"2026-01-01": [[1, 2]]}}']
)
def test_what_makes_no_sense_is_counted_anew(value: str, tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, a_candidate())
        store.record(an_answer(card))
        expected: Stats = store.stats(TODAY)
        with store._connections.writing() as connection:
            connection.execute(text("UPDATE meta SET value = :value WHERE name = 'days'"), {"value": value})

        assert store.stats(TODAY) == expected


def test_another_log_does_not_take_the_days_of_this_one(tmp_path: Path) -> None:
    """Neither in `export all.json` nor where the row up to which they were counted is another one."""
    with a_store(tmp_path / "one") as store, a_store(tmp_path / "other") as other:
        for each in (store, other):
            (card,) = filled(each, a_candidate())
            each.record(an_answer(card, at=a_moment(TODAY - timedelta(days=3 if each is store else 1))))
            each.stats(TODAY)
        rows = [row for _, row in store.everything()]
        assert not any(row.get("name") == "days" for row in rows)
        with other._connections.writing() as connection:
            connection.execute(text("UPDATE meta SET value = :value WHERE name = 'days'"), {"value": kept(store)})

        assert list(other.stats(TODAY).days) == [TODAY - timedelta(days=1)]
        assert json.loads(kept(other) or "") == {"place": 1, "event": ANY, "days": ANY}
