"""The database inside an Anki package: schema 11, which every Anki since 2012 reads and the newest upgrades."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta, timezone
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from flashdl import identity
from flashdl.formats import anki_face, anki_gaps, anki_schedule
from flashdl.formats.media import Luggage
from flashdl.leaving import BESIDE, CARDS, SHOWN, Departure, Family, Leaving, Past, Shown
from flashdl.model import Moment, State
from flashdl.scheduling import study_day
from flashdl.terminal import one_line

NOTE_TYPE = 1_763_815_205_347
"""Frozen, as are the fields: under another id, or with another field, Anki takes every note for a new one."""
NOTE_TYPE_NAME = "flashdl"
NOTE_TYPE_CHANGED = 1_796_023_500
"""Seconds since 1970 of the last change to templates or style; Anki takes over what is newer than its own."""

_FIELD_IDS = (
    4_102_938_475_610_283, 7_310_294_857_561_029, 2_847_561_029_384_756,
    6_029_384_756_102_938, 3_847_561_029_384_757, 8_561_029_384_756_102,
)  # fmt: skip
_TEMPLATE_ID = 5_610_293_847_561_029

GAP_NOTE_TYPE = 1_795_392_007_411
GAP_NOTE_TYPE_NAME = "flashdl gaps"
_GAP_FIELD_IDS = (
    5_938_471_620_395_814, 2_650_194_837_261_905, 8_174_629_305_816_243,
    3_509_281_746_350_192, 6_841_937_205_618_374, 1_726_493_850_271_639,
)  # fmt: skip
_GAP_TEMPLATE_ID = 7_392_618_405_937_261

_ID_SPAN = 1 << 38
_ID_START = 1_400_000_000_000
"""Ids are points in time to Anki, in milliseconds, and must not lie ahead: these are of 2014 to 2023."""
_AGE = timedelta(days=7)
"""How long ago the collection says it was made. Where it is read it may still be yesterday, and Anki takes a collection
from the future for one of today: all due days would be one off."""

_CARDS = """cards (id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL,
    mod INTEGER NOT NULL, usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL,
    ivl INTEGER NOT NULL, factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
    left INTEGER NOT NULL, odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL)"""
_REVLOG = """revlog (id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL,
    ivl INTEGER NOT NULL, lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL,
    type INTEGER NOT NULL)"""
_TABLES = f"""
CREATE TABLE col (id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL,
    ver INTEGER NOT NULL, dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL,
    models TEXT NOT NULL, decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL,
    usn INTEGER NOT NULL, tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL,
    flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE {_CARDS};
CREATE TABLE {_REVLOG};
CREATE TABLE graves (usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
"""
_TO_BE_SYNCED = -1
_BETWEEN = "\x1f"
"""Between the fields of a note."""
# That a query has a limit keeps SQLite from asking for the fields again wherever they are named.
_NOTES = f"""INSERT INTO {BESIDE}.notes
SELECT ?1 + number, id, {NOTE_TYPE}, changed_ms / 1000, {_TO_BE_SYNCED},
    iif(tags = '[]' AND own_tags IS NULL, '', anki_tags(tags, own_tags)), fields, first, anki_checksum(first), 0, ''
FROM (SELECT *, iif(instr(front, '<') OR instr(front, '&'), anki_plain(front), front) AS first
    FROM (SELECT *, substr(fields, 1, instr(fields, '{_BETWEEN}') - 1) AS front
        FROM (SELECT number, id, changed_ms, tags, own_tags, anki_fields({SHOWN}) AS fields FROM {CARDS}
            WHERE number BETWEEN ?2 AND ?3 ORDER BY number LIMIT -1) LIMIT -1) LIMIT -1)"""
_STAGED = (
    f"CREATE TABLE {BESIDE}.{_CARDS}",
    f"CREATE TABLE {BESIDE}.{_REVLOG}",
    f"CREATE TABLE {BESIDE}.deck (name TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID",
)
_STAGE_DECK = f"INSERT INTO {BESIDE}.deck VALUES (?, ?)"
_CROWDED = """SELECT * FROM staged.revlog AS one
WHERE EXISTS (SELECT 1 FROM main.revlog AS other WHERE other.id = one.id) ORDER BY id"""
_INSERT = {
    "notes": f"INSERT INTO notes VALUES (?, ?, ?, ?, {_TO_BE_SYNCED}, ?, ?, ?, ?, 0, '')",
    "cards": f"INSERT INTO cards VALUES (?, ?, ?, ?, ?, {_TO_BE_SYNCED}, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
    "revlog": f"INSERT INTO revlog VALUES (?, ?, {_TO_BE_SYNCED}, ?, ?, ?, ?, ?, ?)",
}
"""What is the same in all rows is not bound: there are millions."""
_PASSED = 10_000
"""Taken ids in a row that are remembered."""
_PART = 2_000
"""Notes that are held before they are written."""
_SLICE = 5_000
"""Cards that are copied in one statement."""
_BITS = 1 << 25
_SPREAD = 0x9E3779B1
"""Any odd number that scatters neighbours: the times of answers lie close together."""


Each = Callable[[int], object]
"""Told how many cards are written; it may raise to stop."""


class Collection:
    """A collection that is being written. Nothing of it is of use before `finish`."""

    def __init__(self, path: Path, now: Moment, rollover: int, *, include_history: bool, luggage: Luggage) -> None:
        """
        Args:
            path: where no file is yet.
            now: the moment of the export.
            rollover: the hour at which a study day begins, 0-23.
            luggage: gets the media of cards.
        """
        self._luggage = luggage
        self.staged = path.with_name("staged")
        """A database that what is copied meanwhile may lie in, until `finish`."""
        # A file that nobody reads before it is whole needs no journal.
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096;" + _TABLES
        )
        self._now, self._rollover, self._include_history = now, rollover, include_history
        self._first_day = study_day(now, rollover) - _AGE
        self._seconds = now.ms // 1000
        self._decks = _Decks(now.ms // 1000)
        self._rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in _INSERT}
        self._ids = {table: _Ids(self._database, table) for table in _INSERT}
        self._first_id: int | None = None
        self._places = 0
        self.written = 0

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def take(self, families: Iterable[Family], each: Each) -> None:
        """Write families with what they tell of their past."""
        self._database.execute("BEGIN")
        for family in families:
            self._add(family)
            if len(self._rows["notes"]) >= _PART:
                self._flush()
                each(self.written)
        self._flush()
        self._database.execute("COMMIT")

    def copy(self, departure: Departure, each: Each) -> None:
        """Write what departs."""
        # Ids near those of neighbours, for what is near is quickly written.
        first = self._first_id = _wished_id(f"collection {departure.name}")
        self.take(departure.families, each)
        departure.show("anki_fields", self._joined)
        departure.define("anki_plain", 1, anki_face.plain)
        departure.define("anki_checksum", 1, _checksum)
        departure.define("anki_tags", 2, _all_tags)
        cards, last = departure.size()
        with departure.meanwhile(partial(self._copy_states, first)):
            for start in range(1, last + 1, _SLICE):
                departure.run(_NOTES, (first, start, start + _SLICE - 1))
                each(self.written + min(cards, start + _SLICE - 1))
        self.written += cards

    def _copy_states(self, first: int, departure: Departure) -> None:
        """Write states and logs into the database `staged`."""
        for statement in _STAGED:
            departure.run(statement)
        departure.define("anki_memory", 3, lambda *known: anki_schedule.kept(known[:2], known[2]))
        for (deck,) in departure.run(anki_schedule.DECKS):
            departure.run(_STAGE_DECK, (deck, self._decks.id_of(deck)))
        states = anki_schedule.COPY_STATES if self._include_history else anki_schedule.COPY_NEW_STATES
        departure.run(states, (first, self._seconds, self._first_day.isoformat()))
        if self._include_history:
            departure.run(anki_schedule.COPY_LOG, (first,))

    def _add(self, family: Family) -> None:
        """Write a family's note, or its notes where they cannot be one, their states and logs."""
        text = None if anki_gaps.number(family.cards[0]) is None else anki_gaps.joined(family.cards)
        if text is not None:
            fields = anki_face.gap_fields(text.field, text.whole, [(number, one.card) for number, one in text.gaps])
            self._add_note(family.id, GAP_NOTE_TYPE, fields, text.gaps)
        else:
            for one in family.cards:
                self._add_note(one.card.id, NOTE_TYPE, anki_face.fields(Shown.of(one.card)), ((1, one),))

    def finish(self) -> None:
        """Write what can only be known at the end."""
        if self.staged.exists():
            self._database.execute("ATTACH ? AS staged", (str(self.staged),))
        self._database.execute("BEGIN")
        self._unite()
        seconds = self._now.ms // 1000
        types = {str(one["id"]): one for one in (note_type(), gap_note_type())}
        row = (
            1,
            self._created(),
            self._now.ms,
            self._now.ms,
            11,
            0,
            0,
            0,
            json.dumps(self._settings()),
            json.dumps(types),
            json.dumps(self._decks.rows()),
            json.dumps({"1": _preset(seconds)}),
            "{}",
        )
        self._database.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)
        self._database.execute("COMMIT")

    def _add_note(self, guid: str, kind: int, fields: tuple[str, ...], cards: Sequence[tuple[int, Leaving]]) -> None:
        """One note with its cards, each with its number among them, from 1."""
        leading = cards[0][1]
        joined = self._luggage.packed(Shown.of(leading.card), _BETWEEN.join(fields))
        first = anki_face.plain(joined.partition(_BETWEEN)[0])
        changed = leading.changed_ms if len(cards) == 1 else max([one.changed_ms for _, one in cards])
        id_ = self._id("notes", guid, leading.number)
        tags = leading.card.prompt.tags
        written = changed // 1000, _tags(tags) if tags else "", joined, first, _checksum(first)
        self._rows["notes"].append((id_, guid, kind, *written))
        place = min((one.place for _, one in cards if one.place is not None), default=self._places)
        self._places = max(self._places, place) + 1
        for number, one in cards:
            self._add_card(id_, one, number - 1, place)

    def _add_card(self, note: int, one: Leaving, ord_: int, place: int) -> None:
        card, past = one.card, one.past
        self.written += 1
        id_ = self._id("cards", card.id, one.number)
        deck, changed = self._decks.id_of(card.deck), self._seconds
        if not self._include_history:
            state = anki_schedule.state(None, self._first_day, suspended=False, position=place, last_answer=None)
        else:
            state = anki_schedule.state(
                one.schedule,
                self._first_day,
                suspended=card.state is not State.ACTIVE or card.orphaned,
                position=place,
                last_answer=self._log(id_, past),
                memory=anki_schedule.memory(one.schedule, past),
            )
        *when, data = state
        self._rows["cards"].append((id_, note, deck, ord_, changed, *when, one.flag, data))

    def _id(self, table: str, name: str, number: int | None) -> int:
        """Near those of its neighbours where cards bear numbers, for what is near is quickly written."""
        if self._first_id is not None and number is not None:
            return self._first_id + number
        return self._ids[table].free(_wished_id(name))

    def _count(self, table: str) -> int:
        return int(self._database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])

    def _unite(self) -> None:
        """Write what is staged, and where its place in the log was taken by a row that was put right, make room."""
        if not self.staged.exists():
            return
        is_any_told = self._count("revlog") > 0
        # From a table that is made alike SQLite takes rows as they are.
        self._database.execute("INSERT INTO main.cards SELECT * FROM staged.cards")
        if not is_any_told:
            self._database.execute("INSERT INTO main.revlog SELECT * FROM staged.revlog")
            return
        crowded = self._database.execute(_CROWDED).fetchall()
        self._database.execute("INSERT OR IGNORE INTO main.revlog SELECT * FROM staged.revlog")
        for at, card, _, *rest in crowded:
            id_ = self._ids["revlog"].free(at)
            self._database.execute(_INSERT["revlog"], (id_, card, *rest))
            told = (f'"lrt":{at // 1000}', f'"lrt":{id_ // 1000}', card)
            self._database.execute("UPDATE cards SET data = replace(data, ?, ?) WHERE id = ?", told)

    def _log(self, card: int, past: Sequence[Past]) -> int | None:
        """The id of the last answer that counts."""
        wished = anki_schedule.log_rows(past, self._now.ms)
        given = []
        free, least = self._ids["revlog"].free, 1
        for at, *rest in wished:
            id_ = free(at if at > least else least)
            given.append((id_, card, *rest))
            least = id_ + 1
        self._rows["revlog"] += given
        return anki_schedule.last_answer([(id_, *rest) for id_, _, *rest in given])

    def _joined(self, shown: Shown) -> str:
        return self._luggage.packed(shown, _BETWEEN.join(anki_face.fields(shown)))

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            rows.sort(key=itemgetter(0))  # neighbours in the table are written one after the other
            self._database.executemany(_INSERT[table], rows)
            rows.clear()
            self._ids[table].written()

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
            "nextPos": max(self._places, self.written) + 1,
        }


