"""Reading a package in a process of its own, so that the store writes what was read while more of it is read.

The reader is a fresh interpreter. It lays each part into a file beside the unpacked package and says so in a line; it
is told in a line that one was taken, and is never more than `AHEAD` in front. What is read does not depend on who
reads.
"""

from __future__ import annotations

import json
import marshal
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from flashdl.arriving import Answered, Apart, Arrival
from flashdl.formats import package_file
from flashdl.formats.package_notes import Reading
from flashdl.model import (
    NO_EXCERPT,
    Candidate,
    Direction,
    Excerpt,
    Grading,
    Key,
    Moment,
    Place,
    Problem,
    Prompt,
    Schedule,
    State,
)
from flashdl.swift import maker, without_collector

WORTHWHILE = 5_000
"""Notes from which starting another process takes less time than it saves."""
AHEAD = 3
"""Parts that were read and not taken."""

Parts = Generator[list[Arrival]]


class _LostError(Exception):
    """The other process cannot be started, or has ended."""


@contextmanager
def parts(reading: Reading, each: Callable[[int], None] | None = None) -> Iterator[Parts]:
    """What `Reading.parts` gives, read by another process where that pays."""
    found = _parts(reading, each) if pays(reading.notes) else reading.parts(each)
    try:
        yield found
    finally:
        found.close()  # now, and not when the last name of it goes


