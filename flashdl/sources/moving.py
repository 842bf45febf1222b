"""Whether what is added was there before, somewhere else: then it goes on there, with every history.

That holds for folders and deck files, for what is followed and for what no longer is, as long as nothing of it is left
where it was.
"""

from __future__ import annotations

import os
import shlex
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashdl.arriving import ARRIVED
from flashdl.errors import UsageError
from flashdl.model import Candidate, Card, Gathered, Key, Source
from flashdl.sources.notes import Listing
from flashdl.sources.places import BUNDLED

if TYPE_CHECKING:
    from flashdl.store import Store

Asked = tuple[Key, tuple[str, ...]]
"""What a card asks, wherever it stands, and its answers: the word lists of two languages share all their questions."""
ENOUGH = 0.5
"""Share of a source's cards, or of the files they stand in, by which it is known where it has moved."""


@dataclass(frozen=True, slots=True)
class Away:
    """A source of which nothing is left where it was."""

    source: Source
    is_followed: bool
    cards: tuple[tuple[Asked, str], ...]
    """What each asks, and the file that it stood in, from the source's root."""


def away(store: Store, added: Source, deck: str | None) -> list[Away]:
    """What may have moved to a path that is added.

    Args:
        deck: its name, as the person gave it; what is no longer followed is then another deck where its name differs.
    """
    if added.id or added.path.startswith(BUNDLED) or store.was_followed(added.path):
        return []
    followed = {one.id for one in store.sources()}
    known = [one for one in store.sources(removed=True) if one.id in followed or deck in (None, one.deck)]
    gone = (one for one in known if one.kind is added.kind and _is_away(store, one))
    return [Away(one, one.id in followed, _cards(store.stored(one.id))) for one in gone]


def guessed(gone: Iterable[Away], listing: Listing) -> Away | None:
    """The one that has moved, by the names of its files alone: it has to be read to be sure."""
    names = {listed.name for listed in listing.notes}
    shares = [(_share(names, {file for _, file in one.cards}), one) for one in gone]
    share, likely = max(shares, key=lambda found: found[0], default=(0.0, None))
    return likely if share >= ENOUGH else None


def found(gone: Iterable[Away], gathered: Gathered, added: Source) -> Away | None:
    """The one that has moved: half of its cards at least are asked here. None where two are as likely.

    Raises:
        UsageError: it is followed, and has moved into a folder of what is added.
    """
    here: defaultdict[Asked, set[str]] = defaultdict(set)
    for candidate in (*gathered.candidates, *gathered.spare):
        here[_asked(candidate)].add(candidate.place.file)
    is_file = Path(added.path).is_file()  # its name may be another
    fits = [(*_fit(here, one, is_file), one) for one in gone]
    whole: dict[float, list[Away]] = defaultdict(list)
    for share, folder, one in fits:
        if share >= ENOUGH and not folder:
            whole[share].append(one)
    inner = dict.fromkeys(folder for share, folder, one in fits if share >= ENOUGH and folder and one.is_followed)
    if inner and not whole:
        each = " ".join(shlex.quote(str(Path(added.path) / folder)) for folder in inner)
        said = "holds what was followed elsewhere, in a folder of its own"
        raise UsageError(f"{added.path} {said}; `flashdl add {each}` goes on with it.")
    likely = whole[max(whole)] if whole else []
    return likely[0] if len(likely) == 1 else None


def _is_away(store: Store, source: Source) -> bool:
    root = Path(source.path)
    if source.path.startswith(BUNDLED) or source.path == ARRIVED or root.is_file():
        return False
    return not os.path.lexists(root) or not any(os.path.lexists(root / file) for file in store.files(source.id))


def _cards(stored: Sequence[Card]) -> tuple[tuple[Asked, str], ...]:
    """Those that it had last; all, where it has none any more."""
    last = [card for card in stored if not card.orphaned] or stored
    return tuple((_asked(card), card.place.file) for card in last)


def _asked(one: Card | Candidate) -> Asked:
    return replace(one.key, document=""), one.prompt.answers


def _fit(here: Mapping[Asked, set[str]], one: Away, is_file: bool) -> tuple[float, str]:
    """The share of its cards that are asked here, and the folder in which most of them stand."""
    folders = Counter(
        "" if is_file else there.removesuffix(file)
        for key, file in one.cards
        for there in here.get(key, ())
        if is_file or f"/{there}".endswith(f"/{file}")
    )
    folder, count = folders.most_common(1)[0] if folders else ("", 0)
    return count / max(1, len(one.cards)), folder


def _share(here: Iterable[object], own: Collection[object]) -> float:
    there = set(here)
    return sum(one in there for one in own) / max(1, len(own))
