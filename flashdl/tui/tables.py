"""Tables in columns that fit. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from flashdl.tui.drawing import fitted

GAP = 3
"""Cells between two columns."""
NARROWEST = 6
_LONGEST_WORD = 16
_RULE = "$foreground 30%"


def grid(rows: Sequence[Sequence[Content]], width: int) -> list[list[Content]]:
    """A table, its first row the header: the lines of each row, none wider than `width` (12 at least), no cell cut.

    A rule is the last line of the header.
    """
    count = min(len(rows[0]), max(1, (width + GAP) // (2 + GAP)))
    padded = [[*cells, *[Content("")] * count][:count] for cells in rows]
    widths = column_widths(padded, width - GAP * (count - 1))
    drawn = [[line.rstrip() for line in table_row(cells, widths, "", whole=True).split("\n")] for cells in padded]
    drawn[0].append(Content.styled("─" * (sum(widths) + GAP * (count - 1)), _RULE))
    return drawn


def column_widths(rows: list[list[Content]], room: int) -> list[int]:
    """A width for each column; the widest give way until all fit into `room` cells.

    The words of the header, the first row, are broken only where there is no other way.
    """
    widths = [max(2, *(cell.cell_length for cell in column)) for column in zip(*rows, strict=True)]
    words = [min(_LONGEST_WORD, max(map(cell_len, cell.plain.split()), default=0)) for cell in rows[0]]
    for floors in ([max(NARROWEST, word) for word in words], [NARROWEST] * len(words), [2] * len(words)):
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


def table_row(cells: list[Content], widths: list[int], mark: str, *, whole: bool) -> Content:
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
        drawn.append(Content.assemble(mark if line == 0 else " " * len(mark), Content(" " * GAP).join(pieces)))
    return Content("\n").join(drawn)
