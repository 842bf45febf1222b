"""The app: its screens, and the work they ask for that takes a while."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.app import SuspendNotSupported, SystemCommand
from textual.color import Color
from textual.content import Content
from textual.events import Event, Key
from textual.filter import LineFilter
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input

from flashdl.errors import FileError, StoreError
from flashdl.model import Card, Moment
from flashdl.scheduling import study_day
from flashdl.terminal import is_safe_line, one_line
from flashdl.tui import keys, themes, today
from flashdl.tui.commands import PALETTE, Command, choose, shown
from flashdl.tui.frame import HEIGHTS, CommandScreen, ScreenMade
from flashdl.tui.home import HomeScreen
from flashdl.tui.overview import Overview, at_once, overview
from flashdl.tui.working import Opening, WorkingApp

if TYPE_CHECKING:
    from flashdl.config import Config
    from flashdl.inbox import Tray
    from flashdl.store import Store
    from flashdl.tui.note import NoteScreen
    from flashdl.tui.pictures import Picture

QUIT = "ctrl+q"
"""Of Textual's own."""
_PATIENCE_SECONDS = 0.1
"""For a line to act on a key."""
_TERMINAL_CHECK_SECONDS = 2


class VisibleControls(LineFilter):
    """The last gate before the terminal: a control character that got into a line is shown, not sent."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.control or is_safe_line(segment.text) else Segment(one_line(segment.text), segment.style)
            for segment in segments
        ]


def _offered() -> list[Sequence[Command]]:
    """The commands of each screen whose keys a person can choose."""
    from flashdl.tui.adding import AddScreen
    from flashdl.tui.browse import BrowseScreen
    from flashdl.tui.inbox import InboxScreen
    from flashdl.tui.review import ReviewScreen
    from flashdl.tui.sending import SendScreen
    from flashdl.tui.stats import StatsScreen

    screens = (HomeScreen, ReviewScreen, InboxScreen, AddScreen, BrowseScreen, StatsScreen, SendScreen)
    return [screen.OFFERS for screen in screens]


class FlashdlApp(WorkingApp):
    """Home, and over it one screen at a time."""

    CSS_PATH = "flashdl.tcss"
    TITLE = "flashdl"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = PALETTE.keys[0]
    VERTICAL_BREAKPOINTS = HEIGHTS  # of Textual's own screens

    def __init__(
        self,
        store: Store | Opening,
        config: Config,
        *,
        now: Callable[[], Moment],
        start: str | None = None,
        review: bool = False,
        only: Collection[str] | None = None,
        cram: bool = False,
        scan_at_start: bool = True,
        first: Overview | None = None,
        notice: str = "",
    ) -> None:
        """
        Args:
            notice: what the home screen says first.
            first: what the home screen shows until the database is open; None: it is opened first.
            start: the deck that `review` begins with; None for all.
            review: go straight into a review.
            only: ids of the cards that `review` begins with; None for all.
            cram: `review` touches no schedule.
        """
        # With colours off Textual still turns all of them into greys, unless it may use the terminal's own.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self._opening = store if isinstance(store, Opening) else Opening(lambda: store)
        self._is_open = first is None
        self.config = config
        own = own_keys(config)
        choose(own)
        self.set_keymap({command: ",".join(pressed) for command, pressed in own.items()})
        self.now = now
        self._start = start
        self._review = review
        self._only = only
        self._cram = cram
        self._scan_at_start = scan_at_start
        self._edited = 0.0
        """When an editor was left, as events count: an earlier key was meant for it."""
        self._early_keys: list[Key] = []
        """Pressed before the screen was made that they are meant for."""
        self._tray: Tray | None = None
        self._home = HomeScreen(first, is_seen_first=not review, notice=notice)
        self.register_theme(themes.HIGH_CONTRAST)
        self.theme = themes.chosen(config.theme, self.available_themes, os.environ)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), VisibleControls()]

    def get_default_screen(self) -> Screen[Any]:
        return self._home

    def on_mount(self) -> None:
        if not self.is_headless:
            self.set_interval(_TERMINAL_CHECK_SECONDS, self._leave_without_terminal)
            self._leave_on_signals()
        if self._review:
            self.start_review(self._start, only=self._only, cram=self._cram)

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

    async def on_event(self, event: Event) -> None:
        """See that a key finds what it is meant for: what comes behind `/` in one piece is the query's."""
        if not isinstance(event, Key):
            await super().on_event(event)
            return
        if event.time < self._edited:
            return
        await self._send_early_keys()
        # A line with the focus takes its keys itself: this one was on its way before the line had it.
        is_astray = event.is_forwarded and isinstance(self.focused, Input) and _is_of(self.focused, event)
        if is_astray or not self._is_screen_ready:
            self._early_keys.append(Key(event.key, event.character))
            await self._send_early_keys()
        else:
            await self._pass(event)

    async def _pass(self, event: Key) -> None:
        """Pass a key on; where a line has the focus, let it act on it before the next one is looked at.

        Textual gives a sign to the line itself, but what a binding does, such as backspace, only when the key has come
        back from all that the line lies in: of keys in one piece the later signs would be there first.
        """
        line = self.focused
        if event.is_forwarded or not isinstance(line, Input):
            await super().on_event(event)
        elif event.is_printable or not _is_of(line, event):
            await super().on_event(event)
            await _has_done(line)
        elif not await self._check_bindings(event.key, priority=True):
            await self._check_bindings(event.key)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        is_done = await super()._check_bindings(key, priority)
        if not (is_done or priority) and isinstance(self.screen, CommandScreen):
            self.screen.explain(key)
        return is_done

    async def on_screen_made(self, _: ScreenMade) -> None:
        await self._send_early_keys()

    async def _send_early_keys(self) -> None:
        while self._early_keys and self._is_screen_ready:
            await self._pass(self._early_keys.pop(0))

    @property
    def _is_screen_ready(self) -> bool:
        return not isinstance(self.screen, CommandScreen) or self.screen.is_ready

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        if isinstance(screen, CommandScreen):
            for command in screen.offered():
                if command is not PALETTE and command.in_palette:
                    run = partial(self.run_action, command.action, screen)
                    # While something is typed a sign is none of the command's keys.
                    working = command.keys_while(typing=isinstance(screen.focused, Input))
                    # Found by the footer's word for it as well as by what it does.
                    title = f"{command.label[:1].upper()}{command.label[1:]}: {command.text.rstrip('.')}"
                    yield SystemCommand(title, f"Key: {working}" if working else "", run)
        yield SystemCommand("Theme: Change the colours", "Light, dark and other themes", self.action_change_theme)

    def action_help_quit(self) -> None:
        """Say, where ^c is pressed, which key leaves from anywhere; Textual's own names another one at home."""
        self.notify(f"{shown(QUIT)} leaves flashdl from anywhere. Everything so far is stored.")

    def view(self) -> Overview:
        """What the home screen says now. Raises: StoreError."""
        return overview(self.store, self.config, self.study_day())

    def offers(self) -> tuple[tuple[str, str], ...]:
        from flashdl.tui import reading

        return reading.offers()

    def asked_alone(self, deck: str) -> int | None:
        """How many cards a review of a deck asks today; None where that cannot be read, and the review says so."""
        try:
            return sum(self.store.asked_alone(self.study_day(), self.config.limits, deck))
        except StoreError:
            return None

    def why_nothing(self) -> Content:
        """Why the sources gave no card, as the last scan saw it."""
        refusals = [refusal for report in self._last_reports for refusal in report.refusals]
        return today.nothing_found(refusals, self.problems)

    def list_problems(self) -> None:
        """Show what the last reading could not read."""
        from flashdl.tui.problems import ProblemsScreen

        self.push_screen(ProblemsScreen(self._last_reports))

    def start_review(self, deck: str | None, *, only: Collection[str] | None = None, cram: bool = False) -> None:
        """Ask what today asks of a deck; None for all."""
        from flashdl.desk import Desk
        from flashdl.tui import reading
        from flashdl.tui.review import ReviewScreen

        try:
            desk = Desk(self.store, self.config, self.now, deck, only=only, cram=cram)
        except StoreError as error:
            self._home.say(str(error))
            return
        is_editable = partial(reading.has_file, self.store)
        self.push_screen(ReviewScreen(desk, self._edit, self._note, self._pictures, is_editable), self.tell_home)

    @property
    def can_undo_inbox(self) -> bool:
        """Whether a decision of the inbox can be taken back there."""
        return self._tray is not None and self._tray.can_undo

    def open_inbox(self) -> None:
        """Go through the cards that wait for a decision; what was decided before can be taken back there."""
        from flashdl.inbox import Tray
        from flashdl.tui import reading
        from flashdl.tui.inbox import InboxScreen

        try:
            if self._tray is None:
                self._tray = Tray(self.store)
            self._tray.begin_again()
        except StoreError as error:
            self._home.say(str(error))
            return
        self.push_screen(InboxScreen(self._tray, self._edit, partial(reading.has_file, self.store)), self.tell_home)

    def open_stats(self, deck: str | None) -> None:
        """Show the figures of a deck; None for all."""
        from flashdl.tui.stats import StatsScreen

        self.push_screen(StatsScreen(lambda name: self.store.stats(self.study_day(), name), deck), self.tell_home)

    def open_browser(self, query: str, *, is_typed: bool = False) -> None:
        """Look for cards; an empty query finds all.

        Args:
            is_typed: the query is what is typed next.
        """
        from flashdl.tui import reading
        from flashdl.tui.browse import BrowseScreen, Tools

        try:
            is_editable = partial(reading.has_file, self.store)
        except StoreError as error:
            self._home.say(str(error))
            return
        acts = (self._edit, is_editable, self._practise, self._note, partial(self.send, None))
        tools = Tools(self.store, self.study_day, self.now, self.config.leech, *acts)
        self.push_screen(BrowseScreen(tools, query, is_typed=is_typed), self.tell_home)

    def _practise(self, cards: Sequence[str]) -> None:
        self.start_review(None, only=frozenset(cards), cram=True)

    def add_notes(self) -> None:
        from flashdl.tui.adding import AddScreen

        self.push_screen(AddScreen(), self.tell_home)

    def tell_below(self, sentence: str | None) -> None:
        """Say it on the screen that is back; all but the browser show it at home."""
        from flashdl.tui.browse import BrowseScreen

        if isinstance(self.screen, BrowseScreen):
            self.screen.say(sentence or "")
        else:
            self.tell_home(sentence)

    def send(self, deck: str | None, only: Collection[str] | None = None) -> None:
        """Ask what is to go to Anki, and where to."""
        from flashdl.tui.sending import SendScreen

        self.push_screen(SendScreen(deck, only), self.tell_below)

    def _edit(self, card: Card) -> str:
        """Open the card's note at its line, then read its source again.

        Raises:
            FlashdlError: there is no such file, no editor, or the note cannot be read any more.
        """
        from flashdl.tui import editor, reading

        file = reading.file_of(self.store, card)
        command = editor.command(os.environ, file, card.place.line)
        failure: OSError | None = None
        try:
            with self.suspend():
                try:
                    editor.run(command)
                except OSError as error:  # leaving the block by it would leave the app suspended
                    failure = error
        except SuspendNotSupported:
            raise FileError("an editor cannot be opened from here.", str(file), card.place.line) from None
        self._edited = Event().time
        if failure is not None:
            reason = f"{command[0]} cannot be started; set VISUAL or EDITOR. ({failure.strerror})"
            raise FileError(reason, str(file), card.place.line) from failure
        self.refresh()
        return (
            reading.changes(reading.scan_source(self.store, self.config, card.source, self.now())) or "Nothing changed."
        )

    def _pictures(self, card: Card, text: str) -> list[Picture]:
        """What draws the pictures that a side of a card names; nothing where there are no colours to draw them in."""
        from flashdl.tui import pictures, reading

        if self.no_color:
            return []
        return [partial(pictures.drawn, path) for path in reading.pictures_of(self.store, self.config, card, text)]

    def _note(self, card: Card) -> NoteScreen:
        """The card's note to read. Raises: FlashdlError: it cannot be."""
        from flashdl.tui import reading
        from flashdl.tui.note import NoteScreen

        name, lines = reading.note_of(self.store, card)
        return NoteScreen(name, lines, card.place.line)


