"""Which cards a command line means: ids, also their beginnings, and lines of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flashdl.errors import UsageError
from flashdl.model import State
from flashdl.session import holds
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.model import Card, Source
    from flashdl.store import Store

SHORTEST = 6
"""Characters of an id that are shown at least."""
FEW = 4
QUERIES = ("deck", "tag", "flag", "is")
STATES = ("new", "due", "suspended", "buried", "inbox", "leech")
MANY_LAPSES = 8
"""Of a leech, as `is:leech` has it."""


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


def picked(store: Store, texts: Iterable[str], today: date | None = None) -> list[Card]:
    """The cards that the texts mean, each once, in their order.

    Args:
        texts: ids, beginnings of ids that one card alone has, FILE:LINE, or a query (see `asked`).
        today: the study day, for queries; None: a text is no query.

    Raises:
        UsageError: a text means no card, or its beginning of an id several.
    """
    ids = store.taken_ids()
    found: dict[str, Card] = {}
    for text in texts:
        wanted = asked(store, text, today) if today else None
        if wanted is not None:
            found.update((card.id, card) for card in wanted)
            continue
        cards = [store.card(card) for card in _by_id(text, ids)] or _on_line(store, text)
        if not cards:
            raise UsageError(f"“{one_line(text)}” is neither a card's id nor a line of a note that gave one.")
        found.update((card.id, card) for card in cards)
    return list(found.values())


def asked(store: Store, text: str, today: date) -> list[Card] | None:
    """The cards that a query means: `deck:`, `tag:`, `flag:` with a value, or `is:` with a word of `STATES`.

    Returns:
        None where the text is no query; without the rejected cards, and those that their source does not hold.

    Raises:
        UsageError: the query makes no sense, or no card is meant.
    """
    name, colon, value = text.partition(":")
    if not colon or name not in QUERIES:
        return None
    if name == "is" and value not in STATES:
        raise UsageError(f"“{one_line(text)}” is no query; is: knows {', '.join(STATES)}.")
    known = [card for card in store.cards() if card.state is not State.REJECTED and not card.orphaned]
    if name == "deck":
        found = [card for card in known if holds(value, card.deck)]
    elif name == "tag":
        found = [card for card in known if any(tag == value or tag.startswith(f"{value}/") for tag in card.prompt.tags)]
    elif name == "flag":
        flags = store.flags()
        found = [card for card in known if str(flags.get(card.id, 0)) == value]
    else:
        found = _in_state(store, known, value, today)
    if not found:
        raise UsageError(f"no card is meant by “{one_line(text)}”.")
    return found


def _in_state(store: Store, known: list[Card], word: str, today: date) -> list[Card]:
    if word in ("suspended", "inbox"):
        return [card for card in known if card.state.value == word]
    if word == "buried":
        buried = store.buried(today)
        return [card for card in known if card.id in buried]
    schedules = store.schedules()
    active = [card for card in known if card.state is State.ACTIVE]
    if word == "new":
        return [card for card in active if card.id not in schedules]
    if word == "due":
        return [card for card in active if card.id in schedules and schedules[card.id].due <= today]
    return [card for card in known if card.id in schedules and schedules[card.id].lapses >= MANY_LAPSES]


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
