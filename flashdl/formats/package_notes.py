"""The notes of a package as arrivals, in parts: each card with what it asks, its schedule and its whole log.

A card's permanent id follows from its note's guid and its place among the note's cards, so every package of one
collection names it alike; a note that flashdl made says itself which card it is.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from flashdl import identity
from flashdl.arriving import DOCUMENT, KNOWN, Apart, Arrival
from flashdl.formats import package_faces, package_past
from flashdl.formats.package_file import Unpacked
from flashdl.formats.package_log import schedule
from flashdl.formats.package_past import Pasts
from flashdl.formats.package_types import Frame, NoteType, frame
from flashdl.model import NO_EXCERPT, Direction, Key, Moment, Problem, Prompt, State
from flashdl.scheduling import study_day
from flashdl.terminal import one_line

PART = 2_000
"""Notes that are held at a time."""
MOST_PROBLEMS = 1_000
"""Told one by one; the rest is counted."""
MOST_CARDS = 1_000
"""Of one note."""

_LATEST = 250_000_000_000
"""Seconds since 1970, in the year 9892."""
_OWN_ID = re.compile(f"[a-z2-7]{{{identity.ID_LENGTH}}}")
_NOTES = "SELECT id, guid, mid, mod, tags, flds, data FROM notes ORDER BY id"
_CARDS = f"""SELECT *, {package_past.COLUMNS} FROM (
    SELECT nid, id, ord, did, mod, type, queue, due, ivl, factor, reps, lapses, odue, odid, flags, data
    FROM main.cards ORDER BY nid, ord, id LIMIT -1) AS cards"""
"""The limit keeps the order, within: what else is asked is asked of each when it comes, and not of all before."""

_IS_KNOWN = f"SELECT 1 FROM {KNOWN}.{KNOWN} WHERE card = ? AND changed_ms >= ?"
_ALWAYS_READ = 20
"""Notes of which is read what they ask even where it is known: somebody may want to see some of a package."""
_UNREAD = package_faces.Face(Prompt("anki", "", ("",)), "", Direction.FORWARD, NO_EXCERPT)

_WHOLE = {int}
_text_of = attrgetter("_value_")
"""The value of an enumeration's member: `value` is looked for by a function of Python's."""
_ACTIVE, _SUSPENDED = State.ACTIVE.value, State.SUSPENDED.value

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
    last: int | None
    ratings: str | None
    """The two are for `package_past`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How moments become study days."""

    now: Moment
    rollover: int
    """Hour at which a study day begins."""
    first_day: date
    """What the collection counts its days from."""
    today: date
    """The study day of `now`."""
    today_name: str
    """In ISO form."""


class Reading:
    """One walk over the notes of a package."""

    def __init__(
        self,
        package: Unpacked,
        now: Moment,
        rollover: int,
        deck: str | None = None,
        *,
        apart: bool = False,
        is_laid_out: bool = False,
    ) -> None:
        """
        Args:
            deck: what all decks of the package are put below; None: they keep their names.
            apart: leave what is plain in the log in the database `Package.beside`.
            is_laid_out: another process reads the package, too, and has made that database.

        Raises:
            FileError: as `package_file.opened`.
        """
        self.package, self.now, self.rollover, self.deck = package, now, rollover, deck
        self._frame: Frame = frame(package.database)
        offset = now.offset if self._frame.offset is None else self._frame.offset
        first = datetime(1970, 1, 1) + timedelta(seconds=max(0, min(self._frame.created, 1 << 33)), minutes=offset)
        today = study_day(now, rollover)
        self._clock = Clock(now, rollover, first.date(), today, today.isoformat())
        self.notes = int(package.database.execute("SELECT COUNT(*) FROM notes").fetchone()[0])
        self.answers = int(package.database.execute("SELECT COUNT(*) FROM revlog").fetchone()[0])
        """Rows of the log."""
        self._pasts: Pasts | None = None
        self._made = partial(
            Pasts,
            package.database,
            package.beside,
            now.offset,
            rollover,
            apart=apart,
            has_three_buttons=self._frame.has_three_buttons,
            is_laid_out=is_laid_out,
        )
        self._is_any_known = False
        self.problems: list[Problem] = []
        self.unasked = 0
        """Cards that gave a problem: left out, or kept for their answers alone."""
        self.read = 0
        """Notes, up to now."""

    def lay_out(self) -> None:
        """Lay out the logs and see what is known, unless that was done."""
        if self._pasts is not None:
            return
        self._pasts = self._made()
        known = self.package.known
        self._is_any_known = known.exists()
        if self._is_any_known:
            self.package.database.execute(f"ATTACH ? AS {KNOWN}", (f"file:{quote(str(known))}?mode=ro",))

    def forget(self) -> None:
        """As if nothing had been read."""
        self.problems.clear()
        self.unasked = self.read = 0

    def parts(self, each: Callable[[int], None] | None = None) -> Generator[list[Arrival]]:
        """The cards of the notes, some hundred notes at a time.

        Args:
            each: called with the number of notes that were read; it may raise to stop.
        """
        self.lay_out()  # now: the database beside is not to be written to when the first part is asked for
        return self._parts(each)

    def _parts(self, each: Callable[[int], None] | None) -> Generator[list[Arrival]]:
        part: list[Arrival] = []
        for number, (note, cards) in enumerate(_joined(self.package.database), 1):
            part += self._arrivals(note, cards, number)
            self.read = number
            if number % PART == 0:
                yield part
                part = []
                if each:
                    each(number)
        if part:
            yield part

    def _arrivals(self, note: tuple[Any, ...], cards: Rows, number: int) -> Iterator[Arrival]:
        id_, guid, kind_id, changed, tags, fields, own = note
        if not (isinstance(guid, str) and isinstance(fields, str) and isinstance(changed, int) and guid):
            self._tell("", f"note {id_}: its row makes no sense; it was left out")
            return
        kind = self._frame.types.get(kind_id)
        values = fields.split("\x1f")
        if kind is None:
            self._tell(fields, "its note type is not in the package; it was left out")
            return
        labels = tuple(dict.fromkeys(tags.split())) if isinstance(tags, str) else ()
        seen: set[int] = set()
        for raw in cards[:MOST_CARDS]:
            card = AnkiCard(*raw)
            if set(map(type, raw[:15])) != _WHOLE or card.ord in seen or card.ord < 0:
                self._tell(fields, f"the row of its card {card.id} makes no sense; it was left out")
                continue
            seen.add(card.ord)
            arrival = self._card(kind, guid, values, labels, card, changed, number, own)
            if arrival is not None:
                yield arrival

    def _card(
        self,
        kind: NoteType,
        guid: str,
        values: list[str],
        labels: tuple[str, ...],
        card: AnkiCard,
        changed: int,
        number: int,
        own: object,
    ) -> Arrival | None:
        """The card, unless there is nothing to ask and nothing to keep."""
        deck = self._frame.decks.get(card.home_deck or card.deck, "Default")
        changed_ms, subject = _moment_ms(changed), identity.tidy(guid)
        if self._is_any_known and number > _ALWAYS_READ:
            id_ = _id(kind, subject, values, card.ord, *package_faces.place(kind, values, card.ord))
            if self.package.database.execute(_IS_KNOWN, (id_, changed_ms)).fetchone():
                return self._arrival(id_, subject, _UNREAD, card, deck, changed_ms, number)
        is_shown = True
        try:
            face = package_faces.face(kind, values, card.ord, labels, deck, own)
        except package_faces.FaceError as error:
            is_shown = False
            fields = "\x1f".join(values)
            if not card.ratings:
                self._tell(fields, f"card {card.ord + 1}: {error}; it was left out")
                return None
            self._tell(fields, f"card {card.ord + 1}: {error}; it is suspended, and its answers are kept")
            face = package_faces.faceless(kind, card.ord, labels)
        id_ = _id(kind, subject, values, card.ord, face.attribute, face.direction)
        arrival = self._arrival(id_, subject, face, card, deck, changed_ms, number)
        return arrival if is_shown else arrival._replace(state=_SUSPENDED)

    def _arrival(
        self, id_: str, subject: str, face: package_faces.Face, card: AnkiCard, deck: str, changed_ms: int, number: int
    ) -> Arrival:
        prompt = face.prompt
        assert self._pasts
        past = self._pasts.of(card.id, card.last, card.ratings)
        given, memory = schedule(card, past, self._clock)
        return Arrival(
            id_,
            subject,
            face.attribute,
            _text_of(face.direction),
            f"{self.deck}::{deck}" if self.deck else deck,
            prompt.kind,
            prompt.question,
            prompt.answers[0],
            _text_of(prompt.grading),
            prompt.hint,
            prompt.tags,
            face.excerpt.text,
            face.context,
            number,
            card.due if card.type == 0 and 0 <= card.due < 1_000_000 else number,
            _SUSPENDED if card.queue == -1 else _ACTIVE,
            memory,
            _moment_ms(card.changed) if past.last_ms is None else past.last_ms,
            changed_ms,
            card.flags & 7,
            card.type == 0 and past.is_known,
            prompt.answers[1:],
            prompt.items,
            face.choices,
            given,
            past.rows,
            Apart(card.id, past.apart) if past.apart else None,
        )

    def _tell(self, fields: str, reason: str) -> None:
        self.unasked += 1
        if len(self.problems) < MOST_PROBLEMS:
            from flashdl.formats.html_text import readable

            first = one_line(readable(fields.partition("\x1f")[0][:400]))[:60]
            said = f"“{first}”: {reason}." if first else f"{reason}."
            self.problems.append(Problem(str(self.package.path), None, said))


def _id(kind: NoteType, subject: str, values: list[str], ord_: int, attribute: str, direction: Direction) -> str:
    own = package_faces.own_id(kind, values, ord_)
    if _OWN_ID.fullmatch(own):
        return own
    # An attribute is tidy, and so is the subject.
    return identity.card_id(Key(DOCUMENT, (), subject, attribute, direction))


def _moment_ms(seconds: int) -> int:
    """Milliseconds; what is no moment that a calendar knows is brought to the nearest."""
    return (0 if seconds < 0 else min(seconds, _LATEST)) * 1000


def _joined(database: sqlite3.Connection) -> Iterator[tuple[tuple[Any, ...], Rows]]:
    """(note, its cards), by the notes' ids."""
    cards = _grouped(database, _CARDS)
    for note in database.execute(_NOTES):
        yield note, cards(note[0])


def _grouped(database: sqlite3.Connection, query: str) -> Callable[[int], Rows]:
    """Gives the rows of a note; notes are asked for in their order."""
    rows = database.execute(query)
    row = next(rows, None)

    def of(note: int) -> Rows:
        nonlocal row
        found = []
        while row is not None:
            if row[0] == note:
                found.append(row)
            elif not isinstance(row[0], int) or row[0] > note:
                break
            row = next(rows, None)  # also from rows of a note that is not there
        return found

    return of
