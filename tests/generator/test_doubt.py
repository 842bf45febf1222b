"""Uncertain cards: they wait, and take nothing from the sure ones."""

from __future__ import annotations

from flashdl.generator.quality import DOUBT_CAP
from flashdl.model import State
from tests.generator.test_rules import asked, made, table


def waiting(text: str) -> list[str]:
    """Questions that wait in the inbox."""
    return [one.prompt.question for one in made(text).candidates if one.state is State.INBOX]


DOUBTED = "- **Kill**: a definition makes all the others of its name void\n"


def test_an_uncertain_card_waits_and_is_not_asked() -> None:
    assert waiting(DOUBTED) == ["What is Kill?"]
    assert asked(DOUBTED) == {}


def test_uncertain_cards_take_nothing_from_the_sure_ones() -> None:
    sure = table("Architecture | Year | Use case", "GAN | 2014 | Image generation", "LSTM | 1997 | Long sequences")

    alone, together = made(sure), made(DOUBTED + "\n" + sure)

    assert waiting(DOUBTED + "\n" + sure)
    assert [one.key for one in alone.candidates] == [
        one.key for one in together.candidates if one.state is State.ACTIVE
    ]


def test_an_inbox_is_not_flooded_by_one_note() -> None:
    text = "".join(
        f"- **Kill {name}**: a definition makes all others of its name void\n" for name in "ABCDEFGHIJKLMNOP"
    )

    assert len(waiting(text)) == DOUBT_CAP
    assert len(made(text).spare) == 16 - DOUBT_CAP


def test_a_doubtful_card_never_stands_for_a_sure_one_of_another_note() -> None:
    sure = "# Kill\n\nKill is a signal that ends a process at once and cannot be caught by it.\n"

    found = made(DOUBTED, "a/Kill.md", Kill=sure)

    assert [one.state for one in found.candidates if one.prompt.question == "What is Kill?"] == [State.ACTIVE]
