"""The place an answer came from: a sentence, or the piece of a table with the asked row marked."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from flashdl.model import Excerpt
from flashdl.tui.drawing import QUIET, face, fitted

MARK = "▸ "
ASKED_CELL = "bold underline"
ASKED_ROW = "bold"

_GAP = 3
_NARROWEST = 6
_LONGEST_WORD = 16
_ROWS_AROUND = 12


def excerpt(value: Excerpt, width: int) -> Content:
    """The excerpt in lines no wider than `width`; empty where there is nothing to show."""
    if value.header:
        return _table(value, max(width, 12))
    return face(value.text)


def row_of_interest(value: Excerpt) -> int:
    """0-based line of the drawn excerpt that should be in sight, as far as it can be told before wrapping."""
    if not value.header or value.row is None:
        return 0
    return 1 + min(value.row, _ROWS_AROUND)


def _table(value: Excerpt, width: int) -> Content:
    columns = _chosen_columns(len(value.header), value.column, width)
    first = max(0, (value.row or 0) - _ROWS_AROUND)
    last = first + 2 * _ROWS_AROUND + 1
    rows = [[face(row[column] if column < len(row) else "") for column in columns] for row in value.rows[first:last]]
    header = [face(value.header[column], QUIET) for column in columns]
    widths = _widths([header, *rows], width - len(MARK) - _GAP * (len(columns) - 1))
    lines = [_row(header, widths, "  ", whole=True)]
    for index, row in enumerate(rows, first):
        asked = index == value.row
        cells = _emphasised(row, columns, value.column) if asked else row
        lines.append(_row(cells, widths, MARK if asked else "  ", whole=asked))
    return Content("\n").join(lines)


def _chosen_columns(count: int, asked: int | None, width: int) -> list[int]:
    """The columns that there is room for: the key's, the asked one, then its neighbours."""
    room = max(2, (width - len(MARK) + _GAP) // (_NARROWEST + _GAP))
    if count <= room:
        return list(range(count))
    centre = min(asked or 0, count - 1)
    by_nearness = sorted(range(count), key=lambda column: (column not in (0, centre), abs(column - centre)))
    return sorted(by_nearness[:room])


def _widths(rows: list[list[Content]], room: int) -> list[int]:
    """A width for each column; the widest give way until all fit into `room` cells.

    The words of the header, the first row, are broken only where there is no other way.
    """
    widths = [max(2, *(cell.cell_length for cell in column)) for column in zip(*rows, strict=True)]
    words = [min(_LONGEST_WORD, max(map(cell_len, cell.plain.split()), default=0)) for cell in rows[0]]
    for floors in ([max(_NARROWEST, word) for word in words], [_NARROWEST] * len(words), [2] * len(words)):
        _shrink(widths, floors, room)
    return widths


def _shrink(widths: list[int], floors: list[int], room: int) -> None:
    while (excess := sum(widths) - room) > 0:
        wide = [index for index, width in enumerate(widths) if width > floors[index]]
        if not wide:
            return
        widest, *others = sorted(wide, key=widths.__getitem__, reverse=True)
        # Down to the next widest at once, then in turns.
        step = max(1, widths[widest] - max((widths[index] for index in others), default=0))
        widths[widest] -= min(step, excess, widths[widest] - floors[widest])


def _emphasised(row: list[Content], columns: list[int], asked: int | None) -> list[Content]:
    return [
        cell.stylize(ASKED_CELL if asked is not None and column == asked else ASKED_ROW)
        for column, cell in zip(columns, row, strict=True)
    ]


def _row(cells: list[Content], widths: list[int], mark: str, *, whole: bool) -> Content:
    """A row of the table; `whole` wraps what is too long, else it is cut."""
    wrapped = [
        cell.wrap(width) if whole else [cell.first_line.truncate(width, ellipsis=True)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    height = max(len(lines) for lines in wrapped)
    drawn = []
    for line in range(height):
        pieces = [
            fitted(lines[line].rstrip() if line < len(lines) else Content(""), width)
            for lines, width in zip(wrapped, widths, strict=True)
        ]
        drawn.append(Content.assemble(mark if line == 0 else "  ", Content(" " * _GAP).join(pieces)))
    return Content("\n").join(drawn)
