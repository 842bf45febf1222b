"""Tables: first what kind a table is, then the facts it states. (Kinds and shares: 388 tables of 24 vaults.)"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from flashdl.generator.language import Language, is_ordinal
from flashdl.generator.markdown import Row, Table
from flashdl.generator.text import BOLD, CODE, LINK, Text, contains, exact, normal, one_line, stems, words
from flashdl.generator.values import (
    Value,
    is_address,
    is_code_name,
    is_contentless,
    is_date,
    is_number,
    is_tick,
    is_year,
    value,
)

ASIDE = "the two columns stand beside each other; neither says something of the other"
LONGEST_HEADER, LEAST_SENTENCE = 9, 3
"""Words of a cell that can name a column; with a full stop behind them, fewer."""
LAST_COLUMN, LAST_ROW = 12, 400
"""A table beyond this is worked data, not knowledge; also the bound on the work a hostile note can ask for."""


class Kind(Enum):
    """What a table is for."""

    RECORDS = "records"
    CHEAT_SHEET = "cheat sheet"
    COMPARISON = "comparison"
    DEFINITIONS = "definitions"
    RELATION = "relation"
    INFOBOX = "infobox"


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell: what a table says of one subject."""

    subject: str
    attribute: str
    value: Value
    type: str
    """The key column's header; empty where it says nothing."""
    line: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A table that states facts."""

    kind: Kind
    table: Table
    facts: tuple[Fact, ...]
    key: int
    """The key column."""

    @property
    def caption(self) -> str:
        """What an infobox is of, where it says so itself: the one title in its header; empty elsewhere."""
        header = self.header
        return header[0].strip(" :*") if self.kind is Kind.INFOBOX and not header[1] else ""

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(one_line(cell.plain) for cell in self.table.header)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(one_line(cell.plain) for cell in row.cells) for row in self.table.rows)


def read(table: Table, heading: str, language: Language, *, title: str = "") -> Reading | str:
    """The facts of a table, or in words why it states none.

    Args:
        heading: the nearest heading above the table.
        title: the note's.
    """
    if len(table.header) > LAST_COLUMN or len(table.rows) > LAST_ROW:
        return (
            f"a table of {len(table.rows)} rows and {len(table.header)} columns is worked data, not something to learn"
        )
    table = _first_of_two(_folded(_with_header(table)))
    reason = _no_knowledge(table, language)
    if reason:
        return reason
    table = _carried_down(table)
    kind = _kind(table, heading, language)
    if kind is Kind.RELATION and any(_sets_against(table, above, language) for above in (heading, title)):
        kind = ASIDE
    if isinstance(kind, str):
        return kind
    key = _key_column(table)
    return Reading(kind, table, tuple(_facts(table, kind, key, language)), key)


def _with_header(table: Table) -> Table:
    """A bold first row becomes the header where the header row is empty or holds one title."""
    named = [cell for cell in table.header if cell]
    if len(named) > 1 or len(table.header) < 2 or not table.rows:
        return table
    first = table.rows[0]
    bold = [cell for cell in first.cells if cell.only(BOLD)]
    if len(bold) < max(2, len(first.cells) - 1):
        return table
    return replace(table, header=first.cells, rows=table.rows[1:])


def _folded(table: Table) -> Table:
    """A table whose header repeats itself (`Letter | Name | Letter | Name`) is a long one laid side by side."""
    header = [normal(cell.plain) for cell in table.header]
    width = next(
        (size for size in range(1, len(header) // 2 + 1) if header == header[:size] * (len(header) // size)), 0
    )
    if width < 2 or len(header) % width:
        return table
    rows = tuple(
        replace(row, cells=row.cells[start : start + width])
        for start in range(0, len(header), width)
        for row in table.rows
        if any(row.cells[start : start + width])
    )
    return replace(table, header=table.header[:width], rows=rows)


def _first_of_two(table: Table) -> Table:
    """Of two lists side by side the first: a later header is its own but for a word, and is followed by fewer rows."""
    first, *others = (set(one_line(cell.plain).casefold().split()) for cell in table.header)
    for place, name in enumerate(others[1:-1], 2):
        ends_sooner = bool(table.rows) and not any(table.rows[-1].cells[place:])
        if len(first) == len(name) == len(first & name) + 1 and ends_sooner:
            rows = tuple(replace(row, cells=row.cells[:place]) for row in table.rows)
            return replace(table, header=table.header[:place], rows=rows)
    return table


def _carried_down(table: Table) -> Table:
    """An empty first cell takes the one above, where the rest of its row and most of its column are filled."""
    filled = sum(bool(row.cells[0]) for row in table.rows)
    if filled < 0.3 * len(table.rows) or filled == len(table.rows):
        return table
    rows: list[Row] = []
    above = Text("")
    for row in table.rows:
        carried = not row.cells[0] and bool(above) and all(row.cells[1:])
        above = row.cells[0] or above
        rows.append(replace(row, cells=(above, *row.cells[1:])) if carried else row)
    return replace(table, rows=tuple(rows))


def _no_knowledge(table: Table, language: Language) -> str:
    """Why a table states nothing to learn; empty where it may."""
    if any(all(re.fullmatch(r":?-{2,}:?", cell.plain.strip()) for cell in row.cells if cell) for row in table.rows):
        return "two tables stand in it with no empty line between them"
    cells = [one_line(cell.plain) for row in table.rows for cell in row.cells]
    filled = [text for text in cells if text]
    if len(table.header) < 2:
        return "a table of one column pairs nothing with anything"
    if not table.rows or len(filled) <= max(1, len(cells) // 4):
        return "the table is empty, or a template to be filled in"
    reason = _told_by_header(table, language) or _told_by_cells(table, filled, language)
    if not reason and len(table.rows) == 1 and len(table.header) > 2:
        return "a table of one row is an example rather than knowledge"
    return reason


def _is_operation(table: Table, header: list[str]) -> bool:
    """Whether rows and columns are named after the same things, as in a multiplication table."""
    across = {exact(name) for name in header[1:]}
    down = {exact(one_line(row.cells[0].plain)) for row in table.rows}
    return len(across & down) >= 2 and 4 * len(across & down) >= 3 * max(len(across), len(down))


def _told_by_header(table: Table, language: Language) -> str:
    header = [one_line(cell.plain) for cell in table.header]
    plans = sum(language.is_header("plan", name) for name in header)
    results = sum(language.is_header("contest", name) for name in header)
    if results >= 2 or (language.is_header("winner", header[-1]) and _decides(table, header)):
        return "the table holds the results of a contest, or what was decided in one case"
    if any(language.is_header("person", name) for name in header):
        return "the table holds example data about people"
    if plans >= 2 or _planned(header, table, language) or (plans and language.is_header("media", header[0])):
        return "the table is a plan, a log or a list of one's own"
    if any(re.search(r":$|^[\"'].*[\"']$", name) or _is_sentence(name) for name in header[1:]):
        return "the header looks like data, so nothing says what the columns are"
    if any(re.search(r"[<>≤≥]\s*\d", name) for name in header[1:]):
        return "a header is the value of a row, so nothing says what the columns are"
    if header[0].isdigit() and _share(table, 0, str.isdigit) > 0.5:
        return "the header is the first of several numbered lines, so nothing says what the columns are"
    if _is_operation(table, header):
        return "the table says what an operation makes of each two things; it is worked out, not learnt"
    if all(language.is_header("sides", name) for name in header):
        return "the columns are lists beside each other; a row pairs nothing"
    return ""


def _is_sentence(name: str) -> bool:
    """Whether what stands in a header is too long for one, or ends as a sentence does: a first row in its place."""
    return len(words(name)) > LONGEST_HEADER or (len(words(name)) >= LEAST_SENTENCE and name.endswith("."))


def _decides(table: Table, header: list[str]) -> bool:
    """Whether the last column says which of the other columns is better, by its name or a letter."""
    chosen = [one_line(row.cells[-1].plain) for row in table.rows]
    named = [len(told) <= 2 or any(contains(name, told) or contains(told, name) for name in header) for told in chosen]
    return 2 * sum(named) > len(named)


def _told_by_cells(table: Table, filled: list[str], language: Language) -> str:
    header = [one_line(cell.plain) for cell in table.header]
    if sum(is_tick(text) for text in filled) > 0.6 * len(filled):
        return "the cells are ticks; each would make a yes-or-no question"
    tiny = sum(len(text) <= 2 or is_number(text) for text in filled)
    if tiny >= 0.85 * len(filled) or sum(is_number(name) or not name for name in header) > len(header) / 2 + 0.5:
        return "the table holds example data: nearly all cells are numbers or single letters"
    numeric = [column for column in range(1, len(header)) if _share(table, column, is_number) > 0.8]
    known = any(language.is_header("attribute", header[column]) for column in numeric)
    if len(table.rows) >= 4 and len(numeric) == len(header) - 1 and not known and not _share(table, 0, is_year):
        return "the table holds example data: every column but the first is numbers"
    behind = [one_line(cell.plain) for row in table.rows for cell in row.cells[1:] if cell]
    told = any(language.is_header("attribute", name) for name in header[1:])
    if not told and sum(map(is_number, behind)) > 0.6 * len(behind):
        return "the table holds worked data: most of its cells are numbers"
    if sum(is_address(text) for text in filled) > 0.3 * len(filled):
        return "the table is a list of addresses"
    linked = [sum(bool(row.cells[column].only(LINK)) for row in table.rows) for column in range(len(header))]
    if all(count > 0.8 * len(table.rows) for count in linked):
        return "every cell is a link; the table says nothing of them"
    return ""


def _planned(header: list[str], table: Table, language: Language) -> bool:
    """One planning word in the header, and dates, tick boxes or little else below."""
    if not any(language.is_header("plan", name) for name in header):
        return False
    boxes = sum(bool(re.match(r"\s*\[[ xX]?\]", cell.plain)) for row in table.rows for cell in row.cells)
    dates = sum(is_date(cell.plain) for row in table.rows for cell in row.cells)
    return boxes + dates >= len(table.rows) / 2 or language.is_header("plan", header[0])


def _share(table: Table, column: int, test: object) -> float:
    cells = [one_line(row.cells[column].plain) for row in table.rows if row.cells[column]]
    return sum(map(test, cells)) / len(cells) if cells and callable(test) else 0.0


def _kind(table: Table, heading: str, language: Language) -> Kind | str:
    """The kind of a table that may state facts, or why it states none after all."""
    header = [one_line(cell.plain) for cell in table.header]
    first, others = header[0], header[1:]
    versus = language.holds("versus", heading)
    attributes = sum(language.is_header("attribute", name) for name in others)
    if len(header) == 2 and language.is_header("parameter", first) and language.is_header("value", others[0]):
        return Kind.INFOBOX
    if not any(header):
        bold = sum(row.cells[0].only(BOLD) for row in table.rows)
        if len(header) == 2 and bold >= len(table.rows) - 1:
            return Kind.INFOBOX if len(table.rows) <= 6 else Kind.DEFINITIONS
        return Kind.DEFINITIONS if len(header) == 2 else "the table has no header that would say what its columns are"
    if len(header) == 2 and _is_caption(first, others[0], language):
        return Kind.INFOBOX
    if not all(others):
        return "a column has no header, so nothing says what it holds"
    compared = len(others) >= 2 and attributes == 0
    keys = [_key_text(row.cells[0]) for row in table.rows]
    # In "A vs B" the things compared may stand in the columns or, turned round, in the rows.
    in_rows = sum(contains(heading, name) for name in keys) > sum(contains(heading, name) for name in others)
    names = bool(others) and all(re.search(r"\w[A-Z0-9]", name) for name in others)
    numbers = [is_number(one_line(cell.plain)) for row in table.rows for cell in row.cells[1:] if cell]
    if compared and not in_rows and (names or language.is_header("aspect", first) or versus):
        if sum(numbers) > 0.4 * len(numbers):
            return "the table holds worked data: many of its cells are numbers"
        return Kind.COMPARISON
    if len(header) == 2 and any(
        language.is_header(group, others[0]) for group in ("description", "definition", "meaning")
    ):
        return Kind.DEFINITIONS
    if holds_code(table) or language.is_header("command", first):
        return Kind.CHEAT_SHEET
    if len(header) >= 3:
        return ASIDE if _are_lists(table) else Kind.RECORDS
    if _contrasted(table, language):
        return ASIDE
    return Kind.RELATION


def _is_caption(first: str, second: str, language: Language) -> bool:
    """Whether a title stands alone in the header: a thing that the rows tell of, and not what they have in common."""
    groups = ("attribute", "generic", "description", "parameter", "aspect")
    return bool(first) and not second and not any(language.is_header(group, first) for group in groups)


def holds_code(table: Table) -> bool:
    """Whether some column is of code for the most part."""
    return any(_is_code(table, column) for column in range(len(table.header)))


def _is_code(table: Table, column: int) -> bool:
    filled = [row.cells[column] for row in table.rows if row.cells[column]]
    return bool(filled) and sum(any(cell.of(CODE)) for cell in filled) >= 0.6 * len(filled)


def _sets_against(table: Table, above: str, language: Language) -> bool:
    """Whether both columns of a table are the things that a heading compares: `Processes vs Threads`."""
    if not language.holds("versus", above):
        return False
    return all(contains(above, one_line(cell.plain)) for cell in table.header)


def _contrasted(table: Table, language: Language) -> bool:
    """Two lists side by side: no attribute word in the header, the first column as long as the second."""
    one, other = (set(one_line(cell.plain).casefold().split()) for cell in table.header)
    if len(one) == len(other) == len(one & other) + 1 and any(language.singular(word) for word in one & other):
        return True  # `Inbound features | Outbound features`
    if any(language.is_header("attribute", one_line(cell.plain)) for cell in table.header):
        return False
    pairs = [[stems(cell.plain, least=4) for cell in row.cells] for row in table.rows if all(row.cells)]
    if len(pairs) >= 3 and all(len(side) >= 2 for pair in pairs for side in pair):
        told = [bool(left & right) for left, right in pairs]
        if 2 * sum(told) >= len(told):
            return True  # `High throughput | Variable throughput`: neither is the other's
    sizes = [[len(words(row.cells[column].plain)) for row in table.rows] for column in (0, 1)]
    left, right = (sum(size) / max(1, len(size)) for size in sizes)
    return left >= 4 and right > 0 and 0.6 < left / right < 1.7


def _are_lists(table: Table) -> bool:
    """Lists that stand beside each other: each is filled from the top, others go on below the end of the first, and a
    name stands in several of them."""
    columns = [[one_line(row.cells[at].plain) for row in table.rows] for at in range(len(table.header))]
    lengths = [sum(map(bool, column)) for column in columns]
    if lengths[0] == max(lengths) or not all(
        all(column[:length]) for column, length in zip(columns, lengths, strict=True)
    ):
        return False
    standing = Counter(name for column in columns for name in {normal(cell) for cell in column if cell})
    return max(standing.values()) > 1


def _key_column(table: Table) -> int:
    """The first column, or the second where the first only counts."""
    cells = [one_line(row.cells[0].plain).rstrip(".") for row in table.rows]
    if len(table.header) < 3 or not all(re.fullmatch(r"\d+", cell) or not cell for cell in cells):
        return 0
    # The same whatever the note's language is: the key column is a part of what makes a card the same card.
    return 1 if not table.header[0] or is_ordinal(one_line(table.header[0].plain)) else 0


def _facts(table: Table, kind: Kind, key: int, language: Language) -> Iterator[Fact]:
    header = [one_line(cell.plain) for cell in table.header]
    subjects = _subjects(table, key)
    # Where the second column tells keys apart it is a part of them, and nothing to ask for.
    taken = subjects != [_key_text(row.cells[key]) for row in table.rows]
    for index, row in enumerate(table.rows):
        name = subjects[index]
        # `null` and `$all` in code are names like others.
        is_empty = is_contentless(name, language) and not (is_code_name(name) and re.search(r"`.*\w", name))
        if not name or is_empty or _is_identifier(name):
            continue
        for column in range(len(header)):
            if column <= key + taken or not row.cells[column]:
                continue
            held = value(row.cells[column], language)
            # A caption is nobody's kind: it says of what all rows are, as another column's header does.
            named, type_ = (header[column], header[key]) if header[column] else (header[key], "")
            yield Fact(name, named, held, type_, row.line, index, column)


def _subjects(table: Table, key: int) -> list[str]:
    """Each row's key. Where keys repeat and the next column tells them apart, that stands behind in parentheses."""
    keys = [_key_text(row.cells[key]) for row in table.rows]
    counts = Counter(map(normal, keys))
    if max(counts.values(), default=0) < 2 or key + 1 >= len(table.header):
        return keys
    both = [f"{name} ({one_line(row.cells[key + 1].plain)})" for name, row in zip(keys, table.rows, strict=True)]
    apart = len(set(map(normal, both))) == len(both) and len(table.header) > key + 2
    return [
        pair if apart and name and counts[normal(name)] > 1 else name for name, pair in zip(keys, both, strict=True)
    ]


def _is_identifier(name: str) -> bool:
    """A row number of some database, `04236d97-d45b`, or a mere place for something, `<query>`."""
    return re.fullmatch(r"(?=.*\d)[0-9a-f-]{8,}|`<[^<>]*>`", name) is not None


def _key_text(cell: Text) -> str:
    return one_line(cell.plain).strip(" :*")


def keyed_once(facts: Iterable[Fact]) -> frozenset[str]:
    """The subjects (exact form) that stand in one row only: only of them can something be asked."""
    rows: dict[str, set[int]] = {}
    for fact in facts:
        rows.setdefault(exact(fact.subject), set()).add(fact.row)
    return frozenset(subject for subject, found in rows.items() if len(found) == 1)
