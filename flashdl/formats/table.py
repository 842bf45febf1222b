"""Tables of text as decks: CSV, TSV, what Anki exports as text, and sets pasted from Quizlet.

    front,back,tags
    to walk,andar,verb

The separator, the encoding and the header are found out; Anki's own head (`#separator:tab`, `#html:true`,
`#deck column:3` ...) says more. A row that makes no card is told with its line, and the others are read.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from flashdl.errors import FileError
from flashdl.formats import gaps, wanted
from flashdl.formats.entries import CardError, Entries, Entry, options
from flashdl.formats.html_text import looks_like_html, readable
from flashdl.formats.table_columns import (
    CARD,
    UNUSED,
    Columns,
    ColumnsError,
    guessed,
    is_like_heading,
    names_columns,
    of_anki,
    of_header,
    of_two,
    said,
)
from flashdl.formats.table_rows import SAMPLE, Quotes, quotes_in, rows, sniffed, unclosed, unfolded
from flashdl.formats.wanted import Deck, Wanted
from flashdl.terminal import one_line

WIDEST = 200
"""Columns."""

ADVICE = "front,-,back or, by the first row, --columns front=Country,back=Capital"

_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":", "\\t": "\t"}
_SHOWN = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "pipes", " ": "spaces", ":": "colons"}
_HEAD = re.compile(
    r"#(separator|html|tags|deck|notetype|columns|if matches|(?:guid|notetype|deck|tags) column):(.*)", re.IGNORECASE
)
_SPECIAL = {"guid column": "id", "notetype column": "notetype", "deck column": "deck", "tags column": "tags"}
_PARTS = re.compile(r"[,;]")
_NUMBERED = re.compile(r"(?:(?:option|choice|answer)[ _]?)?(?:([a-iA-I])|([1-9]))[.)]?", re.IGNORECASE)


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
    quotes: Quotes
    columns: Columns
    width: int
    html: bool
    told: str = ""
    """Which columns are left out, and what a first row was taken for that may be a card or name the columns."""

    def at(self, role: str) -> int:
        """The 0-based column of a role; the cell behind the last, which is empty, where there is none."""
        roles = self.columns.roles
        return roles.index(role) if role in roles else self.width

    def reader(self, head: _Head, entries: Entries) -> Callable[[int, list[str]], None]:
        """What makes an entry of a line and its cells.

        Raises (the reader):
            CardError: the row is not to become a card.
        """
        roles = self.columns.roles
        is_plain = not (self.html or head.is_anki or {"id", "deck", "notetype", "choice"} & set(roles))
        every = self._of_any(head, entries)
        return self._of_plain(entries, every) if is_plain and roles.count("back") == 1 else every

    def _of_plain(
        self, entries: Entries, otherwise: Callable[[int, list[str]], None]
    ) -> Callable[[int, list[str]], None]:
        """The reader of rows as nearly all are: it does what `_of_any` does, in half of the steps."""
        width = self.width
        front_at, back_at, hint_at, tags_at = map(self.at, ("front", "back", "hint", "tags"))

        def take(line: int, row: list[str]) -> None:
            front, back = (row[front_at].strip(), row[back_at].strip()) if len(row) == width else ("", "")
            if not front or not back or "{{" in front:
                otherwise(line, row)
                return
            hint = row[hint_at].strip() if hint_at < width else ""
            tags = _tags(row[tags_at], False) if tags_at < width and row[tags_at] else ()
            entries.take_plain(line, front, back, hint, tags)

        return take

    def _of_any(self, head: _Head, entries: Entries) -> Callable[[int, list[str]], None]:
        width, html, by_space, usual = self.width, self.html, head.is_anki, head.notetype
        front_at, hint_at, tags_at, id_at, deck_at, kind_at = map(
            self.at, ("front", "hint", "tags", "id", "deck", "notetype")
        )
        backs_at, choices_at = (
            [at for at, role in enumerate(self.columns.roles) if role == name] for name in ("back", "choice")
        )
        first_back, *more_backs = backs_at or [width]
        padding = [""] * width

        def take(line: int, row: list[str]) -> None:
            cells = [*map(str.strip, row), ""]
            if len(row) != width:
                _refuse_wide(line, row, width)
                cells = [*cells[: min(width, len(row))], *padding[len(row) :], ""]
            if html:
                for column in (front_at, hint_at, first_back, *more_backs, *choices_at):
                    cells[column] = readable(cells[column])
            back, reverse, typed = _backs(cells[first_back], [cells[at] for at in more_backs], cells[kind_at] or usual)
            front, tags = cells[front_at], _tags(cells[tags_at], by_space) if cells[tags_at] else ()
            made = Entry(
                line, front, (back,) if back else (), (), cells[hint_at], tags,
                cells[id_at], typed, reverse, deck=cells[deck_at],
            )  # fmt: skip
            if choices_at and front and back:
                entries.take(_with_choices(made, [cells[at] for at in choices_at]))
            elif front and back and not (typed or reverse or made.given or made.deck or "{{" in front):
                entries.take_plain(line, front, back, made.hint, tags)
            elif "{{" in front and gaps.has_gaps(front):
                entries.take(gaps.gapped(made, back))
            else:
                entries.take(made if front and back else _complete(made))

        return take


def read(deck: Wanted) -> Deck:
    """The rows as cards in their order, and what is wrong with those that were left out.

    Raises:
        ColumnsError: nobody can tell which column is which.
        FileError: it is no table.
    """
    path = str(deck.path)
    text, remark = wanted.decoded(deck.path, wanted.content(deck.path))
    head, body = _headed(text)
    body = unfolded(body)
    if not deck.lone and deck.path.suffix.casefold() == ".txt" and not _is_surely(head, body):
        return Deck(deck.fallback, ())  # a folder holds all kinds of text
    layout = _laid_out(head, body, deck)
    name = head.deck or deck.fallback
    entries = Entries(path, deck.shown, name, head.tags, deck.each)
    if remark:
        entries.note(None, remark)
    found = rows(body, layout.separator, layout.quotes, head.lines)
    take = layout.reader(head, entries)
    for line, cells in islice(found, 1, None) if layout.columns.header else found:
        try:
            take(line, cells)
        except CardError as error:
            entries.note(error.line, error.message)
    if fault := unclosed(body, layout.separator, layout.quotes, head.lines):
        entries.note(fault, "a quotation mark opens here and is closed nowhere; what follows it was read as one cell")
    return Deck(name, tuple(entries.candidates), tuple(entries.problems), _form(head, layout))


def _is_surely(head: _Head, body: str) -> bool:
    """Whether a text can be nothing but a table."""
    separator = sniffed(body)
    return (
        head.is_anki
        or separator in ("\t", ";", "|")
        or (len(separator) == 1 and of_header(next(iter(rows(body, separator, "loose", 0)), (0, [""]))[1]) is not None)
    )


def name(deck: Wanted) -> str:
    """The deck's name, from the head alone."""
    raw = wanted.content(deck.path)[:4096]
    return _headed(raw.decode("utf-8", "ignore").removeprefix("\ufeff"))[0].deck or deck.fallback


