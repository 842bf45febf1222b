"""The work that the app does beside the person, in threads: reading notes, bringing decks in, writing packages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from textual.app import App
from textual.worker import Worker, WorkerState, get_current_worker

from flashdl import swift, wording
from flashdl.errors import FlashdlError, StoreError
from flashdl.model import Moment, Problem
from flashdl.scheduling import study_day
from flashdl.terminal import one_line
from flashdl.tui.home import PROBLEMS, HomeScreen
from flashdl.tui.overview import Overview, overview

if TYPE_CHECKING:
    from pathlib import Path

    from flashdl.config import Config
    from flashdl.sources import Report
    from flashdl.sources.far import Far
    from flashdl.store import Store
    from flashdl.tui.adding import AddScreen
    from flashdl.tui.sending import SendScreen

_OPEN = "open"
_SCAN = "scan"
_ADD = "add"
_SEND = "send"
"""Groups of work in threads."""


class ScanStoppedError(Exception):
    """The app is closing: leave the notes that are not read yet."""


class Opening:
    """The database, opened when it is first asked for: what it takes to open it is not waited for to show the day."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open = open_store
        self._lock = Lock()
        self._store: Store | None = None
        self._failure: StoreError | None = None

    @property
    def is_done(self) -> bool:
        """Whether the store can be had without waiting."""
        return self._store is not None or self._failure is not None

    def store(self) -> Store:
        """Raises: StoreError: it cannot be opened."""
        with self._lock:
            if self._failure is not None:
                raise self._failure  # what it takes to find that out is not done twice
            if self._store is None:
                try:
                    self._store = self._open()
                except StoreError as error:
                    self._failure = error
                    raise
            return self._store


