"""The two sides of a card as lines: question, choices, answer with what was given. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.style import Style

from flashdl import wording
from flashdl.model import Card, Grading, Prompt, Rating
from flashdl.session import Counts, Part
from flashdl.terminal import one_line, visible
from flashdl.tui.blocks import block
from flashdl.tui.commands import ACTION
from flashdl.tui.drawing import LONGEST_FACE, QUIET, beside, centred_block, face, plain
from flashdl.typed import Match, differences

LETTERS = "abcdef"
"""Of the choices; further ones are not offered."""

Face = Callable[[str, int, str], Content]
"""Draws one side of a card: its text, the room, the style."""

QUESTION = "bold"
ANSWER = "bold $text-success"
RATING_STYLES = {
    Rating.AGAIN: "$text-error",
    Rating.HARD: "$text-warning",
    Rating.GOOD: "$text-success",
    Rating.EASY: "$text-primary",
}
"""Beside its name always, so that nobody has to tell them apart by colour."""
_NARROW = 34
"""Cells below which the counts are bare numbers."""
_COUNT_STYLES = {Part.NEW: "$text-primary", Part.AGAIN: "$text-error", Part.DUE: "$text-success"}
_PRACTICE = {Part.DUE: "to practise", Part.AGAIN: "again"}
"""What the counts of practice are called; it knows no new cards."""


def headline(card: Card, counts: Counts, part: Part, width: int, *, cram: bool = False) -> Content:
    """Where the card stands in its note, and what is left; the count that holds the card is underlined.

    Args:
        cram: it is practice, which asks cards whether they are due or not.
    """
    names = _PRACTICE if cram else {kind: kind.value for kind in Part}
    left = dict(zip(Part, counts, strict=True))
    numbers = []
    for kind, name in names.items():
        style = _COUNT_STYLES[kind] + (" bold underline" if kind is part else "")
        numbers.append(Content.styled(f"{left[kind]} {name}" if width >= _NARROW else str(left[kind]), style))
    context = plain(wording.context(card), QUIET)
    return beside(context, Content("  ").join(numbers), width, keep_end=True)


def question(prompt: Prompt, width: int, *, draw: Face = block, hint: bool = True) -> Content:
    """The question and its hint.

    Args:
        draw: `as_written` shows all marks.
        hint: show it, where there is one.
    """
    parts = [draw(prompt.question, width, QUESTION)]
    if prompt.hint and hint:
        parts.append(block(prompt.hint, width, QUIET + " italic"))
    return Content("\n\n").join(parts)


def choices(given: Sequence[str], width: int, chosen: str | None) -> Content:
    """What there is to choose from, each behind its letter.

    Args:
        chosen: the one that was taken; None before there is one.
    """
    lines: list[Content] = []
    for letter, choice in zip(LETTERS, given, strict=False):
        mark = "▸ " if choice == chosen else "  "
        drawn = _hanging(Content.assemble(mark, (letter, "bold $text-accent"), "  "), face(choice), width)
        lines += [line.stylize(Style.from_meta({ACTION: f"choose({letter!r})"})) for line in drawn]
    return _in_the_middle(lines, width)


def _hanging(mark: Content, text: Content, width: int) -> list[Content]:
    """A text that keeps clear of its mark where it takes several lines."""
    indent = mark.cell_length
    first, *others = text.wrap(max(8, width - indent)) or [text]
    return [
        Content.assemble(mark, first.rstrip()),
        *(Content.assemble(" " * indent, other.rstrip()) for other in others),
    ]


def _in_the_middle(lines: Sequence[Content], width: int) -> Content:
    """The lines as one block with a straight left edge."""
    indent = " " * max(0, (width - max((line.cell_length for line in lines), default=0)) // 2)
    return Content("\n").join(Content.assemble(indent, line) for line in lines)


def answer(prompt: Prompt, width: int, shown_items: int | None = None, *, draw: Face = block) -> Content:
    """The answer as shown, the members of a list each on its line, and what else would have been accepted.

    Args:
        shown_items: how many members of a list are shown yet; None for all.
    """
    if prompt.items:
        return _items(prompt, width, len(prompt.items) if shown_items is None else shown_items)
    shown = draw(prompt.answers[0] if prompt.answers else "", width, ANSWER)
    told = (prompt.answers[0] if prompt.answers else "").replace("`", "")
    others = [one_line(other) for other in prompt.answers[1:] if other.replace("`", "") != told]
    if not others:
        return shown
    return Content("\n").join([shown, centred_block(face("also: " + ", ".join(others), QUIET), width)])


def _items(prompt: Prompt, width: int, shown: int) -> Content:
    ordered = prompt.grading is Grading.LIST_ORDERED
    lines: list[Content] = []
    for number, item in enumerate(prompt.items, 1):
        mark = Content.styled(f"{number}. " if ordered else "• ", QUIET)
        lines += _hanging(mark, face(item, ANSWER) if number <= shown else Content.styled("…", QUIET), width)
    return _in_the_middle(lines, width)


def verdict(given: str, answers: Sequence[str], match: Match, width: int) -> Content:
    """What the person typed or chose, whether it was the answer, and which letters were not."""
    if match is Match.RIGHT:
        line = Content.assemble(("✓ right: ", "$text-success"), plain(given))
    else:
        words, style = ("≈ nearly: ", "$text-warning") if match is Match.NEAR else ("✗ not quite: ", "$text-error")
        shown = (plain(piece, "" if same else "strike bold") for piece, same in differences(given, answers))
        line = Content.assemble((words, style), *shown)
    return centred_block(line.truncate(width, ellipsis=True), width)


def as_written(text: str, width: int, style: str) -> Content:
    """A face with every mark that its note has."""
    return centred_block(Content.styled(visible(text[:LONGEST_FACE]), style), width)


def ending(lines: Sequence[tuple[str, str]], width: int) -> Content:
    """The table of what a sitting came to."""
    widest = max((len(label) for label, _ in lines), default=0)
    return _in_the_middle(
        [Content.assemble((label.ljust(widest), QUIET), "   ", (value, "bold")) for label, value in lines], width
    )
