"""The order of learning: lists of links that are paths through the notes, then the folders as their owner sorted them.

An index, and a map of content, is followed into the maps that it lists. Any other note's list is followed as it
stands. What no list names comes in the order of the files: an index first, numbers as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from flashdl.generator.links import is_bare
from flashdl.generator.markdown import Item, Paragraph
from flashdl.generator.page import Page
from flashdl.generator.text import LINK

LEAST = 4
"""Links alone in lists from which a note counts as a learning path."""
_INDEX = frozenset({"readme", "index", "_index", "home", "start here", "start", "00 index", "overview", "contents"})
_MAP = re.compile(r"\bMOC\b|map of content", re.IGNORECASE)
_NUMBERS = ("nav_order", "sidebar_position", "order")
_LAST = 10**9


class Step(NamedTuple):
    """What the order of learning needs to know of a note."""

    file: str
    path: tuple[str, ...]
    """The notes it lists as links alone, in its order; empty where they are too few."""
    is_index: bool
    is_map: bool
    """It is little else than its list."""
    number: int
    """Its place among the notes of its folder, as its front matter says."""
    next: str
    """The note that follows, as its front matter says; empty where it does not."""


def step(page: Page) -> Step:
    left_out = page.language.sections.get("left_out", ())
    told = [block for block in page.blocks if isinstance(block.content, Item | Paragraph)]
    listed = [
        block
        for block in told
        if isinstance(block.content, Item) and is_bare(block.content.text)
        if not any(part.casefold().strip(" :") in left_out for part in page.section(block))
    ]
    path = tuple(span.target for block in listed for span in block.content.text.of(LINK))  # type: ignore[union-attr]
    is_index = any(name.casefold() in _INDEX for name in (PurePosixPath(page.file).stem, *page.names))
    is_map = is_index or 2 * len(listed) > len(told) or any(_MAP.search(name) for name in (*page.names, *page.tags))
    return Step(
        page.file, path if len(path) >= LEAST else (), is_index, is_map, _number(page), _name(page.head.get("next"))
    )


def _number(page: Page) -> int:
    for name in _NUMBERS:
        value = page.head.get(name)
        if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value.strip()):
            return int(value)
    return _LAST


def _name(value: object) -> str:
    """The note that a front matter's `[[link]]` or plain text names."""
    if isinstance(value, list):  # `[[X]]` without quotes is a list in a list to YAML
        return _name(value[0]) if len(value) == 1 else ""
    found = re.fullmatch(r"\s*\[*([^\[\]|#]+)[^\[\]]*\]*\s*", value) if isinstance(value, str) else None
    return found.group(1).strip().split("/")[-1].removesuffix(".md") if found else ""


def order(steps: Iterable[Step], file_of: Callable[[str], str | None]) -> tuple[str, ...]:
    """All files in the order of learning.

    Args:
        file_of: the file of the note with a name; None where there is none.
    """
    by_file = {one.file: one for one in sorted(steps, key=_place)}
    paths = {one.file: [file for name in one.path if (file := file_of(name))] for one in by_file.values()}
    listed = {file for one, files in paths.items() if by_file[one].is_map for file in files if file != one}
    roots = [one for one in by_file.values() if len(paths[one.file]) >= LEAST]
    roots.sort(
        key=lambda one: (not one.is_index, one.file in listed, one.is_index and _depth(one), -len(paths[one.file]))
    )
    found: dict[str, None] = {}
    for root in roots:
        _follow(root.file, by_file, paths, file_of, found)
    for file in by_file:
        _place_with_next(file, by_file, file_of, found)
    return tuple(found)


def _follow(
    start: str,
    by_file: dict[str, Step],
    paths: dict[str, list[str]],
    file_of: Callable[[str], str | None],
    found: dict[str, None],
) -> None:
    """A path and the maps on it, without recursion: hostile notes may list each other without end."""
    entered: set[str] = set()
    waiting: list[str] = [start]
    while waiting:
        file = waiting.pop()
        _place_with_next(file, by_file, file_of, found)
        if file not in entered and (file == start or by_file[file].is_map):
            entered.add(file)
            waiting += [other for other in reversed(paths[file]) if other not in entered]


def _place_with_next(
    file: str, by_file: dict[str, Step], file_of: Callable[[str], str | None], found: dict[str, None]
) -> None:
    following: str | None = file
    while following in by_file and following not in found:
        found[following] = None
        following = file_of(by_file[following].next) if by_file[following].next else None


def _depth(one: Step) -> int:
    return one.file.count("/")


def _place(one: Step) -> tuple[object, ...]:
    """Where a note stands by its folder and name."""
    *folders, name = one.file.split("/")
    return (
        *(part for folder in folders for part in (1, _LAST, _natural(folder))),
        not one.is_index,
        one.number,
        _natural(name),
    )


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """`Lab 10` behind `Lab 2`."""
    parts = re.findall(r"\d{1,9}|\D+|\d+", name.casefold())
    return tuple((0, int(part), "") if len(part) < 10 and part.isdecimal() else (1, 0, part) for part in parts)
