"""How a text falls into the rows and cells of a table: which sign parts them and which holds them together. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from flashdl.formats import wanted

SAMPLE = 200
"""Rows that are looked at before the reading."""

_SINGLE = ("\t", ";", ",", "|")
_DOUBLE = (" - ", " – ", " — ", " :: ", " = ", " → ", ": ")
"""Tried where no single sign parts the lines: as people write lists of words."""
_RUN = re.compile(r"(?<![^\w\s])[^\w\s\"'“”‘’().…!?,;]{2,8}(?![^\w\s])")
"""Signs in a row that somebody may have chosen: Quizlet lets one."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MUCH = 8 << 20

Row = tuple[int, list[str]]
"""(line of the file where it begins, cells)."""
Quotes = Literal["strict", "strict spaced", "loose", "loose spaced", "none"]
"""Whether quotation marks hold a cell together: `loose` where some of them do not; `spaced` behind a blank, too."""


def unfolded(text: str) -> str:
    """The text with its rows on lines of their own: Quizlet can part them by semicolons instead."""
    line = text.strip()
    if "\n" in line or "\r" in line or ";" not in line:
        return text
    rows = [row for row in line.split(";") if row.strip()]
    is_pasted = len(rows) > 1 and any(all(row.count(sign) == 1 for row in rows) for sign in ("\t", ",", *_DOUBLE))
    return "\n".join(map(str.strip, rows)) if is_pasted else text


def sniffed(text: str) -> str:
    """The sign or signs that part the cells; nothing where most lines have none."""
    lines = [line for line in islice(io.StringIO(text), SAMPLE * 3) if line.strip()]
    if not lines:
        return ""
    sample = "".join(lines)
    best, most = "", 0.0
    for separator in _SINGLE:
        counts = [len(cells) for _, cells in rows(sample, separator, quotes_in(sample, separator), 0)]
        if share := _evenness(counts):
            # Tabs and semicolons hardly stand in text by chance, commas do.
            share += {"\t": 0.3, ";": 0.1}.get(separator, 0.0)
            best, most = (separator, share) if share > most else (best, most)
    if most >= 0.7:
        return best
    runs = Counter(run for line in lines for run in {found.group() for found in _RUN.finditer(line)})
    for separator in (*_DOUBLE, *(run for run, _ in runs.most_common(3))):
        if sum(separator in line for line in lines) >= 0.8 * len(lines) and len(lines) > 1:
            return separator
    return best


def _evenness(counts: Sequence[int]) -> float:
    """The share of rows that have the commonest number of cells, two or more; 0 where that is less than half."""
    usual = max(set(counts), key=counts.count, default=0)
    share = counts.count(usual) / len(counts) if counts else 0.0
    return share if usual >= 2 and share >= 0.5 else 0.0


def quotes_in(text: str, separator: str) -> Quotes:
    if len(separator) > 1 or '"' not in text:
        return "none"
    is_spaced = f'{separator} "' in text
    tried: tuple[Quotes, ...] = ("strict spaced", "strict") if is_spaced else ("strict",)
    for quotes in tried:
        try:
            for _ in _cells(text, separator, quotes):
                pass
        except csv.Error:
            continue
        return quotes
    if separator == "\t":  # with commas a quotation mark is still needed to hold cells together
        return "none"
    if is_spaced and _even(text, separator, "loose spaced") > _even(text, separator, "loose"):
        return "loose spaced"
    return "loose"


def _even(text: str, separator: str, quotes: Quotes) -> int:
    """How many rows have the commonest number of cells."""
    return max(Counter(len(cells) for _, cells in _cells(text, separator, quotes)).values(), default=0)


def rows(text: str, separator: str, quotes: Quotes, before: int) -> Iterator[Row]:
    """The rows that are not blank.

    Args:
        before: lines of the file above the text.
    """
    split: Iterator[Row]
    if len(separator) > 1:
        split = ((number, line.strip("\r\n").split(separator, 1)) for number, line in enumerate(io.StringIO(text), 1))
    else:
        split = _cells(text, separator, quotes)
    for number, cells in split:
        if any(map(str.strip, cells)):
            yield number + before, cells


def unclosed(text: str, separator: str, quotes: Quotes, before: int) -> int | None:
    """The line of a quotation mark that is never closed."""
    if not quotes.startswith("loose"):
        return None
    begin = 1
    reader = csv.reader(_lines(text), delimiter=separator, strict=True, skipinitialspace=quotes.endswith("spaced"))
    try:
        for _ in reader:
            begin = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            return begin + before
    return None


def _cells(text: str, separator: str, quotes: Quotes) -> Iterator[Row]:
    csv.field_size_limit(wanted.SIZE_LIMIT)
    quoting: Literal[0, 3] = csv.QUOTE_NONE if quotes == "none" else csv.QUOTE_MINIMAL
    reader = csv.reader(
        _lines(text),
        delimiter=separator,
        quoting=quoting,
        strict=quotes.startswith("strict"),
        skipinitialspace=quotes.endswith("spaced"),
    )
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _lines(text: str) -> Iterable[str]:
    """The lines with their ends. A StringIO is quicker, and takes four bytes for each sign."""
    if len(text) < _MUCH:
        return io.StringIO(text, newline="")
    return (found.group() for found in _LINE.finditer(text))
