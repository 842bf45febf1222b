"""Cards on their way in from a program that keeps a log of its own, as values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flashdl import identity
from flashdl.model import (
    NO_EXCERPT,
    Candidate,
    Direction,
    Excerpt,
    Grading,
    Key,
    Place,
    Prompt,
    Schedule,
    State,
)

DOCUMENT = "anki"
"""What the keys of cards from Anki have in place of a file."""
FILE = "Anki"
"""What is said to be the place of cards from Anki."""

ARRIVED = "anki:"
"""The path of what came from Anki: there is nothing to follow, the next package brings what is new."""

LOG = "arriving_log"
"""In a database beside: `number` of the card, and what is in `Answered`."""


KNOWN = "known"
"""In another database beside: `card` and `changed_ms` of the cards whose content need not be read unless it changed."""


def note_id(subject: str) -> str:
    """The id of the fact that the cards of a subject share."""
    return identity.tidy_note_id(DOCUMENT, (), subject)


class Answered(NamedTuple):
    """A row of the other program's log. A tuple, for there are millions."""

    at_ms: int
    """Milliseconds since 1970 in UTC; no two of one card are the same."""
    day: str
    """The study day, in ISO form."""
    kind: str
    """A value of `EventKind`."""
    rating: int | None
    duration_ms: int
    interval_before: int | None
    """Days; 0 where less."""
    interval: int | None
    """Days; 0 where less."""
    ease: int | None
    """Per mille."""
    payload: str
    """JSON: the row as it was, and the day of a DUE."""


class Apart(NamedTuple):
    """Where a card's log lies in a database beside, to be copied row by row by SQLite alone."""

    number: int
    """Of the card, in LOG."""
    length: int
    """Rows."""


class Given(NamedTuple):
    """The schedule that the other program has for a card, as it is stored: a `Schedule` without step and memory."""

    due: str
    """A study day in ISO form."""
    interval: int
    ease: int
    repetitions: int
    lapses: int
    reviews: int
    last_day: str
    """A study day in ISO form."""
    fails: int

    @property
    def schedule(self) -> Schedule:
        due, last = date.fromisoformat(self.due), date.fromisoformat(self.last_day)
        _, interval, ease, repetitions, lapses, reviews, _, fails = self
        return Schedule(due, interval, ease, repetitions, lapses, reviews, last, fails=fails)

    @property
    def text(self) -> str:
        """The payload of a STATE: JSON of all fields of a `Schedule`."""
        return (
            f'{{"due":"{self.due}","interval":{self.interval},"ease":{self.ease},"repetitions":{self.repetitions},'
            f'"lapses":{self.lapses},"reviews":{self.reviews},"last_day":"{self.last_day}","drill":false,'
            f'"step":null,"stability":null,"difficulty":null,"fails":{self.fails}}}'
        )


class Arrival(NamedTuple):
    """A card as it comes in; it may be one that is stored already.

    A tuple of what can be stored as it is, for there may be a million, and they come from another process.
    """

    id: str
    """Permanent."""
    subject: str
    """With attribute and direction, the card's key; its document is DOCUMENT."""
    attribute: str
    direction: str
    deck: str
    kind: str
    question: str
    """Nothing where what the card asks was not read, for the card is in KNOWN."""
    answer: str
    grading: str
    hint: str
    tags: tuple[str, ...]
    excerpt: str
    context: str
    """What stands above the question; nothing: its deck."""
    number: int
    """Of its note in the package, from 1."""
    position: int
    state: str
    memory: tuple[float, float] | None
    """Stability in days and difficulty, where FSRS gave the schedule."""
    since_ms: int
    """When the schedule was given."""
    changed_ms: int
    """When its content last changed."""
    flag: int
    """0 to 7."""
    is_reset: bool
    """It is new again there, and its log does not say so."""
    given: Given | None = None
    log: Sequence[Answered] = ()
    """In the order of time; nothing where it lies apart."""
    apart: Apart | None = None

    @property
    def candidate(self) -> Candidate:
        return Candidate(
            Key(DOCUMENT, (), self.subject, self.attribute, Direction(self.direction)),
            note_id(self.subject),
            self.deck,
            Prompt(self.kind, self.question, (self.answer,), Grading(self.grading), hint=self.hint, tags=self.tags),
            Place(FILE, self.number, (self.context or self.deck,), self.shown_with, self.position),
            state=State(self.state),
            id=self.id,
            schedule=self.given.schedule if self.given else None,
        )

    @property
    def shown_with(self) -> Excerpt:
        return Excerpt(self.excerpt) if self.excerpt else NO_EXCERPT


class Taken(NamedTuple):
    """What arrivals came to."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    answers: int = 0
    """Rows of the log that were not here."""
