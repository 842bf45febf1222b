"""Cards of several lines: code, tables, lists and quotations drawn as what they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content

from flashdl.terminal import visible
from flashdl.tui.drawing import CODE, FORMULA, LONGEST_FACE, QUIET, centred_block, face
from flashdl.tui.tables import grid

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKS = ("```", "~~~", "|", "- ", "* ", "+ ", "> ", ". ", ") ")
"""One of these is in every text that is more than lines."""
_PIPE = "\ufdd0"
"""Stands for a `|` that is no border of a cell."""
_INNER = re.compile(f"{FORMULA.pattern}|`[^`\n]+`")
_DEEPEST = 6


def block(text: str, width: int, style: str = "") -> Content:
    """A face in lines no wider than `width`: with blocks as one block in the middle, without as running text."""
    lines = None if len(text) > LONGEST_FACE else lines_of(text, width, style)
    if lines is None:
        return centred_block(face(text, style), width)
    indent = " " * max(0, (width - max((line.cell_length for line in lines), default=0)) // 2)
    return Content("\n").join(Content.assemble(indent, line) for line in lines)


def lines_of(text: str, width: int, style: str = "") -> list[Content] | None:
    """The blocks of a text, drawn; None where there are none, or no room."""
    if "\n" not in text or width < 12 or not any(mark in text for mark in _MARKS):
        return None
    tokens = _tokens(text)
    if all(token.type in ("paragraph_open", "inline", "paragraph_close") for token in tokens):
        return None
    lines: list[Content] = []
    end = 0
    for first, last in _spans(tokens):
        if lines and first[0].map and first[0].map[0] > end:
            lines.append(Content(""))
        lines += _drawn(first, width, style, 0)
        end = last
    return lines


def line_by_line(source: Sequence[str], width: int, style: Callable[[str], Content]) -> list[list[Content]]:
    """A note as it stands: what is drawn of each of its lines; code and tables as what they are.

    Args:
        style: draws a line that is neither.
    """
    drawn: list[list[Content] | None] = [None] * len(source)
    for tokens, _ in _spans(_tokens("\n".join(source))):
        first = tokens[0]
        start, end = first.map or (0, 0)
        if first.type == "fence":
            drawn[start:end] = [[]] * (end - start)
            for place, lines in enumerate(
                code_lines(first.content.removesuffix("\n").split("\n"), first.info, width), start + 1
            ):
                drawn[place : place + 1] = [lines] if place < len(source) else []
        elif first.type == "table_open":
            header, *rows = _table(tokens, width, "")
            drawn[start : start + 2] = [header, []]
            drawn[start + 2 : start + 2 + len(rows)] = rows
    return [
        (style(line).wrap(width) or [Content("")]) if done is None else done
        for line, done in zip(source, drawn, strict=True)
    ]


def _tokens(text: str) -> list[Token]:
    tokens = _reader().parse(_INNER.sub(lambda found: found[0].replace("|", _PIPE), visible(text)))
    for token in tokens:
        token.content = token.content.replace(_PIPE, "|")
    return tokens


@cache
def _reader() -> MarkdownIt:
    # Headings, rules, HTML and indented code stay lines: a remark in somebody's code is no heading.
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["table", "fence", "list", "blockquote"])


def _spans(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], int]]:
    """The tokens of each block beside each other, and the line behind it."""
    depth, kept = 0, []
    for token in tokens:
        kept.append(token)
        depth += token.nesting
        if depth == 0:
            yield kept, kept[0].map[1] if kept[0].map else 0
            kept = []


def _drawn(tokens: Sequence[Token], width: int, style: str, depth: int) -> list[Content]:
    """The lines of one block."""
    first = tokens[0]
    if first.type == "fence":
        return _flat(code_lines(first.content.removesuffix("\n").split("\n"), first.info, width))
    if first.type == "table_open":
        return _flat(_table(tokens, width, style))
    if depth < _DEEPEST and first.type in ("bullet_list_open", "ordered_list_open"):
        return _list(tokens, width, style, depth)
    if depth < _DEEPEST and first.type == "blockquote_open":
        inner = [line for part, _ in _spans(tokens[1:-1]) for line in _drawn(part, width - 2, style, depth + 1)]
        return [Content.assemble(("│ ", QUIET), line) for line in inner]
    text = "\n".join(token.content for token in tokens if token.type == "inline")
    return [line.rstrip() for line in face(text, style).wrap(max(4, width))]


def code_lines(code: Sequence[str], language: str, width: int) -> list[list[Content]]:
    """What is drawn of each line of code: it as it stands, in colours where its language is known."""
    from textual.highlight import highlight

    name = next(iter(language.split()), "").strip("{}.").lower()
    # What splits lines elsewhere splits none here: every line of a file has its number.
    text = "\n".join(" ".join(line.splitlines()) for line in code)
    drawn = highlight(text, language=name) if name and text.strip() else Content.styled(text, CODE)
    return [line.wrap(width) or [Content("")] for line in drawn.split("\n", allow_blank=True)]


def _list(tokens: Sequence[Token], width: int, style: str, depth: int) -> list[Content]:
    lines: list[Content] = []
    number = int(tokens[0].attrGet("start") or 1)
    for item, _ in _spans(tokens[1:-1]):
        mark = f"{number}. " if tokens[0].type == "ordered_list_open" else "• "
        number += 1
        inner = [line for part, _ in _spans(item[1:-1]) for line in _drawn(part, width - len(mark), style, depth + 1)]
        lines += [
            Content.assemble((mark, QUIET) if place == 0 else " " * len(mark), line)
            for place, line in enumerate(inner or [Content("")])
        ]
    return lines


def _table(tokens: Sequence[Token], width: int, style: str) -> list[list[Content]]:
    rows: list[list[Content]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(face(token.content, QUIET if len(rows) == 1 else style))
    return grid(rows, width)


def _flat(lines: Iterable[Sequence[Content]]) -> list[Content]:
    return [line for part in lines for line in part]
