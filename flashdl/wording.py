"""The words that the app and the plain review share: intervals, counts, what each rating would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flashdl.model import Card, Event, EventKind, Moment, Rating, Schedule
from flashdl.scheduling import Scheduler, is_drill, outcomes
from flashdl.scheduling.pace import Vacation

NO_CHOICES = "This card has no choices."
NO_HINT = "This card has no hint."

RETURNS = "↻"
"""Stands beside a rating after which the card comes back in this session."""

LONGEST_DURATION_MS = 5 * 60_000
"""A question left open longer was not being thought about."""

_CHAIN = 3


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one rating would do."""

    rating: Rating
    returns: bool
    """The card comes back in this session."""
    intervals: tuple[int, ...]
    """Days until it is asked again, then what GOOD would give after that: as many as tell it from the other ratings.
    Empty where the answer moves no schedule."""

    @property
    def name(self) -> str:
        return self.rating.name.lower()

    def text(self) -> str:
        """`↻ 6 d`: the next interval alone."""
        if not self.intervals:
            return RETURNS if self.returns else "done"
        return f"{RETURNS} {interval(self.intervals[0])}" if self.returns else interval(self.intervals[0])


def prospects(old: Schedule | None, on: date, scheduler: Scheduler) -> tuple[Prospect, ...]:
    """What each of the four keys would do to a card, from AGAIN to EASY.

    Args:
        old: the card's schedule; None for a new card.
        on: the study day of the answer.
    """
    after = outcomes(old, on, scheduler)
    back = {rating for rating in Rating if after[rating].drill}
    if is_drill(old, on):
        return tuple(Prospect(rating, rating in back, (max(1, (after[rating].due - on).days),)) for rating in Rating)
    chains = {rating: _chain(after[rating], scheduler) for rating in Rating}
    return tuple(Prospect(rating, rating in back, chains[rating][: _needed(rating, chains, back)]) for rating in Rating)


def is_longer_later(one: Prospect, other: Prospect) -> bool:
    """Whether the next interval of two ratings is the same, and those after it are longer with the first rating."""
    return one.intervals[:1] == other.intervals[:1] and one.intervals[1:] > other.intervals[1:]


def afterwards(foreseen: Sequence[Prospect]) -> str:
    """What tells ratings with one interval apart; empty where all differ at once."""
    told = [
        f"after {each.name} {' and '.join(map(interval, each.intervals[1:]))}"
        for each in foreseen
        if each.intervals[1:]
    ]
    return f"If it is good from then on, the next intervals are: {', '.join(told)}." if told else ""


def _chain(schedule: Schedule, scheduler: Scheduler) -> tuple[int, ...]:
    """The interval that a rating gives and those that GOOD answers, each on its day, would give after it.

    Steps within the day are no intervals: what counts is what comes after them.
    """
    intervals: list[int] = []
    while len(intervals) < _CHAIN:
        days = (schedule.due - schedule.last_day).days
        intervals += [days] if days else []
        schedule = scheduler.step(schedule, Rating.GOOD, schedule.due)
    return tuple(intervals)


def _needed(rating: Rating, chains: dict[Rating, tuple[int, ...]], back: set[Rating]) -> int:
    """How many intervals it takes to tell a rating from the others that look like it."""
    rivals = [chains[other] for other in Rating if other != rating and (other in back) == (rating in back)]
    own = chains[rating]
    for count in range(1, len(own) + 1):
        if all(rival[:count] != own[:count] for rival in rivals):
            return count
    return 1


def interval(days: int) -> str:
    """`6 d`, `5 mo`, `2.3 y`."""
    if days < 100:
        return f"{days} d"
    if days < 700:
        return f"{round(days / 30.44)} mo"
    return f"{days / 365.25:.1f} y"


def counts(new: int, again: int, due: int) -> str:
    return f"{new} new  {again} again  {due} due"


def practised(left: int, again: int) -> str:
    """The counts of practice, which asks cards whether they are due or not."""
    return f"{left} to practise  {again} again"


def answers(number: int) -> str:
    return "1 answer" if number == 1 else f"{number:,} answers"


def cards(number: int) -> str:
    return "1 card" if number == 1 else f"{number} cards"


