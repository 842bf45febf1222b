"""Adding notes or a deck: a path, then what was found there, then yes or no."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from flashdl.formats.table_columns import ColumnsError
from flashdl.importing import Brought
from flashdl.sources import DECK_ENDINGS, NOTE_ENDINGS
from flashdl.tui import packages
from flashdl.tui.coming import columns_of, in_package, summary, what_came
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import plain
from flashdl.tui.frame import DOWN, HIGH, UP, CommandScreen, Key, KeyLine, key_lines

if TYPE_CHECKING:
    from flashdl.merging import Merged
    from flashdl.tui.app import FlashdlApp

USE = Command("look", ("enter",), "read it so", "Read the table with these columns.")
LOOK = Command("look", ("enter",), "look there", "Read the notes and show what they would give.")
COMPLETE = Command("complete", ("tab",), "complete", "Complete the path.")
YES = Command("store", ("y", "enter"), "yes, keep these", "Store the cards and follow the notes from now on.")
BRING = Command("store", ("y", "enter"), "yes, bring it in", "Take in the cards and answers that are not here yet.")
WAIT = Command("store_waiting", ("i",), "all to the inbox", "Follow the notes, and let all cards wait in the inbox.")
NO = Command("back", ("n", "backspace"), "another path", "Store nothing and name another path.")
LEAVE = Command("leave", ("escape",), "home", "Back to the home screen; nothing is stored.")

QUESTION = "Which column is which? front, back, hint, tags, deck, id, or - to leave it out."


class Stage(StrEnum):
    PATH = "path"
    COLUMNS = "columns"
    """A table came, and nobody knows which column is which."""
    READING = "reading"
    FOUND = "found"


class FolderSuggester(Suggester):
    """Offers the first folder, note or deck file whose path begins as typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, slash, tail = value.rpartition("/")
        if not slash or not value.isprintable():
            return None
        try:
            folder = Path(head + "/").expanduser()
            names = sorted(
                entry.name + "/" if entry.is_dir() else entry.name
                for entry in folder.iterdir()
                if entry.name.startswith(tail) and (tail or not entry.name.startswith("."))
                if entry.is_dir() or entry.suffix.lower() in (*NOTE_ENDINGS, *DECK_ENDINGS, *packages.ENDINGS)
            )
        except (OSError, RuntimeError, ValueError):
            return None
        return next((f"{head}/{name}" for name in names if name.isprintable()), None)


