"""The language that finds cards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.errors import UsageError
from flashdl.query import (
    FIELDS,
    PROPERTIES,
    STATES,
    All,
    Compared,
    Either,
    Field,
    Not,
    Part,
    Rated,
    Text,
    advice,
    completions,
    is_query,
    meant,
    parse,
    pieces,
    quoted,
)

_texts = st.text(
    st.characters(exclude_characters='"\\', exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
).filter(lambda text: text.strip() == text and ":" not in text and text.casefold() not in ("or", "and"))
_terms = st.one_of(
    _texts.map(Text),
    st.builds(Field, st.sampled_from(["deck", "tag", "source", "kind", "question", "answer", "id"]), _texts),
    st.builds(Field, st.just("is"), st.sampled_from(STATES)),
    st.builds(Compared, st.sampled_from(PROPERTIES), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.just(2.5)),
    st.builds(Rated, st.integers(1, 400), st.none() | st.integers(1, 4)),
)
_queries = st.recursive(
    _terms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
    ),
    max_leaves=8,
)


def written(part: Part) -> str:
    """A query that means this."""
    match part:
        case Text(text):
            return f'"{text}"'
        case Field(name, value):
            return f'{name}:"{value}"'
        case Compared(name, sign, number):
            return f"prop:{name}{sign}{number}"
        case Rated(days, rating, _):
            return f"rated:{days}" + (f":{rating}" if rating else "")
        case Not(inner):
            return f"-({written(inner)})"
        case All(parts):
            return "(" + " ".join(map(written, parts)) + ")"
        case Either(parts):
            return "(" + " or ".join(map(written, parts)) + ")"


@given(_queries)
def test_what_is_written_is_what_is_meant(query: Part) -> None:
    assert parse(written(query)) == query


@given(st.text(max_size=80) | st.text('()"\\-: orand*', max_size=40))
def test_any_text_is_a_query_or_a_sentence_that_says_where_it_is_wrong(text: str) -> None:
    try:
        parse(text)
    except UsageError as error:
        place = re.search(r"at character (\d+)", str(error))
        assert place is not None
        assert 1 <= int(place[1]) <= len(text)


@given(st.sampled_from(["deck", "tag"]), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_quoted_value_is_read_back(name: str, value: str) -> None:
    found = parse(quoted(name, value))

    assert isinstance(found, Field)
    assert found.name == name
    assert pieces(found.value) == [value]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", All(())),
        ("soft max", All((Text("soft"), Text("max")))),
        ("soft and max", All((Text("soft"), Text("max")))),
        ("a b or c", Either((All((Text("a"), Text("b"))), Text("c")))),
        ("-a b", All((Not(Text("a")), Text("b")))),
        ("x-ray", Text("x-ray")),
        ('"deck:Deep Learning"', Field("deck", "Deep Learning")),
        ("http://x.org", Text("http://x.org")),
        ("rated:7:again", Rated(7, 1)),
        ("introduced:30", Rated(30, first=True)),
        ("IS:Due", Field("is", "due")),
    ],
)
def test_ordinary_queries(text: str, meant: Part) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('soft "max', "at character 6 .*no partner"),
        ("a)", "at character 2 .*never opened"),
        ("(a", "at character 1 .*not closed"),
        ("()", "nothing in the brackets"),
        ("a or", "both sides"),
        ("or a", "both sides"),
        ("is:dew", "is: knows new, due"),
        ("prop:easy<2", "prop: takes one of ease, interval"),
        ("rated:0", "rated: takes a number of days"),
        ("introduced:3:again", "introduced: takes a number of days"),
        ("flag:9", "a number from 0 to 7"),
        ("deck:", "something must stand behind"),
        ("(" * 100 + "a" + ")" * 100, "too many brackets"),
        ("a" * 3000, "3000 characters"),
    ],
)
def test_a_faulty_query_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(text)


def test_only_a_text_that_names_a_field_is_taken_for_a_query() -> None:
    assert is_query("is:due")
    assert is_query("-tag:x")
    assert is_query('softmax "deck:Deep Learning"')
    assert not is_query("k3f9a2")
    assert not is_query("notes/Biology.md:12")


def test_completions_go_on_from_what_is_typed() -> None:
    decks = ["Deep Learning", "Deep Learning::Optimisation", "PyTorch"]

    assert completions("softmax de", decks, []) == ["softmax deck:"]
    assert completions("deck:deep", decks, []) == ['deck:"Deep Learning"', 'deck:"Deep Learning::Optimisation"']
    assert completions('deck:"Deep L', decks, []) == ['deck:"Deep Learning"', 'deck:"Deep Learning::Optimisation"']
    assert completions("(-is:su", decks, []) == ["(-is:suspended"]
    assert completions("tag:e", decks, ["exam", "maths"]) == ["tag:exam"]
    assert completions("", decks, []) == []
    for name in FIELDS:
        assert f"{name}:" in completions(name[0], decks, [])


def test_a_query_that_finds_nothing_says_what_may_be_wrong_with_it() -> None:
    assert "“dek:” is no name that is known" in advice("softmax dek:AI", tuple)
    assert advice("-deck:AI", tuple) == "There is no deck “AI”. Decks: none yet."
    assert [advice(text, tuple) for text in ("softmax", "https://a.b", "“a: b”")] == [""] * 3
    assert advice("deck:A*", tuple) == "There is no deck “A*”. Decks: none yet."
    assert advice("deck:ai is:due", lambda: ("Notes::AI",)) == "", "the deck is there, and that is not why"


@pytest.mark.parametrize(
    ("query", "finds", "said"),
    [
        ("deck:Notes", False, "Several decks end in “Notes”: German::Notes, Spanish::Notes."),
        ("-deck:notes is:due", True, "Several decks end in “notes”: German::Notes, Spanish::Notes."),
        ("x or deck:Vebs", False, "There is no deck “Vebs”. Near it: Spanish::Verbs."),
        ("x or deck:Vebs", True, ""),
        ("deck:Spanish", False, ""),
        ("deck:verbs", False, ""),
        ("deck:*otes", False, ""),
        (
            "deck:1*",
            False,
            "There is no deck “1*”. Decks: German, German::Notes, Spanish, Spanish::Notes, Spanish::Verbs.",
        ),
        ("deck:1*", True, ""),
        (
            "deck:n*",
            False,
            "No deck is called “n*” from its first level on; deck:*::n* finds German::Notes, Spanish::Notes.",
        ),
        ("deck:spa* x", False, ""),
    ],
)
def test_a_query_says_which_decks_a_name_may_mean_where_it_means_no_one(query: str, finds: bool, said: str) -> None:
    assert advice(query, lambda: ("Spanish::Verbs", "Spanish::Notes", "German::Notes"), finds=finds) == said


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("deck:Spanish", Field("deck", "Spanish")),
        ("deck:verbs", Field("deck", "Spanish::Verbs")),
        ("-deck:Verbs is:due", All((Not(Field("deck", "Spanish::Verbs")), Field("is", "due")))),
        ("deck:*erbs", Field("deck", "*erbs")),
        ("deck:Notes", Field("deck", "Notes")),
        ("deck:Nothing or x", Either((Field("deck", "Nothing"), Text("x")))),
    ],
)
def test_a_deck_may_be_named_by_its_last_levels_where_one_alone_ends_so(query: str, part: Part) -> None:
    assert meant(query, lambda: ("Spanish::Verbs", "Spanish::Notes", "German::Notes")) == part


def test_decks_are_not_asked_for_where_none_is_named() -> None:
    assert meant("is:due", lambda: pytest.fail("asked for")) == Field("is", "due")
