"""Cards on their way to another program, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from flashdl.model import Card, Excerpt, Grading, Schedule


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
    place: int | None = None
    """In the order of learning, from 0, among all that leave; None where it is not told."""


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


class Shown(NamedTuple):
    """What another program shows of a card."""

    id: str
    source: int
    document: str
    question: str
    answers: tuple[str, ...]
    grading: Grading
    items: tuple[str, ...]
    hint: str
    choices: tuple[str, ...]
    context: tuple[str, ...]
    file: str
    excerpt: Excerpt

    @classmethod
    def of(cls, card: Card) -> Shown:
        prompt, place = card.prompt, card.place
        return cls(
            card.id, card.source, card.key.document, prompt.question, prompt.answers, prompt.grading, prompt.items,
            prompt.hint, place.choices, place.context, place.file, place.excerpt,
        )  # fmt: skip


Value = str | int | None
"""What a function may give to SQLite."""


class Departure(Protocol):
    """One moment of a collection, for a format that is itself a database: nearly all of it is copied by statements."""

    name: str
    """What tells the collection from others."""
    families: Iterator[Family]
    """What is not in CARDS and LOG: the gaps of texts, and cards whose log is not in the order of its times, or was
    corrected."""

    def define(self, name: str, arguments: int, function: Callable[..., Value]) -> None:
        """Make a function that statements may call."""

    def show(self, name: str, function: Callable[[Shown], Value]) -> None:
        """Make a function that statements may call with the columns SHOWN."""

    def size(self) -> tuple[int, int]:
        """How many rows CARDS has, and their highest number."""

    def run(self, statement: str, values: Sequence[int | str] = ()) -> list[tuple[Any, ...]]:
        """Run a statement that copies rows into the database that lies beside, where it is called BESIDE.

        Raises: what a function of the statement raised.
        """

    def meanwhile(self, job: Callable[[Departure], object]) -> AbstractContextManager[None]:
        """Do a job in another thread while the block runs; it is done when that ends, or stopped where it raises.

        It is given the same moment of the collection, with STATES and LOG in place of CARDS, and another BESIDE. What
        it asks of Python is slow.
        """


BESIDE = "beside"
CARDS, SHOWN = "leaving_card", ", ".join(Shown._fields)
"""A row a card: `number`, what is shown of it (for functions alone), `tags` and `own_tags` (JSON), `changed_ms`."""
STATES = "leaving_state"
"""A row for each in CARDS, in any order: `number`, `place`, `deck`, `flag`, `aside` (it is not asked), and of its
schedule, NULL where it is new, `due`, `interval`, `ease`, `reviews`, `lapses`, `step`, `stability`, `difficulty` and
`answered_ms`: when it was last answered since it was new."""
LOG = "leaving_log"
"""`number` of the card and the columns of `Past`, for the cards in CARDS. The rows are of increasing times, of which no
two are the same; nothing was taken back."""

Departing = Callable[[Path, Path], AbstractContextManager[Departure]]
"""Opens a departure beside two databases, the second for what is done meanwhile; nobody else writes to them then."""