class AddScreen(CommandScreen):
    """Nothing is stored before the person has seen what there is."""

    OFFERS: ClassVar[tuple[Command, ...]] = (LOOK, COMPLETE, YES, WAIT, NO, DOWN, UP, LEAVE, HELP, PALETTE)
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._stage = Stage.PATH
        self._found: Brought | None = None
        self._asked: ColumnsError | None = None
        self._package: tuple[str, Merged] | None = None
        self._notice = ""

    @property
    def _flashdl(self) -> FlashdlApp:
        return cast("FlashdlApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(Content.styled("Add notes", "bold"), id="top")
        yield Static(
            Content("A folder of Markdown notes, one note, or a deck (YAML, CSV, Org, Anki’s .apkg):"), id="lead"
        )
        yield Input(id="path", placeholder="~/notes", compact=True, suggester=FolderSuggester(), max_length=4096)
        yield Static(id="notice")
        yield Input(id="columns", compact=True, select_on_focus=False, max_length=4096)
        with VerticalScroll(id="found", can_focus=False):
            yield Static()
        yield KeyLine()

    def on_mount(self) -> None:
        for line in self.query(Input):
            line.cursor_blink = False
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def offered(self) -> tuple[Command, ...]:
        if self._stage is Stage.PATH:
            return (LOOK, COMPLETE, LEAVE, PALETTE)
        if self._stage is Stage.COLUMNS:
            return (USE, LEAVE, PALETTE)
        if self._stage is Stage.READING:
            return (LEAVE, HELP, PALETTE)
        if self._package is not None:
            return (BRING, NO, DOWN, UP, LEAVE, HELP, PALETTE)
        return (YES, WAIT, NO, DOWN, UP, LEAVE, HELP, PALETTE)

    def action_complete(self) -> None:
        self.query_one("#path", Input).action_cursor_right()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_look()

    def action_look(self) -> None:
        path = self.query_one("#path", Input).value.strip()
        if not path:
            return
        columns = self._columns() if self._stage is Stage.COLUMNS else ()
        self._found, self._stage = None, Stage.READING
        self._notice = "Reading …"
        self._draw()
        self._flashdl.look_at(path, self, columns)

    def _columns(self) -> tuple[str, ...]:
        return tuple(self.query_one("#columns", Input).value.split(","))

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "columns" and self._stage is Stage.COLUMNS:
            self._draw()

    def ask(self, error: ColumnsError) -> None:
        """Which column of a table is which? What is said is remembered with the deck."""
        if not self.is_current:
            return
        if self._asked:  # what was typed stays there to be mended
            self.fail(str(error))
            return
        self._asked, self._stage = error, Stage.COLUMNS
        self._notice = QUESTION
        self.query_one("#columns", Input).value = ",".join(error.guess)
        self._draw()

    def show(self, found: Brought) -> None:
        """What reading the path gave."""
        if not self.is_current:
            return
        self._found = found
        plan = found.report.plan
        self._stage = Stage.FOUND if plan.new or plan.changed or found.report.was else Stage.PATH
        self._notice = summary(found)
        self._draw()

    def show_package(self, path: str, merged: Merged) -> None:
        """What a package of Anki's would bring."""
        if not self.is_current:
            return
        self._package = (path, merged)
        brings = packages.brought(merged)
        self._stage = Stage.FOUND if brings else Stage.PATH
        refused = packages.refused(merged)
        if brings:
            self._notice = f"A package of Anki’s would bring {', '.join(brings)}. {refused} Bring it in?".replace(
                "  ", " "
            )
        else:
            self._package = None
            self._notice = refused or "Nothing in this package is not here already."
        self._draw()

    def say(self, sentence: str) -> None:
        """How far the reading is."""
        if self._stage is Stage.READING:
            self._notice = sentence
            self._draw()

    def fail(self, sentence: str) -> None:
        """The path cannot be read, or not with these columns."""
        self._stage, self._notice = Stage.PATH, sentence
        self._package = None
        if self._asked:
            self._stage, self._notice = Stage.COLUMNS, sentence.removeprefix(f"{self._asked.path}: ")
        self._draw()

    def action_store(self) -> None:
        self._keep(inbox_first=False)

    def action_store_waiting(self) -> None:
        self._keep(inbox_first=True)

    def _keep(self, *, inbox_first: bool) -> None:
        if self._package is not None:
            self._stage = Stage.READING
            self._notice = "Storing …"
            self._draw()
            self._flashdl.bring(self._package[0], self)
        elif self._found is not None:
            self._stage = Stage.READING
            self._notice = "Storing …"
            self._draw()
            self._flashdl.keep(self._found.report, self, inbox_first=inbox_first)

    def finish(self, sentence: str) -> None:
        """It is stored: back to the home screen, which says so."""
        if self.is_current:
            self.dismiss(sentence)
        else:
            self._flashdl.tell_home(sentence)

    def action_back(self) -> None:
        self._stage = Stage.PATH
        self._notice = ""
        self._found = self._asked = self._package = None
        self._draw()

    def action_leave(self) -> None:
        if self._stage is Stage.READING and packages.is_package(self.query_one("#path", Input).value.strip()):
            self._flashdl.stop_adding()
            self.dismiss("Stopped; nothing was stored.")
            return
        if self._found is None:  # what is being kept goes on
            self._flashdl.stop_looking()
        self.dismiss("")

    def action_scroll_down(self) -> None:
        self.query_one("#found").scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        self.query_one("#found").scroll_up(animate=False)

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        path = self.query_one("#path", Input)
        path.disabled = self._stage is not Stage.PATH
        # A low terminal has room for what is asked, not for what was said.
        for line in (path, self.query_one("#lead")):
            line.display = self._stage is Stage.PATH or self.size.height >= HIGH
        columns = self.query_one("#columns", Input)
        columns.display = self._stage is Stage.COLUMNS
        # Given up before the line is hidden: it would give it up later, when it is asked for again.
        self.set_focus({Stage.PATH: path, Stage.COLUMNS: columns}.get(self._stage))
        self.query_one("#notice", Static).update(plain(self._notice))
        found = self.query_one("#found")
        found.display = self._stage in (Stage.FOUND, Stage.COLUMNS)
        if self._stage is Stage.FOUND and self._package is not None:
            found.query_one(Static).update(in_package(self._package[1], self.size.width - 8))
        elif self._stage is Stage.FOUND and self._found is not None:
            found.query_one(Static).update(what_came(self._found, self.size.width - 8))
        elif self._stage is Stage.COLUMNS and self._asked is not None:
            found.query_one(Static).update(columns_of(self._asked.sample, self._columns(), self.size.width - 8))
        self._draw_keys()
        self.call_after_refresh(self._draw_keys)  # only then it is known what there is room for

    def _draw_keys(self) -> None:
        if not self.children:
            return  # left while it was being drawn
        overflows = self._stage is Stage.FOUND and self.query_one("#found").max_scroll_y > 0
        more = [Key(DOWN, "more")] if overflows else []
        keys = [*more, *(Key(command) for command in self.offered() if command.in_footer)]
        self.query_one("#keys", Static).update(key_lines([keys], self.size.width - 2, 2))
