"""Cards on their way to another program, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from flashdl.model import Card, Schedule


class Past(NamedTuple):
    """A row of a card's log as it leaves: one that was not taken back. A tuple, for there are millions."""

    at_ms: int
    """Milliseconds since 1970 in UTC."""
    kind: str
    """A value of `EventKind`."""
    rating: int | None
    duration_ms: int
    interval_before: int | None
    interval: int | None
    ease: int | None
    stability: float | None
    difficulty: float | None


class Leaving(NamedTuple):
    """A card as it leaves for another program."""

    card: Card
    schedule: Schedule | None
    """None for a card that is new."""
    past: Sequence[Past]
    changed_ms: int
    """When what is exported of it last changed; milliseconds since 1970 in UTC."""
    flag: int = 0
    """The person's mark, 1 to 7; 0: none."""
    number: int | None = None
    """Of its own in its collection, from 1; None where it is not told."""
    answered_ms: int | None = None
    """When it was last answered, where the log is copied and `past` therefore empty; None: not since it was new."""


class Family(NamedTuple):
    """Cards that leave as one note where a format has such: the gaps of one text, else a card alone."""

    id: str
    """Permanent: that of the card which was there first, even if it is no longer among them."""
    cards: Sequence[Leaving]


class Going(NamedTuple):
    """What would leave, in numbers."""

    cards: int
    known: int
    """Of them, cards that have a schedule."""
    aside: int
    """Of them, cards that are not asked: suspended, or gone from their notes."""
    decks: int
    answers: int
    staying: int = 0
    """Cards that stay, for the other program has them."""


class Departure(Protocol):
    """One moment of a collection, for a format that is itself a database: nearly all of the log is copied at once."""

    name: str
    """What tells the collection from others."""
    families: Iterator[Family]
    """As they leave. `past` is told only of cards whose log is not in the order of its times, or was corrected."""

    def run(self, statement: str, values: Sequence[int] = ()) -> list[tuple[int, ...]]:
        """Run a statement that copies rows of LOG into the database that lies beside, where it is called BESIDE."""


LOG, BESIDE = "leaving_log", "beside"
"""The columns of the first are `number` of the card and those of `Past`; its rows are of increasing times, of which no
two are the same. What is nothing but the log's own affairs, or was taken back, is not in it."""

Departing = Callable[[Path], AbstractContextManager[Departure]]
"""Opens a departure beside a database. The log may be copied when nobody else writes to that any more."""
