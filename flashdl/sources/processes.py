"""Several processes that read and ask notes, each its share. What they give does not depend on how many they are.

A worker is a fresh interpreter behind two pipes, one JSON value a line each way: it shares no threads, no terminal and
no database with this process, ends when its pipe does, and never outlives a reading.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from flashdl.generator.collection import Register
from flashdl.sources import rows
from flashdl.sources.readers import Alone, Given, Told

WORTHWHILE = 200
"""Notes from which starting other processes takes less time than it saves."""
MOST = 8
CHUNK = 16
"""Notes between two signs of life."""


class WorkersLostError(Exception):
    """They cannot be started, or one has ended: the work is to be done alone."""


def how_many(notes: int) -> int:
    """Processes to read so many notes with; 0: this one alone."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(cores, MOST) if notes > WORTHWHILE and cores > 1 else 0


class Several:
    """As many processes as are wanted; to be closed.

    Every method raises WorkersLostError where one of them has ended.
    """

    def __init__(self, number: int) -> None:
        self._workers: list[_Worker] = []
        self._at: dict[str, _Worker] = {}
        self._threads: list[Thread] = []
        try:
            for _ in range(number):
                self._workers.append(_Worker())
        except (OSError, ValueError, TypeError) as error:  # a Python inside another program has no executable
            self.close()
            raise WorkersLostError from error

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.close()

    def read(self, wanted: Sequence[tuple[str, str]]) -> Iterator[Told]:
        shares = {worker: wanted[first :: len(self._workers)] for first, worker in enumerate(self._workers)}
        self._at.update((name, worker) for worker, share in shares.items() for name, _ in share)
        jobs = {worker: [["read", *part] for part in _parts(share)] for worker, share in shares.items()}
        for reply in self._done(jobs):
            for name, digest, problem, entry in reply:
                yield Told(name, digest, rows.problem(problem), entry and rows.entry(entry))

    def ask(self, names: Iterable[str], register: Register, deck: str) -> Iterator[Given]:
        shares: dict[_Worker, list[str]] = {worker: [] for worker in self._workers}
        for name in names:
            shares[self._at[name]].append(name)
        known = ["register", *map(rows.entry_row, register.entries)]
        jobs = {worker: [known, *(["ask", deck, *part] for part in _parts(share))] for worker, share in shares.items()}
        for reply in self._done(jobs):
            for name, asked, given in reply:
                yield Given(name, asked, given.encode("utf-8", "surrogatepass"))

    def _done(self, jobs: Mapping[_Worker, Sequence[list[Any]]]) -> Iterator[Any]:
        """What comes of jobs, as it comes. Each worker has a thread that waits for it."""
        results: SimpleQueue[Any] = SimpleQueue()

        def wait(worker: _Worker, own: Sequence[list[Any]]) -> None:
            try:
                for job in own:
                    results.put(worker.do(job))
            except (OSError, ValueError) as error:
                results.put(error)

        threads = [Thread(target=wait, args=each, daemon=True) for each in jobs.items()]
        self._threads += threads
        for thread in threads:
            thread.start()
        for _ in range(sum(map(len, jobs.values()))):
            result = results.get()
            if isinstance(result, Exception):
                raise WorkersLostError from result
            yield result


def _parts(share: Sequence[Any]) -> list[Sequence[Any]]:
    return [share[first : first + CHUNK] for first in range(0, len(share), CHUNK)]


class _Worker:
    """One process."""

    def __init__(self) -> None:
        program = (
            f"import sys; sys.path[:] = {sys.path!a}; "
            "from flashdl.sources.processes import work; work(sys.stdin.buffer, sys.stdout.buffer)"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A Ctrl-C in the terminal is for this process, which then ends the others.
            process_group=0 if os.name == "posix" else None,
        )

    def do(self, job: list[Any]) -> Any:
        """A job's result.

        Raises:
            OSError, ValueError: the worker has ended.
        """
        stdin, stdout = self._pipes()
        stdin.write(rows.to_bytes(job) + b"\n")
        stdin.flush()
        return rows.of_bytes(stdout.readline())

    def kill(self) -> None:
        """End it now; whoever waits for it finds its pipe closed."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        for pipe in self._pipes():
            with suppress(OSError):
                pipe.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout


def work(jobs: IO[bytes], results: IO[bytes]) -> None:
    """What a worker does until its pipe ends."""
    alone, register = Alone(), Register(())
    result: Any
    for line in jobs:
        kind, *rest = rows.of_bytes(line)
        if kind == "read":
            result = [
                [told.name, told.digest, rows.problem_row(told.problem), told.entry and rows.entry_row(told.entry)]
                for told in alone.read([(name, path) for name, path in rest])
            ]
        elif kind == "register":
            register, result = Register(map(rows.entry, rest)), []
        else:
            deck, *names = rest
            result = [
                [name, asked, given.decode("utf-8", "surrogatepass")]
                for name, asked, given in alone.ask(names, register, deck)
            ]
        results.write(rows.to_bytes(result) + b"\n")
        results.flush()
