"""What a line of a note gave, and what it did not give and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flashdl.generator.front_matter import split
from flashdl.generator.markdown import Block, Heading, Other, Table, parse
from flashdl.model import Candidate, Gathered, Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a note."""

    number: int
    text: str
    cards: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    remark: str
    """What the line is, where it gave nothing and nothing was refused; else empty."""


def explain(file: str, text: str, gathered: Gathered) -> Iterator[Line]:
    """Every line of a note with what it gave.

    Args:
        file: the note's name in `gathered`.
    """
    head = split(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = parse(head.body, first_line=head.first_line)
    cards: dict[int, list[Candidate]] = {}
    refusals: dict[int, list[Refusal]] = {}
    for candidate in gathered.candidates:
        if candidate.place.file == file:
            cards.setdefault(candidate.place.line, []).append(candidate)
    for refusal in gathered.refusals:
        if refusal.file == file:
            refusals.setdefault(refusal.line, []).append(refusal)
    for number, shown in enumerate(lines, start=1):
        given, refused = tuple(cards.get(number, ())), tuple(refusals.get(number, ()))
        remark = "" if given or refused else _remark(number, shown, head.first_line, blocks, refusals)
        yield Line(number, shown, given, refused, remark)


def _remark(
    number: int, shown: str, first_line: int, blocks: tuple[Block, ...], refusals: Mapping[int, Sequence[Refusal]]
) -> str:
    if not shown.strip():
        return "an empty line"
    if number < first_line or (number == first_line and shown.strip() == "---"):
        return "front matter: it tells about the note"
    block = next((block for block in reversed(blocks) if block.line <= number), None)
    if block is None:
        return "no statement was found here"
    content = block.content
    if isinstance(content, Heading) and number <= content.line + 1:
        return "a heading: it says where the cards below it stand"
    if isinstance(content, Table):
        if number == content.line:
            return "the header of a table: it says what the cells below are"
        if number == content.line + 1:
            return "the line under a table's header"
        if content.line in refusals:
            return f"a row of the table on line {content.line}, which is told there"
        return "a row whose cells were all empty, or only its key"
    if isinstance(content, Other) and number <= content.end:
        return f"a part of a block that holds {content.what}"
    return f"a part of what begins at line {block.line}"
