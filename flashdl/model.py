"""The values that every room speaks of. Frozen, without I/O, clock or chance.

Card text (questions, answers, items, hints, excerpts) is plain but for `code` in backticks and math in dollars, as the
note had them. Nothing else in it is markup. A cloze's gap is `BLANK`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from flashdl.defaults import NEW, REVIEWS
from flashdl.swift import swift

BLANK = "[…]"


class Rating(IntEnum):
    """How an answer went; the numbers are those of the keys and of Anki's log."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Grading(StrEnum):
    """How an answer is given and judged."""

    TYPED = "typed"
    SELF = "self"
    LIST = "list"
    LIST_ORDERED = "list-ordered"
    CHOICE = "choice"


class Direction(StrEnum):
    """Which way a fact is asked; a part of the matching key."""

    FORWARD = "forward"
    REVERSE = "reverse"
    LIST = "list"
    CLOZE = "cloze"


class State(StrEnum):
    """What the person decided about a card."""

    INBOX = "inbox"
    """Nothing yet: it waits, and is not asked."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REJECTED = "rejected"


@swift
@dataclass(frozen=True, slots=True)
class Key:
    """What a card asks, whatever its wording or answer: the matching key.

    All text is NFC with runs of white space collapsed (see `identity.key`).
    """

    document: str
    """Front matter `flashdl-id`, else the path from the source's root with `/`; a deck file's name of itself."""
    section: tuple[str, ...]
    """Headings from the outermost in; empty at the top of a document."""
    subject: str
    """The key cell, the title, the link or the front of a hand-made card."""
    attribute: str
    """The column or relation; empty where there is none."""
    direction: Direction
    count: int = 0
    """0-based among equals of one document, in the order of the document."""


@swift
@dataclass(frozen=True, slots=True)
class Excerpt:
    """The place an answer came from, shown after the answer: a piece of a table, or a sentence.

    A table has `header` and `rows` (each as long as the header); a sentence has `text`.
    """

    text: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    row: int | None = None
    """0-based index in `rows` of the row that was asked."""
    column: int | None = None
    """0-based index of the cell that was asked; None where the whole row or sentence is meant."""


NO_EXCERPT = Excerpt()


@swift
@dataclass(frozen=True, slots=True)
class Prompt:
    """What a card asks and what it accepts. A change here is a change of the card's content."""

    kind: str
    """The rule that made it: attribute, reverse, list, comparison, definition, term, acronym, cloze, ... or basic."""
    question: str
    answers: tuple[str, ...]
    """Accepted alternatives; the first is shown. For a list or sequence: one text that joins `items`."""
    grading: Grading = Grading.SELF
    items: tuple[str, ...] = ()
    """The members of a list or, in order, of a sequence."""
    hint: str = ""
    tags: tuple[str, ...] = ()


@swift
@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands. It may change without the card changing."""

    file: str
    """From the source's root, with `/`."""
    line: int
    """1-based."""
    context: tuple[str, ...] = ()
    """Title and section path, shown with the question; a part that would give the answer away is left out."""
    excerpt: Excerpt = NO_EXCERPT
    position: int = 0
    """Place in the order of learning within the source, from 0."""
    group: str = ""
    """Cards of one table or list share it: they are kept apart in a day's queue."""
    choices: tuple[str, ...] = ()
    """What to choose from, the right answer among them; empty where there are no fair ones. Always shown where the
    grading is CHOICE, else for who asks for them. They follow from other cards, so they are no part of the content."""


