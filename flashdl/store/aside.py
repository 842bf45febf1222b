"""Work in a second thread, with a connection that no other thread uses meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

Found = TypeVar("Found")

_AGAIN = 0.05
"""Seconds until a thread is stopped again: between two statements nothing is stopped."""


class Aside:
    """One thread, which does one job after another, until the block ends; where that raises, it is stopped.

    SQLite works without the interpreter's lock, so a statement that asks nothing of Python takes no time from others.
    """

    def __init__(self, driver: sqlite3.Connection, *, pays: bool = True) -> None:
        """
        Args:
            pays: whether another thread pays; else each job is done at once.
        """
        self._driver = driver
        self._thread = ThreadPoolExecutor(1) if pays else None
        self._jobs: list[Future[Any]] = []

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is not None:
            for job in self._jobs:
                job.cancel()
            while self._jobs and wait(self._jobs, _AGAIN).not_done:
                self._driver.interrupt()
        if self._thread is not None:
            self._thread.shutdown()

    def begin(self, job: Callable[[], Found]) -> Future[Found]:
        """Do a job when the one before is done; where that failed, it fails as well, and is not begun."""
        if self._thread is None:
            done: Future[Found] = Future()
            done.set_result(job())
            return done
        before = self._jobs[-1] if self._jobs else None

        def run() -> Found:
            if before is not None:
                before.result()
            return job()

        begun = self._thread.submit(run)
        self._jobs.append(begun)
        return begun
