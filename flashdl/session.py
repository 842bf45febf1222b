"""The day's queue and a sitting over it. Pure: what is stored goes in, an order of card ids comes out."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from flashdl.mixing import apart, mixed
from flashdl.model import Card, DeckCounts, Limits, Rating, Schedule
from flashdl.scheduling.recall import rank
from flashdl.terminal import one_line

Done = Mapping[str, tuple[int, int]]
"""By deck: new cards and other cards whose answer counted today."""

LEVEL = "::"
"""Stands between the levels of a deck's name."""
AFTER_LEVEL = LEVEL[:-1] + chr(ord(LEVEL[-1]) + 1)
"""The first text after all that begin with LEVEL."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The little that the queue needs to know of a card."""

    card: str
    note: str
    """Cards that share it are siblings."""
    group: str
    """Cards of one table or list share it; empty where there is none."""
    deck: str
    source: int
    position: int
    """Place in the order of learning within the source."""
    due: date | None
    """A study day; None for a new card."""
    interval: int
    """Days; 0 for a new card."""
    drill: bool
    """Answered today, and to come back until GOOD."""
    answered_today: bool
    """Its answer of today has counted: it keeps its siblings from being asked, and is itself asked only to drill."""
    schedule: Schedule | None = None
    """None for a new card; read where more is due than the day may ask."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a study day asks, each part in its order."""

    again: tuple[Waiting, ...] = ()
    """Answered today already, to come back until GOOD."""
    due: tuple[Waiting, ...] = ()
    new: tuple[Waiting, ...] = ()

    @property
    def queue(self) -> tuple[Waiting, ...]:
        """The order of asking: due cards with the new ones spread evenly among them, then what comes back."""
        return (*apart(mixed(self.due, self.new), lambda card: card.group), *self.again)


class Left(NamedTuple):
    """What a study day may still ask."""

    new: int
    reviews: int
    new_of: Mapping[str, int]
    """By deck that has a limit of its own."""
    reviews_of: Mapping[str, int]
    pace: int | None = None
    """Reviews that the day asks at most, for it comes after a break; None where it does not, or all is as usual."""


class Counts(NamedTuple):
    """Cards to be asked."""

    new: int
    again: int
    due: int


def deck_name(text: str) -> str:
    """A deck's name as a person wrote it, without empty levels and the blanks around each."""
    return LEVEL.join(filter(None, (one_line(level).strip() for level in text.split(LEVEL))))


def holds(deck: str, name: str) -> bool:
    """Whether a deck is the named one or a child of it: `A` holds `A::B`, not `AB`."""
    return deck == name or deck.startswith(name + LEVEL)


def paced(limits: Limits, pace: int | None, reviews: int) -> Limits:
    """The limits of a day after a break: no more than the pace, and nothing new, until the day's reviews are within it.

    Args:
        reviews: what the day began with, in all decks: those that are due now, and those that were answered.
    """
    if pace is None or reviews <= pace:
        return limits
    return replace(limits, new=0, reviews=min(limits.reviews, pace))


def practice(cards: Iterable[Card]) -> Agenda:
    """All of these cards, in the order of learning, cards of one table apart."""
    waiting = [
        Waiting(
            card.id, card.note, card.place.group, card.deck, card.source, card.place.position, None, 0,
            drill=False, answered_today=False,
        )
        for card in cards
    ]  # fmt: skip
    return Agenda(due=tuple(_in_learning_order(waiting)))


def lineage(deck: str) -> list[str]:
    """The deck's name and those of its ancestors, outermost first."""
    levels = deck.split(LEVEL) if deck else []
    return [LEVEL.join(levels[: count + 1]) for count in range(len(levels))]


def by_name(deck: str) -> tuple[list[str], str]:
    """Sorts decks as a person lists them: a deck before its children, capitals and small letters alike."""
    return [level.casefold() for level in deck.split(LEVEL)], deck


