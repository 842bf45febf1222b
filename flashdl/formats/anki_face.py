"""How a card looks in Anki: the text of notes as HTML that can do nothing, the note type's templates and its style.

Anki gives more than HTML a meaning in a field: `[sound:..]`, `[latex]`, `[[type:..]]`, `{{..}}`, `\\(..\\)`. None of it
may come from a note. Card text has two conventions only, code in backticks and math in dollars; the rest is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from flashdl.leaving import Shown
from flashdl.model import BLANK, Card, Excerpt, Grading
from flashdl.terminal import one_line, visible

FIELDS = ("Front", "Back", "Context", "Source", "Extra", "flashdl-id")
"""Frozen: one field more or less, and Anki updates no note that it has (it calls them conflicting)."""

GAP_FIELDS = ("Text", "Back Extra", "Context", "Source", "Extra", "flashdl-id")
"""Frozen. The second is empty, and is for what a person adds in Anki or a later version has to say."""

HINT_BEGINS, HINT_ENDS = '<details class="hint"><summary>Hint</summary>', "</details>"
"""Around the hint, at the end of a front."""

NOTHING = "—"
"""Stands where there is no text: Anki deletes cards whose front is empty."""

_ORDINARY = re.compile(r"[\w .,;:!?()/%+='\"-]*")
# Bounded, so that no text makes them slow. A dollar opens math where no space follows it, and closes it where no space
# stands before it and no digit after it: "$5 and $6" is money.
_CODE = r"(?<!`)(?P<ticks>`{1,3})(?!`)(?P<code>.{1,2000}?)(?<!`)(?P=ticks)(?!`)"
_DISPLAY = r"(?<!\\)\$\$(?P<display>[^$]{1,4000})\$\$"
_INLINE = r"(?<![\\$\w])\$(?![\s$])(?P<inline>(?:\\.|[^$\\\n]){1,1000})(?<!\s)\$(?![\d$])"
_FENCED = re.compile(r"(?P<language>[\w+#.-]{0,30})[ \t]*\n(?P<lines>.*?)\n?[ \t]*", re.DOTALL)
"""What stands within a fence."""
_ELEMENT = re.compile("<[^>]*>")
PIECES = re.compile(f"{_CODE}|{_DISPLAY}|{_INLINE}", re.DOTALL)
"""Code and math in card text."""

# What in MathJax makes links, loads extensions, sets attributes, or ends the math early.
_UNSAFE_COMMANDS = r"href|url|require|html\w*|class|style|cssId|data|bbox|mmlToken|unicode|action|toggle|texttip"
_UNSAFE_MATH = re.compile(rf"(?<!\\)(?:\\\\)*\\(?:[()\[\]]|(?:{_UNSAFE_COMMANDS})(?![a-zA-Z]))")
_ASKED = ' class="asked"'
_NEXT_CELL = '</td><td dir="auto">'
_GAP = '<span class="gap">&#91;…]</span>'


def fields(card: Shown) -> tuple[str, ...]:
    """The fields of the card's note, in the order of FIELDS."""
    return (
        _front(card),
        _back(card),
        _breadcrumb(card.context),
        _source(card.file),
        _extra(card.excerpt),
        card.id if card.id.isalnum() else _text(card.id),
    )


def gap_fields(text: str, whole: str, gaps: Sequence[tuple[int, Card]]) -> tuple[str, ...]:
    """The fields of a note that several gaps share, in the order of GAP_FIELDS.

    Args:
        text: HTML with Anki's marks.
        whole: the text without them; where the cards stand at it, it is not said again.
        gaps: (number, card).
    """
    place = gaps[0][1].place
    extra = _extra(place.excerpt) if place.excerpt.rows or place.excerpt.text not in whole else ""
    ids = " ".join(f"{number}={card.id}" for number, card in gaps)
    return text, "", _breadcrumb(place.context), _source(place.file), extra, _text(ids)


def rich(text: str) -> str:
    """Card text as HTML: code, math and line ends are shown as such, everything else stands there literally."""
    if _ORDINARY.fullmatch(text):  # most cells of tables; four times as fast
        return text
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    parts: list[str] = []
    end = 0
    for found in PIECES.finditer(text):
        parts.append(_text(text[end : found.start()]))
        parts.append(_piece(found))
        end = found.end()
    parts.append(_text(text[end:]))
    return "".join(parts)


def is_unsafe(text: str) -> bool:
    """Whether a text holds what as math would do more than show something."""
    return _UNSAFE_MATH.search(text) is not None


def plain(field: str) -> str:
    """A field without its HTML, as Anki compares and sorts by it."""
    if "<" in field:
        field = _ELEMENT.sub("", field)
    return html.unescape(field) if "&" in field else field


def tag(text: str) -> str:
    """A tag as Anki has them: no white space in it."""
    return "_".join(visible(text).split())


