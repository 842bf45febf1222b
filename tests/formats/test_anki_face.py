"""Text from notes is text in Anki: nothing of it is HTML, a template, a sound, LaTeX or a script."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.formats import anki_face
from flashdl.leaving import Shown
from flashdl.model import BLANK, Card, Excerpt, Grading
from tests.formats.exported import card

OURS = {"br", "code", "span", "ol", "ul", "li", "div", "details", "summary"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
LURES = [
    "<",
    ">",
    "&",
    "[",
    "]",
    "{",
    "}",
    "$",
    "`",
    "\\",
    "(",
    ")",
    "\n",
    " ",
    "a",
    "5",
    "sound:",
    "latex",
    "href",
    BLANK,
]


def fields(of: Card) -> tuple[str, ...]:
    return anki_face.fields(Shown.of(of))


HOSTILE = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(LURES), max_size=30).map("".join))


class Elements(HTMLParser):
    """What a browser would make of it: the elements with their attributes, and the text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.names.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.names.add("declaration")

    def handle_pi(self, data: str) -> None:
        self.names.add("instruction")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("plain", "plain"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("run `ls <dir>` now", "run <code>ls &lt;dir&gt;</code> now"),
        ("`` a`b ``", "<code>a`b</code>"),
        ("one ` tick", "one ` tick"),
        ("loss $x_1 < y$ falls", "loss \\(x_1 &lt; y\\) falls"),
        ("$$\\frac{a}{b}$$", "\\[\\frac{a}{b}\\]"),
        ("$a \\\\[2pt] b$", "\\(a \\\\&#91;2pt] b\\)"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("an escaped \\$x$ dollar", "an escaped \\$x$ dollar"),
        ("`$x$`", "<code>$x$</code>"),
        ("one\ntwo\r\nthree", "one<br>two<br>three"),
        (f"A {BLANK} learns", 'A <span class="gap">&#91;…]</span> learns'),
        (f"`git {BLANK}`", '<code>git <span class="gap">&#91;…]</span></code>'),
        ("\\(x\\)", "<span>\\</span>(x<span>\\</span>)"),
        ("{{Front}}", "{&#123;Front}&#125;"),
        ("[sound:a.mp3]", "&#91;sound:a.mp3]"),
        ("$[latex]x[/latex]$", "\\(&#91;latex]x&#91;/latex]\\)"),
        ("$\\href{javascript:x}{y}$", "<code>$\\href{javascript:x}{y}$</code>"),
        ("$\\text{a\\) b}$", "<code>$\\text{a<span>\\</span>) b}$</code>"),
        ("\x1b[31m\0", "␛&#91;31m␀"),
    ],
)
def test_text_becomes_this(text: str, field: str) -> None:
    assert anki_face.rich(text) == field


@given(HOSTILE)
def test_no_text_becomes_live(text: str) -> None:
    field = anki_face.rich(text)
    seen = Elements(field)

    assert seen.names <= {"br", "code", "span"}
    assert seen.attributes <= {"class"}
    assert "{{" not in field and "}}" not in field
    assert not re.search(r"\[(?!…)", field.replace("\\[", ""))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", field)


@given(st.text("ab \\()[]$", max_size=40))
def test_math_begins_only_where_a_dollar_stood(text: str) -> None:
    field = anki_face.rich(text)

    if "$" not in text:
        assert "\\(" not in field and "\\[" not in field
    assert len(re.findall(r"(?<!\\)\\[(\[]", field)) <= text.count("$") // 2


@given(HOSTILE)
def test_a_whole_face_is_made_of_our_elements_only(text: str) -> None:
    table = Excerpt(header=(text, "b"), rows=((text, text), ("c", "d")), row=0, column=1)
    made = fields(
        card(text, text, text, choices=(text,), grading=Grading.CHOICE, hint=text, context=(text,), excerpt=table)
    )
    seen = Elements("".join(made))

    assert len(made) == len(anki_face.FIELDS)
    assert seen.names <= OURS | TABLE
    assert seen.attributes <= {"class", "dir"}
    assert all("\x1f" not in field for field in made)
    assert Elements(made[0]).text.strip()


@pytest.mark.parametrize("text", ["`" * 100_000, "` `` " * 30_000, "$a" * 100_000, "$$a" * 60_000, "\\" * 100_000])
def test_no_text_is_slow(text: str) -> None:
    assert anki_face.rich(text)


def test_the_fields_are_frozen() -> None:
    assert anki_face.FIELDS == ("Front", "Back", "Context", "Source", "Extra", "flashdl-id")


def test_a_card_shows_its_answer_the_others_its_place_and_its_context() -> None:
    made = dict(zip(anki_face.FIELDS, fields(card("Q", "2014", "14")), strict=True))

    assert made["Back"] == '2014<div class="others">also: 14</div>'
    assert made["Context"] == "Deep Learning › Architectures"
    assert made["Source"] == "note.md"
    assert made["flashdl-id"] == card("Q").id


def test_an_answer_that_differs_by_its_marks_alone_is_not_said_again() -> None:
    made = fields(card("Q", "`item()`", "item()", "item"))

    assert made[1] == '<code>item()</code><div class="others">also: item</div>'


def test_a_list_shows_its_members_and_a_sequence_their_order() -> None:
    members = fields(card(items=("a", "b"), grading=Grading.LIST))[1]
    sequence = fields(card(items=("a", "b"), grading=Grading.LIST_ORDERED))[1]

    assert members == '<ul class="items"><li dir="auto">a</li><li dir="auto">b</li></ul>'
    assert sequence.startswith("<ol")


def test_choices_and_hint_stand_on_the_front() -> None:
    front = fields(card("Q", choices=("a", "b"), grading=Grading.CHOICE, hint="h"))[0]

    assert front == (
        'Q<ol class="choices"><li dir="auto">a</li><li dir="auto">b</li></ol>'
        '<details class="hint"><summary>Hint</summary>h</details>'
    )


def test_the_excerpt_marks_the_row_and_the_cell_that_were_asked() -> None:
    table = Excerpt(header=("Net", "Year"), rows=(("LSTM", "1997"), ("GAN", "2014")), row=1, column=1)
    extra = fields(card(excerpt=table))[4]

    assert '<tr class="asked"><td dir="auto">GAN</td><td dir="auto" class="asked">2014</td></tr>' in extra
    assert extra.count("asked") == 2
    assert "A sentence." in fields(card(excerpt=Excerpt("A sentence.")))[4]


def test_a_blank_text_is_shown_as_a_dash() -> None:
    made = fields(card(" ", " ", subject="x"))

    assert made[:2] == (anki_face.NOTHING, anki_face.NOTHING)
