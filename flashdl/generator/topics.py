"""What a note says itself that it is of: in tags, in properties, in a line at its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from flashdl.generator.language import places
from flashdl.generator.text import normal, words

UP = ("parent", "up", "topic", "topics", "subject", "category", "area")
"""Keys of the front matter under which people name what a note belongs to."""
NEAR = 12
"""Lines of a note's beginning of which one may name its topics."""
LONGEST = 5
"""Words of a topic's name."""
LONGEST_TAG = 60
"""Letters of what is shown."""
_LINE = re.compile(
    r"\W*(?:tags?|keywords?|topics?|subjects?|categor(?:y|ies)|areas?|up)\W{0,3}?:{1,2}\s(.*)", re.IGNORECASE
)
_TAG = re.compile(r"(?<!\S)#([^\W\d][\w/-]*)")
_LINK = re.compile(r"\[\[([^\[\]|#]*)(?:#[^\[\]|]*)?(?:\|([^\[\]]*))?\]\]")


def topics(title: str, tags: Iterable[str], head: Mapping[str, object], body: str) -> tuple[str, ...]:
    """The topics of a note, what tells most first: `computing/cuda`, the note above it, `cuda`.

    Tags that say how far a note is or of which kind, `evergreen`, are none.
    """
    status = places("status_tags")
    matches = (_LINE.match(line) for line in body.lstrip().split("\n", NEAR)[:NEAR])
    lines: list[str] = [found[1] for found in matches if found]
    written = [*tags, *(tag for line in lines for tag in _TAG.findall(line))]
    told = [tag for tag in written if not status & {normal(part) for part in (tag, *tag.split("/"))}]
    deep = [tag for tag in told if "/" in tag]
    linked = [name for line in lines for name in reversed([*_linked(line)])]
    found = [*deep, *_above(head), *linked, *(tag for tag in told if tag not in deep)]
    shown = (name.replace("_", " ") for name in found if len(name) <= LONGEST_TAG)
    return tuple(dict.fromkeys(name for name in shown if name and normal(name) != normal(title)))


def _above(head: Mapping[str, object]) -> Iterator[str]:
    for value in (head.get(key) for key in UP):
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield from _linked(text) if "[[" in text else _named(text)


def _linked(text: str) -> Iterator[str]:
    for found in _LINK.finditer(text):
        yield from _named(found[2] or found[1].rsplit("/", 1)[-1])


def _named(text: str) -> Iterator[str]:
    if len(words(text)) <= LONGEST and not re.search(r"[\[\]<>#:]", text):
        yield text.strip()