def problems(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"


def duration(milliseconds: int) -> str:
    """`40 s`, `4 min 12 s`, `1 h 5 min`."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def happened(event: Event) -> str:
    """`good on Thu 3 Dec 2026`, or `the due day set on ...`: it may be years ago."""
    on = f"{calendar(event.day)} {event.day.year}"
    if event.kind is EventKind.CHANGE:
        return f"the changed rating of {on}"
    if event.rating is not None:
        return f"{event.rating.name.lower()} on {on}"
    named = {EventKind.RESET: "the reset of", EventKind.DUE: "the due day set on", EventKind.SWITCH: "the switch of"}
    return f"{named.get(event.kind, event.kind.value)} {on}"


def bars(values: Sequence[int], most: int = 0) -> str:
    """A line of bars; what is above 0 is never quite empty.

    Args:
        most: what is full; 0: the highest value.
    """
    most = most or max(values, default=0)
    return "".join(" " if value <= 0 else "▁▂▃▄▅▆▇█"[-(-value * 8 // most) - 1] for value in values)


def taken_back(event: Event, today: date) -> str:
    """What is said where an answer of an earlier sitting is taken back."""
    day = {0: "today", 1: "yesterday"}.get((today - event.day).days) or calendar(event.day)
    rated = event.rating.name.lower() if event.rating else event.kind.value
    return f"Taken back: “{rated}” of {day}, from an earlier sitting."


def buried(number: int, chosen: int, *, digs_out: bool) -> str:
    """What is said where of the chosen cards so many were left for tomorrow, or taken back from there."""
    said = f"{cards(number)} {'asked when due' if digs_out else 'left for tomorrow'}"
    rest = f"; {chosen - number} not asked anyway, in the inbox or set aside" if chosen > number else ""
    return f"{said}{rest}."


def spent(shown: Moment, rated: Moment) -> int:
    """Milliseconds from question to rating; 0 where the clock went back."""
    return min(max(0, rated.ms - shown.ms), LONGEST_DURATION_MS)


def set_aside(card: Card, lapses: int) -> str:
    """What is said of a leech."""
    return f"Set aside after {lapses} lapses: {place(card)}. Shorter answers or a hint in the note often mend it."


def away(near: Vacation | None, today: date) -> str:
    """What is said on a planned break, and shortly before it; empty where there is none."""
    if near is None:
        return ""
    if today in near:
        return f"Away until {calendar(near.last)}."
    return f"Away from {calendar(near.first)}: nothing new."


def standing(schedule: Schedule | None, today: date, chance: float | None) -> str:
    """Why a card is due when it is, and how likely it is recalled.

    Args:
        schedule: None for a card that was never answered.
        chance: of recall today, 0 to 1; None: unknown.
    """
    if schedule is None:
        return "Never answered, or new again."
    days = (today - schedule.last_day).days
    ago = "today" if days == 0 else f"{days} d ago" if days > 0 else "on a day that lies ahead"
    said = f"Due {schedule.due.isoformat()}: last answered {ago}, interval {schedule.interval} d."
    return said if chance is None else f"{said} Chance that you recall it now: {chance * 100:.0f} %."


def context(card: Card) -> str:
    """Title and section path, or the deck where the card has none."""
    parts: Sequence[str] = card.place.context or (card.deck,)
    if len(parts) == 1 and parts[0].casefold() == card.deck.casefold():
        parts = (card.deck,)  # a deck's file is seldom written as the deck is
    return levels("::".join(part for part in parts if part))


def levels(name: str) -> str:
    """A deck's name with its levels, for a person to read."""
    return name.replace("::", " › ")


def place(card: Card) -> str:
    """`file:line`, for a person to read."""
    return f"{card.place.file}:{card.place.line}"


def on_day(day: date, today: date) -> str:
    """`tomorrow`, `on Thursday`, `on 24 Dec`, `on 3 Mar 2027`."""
    ahead = (day - today).days
    if ahead <= 1:
        return "tomorrow" if ahead == 1 else "today"
    if ahead < 7:
        return f"on {_WEEKDAYS[day.weekday()]}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"on {day_of_month(day)}{year}"


def calendar(day: date) -> str:
    """`Sun 22 Nov`."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {day_of_month(day)}"


def day_of_month(day: date) -> str:
    """`22 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


# English whatever the locale, as everything else here.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def done(deck: str | None, minutes: int, left: int = 0, *, cram: bool = False) -> str:
    """What a sitting ends with.

    Args:
        deck: that was reviewed; None for all.
        minutes: that are over while cards of the sitting are left; 0 where none are.
        left: cards of the deck that the day still asks.
        cram: it was practice.
    """
    if minutes:
        return "A minute is over" if minutes == 1 else f"{minutes} minutes are over"
    if cram:
        return "Practice is over"
    if left:
        return f"{cards(left)} {'is' if left == 1 else 'are'} left today"
    return f"Done with {levels(deck)}" if deck else "Done for today"
