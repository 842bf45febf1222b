"""How much today asks, counted in SQL and no further than a day may ask: as quickly with a million cards as with few.

A shell prompt waits for all that is imported here.
"""

from __future__ import annotations

from flashdl.defaults import LOOK_BACK_DAYS
from flashdl.store.asked import ASKED, DONE, NEW, SCHEDULED_ASKED, STANDING, of_schedule

TYPE_CHECKING = False  # as the one of typing, whose import a prompt would wait for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Protocol

    class Rows(Protocol):
        """Runs one statement."""

        def __call__(self, statement: str, values: Mapping[str, Any], /) -> Iterable[Sequence[Any]]: ...


# The indexes are named, for SQLite thinks that few cards are active, and would look at all of those first.
_WITH_CARD = "CROSS JOIN card ON card.id = schedule.card"
IS_DUE = f"due <= :today AND last_day < :today AND {SCHEDULED_ASKED}"
# One whose last answer lies ahead (the clock was set back) can only drill.
_ANSWERED = f"last_day >= :today AND (last_day = :today OR (drill AND {SCHEDULED_ASKED}))"
BY_DUE = "schedule INDEXED BY schedule_by_due"
DUE = f"{BY_DUE} {_WITH_CARD} WHERE {IS_DUE}"
ANSWERED = f"schedule INDEXED BY schedule_by_last_day {_WITH_CARD} WHERE {_ANSWERED}"
_DUE_ALONE = f"{BY_DUE} WHERE {IS_DUE}"
_ANSWERED_ALONE = f"schedule INDEXED BY schedule_by_last_day WHERE {_ANSWERED}"
_PILE = "SELECT COUNT(*) FROM (SELECT 1 FROM schedule INDEXED BY schedule_by_due WHERE due <= :today LIMIT :most)"
_NOT_TAKEN = f"note NOT IN (SELECT note FROM {ANSWERED})"
_HAS_NO_DUE_SIBLING = f"""NOT EXISTS (
    SELECT 1 FROM card AS kin INDEXED BY card_by_note CROSS JOIN schedule ON schedule.card = kin.id
    WHERE kin.note = card.note AND due <= :today AND last_day < :today AND {ASKED.replace("card.", "kin.")}{{kin}})"""

_COUNTED = f"kind IN ('learn', 'review', 'relearn') AND {STANDING}"
# A day after another, each by one step in the index, whatever a day holds.
_DAY = f"(SELECT day FROM event WHERE day > {{}} AND day < :today AND {_COUNTED} ORDER BY day LIMIT 1)"
_FIRST = _DAY.format(f"DATE(:today, '-{LOOK_BACK_DAYS} days')")
_DAYS = f"""
WITH RECURSIVE days (day) AS (
    SELECT {_FIRST} UNION ALL SELECT {_DAY.format("days.day")} FROM days WHERE day IS NOT NULL
)
SELECT day, JULIANDAY(LEAD(day, 1, :today) OVER (ORDER BY day)) - JULIANDAY(day) - 1 FROM days WHERE day IS NOT NULL"""
_ON_DAY = f"SELECT COUNT(DISTINCT card) FROM event WHERE day = :day AND {_COUNTED}"


class Amounts:
    """Numbers of one study day, of all decks or of some."""

    def __init__(self, rows: Rows, today: str, within: str = "", values: Mapping[str, Any] | None = None) -> None:
        """
        Args:
            today: in ISO form.
            within: a further condition on `card`, ` AND ...`; `values` are its own. Empty: all cards.
        """
        self._rows = rows
        self._values = {"today": today, **(values or {})}
        self._within = within

    def _one(self, statement: str, **values: object) -> int:
        ((count,),) = self._rows(statement, {**self._values, **values})
        return int(count or 0)

    def due(self, most: int) -> int:
        """Cards due, so many at most."""
        within = of_schedule(self._within)
        return self._one(f"SELECT COUNT(*) FROM (SELECT 1 FROM {_DUE_ALONE}{within} LIMIT :most)", most=most)

    def due_notes(self, most: int) -> int:
        """Notes with a card due and none answered today, so many at most."""
        found = f"SELECT DISTINCT note FROM {DUE} AND {_NOT_TAKEN}{of_schedule(self._within)} LIMIT :most"
        return self._one(f"SELECT COUNT(*) FROM ({found})", most=most)

    def new_notes(self, most: int, *, are_due_asked: bool) -> int:
        """Notes with a new card and none answered today, so many at most.

        Args:
            are_due_asked: False where none of the cards that are due may be asked; else notes that have one wait.
        """
        alone = f" AND {_HAS_NO_DUE_SIBLING.format(kin=self._within.replace('card.', 'kin.'))}" if are_due_asked else ""
        found = f"SELECT DISTINCT note FROM {NEW} AND {_NOT_TAKEN}{self._within}{alone} LIMIT :most"
        return self._one(f"SELECT COUNT(*) FROM ({found})", most=most)

    def again(self) -> int:
        """Cards that come back until they are good."""
        return self._one(
            f"SELECT COUNT(*) FROM {_ANSWERED_ALONE} AND drill AND {SCHEDULED_ASKED}{of_schedule(self._within)}"
        )

    def asked(self, new: int, reviews: int) -> tuple[int, int, int] | None:
        """New cards, those that come back, and those that are due, as the queue holds them.

        Args:
            new, reviews: what the day may still ask.

        Returns:
            None where which of the due ones are asked says which of the new ones have to wait for them.
        """
        due = self.due_notes(reviews + 1)
        fresh = self.new_notes(new, are_due_asked=reviews > 0) if new else 0
        if due > reviews > 0 and fresh < new:
            return None
        return fresh, self.again(), min(due, reviews)


def pile(rows: Rows, today: str, most: int) -> int:
    """How many schedules are due, so many at most, without a look at their cards."""
    ((count,),) = rows(_PILE, {"today": today, "most": most})
    return int(count)


def answered(rows: Rows, today: str) -> int:
    """Cards answered today, those that another day's clock has answered ahead among them if they come back."""
    ((count,),) = rows(f"SELECT COUNT(*) FROM {_ANSWERED_ALONE}", {"today": today})
    return int(count)


def done(rows: Rows, today: str) -> tuple[int, int]:
    """New cards and other cards whose answer counted today."""
    ((new, reviews),) = rows(DONE, {"today": today})
    return int(new), int(reviews)


def days_before(rows: Rows, today: str) -> list[tuple[str, int]]:
    """(day, days until the next one) of the days before today on which an answer counted, as far as they have a say."""
    return [(day, int(gap)) for day, gap in rows(_DAYS, {"today": today})]


def answered_on(rows: Rows, day: str) -> int:
    """Cards whose answer counted on a day."""
    ((count,),) = rows(_ON_DAY, {"day": day})
    return int(count)
