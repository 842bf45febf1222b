"""Going through the inbox: every decision is stored at once, and taken back in turn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import given, settings

from flashdl.inbox import Tray
from flashdl.model import Candidate, Card, Lesson, State
from flashdl.store import Store
from tests.build import a_candidate, a_prompt, a_store, an_answer, filled


def waiting(number: int, kind: str = "term") -> Candidate:
    prompt = replace(a_prompt(f"Question {number}?"), kind=kind)
    return replace(a_candidate(f"{number}", prompt=prompt, position=number, state=State.INBOX), score=0.55)


def drawn(tray: Tray) -> Card:
    card = tray.draw()
    assert card is not None
    return card


def everything(store: Store) -> tuple[list[Card], object]:
    return list(store.cards()), store.decisions(1)


def test_accepted_and_rejected_cards_leave_the_inbox(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        first, second, _ = filled(store, *map(waiting, range(3)))
        tray = Tray(store)
        tray.accept(drawn(tray))
        tray.reject(drawn(tray))

        assert (tray.accepted, tray.rejected, tray.left) == (1, 1, 1)
        assert store.card(first).state is State.ACTIVE
        assert store.card(second).state is State.REJECTED
        assert store.inbox_count()[0] == 1
        assert store.decisions(1).lessons == {"term": Lesson(1, 1)}


def test_a_skipped_card_waits_on(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, waiting(0))
        tray = Tray(store)
        tray.skip(drawn(tray))

        assert tray.draw() is None
        assert store.inbox_count()[0] == 1
        assert tray.undo()
        assert drawn(tray).prompt.question == "Question 0?"


def test_a_kind_is_rejected_with_all_that_wait_and_comes_back_whole(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, waiting(0), waiting(1, "cloze"), waiting(2), waiting(3, "cloze"))
        filled(store, replace(waiting(4), key=a_candidate("other").key), path="/others")
        before = everything(store)
        tray = Tray(store)

        assert tray.kin(drawn(tray)) == 2
        assert tray.reject_kind(drawn(tray)) == 2
        assert tray.left == 3
        assert drawn(tray).prompt.kind == "cloze"
        assert tray.undo()
        assert everything(store) == before
        assert tray.left == 5


def test_a_kind_is_accepted_with_all_that_wait_in_its_notes(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, waiting(0), waiting(1, "cloze"), waiting(2))
        filled(store, replace(waiting(4), key=a_candidate("other").key), path="/others")
        before = everything(store)
        tray = Tray(store)

        assert tray.accept_kind(drawn(tray)) == 2
        assert tray.left == 2
        assert drawn(tray).prompt.kind == "cloze"
        assert tray.undo()
        assert everything(store) == before


def test_cards_that_decisions_have_made_sure_say_so_and_are_released_together(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, *map(waiting, range(18)), waiting(18, "cloze"))
        tray = Tray(store)
        assert not tray.sure()
        for _ in range(14):
            tray.accept(drawn(tray))
        sure = tray.sure()
        reason = tray.doubt(drawn(tray))

        assert len(sure) == 4
        since = "score 0.55, here 0.60: you kept 14 of the kind “term”"
        assert reason == f"doubtful when it came, sure enough by now ({since})"
        taught = store.decisions(1).lessons["term"]
        assert tray.accept_sure() == 4
        assert store.decisions(1).lessons["term"] == taught  # what follows from decisions is none
        assert [card.prompt.kind for card in store.inbox()] == ["cloze"]
        assert tray.undo()
        assert tray.sure() == sure


def test_a_card_that_was_answered_since_is_not_taken_back(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        first, second = filled(store, *map(waiting, range(2)))
        tray = Tray(store)
        tray.accept_all()
        store.record(an_answer(first))

        assert tray.undo()

        assert store.card(first).state is State.ACTIVE
        assert store.card(second).state is State.INBOX


def test_all_are_accepted_at_once_but_what_was_decided_elsewhere(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        cards = filled(store, *map(waiting, range(3)))
        tray = Tray(store)
        store.set_state(cards[1:2], State.REJECTED)

        assert tray.accept_all() == 2
        assert [store.card(card).state for card in cards] == [State.ACTIVE, State.REJECTED, State.ACTIVE]
        assert tray.undo()
        assert [store.card(card).state for card in cards] == [State.INBOX, State.REJECTED, State.INBOX]
        assert drawn(tray).id == cards[0]


def test_a_tray_holds_one_source_or_deck_where_it_is_asked_to(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, waiting(0), replace(waiting(1), deck="Other"))
        filled(store, replace(waiting(2), key=a_candidate("other").key), path="/others")

        assert Tray(store).left == 3
        assert Tray(store, source=2).left == 1
        assert Tray(store, deck="Other").left == 1


def test_what_begins_to_wait_meanwhile_comes_last(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, waiting(1))
        tray = Tray(store)
        filled(store, waiting(0))
        tray.renew()

        assert tray.left == 2
        assert drawn(tray).prompt.question == "Question 1?"


def test_undo_leaves_a_card_that_was_decided_about_anew_elsewhere(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        first, second = filled(store, waiting(0), waiting(1))
        tray = Tray(store)
        tray.reject(drawn(tray))
        tray.begin_again()
        store.set_state([first], State.ACTIVE)

        assert (tray.accepted, tray.rejected) == (0, 0)
        assert tray.undo()
        assert store.card(first).state is State.ACTIVE
        assert drawn(tray).id == second


STEPS = st.lists(st.sampled_from(["accept", "reject", "skip", "kind", "all"]), max_size=8)


@settings(max_examples=20)
@given(STEPS)
def test_any_decisions_are_taken_back_one_by_one(steps: list[str]) -> None:

    with TemporaryDirectory() as folder, a_store(Path(folder)) as store:
        filled(store, *(waiting(number, ("term", "cloze")[number % 2]) for number in range(6)))
        tray = Tray(store)
        seen = [(everything(store), tray.draw())]
        for step in steps:
            card = tray.draw()
            if card is None:
                break
            acts = {"accept": tray.accept, "reject": tray.reject, "skip": tray.skip, "kind": tray.reject_kind}
            tray.accept_all() if step == "all" else acts[step](card)
            seen.append((everything(store), tray.draw()))
        while seen:
            assert (everything(store), tray.draw()) == seen.pop()
            assert tray.undo() is bool(seen)
