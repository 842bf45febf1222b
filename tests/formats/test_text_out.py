"""Tables, YAML, Markdown: what goes out says what the cards say, and comes in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from hypothesis import assume, given
from hypothesis import strategies as st

from flashdl import generator, identity
from flashdl.formats import anki_text, markdown_out, yaml_deck, yaml_out
from flashdl.generator import Note
from flashdl.leaving import Family
from flashdl.model import BLANK, Card, Direction, Excerpt, Grading
from tests.formats.anki import Anki, anki
from tests.formats.deck_file import read
from tests.formats.exported import card, exported, leaving


def written(write: Callable[..., int], *families: Family, **options: Any) -> str:
    file: BinaryIO = io.BytesIO()
    write(file, families, **options)
    file.seek(0)
    return file.read().decode()


def gaps() -> Family:
    found = []
    for number, (question, answer) in enumerate([("[…] is in Norway.", "Oslo"), ("Oslo is in […].", "Norway")], 1):
        key = identity.key("n.md", (), "Oslo is in Norway.", f"c{number}", Direction.CLOZE)
        found.append(leaving(replace(card(question, answer), id=identity.card_id(key), key=key)))
    return Family(found[0].card.id, found)


def test_anki_reads_a_table_by_its_headers(tmp_path: Path, judge: Anki) -> None:
    path = tmp_path / "cards.tsv"
    one = card("Is <b> a tag?\nOr `x`?", "$\\alpha$\tyes", deck="A::B", tags=("two words", "z"))
    with path.open("wb") as file:
        count = anki_text.write(file, [exported(one), exported(card("# no comment", "=1+1"))])
    found = judge.collection.get_csv_metadata(str(path), None)
    log = judge.collection.import_csv(anki.ImportCsvRequest(path=str(path), metadata=found)).log

    assert (count, len(log.new)) == (2, 2)
    assert judge.fields()[one.id][:2] == ["Is &lt;b&gt; a tag?<br>Or <code>x</code>?", "\\(\\alpha\\)    yes"]
    assert judge.rows("SELECT tags FROM notes WHERE guid = ?", one.id) == [(" two_words z ",)]
    assert "A::B" in {deck.name for deck in judge.collection.decks.all_names_and_ids()}
    again = judge.collection.import_csv(anki.ImportCsvRequest(path=str(path), metadata=found)).log
    assert (len(again.new), len(again.updated)) == (0, 0)


@given(st.sampled_from("=+-@#\t\r\"',;"), st.text(max_size=8), st.sampled_from("\t,"))
def test_no_cell_is_run_by_a_spreadsheet_and_every_row_has_all_columns(sign: str, text: str, separator: str) -> None:
    one = card(sign + text, sign + text, deck=sign + text, tags=(sign + text,))
    table = written(anki_text.write, exported(one), separator=separator)
    heads, rows = table.split("\n", 6)[:6], list(csv.reader([table.split("\n", 6)[6]], delimiter=separator))

    assert all(head.startswith("#") for head in heads)
    assert {len(row) for row in csv.reader(io.StringIO(table.split("\n", 6)[6]), delimiter=separator)} == {7}
    assert not any(cell[:1] in tuple("=+-@\t\r#") for row in rows for cell in row)


CARDS = [
    card("What is `a: b`?", "no", "nein", subject="1", grading=Grading.TYPED, hint="h: 1", tags=("x", "y z")),
    card("Name them.", "a, b", subject="2", grading=Grading.LIST, items=("a", "b")),
    card("In order.", "a → b", subject="3", grading=Grading.LIST_ORDERED, items=("a", "b")),
    card("Which?", "yes", subject="4", grading=Grading.CHOICE, choices=("no", "yes")),
    card("1:30", "012", subject="5"),
    card("two\nlines", "- a\n# b", subject="6"),
]


def test_a_deck_in_yaml_is_read_back_card_for_card(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    cards = [*CARDS, card("Elsewhere?", subject="9", deck="Deep Learning::Nets")]
    path.write_text(written(yaml_out.write, *map(exported, cards), name="Deep Learning"))
    read = yaml_deck.read(path)

    assert read.problems == ()
    assert [(one.id, one.deck) for one in read.candidates] == [(one.id, one.deck) for one in cards]
    assert [replace(one.prompt, kind="") for one in read.candidates] == [replace(one.prompt, kind="") for one in cards]
    assert [one.place.choices for one in read.candidates] == [one.place.choices for one in cards]


def test_what_is_shown_behind_an_answer_goes_out_in_yaml_and_comes_back(tmp_path: Path) -> None:
    one = card("What does IPA stand for?", "India pale ale")
    one = replace(one, place=replace(one.place, excerpt=Excerpt("Course: unit 3")))
    path = tmp_path / "deck.yaml"
    path.write_text(written(yaml_out.write, exported(one), name="D"))

    assert [found.place.excerpt.text for found in yaml_deck.read(path).candidates] == ["Course: unit 3"]


def test_gaps_are_one_text_in_yaml_and_in_markdown() -> None:
    assert '- cloze: "{{c1::Oslo}} is in {{c2::Norway}}."' in written(yaml_out.write, gaps(), name="D")
    assert "\n{{c1::Oslo}} is in {{c2::Norway}}.\n" in written(markdown_out.write, gaps())


def test_an_empty_deck_is_a_deck(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text(written(yaml_out.write, name="D"))

    assert yaml_deck.read(tmp_path / "deck.yaml").name == "D"


def asked(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    found = generator.generate([Note("Cards.md", text)], "Cards").candidates
    return [(one.prompt.question, one.prompt.answers[:1], one.prompt.items) for one in found]


def test_markdown_is_asked_as_it_was(tmp_path: Path) -> None:
    cards = [CARDS[1], CARDS[2], card("What is `a: b`?", "*no*", subject="7"), card("a_b [[c]]", "1. x", subject="8")]
    found = asked(written(markdown_out.write, *map(exported, cards), gaps()))

    assert found == [
        *((one.prompt.question, one.prompt.answers[:1], one.prompt.items) for one in cards),
        ("[…] is in Norway.", ("Oslo",), ()),
        ("Oslo is in […].", ("Norway",), ()),
    ]


@given(st.lists(st.sampled_from("ab *_[]<>~`$|\\#-+1.&;:="), min_size=1, max_size=12).map("".join))
def test_signs_in_a_card_are_no_markdown(text: str) -> None:
    assume("$$" not in text)  # math on a line of its own comes back as math within its line
    said = " ".join(f"is {text} so".split())
    assert BLANK not in said
    found = asked(f"#flashcards\n\nQ: {markdown_out.escaped(said)}\nA: yes\n")
    assert [question for question, *_ in found] == [said]


PIECES = st.sampled_from(
    [
        *"ab *_[]<>~`$|\\#-+1.&;:=é?",
        "`a\\|b`",
        "`x|y`",
        "$a|b$",
        "{{c1::x}}",
        "::",
        "A:",
        "Q:",
        "C:",
        "- ",
        "1. ",
        "[[a]]",
        "==b==",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map(lambda parts: " ".join(f"is {''.join(parts)} so".split()))
LISTS = st.lists(TEXTS, min_size=2, max_size=4, unique=True).map(tuple)


@st.composite
def of_any_kind(draw: st.DrawFn) -> Card:
    """A card of any kind but with gaps, its sides made of all signs that mean something somewhere."""
    grading = draw(st.sampled_from(list(Grading)))
    front, hint, answers = draw(TEXTS), draw(st.sampled_from(["", "h: 1"])), draw(LISTS)
    if grading in (Grading.LIST, Grading.LIST_ORDERED):
        joined = (", " if grading is Grading.LIST else " → ").join(answers)
        return card(front, joined, grading=grading, items=answers, hint=hint)
    if grading is Grading.CHOICE:
        return card(
            front,
            answers[0],
            grading=grading,
            choices=tuple(sorted(answers, key=lambda one: (one.casefold(), one))),
            hint=hint,
        )
    return card(front, *answers[: draw(st.integers(1, 4))], grading=grading, hint=hint)


@st.composite
def gapped(draw: st.DrawFn) -> Family:
    """The cards of a text with gaps, some of them typed, with marks of code and math around and within them."""
    pieces = draw(
        st.lists(st.sampled_from(["`a", "b`", "$x$", "is", "*so*", "a|b", "[c]", "d:"]), min_size=3, max_size=8)
    )
    asked_at = sorted(draw(st.sets(st.integers(0, len(pieces) - 1), min_size=1, max_size=3)))
    found = []
    for number, at in enumerate(asked_at, 1):
        question = " ".join(BLANK if place == at else piece for place, piece in enumerate(pieces))
        grading = draw(st.sampled_from([Grading.SELF, Grading.TYPED]))
        key = identity.key("n.md", (), " ".join(pieces), f"c{number}", Direction.CLOZE)
        one = card(question, pieces[at], grading=grading, excerpt=Excerpt(" ".join(pieces)))
        found.append(leaving(replace(one, id=identity.card_id(key), key=key)))
    return Family(found[0].card.id, found)


def of(families: list[Family]) -> list[Card]:
    return [one.card for family in families for one in family.cards]


FAMILIES = st.lists(
    st.one_of(of_any_kind().map(exported), gapped()), min_size=1, max_size=4, unique_by=lambda one: one.id
)


@given(FAMILIES)
def test_any_cards_come_back_from_yaml_as_they_were(families: list[Family]) -> None:
    with TemporaryDirectory() as folder:
        found = read(Path(folder), written(yaml_out.write, *families, name="Deep Learning"), "deck.yaml")

    cards = of(families)
    assert found.problems == ()
    assert [replace(one.prompt, kind="") for one in found.candidates] == [replace(one.prompt, kind="") for one in cards]


@given(FAMILIES)
def test_any_cards_come_back_from_markdown_with_their_texts(families: list[Family]) -> None:
    assume("$$" not in repr(families))  # as above
    with TemporaryDirectory() as folder:
        found = read(Path(folder), written(markdown_out.write, *families), "deck.md")

    assert found.problems == ()
    assert [(one.prompt.question, one.prompt.answers[0], one.prompt.items) for one in found.candidates] == [
        (shown(one), one.prompt.answers[0], one.prompt.items) for one in of(families)
    ]


def shown(one: Card) -> str:
    """A card's question as Markdown has it, with its choices behind it."""
    choices = f" ({' / '.join(one.place.choices)})" if one.prompt.grading is Grading.CHOICE else ""
    return f"{one.prompt.question}{choices}"
