"""Adding notes or a deck: a path, then what was found there, then yes or no."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from flashdl import wording
from flashdl.model import Candidate, State
from flashdl.sources import DECK_ENDINGS, NOTE_ENDINGS, Report
from flashdl.terminal import one_line
from flashdl.triage import uncertain
from flashdl.tui import packages
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import QUIET, face, plain
from flashdl.tui.frame import DOWN, UP, CommandScreen, Key, KeyLine, key_lines

if TYPE_CHECKING:
    from flashdl.merging import Merged
    from flashdl.tui.app import FlashdlApp

LOOK = Command("look", ("enter",), "look there", "Read the notes and show what they would give.")
COMPLETE = Command("complete", ("tab",), "complete", "Complete the path.")
YES = Command("store", ("y", "enter"), "yes, keep these", "Store the cards and follow the notes from now on.")
BRING = Command("store", ("y", "enter"), "yes, bring it in", "Take in the cards and answers that are not here yet.")
WAIT = Command("store_waiting", ("i",), "all to the inbox", "Follow the notes, and let all cards wait in the inbox.")
NO = Command("back", ("n", "backspace"), "no", "Store nothing and name another path.")
LEAVE = Command("leave", ("escape",), "home", "Back to the home screen; nothing is stored.")

SAMPLES = 5


class Stage(StrEnum):
    PATH = "path"
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
        self._found: Report | None = None
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
        with VerticalScroll(id="found", can_focus=False):
            yield Static()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#path", Input).cursor_blink = False
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def offered(self) -> tuple[Command, ...]:
        if self._stage is Stage.PATH:
            return (LOOK, COMPLETE, LEAVE, PALETTE)
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
        self._stage = Stage.READING
        self._notice = "Reading …"
        self._draw()
        self._flashdl.look_at(path, self)

    def show(self, found: Report) -> None:
        """What reading the path gave."""
        if not self.is_current:
            return
        self._found = found
        self._stage = Stage.FOUND if found.plan.new or found.plan.changed else Stage.PATH
        self._notice = _summary(found)
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
        """The path cannot be read."""
        self._stage = Stage.PATH
        self._package = None
        self._notice = sentence
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
            self._flashdl.keep(self._found, self, inbox_first=inbox_first)

    def finish(self, sentence: str) -> None:
        """It is stored: back to the home screen, which says so."""
        if self.is_current:
            self.dismiss(sentence)
        else:
            self._flashdl.tell_home(sentence)

    def action_back(self) -> None:
        self._stage = Stage.PATH
        self._notice = ""
        self._found = None
        self._package = None
        self._draw()

    def action_leave(self) -> None:
        if self._stage is Stage.READING and packages.is_package(self.query_one("#path", Input).value.strip()):
            self._flashdl.stop_adding()
            self.dismiss("Stopped; nothing was stored.")
            return
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
        if self._stage is Stage.PATH:
            path.focus()
        self.query_one("#notice", Static).update(plain(self._notice))
        found = self.query_one("#found")
        found.display = self._stage is Stage.FOUND
        if self._stage is Stage.FOUND and self._package is not None:
            found.query_one(Static).update(_inside(self._package[1], self.size.width - 4))
        elif self._stage is Stage.FOUND and self._found is not None:
            samples = _samples(self._found, self.size.width - 4)
            found.query_one(Static).update(samples)
        keys = [Key(command) for command in self.offered() if command.in_footer]
        self.query_one("#keys", Static).update(key_lines([keys], self.size.width - 2, 2))


def _summary(found: Report) -> str:
    waiting = uncertain(found.plan.new)
    number = len(found.plan.new) - waiting
    read = "1 note" if found.documents == 1 else f"{found.documents} notes"
    # A deck says what it was read as.
    where = f" in {found.gathered.form or read}" if found.documents else ""
    if found.plan.new:
        problems = f" {len(found.problems)} could not be read." if found.problems else ""
        doubted = f" {waiting} less sure would wait in the inbox." if waiting else ""
        return f"Found {wording.cards(number)}{where}.{doubted}{problems} Keep them?"
    if found.plan.unchanged:
        return f"Nothing new{where}: its cards are here already."
    if found.problems:
        return str(found.problems[0])
    why = f" Most often: {found.refusals[0].reason}" if found.refusals else ""
    return f"No card could be made{where}.{why}"


def _samples(found: Report, width: int) -> Content:
    """A few of the new cards, from all over; the doubtful ones only where there are no others."""
    every = [candidate for _, candidate in found.plan.new]
    new = [candidate for candidate in every if candidate.state is not State.INBOX] or every
    step = max(1, len(new) // SAMPLES)
    shown = new[::step][:SAMPLES]
    drawn = [_sample(candidate, width) for candidate in shown]
    left = len(new) - len(shown)
    if left > 0:
        drawn.append(Content.styled(f"… and {left} more", QUIET))
    return Content("\n").join(drawn)


def _inside(merged: Merged, width: int) -> Content:
    """A few of a package's cards, and what is left out of it."""
    # Templates put a line of their own above many a question.
    shown = [replace(one, prompt=replace(one.prompt, question=one_line(one.prompt.question))) for one in merged.samples]
    drawn = [_sample(candidate, width) for candidate in shown]
    drawn += [plain(f"– {problem.message}", QUIET) for problem in merged.problems[:SAMPLES]]
    left = merged.left_out - min(SAMPLES, len(merged.problems))
    if left > 0:
        drawn.append(Content.styled(f"– and {left} more", QUIET))
    return Content("\n").join(drawn)


def _sample(candidate: Candidate, width: int) -> Content:
    prompt = candidate.prompt
    answer = ", ".join(prompt.items) or (prompt.answers[0] if prompt.answers else "")
    question = face(prompt.question).first_line.truncate(width - 2, ellipsis=True)
    return Content.assemble(
        "• ", question, "\n    ", face(answer, "$text-success").first_line.truncate(width - 4, ellipsis=True)
    )
