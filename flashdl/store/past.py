"""The figures of `flashdl stats`: each table is read once, whatever the size of the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from flashdl.session import AFTER_LEVEL, LEVEL
from flashdl.stats import INTERVALS, MATURE, RECALL_AHEAD, Day, Deck, Hard, Share, Stats, class_of
from flashdl.store.expected import Expected
from flashdl.store.figures import ANSWERS, STANDS, rating
from flashdl.store.text import read, stored

HARDEST = 8
"""Cards and notes that are named."""
FORECAST_DAYS = 30
RECENT_DAYS = 30
YEAR_DAYS = 365

_KNOWN = "card.orphaned = 0 AND card.state IN ('active', 'suspended')"
_FIRST = "event.kind = 'learn' AND event.interval_before IS NULL"
_YOUNG = f"event.kind = 'review' AND COALESCE(event.interval_before, 0) < {MATURE}"
_MATURE = f"event.kind = 'review' AND event.interval_before >= {MATURE}"


class Past(Expected):
    """A part of `Store`."""

    def stats(self, today: date, deck: str | None = None) -> Stats:
        """What the log and the schedules say in numbers.

        Args:
            deck: only of this deck and its children.
        """
        recall = self.recall_ahead(today, RECALL_AHEAD, deck)
        with self._connections.reading() as connection:
            return _Figures(connection, today, deck, recall).all()


class _Figures:
    """The figures of one moment of the database."""

    def __init__(self, connection: Connection, today: date, deck: str | None, recall: tuple[float, ...]) -> None:
        self._connection = connection
        self._today = today
        self._recall = recall
        self._values: dict[str, Any] = {"today": today.isoformat()}
        self._in_deck = "1"
        if deck is not None:
            name = stored(deck)
            self._in_deck = "(card.deck = :deck OR (card.deck >= :level AND card.deck < :after))"
            self._values |= {"deck": name, "level": name + LEVEL, "after": name + AFTER_LEVEL}
        # A log outlives its cards: over all decks it needs none of them.
        self._of_cards = "" if deck is None else f" AND event.card IN (SELECT card.id FROM card WHERE {self._in_deck})"
        self._with, self._rating = rating(connection)

    def all(self) -> Stats:
        new, young, mature, suspended = self._cards()
        return Stats(
            today=self._today,
            days=self._days(),
            cards=new + young + mature + suspended,
            new=new,
            young=young,
            mature=mature,
            suspended=suspended,
            intervals=self._intervals(),
            forecast=self._forecast(),
            recall_ahead=self._recall,
            hours=self._hours(),
            hard_cards=self._hard_cards(),
            hard_notes=self._hard_notes(),
            decks=self._decks(),
        )

    def _rows(self, statement: str, **values: object) -> Sequence[Sequence[Any]]:
        return self._connection.exec_driver_sql(statement, {**self._values, **values}).all()

    def _days(self) -> dict[date, Day]:
        recalled = f"{self._rating} > 1"
        found = self._rows(
            f"{self._with}SELECT day, COUNT(*), SUM({_FIRST}), SUM({_YOUNG} AND {recalled}), SUM({_YOUNG}), "
            f"SUM({_MATURE} AND {recalled}), SUM({_MATURE}), SUM(duration_ms) FROM event "
            f"WHERE {ANSWERS} AND {STANDS}{self._of_cards} GROUP BY day"
        )
        return {
            date.fromisoformat(day): Day(count, new, Share(young_ok, young), Share(mature_ok, mature), ms or 0)
            for day, count, new, young_ok, young, mature_ok, mature, ms in found
        }

    def _cards(self) -> tuple[int, int, int, int]:
        ((new, young, mature, suspended),) = self._rows(
            "SELECT COALESCE(SUM(active AND interval IS NULL), 0), "
            f"COALESCE(SUM(active AND interval < {MATURE}), 0), COALESCE(SUM(active AND interval >= {MATURE}), 0), "
            "COALESCE(SUM(NOT active), 0) FROM (SELECT card.state = 'active' AS active, schedule.interval AS interval "
            f"FROM card LEFT JOIN schedule ON schedule.card = card.id WHERE {_KNOWN} AND {self._in_deck})"
        )
        return new, young, mature, suspended

    def _scheduled(self, columns: str, rest: str) -> Sequence[Sequence[Any]]:
        return self._rows(
            f"SELECT {columns} FROM schedule JOIN card ON card.id = schedule.card "
            f"WHERE card.state = 'active' AND card.orphaned = 0 AND {self._in_deck} {rest}",
            end=(self._today + timedelta(days=FORECAST_DAYS)).isoformat(),
        )

    def _intervals(self) -> tuple[int, ...]:
        counts = [0] * (len(INTERVALS) + 1)
        for interval, count in self._scheduled("interval, COUNT(*)", "GROUP BY interval"):
            counts[class_of(interval)] += count
        return tuple(counts)

    def _forecast(self) -> tuple[int, ...]:
        found = self._scheduled("MAX(due, :today), COUNT(*)", "AND due < :end GROUP BY 1")
        falling = {date.fromisoformat(day): count for day, count in found}
        return tuple(falling.get(self._today + timedelta(days=ahead), 0) for ahead in range(FORECAST_DAYS))

    def _hours(self) -> tuple[Share, ...]:
        found = self._rows(
            f"{self._with}SELECT ((at_ms / 60000 + at_offset) / 60) % 24, SUM({self._rating} > 1), COUNT(*) FROM event "
            f"WHERE day > :since AND day <= :today AND event.kind = 'review' AND {STANDS}{self._of_cards} GROUP BY 1",
            since=(self._today - timedelta(days=YEAR_DAYS)).isoformat(),
        )
        shares = {hour: Share(recalled, asked) for hour, recalled, asked in found}
        return tuple(shares.get(hour, Share()) for hour in range(24))

    def _hard_cards(self) -> tuple[Hard, ...]:
        found = self._scheduled(
            "question, file, line, lapses, reviews",
            f"AND lapses > 0 ORDER BY lapses DESC, reviews, card.id LIMIT {HARDEST}",
        )
        return tuple(
            Hard(read(question), f"{read(file)}:{line}", lapses, reviews)
            for question, file, line, lapses, reviews in found
        )

    def _hard_notes(self) -> tuple[Hard, ...]:
        found = self._scheduled(
            "file, COUNT(*), SUM(lapses), SUM(reviews)",
            f"GROUP BY card.source, file HAVING SUM(lapses) > 0 ORDER BY 3 DESC, 4, file LIMIT {HARDEST}",
        )
        return tuple(
            Hard(read(file), "1 card" if count == 1 else f"{count} cards", lapses, reviews)
            for file, count, lapses, reviews in found
        )

    def _decks(self) -> tuple[Deck, ...]:
        counts = self._rows(
            f"SELECT deck, COUNT(*), COALESCE(SUM(schedule.interval >= {MATURE}), 0) "
            "FROM card LEFT JOIN schedule ON schedule.card = card.id "
            f"WHERE {_KNOWN} AND {self._in_deck} GROUP BY deck ORDER BY deck"
        )
        recalled = self._rows(
            f"{self._with}SELECT card.deck, SUM({self._rating} > 1), COUNT(*) FROM event JOIN card "
            f"ON card.id = event.card WHERE day > :since AND day <= :today AND event.kind = 'review' AND {STANDS} "
            f"AND {self._in_deck} GROUP BY card.deck",
            since=(self._today - timedelta(days=RECENT_DAYS)).isoformat(),
        )
        shares = {deck: Share(part, whole) for deck, part, whole in recalled}
        return tuple(Deck(read(deck), cards, mature, shares.get(deck, Share())) for deck, cards, mature in counts)
