"""CrowdAnki decks: each template a card, sub-decks, gaps, guids; and JSON that is no deck."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl.errors import FileError
from flashdl.model import BLANK
from tests.formats.deck_file import asked, read, said


def a_model(**changes: Any) -> dict[str, Any]:
    model = {
        "__type__": "NoteModel",
        "crowdanki_uuid": "basic",
        "name": "Basic",
        "type": 0,
        "flds": [{"name": "Back", "ord": 1}, {"name": "Front", "ord": 0}, {"name": "Source", "ord": 2}],
        "tmpls": [
            {
                "name": "Card 1",
                "ord": 0,
                "qfmt": "{{Front}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}{{#Source}}<br>From: {{text:Source}}{{/Source}}",
            },
            {"name": "Card 2", "ord": 1, "qfmt": "{{#Source}}{{Back}}{{/Source}}", "afmt": "{{Back}}<br>{{Front}}"},
        ],
    }
    return {**model, **changes}


CLOZE = a_model(
    crowdanki_uuid="cloze",
    type=1,
    flds=[{"name": "Text", "ord": 0}, {"name": "Extra", "ord": 1}],
    tmpls=[{"name": "Cloze", "ord": 0, "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}{{Extra}}"}],
)


def a_note(*fields: str, guid: str = "g1", model: str = "basic", tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"__type__": "Note", "fields": list(fields), "guid": guid, "note_model_uuid": model, "tags": list(tags)}


def a_deck(*notes: dict[str, Any], **changes: Any) -> str:
    deck = {
        "__type__": "Deck",
        "children": [],
        "crowdanki_uuid": "d",
        "name": "Lands",
        "note_models": [a_model(), CLOZE],
        "notes": list(notes),
    }
    return json.dumps({**deck, **changes}, indent=1)


def test_each_template_that_asks_something_is_a_card(tmp_path: Path) -> None:
    deck = read(
        tmp_path,
        a_deck(
            a_note("Capital of <b>France</b>?", "Paris", "", tags=("eu",)),
            a_note("Capital of Spain?", "Madrid", "Atlas", guid="g2"),
        ),
        "deck.json",
    )

    assert (deck.name, deck.problems) == ("Lands", ())
    assert asked(deck) == [
        ("Capital of France?", "Paris"),
        ("Capital of Spain?", "Madrid\nFrom: Atlas"),
        ("Madrid", "Capital of Spain?"),
    ]
    assert deck.candidates[0].prompt.tags == ("eu",)
    assert deck.candidates[1].note == deck.candidates[2].note
    assert len({card.id for card in deck.candidates}) == 3
    assert deck.candidates[0].place.line < deck.candidates[1].place.line


def test_a_guid_keeps_a_card_whatever_is_edited(tmp_path: Path) -> None:
    before = read(tmp_path, a_deck(a_note("a", "b", "s")), "deck.json").candidates
    after = read(tmp_path, a_deck(a_note("c", "d", "s")), "deck.json").candidates

    assert [card.id for card in before] == [card.id for card in after]


def test_gaps_and_what_is_shown_after_them(tmp_path: Path) -> None:
    deck = read(
        tmp_path, a_deck(a_note("{{c1::Rome}} fell in {{c2::476::year}}", "see <i>map</i>", model="cloze")), "deck.json"
    )

    assert asked(deck) == [(f"{BLANK} fell in 476", "Rome"), (f"Rome fell in {BLANK}", "476")]
    assert deck.candidates[1].prompt.hint == "year"
    assert deck.candidates[0].place.excerpt.text == "see map"


def test_sub_decks_have_their_full_names(tmp_path: Path) -> None:
    child = {"__type__": "Deck", "name": "Europe", "notes": [a_note("x", "y", guid="g9")], "children": []}
    full = {"__type__": "Deck", "name": "Lands::Asia", "notes": [a_note("v", "w", guid="g8")], "children": []}
    deck = read(tmp_path, a_deck(a_note("a", "b"), children=[child, full]), "deck.json")

    assert [card.deck for card in deck.candidates] == ["Lands", "Lands::Europe", "Lands::Asia"]


def test_a_note_that_makes_no_card_is_told(tmp_path: Path) -> None:
    deck = read(
        tmp_path,
        a_deck(
            a_note("a", "b", guid="1"),
            a_note("", "", guid="2"),
            a_note("a", "b", guid="3", model="gone"),
            a_note("{{c1::open", "", guid="4", model="cloze"),
            a_note("a", "b", guid="1"),
        ),
        "deck.json",
    )

    assert len(deck.candidates) == 1
    assert [words.partition(";")[0] for _, words in said(deck)] == [
        "no template of this note asks and answers anything",
        "the model of this note is not in the file",
        "the gap at “{{c1::open” is not closed",
        f"the same card stands on line {deck.candidates[0].place.line}",
    ]


def test_a_template_is_looked_at_once_and_never_run(tmp_path: Path) -> None:
    nested = a_model(
        tmpls=[{"name": "1", "ord": 0, "qfmt": "{{#Front}}" * 50_000 + "{{Front}}", "afmt": "{{Back}}" * 50_000}]
    )
    deck = read(
        tmp_path, a_deck(a_note("{{Back}}", "{{Front}}<script>x</script>" * 99), note_models=[nested]), "deck.json"
    )

    assert deck.problems or asked(deck)[0][0] == "{{Back}}"


def test_json_of_plain_cards_is_a_deck_too(tmp_path: Path) -> None:
    deck = read(tmp_path, '{"name": "D", "cards": [{"question": "a", "answer": "b"}]}', "deck.json")

    assert (deck.name, asked(deck)) == ("D", [("a", "b")])


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2", "7", '"text"', "{}", "[" * 100_000, '{"notes": 5, "crowdanki_uuid": 1}', "NaN"]
)
def test_what_is_no_deck_gets_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError):
        read(tmp_path, text, "deck.json")


NAMES = st.sampled_from(["name", "fields", "guid", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
NOTE = st.dictionaries(st.sampled_from(["fields", "guid", "tags", "note_model_uuid"]), JSON)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(notes=JSON, models=JSON, children=JSON, note=NOTE)
def test_any_shape_is_read_or_refused_with_a_sentence(
    tmp_path: Path, notes: Any, models: Any, children: Any, note: dict[str, Any]
) -> None:
    for found in (notes, [note, a_note("a", "b"), notes]):
        text = a_deck(notes=found, note_models=models, children=children)
        try:
            deck = read(tmp_path, text, "deck.json")
        except FileError as error:
            assert str(tmp_path) in str(error)
            continue
        assert all(card.prompt.question and card.prompt.answers[0] for card in deck.candidates)


def test_what_only_a_script_would_show_is_a_part_of_the_answer(tmp_path: Path) -> None:
    template = {
        "name": "Recall",
        "ord": 0,
        "qfmt": "<script src='x.js'></script>{{Front}}",
        "afmt": "{{Front}}<div id=x><!--{{Back}}--></div>{{Source}}<script>\nb = '{{Back}}'; f = '{{Front}}';</script>",
    }
    deck = a_deck(a_note("winter", "fuyu", "a sound"), note_models=[a_model(tmpls=[template])])

    assert asked(read(tmp_path, deck, "deck.json")) == [("winter", "fuyu\n\na sound")]
