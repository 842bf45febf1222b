"""Cards that somebody wrote with another tool's marks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.defaults import LINE
from flashdl.generator import Note, generate
from flashdl.model import Gathered, Grading

TAG = "#flashcards/physics\n\n"


def made(text: str) -> Gathered:
    return generate([Note("Note.md", text)], "Deck")


def cards(text: str) -> dict[str, str]:
    return {one.prompt.question: one.prompt.answers[0] for one in made(text).candidates if one.prompt.kind == "written"}


def reasons(text: str) -> str:
    return " / ".join(refusal.reason for refusal in made(text).refusals)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ohm :: unit of resistance\n", {"ohm": "unit of resistance"}),
        (TAG + "ohm::unit of resistance\n", {"ohm": "unit of resistance"}),
        ("ohm ::: the unit\n", {"ohm": "the unit", "the unit": "ohm"}),
        ("- ohm :: the unit\n", {"ohm": "the unit"}),
        ("What is yes?\nQ: Is it?\nA: yes\n", {"Is it?": "yes"}),
        ("**Q:** Is it\nso?\n**A:** yes\nand no\n", {"Is it so?": "yes\nand no"}),
        ("- Q: Is it?\n- A: yes\n", {"Is it?": "yes"}),
        (TAG + "Q: Is it?\n\nA: yes\n", {"Is it?": "yes"}),
        ("One\ntwo\n?\nthree\n", {"One two": "three"}),
        ("One\n??\ntwo\n", {"One": "two", "two": "One"}),
        (
            "The {{c1::heart}} pumps {{c2::blood::what}}.\n",
            {"The […] pumps blood.": "heart", "The heart pumps […].": "blood"},
        ),
        (
            "The ==1.heart== pumps ==2.blood::what==.\n",
            {"The […] pumps blood.": "heart", "The heart pumps […].": "blood"},
        ),
    ],
)
def test_a_written_card_is_asked_as_it_stands(text: str, found: dict[str, str]) -> None:
    assert cards(text) == found
    assert all(one.score > LINE for one in made(text).candidates)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("status:: open\n", "field"),
        (TAG + "status:: open\n", "field"),
        ("std::vector\n", "code"),
        (TAG + "Take std::vector for it\n", "code"),
        (TAG + "Vec::new() makes one\n", "code"),
        (TAG + "arn:aws:iam::12\n", "code"),
        ("fold :: (a -> b) -> [a]\n", "code"),
        ("size :: Int\n", "code"),
        ("ohm::unit of resistance\n", "code"),
        (TAG + "`ohm :: unit`\n", ""),
        ("Q: Is it?\n\nA: yes\n", ""),
        ("> Q: Is it?\n> A: yes\n", "quotation"),
        ("Is it?\n?\n", ""),
        ("<!-- flashdl: skip -->\n\nohm :: unit\n", "skip"),
    ],
)
def test_what_only_looks_like_a_mark_is_no_card(text: str, reason: str) -> None:
    assert cards(text) == {}
    assert reason in reasons(text)


def test_a_list_below_a_mark_is_the_answer() -> None:
    (one,) = made("Name the parts.\n?\n1. root\n2. stem\n3. leaf\n").candidates

    assert one.prompt.items == ("root", "stem", "leaf")
    assert one.prompt.grading is Grading.LIST_ORDERED


def test_a_written_card_stands_whatever_is_held_against_others() -> None:
    assert cards("## Questions\n\nIs the ohm a unit? :: Yes\n") == {"Is the ohm a unit?": "Yes"}


def test_the_answer_can_be_mended_without_another_key() -> None:
    one, other = (made(f"ohm :: {answer}\n").candidates[0].key for answer in ("the unit", "the unit of resistance"))

    assert one == other


PIECE = st.sampled_from(
    [
        *("ohm", "unit of x", "::", ":::", " :: ", "\n?\n", "\n??\n", "Q: ", "\nA: ", "\n", "\n- ", "{{c1::", "}}"),
        *("{{c2::a::b}}", "==1.", "==", "<!--SR:!2023-09-02,4,270-->", " #flashcards", "key:: "),
    ]
)


@given(st.lists(PIECE, max_size=14).map("".join))
def test_no_mark_outside_code_is_left_in_a_written_card(text: str) -> None:
    for one in made(text).candidates:
        for shown in (one.prompt.question, *one.prompt.answers, *one.prompt.items, one.place.excerpt.text):
            assert not re.search(r"SR:!|\{\{c\d+::[^{}]*[^{}:]\}\}|#flashcard", shown)
        assert one.prompt.question.strip()
        assert one.prompt.answers[0].strip()


def test_the_gaps_of_a_list_are_asked_of_what_its_first_item_names() -> None:
    text = "- disease: ==1.silicosis==\n- infection: ==2.tuberculosis==\n- dust: ==2.quartz==\n\n- cause: ==1.dust==\n"
    asked = cards(text)

    assert asked["disease: silicosis – infection: […]"] == "tuberculosis"
    assert asked["disease: silicosis – dust: […]"] == "quartz"
    assert asked["disease: […]"] == "silicosis"
    assert asked["cause: […]"] == "dust"


def test_what_the_first_item_says_already_is_not_said_above_a_gap() -> None:
    text = "- tests: ==1.blood and sputum==\n- best: ==2.sputum==\n"

    assert [*cards(text)] == ["tests: […]", "best: […]"]
