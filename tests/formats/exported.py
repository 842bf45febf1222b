"""Cards for packages, with what a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flashdl import identity
from flashdl.leaving import Family, Leaving
from flashdl.model import (
    Card,
    Direction,
    Event,
    EventKind,
    Excerpt,
    Grading,
    Moment,
    Place,
    Prompt,
    Rating,
    Schedule,
    State,
)
from flashdl.scheduling import standing

NO_EXCERPT = Excerpt()


def card(
    question: str = "When did GAN appear?",
    *answers: str,
    subject: str = "",
    deck: str = "Deep Learning",
    grading: Grading = Grading.SELF,
    items: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    hint: str = "",
    tags: tuple[str, ...] = (),
    context: tuple[str, ...] = ("Deep Learning", "Architectures"),
    excerpt: Excerpt = NO_EXCERPT,
    state: State = State.ACTIVE,
) -> Card:
    key = identity.key("note.md", (), subject or question, "", Direction.FORWARD)
    prompt = Prompt("basic", question, answers or ("2014",), grading, items, hint, tags)
    place = Place("note.md", 18, context, excerpt, choices=choices)
    return Card(identity.card_id(key), 1, key, "fact", deck, prompt, place, 1.0, state)


def leaving(of: Card, schedule: Schedule | None = None, *log: Event, changed_ms: int = 1_700_000_000_000) -> Leaving:
    return Leaving(of, schedule, standing(log), changed_ms)


def exported(of: Card, schedule: Schedule | None = None, *log: Event, changed_ms: int = 1_700_000_000_000) -> Family:
    return Family(of.id, (leaving(of, schedule, *log, changed_ms=changed_ms),))


def schedule(due: date, *, ease: int = 2_350) -> Schedule:
    return Schedule(due, 6, ease, 2, 1, 3, due - timedelta(days=6))


def event(
    sequence: int,
    day: date,
    kind: EventKind = EventKind.REVIEW,
    rating: Rating | None = Rating.GOOD,
    *,
    interval_before: int | None = 1,
    interval: int | None = 6,
    ease: int | None = 2_500,
    duration_ms: int = 4_000,
    target: str | None = None,
) -> Event:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event(
        f"event {sequence}",
        "device",
        sequence,
        "card",
        Moment(int(noon.timestamp() * 1000), 0),
        4,
        day,
        kind,
        rating,
        duration_ms,
        interval_before=interval_before,
        interval=interval,
        ease=ease,
        target=target,
    )
