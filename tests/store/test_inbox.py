"""The inbox in the database: what waits is not asked, and decisions are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flashdl.model import Candidate, Decisions, Lesson, Limits, Plan, Prompt, Rating, SourceKind, State
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled

LIMITS = Limits()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        yield opened


def waiting(subject: str, *, kind: str = "attribute", deck: str = "Deck", position: int = 0) -> Candidate:
    prompt = Prompt(kind, f"{subject}?", ("yes",))
    made = a_candidate(subject, prompt=prompt, deck=deck, position=position, state=State.INBOX)
    return replace(made, score=0.55)


def ids(cards: object) -> list[str]:
    assert isinstance(cards, list)
    return [card.id for card in cards]


def test_what_waits_is_neither_asked_nor_counted(store: Store) -> None:
    filled(store, waiting("A"), waiting("B", position=1))

    assert store.agenda(TODAY, LIMITS).queue == ()
    assert store.deck_names() == ()
    assert [count.new for count in counts(store.path, TODAY, LIMITS)] == [0]
    assert store.inbox_count() == (2, 1)


def test_the_inbox_is_by_source_and_deck(store: Store) -> None:
    first, second = filled(store, waiting("A", deck="A"), waiting("B", deck="A::B", position=1))
    (third,) = filled(store, waiting("C", deck="AB"), path="/others")

    assert ids(store.inbox()) == [first, second, third]
    assert ids(store.inbox(deck="A")) == [first, second]
    assert ids(store.inbox(source=2)) == [third]
    assert store.inbox_count() == (3, 2)


def test_an_accepted_card_is_asked_and_one_that_is_gone_does_not_wait(store: Store) -> None:
    first, second = filled(store, waiting("A"), waiting("B", position=1))
    store.set_state([first], State.ACTIVE)
    store.apply(Plan(1, orphaned=(second,)), a_moment())

    assert [one.card for one in store.agenda(TODAY, LIMITS).queue] == [first]
    assert store.inbox_count() == (0, 0)


def test_a_rejected_kind_waits_nowhere_until_it_is_allowed(store: Store) -> None:
    first, second = filled(store, waiting("A", kind="cloze"), waiting("B", position=1))
    (elsewhere,) = filled(store, waiting("C", kind="cloze"), path="/others")
    store.reject_kind(1, "cloze")
    store.reject_kind(1, "cloze")

    assert ids(store.inbox()) == [second, elsewhere]
    assert store.inbox_count()[0] == 2
    assert store.decisions(1).rejected_kinds == {"cloze"}
    assert store.decisions(2).rejected_kinds == frozenset()
    assert store.allow_kind(1, "cloze")
    assert not store.allow_kind(1, "cloze")
    assert ids(store.inbox()) == [first, second, elsewhere]


def test_decisions_teach_by_source_and_kind(store: Store) -> None:
    cards = filled(store, *(waiting(f"{number}", position=number) for number in range(6)))
    filled(store, a_candidate("other"), path="/others")
    store.set_state(cards[:2], State.ACTIVE)
    store.set_state(cards[2:5], State.REJECTED)

    assert store.decisions(1) == Decisions(lessons={"attribute": Lesson(2, 3)})
    assert store.decisions(2) == Decisions()


def test_a_card_that_was_asked_and_stays_is_kept_one_that_was_never_seen_tells_nothing(store: Store) -> None:
    seen, _, aside = filled(store, *(a_candidate(f"{number}", position=number) for number in range(3)))
    store.record(an_answer(seen, Rating.AGAIN))
    store.record(an_answer(aside))
    store.set_state([aside], State.SUSPENDED)

    assert store.decisions(1).lessons == {"attribute": Lesson(1, 0)}


def test_what_is_put_back_into_the_inbox_teaches_nothing_any_more(store: Store) -> None:
    cards = filled(store, waiting("A"), waiting("B", position=1))
    for state in (State.ACTIVE, State.REJECTED):
        store.set_state(cards, state)
        assert store.decisions(1).lessons
        store.set_state(cards, State.INBOX)

        assert store.decisions(1) == Decisions()
        assert ids(store.inbox()) == cards


def test_a_card_that_rose_is_asked_unless_it_was_decided_meanwhile(store: Store) -> None:
    first, second = filled(store, waiting("A"), waiting("B", position=1))
    store.set_state([second], State.REJECTED)
    store.apply(Plan(1, risen=(first, second)), a_moment())

    assert [card.state for card in store.cards()] == [State.ACTIVE, State.REJECTED]
    assert store.decisions(1).lessons == {"attribute": Lesson(0, 1)}


def test_what_was_decided_in_the_inbox_outlives_the_cards_that_are_deleted_with_their_source(store: Store) -> None:
    first, second, third = filled(store, waiting("A"), waiting("B", position=1), waiting("C", position=2))
    store.set_state([first], State.ACTIVE)
    store.set_state([second], State.REJECTED)
    store.remove_source(1, "delete")

    assert store.accepted_before() == {first}
    # As `triage` gives it its state.
    assert filled(store, replace(waiting("A"), state=State.ACTIVE), waiting("B", position=1), waiting("C", position=2))

    assert store.accepted_before() == frozenset()
    states = {card.id: card.state for card in store.cards()}
    assert states == {first: State.ACTIVE, second: State.REJECTED, third: State.INBOX}
    assert store.decisions(1).lessons == {"attribute": Lesson(1, 1)}
    assert store.check() == []


def test_a_rejected_kind_outlives_its_source_without_a_card(store: Store) -> None:
    filled(store, waiting("A"))
    store.reject_kind(1, "attribute")
    store.remove_source(1, "delete")

    filled(store, waiting("A"))

    assert store.decisions(1).rejected_kinds == frozenset({"attribute"})


def test_a_source_for_the_inbox_stays_one_when_it_is_removed_and_added_again(store: Store) -> None:
    filled(store, waiting("A"))
    store.set_inbox_first(1, on=True)
    store.reject_kind(1, "cloze")
    store.remove_source(1, "suspend")
    source = store.add_source("/notes", SourceKind.NOTES, "Notes")

    assert source.inbox_first
    assert store.sources() == (source,)
    assert store.decisions(1) == Decisions(inbox_first=True, rejected_kinds=frozenset({"cloze"}))