@swift
@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that has not been stored: judged by the generator, or read from a deck."""

    key: Key
    note: str
    """Id of the fact; cards that share it are siblings."""
    deck: str
    """Full name, levels joined by `::`."""
    prompt: Prompt
    place: Place
    score: float = 1.0
    """How much it is worth asking, 0 to 1."""
    state: State = State.ACTIVE
    """The state a new card starts in. Ignored for a card that is already stored."""
    id: str | None = None
    """An id that the deck file itself gives; None: the hash of the key."""
    schedule: Schedule | None = None
    """One that the file itself holds; taken for a card that was never answered here."""


@swift
@dataclass(frozen=True, slots=True)
class Card:
    """A stored card."""

    id: str
    """Permanent, 24 characters; also the guid in Anki."""
    source: int
    key: Key
    note: str
    deck: str
    prompt: Prompt
    place: Place
    score: float
    state: State
    orphaned: bool = False
    """Its source no longer holds it. It is not asked; it comes back by itself."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A candidate that was withheld, or a piece of a note that gave none."""

    file: str
    line: int
    reason: str
    """Words that a newcomer understands."""
    kind: str = ""
    question: str = ""
    """Empty where no question was made at all."""
    answers: tuple[str, ...] = ()
    subject: str = ""
    """What was looked at, in the note's own words, where there is no question."""
    target: str = ""
    """File of the note that a link alone leads to."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A note that links want and nobody has written."""

    name: str
    notes: int  # how many want it
    file: str
    """Where the first link to it stands."""
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a person's file; reading went on."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class SourceKind(StrEnum):
    NOTES = "notes"
    DECK = "deck"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder or file that flashdl follows."""

    id: int
    path: str
    """Absolute, or `bundled:NAME` for what comes with flashdl."""
    kind: SourceKind
    deck: str
    inbox_first: bool = False
    """All its new cards wait for a decision."""
    columns: tuple[str, ...] = ()
    """What the columns of a table hold, as the person said; nothing: what the file shows."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What became of the cards of one kind from one source."""

    kept: int
    """Asked and not set aside, or accepted from the inbox."""
    rejected: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the person's decisions about one source say of its new cards."""

    inbox_first: bool = False
    rejected_kinds: frozenset[str] = frozenset()
    """Kinds of `Prompt.kind` whose cards are taken for rejected until the person takes that back."""
    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    """By kind."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What reading one source gave."""

    candidates: tuple[Candidate, ...] = ()
    """In the order of learning."""
    spare: tuple[Candidate, ...] = ()
    """Candidates beyond a cap: no new cards, but a stored card among them stays."""
    refusals: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()
    documents: int = 0  # files that were read
    gaps: tuple[Gap, ...] = ()  # notes that are still to be written
    unread: tuple[str, ...] = ()  # files and folders that are there and cannot be read: their cards stay as they are
    form: str = ""  # what a deck was read as, in words
    unasked: tuple[tuple[str, ...], ...] = ()  # what stands in lines without a card: a row by its cells, a text alone


