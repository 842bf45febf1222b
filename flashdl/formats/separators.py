"""Cards that a sign parts, as obsidian-spaced-repetition reads them: `::`, `:::`, a line `?` or `??`, `==gaps==`. Pure.

    What is the capital of France?::Paris
    <!--SR:!2026-09-02,4,270-->

Which signs it is are settings (`review_plugin.Marks`). A mark in code, math or a comment is none. Anki's numbered gaps
are read too, and callouts `> [!sr] question`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flashdl.formats import gaps
from flashdl.formats.entries import CardError, Entry
from flashdl.formats.markdown_text import Line, plain, question, texts, without_bullet
from flashdl.formats.review_plugin import COMMENT, Marks, schedules

METADATA = "card-metadata"
_CALLOUT = re.compile(r"\s{0,3}>\s?\[!(sr|srs|flashcards?|cards?|anki)(\|[^\]\n]*)?\][+-]?[ \t]*(.*)", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_ASKED = re.compile(r"\s*(?:\*\*)?Q(?:\*\*)?:(?:\*\*)?\s*")
_TOLD = re.compile(r"\s*(?:\*\*)?A(?:\*\*)?:(?:\*\*)?\s*")
_TRIMMED = re.compile(r"\s*(?:\^[0-9A-Za-z-]+\s*)?$")


@dataclass(slots=True)
class _State:
    """Where the walk over a text stands."""

    pending: list[Line] = field(default_factory=list)
    kind: str = ""
    """What the pending lines are going to be: nothing yet, "block", "both" or "gaps"."""
    entries: list[Entry] = field(default_factory=list)
    faults: list[CardError] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    deck: str = ""

    @property
    def context(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.headings)


def is_marked(block: Sequence[Line], marks: Marks, tags: Sequence[str] = ()) -> bool:
    """Whether a note says that it holds cards: by a tag, a schedule, a numbered gap or a callout.

    Args:
        tags: of its front matter, without the `#`.
    """
    if any(_deck_of(f"#{tag}", marks) is not None for tag in tags):
        return True
    return any(
        not line.code
        and (
            COMMENT.search(line.text)
            or gaps.has_gaps(line.masked)
            or _CALLOUT.match(line.text)
            or _deck_of(line.masked, marks) is not None
        )
        for line in block
    )


def entries(
    block: Sequence[Line], marks: Marks, tags: Sequence[str] = (), *, highlights: bool = True
) -> tuple[list[Entry], list[CardError]]:
    """The cards of a text in their order, and what looks like one and makes none.

    An entry's `deck` is what its tag says below the tag of all cards, with `::` between the levels.

    Args:
        tags: of the front matter, without the `#`.
        highlights: gaps of the plugin's patterns are cards too, not only numbered ones.
    """
    if not highlights:
        marks = replace(marks, patterns=())
    state = _State(deck=next((deck for tag in tags if (deck := _deck_of(f"#{tag}", marks)) is not None), ""))
    rest = iter(range(len(block)))
    for index in rest:
        used = _step(state, block, index, marks)
        for _ in range(used - 1):
            next(rest, None)
    _close(state, marks)
    return state.entries, state.faults


def _step(state: _State, block: Sequence[Line], index: int, marks: Marks) -> int:
    """Take the line at an index; how many lines were taken."""
    line = block[index]
    if line.code:
        state.pending.append(line)
        return 1
    if line.is_blank and (not marks.end or not state.kind):
        _close(state, marks)
        return 1
    if marks.end and line.text.strip() == marks.end:
        _close(state, marks)
        return 1
    if callout := _CALLOUT.match(line.text):
        _close(state, marks)
        return _callout(state, block, index, callout)
    heading = _HEADING.fullmatch(line.text)
    if heading and not state.kind and not _parted(line, marks):
        _close(state, marks)
        level = len(heading.group(1))
        state.headings = [(above, title) for above, title in state.headings if above < level]
        state.headings.append((level, plain([heading.group(2)])))
        # A heading is the question where the sign follows right below it.
        state.pending.append(line)
        return 1
    if state.kind in ("", "gaps") and (parted := _parted(line, marks)):
        if state.kind:
            _close(state, marks)
        extra = _metadata(block, index + 1)
        _emit_line(state, line, parted, extra, marks)
        state.pending = []
        return 1 + len(extra)
    stripped = line.text.strip()
    if state.kind in ("", "gaps") and stripped in (marks.block, marks.block_both) and stripped:
        if any(held.text.strip() for held in state.pending):
            state.kind = "both" if stripped == marks.block_both else "block"
            state.pending.append(Line(line.number, "\0"))
        return 1
    state.pending.append(line)
    if not state.kind and _has_gaps(line, marks):
        state.kind = "gaps"
    return 1


def _parted(line: Line, marks: Marks) -> tuple[str, int, int] | None:
    """(sign, start, end) of the sign that parts a line; the longer one goes first."""
    text = COMMENT.sub("", line.masked)
    for sign in sorted((marks.line, marks.line_both), key=len, reverse=True):
        place = text.find(sign) if sign else -1
        # A numbered gap and a link hold colons of their own.
        if place >= 0 and not gaps.has_gaps(text) and text[:place].strip():
            return sign, place, place + len(sign)
    return None


def _metadata(block: Sequence[Line], index: int) -> list[Line]:
    """The lines below a card that hold its schedule only."""
    if index < len(block) and COMMENT.match(block[index].text) and not COMMENT.sub("", block[index].text).strip():
        return [block[index]]
    callout = _CALLOUT.match(block[index].text) if index < len(block) else None
    if callout and METADATA in (callout.group(2) or ""):
        return [*_quoted(block, index)]
    return []


def _quoted(block: Sequence[Line], index: int) -> Iterator[Line]:
    """The lines of the quotation that begins at an index."""
    for line in block[index:]:
        if line.code and not line.text.lstrip().startswith(">"):
            return
        if not line.text.lstrip().startswith(">"):
            return
        yield line


def _emit_line(state: _State, line: Line, parted: tuple[str, int, int], extra: list[Line], marks: Marks) -> None:
    sign, start, end = parted
    own = COMMENT.sub("", line.text)
    front, back = question([_untagged(own[:start], marks)]), question([_TRIMMED.sub("", own[end:])])
    _emit(state, line, front, back, [line, *extra], marks, both=sign == marks.line_both)


def _emit(
    state: _State,
    line: Line,
    front: str,
    back: str,
    held: Sequence[Line],
    marks: Marks,
    *,
    both: bool,
    context: tuple[str, ...] | None = None,
) -> None:
    for side, text in (("front", front), ("back", back)):
        if not text:
            beside = "before" if side == "front" else "behind"
            message = f"this card has no {side}; write one {beside} the mark, or put a mark that is none in backticks."
            state.faults.append(CardError(line.number, message))
            return
    deck = _deck_of(held[0].masked, marks)
    state.entries.append(
        Entry(
            line.number,
            front,
            (back,),
            reversed=both,
            deck=state.deck if deck is None else deck,
            context=state.context if context is None else context,
            schedules=schedules(texts(held)),
        )
    )


def _close(state: _State, marks: Marks) -> None:
    """Make a card of the pending lines, if they are one."""
    held, kind = state.pending, state.kind
    state.pending, state.kind = [], ""
    if not held:
        return
    if kind in ("block", "both"):
        place = next(number for number, line in enumerate(held) if line.text == "\0")
        front, context = held[:place], state.context
        if _HEADING.match(front[0].text):
            front, context = (front[1:], context) if len(front) > 1 else (front, context[:-1])
        back = plain(_bare(held[place + 1 :]))
        _emit(
            state,
            front[0],
            question(_untagged(text, marks) for text in _bare(front)),
            back,
            held,
            marks,
            both=kind == "both",
            context=context,
        )
    elif kind == "gaps":
        try:
            state.entries.append(_gapped(state, held, marks))
        except CardError as error:
            state.faults.append(error)
    elif state.entries and all(not COMMENT.sub("", line.text).strip() for line in held):
        _add_schedules(state, held)
    else:
        for line in held:
            _learn_deck(state, line, marks)


def _add_schedules(state: _State, held: Sequence[Line]) -> None:
    """A schedule that stands apart from its card, below a list or a blank line, is the card's above it."""
    if not state.entries[-1].schedules:
        state.entries[-1] = replace(state.entries[-1], schedules=schedules(texts(held)))


