"""What is kept of stretches of places is what counting all of it gives, whoever wrote in between."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from flashdl.model import Candidate, Moment, Plan, Rating, State
from flashdl.scheduling import Fsrs, Sm2
from flashdl.stats import Stats
from flashdl.store import Store, days, migrations, tallies
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled
from tests.store.test_past import standing

EACH = 7
"""Cards of a source, as far apart as stretches are."""


@pytest.fixture(autouse=True)
def all_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "FEW", -1)
    monkeypatch.setattr(days, "FEW", 0)


def apart(number: int, *, deck: str = "Deep Learning", document: str = "a.md", more: int = 0) -> Candidate:
    return a_candidate(f"{number}", deck=deck, position=number * tallies.STRETCH // 2 + more, document=document)


def forget(store: Store) -> None:
    with store._connections.writing() as connection:
        connection.execute(text("DELETE FROM flashdl_tally"))
        connection.execute(text("DELETE FROM meta WHERE name = 'days'"))


def kept(store: Store) -> list[int]:
    with store._connections.reading() as connection:
        return [row[0] for row in connection.execute(text("SELECT id FROM flashdl_tally ORDER BY id"))]


def counted_anew(store: Store, path: Path) -> Stats:
    """The figures of a copy that knows none."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(store.path)) as ours, closing(sqlite3.connect(path)) as theirs:
        ours.backup(theirs)
    with Store.open(path) as copy:
        forget(copy)
        return copy.stats(TODAY)


@pytest.mark.parametrize("seed", range(4))
def test_kept_figures_are_those_of_a_database_counted_from_its_start(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    with a_store(tmp_path / "own") as store, a_store(tmp_path / "other") as other:
        ids = filled(store, *(apart(n, deck=("A", "A::B", "C")[n % 3]) for n in range(EACH)))
        acts = list(_acts(store, other, ids, chance))
        for _ in range(40):
            chance.choice(acts)()
            found = store.stats(TODAY)

            assert found == counted_anew(store, tmp_path / "copy.db")
            assert store.check() == []
        assert kept(store)


def _acts(store: Store, other: Store, ids: list[str], chance: random.Random) -> Iterator[Callable[[], object]]:
    """Whatever changes what figures are of."""
    source = store.sources()[0].id

    def at() -> Moment:
        return a_moment(TODAY - timedelta(days=chance.randrange(40)), hour=chance.randrange(6, 23))

    def one() -> str:
        return chance.choice([card.id for card in store.stored(source)] or ids)

    def answer() -> None:
        store.record(an_answer(one(), chance.choice(list(Rating)), at(), chance.randrange(9_000)))

    def void() -> None:
        if answers := standing(store):
            store.void(chance.choice(answers).id, a_moment())

    def change() -> None:
        if answers := standing(store):
            store.change_rating(chance.choice(answers).id, chance.choice(list(Rating)), a_moment())

    def scanned() -> None:
        """Notes that put a card elsewhere, into another deck and note, and hold another no longer, or again."""
        stored = {card.id: card for card in store.stored(source)}
        card, other_card = chance.sample(sorted(stored), 2)
        moved = apart(
            int(stored[card].key.subject),
            deck=chance.choice("AD"),
            document=chance.choice("ab") + ".md",
            more=chance.choice((0, 900)),
        )
        if stored[other_card].orphaned:
            again = apart(int(stored[other_card].key.subject))
            plan = Plan(source, refreshed=((card, moved),), returned=((other_card, again),))
        else:
            plan = Plan(source, refreshed=((card, moved),), orphaned=(other_card,))
        store.apply(plan, a_moment())

    def merged() -> None:
        """Another's log comes in, late."""
        mine = filled(other, *(apart(n) for n in range(EACH)))
        other.record(an_answer(chance.choice(mine), Rating.AGAIN, at(), 10))
        tables: dict[str, list[dict[str, object]]] = {}
        for table, row in other.everything():
            tables.setdefault(table, []).append(row)
        store.restore(migrations.VERSION, tables)

    for _ in range(4):
        yield answer
    yield void
    yield change
    yield scanned
    yield merged
    yield lambda: store.undo_answer(a_moment())
    yield lambda: store.set_state([one()], chance.choice((State.ACTIVE, State.SUSPENDED, State.REJECTED)))
    yield lambda: store.move([one()], chance.choice(("", "E", "C")), a_moment())
    yield lambda: store.bury([one()], TODAY)
    yield lambda: store.reset([one()], a_moment())
    yield lambda: store.set_due([one()], TODAY + timedelta(days=3), a_moment())
    yield lambda: store.switch(chance.choice((Fsrs(), Sm2())), a_moment(), chance.choice(("", "A")))


def test_only_the_stretch_that_an_answer_is_in_is_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_store(tmp_path) as store:
        ids = filled(store, *(apart(n) for n in range(EACH)))
        store.stats(TODAY)
        asked: list[object] = []
        of = tallies.of

        def noted(connection: Connection, among: str, values: Mapping[str, object]) -> tallies.Tally:
            asked.append(values)
            return of(connection, among, values)

        monkeypatch.setattr(tallies, "of", noted)
        store.stats(TODAY)
        assert asked == []
        store.record(an_answer(ids[4], at=a_moment(TODAY)))
        store.stats(TODAY)

    assert asked == [{"source": 1, "first": 2 * tallies.STRETCH, "last": 3 * tallies.STRETCH - 1}]


def test_of_a_source_that_was_removed_with_its_cards_nothing_is_kept(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, apart(1))
        store.record(an_answer(card))
        store.stats(TODAY)
        assert kept(store)
        store.remove_source(1, "delete")

        assert kept(store) == []
        assert store.stats(TODAY).decks == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE flashdl_tally SET counted = replace(counted, '[1,', '[2,') WHERE id > 0",
        "UPDATE flashdl_tally SET counted = '' WHERE id > 0",
        "UPDATE flashdl_tally SET counted = '[1, 2, 3, 4]' WHERE id > 0",
        "UPDATE flashdl_tally SET id = 77 WHERE id > 0",
        "UPDATE flashdl_tally SET counted = replace(counted, '[1,1]', '[0,1]') WHERE id = 0",
        "UPDATE meta SET value = replace(value, '[[12,1,', '[[12,2,') WHERE name = 'days'",
    ],
)
def test_doctor_finds_kept_sums_that_are_wrong_and_repair_drops_them(change: str, tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, apart(0))
        for ago in (9, 3):
            store.record(an_answer(card, at=a_moment(TODAY - timedelta(days=ago))))
        found = store.stats(TODAY)
        with store._connections.writing() as connection:
            assert connection.execute(text(change)).rowcount == 1
        faults = store.check()

        assert faults == ["The sums that are kept for figures are not those of the cards and the log."]
        assert store.repair() == 1
        assert store.check() == []
        assert store.stats(TODAY) == found


