"""What a reading of a source would do to the stored cards: the one way in for notes and decks. Pure.

Cards are found again by key, or paired with what is new where a renaming explains it (`pairing`). A pairing that is
not sure is never made; it is listed as doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace

from flashdl import identity
from flashdl.model import Candidate, Card, Gathered, Key, Plan, Rematch, Schedule
from flashdl.pairing import Claim, matched, paired
from flashdl.returning import as_before, with_their_kin


def plan(
    source: int,
    stored: Sequence[Card],
    gathered: Gathered,
    *,
    taken: Collection[str] = (),
    declined: Container[tuple[str, Key]] = (),
    former: Callable[[Collection[str]], Iterable[tuple[str, Key]]] = lambda cards: (),
    deleted: Callable[[], Mapping[Key, str]] = dict,
    untouched: Callable[[Collection[str]], Container[str]] = lambda cards: (),
) -> Plan:
    """What to do so that the stored cards say what the source says.

    Args:
        stored: every card of the source, orphans too.
        taken: ids of cards of all sources.
        declined: pairings (card id, key) that a person took back: never made again.
        deleted: tells the keys that deleted cards had last, where they had moved; asked only of a source that has no
            cards, as one has that is followed again.
        former: tells the keys that cards once had, the latest first; asked only about cards that are not found.
        untouched: tells which of these cards the notes alone made what they are. What is beyond a cap keeps no such
            card, so that notes which grew give what they would give anew.
    """
    found, gone, fresh = _by_key(stored, gathered, declined)
    back, gone, fresh = as_before(gone, fresh, declined, former)
    moved: tuple[Rematch, ...] = ()
    doubtful: tuple[Rematch, ...] = ()
    if gone:  # what only comes in is compared with nothing
        kept = [(card.id, candidate.key) for card, candidate in found]
        beside, gone, fresh = with_their_kin(gone, fresh, kept, declined, former)
        back += beside
        moved, doubtful, gone, fresh = paired(gone, fresh, declined, frozenset(gathered.unasked))
        kept += [(one.card, one.candidate.key) for one in moved]
        after, gone, fresh = with_their_kin(gone, fresh, kept, declined, former)  # where what was renamed now leads
        moved, doubtful = (*moved, *after), _undecided(doubtful, after)
    shifted = tuple(
        Rematch(card.id, card.key, candidate, "it is the same question, in another place among its equals")
        for card, candidate in found
        if _is_shifted(card, candidate)
    )
    moved = (*shifted, *back, *moved)
    found = [(card, candidate) for card, candidate in found if not _is_shifted(card, candidate)]
    if spare := {id(candidate) for candidate in gathered.spare}:
        fresh = [candidate for candidate in fresh if id(candidate) not in spare]
        pairs = [*((card.id, one) for card, one in found), *((one.card, one.candidate) for one in (*moved, *doubtful))]
        lapsed = untouched([card for card, candidate in pairs if id(candidate) in spare])
        found = [(card, candidate) for card, candidate in found if card.id not in lapsed]
        moved, doubtful = (tuple(one for one in some if one.card not in lapsed) for some in (moved, doubtful))
        left = {card.id for card in gone}
        gone += [card for card in stored if card.id in lapsed and card.id not in left]
    changed, refreshed, returned, unchanged = [], [], [], 0
    for card, candidate in found:
        if card.orphaned:
            returned.append((card.id, candidate))
        elif candidate.prompt != card.prompt:
            changed.append((card.id, candidate))
        elif (candidate.place, candidate.score, candidate.deck, candidate.note) != (
            card.place,
            card.score,
            card.deck,
            card.note,
        ):
            refreshed.append((card.id, candidate))
        else:
            unchanged += 1
    is_empty = all(card.orphaned for card in stored)
    new = _named(fresh, taken, deleted() if fresh and is_empty else {})
    return Plan(
        source=source,
        new=new,
        changed=tuple(changed),
        refreshed=tuple(refreshed),
        moved=moved,
        returned=tuple(returned),
        orphaned=tuple(card.id for card in gone if not card.orphaned),
        doubtful=doubtful,
        unchanged=unchanged,
        given=_given(
            (*new, *((card.id, candidate) for card, candidate in found), *((one.card, one.candidate) for one in moved))
        ),
    )


def _undecided(doubtful: tuple[Rematch, ...], found: Collection[Rematch]) -> tuple[Rematch, ...]:
    cards, keys = {one.card for one in found}, {one.candidate.key for one in found}
    return tuple(one for one in doubtful if one.card not in cards and one.candidate.key not in keys)


def _given(cards: Iterable[tuple[str, Candidate]]) -> tuple[tuple[str, Schedule], ...]:
    return tuple((card, candidate.schedule) for card, candidate in cards if candidate.schedule is not None)


def settled(plan: Plan, decide: Callable[[Rematch], bool]) -> Plan:
    """The plan with its doubtful pairings decided by the person.

    Args:
        decide: True where the stored card and the candidate are one.
    """
    answers = [(pairing, decide(pairing)) for pairing in plan.doubtful]
    sure = tuple(pairing for pairing, is_same in answers if is_same)
    cards = {pairing.card for pairing in sure}
    keys = {pairing.candidate.key for pairing in sure}
    return replace(
        plan,
        moved=(*plan.moved, *sure),
        doubtful=(),
        declined=tuple(pairing for pairing, is_same in answers if not is_same),
        orphaned=tuple(card for card in plan.orphaned if card not in cards),
        new=tuple((name, candidate) for name, candidate in plan.new if candidate.key not in keys),
    )


def _is_shifted(card: Card, candidate: Candidate) -> bool:
    """Whether a card was found as one of its equals under another count."""
    return card.key != candidate.key and candidate.id != card.id


def held_back(plan: Plan) -> Plan:
    """The plan without anything that is in doubt: neither side of it is touched until the person has decided."""
    cards = {pairing.card for pairing in plan.doubtful}
    keys = {pairing.candidate.key for pairing in plan.doubtful}
    return replace(
        plan,
        orphaned=tuple(card for card in plan.orphaned if card not in cards),
        new=tuple((name, candidate) for name, candidate in plan.new if candidate.key not in keys),
    )


def _by_key(
    stored: Sequence[Card], gathered: Gathered, declined: Container[tuple[str, Key]]
) -> tuple[list[tuple[Card, Candidate]], list[Card], list[Candidate]]:
    """Cards found under their id or key, cards not found, candidates not stored."""
    if not stored:
        return [], [], [*gathered.candidates, *gathered.spare]
    ids = {card.id: card for card in stored}
    found: dict[str, tuple[Card, Candidate]] = {}
    left = []
    for candidate in (*gathered.candidates, *gathered.spare):
        known = ids.get(candidate.id) if candidate.id else None
        if known and known.id not in found:
            found[known.id] = (known, candidate)
        else:
            left.append(candidate)
    claims = [Claim(card, card.key) for card in stored if card.id not in found]
    by_key, left = matched(claims, left, declined)
    found.update((claim.card.id, (claim.card, candidate)) for claim, candidate in by_key)
    gone = [card for card in stored if card.id not in found and not _is_unread(card.place.file, gathered.unread)]
    return list(found.values()), gone, left


def _is_unread(file: str, unread: Iterable[str]) -> bool:
    return any(file == name or file.startswith(f"{name}/") or name == "." for name in unread)


def _named(
    fresh: Sequence[Candidate], taken: Collection[str], deleted: Mapping[Key, str]
) -> tuple[tuple[str, Candidate], ...]:
    held = set(taken)
    named = []
    for candidate, name in zip(fresh, identity.card_ids([one.key for one in fresh], held), strict=True):
        wished = candidate.id or deleted.get(candidate.key)
        own = wished if wished and wished not in held else name
        held.add(own)
        named.append((own, candidate))
    return tuple(named)