def _bare(held: Sequence[Line]) -> list[str]:
    """The texts without schedules; lines that held nothing else are gone."""
    found = [(line, COMMENT.sub("", line.text)) for line in held]
    return [text for line, text in found if line.code or text.strip() or not line.text.strip()]


def _gapped(state: _State, held: Sequence[Line], marks: Marks) -> Entry:
    lines = [Line(line.number, COMMENT.sub("", line.text), line.code) for line in held]
    if lines and not lines[0].code:
        lines[0] = Line(lines[0].number, without_bullet(_untagged(lines[0].text, marks)))
    text = "\n".join(line.text for line in lines)
    deck = _deck_of(held[0].masked, marks)
    entry = Entry(
        held[0].number,
        plain(text.split("\n")),
        deck=state.deck if deck is None else deck,
        context=state.context,
        schedules=schedules(texts(held)),
    )
    if gaps.has_gaps(text):
        found = gaps.gapped(replace(entry, front=text))
        shown = tuple(
            replace(gap, question=plain(gap.question.split("\n")), answer=plain(gap.answer.split("\n")))
            for gap in found.gaps
        )
        return replace(found, front=plain(found.front.split("\n")), gaps=shown)
    spans, names, hints = _spans(lines, marks)
    return gaps.shown(entry, text, spans, lambda part: plain(part.split("\n")), names=names, hints=hints)


