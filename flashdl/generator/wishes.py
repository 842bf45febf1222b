"""What the links of notes wish for: which notes are wanted, by how many, and which of them nobody has written yet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from flashdl.generator.language import places
from flashdl.generator.links import is_bare, leads_to_file
from flashdl.generator.markdown import Block, Other, Table
from flashdl.generator.page import Page
from flashdl.generator.text import LINK, Text
from flashdl.generator.values import is_address, is_date
from flashdl.model import Gap

_PLACEHOLDER = re.compile(r"[{}<>%$]|^\W*$")
_DAY = re.compile(
    r"\d{4}(?:-(?:W?\d\d|Q\d))?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\w{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4}", re.IGNORECASE
)


class Wish(NamedTuple):
    """A link from one note to another, written or not."""

    name: str
    """What the link calls its target."""
    file: str
    """The note that the link stands in."""
    line: int
    bare: bool
    """It stands for itself: no sentence is around it."""


def wishes(page: Page) -> tuple[Wish, ...]:
    """The links of a note, in its order: none to pictures and files, to a day, or to a heading of the note itself."""
    return tuple(
        Wish(span.target, page.file, line, bare)
        for block in page.blocks
        if not block.skip
        for text, line, bare in _texts(block)
        for span in text.of(LINK)
        if _is_wish(span.target)
    )


def _texts(block: Block) -> Iterator[tuple[Text, int, bool]]:
    content = block.content
    if isinstance(content, Table):
        for cells, line in ((content.header, content.line), *((row.cells, row.line) for row in content.rows)):
            yield from ((cell, line, False) for cell in cells)
    elif not isinstance(content, Other) and any(content.text.of(LINK)):
        bare = is_bare(content.text)
        for number, start in enumerate(_starts(content.text.plain)):
            yield content.text.part(*start), content.line + number, bare


def _starts(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in plain.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _is_wish(target: str) -> bool:
    return not (
        not target.strip()
        or leads_to_file(target)
        or is_address(target)
        or is_date(target)
        or _DAY.fullmatch(target.strip())
        or _PLACEHOLDER.search(target)
    )


def linked(found: Iterable[Wish], file_of: Callable[[str], str | None]) -> Counter[str]:
    """By file: how many other notes link to it.

    Args:
        file_of: the file of the note with a name; None where there is none.
    """
    pairs = {(file, wish.file) for wish in found if (file := file_of(wish.name)) is not None and file != wish.file}
    return Counter(file for file, _ in pairs)


def gaps(found: Iterable[Wish], file_of: Callable[[str], str | None]) -> tuple[Gap, ...]:
    """The notes that links want and nobody has written: those that most notes want first, then by name."""
    wanting: dict[str, list[Wish]] = defaultdict(list)
    for wish in found:
        if file_of(wish.name) is None and not _is_template(wish.file):
            wanting[wish.name.casefold()].append(wish)
    listed = []
    for same in wanting.values():
        same.sort(key=lambda wish: (wish.file, wish.line))
        spelled = Counter(wish.name for wish in same).most_common(1)[0][0]
        listed.append(Gap(spelled, len({wish.file for wish in same}), same[0].file, same[0].line))
    return tuple(sorted(listed, key=lambda gap: (-gap.notes, gap.name.casefold(), gap.name)))


def _is_template(file: str) -> bool:
    path = PurePosixPath(file.casefold())
    return path.stem in places("template_files") or not places("template_folders").isdisjoint(path.parts[:-1])
