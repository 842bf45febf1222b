"""Cards that were away and are asked again: where they once stood, or where the cards beside them went. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable
from dataclasses import replace

from flashdl.model import Candidate, Card, Key, Rematch
from flashdl.pairing import Claim, matched, rematch

KIN = "the cards beside it went there"
Former = Callable[[Collection[str]], Iterable[tuple[str, Key]]]
"""Tells the keys that cards once had, (card, key), the latest first."""
Place = tuple[str, tuple[str, ...], str]
"""Document, section and subject: a row's."""


def as_before(
    gone: list[Card],
    fresh: list[Candidate],
    declined: Container[tuple[str, Key]],
    former: Former,
) -> tuple[list[Rematch], list[Card], list[Candidate]]:
    """Cards found under a key that they once had: an edit was undone, or the notes are at an older state.

    Returns:
        the pairings, and what is left on both sides.
    """
    if not (gone and fresh):
        return [], gone, fresh
    cards = {card.id: card for card in gone}
    claims = [Claim(cards[card], key, "it stood there before") for card, key in former(cards)]
    found, fresh = matched(claims, fresh, declined)
    for claim, _ in found:
        del cards[claim.card.id]
    return [rematch(claim, candidate) for claim, candidate in found], list(cards.values()), fresh


def with_their_kin(
    gone: list[Card],
    fresh: list[Candidate],
    found: Iterable[tuple[str, Key]],
    declined: Container[tuple[str, Key]],
    former: Former,
) -> tuple[list[Rematch], list[Card], list[Candidate]]:
    """Orphans found where the cards beside them went while they were away: in a renamed note, section, row or column.

    Args:
        found: (card, its key now) of the cards that were found.

    Returns:
        the pairings, and what is left on both sides.
    """
    orphans = [card for card in gone if card.orphaned]
    if not (orphans and fresh):
        return [], gone, fresh
    documents = {candidate.key.document for candidate in fresh}
    now = {card: key for card, key in found if key.document in documents}
    ways: dict[Hashable, set[Place]] = defaultdict(set)
    columns: dict[Place, set[Place]] = defaultdict(set)
    for card, key in former(now):
        row = _row(now[card])
        for level in _levels(key):
            ways[level].add(row)
        columns[_column(key)].add(_column(now[card]))
    claims = [Claim(orphan, key, KIN) for orphan in orphans for key in _keys(orphan.key, ways, columns)]
    pairs, fresh = matched(claims, fresh, declined)
    done = {claim.card.id for claim, _ in pairs}
    left = [card for card in gone if card.id not in done]
    return [rematch(claim, candidate) for claim, candidate in pairs], left, fresh


def _row(key: Key) -> Place:
    return key.document, key.section, key.subject


def _column(key: Key) -> Place:
    return key.document, key.section, key.attribute


def _levels(key: Key) -> tuple[Hashable, Hashable, Hashable]:
    """What a card shares with those beside it, the nearest first."""
    return _row(key), (key.document, key.section), key.document


def _keys(key: Key, ways: dict[Hashable, set[Place]], columns: dict[Place, set[Place]]) -> Iterable[Key]:
    """Where an orphan would be if it had gone along. Where the others went several ways nobody can say which is its."""
    row, section, document = (ways[level] for level in _levels(key))
    if len(row) == 1:
        ((at, within, subject),) = row
        yield replace(key, document=at, section=within, subject=subject)
    if len(column := columns[_column(key)]) == 1:
        ((at, within, attribute),) = column
        yield replace(key, document=at, section=within, attribute=attribute)
    there = {(at, within) for at, within, _ in section} or {(at, key.section) for at, _, _ in document}
    if len(there) == 1:
        ((at, within),) = there
        yield replace(key, document=at, section=within)
