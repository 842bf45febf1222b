"""Cards on their way to another program, as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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


class Family(NamedTuple):
    """Cards that leave as one note where a format has such: the gaps of one text, else a card alone."""

    id: str
    """Permanent: that of the card which was there first, even if it is no longer among them."""
    cards: Sequence[Leaving]