def own_keys(config: Config) -> Mapping[str, tuple[str, ...]]:
    """The keys that the person chose, by command. Raises: FileError: one of them cannot be."""
    return keys.chosen(config.keys, _offered(), str(config.config_file)) if config.keys else {}


def run(
    open_store: Callable[[], Store],
    config: Config,
    *,
    now: Callable[[], Moment],
    start: str | None = None,
    review: bool = False,
    only: Collection[str] | None = None,
    cram: bool = False,
    notice: str = "",
) -> int:
    """Run the app until it is left; the exit code. Raises: StoreError: the database cannot be used."""
    opening = Opening(open_store)
    first = None if review else at_once(config.database, config, study_day(now(), config.rollover))
    if first is None:
        opening.store()
    app = FlashdlApp(
        opening, config, now=now, start=start, review=review, only=only, cram=cram, first=first, notice=notice
    )
    code = app.run() or app.return_code or 0
    if app.failure is not None:
        raise app.failure
    return code


def _is_of(line: Input, event: Key) -> bool:
    """Whether a key changes what stands in a line, or where one writes in it."""
    return event.is_printable or (event.key != "enter" and event.key in line._bindings.key_to_bindings)


async def _has_done(pump: MessagePump) -> None:
    """Wait until what was sent to a widget was acted on; not for long, for it may wait for the app itself."""
    done = asyncio.Event()
    if pump.is_running and pump.call_later(done.set):
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(done.wait(), _PATIENCE_SECONDS)
