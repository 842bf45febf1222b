"""`scheduling.chance` as SQL, for the mean over very many cards: no card is held, and a tenth of the time taken."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import blake2b
from operator import add
from typing import NamedTuple

from sqlalchemy import Connection

from flashdl.scheduling import Fsrs
from flashdl.scheduling.recall import LEAST, MOST, Recall
from flashdl.store import choices
from flashdl.store.asked import IN_PLACE, of_schedule
from flashdl.store.figures import ACTIVE
from flashdl.store.text import read
from flashdl.store.waiting import on

_PROBE = "SELECT ln(1.0), exp(0.0), pow(1.0, 1.0)"
_GONE = "julianday(:on) - julianday(last_day)"
_FAILS = "MAX(fails, lapses)"
_SURE = math.log(MOST / (1 - MOST))
_DOUBTFUL = math.log(LEAST / (1 - LEAST))


class Sums(NamedTuple):
    cards: int
    """That were ever answered."""
    chances: tuple[float, ...]
    """Of all of them, on each of the days."""

    def means(self) -> tuple[float, ...]:
        """Nothing of no card."""
        return tuple(one / self.cards for one in self.chances) if self.cards else ()


class Chances:
    """What is asked of the chances on some days, of one moment of the database."""

    def __init__(
        self, connection: Connection, ahead: Sequence[date], chosen: choices.Choices, recall: Recall, among: str = "1"
    ) -> None:
        """
        Args:
            ahead: one day at least.
            chosen: what keeps the decks.
            among: a condition on cards, whose values `sums` is given.
        """
        _know_logarithms(connection)
        self._connection = connection
        self._values = {"on": ahead[0].isoformat()}
        self._statements: list[str] = []
        further = [(on - ahead[0]).days for on in ahead]
        every = of_schedule(f"{ACTIVE} AND {among}")
        parts: list[tuple[str, Callable[[int], str]]] = []
        rest = every
        for number, (keeper, decks) in enumerate(_kept_by_fsrs(connection, chosen).items()):
            self._values[f"decks{number}"] = json.dumps(decks)
            own = f"SELECT value FROM json_each(:decks{number})"
            condition = f"(stability IS NOT NULL AND schedule.card_deck IN ({own}))"
            parts.append((f"{every} AND {condition}", partial(_by_fsrs, keeper)))
            rest += f" AND NOT {condition}"
        parts.append((rest, partial(_by_estimate, recall)))
        for condition, told in parts:
            columns = ", ".join(f"SUM({told(days)})" for days in further)
            # The limit keeps SQLite from putting what is told once in the place of each use of it.
            known = f"SELECT stability, {_GONE} AS gone, {_told_once(recall)} AS known FROM {IN_PLACE}"
            self._statements.append(f"SELECT COUNT(*), {columns} FROM ({known} WHERE {condition} LIMIT -1)")
        asked = repr((sorted(chosen.items()), recall, self._values, self._statements))
        self.name = blake2b(asked.encode(), digest_size=9).hexdigest()
        """Other days, weights or keepers have another."""
        self._none = Sums(0, (0.0,) * len(ahead))

    def sums(self, values: Mapping[str, object]) -> Sums:
        found = self._none
        for statement in self._statements:
            ((count, *more),) = on(self._connection)(statement, {**self._values, **values})
            found = added(found, Sums(count, tuple(one or 0.0 for one in more)))
        return found


def added(one: Sums, more: Sums) -> Sums:
    return Sums(one.cards + more.cards, tuple(map(add, one.chances, more.chances)))


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
