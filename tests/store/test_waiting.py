"""What is read in order, and no further than it is asked, is what a look at all cards would give."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.model import Limits, Schedule
from flashdl.scheduling import pace
from flashdl.scheduling.recall import rank
from flashdl.store import amounts, asking, rows, waiting
from flashdl.store.amounts import Amounts
from flashdl.store.migrations import migrate
from flashdl.store.text import read
from tests.build import TODAY
from tests.queue import agenda, deck_counts

if TYPE_CHECKING:
    from flashdl.store.amounts import Rows

DAY = TODAY.isoformat()
DECKS = ["A", "A::B", "A::B::C", "A B", "D", "D::\x1a001a"]

Row = dict[str, object]


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@st.composite
def cards(draw: st.DrawFn) -> list[tuple[Row, Row | None]]:
    """Rows of cards, each with that of its schedule, if it has one."""
    made = []
    for number in range(draw(st.integers(0, 70) | st.integers(30, 70))):
        card = {
            "id": f"{number * 37 % 71:02}",
            "source": draw(st.integers(1, 2)),
            "note": draw(st.sampled_from("klmnopqrstuvwxyzKLMNOPQRSTUVWXYZ")),
            "deck": draw(st.sampled_from(DECKS)),
            "position": draw(st.integers(0, 3)),
            "state": draw(st.sampled_from(["active"] * 6 + ["suspended", "inbox"])),
            "orphaned": int(draw(st.integers(0, 9)) == 0),
            "buried_day": draw(st.sampled_from([None, None, None, None, DAY, ago(1)])),
        }
        made.append((card, draw(st.none() | schedules() | schedules() | schedules())))
    return made


@st.composite
def schedules(draw: st.DrawFn) -> Row:
    last = draw(st.sampled_from([-1, 0, 1, 2, 2, 3, 3, 9, 9, 40, 400]))
    return {
        "due": ago(last - draw(st.sampled_from([0, 1, 1, 2, 6, 30]))),
        "interval": draw(st.sampled_from([0, 1, 6, 15])),
        "ease": draw(st.sampled_from([1300, 2500, 2600])),
        "repetitions": 1,
        "lapses": draw(st.integers(0, 2)),
        "reviews": draw(st.integers(0, 3)),
        "last_day": ago(last),
        "drill": draw(st.integers(0, 1)),
        "fails": draw(st.integers(0, 2)),
    }


@contextmanager
def a_database(known: Sequence[tuple[Row, Row | None]]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection.execute, 0)
        connection.execute("INSERT INTO source (id, path, kind, deck) VALUES (1, '/a', 'notes', 'A')")
        connection.execute("INSERT INTO source (id, path, kind, deck) VALUES (2, '/b', 'notes', 'B')")
        rest = [
            row[1]
            for row in connection.execute("PRAGMA table_info(card)")
            if row[3] and row[4] is None and row[1] not in (known[0][0] if known else {})
        ]
        for card, schedule in known:
            insert(connection, "card", {**card, **dict.fromkeys(rest, 0)})
            if schedule is not None:
                row = {"card": card["id"], **schedule}
                connection.execute(rows.new_schedule([*row], [f":{name}" for name in row]), row)
        yield connection


def insert(connection: sqlite3.Connection, table: str, row: Row) -> None:
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def answer(connection: sqlite3.Connection, card: str, days: int, kind: str, target: int | None = None) -> None:
    """Append a row to the log; one of kind void takes back the one at a place."""
    ((place,),) = connection.execute("SELECT COUNT(*) FROM event")
    row: Row = {
        "id": f"{place}", "device": "d", "sequence": place, "card": card, "at_ms": 0, "at_offset": 0, "rollover": 4,
        "day": ago(days), "kind": kind, "rating": None if kind == "void" else 3, "duration_ms": 1, "scheduler": "sm2",
        "version": 1, "parameters": "{}", "target": None if target is None else f"{target}", "payload": "",
    }  # fmt: skip
    insert(connection, "event", row)


LIMITS = st.builds(
    Limits,
    new=st.integers(0, 5),
    reviews=st.integers(0, 4) | st.integers(0, 40),
    decks=st.sampled_from([(), (), (("A", 2, None), ("A::B", 1, 3)), (("D", None, 0),)]),
)
ANSWERS = st.lists(
    st.tuples(st.integers(0, 69), st.sampled_from([0, 0, 1, 2, 9, 10, 11, 30, 200]), st.booleans()), max_size=20
)
IDS = [f"{number:02}" for number in range(71)]
BREAKS = st.sampled_from([(), (), (), (2, 1), (1, -3), (-5, -9)])


@given(cards(), ANSWERS, LIMITS, BREAKS, st.booleans(), st.none() | st.sets(st.sampled_from(IDS)))
def test_the_queue_and_its_numbers_are_those_of_a_look_at_all_cards(
    known: list[tuple[Row, Row | None]],
    answers: list[tuple[int, int, bool]],
    limits: Limits,
    away: tuple[int, ...],
    willing: bool,
    only: Collection[str] | None,
) -> None:
    with a_database(known) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "_SPARE", 1)  # so that what is read at first does not suffice
        rows: Rows = connection.execute
        for number, (card, days, is_void) in enumerate(answers):
            answer(connection, f"{card:02}", days, "learn" if number % 3 == 0 else "review")
            if is_void:
                answer(connection, f"{card:02}", days, "void", target=number)
        breaks = [pace.Vacation(TODAY - timedelta(days=away[0]), TODAY - timedelta(days=away[1]))] if away else []
        connection.execute("INSERT INTO meta VALUES ('vacations', ?)", (pace.written(breaks),))
        everyone = asking.every(rows, TODAY)
        done, done_decks = amounts.done(rows, DAY), waiting.done_by_deck(rows, TODAY)
        paced = the_pace(rows, breaks)

        left = waiting.allowance(rows, TODAY, limits, willing=willing)
        rested = pace.rested(limits, breaks, TODAY, willing=willing)
        for deck in (None, *map(read, DECKS)):
            assert waiting.agenda(rows, TODAY, left, deck, only) == agenda(
                everyone, TODAY, rested, done_new=done[0], done_reviews=done[1], done_decks=done_decks, pace=paced,
                deck=deck, only=only,
            )  # fmt: skip
        rested = pace.rested(limits, breaks, TODAY)
        for shared in (False, True):
            assert waiting.counted(rows, TODAY, limits, shared=shared) == deck_counts(
                everyone, TODAY, rested, done=done, done_decks=done_decks, pace=paced, decks=waiting.decks(rows),
                answer_ms=waiting.answer_ms(rows), shared=shared,
            )  # fmt: skip


def the_pace(rows: Rows, breaks: Sequence[pace.Vacation]) -> int | None:
    """The day's pace, of all days of half a year at once."""
    begun = sum(card.answered_today or (card.due or date.max) <= TODAY for card in asking.every(rows, TODAY))
    counts = defaultdict[date, set[str]](set)
    voided = "SELECT target FROM event WHERE kind = 'void'"
    query = f"SELECT day, card FROM event WHERE kind <> 'void' AND id NOT IN ({voided})"
    for day, card in rows(query, {}):
        if date.fromisoformat(day) > TODAY - timedelta(days=180):
            counts[date.fromisoformat(day)].add(card)
    return pace.pace({day: len(of) for day, of in counts.items()}, TODAY, breaks) if begun > 30 else None


