"""The app: its screens, and the work they ask for that takes a while."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from rich.segment import Segment
from textual.app import App, SuspendNotSupported, SystemCommand
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import Worker, WorkerState, get_current_worker

from flashdl import wording
from flashdl.config import Config
from flashdl.desk import Desk
from flashdl.errors import FileError, FlashdlError, StoreError
from flashdl.formats.table_columns import ColumnsError
from flashdl.formats.wanted import Part
from flashdl.inbox import Tray
from flashdl.model import Card, Moment
from flashdl.scheduling import study_day
from flashdl.sources import Report
from flashdl.store import Store
from flashdl.terminal import is_safe_line, one_line
from flashdl.tui import editor, keys, packages, reading, themes, today
from flashdl.tui.adding import AddScreen
from flashdl.tui.browse import BrowseScreen, Tools
from flashdl.tui.commands import PALETTE, choose
from flashdl.tui.frame import CommandScreen
from flashdl.tui.home import HomeScreen
from flashdl.tui.inbox import InboxScreen
from flashdl.tui.note import NoteScreen
from flashdl.tui.overview import Overview, overview
from flashdl.tui.review import ReviewScreen
from flashdl.tui.sending import SendScreen
from flashdl.tui.stats import StatsScreen

_SCAN = "scan"
_ADD = "add"
_SEND = "send"
"""Groups of work in threads."""

_TERMINAL_CHECK_SECONDS = 2


class VisibleControls(LineFilter):
    """The last gate before the terminal: a control character that got into a line is shown, not sent."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.control or is_safe_line(segment.text) else Segment(one_line(segment.text), segment.style)
            for segment in segments
        ]


_SCREENS: tuple[type[CommandScreen], ...] = (
    *(HomeScreen, ReviewScreen, InboxScreen),
    *(AddScreen, BrowseScreen, StatsScreen, SendScreen),
)
"""Those whose keys a person can choose."""


class ScanStoppedError(Exception):
    """The app is closing: leave the notes that are not read yet."""


