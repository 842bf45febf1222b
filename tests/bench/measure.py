"""One subject at one size, in a process of its own: what it says are lines of JSON, before and after each row.

A process of its own, for what one subject has loaded counts as memory of what it starts, and one that is killed takes
no other along.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any, NamedTuple

from tests.bench import daily, exchange, figures, imports, replays, scan, starts
from tests.bench.table import LIMIT_SECONDS, Named, Row, Setting, from_value, reason, value

GROWING: dict[str, Callable[[Setting], Iterator[Named]]] = {
    "starts": starts.rows,
    "daily": daily.rows,
    "figures": figures.rows,
    "exchange": exchange.rows,
}
"""Subjects that are measured at each size of a collection; the longest comes last, for a run that is broken off."""
FIXED: dict[str, Callable[[Setting], Iterator[Named]]] = {
    "imports": imports.rows,
    "scan": scan.rows,
    "replay": replays.rows,
}
"""Subjects with sizes of their own."""
MOST_SECONDS = 2 * LIMIT_SECONDS
"""For a row, which may be two processes."""

DOOR = ("-m", "tests.bench.measure")


class Task(NamedTuple):
    subject: str
    cards: int
    vault: str
    scratch: str
    """A folder: each process makes its own within."""
    collections: str
    run: str
    repeat: int
    quick: bool


def measured(
    task: Task, most_seconds: float = MOST_SECONDS, *, done: Iterable[str] = ()
) -> Iterator[tuple[str, Row | str]]:
    """(name, row) of all that a subject has; a text in the place of a row says why there is none.

    Where a row takes the process along, or longer than it may, another process goes on behind it.

    Args:
        done: rows that are not asked for.
    """
    done = [*done]
    while True:
        begun = ""
        why = "its process ended"
        command = [sys.executable, *DOOR, json.dumps(task), json.dumps(done)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
            try:
                for said in _lines(process, most_seconds):
                    if "begun" in said:
                        begun = said["begun"]
                        continue
                    done.append(said["name"])
                    begun = ""
                    yield said["name"], from_value(said)
            except TimeoutError:
                why = f"cut off after {most_seconds:.0f} s"
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        if process.returncode == 0:
            return
        if not why.startswith("cut off"):
            why = f"its process ended with {process.returncode}"
        if not begun or begun in done:
            yield f"{task.subject}: what else it has", why
            return
        done.append(begun)
        yield begun, why


def _lines(process: subprocess.Popen[bytes], most_seconds: float) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    pending = b""
    until = time.monotonic() + most_seconds
    while True:
        ready, _, _ = select([process.stdout], [], [], max(0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        piece = os.read(process.stdout.fileno(), 65536)
        if not piece:
            process.wait()
            return
        *lines, pending = (pending + piece).split(b"\n")
        for line in lines:
            until = time.monotonic() + most_seconds
            yield json.loads(line)


def main() -> None:
    task, done = Task(*json.loads(sys.argv[1])), json.loads(sys.argv[2])
    scratch = Path(task.scratch) / f"{task.subject} {task.cards} {os.getpid()}"
    scratch.mkdir()
    setting = Setting(Path(task.vault), scratch, Path(task.collections), task.run, task.repeat, task.cards, task.quick)
    for name, measure in {**GROWING, **FIXED}[task.subject](setting):
        if name in done:
            continue
        _say({"begun": name})
        row: Row | str
        try:
            row = measure()
        except Exception as error:  # noqa: BLE001
            row = reason(error)
        _say(value(task.subject, name, row, task.cards))


def _say(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
