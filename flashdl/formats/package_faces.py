"""What a card of Anki's asks, as text: templates filled with the note's fields, gaps, and masks over a picture."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flashdl.formats import anki_collection, anki_face, gaps, template
from flashdl.formats.html_text import readable
from flashdl.formats.package_types import NoteType
from flashdl.model import BLANK, NO_EXCERPT, Direction, Excerpt, Grading, Prompt

LONGEST = 100_000
"""Characters of a field, but for looks and for pictures that are written into it."""
_NO_TEXT = re.compile(r"\s(?:style|class)=\"[^\"]{0,5000}\"|(?<=data:)[a-z]{1,20}/[^\"'<>\s]*")
_TYPED_GAP = re.compile(r"\{\{\s*type:cloze:")
_NAMED_ALONE = re.compile(r"\[(?:picture|sound): ")
_MASK = re.compile(r"\{\{c(\d{1,4})::image-occlusion:[^}]*\}\}")
_UNSHOWN = re.compile(r"\{\{(?:[a-z-]+:)*(?:type|hint|tts[^:}]*):[^{}]*\}\}", re.IGNORECASE)
"""What a front shows only on a click, or would give the answer away as text."""


class FaceError(Exception):
    """A card that cannot be asked; the reading goes on with the next."""


class Face:
    """One card of a note: what it asks, and the place of its gap."""

    __slots__ = ("attribute", "context", "direction", "excerpt", "prompt")

    def __init__(
        self, prompt: Prompt, attribute: str, direction: Direction, excerpt: Excerpt, context: str = ""
    ) -> None:
        self.prompt, self.attribute, self.direction, self.excerpt = prompt, attribute, direction, excerpt
        self.context = context
        """What stands above the question; nothing: its deck."""


def face(kind: NoteType, values: list[str], ord_: int, tags: tuple[str, ...], deck: str = "") -> Face:
    """The card of a note.

    Args:
        values: of the note's fields.
        ord_: which of the note's cards, from 0.
        deck: its name in Anki.

    Raises:
        FaceError: there is nothing to ask.
    """
    if max(map(len, values)) > LONGEST:
        values = [_NO_TEXT.sub("", value) for value in values]
        if max(map(len, values)) > LONGEST:
            raise FaceError(f"a field is longer than {LONGEST:,} characters")
    fields = dict(zip(kind.fields, values, strict=False))
    around = _around(fields) if kind.id in (anki_collection.NOTE_TYPE, anki_collection.GAP_NOTE_TYPE) else _NOTHING
    if kind.has_gaps:
        return _gap(kind, fields, ord_ + 1, tags, deck, around)
    if ord_ >= len(kind.templates):
        raise FaceError("the note type has no such card")
    name, front, back = kind.templates[ord_]
    for asked in template.asked_of_card(front, back):
        fields.setdefault(asked, _of_card(asked, kind, name, tags, deck))
    question = template.text(_front(front), fields)
    if not question:
        raise FaceError("its front is empty")
    behind = template.said_behind(back, fields, question)
    meant = template.typed(front, back, fields)
    attribute = _attribute(ord_)
    if not meant:
        prompt = Prompt("anki", question, (behind or anki_face.NOTHING,), hint=around.hint, tags=tags)
        excerpt = Excerpt(around.place) if around.place else NO_EXCERPT
        return Face(prompt, attribute, Direction.FORWARD, excerpt, around.context)
    prompt = Prompt("anki", question, (meant,), _grading(meant), tags=tags)
    known = meant.split("\n")
    beyond = "\n".join(line for line in behind.split("\n") if line not in known).strip()
    return Face(prompt, attribute, Direction.FORWARD, Excerpt(beyond) if beyond else NO_EXCERPT)


def _grading(answer: str) -> Grading:
    """How an answer is given that is typed in Anki: what no line can hold is only looked at here."""
    can_be_typed = "\n" not in answer and not _NAMED_ALONE.search(answer)
    return Grading.TYPED if can_be_typed else Grading.SELF


def faceless(kind: NoteType, ord_: int, tags: tuple[str, ...]) -> Face:
    """A card that cannot be asked and was answered once: the place of its history."""
    prompt = Prompt("anki", anki_face.NOTHING, (anki_face.NOTHING,), tags=tags)
    if kind.has_gaps:
        return Face(prompt, f"id c{ord_ + 1}", Direction.CLOZE, NO_EXCERPT)
    return Face(prompt, _attribute(ord_), Direction.FORWARD, NO_EXCERPT)


def _attribute(ord_: int) -> str:
    return f"id {ord_}" if ord_ else "id"


def place(kind: NoteType, values: list[str], ord_: int) -> tuple[str, Direction]:
    """(attribute, direction) as `face` gives them, told without reading what the card asks."""
    if not kind.has_gaps:
        return _attribute(ord_), Direction.FORWARD
    if any(map(_MASK.search, values[: len(kind.fields)])):
        return f"id {ord_}", Direction.FORWARD
    return f"id c{ord_ + 1}", Direction.CLOZE


def own_id(kind: NoteType, values: list[str], ord_: int) -> str:
    """The id of the card here, where flashdl made the note; else nothing."""
    if kind.id == anki_collection.NOTE_TYPE and len(values) == 6:
        return readable(values[5]) if ord_ == 0 else ""
    if kind.id == anki_collection.GAP_NOTE_TYPE and len(values) == 6:
        pairs = (pair.partition("=") for pair in readable(values[5]).split())
        return next((card for number, _, card in pairs if number == str(ord_ + 1)), "")
    return ""


@lru_cache(maxsize=256)
def _front(front: str) -> str:
    return _UNSHOWN.sub("", front)


def _of_card(asked: str, kind: NoteType, name: str, tags: tuple[str, ...], deck: str, number: int = 0) -> str:
    """What a template says of the card itself, as HTML.

    Args:
        name: of the template.
        number: of the gap; 0: none.
    """
    if asked[0] == "c":
        return "1" if asked == f"c{number}" else ""
    said = {"Tags": " ".join(tags), "Type": kind.name, "Card": name, "Deck": deck, "Subdeck": deck.rpartition("::")[2]}
    return html.escape(said[asked], quote=False)


_often_readable = lru_cache(maxsize=1024)(readable)
"""For what many notes say alike."""


class _Around(NamedTuple):
    """What a note that flashdl made says beside question and answer, as text."""

    context: str = ""
    hint: str = ""
    place: str = ""


_NOTHING = _Around()


def _around(fields: dict[str, str]) -> _Around:
    """Take out of the fields what stood around the question here, so that it reads as it did."""
    front, begins, hint = fields.get("Front", "").rpartition(anki_face.HINT_BEGINS)
    if begins and hint.endswith(anki_face.HINT_ENDS):
        fields["Front"] = front
    else:
        hint = ""
    extra = readable(fields.pop("Extra", ""))
    context, place = (_often_readable(fields.pop(name, "")) for name in ("Context", "Source"))
    hint = hint and readable(hint.removesuffix(anki_face.HINT_ENDS))
    return _Around(context, hint, f"{extra}\n{place}" if extra and place else extra or place)


def _gap(
    kind: NoteType, fields: dict[str, str], number: int, tags: tuple[str, ...], deck: str, around: _Around
) -> Face:
    """The gap of a number, wherever in the front's fields it is."""
    if not kind.templates:
        raise FaceError("the note type has no card")
    masked = next((name for name, value in fields.items() if _MASK.search(value)), None)
    if masked is not None:
        return _mask(fields, masked, fields[masked], number, tags)
    name, front, back = kind.templates[0]
    for asked in template.asked_of_card(front, back):
        fields.setdefault(asked, _of_card(asked, kind, name, tags, deck, number))
    # Where a gap is only ever typed, the field that is stripped elsewhere is all there is.
    for shown in (_front(front), front):
        whole, found = gaps.numbered(template.text(shown, fields))
        gap = next((one for one in found if one.name == f"c{number}"), None)
        if gap is not None:
            break
    if gap is None or BLANK not in gap.question:
        raise FaceError(f"its text has no gap {number}")
    rest = {name: "" if gaps.has_gaps(value) else value for name, value in fields.items()}
    extra = template.said_behind(back, rest, whole)
    is_typed = _TYPED_GAP.search(front) and gap.question.count(BLANK) == 1
    grading = _grading(gap.answer) if is_typed else Grading.SELF
    prompt = Prompt("cloze", gap.question, (gap.answer,), grading, hint=gap.hint, tags=tags)
    excerpt = Excerpt("\n".join(text for text in (whole, "" if extra in whole else extra, around.place) if text))
    return Face(prompt, f"id c{number}", Direction.CLOZE, excerpt, around.context)


def _mask(fields: Mapping[str, str], asked: str, raw: str, number: int, tags: tuple[str, ...]) -> Face:
    """A picture with masks: what can be shown in text is its name, its title, and what is said behind."""
    numbers = sorted({int(found) for found in _MASK.findall(raw)})
    if number not in numbers:
        raise FaceError(f"its picture has no mask {number}")
    others = [(name, readable(value)) for name, value in fields.items() if name != asked and value.strip()]
    picture = next((text for _, text in others if "[picture:" in text), "[picture]")
    header = [text for name, text in others if name.casefold() == "header"]
    behind = [text for name, text in others if text != picture and name.casefold() != "header"]
    which = f"What is behind mask {numbers.index(number) + 1} of {len(numbers)}?"
    question = "\n".join((*header, picture, which))
    answer = "\n".join(behind) or "It is in the picture."
    return Face(Prompt("picture", question, (answer,), tags=tags), f"id {number - 1}", Direction.FORWARD, NO_EXCERPT)
