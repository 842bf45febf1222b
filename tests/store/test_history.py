"""Random lives of a collection: at every step the projection is what replaying the log gives."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from flashdl.arriving import Answered
from flashdl.model import (
    Answer,
    Candidate,
    EventKind,
    Key,
    Limits,
    Moment,
    Plan,
    Rating,
    Rematch,
    Schedule,
    Source,
    SourceKind,
    State,
)
from flashdl.scheduling import AnkiSm2, Fsrs, Scheduler, replay
from flashdl.scheduling.pace import Vacation
from flashdl.scheduling.sm2 import Sm2
from flashdl.store import Store, rows
from flashdl.store.counts import counts
from flashdl.store.migrations import VERSION
from tests.build import TODAY, a_candidate, a_key, a_moment, a_store, an_arrival, filled, given
from tests.store.test_prompt import counted

CARDS = 8
LIMITS = Limits(new=4, reviews=3)
DECKS = ("A", "A::B", "C")
SCHEDULERS: tuple[Scheduler, ...] = (Sm2(), AnkiSm2(), Fsrs(), Fsrs(0.8, learning=(), relearning=()))


def some_candidates(count: int) -> list[Candidate]:
    """Cards of notes of two, in three decks, some of one table."""
    return [
        a_candidate(
            f"subject {place}",
            note=f"note {place // 2}",
            deck=DECKS[place % 3],
            position=place,
            group="T" if place % 4 == 0 else "",
        )
        for place in range(count)
    ]


def carry(here: Store, there: Store) -> None:
    tables: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for table, row in here.everything():
        tables[table].append(row)
    there.restore(VERSION, tables)


class Life:
    """A store, and beside it what it should hold, kept in the plainest way."""

    def __init__(self, folder: Path, cards: int) -> None:
        self.folder = folder
        self.store = a_store(folder)
        candidates = some_candidates(cards)
        self.cards = filled(self.store, *candidates)
        self.candidates = dict(zip(self.cards, candidates, strict=True))
        self.keys = {card: [candidate.key] for card, candidate in self.candidates.items()}
        self.voidable: list[str] = []
        self.answers: set[str] = set()
        self.rematches: dict[str, tuple[str, Key]] = {}
        self.states = dict.fromkeys(self.cards, State.ACTIVE)
        self.at = a_moment()
        self.subjects = cards

    def pass_time(self, minutes: int) -> None:
        self.at = Moment(self.at.ms + minutes * 60_000, self.at.offset)

    def answer(self, card: str, rating: Rating, *, cram: bool = False) -> None:
        self.voidable.append(self.store.record(Answer(card, rating, self.at, 1000, cram=cram)).id)
        self.answers.add(self.voidable[-1])

    def take_back(self, place: int) -> None:
        if not self.voidable:
            return
        event = self.voidable.pop(place % len(self.voidable))
        self.store.void(event, self.at)
        if event in self.rematches:
            card, key = self.rematches.pop(event)
            self.keys[card].remove(key)

    def reset(self, card: str) -> None:
        before = len(list(self.store.log(card)))
        self.store.reset([card], self.at)
        self.voidable += [event.id for event in list(self.store.log(card))[before:]]

    def move(self, card: str) -> None:
        """The card is found again under a key that no card has had."""
        self.subjects += 1
        old = self.keys[card][-1]
        candidate = a_candidate(f"subject {self.subjects}", note=self.candidates[card].note)
        self.store.apply(Plan(1, moved=(Rematch(card, old, candidate, "same row"),)), self.at)
        event = list(self.store.log(card))[-1]
        assert event.kind is EventKind.REMATCH
        self.voidable.append(event.id)
        self.keys[card].append(candidate.key)
        self.rematches[event.id] = (card, candidate.key)

    def scan(self, card: str, *, gone: bool) -> None:
        plan = Plan(1, orphaned=(card,)) if gone else Plan(1, returned=((card, self.candidates[card]),))
        self.store.apply(plan, self.at)

    def decide(self, card: str, state: State) -> None:
        self.store.set_state([card], state)
        self.states[card] = state

    def change(self, place: int, rating: Rating) -> None:
        """An answer that stands is given another rating."""
        answers = [event for event in self.voidable if event in self.answers]
        if answers:
            self.voidable.append(self.store.change_rating(answers[place % len(answers)], rating, self.at).id)

    def undo(self, card: str | None) -> None:
        """As `u` in a sitting, or for one card alone."""
        event = self.store.undo_answer(self.at) if card is None else self.store.undo_card(card, self.at)
        assert event is None or event.id in self.voidable
        if event is not None:
            self.voidable.remove(event.id)

    def set_due(self, card: str, day: date) -> None:
        if self.store.set_due([card], day, self.at):
            self.voidable.append(list(self.store.log(card))[-1].id)

    def switch(self, scheduler: Scheduler, deck: str) -> None:
        before = {card: list(self.store.log(card)) for card in self.cards}
        foreseen = self.store.switched(scheduler, deck)
        assert self.store.switch(scheduler, self.at, deck) == foreseen
        for change in foreseen:
            (event,) = list(self.store.log(change.card))[len(before[change.card]) :]
            assert event.kind is EventKind.SWITCH
            self.voidable.append(event.id)

    def reopen(self, scheduler: Sm2, rollover: int) -> None:
        self.store.close()
        self.store = Store.open(self.folder / "flashdl.db", scheduler=scheduler, rollover=rollover)

    def bring_in(self, card: str, rating: Rating, ago: int, *, scheduled: bool) -> None:
        """A package of Anki's with answers of this card; the same package a second time adds nothing."""
        times = [self.at.ms - ago * 86_400_000 - back for back in (400_000_000, 90_000_000, 0)]
        answers = tuple(
            Answered(ms, f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}", kind, int(rating), 900, 1, 6, 2500, "{}")
            for ms, kind in zip(times, ("learn", "review", "review"), strict=True)
        )
        last = date.fromisoformat(answers[-1].day)
        schedule = Schedule(last + timedelta(days=6), 6, 2500, 2, 0, 3, last) if scheduled else None
        package = Source(0, "anki", SourceKind.DECK, "Anki")
        arrival = an_arrival(self.candidates[card], card, answers, since_ms=times[-1])
        arrival = arrival._replace(given=given(schedule) if schedule else None)
        self.store.arrive(package, [[arrival]], self.at)
        events = list(self.store.log(card))
        assert self.store.arrive(package, [[arrival]], self.at).answers == 0
        assert list(self.store.log(card)) == events

    def unite(self, card: str, rating: Rating) -> None:
        """Another machine takes all in, answers, and its collection comes back here."""
        with Store.open(self.folder / "other.db") as other:
            carry(self.store, other)
            if other.schedule(card) is not None and rating is Rating.AGAIN:
                other.undo_card(card, self.at)
            else:
                other.record(Answer(card, rating, self.at, 1000))
            assert other.check() == []
            carry(other, self.store)
            assert {event.id for event in self.store.log()} == {event.id for event in other.log()}
            assert self.store.schedules() == other.schedules()
            assert {one.id: one.key for one in self.store.cards()} == {one.id: one.key for one in other.cards()}

    def agrees(self) -> None:
        assert self.store.check() == []
        schedules = self.store.schedules()
        for card in self.store.stored(1):
            assert schedules.get(card.id) == replay(self.store.log(card.id))
            assert card.state is self.states[card.id]
            assert card.key == self.keys[card.id][-1]

    def counts_agree(self, today: date) -> None:
        for limits in (LIMITS, Limits(new=4, reviews=3, decks=(("A", 2, None), ("A::B", 1, 1)))):
            told = counts(self.folder / "flashdl.db", today, limits)
            assert told == self.store.deck_counts(today, limits)
            short = counted(self.folder / "flashdl.db", today, limits)
            assert short in (None, told[0].new + told[0].again + told[0].due) or limits.decks
            for deck in told:
                found = self.store.agenda(today, limits, deck.deck or None)
                assert (deck.new, deck.again, deck.due) == (len(found.new), len(found.again), len(found.due))


