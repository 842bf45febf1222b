"""Tables of text with the headers that Anki reads: tabs (.tsv, .txt) or commas (.csv), one row a card, the id first.

Fields are HTML, so that code, math and lists arrive in Anki as such, and nothing in a row can be run by a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from flashdl.formats import anki_face
from flashdl.leaving import Family, Shown
from flashdl.model import Card
from flashdl.terminal import one_line

COLUMNS = ("Id", "Deck", "Front", "Back", "Context", "Source", "Tags")
_SEPARATORS = {"\t": "tab", ",": "comma"}
_RUN = "=+-@\t\r"
"""What makes a spreadsheet take a cell for a formula."""


def write(file: BinaryIO, families: Iterable[Family], separator: str = "\t") -> int:
    """Write a table; how many cards it has.

    Args:
        separator: a tab or a comma.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    heads = {
        "separator": _SEPARATORS[separator],
        "html": "true",
        "guid column": "1",
        "deck column": "2",
        "tags column": "7",
        "columns": separator.join(COLUMNS),
    }
    text.writelines(f"#{name}:{value}\n" for name, value in heads.items())
    rows = csv.writer(text, delimiter=separator, lineterminator="\n")
    count = 0
    for family in families:
        for one in family.cards:
            rows.writerow(_row(one.card))
            count += 1
    text.detach()
    return count


def _row(card: Card) -> list[str]:
    front, back, context, source, *_ = anki_face.fields(Shown.of(card))
    tags = " ".join(dict.fromkeys(filter(None, map(anki_face.tag, card.prompt.tags))))
    return [_inert(card.id), _inert(one_line(card.deck)), *map(_inert, (front, back, context, source)), _inert(tags)]


def _inert(cell: str) -> str:
    """The cell with its first sign as a reference where a spreadsheet would run it, or Anki skip the row."""
    first = cell[:1]
    return f"&#{ord(first)};{cell[1:]}" if first and (first in _RUN or first == "#") else cell
