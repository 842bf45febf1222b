"""The figures of `flashdl stats`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from flashdl.errors import StoreError
from flashdl.stats import INTERVALS, MATURE, RECALL_AHEAD, Day, Deck, Hard, Share, Stats, class_of
from flashdl.store import days
from flashdl.store.asked import IN_PLACE, of_schedule
from flashdl.store.expected import Expected
from flashdl.store.figures import ACTIVE, CHANGED, RATING, STANDS, asked, in_deck
from flashdl.store.text import read

HARDEST = 8
"""Cards and notes that are named."""
FORECAST_DAYS = 30
RECENT_DAYS = 30
YEAR_DAYS = 365


class Past(Expected):
    """A part of `Store`."""

    def stats(self, today: date, deck: str | None = None) -> Stats:
        """What the log and the schedules say in numbers.

        Args:
            deck: only of this deck and its children.
        """
        with ThreadPoolExecutor(1) as aside:
            # Long statements, during which Python does something else; their moment may be another by as much.
            recall = aside.submit(self.recall_ahead, today, RECALL_AHEAD, deck)
            notes = aside.submit(self._hard_notes, today, deck)
            with self._connections.reading() as connection:
                known = days.read(connection) if deck is None else None
                figures = _Figures(connection, today, deck)
                now = days.counted(connection, known) if deck is None else None
                found = figures.all(figures.days_of_deck() if deck is not None else now.days if now else {})
            found = replace(found, recall_ahead=recall.result(), hard_notes=notes.result())
        if now and (known is None or not 0 <= now.place - known.place < days.FEW):
            # Not to have it next time is no reason to fail now, be the disk full or another program at work.
            with suppress(StoreError), self._connections.writing() as connection:
                days.keep(connection, now)
        return found

    def _hard_notes(self, today: date, deck: str | None) -> tuple[Hard, ...]:
        with self._connections.reading() as connection:
            return _Figures(connection, today, deck).hard_notes()


class _Figures:
    """The figures of one moment of the database."""

    def __init__(self, connection: Connection, today: date, deck: str | None) -> None:
        self._connection = connection
        self._today = today
        self._in_deck, values = in_deck(deck)
        self._asked = asked(deck)
        self._values: dict[str, Any] = {"today": today.isoformat(), **values}

    def days_of_deck(self) -> days.Days:
        cards = f"SELECT card.id FROM card WHERE {self._in_deck}"
        return days.of_cards(self._connection, cards, self._values)

    def all(self, hours: days.Days) -> Stats:
        """All but those that `Past.stats` adds.

        Args:
            hours: of the days of the log.
        """
        found = {date.fromisoformat(day): own for day, own in hours.items()}
        decks, counts = self._decks()
        return Stats(
            today=self._today,
            days={on: _day(own) for on, own in found.items()},
            cards=sum(counts),
            new=counts[0],
            young=counts[1],
            mature=counts[2],
            suspended=counts[3],
            intervals=self._intervals(),
            forecast=self._forecast(),
            recall_ahead=(),
            hours=self._hours(found),
            hard_cards=self._hard_cards(),
            decks=decks,
        )

    def _rows(self, statement: str, **values: object) -> Sequence[Sequence[Any]]:
        found = self._connection.exec_driver_sql(statement, {**self._values, **values})
        # As the driver has them: SQLAlchemy makes a million rows in twice the time that they take to be found.
        return found.cursor.fetchall() if found.cursor else ()

    def _intervals(self) -> tuple[int, ...]:
        counts = [0] * (len(INTERVALS) + 1)
        for interval, count in self._rows(
            f"SELECT interval, COUNT(*) FROM {IN_PLACE} WHERE {self._asked} GROUP BY interval"
        ):
            counts[class_of(interval)] += count
        return tuple(counts)

    def _forecast(self) -> tuple[int, ...]:
        found = self._rows(
            f"SELECT MAX(due, :today), COUNT(*) FROM schedule WHERE due < :end AND {self._asked} GROUP BY 1",
            end=(self._today + timedelta(days=FORECAST_DAYS)).isoformat(),
        )
        falling = {date.fromisoformat(day): count for day, count in found}
        return tuple(falling.get(self._today + timedelta(days=ahead), 0) for ahead in range(FORECAST_DAYS))

    def _hours(self, found: dict[date, list[days.Hour]]) -> tuple[Share, ...]:
        since = self._today - timedelta(days=YEAR_DAYS)
        recalled, reviews = [0] * 24, [0] * 24
        for on, own in found.items():
            if since < on <= self._today:
                for each in own:
                    recalled[each.hour] += each.young_recalled + each.mature_recalled
                    reviews[each.hour] += each.young + each.mature
        return tuple(map(Share, recalled, reviews))

    def _hard_cards(self) -> tuple[Hard, ...]:
        found = self._rows(
            f"SELECT question, file, line, lapses, reviews FROM (SELECT card, lapses, reviews FROM {IN_PLACE} "
            f"WHERE lapses > 0 AND {self._asked} ORDER BY lapses DESC, reviews, card LIMIT {HARDEST}) AS hardest "
            "CROSS JOIN card ON card.id = hardest.card ORDER BY lapses DESC, reviews, card.id",
        )
        return tuple(
            Hard(read(question), f"{read(file)}:{line}", lapses, reviews)
            for question, file, line, lapses, reviews in found
        )

    def hard_notes(self) -> tuple[Hard, ...]:
        # The lapses alone tell which notes come into question, and of most cards there are none.
        lapsed = self._rows(
            f"SELECT source, file, SUM(lapses) FROM {IN_PLACE} CROSS JOIN card INDEXED BY card_in_place "
            "ON source = card_source AND position = card_position AND id = schedule.card "
            f"WHERE lapses > 0 AND {self._asked} GROUP BY 1, 2 ORDER BY 3 DESC"
        )
        least = lapsed[HARDEST - 1][2] if len(lapsed) >= HARDEST else 0
        lapses = {(source, file): count for source, file, count in lapsed if count >= least}
        notes = self._rows(
            "SELECT source, file, COUNT(*), SUM(reviews) FROM card NOT INDEXED CROSS JOIN schedule "
            f"ON schedule.card = card.id WHERE {ACTIVE} AND {self._in_deck} "
            "AND file IN (SELECT value FROM json_each(:files)) GROUP BY 1, 2",
            files=json.dumps([file for _, file in lapses]),
        )
        found = [
            (lapses[source, file], reviews, file, count)
            for source, file, count, reviews in notes
            if (source, file) in lapses
        ]
        found.sort(key=lambda note: (-note[0], note[1], note[2].encode()))
        return tuple(
            Hard(read(file), "1 card" if count == 1 else f"{count} cards", own, reviews)
            for own, reviews, file, count in found[:HARDEST]
        )

    def _decks(self) -> tuple[tuple[Deck, ...], tuple[int, int, int, int]]:
        """The decks, and how many cards are new, young, mature and suspended."""
        taken = f"card.state IN ('active', 'suspended') AND card.orphaned = 0 AND {self._in_deck}"
        cards: Counter[str] = Counter()
        states: Counter[str] = Counter()
        for deck, state, count in self._rows(
            f"SELECT deck, state, COUNT(*) FROM card WHERE {taken} GROUP BY state, orphaned, deck"
        ):
            cards[deck] += count
            states[state] += count
        matures: Counter[str] = Counter()
        young = grown = 0
        for deck, state, is_mature, count in self._rows(
            f"SELECT card_deck, card_state, interval >= {MATURE}, COUNT(*) FROM {IN_PLACE} WHERE {of_schedule(taken)} "
            "GROUP BY 1, 2, 3"
        ):
            matures[deck] += is_mature * count
            if state == "active":
                young, grown = young + (1 - is_mature) * count, grown + is_mature * count
        recalled = self._recent()
        names = sorted(cards, key=str.encode)
        decks = tuple(Deck(read(deck), cards[deck], matures[deck], recalled.get(deck, Share())) for deck in names)
        return decks, (states["active"] - young - grown, young, grown, states["suspended"])

    def _recent(self) -> dict[str, Share]:
        """By deck, how many reviews of the last days were recalled, and how many there were."""
        # Of a card without a schedule, which was reset, only the card itself can say it. The limit keeps SQLite from
        # asking a second time when it groups.
        decks = ("card_deck FROM schedule WHERE schedule.card", "deck FROM card WHERE card.id")
        own = ", ".join(f"(SELECT {deck} = event.card)" for deck in decks)
        found = self._rows(
            f"{CHANGED} SELECT own, SUM(recalled), COUNT(*) FROM ("
            f"SELECT COALESCE({own}) AS own, {RATING} > 1 AS recalled FROM event "
            f"WHERE day > :since AND day <= :today AND event.kind = 'review' AND {STANDS} LIMIT -1) GROUP BY own",
            since=(self._today - timedelta(days=RECENT_DAYS)).isoformat(),
        )
        return {deck: Share(part, whole) for deck, part, whole in found}


def _day(hours: list[days.Hour]) -> Day:
    _, answers, new, young_recalled, young, mature_recalled, mature, milliseconds = map(sum, zip(*hours, strict=True))
    return Day(answers, new, Share(young_recalled, young), Share(mature_recalled, mature), milliseconds)
