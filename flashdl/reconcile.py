"""What a reading of a source would do to the stored cards: the one way in for notes and decks. Pure.

Cards are found again by key. What is left over on both sides is paired level by level: a document, a section, a
subject or an attribute may have been renamed, and that shows in the cards below it, which are otherwise the same.
A pairing that is not sure is never made; it is listed as doubtful.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from flashdl import identity
from flashdl.model import Candidate, Card, Direction, Gathered, Key, Plan, Prompt, Rematch

ALIKE = 0.6
"""Similarity of two names (Ratcliff and Obershelp, 0 to 1) from which one is taken for the other's new spelling."""
COMMON = 8
"""Names that may share what a card says before it is no evidence any more."""
TELLING = 4
"""Words of a text that hardly stands in two cards by chance."""


@dataclass(frozen=True, slots=True)
class Level:
    """A part of the key that a person may rename, and where its new name is looked for."""

    word: str
    fields: tuple[str, ...]
    """Of the key; the last is the name itself."""
    within: tuple[str, ...]
    """Fields that stay as they are."""

    def name(self, key: Key) -> tuple[Hashable, ...]:
        return tuple(getattr(key, field) for field in self.fields)

    def scope(self, key: Key) -> tuple[Hashable, ...]:
        return tuple(getattr(key, field) for field in self.within)

    def renamed(self, key: Key, name: tuple[Any, ...]) -> Key:
        return replace(key, **dict(zip(self.fields, name, strict=True)))

    @property
    def is_wide(self) -> bool:
        """Whether the thing may have gone to another place as well."""
        return len(self.fields) > 1


LEVELS = (
    Level("document", ("document",), ()),
    Level("section", ("section",), ("document",)),
    Level("section", ("document", "section"), ()),
    Level("subject", ("subject",), ("document", "section")),
    Level("subject", ("document", "section", "subject"), ()),
    Level("attribute", ("attribute",), ("document", "section")),
)
"""A moved file explains more than a renamed row, and a new name more than a new name in another place."""


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
    moved, doubtful, gone, fresh = _paired(gone, fresh, declined)
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
    return Plan(
        source=source,
        new=_named(fresh, taken),
        changed=tuple(changed),
        refreshed=tuple(refreshed),
        moved=moved,
        returned=tuple(returned),
        orphaned=tuple(card.id for card in gone if not card.orphaned),
        doubtful=doubtful,
        unchanged=unchanged,
    )


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
    """Cards found under their id or key, cards not found, candidates not stored."""
    ids = {card.id: card for card in stored}
    found: dict[str, tuple[Card, Candidate]] = {}
    left = []
    for candidate in (*gathered.candidates, *gathered.spare):
        known = ids.get(candidate.id) if candidate.id else None
        if known and known.id not in found:
            found[known.id] = (known, candidate)
        else:
            left.append(candidate)
    claims = [_Claim(card, card.key) for card in stored if card.id not in found]
    by_key, left = _matched(claims, left, declined)
    found.update((claim.card.id, (claim.card, candidate)) for claim, candidate in by_key)
    gone = [card for card in stored if card.id not in found and not _is_unread(card.place.file, gathered.unread)]
    return list(found.values()), gone, left


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


# --- finding cards under a key


@dataclass(frozen=True, slots=True)
class _Claim:
    """A stored card and a key it may be found under."""

    card: Card
    key: Key
    why: str = ""
    """The renamings that gave it the key; empty where it is the card's own."""


_SAMENESS: tuple[Callable[[Key, Prompt], Hashable], ...] = (
    lambda key, prompt: (key, prompt.question),
    lambda key, prompt: (replace(key, count=0), prompt.question),
    lambda key, prompt: (key, prompt.answers),
    lambda key, prompt: (replace(key, count=0), prompt.answers),
    lambda key, prompt: key,
)
"""The count in a key only tells equals apart. Among equals a card is first the one that asks the same, then the one
with the same answer, and only then the one in the same place."""


def _matched(
    claims: Sequence[_Claim], fresh: list[Candidate], declined: Container[tuple[str, Key]]
) -> tuple[list[tuple[_Claim, Candidate]], list[Candidate]]:
    """Each claim's candidate, each card and candidate once; and the candidates left over."""
    found: list[tuple[_Claim, Candidate]] = []
    used: set[str] = set()
    for same in _SAMENESS:
        waiting: dict[Hashable, list[_Claim]] = defaultdict(list)
        for claim in claims:
            if claim.card.id not in used:
                waiting[same(claim.key, claim.card.prompt)].append(claim)
        left = []
        for candidate in fresh:
            held = next(
                (
                    claim
                    for claim in waiting.get(same(candidate.key, candidate.prompt), ())
                    if claim.card.id not in used and (claim.card.id, candidate.key) not in declined
                ),
                None,
            )
            if held:
                used.add(held.card.id)
                found.append((held, candidate))
            else:
                left.append(candidate)
        fresh = left
    return found, fresh


# --- pairing what is gone with what is new


