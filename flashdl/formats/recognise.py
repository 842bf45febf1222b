"""Which reader a deck file is for: by its ending, and where that says little, by what it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flashdl.errors import FileError
from flashdl.formats import crowdanki, markdown_deck, org_deck, strangers, table, wanted, yaml_deck
from flashdl.formats.wanted import Deck, Wanted

HEAD = 64 << 10
"""Bytes that are looked at."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A way to read deck files."""

    endings: tuple[str, ...]
    read: Callable[[Wanted], Deck]
    name: Callable[[Wanted], str]
    """The deck's name, found as cheaply as the format lets one."""
    is_one: Callable[[str], bool]
    """Whether the head of a text looks like it."""


def _yaml(deck: Wanted) -> Deck:
    return yaml_deck.read(deck.path, file=deck.shown, fallback=deck.fallback, lone=deck.lone, each=deck.each)


READERS = (
    Reader((".yaml", ".yml"), _yaml, lambda deck: yaml_deck.name(deck.path, fallback=deck.fallback), lambda _: False),
    Reader((".json",), crowdanki.read, crowdanki.name, crowdanki.is_one),
    Reader((".md", ".markdown"), markdown_deck.read, markdown_deck.name, markdown_deck.is_one),
    Reader((".org",), org_deck.read, org_deck.name, org_deck.is_one),
    Reader((".tsv", ".csv", ".tab", ".txt"), table.read, table.name, table.is_table),
)
"""In the order of asking: the surest signs first."""
ENDINGS = tuple(ending for reader in READERS for ending in reader.endings)
_UNSURE = (".txt", "")
"""Endings under which all kinds of text are kept."""


def read(deck: Wanted) -> Deck:
    """The cards of a deck file.

    Raises:
        FileError: it cannot be read, or is of no kind that flashdl knows.
    """
    return reader(deck).read(deck)


def name(deck: Wanted) -> str:
    """The name that the file gives its deck. Raises as `read`."""
    return reader(deck).name(deck)


def kind(deck: Wanted) -> str:
    """The ending that the file should have. Raises as `read`."""
    return reader(deck).endings[0]


def reader(deck: Wanted) -> Reader:
    """The reader for a file.

    Raises:
        FileError: there is none.
    """
    path, ending = str(deck.path), deck.path.suffix.casefold()
    if said := strangers.advice(ending):
        raise FileError(f"{said}.", path)
    if ending not in _UNSURE:
        for one in READERS:
            if ending in one.endings:
                return one
    raw = wanted.content(deck.path)
    if said := strangers.advice_for(raw):
        raise FileError(f"{said}.", path)
    text, _ = wanted.decoded(deck.path, raw[:HEAD] if len(raw) > HEAD else raw)
    for one in READERS:
        if one.is_one(text):
            return one
    if ending in ENDINGS:
        return next(one for one in READERS if ending in one.endings)
    raise FileError(f"flashdl found no cards in it; it knows {', '.join(ENDINGS)}.", path)
