"""The short way through a field's HTML reads what the parser reads, or says that it takes the parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashdl.formats import html_text, template
from flashdl.formats.html_text import _Reader, readable

PIECES = [
    "a", " b ", "\n", "&amp;", "&nbsp", "&lt;b&gt;", "<b>", "</b>", "<br>", "<br/>", "<BR />", "<div class='x'>",
    "</div>", '<img src="a>b.png" alt=x>', "<code>", "</code>", "<sup>", "2", "</sup>", "<li>", "<table><tr><td>",
    "<", ">", "< b", "<script>", "</script>", "<style>x", "<!-- c -->", "<!x", "</", "</ b>", "<a href='x'>",
    '<a title="', '">', "<p/>", "é漢", "<ruby>", "<rt>", "</rt>", "<anki-mathjax>", "</anki-mathjax>", "<b\n>",
    "<b/ >", "<?x>", "<b><", "<title>", "&#91;",
]  # fmt: skip


@settings(max_examples=1_000)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_both_ways_say_the_same(html: str) -> None:
    quick, whole = _Reader(), _Reader()
    whole.feed(html)
    whole.close()

    if quick.read_quickly(html):
        assert "".join(quick.parts) == "".join(whole.parts)


@settings(max_examples=1_000)
@given(
    st.lists(st.sampled_from([*PIECES, "&#10;", "&NewLine;", "\r\n", "\n\n\n", "\u3000", "\t"]), max_size=12).map(
        "".join
    )
)
def test_the_shortest_way_says_the_same(html: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        shortly = readable(html)
        patch.setattr(html_text, "_plainly", lambda _: None)
        assert readable(html) == shortly


def test_fields_with_plain_tags_take_the_shortest_way() -> None:
    assert html_text._plainly('<div class="x">a &amp; b</div><br><ul><li>c</ul>') == "\na & b\n\n\n\n- c\n"
    assert html_text._plainly("x<sup>2</sup>") is None


def test_ordinary_fields_take_the_short_way() -> None:
    for html in (
        "a<br>b",
        '<div class="x">a &amp; b</div>',
        "<table><tr><td>x</td></tr></table>",
        "<b>x</b><sup>2</sup>",
    ):
        assert _Reader().read_quickly(html)


REFERENCES = [
    "&",
    "am",
    "p;",
    "#3",
    "8;",
    "lt",
    ";",
    " ",
    "\0",
    "\\(x\\)",
    "[sound:a]",
    "[latex]",
    "[/latex]",
    "&#91;x",
]
VALUES = st.lists(st.sampled_from([*PIECES, *REFERENCES]), max_size=6).map("".join)
MARKS = [
    "{{A}}",
    "{{B}}",
    "{{#A}}",
    "{{/A}}",
    "{{^B}}",
    "{{/B}}",
    "{{furigana:A}}",
    "{{Nothing}}",
    "{{hint:B}}",
    "<hr>",
]
TEMPLATES = st.lists(st.sampled_from([*PIECES, *REFERENCES, *MARKS, *MARKS]), max_size=10).map("".join)


@settings(max_examples=3_000)
@given(TEMPLATES, VALUES, VALUES)
def test_a_template_that_was_read_once_says_what_it_says_filled(pattern: str, one: str, other: str) -> None:
    fields = {"A": one, "B": other}

    assert template.text(pattern, fields) == readable(template.filled(pattern, fields))


@settings(max_examples=1_000)
@given(VALUES, VALUES)
def test_a_template_as_most_are_says_what_it_says_filled(one: str, other: str) -> None:
    pattern = "{{#A}}<div class='a'>{{A}}</div>{{/A}}\n<div>{{B}}</div> {{B}}&nbsp;{{A}}"
    fields = {"A": one, "B": other}

    assert template.text(pattern, fields) == readable(template.filled(pattern, fields))


SPLIT = ["&", "a", "am", "amp", "p;", "#", "3", "8;", "&lt", ";", " ", "{{A}}", "{{B}}", "{{A}}"]


@settings(max_examples=1_000)
@given(*(st.lists(st.sampled_from(SPLIT[:until]), max_size=3).map("".join) for until in (14, 11, 11)))
def test_a_reference_may_begin_in_one_field_and_end_behind_it(pattern: str, one: str, other: str) -> None:
    fields = {"A": one, "B": other}

    assert template.text(f"<b>{pattern}", fields) == readable(template.filled(f"<b>{pattern}", fields))


def test_what_a_field_makes_too_long_is_cut_off_either_way() -> None:
    fields = {"A": "word " * 30_000}

    assert template.text("<b>{{A}}</b>{{A}}", fields) == readable(template.filled("<b>{{A}}</b>{{A}}", fields))
