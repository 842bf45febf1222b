"""Whether a table's first row is of another shape than the rows below it, and so may name its columns. Pure.

That is said and decides nothing: rows come and go, and a card must not with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_FEW = 3
"""Rows that must agree before their first can differ from them."""
_LONG = 4
"""Words that no column is called by."""
_NUMBER = re.compile(r"[^\w\s]?\s?\d[\d.,:\s/-]*(?:[^\w\s]|\w{1,3})?")
_FILE = re.compile(
    r"https?://|www\.|\[sound:|<img |!\[|\.(?:png|jpe?g|gif|svg|webp|mp3|ogg|wav|m4a|mp4)\b", re.IGNORECASE
)
_CALLED = re.compile(r"[^\W\d][\w'’./()#%&-]*(?: [\w'’./()#%&-]+){0,3}")
"""A few words, as a column is called."""


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, perhaps with its unit, or a date."""
    return _NUMBER.fullmatch(cell) is not None


def differs(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a row of names stands above rows of something else.

    Its cells are short and no two the same, and below one of them stand nothing but numbers, files, sentences or words
    that no name of a program is like; or it alone begins with capitals.
    """
    names = [cell.strip() for cell in first]
    if len({name.casefold() for name in names}) < len(names) or not all(map(_CALLED.fullmatch, names)):
        return False
    rows = [[cell.strip() for cell in row] for row in others if len(row) == len(names)]
    columns = [[row[at] for row in rows if row[at]] for at in range(len(names))]
    pairs = [(name, cells) for name, cells in zip(names, columns, strict=True) if len(cells) >= _FEW]
    return any(tells(name, cells) for name, cells in pairs for tells in _TELLS) or (
        all(name[0].isupper() for name in names)
        and sum(all(cell[0].islower() for cell in cells) for _, cells in pairs) > 1
    )


def _above_numbers(name: str, cells: Sequence[str]) -> bool:
    return not is_number(name) and all(map(is_number, cells))


def _above_files(name: str, cells: Sequence[str]) -> bool:
    return not _FILE.search(name) and all(map(_FILE.search, cells))


def _above_sentences(name: str, cells: Sequence[str]) -> bool:
    return len(name.split()) < _LONG - 1 and all(len(cell.split()) >= _LONG for cell in cells)


def _as_in_a_program(name: str, cells: Sequence[str]) -> bool:
    return "_" in name and not any("_" in cell for cell in cells)


_TELLS: tuple[Callable[[str, Sequence[str]], bool], ...] = (
    _above_numbers,
    _above_files,
    _above_sentences,
    _as_in_a_program,
)
