"""A question that has not been judged yet, as the rooms that find facts hand it on."""

from __future__ import annotations

from dataclasses import dataclass

from flashdl.model import Direction, Excerpt, Grading

DOUBTED = 0.56
"""The most that a card is worth whose answer may be known to everybody: it waits for a yes."""
WRITTEN = "written"
"""The kind of a card that somebody wrote as a card: it is asked as it stands."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a fact could be asked as. `quality` decides whether it becomes a candidate."""

    kind: str
    subject: str
    attribute: str
    direction: Direction
    question: str
    answers: tuple[str, ...]
    """Accepted spellings, the shown one first."""
    line: int
    section: tuple[str, ...]
    worth: float
    """How much a card of this kind is worth asking, 0 to 1, before anything is said against it."""
    excerpt: Excerpt = Excerpt()
    items: tuple[str, ...] = ()
    ordered: bool = False
    grading: Grading | None = None
    """None: typed where the answer is short."""
    fact: str = ""
    """What the card's siblings share within the section; the subject where empty."""
    group: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A piece of a note that gave no question, and why."""

    line: int
    subject: str
    """In the note's own words."""
    reason: str
    target: str = ""
    """File of the note that a link alone leads to."""


Found = Draft | Nothing