class LifeMachine(RuleBasedStateMachine):
    place = st.integers(0, 99)

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="flashdl-test-"))
        self.life = Life(self.folder, CARDS)

    def card(self, place: int) -> str:
        return self.life.cards[place % CARDS]

    @rule(place=place, rating=st.sampled_from(Rating), cram=st.sampled_from([False, False, False, True]))
    def answer(self, place: int, rating: Rating, cram: bool) -> None:
        self.life.answer(self.card(place), rating, cram=cram)

    @rule(place=place)
    def answer_what_is_asked(self, place: int) -> None:
        queue = self.life.store.agenda(self.today, LIMITS).queue
        for waiting in queue[:3]:
            self.life.answer(waiting.card, Rating(place % 4 + 1))

    @rule(minutes=st.sampled_from([1, 60, 600, 1440, 10_000, -60, -3000]))
    def pass_time(self, minutes: int) -> None:
        self.life.pass_time(minutes)

    @rule(place=place)
    def take_back(self, place: int) -> None:
        self.life.take_back(place)

    @rule(place=place)
    def reset(self, place: int) -> None:
        self.life.reset(self.card(place))

    @rule(place=place)
    def move(self, place: int) -> None:
        self.life.move(self.card(place))

    @rule(place=place, gone=st.booleans())
    def scan(self, place: int, gone: bool) -> None:
        self.life.scan(self.card(place), gone=gone)

    @rule(place=place, state=st.sampled_from(State))
    def decide(self, place: int, state: State) -> None:
        self.life.decide(self.card(place), state)

    @rule(place=place, days=st.integers(-3, 40))
    def set_due(self, place: int, days: int) -> None:
        self.life.set_due(self.card(place), self.today + timedelta(days=days))

    @rule(place=place, rating=st.sampled_from(Rating))
    def change(self, place: int, rating: Rating) -> None:
        self.life.change(place, rating)

    @rule(place=place, any_card=st.booleans())
    def undo(self, place: int, any_card: bool) -> None:
        self.life.undo(None if any_card else self.card(place))

    @rule(place=place, rating=st.sampled_from(Rating), ago=st.integers(0, 900), scheduled=st.booleans())
    def bring_in(self, place: int, rating: Rating, ago: int, scheduled: bool) -> None:
        self.life.bring_in(self.card(place), rating, ago, scheduled=scheduled)

    @rule(place=place, rating=st.sampled_from(Rating))
    def unite(self, place: int, rating: Rating) -> None:
        self.life.unite(self.card(place), rating)

    @rule(place=place)
    def bury(self, place: int) -> None:
        self.life.store.bury([self.card(place)], self.today)

    @rule(keep=st.booleans(), repeat_hard=st.booleans(), rollover=st.integers(0, 6))
    def reopen(self, keep: bool, repeat_hard: bool, rollover: int) -> None:
        self.life.reopen(Sm2("keep" if keep else "move", repeat_hard), rollover)

    @rule(scheduler=st.sampled_from(SCHEDULERS), deck=st.sampled_from(["", "A", "A::B"]))
    def switch(self, scheduler: Scheduler, deck: str) -> None:
        self.life.switch(scheduler, deck)

    @rule(ahead=st.integers(-3, 9), days=st.integers(0, 5), off=st.booleans())
    def plan_a_break(self, ahead: int, days: int, off: bool) -> None:
        first = self.today + timedelta(days=ahead)
        self.life.store.set_vacations([] if off else [Vacation(first, first + timedelta(days=days))])

    @property
    def today(self) -> date:
        return TODAY + timedelta(days=(self.life.at.ms - a_moment().ms) // 86_400_000)

    @invariant()
    def the_projection_is_the_replay(self) -> None:
        self.life.agrees()

    @invariant()
    def both_ways_of_counting_agree(self) -> None:
        self.life.counts_agree(self.today)

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.life.store.close()
            shutil.rmtree(self.folder)


TestLife = LifeMachine.TestCase
TestLife.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_ten_thousand_random_operations_leave_log_and_projection_equal(tmp_path: Path) -> None:
    """Slow: a seeded run of some 20 s, checked in full every 500 operations."""
    chance = random.Random(20261122)
    life = Life(tmp_path, 150)
    kinds: Counter[str] = Counter()
    for count in range(10_000):
        card = chance.choice(life.cards)
        act = chance.choices(
            [
                *("answer", "take back", "reset", "move", "scan", "decide", "switch", "change", "undo", "due", "time"),
                *("bring in", "unite"),
            ],
            [60, 10, 3, 4, 4, 4, 0.5, 5, 8, 4, 15, 3, 0.2],
        )[0]
        kinds[act] += 1
        if act == "answer":
            life.answer(card, chance.choice(list(Rating)), cram=chance.random() < 0.05)
        elif act == "take back":
            # Mostly the last, as undo does; sometimes any.
            life.take_back(-1 if chance.random() < 0.7 else chance.randrange(10**6))
        elif act == "reset":
            life.reset(card)
        elif act == "move":
            life.move(card)
        elif act == "scan":
            life.scan(card, gone=chance.random() < 0.5)
        elif act == "decide":
            life.decide(card, chance.choice(list(State)))
        elif act == "change":
            life.change(chance.randrange(10**6), chance.choice(list(Rating)))
        elif act == "undo":
            life.undo(None if chance.random() < 0.5 else card)
        elif act == "due":
            life.set_due(card, TODAY + timedelta(days=chance.randrange(400)))
        elif act == "switch":
            life.switch(chance.choice(SCHEDULERS), chance.choice(["", *DECKS]))
        elif act == "bring in":
            life.bring_in(card, chance.choice(list(Rating)), chance.randrange(900), scheduled=chance.random() < 0.5)
        elif act == "unite":
            life.unite(card, chance.choice(list(Rating)))
        else:
            life.pass_time(chance.choice([30, 300, 1440, 4000, -600]))
        if count % 500 == 499:
            life.agrees()
    life.agrees()
    life.store.close()

    with a_store(tmp_path) as store:
        assert store.check() == []
        assert store.repair() == 0
        voids = sum(event.kind is EventKind.VOID for event in store.log())
    assert kinds.pop("switch") > 30
    assert kinds.pop("unite") > 5
    assert min(kinds.values()) > 200
    assert voids > 500


def test_repair_makes_the_projection_what_the_log_says(tmp_path: Path) -> None:
    life = Life(tmp_path, 6)
    for card in life.cards[:4]:
        life.answer(card, Rating.GOOD)
    life.move(life.cards[0])
    good = life.store.schedules()
    with life.store._connections.writing() as connection:
        connection.exec_driver_sql(f"UPDATE schedule SET due = '2031-01-01' WHERE card = '{life.cards[0]}'")
        connection.exec_driver_sql(f"DELETE FROM schedule WHERE card = '{life.cards[1]}'")
        connection.exec_driver_sql(
            rows.new_schedule(
                ("card", "due", "interval", "ease", "repetitions", "lapses", "reviews", "last_day", "drill"),
                (f"'{life.cards[5]}'", "'2031-01-01'", "6", "2500", "1", "0", "1", "'2030-12-26'", "0"),
            )
        )
        connection.exec_driver_sql(f"UPDATE schedule SET due = 'never' WHERE card = '{life.cards[3]}'")
        connection.exec_driver_sql(f"UPDATE card SET subject = 'other' WHERE id = '{life.cards[0]}'")
        connection.exec_driver_sql(f"UPDATE card SET scheduled = 0 WHERE id = '{life.cards[2]}'")

    faults = life.store.check()
    repaired = life.store.repair()

    assert len(faults) == 6
    assert repaired == 6
    assert life.store.check() == []
    assert life.store.schedules() == good
    assert life.store.card(life.cards[0]).key == a_key("subject 7")
    life.store.close()
