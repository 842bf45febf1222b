"""From a deck's YAML to candidates: what the keys mean, and what is wrong with the cards that are left out."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass

from flashdl import identity
from flashdl.formats.yaml_tree import Fault, Mapping, Node, Sequence, Text
from flashdl.model import Candidate, Direction, Grading, Key, Place, Problem, Prompt
from flashdl.terminal import one_line

DECK_KEYS = {"name": "name", "title": "name", "deck": "name", "tags": "tags", "cards": "cards"}
"""Each key of a deck with the first name of what it says."""
CARD_KEYS = {
    **dict.fromkeys(("front", "question", "q"), "front"),
    **dict.fromkeys(("back", "answer", "answers", "a"), "back"),
    **{key: key for key in ("tags", "id", "hint", "accept", "reversed", "typed")},
}
"""Each key of a card with the first name of what it says."""

_SWITCH = {"": False, "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_OWN_ID = re.compile(f"[a-z2-7]{{{identity.ID_LENGTH}}}")


class CardError(Exception):
    """One card cannot be used; the reading goes on with the next.

    Attributes:
        line: 1-based.
        message: a sentence.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Written:
    """A card as the file has it."""

    line: int
    front: str
    answers: tuple[str, ...]
    """One or more."""
    accept: tuple[str, ...]
    """Further spellings that are right."""
    hint: str
    tags: tuple[str, ...]
    """Its own, without the deck's."""
    given: str
    """Its `id:`, or nothing."""
    typed: bool
    reversed: bool


class Reading:
    """One walk over the cards of one file: what was seen so far, and what was wrong."""

    def __init__(self, path: str, file: str, name: str, tags: tuple[str, ...]) -> None:
        """
        Args:
            path: for problems, as the person named the file.
            file: for the cards, from the source's root.
            name: the deck's; keys hang on it.
        """
        self._path, self._file, self._name, self._tags = path, file, name, tags
        self._fronts: Counter[str] = Counter()
        self._lines: dict[tuple[str, ...], int] = {}
        self._ids: dict[str, int] = {}
        self.candidates: list[Candidate] = []
        self.problems: list[Problem] = []

    def take(self, node: Node) -> None:
        """Read one item of the list of cards."""
        try:
            card = self._written(node)
            self._refuse_twins(card)
        except CardError as error:
            self._note(error.line, error.message)
            return
        count = self._fronts[identity.tidy(card.front)]
        self._fronts[identity.tidy(card.front)] += 1
        for direction, prompt in self._prompts(card):
            name = self._name
            own = _own_key(name, card.given, direction) if card.given else key(name, card.front, direction, count)
            self.candidates.append(self._candidate(card, own, prompt))

    def _written(self, node: Node) -> Written:
        if isinstance(node, Fault):
            raise CardError(node.line, node.message)
        if not isinstance(node, Mapping):
            raise CardError(node.line, "a card is written as `front:` and `back:`; this one was left out.")
        fields, strangers = named(node, CARD_KEYS)
        for line, message in strangers:
            self._note(line, message)
        card = Written(
            node.line,
            front=one(fields, "front"),
            answers=several(fields, "back"),
            accept=several(fields, "accept"),
            hint=one(fields, "hint"),
            tags=tags(fields),
            given=one(fields, "id").strip(),
            typed=_switch(fields, "typed"),
            reversed=_switch(fields, "reversed"),
        )
        for name, is_there in (("front", bool(card.front.strip())), ("back", bool(card.answers))):
            if not is_there:
                line = fields[name].line if name in fields else node.line
                raise CardError(line, f"this card has no `{name}`; it was left out.")
        return card

    def _refuse_twins(self, card: Written) -> None:
        twin = self._lines.setdefault(tuple(map(identity.tidy, (card.front, *card.answers))), card.line)
        if twin != card.line:
            raise CardError(card.line, f"the same card stands on line {twin}; this one was left out.")
        other = self._ids.setdefault(card.given, card.line) if card.given else card.line
        if other != card.line:
            message = f"the card on line {other} has the id `{_quoted(card.given)}` too; this one was left out."
            raise CardError(card.line, message)

    def _prompts(self, card: Written) -> list[tuple[Direction, Prompt]]:
        labels = tuple(dict.fromkeys((*self._tags, *card.tags)))
        accepted = tuple(dict.fromkeys((*card.answers, *card.accept)))
        forward = Grading.TYPED if card.typed or card.accept else Grading.SELF
        prompts = [(Direction.FORWARD, Prompt("basic", card.front, accepted, forward, hint=card.hint, tags=labels))]
        if card.reversed:  # the hint is written for the answer: here it would give the question away
            grading = Grading.TYPED if card.typed else Grading.SELF
            prompts.append((Direction.REVERSE, Prompt("reverse", card.answers[0], (card.front,), grading, tags=labels)))
        return prompts

    def _candidate(self, card: Written, key: Key, prompt: Prompt) -> Candidate:
        # Equal fronts are different facts, not siblings, so the count is a part of the note.
        section = (str(key.count),) if key.count else ()
        return Candidate(
            key,
            identity.note_id(key.document, section, key.subject),
            self._name,
            prompt,
            Place(self._file, card.line, (self._name,), position=len(self.candidates)),
            id=_permanent_id(self._name, card.given, key.direction) if card.given else None,
        )

    def _note(self, line: int, message: str) -> None:
        self.problems.append(Problem(self._path, line, message))