def _piece(found: re.Match[str]) -> str:
    code, display, inline = found.group("code", "display", "inline")
    if code is not None and (block := _FENCED.fullmatch(code)) and len(found["ticks"]) == 3:
        language = f' class="language-{block["language"]}"' if block["language"] else ""
        return f"<code{language}>{_text(block['lines'])}</code>"
    if code is not None:
        has_padding = code.startswith(" ") and code.endswith(" ") and code.strip()
        return f"<code>{_text(code[1:-1] if has_padding else code)}</code>"
    math = display if inline is None else inline
    if _UNSAFE_MATH.search(math) or BLANK in math:
        return f"<code>{_text(found.group())}</code>"
    # The space keeps a backslash at the end from escaping the closing mark.
    shown = _escaped(math) + (" " if math.endswith("\\") else "")
    return f"\\[{shown}\\]" if inline is None else f"\\({shown}\\)"


def _text(text: str) -> str:
    """Text that stands literally, in HTML and in what Anki and MathJax look for behind it."""
    if _ORDINARY.fullmatch(text):  # most of it; four times as fast
        return text
    return _GAP.join(map(_literal, text.split(BLANK))).replace("\n", "<br>")


def _literal(text: str) -> str:
    # An element around the backslash keeps MathJax, which joins neighbouring text, from seeing `\(`.
    return re.sub(r"\\(?=[()\]]|&#91;)", r"<span>\\</span>", _escaped(text))


def _escaped(text: str) -> str:
    # A bracket opens Anki's sound and LaTeX marks, two braces its templates; MathJax sees through the references.
    escaped = html.escape(text, quote=False).replace("[", "&#91;")
    return escaped.replace("{{", "{&#123;").replace("}}", "}&#125;")


def _front(card: Shown) -> str:
    if card.grading is Grading.SELF and not card.hint:
        return _shown(card.question)
    parts = [_shown(card.question)]
    if card.grading is Grading.CHOICE and card.choices:
        parts.append(_list("ol", card.choices, "choices"))
    if card.hint.strip():
        parts.append(f"{HINT_BEGINS}{rich(card.hint)}{HINT_ENDS}")
    return "".join(parts)


def _back(card: Shown) -> str:
    if card.items:
        is_ordered = card.grading is Grading.LIST_ORDERED
        return _list("ol" if is_ordered else "ul", card.items, "items")
    answer = _shown(card.answers[0] if card.answers else "")
    if len(card.answers) < 2:
        return answer
    told = ("", card.answers[0].replace("`", ""))
    others = [rich(other) for other in card.answers[1:] if other.replace("`", "").strip() not in told]
    return answer + (f'<div class="others">also: {" · ".join(others)}</div>' if others else "")


def _list(element: str, items: Iterable[str], name: str) -> str:
    inner = "".join(f'<li dir="auto">{_shown(item)}</li>' for item in items)
    return f'<{element} class="{name}">{inner}</{element}>'


def _shown(text: str) -> str:
    return rich(text) if text.strip() else NOTHING


@lru_cache(maxsize=256)
def _breadcrumb(context: tuple[str, ...]) -> str:
    return " › ".join(rich(part) for part in context if part.strip())


@lru_cache(maxsize=256)
def _source(file: str) -> str:
    # Without the line: a line more above would change every note below it.
    return _text(one_line(file))


def _extra(excerpt: Excerpt) -> str:
    if excerpt.rows:
        return _table(excerpt)
    return f'<div class="sentence" dir="auto">{rich(excerpt.text)}</div>' if excerpt.text.strip() else ""


def _table(excerpt: Excerpt) -> str:
    table = _drawn(excerpt.header, excerpt.rows)
    asked = excerpt.row
    if asked is None or not 0 <= asked < len(table.cells):
        return table.html
    row = _asked(table.cells[asked], excerpt.column)
    return table.html[: table.starts[asked]] + row + table.html[table.starts[asked + 1] :]


class _Table(NamedTuple):
    """A table that many cards share."""

    cells: tuple[tuple[str, ...], ...]
    html: str
    starts: tuple[int, ...]
    """Of each row in it, and the end of the last."""