class _Ids:
    """Which ids of a table are taken: a small map of bits says no for sure, else the table is asked."""

    def __init__(self, database: sqlite3.Connection, table: str) -> None:
        self._database = database
        self._query = f"SELECT 1 FROM {table} WHERE id = ?"
        self._bits = bytearray()
        self._pending: set[int] = set()
        self._onward: dict[int, int] = {}

    def free(self, wished: int) -> int:
        """The first free id from the one wished for on; it is taken from now on."""
        if not self._bits:
            self._bits = bytearray(_BITS // 8)
        spot = wished * _SPREAD % _BITS
        if self._bits[spot >> 3] & 1 << (spot & 7):
            wished = self._after(wished)
            spot = wished * _SPREAD % _BITS
        self._bits[spot >> 3] |= 1 << (spot & 7)
        self._pending.add(wished)
        return wished

    def written(self) -> None:
        """What was given out is in the table now."""
        self._pending.clear()

    def _after(self, wished: int) -> int:
        passed: list[int] = []
        while wished in self._pending or self._database.execute(self._query, (wished,)).fetchone():
            passed.append(wished)
            wished = self._onward.get(wished, wished + 1)
        # Thousands of cards that were reset in one moment all wish for one id: what was found taken is not tried again.
        if passed:
            self._onward.update(dict.fromkeys(passed[-_PASSED:], wished + 1))
        return wished


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
    """The note type of cards that have a front and a back, in the words of schema 11."""
    return _note_type(
        NOTE_TYPE, NOTE_TYPE_NAME, dict(zip(anki_face.FIELDS, _FIELD_IDS, strict=True)),
        {"name": "Card 1", "id": _TEMPLATE_ID, "qfmt": anki_face.QUESTION, "afmt": anki_face.ANSWER},
    )  # fmt: skip


def gap_note_type() -> dict[str, Any]:
    """The note type of texts with gaps."""
    return _note_type(
        GAP_NOTE_TYPE, GAP_NOTE_TYPE_NAME, dict(zip(anki_face.GAP_FIELDS, _GAP_FIELD_IDS, strict=True)),
        {"name": "Cloze", "id": _GAP_TEMPLATE_ID, "qfmt": anki_face.GAP_QUESTION, "afmt": anki_face.GAP_ANSWER},
    )  # fmt: skip


def _note_type(id_: int, name: str, fields: dict[str, int], template: dict[str, Any]) -> dict[str, Any]:
    has_gaps = id_ == GAP_NOTE_TYPE
    look = {"sticky": False, "rtl": False, "font": "Arial", "size": 20}
    return {
        "id": id_,
        "name": name,
        "type": 1 if has_gaps else 0,
        "mod": NOTE_TYPE_CHANGED,
        "usn": _TO_BE_SYNCED,
        "sortf": 0,
        "did": None,
        "css": anki_face.STYLE,
        "latexPre": "",
        "latexPost": "",
        "flds": [{"name": field, "ord": ord_, "id": own, **look} for ord_, (field, own) in enumerate(fields.items())],
        "tmpls": [{**template, "ord": 0, "bqfmt": "", "bafmt": "", "did": None}],
        **({} if has_gaps else {"req": [[0, "any", [0]]]}),
    }


def _preset(modified: int) -> dict[str, Any]:
    """The options of the default deck, which Anki's own stand in for; a collection must have one."""
    new = {"perDay": 20, "delays": [1, 10], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "bury": True}
    rev = {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36_500, "bury": True, "hardFactor": 1.2}
    lapse = {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1}
    general = {"id": 1, "name": "Default", "mod": modified, "usn": 0, "maxTaken": 60, "timer": 0}
    return {**general, "autoplay": True, "replayq": True, "dyn": False, "new": new, "rev": rev, "lapse": lapse}


def _checksum(first: str) -> int:
    return int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _all_tags(tags: str, own: str | None) -> str:
    return _tags((*json.loads(tags), *json.loads(own or "[]")))


@lru_cache(maxsize=256)
def _tags(tags: tuple[str, ...]) -> str:
    found = list(dict.fromkeys(filter(None, map(anki_face.tag, tags))))
    return f" {' '.join(found)} " if found else ""


def _wished_id(name: str) -> int:
    """A number of Anki's kind that the name alone decides."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return _ID_START + int.from_bytes(digest[:8], "big") % _ID_SPAN
