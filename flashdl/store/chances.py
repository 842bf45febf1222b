"""`scheduling.chance` as SQL, for the mean over very many cards: no card is held, and a tenth of the time taken."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from sqlalchemy import Connection

from flashdl.scheduling import Fsrs
from flashdl.scheduling.recall import LEAST, MOST, Recall
from flashdl.store import choices
from flashdl.store.asked import IN_PLACE
from flashdl.store.figures import ACTIVE, asked, in_deck
from flashdl.store.text import read

_PROBE = "SELECT ln(1.0), exp(0.0), pow(1.0, 1.0)"
_GONE = "julianday(:on) - julianday(last_day)"
_FAILS = "MAX(fails, lapses)"
_SURE = math.log(MOST / (1 - MOST))
_DOUBTFUL = math.log(LEAST / (1 - LEAST))


def means(
    connection: Connection, ahead: Sequence[date], deck: str | None, chosen: choices.Choices, recall: Recall
) -> tuple[float, ...]:
    """The mean chance on each of the days, over the cards of a deck that were ever answered; nothing of none.

    Args:
        ahead: one at least.
        deck: with its children; None: all decks.
        chosen: what keeps the decks.
    """
    _know_logarithms(connection)
    values = {**in_deck(deck)[1], "on": ahead[0].isoformat()}
    further = [(on - ahead[0]).days for on in ahead]
    parts: list[tuple[str, Callable[[int], str]]] = []
    rest = asked(deck)
    for number, (keeper, decks) in enumerate(_kept_by_fsrs(connection, chosen).items()):
        values[f"decks{number}"] = json.dumps(decks)
        own = f"SELECT id FROM card WHERE {ACTIVE} AND deck IN (SELECT value FROM json_each(:decks{number}))"
        condition = f"(stability IS NOT NULL AND schedule.card IN ({own}))"
        parts.append((f"{asked(deck)} AND {condition}", partial(_by_fsrs, keeper)))
        rest += f" AND NOT {condition}"
    parts.append((rest, partial(_by_estimate, recall)))
    total, sums = 0, [0.0] * len(ahead)
    for condition, told in parts:
        columns = ", ".join(f"SUM({told(days)})" for days in further)
        # The limit keeps SQLite from putting what is told once in the place of each use of it.
        known = f"SELECT stability, {_GONE} AS gone, {_told_once(recall)} AS known FROM {IN_PLACE}"
        count, *found = connection.exec_driver_sql(
            f"SELECT COUNT(*), {columns} FROM ({known} WHERE {condition} LIMIT -1)", values
        ).one()
        total += count
        sums = [one + (more or 0.0) for one, more in zip(sums, found, strict=True)]
    return tuple(one / total for one in sums) if total else ()


def _kept_by_fsrs(connection: Connection, chosen: choices.Choices) -> dict[Fsrs, list[str]]:
    """Names of decks, as they are stored."""
    kept: defaultdict[Fsrs, list[str]] = defaultdict(list)
    if any(isinstance(keeper, Fsrs) for keeper in chosen.values()):
        for (deck,) in connection.exec_driver_sql(f"SELECT DISTINCT deck FROM card WHERE {ACTIVE}"):
            keeper = choices.of_deck(chosen, read(deck))
            if isinstance(keeper, Fsrs):
                kept[keeper].append(deck)
    return kept


def _by_fsrs(keeper: Fsrs, days: int) -> str:
    """`Fsrs.recall`, so many days after the first."""
    factor, power = keeper.curve
    return f"pow(1 + {factor!r} * MAX(0, gone + {days}) / stability, {-power!r})"


def _by_estimate(recall: Recall, days: int) -> str:
    """`Recall.of`, so many days after the first."""
    score = f"known + {recall.weights[1]!r} * ln(MAX(0.5, gone + {days}))"
    return f"1 / (1 + exp(-MAX({_DOUBTFUL!r}, MIN({_SURE!r}, {score}))))"


def _told_once(recall: Recall) -> str:
    """What is the same of its score on all days."""
    w = recall.weights
    return (
        f"{w[0]!r} + {w[2] - w[1]!r} * ln(MAX(1, interval)) + {w[3]!r} * (ease / 1000.0 - 2.5)"
        f" + {w[4]!r} * {_FAILS} / (1.0 + reviews + {_FAILS}) + {w[5]!r} * ln(1 + reviews)"
    )


def _know_logarithms(connection: Connection) -> None:
    """SQLite has them only where it was so built."""
    database = connection.connection.driver_connection
    if isinstance(database, sqlite3.Connection):
        try:
            database.execute(_PROBE).fetchone()
        except sqlite3.OperationalError:
            database.create_function("ln", 1, math.log, deterministic=True)
            database.create_function("exp", 1, math.exp, deterministic=True)
            database.create_function("pow", 2, math.pow, deterministic=True)
