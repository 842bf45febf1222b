"""Values to rows and back. What is read equals what was written, odd file names included."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import lru_cache, wraps
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Column

from flashdl.arriving import DOCUMENT, FILE, Given, note_id
from flashdl.leaving import Shown
from flashdl.model import (
    NO_EXCERPT,
    Candidate,
    Card,
    Direction,
    Event,
    EventKind,
    Excerpt,
    Grading,
    Key,
    Moment,
    Place,
    Prompt,
    Rating,
    Schedule,
    State,
)
from flashdl.store import bulk
from flashdl.store.faults import expect
from flashdl.store.schema import CARD, EVENT, SCHEDULE
from flashdl.store.text import MARK, all_stored, read, stored
from flashdl.swift import maker

CARD_COLUMNS: tuple[Column[Any], ...] = tuple(CARD.c)[:-4]
"""In the order that `card` reads: all but the four that no `Card` has."""
EVENT_COLUMNS: tuple[Column[Any], ...] = tuple(EVENT.c)
"""In the order that `event` reads."""
SCHEDULE_COLUMNS: tuple[Column[Any], ...] = tuple(SCHEDULE.c)[1:]
"""In the order that `schedule` reads."""
_COPIED = ("source", "position", "deck", "state", "orphaned", "buried_day")
OF_NEW_SCHEDULE = (*SCHEDULE.c.keys(), *(f"card_{name}" for name in _COPIED))
"""The columns of a schedule, with those that it knows of its card behind them."""
COPIES_DIFFER = (
    f"({', '.join(f'schedule.card_{name}' for name in _COPIED)}) "
    f"IS NOT ({', '.join(f'card.{name}' for name in _COPIED)})"
)
"""True of a schedule that does not know its card as it is; triggers see to that."""
SHOWN = Shown._fields
"""The columns that `shown` reads, in this order."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: `json.dumps` would make one for each text."""

# A dictionary is asked in a tenth of the time that an enumeration takes.
_DIRECTIONS = {one.value: one for one in Direction}
_GRADINGS = {one.value: one for one in Grading}
_STATES = {one.value: one for one in State}

_TEXT, _NUMBER = {str}, {int}
_make_excerpt = maker(Excerpt)
_quoted = encode_basestring

Value = TypeVar("Value")


def key_row(key: Key) -> dict[str, Any]:
    return {name: convert(getattr(key, name)) for name, convert in _KEY.items()}


def content_row(candidate: Candidate) -> dict[str, Any]:
    """What a scan may change of a stored card: all but its id, key and state."""
    return {name: convert(get(candidate)) for name, get, convert in _READ} | {"orphaned": 0}


def card_columns(candidates: Sequence[Candidate]) -> dict[str, Any]:
    """What `key_row` and `content_row` give of each, as `bulk.insert` takes it."""
    parts = {name: list(map(attrgetter(name), candidates)) for name in ("key", "prompt", "place")}
    columns = {name: bulk.column(convert, list(map(attrgetter(name), parts["key"]))) for name, convert in _KEY.items()}
    for name, (path, convert) in _CONTENT.items():
        part, _, value = path.rpartition(".")
        columns[name] = bulk.column(convert, list(map(attrgetter(value), parts.get(part, candidates))))
    return columns | {"orphaned": 0}


def arrived_columns(columns: Mapping[str, list[Any]]) -> dict[str, Any]:
    """What `card_columns` gives of the candidates of arrivals.

    Args:
        columns: by the names of `Arrival`.
    """
    notes = {subject: note_id(subject) for subject in set(columns["subject"])}
    begin, _, end = _excerpt_row(Excerpt("text")).rpartition('"text"')
    converted: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(("attribute", "deck", "kind", "hint"), stored),
        **dict.fromkeys(("direction", "grading", "state", "changed_ms", "flag"), _same),
        "tags": _written,
    }
    return {
        **dict.fromkeys(("items", "choices", "section"), "[]"),
        "document": DOCUMENT,
        "file": FILE,
        "cluster": "",
        "count": 0,
        "score": 1.0,
        "orphaned": 0,
        **{name: bulk.column(convert, columns[name]) for name, convert in converted.items()},
        **{name: all_stored(columns[name]) for name in ("subject", "question")},
        "id": columns["id"],
        "note": list(map(notes.__getitem__, columns["subject"])),
        "position": columns["position"],
        "answers": all_stored([f"[{encode_basestring(text)}]" for text in columns["answer"]]),
        "context": [_listed(own or deck) for own, deck in zip(columns["context"], columns["deck"], strict=True)],
        "excerpt": all_stored(
            [f"{begin}{encode_basestring(text)}{end}" if text else "{}" for text in columns["excerpt"]]
        ),
        "line": columns["number"],
        "accepted": bulk.column(_is_active, columns["state"]),
    }


def _is_active(state: str) -> int:
    return int(state == State.ACTIVE)


