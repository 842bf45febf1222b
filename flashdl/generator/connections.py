"""What a plain sentence says of two notes, one of which links to the other without a word: how they are connected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flashdl.generator.draft import Draft, Found
from flashdl.generator.page import Page
from flashdl.generator.sentences import Sentence
from flashdl.generator.text import contains, normal, words
from flashdl.generator.wishes import wishes
from flashdl.model import Direction, Excerpt, Grading

if TYPE_CHECKING:
    # Names only: the collection itself reads notes by way of this room.
    from flashdl.generator.collection import Collection, Target

KIND = "connection"
WORTH = 0.54
"""Below the line: of sixty that were read, too few were worth asking without a look at them."""
MOST = 2
"""Connections that one note gives."""
SHORTEST, LONGEST = 7, 35
"""Words of a sentence that can be an answer here."""


def connection(sentence: Sentence, section: tuple[str, ...], page: Page, collection: Collection) -> Iterator[Draft]:
    """A draft where a sentence begins with one of two notes and names the other; nothing is ever added to it."""
    plain = sentence.plain
    if (
        page.language.code != "en"
        or not SHORTEST <= sentence.size <= LONGEST
        or not re.search(r"[.!][\"')\]]*$", plain)
    ):
        return
    if not any(contains(plain, name) for name in page.names):
        return
    if collection.partners is None:
        collection.partners = _partners(page, collection)
    for other in collection.partners:
        named = [name for name in other.names if contains(plain, name)]
        if not named or not _are_two(page.names, named) or not _opens(plain, (*page.names, *named)):
            continue
        yield Draft(
            kind=KIND,
            subject=page.title,
            attribute=other.names[0],
            direction=Direction.FORWARD,
            question=page.language.ask(KIND, subject=page.title, other=max(named, key=len)),
            answers=(plain.rstrip("."),),
            line=sentence.line,
            section=section,
            worth=WORTH,
            excerpt=Excerpt(text=plain),
            grading=Grading.SELF,
            fact=f"sentence:{normal(plain)[:60]}",
            group=f"prose:{sentence.line}",
        )
        return


def few(found: Iterable[Found]) -> Iterator[Found]:
    """All that was found, but no more connections than a note may give."""
    count = 0
    for one in found:
        if isinstance(one, Draft) and one.kind == KIND:
            count += 1
            if count > MOST:
                continue
        yield one


def _partners(page: Page, collection: Collection) -> list[Target]:
    """The notes that this one links to without a word, and those it links to that link back so."""
    own = {name.casefold() for name in page.names}
    found: dict[str, Target] = {}
    for wish in wishes(page):
        other = collection.target(wish.name)
        if other is None or other.file == page.file or other.file in found:
            continue
        if wish.bare or any(name.casefold() in own for name in other.alone):
            found[other.file] = other
    return list(found.values())


def _are_two(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether no name is a part of a name of the other, and neither is one everyday word."""
    pairs = [(name, other) for name in names for other in others]
    return not any(contains(one, other) or contains(other, one) for one, other in pairs) and any(
        len(words(other)) > 1 or len(other) > 8 or re.search(r"[A-Z0-9]", other[1:]) for other in others
    )


def _opens(plain: str, names: Iterable[str]) -> bool:
    """Whether a sentence begins with one of the names, so that it speaks of it."""
    opening = re.sub(r"^(?:an?|the|in)\s", "", normal(plain))
    return any(re.match(rf"{re.escape(normal(name))}(?!\w)", opening) for name in names)
