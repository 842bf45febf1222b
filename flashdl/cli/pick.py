"""Which cards a command line means: ids, also their beginnings, and lines of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flashdl.errors import UsageError
from flashdl.query import is_query, parse
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.model import Card, Source
    from flashdl.store import Store

SHORTEST = 6
"""Characters of an id that are shown at least."""
FEW = 4


def short_ids(store: Store, cards: Iterable[Card]) -> Mapping[str, str]:
    """For each card's id the shortest beginning that no other card's id has."""
    ids = sorted(store.taken_ids())
    place = {card: number for number, card in enumerate(ids)}
    short = {}
    for card in cards:
        number = place[card.id]
        neighbours = ids[max(0, number - 1) : number] + ids[number + 1 : number + 2]
        shared = max((_shared(card.id, other) for other in neighbours), default=0)
        short[card.id] = card.id[: max(SHORTEST, shared + 1)]
    return short


def picked(store: Store, texts: Iterable[str], today: date | None = None, leech: int = 0) -> list[Card]:
    """The cards that the texts mean, each once, in their order.

    Args:
        texts: ids, beginnings of ids that one card alone has, FILE:LINE, or a query (see `asked`).
        today: the study day, for queries; None: a text is no query.
        leech: lapses from which a card is a leech; 0: none is.

    Raises:
        UsageError: a text means no card, or its beginning of an id several.
    """
    ids = store.taken_ids()
    found: dict[str, Card] = {}
    for text in texts:
        wanted = asked(store, text, today, leech) if today else None
        if wanted is not None:
            found.update((card.id, card) for card in wanted)
            continue
        cards = [store.card(card) for card in _by_id(text, ids)] or _on_line(store, text)
        if not cards:
            raise UsageError(f"“{one_line(text)}” is neither a card's id nor a line of a note that gave one.")
        found.update((card.id, card) for card in cards)
    return list(found.values())


def asked(store: Store, text: str, today: date, leech: int) -> list[Card] | None:
    """The cards that a query means (`flashdl.query`).

    Returns:
        None where the text names no field, and so is no query.

    Raises:
        UsageError: the query makes no sense, or no card is meant.
    """
    if not is_query(text):
        return None
    found = store.found(parse(text), today, leech)
    if not found:
        raise UsageError(f"no card is meant by “{one_line(text)}”.")
    return store.cards_of(found)


def source_at(store: Store, text: str) -> Source:
    """The followed source that a text names by its path or its deck.

    Raises:
        UsageError: there is none, or several.
    """
    from flashdl.sources import absolute

    followed = store.sources()
    wanted = {text, absolute(text)}
    found = [one for one in followed if one.path in wanted] or [one for one in followed if one.deck == text]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"several sources have the deck “{one_line(text)}”; give the path of one.")
    raise UsageError(f"{one_line(text)} is not followed. `flashdl sources` lists what is.")


def _shared(one: str, other: str) -> int:
    """Characters that two ids have in common at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _by_id(text: str, ids: frozenset[str]) -> list[str]:
    if text in ids:
        return [text]
    found = sorted(card for card in ids if text and card.startswith(text))
    if len(found) > 1:
        shown = ", ".join(found[:FEW]) + (" …" if len(found) > FEW else "")
        raise UsageError(f"“{text}” begins the ids of {len(found)} cards; give more of one of them: {shown}")
    return found


def _on_line(store: Store, text: str) -> list[Card]:
    """Cards of FILE:LINE: the file as the cards name it, or as it is reached from here."""
    from flashdl.sources import absolute

    named = re.fullmatch(r"(.+):(\d+)", text, re.DOTALL)
    if named is None:
        return []
    file, line = named[1], int(named[2])
    roots = {source.id: Path(source.path) for source in store.sources()}
    there = absolute(file)

    def is_meant(card: Card) -> bool:
        root = roots.get(card.source)
        here = "" if root is None else str(root / card.place.file if root.is_dir() else root)
        return card.place.line == line and (card.place.file == file or here == there)

    found = [card for card in store.cards() if is_meant(card)]
    return [card for card in found if not card.orphaned] or found