@dataclass(frozen=True, slots=True)
class Rematch:
    """A stored card that is found again under another key."""

    card: str
    old: Key
    candidate: Candidate
    evidence: str
    """Why the two are taken for one, in words."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reading would do to the store, by the ids of cards. Nothing is done until `Store.apply`."""

    source: int
    new: tuple[tuple[str, Candidate], ...] = ()
    changed: tuple[tuple[str, Candidate], ...] = ()
    """The prompt differs."""
    refreshed: tuple[tuple[str, Candidate], ...] = ()
    """Only place, score, deck or note differ; not worth telling."""
    moved: tuple[Rematch, ...] = ()
    returned: tuple[tuple[str, Candidate], ...] = ()
    """Orphans whose source holds them again."""
    orphaned: tuple[str, ...] = ()
    doubtful: tuple[Rematch, ...] = ()
    """Pairings that are likely but not sure: for the person to say."""
    declined: tuple[Rematch, ...] = ()
    """Pairings that the person said no to: kept in the log, and never made or offered again."""
    unchanged: int = 0
    given: tuple[tuple[str, Schedule], ...] = ()
    """As the source holds them; a card takes its own where it was never answered here."""
    risen: tuple[str, ...] = ()
    sunk: tuple[str, ...] = ()
    """Undecided ones that were found: out of the inbox, for they are sure by now, and back into it."""
    bands: tuple[tuple[str, tuple[float, float | None]], ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where a person would say that nothing changed."""
        return not any((self.new, self.changed, self.moved, self.returned, self.orphaned, self.risen, self.sunk))


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as the person's clock showed it."""

    ms: int
    """Milliseconds since 1970 in UTC."""
    offset: int
    """Minutes east of UTC at that moment."""


class EventKind(StrEnum):
    """What a row of the log says. SWITCH: another scheduler, for all before too. CHANGE: an earlier answer's rating."""

    LEARN = "learn"
    """The first answer of a card's life, and those on its learning steps, where the scheduler has steps."""
    REVIEW = "review"
    RELEARN = "relearn"
    """An answer on the steps after a lapse."""
    DRILL = "drill"
    """A further answer on the same study day; changes no interval."""
    CRAM = "cram"
    RESET = "reset"
    DUE = "due"
    """A due day set by hand."""
    STATE = "state"
    """A schedule that came without its history."""
    SWITCH = "switch"
    CHANGE = "change"
    REMATCH = "rematch"
    """The card was found under another key."""
    VOID = "void"
    """Takes back the event in `target`."""


@swift
@dataclass(frozen=True, slots=True)
class Schedule:
    """When a card comes next and why. A projection of the card's log; None stands for a card never answered."""

    due: date
    """A study day."""
    interval: int
    """Days, up to 36,500. 0 on the first learning steps; on the steps after a lapse, what it will be after them."""
    ease: int
    """Per mille, 1300 or more."""
    repetitions: int
    """Passes in a row; 0 after a lapse."""
    lapses: int
    reviews: int
    """Answers that counted, drills not among them."""
    last_day: date
    """The study day of the last counted answer."""
    drill: bool = False
    """On `last_day` the card comes back: the last answer was AGAIN or HARD, or it is on a step shorter than a day."""
    step: int | None = None
    """0-based place on the learning steps; None for a card in review."""
    stability: float | None = None
    """Days after which nine of ten are recalled; None, as the difficulty (1 to 10), where FSRS has not kept it."""
    difficulty: float | None = None
    fails: int = 0
    """Answers that were AGAIN, those of a new card and further ones of a day among them, as far as the log tells."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person did with a card; what becomes of it is decided when it is recorded."""

    card: str
    rating: Rating
    at: Moment
    duration_ms: int
    """From question to rating; 0 where unknown."""
    cram: bool = False


@swift
@dataclass(frozen=True, slots=True)
class Event:
    """A row of the append-only log."""

    id: str
    """UUIDv7; a UUIDv5 of its source for imported rows."""
    device: str
    sequence: int
    """Counts up within a device; it orders, not the clock."""
    card: str
    at: Moment
    rollover: int
    """Hour at which the study day began, 0-23."""
    day: date
    """The study day, stored as it was then."""
    kind: EventKind
    rating: Rating | None = None
    duration_ms: int = 0
    scheduler: str = "sm2"
    version: int = 1
    parameters: str = "{}"
    """JSON."""
    interval_before: int | None = None
    """Days; None for a new card."""
    interval: int | None = None
    """Days given; None where the event gives none."""
    ease: int | None = None
    """Per mille, after."""
    stability: float | None = None  # days, after (FSRS)
    difficulty: float | None = None  # 1 to 10, after (FSRS)
    target: str | None = None
    """Id of the event that a VOID takes back."""
    payload: str = "{}"
    """JSON: old and new key of a REMATCH, the schedule of a STATE, the day of a DUE, the event of a CHANGE."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a study day may ask."""

    new: int = NEW
    reviews: int = REVIEWS
    decks: tuple[tuple[str, int | None, int | None], ...] = ()
    """(deck, new, reviews), within the two; a card counts in its deck and all around it. None: no limit of its own."""


@dataclass(frozen=True, slots=True)
class DeckCounts:
    """What today asks of one deck, or of all."""

    deck: str
    new: int
    again: int
    due: int
    minutes: int
    """Estimate, rounded up; 0 only where nothing is asked."""
