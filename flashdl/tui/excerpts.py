"""The place an answer came from: a sentence, or the piece of a table with the asked row marked."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from flashdl.model import Excerpt
from flashdl.tui.blocks import lines_of
from flashdl.tui.drawing import QUIET, face
from flashdl.tui.tables import GAP, NARROWEST, column_widths, table_row

MARK = "▸ "
ASKED_CELL = "bold underline"
ASKED_ROW = "bold"

_ROWS_AROUND = 12


class Drawn(NamedTuple):
    """An excerpt in lines."""

    text: Content
    asked: range
    """0-based, the lines of the row that was asked about; empty where there is none."""


def excerpt(value: Excerpt, width: int) -> Content:
    """The excerpt in lines no wider than `width`; empty where there is nothing to show."""
    return drawn(value, width).text


def drawn(value: Excerpt, width: int) -> Drawn:
    """The same, with the lines that should be in sight."""
    if value.header:
        return _table(value, max(width, 12))
    lines = lines_of(value.text, width)
    return Drawn(face(value.text) if lines is None else Content("\n").join(lines), range(0))


def _table(value: Excerpt, width: int) -> Drawn:
    columns = _chosen_columns(len(value.header), value.column, width)
    first = max(0, (value.row or 0) - _ROWS_AROUND)
    last = first + 2 * _ROWS_AROUND + 1
    rows = [[face(row[column] if column < len(row) else "") for column in columns] for row in value.rows[first:last]]
    header = [face(value.header[column], QUIET) for column in columns]
    widths = column_widths([header, *rows], width - len(MARK) - GAP * (len(columns) - 1))
    lines = [table_row(header, widths, "  ", whole=True)]
    for index, row in enumerate(rows, first):
        is_asked = index == value.row
        cells = _emphasised(row, columns, value.column) if is_asked else row
        lines.append(table_row(cells, widths, MARK if is_asked else "  ", whole=is_asked))
    place = -1 if value.row is None else 1 + value.row - first
    heights = [line.plain.count("\n") + 1 for line in lines[: place + 1]]
    asked = range(sum(heights[:-1]), sum(heights)) if 0 < place < len(lines) else range(0)
    return Drawn(Content("\n").join(lines), asked)


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