@dataclass(frozen=True, slots=True)
class _Renaming:
    """One name of a level became another."""

    level: Level
    old: tuple[Hashable, ...]
    new: tuple[Hashable, ...]
    shared: int
    """Facts below it that are otherwise the same."""
    share: float
    """Of the facts of the smaller side."""
    is_recent: bool
    """Whether the old name stood in the notes until now; else it went long ago."""
    is_sure: bool

    @property
    def strength(self) -> tuple[float, int, bool]:
        return self.share, self.shared, self.is_recent

    @property
    def likeness(self) -> float:
        """Of the two names, 0 to 1."""
        return _similarity(self.old[-1], self.new[-1])

    def __str__(self) -> str:
        names = [" › ".join(name) if isinstance(name, tuple) else str(name) for name in (self.old[-1], self.new[-1])]
        same = "1 fact below it is the same" if self.shared == 1 else f"{self.shared} facts below it are the same"
        if names[0] == names[1]:
            return f"the {self.level.word} “{names[0]}” is in another place now: {same}"
        return f"the {self.level.word} “{names[0]}” is now “{names[1]}”: {same}"


def _paired(
    gone: list[Card], fresh: list[Candidate], declined: Container[tuple[str, Key]]
) -> tuple[tuple[Rematch, ...], tuple[Rematch, ...], list[Card], list[Candidate]]:
    """Sure pairings, doubtful ones, and what is left on both sides of the sure ones."""
    moved: list[Rematch] = []
    while gone and fresh:
        found, fresh = _round(gone, fresh, declined)
        if not found:
            break
        moved += found
        done = {pairing.card for pairing in found}
        gone = [card for card in gone if card.id not in done]
    return tuple(moved), _in_doubt(gone, fresh, declined), gone, fresh


def _round(
    gone: list[Card], fresh: list[Candidate], declined: Container[tuple[str, Key]]
) -> tuple[list[Rematch], list[Candidate]]:
    """What the strongest renaming of each name explains.

    A card's own key stays a claim of it beside those that renamings give: half of a document may have gone elsewhere.
    Twice through the levels: a row that was renamed along with its column is plain once the column is known.
    """
    moved: list[Rematch] = []
    claims = [_Claim(card, card.key) for card in gone]
    for level in LEVELS * 2:
        further = [
            claim
            for renaming, below in _renamings(level, claims, fresh)
            if renaming.is_sure
            for claim in _renamed(renaming, below)
        ]
        if not further:
            continue
        found, fresh = _matched(further, fresh, declined)
        moved += [_rematch(claim, candidate) for claim, candidate in found]
        done = {claim.card.id for claim, _ in found}
        claims = [claim for claim in (*claims, *further) if claim.card.id not in done]
    return moved, fresh


def _in_doubt(gone: list[Card], fresh: list[Candidate], declined: Container[tuple[str, Key]]) -> tuple[Rematch, ...]:
    doubtful: list[Rematch] = []
    claims = [_Claim(card, card.key) for card in gone]
    for level in LEVELS:
        further = [claim for renaming, below in _renamings(level, claims, fresh) for claim in _renamed(renaming, below)]
        found, fresh = _matched(further, fresh, declined)
        doubtful += [_rematch(claim, candidate) for claim, candidate in found]
        done = {claim.card.id for claim, _ in found}
        claims = [claim for claim in claims if claim.card.id not in done]
    return tuple(doubtful)


def _renamed(renaming: _Renaming, below: Iterable[_Claim]) -> list[_Claim]:
    return [
        _Claim(claim.card, renaming.level.renamed(claim.key, renaming.new), claim.why or str(renaming))
        for claim in below
    ]


def _rematch(claim: _Claim, candidate: Candidate) -> Rematch:
    return Rematch(claim.card.id, claim.card.key, candidate, claim.why)


class _Said(NamedTuple):
    """What one card tells of the name above it."""

    fact: tuple[Hashable, ...]
    """Forward and back of one cell are one fact, and one piece of evidence."""
    direction: Direction
    text: str

    @property
    def is_telling(self) -> bool:
        return self.direction is not Direction.REVERSE and _is_telling(self.text)


_Evidence = dict[tuple[Hashable, ...], set[_Said]]


def _renamings(
    level: Level, claims: Sequence[_Claim], fresh: Sequence[Candidate]
) -> Iterator[tuple[_Renaming, list[_Claim]]]:
    """Which name became which, and the claims below it."""
    scopes: dict[Hashable, tuple[list[_Claim], list[Candidate]]] = defaultdict(lambda: ([], []))
    for claim in claims:
        scopes[level.scope(claim.key)][0].append(claim)
    for candidate in fresh:
        scopes[level.scope(candidate.key)][1].append(candidate)
    for old, new in scopes.values():
        if not (old and new):
            continue
        below: dict[Hashable, list[_Claim]] = defaultdict(list)
        for claim in old:
            below[level.name(claim.key)].append(claim)
        for renaming in _chosen(_possible(level, below, new)):
            yield renaming, below[renaming.old]


