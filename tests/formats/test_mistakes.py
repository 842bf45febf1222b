"""A mistake in a deck costs one card; what is said of it names the line and the way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl.errors import FileError
from tests.formats.deck_file import read, said

MISTAKES = [
    ("deck.yaml", "cards:\n- front: a\n  back: b\n- cloze: The cat sleeps.\n", 4, "put {{c1::…}} around what is asked"),
    ("deck.yaml", "cards:\n- cloze: The {{c1:cat}} sleeps.\n", 2, "with two braces and two colons"),
    (
        "deck.yaml",
        "cards:\n- cloze: 'A {{c1::cat}} and a {{c2::dog.'\n",
        2,
        "the gap at “{{c2::dog.” is not closed; write }}",
    ),
    ("deck.yaml", "cards:\n- cloze: 'A {{c1::}} cat'\n", 2, "write what is asked in them, as in {{c1::answer}}"),
    ("deck.yaml", f"cards:\n- cloze: '{'{{c1::' * 9}a{'}}' * 9}'\n", 2, "8 deep or more, at “{{c1::"),
    ("deck.yaml", "cards:\n- front: a\n", 2, "write `back:` and its text"),
    ("deck.yaml", "cards:\n- frnt: a\n  back: b\n", 2, "`front`"),
    ("deck.yaml", "name: x\ncards:\n-front: a\n", 3, "write a space behind the dash"),
    ("deck.csv", "front,back\na,b\nc,\n", 3, "write one, or take the row out"),
    ("deck.csv", "front,back\na,b\nc,d,e\n", 3, "put quotes around text that holds the separator"),
    ("deck.csv", "front,back\na,b\n{{c1::c,d\n", 3, "write }} behind what it asks"),
    ("deck.txt", "#separator:tab\n#html:true\na\tb\n\tc\n", 4, "this row has no front; write one"),
    ("deck.txt", "#separator:tab\n#notetype:Cloze\n{{c1::a}} b\t\nc\t\n", 4, "this row has no back; write one"),
    ("deck.md", "Q: a\nA: b\n\nQ: c\n", 4, "write it on a line that begins with `A:`"),
    ("deck.md", "A: a\n\nQ: b\nA: c\n", 1, "write one on a line that begins with `Q:`"),
    ("deck.md", "C: a\n\nQ: b\nA: c\n", 1, "put brackets around what is asked"),
    ("deck.md", "a::b\n\nc::\n", 3, "write one behind the mark"),
    ("deck.md", "a::b\n\n> [!sr] c\n\n", 3, "write one on the lines below"),
    ("deck.md", "- a #card\n  - b\n- c #card\n", 3, "write one below it, a level deeper"),
    ("deck.md", "- a #card\n  - b\n- #card\n  - c\n", 3, "write it on the line of `#card`"),
    ("deck.org", "* a :drill:\nb\n* c :drill:\n", 3, "write one under a heading below it"),
    ("deck.org", "* a :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\nb\n", 1, "write {{what is asked}}"),
    ("deck.org", "* a :fc:\n:PROPERTIES:\n:FC_TYPE: vision\n:END:\nb\n", 1, "it asks simple, double"),
    (
        "deck.json",
        '{"crowdanki_uuid": "u", "name": "D", "notes": [\n\n{"guid": "g", "note_model_uuid": "m", "fields": ["a"]}]}',
        3,
        "export the deck again, with its note models",
    ),
]


@pytest.mark.parametrize(("name", "text", "line", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_the_way_to_mend_it(
    tmp_path: Path, name: str, text: str, line: int, words: str
) -> None:
    told = [message for at, message in said(read(tmp_path, text, name)) if at == line]

    assert any(words in message for message in told), said(read(tmp_path, text, name))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("cards:\n- front: what: now\n  back: b\n", 2, r"at column 14 .* needs quotes around it"),
        ("cards:\n- front: a\n  back: @home\n", 3, r"at column 9 .* needs quotes around it"),
        ("cards:\n- front: a\n\tback: b\n", 3, "indent with spaces, not with tabs"),
        ("cards:\n- front: a\n  back: [b\n- front: c\n  back: d\n", 3, "close this bracket"),
        ("cards:\n- front: a\n  back: {b\n- front: c\n  back: d\n", 3, "close this bracket"),
        ('cards:\n- front: "a\n  back: b\n- front: c\n', 2, "close this quotation mark"),
        ('cards:\n- front: a\n  back: "\\q"\n', 3, "use single quotes"),
        ("cards:\n- front: a\n  back: 'it's'\n", 3, "put '' for an apostrophe"),
        ("cards:\n  - front: a\n  back: b\n", 3, "its keys two spaces deeper"),
        ("cards:\n- front: a\n    back: b\n", 3, "under one another"),
        ("cards:\n- front: a\n back: b\n", 3, "under one another"),
        ("cards:\n-front: a\n back: b\n", 3, "under one another"),
        ("cards:\n- front: a\n  back b\n- front: c\n", 3, "a colon and a space behind it|under one another"),
        ("cards:\n  front: a\n  back: b\n", 2, "each card begins with a dash"),
        ("front: a\nback: b\n", 1, "each card begins with a dash"),
    ],
)
def test_what_is_no_yaml_at_all_is_told_in_the_same_way(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(FileError, match=rf"deck\.yaml:{line}: .*(?:{words})"):
        read(tmp_path, text, "deck.yaml")


def test_a_key_may_begin_with_a_capital(tmp_path: Path) -> None:
    deck = read(tmp_path, "Name: D\ncards:\n- Front: a\n  Back: b\n  TAGS: [x]\n", "deck.yaml")

    assert (deck.name, said(deck)) == ("D", [])
    assert deck.candidates[0].prompt.tags == ("x",)
