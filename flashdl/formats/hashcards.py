"""The schedules of hashcards: `hashcards.db` beside the notes names a card by a hash of its text as it reads it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flashdl.formats import blake3
from flashdl.formats.entries import Entry
from flashdl.formats.markdown_text import a_date, a_schedule
from flashdl.model import Schedule

NAME = "hashcards.db"
UNREAD = f"the schedules in {NAME} cannot be read; its cards come in as new ones"
FARTHEST = 16
"""Folders above a note in which the database is looked for."""
_MARKS = ("Q:", "A:", "C:")
_QUERY = """SELECT card_hash, last_reviewed_at, stability, difficulty, interval_days, due_date
FROM cards WHERE due_date IS NOT NULL"""
_FORGOT = "forgot"

Kept = Mapping[str, Schedule]
"""By the hash of a card."""


def with_schedules(path: Path, text: str, entries: Sequence[Entry]) -> tuple[list[Entry], str]:
    """(the entries with the schedules that hashcards has for them, what is to be said).

    Args:
        text: of the note, with its head.
    """
    found = next((place for folder in _above(path) if (place := folder / NAME).is_file()), None)
    if found is None:
        return list(entries), ""
    try:
        status = found.stat()
        kept = _kept(str(found), status.st_mtime_ns, status.st_size)
    except (sqlite3.Error, OSError, ValueError, TypeError, OverflowError):
        return list(entries), UNREAD
    if not kept:
        return list(entries), ""
    named = dict(_named(text))
    return [_with(entry, named.get(entry.line, ()), kept) for entry in entries], ""


def _above(path: Path) -> Sequence[Path]:
    return list(path.absolute().parents)[:FARTHEST]


def _with(entry: Entry, hashed: Sequence[bytes], kept: Kept) -> Entry:
    # Where the two readings differ there is another number of gaps, or a hash that is not there.
    if len(hashed) != max(1, len(entry.gaps)):
        return entry
    schedules = tuple(kept.get(blake3.digest(one)) for one in hashed)
    return replace(entry, schedules=schedules) if any(schedules) else entry


@lru_cache(maxsize=4)
def _kept(path: str, _changed: int, _size: int) -> Kept:
    """The schedules in a database, which is opened for reading alone.

    Raises:
        sqlite3.Error, ValueError, TypeError, OverflowError: it is damaged, or of another version.
    """
    with closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        grades: defaultdict[str, list[str]] = defaultdict(list)
        for card, grade in database.execute("SELECT card_hash, grade FROM reviews ORDER BY review_id"):
            grades[card].append(grade)
        rows = database.execute(_QUERY).fetchall()
    kept = {}
    for card, last, stability, difficulty, days, due in rows:
        day = a_date(due)
        if day is None:
            raise ValueError(due)
        given = grades[card]
        lapses = given[1:].count(_FORGOT)
        passes = len(given) if _FORGOT not in given else given[::-1].index(_FORGOT)
        schedule = a_schedule(day, days, repetitions=passes, lapses=lapses, last=a_date(last or ""))
        is_fsrs = isinstance(stability, float) and isinstance(difficulty, float) and stability > 0
        memory = (stability, min(10.0, max(1.0, difficulty))) if is_fsrs else (None, None)
        reviews = max(1, len(given))
        kept[card] = replace(schedule, reviews=reviews, stability=memory[0], difficulty=memory[1])
    return kept


def _named(text: str) -> Iterator[tuple[int, list[bytes]]]:
    """(line, what is hashed of each of its cards) as hashcards reads a note: neither code nor headings end a text."""
    lines = text.split("\n")
    start = 0
    if lines[0].strip() == "---":
        start = next((number for number, line in enumerate(lines[1:], 2) if line.strip() == "---"), len(lines))
    kind, at = "", 0
    sides: list[list[str]] = []
    for number, raw in enumerate([*lines[start:], "---"], start + 1):
        line = raw.removesuffix("\r")
        mark = line[:2] if line[:2] in _MARKS else ""
        if mark == "A:" and kind == "Q:" and len(sides) == 1:
            sides.append([line[2:].strip()])
        elif mark or line.strip() == "---":
            if kind == "C:":
                yield at, _gaps("\n".join(sides[0]))
            elif len(sides) == 2:
                yield at, [b"Basic" + "".join("\n".join(side).strip() for side in sides).encode()]
            kind, at, sides = ("", 0, []) if mark in ("", "A:") else (mark, number, [[line[2:].strip()]])
        elif sides:
            sides[-1].append(line)


def _gaps(text: str) -> list[bytes]:
    """What is hashed of each gap: the text without brackets, and the first and last byte of the gap in it."""
    raw = text.strip().encode()
    clean = bytearray()
    spans: list[tuple[int, int]] = []
    start, is_picture, is_escaped = -1, False, False
    for place, byte in enumerate(raw):
        char, following = chr(byte), raw[place + 1 : place + 2]
        if char in "[]":
            if is_picture or is_escaped:
                clean.append(byte)
                is_picture, is_escaped = is_picture and char == "[", False
            elif char == "[":
                start = len(clean)
            elif start >= 0:
                spans.append((start, len(clean) - 1))
                start = -1
            continue
        is_picture = is_picture or (char == "!" and following == b"[")
        is_escaped = char == "\\" and following in (b"[", b"]")
        if not is_escaped:
            clean.append(byte)
    sizes = [b"".join((end & 2**64 - 1).to_bytes(8, "little") for end in span) for span in spans]
    return [b"Cloze" + bytes(clean) + size for size in sizes]