def shares(asked: Agenda, decks: Iterable[str], answer_ms: int) -> tuple[DeckCounts, ...]:
    """How much there is in an agenda (first, named ""), and how much of it is of each deck, its children included.

    Args:
        decks: names of all decks, those with nothing to ask too.
        answer_ms: how long an answer takes.
    """
    parts = [
        Counter(name for card in part for name in lineage(card.deck)) for part in (asked.new, asked.again, asked.due)
    ]
    names = sorted({name for deck in decks for name in lineage(deck)}, key=by_name)
    told = [(name, Counts(*(part[name] for part in parts))) for name in names]
    return tuple(counted(name, share, answer_ms) for name, share in [("", sizes(asked)), *told])


def sizes(asked: Agenda) -> Counts:
    return Counts(len(asked.new), len(asked.again), len(asked.due))


def counted(deck: str, asked: Counts, answer_ms: int) -> DeckCounts:
    return DeckCounts(deck, *asked, minutes=-(-sum(asked) * answer_ms // 60_000))


def left(limits: Limits, done_new: int, done_reviews: int, done_decks: Done | None = None) -> Left:
    """What is left of the limits; a deck's holds for its children, too.

    Args:
        done_new: new cards answered today, in all decks: the limits are for the study day, not for a sitting.
        done_reviews: other cards answered today; drills do not count.
        done_decks: the same for each deck; needed where decks have limits of their own.
    """
    done = done_decks or {}

    def of(deck: str, limit: int, part: int) -> int:
        return max(0, limit - sum(counts[part] for name, counts in done.items() if holds(name, deck)))

    return Left(
        max(0, limits.new - done_new),
        max(0, limits.reviews - done_reviews),
        {deck: of(deck, new, 0) for deck, new, _ in limits.decks if new is not None},
        {deck: of(deck, reviews, 1) for deck, _, reviews in limits.decks if reviews is not None},
    )


def chosen(
    again: Iterable[Waiting], due: Iterable[Waiting], new: Iterable[Waiting], taken: Collection[str], may: Left
) -> Agenda:
    """What to ask: due cards are chosen first, then new ones, each in the order given; a note gives one card a day.

    No more is taken from `due` and `new` than the day may ask, so they may go on for long.

    Args:
        taken: notes of which a card was answered today, in whatever deck.
    """
    notes = set(taken)
    return Agenda(
        tuple(sorted(again, key=lambda card: card.card)),
        _one_a_note(due, notes, may.reviews, may.reviews_of),
        _one_a_note(new, notes, may.new, may.new_of),
    )


def _one_a_note(
    cards: Iterable[Waiting], notes: set[str], limit: int, limits_of: Mapping[str, int]
) -> tuple[Waiting, ...]:
    """The first cards whose notes are not used yet and whose decks may ask more; their notes are added to `notes`."""
    chosen: list[Waiting] = []
    left = dict(limits_of)
    if not limit:
        return ()
    for card in cards:
        decks = [name for name in lineage(card.deck) if name in left] if left else []
        if card.note not in notes and all(left[name] for name in decks):
            notes.add(card.note)
            chosen.append(card)
            if len(chosen) == limit:
                break
            for name in decks:
                left[name] -= 1
    return tuple(chosen)


def in_order(due: Sequence[Waiting], today: date, reviews: int) -> list[Waiting]:
    """Where there are more than the day may ask, those first that are likeliest forgotten; else the most overdue."""
    if len(due) > reviews and all(card.schedule is not None for card in due):
        return sorted(due, key=lambda card: (-rank(card.schedule, today) if card.schedule else 0, card.card))
    return sorted(due, key=lambda card: _urgency(card, today))


def _urgency(card: Waiting, today: date) -> tuple[int, str]:
    """Sorts the most overdue for its interval first, in millionths; then by id, which is as good as shuffled."""
    late = 0 if card.due is None else (today - card.due).days
    return -(late * 1_000_000 // max(1, card.interval)), card.card


def order_of_learning(card: Waiting) -> tuple[int, int, str]:
    """Sorts new cards that have something in common."""
    return card.source, card.position, card.card


def taking_turns(families: Mapping[str, Iterable[Waiting]]) -> Iterator[Waiting]:
    """Decks that have nothing in common take turns, so that none waits for another's end.

    Args:
        families: by the first level of the decks' names, in the order of learning.
    """
    lines = [iter(family) for _, family in sorted(families.items())]
    while lines:
        going = []
        for line in lines:
            for card in line:
                yield card
                going.append(line)
                break
        lines = going


def _in_learning_order(cards: Iterable[Waiting]) -> list[Waiting]:
    families: defaultdict[str, list[Waiting]] = defaultdict(list)
    for card in sorted(cards, key=order_of_learning):
        families[family(card.deck)].append(card)
    return list(taking_turns(families))


def family(deck: str) -> str:
    """The first level of a deck's name."""
    return deck.partition(LEVEL)[0]


class Part(StrEnum):
    """Which of the three counts a card of a sitting stands in."""

    NEW = "new"
    AGAIN = "again"
    DUE = "due"


class Step(NamedTuple):
    """What `Sitting.undo` took back."""

    card: str
    rating: Rating | None
    """None where the card had been dropped without an answer."""


@dataclass(frozen=True, slots=True)
class _Past:
    step: Step
    part: Part
    place: int
    """0-based, where the card stood in the queue."""
    came_back: bool


class Sitting:
    """The cards of one sitting, and what was done with them.

    It holds ids and counts only; storing is the caller's, and comes first: `store.record(...)`, then `answered`.
    """

    def __init__(self, today: Agenda, *, repeat_hard: bool = True) -> None:
        """
        Args:
            repeat_hard: HARD comes back until GOOD, as AGAIN always does.
        """
        self._queue = deque(card.card for card in today.queue)
        self._parts = {card.card: Part.AGAIN for card in today.again}
        self._parts |= {card.card: Part.DUE for card in today.due}
        self._parts |= {card.card: Part.NEW for card in today.new}
        self._left = Counter(self._parts.values())
        self._past: list[_Past] = []
        self._repeat_hard = repeat_hard

    @property
    def current(self) -> str | None:
        """The id of the card to ask; None when the sitting is finished."""
        return self._queue[0] if self._queue else None

    @property
    def finished(self) -> bool:
        return not self._queue

    @property
    def upcoming(self) -> tuple[str, ...]:
        """Ids still to be asked, the current one first."""
        return tuple(self._queue)

    @property
    def counts(self) -> Counts:
        return Counts(self._left[Part.NEW], self._left[Part.AGAIN], self._left[Part.DUE])

    @property
    def depth(self) -> int:
        """How many steps `undo` could take."""
        return len(self._past)

    def part(self, card: str) -> Part:
        """Where a card of the sitting counts now, or did when it was last in the queue."""
        return self._parts[card]

    def answered(self, rating: Rating, *, back: bool | None = None) -> None:
        """The current card was answered: it leaves, or goes to the end of the queue.

        Args:
            back: whether it comes back; None: as the rating has it under SM-2.

        Raises:
            IndexError: the sitting is finished; nothing changed.
        """
        card = self._queue[0]
        if back is None:
            back = rating is Rating.AGAIN or (rating is Rating.HARD and self._repeat_hard)
        self._leave(card, 0, Step(card, rating), back=back)
        if back:
            self._enter(card, Part.AGAIN, len(self._queue))

    def drop(self, card: str) -> None:
        """Take a card out of the queue without an answer (it was suspended, buried or rejected). It can be undone.

        Raises:
            ValueError: the card is not in the queue; nothing changed.
        """
        self._leave(card, self._queue.index(card), Step(card, None), back=False)

    def bring_back(self, card: str, part: Part) -> None:
        """Ask a card first whose answer of an earlier sitting was taken back. `undo` knows nothing of it."""
        if card in self._queue:
            self._queue.remove(card)
            self._left[self._parts[card]] -= 1
        self._enter(card, part, 0)

    def undo(self) -> Step | None:
        """Take back the last step, also after the last card; the card of it stands where it stood.

        Returns:
            what was undone, for the caller to take back in the store; None where nothing is left to undo.
        """
        if not self._past:
            return None
        past = self._past.pop()
        if past.came_back:
            self._left[Part.AGAIN] -= 1
            self._queue.pop()
        self._enter(past.step.card, past.part, past.place)
        return past.step

    def _leave(self, card: str, place: int, step: Step, *, back: bool) -> None:
        del self._queue[place]
        self._left[self._parts[card]] -= 1
        self._past.append(_Past(step, self._parts[card], place, back))

    def _enter(self, card: str, part: Part, place: int) -> None:
        self._queue.insert(place, card)
        self._parts[card] = part
        self._left[part] += 1
