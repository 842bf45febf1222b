"""Builders of values, with defaults for all that a test does not speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime
from pathlib import Path

from flashdl.arriving import Answered, Arrival, Given
from flashdl.identity import card_id, key
from flashdl.model import (
    Answer,
    Candidate,
    Card,
    Direction,
    Event,
    EventKind,
    Key,
    Moment,
    Place,
    Plan,
    Prompt,
    Rating,
    Schedule,
    SourceKind,
    State,
)
from flashdl.scheduling import study_day
from flashdl.session import Waiting
from flashdl.store import Store

TODAY = date(2026, 11, 22)


def a_moment(day: date = TODAY, hour: int = 12, minute: int = 0, *, offset: int = 60) -> Moment:
    """A time on a clock that shows `offset` minutes more than UTC."""
    local = datetime(day.year, day.month, day.day, hour, minute)
    seconds = (local - datetime(1970, 1, 1)).total_seconds()
    return Moment(int(seconds) * 1000 - offset * 60_000, offset)


def a_key(subject: str = "GAN", attribute: str = "Year", document: str = "Deep Learning.md", count: int = 0) -> Key:
    return key(document, ("Key Architectures",), subject, attribute, Direction.FORWARD, count=count)


def a_prompt(question: str = "In which year did GAN appear?", *answers: str) -> Prompt:
    return Prompt("attribute", question, answers or ("2014",))


def a_candidate(
    subject: str = "GAN",
    attribute: str = "Year",
    *,
    note: str | None = None,
    deck: str = "Deep Learning",
    prompt: Prompt | None = None,
    position: int = 0,
    group: str = "",
    state: State = State.ACTIVE,
    document: str = "Deep Learning.md",
) -> Candidate:
    return Candidate(
        key=a_key(subject, attribute, document),
        note=note if note is not None else f"note of {subject}",
        deck=deck,
        prompt=prompt or a_prompt(f"{attribute} of {subject}?"),
        place=Place(document, line=position + 1, position=position, group=group),
        state=state,
    )


def a_card(
    subject: str = "GAN", *, source: int = 1, orphaned: bool = False, candidate: Candidate | None = None
) -> Card:
    made = candidate or a_candidate(subject)
    return Card(
        card_id(made.key), source, made.key, made.note, made.deck, made.prompt, made.place, made.score, made.state,
        orphaned,
    )  # fmt: skip


def a_schedule(
    due: date = TODAY, interval: int = 6, *, last_day: date = date(2026, 11, 16), ease: int = 2500, drill: bool = False
) -> Schedule:
    return Schedule(due, interval, ease, repetitions=2, lapses=0, reviews=2, last_day=last_day, drill=drill)


def an_answer(card: str, rating: Rating = Rating.GOOD, at: Moment | None = None, duration_ms: int = 5_000) -> Answer:
    return Answer(card, rating, at or a_moment(), duration_ms)


def an_event(
    sequence: int = 1,
    rating: Rating | None = Rating.GOOD,
    at: Moment | None = None,
    *,
    kind: EventKind = EventKind.REVIEW,
    device: str = "here",
    target: str | None = None,
    payload: str = "{}",
    parameters: str = "{}",
) -> Event:
    at = at or a_moment()
    return Event(
        id=f"{device}-{sequence}",
        device=device,
        sequence=sequence,
        card="card",
        at=at,
        rollover=4,
        day=study_day(at, 4),
        kind=kind,
        rating=rating,
        target=target,
        payload=payload,
        parameters=parameters,
    )


def a_waiting(
    card: str = "a",
    *,
    note: str | None = None,
    group: str = "",
    deck: str = "Deck",
    source: int = 1,
    position: int = 0,
    due: date | None = None,
    interval: int = 0,
    drill: bool = False,
    answered_today: bool = False,
) -> Waiting:
    """A new card, unless it is given a due day."""
    known_note = f"note of {card}" if note is None else note
    return Waiting(card, known_note, group, deck, source, position, due, interval, drill, answered_today)


def a_store(folder: Path) -> Store:
    """A store in a file of its own; close it."""
    return Store.open(folder / "flashdl.db")


def a_plan(source: int, *candidates: Candidate) -> Plan:
    """These as new cards, under the ids that reconcile would give them."""
    return Plan(source, new=tuple((card_id(candidate.key), candidate) for candidate in candidates))


def filled(store: Store, *candidates: Candidate, path: str = "/notes") -> list[str]:
    """Store these cards from a source of their own; their ids."""
    source = store.add_source(path, SourceKind.NOTES, "Notes")
    plan = a_plan(source.id, *candidates)
    store.apply(plan, a_moment())
    return [card for card, _ in plan.new]


def an_arrival(candidate: Candidate, card: str, log: Sequence[Answered], since_ms: int = 0) -> Arrival:
    """The candidate as a card of another program's, under this id."""
    key, prompt, place = candidate.key, candidate.prompt, candidate.place
    return Arrival(
        card, key.subject, key.attribute, key.direction.value, candidate.deck, prompt.kind,
        prompt.question, prompt.answers[0], prompt.grading.value, prompt.hint, prompt.tags, place.excerpt.text, "", 1,
        place.position, candidate.state.value, None, since_ms, 0, 0, False, log=log,
    )  # fmt: skip


def given(schedule: Schedule) -> Given:
    """The schedule as another program gives it."""
    due, last = schedule.due.isoformat(), schedule.last_day.isoformat()
    _, interval, ease, repetitions, lapses, reviews, *_ = astuple(schedule)
    return Given(due, interval, ease, repetitions, lapses, reviews, last, schedule.fails)