@lru_cache(maxsize=1024)
def _listed(text: str) -> str:
    return _written((text,))


def _sensible(reading: Callable[[Sequence[Any]], Value]) -> Callable[[Sequence[Any]], Value]:
    """The same, but a row of a damaged file raises ValueError whatever is wrong with it."""

    @wraps(reading)
    def read_sensibly(row: Sequence[Any]) -> Value:
        try:
            return reading(row)
        except (AttributeError, TypeError, KeyError, OverflowError) as error:
            raise ValueError(str(error)) from error

    return read_sensibly


@_sensible
def card(row: Sequence[Any]) -> Card:
    (
        card_id, source, document, section, subject, attribute, direction, count, note, deck, kind, question, answers,
        grading, items, choices, hint, tags, file, line, context, excerpt, position, cluster, score, state, orphaned,
    ) = row  # fmt: skip
    texts = (card_id, document, subject, attribute, note, deck, kind, question, hint, file, cluster)
    if set(map(type, texts)) != _TEXT or set(map(type, (source, count, line, position))) != _NUMBER:
        expect(str, *texts)
        expect(int, source, count, line, position)
    if MARK in "".join(texts):
        document, subject, attribute, note, deck = map(read, (document, subject, attribute, note, deck))
        kind, question, hint, file, cluster = map(read, (kind, question, hint, file, cluster))
    return Card(
        card_id,
        source,
        Key(document, _shared_texts(section), subject, attribute, _DIRECTIONS[direction], count),
        note,
        deck,
        Prompt(
            kind, question, _texts(answers), _GRADINGS[grading], _texts(items), hint, _shared_texts(tags)
        ),
        Place(file, line, _shared_texts(context), _excerpt(excerpt), position, cluster, _texts(choices)),
        score,
        _STATES[state],
        bool(orphaned),
    )  # fmt: skip


@_sensible
def shown(row: Sequence[Any]) -> Shown:
    card_id, source, document, question, answers, grading, items, hint, choices, context, file, excerpt = row
    if MARK in "".join((card_id, document, question, hint, file)):
        document, question, hint, file = map(read, (document, question, hint, file))
    return Shown(
        card_id, source, document, question, _texts(answers), _GRADINGS[grading], _texts(items), hint, _texts(choices),
        _shared_texts(context), file, _excerpt(excerpt),
    )  # fmt: skip


def asked(row: Sequence[Any]) -> tuple[str, str, str]:
    """(question, shown answer, deck)."""
    question, answers, deck = row
    return read(question), next(iter(_texts(answers)), ""), read(deck)


_OF_EVENT = tuple(field.name for field in fields(Event))


def event_row(event: Event) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in _OF_EVENT}
    at: Moment = row.pop("at")
    return row | {
        "at_ms": at.ms,
        "at_offset": at.offset,
        "day": event.day.isoformat(),
        "kind": event.kind.value,
        "rating": None if event.rating is None else int(event.rating),
        "payload": stored(event.payload),
    }


@_sensible
def event(row: Sequence[Any]) -> Event:
    (
        event_id, device, sequence, card_id, at_ms, at_offset, rollover, day, kind, rating, duration_ms, scheduler,
        version, parameters, interval_before, interval, ease, stability, difficulty, target, payload,
    ) = row  # fmt: skip
    expect(str, event_id, device, card_id, scheduler, parameters, payload)
    expect(int, sequence, at_ms, at_offset, rollover, duration_ms, version)
    return Event(
        event_id, device, sequence, card_id, Moment(at_ms, at_offset), rollover, date.fromisoformat(day),
        EventKind(kind), None if rating is None else Rating(rating), duration_ms, scheduler, version, parameters,
        interval_before, interval, ease, stability, difficulty, target, read(payload),
    )  # fmt: skip


def schedule_row(schedule: Schedule) -> dict[str, Any]:
    return {
        "due": schedule.due.isoformat(),
        "interval": schedule.interval,
        "ease": schedule.ease,
        "repetitions": schedule.repetitions,
        "lapses": schedule.lapses,
        "reviews": schedule.reviews,
        "last_day": schedule.last_day.isoformat(),
        "drill": int(schedule.drill),
        "step": schedule.step,
        "stability": schedule.stability,
        "difficulty": schedule.difficulty,
        "fails": schedule.fails,
    }


def new_schedule(names: Sequence[str], values: Sequence[str]) -> str:
    """SQL that writes the schedule of a card that has none, if there is such a card.

    Args:
        names: of columns, `card` the first.
        values: marks for their values; that of the card is asked for twice, so it bears a name or a number.
    """
    copies = ", ".join(f"card_{name}" for name in _COPIED)
    return (
        f"INSERT INTO schedule ({', '.join(names)}, {copies}) "
        f"SELECT {', '.join(values)}, {', '.join(_COPIED)} FROM card WHERE id = {values[0]}"
    )