@pytest.mark.parametrize("place", ["id > 0", "id = 0"])
@pytest.mark.parametrize(
    "value", ["", "7", "[1, 2, 3, 4]", '[{"A": 1}, [], [7], {}]', '{"place": 1, "days": {"a": 7}}']
)
def test_what_makes_no_sense_is_counted_anew(place: str, value: str, tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        (card,) = filled(store, apart(0))
        store.record(an_answer(card))
        expected = store.stats(TODAY)
        with store._connections.writing() as connection:
            changed = connection.execute(
                text(f"UPDATE flashdl_tally SET counted = :value WHERE {place}"), {"value": value}
            )
            assert changed.rowcount == 1

        assert store.stats(TODAY) == expected


@contextmanager
def somebody_writing(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_figures_wait_for_no_writer_and_keep_nothing_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With half an hour of patience: a test that waited would show it."""
    with a_store(tmp_path) as store:
        (card,) = filled(store, apart(0))
        store.record(an_answer(card))
    with Store.open(tmp_path / "flashdl.db", patience_ms=1_800_000) as store:
        with somebody_writing(store.path):
            found = store.stats(TODAY)
        assert kept(store) == []

        assert store.stats(TODAY) == found
        assert kept(store) == [0, 1 << 32]
        # And patience is as it was.
        with store._connections.reading() as connection:
            assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 1_800_000


def test_what_was_counted_before_another_wrote_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_store(tmp_path) as store, Store.open(store.path) as another:
        (card,) = filled(store, apart(0))
        of = tallies.of

        def slowly(*asked: object) -> object:
            found = of(*asked)  # type: ignore[arg-type]
            another.record(an_answer(card))
            return found

        monkeypatch.setattr(tallies, "of", slowly)
        assert store.stats(TODAY).new == 1
        monkeypatch.setattr(tallies, "of", of)

        assert kept(store) == []
        assert store.stats(TODAY).new == 0
