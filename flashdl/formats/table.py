"""Tables of text as decks: CSV, TSV, what Anki exports as text, and sets pasted from Quizlet.

    front,back,tags
    to walk,andar,verb

The separator, the encoding and the header are found out; Anki's own head (`#separator:tab`, `#html:true`,
`#deck column:3` ...) says more. A row that makes no card is told with its line, and the others are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Literal

from flashdl.errors import FileError
from flashdl.formats import gaps, wanted
from flashdl.formats.entries import CardError, Entries, Entry
from flashdl.formats.html_text import looks_like_html, readable
from flashdl.formats.table_columns import Columns, ColumnsError, guessed, of_anki, of_header, said
from flashdl.formats.wanted import Deck, Wanted

SAMPLE = 200
"""Rows that are looked at before the reading."""
WIDEST = 200
"""Columns."""

ADVICE = "front,-,back or, by the first row, --columns front=Country,back=Capital"

_SINGLE = ("\t", ";", ",", "|")
_DOUBLE = (" - ", " – ", " — ", " :: ", " = ", ": ")
"""Tried where no single sign parts the lines: as people write lists of words."""
_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":", "\\t": "\t"}
_SHOWN = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "pipes", " ": "spaces", ":": "colons"}
_HEAD = re.compile(
    r"#(separator|html|tags|deck|notetype|columns|if matches|(?:guid|notetype|deck|tags) column):(.*)", re.IGNORECASE
)
_SPECIAL = {"guid column": "id", "notetype column": "notetype", "deck column": "deck", "tags column": "tags"}
_PARTS = re.compile(r"[,;]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MUCH = 8 << 20


@dataclass(slots=True)
class _Head:
    """What stands above the rows."""

    lines: int = 0
    separator: str = ""
    html: bool | None = None
    """None: not said."""
    tags: tuple[str, ...] = ()
    deck: str = ""
    notetype: str = ""
    special: dict[str, int] = field(default_factory=dict)
    """Role to 0-based column."""
    names: str = ""
    """What `#columns:` says."""
    is_anki: bool = False


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows are to be read."""

    separator: str
    quotes: str
    """"strict", "loose" or "none": whether quotation marks hold a cell together."""
    columns: Columns
    width: int
    html: bool

    def at(self, role: str) -> int:
        """The 0-based column of a role; the cell behind the last, which is empty, where there is none."""
        roles = self.columns.roles
        return roles.index(role) if role in roles else self.width

    def reader(self, head: _Head, entries: Entries) -> Callable[[int, list[str]], None]:
        """What makes an entry of a line and its cells.

        Raises (the reader):
            CardError: the row is not to become a card.
        """
        width, html, by_space, usual = self.width, self.html, head.is_anki, head.notetype
        front_at, hint_at, tags_at, id_at, deck_at, kind_at = map(
            self.at, ("front", "hint", "tags", "id", "deck", "notetype")
        )
        first_back, *more_backs = [column for column, role in enumerate(self.columns.roles) if role == "back"] or [
            width
        ]
        padding = [""] * width

        def take(line: int, row: list[str]) -> None:
            cells = [*map(str.strip, row), ""]
            if len(row) != width:
                _refuse_wide(line, row, width)
                cells = [*cells[: min(width, len(row))], *padding[len(row) :], ""]
            if html:
                for column in (front_at, hint_at, first_back, *more_backs):
                    cells[column] = readable(cells[column])
            front, back, reverse, typed = cells[front_at], cells[first_back], False, False
            others = [cells[column] for column in more_backs]
            if kind := (cells[kind_at] or usual).casefold():
                optional = "optional reversed" in kind and bool(others)
                reverse = bool(others[0]) if optional else "reversed" in kind
                typed = "type in" in kind
                others = [] if optional else others
            if others:
                back = "\n".join(filter(None, (back, *others)))
            tags = _tags(cells[tags_at], by_space) if cells[tags_at] else ()
            if front and back and not (typed or reverse or cells[id_at] or cells[deck_at] or "{{" in front):
                entries.take_plain(line, front, back, cells[hint_at], tags)
                return
            made = Entry(
                line, front, (back,) if back else (), (), cells[hint_at], tags,
                cells[id_at], typed, reverse, deck=cells[deck_at],
            )  # fmt: skip
            if "{{" in front and gaps.has_gaps(front):
                entries.take(gaps.gapped(made, back))
            else:
                entries.take(made if front and back else _complete(made))

        return take


Row = tuple[int, list[str]]
"""(line of the file where it begins, cells)."""


