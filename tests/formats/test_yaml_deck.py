"""Decks in YAML: what is text stays text, a fault costs one card, and a file that is written to keeps its bytes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl import identity
from flashdl.errors import FileError, UsageError
from flashdl.formats import yaml_cards, yaml_deck
from flashdl.formats.wanted import Deck
from flashdl.model import Direction, Grading

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(str.strip)


def read(folder: Path, text: str | bytes, *, name: str = "deck.yaml") -> Deck:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return yaml_deck.read(path)


def refusal(folder: Path, text: str | bytes) -> FileError:
    with pytest.raises(FileError) as caught:
        read(folder, text)
    return caught.value


def asked(deck: Deck) -> list[tuple[str, tuple[str, ...]]]:
    return [(candidate.prompt.question, candidate.prompt.answers) for candidate in deck.candidates]


def said(deck: Deck) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in deck.problems]


def test_a_card_has_its_line_its_tags_and_the_deck_as_context(tmp_path: Path) -> None:
    deck = read(
        tmp_path,
        "name: Shell basics\ntags: [shell]\ncards:\n  - front: Where am I?\n    back: pwd\n    tags: [shell, path]\n"
        "    hint: three letters\n",
    )
    (card,) = deck.candidates

    assert deck.problems == ()
    assert (card.deck, card.prompt.kind, card.prompt.grading) == ("Shell basics", "basic", Grading.SELF)
    assert (card.prompt.question, card.prompt.answers, card.prompt.hint) == ("Where am I?", ("pwd",), "three letters")
    assert card.prompt.tags == ("shell", "path")
    assert (card.place.file, card.place.line, card.place.context) == ("deck.yaml", 4, ("Shell basics",))
    assert card.id is None


@pytest.mark.parametrize(
    "text",
    [
        "name: D\ncards: [{front: a, back: b}]",
        "title: D\ncards:\n- question: a\n  answer: b\n",
        "deck: D\ncards:\n- q: a\n  a: b\n",
        "name: D\ncards:\n- {question: a, answers: [b]}\n",
        "cards:\n- front: a\n  back: b\nname: D",
    ],
)
def test_the_other_common_spellings_mean_the_same(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, text)

    assert (deck.name, asked(deck), deck.problems) == ("D", [("a", ("b",))], ())


def test_a_bare_list_is_a_deck_that_bears_the_name_of_its_file(tmp_path: Path) -> None:
    deck = read(tmp_path, "- front: a\n  back: b\n", name="verbs.yaml")

    assert (deck.name, asked(deck)) == ("verbs", [("a", ("b",))])


@pytest.mark.parametrize(
    "written", ["no", "012", "1:30", "1.10", "2026-01-01", "1e3", "0x1F", "~", "null", "true", "="]
)
def test_a_scalar_stays_as_it_is_written(tmp_path: Path, written: str) -> None:
    deck = read(tmp_path, f"cards:\n- front: a\n  back: {written}\n")

    assert asked(deck) == [("a", (written,))]


def test_a_block_of_text_keeps_its_lines_but_not_the_last_line_end(tmp_path: Path) -> None:
    deck = read(tmp_path, "cards:\n- front: |\n    one\n\n    two\n  back: >\n    three\n    four\n")

    assert asked(deck) == [("one\n\ntwo", ("three four",))]


def test_typing_is_asked_for_by_accept_or_typed_only(tmp_path: Path) -> None:
    deck = read(
        tmp_path,
        "cards:\n- {front: a, back: x}\n- {front: b, back: x, accept: [y, x]}\n- {front: c, back: x, typed: true}\n",
    )

    assert [candidate.prompt.grading for candidate in deck.candidates] == [Grading.SELF, Grading.TYPED, Grading.TYPED]
    assert deck.candidates[1].prompt.answers == ("x", "y")


def test_a_reversed_card_adds_a_sibling_that_asks_the_other_way(tmp_path: Path) -> None:
    forward, reverse = read(tmp_path, "name: D\ncards:\n- {front: a, back: b, reversed: yes, hint: h}\n").candidates

    assert (reverse.prompt.question, reverse.prompt.answers, reverse.prompt.kind) == ("b", ("a",), "reverse")
    assert reverse.note == forward.note
    assert (forward.key.direction, reverse.key.direction) == (Direction.FORWARD, Direction.REVERSE)
    assert reverse.prompt.hint == ""
    assert [forward.place.position, reverse.place.position] == [0, 1]


def test_a_key_depends_on_the_name_of_the_deck_and_not_on_its_place(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    here = read(tmp_path, "name: D\ncards: [{front: a, back: b}]")
    there = read(tmp_path / "elsewhere", "name: D\ncards: [{front: ' a ', back: changed}]", name="other.yml")
    other = read(tmp_path, "name: E\ncards: [{front: a, back: b}]")

    assert here.candidates[0].key == there.candidates[0].key
    assert here.candidates[0].key.document == "deck:D"
    assert here.candidates[0].key != other.candidates[0].key


def test_the_key_of_a_written_card_never_changes(tmp_path: Path) -> None:
    deck = read(tmp_path, "name: Shell\ncards: [{front: Where?, back: pwd}, {front: a, back: b, id: one}]")

    assert identity.card_id(deck.candidates[0].key) == "zlcg34yobpmu3ld2xygo4mu7"
    assert deck.candidates[1].id == "jgaxgrdsnspaxgxclap7zeeq"


def test_equal_fronts_are_counted_and_are_no_siblings(tmp_path: Path) -> None:
    first, second = read(tmp_path, "cards: [{front: a, back: b}, {front: a, back: c}]").candidates

    assert (first.key.count, second.key.count) == (0, 1)
    assert first.note != second.note


def test_an_id_of_flashdl_is_kept_and_any_other_is_hashed_with_its_deck(tmp_path: Path) -> None:
    own = "abcdefghijklmnopqrstuvw2"
    text = f"name: {{}}\ncards: [{{{{front: a, back: b, id: {own}}}}}, {{{{front: c, back: d, id: ../1}}}}]"
    first = read(tmp_path, text.format("D")).candidates
    second = read(tmp_path, text.format("E")).candidates

    assert first[0].id == second[0].id == own
    assert first[1].id is not None and len(first[1].id) == 24 and first[1].id.isalnum()
    assert first[1].id != second[1].id


@pytest.mark.parametrize(
    ("card", "line", "words"),
    [
        ("- front: *args\n  back: b", 4, "`*`"),
        ("- front: &here\n  back: b", 4, "`&`"),
        ("- front: !important\n  back: b", 4, "`!`"),
        ("- front: {a}\n  back: b", 4, "quotes"),
        ("- front: a\n  front: c\n  back: b", 5, "second time"),
        ("- front: a\n  question: c\n  back: b", 5, "another word for `front`"),
        ("- front: a\n  back:", 5, "no `back`"),
        ("- back: a", 4, "no `front`"),
        ("- just text", 4, "left out"),
        ("- [a, b]", 4, "left out"),
        ("- {front: a, back: [b, [c]]}", 4, "quotes"),
        ("- {front: a, back: b, reversed: perhaps}", 4, "true or false"),
        ("- ? [a]\n  : b", 4, "key"),
        ("- {front: good, back: card}", 4, "line 3"),
        ("- {front: x, back: y, id: same}\n- {front: z, back: y, id: same}", 5, "id `same`"),
    ],
)
def test_a_fault_costs_one_card_and_says_where(tmp_path: Path, card: str, line: int, words: str) -> None:
    deck = read(tmp_path, f"name: D\ncards:\n- {{front: good, back: card}}\n{card}\n- {{front: last, back: one}}\n")

    assert ("good", ("card",)) in asked(deck)
    assert ("last", ("one",)) in asked(deck)
    assert [(where, words in message) for where, message in said(deck)] == [(line, True)]


def test_an_unknown_key_is_told_with_the_nearest_known_one_and_the_card_is_kept(tmp_path: Path) -> None:
    deck = read(tmp_path, "nmae: D\ncards:\n- front: a\n  back: b\n  hnit: c\n  zzzzzzz: d\n")

    assert asked(deck) == [("a", ("b",))]
    assert said(deck)[0] == (1, "`nmae` is not a key that flashdl knows; did you mean `name`?")
    assert said(deck)[1] == (5, "`hnit` is not a key that flashdl knows; did you mean `hint`?")
    assert said(deck)[2][0] == 6
    assert "known are front" in said(deck)[2][1]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", None, "no deck"),
        (b"# only a comment\n", None, "no deck"),
        (b"hello", 1, "no deck"),
        (b"name: D\n", 1, "cards"),
        (b"name: D\ncards: text\n", 2, "cards"),
        (b"name: [D]\ncards: []\n", 1, "name"),
        (b"name: D\ncards: []\ncards: []\n", 3, "second time"),
        (b"name: D\ntitle: D\ncards: []\n", 2, "another word"),
        (b"name: D\ncards: []\n---\nname: E\n", 3, "second document"),
        (b"name: D\ncards:\n- front: [a](b)\n  back: c\n", 3, "not valid YAML"),
        (b"name: D\ncards:\n- front: a\x1b\n", 3, "U+001B"),
        (b"name: D\ncards:\n- front: \xe9\n", 3, "not UTF-8"),
        (b"\xff\xfea", None, "not UTF-16"),
        (b"\x7fELF\0\0\0", 1, "U+007F"),
    ],
)
def test_what_can_be_no_deck_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int | None, words: str
) -> None:
    error = refusal(tmp_path, content)

    assert error.line == line
    assert words in str(error)
    assert str(error).startswith(error.path)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_fifty_thousand_nested_lists_are_refused(tmp_path: Path, opening: str) -> None:
    assert "32 deep" in str(refusal(tmp_path, opening * 50_000))


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.touch()
    os.truncate(path, yaml_deck.SIZE_LIMIT + 1)

    with pytest.raises(FileError, match="32 MiB"):
        yaml_deck.read(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    for path in (tmp_path, tmp_path / "pipe.yaml", tmp_path / "absent.yaml", tmp_path / "a\0b"):
        with pytest.raises(FileError):
            yaml_deck.read(path)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(tmp_path: Path, codec: str, ending: str) -> None:
    text = "name: Dé\ncards:\n- front: 日本\n  back: |\n    b\n    c\n- front: d\n  back: e\n".replace("\n", ending)
    deck = read(tmp_path, text.encode(codec))

    assert (deck.name, asked(deck)) == ("Dé", [("日本", ("b\nc",)), ("d", ("e",))])
    assert [candidate.place.line for candidate in deck.candidates] == [3, 7]


def test_lines_are_counted_as_editors_count_them(tmp_path: Path) -> None:
    deck = read(tmp_path, 'cards:\n- front: "a\u2028b\u0085c"\n  back: d\n- front: e\n  back: f\n')

    assert deck.candidates[1].place.line == 4


@pytest.mark.parametrize(
    "before",
    [
        "# my deck\nname: D   # a comment\ncards:\n  - front: a   # keep\n    back: b\n\n  # the end\n",
        "name: 'D'\ncards:\n- front: a\n  back: >\n     folded\n     text\n",
        "name: D\ncards:\n    -   front: a\n        back: b",
        "name: D\r\ncards:\r\n  - front: a\r\n    back: b\r\n",
        "\ufeffname: D\ncards:\n  - {front: a, back: b}\n",
        "- front: a\n  back: b\n",
        "name: D\ncards:\n",
        "name: D\ncards:   # none yet",
        "name: D\ncards:\n- front: a\n  back: |+\n    b\n\n\n",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le"])
def test_a_card_is_added_and_every_byte_before_it_stays(tmp_path: Path, before: str, codec: str) -> None:
    path = tmp_path / "deck.yaml"
    path.write_bytes(before.encode(codec))
    was = yaml_deck.read(path)
    line = yaml_deck.append(path, front="new: #1", back="two\nlines", tags=["t, u", "v"])
    deck = yaml_deck.read(path)

    assert path.read_bytes().startswith(before.encode(codec))
    assert asked(deck) == [*asked(was), ("new: #1", ("two\nlines",))]
    assert (deck.candidates[-1].place.line, deck.candidates[-1].prompt.tags) == (line, ("t, u", "v"))
    assert ("\r\n" in before) == path.read_bytes().decode(codec).endswith("\r\n")


@pytest.mark.parametrize(
    "before",
    [
        "hello\n",
        "",
        "name: D\ncards: []\n",
        "name: D\ncards: [{front: a, back: b}]\n",
        "{name: D, cards: []}\n",
        "cards:\n- front: a\n  back: b\nname: D\n",
        "name: D\ncards:\n- front: a\n  back: b\n...\n",
        "name: D\ncards:\n- front: [broken\n",
    ],
)
def test_a_file_that_cannot_take_a_card_at_its_end_is_refused_and_stays(tmp_path: Path, before: str) -> None:
    path = tmp_path / "deck.yaml"
    path.write_text(before, encoding="utf-8")

    with pytest.raises(FileError):
        yaml_deck.append(path, front="a", back="b")

    assert path.read_text(encoding="utf-8") == before
    assert [found.name for found in tmp_path.iterdir()] == ["deck.yaml"]


def test_a_missing_file_is_made_with_its_name(tmp_path: Path) -> None:
    line = yaml_deck.append(tmp_path / "new" / "mine.yaml", front="a", back="b", name="My: deck")
    yaml_deck.append(tmp_path / "new" / "other.yaml", front="a", back="b")

    assert line == 3
    assert yaml_deck.read(tmp_path / "new" / "mine.yaml").name == "My: deck"
    assert yaml_deck.read(tmp_path / "new" / "other.yaml").name == "other"


@pytest.mark.parametrize(("front", "back"), [("", "b"), ("a", " \n"), ("\ud800", "b")])
def test_a_card_without_text_is_not_written(tmp_path: Path, front: str, back: str) -> None:
    with pytest.raises(UsageError):
        yaml_deck.append(tmp_path / "deck.yaml", front=front, back=back)

    assert list(tmp_path.iterdir()) == []


def test_writing_keeps_a_link_and_the_permissions_of_its_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    yaml_deck.append(real, front="a", back="b")
    real.chmod(0o640)
    link.symlink_to(real)
    yaml_deck.append(link, front="c", back="d")

    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(yaml_deck.read(real).candidates) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cards=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4, unique_by=lambda card: identity.tidy(card[0])))
def test_any_text_survives_being_written_and_read(tmp_path: Path, cards: list[tuple[str, str]]) -> None:
    path = tmp_path / "deck.yaml"
    path.unlink(missing_ok=True)
    for front, back in cards:
        yaml_deck.append(path, front=front, back=back)

    assert asked(yaml_deck.read(path)) == [(front, (back,)) for front, back in cards]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text("abn-:?#[]{}&*!|>'\"%@` \n\t", max_size=80).map(str.encode),
        st.text("ab-:?#[]{}&*!|>'\" \n", max_size=60).map(
            lambda text: f"cards:\n- front: {text}\n  back: x\n".encode()
        ),
    )
)
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "deck.yaml"
    path.write_bytes(content)
    try:
        deck = yaml_deck.read(path)
    except FileError as error:
        assert str(path) in str(error)
        return

    assert all(candidate.prompt.question.strip() for candidate in deck.candidates)


def test_lists_sequences_gaps_and_choices_are_kinds_of_cards(tmp_path: Path) -> None:
    deck = read(
        tmp_path,
        "name: D\ncards:\n- front: Noble gases?\n  list: [helium, neon]\n- front: Count!\n  sequence: [one, two]\n"
        '- cloze: "The {{c1::Seine}} flows through {{c2::Paris}}."\n'
        "- {front: Capital?, back: Canberra, choices: [Sydney, Perth, Canberra]}\n",
    )

    assert deck.problems == ()
    assert [card.prompt.grading for card in deck.candidates] == [
        Grading.LIST, Grading.LIST_ORDERED, Grading.SELF, Grading.SELF, Grading.CHOICE,
    ]  # fmt: skip
    assert deck.candidates[0].prompt.items == ("helium", "neon")
    assert deck.candidates[1].prompt.answers == ("one → two",)
    assert deck.candidates[3].prompt.question == "The Seine flows through […]."
    assert deck.candidates[4].place.choices == ("Canberra", "Perth", "Sydney")


def test_a_list_needs_two_members_and_no_back(tmp_path: Path) -> None:
    deck = read(tmp_path, "cards:\n- {front: a, list: [b]}\n- {front: c, list: [d, e], back: f}\n")

    assert [line for line, _ in said(deck)] == [2, 3]


def test_notes_as_anki_has_them_are_read(tmp_path: Path) -> None:
    deck = read(
        tmp_path,
        "cards:\n- {note_type: Basic (and reversed card), guid: x1, fields: {Front: a, Back: b}}\n"
        "- {note_type: Cloze, fields: ['{{c1::c}} d', more]}\n- {note_type: Basic, fields: [e]}\n",
    )

    assert asked(deck) == [("a", ("b",)), ("b", ("a",)), ("[…] d", ("c",))]
    assert deck.candidates[2].place.excerpt.text == "more"
    assert said(deck) == [(4, "this card has no `back`; write `back:` and its text.")]


def test_a_mapping_of_questions_to_answers_is_a_deck_that_cannot_be_written_to(tmp_path: Path) -> None:
    text = "name: D\ncards:\n  what?: this\n  'no': 012\n"

    assert asked(read(tmp_path, text)) == [("what?", ("this",)), ("no", ("012",))]
    with pytest.raises(FileError, match="by hand"):
        yaml_deck.append(tmp_path / "deck.yaml", front="a", back="b")


def test_the_schema_knows_each_key_that_is_read() -> None:
    schema = json.loads((Path(yaml_deck.__file__).parent / "deck.schema.json").read_text(encoding="utf-8"))

    assert set(schema["$defs"]["deck"]["properties"]) == set(yaml_cards.DECK_KEYS)
    assert set(schema["$defs"]["card"]["properties"]) == set(yaml_cards.CARD_KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "flashcards:\n- {term: a, definition: b}\n",
        "title: D\ndescription: about it\nauthor: me\nquestions:\n- {question: a, answer: b}\n",
        "deck:\n  title: D\n  source_language: en\ncards:\n- {prompt: a, back: b}\n",
        "a: b\n",
        '{"cards": [{"front": "a", "back": "b"}]}',
    ],
)
def test_words_that_others_use_are_understood(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, text)

    assert (asked(deck), deck.problems) == ([("a", ("b",))], ())


def test_notes_examples_and_several_hints_are_read(tmp_path: Path) -> None:
    (card,) = read(
        tmp_path, "cards:\n- {q: a, a: b, hints: [c, d], notes: see e, code_example: f(), type: reverse}\n"
    ).candidates[:1]

    assert (card.prompt.hint, card.place.excerpt.text) == ("c, d", "see e\nf()")


def test_an_unknown_key_of_many_cards_is_told_once(tmp_path: Path) -> None:
    deck = read(tmp_path, "cards:\n" + "".join(f"- {{q: a{n}, a: b, hnit: x}}\n" for n in range(5)))

    assert len(deck.candidates) == 5
    assert said(deck) == [
        (2, "`hnit` is not a key that flashdl knows; did you mean `hint`? 4 more cards have it."),
    ]


def test_a_gap_in_a_front_without_a_back_is_a_cloze(tmp_path: Path) -> None:
    assert asked(read(tmp_path, "cards:\n- {type: cloze, front: 'a {{c1::b}}'}\n")) == [("a […]", ("b",))]


def test_the_deck_in_the_readme_has_a_card_of_every_kind(tmp_path: Path) -> None:
    readme = (Path(yaml_deck.__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    written = readme.partition("```yaml\n")[2].partition("```")[0]
    deck = read(tmp_path, written)

    assert (deck.name, deck.problems) == ("Spanish::First steps", ())
    assert {card.prompt.grading for card in deck.candidates} == set(Grading)
    assert {card.prompt.kind for card in deck.candidates} == {"basic", "reverse", "cloze", "choice", "list", "sequence"}
    assert deck.candidates[0].place.excerpt.text == "Course, unit 3"


@pytest.mark.parametrize(
    ("wrong", "right", "line", "advice"),
    [
        ("  back: a: b", "  back: x", 4, "needs quotes around it"),
        ("  bakc: x", "  back: x", 4, "did you mean `back`?"),
        ("  back: [x", "  back: x", 4, "put quotes around text"),
        ("  back: {x: y}", "  back: x", 4, "put quotes around it"),
        ("  back: x\n  typed: perhaps", "  back: x", 5, "is true or false"),
        ("  back: x\n  back: y", "  back: x", 5, "take one out"),
    ],
)
def test_a_planted_mistake_is_told_with_its_line_and_how_to_mend_it(
    tmp_path: Path, wrong: str, right: str, line: int, advice: str
) -> None:
    text = f"name: D\ncards:\n- front: w\n{wrong}\n- front: good\n  back: card\n"
    try:
        told = said(read(tmp_path, text))
    except FileError as error:
        told = [(error.line, str(error))]

    assert [at for at, message in told if advice in message] == [line]
    assert read(tmp_path, text.replace(wrong, right)).problems == ()


def test_a_field_of_ankis_is_html_where_it_looks_like_it_and_other_text_is_as_written(tmp_path: Path) -> None:
    text = (
        "deck_name: Hangul\ncards:\n- {type: Basic, fields: {Front: <b>ㅁ</b>, Back: 'Initial: m<br>Final: m'}}\n"
        "- {type: Basic, fields: [a < b, c > d]}\n- {front: <b>x</b>, back: y<br>z}\n"
    )
    deck = read(tmp_path, text)

    assert (deck.name, deck.problems) == ("Hangul", ())
    assert asked(deck) == [
        ("ㅁ", ("Initial: m\nFinal: m",)),
        ("a < b", ("c > d",)),
        ("<b>x</b>", ("y<br>z",)),
    ]
