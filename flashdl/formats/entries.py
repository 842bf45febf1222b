"""What every reader of decks gives: entries as a file has them; and how entries become candidates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flashdl import identity
from flashdl.errors import FileError
from flashdl.model import (
    BLANK,
    NO_EXCERPT,
    Candidate,
    Direction,
    Excerpt,
    Grading,
    Key,
    Place,
    Problem,
    Prompt,
    Schedule,
)
from flashdl.swift import maker, swift
from flashdl.terminal import one_line

LONGEST = 100_000
"""Characters of one text of a card."""
MOST = 1_000_000
"""Cards of one file."""
STEP = 2_000
"""Cards after which it is told how many there are."""

_candidate, _key, _prompt, _place = maker(Candidate), maker(Key), maker(Prompt), maker(Place)
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


@swift
@dataclass(frozen=True, slots=True)
class Gap:
    """One card of a text with gaps."""

    name: str
    """What tells it from its siblings whatever is edited: `c1`, its place among the gaps, the name of a template."""
    question: str
    """The text with `BLANK` where this gap is; without one, a question of its own."""
    answer: str
    hint: str = ""
    typed: bool = False


@swift
@dataclass(frozen=True, slots=True)
class Entry:
    """A card, or a family of siblings, as the file has it."""

    line: int
    front: str
    """The question; of a text with gaps the whole text."""
    answers: tuple[str, ...] = ()
    """One or more, the first of which is shown; none where there are gaps."""
    accept: tuple[str, ...] = ()
    """Further spellings that are right."""
    hint: str = ""
    tags: tuple[str, ...] = ()
    """Its own, without the deck's."""
    given: str = ""
    """An id that the file gives, or nothing."""
    typed: bool = False
    reversed: bool = False
    """Asked both ways."""
    gaps: tuple[Gap, ...] = ()
    items: tuple[str, ...] = ()
    """The members of a list that is asked as one card."""
    ordered: bool = False
    choices: tuple[str, ...] = ()
    """Options, the answer among them."""
    deck: str = ""
    """The full name of a deck of its own; nothing: the file's."""
    context: tuple[str, ...] = ()
    """Headings above it."""
    extra: str = ""
    """More to read after the answer."""
    schedules: tuple[Schedule | None, ...] = ()
    """One for each of its cards, in their order; a missing one is None."""


