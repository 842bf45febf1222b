"""Which typed answers are accepted."""

from __future__ import annotations

import pytest

from flashdl.typed import is_accepted


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