class FlashdlApp(App[int]):
    """Home, and over it one screen at a time."""

    CSS_PATH = "flashdl.tcss"
    TITLE = "flashdl"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = PALETTE.keys[0]

    def __init__(
        self,
        store: Store,
        config: Config,
        *,
        now: Callable[[], Moment],
        start: str | None = None,
        review: bool = False,
        only: Collection[str] | None = None,
        cram: bool = False,
        scan_at_start: bool = True,
    ) -> None:
        """
        Args:
            start: the deck that `review` begins with; None for all.
            review: go straight into a review.
            only: ids of the cards that `review` begins with; None for all.
            cram: `review` touches no schedule.
        """
        # With colours off Textual still turns all of them into greys, unless it may use the terminal's own.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.store = store
        self.config = config
        own = keys.chosen(config.keys, [screen.OFFERS for screen in _SCREENS], str(config.config_file))
        choose(own)
        self.set_keymap({command: ",".join(pressed) for command, pressed in own.items()})
        self.now = now
        self._start = start
        self._review = review
        self._only = only
        self._cram = cram
        self._scan_at_start = scan_at_start
        self._home = HomeScreen()
        self._last_reports: tuple[Report, ...] = ()

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), VisibleControls()]

    def on_mount(self) -> None:
        self.register_theme(themes.HIGH_CONTRAST)
        self.theme = themes.chosen(self.config.theme, self.available_themes, os.environ)
        self.push_screen(self._home)
        if not self.is_headless:
            self.set_interval(_TERMINAL_CHECK_SECONDS, self._leave_without_terminal)
            self._leave_on_signals()
        if self._review:
            self.start_review(self._start, only=self._only, cram=self._cram)
        if self._scan_at_start:
            self.scan(quiet=True)

    def _leave_on_signals(self) -> None:
        """When told to end, leave the terminal as it was found: one without echo takes no command any more."""
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
            if number is not None:
                # Windows has no such handlers; a thread that is not the main one may set none.
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    asyncio.get_running_loop().add_signal_handler(number, self.exit, 128 + number)

    def _leave_without_terminal(self) -> None:
        """Where the terminal is gone and no signal said so, Textual would read nothing from it for ever."""
        if sys.__stdin__ is None or not sys.__stdin__.isatty():
            self.exit(1)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        if isinstance(screen, CommandScreen):
            for command in screen.offered():
                if command is not PALETTE:
                    run = partial(self.run_action, command.action, screen)
                    yield SystemCommand(command.text.rstrip("."), f"Key: {command.all_keys}", run)
        yield SystemCommand("Change the colours", "Light, dark and other themes", self.action_change_theme)

    def view(self) -> Overview:
        """What the home screen says now. Raises: StoreError."""
        return overview(self.store, self.config, self.study_day())

    def study_day(self) -> date:
        return study_day(self.now(), self.config.rollover)

    def offers(self) -> tuple[tuple[str, str], ...]:
        return reading.offers()

    def why_nothing(self) -> Content:
        """Why the sources gave no card, as the last scan saw it."""
        refusals = [refusal for report in self._last_reports for refusal in report.refusals]
        problems = [problem for report in self._last_reports for problem in report.problems]
        return today.nothing_found(refusals, problems)

    def start_review(self, deck: str | None, *, only: Collection[str] | None = None, cram: bool = False) -> None:
        """Ask what today asks of a deck; None for all."""
        try:
            desk = Desk(self.store, self.config, self.now, deck, only=only, cram=cram)
        except StoreError as error:
            self._home.say(str(error))
            return
        self.push_screen(ReviewScreen(desk, self._edit, self._note), self.tell_home)

    def open_inbox(self) -> None:
        """Go through the cards that wait for a decision."""
        try:
            tray = Tray(self.store)
        except StoreError as error:
            self._home.say(str(error))
            return
        self.push_screen(InboxScreen(tray, self._edit), self.tell_home)

    def open_stats(self, deck: str | None) -> None:
        """Show the figures of a deck; None for all."""
        self.push_screen(StatsScreen(lambda name: self.store.stats(self.study_day(), name), deck), self.tell_home)

    def open_browser(self, query: str) -> None:
        """Look for cards; an empty query finds all."""
        acts = (self._edit, self._practise, self._note, partial(self.send, None))
        tools = Tools(self.store, self.study_day, self.now, self.config.leech, *acts)
        self.push_screen(BrowseScreen(tools, query), self.tell_home)

    def _practise(self, cards: Sequence[str]) -> None:
        self.start_review(None, only=frozenset(cards), cram=True)

    def add_notes(self) -> None:
        self.push_screen(AddScreen(), self.tell_home)

    def tell_home(self, sentence: str | None) -> None:
        """Show the home screen as things are now, with a sentence below it."""
        self._home.refresh_view()
        self._home.say(sentence or "")

    def tell_below(self, sentence: str | None) -> None:
        """Say it on the screen that is back; all but the browser show it at home."""
        if isinstance(self.screen, BrowseScreen):
            self.screen.say(sentence or "")
        else:
            self.tell_home(sentence)

    def scan(self, *, quiet: bool = False) -> None:
        """Read all sources again beside what the person does.

        Args:
            quiet: say nothing where nothing changed.
        """
        self._beside(partial(self._scan, quiet), _SCAN)

    def _scan(self, quiet: bool) -> None:
        worker = get_current_worker()
        try:
            reports = reading.scan(self.store, self.config, self.now(), partial(_stop_if_cancelled, worker))
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(self._home.say, str(error)))
            return
        self._tell(worker, partial(self._scanned, reports, quiet))

    def _scanned(self, reports: tuple[Report, ...], quiet: bool) -> None:
        self._last_reports = reports
        said = reading.changes(reports)
        if said or not quiet:
            self._home.say(said or "Nothing changed in your notes.")
        self._home.refresh_view()

    def take_bundled(self) -> None:
        """Follow the decks that come along; asked once more while they are read, nothing else happens."""
        if any(worker.group == _ADD and not worker.is_finished for worker in self.workers):
            return
        self._home.say("Reading …")
        self._beside(self._take_bundled, _ADD)

    def _take_bundled(self) -> None:
        worker = get_current_worker()
        try:
            number = reading.take_bundled(self.store, self.now())
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
        worker = get_current_worker()
        if packages.is_package(path):
            self._look_into(worker, path, screen)
            return
        try:
            each = partial(self._tell_part, worker, screen)
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
        worker = get_current_worker()
        try:
            each = partial(self._tell_part, worker, screen)
            added = reading.keep(self.store, self.config, found, self.now(), each, inbox_first=inbox_first)
        except ScanStoppedError:
            return
        except FlashdlError as error:
            self._tell(worker, partial(screen.fail, str(error)))
            return
        self._tell(worker, partial(screen.finish, added))

    def _look_into(self, worker: Worker[object], path: str, screen: AddScreen) -> None:
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

    def send(self, deck: str | None, only: Collection[str] | None = None) -> None:
        """Ask what is to go to Anki, and where to."""
        self.push_screen(SendScreen(deck, only), self.tell_below)

    def look_out(self, deck: str | None, only: Collection[str] | None, screen: SendScreen) -> None:
        """Find out what would go out, for the screen that asks."""
        self._beside(partial(self._look_out, deck, only, screen), _SEND)

    def _look_out(self, deck: str | None, only: Collection[str] | None, screen: SendScreen) -> None:
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

    def _edit(self, card: Card) -> str:
        """Open the card's note at its line, then read its source again.

        Raises:
            FlashdlError: there is no such file, no editor, or the note cannot be read any more.
        """
        file = reading.file_of(self.store, card)
        command = editor.command(os.environ, file, card.place.line)
        failure: OSError | None = None
        try:
            with self.suspend():
                try:
                    subprocess.run(command, check=False)
                except OSError as error:  # leaving the block by it would leave the app suspended
                    failure = error
        except SuspendNotSupported:
            raise FileError("an editor cannot be opened from here.", str(file), card.place.line) from None
        if failure is not None:
            reason = f"{command[0]} cannot be started; set VISUAL or EDITOR. ({failure.strerror})"
            raise FileError(reason, str(file), card.place.line) from failure
        self.refresh()
        return (
            reading.changes(reading.scan_source(self.store, self.config, card.source, self.now())) or "Nothing changed."
        )

    def _note(self, card: Card) -> NoteScreen:
        """The card's note to read. Raises: FlashdlError: it cannot be."""
        name, lines = reading.note_of(self.store, card)
        return NoteScreen(name, lines, card.place.line)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault of ours while notes are read: the cards are as they were, and can be reviewed."""
        if event.state is WorkerState.ERROR and event.worker.group in (_SCAN, _ADD, _SEND):
            error = event.worker.error
            fault = f"{type(error).__name__}: {error}"
            sentence = f"Reading failed. This is a fault of flashdl, and nothing was changed: {fault}"
            show = self.screen.fail if isinstance(self.screen, AddScreen | SendScreen) else self._home.say
            show(sentence)

    def _tell_part(self, worker: Worker[object], screen: AddScreen, file: str) -> None:
        """From a thread that reads: how far it is within a large file; it ends here where nobody waits for it."""
        _stop_if_cancelled(worker, file)
        if isinstance(file, Part):
            self._tell(worker, partial(screen.tell_part, file))

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


def run(
    store: Store,
    config: Config,
    *,
    now: Callable[[], Moment],
    start: str | None = None,
    review: bool = False,
    only: Collection[str] | None = None,
    cram: bool = False,
) -> int:
    """Run the app until it is left; the exit code."""
    app = FlashdlApp(store, config, now=now, start=start, review=review, only=only, cram=cram)
    return app.run() or app.return_code or 0
