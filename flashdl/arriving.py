"""Cards on their way in from a program that keeps a log of its own, as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flashdl.model import Candidate

DOCUMENT = "anki"
"""What the keys of cards from Anki have in place of a file."""


LOG = "arriving_log"
"""In a database beside: `number` of the card, and what is in `Answered`."""


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
    named: str
    """`,time:id` of each row, in order: `at_ms`, and the event's id of 36 characters."""

    @property
    def ids(self) -> list[str]:
        return [pair[-ID_LENGTH:] for pair in self.named.split(",")[1:]]


ID_LENGTH = 36
"""Of an event's id."""


class Arrival(NamedTuple):
    """A card as it comes in. Its permanent id is the candidate's; it may be one that is stored already."""

    candidate: Candidate
    log: Sequence[Answered]
    """In the order of time; nothing where it lies apart."""
    since_ms: int
    """When the candidate's schedule was given."""
    memory: tuple[float, float] | None
    """Stability in days and difficulty, where FSRS gave the schedule."""
    changed_ms: int
    """When its content last changed."""
    flag: int
    """0 to 7."""
    is_reset: bool
    """It is new again there, and its log does not say so."""
    apart: Apart | None = None


class Taken(NamedTuple):
    """What arrivals came to."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    answers: int = 0
    """Rows of the log that were not here."""
