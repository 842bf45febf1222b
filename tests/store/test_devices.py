"""A database that was copied or restored: it writes under a name of its own, whatever the clock says.

The suite walks a few hundred steps; `FLASHDL_COPIES=10000 python -m pytest tests/store/test_devices.py` walks so many.
"""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flashdl.model import Answer, Rating
from flashdl.scheduling import replay
from flashdl.store import Store, backups
from flashdl.store.devices import MOST_BEFORE
from flashdl.store.migrations import VERSION
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled
from tests.scheduling.test_clocks import Walk

STEPS = int(os.environ.get("FLASHDL_COPIES", "400"))
CARDS = 12


def device_of(path: Path) -> str:
    with Store.open(path) as store:
        return store.device


def with_answers(folder: Path, answers: int = 3) -> Path:
    with a_store(folder) as store:
        (card,) = filled(store, a_candidate())
        for ago in range(answers, 0, -1):
            store.record(an_answer(card, at=a_moment(TODAY - timedelta(days=ago))))
        return store.path


def test_a_database_keeps_its_name_where_it_stays_and_where_it_is_renamed(tmp_path: Path) -> None:
    path = with_answers(tmp_path)
    name = device_of(path)

    assert device_of(path) == name
    moved = path.rename(tmp_path / "elsewhere.db")
    assert device_of(moved) == name


def test_a_copy_takes_a_name_of_its_own_and_the_other_keeps_its(tmp_path: Path) -> None:
    path = with_answers(tmp_path)
    name = device_of(path)
    copy = Path(shutil.copy(path, tmp_path / "copy.db"))

    assert device_of(copy) != name
    assert device_of(copy) == device_of(copy)
    assert device_of(path) == name


def test_so_does_one_of_a_database_that_has_written_nothing_yet(tmp_path: Path) -> None:
    """Both may write later."""
    with a_store(tmp_path) as store:
        name = store.device
    copy = Path(shutil.copy(tmp_path / "flashdl.db", tmp_path / "copy.db"))

    assert device_of(copy) != name


def test_a_restored_backup_takes_a_new_name_and_its_answers_can_be_taken_back(tmp_path: Path) -> None:
    path = with_answers(tmp_path, 3)
    made = backups.make(path, datetime(2026, 11, 22, 9))
    with Store.open(path) as store:
        (card,) = store.cards()
        lost = store.record(an_answer(card.id))

    backups.restore(path, made, datetime(2026, 11, 22, 10))

    with Store.open(path) as store:
        assert store.device != lost.device
        log = list(store.log())
        fresh = store.record(an_answer(card.id))
        assert (fresh.device, fresh.sequence) == (store.device, 1)
        taken_back = [store.undo_answer(a_moment()) for _ in range(5)]
        assert taken_back == [fresh, *reversed(log), None]
        assert store.schedules() == {}
        assert store.check() == []


def test_so_many_former_names_are_known_and_no_more(tmp_path: Path) -> None:
    """A file that a cloud puts in place anew each day."""
    path = with_answers(tmp_path, 1)
    for count in range(MOST_BEFORE + 5):
        path = Path(shutil.copy(path, tmp_path / f"{count}.db"))
        with Store.open(path) as store:
            (card,) = store.cards()
            store.record(an_answer(card.id))

    with Store.open(path) as store:
        undone = [store.undo_answer(a_moment()) for _ in range(MOST_BEFORE + 3)]
        assert sum(event is not None for event in undone) == MOST_BEFORE + 1


@dataclass
class Copy:
    """A database that somebody uses, with a clock and travels of its own."""

    path: Path
    walk: Walk
    written: list[str] = field(default_factory=list)
    """Answers that were given here, or in what this was copied from before it was."""


class Copies:
    """Databases of one origin: they are copied, restored and united, and no two events ever claim one place."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.places: dict[tuple[str, int], str] = {}
        self.count = 0
        self.time = datetime(2026, 11, 22, 9)
        path = folder / "first.db"
        with Store.open(path) as store:
            self.cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(CARDS)))
        self.copies = [Copy(path, Walk(seed))]
        self.backups: list[tuple[Path, list[str]]] = []

    def step(self) -> str:
        one = self.chance.choice(self.copies)
        one.walk.go_on()
        self.time += timedelta(seconds=1)
        acts = {self.answer: 20, self.undo: 4, self.copy: 2, self.back_up: 1, self.restore: 1, self.unite: 3}
        act = self.chance.choices(list(acts), list(acts.values()))[0]
        act(one)
        return act.__name__

    def answer(self, one: Copy) -> None:
        with Store.open(one.path, rollover=one.walk.rollover) as store:
            for card in self.chance.sample(self.cards, 3):
                event = store.record(Answer(card, self.chance.choice(list(Rating)), one.walk.moment(), 1_000))
                assert self.places.setdefault((event.device, event.sequence), event.id) == event.id
                one.written.append(event.id)
                one.walk.go_on()

    def undo(self, one: Copy) -> None:
        with Store.open(one.path) as store:
            voided = {event.target for event in store.log()}
            standing = [event for event in one.written if event not in voided]
            event = store.undo_answer(one.walk.moment())
            assert (event.id if event else None) == (standing[-1] if standing else None)

    def copy(self, one: Copy) -> None:
        self.count += 1
        path = Path(shutil.copy(one.path, self.folder / f"{self.count}.db"))
        self.copies = [*self.copies, Copy(path, Walk(self.count), list(one.written))][-3:]

    def back_up(self, one: Copy) -> None:
        self.backups = [*self.backups, (backups.make(one.path, self.time, "by-hand"), list(one.written))][-5:]

    def restore(self, one: Copy) -> None:
        kept = [(path, written) for path, written in self.backups if path.exists()]
        if kept:
            path, written = self.chance.choice(kept)
            backups.restore(one.path, path, self.time)
            one.written = list(written)

    def unite(self, one: Copy) -> None:
        other = self.chance.choice(self.copies)
        with Store.open(one.path) as store, Store.open(other.path) as second:
            for here, there in ((store, second), (second, store)):
                tables: dict[str, list[dict[str, object]]] = {}
                for table, row in there.everything():
                    tables.setdefault(table, []).append(row)
                here.restore(VERSION, tables)
            assert {event.id for event in store.log()} == {event.id for event in second.log()}
            assert store.schedules() == second.schedules()

    def agree(self) -> None:
        for one in self.copies:
            with Store.open(one.path) as store:
                assert store.check() == []
                schedules = store.schedules()
                events = list(store.log())
                assert not any("'" in event.device for event in events)
                assert len({(event.device, event.sequence) for event in events}) == len(events)
                for card in self.cards:
                    assert schedules.get(card) == replay(event for event in events if event.card == card)


def test_copies_that_live_apart_under_wrong_clocks_are_united_without_a_clash(tmp_path: Path) -> None:
    done: dict[str, int] = {}
    steps = 200
    for life in range(max(1, STEPS // steps)):
        folder = tmp_path / f"{life}"
        folder.mkdir()
        copies = Copies(folder, life)
        for count in range(steps):
            act = copies.step()
            done[act] = done.get(act, 0) + 1
            if count % 20 == 19:
                copies.agree()
        shutil.rmtree(folder)

    assert min(done.values()) > 3
    assert len(done) == 6
