"""The database inside an Anki package: schema 11, which every Anki since 2012 reads and the newest upgrades."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

from flashdl import identity
from flashdl.formats import anki_face, anki_schedule
from flashdl.model import Card, Event, Moment, Schedule, State
from flashdl.scheduling import study_day
from flashdl.terminal import one_line

NOTE_TYPE = 1_763_815_205_347
"""Frozen, as are the fields: under another id, or with another field, Anki takes every note for a new one."""
NOTE_TYPE_NAME = "flashdl"
NOTE_TYPE_CHANGED = 1_795_305_600
"""Seconds since 1970 of the last change to templates or style; Anki takes over what is newer than its own."""

_FIELD_IDS = (
    4_102_938_475_610_283, 7_310_294_857_561_029, 2_847_561_029_384_756,
    6_029_384_756_102_938, 3_847_561_029_384_757, 8_561_029_384_756_102,
)  # fmt: skip
_TEMPLATE_ID = 5_610_293_847_561_029

_ID_SPAN = 1 << 38
_ID_START = 1_400_000_000_000
"""Ids are points in time to Anki, in milliseconds, and must not lie ahead: these are of 2014 to 2023."""
_TO_BE_SYNCED = -1
_AGE = timedelta(days=7)
"""How long ago the collection says it was made. Where it is read it may still be yesterday, and Anki takes a collection
from the future for one of today: all due days would be one off."""

_TABLES = """
CREATE TABLE col (id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL,
    ver INTEGER NOT NULL, dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL,
    models TEXT NOT NULL, decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL,
    usn INTEGER NOT NULL, tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL,
    flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL,
    mod INTEGER NOT NULL, usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL,
    ivl INTEGER NOT NULL, factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
    left INTEGER NOT NULL, odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL,
    ivl INTEGER NOT NULL, lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL,
    type INTEGER NOT NULL);
