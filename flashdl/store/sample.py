"""What a few cards, from all over the file, say of the rest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from sqlite3 import Connection
from typing import Any

CARDS = 64
_LEAST_IN_ORDER = 0.9
"""Each that is out of order is read from another page."""


def are_most_met_in_place(database: Connection, where: str, values: Sequence[Any]) -> bool:
    """Whether most cards meet a condition, and stand in the file as they do in the order of their places."""
    (last,) = database.execute("SELECT MAX(rowid) FROM card").fetchone()
    rowids = range(1, (last or 0) + 1, max(1, (last or 0) // CARDS))
    found = database.execute(
        f"SELECT {where}, card.source, card.position FROM json_each(?) AS sampled CROSS JOIN card "
        "ON card.rowid = sampled.value ORDER BY card.rowid",
        (*values, json.dumps([*rowids])),
    ).fetchall()
    met = sum(bool(is_met) for is_met, *_ in found)
    in_order = sum(before <= behind for (_, *before), (_, *behind) in pairwise(found))
    return 2 * met > len(found) and in_order >= _LEAST_IN_ORDER * (len(found) - 1)
