"""The conditions of what today asks, as SQL. `:today` is a study day in ISO form."""

ASKED = "card.state = 'active' AND card.orphaned = 0 AND card.buried_day IS NOT :today"
"""True of a card that may be asked today."""


def of_schedule(condition: str) -> str:
    """A condition on a card as one on its schedule, which knows of it what is asked of many: no card is looked up."""
    return condition.replace("card.id", "schedule.card").replace("card.", "schedule.card_")


SCHEDULED_ASKED = of_schedule(ASKED)
"""The same, true of the card's schedule."""

FALLS = "MAX(due, iif(last_day < :today, :today, DATE(:today, '+1 day')))"
"""The study day, today or later, on which a schedule has its card asked: a day counts one answer of a card."""

NEW = f"card INDEXED BY card_new WHERE card.scheduled = 0 AND {ASKED}"
"""The new cards that may be asked today, to stand behind FROM: the index holds no others, by deck and in order."""

IN_PLACE = "schedule INDEXED BY sqlite_autoindex_schedule_1"
"""All schedules in the order of their cards' places, to stand behind FROM: the table as it is, whatever the condition.
"""

STANDING = "NOT EXISTS (SELECT 1 FROM event AS void WHERE void.target = event.id)"
"""True of an event that was not taken back."""

DONE = f"""
SELECT COUNT(DISTINCT CASE WHEN kind = 'learn' AND interval_before IS NULL THEN card END),
    COUNT(DISTINCT CASE WHEN kind <> 'learn' THEN card END)
FROM event WHERE day = :today AND kind IN ('learn', 'review', 'relearn') AND {STANDING}
"""
"""New cards and other cards whose answer counted today."""