def is_table(text: str) -> bool:
    """Whether most lines of a text fall into the same number of cells."""
    return _headed(text)[0].is_anki or bool(sniffed(text))


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
    separator = head.separator or sniffed(body) or ("\t" if head.is_anki else "")
    if not separator:
        if not body.strip():
            raise FileError("there is no row in this table.", path)
        raise FileError(
            "no sign parts front and back the same way in most lines; put a tab or a comma between them.", path
        )
    quotes = quotes_in(body, separator)
    sample = [cells for _, cells in islice(rows(body, separator, quotes, 0), SAMPLE)]
    if not sample:
        raise FileError("there is no row in this table.", path)
    width = (
        max(map(len, sample)) if head.is_anki else _width([_filled(cells) for cells in sample], of_header(sample[0]))
    )
    if width > WIDEST:
        raise FileError(f"this table has {width:,} columns; a deck has a few.", path)
    html = head.html if head.html is not None else any(looks_like_html(cell) for cells in sample for cell in cells)
    columns = _columns(head, sample, width, deck)
    is_sure = bool(columns.is_told or head.is_anki or of_header(sample[0]))
    doubt = "" if is_sure else _doubt(sample, columns, deck.columns)
    return _Layout(separator, quotes, columns, width, html, _left_out(sample[0], columns) + doubt)


def _left_out(first: Sequence[str], columns: Columns) -> str:
    """Which columns nothing is made of, by their names or numbers."""
    left = [place for place, role in enumerate(columns.roles) if role == UNUSED]
    named = [one_line(first[place].strip())[:40] if columns.header and place < len(first) else "" for place in left]
    said = [f"“{name}”" if name else f"column {place + 1}" for place, name in zip(left, named, strict=True)]
    return f"; left out: {', '.join(said)}" if said else ""


