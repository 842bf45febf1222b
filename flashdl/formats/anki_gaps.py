"""The gaps of one text as Anki's cloze note: `{{c1::gap::hint}}`, a card for each number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flashdl.formats import anki_face
from flashdl.leaving import Leaving
from flashdl.model import BLANK, Direction, Grading, Prompt

NUMBERED = re.compile(r"(?:id )?(?:c|gap )([1-9]\d{0,2})")
"""The attribute of a card that asks one gap of a text."""
MOST = 500
"""The highest number that Anki makes a card for."""
JOINED = " … "
"""Between the texts of several gaps of one number, in a card's answer."""

# Signs that stand for the marks until the text between them is HTML; no text has them (`_bare`).
_OPEN, _CLOSE, _NUMBER = "\ufdd0", "\ufdd1", 0xE000
_MARKS = re.compile("[\ufdd0\ufdd1\ue000-\ue1f4]")


class _Span(NamedTuple):
    start: int
    end: int
    number: int
    hint: str


class Text(NamedTuple):
    """A text with the gaps of all siblings."""

    whole: str
    spans: tuple[_Span, ...]
    gaps: tuple[tuple[int, Leaving], ...]
    """(number from 1, card)."""

    @property
    def field(self) -> str:
        """HTML with Anki's marks."""
        # Before the marks nothing may stand that reads as a part of them.
        field = anki_face.rich(self._signed())
        field = re.sub(f":(?=[:{_CLOSE}])", "&#58;", re.sub(f"}}(?={_CLOSE})", "&#125;", field))
        return self._marked(field, lambda hint: anki_face.rich(hint).replace(":", "&#58;").replace("}", "&#125;"))

    def plain(self, shown: Callable[[str], str] = str) -> str:
        """The text of the cards with Anki's marks.

        Args:
            shown: makes text of a card what stands in the file.
        """
        return self._marked(shown(self._signed()), shown)

    def _signed(self) -> str:
        """The text with a sign for each mark, so that code and math around a gap stay what they are."""
        signs: list[tuple[int, int, int, str]] = []
        for span in self.spans:
            length = span.end - span.start
            signs.append((span.start, 1, -length, _OPEN + chr(_NUMBER + span.number)))
            signs.append((span.end, 0, length, _CLOSE + chr(_NUMBER + span.number)))
        # What ends comes before what begins; of what begins the longer, of what ends the shorter comes first.
        pieces, at = [], 0
        for place, _, _, sign in sorted(signs):
            pieces += [self.whole[at:place], sign]
            at = place
        return "".join((*pieces, self.whole[at:]))

    def _marked(self, signed: str, shown: Callable[[str], str]) -> str:
        hints = {span.number: f"::{shown(span.hint)}" if span.hint.strip() else "" for span in self.spans}
        opened = re.sub(f"{_OPEN}(.)", lambda found: f"{{{{c{ord(found[1]) - _NUMBER}::", signed)
        return re.sub(f"{_CLOSE}(.)", lambda found: f"{hints[ord(found[1]) - _NUMBER]}}}}}", opened)


def number(leaving: Leaving) -> int | None:
    """Which gap of its text a card asks; None where it is no such card."""
    card = leaving.card
    found = NUMBERED.fullmatch(card.key.attribute) if card.key.direction is Direction.CLOZE else None
    is_plain = card.prompt.grading in (Grading.SELF, Grading.TYPED) and not card.prompt.items
    return int(found[1]) if found and is_plain and int(found[1]) <= MOST else None


def joined(family: Sequence[Leaving]) -> Text | None:
    """The text that the siblings ask the gaps of; None where they do not agree on one, or it cannot be told.

    A gap that is no longer in the notes stays in the text as long as that is the same, for its card is still in Anki.
    """
    present = [one for one in family if not one.card.orphaned] or family
    for whole in _wholes(present[0]):
        found = _agreed(whole, family)
        if found is not None:
            return found
    return None


def _agreed(whole: str, family: Sequence[Leaving]) -> Text | None:
    """The siblings' gaps in this text; None where one that is there has none in it."""
    if not whole or BLANK in whole or anki_face.is_unsafe(whole):
        return None
    gaps: dict[int, Leaving] = {}
    spans: list[_Span] = []
    for one in sorted(family, key=lambda one: one.card.orphaned):
        which = number(one)
        found = None if which is None else _spans(whole, one.card.prompt, which)
        if which is None or found is None or which in gaps or _cross([*spans, *found]):
            if one.card.orphaned and gaps:
                continue
            return None
        gaps[which] = one
        spans += found
    return Text(whole, tuple(spans), tuple(sorted(gaps.items(), key=lambda gap: gap[0])))


def _wholes(leaving: Leaving) -> Iterator[str]:
    """What the text without gaps may be: the place it stands at, or a question with its answer in it."""
    card = leaving.card
    if card.place.excerpt.text and not card.place.excerpt.rows:
        yield _bare(card.place.excerpt.text)
    parts = _bare(card.prompt.question).split(BLANK)
    answer = _bare(card.prompt.answers[0]) if card.prompt.answers else ""
    for fills in (answer.split(JOINED), [answer] * (len(parts) - 1)):
        if len(fills) == len(parts) - 1:
            yield parts[0] + "".join(fill + part for fill, part in zip(fills, parts[1:], strict=True))


def _spans(whole: str, prompt: Prompt, which: int) -> list[_Span] | None:
    """Where the blanks of a question stand in the whole text; None where question and text do not fit."""
    parts = _bare(prompt.question).split(BLANK)
    if len(parts) < 2 or not prompt.answers:
        return None
    answer = _bare(prompt.answers[0])
    texts = sorted({answer, *answer.split(JOINED)}, key=len, reverse=True)
    gap = f"\\s*({'|'.join(re.escape(text) for text in texts)})\\s*"
    found = re.fullmatch(gap.join(map(re.escape, parts)), whole)
    if found is None:
        return None
    hint = _bare(prompt.hint)
    spans = [_Span(*found.span(place), which, hint) for place in range(1, len(parts))]
    return spans if all(span.end > span.start for span in spans) else None


def _cross(spans: Sequence[_Span]) -> bool:
    """Whether two gaps share a part of the text and neither lies within the other."""
    return any(
        one.start < other.start < one.end < other.end or (one.start, one.end) == (other.start, other.end)
        for one in spans
        for other in spans
        if one is not other
    )


def _bare(text: str) -> str:
    """The text without the signs that stand for marks here."""
    return _MARKS.sub("", text)
