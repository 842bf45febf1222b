"""The part of `Store` that says how likely cards are recalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from flashdl.scheduling import chance, replay
from flashdl.scheduling.recall import Recall, own
from flashdl.scheduling.samples import samples
from flashdl.session import holds
from flashdl.store import chances, choices, log, rows, waiting
from flashdl.store.connections import Connections
from flashdl.store.figures import ACTIVE, in_deck
from flashdl.store.schema import CARD, EVENT, META, SCHEDULE
from flashdl.store.text import read

# Schedule by schedule, in the order of their ids, and no further.
_SOME = f"""
SELECT card.deck, {", ".join(f"schedule.{column.name}" for column in rows.SCHEDULE_COLUMNS)}
FROM schedule CROSS JOIN card ON card.id = schedule.card WHERE {ACTIVE} ORDER BY schedule.card LIMIT ?
"""
SAMPLED = 1000
"""Cards whose answers say how recall is estimated; more would say it no better, and take seconds."""
_KEPT = ("estimate", "estimate rows")
"""In `meta`: the weights, and the row of the log that was the last when they were made."""
_KEEP = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"


class Expected:
    """Methods of `Store`, in a file of their own."""

    _connections: Connections
    _author: log.Author

    def estimate(self) -> Recall:
        """How recall is estimated where SM-2 keeps a card: as one's own answers tell, once there are enough.

        Kept for what must be quick; made anew when the log has grown by a quarter.
        """
        with self._connections.reading() as connection:
            rows_now = connection.execute(select(func.max(log.ROWID)).select_from(EVENT)).scalar() or 0
            kept = dict(connection.execute(select(META.c.name, META.c.value).where(META.c.name.in_(_KEPT))).all())
            if _is_fresh(kept.get("estimate rows"), rows_now):
                return waiting.estimate(waiting.on(connection))
            # Ids are as good as drawn by lot: the first ones are a fair sample.
            cards = select(SCHEDULE.c.card).order_by(SCHEDULE.c.card).limit(SAMPLED)
            logs = log.by_card(connection, [row.card for row in connection.execute(cards)])
            found = own([one for events in logs.values() for one in samples(events)])
            made = list(zip(_KEPT, (found.written(), str(rows_now)), strict=True))
            self._connections.keep(connection, lambda driver: driver.executemany(_KEEP, made))
        return found

    def recall_now(self, card: str, today: date) -> float | None:
        """The chance that a card is recalled today, 0 to 1; None for a card that was never answered."""
        with self._connections.reading() as connection:
            schedule = replay(log.events(connection, card))
            deck = connection.execute(select(CARD.c.deck).where(CARD.c.id == card)).scalar() or ""
            scheduler = choices.of_deck(choices.choices(connection, self._author), read(deck))
        return None if schedule is None else chance(schedule, today, scheduler, self.estimate())

    def recall_ahead(
        self, today: date, days: Sequence[int] = (0,), deck: str | None = None, most: int | None = None
    ) -> tuple[float, ...]:
        """The mean chance of recall on each of the days ahead, if nothing is answered until then, 0 to 1.

        Args:
            days: from today.
            deck: only of this deck and its children.
            most: for what must be quick: so many cards, as good as drawn by lot, by the estimate made last; None: all.

        Returns:
            nothing where no card was ever answered.
        """
        recall = self.estimate() if most is None else None
        with self._connections.reading() as connection:
            recall = recall or waiting.estimate(waiting.on(connection))
            chosen = choices.choices(connection, self._author)
            if most is None:
                among, values = in_deck(deck)
                asked = chances.Chances(connection, _ahead(today, days), chosen, recall, among)
                return asked.sums(values).means()
            found = connection.exec_driver_sql(_SOME, (most,)).all()
        keepers = {name: choices.of_deck(chosen, read(name)) for name in {row[0] for row in found}}
        known = [(keepers[own], rows.schedule(row)) for own, *row in found if deck is None or holds(read(own), deck)]
        ahead = _ahead(today, days) if known else []
        return tuple(sum(chance(each, on, keeper, recall) for keeper, each in known) / len(known) for on in ahead)


def _ahead(today: date, days: Sequence[int]) -> list[date]:
    return [today + timedelta(days=count) for count in days]


def _is_fresh(made: str | None, rows_now: int) -> bool:
    """Whether the log has not grown by a quarter since row `made` was its last."""
    return made is not None and made.isdecimal() and int(made) <= rows_now < int(made) * 5 // 4 + 1
