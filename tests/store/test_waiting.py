"""What the store leaves out of the queue's cards is never asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flashdl.model import Limits
from flashdl.session import Waiting, agenda, deck_counts, lineage
from flashdl.store import waiting
from tests.build import TODAY, a_waiting


@st.composite
def collections(draw: st.DrawFn) -> list[Waiting]:
    cards = []
    for place in range(draw(st.integers(0, 30))):
        ago = draw(st.integers(0, 9))
        kind = draw(st.sampled_from(["new", "new", "due", "due", "answered"]))
        note, deck = draw(st.sampled_from("klmnopqrst")), draw(st.sampled_from(["A", "A::B", "A::C", "D"]))
        day = None if kind == "new" else date_before(ago)
        position = draw(st.integers(0, 5))
        cards.append(
            a_waiting(
                f"{place:02}", note=note, deck=deck, due=day, interval=0 if day is None else 1 + ago,
                position=position, answered_today=kind == "answered",
            )
        )  # fmt: skip
    return cards


def date_before(days: int) -> date:
    return TODAY - timedelta(days=days)


def rows_of(cards: Sequence[Waiting]) -> waiting.Rows:
    """Answers the three statements as SQLite would."""

    def row(card: Waiting) -> tuple[Any, ...]:
        due = None if card.due is None else card.due.isoformat()
        last = None if card.due is None else date_before(12).isoformat()
        ends = (2500, 1, 0, int(card.card) % 3, 0, last)
        return (card.card, card.note, card.group, card.deck, card.source, card.position, due, card.interval, card.drill,
                card.answered_today, *ends)  # fmt: skip

    def rows(statement: str, values: Mapping[str, str]) -> list[tuple[Any, ...]]:
        if statement is waiting.ANSWERED_TODAY:
            return [row(card) for card in cards if card.answered_today]
        unanswered = [card for card in cards if not card.answered_today]
        if statement is waiting.DUE:
            return [row(card) for card in unanswered if card.due is not None]
        new = [card for card in unanswered if card.due is None]
        return [row(card) for card in sorted(new, key=lambda card: (card.source, card.position, card.card))]

    return rows


@given(collections(), st.integers(0, 4), st.integers(0, 4), st.sampled_from([None, 2]))
def test_what_is_left_out_changes_no_agenda_and_no_count(
    cards: list[Waiting], new: int, reviews: int, pace: int | None
) -> None:
    limits = Limits(new=new, reviews=reviews)

    whole = waiting.waiting(rows_of(cards), TODAY)
    few = waiting.waiting(rows_of(cards), TODAY, limits)

    assert few[1:] == whole[1:]
    for deck in (None, "A", "A::B", "A::C", "D"):
        told = agenda(whole.cards, TODAY, limits, pace=pace, deck=deck)
        assert agenda(few.cards, TODAY, limits, pace=pace, due=few.due, deck=deck) == told
    decks = {name for card in cards for name in lineage(card.deck)}
    for shared in (False, True):
        counts = [
            deck_counts(
                known.cards,
                TODAY,
                limits,
                done=(0, 0),
                pace=pace,
                due=known.due,
                decks=decks,
                answer_ms=1,
                shared=shared,
            )
            for known in (whole, few)
        ]
        assert counts[0] == counts[1]