def _spans(lines: Sequence[Line], marks: Marks) -> tuple[list[tuple[int, int, str]], list[str], list[str]]:
    """Where the gaps are, what they are called, and their hints."""
    found: list[tuple[int, int, str, str, str]] = []
    offset = 0
    for line in lines:
        for pattern in () if line.code else marks.patterns:
            for gap in pattern.finditer(line.text):
                start, end = gap.start() + offset, gap.end() + offset
                if not any(start < other[1] and other[0] < end for other in found):
                    groups = gap.groupdict()
                    found.append(
                        (start, end, gap.group("answer"), groups.get("number") or "", groups.get("hint") or "")
                    )
        offset += len(line.text) + 1
    found.sort()
    names = [f"c{number}" if number else f"gap {place}" for place, (*_, number, _) in enumerate(found, 1)]
    return [one[:3] for one in found], names, [one[4] for one in found]


def _has_gaps(line: Line, marks: Marks) -> bool:
    if gaps.has_gaps(line.masked):
        return True
    # Code may stand in a gap, but a mark in code is none.
    return any(
        "¤" not in line.masked[gap.start() : gap.start() + 2]
        for pattern in marks.patterns
        for gap in pattern.finditer(line.text)
    )


def _callout(state: _State, block: Sequence[Line], index: int, callout: re.Match[str]) -> int:
    held = [*_quoted(block, index)]
    if METADATA in (callout.group(2) or ""):
        state.pending = held
        if state.entries:
            _add_schedules(state, held)
        state.pending = []
        return len(held)
    body = [without_quote(text) for text in _bare(held[1:])]
    front = [callout.group(3)] if callout.group(3).strip() else body[:1]
    back = body if callout.group(3).strip() else body[1:]
    if (asked := _ASKED.match(front[0] if front else "")) and (told := _TOLD.match(back[0] if back else "")):
        front, back = [front[0][asked.end() :]], [back[0][told.end() :], *back[1:]]
    if back and back[0].strip() in ("?", "---", ""):
        back = back[1:]
    if not plain(back) and gaps.has_gaps(callout.group(3)):
        try:
            state.entries.append(gaps.gapped(Entry(block[index].number, callout.group(3), context=state.context)))
        except CardError as error:
            state.faults.append(error)
        return len(held)
    number = block[index].number
    front_text, back_text = question(front), plain(back)
    if not front_text or not back_text:
        side = "front" if not front_text else "back"
        where = "behind `]`" if side == "front" else "on the lines below, each behind `>`"
        state.faults.append(CardError(number, f"this card has no {side}; write one {where}."))
    else:
        state.entries.append(
            Entry(number, front_text, (back_text,), context=state.context, schedules=schedules(texts(held)))
        )
    return len(held)


def without_quote(text: str) -> str:
    return re.sub(r"^\s{0,3}>\s?", "", text)


def _learn_deck(state: _State, line: Line, marks: Marks) -> None:
    deck = _deck_of(line.masked, marks)
    if deck is not None:
        state.deck = deck


def _deck_of(text: str, marks: Marks) -> str | None:
    """The deck below the tag that a text bears; None where it bears none."""
    for tag in marks.tags:
        if found := _tag(tag).search(text):
            return "::".join(part for part in found.group(1).split("/") if part)
    return None


def _untagged(text: str, marks: Marks) -> str:
    """A line of a question without the tags of cards: one of a mere sign, as `#🧠`, is no tag of Markdown's."""
    if "#" in text:
        for tag in marks.tags:
            text = _tag(tag).sub("", text)
    return text


@lru_cache(maxsize=64)
def _tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/#&])#{re.escape(name)}((?:/[\w-]+)*)(?![\w/-])", re.IGNORECASE)
