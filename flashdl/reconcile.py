"""What a reading of a source would do to the stored cards: the one way in for notes and decks. Pure.

Cards are found again by key. What is left over on both sides is paired level by level: a document, a section, a
subject or an attribute may have been renamed, and that shows in the cards below it, which are otherwise the same.
A pairing that is not sure is never made; it is listed as doubtful.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from flashdl import identity
from flashdl.model import Candidate, Card, Direction, Gathered, Key, Plan, Prompt, Rematch, Schedule

LEVELS = ("document", "section", "subject", "attribute")
"""Outermost first: a moved file explains more than a renamed row."""
ALIKE = 0.6
"""Similarity of two names (Ratcliff and Obershelp, 0 to 1) from which one is taken for the other's new spelling."""
COMMON = 8
"""Names that may share what a card says before it is no evidence any more."""
TELLING = 4
"""Words of an answer that hardly stand in two cards by chance."""


def plan(
    source: int,
    stored: Sequence[Card],
    gathered: Gathered,
    *,
    taken: Collection[str] = (),
    declined: Container[tuple[str, Key]] = (),
) -> Plan:
    """What to do so that the stored cards say what the source says.

    Args:
        stored: every card of the source, orphans too.
        taken: ids of cards of all sources.
        declined: pairings (card id, key) that a person took back: never made again.
    """
    found, gone, fresh = _by_key(stored, gathered, declined)
    moved, doubtful, gone, fresh = _paired(gone, fresh, declined) if gone else ((), (), gone, fresh)
    spare = {id(candidate) for candidate in gathered.spare}
    fresh = [candidate for candidate in fresh if id(candidate) not in spare]
    shifted = tuple(
        Rematch(card.id, card.key, candidate, "it is the same question, in another place among its equals")
        for card, candidate in found
        if _is_shifted(card, candidate)
    )
    moved = (*shifted, *moved)
    changed, refreshed, returned, unchanged = [], [], [], 0
    for card, candidate in found:
        if _is_shifted(card, candidate):
            continue
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
    new = _named(fresh, taken)
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


def _given(cards: Iterable[tuple[str, Candidate]]) -> tuple[tuple[str, Schedule], ...]:
    return tuple((card, candidate.schedule) for card, candidate in cards if candidate.schedule is not None)


def settled(plan: Plan, decide: Callable[[Rematch], bool]) -> Plan:
    """The plan with its doubtful pairings decided by the person.

    Args:
        decide: True where the stored card and the candidate are one.
    """
    sure = tuple(pairing for pairing in plan.doubtful if decide(pairing))
    cards = {pairing.card for pairing in sure}
    keys = {pairing.candidate.key for pairing in sure}
    return replace(
        plan,
        moved=(*plan.moved, *sure),
        doubtful=tuple(pairing for pairing in plan.doubtful if pairing.card not in cards),
        orphaned=tuple(card for card in plan.orphaned if card not in cards),
        new=tuple((name, candidate) for name, candidate in plan.new if candidate.key not in keys),
    )


def _is_shifted(card: Card, candidate: Candidate) -> bool:
    """Whether a card was found as one of its equals under another count."""
    return card.key != candidate.key and candidate.id != card.id and not card.orphaned


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
    """Cards found under their id or key, cards not found, candidates not stored.

    The count in a key only tells equals apart. Among equals a card is first the one that asks the same, then the one
    with the same answer, and only then the one in the same place.
    """
    if not stored:
        return [], [], [*gathered.candidates, *gathered.spare]
    ids = {card.id: card for card in stored}
    equals: dict[Key, list[Card]] = defaultdict(list)
    for card in stored:
        equals[_uncounted(card.key)].append(card)
    found: dict[str, tuple[Card, Candidate]] = {}
    left = []
    for candidate in (*gathered.candidates, *gathered.spare):
        known = ids.get(candidate.id) if candidate.id else None
        if known and known.id not in found:
            found[known.id] = (known, candidate)
        else:
            left.append(candidate)
    for same in _SAMENESS:
        still = []
        for candidate in left:
            held = next(
                (
                    card
                    for card in equals.get(_uncounted(candidate.key), ())
                    if card.id not in found and same(card, candidate) and (card.id, candidate.key) not in declined
                ),
                None,
            )
            if held:
                found[held.id] = (held, candidate)
            else:
                still.append(candidate)
        left = still
    gone = [card for card in stored if card.id not in found and not _is_unread(card.place.file, gathered.unread)]
    return list(found.values()), gone, left


