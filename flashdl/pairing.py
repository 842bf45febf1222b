"""Which stored card a candidate is: the one with its key, or the one that a renaming has given its key. Pure.

What a person renames is a document, a section, a subject or an attribute, and that shows in the cards below it, which
are otherwise the same. A renaming that enough cards speak for gives each card below the old name a further key.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import and_, or_
from typing import Any

from flashdl.identity import tidy
from flashdl.model import Candidate, Card, Direction, Key, Prompt, Rematch
from flashdl.obvious import ALIKE, OBVIOUS, similarity

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


@dataclass(frozen=True, slots=True)
class Claim:
    """A stored card and a key it may be found under."""

    card: Card
    key: Key
    why: str = ""
    """The renamings that gave it the key; empty where it is the card's own."""
    stands: bool = False
    """Whether its line still stands in the notes, where nothing is asked of it."""


_SAMENESS: tuple[Callable[[Key, Prompt], Hashable], ...] = (
    lambda key, prompt: (key, prompt.question),
    lambda key, prompt: (replace(key, count=0), prompt.question),
    lambda key, prompt: (key, prompt.answers),
    lambda key, prompt: (replace(key, count=0), prompt.answers),
    lambda key, prompt: key,
)
"""The count in a key only tells equals apart. Among equals a card is first the one that asks the same, then the one
with the same answer, and only then the one in the same place."""