class _Drawing:
    """Draws tables. Cards of one table come one after the other and hold the same values, which is quickly seen."""

    def __init__(self) -> None:
        self._last: tuple[object, object, _Table] | None = None

    def __call__(self, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> _Table:
        last = self._last
        if last is not None and last[0] is header and last[1] is rows:
            return last[2]
        table = _table_of(header, rows)
        self._last = header, rows, table
        return table


_drawn = _Drawing()


def _table_of(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> _Table:
    cells = rows
    if not _ORDINARY.fullmatch(" ".join([" ".join(row) for row in (header, *rows)])):
        header, *shown = [tuple(map(rich, row)) for row in (header, *rows)]
        cells = tuple(shown)
    head = "".join([f'<th dir="auto">{cell}</th>' for cell in header])
    start = f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>'
    drawn = [f'<tr><td dir="auto">{_NEXT_CELL.join(row)}</td></tr>' if row else "<tr></tr>" for row in cells]
    starts = tuple(accumulate(map(len, drawn), initial=len(start)))
    return _Table(cells, f"{start}{''.join(drawn)}</tbody></table></div>", starts)


def _asked(cells: tuple[str, ...], column: int | None) -> str:
    """The row that is asked, and of it the cell."""
    if column is None or not 0 <= column < len(cells):
        drawn = [f'<td dir="auto">{cell}</td>' for cell in cells]
    else:
        drawn = [f'<td dir="auto"{_ASKED if number == column else ""}>{cell}</td>' for number, cell in enumerate(cells)]
    return f"<tr{_ASKED}>{''.join(drawn)}</tr>"


QUESTION = """\
{{#Context}}<div class="context" dir="auto">{{Context}}</div>{{/Context}}
<div class="front" dir="auto">{{Front}}</div>
"""

ANSWER = """\
{{FrontSide}}
<hr id="answer">
<div class="back" dir="auto">{{Back}}</div>
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
{{#Source}}<div class="source">{{Source}}</div>{{/Source}}
"""

GAP_QUESTION = """\
{{#Context}}<div class="context" dir="auto">{{Context}}</div>{{/Context}}
<div class="front" dir="auto">{{cloze:Text}}</div>
"""

GAP_ANSWER = """\
{{#Context}}<div class="context" dir="auto">{{Context}}</div>{{/Context}}
<div class="front" dir="auto">{{cloze:Text}}</div>
{{#Back Extra}}<hr id="answer"><div class="back" dir="auto">{{Back Extra}}</div>{{/Back Extra}}
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
{{#Source}}<div class="source">{{Source}}</div>{{/Source}}
"""

# Colours are taken from the text's own, so that both modes of every Anki client are served by one rule.
STYLE = """\
.card {
  max-width: 42rem; margin: 0 auto; padding: 1rem; box-sizing: border-box; text-wrap: pretty;
  font: 1.25rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  color: #1c2128; background: #fdfdfc; text-align: center; overflow-wrap: anywhere;
  --quiet: #57606a; --line: #d0d7de; --soft: #eef1f4; --accent: #0b62c4; --mark: #fff3c4;
}
.card.nightMode, .nightMode .card, .card.night_mode, .night_mode .card {
  color: #e6e6e3; background: #1e1f22; color-scheme: dark;
  --quiet: #a3abb5; --line: #444a52; --soft: #2b2e33; --accent: #7db7ff; --mark: #4a4020;
}
.context { color: var(--quiet); font-size: .8rem; margin-bottom: 1rem; }
.front, .back { overflow-x: auto; overflow-y: hidden; padding-block: .1em; text-wrap: balance; }
.front { font-weight: 500; }
.back { font-size: 1.1em; }
.gap, .cloze { color: var(--accent); font-weight: 700; }
.gap { white-space: nowrap; }
.others, .source { color: var(--quiet); font-size: .8rem; margin-top: .5rem; }
.source { margin-top: 1rem; font-family: ui-monospace, monospace; }
.hint { color: var(--quiet); font-size: .9rem; font-weight: 400; margin-top: .75rem; }
hr#answer { border: 0; border-top: 1px solid var(--line); margin: 1.25rem 0; }
code {
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em;
  background: var(--soft); border-radius: .25em; padding: .1em .3em; white-space: pre-wrap;
  -webkit-box-decoration-break: clone; box-decoration-break: clone;
}
.items, .choices { display: table; margin: .5rem auto 0; padding-inline-start: 1.6em; text-align: start; }
.choices { list-style-type: lower-alpha; font-weight: 400; }
.extra { margin-top: 1.5rem; font-size: .9rem; }
.sentence { border-inline-start: 3px solid var(--line); padding: .1rem .8rem; text-align: start; color: var(--quiet); }
.table { overflow-x: auto; overflow-y: hidden; }
table { border-collapse: collapse; margin: 0 auto; text-align: start; }
th { color: var(--quiet); font-weight: 600; }
th, td { padding: .3em .7em; border-bottom: 1px solid var(--line); text-align: start; overflow-wrap: normal; }
td mjx-container { margin: 0 !important; }
tr.asked td { background: var(--mark); }
td.asked { font-weight: 700; }
@media (max-width: 30rem) {
  .card { font-size: 1.1rem; padding: .75rem; }
  .extra { font-size: .75rem; line-height: 1.35; }
  .back { font-size: 1em; }
  th, td { padding: .3em .4em; }
  td mjx-container { font-size: 100% !important; }
}
"""
