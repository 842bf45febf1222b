"""The day's queue and a sitting over it."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flashdl.model import Limits, Rating
from flashdl.session import (
    Agenda,
    Counts,
    Part,
    Sitting,
    Step,
    Waiting,
    holds,
    lineage,
    practice,
)  # fmt: skip
from tests.build import TODAY, a_candidate, a_card, a_waiting
from tests.queue import agenda, deck_counts

MANY = Limits(new=1000, reviews=1000)
DAYS_AGO = [TODAY - timedelta(days=days) for days in range(100)]


def ids(cards: tuple[Waiting, ...]) -> str:
    return "".join(card.card for card in cards)


def due_card(card: str, late: int = 0, interval: int = 6, *, note: str | None = None, group: str = "") -> Waiting:
    return a_waiting(card, due=DAYS_AGO[late], interval=interval, note=note, group=group)


def test_the_most_overdue_for_its_interval_comes_first() -> None:
    cards = [due_card("a", late=3, interval=30), due_card("b", late=0), due_card("c", late=2, interval=2)]

    assert ids(agenda(cards, TODAY, MANY).due) == "cab"


def test_a_card_due_tomorrow_is_not_asked() -> None:
    assert agenda([a_waiting("a", due=TODAY + timedelta(days=1), interval=6)], TODAY, MANY) == Agenda()


def test_new_cards_come_in_the_order_of_learning() -> None:
    cards = [a_waiting("a", position=2), a_waiting("b", position=0), a_waiting("c", source=0, position=9)]

    assert ids(agenda(cards, TODAY, MANY).new) == "cba"


def test_new_cards_of_unrelated_decks_take_turns() -> None:
    cards = [
        a_waiting(card, deck=deck, position=place)
        for place, (card, deck) in enumerate(zip("abcdef", "AAAABB", strict=True))
    ]

    assert ids(agenda(cards, TODAY, MANY).new) == "aebfcd"


def test_new_cards_of_one_family_of_decks_keep_the_order_of_their_sources() -> None:
    cards = [a_waiting("a", deck="A::2", source=2), a_waiting("b", deck="A::1", source=1, position=5)]

    assert ids(agenda(cards, TODAY, MANY).new) == "ba"


def test_new_cards_are_spread_evenly_among_the_due_ones() -> None:
    cards = [due_card(card) for card in "abcdef"] + [a_waiting("x"), a_waiting("y", position=1)]

    assert ids(agenda(cards, TODAY, MANY).queue) == "abxcdeyf"


def test_what_comes_back_is_asked_last() -> None:
    cards = [a_waiting("a", due=TODAY, drill=True, answered_today=True), a_waiting("b"), due_card("c")]

    today = agenda(cards, TODAY, MANY)

    assert ids(today.again) == "a"
    assert ids(today.queue)[-1] == "a"


def test_a_note_gives_one_card_a_day() -> None:
    cards = [due_card("a", late=1, note="n"), due_card("b", note="n"), a_waiting("c", note="n")]

    assert ids(agenda(cards, TODAY, MANY).queue) == "a"


def test_a_sibling_that_was_answered_today_keeps_its_note_back_in_every_deck() -> None:
    answered = a_waiting("a", note="n", deck="A", due=TODAY + timedelta(days=1), answered_today=True)

    assert agenda([answered, a_waiting("b", note="n", deck="B")], TODAY, MANY, deck="B") == Agenda()


def test_siblings_that_are_to_come_back_both_do() -> None:
    cards = [a_waiting(card, note="n", due=TODAY, drill=True, answered_today=True) for card in "ab"]

    assert ids(agenda(cards, TODAY, MANY).again) == "ab"


def test_the_limits_are_those_of_the_day_less_what_was_done() -> None:
    cards = [due_card(card) for card in "abcdef"] + [a_waiting(card) for card in "uvwxyz"]

    today = agenda(cards, TODAY, Limits(new=5, reviews=4), done_new=3, done_reviews=1)

    assert (len(today.new), len(today.due)) == (2, 3)


def test_a_limit_that_was_passed_asks_no_more() -> None:
    assert agenda([due_card("a"), a_waiting("b")], TODAY, Limits(1, 1), done_new=9, done_reviews=9) == Agenda()


def test_what_comes_back_does_so_whatever_the_limits() -> None:
    pending = a_waiting("a", due=TODAY, drill=True, answered_today=True)

    assert ids(agenda([pending], TODAY, Limits(0, 0)).again) == "a"


def test_a_deck_holds_its_children_and_not_its_namesakes() -> None:
    cards = [a_waiting("a", deck="A"), a_waiting("b", deck="A::B"), a_waiting("c", deck="AB")]

    assert ids(agenda(cards, TODAY, MANY, deck="A").new) == "ab"
    assert holds("A::B::C", "A::B")
    assert lineage("A::B::C") == ["A", "A::B", "A::B::C"]


def test_cards_of_one_table_do_not_follow_each_other_where_others_can_stand_between() -> None:
    cards = [
        due_card(card, late=9 - place, group=group)
        for place, (card, group) in enumerate(zip("abcdef", "TTTUU ", strict=True))
    ]

    queue = agenda(cards, TODAY, MANY).queue

    assert all(one.group != other.group for one, other in itertools.pairwise(queue))


def test_an_agenda_over_one_table_keeps_the_order_of_learning() -> None:
    cards = [a_waiting(card, group="T", position=place) for place, card in enumerate("dacb")]

    assert ids(agenda(cards, TODAY, MANY).queue) == "dacb"


@st.composite
def waitings(draw: st.DrawFn) -> list[Waiting]:
    cards = []
    for count in range(draw(st.integers(0, 30))):
        due = draw(st.none() | st.sampled_from(DAYS_AGO[:9]))
        answered = due is not None and draw(st.booleans())
        cards.append(
            Waiting(
                card=f"card {count}",
                note=draw(st.sampled_from("abcdefghijkl")),
                group=draw(st.sampled_from(["", "", "T", "U"])),
                deck=draw(st.sampled_from(["A", "A::B", "A::B::C", "AB", "D"])),
                source=draw(st.integers(1, 2)),
                position=draw(st.integers(0, 9)),
                due=TODAY + timedelta(days=1) if answered else due,
                interval=0 if due is None else draw(st.integers(1, 99)),
                drill=answered and draw(st.booleans()),
                answered_today=answered,
            )
        )
    return cards


LIMITS = st.builds(Limits, st.integers(0, 12), st.integers(0, 12))
DONE = st.tuples(st.integers(0, 9), st.integers(0, 9))
DECKS = st.sampled_from([None, "A", "A::B", "D", "nothing"])


@given(waitings(), LIMITS, DONE, DECKS)
def test_every_agenda_keeps_its_promises(
    cards: list[Waiting], limits: Limits, done: tuple[int, int], deck: str | None
) -> None:
    today = agenda(cards, TODAY, limits, done_new=done[0], done_reviews=done[1], deck=deck)

    assert len(today.new) <= max(0, limits.new - done[0])
    assert len(today.due) <= max(0, limits.reviews - done[1])
    notes = [card.note for card in (*today.due, *today.new)]
    assert len(set(notes)) == len(notes)
    assert not set(notes) & {card.note for card in cards if card.answered_today}
    assert all(card.drill for card in today.again)
    assert all(deck is None or holds(card.deck, deck) for card in today.queue)
    assert Counter(today.queue) == Counter((*today.again, *today.due, *today.new))


@given(waitings(), LIMITS, DECKS, st.randoms())
def test_an_agenda_does_not_depend_on_the_order_of_the_rows(
    cards: list[Waiting], limits: Limits, deck: str | None, shuffle: object
) -> None:
    shuffled = list(cards)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]

    assert agenda(shuffled, TODAY, limits, deck=deck) == agenda(cards, TODAY, limits, deck=deck)


@given(waitings())
def test_neighbours_are_of_different_tables_wherever_that_can_be_had(cards: list[Waiting]) -> None:
    today = agenda(cards, TODAY, MANY)

    queue = today.queue[: len(today.queue) - len(today.again)]
    most = max(Counter(card.group for card in queue if card.group).values(), default=0)
    touching = [one for one, other in itertools.pairwise(queue) if one.group and one.group == other.group]
    assert len(touching) == max(0, 2 * most - 1 - len(queue))


@given(waitings(), LIMITS, DONE)
def test_the_counts_of_each_deck_are_those_of_its_agenda(
    cards: list[Waiting], limits: Limits, done: tuple[int, int]
) -> None:
    told = deck_counts(cards, TODAY, limits, done=done, decks=["E::F"], answer_ms=6000)

    assert [counts.deck for counts in told] == sorted({"", "E", "E::F"} | {n for c in cards for n in lineage(c.deck)})
    for counts in told:
        today = agenda(cards, TODAY, limits, done_new=done[0], done_reviews=done[1], deck=counts.deck or None)
        asked = len(today.new), len(today.again), len(today.due)
        assert (counts.new, counts.again, counts.due) == asked
        assert counts.minutes == -(-sum(asked) // 10)


@given(waitings(), LIMITS, DONE)
def test_what_decks_share_is_the_agenda_of_all(cards: list[Waiting], limits: Limits, done: tuple[int, int]) -> None:
    told = deck_counts(cards, TODAY, limits, done=done, decks=["E::F"], answer_ms=6000, shared=True)

    today = agenda(cards, TODAY, limits, done_new=done[0], done_reviews=done[1])
    assert [counts.deck for counts in told] == sorted({"", "E", "E::F"} | {n for c in cards for n in lineage(c.deck)})
    for counts in told:
        own = [[c for c in part if not counts.deck or counts.deck in lineage(c.deck)]
               for part in (today.new, today.again, today.due)]  # fmt: skip
        assert [counts.new, counts.again, counts.due] == [len(part) for part in own]


def test_a_minute_begun_is_a_minute_told() -> None:
    (over_all, _) = deck_counts([a_waiting()], TODAY, MANY, done=(0, 0), decks=[], answer_ms=1)

    assert over_all.minutes == 1


def test_a_deck_s_own_limit_holds_for_its_children_and_within_the_limits_over_all() -> None:
    decks_of = {"a": "A", "b": "A::B", "c": "A::B", "d": "C", "e": "C"}
    cards = [a_waiting(name, deck=deck, position=place) for place, (name, deck) in enumerate(decks_of.items())]

    def new(
        *decks: tuple[str, int | None, int | None], new: int = 10, done: dict[str, tuple[int, int]] | None = None
    ) -> str:
        return "".join(sorted(ids(agenda(cards, TODAY, Limits(new, 10, decks), done_decks=done).new)))

    assert new() == "abcde"
    assert new(("A", 2, None)) == "abde"
    assert new(("A::B", 1, None)) == "abde"
    assert new(("A", 2, None), ("A::B", 0, None)) == "ade"
    assert new(("A", 2, None), done={"A::B": (1, 5)}) == "ade"
    assert len(new(("A", 2, None), new=3)) == 3
    assert new(("A", None, 0)) == "abcde"


def test_a_deck_s_own_limit_of_reviews_leaves_the_most_overdue() -> None:
    cards = [due_card("a", late=1), due_card("b", late=3), due_card("c", late=2)]

    today = agenda(cards, TODAY, Limits(decks=(("Deck", None, 2),)))

    assert ids(today.due) == "bc"


def test_only_the_wanted_cards_are_asked() -> None:
    cards = [a_waiting("a"), a_waiting("b"), due_card("c"), due_card("d")]

    today = agenda(cards, TODAY, MANY, only={"a", "d"})

    assert (ids(today.new), ids(today.due)) == ("a", "d")


def test_practice_holds_all_cards_in_the_order_of_learning() -> None:
    cards = [a_card(candidate=a_candidate(f"{place}", position=9 - place)) for place in range(9)]

    asked = practice(cards).queue

    assert [each.card for each in asked] == [card.id for card in reversed(cards)]


def sitting_of(new: str = "", due: str = "", again: str = "", *, repeat_hard: bool = True) -> Sitting:
    return Sitting(
        Agenda(
            again=tuple(a_waiting(card, due=TODAY, drill=True, answered_today=True) for card in again),
            due=tuple(due_card(card) for card in due),
            new=tuple(a_waiting(card) for card in new),
        ),
        repeat_hard=repeat_hard,
    )


def test_again_comes_back_at_the_end_until_it_is_good() -> None:
    sitting = sitting_of(due="ab")

    sitting.answered(Rating.AGAIN)
    assert "".join(sitting.upcoming) == "ba"
    assert sitting.counts == Counts(new=0, again=1, due=1)
    sitting.answered(Rating.EASY)
    sitting.answered(Rating.HARD)
    assert "".join(sitting.upcoming) == "a"
    sitting.answered(Rating.GOOD)

    assert sitting.finished
    assert sitting.current is None
    assert sitting.counts == Counts(0, 0, 0)


def test_hard_does_not_come_back_where_it_is_not_to_be_repeated() -> None:
    sitting = sitting_of(due="a", repeat_hard=False)

    sitting.answered(Rating.HARD)

    assert sitting.finished


def test_a_finished_sitting_can_be_undone() -> None:
    sitting = sitting_of(new="a")
    sitting.answered(Rating.GOOD)

    undone = sitting.undo()

    assert undone == Step("a", Rating.GOOD)
    assert sitting.current == "a"
    assert sitting.counts == Counts(1, 0, 0)
    assert sitting.part("a") is Part.NEW


def test_nothing_is_undone_before_the_first_answer() -> None:
    assert sitting_of(new="a").undo() is None


def test_a_card_that_is_dropped_comes_back_where_it_was() -> None:
    sitting = sitting_of(due="abc")
    sitting.drop("b")
    assert "".join(sitting.upcoming) == "ac"

    assert sitting.undo() == Step("b", None)
    assert "".join(sitting.upcoming) == "abc"


def test_answering_a_finished_sitting_changes_nothing() -> None:
    sitting = sitting_of()

    with pytest.raises(IndexError):
        sitting.answered(Rating.GOOD)

    assert sitting.depth == 0


def test_dropping_a_card_that_is_not_in_the_queue_changes_nothing() -> None:
    sitting = sitting_of(due="a")

    with pytest.raises(ValueError, match="x"):
        sitting.drop("x")

    assert (sitting.upcoming, sitting.depth, sitting.counts) == (("a",), 0, Counts(0, 0, 1))


class SittingMachine(RuleBasedStateMachine):
    """A sitting against the plainest thing that could be it: a list, copied before each step."""

    @initialize(new=st.integers(0, 4), due=st.integers(0, 4), again=st.integers(0, 2), repeat_hard=st.booleans())
    def begin(self, new: int, due: int, again: int, repeat_hard: bool) -> None:
        self.sitting = sitting_of("abcd"[:new], "efgh"[:due], "ij"[:again], repeat_hard=repeat_hard)
        self.repeat_hard = repeat_hard
        parts = {"abcd": "new", "efgh": "due", "ij": "again"}
        self.queue = [
            (card, next(part for names, part in parts.items() if card in names)) for card in self.sitting.upcoming
        ]
        self.past: list[tuple[list[tuple[str, str]], Step]] = []

    @precondition(lambda self: self.queue)
    @rule(rating=st.sampled_from(Rating))
    def answer(self, rating: Rating) -> None:
        self.past.append((list(self.queue), Step(self.queue[0][0], rating)))
        card, _ = self.queue.pop(0)
        if rating is Rating.AGAIN or (rating is Rating.HARD and self.repeat_hard):
            self.queue.append((card, "again"))

        self.sitting.answered(rating)

    @precondition(lambda self: self.queue)
    @rule(choice=st.integers(0, 99))
    def drop(self, choice: int) -> None:
        place = choice % len(self.queue)
        self.past.append((list(self.queue), Step(self.queue[place][0], None)))
        card, _ = self.queue.pop(place)

        self.sitting.drop(card)

    @rule()
    def undo(self) -> None:
        self.queue, expected = self.past.pop() if self.past else (self.queue, None)

        assert self.sitting.undo() == expected

    @invariant()
    def the_queue_is_the_list(self) -> None:
        assert self.sitting.upcoming == tuple(card for card, _ in self.queue)
        assert self.sitting.current == (self.queue[0][0] if self.queue else None)
        assert self.sitting.finished == (not self.queue)
        assert self.sitting.depth == len(self.past)

    @invariant()
    def the_counts_are_what_the_queue_holds(self) -> None:
        held = Counter(part for _, part in self.queue)
        assert self.sitting.counts == Counts(held["new"], held["again"], held["due"])
        assert all(self.sitting.part(card) == part for card, part in self.queue)


TestSitting = SittingMachine.TestCase
TestSitting.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
