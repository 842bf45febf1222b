"""Text of people's into lines on the screen. Never through markup; every control character made visible first."""

from __future__ import annotations

import re

from textual.content import Content

from flashdl.formula import on_one_line
from flashdl.model import BLANK
from flashdl.terminal import one_line, visible

LONGEST_FACE = 4_000
"""Characters of one card face that are drawn; a longer one says how many are left out."""

_LONGEST_END = 500

CODE = "bold $text-accent"
MATH = "italic"
GAP = "bold reverse"
QUIET = "$foreground 60%"

_DISPLAYED = r"\$\$(?P<display>[^$]+)\$\$"
_MATH = r"(?<![\w$\\])\$(?P<math>[^\s$](?:[^$\n]*[^\s$\\])?)\$(?![\w$])"
FORMULA = re.compile(f"{_DISPLAYED}|{_MATH}")
"""A formula with its dollars."""
_SPAN = re.compile(
    r"(?P<gap>" + re.escape(BLANK) + r")"
    r"|!\[(?P<picture>[^\]\n]*)\]\(<?(?P<file>[^)\s>]{1,300})>?[^)\n]*\)"
    r"|(?<![\w*])(?P<stars>\*{1,2})(?=\S)(?P<stressed>(?:[^*\n`$]|`[^`\n]+`|\$[^$\n]+\$)+)(?<=\S)(?P=stars)(?![\w*])"
    r"|(?<!`)(?P<fence>`+)(?!`)(?P<code>[^\n]+?)(?<!`)(?P=fence)(?!`)"
    f"|{_DISPLAYED}|{_MATH}"
)


def plain(text: str, style: str = "") -> Content:
    """One line of a person's text: a title, a deck name, a file name. A very long one loses its middle."""
    if len(text) > 2 * _LONGEST_END:
        text = f"{text[:_LONGEST_END]}…{text[-_LONGEST_END:]}"
    return Content.styled(one_line(text), style)


def face(text: str, style: str = "") -> Content:
    """A question, an answer or a cell: code without its backticks, math as plain text, gaps emphasised."""
    left_out = len(text) - LONGEST_FACE
    shown = visible(text[:LONGEST_FACE])
    parts: list[Content] = []
    end = 0
    for found in _SPAN.finditer(shown):
        parts.append(Content(shown[end : found.start()]))
        parts.append(_emphasised(found))
        end = found.end()
    parts.append(Content(shown[end:]))
    if left_out > 0:
        parts.append(Content.styled(f" … and {left_out:,} characters more", QUIET))
    drawn = Content("").join(parts)
    return drawn.stylize_before(style) if style else drawn


def _emphasised(found: re.Match[str]) -> Content:
    if found["gap"]:
        return Content.styled(found["gap"], GAP)
    if found["file"]:
        return Content.styled(f"[picture: {found['picture'] or found['file']}]", QUIET)
    if found["stars"]:
        return face(found["stressed"]).stylize("bold" if len(found["stars"]) == 2 else "italic")
    if found["code"]:
        return Content.styled(found["code"], CODE)
    source = found["math"] or found["display"]
    return Content.styled(on_one_line(source) or source, MATH)


def fitted(text: Content, width: int) -> Content:
    """Exactly that many cells: padded with spaces, or cut with `…`."""
    return text.truncate(width, ellipsis=True, pad=True)


def beside(left: Content, right: Content, width: int, *, keep_end: bool = False) -> Content:
    """One line with a text at either end; the left one gives way.

    Args:
        keep_end: cut the left text at its beginning, where its end says more.
    """
    room = max(0, width - right.cell_length - 2)
    if left.cell_length > room:
        left = end_of(left, room) if keep_end else left.truncate(room, ellipsis=True)
    gap = max(1, width - left.cell_length - right.cell_length)
    return Content.assemble(left, " " * gap, right)


def end_of(text: Content, width: int) -> Content:
    """At most that many cells; what is cut is the beginning."""
    if text.cell_length <= width:
        return text
    if width < 2:
        return Content("")
    start = max(0, len(text) - width)
    while text[start:].cell_length > width - 1:
        start += 1
    return Content.assemble("…", text[start:])


def centred_block(text: Content, width: int) -> Content:
    """Each line in the middle where the text is short; else a block with a straight left edge, in the middle."""
    if width < 2:
        return text
    lines = text.wrap(width)
    if len(lines) <= 2:
        return Content("\n").join(_indented(line, (width - line.rstrip().cell_length) // 2) for line in lines)
    widest = max(line.rstrip().cell_length for line in lines)
    indent = (width - widest) // 2
    return Content("\n").join(_indented(line, indent) for line in lines)


def height(text: Content, width: int) -> int:
    """Lines that a text takes; none where it is empty."""
    return len(text.wrap(width)) if text else 0


def in_the_middle(block: Content, width: int) -> Content:
    """Lines as they are, moved so that the widest is in the middle."""
    lines = block.split("\n")
    indent = max(0, (width - max(line.cell_length for line in lines)) // 2)
    return Content("\n").join(Content.assemble(" " * indent, line) for line in lines)


def _indented(line: Content, indent: int) -> Content:
    return Content.assemble(" " * max(0, indent), line.rstrip())


def bar(done: int, total: int, width: int) -> Content:
    """A progress bar that reads without colour."""
    full = 0 if total <= 0 else min(width, done * width // total)
    return Content.assemble(("█" * full, "$success"), ("░" * (width - full), "$foreground 40%"))