def read(deck: Wanted) -> Deck:
    """The rows as cards in their order, and what is wrong with those that were left out.

    Raises:
        ColumnsError: nobody can tell which column is which.
        FileError: it is no table.
    """
    path = str(deck.path)
    text, remark = wanted.decoded(deck.path, wanted.content(deck.path))
    head, body = _headed(text)
    if not deck.lone and deck.path.suffix.casefold() == ".txt" and not _is_surely(head, body):
        return Deck(deck.fallback, ())  # a folder holds all kinds of text
    layout = _laid_out(head, body, deck)
    name = head.deck or deck.fallback
    entries = Entries(path, deck.shown, name, head.tags, deck.each)
    if remark:
        entries.note(None, remark)
    rows = _rows(body, layout.separator, layout.quotes, head.lines)
    take = layout.reader(head, entries)
    for line, cells in islice(rows, 1, None) if layout.columns.header else rows:
        try:
            take(line, cells)
        except CardError as error:
            entries.note(error.line, error.message)
    if fault := _unclosed(body, layout, head.lines):
        entries.note(fault, "a quotation mark opens here and is closed nowhere; what follows it was read as one cell")
    return Deck(name, tuple(entries.candidates), tuple(entries.problems), _form(head, layout))


def _is_surely(head: _Head, body: str) -> bool:
    """Whether a text can be nothing but a table."""
    separator = _sniffed(body)
    return (
        head.is_anki
        or separator in ("\t", ";", "|")
        or (len(separator) == 1 and of_header(next(iter(_rows(body, separator, "loose", 0)), (0, [""]))[1]) is not None)
    )


def name(deck: Wanted) -> str:
    """The deck's name, from the head alone."""
    raw = wanted.content(deck.path)[:4096]
    return _headed(raw.decode("utf-8", "ignore").removeprefix("\ufeff"))[0].deck or deck.fallback


def is_table(text: str) -> bool:
    """Whether most lines of a text fall into the same number of cells."""
    return _headed(text)[0].is_anki or bool(_sniffed(text))


# --- the head


def _headed(text: str) -> tuple[_Head, str]:
    """(what the lines above the rows say, the rows)."""
    head, at = _Head(), 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        line = text[at:end].rstrip("\t\r\n ")
        found = _HEAD.fullmatch(line)
        if line and found is None and not (head.is_anki and line.startswith("#")):
            break  # a row, perhaps one whose front begins with the sign
        if found:
            _learn(head, found.group(1).casefold(), found.group(2))
        head.lines, at = head.lines + 1, end
    return head, text[at:]


def _learn(head: _Head, name: str, value: str) -> None:
    head.is_anki = True
    plain = value.strip()
    if name == "separator":
        head.separator = _NAMED.get(plain.casefold(), plain or value[:1])
    elif name == "html":
        head.html = plain.casefold() == "true"
    elif name == "tags":
        head.tags = tuple(plain.split())
    elif name == "deck":
        head.deck = plain
    elif name == "notetype":
        head.notetype = plain
    elif name == "columns":
        head.names = value
    elif name in _SPECIAL and plain.isdecimal() and 0 < int(plain[:4]) <= WIDEST:
        head.special[_SPECIAL[name]] = int(plain) - 1


# --- the layout


def _laid_out(head: _Head, body: str, deck: Wanted) -> _Layout:
    path = str(deck.path)
    separator = head.separator or _sniffed(body) or ("\t" if head.is_anki else "")
    if not separator:
        if not body.strip():
            raise FileError("there is no row in this table.", path)
        raise FileError(
            "no sign parts front and back the same way in most lines; put a tab or a comma between them.", path
        )
    quotes = _quotes(body, separator)
    sample = [cells for _, cells in islice(_rows(body, separator, quotes, 0), SAMPLE)]
    if not sample:
        raise FileError("there is no row in this table.", path)
    width = (
        max(map(len, sample)) if head.is_anki else _width([_filled(cells) for cells in sample], of_header(sample[0]))
    )
    if width > WIDEST:
        raise FileError(f"this table has {width:,} columns; a deck has a few.", path)
    html = head.html if head.html is not None else any(looks_like_html(cell) for cells in sample for cell in cells)
    return _Layout(separator, quotes, _columns(head, sample, width, deck), width, html)


def _filled(cells: Sequence[str]) -> int:
    """How many cells a row has up to its last that holds something."""
    return max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _width(counts: Sequence[int], header: Columns | None) -> int:
    """Columns of a table: as many as its header has, else the most that rows have not by mistake."""
    if header:
        return len(header.roles)
    usual = [count for count in set(counts) if counts.count(count) >= max(2, len(counts) / 10)]
    # The wider of two that are as common: a row that lacks its back is a fault of the row.
    return max(usual, default=max(counts, key=lambda count: (counts.count(count), count)))


