"""A card's history, event by event, each with the rule that made it so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling import TITLES, in_order, is_drill, outcome, recorded, unvoided
from flashdl.scheduling.anki import AnkiSm2
from flashdl.scheduling.days import FIRST_EASE
from flashdl.scheduling.fsrs import Fsrs


@dataclass(frozen=True, slots=True)
class Told:
    """One event and what came of it."""

    event: Event
    rule: str
    """In words."""
    after: Schedule | None
    """None where the card is new, or the event was taken back."""
    stands: bool = True
    """False where it was taken back."""


def story(events: Iterable[Event]) -> Iterator[Told]:
    """The events of one card, voids left out, in the order in which they count; those taken back among them.

    The place in it, from 1, is the number by which a person names an answer.
    """
    # As they count: answers have the rating that they were given last.
    known = list(events)
    counting = {event.id: event for event in unvoided(known)}
    standing = set(counting)
    ordered = in_order(counting.get(event.id, event) for event in known if event.kind is not EventKind.VOID)
    last = max((place for place, event in enumerate(ordered) if _switches(event, standing)), default=-1)
    given = {event.id: event.rating for event in known}
    numbers = {event.id: number for number, event in enumerate(ordered, 1)}
    schedule: Schedule | None = None
    for place, event in enumerate(ordered):
        if event.id not in standing:
            yield Told(event, "taken back", None, stands=False)
            continue
        # What was before a switch counts as if it had been the new scheduler's.
        by = ordered[last] if place < last else event
        before, schedule = schedule, outcome(schedule, event, None if event.rating is None else recorded(by))
        rule = _rule(before, event, by, schedule)
        if event.kind is EventKind.CHANGE:
            rule = f"number {numbers.get(json.loads(event.payload)['event'])} rated anew"
        elif event.rating is not given[event.id]:
            rule += f" (rated {_name(given[event.id])} at first)"
        yield Told(event, rule, schedule)


def _switches(event: Event, standing: set[str]) -> bool:
    return event.kind is EventKind.SWITCH and event.id in standing


def _rule(before: Schedule | None, event: Event, by: Event, after: Schedule | None) -> str:
    fixed = {
        EventKind.CRAM: "practice: touches no schedule",
        EventKind.RESET: "reset: the card is new again",
        EventKind.STATE: "a schedule that came without its history",
        EventKind.SWITCH: f"{TITLES.get(event.scheduler, event.scheduler)} from here on, and for all before",
        EventKind.REMATCH: "found again under another name or place",
    }
    if event.kind in fixed:
        return fixed[event.kind]
    if event.kind is EventKind.DUE:
        return f"due on {json.loads(event.payload)['day']} by hand; the interval stays"
    if before is not None and before.step is None and event.day < before.last_day:
        return "the clock was set back: moves no interval"
    if after is None or event.rating is None or after == before or is_drill(before, event.day):
        return "once more on the same day: moves no interval"
    if by.scheduler == "sm2":
        return _sm2(before, event.rating, after)
    by_whom = recorded(by)
    if isinstance(by_whom, Fsrs):
        return _fsrs(before, after, by_whom)
    return _anki(before, event, after, by_whom) if isinstance(by_whom, AnkiSm2) else ""


def _sm2(before: Schedule | None, rating: Rating, after: Schedule) -> str:
    ease = _ease(before, after)
    if rating is Rating.AGAIN:
        return f"a fail: 1 d, counting begins anew{ease}"
    if after.repetitions <= 2 or before is None:
        return f"pass {after.repetitions} in a row: {after.interval} d{ease}"
    return f"{before.interval} d × {before.ease / 1000:.2f}, rounded up: {after.interval} d{ease}"


def _anki(before: Schedule | None, event: Event, after: Schedule, scheduler: AnkiSm2) -> str:
    if after.step is not None:
        failed = before is not None and before.step is None
        then = f", then {after.interval} d" if failed else ""
        return f"{'a fail: ' if failed else ''}{_step(after)}{then}{_ease(before, after)}"
    if before is None or before.step is not None:
        return f"done with the steps: {after.interval} d"
    if event.rating is Rating.AGAIN:
        return f"a fail: {after.interval} d{_ease(before, after)}"
    late = (event.day - before.due).days
    if late < 0:
        passed = f"{-late} d early, {before.interval + late} d of {before.interval} d count"
        return f"{passed}: {after.interval} d{_ease(before, after)}"
    grown = {
        Rating.HARD: f"× {scheduler.hard_factor / 1000:.2f}",
        Rating.GOOD: f"{f'and half of {late} d late ' if late else ''}× {before.ease / 1000:.2f}",
        Rating.EASY: f"{f'and {late} d late ' if late else ''}× {before.ease * scheduler.easy_bonus / 10**6:.2f}",
    }
    return f"{before.interval} d {grown[event.rating or Rating.GOOD]}: {after.interval} d{_ease(before, after)}"


def _fsrs(before: Schedule | None, after: Schedule, scheduler: Fsrs) -> str:
    had = f"{_days(before.stability)} → " if before is not None and before.stability is not None else ""
    stability = after.stability or 0.0
    least = after.interval == 1 and scheduler.recall(stability, 1) < scheduler.retention
    aim = f"{after.interval} d{', the least' if least else f' for {scheduler.retention * 100:.0f} % recall'}"
    return f"stability {had}{_days(stability)} d: {aim if after.step is None else _step(after)}"


def _step(after: Schedule) -> str:
    days = (after.due - after.last_day).days
    return f"step {(after.step or 0) + 1}, comes back {f'in {days} d' if days else 'in the session'}"


def _ease(before: Schedule | None, after: Schedule) -> str:
    had = before.ease if before else FIRST_EASE
    return "" if had == after.ease else f"; ease {had / 1000:.2f} → {after.ease / 1000:.2f}"


def _days(stability: float) -> str:
    return f"{stability:.1f}" if stability >= 1 else f"{stability:.2g}"


def _name(rating: Rating | None) -> str:
    return "" if rating is None else rating.name.casefold()
