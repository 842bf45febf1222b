"""Numbered gaps: a card for each number, gaps in gaps, hints, and marks that do not pair up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.formats import gaps
from flashdl.model import BLANK


@pytest.mark.parametrize(
    ("text", "whole", "asked"),
    [
        ("{{c1::Rome}} fell", "Rome fell", [(f"{BLANK} fell", "Rome", "")]),
        ("{{c1::a}} {{c2::b}}", "a b", [(f"{BLANK} b", "a", ""), (f"a {BLANK}", "b", "")]),
        ("{{c1::a}} {{c1::b}}", "a b", [(f"{BLANK} {BLANK}", "a … b", "")]),
        ("{{c1::a::first letter}}", "a", [(BLANK, "a", "first letter")]),
        ("{{c1::a {{c2::b}} c}}", "a b c", [(BLANK, "a b c", ""), (f"a {BLANK} c", "b", "")]),
        ("{{c3::x}}", "x", [(BLANK, "x", "")]),
        ("{{c1::x}} }} y", "x }} y", [(f"{BLANK} }}}} y", "x", "")]),
    ],
)
def test_each_number_is_a_card(text: str, whole: str, asked: list[tuple[str, str, str]]) -> None:
    shown, found = gaps.numbered(text)

    assert shown == whole
    assert [(gap.question, gap.answer, gap.hint) for gap in found] == asked


@pytest.mark.parametrize(
    "text", ["{{c1::a", "{{c1::}}", "{{c1::a {{c2::b}}", "{{c::a}}", "{{a}}", "{{c1::" * 20 + "}}" * 20]
)
def test_marks_that_do_not_pair_up_or_hold_nothing_make_no_gap(text: str) -> None:
    assert gaps.numbered(text)[1] == ()


@given(st.text(st.sampled_from("{}c1:2 ab"), max_size=60))
def test_no_card_shows_a_mark_of_its_own_gap(text: str) -> None:
    for gap in gaps.numbered(text)[1]:
        assert BLANK in gap.question
        assert gap.answer.strip()