CREATE TABLE graves (usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
"""
_INSERT = {
    table: f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})"
    for table, columns in {"col": 13, "notes": 11, "cards": 18, "revlog": 9}.items()
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A card as it goes into a package."""

    card: Card
    schedule: Schedule | None
    """None for a card that is new."""
    reviews: tuple[Event, ...]
    """The card's whole log, voids among it, in any order."""
    modified: int
    """Seconds since 1970 when the card's content last changed: Anki takes over only what is newer than its own."""


class Collection:
    """A collection that is being written. Nothing of it is of use before `finish`."""

    def __init__(self, path: Path, now: Moment, rollover: int, *, include_history: bool) -> None:
        """
        Args:
            path: where no file is yet.
            now: the moment of the export.
            rollover: the hour at which a study day begins, 0-23.
        """
        # A file that nobody reads before it is whole needs no journal.
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        self._database.execute("BEGIN")
        self._now, self._rollover, self._include_history = now, rollover, include_history
        self._first_day = study_day(now, rollover) - _AGE
        self._decks = _Decks(now.ms // 1000)
        self._onward: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self.written = 0

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, exported: Exported) -> None:
        """Write a card's note, its state and its log."""
        card = exported.card
        self.written += 1
        fields = anki_face.fields(card)
        first = anki_face.plain(fields[0])
        digest = hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()
        note = (card.id, NOTE_TYPE, exported.modified, _TO_BE_SYNCED, _tags(card), "\x1f".join(fields), first)
        id_ = self._insert("notes", _wished_id(card.id), (*note, int(digest[:8], 16), 0, ""))
        last_answer = self._log(id_, exported.reviews) if self._include_history else None
        self._insert("cards", id_, self._state(id_, exported, last_answer))

    def finish(self) -> None:
        """Write what can only be known at the end."""
        seconds = self._now.ms // 1000
        row = (
            self._created(),
            self._now.ms,
            self._now.ms,
            11,
            0,
            0,
            0,
            json.dumps(self._settings()),
            json.dumps({str(NOTE_TYPE): note_type()}),
            json.dumps(self._decks.rows()),
            json.dumps({"1": _preset(seconds)}),
            "{}",
        )
        self._insert("col", 1, row)
        self._database.execute("COMMIT")

    def _log(self, card: int, reviews: Iterable[Event]) -> int | None:
        """The id of the last answer that counts."""
        last_answer, least = None, 1
        for row in anki_schedule.log_rows(reviews, self._now.ms):
            values = (card, _TO_BE_SYNCED, row.rating, row.interval, row.before, row.ease, row.duration, row.kind)
            id_ = self._insert("revlog", max(row.at, least), values)
            least = id_ + 1
            if row.is_answer or row.is_reset:
                last_answer = None if row.is_reset else id_
        return last_answer

    def _state(self, note: int, exported: Exported, last_answer: int | None) -> tuple[object, ...]:
        schedule = exported.schedule if self._include_history else None
        is_set_aside = exported.card.state is not State.ACTIVE or exported.card.orphaned
        state = anki_schedule.state(
            schedule,
            self._first_day,
            suspended=is_set_aside and self._include_history,
            position=self.written,
            last_answer=last_answer,
        )
        when = (state.type, state.queue, state.due, state.interval, state.ease, state.reviews, state.lapses)
        deck = self._decks.id_of(exported.card.deck)
        return (note, deck, 0, self._now.ms // 1000, _TO_BE_SYNCED, *when, 0, 0, 0, 0, state.data)

    def _insert(self, table: str, wished: int, values: tuple[object, ...]) -> int:
        """Insert under the first free id from the one wished for on."""
        statement, onward, passed = _INSERT[table], self._onward[table], []
        while self._database.execute(statement, (wished, *values)).rowcount == 0:
            passed.append(wished)
            wished = onward.get(wished, wished + 1)
        # Thousands of cards that were reset in one moment all wish for one id: what was found taken is not tried again.
        onward.update(dict.fromkeys(passed, wished + 1))
        return wished

    def _created(self) -> int:
        """The second at which the first day began: Anki counts a package's due days from it."""
        zone = timezone(timedelta(minutes=self._now.offset))
        return int(datetime.combine(self._first_day, time(self._rollover), zone).timestamp())

    def _settings(self) -> dict[str, Any]:
        return {
            "schedVer": 2,
            "sched2021": True,
            "creationOffset": -self._now.offset,  # minutes west
            "rollover": self._rollover,
            "nextPos": self.written + 1,
        }


class _Decks:
    """The decks that were met, and those above them. Anki tells decks apart without regard to case."""

    def __init__(self, modified: int) -> None:
        self._modified = modified
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {1: "Default"}
        self._folded: dict[str, int] = {"default": 1}

    def id_of(self, name: str) -> int:
        if name not in self._ids:
            levels = [identity.tidy(one_line(level)) or "blank" for level in name.split("::")]
            for depth in range(1, len(levels) + 1):
                self._ids[name] = self._named("::".join(levels[:depth]))
        return self._ids[name]

    def rows(self) -> dict[str, dict[str, Any]]:
        return {str(id_): self._row(id_, name) for id_, name in self._names.items()}

    def _named(self, name: str) -> int:
        folded = name.casefold()
        if folded not in self._folded:
            id_ = _wished_id(f"deck {name}")
            while id_ in self._names:
                id_ += 1
            self._folded[folded] = id_
            self._names[id_] = name
        return self._folded[folded]

    def _row(self, id_: int, name: str) -> dict[str, Any]:
        nothing_yet = {key: [0, 0] for key in ("newToday", "revToday", "lrnToday", "timeToday")}
        flags = {"dyn": 0, "conf": 1, "collapsed": False, "browserCollapsed": False, "extendNew": 0, "extendRev": 0}
        return {"id": id_, "name": name, "mod": self._modified, "usn": -1, "desc": "", **nothing_yet, **flags}


def note_type() -> dict[str, Any]:
    """The one note type, in the words of schema 11."""
    look = {"sticky": False, "rtl": False, "font": "Arial", "size": 20}
    template = {"name": "Card 1", "ord": 0, "id": _TEMPLATE_ID, "bqfmt": "", "bafmt": "", "did": None}
    return {
        "id": NOTE_TYPE,
        "name": NOTE_TYPE_NAME,
        "type": 0,
        "mod": NOTE_TYPE_CHANGED,
        "usn": _TO_BE_SYNCED,
        "sortf": 0,
        "did": None,
        "css": anki_face.STYLE,
        "latexPre": "",
        "latexPost": "",
        "flds": [
            {"name": name, "ord": ord_, "id": id_, **look}
            for ord_, (name, id_) in enumerate(zip(anki_face.FIELDS, _FIELD_IDS, strict=True))
        ],
        "tmpls": [{**template, "qfmt": anki_face.QUESTION, "afmt": anki_face.ANSWER}],
        "req": [[0, "any", [0]]],
    }


def _preset(modified: int) -> dict[str, Any]:
    """The options of the default deck, which Anki's own stand in for; a collection must have one."""
    new = {"perDay": 20, "delays": [1, 10], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "bury": True}
    rev = {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36_500, "bury": True, "hardFactor": 1.2}
    lapse = {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1}
    general = {"id": 1, "name": "Default", "mod": modified, "usn": 0, "maxTaken": 60, "timer": 0}
    return {**general, "autoplay": True, "replayq": True, "dyn": False, "new": new, "rev": rev, "lapse": lapse}


def _tags(card: Card) -> str:
    found = list(dict.fromkeys(filter(None, map(anki_face.tag, card.prompt.tags))))
    return f" {' '.join(found)} " if found else ""


def _wished_id(name: str) -> int:
    """A number of Anki's kind that the name alone decides."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return _ID_START + int.from_bytes(digest[:8], "big") % _ID_SPAN
