"""The gaps of one text become one cloze note, whose cards are the siblings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl import generator, identity
from flashdl.formats import anki_gaps, apkg
from flashdl.formats.anki_collection import GAP_NOTE_TYPE, gap_note_type
from flashdl.generator import Note
from flashdl.leaving import Family, Leaving
from flashdl.model import BLANK, Direction, Moment, State
from tests.formats.anki import Anki
from tests.formats.exported import card, leaving


def gap(number: int, question: str, answer: str, *, hint: str = "", orphaned: bool = False) -> Leaving:
    whole = question.replace(BLANK, answer)
    key = identity.key("note.md", (), whole, f"c{number}", Direction.CLOZE)
    made = card(question, answer, hint=hint)
    return leaving(replace(made, id=identity.card_id(key), key=key, orphaned=orphaned))


def field(*gaps: Leaving) -> str | None:
    text = anki_gaps.joined(gaps)
    return text and text.field


def test_each_sibling_has_its_gap_and_its_number() -> None:
    text = anki_gaps.joined([gap(2, "Oslo is in […].", "Norway"), gap(1, "[…] is in Norway.", "Oslo", hint="a city")])

    assert text is not None
    assert text.field == "{{c1::Oslo::a city}} is in {{c2::Norway}}."
    assert [number for number, _ in text.gaps] == [1, 2]


def test_several_gaps_of_one_number_are_one_card() -> None:
    key = identity.key("note.md", (), "A and B", "c1", Direction.CLOZE)
    both = leaving(replace(card("[…] and […] meet", "A … B"), key=key))

    assert field(both) == "{{c1::A}} and {{c1::B}} meet"


def test_gaps_may_lie_within_each_other_and_never_across() -> None:
    outer, inner = gap(1, "the […]", "cold north"), gap(2, "the cold […]", "north")
    across = gap(3, "[…] north", "the cold")

    assert field(outer, inner) == "the {{c1::cold {{c2::north}}}}"
    assert field(outer, across) is None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (gap(1, "std::vector is […]", "a::b:"), "std&#58;:vector is {{c1::a&#58;:b&#58;}}"),
        (gap(1, "map […]", "{x}"), "map {{c1::{x&#125;}}"),
        (gap(1, "<b> […] {{c2::x}}", "[sound:a]"), "&lt;b&gt; {{c1::&#91;sound:a]}} {&#123;c2&#58;:x}&#125;"),
        (gap(1, "$a + […]$", "b"), "\\(a + {{c1::b}}\\)"),
        (gap(1, "run […] now", "`ls -l`"), "run {{c1::<code>ls -l</code>}} now"),
    ],
)
def test_no_text_reads_as_a_mark(one: Leaving, expected: str) -> None:
    assert field(one) == expected


def test_a_gap_that_left_the_notes_stays_in_a_text_that_is_the_same() -> None:
    here, gone = gap(2, "Oslo is in […].", "Norway"), gap(1, "[…] is in Norway.", "Oslo", orphaned=True)
    other = gap(1, "[…] is in the north.", "Oslo", orphaned=True)

    assert field(here, gone) == "{{c1::Oslo}} is in {{c2::Norway}}."
    assert field(here, other) == "Oslo is in {{c2::Norway}}."


def test_texts_that_do_not_agree_stay_apart(tmp_path: Path, now: Moment, judge: Anki) -> None:
    one, other = gap(1, "[…] is in Norway.", "Oslo"), gap(2, "Oslo lies in […].", "Norway")
    apkg.write(tmp_path / "a.apkg", [Family(one.card.id, (one, other))], now=now)
    judge.take(tmp_path / "a.apkg")

    assert set(judge.fields()) == {one.card.id, other.card.id}


def test_the_note_type_is_frozen() -> None:
    made = gap_note_type()

    assert (made["id"], made["name"], made["type"]) == (1_795_392_007_411, "flashdl gaps", 1)
    assert [one["name"] for one in made["flds"]] == ["Text", "Back Extra", "Context", "Source", "Extra", "flashdl-id"]


def test_siblings_arrive_as_the_cards_of_one_note(tmp_path: Path, now: Moment, judge: Anki) -> None:
    first, second = gap(1, "[…] is in Norway.", "Oslo"), gap(3, "Oslo is in […].", "Norway")
    second = second._replace(card=replace(second.card, state=State.SUSPENDED))
    apkg.write(tmp_path / "a.apkg", [Family("the family", (first, second))], now=now)
    judge.take(tmp_path / "a.apkg")
    query = "SELECT n.guid, n.mid, c.ord, c.queue FROM cards c JOIN notes n ON n.id = c.nid ORDER BY ord"

    assert judge.rows(query) == [("the family", GAP_NOTE_TYPE, 0, 0), ("the family", GAP_NOTE_TYPE, 2, -1)]
    assert judge.fields()["the family"][5] == f"1={first.card.id} 3={second.card.id}"
    assert judge.is_sound()
    faces = [judge.collection.get_card(one).question() for (one,) in judge.rows("SELECT id FROM cards ORDER BY ord")]
    seen = [re.sub("<style>.*</style>|<[^>]*>", "", face, flags=re.DOTALL).split("\n")[-2] for face in faces]
    assert seen == ["[...] is in Norway.", "Oslo is in [...]."]


def test_gaps_written_in_a_note_are_one_note_again() -> None:
    text = "# Towns\n\n{{c1::Oslo::city}} is the capital of {{c2::Norway}} and lies on a {{c1::fjord}}.\n"
    candidates = generator.generate([Note("Towns.md", text)], "Towns").candidates
    gaps = [leaving(replace(card(), id=one.key.attribute, key=one.key, prompt=one.prompt, place=one.place))
            for one in candidates]  # fmt: skip

    assert field(*gaps) == "{{c1::Oslo::city}} is the capital of {{c2::Norway}} and lies on a {{c1::fjord::city}}."


WORDS = st.text(st.sampled_from("ab :{}$`\\<[]()&1\n·"), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(WORDS, min_size=3, max_size=9), hint=WORDS)
def test_no_text_with_gaps_breaks_a_card(
    tmp_path_factory: pytest.TempPathFactory, now: Moment, pieces: list[str], hint: str
) -> None:
    """Every second piece is a gap; what is asked is gone from the question, and the whole is read in the answer."""
    places = range(1, len(pieces), 2)
    cards = []
    for number, place in enumerate(places, 1):
        key = identity.key("n.md", (), "x", f"c{number}", Direction.CLOZE)
        asked = "".join(BLANK if at == place else piece for at, piece in enumerate(pieces))
        cards.append(leaving(replace(card(asked, pieces[place], hint=hint), id=f"card {number}", key=key)))
    folder = tmp_path_factory.mktemp("anki")
    apkg.write(folder / "a.apkg", [Family("family", cards)], now=now)
    judge = Anki(folder)
    try:
        judge.take(folder / "a.apkg")
        assert judge.rows("SELECT count(*) FROM cards") == [(len(cards),)]
        assert judge.collection.fix_integrity()[1]
        assert not judge.collection.get_empty_cards().notes
    finally:
        judge.collection.close()
