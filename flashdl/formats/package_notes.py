"""The notes of a package as arrivals, in parts: each card with what it asks, its schedule and its whole log.

A card's permanent id follows from its note's guid and its place among the note's cards, so every package of one
collection names it alike; a note that flashdl made says itself which card it is.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from flashdl import identity
from flashdl.arriving import DOCUMENT, Answered, Arrival
from flashdl.formats import package_faces
from flashdl.formats.package_file import Package
from flashdl.formats.package_log import answered, schedule
from flashdl.formats.package_types import Frame, NoteType, frame
from flashdl.model import Candidate, Moment, Place, Problem, State
from flashdl.terminal import one_line

PART = 500
"""Notes that are held at a time."""
MOST_PROBLEMS = 1_000
"""Told one by one; the rest is counted."""
MOST_CARDS = 1_000
"""Of one note."""

_LATEST = 250_000_000_000
"""Seconds since 1970, in the year 9892."""
_OWN_ID = re.compile(f"[a-z2-7]{{{identity.ID_LENGTH}}}")
_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
_CARDS = """SELECT nid, id, ord, did, mod, type, queue, due, ivl, factor, reps, lapses, odue, odid, flags, data
FROM cards ORDER BY nid, ord, id"""
_LOG = """SELECT cards.nid, revlog.cid, revlog.id, ease, revlog.ivl, lastIvl, revlog.factor, time, revlog.type
FROM revlog JOIN cards ON cards.id = revlog.cid ORDER BY cards.nid, revlog.cid, revlog.id"""

_WHOLE = {int}

Rows = Sequence[tuple[Any, ...]]


class AnkiCard(NamedTuple):
    """A row of Anki's `cards`."""

    note: int
    id: int
    ord: int
    deck: int
    changed: int
    """Seconds since 1970."""
    type: int
    queue: int
    due: int
    interval: int
    ease: int
    reviews: int
    lapses: int
    home_due: int
    """In a filtered deck: the due day of its own deck."""
    home_deck: int
    flags: int
    data: str


@dataclass(frozen=True, slots=True)
class Clock:
    """How moments become study days."""

    now: Moment
    rollover: int
    """Hour at which a study day begins."""
    first_day: date
    """What the collection counts its days from."""


