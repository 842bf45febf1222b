"""The home screen: what today asks, and what to do where it asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import OptionList, Static

from flashdl import wording
from flashdl.errors import FlashdlError
from flashdl.query import quoted
from flashdl.tui import folds, today
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.decks import DeckList
from flashdl.tui.drawing import QUIET, plain
from flashdl.tui.frame import WIDE, CommandScreen, Key, KeyLine, key_lines
from flashdl.tui.overview import Overview, Standing

if TYPE_CHECKING:
    from flashdl.tui.app import FlashdlApp

REVIEW = Command("review", ("enter",), "review", "Review the highlighted deck.")
ACCEPT = Command("accept", ("enter", "y"), "take them", "Take the decks that come along.")
DECLINE = Command("decline", ("n",), "no thanks", "Go on without them.")
ADD = Command("add", ("a",), "add notes", "Follow a folder or a file of notes.")
SCAN = Command("scan", ("r",), "read again", "Read the notes again now.")
OFFER = Command("accept", ("d",), "bundled decks", "Take the decks that come along.")
OFFER_TOO = Command(
    "accept_too",
    ("d",),
    "bundled decks",
    "Take the decks that come along, too.",
    in_footer=False,
)
NO_PROBLEMS = "All that is followed could be read: there are no problems."
PROBLEMS = Command("problems", ("p",), "problems", "List what could not be read, with file and line.", idle=NO_PROBLEMS)
INBOX_EMPTY = "The inbox is empty: no card waits for a decision."
INBOX = Command("inbox", ("i",), "inbox", "Decide about the cards that wait in the inbox.", idle=INBOX_EMPTY)
BROWSE = Command("browse", ("b",), "browse", "Find cards and look after them.")
FIND = Command("find", ("slash",), "find", "Type what cards to look for.", in_footer=False)
STATS = Command("stats", ("s",), "stats", "What you answered and recalled, and what is ahead.")
SEND = Command("send", ("e",), "Anki", "Export the highlighted deck to an Anki package.", in_footer=False)
NEXT = Command("next_deck", ("j", "down"), "next", "Next deck.", in_footer=False)
PREVIOUS = Command("previous_deck", ("k", "up"), "previous", "Previous deck.", in_footer=False)
FOLD = Command("fold", ("space", "h", "l", "left", "right"), "fold", "Fold the sub-decks away, or show them.", False)
QUIT = Command("quit", ("q",), "quit", "Leave flashdl. Everything is stored.")
BACK = Command(
    "back",
    ("escape",),
    "back",
    "Nothing lies behind this screen; another key leaves flashdl.",
    in_footer=False,
    in_palette=False,
)

TODAY_WIDTH = 40
"""Cells of the panel in the style sheet, where there are two columns."""
BOX = 4
"""Cells that a panel's border and padding take of its width."""

_DAY_CHECK_SECONDS = 60
_LOOK_SECONDS = 5
"""After which it is seen that another flashdl has stored something."""

_ALWAYS = (HELP, PALETTE, QUIT, BACK)