_SAMENESS: tuple[Callable[[Card, Candidate], bool], ...] = (
    lambda card, candidate: card.key == candidate.key and card.prompt.question == candidate.prompt.question,
    lambda card, candidate: card.prompt.question == candidate.prompt.question,
    lambda card, candidate: card.key == candidate.key and card.prompt.answers == candidate.prompt.answers,
    lambda card, candidate: card.prompt.answers == candidate.prompt.answers,
    lambda card, candidate: card.key == candidate.key,
)


def _uncounted(key: Key) -> Key:
    return replace(key, count=0) if key.count else key


def _is_unread(file: str, unread: Iterable[str]) -> bool:
    return any(file == name or file.startswith(f"{name}/") or name == "." for name in unread)


def _named(fresh: Iterable[Candidate], taken: Collection[str]) -> tuple[tuple[str, Candidate], ...]:
    held = set(taken)
    named = []
    for candidate in fresh:
        name = candidate.id if candidate.id and candidate.id not in held else identity.card_id(candidate.key, held)
        held.add(name)
        named.append((name, candidate))
    return tuple(named)


# --- pairing what is gone with what is new


@dataclass(frozen=True, slots=True)
class _Renaming:
    """One name of a level became another."""

    old: Hashable
    new: Hashable
    shared: int
    """Facts below it that are otherwise the same."""
    share: float
    """Of the facts of the smaller side."""
    sure: bool


def _paired(
    gone: list[Card], fresh: list[Candidate], declined: Container[tuple[str, Key]]
) -> tuple[tuple[Rematch, ...], tuple[Rematch, ...], list[Card], list[Candidate]]:
    first_keys = {card.id: card.key for card in gone}
    moved: dict[str, Rematch] = {}
    doubtful: dict[str, Rematch] = {}
    # Twice: a row that was renamed along with its column is plain once the column is known.
    for level in LEVELS * 2:
        renamed: dict[str, Key] = {}
        for old_cards, new_cards in _scopes(level, gone, fresh):
            for renaming in _renamings(level, old_cards, new_cards):
                below = [card for card in old_cards if getattr(card.key, level) == renaming.old]
                for card, candidate in _pairings(level, renaming, below, new_cards):
                    if (card.id, candidate.key) not in declined:
                        pairing = Rematch(card.id, first_keys[card.id], candidate, _why(level, renaming))
                        (moved if renaming.sure else doubtful).setdefault(card.id, pairing)
                if renaming.sure:
                    # What was renamed above is no reason to miss what was renamed below as well.
                    renamed.update((card.id, _renamed(card.key, level, renaming.new)) for card in below)
        keys = {pairing.candidate.key for pairing in moved.values()}
        gone = [replace(card, key=renamed.get(card.id, card.key)) for card in gone if card.id not in moved]
        fresh = [candidate for candidate in fresh if candidate.key not in keys]
    left = {candidate.key for candidate in fresh}
    unsure = [one for one in doubtful.values() if one.card not in moved and one.candidate.key in left]
    gone = [replace(card, key=first_keys[card.id]) for card in gone]
    return tuple(moved.values()), tuple(unsure), gone, fresh


def _scopes(level: str, gone: list[Card], fresh: list[Candidate]) -> Iterable[tuple[list[Card], list[Candidate]]]:
    """The cards among which a name of this level can have changed: those that share the levels above it."""
    above = LEVELS[: min(LEVELS.index(level), 2)]
    scopes: dict[tuple[object, ...], tuple[list[Card], list[Candidate]]] = defaultdict(lambda: ([], []))
    for card in gone:
        scopes[tuple(getattr(card.key, name) for name in above)][0].append(card)
    for candidate in fresh:
        scopes[tuple(getattr(candidate.key, name) for name in above)][1].append(candidate)
    return [scope for scope in scopes.values() if scope[0] and scope[1]]


class _Said(NamedTuple):
    """What one card tells of the name above it."""

    fact: tuple[Hashable, ...]
    """Forward and back of one cell are one fact, and one piece of evidence."""
    way: tuple[Hashable, ...]
    text: str


_Evidence = dict[Hashable, set[_Said]]