def key(name: str, front: str, direction: Direction = Direction.FORWARD, count: int = 0) -> Key:
    """The matching key of a card in the deck of this name, wherever its file lies.

    Args:
        count: 0-based among the cards of the deck that have this front.
    """
    return identity.key(f"deck:{name}", (), front, "", direction, count=count)


def _permanent_id(name: str, given: str, direction: Direction) -> str:
    """The permanent id for the `id:` in a file.

    One that flashdl made (24 characters of a-z and 2-7) is taken as it is, so that a deck written by flashdl keeps its
    history. Any other is hashed as the subject of a key: so it is safe as a name everywhere, and the `1` of one deck is
    not the `1` of another. The attribute keeps it apart from a card whose front is that text.
    """
    if direction is Direction.FORWARD and _OWN_ID.fullmatch(given):
        return given
    return identity.card_id(_own_key(name, given, direction))


def _own_key(name: str, given: str, direction: Direction) -> Key:
    """The matching key of a card with an `id:`, whatever becomes of its front."""
    return identity.key(f"deck:{name}", (), given, "id", direction)


def named(node: Mapping, known: dict[str, str]) -> tuple[dict[str, Node], list[tuple[int, str]]]:
    """(values by the first name of their key, (line, sentence) for each unknown key).

    Raises:
        CardError: something is said twice.
    """
    found: dict[str, Node] = {}
    strangers: list[tuple[int, str]] = []
    seen: set[str] = set()
    for at, value in node.pairs:
        name = known.get(at.value, "")
        if at.value in seen:
            raise CardError(at.line, f"the key `{_quoted(at.value)}` stands here a second time; take one out.")
        if name in found:
            raise CardError(
                at.line, f"`{at.value}` is another word for `{name}`, which is there already; take one out."
            )
        seen.add(at.value)
        if name:
            found[name] = value
        else:
            strangers.append((at.line, _stranger(at.value, known)))
    return found, strangers


def one(fields: dict[str, Node], name: str) -> str:
    """The text under a name; "" where there is none."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.value
    raise _no_text(value, name)


def several(fields: dict[str, Node], name: str) -> tuple[str, ...]:
    """The texts under a name, one or a list, without blank ones."""
    value = fields.get(name)
    if not isinstance(value, Sequence):
        text = one(fields, name)
        return (text,) if text.strip() else ()
    texts: list[str] = []
    for item in value.items:
        if not isinstance(item, Text):
            raise _no_text(item, name)
        texts.append(item.value)
    return tuple(text for text in texts if text.strip())


def tags(fields: dict[str, Node]) -> tuple[str, ...]:
    """A list of tags, or one text with commas between."""
    found = several(fields, "tags")
    if found and isinstance(fields.get("tags"), Text):
        found = tuple(found[0].split(","))
    return tuple(tag for tag in map(identity.tidy, found) if tag)


def _switch(fields: dict[str, Node], name: str) -> bool:
    text = one(fields, name)
    try:
        return _SWITCH[text.strip().lower()]
    except KeyError:
        message = f"`{name}` is true or false, not `{_quoted(text)}`; this card was left out."
        raise CardError(fields[name].line, message) from None


def _stranger(found: str, known: dict[str, str]) -> str:
    near = difflib.get_close_matches(found[:40].lower(), known, n=1)
    advice = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}."
    return f"`{_quoted(found)}` is not a key that flashdl knows; {advice}"


def _no_text(value: Node, name: str) -> CardError:
    if isinstance(value, Fault):
        return CardError(value.line, f"`{name}`: {value.message}")
    shape = "a list" if isinstance(value, Sequence) else "a mapping"
    return CardError(value.line, f"YAML reads `{name}` as {shape}, not as text; put quotes around it.")


def _quoted(text: str) -> str:
    shown = one_line(text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