class Entries:
    """One walk over the entries of one file: what was seen so far, and what was wrong."""

    def __init__(
        self, path: str, file: str, name: str, tags: tuple[str, ...] = (), each: Callable[[str], None] | None = None
    ) -> None:
        """
        Args:
            path: for problems, as the person named the file.
            file: for the cards, from the source's root.
            name: the deck's; keys hang on it.
            each: told now and then how many cards there are; it may raise to stop.
        """
        self._each, self._next = each, STEP
        self._path, self._file, self._name, self._tags = path, file, name, tags
        self._document = identity.tidy(f"deck:{name}")
        self._context: tuple[str, ...] = (name,)
        self._fronts: dict[str, int] = {}
        self._lines: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self.candidates: list[Candidate] = []
        self.problems: list[Problem] = []

    def take_plain(self, line: int, front: str, back: str, hint: str, tags: tuple[str, ...]) -> None:
        """What `take` makes of an entry that has only these, as nearly all have; in half of the time.

        Args:
            front, back: not empty.
        """
        text = " ".join(f"{front}\0{back}".split())
        if len(front) + len(back) >= LONGEST or text in self._lines:
            self.take(Entry(line, front, (back,), hint=hint, tags=tags))
            return
        position = len(self.candidates)
        if position >= self._next:
            self._tell(line)
        self._lines[text] = line
        tidy = identity.tidy(front)
        subject = front if tidy == front else tidy  # as nearly all are: a million are held but once
        count = self._fronts.get(subject, 0)
        self._fronts[subject] = count + 1
        fact = identity.tidy_note_id(self._document, (str(count),) if count else (), subject)
        labels = tuple(dict.fromkeys((*self._tags, *tags))) if self._tags else tags
        self.candidates.append(
            _candidate(
                _key(self._document, (), subject, "", Direction.FORWARD, count),
                fact,
                self._name,
                _prompt("basic", front, (back,), Grading.SELF, (), hint, labels),
                _place(self._file, line, self._context, NO_EXCERPT, position),
            )
        )

    def take(self, entry: Entry) -> None:
        """Turn an entry into its cards, or into a problem that says why there are none.

        Raises:
            FileError: the file holds more cards than one file may.
        """
        if len(self.candidates) >= self._next:
            self._tell(entry.line)
        try:
            self._refuse(entry)
        except CardError as error:
            self.note(error.line, error.message)
            return
        front = identity.tidy(entry.front)
        count = self._fronts.get(front, 0)
        self._fronts[front] = count + 1
        # Equal fronts are different facts, not siblings, so the count is a part of the note.
        section = (str(count),) if count and not entry.given else ()
        fact = identity.tidy_note_id(self._document, section, identity.tidy(entry.given) if entry.given else front)
        schedules = iter(entry.schedules)
        for direction, attribute, prompt in self._prompts(entry):
            if entry.given:
                place = own_key(self._name, entry.given, direction, attribute)
            else:  # as `key` would make it; all texts but an attribute are tidy already
                place = Key(self._document, (), front, attribute and identity.tidy(attribute), direction, count)
            self.candidates.append(self._candidate(entry, place, fact, prompt, next(schedules, None)))

    def _tell(self, line: int) -> None:
        count = len(self.candidates)
        if count >= MOST:
            raise FileError(f"the file holds more than {MOST:,} cards; split it.", self._path, line)
        self._next = min(MOST, count + STEP)
        if self._each:
            self._each(f"{count:,} cards")

    def note(self, line: int | None, message: str) -> None:
        """Remember what is wrong with the file."""
        self.problems.append(Problem(self._path, line, message))

    def _refuse(self, entry: Entry) -> None:
        """Raises: CardError: the entry is not to become a card."""
        said = [entry.front, *entry.answers]
        if entry.gaps or entry.items:
            said += [*(f"{gap.name} {gap.answer}" for gap in entry.gaps), *entry.items]
        whole = "\0".join(said)
        if len(whole) > LONGEST and _longest(entry) > LONGEST:
            raise CardError(entry.line, f"this card is longer than {LONGEST:,} characters; it was left out.")
        text = " ".join(whole.split())
        if text in self._lines:
            message = f"the same card stands on line {self._lines[text]}; this one was left out."
            raise CardError(entry.line, message)
        if entry.given and entry.given in self._ids:
            other = self._ids[entry.given]
            message = f"the card on line {other} has the id `{quoted(entry.given)}` too; this one was left out."
            raise CardError(entry.line, message)
        self._lines[text] = entry.line
        if entry.given:
            self._ids[entry.given] = entry.line

    def _prompts(self, entry: Entry) -> list[tuple[Direction, str, Prompt]]:
        labels = tuple(dict.fromkeys((*self._tags, *entry.tags))) if self._tags or entry.tags else ()
        if entry.gaps:
            return [_face(gap, labels) for gap in entry.gaps]
        if not (entry.accept or entry.typed or entry.reversed or entry.items or entry.choices or entry.answers[1:]):
            # Many are so.
            return [(Direction.FORWARD, "", Prompt("basic", entry.front, entry.answers, hint=entry.hint, tags=labels))]
        accepted = tuple(dict.fromkeys((*entry.answers, *entry.accept)))
        forward = Grading.TYPED if entry.typed or entry.accept else Grading.SELF
        kind = "basic"
        if entry.items:
            forward = Grading.LIST_ORDERED if entry.ordered else Grading.LIST
            kind = "sequence" if entry.ordered else "list"
        elif entry.choices:
            forward, kind = Grading.CHOICE, "choice"
        prompt = Prompt(kind, entry.front, accepted, forward, entry.items, entry.hint, labels)
        # A list keeps the direction FORWARD: what was written as one card stays that card when its answer becomes one.
        prompts = [(Direction.FORWARD, "", prompt)]
        if entry.reversed:  # the hint is written for the answer: here it would give the question away
            grading = Grading.TYPED if entry.typed else Grading.SELF
            back = Prompt("reverse", entry.answers[0], (entry.front,), grading, tags=labels)
            prompts.append((Direction.REVERSE, "", back))
        return prompts

    def _candidate(self, entry: Entry, place: Key, fact: str, prompt: Prompt, schedule: Schedule | None) -> Candidate:
        deck, context = self._name, self._context
        if entry.deck or entry.context:
            deck, context = identity.tidy(entry.deck) or deck, (entry.deck or self._name, *entry.context)
        excerpt = Excerpt(entry.extra) if entry.extra else NO_EXCERPT
        choices = entry.choices if prompt.grading is Grading.CHOICE else ()
        stands = Place(self._file, entry.line, context, excerpt, len(self.candidates), "", choices)
        own = _permanent_id(entry.given, place) if entry.given else None
        return Candidate(place, fact, deck, prompt, stands, id=own, schedule=schedule)


def options(answer: str, others: Iterable[str]) -> tuple[str, ...]:
    """What is chosen from, by name: the place of the right one must not tell, and must be the same at each reading."""
    return tuple(sorted({*others, answer}, key=lambda text: (text.casefold(), text)))


def _longest(entry: Entry) -> int:
    return max(map(len, (entry.front, *entry.answers, *entry.items, *(gap.answer for gap in entry.gaps))))


def _face(gap: Gap, labels: tuple[str, ...]) -> tuple[Direction, str, Prompt]:
    is_cloze = BLANK in gap.question
    grading = Grading.TYPED if gap.typed else Grading.SELF
    prompt = Prompt("cloze" if is_cloze else "basic", gap.question, (gap.answer,), grading, hint=gap.hint, tags=labels)
    return Direction.CLOZE if is_cloze else Direction.FORWARD, gap.name, prompt


def key(name: str, front: str, direction: Direction = Direction.FORWARD, count: int = 0, attribute: str = "") -> Key:
    """The matching key of a card in the deck of this name, wherever its file lies.

    Args:
        count: 0-based among the cards of the deck that have this front.
        attribute: the name of a gap; nothing for other cards.
    """
    return identity.key(f"deck:{name}", (), front, attribute, direction, count=count)


def own_key(name: str, given: str, direction: Direction, attribute: str = "") -> Key:
    """The matching key of a card with an id of its own, whatever becomes of its front."""
    return identity.key(f"deck:{name}", (), given, f"id {attribute}".strip(), direction)


def _permanent_id(given: str, key: Key) -> str:
    """The permanent id for an id in a file.

    One that flashdl made (24 characters of a-z and 2-7) is taken as it is, so that a deck written by flashdl keeps its
    history. Any other is hashed as the subject of a key: so it is safe as a name everywhere, and the `1` of one deck is
    not the `1` of another. The attribute keeps it apart from a card whose front is that text.
    """
    is_first = key.direction is Direction.FORWARD and key.attribute == "id"
    return given if is_first and _OWN_ID.fullmatch(given) else identity.card_id(key)


def quoted(text: str) -> str:
    """A text of the file's in a message: one short line."""
    shown = one_line(text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
