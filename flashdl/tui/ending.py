"""What a sitting came to, as lines. Pure."""

from __future__ import annotations

from textual.content import Content

from flashdl import wording
from flashdl.desk import Summary
from flashdl.model import Card, Rating
from flashdl.tui.drawing import QUIET, beside, face
from flashdl.tui.faces import RATING_STYLES

_WIDEST = 60
_LABEL = 10
_NARROW = 40


def ending(summary: Summary, left: int | None, width: int) -> Content:
    """The figures of a sitting, and below them what is worth another look.

    Args:
        left: cards that the day still asks, where its minutes were over; else None.
    """
    wide = min(_WIDEST, width)
    lines = [_line("Answers", str(summary.answers))]
    if summary.answers:
        lines += [_bar(summary.ratings, wide), *_said(summary.ratings, wide)]
    if summary.recall is not None:
        lines.append(_line("Recall", f"{round(summary.recall * 100)} %"))
    if summary.new:
        lines.append(_line("New", wording.cards(summary.new)))
    lines.append(_line("Time", _time(summary)))
    if summary.days_in_a_row > 1:
        lines.append(_line("In a row", f"{summary.days_in_a_row} days"))
    if left is not None:
        lines.append(_line("Left", wording.cards(left)))
    lines.append(_line("Tomorrow", wording.cards(summary.tomorrow)))
    if summary.missed:
        lines += [Content(""), Content.styled("Worth another look", "bold")]
        lines += [_missed(card, wide) for card in summary.missed]
    indent = " " * max(0, (width - wide) // 2)
    return Content("\n").join(Content.assemble(indent, line) for line in lines)


def _line(label: str, value: str) -> Content:
    return Content.assemble((f"{label:{_LABEL}}", QUIET), (value, "bold"))


def _time(summary: Summary) -> str:
    spent = wording.duration(summary.milliseconds)
    return (
        f"{spent}, {wording.duration(summary.milliseconds // summary.answers)} each" if summary.answers > 1 else spent
    )


def _bar(ratings: tuple[int, ...], width: int) -> Content:
    """One bar of all answers, a piece for each rating; what was given at all is seen."""
    total = sum(ratings)
    ends = [width * sum(ratings[: place + 1]) // total for place in range(len(ratings))]
    pieces, start = [], 0
    for rating, count, end in zip(Rating, ratings, ends, strict=True):
        length = max(end - start, 1 if count else 0)
        pieces.append(("█" * min(length, width - start), RATING_STYLES[rating]))
        start = min(width, start + length)
    return Content.assemble(*pieces)


def _said(ratings: tuple[int, ...], width: int) -> list[Content]:
    given = [(rating, count) for rating, count in zip(Rating, ratings, strict=True) if count]
    gap = "   " if width >= _NARROW else "  "
    told = (
        Content.assemble((f"{count} ", "bold"), (rating.name.lower(), RATING_STYLES[rating])) for rating, count in given
    )
    return [Content(gap).join(told), Content("")]


def _missed(card: Card, width: int) -> Content:
    """A question and its answer on one line; the answer has a third of it at most."""
    prompt = card.prompt
    said = ", ".join(prompt.items) or (prompt.answers[0] if prompt.answers else "")
    answer = face(said, "$text-success").first_line.truncate(max(8, width * 2 // 5), ellipsis=True)
    return beside(face(prompt.question).first_line, answer, width)
