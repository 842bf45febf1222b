"""A card's history, event by event, each with the rule that made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flashdl.model import Event, EventKind, Rating, Schedule
from flashdl.scheduling import in_order, is_drill, outcome, recorded, unvoided
from flashdl.scheduling.fsrs import Fsrs

TITLES = {"sm2": "SM-2", "anki": "Anki's SM-2", "fsrs": "FSRS-6"}


@dataclass(frozen=True, slots=True)
class Told:
    """One event and what came of it."""

    event: Event
    rule: str
    """In words."""
    after: Schedule | None
    """None where the card is new, or the event was taken back."""


def story(events: Iterable[Event]) -> Iterator[Told]:
    """The events of one card, voids left out, in the order in which they count; those taken back among them."""
    # As they count: answers have the rating that they were given last.
    known = list(events)
    counting = {event.id: event for event in unvoided(known)}
    standing = set(counting)
    ordered = in_order(counting.get(event.id, event) for event in known if event.kind is not EventKind.VOID)
    last = max((place for place, event in enumerate(ordered) if _switches(event, standing)), default=-1)
    schedule: Schedule | None = None
    for place, event in enumerate(ordered):
        if event.id not in standing:
            yield Told(event, "taken back", None)
            continue
        # What was before a switch counts as if it had been the new scheduler's.
        by = ordered[last] if place < last else event
        before, schedule = schedule, outcome(schedule, event, None if event.rating is None else recorded(by))
        yield Told(event, _rule(before, event, by, schedule), schedule)


def _switches(event: Event, standing: set[str]) -> bool:
    return event.kind is EventKind.SWITCH and event.id in standing


def _rule(before: Schedule | None, event: Event, by: Event, after: Schedule | None) -> str:
    fixed = {
        EventKind.CRAM: "practice: touches no schedule",
        EventKind.RESET: "reset: the card is new again",
        EventKind.DUE: "due day set by hand; the interval stays",
        EventKind.STATE: "a schedule that came without its history",
        EventKind.SWITCH: f"{TITLES.get(event.scheduler, event.scheduler)} from here on, and for all before",
        EventKind.CHANGE: "an earlier answer was rated so",
        EventKind.REMATCH: "found again under another name or place",
    }
    if event.kind in fixed:
        return fixed[event.kind]
    if after is None or event.rating is None or after == before or is_drill(before, event.day):
        return "once more on a day that has counted: moves no interval"
    if by.scheduler == "sm2":
        return _sm2(before, event.rating, after)
    steps = f"step {after.step + 1}, comes back in the session" if after.step is not None and after.drill else ""
    if by.scheduler == "fsrs":
        return _fsrs(before, after, recorded(by), steps)
    grown = f"{before.interval} d → {after.interval} d" if before and before.interval else f"{after.interval} d"
    return steps or f"{grown}, ease {after.ease / 1000:.2f}"


def _sm2(before: Schedule | None, rating: Rating, after: Schedule) -> str:
    ease = (
        ""
        if before is None or before.ease == after.ease
        else f"; ease {before.ease / 1000:.2f} → {after.ease / 1000:.2f}"
    )
    if rating is Rating.AGAIN:
        return f"a fail: 1 d, counting begins anew{ease}"
    if after.repetitions <= 2 or before is None:
        return f"pass {after.repetitions} in a row: {after.interval} d{ease}"
    return f"{before.interval} d × {before.ease / 1000:.2f}, rounded up: {after.interval} d{ease}"


def _fsrs(before: Schedule | None, after: Schedule, scheduler: object, steps: str) -> str:
    had = f"{before.stability:.1f} → " if before is not None and before.stability is not None else ""
    aim = f"{after.interval} d for {scheduler.retention * 100:.0f} % recall" if isinstance(scheduler, Fsrs) else ""
    return f"stability {had}{after.stability:.1f} d: {steps or aim}"