class Reading:
    """One walk over the notes of a package."""

    def __init__(self, package: Package, now: Moment, rollover: int, deck: str | None = None) -> None:
        """
        Args:
            deck: what all decks of the package are put below; None: they keep their names.

        Raises:
            FileError: as `package_file.opened`.
        """
        self._package, self._deck = package, deck
        self._frame: Frame = frame(package.database)
        offset = now.offset if self._frame.offset is None else self._frame.offset
        first = datetime(1970, 1, 1) + timedelta(seconds=max(0, min(self._frame.created, 1 << 33)), minutes=offset)
        self._clock = Clock(now, rollover, first.date())
        self.notes = int(package.database.execute("SELECT COUNT(*) FROM notes").fetchone()[0])
        self.answers = int(package.database.execute("SELECT COUNT(*) FROM revlog").fetchone()[0])
        """Rows of the log."""
        self.problems: list[Problem] = []
        self.left_out = 0
        """Cards that gave a problem."""

    def parts(self, each: Callable[[int], None] | None = None) -> Iterator[list[Arrival]]:
        """The cards of the notes, some hundred notes at a time.

        Args:
            each: called with the number of notes that were read; it may raise to stop.
        """
        part: list[Arrival] = []
        for number, (note, cards, log) in enumerate(_joined(self._package.database), 1):
            part += self._arrivals(note, cards, log, number)
            if number % PART == 0:
                yield part
                part = []
                if each:
                    each(number)
        if part:
            yield part

    def _arrivals(self, note: tuple[Any, ...], cards: Rows, log: Rows, number: int) -> Iterator[Arrival]:
        id_, guid, kind_id, changed, tags, fields = note
        if not (isinstance(guid, str) and isinstance(fields, str) and isinstance(changed, int) and guid):
            self._leave_out("", f"note {id_}: its row makes no sense")
            return
        kind = self._frame.types.get(kind_id)
        values = fields.split("\x1f")
        if kind is None:
            self._leave_out(fields, "its note type is not in the package")
            return
        labels = tuple(dict.fromkeys(tags.split())) if isinstance(tags, str) else ()
        rows = {id_: list(own) for id_, own in groupby(log, itemgetter(1))}
        seen: set[int] = set()
        for raw in cards[:MOST_CARDS]:
            card = AnkiCard(*raw)
            if set(map(type, raw[:15])) != _WHOLE or card.ord in seen or card.ord < 0:
                self._leave_out(fields, f"the row of its card {card.id} makes no sense")
                continue
            seen.add(card.ord)
            try:
                yield self._arrival(kind, guid, values, labels, card, rows.get(card.id, ()), changed, number)
            except package_faces.FaceError as error:
                self._leave_out(fields, f"card {card.ord + 1}: {error}")

    def _arrival(
        self,
        kind: NoteType,
        guid: str,
        values: list[str],
        tags: tuple[str, ...],
        card: AnkiCard,
        log: Rows,
        changed: int,
        number: int,
    ) -> Arrival:
        face = package_faces.face(kind, values, card.ord, tags)
        key = identity.key(DOCUMENT, (), guid, face.attribute, face.direction)
        own = package_faces.own_id(kind, values, card.ord)
        known = answered(log, self._clock.now.offset, self._clock.rollover)
        given, memory = schedule(card, known, self._clock)
        deck = self._frame.decks.get(card.home_deck or card.deck, "Default")
        deck = f"{self._deck}::{deck}" if self._deck else deck
        is_new = card.type == 0 and 0 <= card.due < 1_000_000
        candidate = Candidate(
            key,
            identity.note_id(DOCUMENT, (), guid),
            deck,
            face.prompt,
            Place("Anki", number, (deck,), face.excerpt, card.due if is_new else number),
            state=State.SUSPENDED if card.queue == -1 else State.ACTIVE,
            id=own if _OWN_ID.fullmatch(own) else identity.card_id(key),
            schedule=given,
        )
        since = known[-1].at_ms if known else _moment_ms(card.changed)
        is_reset = card.type == 0 and _counts(known)
        return Arrival(candidate, tuple(known), since, memory, _moment_ms(changed), card.flags & 7, is_reset)

    def _leave_out(self, fields: str, reason: str) -> None:
        self.left_out += 1
        if len(self.problems) < MOST_PROBLEMS:
            from flashdl.formats.html_text import readable

            first = one_line(readable(fields.partition("\x1f")[0][:400]))[:60]
            said = f"“{first}”: {reason}; it was left out." if first else f"{reason}; it was left out."
            self.problems.append(Problem(str(self._package.path), None, said))


def _moment_ms(seconds: int) -> int:
    """Milliseconds; what is no moment that a calendar knows is brought to the nearest."""
    return min(max(seconds, 0), _LATEST) * 1000


def _counts(log: Sequence[Answered]) -> bool:
    """Whether a log leaves a card that is not new."""
    return any(row.rating is not None for row in log) and log[-1].kind != "reset"


def _joined(database: sqlite3.Connection) -> Iterator[tuple[tuple[Any, ...], Rows, Rows]]:
    """(note, its cards, the log of its cards), by the notes' ids."""
    cards = _grouped(database, _CARDS)
    log = _grouped(database, _LOG)
    for note in database.execute(_NOTES):
        yield note, cards(note[0]), log(note[0])


def _grouped(database: sqlite3.Connection, query: str) -> Callable[[int], Rows]:
    """Gives the rows of a note; notes are asked for in their order."""
    groups = groupby(database.execute(query), key=itemgetter(0))
    waiting: list[tuple[Any, Any]] = []

    def of(note: int) -> Rows:
        while True:
            if not waiting:
                found = next(groups, None)
                if found is None:
                    return ()
                waiting.append(found)
            id_, rows = waiting[0]
            if id_ == note:
                waiting.clear()
                return list(rows)
            if not isinstance(id_, int) or id_ > note:
                return ()
            waiting.clear()  # rows of a note that is not there

    return of
