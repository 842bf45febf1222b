"""What a person says of single cards, beside what their notes say: tags of one's own, a deck, why it was rejected.

It stands in `meta`, a row a card, so that no reading of the notes touches it and `export all.json` takes it along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from flashdl.model import Candidate, Moment, Plan, State
from flashdl.store.log import paged
from flashdl.store.schema import CARD, META
from flashdl.store.text import read, stored

TAGS = "tags of card "
"""Before a card's id; the value is a JSON list."""
WHY_REJECTED = "why rejected "
"""Before a card's id; the value is a JSON text."""
DECK = "deck of card "
"""Before a card's id; the value is a JSON list of the deck that the person put it into, and of the one it came from."""
ACCEPTED = "accepted "
"""Before a card's id: it came out of the inbox by the person's hand, and was deleted with its source."""
BAND = "band of card "
"""Before a card's id; the value is a JSON list, as `triage.Band` has it."""
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


def move(connection: Connection, cards: Sequence[str], deck: str, at: Moment) -> None:
    """Put cards into a deck of the person's choice; empty: into the one that their notes put them into."""
    if not cards:
        return
    known = said(connection, DECK, cards)
    query = select(CARD.c.id, CARD.c.deck)
    rows = [row for part in paged(cards) for row in connection.execute(query.where(CARD.c.id.in_(part)))]
    now = {row.id: read(row.deck) for row in rows}
    homes = {card: known[card][1] if card in known else now[card] for card in cards}
    say(connection, DECK, {card: [deck, home] if deck and deck != home else None for card, home in homes.items()})
    put = update(CARD).where(CARD.c.id == bindparam("moved"))
    values = [{"moved": card, "deck": stored(deck or home), "changed_ms": at.ms} for card, home in homes.items()]
    connection.execute(put, values)


def in_own_decks(connection: Connection, plan: Plan) -> Plan:
    """The plan with cards that a person moved left in their deck; where the notes put them now is remembered."""
    known = said(connection, DECK)
    if not known:
        return plan
    homes: dict[str, list[str]] = {}

    def kept(card: str, candidate: Candidate) -> Candidate:
        if card not in known:
            return candidate
        homes[card] = [known[card][0], candidate.deck]
        return replace(candidate, deck=known[card][0])

    def all_kept(cards: Iterable[tuple[str, Candidate]]) -> tuple[tuple[str, Candidate], ...]:
        return tuple((card, kept(card, candidate)) for card, candidate in cards)

    told = replace(
        plan,
        new=all_kept(plan.new),
        changed=all_kept(plan.changed),
        refreshed=all_kept(plan.refreshed),
        returned=all_kept(plan.returned),
        moved=tuple(replace(one, candidate=kept(one.card, one.candidate)) for one in plan.moved),
    )
    say(connection, DECK, homes)
    return told


def remember_accepted(connection: Connection, source: int) -> None:
    """Keep which cards of a source the person accepted, for when they are deleted and come back."""
    accepted = (CARD.c.source == source, CARD.c.state == State.ACTIVE.value, CARD.c.accepted == 1)
    say(connection, ACCEPTED, dict.fromkeys(connection.execute(select(CARD.c.id).where(*accepted)).scalars(), True))


def accept_again(connection: Connection, plan: Plan) -> None:
    """Count the new cards of a plan that the person accepted before they were deleted as accepted once more."""
    known = said(connection, ACCEPTED)
    back = [card for card, _ in plan.new if card in known] if known else []
    if back:
        again = update(CARD).where(CARD.c.id == bindparam("back"))
        connection.execute(again.values(accepted=1), [{"back": card} for card in back])
        say(connection, ACCEPTED, dict.fromkeys(back))
