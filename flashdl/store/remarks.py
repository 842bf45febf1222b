"""What a person says of single cards, beside what their notes say: tags of one's own, why a card was rejected.

It stands in `meta`, a row a card, so that no reading of the notes touches it and `export all.json` takes it along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from flashdl.store.log import paged
from flashdl.store.schema import META

TAGS = "tags of card "
"""Before a card's id; the value is a JSON list."""
WHY_REJECTED = "why rejected "
"""Before a card's id; the value is a JSON text."""
MOST_TAGS = 40
LONGEST_TAG = 100

TAGGED = (
    "card.id IN (SELECT substr(meta.name, 14) FROM meta, json_each(meta.value) "
    "WHERE meta.name >= 'tags of card ' AND meta.name < 'tags of card!' AND ({condition}))"
)
"""Whether a card has a tag of one's own; the condition is about `json_each.value`."""


def said(connection: Connection, what: str, cards: Iterable[str] | None = None) -> dict[str, Any]:
    """By card, what was said of it; None asks for all cards."""
    query = select(META.c.name, META.c.value)
    if cards is None:
        # From the first name that begins so to the first that does not.
        end = what[:-1] + chr(ord(what[-1]) + 1)
        found = list(connection.execute(query.where(META.c.name >= what, META.c.name < end)))
    else:
        names = (f"{what}{card}" for card in cards)
        found = [row for part in paged(names) for row in connection.execute(query.where(META.c.name.in_(part)))]
    return {name.removeprefix(what): json.loads(value) for name, value in found}


def say(connection: Connection, what: str, values: Mapping[str, Any]) -> None:
    """Remember something of each card; what is empty is forgotten."""
    kept = [{"name": f"{what}{card}", "value": json.dumps(value)} for card, value in values.items() if value]
    gone = [{"gone": f"{what}{card}"} for card, value in values.items() if not value]
    if kept:
        row = upsert(META)
        connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}), kept)
    if gone:
        connection.execute(delete(META).where(META.c.name == bindparam("gone")), gone)


def tag(text: str) -> str:
    """A tag as it is kept: one word, without the sign before it."""
    return "-".join(text.strip().lstrip("#").split())[:LONGEST_TAG]