def matched(
    claims: Sequence[Claim], fresh: list[Candidate], declined: Container[tuple[str, Key]]
) -> tuple[list[tuple[Claim, Candidate]], list[Candidate]]:
    """Each claim's candidate, each card and candidate once; and the candidates left over."""
    found: list[tuple[Claim, Candidate]] = []
    if not claims:
        return found, fresh
    used: set[str] = set()
    for same in _SAMENESS:
        waiting: dict[Hashable, deque[Claim]] = defaultdict(deque)
        for claim in claims:
            if claim.card.id not in used:
                waiting[same(claim.key, claim.card.prompt)].append(claim)
        left = []
        for candidate in fresh:
            equals = waiting[same(candidate.key, candidate.prompt)]
            while equals and equals[0].card.id in used:
                equals.popleft()  # so that very many equals take no longer than others
            held = next(
                (
                    claim
                    for claim in equals
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


@dataclass(frozen=True, slots=True)
class _Renaming:
    """One name of a level became another."""

    level: Level
    old: tuple[Hashable, ...]
    new: tuple[Hashable, ...]
    both: frozenset[_Said]
    """What is said under the one name and under the other."""
    shared: int
    """Facts among it."""
    share: float
    """Of the facts of the smaller side."""
    is_recent: bool
    """Whether the old name stood in the notes until now; else it went long ago."""
    is_sure: bool
    stands: bool
    """Whether what is below the old name still stands, where nothing is asked of it."""

    @property
    def strength(self) -> tuple[float, int, bool]:
        return self.share, self.shared, self.is_recent

    @property
    def likeness(self) -> float:
        """Of the two names, 0 to 1."""
        return similarity(self.old[-1], self.new[-1])

    def __str__(self) -> str:
        names = [" › ".join(name) if isinstance(name, tuple) else str(name) for name in (self.old[-1], self.new[-1])]
        same = "1 fact below it is the same" if self.shared == 1 else f"{self.shared} facts below it are the same"
        if names[0] == names[1]:
            return f"the {self.level.word} “{names[0]}” is in another place now: {same}"
        still = ", but the old one still stands where nothing is asked" if self.stands else ""
        return f"the {self.level.word} “{names[0]}” is now “{names[1]}”: {same}{still}"


def paired(
    gone: list[Card],
    fresh: list[Candidate],
    declined: Container[tuple[str, Key]],
    unasked: Container[tuple[str, ...]] = (),
) -> tuple[tuple[Rematch, ...], tuple[Rematch, ...], list[Card], list[Candidate]]:
    """Sure pairings, doubtful ones, and what is left on both sides of the sure ones.

    Args:
        unasked: what stands in lines of the notes that give no card: it was hardly renamed.
    """
    moved: list[Rematch] = []
    unsure: list[Claim] = []
    while gone and fresh:
        found, unsure = _round([Claim(card, card.key, stands=line(card) in unasked) for card in gone], fresh, declined)
        found = found or next(filter(None, (way.pairs(gone, fresh, declined) for way in OBVIOUS)), [])
        if not found:
            break
        moved += found
        cards, keys = {pairing.card for pairing in found}, {pairing.candidate.key for pairing in found}
        gone = [card for card in gone if card.id not in cards]
        fresh = [candidate for candidate in fresh if candidate.key not in keys]
    # Only what the last round saw: the next scan sees just that, and asks again what nobody has answered.
    in_doubt, _ = matched(unsure if gone and fresh else (), fresh, declined)
    return tuple(moved), tuple(rematch(claim, candidate) for claim, candidate in in_doubt), gone, fresh


def _round(
    claims: list[Claim], fresh: list[Candidate], declined: Container[tuple[str, Key]]
) -> tuple[list[Rematch], list[Claim]]:
    """What the strongest renamings explain, and claims by renamings that are not sure.

    A card's own key stays a claim of it beside those that renamings give: half of a document may have gone elsewhere.
    Twice through the levels: a row that was renamed along with its column is plain once the column is known.
    """
    moved: list[Rematch] = []
    unsure: list[Claim] = []
    for level in LEVELS * 2:
        further: list[Claim] = []
        for renaming, below in _renamings(level, claims, fresh):
            (further if renaming.is_sure else unsure).extend(_renamed(renaming, below))
        found, fresh = matched(further, fresh, declined)
        moved += [rematch(claim, candidate) for claim, candidate in found]
        done = {claim.card.id for claim, _ in found}
        claims = [claim for claim in (*claims, *further) if claim.card.id not in done]
    return moved, unsure


def _renamed(renaming: _Renaming, below: Iterable[Claim]) -> list[Claim]:
    return [
        replace(claim, key=renaming.level.renamed(claim.key, renaming.new), why=claim.why or str(renaming))
        for claim in below
    ]


def line(card: Card) -> tuple[str, ...]:
    """What stands in the notes where a card is: the cells of its row, or a text alone."""
    excerpt = card.place.excerpt
    return (excerpt.text,) if excerpt.row is None else excerpt.rows[excerpt.row]


def rematch(claim: Claim, candidate: Candidate) -> Rematch:
    return Rematch(claim.card.id, claim.card.key, candidate, claim.why)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one card tells of the name above it."""

    fact: tuple[Hashable, ...]
    """Forward and back of one cell are one fact, and one piece of evidence."""
    direction: Direction
    text: str
    cell: tuple[str, str] = field(compare=False)
    """Subject and attribute."""

    @property
    def is_telling(self) -> bool:
        return self.direction is not Direction.REVERSE and _is_telling(self.text)


_Evidence = dict[tuple[Hashable, ...], set[_Said]]


def _renamings(
    level: Level, claims: Sequence[Claim], fresh: Sequence[Candidate]
) -> Iterator[tuple[_Renaming, list[Claim]]]:
    """Which name became which, and the claims below it."""
    scopes: dict[Hashable, tuple[list[Claim], list[Candidate]]] = defaultdict(lambda: ([], []))
    for claim in claims:
        scopes[level.scope(claim.key)][0].append(claim)
    for candidate in fresh:
        scopes[level.scope(candidate.key)][1].append(candidate)
    for old, new in scopes.values():
        if not (old and new):
            continue
        below: dict[Hashable, list[Claim]] = defaultdict(list)
        for claim in old:
            below[level.name(claim.key)].append(claim)
        for renaming in _chosen(_possible(level, below, new)):
            yield renaming, below[renaming.old]


def _possible(level: Level, below: Mapping[Any, list[Claim]], fresh: Sequence[Candidate]) -> list[_Renaming]:
    """Every renaming that some card speaks for."""
    old = _evidence(level, ((claim.key, claim.card.prompt) for claims in below.values() for claim in claims))
    new = _evidence(level, ((candidate.key, candidate.prompt) for candidate in fresh))
    before, after = ({name: _facts(told) for name, told in side.items()} for side in (old, new))
    beside = _beside(level, below, fresh)
    apart = or_ if level.word == "attribute" else and_
    return [
        _renaming(level, name, other, old[name] & new[other], min(before[name], after[other]), below[name])
        for name, other in _alike(old, new)
        if name != other and not apart(other[-1] in beside[0][name], name[-1] in beside[1][other])
    ]


def _beside(
    level: Level, below: Mapping[Any, list[Claim]], fresh: Iterable[Candidate]
) -> tuple[Mapping[Any, set[str]], Mapping[Any, set[str]]]:
    """What stands in the tables of each row's or column's name, before and now.

    Where both names stood there and both still do, neither was renamed: their cells went from one to the other. Nor is
    a column renamed to one that stood beside it, for it was taken out, or where its name still stands beside the other.
    """
    before = [(name, claim.card.place) for name, claims in below.items() for claim in claims]
    after = [(level.name(candidate.key), candidate.place) for candidate in fresh]
    found: tuple[dict[Any, set[str]], dict[Any, set[str]]] = (defaultdict(set), defaultdict(set))
    for cells, places in zip(found, (before, after), strict=True):
        for name, place in places if level.word in ("subject", "attribute") else ():
            rows = place.excerpt.rows if level.word == "subject" else (place.excerpt.header,)
            cells[name].update(tidy(cell) for row in rows for cell in row)
    return found


def _alike(old: _Evidence, new: _Evidence) -> Iterable[tuple[Any, Any]]:
    """Names that say one thing, or all, alike.

    What many names share tells nothing, and pairing all with all would take for ever.
    """
    tellers: dict[Hashable, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, evidence in enumerate((old, new)):
        for name, told in evidence.items():
            pieces: list[Hashable] = [*told, frozenset(told)]
            for piece in pieces:
                tellers[piece][side].append(name)
    return dict.fromkeys(
        (name, other)
        for names, others in tellers.values()
        if len(names) <= COMMON and len(others) <= COMMON
        for name in names
        for other in others
    )


def _facts(told: Collection[_Said]) -> int:
    """How many facts are told. A cell that is a fact by its own text is no second one where it is asked back."""
    telling = {said.cell for said in told if said.is_telling}
    return len({said.fact for said in told if said.direction is not Direction.REVERSE or said.cell not in telling})


def _renaming(
    level: Level, old: Any, new: Any, both: Collection[_Said], facts: int, below: Iterable[Claim]
) -> _Renaming:
    """Args: facts: told by the smaller side."""
    shared = _facts(both)
    share = shared / facts
    is_recent = any(not claim.card.orphaned for claim in below)
    # Two shared facts of three may be two things of one kind: `dynamic` and `interpreted` are many languages. And what
    # such a row said that went long ago may be said of another by now.
    is_enough = shared >= 2 and (level.word != "subject" or (share == 1.0 and is_recent and not level.is_wide))
    is_alike = old[-1] == new[-1] if level.is_wide else similarity(old[-1], new[-1]) >= ALIKE
    is_sure = is_enough or any(said.is_telling for said in both) or is_alike
    stands = level.word == "subject" and old[-1] != new[-1] and any(claim.stands for claim in below)
    return _Renaming(level, old, new, frozenset(both), shared, share, is_recent, is_sure, stands)


def _chosen(possible: Iterable[_Renaming]) -> Iterator[_Renaming]:
    """The strongest first, and no piece of evidence for two."""
    # In another place a thing has to be sure: there is always something somewhere that shares a word.
    likely = [one for one in possible if one.share >= 0.5 and (one.is_sure or not one.level.is_wide)]
    rivals: dict[Hashable, list[_Renaming]] = defaultdict(list)
    for renaming in likely:
        for piece in _pieces(renaming):
            rivals[piece].append(renaming)
    used: set[Hashable] = set()
    for renaming in sorted(likely, key=lambda one: ([-part for part in one.strength], str(one.old), str(one.new))):
        pieces = _pieces(renaming)
        if used.isdisjoint(pieces):
            used.update(pieces)
            # As strong a case for another name, and a name as like: nobody can say which it was.
            is_tied = any(
                other.strength == renaming.strength and other.likeness >= renaming.likeness
                for piece in pieces
                for other in rivals[piece]
                if other is not renaming
            )
            yield replace(renaming, is_sure=renaming.is_sure and not is_tied and not renaming.stands)


def _pieces(renaming: _Renaming) -> list[Hashable]:
    """The evidence that a renaming uses up, on both sides.

    A document or section can be split and merged, so each thing said in it is a piece; a row or column is one.
    """
    sides = (("old", renaming.old), ("new", renaming.new))
    if renaming.level.word in ("subject", "attribute"):
        return list(sides)
    return [(side, said) for side in sides for said in renaming.both]


def _evidence(level: Level, cards: Iterable[tuple[Key, Prompt]]) -> _Evidence:
    """Per name of a level: what its cards say that does not speak of the name itself."""
    found: _Evidence = defaultdict(set)
    for key, prompt in cards:
        if text := _said(level, key, prompt):
            said = _Said(_fact(level, key, text), key.direction, text, (key.subject, key.attribute))
            found[level.name(key)].add(said)
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
