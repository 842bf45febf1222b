"""Which cards a command line means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flashdl.cli.pick import SHORTEST, picked, short_ids
from flashdl.cli.rim import deck_among
from flashdl.errors import UsageError
from flashdl.model import Plan
from flashdl.store import Store
from tests.build import TODAY, a_candidate, a_moment, a_prompt, a_store, filled


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        # More cards than letters, so that some ids begin alike.
        filled(opened, *(a_candidate(f"{number}", position=number) for number in range(60)))
        yield opened


def test_every_short_id_means_its_own_card(store: Store) -> None:
    cards = list(store.cards())
    short = short_ids(store, cards)

    assert all(len(text) >= SHORTEST for text in short.values())
    assert [card.id for card in picked(store, (short[card.id] for card in cards))] == [card.id for card in cards]


def test_a_beginning_of_several_ids_is_refused(store: Store) -> None:
    letters = [card.id[0] for card in store.cards()]
    letter = next(letter for letter in letters if letters.count(letter) > 1)

    with pytest.raises(UsageError, match=f"begins the ids of {letters.count(letter)} cards"):
        picked(store, [letter])


def test_a_line_means_the_cards_that_are_there_now(store: Store) -> None:
    first, second = list(store.cards())[:2]
    store.apply(Plan(1, orphaned=(second.id,)), a_moment())

    assert [card.id for card in picked(store, [f"{first.place.file}:1", first.id])] == [first.id]
    assert [card.id for card in picked(store, [f"{second.place.file}:2"])] == [second.id]


def test_a_few_letters_are_a_word_before_they_begin_an_id_and_change_nothing(store: Store) -> None:
    card = next(iter(store.cards()))
    letter = card.id[0]
    prompt = a_prompt(f"What is {letter * 2}?", "0")
    filled(store, a_candidate("other", prompt=prompt, position=61))

    found = picked(store, [letter], TODAY)
    assert any(one.prompt == prompt for one in found)
    with pytest.raises(UsageError, match="nothing was changed"):
        picked(store, [letter], TODAY, changes=True)


def test_an_id_is_no_word(store: Store) -> None:
    first, second = list(store.cards())[:2]
    filled(store, a_candidate("other", prompt=a_prompt(f"What is {first.id}?", "0"), position=61))

    assert picked(store, [first.id, second.id[:SHORTEST]], TODAY, changes=True)[0].id == first.id


@pytest.mark.parametrize(
    ("text", "deck"),
    [
        ("Deep Learning", "Deep Learning"),
        ("deep learning", "Deep Learning"),
        ("NETS", "Deep Learning::Nets"),
        ("Go", "Go"),
        ("go", "go"),
        ("ärzte", "Ärzte"),
    ],
)
def test_a_deck_is_meant_by_its_name_in_any_case_where_none_is_called_so_exactly(text: str, deck: str) -> None:
    assert deck_among(["Deep Learning::Nets", "Go", "go", "Ärzte"], text) == deck


def test_two_decks_that_differ_in_case_alone_are_told_apart_by_the_person() -> None:
    with pytest.raises(UsageError, match="several decks are called “GO”: Go, go"):
        deck_among(["Go", "go"], "GO")


def test_a_deck_that_holds_the_others_of_its_name_is_the_one_that_is_meant() -> None:
    assert deck_among(["Maths::Calculus", "Maths::Calculus::Calculus"], "Calculus") == "Maths::Calculus"


def test_cards_are_not_changed_where_a_deck_s_name_may_be_that_of_several(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, a_candidate("a", deck="A::Nets"), a_candidate("b", deck="B::Nets"))

        with pytest.raises(UsageError, match=r"nothing was changed. Several decks end in “nets”: A::Nets, B::Nets."):
            picked(store, ["-deck:nets"], TODAY, changes=True)
        with pytest.raises(UsageError, match=r"no card is meant by “deck:nets”. Several decks end in"):
            picked(store, ["deck:nets"], TODAY)
        assert len(picked(store, ["-deck:nets"], TODAY)) == 2


def test_of_many_decks_the_outer_ones_are_named(store: Store) -> None:
    names = [f"Notes::{part}::{number}" for part in ("Biology", "Physics") for number in range(9)]

    with pytest.raises(UsageError, match=r"Decks: Notes, Notes::Biology, Notes::Physics and 18 more\.$"):
        deck_among(names, "Xylophone")
