"""What a note gave, as JSON and back: for the cache, and for the way from one process to another.

Every letter stands as itself, and a half of a surrogate pair as three bytes, so that what is read is what was written.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flashdl.model import Candidate, Direction, Excerpt, Grading, Key, Place, Problem, Prompt, Refusal, Schedule, State

if TYPE_CHECKING:
    from flashdl.generator.collection import Entry, Target
    from flashdl.generator.quality import Judged


def to_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def of_bytes(raw: bytes) -> Any:
    """The value of `to_bytes`, with lists for tuples.

    Raises:
        ValueError: these are no such bytes.
    """
    return json.loads(raw.decode("utf-8", "surrogatepass"))


def entry_row(entry: Entry) -> list[Any]:
    told = entry.evidence
    evidence = [told.found, told.script, told.ascii] if told else None
    return [
        entry.file, entry.document, entry.names, entry.step, entry.wishes, entry.language, evidence, entry.fault
    ]  # fmt: skip


def entry(row: Any) -> Entry:
    from flashdl.generator.collection import Entry
    from flashdl.generator.detect import Evidence
    from flashdl.generator.path import Step
    from flashdl.generator.wishes import Wish

    file, document, names, (at, path, is_index, is_map, number, following), wishes, language, told, fault = row
    step = Step(at, tuple(path), is_index, is_map, number, following)
    evidence = Evidence(tuple((code, count) for code, count in told[0]), told[1], told[2]) if told else None
    return Entry(
        file, document, tuple(names), step, tuple(Wish(*wish) for wish in wishes), language, evidence, fault
    )  # fmt: skip


def problem_row(problem: Problem | None) -> list[Any] | None:
    return [problem.path, problem.line, problem.message] if problem else None


def problem(row: Any) -> Problem | None:
    return Problem(*row) if row else None


@lru_cache(maxsize=100_000)
def mark(target: Target | None) -> str:
    """What tells whether a link would be answered as it was."""
    if target is None:
        return ""
    return hashlib.blake2b(to_bytes([target.file, target.names, target.alone]), digest_size=8).hexdigest()


def judged_row(judged: Judged) -> list[Any]:
    return [
        [_candidate_row(candidate) for candidate in judged.candidates],
        [_candidate_row(candidate) for candidate in judged.spare],
        [
            [one.file, one.line, one.reason, one.kind, one.question, one.answers, one.subject, one.target]
            for one in judged.refusals
        ],
        judged.unasked,
    ]


def judged(row: Any) -> Judged:
    from flashdl.generator.quality import Judged

    candidates, spare, refusals, unasked = row
    return Judged(
        candidates=tuple(map(_candidate, candidates)),
        spare=tuple(map(_candidate, spare)),
        refusals=tuple(
            Refusal(file, line, reason, kind, question, tuple(answers), subject, target)
            for file, line, reason, kind, question, answers, subject, target in refusals
        ),
        unasked=tuple(map(tuple, unasked)),
    )


def _candidate_row(candidate: Candidate) -> list[Any]:
    key, prompt, place = candidate.key, candidate.prompt, candidate.place
    excerpt = place.excerpt
    return [
        [key.document, key.section, key.subject, key.attribute, key.direction, key.count],
        candidate.note,
        candidate.deck,
        [
            prompt.kind, prompt.question, prompt.answers, prompt.grading, prompt.items, prompt.hint,
            prompt.tags,
        ],
        [
            place.file, place.line, place.context,
            [excerpt.text, excerpt.header, excerpt.rows, excerpt.row, excerpt.column],
            place.position, place.group, place.choices,
        ],
        candidate.score,
        candidate.state,
        candidate.id,
        _schedule_row(candidate.schedule),
    ]  # fmt: skip


def _schedule_row(schedule: Schedule | None) -> list[Any] | None:
    if schedule is None:
        return None
    values = (getattr(schedule, name) for name in Schedule.__slots__)
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def _schedule(row: Any) -> Schedule | None:
    if row is None:
        return None
    due, interval, ease, repetitions, lapses, reviews, last, *rest = row
    days = date.fromisoformat(due), date.fromisoformat(last)
    return Schedule(days[0], interval, ease, repetitions, lapses, reviews, days[1], *rest)


def _candidate(row: Any) -> Candidate:
    key, note, deck, prompt, place, score, state, id_, schedule = row
    document, section, subject, attribute, direction, count = key
    kind, question, answers, grading, items, hint, tags = prompt
    file, line, context, (text, header, rows, at_row, column), position, group, choices = place
    return Candidate(
        Key(document, tuple(section), subject, attribute, Direction(direction), count),
        note,
        deck,
        Prompt(kind, question, tuple(answers), Grading(grading), tuple(items), hint, tuple(tags)),
        Place(
            file, line, tuple(context), Excerpt(text, tuple(header), tuple(map(tuple, rows)), at_row, column), position,
            group, tuple(choices),
        ),
        score,
        State(state),
        id_,
        _schedule(schedule),
    )  # fmt: skip
