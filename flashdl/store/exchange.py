"""What goes out of a collection to other programs, and what comes in from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flashdl.arriving import Arrival, Taken
from flashdl.leaving import Departure, Family, Going, Shown, Value
from flashdl.model import Moment, Source
from flashdl.session import AFTER_LEVEL, LEVEL
from flashdl.store import arrivals, bulk, familiar, leaving, log, rows, scan, whole
from flashdl.store.aside import Aside
from flashdl.store.connections import Connections


class _NothingIsStored(Exception):  # noqa: N818 - no error: it ends a transaction that was only a look
    """Takes back what was done to see what would come of it."""


class _Departure:
    def __init__(
        self,
        name: str,
        families: Iterator[Family],
        driver: sqlite3.Connection,
        elsewhere: tuple[Aside, _Departure] | None = None,
    ) -> None:
        """
        Args:
            elsewhere: who does what is to be done meanwhile, and with what; None: it is done at once.
        """
        self.name = name
        self.families = families
        self._driver, self._elsewhere = driver, elsewhere
        self._functions: list[tuple[str, int]] = []
        self._failure: BaseException | None = None

    def define(self, name: str, arguments: int, function: Callable[..., Value]) -> None:
        def told(*values: object) -> Value:
            # SQLite says of a function that it failed, and not why; Ctrl-C while it runs is one of the reasons.
            try:
                return function(*values)
            except BaseException as error:
                self._failure = error
                raise

        self._driver.create_function(name, arguments, told)
        self._functions.append((name, arguments))

    def show(self, name: str, function: Callable[[Shown], Value]) -> None:
        self.define(name, len(rows.SHOWN), lambda *row: function(rows.shown(row)))

    def size(self) -> tuple[int, int]:
        cards, last = self._driver.execute(leaving.SIZE).fetchone()
        return cards, last

    def run(self, statement: str, values: Sequence[int | str] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._driver.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            if self._failure is not None:
                raise self._failure from None
            if str(error) == bulk.FUNCTION_FAILED:  # before its first line, and so by Ctrl-C
                raise KeyboardInterrupt from None
            raise

    @contextmanager
    def meanwhile(self, job: Callable[[Departure], object]) -> Iterator[None]:
        if self._elsewhere is None:
            job(self)
            yield
            return
        aside, twin = self._elsewhere
        done = aside.begin(lambda: job(twin))
        yield
        done.result()

    def forget(self) -> None:
        """Leave the connection without the functions."""
        for name, arguments in self._functions:
            self._driver.create_function(name, arguments, None)


class Exchange:
    """A part of `Store`."""

    _connections: Connections
    _author: log.Author

    def leaving(
        self, deck: str | None = None, *, without: str | None = None, only: Collection[str] | None = None
    ) -> Iterator[Family]:
        """What an export takes: every card that is neither rejected nor in the inbox, with its schedule and log.

        Streamed from one moment of the database: those alone in the order of learning, then the gaps of texts.

        Args:
            deck: only this deck and its children.
            without: path of a source whose cards stay.
            only: ids of cards; None: all.
        """
        with self._connections.reading() as connection:
            yield from leaving.families(connection, _chosen(deck, without, only))

    @contextmanager
    def departing(
        self,
        beside: Path,
        other: Path,
        deck: str | None = None,
        *,
        without: str | None = None,
        only: Collection[str] | None = None,
        now_ms: int,
    ) -> Iterator[Departure]:
        """What `leaving` gives, nearly all of it to be copied into databases that lie beside.

        Args:
            beside, other: databases that nobody else writes to while rows are copied; the second is for what is done
                meanwhile.
            now_ms: rows of the log that are later are put right before they go out.
        """
        chosen, name = _chosen(deck, without, only), self._author.device
        with self._connections.reading_twice(beside, other) as (one, two):
            found = leaving.families(one, chosen, are_plain_apart=True)
            aside = Aside(leaving.driver(two), pays=leaving.are_many(one))
            twin = _Departure(name, iter(()), leaving.driver(two))
            departure = _Departure(name, found, leaving.driver(one), (aside, twin))
            try:
                with aside:
                    looking = aside.begin(lambda: leaving.look(two, name, now_ms))
                    leaving.cards_apart(one, chosen, None)  # nearly always nothing is odd
                    looked = looking.result()
                    aside.begin(lambda: leaving.log_apart(two, chosen, looked))
                    if looked.is_any_odd:
                        leaving.cards_apart(one, chosen, looked)
                    yield departure
            finally:
                found.close()  # what is still being read cannot be taken off
                for each, connection in ((departure, one), (twin, two)):
                    each.forget()
                    leaving.together(connection)

    def leaving_count(
        self, deck: str | None = None, *, without: str | None = None, only: Collection[str] | None = None
    ) -> int:
        """How many cards `leaving` holds."""
        with self._connections.reading() as connection:
            return leaving.count(connection, _chosen(deck, without, only))

    def going(
        self, deck: str | None = None, *, without: str | None = None, only: Collection[str] | None = None
    ) -> Going:
        """What `leaving` holds, in numbers."""
        with self._connections.reading() as connection:
            return leaving.figures(connection, _chosen(deck, without, only))

    def lay_known(self, source: Source, beside: Path, *, but: str, expected: int) -> None:
        """Say in a database beside which cards are here: what has not changed of them need not be read.

        Args:
            source: that of the arrivals.
            beside: where no file is yet; there is none where nothing is here, or where most of what comes is new.
            but: cards that ask this are told anew.
            expected: as `arrive` has it.
        """
        with self._connections.reading() as connection:
            pays = familiar.is_any_here(connection) and not arrivals.is_much(connection, expected)
        if pays:
            with self._connections.reading(beside) as connection:
                familiar.lay_known(connection, source.path, but)

    def arrive(
        self,
        source: Source,
        parts: Iterable[Sequence[Arrival]],
        at: Moment,
        *,
        dry_run: bool = False,
        expected: int = 0,
        beside: Path | None = None,
        alone: bool = False,
    ) -> Taken:
        """Take in cards with their logs, wholly or not at all; the log becomes the union of both.

        Args:
            source: whose the new cards are; followed from now on.
            dry_run: nothing is stored.
            expected: about how many rows of the log the parts have.
            beside: the database in which logs lie apart.
            alone: nobody else in this process reads the store meanwhile.
        """
        sums = Taken()
        with self._connections.reading() as connection:
            is_first = alone and not familiar.is_any_here(connection) and arrivals.is_much(connection, expected)
        try:
            with self._connections.writing(beside, is_first=is_first) as connection:
                followed = scan.add_source(connection, source.path, source.kind, source.deck)
                sums = arrivals.take(connection, self._author, followed.id, parts, at, expected)
                if dry_run:
                    raise _NothingIsStored
        except _NothingIsStored:
            pass
        return sums

    def everything(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(table, row) of all that the database holds and cannot be found again elsewhere; from one moment of it."""
        with self._connections.reading() as connection:
            yield from whole.everything(connection)

    def restore(self, version: int, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[int, int]:
        """Add what `everything` gave elsewhere and is not here; what is here stays as it is.

        Args:
            version: of the schema that the rows are of.

        Returns:
            (new cards, new rows of the log).
        """
        with self._connections.writing() as connection:
            return whole.restore(connection, version, tables)


def _chosen(deck: str | None, without: str | None, only: Collection[str] | None) -> leaving.Chosen:
    bounds = None if deck is None else (deck, deck + LEVEL, deck + AFTER_LEVEL)
    return leaving.Chosen(bounds, without, None if only is None else json.dumps(sorted(only)))
