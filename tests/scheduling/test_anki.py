"""Anki's SM-2 against the backend of the package `anki`, whose fuzz its test mode (see conftest) turns off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flashdl.model import Rating, Schedule
from flashdl.scheduling.anki import AnkiSm2
from tests.build import TODAY

CASES = 1500

anki = pytest.importorskip(
    "anki.collection",
    exc_type=ImportError,
    reason="the judge is Anki's own library, whose wheels need x86-64 Linux with glibc 2.35",
)


@dataclass
class Backend:
    """A collection of one card, asked what each rating would do."""

    collection: Any
    card: Any
    filtered: int
    """Id of a filtered deck."""

    def choose(self, scheduler: AnkiSm2) -> None:
        options = self.collection.decks.config_dict_for_deck_id(1)
        options["new"] |= {
            "delays": list(scheduler.learning),
            "ints": [scheduler.graduating, scheduler.easy, 0],
            "initialFactor": scheduler.first_ease,
        }
        options["rev"] |= {
            "ease4": scheduler.easy_bonus / 1000,
            "hardFactor": scheduler.hard_factor / 1000,
            "ivlFct": scheduler.interval_factor / 1000,
            "maxIvl": scheduler.most,
        }
        options["lapse"] |= {
            "delays": list(scheduler.relearning),
            "mult": scheduler.lapse_factor / 1000,
            "minInt": scheduler.least,
        }
        self.collection.decks.update_config(options)

    def answered(self, old: Schedule | None, scheduler: AnkiSm2) -> dict[Rating, tuple[int, int, int, int | None]]:
        """(days until due, interval, ease, step) after each rating given today."""
        self._put(old, scheduler)
        states = self.collection._backend.get_scheduling_states(self.card.id)
        told = (states.again, states.hard, states.good, states.easy)
        plain = [
            s.filtered.rescheduling.original_state if s.WhichOneof("kind") == "filtered" else s.normal for s in told
        ]
        return {rating: self._read(state, scheduler) for rating, state in zip(Rating, plain, strict=True)}

    def _put(self, old: Schedule | None, scheduler: AnkiSm2) -> None:
        card, today = self.card, self.collection.sched.today
        if old is None:
            card.type, card.queue, card.ivl, card.factor, card.due, card.left = 0, 0, 0, 0, 1, 0
        elif old.step is not None:
            steps = scheduler.learning if old.interval == 0 else scheduler.relearning
            card.type = 1 if old.interval == 0 else 3
            card.queue, card.ivl, card.factor, card.due = 1, old.interval, old.ease, 0
            card.left = len(steps) - old.step
        else:
            card.type, card.queue, card.ivl, card.factor, card.left = 2, 2, old.interval, old.ease, 0
            card.due = today + (old.due - TODAY).days
        # Ahead of its day Anki asks a card only in a filtered deck.
        early = old is not None and old.step is None and old.due > TODAY
        card.did, card.odid = (self.filtered, 1) if early else (1, 0)
        card.odue, card.due = (card.due, -100_000) if early else (0, card.due)
        self.collection.update_card(card)

    @staticmethod
    def _read(state: Any, scheduler: AnkiSm2) -> tuple[int, int, int, int | None]:
        kind = state.WhichOneof("kind")
        if kind == "review":
            days = state.review.scheduled_days
            return days, days, round(state.review.ease_factor * 1000), None
        steps, part = scheduler.learning, getattr(state, kind)
        if kind == "relearning":
            steps, part = scheduler.relearning, state.relearning.learning
        step = len(steps) - part.remaining_steps
        if kind == "learning":
            return part.scheduled_secs // 86_400, 0, scheduler.first_ease, step
        review = state.relearning.review
        return part.scheduled_secs // 86_400, review.scheduled_days, round(review.ease_factor * 1000), step


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    folder: Path = tmp_path_factory.mktemp("anki")
    collection = anki.Collection(str(folder / "collection.anki2"))
    basic = collection.models.by_name("Basic")
    assert basic is not None
    note = collection.new_note(basic)
    note["Front"] = "front"
    collection.add_note(note, 1)
    filtered = collection.sched.get_or_create_filtered_deck(deck_id=0)
    filtered.config.search_terms[0].search = "is:suspended"
    filtered.allow_empty = True
    made = collection.sched.add_or_update_filtered_deck(filtered)
    yield Backend(collection, note.cards()[0], made.id)
    collection.close()


def a_scheduler(chance: random.Random) -> AnkiSm2:
    return AnkiSm2(
        learning=chance.choice([(1, 10), (10,), (1, 5, 30), (), (15, 1440)]),
        relearning=chance.choice([(10,), (10,), (), (5, 20), (1440,)]),
        graduating=chance.randint(1, 5),
        easy=chance.randint(5, 9),
        easy_bonus=chance.choice([1000, 1150, 1300, 2000]),
        hard_factor=chance.choice([1000, 1150, 1200, 1300]),
        interval_factor=chance.choice([500, 800, 1000, 1170, 1500]),
        lapse_factor=chance.choice([0, 0, 200, 700]),
        least=chance.randint(1, 3),
        most=chance.choice([36_500, 36_500, 400]),
    )


def a_state(chance: random.Random, scheduler: AnkiSm2) -> Schedule | None:
    interval = min(chance.choice([1, 2, 3, chance.randint(1, 60), chance.randint(1, 20_000)]), scheduler.most)
    late = chance.choice([0, 0, 1, chance.randint(0, 30), chance.randint(0, 3000), -chance.randint(0, interval)])
    due = TODAY - timedelta(days=late)
    review = Schedule(due, interval, chance.randrange(1300, 4000), 3, 1, 7, due - timedelta(days=interval))
    kinds = ["new", "review", "review", "review"]
    kinds += ["learning"] if scheduler.learning else []
    kinds += ["relearning"] if scheduler.relearning else []
    kind = chance.choice(kinds)
    if kind == "new":
        return None
    if kind == "review":
        return review
    at = replace(review, due=TODAY, last_day=TODAY, drill=True)
    if kind == "learning":
        step = chance.randrange(len(scheduler.learning))
        return replace(at, interval=0, ease=scheduler.first_ease, step=step)
    return replace(at, step=chance.randrange(len(scheduler.relearning)))


def ours(scheduler: AnkiSm2, old: Schedule | None, rating: Rating) -> tuple[int, int, int, int | None]:
    after = scheduler.step(old, rating, TODAY)
    return (after.due - TODAY).days, after.interval, after.ease, after.step


@pytest.mark.parametrize("defaults", [True, False])
def test_random_states_go_on_as_in_anki(backend: Backend, defaults: bool) -> None:
    chance = random.Random(7 + defaults)
    differing = []
    for case in range(CASES):
        if case % 25 == 0:
            scheduler = AnkiSm2() if defaults else a_scheduler(chance)
            backend.choose(scheduler)
        old = a_state(chance, scheduler)
        told = backend.answered(old, scheduler)
        given = {rating: ours(scheduler, old, rating) for rating in Rating}
        if given != told:
            differing.append((scheduler, old, told, given))

    assert differing == []


def test_a_card_s_first_year() -> None:
    scheduler = AnkiSm2()
    schedule, on, intervals = None, TODAY, []
    for rating in (3, 3, 3, 3, 3, 1, 3, 3, 4, 2):
        schedule = scheduler.step(schedule, Rating(rating), on)
        intervals.append((schedule.due - on).days)
        on = schedule.due

    assert intervals == [0, 1, 3, 8, 20, 0, 1, 3, 9, 11]
    assert schedule is not None
    assert (schedule.ease, schedule.lapses, schedule.reviews) == (2300, 1, 10)


def test_a_card_on_a_step_comes_back_in_the_sitting() -> None:
    learned = AnkiSm2().step(None, Rating.GOOD, TODAY)
    failed = AnkiSm2().step(replace(learned, step=None, interval=30, drill=False), Rating.AGAIN, TODAY)

    assert learned.drill
    assert (failed.drill, failed.lapses, failed.interval) == (True, 1, 1)
    assert not AnkiSm2().step(learned, Rating.GOOD, TODAY).drill


@pytest.mark.parametrize("chosen", [AnkiSm2(), AnkiSm2(learning=(5,), relearning=(), most=300, hard_factor=1100)])
def test_the_choices_are_read_back_from_the_parameters(chosen: AnkiSm2) -> None:
    assert AnkiSm2.of(chosen.parameters) == chosen


def test_the_default_needs_no_parameters() -> None:
    assert AnkiSm2().parameters == "{}"