def _columns(head: _Head, sample: Sequence[Sequence[str]], width: int, deck: Wanted) -> Columns:
    path = str(deck.path)
    named = of_header(sample[0])
    if deck.columns:
        return said(deck.columns, sample[0], width, path)
    if head.names:
        found = of_header(next(iter(_rows(head.names, head.separator or "\t", "strict", 0)), (0, [""]))[1])
        if found and len(found.roles) == width:
            special = {column: role for role, column in head.special.items()}
            roles = tuple(special.get(column, role) for column, role in enumerate(found.roles))
            if {"front", "back"} <= set(roles):
                return Columns(roles)
    if named:
        return named
    if head.is_anki:
        roles = of_anki(width, head.special)
        if "front" in roles:
            return Columns(roles)
    if width == 2:
        return Columns(guessed(2))
    if width < 2:
        raise FileError("this table has one column; a card needs a front and a back.", path)
    message = f"it has {width} columns and no header that flashdl knows; say which is which, as in --columns {ADVICE}."
    raise ColumnsError(message, path, sample[:5], guessed(width))


def _sniffed(text: str) -> str:
    """The sign or signs that part the cells; nothing where most lines have none."""
    lines = [line for line in islice(io.StringIO(text), SAMPLE * 3) if line.strip()]
    if not lines:
        return ""
    sample = "".join(lines)
    best, most = "", 0.0
    for separator in _SINGLE:
        counts = [len(cells) for _, cells in _rows(sample, separator, _quotes(sample, separator), 0)]
        if share := _evenness(counts):
            # Tabs and semicolons hardly stand in text by chance, commas do.
            share += {"\t": 0.3, ";": 0.1}.get(separator, 0.0)
            best, most = (separator, share) if share > most else (best, most)
    if most >= 0.7:
        return best
    for separator in _DOUBLE:
        if sum(separator in line for line in lines) >= 0.8 * len(lines):
            return separator
    return best


def _evenness(counts: Sequence[int]) -> float:
    """The share of rows that have the commonest number of cells, two or more; 0 where that is less than half."""
    usual = max(set(counts), key=counts.count, default=0)
    share = counts.count(usual) / len(counts) if counts else 0.0
    return share if usual >= 2 and share >= 0.5 else 0.0


def _quotes(text: str, separator: str) -> str:
    if len(separator) > 1 or '"' not in text:
        return "none"
    try:
        for _ in _cells(text, separator, "strict"):
            pass
    except csv.Error:
        # With tabs a quotation mark is a part of the text; with commas it is still needed to hold cells together.
        return "none" if separator == "\t" else "loose"
    return "strict"


def _lines(text: str) -> Iterable[str]:
    """The lines with their ends. A StringIO is quicker, and takes four bytes for each sign."""
    if len(text) < _MUCH:
        return io.StringIO(text, newline="")
    return (found.group() for found in _LINE.finditer(text))


def _cells(text: str, separator: str, quotes: str) -> Iterator[Row]:
    csv.field_size_limit(wanted.SIZE_LIMIT)
    quoting: Literal[0, 3] = csv.QUOTE_NONE if quotes == "none" else csv.QUOTE_MINIMAL
    reader = csv.reader(_lines(text), delimiter=separator, quoting=quoting, strict=quotes == "strict")
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _rows(text: str, separator: str, quotes: str, before: int) -> Iterator[Row]:
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


def _unclosed(body: str, layout: _Layout, before: int) -> int | None:
    """The line of a quotation mark that is never closed."""
    if layout.quotes != "loose":
        return None
    begin = 1
    reader = csv.reader(_lines(body), delimiter=layout.separator, strict=True)
    try:
        for _ in reader:
            begin = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            return begin + before
    return None


# --- rows to entries


def _refuse_wide(line: int, cells: Sequence[str], width: int) -> None:
    if _filled(cells) > width:
        message = f"this row has {len(cells)} columns and the table {width}; it was left out"
        raise CardError(line, f"{message}; put quotes around text that holds the separator.")


def _complete(entry: Entry) -> Entry:
    for side, is_there in (("front", bool(entry.front)), ("back", bool(entry.answers))):
        if not is_there:
            raise CardError(entry.line, f"this row has no {side}; write one, or take the row out.")
    return entry


@lru_cache(maxsize=1024)
def _tags(text: str, by_space: bool) -> tuple[str, ...]:
    """Anki parts tags by spaces; elsewhere a tag may hold one."""
    parts = text.split() if by_space else _PARTS.split(text)
    return tuple(dict.fromkeys(tag for part in parts if (tag := part.strip().lstrip("#"))))


def _form(head: _Head, layout: _Layout) -> str:
    parted = _SHOWN.get(layout.separator, f"“{layout.separator.strip()}”")
    kind = "Anki's text" if head.is_anki else "a table"
    return f"{kind} parted by {parted}, columns {layout.columns}"
