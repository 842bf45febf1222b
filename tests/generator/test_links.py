"""Links that stand alone, the notes they wish for, and the path that they are through the notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.defaults import LINE, UNCERTAIN
from flashdl.generator import Note, generate
from flashdl.generator.behind import MOST
from flashdl.model import Gathered, State
from tests.generator.test_rules import table

DEFINED = "{0} is a fungus of one cell that ferments sugar.\n"


def made(**notes: str) -> Gathered:
    return generate([Note(f"{name.replace('__', '/')}.md", text) for name, text in notes.items()], "Deck")


def reason(gathered: Gathered, file: str) -> str:
    return " / ".join(refusal.reason for refusal in gathered.refusals if refusal.file == file)


@pytest.mark.parametrize("above", ["", "## Related\n\n"])
@pytest.mark.parametrize(
    ("yeast", "said"),
    [
        (DEFINED.format("Yeast"), "is asked instead: What is Yeast?"),
        (table("Kind | Use", "ale yeast | top fermented beer", "lager yeast | bottom fermented beer"), "gives 4 cards"),
        ("Some words.\n", "gave no card either"),
    ],
)
def test_a_link_alone_says_what_its_note_is_asked_instead(yeast: str, said: str, above: str) -> None:
    assert said in reason(made(Bread=f"{above}- [[Yeast]]\n", Yeast=yeast), "Bread.md")


def test_what_many_notes_link_to_is_worth_more_up_to_a_bound() -> None:
    scores = []
    for count in (0, 1, 3, 40):
        others = {f"Note{number}": "- [[Yeast]]\n- [[Yeast]]\n" for number in range(count)}
        (one,) = [
            one for one in made(Yeast=DEFINED.format("Yeast"), **others).candidates if one.prompt.kind == "definition"
        ]
        scores.append(one.score)

    assert scores == sorted(set(scores))
    assert round(scores[-1] - scores[0], 2) == MOST


def test_a_weak_definition_waits_however_many_notes_link_to_it() -> None:
    others = {f"Note{number}": "- [[Yeast]]\n" for number in range(40)}
    weak = made(Yeast="# Yeast\n\n## Use\n\nYeast is a fungus of one cell that ferments sugar.\n", **others)
    (one,) = [one for one in weak.candidates if one.prompt.kind == "definition"]

    assert one.state is State.INBOX
    assert UNCERTAIN < one.score < LINE


def test_a_note_that_links_to_itself_gains_nothing() -> None:
    alone, own = (made(Yeast=DEFINED.format("Yeast") + more).candidates[0].score for more in ("", "\n- [[Yeast]]\n"))

    assert alone == own


def test_a_sentence_that_names_both_tells_how_two_notes_are_connected() -> None:
    text = "# Yeast\n\nYeast turns the sugar of malt into the alcohol in every Belgian Ale.\n\n- [[Belgian Ale]]\n"
    found = made(Yeast=text, **{"Belgian Ale": "Words.\n"}).candidates
    apart = made(Yeast=text.replace("- [[", "- "), **{"Belgian Ale": "Words.\n"}).candidates

    # It waits for a yes.
    assert [(one.prompt.question, one.prompt.answers, one.state) for one in found] == [
        (
            "How are Yeast and Belgian Ale connected?",
            ("Yeast turns the sugar of malt into the alcohol in every Belgian Ale",),
            State.INBOX,
        )
    ]
    assert not apart


def test_gaps_are_sorted_by_want_and_then_by_name() -> None:
    found = made(A="[[x]] [[Zoo]]\n\n- [[zoo]]\n", B="| A | B |\n|---|---|\n| [[Zoo]] | [[a b]] |\n").gaps

    assert [(gap.name, gap.notes, gap.file, gap.line) for gap in found] == [
        ("Zoo", 2, "A.md", 1),
        ("a b", 1, "B.md", 3),
        ("x", 1, "A.md", 1),
    ]


@pytest.mark.parametrize(
    "link",
    (
        *("[[a.png]]", "![[x]]", "[[a.pdf]]", "[[2024-01-05]]", "[[2024-W05]]", "[[2024]]", "[[#Here]]"),
        *("[[May 5th, 2024]]", "[x](https://y.org/z.md)", "[x](mailto:a@b.md)", "#tag", "[[{{date}}]]", "`[[x]]`"),
        *("[[A]]", "[[a]]", "[[f/A.md]]"),
    ),
)
def test_what_is_no_note_to_write_is_no_gap(link: str) -> None:
    assert made(A=f"See {link} there.\n").gaps == ()


def order(**notes: str) -> list[str]:
    """Files in the order of their cards."""
    told = {name: text + "\n" + DEFINED.format(name.split("__")[-1]) for name, text in notes.items()}
    return list(dict.fromkeys(one.place.file.removesuffix(".md") for one in made(**told).candidates))


def listing(*names: str) -> str:
    return "\n" + "\n".join(f"- [[{name}]]" for name in names) + "\n"


def test_an_index_is_followed_into_its_maps() -> None:
    plain = dict.fromkeys(("Ale", "Barley", "Cask", "Dregs", "Egg", "Foam", "Gin"), "")
    notes = {
        "Yards": listing("Gin", "Foam", "Egg", "Dregs", "Cask"),
        "Home": listing("Foam", "Zone MOC", "Cask", "Ale"),
    }
    found = order(**plain, **notes, **{"Zone MOC": listing("Egg", "Barley", "Gin", "Dregs")})

    assert found == ["Home", "Foam", "Zone MOC", "Egg", "Barley", "Gin", "Dregs", "Cask", "Ale", "Yards"]


def test_files_stand_as_their_owner_numbered_them() -> None:
    found = order(a__Lab10="", a__Lab2="", a__Readme="", b__Zebra="---\nnav_order: 1\n---\n", b__Ape="")

    assert found == ["a/Readme", "a/Lab2", "a/Lab10", "b/Zebra", "b/Ape"]


def test_the_front_matter_says_what_comes_next() -> None:
    assert order(Ale='---\nnext: "[[Cask]]"\n---\n', Barley="", Cask="---\nnext: Ale\n---\n") == [
        "Ale",
        "Cask",
        "Barley",
    ]


BEERS = ("Ale", "Bock", "Dubbel", "Gose", "Helles", "Kriek", "Lager", "Porter")


@given(st.lists(st.lists(st.sampled_from(BEERS), max_size=9), min_size=1, max_size=8))
def test_every_note_has_one_place(lists: list[list[str]]) -> None:
    notes = {name: listing(*names) for name, names in zip(BEERS, lists, strict=False)}

    assert sorted(order(**notes)) == sorted(notes)


def test_a_long_form_has_a_word_for_each_letter_where_it_can() -> None:
    text = "The American Association of Clinical Endocrinologists (AACE) advises a scan.\n"

    (one,) = [
        one
        for one in generate([Note("Note.md", text)], "Deck").candidates
        if one.prompt.question.endswith("stand for?")
    ]

    assert one.prompt.answers[0] == "American Association of Clinical Endocrinologists"
