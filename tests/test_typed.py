"""Which typed answers are accepted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.typed import Match, differences, is_accepted, judged


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("2014", ("2014",)),
        ("  gan ", ("GAN",)),
        ("long  short-term\tmemory", ("Long short-term memory",)),
        ("Machine Learning", ("Machine Learning (ML)",)),
        ("Machine Learning (ML)", ("Machine Learning",)),
        ("backpropagation", ("back propagation",)),
        ("ML", ("machine learning", "ML")),
        ("torch.randn(2, 3)", ("`torch.randn(2,3)`",)),
        ("x_1", ("$x_1$",)),
        ("Adam – 2014", ("Adam - 2014",)),
        ("it’s", ("it's",)),
        ("ＧＡＮ", ("GAN",)),
        ("STRASSE", ("Straße",)),
        ("a sentence.", ("A sentence",)),
    ],
)
def test_a_spelling_that_makes_no_difference_is_accepted(typed: str, answers: tuple[str, ...]) -> None:
    assert is_accepted(typed, answers)


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("2015", ("2014",)),
        ("", ("GAN",)),
        ("GA", ("GAN",)),
        ("ML", ("Machine Learning (ML)",)),
        ("...", ("GAN",)),
        ("", ("(x)",)),
        ("anything", ()),
    ],
)
def test_another_answer_is_not(typed: str, answers: tuple[str, ...]) -> None:
    assert not is_accepted(typed, answers)


@pytest.mark.parametrize(
    ("typed", "answers", "match"),
    [
        ("backpropagation", ("Backpropagation",), Match.RIGHT),
        ("backpropogation", ("Backpropagation",), Match.NEAR),
        ("backpropagtaion", ("Backpropagation",), Match.NEAR),
        ("Yan LeCun", ("Yann LeCun",), Match.NEAR),
        ("Yann Lecunn", ("Bengio", "Yann LeCun"), Match.NEAR),
        ("softmx", ("Softmax (function)",), Match.NEAR),
        ("2013", ("2014",), Match.WRONG),
        ("ResNet-51", ("ResNet-50",), Match.WRONG),
        ("torch.randm", ("`torch.randn`",), Match.WRONG),
        ("GAM", ("GAN",), Match.WRONG),
        ("bias", ("basis",), Match.WRONG),
        ("supervised", ("unsupervised",), Match.WRONG),
        ("", ("memory",), Match.WRONG),
        ("memory", (), Match.WRONG),
    ],
)
def test_a_slip_in_a_long_word_is_nearly_right(typed: str, answers: tuple[str, ...], match: Match) -> None:
    assert judged(typed, answers) is match


def test_the_letters_that_differ_are_told_apart() -> None:
    assert differences("backpropogation", ["Backpropagation"]) == [("backprop", True), ("o", False), ("gation", True)]
    assert differences("something else", ["GAN"]) == [("something else", False)]
    assert differences("x", []) == [("x", False)]


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_the_pieces_are_what_was_typed(typed: str, answers: list[str]) -> None:
    assert "".join(piece for piece, _ in differences(typed, answers)) == unicodedata.normalize("NFC", typed)
    assert (judged(typed, answers) is Match.RIGHT) == is_accepted(typed, answers)


@pytest.mark.parametrize(
    ("typed", "answer", "match"),
    [
        ("sensitivity", "Recall (sensitivity)", Match.NEAR),
        ("True positive rate", "Recall (sensitivity, true positive rate)", Match.NEAR),
        ("f-measure", "F1 score (F-measure)", Match.NEAR),
        ("CNN", "Convolutional Neural Network (CNN)", Match.NEAR),
        ("Simple Queue Service", "SQS (Simple Queue Service)", Match.NEAR),
        ("recall", "Recall (sensitivity)", Match.RIGHT),
        ("default", "Adam (default)", Match.WRONG),
        ("in hidden layers", "ReLU (in hidden layers)", Match.WRONG),
        ("ms", "40 (ms)", Match.WRONG),
        ("1998", "LeNet (1998)", Match.WRONG),
        ("max", "Pooling (max)", Match.WRONG),
        ("km/h", "Speed (km/h)", Match.WRONG),
        ("sensitive", "Recall (sensitivity)", Match.WRONG),
    ],
)
def test_a_second_name_in_a_parenthesis_is_nearly_right_and_a_remark_is_not(
    typed: str, answer: str, match: Match
) -> None:
    assert judged(typed, [answer]) is match


def test_signs_that_nobody_sees_make_no_difference() -> None:
    assert judged("pretraining", ["pre\u200btrain\xading\ufeff"]) is Match.RIGHT
    assert judged("می‌خواهم", ["می‌خواهم"]) is Match.RIGHT
