"""What makes text safe to show: nothing in it steers a terminal, hides, or pretends to be elsewhere."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.terminal import cells, cut, in_lines, is_safe_line, json_line, one_line, visible

HIDDEN = [
    *range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5,
    0x180E, 0x200B, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0,
    *range(0xFFF0, 0xFFFC), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE0100),
    *range(0xE01F0, 0xE1000), 0xD800, 0xDFFF,
]  # fmt: skip
ORDINARY = [
    "👨‍👩‍👧‍👦",
    "می‌خواهم",
    "क्‍ष",
    "שָׁלוֹם",
    "葛\U000e0100城",
    "❤️",
    "a\u200eb\u200f",
    "naïve",
    "機械",
    "مرحبا",
    "한국",
]


def test_a_character_that_steers_or_hides_is_seen_or_dropped() -> None:
    for letter in map(chr, HIDDEN):
        assert letter not in visible(f"a{letter}b")
        assert not is_safe_line(f"a{letter}b")
        assert json.loads(json_line(letter)) == letter


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert is_safe_line(text)


def test_a_soft_hyphen_is_no_part_of_a_word_and_a_second_selector_no_part_of_a_sign() -> None:
    assert visible("Donau\xaddampf") == "Donaudampf"
    assert visible("\ufeffpre\u200btrain\u2060ing f\u2061(x)") == "pretraining f(x)"
    assert visible("a\u202eb\u2066c") == "a⟨202e⟩b⟨2066⟩c"
    assert visible("😀\ufe0f\U000e0142\U000e0143") == "😀\ufe0f⟨e0142⟩⟨e0143⟩"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_what_is_visible_is_safe_and_stays_so(text: str) -> None:
    shown = visible(text)

    assert visible(shown) == shown
    assert is_safe_line(one_line(text))
    assert {unicodedata.category(letter) for letter in shown if letter != "\n"} & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert is_safe_line(text) == (one_line(text) == text)


@given(st.text(max_size=60), st.integers(0, 30))
def test_a_line_is_cut_to_its_cells(text: str, width: int) -> None:
    assert cells(cut(one_line(text), width)) <= width


def test_a_line_is_broken_between_words_where_the_terminal_would_break_it_within_them() -> None:
    assert in_lines("aaaa bbbb cccc dddd eeee ffff", 20) == "aaaa bbbb cccc dddd\neeee ffff"
    assert in_lines("  + aaaa bbbb cccc dddd eeee", 20) == "  + aaaa bbbb cccc\n  dddd eeee"
    assert in_lines("one\ntwo", 80) == "one\ntwo"
    assert in_lines("a" * 50, 20) == "a" * 50
    assert in_lines("aaaa " * 50, None) == "aaaa " * 50
