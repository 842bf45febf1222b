"""Reading a package in a process of its own, so that the store writes what was read while more of it is read.

The reader is a fresh interpreter. It is told in lines what to read, that the log is laid out, and of each part that it
was taken, and is never more than `AHEAD` in front. It lays each part into a file beside the unpacked package and says
so in a line; at the end that this was all, or what is damaged. What is read does not depend on who reads.
"""

from __future__ import annotations

import json
import marshal
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from flashdl.arriving import Answered, Apart, Arrival, Given
from flashdl.formats import package_file
from flashdl.formats.package_file import Package
from flashdl.formats.package_notes import Reading
from flashdl.model import Moment, Problem
from flashdl.swift import row_maker, without_collector

WORTHWHILE = 5_000
"""Notes from which starting another process takes less time than it saves."""
LARGE = 500_000
"""Bytes of packed rows from which they are likely to be so many: it is started before they are unpacked and counted."""
AHEAD = 6
"""Parts that were read and not taken."""

Parts = Generator[list[Arrival]]
Process = subprocess.Popen[bytes]
_arrival, _answered = row_maker(Arrival), row_maker(Answered)
_given, _apart = row_maker(Given), row_maker(Apart)


class _LostError(Exception):
    """The other process cannot be started, or has ended."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[Package, Process | None]]:
    """As `package_file.opened`; and the other process, which starts while a large package is unpacked."""
    with ExitStack() as stack:
        other: Process | None = None

        def start(size: int) -> None:
            nonlocal other
            if size >= LARGE and _cores() > 1:
                other = _started()
            if other is not None:
                stack.callback(_end, other)

        package = stack.enter_context(package_file.opened(path, start))
        yield package, other


@contextmanager
def parts(reading: Reading, each: Callable[[int], None] | None = None, ready: Process | None = None) -> Iterator[Parts]:
    """What `Reading.parts` gives, read by another process where that pays.

    Args:
        ready: one that was started; it is ended.
    """
    with _other(reading, ready) as other:
        # Meanwhile the other makes the faces of its first part.
        reading.lay_out()
        if other is not None:
            _say_to(other, "laid out")
        with closing(_parts(reading, other, each)) as found:  # now, and not when the last name of it goes
            yield found


@contextmanager
def _other(reading: Reading, ready: Process | None) -> Iterator[Process | None]:
    """The other process, at work; None where it does not pay, or cannot be started."""
    process = (ready or _started()) if pays(reading.notes) else None
    if process is None:
        yield None
        return
    try:
        now, folder = reading.now, reading.package.beside.parent
        _say_to(process, [str(reading.package.path), str(folder), now.ms, now.offset, reading.rollover, reading.deck])
        yield process
    finally:
        _end(process)


def pays(notes: int) -> bool:
    """Whether so many notes are read by another process."""
    return notes > WORTHWHILE and _cores() > 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _parts(reading: Reading, process: Process | None, each: Callable[[int], None] | None) -> Parts:
    given = 0
    if process is not None:
        try:
            for part in _read_elsewhere(reading, process, each):
                given += 1
                yield part
            return
        except _LostError:
            reading.forget()
    for number, part in enumerate(reading.parts(each)):
        if number >= given:
            yield part


def _read_elsewhere(reading: Reading, process: Process, each: Callable[[int], None] | None) -> Iterator[list[Arrival]]:
    try:
        yield from _taken(reading, process, each)
    except (OSError, EOFError, TypeError) as error:
        raise _LostError from error


def _started() -> Process | None:
    """The other process; None where it cannot be started."""
    program = (
        f"import sys; sys.path[:] = {sys.path!a}; "
        "from flashdl.formats.package_process import work; work(sys.stdin.buffer, sys.stdout.buffer)"
    )
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A Ctrl-C in the terminal is for this process, which then ends the other.
            process_group=0 if os.name == "posix" else None,
        )
    except (OSError, ValueError, TypeError):  # a Python inside another program has no executable
        return None


def _end(process: Process) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError, AttributeError):
            pipe.close()  # type: ignore[union-attr]


def _taken(reading: Reading, process: Process, each: Callable[[int], None] | None) -> Iterator[list[Arrival]]:
    assert process.stdout
    folder = reading.package.beside.parent
    while said := _heard(process.stdout):
        if isinstance(said, str):
            raise sqlite3.DatabaseError(said)
        name, number = said
        laid = folder / name
        try:
            columns, problems, reading.unasked = marshal.loads(laid.read_bytes())
        except ValueError as error:
            raise _LostError from error
        laid.unlink()
        _say_to(process, name)
        reading.problems += [Problem(*one) for one in problems]
        yield _arrivals(columns)
        if each:
            each(number)


def work(jobs: IO[bytes], told: IO[bytes]) -> None:
    """What the other process does, until one of its pipes ends."""
    path, folder, ms, offset, rollover, deck = json.loads(jobs.readline())
    with without_collector(), package_file.unpacked(Path(path), Path(folder)) as package:
        try:
            reading = Reading(package, Moment(ms, offset), rollover, deck, apart=True, laid_out=lambda: _heard(jobs))
            problems = 0
            for number, part in enumerate(reading.parts()):
                if number >= AHEAD:
                    _heard(jobs)
                new = [(one.path, one.line, one.message) for one in reading.problems[problems:]]
                problems = len(reading.problems)
                (Path(folder) / f"part {number}").write_bytes(marshal.dumps((_columns(part), new, reading.unasked)))
                _say(told, [f"part {number}", reading.read])
            _say(told, None)
        except _LostError:
            return
        except (sqlite3.Error, ValueError, OverflowError) as error:
            _say(told, str(error) or "no reason")


def _say_to(process: Process, value: object) -> None:
    assert process.stdin
    with suppress(OSError):  # that it has ended is seen where it is heard, and with its last part it is no loss
        _say(process.stdin, value)


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


def _columns(part: Sequence[Arrival]) -> list[Sequence[Any]]:
    """Arrivals as what `marshal` writes, which takes no value of a class."""
    *plain, given, log, apart = zip(*part, strict=True)
    return [
        *plain,
        [one and tuple(one) for one in given],
        [list(map(tuple, one)) if one else () for one in log],
        [one and tuple(one) for one in apart],
    ]


def _arrivals(columns: Sequence[Sequence[Any]]) -> list[Arrival]:
    """What `_columns` was made of."""
    *plain, given, log, apart = columns
    givens = [one and _given(one) for one in given]
    logs = [list(map(_answered, one)) if one else () for one in log]
    aparts = [one and _apart(one) for one in apart]
    return list(map(_arrival, zip(*plain, givens, logs, aparts, strict=True)))