class WorkingApp(App[int]):
    """The part of the app that works in threads, and says on its screens how far it is."""

    config: Config
    now: Callable[[], Moment]
    failure: StoreError | None = None
    """Why the database could not be opened; the app has ended with it."""
    _opening: Opening
    _home: HomeScreen
    _scan_at_start: bool
    _is_open: bool
    """Whether the home screen shows what the open database says."""
    _last_reports: tuple[Report, ...] = ()
    _wanted: Callable[[], None] | None = None
    """What a key asked for while the database was being opened."""

    @property
    def store(self) -> Store:
        return self._opening.store()

    @property
    def is_open(self) -> bool:
        """Whether the store can be read without waiting for it."""
        return self._opening.is_done

    def when_open(self, act: Callable[[], None]) -> None:
        """Do something that needs the database; while it is being opened, say so, and do it then."""
        if self._opening.is_done:
            act()
        else:
            self._wanted = act
            self._home.say("Opening the database …")

    def _do_what_was_wanted(self) -> None:
        act, self._wanted = self._wanted, None
        if act is not None:
            self._home.say("")
            act()

    def go_on(self) -> None:
        """The day is on the screen: do what it need not wait for."""
        if not gc.isenabled():
            swift.loaded()
        if not self._is_open:
            self._beside(self._look_further, _OPEN)
        elif self._scan_at_start:
            self.scan(quiet=True)

    def _look_further(self) -> None:
        worker, drawn = get_current_worker(), self._home.times_read
        try:
            store = self.store
            self._tell(worker, self._do_what_was_wanted)
            view = overview(store, self.config, self.study_day())
        except StoreError as error:
            self.failure = error
            self._tell(worker, partial(self.exit, error.exit_code))
            return
        self._tell(worker, partial(self._show_further, view, drawn))

    def _show_further(self, view: Overview, drawn: int) -> None:
        self._is_open = True
        if self._home.times_read == drawn:  # else what it shows is newer
            self._home.show(view)
        self.go_on()

    def study_day(self) -> date:
        return study_day(self.now(), self.config.rollover)

    def tell_home(self, sentence: str | None) -> None:
        """Show the home screen as things are now, with a sentence below it."""
        self._home.refresh_view()
        self._home.say(sentence or "")

    def scan(self, *, quiet: bool = False) -> None:
        """Read all sources again beside what the person does.

        Args:
            quiet: say nothing where nothing changed.
        """
        self._beside(partial(self._scan, quiet), _SCAN)

    def _scan(self, quiet: bool) -> None:
        from flashdl.tui import reading

        worker = get_current_worker()
        try:
            each = partial(_stop_if_cancelled, worker)
            reports = reading.scan(self.store, self.config, self.now(), each, tells=not quiet)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(self._home.say, str(error)))
            return
        self._tell(worker, partial(self._scanned, reports, reading.changes(reports), quiet))

    @property
    def problems(self) -> list[Problem]:
        """What the last reading could not read."""
        return [problem for report in self._last_reports for problem in report.problems]

    def _scanned(self, reports: tuple[Report, ...], said: str, quiet: bool) -> None:
        self._last_reports = reports
        if not said and quiet:
            self._home.redraw()  # why there is no card is known only now; the store is as it was
            return
        if len(self.problems) > 1:
            said += f"; {PROBLEMS.key} lists them"
        self._home.say(said or "Nothing changed in your notes.")
        self._home.refresh_view()

    def take_bundled(self) -> None:
        """Follow the decks that come along; asked once more while they are read, nothing else happens."""
        if any(worker.group == _ADD and not worker.is_finished for worker in self.workers):
            return
        self._home.say("Reading …")
        self._beside(self._take_bundled, _ADD)

    def _take_bundled(self) -> None:
        from flashdl.sources.far import Far
        from flashdl.tui import reading

        worker = get_current_worker()
        try:
            each = partial(self._tell_far, worker, Far(), partial(self._home.say))
            number = reading.take_bundled(self.store, self.now(), each)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(self._home.say, str(error)))
            return
        self._tell(worker, partial(self.tell_home, f"{wording.cards(number)} added."))

    def look_at(self, path: str, screen: AddScreen, columns: tuple[str, ...] = ()) -> None:
        """Find out what a path would give, for the screen that asks."""
        self._beside(partial(self._look_at, path, screen, columns), _ADD)

    def stop_looking(self) -> None:
        """Leave what is being read."""
        self.workers.cancel_group(self, _ADD)

    def _look_at(self, path: str, screen: AddScreen, columns: tuple[str, ...]) -> None:
        from flashdl.formats.table_columns import ColumnsError
        from flashdl.sources.far import Far
        from flashdl.tui import packages, reading

        worker = get_current_worker()
        if packages.is_package(path):
            self._look_into(worker, path, screen)
            return
        try:
            each = partial(self._tell_far, worker, Far(), screen.say)
            found = reading.look_at(self.store, self.config, path, self.now(), each, columns)
        except ScanStoppedError:
            return
        except ColumnsError as error:
            self._tell(worker, partial(screen.ask, error))
            return
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        self._tell(worker, partial(screen.show, found))

    def keep(self, found: Report, screen: AddScreen, *, inbox_first: bool) -> None:
        """Store what was found, and follow the path from now on."""
        self._beside(partial(self._keep, found, screen, inbox_first), _ADD)

    def _keep(self, found: Report, screen: AddScreen, inbox_first: bool) -> None:
        from flashdl.sources.far import Far
        from flashdl.tui import reading

        worker = get_current_worker()
        try:
            each = partial(self._tell_far, worker, Far(), screen.say)
            added = reading.keep(self.store, self.config, found, self.now(), each, inbox_first=inbox_first)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        self._tell(worker, partial(screen.finish, added))

    def _look_into(self, worker: Worker[object], path: str, screen: AddScreen) -> None:
        from flashdl.tui import packages

        try:
            each = partial(self._on_the_way, worker, screen.say, "Reading …")
            merged = packages.look_into(self.store, self.config, path, self.now(), each)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        self._tell(worker, partial(screen.show_package, path, merged))

    def bring(self, path: str, screen: AddScreen) -> None:
        """Take in the package that was looked at."""
        self._beside(partial(self._bring, path, screen), _ADD)

    def _bring(self, path: str, screen: AddScreen) -> None:
        from flashdl.tui import packages

        worker = get_current_worker()
        try:
            each = partial(self._on_the_way, worker, screen.say, "Storing …")
            came = packages.take(self.store, self.config, path, self.now(), each)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        if self.is_running:  # even where it was to be stopped, and came too late
            self.call_from_thread(screen.finish, came)

    def stop_adding(self) -> None:
        self.workers.cancel_group(self, _ADD)

    def look_out(self, deck: str | None, only: Collection[str] | None, screen: SendScreen) -> None:
        """Find out what would go out, for the screen that asks."""
        self._beside(partial(self._look_out, deck, only, screen), _SEND)

    def _look_out(self, deck: str | None, only: Collection[str] | None, screen: SendScreen) -> None:
        from flashdl.tui import packages

        worker = get_current_worker()
        try:
            going = packages.going(self.store, deck, only)
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        self._tell(worker, partial(screen.show, going))

    def send_out(self, path: Path, deck: str | None, only: Collection[str] | None, screen: SendScreen) -> None:
        """Write a package, for the screen that asks."""
        self._beside(partial(self._send_out, path, deck, only, screen), _SEND)

    def _send_out(self, path: Path, deck: str | None, only: Collection[str] | None, screen: SendScreen) -> None:
        from flashdl.tui import packages

        worker = get_current_worker()
        try:
            each = partial(self._on_the_way, worker, screen.say, "Writing …")
            count = packages.send(self.store, self.config, path, deck, only, self.now(), each)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        if self.is_running:
            self.call_from_thread(screen.finish, f"{wording.cards(count)} written to {one_line(str(path))}.")

    def stop_sending(self) -> None:
        self.workers.cancel_group(self, _SEND)

    def _on_the_way(self, worker: Worker[object], say: Callable[[str], None], what: str, far: str) -> None:
        """Say how far it is. Raises: ScanStoppedError: the person has stopped it."""
        _stop_if_cancelled(worker, far)
        self._tell(worker, partial(say, f"{what} {far}"))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault of ours while notes are read: the cards are as they were, and can be reviewed."""
        if event.state is WorkerState.ERROR and event.worker.group in (_SCAN, _ADD, _SEND):
            error = event.worker.error
            fault = f"{type(error).__name__}: {error}"
            sentence = f"Reading failed. This is a fault of flashdl, and nothing was changed: {fault}"
            screen = self.screen
            (self._home.say if isinstance(screen, HomeScreen) else getattr(screen, "fail", self._home.say))(sentence)

    def _tell_far(self, worker: Worker[object], far: Far, say: Callable[[str], None], file: str) -> None:
        """From a thread that reads: how far it is; it ends here where nobody waits for it."""
        _stop_if_cancelled(worker, file)
        if said := far.after(file):
            self._tell(worker, partial(say, f"Reading … {said}"))

    def _beside(self, work: Callable[[], None], group: str) -> None:
        """Run in a thread, in place of what the group was doing."""
        self.run_worker(work, thread=True, exclusive=True, group=group, exit_on_error=False)

    def _tell(self, worker: Worker[object], what: Callable[[], object]) -> None:
        """From a thread: do something on the screen, unless the app is closing."""
        if not worker.is_cancelled and self.is_running:
            self.call_from_thread(what)


def _stop_if_cancelled(worker: Worker[object], _file: str) -> None:
    if worker.is_cancelled:
        raise ScanStoppedError
