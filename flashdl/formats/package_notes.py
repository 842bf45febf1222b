"""The notes of a package as arrivals, in parts: each card with what it asks, its schedule and its whole log.

A card's permanent id follows from its note's guid and its place among the note's cards, so every package of one
collection names it alike; a note that flashdl made says itself which card it is.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby, islice
from math import inf
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from flashdl import identity
from flashdl.arriving import DOCUMENT, KNOWN, Apart, Arrival
from flashdl.formats import package_faces
from flashdl.formats.package_file import Unpacked
from flashdl.formats.package_log import Told, schedule
from flashdl.formats.package_past import Pasts
from flashdl.formats.package_types import Frame, NoteType, frame
from flashdl.model import NO_EXCERPT, Direction, Key, Moment, Problem, Prompt, State
from flashdl.scheduling import study_day
from flashdl.swift import row_maker
from flashdl.terminal import one_line

PART = 1_000
"""Notes that are held at a time."""
_MOST_HELD = 8
"""Parts that are read, and wait for the log to be laid out."""
MOST_PROBLEMS = 1_000
"""Told one by one; the rest is counted."""
MOST_CARDS = 1_000
"""Of one note."""

_LATEST = 250_000_000_000
"""Seconds since 1970, in the year 9892."""
_OWN_ID = re.compile(f"[a-z2-7]{{{identity.ID_LENGTH}}}")
_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
_CARDS = """SELECT nid, id, ord, did, mod, type, queue, due, ivl, factor, reps, lapses, odue, odid, flags, data
FROM cards WHERE typeof(nid) = 'integer' ORDER BY nid, ord, id"""

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


class _Shown(NamedTuple):
    """A card with what it asks, before its log is looked at."""

    id: str
    """Permanent."""
    subject: str
    face: package_faces.Face
    card: AnkiCard
    deck: str
    state: str
    changed_ms: int
    """When its content last changed."""
    number: int
    """Of its note in the package, from 1."""


_anki_card, _shown = row_maker(AnkiCard), row_maker(_Shown)


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
        laid_out: Callable[[], object] | None = None,
    ) -> None:
        """
        Args:
            deck: what all decks of the package are put below; None: they keep their names.
            apart: leave what is plain in the log in the database `Package.beside`.
            laid_out: returns once another process, which reads the package, too, has made that database; it is asked
                when the first log is needed.

        Raises:
            FileError: as `package_file.opened`.
        """
        self.package, self.now, self.rollover, self.deck = package, now, rollover, deck
        self._frame: Frame = frame(package.database)
        offset = now.offset if self._frame.offset is None else self._frame.offset
        first = datetime(1970, 1, 1) + timedelta(seconds=max(0, min(self._frame.created, 1 << 33)), minutes=offset)
        today = study_day(now, rollover)
        self._clock = Clock(now, rollover, first.date(), today, today.isoformat())
        self._pasts = Pasts(package, now.offset, rollover, apart=apart)
        self._laid_out = laid_out
        self._is_ready = self._is_any_known = False
        self.problems: list[Problem] = []
        self.unasked = 0
        """Cards that gave a problem: left out, or kept for their answers alone."""
        self.read = 0
        """Notes, up to now."""

    @cached_property
    def notes(self) -> int:
        """How many; each page of them is looked at."""
        return int(self.package.database.execute("SELECT COUNT(*) FROM notes").fetchone()[0])

    @cached_property
    def answers(self) -> int:
        """Rows of the log."""
        return int(self.package.database.execute("SELECT COUNT(*) FROM revlog").fetchone()[0])

    def lay_out(self) -> None:
        """Lay out the logs, or wait until that is done elsewhere; once."""
        if self._is_ready:
            return
        self._is_ready = True
        if self._laid_out is None:
            self._pasts.lay_out(has_three_buttons=self._frame.has_three_buttons)
        else:
            self._laid_out()
            self._pasts.attach()

    def forget(self) -> None:
        """As if nothing had been read."""
        self.problems.clear()
        self.unasked = self.read = 0

    def parts(self, each: Callable[[int], None] | None = None) -> Generator[list[Arrival]]:
        """The cards of the notes, some hundred notes at a time.

        Args:
            each: called with the number of notes that were read; it may raise to stop.
        """
        if self._laid_out is None:
            self.lay_out()  # now: the database beside is not to be written to when the first part is asked for
        known = self.package.known
        self._is_any_known = known.exists()
        if self._is_any_known:
            self.package.database.execute(f"ATTACH ? AS {KNOWN}", (f"file:{quote(str(known))}?mode=ro",))
        return self._parts(each)

    def _parts(self, each: Callable[[int], None] | None) -> Generator[list[Arrival]]:
        held: list[list[_Shown]] = []
        for part in self._read_parts():
            held.append(part)
            if self._is_ready or self._pasts.are_laid_out or len(held) == _MOST_HELD:
                yield from self._with_logs(held)
            if each and self.read % PART == 0:
                each(self.read)
        yield from self._with_logs(held)

    def _read_parts(self) -> Iterator[list[_Shown]]:
        rows = enumerate(_joined(self.package.database), 1)
        while part := [*islice(rows, PART)]:  # a damaged index may count fewer notes than there are
            shown: list[_Shown] = []
            for number, (note, cards) in part:
                shown += self._shown(note, cards, number)
                self.read = number
            if shown:
                yield shown

    def _with_logs(self, held: list[list[_Shown]]) -> Iterator[list[Arrival]]:
        """Takes them out."""
        self.lay_out()
        held.reverse()
        while held:
            shown = held.pop()
            logs = self._pasts.of([one.card.id for one in shown])
            yield list(map(self._arrival, shown, logs))

    def _shown(self, note: tuple[Any, ...], cards: Rows, number: int) -> Iterator[_Shown]:
        id_, guid, kind_id, changed, tags, fields = note
        if not (isinstance(id_, int) and isinstance(guid, str) and isinstance(fields, str) and guid) or (
            not isinstance(changed, int)
        ):
            self._tell("", f"note {id_}: its row makes no sense; it was left out")
            return
        kind = self._frame.types.get(kind_id)
        values = fields.split("\x1f")
        if kind is None:
            self._tell(fields, "its note type is not in the package; it was left out")
            return
        labels = tuple(dict.fromkeys(tags.split())) if isinstance(tags, str) else ()
        changed_ms, subject = _moment_ms(changed), identity.tidy(guid)
        seen: set[int] = set()
        for raw in cards[:MOST_CARDS]:
            card = _anki_card(raw)
            if set(map(type, raw[:15])) != _WHOLE or card.ord in seen or card.ord < 0:
                self._tell(fields, f"the row of its card {card.id} makes no sense; it was left out")
                continue
            seen.add(card.ord)
            deck = self._frame.decks.get(card.home_deck or card.deck, "Default")
            state = _SUSPENDED if card.queue == -1 else _ACTIVE
            if self._is_any_known and number > _ALWAYS_READ:
                known = _id(kind, subject, values, card.ord, *package_faces.place(kind, values, card.ord))
                if self.package.database.execute(_IS_KNOWN, (known, changed_ms)).fetchone():
                    yield _shown((known, subject, _UNREAD, card, deck, state, changed_ms, number))
                    continue
            try:
                face = package_faces.face(kind, values, card.ord, labels, deck)
            except package_faces.FaceError as error:
                if not self._is_kept(fields, card, str(error)):
                    continue
                face, state = package_faces.faceless(kind, card.ord, labels), _SUSPENDED
            id_ = _id(kind, subject, values, card.ord, face.attribute, face.direction)
            yield _shown((id_, subject, face, card, deck, state, changed_ms, number))

    def _is_kept(self, fields: str, card: AnkiCard, reason: str) -> bool:
        """Whether a card that cannot be asked is kept, for its answers; tells of it."""
        self.lay_out()
        (past,) = self._pasts.of([card.id])
        is_kept = past.last_ms is not None
        what = "it is suspended, and its answers are kept" if is_kept else "it was left out"
        self._tell(fields, f"card {card.ord + 1}: {reason}; {what}")
        return is_kept

    def _arrival(self, shown: _Shown, past: Told) -> Arrival:
        id_, subject, face, card, deck, state, changed_ms, number = shown
        prompt = face.prompt
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
            state,
            memory,
            _moment_ms(card.changed) if past.last_ms is None else past.last_ms,
            changed_ms,
            card.flags & 7,
            card.type == 0 and past.is_known,
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
    cards = groupby(database.execute(_CARDS), itemgetter(0))
    nothing: tuple[float, Iterable[tuple[Any, ...]]] = (inf, ())
    of, rows = next(cards, nothing)
    for note in database.execute(_NOTES):
        id_ = note[0]
        while isinstance(id_, int) and of < id_:  # of a note that is not there
            of, rows = next(cards, nothing)
        yield note, list(rows) if of == id_ else ()