class HomeScreen(CommandScreen):
    """Decks on one side, the day on the other; one text in their place where there are no decks yet."""

    OFFERS: ClassVar[tuple[Command, ...]] = (
        *(REVIEW, INBOX, BROWSE, FIND, STATS, ACCEPT, DECLINE, ADD, SCAN, PROBLEMS, OFFER, OFFER_TOO),
        *(SEND, NEXT, PREVIOUS, FOLD),
        *_ALWAYS,
    )
    BINDINGS = bindings(OFFERS)

    def __init__(self, first: Overview | None = None, *, is_seen_first: bool = True, notice: str = "") -> None:
        """
        Args:
            first: what to show until the database is open; None: it is.
            is_seen_first: False where another screen is over it from the start.
            notice: what is said below the panels first.
        """
        super().__init__()
        self._is_seen_first = is_seen_first
        self._view = first
        self._drawn_size = Size()
        self._has_begun = False
        self._declined = False
        self._is_back = False
        self._is_sure = False
        """The key for the bundled decks was pressed once."""
        self._notice = notice
        self.times_read = 0
        """How often the store was read for it."""
        self._mark: Sequence[tuple[int, int]] = ()
        """Of the database as it was read."""

    @property
    def _flashdl(self) -> FlashdlApp:
        return cast("FlashdlApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(id="top")
        with Container(id="panels"):
            config = self._flashdl.config
            kept = folds.read(config)
            yield DeckList(kept, partial(folds.keep, config, kept))
            yield Static(id="today")
        with VerticalScroll(id="welcome", can_focus=False):
            yield Static()
        yield Static(id="notice")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#today").border_title = Content("Today")
        self.set_interval(_DAY_CHECK_SECONDS, self._begin_new_day)
        self.set_interval(_LOOK_SECONDS, self.look_again)
        if self._view is None and self._is_seen_first:
            self.refresh_view()
        else:
            self._draw()

    def on_resize(self) -> None:
        if self.app.size != self._drawn_size:  # Textual says it several times
            self._draw()
        if not self._has_begun:
            self._has_begun = True
            self.call_after_refresh(self._flashdl.go_on)

    def on_screen_resume(self) -> None:
        if self._is_back:  # the first time it has just been read
            self.refresh_view()
        self._is_back = True

    def _begin_new_day(self) -> None:
        """A screen that was left open over night asks what the new day asks."""
        if self._view is not None and self._view.today != self._flashdl.study_day():
            self.refresh_view()

    def look_again(self) -> None:
        """Read the store again where something was stored since, be it by another flashdl."""
        if self.is_current and self._flashdl.is_open and self._mark != _mark_of(self._flashdl.config.database):
            self.refresh_view()

    def refresh_view(self) -> None:
        """Read the store again and draw."""
        self.times_read += 1
        self._mark = _mark_of(self._flashdl.config.database)
        try:
            self._view = self._flashdl.view()
        except FlashdlError as error:
            self._notice = str(error)
        self._draw()

    def show(self, view: Overview) -> None:
        """Draw what was found out meanwhile."""
        self._view = view
        self._mark = _mark_of(self._flashdl.config.database)
        self._draw()

    def redraw(self) -> None:
        """Draw what was read of the store, with what the app knows now."""
        self._draw()

    def say(self, sentence: str) -> None:
        """Show a quiet line below the panels."""
        self._notice = sentence
        self._draw()

    @property
    def _standing(self) -> Standing:
        return self._view.standing if self._view else Standing.NOTHING_DUE

    def offered(self) -> tuple[Command, ...]:
        inbox = (INBOX,) if self._view and (self._view.inbox or self._flashdl.can_undo_inbox) else ()
        too = (OFFER_TOO,) if self._view and self._view.offers_bundled else ()
        problems = (PROBLEMS,) if self._flashdl.problems else ()
        scan = (SCAN, *problems)
        if self._standing is Standing.DUE:
            return (REVIEW, *inbox, BROWSE, FIND, STATS, ADD, *scan, *too, SEND, NEXT, PREVIOUS, FOLD, *_ALWAYS)
        if self._standing is Standing.NOTHING_DUE:
            review = (REVIEW,) if self._view and self._view.is_away else ()
            return (*review, *inbox, BROWSE, FIND, STATS, ADD, *scan, *too, SEND, NEXT, PREVIOUS, FOLD, *_ALWAYS)
        if self._standing is Standing.ALL_WAITING:
            return (*inbox, ADD, OFFER, *scan, *_ALWAYS)
        if self._standing is Standing.NOTHING_FOUND:
            return (*inbox, ADD, OFFER, *scan, *_ALWAYS)
        return (ADD, OFFER, *_ALWAYS) if self._declined else (ACCEPT, DECLINE, ADD, *_ALWAYS)

    def _draw(self) -> None:
        view = self._view
        # The app's size is that of this screen, and known before it is laid out.
        size = self.app.size
        if view is None or not self.children or not size.width:
            return
        self._drawn_size = size
        self.query_one("#top", Static).update(today.heading(view, size.width - 2))
        self._draw_keys(view)
        has_decks = bool(view.decks)
        self.query_one("#panels").display = has_decks
        self.query_one("#welcome").display = not has_decks
        if has_decks:
            self._draw_panels(view)
        else:
            self.set_focus(None)
            self.query_one("#welcome Static", Static).update(self._explanation())
        self._draw_notice(view)

    def _draw_keys(self, view: Overview) -> None:
        keys = [Key(command, self._label(command, view)) for command in self.offered() if command.in_footer]
        self.query_one("#keys", Static).update(key_lines([keys], self.app.size.width - 2, 2))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._view is not None:
            self._draw_keys(self._view)

    def _label(self, command: Command, view: Overview) -> str:
        """What a key is called where its usual name tells too little.

        Where the panel has no room for the inbox, its key says how much is in it. A deck that is asked alone may have
        more than its part of today: what is left of the day's limits is all its own.
        """
        if command is REVIEW and view.is_away:
            return "review anyway"
        deck = self.query_one(DeckList).chosen
        if command is REVIEW and deck is not None and self._flashdl.is_open:
            asked, part = self._flashdl.asked_alone(deck), self.query_one(DeckList).part(deck)
            return "" if None in (asked, part) or asked == part else f"review, {asked} alone"
        if command is INBOX and not view.inbox:
            return "inbox, to undo"
        return f"inbox {view.inbox}" if command is INBOX and self.app.size.width < WIDE else ""

    def _draw_panels(self, view: Overview) -> None:
        decks = self.query_one(DeckList)
        # Their sizes are not known yet when they are first drawn; the style sheet and the screen tell it.
        all_cells = self.app.size.width
        width = TODAY_WIDTH if all_cells >= WIDE else all_cells
        beside = all_cells - width if all_cells >= WIDE else all_cells
        decks.show(view.glance.counts, beside - BOX - 2, is_shared=view.glance.is_shared)
        if self.focused is None:
            self.set_focus(decks)
        self.query_one("#today", Static).update(today.day_panel(view, width - BOX))

    def _explanation(self) -> Content:
        if self._standing is Standing.NOTHING_FOUND:
            return self._flashdl.why_nothing()
        if self._standing is Standing.ALL_WAITING and self._view is not None:
            return today.all_waiting(self._view)
        return today.declined() if self._declined else today.welcome(self._flashdl.offers())

    def _draw_notice(self, view: Overview) -> None:
        parts = [plain(self._notice, QUIET)] if self._notice else []
        if view.standing is Standing.NOTHING_DUE:
            parts.insert(0, today.nothing_due(view))
        if view.decks and (away := wording.away(view.near, view.today)):
            parts.insert(0, Content(away))
        elif view.standing is Standing.DUE and view.glance.pace is not None:
            parts.insert(0, Content(f"After a break: at most {view.glance.pace} a day."))
        notice = self.query_one("#notice", Static)
        notice.update(Content("\n").join(parts))
        notice.display = bool(parts)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if REVIEW in self.offered():
            self.action_review()

    def action_review(self) -> None:
        self._flashdl.when_open(partial(self._review, self.query_one(DeckList).chosen))

    def _review(self, deck: str | None) -> None:
        decks = self.query_one(DeckList)
        # A deck without a part in today may have cards all the same, once it is asked alone.
        is_away = self._view is not None and self._view.is_away
        if deck is not None and not is_away and decks.part(deck) == 0 and self._flashdl.asked_alone(deck) == 0:
            self.say(f"Nothing of {wording.levels(deck)} is asked today. {BROWSE.key} finds its cards.")
            return
        self._flashdl.start_review(deck)

    def action_inbox(self) -> None:
        self._flashdl.when_open(self._flashdl.open_inbox)

    def action_browse(self) -> None:
        self._flashdl.when_open(partial(self._flashdl.open_browser, self._of_deck()))

    def action_find(self) -> None:
        self._flashdl.when_open(partial(self._flashdl.open_browser, self._of_deck(), is_typed=True))

    def _of_deck(self) -> str:
        """A query for the cards of the highlighted deck, to be gone on with."""
        deck = self.query_one(DeckList).chosen
        return f"{quoted('deck', deck)} " if deck else ""

    def action_stats(self) -> None:
        self._flashdl.when_open(partial(self._flashdl.open_stats, self.query_one(DeckList).chosen))

    def action_accept(self) -> None:
        self._flashdl.when_open(self._flashdl.take_bundled)

    def action_accept_too(self) -> None:
        if self._is_sure:
            self.action_accept()
        else:
            names = " and ".join(name for name, _ in self._flashdl.offers())
            self.say(f"{OFFER_TOO.key} once more takes {names}.")
        self._is_sure = not self._is_sure

    def action_decline(self) -> None:
        self._declined = True
        self._draw()

    def action_add(self) -> None:
        self._flashdl.when_open(self._flashdl.add_notes)

    def action_send(self) -> None:
        self._flashdl.when_open(partial(self._flashdl.send, self.query_one(DeckList).chosen))

    def action_scan(self) -> None:
        self._flashdl.when_open(self._scan)

    def _scan(self) -> None:
        self.say("Reading your notes …")
        self._flashdl.scan()

    def action_problems(self) -> None:
        self._flashdl.list_problems()

    def action_next_deck(self) -> None:
        self.query_one(DeckList).action_cursor_down()

    def action_previous_deck(self) -> None:
        self.query_one(DeckList).action_cursor_up()

    def action_fold(self) -> None:
        self.query_one(DeckList).fold()

    def action_back(self) -> None:
        self.say(f"{QUIT.key} leaves flashdl.")

    def action_quit(self) -> None:
        self.app.exit(0)


def _mark_of(database: Path) -> list[tuple[int, int]]:
    """What is another once something was stored: of the file and of its log, time and size."""
    found = []
    for path in (database, database.with_name(f"{database.name}-wal")):
        with suppress(OSError):
            known = path.stat()
            found.append((known.st_mtime_ns, known.st_size))
    return found
