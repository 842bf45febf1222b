"""Which cards a command line means: ids, also their beginnings, lines of notes, and queries."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from flashdl.cli.rim import agrees
from flashdl.errors import UsageError
from flashdl.query import All, Part, advice, is_query, meant
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.model import Card, Source
    from flashdl.store import Store

SHORTEST = 6
"""Characters of an id that are shown at least."""
FEW = 4
EVERY = All(())
_LINE = re.compile(r"(.+):(\d+)", re.DOTALL)


def short_ids(store: Store, cards: Sequence[Card]) -> Mapping[str, str]:
    """For each card's id the shortest beginning that no other card's id has."""
    ids = sorted(store.taken_ids().union(card.id for card in cards))  # one may have gone since it was read
    place = {card: number for number, card in enumerate(ids)}
    short = {}
    for card in cards:
        number = place[card.id]
        neighbours = ids[max(0, number - 1) : number] + ids[number + 1 : number + 2]
        shared = max((_shared(card.id, other) for other in neighbours), default=0)
        short[card.id] = card.id[: max(SHORTEST, shared + 1)]
    return short


def picked(
    store: Store,
    texts: Iterable[str],
    today: date | None = None,
    leech: int = 0,
    *,
    within: Part = EVERY,
    changes: bool = False,
) -> list[Card]:
    """The cards that the texts mean, each once, in their order.

    Args:
        texts: ids, beginnings of ids that one card alone has, FILE:LINE, or a query (`flashdl.query`).
        today: the study day, for queries; None: a text is no query.
        leech: lapses from which a card is a leech; 0: none is.
        within: what must hold, too, of cards that a query means.
        changes: the cards are about to be changed, so words that mean several ask first.

    Raises:
        UsageError: a text means no card, or its beginning of an id several; or a person says no.
    """
    ids = store.taken_ids()
    found: dict[str, Card] = {}
    for text in texts:
        # Looking through all cards for each id of a long list would take its time.
        is_id = len(text) >= SHORTEST and any(card.startswith(text) for card in ids)
        by_query = [] if today is None or is_id else _by_query(store, text, today, leech, within)
        if today is not None and is_query(text):
            doubt = advice(text, store.decks_to_find, finds=bool(by_query))
            if not by_query or (changes and doubt):
                nothing = "nothing was changed" if by_query else f"no card is meant by “{one_line(text)}”"
                raise UsageError(f"{nothing}. {doubt}".rstrip())
            cards = by_query
        else:
            cards = _named(store, text, ids, by_query, changes=changes)
        found.update((card.id, card) for card in cards)
    return list(found.values())


def begun(store: Store, text: str) -> list[str]:
    """Ids that begin with a text that is long enough to be meant as one."""
    return sorted(card for card in store.taken_ids() if card.startswith(text)) if len(text) >= SHORTEST else []


def _by_query(store: Store, text: str, today: date, leech: int, within: Part) -> list[Card]:
    """The cards that a text means as a query; none where it is blank or a line of a file."""
    if not text.strip() or (_LINE.fullmatch(text) and not is_query(text)):
        return []
    return store.cards_of(store.found(All((meant(text, store.decks_to_find), within)), today, leech))


def _named(store: Store, text: str, ids: frozenset[str], with_words: list[Card], *, changes: bool) -> list[Card]:
    """The cards of an id or a line, else those that have the words.

    A few letters are rather a word than the beginning of an id, for ids are shown longer.
    """
    is_short = len(text) < SHORTEST and bool(with_words)
    if is_short and changes and any(card.startswith(text) for card in ids):
        raise UsageError(
            f"“{one_line(text)}” begins an id, and {_count(with_words)} it as a word; nothing was changed. "
            f"Give {SHORTEST} letters of the id, or say question:{one_line(text)}."
        )
    cards = [] if is_short else [store.card(card) for card in _by_id(text, ids)] or _on_line(store, text)
    if cards:
        return cards
    if not with_words:
        raise UsageError(
            f"“{one_line(text)}” is neither a card's id nor a line of a note that gave one, "
            "and no card to be meant here has these words."
        )
    if changes and len(with_words) > 1:
        _confirm(text, len(with_words))
    return with_words


def _count(cards: list[Card]) -> str:
    return "1 card has" if len(cards) == 1 else f"{len(cards)} cards have"


def _confirm(text: str, count: int) -> None:
    """Raises: UsageError: it is not said that so many cards are meant."""
    meant = f"“{one_line(text)}” means {count} cards"
    if not sys.stdin.isatty():
        raise UsageError(
            f"{meant}; nothing was changed. `flashdl search` lists them; "
            "name a field to mean them all, as in question:WORD."
        )
    if not agrees(f"{meant}. Change them all"):
        raise UsageError("nothing was changed.")


def source_at(store: Store, text: str) -> Source:
    """The followed source that a text names by its path or its deck.

    Raises:
        UsageError: there is none, or several.
    """
    from flashdl.sources import absolute, following

    followed = store.sources()
    if source := following(text, followed) or following(absolute(text), followed):
        return source
    found = [one for one in followed if one.deck == text]
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


def ends_so(file: str, name: str) -> bool:
    """Whether a note's path, with or without its ending, is a name or ends in it."""
    known, wanted = f"/{file.casefold()}", f"/{name.casefold()}"
    return known.endswith(wanted) or known.removesuffix(PurePosixPath(known).suffix).endswith(wanted)


def _on_line(store: Store, text: str) -> list[Card]:
    """Cards of FILE:LINE: the file as the cards name it, as it is reached from here, or by the end of its path.

    Raises:
        UsageError: several files end so.
    """
    from flashdl.sources import absolute

    named = _LINE.fullmatch(text)
    if named is None:
        return []
    file, line = named[1], int(named[2])
    roots = {source.id: Path(source.path) for source in store.sources()}
    there = absolute(file)

    def is_meant(card: Card) -> bool:
        root = roots.get(card.source)
        here = "" if root is None else str(root / card.place.file if root.is_dir() else root)
        return card.place.file == file or here == there

    on_line = [card for card in store.cards() if card.place.line == line]
    found = [card for card in on_line if is_meant(card)]
    if not found:
        found = [card for card in on_line if ends_so(card.place.file, file)]
        files = sorted({card.place.file for card in found})
        if len(files) > 1:
            raise UsageError(f"several notes are called so: {', '.join(map(one_line, files[:FEW]))}.")
    return [card for card in found if not card.orphaned] or found