def schedule_values(schedule: Schedule) -> list[Any]:
    """Those of `schedule_row`, in the order of SCHEDULE_COLUMNS."""
    return [
        schedule.due.isoformat(), schedule.interval, schedule.ease, schedule.repetitions, schedule.lapses,
        schedule.reviews, schedule.last_day.isoformat(), int(schedule.drill), schedule.step, schedule.stability,
        schedule.difficulty, schedule.fails,
    ]  # fmt: skip


def given_values(given: Given | None) -> list[Any] | None:
    """What `schedule_values` gives of the schedule."""
    return None if given is None else [*given[:7], 0, None, None, None, given.fails]


@_sensible
def schedule(row: Sequence[Any]) -> Schedule:
    due, interval, ease, repetitions, lapses, reviews, last_day, drill, step, stability, difficulty, fails = row
    expect(int, interval, ease, repetitions, lapses, reviews, fails, 0 if step is None else step)
    expect(float, *(value for value in (stability, difficulty) if value is not None))
    due, last_day = date.fromisoformat(due), date.fromisoformat(last_day)
    return Schedule(
        due, interval, ease, repetitions, lapses, reviews, last_day, bool(drill), step, stability, difficulty, fails
    )


def key_value(key: Key) -> dict[str, Any]:
    """A key for the payload of a REMATCH."""
    return {name: getattr(key, name) for name in Key.__slots__}


def key_of(value: dict[str, Any]) -> Key:
    """The key that `key_value` wrote."""
    return Key(
        value["document"],
        tuple(value["section"]),
        value["subject"],
        value["attribute"],
        Direction(value["direction"]),
        value["count"],
    )


def json_text(value: object) -> str:
    """JSON with every letter as itself, so that a lone surrogate is never paired with its neighbour."""
    return _ENCODER.encode(value)


def json_value(text: str) -> dict[str, Any]:
    """The object that `json_text` wrote."""
    value: dict[str, Any] = json.loads(text)
    return value


def _written(texts: tuple[str, ...]) -> str:
    # As `json_text` writes it; most lists have one text, and an encoder takes four times as long.
    return stored(f"[{','.join(map(encode_basestring, texts))}]") if texts else "[]"


def _texts(text: str) -> tuple[str, ...]:
    if text == "[]":
        return ()
    # Nearly all have one text, in which nothing is escaped.
    if text.count('"') == 2 and text.startswith('["') and text.endswith('"]') and not ("\\" in text or MARK in text):
        return (text[2:-2],)
    return tuple(json.loads(read(text)))


_shared_texts = lru_cache(maxsize=1024)(_texts)
"""For what many cards of a note have in common."""


def _excerpt_row(excerpt: Excerpt) -> str:
    if excerpt == NO_EXCERPT:
        return "{}"
    return stored(json_text({name: getattr(excerpt, name) for name in Excerpt.__slots__}))


def _excerpt(text: str) -> Excerpt:
    if text == "{}":
        return NO_EXCERPT
    # The place stands last, and no text can hold its quotation marks; all before it is the same for a table's cards.
    shared, _, place = (read(text) if MARK in text else text).rpartition(',"row":')
    row, _, column = place.partition(',"column":')
    return _make_excerpt(*_shared_excerpt(shared), _number(row), _number(column[:-1]))


def _same(value: Value) -> Value:
    return value


def _value(member: StrEnum) -> str:
    return str(member.value)


_KEY: dict[str, Callable[[Any], Any]] = {
    "document": stored,
    "section": _written,
    "subject": stored,
    "attribute": stored,
    "direction": _value,
    "count": _same,
}
"""The columns of a key and how each is written."""
_CONTENT: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "note": ("note", stored),
    "deck": ("deck", stored),
    "kind": ("prompt.kind", stored),
    "question": ("prompt.question", stored),
    "answers": ("prompt.answers", _written),
    "grading": ("prompt.grading", _value),
    "items": ("prompt.items", _written),
    "choices": ("place.choices", _written),
    "hint": ("prompt.hint", stored),
    "tags": ("prompt.tags", _written),
    "file": ("place.file", stored),
    "line": ("place.line", _same),
    "context": ("place.context", _written),
    "excerpt": ("place.excerpt", _excerpt_row),
    "position": ("place.position", _same),
    "cluster": ("place.group", stored),
    "score": ("score", _same),
}
"""The columns of a card's content: where each is found and how it is written."""
_READ = tuple((name, attrgetter(path), convert) for name, (path, convert) in _CONTENT.items())


def _number(text: str) -> int | None:
    return None if text == "null" else int(text)


@lru_cache(maxsize=64)
def _shared_excerpt(text: str) -> tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]:
    value = json.loads(f"{text}}}")
    return value["text"], tuple(value["header"]), tuple(map(tuple, value["rows"]))