def _renamings(level: str, gone: list[Card], fresh: list[Candidate]) -> list[_Renaming]:
    """Which name became which: each name once, the strongest evidence first."""
    old = _evidence(level, ((card.key, card.prompt) for card in gone))
    new = _evidence(level, ((candidate.key, candidate.prompt) for candidate in fresh))
    holders: dict[_Said, list[Hashable]] = defaultdict(list)
    for name, told in new.items():
        for said in told:
            holders[said].append(name)
    pairs = {(name, other) for name, told in old.items() for said in told for other in _few(holders.get(said, ()))}
    found = [_renaming(level, name, other, old, new) for name, other in pairs]
    rivals: dict[tuple[str, Hashable], list[_Renaming]] = defaultdict(list)
    for renaming in found:
        rivals["old", renaming.old].append(renaming)
        rivals["new", renaming.new].append(renaming)
    chosen: list[_Renaming] = []
    used: set[tuple[str, Hashable]] = set()
    for renaming in sorted(found, key=lambda one: (-one.share, -one.shared, str(one.old), str(one.new))):
        ends = {("old", renaming.old), ("new", renaming.new)}
        if renaming.share < 0.5 or ends & used:
            continue
        used |= ends
        # As strong a case for another name, and a name as like: nobody can say which it was.
        tied = any(
            (other.share, other.shared) == (renaming.share, renaming.shared)
            and _similarity(other.old, other.new) >= _similarity(renaming.old, renaming.new)
            for end in ends
            for other in rivals[end]
            if other is not renaming
        )
        chosen.append(replace(renaming, sure=False) if tied else renaming)
    return chosen


def _few(names: Sequence[Hashable]) -> Sequence[Hashable]:
    """What many names share tells nothing, and pairing all with all would take for ever."""
    return names if len(names) <= COMMON else ()


def _renaming(level: str, name: Hashable, other: Hashable, old: _Evidence, new: _Evidence) -> _Renaming:
    common = old[name] & new[other]
    shared = len({said.fact for said in common})
    smaller = min(len({said.fact for said in old[name]}), len({said.fact for said in new[other]}))
    telling = any(len(said.text.split()) >= TELLING for said in common if Direction.REVERSE not in said.way)
    share = shared / smaller
    # Two shared facts of three may be two things of one kind: `dynamic` and `interpreted` are many languages.
    enough = share == 1.0 if level == "subject" else True
    sure = (shared >= 2 and enough) or telling or _similarity(name, other) >= ALIKE
    return _Renaming(name, other, shared, share, sure)


def _similarity(old: Hashable, new: Hashable) -> float:
    left, right = (" ".join(name) if isinstance(name, tuple) else str(name) for name in (old, new))
    return SequenceMatcher(None, left.casefold()[-200:], right.casefold()[-200:], autojunk=False).ratio()


def _evidence(level: str, cards: Iterable[tuple[Key, Prompt]]) -> _Evidence:
    """Per name of a level: what its cards say that does not speak of the name itself."""
    found: _Evidence = defaultdict(set)
    for key, prompt in cards:
        if text := _said(level, key, prompt):
            found[getattr(key, level)].add(_Said(_told_of(level, key), (key.direction, key.count), text))
    return found


def _told_of(level: str, key: Key) -> tuple[Hashable, ...]:
    """What a card speaks of, for evidence: a column may have been renamed along with its section or file."""
    return (key.subject,) if level in ("document", "section") else _below(level, key)


def _below(level: str, key: Key) -> tuple[Hashable, ...]:
    """What of the key lies below a level, or beside it within a section."""
    return {
        "document": (key.section, key.subject, key.attribute),
        "section": (key.subject, key.attribute),
        "subject": (key.attribute,),
        "attribute": (key.subject,),
    }[level]


def _rest(level: str, key: Key) -> tuple[Hashable, ...]:
    return (*_below(level, key), key.direction, key.count)


def _said(level: str, key: Key, prompt: Prompt) -> str:
    """The part of a card that stays when a name of this level changes; empty where it would tell nothing."""
    if level == "subject" and key.direction in (Direction.REVERSE, Direction.CLOZE):
        return prompt.question
    if level == "attribute" and key.direction is Direction.REVERSE:
        return ""  # its answer is the row's key, which is the same under every column
    if key.direction is Direction.LIST:
        return "; ".join(prompt.items)
    return prompt.answers[0] if prompt.answers else ""


def _pairings(
    level: str, renaming: _Renaming, gone: list[Card], fresh: list[Candidate]
) -> Iterable[tuple[Card, Candidate]]:
    """Cards below a renamed name whose keys are otherwise equal."""
    new = {
        _rest(level, candidate.key): candidate for candidate in fresh if getattr(candidate.key, level) == renaming.new
    }
    return [(card, new[rest]) for card in gone if (rest := _rest(level, card.key)) in new]


def _renamed(key: Key, level: str, name: Any) -> Key:
    return replace(key, **{level: name})


def _why(level: str, renaming: _Renaming) -> str:
    names = [" › ".join(name) if isinstance(name, tuple) else str(name) for name in (renaming.old, renaming.new)]
    same = "1 fact below it is the same" if renaming.shared == 1 else f"{renaming.shared} facts below it are the same"
    return f"the {level} “{names[0]}” is now “{names[1]}”: {same}"
