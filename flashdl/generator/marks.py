"""Cards that somebody wrote with another tool's marks: `front::back`, `Q:` and `A:`, a line `?`, `{{c1::…}}`.

Code and fields look alike (`std::vector`, Dataview's `key:: value`), so two colons are only believed with a space on
both sides, or in a note that says by a tag that it holds flashcards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flashdl.generator.draft import WRITTEN, Draft, Found, Nothing
from flashdl.generator.markdown import Block, Item, Paragraph
from flashdl.generator.page import Page
from flashdl.generator.text import CODE, HIGHLIGHT, MATH, Text, contains, one_line
from flashdl.model import BLANK, Direction, Excerpt

_ANY = re.compile(r"::|^\s*(?:Q:|\?\??\s*$)", re.MULTILINE)
_COLONS = re.compile(r"(?<!:)(:::?)(?!:)")
_FIELD = re.compile(r"\s*[^\s:]\S*(?: \S+){0,2}::(?:\s|$)")
_CALL = re.compile(r"\w+[(<;{]")
_CLOZE = re.compile(r"\{\{c(\d+)::(.+?)(?:::([^{}]*?))?\}\}")
_BROKEN = re.compile(r"\{\{c\d+::")
_NUMBERED = re.compile(r"(\d+)\.(?=[^\s\d])([^\n{}]+)")
_ASKED = re.compile(r"\s*Q:\s*(?=\S)")
_ANSWERED = re.compile(r"\s*A:\s*")
WORTH = 0.95
FIELD = "it is a field (`name:: value`) that another tool reads, not a statement"
CODE_LIKE = "the two colons look like code; with a space on both sides they would make a card"


class _Gap(NamedTuple):
    """`{{c1::text::hint}}` in a line."""

    start: int
    end: int
    number: str
    text: str
    hint: str


class _Line(NamedTuple):
    """A line of a block."""

    number: int
    """In the file."""
    shown: str
    masked: str
    """As long, with neutral signs for code and math."""

    @property
    def gaps(self) -> list[_Gap]:
        return [
            _Gap(
                *(found.span()),
                found.group(1),
                self.shown[slice(*found.span(2))].strip(),
                (found.group(3) or "").strip(),
            )
            for found in _CLOZE.finditer(self.masked)
        ]

    def filled(self, blank: str = "") -> str:
        """The line with what stands in its gaps, but for those of one number."""
        text = self.shown
        for gap in reversed(self.gaps):
            text = text[: gap.start] + (BLANK if gap.number == blank else gap.text) + text[gap.end :]
        return text


class _Card(NamedTuple):
    """What was written."""

    line: int
    front: str
    back: str
    both: bool = False
    """It is to be asked both ways."""
    items: tuple[str, ...] = ()
    ordered: bool = False


def written(page: Page) -> Mapping[int, Sequence[Found]]:
    """What the blocks that hold written cards give, by their index in the page; such blocks are asked nothing else."""
    found: dict[int, Sequence[Found]] = {}
    first: _Line | None = None
    end = -1
    for index, block in enumerate(page.blocks):
        if index in found or block.skip or block.quote or not isinstance(block.content, Paragraph | Item):
            continue
        if not _ANY.search(block.content.text.plain) and not any(block.content.text.of(HIGHLIGHT)):
            continue
        lines = _lines(block.content.text, block.line)
        following = _list_below(page.blocks, index, lines[-1].number) if lines else []
        cards, used = _parted(lines, following, page, page.blocks[index + 1 : index + 2])
        drafts = [draft for card in cards for draft in _drafts(card, page.section(block), page)]
        if block.line != end + 1 or not isinstance(block.content, Item):
            first = next(iter(lines), None) if isinstance(block.content, Item) else None
        end = lines[-1].number if lines else -1
        drafts += [draft for line in lines for draft in _clozes(line, first, page.section(block))]
        drafts = [draft for draft in drafts if not _BROKEN.search(" ".join((draft.question, *draft.answers)))]
        nothings = _nothings(lines, cards)
        if drafts or nothings:
            found[index] = (*drafts, *nothings)
            found.update(dict.fromkeys(range(index + 1, index + 1 + used), ()))
    return found


def _lines(text: Text, first: int) -> list[_Line]:
    shown = masked = text.plain
    for span in sorted(text.spans, key=lambda span: -span.start):
        if span.kind in (CODE, MATH):
            masked = masked[: span.start] + re.sub(r"[^\n]", "¤", text.at(span)) + masked[span.end :]
        elif span.kind == HIGHLIGHT and (numbered := _NUMBERED.fullmatch(text.at(span))):
            gap = f"{{{{c{numbered.group(1)}::{numbered.group(2)}}}}}"
            shown = shown[: span.start] + gap + shown[span.end :]
            masked = masked[: span.start] + gap + masked[span.end :]
    pairs = zip(shown.split("\n"), masked.split("\n"), strict=True)
    return [_Line(number, *pair) for number, pair in enumerate(pairs, first) if pair[0].strip()]


def _list_below(blocks: Sequence[Block], index: int, last: int) -> list[Item]:
    """The items of a list that begins right under a line."""
    items: list[Item] = []
    for block in blocks[index + 1 :]:
        if not isinstance(block.content, Item) or block.line != last + 1 + len(items) or block.skip:
            break
        items.append(block.content)
    return items


def _parted(
    lines: Sequence[_Line], below: Sequence[Item], page: Page, following: Sequence[Block]
) -> tuple[list[_Card], int]:
    """The cards of a block, and how many blocks below it are a part of them."""
    if any(_ASKED.match(line.shown) for line in lines):
        return _asked_and_answered(lines, below, page, following)
    marks = [index for index, line in enumerate(lines) if line.masked.strip() in ("?", "??")]
    if len(marks) == 1 and marks[0] > 0:
        front, mark, back = lines[: marks[0]], lines[marks[0]], lines[marks[0] + 1 :]
        both = mark.shown.strip() == "??"
        if back:
            return [_Card(front[0].number, _joined(front), _joined(back), both)], 0
        if below:
            return [_with_items(_Card(front[0].number, _joined(front), "", both), below)], len(below)
    return [card for line in lines if (card := _by_colons(line, page)) is not None], 0


def _asked_and_answered(
    lines: Sequence[_Line], below: Sequence[Item], page: Page, following: Sequence[Block]
) -> tuple[list[_Card], int]:
    cards: list[_Card] = []
    for line in lines:
        if _ASKED.match(line.shown):
            cards.append(_Card(line.number, _ASKED.sub("", line.filled(), count=1), ""))
        elif cards and not cards[-1].back and not _ANSWERED.match(line.shown):
            cards[-1] = cards[-1]._replace(front=f"{cards[-1].front} {line.filled().strip()}")
        elif cards:
            back = line.filled() if cards[-1].back else _ANSWERED.sub("", line.filled(), count=1) or "\n"
            cards[-1] = cards[-1]._replace(back=f"{cards[-1].back}\n{back}")
    used = 0
    if cards and not cards[-1].back.strip():
        answer = following[0].content if following else None
        if cards[-1].back and below:
            cards[-1], used = _with_items(cards[-1], below), len(below)
        # Apart from each other they are as often the questions that people ask, so a tag must say that they are cards.
        elif isinstance(answer, Paragraph | Item) and _ANSWERED.match(answer.text.plain) and _is_next(answer, page):
            back = _joined(_lines(answer.text, answer.line))
            cards[-1], used = cards[-1]._replace(back=_ANSWERED.sub("", back, count=1)), 1
    return [card for card in cards if card.back.strip()], used


def _is_next(answer: Paragraph | Item, page: Page) -> bool:
    return isinstance(answer, Item) or page.has_cards


def _with_items(card: _Card, below: Sequence[Item]) -> _Card:
    items = tuple(one_line(_joined(_lines(item.text, item.line))) for item in below)
    ordered = below[0].ordered
    if len(items) == 1:
        return card._replace(back=items[0])
    return card._replace(back=(" → " if ordered else ", ").join(items), items=items, ordered=ordered, both=False)


def _by_colons(line: _Line, page: Page) -> _Card | None:
    marks = [*_COLONS.finditer(line.masked)]
    if len(marks) != 1 or line.gaps:
        return None
    mark = marks[0]
    front, back = line.shown[: mark.start()], line.shown[mark.end() :]
    if not front.strip() or not back.strip() or not re.search(r"\w", front + back) or _reads_as_code(front, back):
        return None
    spaced = front.endswith(" ") and back.startswith(" ")
    if not spaced and not (page.has_cards and not _FIELD.match(line.shown)):
        return None
    return _Card(line.number, front, back, both=mark.group() == ":::")


def _reads_as_code(front: str, back: str) -> bool:
    """`std::vector`, `Vec::new()`, `arn:aws:iam::12`, `map :: (a -> b)`, `f :: Int`."""
    last = front.rsplit(maxsplit=1)[-1]
    joined = not front.endswith(" ") and not back.startswith(" ")
    if joined and (last == "std" or ":" in last or _CALL.match(back)):
        return True
    typed = re.fullmatch(r"[a-z][\w']*", front.strip()) and re.fullmatch(r"[A-Z]\w*", back.strip())
    return bool(typed) or "->" in back or "=>" in back


def _joined(lines: Sequence[_Line]) -> str:
    return "\n".join(line.filled().strip() for line in lines)


def _drafts(card: _Card, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    front, back = one_line(card.front), card.back.strip()
    yield _draft(card, front, back, section, Direction.FORWARD)
    if card.both:
        yield _draft(card, one_line(back), front, section, Direction.REVERSE)


def _draft(card: _Card, question: str, answer: str, section: tuple[str, ...], direction: Direction) -> Draft:
    return Draft(
        kind=WRITTEN,
        subject=one_line(card.front),
        attribute="",
        direction=direction,
        question=question,
        answers=(answer,),
        line=card.line,
        section=section,
        worth=WORTH,
        items=card.items,
        ordered=card.ordered,
        group=f"written:{card.line}",
    )


def _clozes(line: _Line, first: _Line | None, section: tuple[str, ...]) -> Iterator[Draft]:
    """A card for each number; the gaps of the others are filled.

    Args:
        first: of the items of a list, what the others are said of where its gap has another number.
    """
    whole, gaps = one_line(line.filled()), line.gaps
    for number in dict.fromkeys(gap.number for gap in gaps):
        own = [gap for gap in gaps if gap.number == number]
        answer = " … ".join(dict.fromkeys(gap.text for gap in own))
        question = one_line(line.filled(number))
        if first and first.gaps and number not in {gap.number for gap in first.gaps}:
            above = one_line(first.filled())
            question = question if contains(above, answer) else f"{above} – {question}"
        yield Draft(
            kind=WRITTEN,
            subject=whole,
            attribute=f"c{number}",
            direction=Direction.CLOZE,
            question=question,
            answers=(answer,),
            line=line.number,
            section=section,
            worth=WORTH,
            excerpt=Excerpt(text=whole),
            hint=", ".join(dict.fromkeys(gap.hint for gap in own if gap.hint)),
            fact=f"written:{whole[:60]}",
            group=f"written:{line.number}",
        )


def _nothings(lines: Sequence[_Line], cards: Sequence[_Card]) -> list[Found]:
    """Lines that gave no card in a block of cards, of fields, or of names joined by colons."""
    if not cards and not all(_COLONS.search(line.masked) for line in lines):
        return []
    used = {card.line for card in cards}
    return [
        Nothing(line.number, one_line(line.shown), FIELD if _FIELD.match(line.masked) else CODE_LIKE)
        for line in lines
        if line.number not in used and _COLONS.search(line.masked) and not line.gaps
    ]
