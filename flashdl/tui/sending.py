"""Sending cards to Anki: what would go out and where to, then the package, which can be stopped."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from flashdl import wording
from flashdl.errors import FileError
from flashdl.leaving import Going
from flashdl.tui import packages
from flashdl.tui.commands import PALETTE, Command, bindings
from flashdl.tui.drawing import plain
from flashdl.tui.frame import CommandScreen, Key, KeyLine, key_lines

if TYPE_CHECKING:
    from flashdl.tui.app import FlashdlApp

WRITE = Command("write", ("enter",), "write it", "Write the package to this path.")
REPLACE = Command("replace", ("y",), "replace it", "Write the package in the place of the file that is there.")
KEEP = Command("keep", ("n", "enter", "escape"), "another path", "Leave the file as it is, and name another path.")
STOP = Command("stop", ("escape",), "stop", "Stop writing; what was at the path stays.")
LEAVE = Command("leave", ("escape",), "home", "Back to the home screen; nothing is written.")

DEFAULT = "~/flashdl.apkg"


class Stage(StrEnum):
    ASKING = "asking"
    CONFIRMING = "confirming"
    """A file is there already. Enter leaves it: no key brings it back."""
    WRITING = "writing"


class SendScreen(CommandScreen):
    """Nothing is written before the person has seen what there is, and no file replaced without a yes."""

    OFFERS: ClassVar[tuple[Command, ...]] = (WRITE, REPLACE, KEEP, STOP, LEAVE, PALETTE)
    BINDINGS = bindings(OFFERS)

    def __init__(self, deck: str | None, only: Collection[str] | None = None) -> None:
        """
        Args:
            deck: only this one and its sub-decks; None: all.
            only: ids of cards; None: all.
        """
        super().__init__()
        self._deck = deck
        self._only = only
        self._stage = Stage.ASKING
        self._going: Going | None = None
        self._notice = ""

    @property
    def _flashdl(self) -> FlashdlApp:
        return cast("FlashdlApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(Content.styled("To Anki", "bold"), id="top")
        yield Static(Content("Counting …"), id="lead")
        yield Input(DEFAULT, id="path", compact=True, max_length=4096)
        yield Static(id="notice")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#path", Input).cursor_blink = False
        self._draw()
        self._flashdl.look_out(self._deck, self._only, self)

    def on_resize(self) -> None:
        self._draw()

    def offered(self) -> tuple[Command, ...]:
        if self._stage is Stage.WRITING:
            return (STOP, PALETTE)
        if self._stage is Stage.CONFIRMING:
            return (REPLACE, KEEP, PALETTE)
        return (WRITE, LEAVE, PALETTE) if self._going and self._going.cards else (LEAVE, PALETTE)

    def show(self, going: Going) -> None:
        """What would go out."""
        self._going = going
        self._draw()

    def say(self, sentence: str) -> None:
        """How far it is."""
        if self._stage is Stage.WRITING:
            self._notice = sentence
            self._draw()

    def fail(self, sentence: str) -> None:
        """It cannot be written."""
        self._stage = Stage.ASKING
        self._notice = sentence
        self._draw()

    def finish(self, sentence: str) -> None:
        """It is written: back to the home screen, which says so."""
        if self.is_current:
            self.dismiss(sentence)
        else:
            self._flashdl.tell_home(sentence)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_write()

    def action_write(self) -> None:
        if self._stage is not Stage.ASKING or not (self._going and self._going.cards):
            return
        self._write(replaces=False)

    def action_replace(self) -> None:
        self._write(replaces=True)

    def action_keep(self) -> None:
        self.fail("")

    def _write(self, *, replaces: bool) -> None:
        try:
            path = packages.place(self.query_one("#path", Input).value.strip())
        except FileError as error:
            self.fail(str(error))
            return
        if path.exists() and not (replaces or packages.is_own(path)):
            self._stage, self._notice = Stage.CONFIRMING, "This file is there already. Replace it?"
            self._draw()
            return
        self._stage = Stage.WRITING
        self._notice = "Writing …"
        self._draw()
        self._flashdl.send_out(path, self._deck, self._only, self)

    def action_stop(self) -> None:
        self._flashdl.stop_sending()
        self.fail("Stopped; nothing was written.")

    def action_leave(self) -> None:
        self.dismiss("")

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        path = self.query_one("#path", Input)
        path.disabled = self._stage is not Stage.ASKING
        path.display = self._going is None or self._going.cards > 0
        self.set_focus(path if self._stage is Stage.ASKING and path.display else None)
        if self._going is not None:
            self.query_one("#lead", Static).update(plain(_summary(self._going, self._deck)))
        self.query_one("#notice", Static).update(plain(self._notice))
        keys = [Key(command) for command in self.offered()]
        self.query_one("#keys", Static).update(key_lines([keys], self.size.width - 2, 2))


def _summary(going: Going, deck: str | None) -> str:
    where = f" of “{deck}”" if deck else ""
    if not going.cards:
        return f"There is no card{where} that could go to Anki; what came from there stays here."
    decks = "1 deck" if going.decks == 1 else f"{going.decks} decks"
    answers = wording.answers(going.answers)
    aside = f", {going.aside:,} of them set aside" if going.aside else ""
    known = f"{going.known:,} with a schedule, and {answers}" if going.known or going.answers else "all of them new"
    staying = f" {wording.cards(going.staying)} from Anki stay here." if going.staying else ""
    return f"{wording.cards(going.cards)}{where} in {decks} would go out{aside}: {known}.{staying} Where to?"