@given(st.lists(schedules(), min_size=1, max_size=20))
def test_sqlite_ranks_what_is_due_as_the_estimate_of_recall_does(known: list[Row]) -> None:
    with a_database([({"id": f"{number}", "note": ""}, one) for number, one in enumerate(known)]) as connection:
        found = connection.execute(f"SELECT card, {asking.RANK} FROM schedule", {"today": DAY}).fetchall()

    given = {f"{number}": a_schedule(one) for number, one in enumerate(known)}
    assert dict(found) == {card: rank(schedule, TODAY) for card, schedule in given.items()}


def a_schedule(row: Row) -> Schedule:
    days = {name: date.fromisoformat(str(row[name])) for name in ("due", "last_day")}
    return Schedule(**{**row, **days, "drill": bool(row["drill"])})  # type: ignore[arg-type]


def test_without_sqlite_s_mathematics_the_order_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [
        ({"id": f"{n}", "note": f"{n}", "deck": "A", "source": 1, "position": n, "state": "active", "orphaned": 0},
         {"due": ago(n % 13), "last_day": ago(n % 13 + 6), "interval": 6, "ease": 2500, "repetitions": 1, "lapses": 0,
          "reviews": n % 5, "drill": 0, "fails": 0})
        for n in range(100, 400)
    ]  # fmt: skip
    with a_database(known) as connection:
        left = waiting.allowance(connection.execute, TODAY, Limits(reviews=150))
        asked = waiting.agenda(connection.execute, TODAY, left)
        monkeypatch.setattr(asking, "_CAN_RANK", "SELECT 0")

        assert waiting.agenda(connection.execute, TODAY, left) == asked
        assert len(asked.due) == 150


def test_no_more_is_looked_up_than_is_asked() -> None:
    """However many wait: the number of SQLite's own steps tells it, and no clock."""
    steps = []
    for count in (2_000, 8_000):
        known = [
            ({"id": f"{n:05}", "note": f"{n:05}", "deck": f"{n % 7}", "source": 1, "position": n, "state": "active",
              "orphaned": 0}, None)
            for n in range(count)
        ]  # fmt: skip
        with a_database(known) as connection:
            taken = 0

            def step() -> int:
                nonlocal taken
                taken += 1
                return 0

            connection.set_progress_handler(step, 10)
            asked = waiting.counted(connection.execute, TODAY, Limits(), shared=True)
            assert asked[0].new == 20 == Amounts(connection.execute, DAY).new_notes(20, are_due_asked=True)
            steps.append(taken)

    assert steps[1] <= steps[0] * 1.2


@given(cards(), LIMITS)
def test_a_glance_tells_the_numbers_of_the_day_and_of_all_decks_even_at_once(
    known: list[tuple[Row, Row | None]], limits: Limits
) -> None:
    with a_database(known) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "_MANY", 3)
        counts = waiting.counted(connection.execute, TODAY, limits, shared=True)

        at_once = waiting.glance(connection.execute, TODAY, limits, at_once=True)

        assert waiting.glance(connection.execute, TODAY, limits).counts == counts
        assert at_once.counts[0] == counts[0]
        assert [one.deck for one in at_once.counts] == [one.deck for one in counts]
        assert at_once.counts == counts or not at_once.is_shared