def _possible(level: Level, below: Mapping[Any, list[_Claim]], fresh: Iterable[Candidate]) -> list[_Renaming]:
    """Every renaming that some card speaks for."""
    old = _evidence(level, ((claim.key, claim.card.prompt) for claims in below.values() for claim in claims))
    new = _evidence(level, ((candidate.key, candidate.prompt) for candidate in fresh))
    holders: dict[_Said, list[tuple[Hashable, ...]]] = defaultdict(list)
    for name, told in new.items():
        for said in told:
            holders[said].append(name)
    common: dict[tuple[Any, Any], set[_Said]] = defaultdict(set)
    for name, told in old.items():
        for said in told:
            # What many names share tells nothing, and pairing all with all would take for ever.
            if len(others := holders.get(said, ())) <= COMMON:
                for other in others:
                    common[name, other].add(said)
    before, after = _facts(old), _facts(new)
    return [
        _renaming(level, name, other, both, min(before[name], after[other]), below[name])
        for (name, other), both in common.items()
        if name != other
    ]


def _facts(evidence: _Evidence) -> dict[tuple[Hashable, ...], int]:
    """How many facts each name has below it."""
    return {name: len({said.fact for said in told}) for name, told in evidence.items()}


def _renaming(
    level: Level, old: Any, new: Any, both: Collection[_Said], facts: int, below: Iterable[_Claim]
) -> _Renaming:
    """Args: facts: told by the smaller side."""
    shared = len({said.fact for said in both})
    share = shared / facts
    # Two shared facts of three may be two things of one kind: `dynamic` and `interpreted` are many languages.
    is_enough = shared >= 2 and (share == 1.0 or level.word != "subject")
    is_alike = old[-1] == new[-1] if level.is_wide else _similarity(old[-1], new[-1]) >= ALIKE
    is_sure = is_enough or is_alike or any(said.is_telling for said in both)
    return _Renaming(level, old, new, shared, share, any(not claim.card.orphaned for claim in below), is_sure)


def _chosen(possible: list[_Renaming]) -> list[_Renaming]:
    """Each name once, the strongest evidence first."""
    rivals: dict[tuple[str, Hashable], list[_Renaming]] = defaultdict(list)
    for renaming in possible:
        for end in _ends(renaming):
            rivals[end].append(renaming)
    chosen: list[_Renaming] = []
    used: set[tuple[str, Hashable]] = set()
    for renaming in sorted(possible, key=lambda one: ([-part for part in one.strength], str(one.old), str(one.new))):
        # In another place a thing has to be sure: there is always something somewhere that shares a word.
        is_poor = renaming.share < 0.5 or (renaming.level.is_wide and not renaming.is_sure)
        if is_poor or used.intersection(_ends(renaming)):
            continue
        used.update(_ends(renaming))
        # As strong a case for another name, and a name as like: nobody can say which it was.
        is_tied = any(
            other.strength == renaming.strength and other.likeness >= renaming.likeness
            for end in _ends(renaming)
            for other in rivals[end]
            if other is not renaming
        )
        chosen.append(replace(renaming, is_sure=renaming.is_sure and not is_tied))
    return chosen


def _ends(renaming: _Renaming) -> tuple[tuple[str, Hashable], tuple[str, Hashable]]:
    return ("old", renaming.old), ("new", renaming.new)


def _similarity(old: Hashable, new: Hashable) -> float:
    left, right = (" ".join(name) if isinstance(name, tuple) else str(name) for name in (old, new))
    return SequenceMatcher(None, left.casefold()[-200:], right.casefold()[-200:], autojunk=False).ratio()


def _evidence(level: Level, cards: Iterable[tuple[Key, Prompt]]) -> _Evidence:
    """Per name of a level: what its cards say that does not speak of the name itself."""
    found: _Evidence = defaultdict(set)
    for key, prompt in cards:
        if text := _said(level, key, prompt):
            found[level.name(key)].add(_Said(_fact(level, key, text), key.direction, text))
    return found


def _fact(level: Level, key: Key, text: str) -> tuple[Hashable, ...]:
    """What a card speaks of, as evidence: what may have been renamed along with the level is left out."""
    if level.word == "subject":
        return (key.attribute,)
    if level.word == "attribute":
        return (key.subject,)
    return ("", text) if key.direction is not Direction.REVERSE and _is_telling(text) else (key.subject,)


def _is_telling(text: str) -> bool:
    return len(text.split()) >= TELLING


def _said(level: Level, key: Key, prompt: Prompt) -> str:
    """The part of a card that stays when a name of this level changes; empty where it would tell nothing."""
    if key.direction is Direction.CLOZE or (level.word == "subject" and key.direction is Direction.REVERSE):
        return prompt.question
    if level.word == "attribute" and key.direction is Direction.REVERSE:
        return ""  # its answer is the row's key, which is the same under every column
    if key.direction is Direction.LIST:
        return "; ".join(prompt.items)
    return prompt.answers[0] if prompt.answers else ""
