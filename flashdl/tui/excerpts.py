"""The place an answer came from: a sentence, or the piece of a table with the asked row marked."""

from __future__ import annotations

from textual.content import Content

from flashdl.model import Excerpt
from flashdl.tui.blocks import lines_of
from flashdl.tui.drawing import QUIET, face
from flashdl.tui.tables import GAP, NARROWEST, column_widths, table_row

MARK = "▸ "
ASKED_CELL = "bold underline"
ASKED_ROW = "bold"

_ROWS_AROUND = 12


def excerpt(value: Excerpt, width: int) -> Content:
    """The excerpt in lines no wider than `width`; empty where there is nothing to show."""
    if value.header:
        return _table(value, max(width, 12))
    lines = lines_of(value.text, width)
    return face(value.text) if lines is None else Content("\n").join(lines)


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
    widths = column_widths([header, *rows], width - len(MARK) - GAP * (len(columns) - 1))
    lines = [table_row(header, widths, "  ", whole=True)]
    for index, row in enumerate(rows, first):
        asked = index == value.row
        cells = _emphasised(row, columns, value.column) if asked else row
        lines.append(table_row(cells, widths, MARK if asked else "  ", whole=asked))
    return Content("\n").join(lines)


def _chosen_columns(count: int, asked: int | None, width: int) -> list[int]:
    """The columns that there is room for: the key's, the asked one, then its neighbours."""
    room = max(2, (width - len(MARK) + GAP) // (NARROWEST + GAP))
    if count <= room:
        return list(range(count))
    centre = min(asked or 0, count - 1)
    by_nearness = sorted(range(count), key=lambda column: (column not in (0, centre), abs(column - centre)))
    return sorted(by_nearness[:room])


def _emphasised(row: list[Content], columns: list[int], asked: int | None) -> list[Content]:
    return [
        cell.stylize(ASKED_CELL if asked is not None and column == asked else ASKED_ROW)
        for column, cell in zip(columns, row, strict=True)
    ]
