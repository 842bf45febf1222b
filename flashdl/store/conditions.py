"""What a query asks of a card and its schedule, as a condition in SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flashdl.query import All, Compared, Either, Field, Not, Part, Rated, Text, pieces
from flashdl.stats import MATURE
from flashdl.store import remarks
from flashdl.store.asked import STANDING
from flashdl.store.figures import ANSWERS
from flashdl.store.text import stored

COLUMNS = {
    "ease": "schedule.ease / 1000.0",
    "interval": "schedule.interval",
    "due": "CAST(julianday(schedule.due) - julianday(?) AS INTEGER)",
    "lapses": "schedule.lapses",
    "reviews": "schedule.reviews",
    "score": "card.score",
    "stability": "schedule.stability",
    "difficulty": "schedule.difficulty",
    "line": "card.line",
}
OF_A_REJECTED_KIND = """card.state = 'inbox' AND EXISTS (
    SELECT 1 FROM rejected_kind WHERE rejected_kind.source = card.source AND rejected_kind.kind = card.kind)"""
"""Such a card is neither asked nor waits: whoever looks for rejected cards means it, too."""
REJECTED_WITH_KIND = "rejected with its kind"
_STATES = {
    "new": "card.scheduled = 0 AND card.state = 'active'",
    "due": "card.state = 'active' AND card.buried_day IS NOT ? "
    "AND iif(schedule.last_day < ?, schedule.due <= ?, schedule.drill)",
    "learning": "schedule.step IS NOT NULL",
    "young": f"schedule.step IS NULL AND schedule.interval < {MATURE}",
    "mature": f"schedule.interval >= {MATURE}",
    "leech": "schedule.lapses >= ?",
    "suspended": "card.state = 'suspended'",
    "buried": "card.buried_day = ?",
    "flagged": "card.flag > 0",
    "inbox": "card.state = 'inbox'",
    "rejected": "card.state = 'rejected'",
    "gone": "card.orphaned = 1",
    REJECTED_WITH_KIND: OF_A_REJECTED_KIND,
    "ahead": "schedule.last_day > ?",
}
TEXTS = ("card.question", "card.answers", "card.items", "card.context")


def condition(part: Part, today: date, leech: int, values: list[Any]) -> str:
    """A condition; its values are appended in the order of its question marks. No word of a query is ever SQL."""
    match part:
        case All(parts):
            return " AND ".join(f"({condition(each, today, leech, values)})" for each in parts) or "1"
        case Either(parts):
            return " OR ".join(f"({condition(each, today, leech, values)})" for each in parts)
        case Not(inner):
            return f"({condition(inner, today, leech, values)}) IS NOT 1"
        case Text(text):
            return _any_of(TEXTS, text, values)
        case Compared(name, sign, number):
            if name == "due":
                values.append(today.isoformat())
            values.append(number)
            return f"{COLUMNS[name]} {sign} ?"
        case Rated(days, rating, first):
            return _rated(days, rating, first, today, values)
        case Field(name, value):
            return _field(name, value, today, leech, values)


def _field(name: str, value: str, today: date, leech: int, values: list[Any]) -> str:
    if name == "is":
        # A traveller's tomorrow is no wrong clock.
        tomorrow = (today + timedelta(days=1)).isoformat()
        given = {"due": (today.isoformat(),) * 3, "buried": (today.isoformat(),), "leech": (leech or 1 << 40,)}
        values.extend({**given, "ahead": (tomorrow,)}.get(value, ()))
        return _STATES[value]
    if name == "deck":
        values.extend((_like(value), _like(value + "::*")))
        return "card.deck LIKE ? ESCAPE '\\' OR card.deck LIKE ? ESCAPE '\\'"
    if name == "tag":
        values.extend((_like(value), _like(value + "/*")) * 2)
        found = "json_each.value LIKE ? ESCAPE '\\' OR json_each.value LIKE ? ESCAPE '\\'"
        of_note = f"card.tags <> '[]' AND EXISTS (SELECT 1 FROM json_each(card.tags) WHERE {found})"
        return f"({of_note}) OR {remarks.TAGGED.format(condition=found)}"
    if name == "flag":
        values.append(int(value))
        return "card.flag = ?"
    if name == "source":
        followed = f"SELECT source.id FROM source WHERE {_any_of(('source.path',), value, values)}"
        return f"card.source IN ({followed}) OR {_any_of(('card.file',), value, values)}"
    if name == "question":
        return _any_of(("card.question",), value, values)
    if name == "answer":
        return _any_of(("card.answers", "card.items"), value, values)
    values.append(_like(f"{value}*" if name == "id" else value))
    return f"card.{name} LIKE ? ESCAPE '\\'"


def _rated(days: int, rating: int | None, first: bool, today: date, values: list[Any]) -> str:
    since = (today - timedelta(days=min(days, today.toordinal() - 1) - 1)).isoformat()
    if first:
        values.extend((since, today.isoformat()))
        begun = f"SELECT card, MIN(day) AS first FROM event WHERE {ANSWERS} AND {STANDING} GROUP BY card"
        return f"card.id IN (SELECT card FROM ({begun}) WHERE first >= ? AND first <= ?)"
    values.extend((since, today.isoformat()))
    as_rated = ""
    if rating is not None:
        values.append(rating)
        as_rated = " AND rating = ?"
    answers = f"SELECT card FROM event WHERE day >= ? AND day <= ? AND {ANSWERS} AND {STANDING}{as_rated}"
    return f"card.id IN ({answers})"


def _any_of(columns: Sequence[str], text: str, values: list[Any]) -> str:
    """Whether a text stands in one of the columns; letters of all alphabets are the same small or large."""
    conditions = []
    for column in columns:
        is_json = column.rpartition(".")[2] in ("answers", "items", "context")
        sought = _like(f"*{text}*", is_json=is_json)
        if sought.isascii():
            # Few cards ask for a list.
            guard = f"{column} <> '[]' AND " if column == "card.items" else ""
            conditions.append(f"{guard}{column} LIKE ? ESCAPE '\\'")
        else:
            # SQLite's LIKE knows only the letters of ASCII.
            conditions.append(f"small({column}) LIKE ? ESCAPE '\\'")
            sought = sought.casefold()
        values.append(sought)
    return " OR ".join(conditions)


def _like(text: str, *, is_json: bool = False) -> str:
    """A pattern for LIKE: `*` is any letters, everything else is itself."""
    parts = [_written(part) if is_json else part for part in pieces(stored(text))]
    return "%".join(part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in parts)


def _written(text: str) -> str:
    """A text as it stands in a column that holds JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