def pays(notes: int) -> bool:
    """Whether so many notes are read by another process."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return notes > WORTHWHILE and cores > 1


def _parts(reading: Reading, each: Callable[[int], None] | None) -> Parts:
    given = 0
    try:
        for part in _read_elsewhere(reading, each):
            given += 1
            yield part
        return
    except _LostError:
        reading.forget()
    for number, part in enumerate(reading.parts(each)):
        if number >= given:
            yield part


def _read_elsewhere(reading: Reading, each: Callable[[int], None] | None) -> Iterator[list[Arrival]]:
    try:
        process = _started()
    except (OSError, ValueError, TypeError) as error:  # a Python inside another program has no executable
        raise _LostError from error
    assert process.stdin
    assert process.stdout
    try:
        yield from _taken(reading, process.stdin, process.stdout, each)
    except (OSError, EOFError, TypeError) as error:
        raise _LostError from error
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()


def _started() -> subprocess.Popen[bytes]:
    program = (
        f"import sys; sys.path[:] = {sys.path!a}; "
        "from flashdl.formats.package_process import work; work(sys.stdin.buffer, sys.stdout.buffer)"
    )
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A Ctrl-C in the terminal is for this process, which then ends the other.
        process_group=0 if os.name == "posix" else None,
    )


def _taken(
    reading: Reading, jobs: IO[bytes], told: IO[bytes], each: Callable[[int], None] | None
) -> Iterator[list[Arrival]]:
    folder = reading.package.beside.parent
    now = reading.now
    _say(jobs, [str(reading.package.path), str(folder), now.ms, now.offset, reading.rollover, reading.deck])
    while said := _heard(told):
        if isinstance(said, str):
            raise sqlite3.DatabaseError(said)
        name, number = said
        laid = folder / name
        try:
            rows, problems, reading.unasked = marshal.loads(laid.read_bytes())
        except ValueError as error:
            raise _LostError from error
        laid.unlink()
        with suppress(OSError):  # that it has ended with its last part is no loss
            _say(jobs, name)
        reading.problems += [Problem(*one) for one in problems]
        yield [_arrival(row) for row in rows]
        if each:
            each(number)


def work(jobs: IO[bytes], told: IO[bytes]) -> None:
    """What the other process does, until one of its pipes ends."""
    path, folder, ms, offset, rollover, deck = json.loads(jobs.readline())
    with without_collector(), package_file.unpacked(Path(path), Path(folder)) as package:
        try:
            reading = Reading(package, Moment(ms, offset), rollover, deck, apart=True, is_laid_out=True)
            problems = 0
            for number, part in enumerate(reading.parts()):
                if number >= AHEAD and not jobs.readline():
                    return
                rows = [_row(one) for one in part]
                new = [(one.path, one.line, one.message) for one in reading.problems[problems:]]
                problems = len(reading.problems)
                (Path(folder) / f"part {number}").write_bytes(marshal.dumps((rows, new, reading.unasked)))
                _say(told, [f"part {number}", reading.read])
            _say(told, None)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            _say(told, str(error) or "no reason")


def _say(pipe: IO[bytes], value: object) -> None:
    pipe.write(json.dumps(value).encode() + b"\n")
    pipe.flush()


def _heard(pipe: IO[bytes]) -> Any:
    line = pipe.readline()
    if not line:
        raise _LostError
    try:
        return json.loads(line)
    except ValueError as error:  # something else writes there, too
        raise _LostError from error


def _row(one: Arrival) -> tuple[Any, ...]:
    """An arrival as what `marshal` writes, which takes no value of a class, and no list that is longer than needed."""
    candidate = one.candidate
    key, prompt, place, schedule = candidate.key, candidate.prompt, candidate.place, candidate.schedule
    excerpt = place.excerpt
    return (
        (key.document, key.section, key.subject, key.attribute, key.direction.value, key.count),
        candidate.note,
        candidate.deck,
        (prompt.kind, prompt.question, prompt.answers, prompt.grading.value, prompt.items, prompt.hint, prompt.tags),
        (place.file, place.line, place.context, place.position, place.group, place.choices),
        None if excerpt is NO_EXCERPT else (excerpt.text, excerpt.header, excerpt.rows, excerpt.row, excerpt.column),
        candidate.score,
        candidate.state.value,
        candidate.id,
        None
        if schedule is None
        else (
            schedule.due.toordinal(), schedule.interval, schedule.ease, schedule.repetitions, schedule.lapses,
            schedule.reviews, schedule.last_day.toordinal(), schedule.drill, schedule.step, schedule.stability,
            schedule.difficulty, schedule.fails,
        ),
        [tuple(row) for row in one.log],
        one.since_ms,
        one.memory,
        one.changed_ms,
        one.flag,
        one.is_reset,
        None if one.apart is None else tuple(one.apart),
    )  # fmt: skip


_key, _prompt, _place, _excerpt = maker(Key), maker(Prompt), maker(Place), maker(Excerpt)
_candidate, _schedule = maker(Candidate), maker(Schedule)
_day = lru_cache(maxsize=4096)(date.fromordinal)
# A dictionary is asked in a tenth of the time that an enumeration takes.
_DIRECTIONS = {one.value: one for one in Direction}
_GRADINGS = {one.value: one for one in Grading}
_STATES = {one.value: one for one in State}


def _arrival(row: Sequence[Any]) -> Arrival:
    """What `_row` was made of."""
    (
        (document, section, subject, attribute, direction, count), note, deck,
        (kind, question, answers, grading, items, hint, tags), (file, line, context, position, group, choices),
        excerpt, score, state, id_, given, log, since, memory, changed, flag, is_reset, apart,
    ) = row  # fmt: skip
    schedule = None
    if given is not None:
        due, interval, ease, repetitions, lapses, reviews, last, *rest = given
        schedule = _schedule(_day(due), interval, ease, repetitions, lapses, reviews, _day(last), *rest)
    return Arrival(
        _candidate(
            _key(document, section, subject, attribute, _DIRECTIONS[direction], count),
            note,
            deck,
            _prompt(kind, question, answers, _GRADINGS[grading], items, hint, tags),
            _place(file, line, context, _excerpt(*excerpt) if excerpt else NO_EXCERPT, position, group, choices),
            score,
            _STATES[state],
            id_,
            schedule,
        ),
        [Answered(*each) for each in log] if log else (),
        since,
        memory,
        changed,
        flag,
        is_reset,
        Apart(*apart) if apart else None,
    )
