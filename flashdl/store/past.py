"""The figures of `flashdl stats`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from flashdl.session import by_name
from flashdl.stats import RECALL_AHEAD, Day, Deck, Hard, Share, Stats
from flashdl.store import days, tallies
from flashdl.store.chances import Chances, Sums
from flashdl.store.choices import choices
from flashdl.store.expected import Expected
from flashdl.store.figures import forecast, in_deck
from flashdl.store.tallies import Tally
from flashdl.store.text import read
from flashdl.store.waiting import on

HARDEST = tallies.HARDEST
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
        ahead = [today + timedelta(days=days) for days in RECALL_AHEAD]
        recall = self.estimate()
        with self._connections.reading() as connection:
            figures = _Figures(connection, today, deck)
            kept = tallies.Kept(connection)
            known = kept.decks()
            recent = days.decks(connection, today - timedelta(days=RECENT_DAYS), known)
            rows = [tallies.row(recent)] if recent and days.is_far(recent, known) else []
            among, values = (tallies.WITHIN, {}) if deck is None else in_deck(deck)
            chances = Chances(connection, ahead, choices(connection, self._author), recall, among)
            if deck is not None:
                own = tallies.of(connection, among, values), chances.sums(values)
                return figures.all(figures.days_of_deck(), *own, recent)
            counted = days.read(connection)
            now = days.counted(connection, counted)
            found = figures.all(now.days if now else {}, *kept.all(chances), recent)
            rows += kept.stale if len(kept.stale) > tallies.FEW else []
            metas = [days.row(now)] if now and days.is_far(now, counted) else []

            def write(driver: sqlite3.Connection) -> None:
                tallies.keep(driver, rows)
                days.keep(driver, metas)

            if rows or metas:
                self._connections.keep(connection, write)
        return found


class _Figures:
    """The figures of one moment of the database."""

    def __init__(self, connection: Connection, today: date, deck: str | None) -> None:
        self._connection = connection
        self._today = today
        self._in_deck, values = in_deck(deck)
        self._deck = deck
        self._values: dict[str, Any] = {"today": today.isoformat(), **values}

    def days_of_deck(self) -> days.Days:
        cards = f"SELECT card.id FROM card WHERE {self._in_deck}"
        return days.of_cards(self._connection, cards, self._values)

    def all(self, hours: days.Days, tally: Tally, sums: Sums, recent: days.Decks | None) -> Stats:
        """
        Args:
            hours: of the days of the log.
            tally: of the cards, and of the chances that they are recalled on the days of RECALL_AHEAD.
            recent: the reviews of the last days, of all decks.
        """
        found = {date.fromisoformat(day): own for day, own in hours.items()}
        active, suspended, scheduled, mature, _ = (
            map(sum, zip(*tally.decks.values(), strict=True)) if tally.decks else [0] * 5
        )
        return Stats(
            today=self._today,
            days={on: _day(own) for on, own in found.items()},
            cards=active + suspended,
            new=active - scheduled,
            young=scheduled - mature,
            mature=mature,
            suspended=suspended,
            intervals=tuple(tally.intervals),
            forecast=tuple(forecast(self._connection, self._today, FORECAST_DAYS, self._deck)),
            recall_ahead=sums.means(),
            hours=self._hours(found),
            hard_cards=self._hard_cards(tally),
            hard_notes=_hard_notes(tally),
            decks=self._decks(tally, recent),
        )

    def _rows(self, statement: str, **values: object) -> Sequence[Sequence[Any]]:
        return list(on(self._connection)(statement, {**self._values, **values}))

    def _hours(self, found: dict[date, list[days.Hour]]) -> tuple[Share, ...]:
        since = self._today - timedelta(days=YEAR_DAYS)
        recalled, reviews = [0] * 24, [0] * 24
        for on_day, own in found.items():
            if since < on_day <= self._today:
                for each in own:
                    recalled[each.hour] += each.young_recalled + each.mature_recalled
                    reviews[each.hour] += each.young + each.mature
        return tuple(map(Share, recalled, reviews))

    def _hard_cards(self, tally: Tally) -> tuple[Hard, ...]:
        cards = [card for *_, card in tally.hard]
        statement = "SELECT id, question, file, line FROM card WHERE id IN (SELECT value FROM json_each(:cards))"
        shown = {card: rest for card, *rest in self._rows(statement, cards=json.dumps(cards))}
        return tuple(
            Hard(read(question), f"{read(file)}:{line}", lapses, reviews)
            for lapses, reviews, card in tally.hard
            for question, file, line in (shown[card],)
        )

    def _decks(self, tally: Tally, recent: days.Decks | None) -> tuple[Deck, ...]:
        recalled: dict[str, Share] = {}
        for day, decks in recent.days.items() if recent else ():
            if day <= self._today.isoformat():
                for deck, (part, whole) in decks.items():
                    recalled[deck] = recalled.get(deck, Share()) + Share(part, whole)
        counts = tallies.Deck
        return tuple(
            Deck(
                read(deck),
                own[counts.ACTIVE] + own[counts.SUSPENDED],
                own[counts.MATURE] + own[counts.MATURE_SUSPENDED],
                recalled.get(deck, Share()),
            )
            for deck, own in sorted(tally.decks.items(), key=lambda one: by_name(read(one[0])))
        )


def _hard_notes(tally: Tally) -> tuple[Hard, ...]:
    found = [
        (lapses, reviews, name.partition(":")[2], cards)
        for name, (lapses, cards, reviews) in tally.notes.items()
        if lapses
    ]
    found.sort(key=lambda note: (-note[0], note[1], note[2].encode()))
    return tuple(
        Hard(read(file), "1 card" if cards == 1 else f"{cards} cards", lapses, reviews)
        for lapses, reviews, file, cards in found[:HARDEST]
    )


def _day(hours: list[days.Hour]) -> Day:
    together = hours[0] if len(hours) == 1 else map(sum, zip(*hours, strict=True))
    _, answers, new, young_recalled, young, mature_recalled, mature, milliseconds = together
    return Day(answers, new, Share(young_recalled, young), Share(mature_recalled, mature), milliseconds)