def _doubt(sample: Sequence[Sequence[str]], columns: Columns, chosen: tuple[str, ...]) -> str:
    """What a person is told of a first row that nobody can be sure of; nothing where there is no doubt.

    Args:
        chosen: the columns as the person said them.
    """
    if not (columns.header or is_like_heading(sample)) or (chosen and len(columns.roles) == 2):
        return ""
    names = [one_line(cell.strip()) for cell in sample[0]]
    if columns.header:
        named, said = ", ".join(f"“{name}”" for name in names), ",".join((*columns.roles, *((CARD,) if chosen else ())))
        return f"; its first row, {named}, was taken as the header (--columns {said} makes that a card)"
    return f"; its first row is a card (--columns {shlex.quote(_named(columns.roles, names))} makes it the header)"


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
        try:
            return said(deck.columns, sample, width)
        except ValueError as error:
            raise ColumnsError(str(error), path, sample[:5], guessed(sample[0], width)) from error
    if head.names:
        found = of_header(next(iter(rows(head.names, head.separator or "\t", "strict", 0)), (0, [""]))[1])
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
        return of_two(sample[0])
    if width < 2:
        raise FileError("this table has one column; a card needs a front and a back.", path)
    likely, advice = guessed(sample[0], width), ADVICE
    if names_columns(sample[0]):
        advice = shlex.quote(_named(likely, [one_line(cell.strip()) for cell in sample[0]]))
    message = f"it has {width} columns and no header that flashdl knows; say which is which, as in --columns {advice}."
    raise ColumnsError(message, path, sample[:5], likely)


def _named(roles: Sequence[str], names: Sequence[str]) -> str:
    """Columns as `--columns` takes them by what the first row calls them."""
    return ",".join(f"{role}={name}" for role, name in zip(roles, names, strict=False) if role != UNUSED)


# --- rows to entries


def _refuse_wide(line: int, cells: Sequence[str], width: int) -> None:
    if _filled(cells) > width:
        message = f"this row has {len(cells)} columns and the table {width}; it was left out"
        raise CardError(line, f"{message}; put quotes around text that holds the separator.")


def _backs(first: str, others: Sequence[str], kind: str) -> tuple[str, bool, bool]:
    """(the back, whether it is asked both ways, whether its answer is typed) as Anki's note type has it."""
    kind = kind.casefold()
    is_optional = "optional reversed" in kind and bool(others)
    reverse = bool(others[0]) if is_optional else "reversed" in kind
    lines = (first,) if is_optional else (first, *others)
    return "\n".join(filter(None, lines)) if others else first, reverse, "type in" in kind


def _with_choices(entry: Entry, written: Sequence[str]) -> Entry:
    """The entry with the options of its row, as long as there are two to choose from.

    Raises:
        CardError: the answer is none of them.
    """
    answer = _chosen(entry.line, entry.answers[0], written)
    choices = options(answer, filter(None, written))
    return replace(entry, answers=(answer,), choices=choices if len(choices) > 1 else (), reversed=False, typed=False)


def _chosen(line: int, said: str, written: Sequence[str]) -> str:
    """The right one of several options: as the row has it, or by its letter or number."""
    if said.casefold() in (option.casefold() for option in written):
        return said
    found = _NUMBERED.fullmatch(said)
    if found is None:
        return said  # the options are the wrong ones
    place = int(found.group(2)) - 1 if found.group(2) else "abcdefghi".index(found.group(1).casefold())
    if place >= len(written) or not written[place]:
        raise CardError(line, f"the answer is “{said}” and there is no such choice; write the answer itself.")
    return written[place]


def _complete(entry: Entry) -> Entry:
    for side, is_there in (("front", bool(entry.front)), ("back", bool(entry.answers))):
        if not is_there:
            raise CardError(entry.line, f"this row has no {side}; write one, or take the row out.")
    return entry


@lru_cache(maxsize=1024)
def _tags(text: str, by_space: bool) -> tuple[str, ...]:
    """Anki parts tags by spaces; elsewhere a tag may hold one."""
    parts = text.split() if by_space else _PARTS.split(text)
    return tuple(dict.fromkeys(tag for part in parts if (tag := part.strip(" \t[]\"'").lstrip("#"))))


def _form(head: _Head, layout: _Layout) -> str:
    parted = _SHOWN.get(layout.separator, f"“{layout.separator.strip()}”")
    kind = "Anki's text" if head.is_anki else "a table"
    return f"{kind} parted by {parted}, columns {layout.columns}{layout.told}"
