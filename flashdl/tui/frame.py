"""What every screen has: commands that are data, and a last line that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static

from flashdl.tui.commands import ACTION, HELP, PALETTE, Command, bindings, shown
from flashdl.tui.drawing import QUIET

_GAP = "   "
_HELP_BOX = 8
"""Cells that the help's border, padding and scroll bar take of the width."""
_LEAST_ROOM = 32
"""Cells that a command's sentence needs beside its keys; with less it begins behind them and goes on below."""
WIDE = 64
"""Cells from which there is room for two columns."""
HIGH = 18
"""Lines from which there is room for air."""
_WIDTHS = [(0, "-narrow"), (WIDE, "-wide")]
HEIGHTS = [(0, "-low"), (HIGH, "-high")]


@dataclass(frozen=True, slots=True)
class Key:
    """A command as the last line shows it."""

    command: Command
    label: str = ""
    """Shown instead of the command's own."""
    marked: bool = False
    """The one that space and enter would take."""
    typing: bool = False
    """Letters are being typed: show the command's last key, which is none."""
    style: str = QUIET
    """Of the label."""
    shown: str = ""
    """What stands for several keys; they are no one button."""


def key_lines(groups: Sequence[Sequence[Key]], width: int, most: int) -> Content:
    """The keys in at most that many lines, each group beginning a new one unless all fit into one.

    What finds no room is left out, the palette first and then from the end; the help names it, so the way to the help
    stays.
    """
    kept = [list(group) for group in groups if group]
    while True:
        lines = _packed(kept, width)
        droppable = [key for group in kept for key in group if key.command is not HELP]
        droppable.sort(key=lambda key: key.command is PALETTE)
        if len(lines) <= most or len(droppable) <= 1:
            return Content("\n").join(lines)
        for group in kept:
            if droppable[-1] in group:
                group.remove(droppable[-1])


def _packed(groups: Iterable[Sequence[Key]], width: int) -> list[Content]:
    drawn = [[_drawn(key) for key in group] for group in groups if group]
    together = Content(_GAP + "  ").join(Content(_GAP).join(group) for group in drawn)
    if together.cell_length <= width:
        return [together]
    lines: list[Content] = []
    for group in drawn:
        line = group[0]
        for item in group[1:]:
            longer = Content.assemble(line, _GAP, item)
            if longer.cell_length > width:
                lines.append(line)
                longer = item
            line = longer
        lines.append(line)
    return lines


def _drawn(key: Key) -> Content:
    label = key.label or key.command.label
    drawn = Content.assemble(
        (key.shown or shown(key.command.keys[-1 if key.typing else 0]), "bold $text-accent"),
        " ",
        (
            label,
            f"{key.style} bold underline"
            if key.marked and key.style != QUIET
            else "bold underline"
            if key.marked
            else key.style,
        ),
    )
    return drawn if key.shown else drawn.stylize(Style.from_meta({ACTION: key.command.action}))


class Steady:
    """What is laid out and drawn once when its size changes: Textual would do both again, a frame later."""

    virtual_size = Reactive(Size(0, 0), repaint=False)


class Line(Steady, Static):
    """A few lines across the screen, as high as its text."""


class KeyLine(Line):
    """The last line; its keys can be clicked."""

    def __init__(self) -> None:
        super().__init__(id="keys")


class ScreenMade(Message):
    """A screen has been made."""


class CommandScreen(Screen[str]):
    """A screen whose keys, footer, help and palette entries come from its `OFFERS`.

    It is dismissed with a sentence for the screen below, or an empty one.
    """

    AUTO_FOCUS = ""
    OFFERS: ClassVar[tuple[Command, ...]] = ()
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Who has it draws it; Textual would draw the whole screen, once more."""

    is_ready: bool = False
    """Whether it has been made, so that a key finds what it is meant for."""

    def on_mount(self) -> None:
        self.is_ready = True  # Textual calls this after the `on_mount` of the screen itself
        self.app.post_message(ScreenMade())

    def offered(self) -> tuple[Command, ...]:
        """Those of OFFERS that make sense at this moment."""
        return self.OFFERS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if any(command.is_for(action, parameters) for command in self.OFFERS):
            return any(command.is_for(action, parameters) for command in self.offered())
        return super().check_action(action, parameters)

    def explain(self, key: str) -> None:
        """Say why a key does nothing now, where it does something at other times; a question stays in its place."""
        if any(one.name == "keep" for one in self.offered()):
            return
        sentence = next((one.idle for one in self.OFFERS if one.idle and key in one.keys), "")
        if sentence:
            self.say(sentence)

    def say(self, sentence: str) -> None:
        """Show a sentence; a screen without a place for one shows none."""

    async def on_click(self, event: Click) -> None:
        """What has an action in its style is a button: the keys of the last line, the choices of a card."""
        action = event.style.meta.get(ACTION)
        if isinstance(action, str):
            event.stop()
            await self.app.run_action(action, self)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.offered(), typing=isinstance(self.focused, Input)))

    def action_palette(self) -> None:
        self.app.action_command_palette()


CLOSE = Command("close", ("escape", "enter", "q", "question_mark", "f1"), "close", "Close the help.")
DOWN = Command("scroll_down", ("j", "down"), "down", "Scroll down.", in_footer=False)
UP = Command("scroll_up", ("k", "up"), "up", "Scroll up.", in_footer=False)


class HelpScreen(ModalScreen[None]):
    """Every key that does something on the screen below, with what it does."""

    BINDINGS = bindings((CLOSE, DOWN, UP))

    def __init__(self, commands: Sequence[Command], *, typing: bool = False) -> None:
        """
        Args:
            typing: signs go into a line below; what is on no other key is left out.
        """
        super().__init__()
        keys = {command: command.keys_while(typing=typing) for command in commands}
        self._keys = {command: working for command, working in keys.items() if working}

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False) as panel:
            panel.border_title = Content("Keys")
            panel.border_subtitle = Content("esc closes")
            yield Static()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        widest = max(map(len, self._keys.values()), default=0)
        room = max(10, self.size.width - widest - len(_GAP) - _HELP_BOX)
        lines = []
        for command, keys in self._keys.items():
            if room < _LEAST_ROOM:
                entry = Content.assemble((keys, "bold $text-accent"), "  ", command.text)
                first, *others = entry.wrap(self.size.width - _HELP_BOX - 2)
                lines += [first, *(Content.assemble("  ", other) for other in others)]
                continue
            first, *others = Content(command.text).wrap(room)
            lines.append(Content.assemble((keys.ljust(widest), "bold $text-accent"), _GAP, first))
            lines += [Content.assemble(" " * (widest + len(_GAP)), other) for other in others]
        self.query_one("#help Static", Static).update(Content("\n").join(lines))

    def on_click(self) -> None:
        self.dismiss()

    def action_close(self) -> None:
        self.dismiss()

    def action_scroll_down(self) -> None:
        self.query_one("#help").scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        self.query_one("#help").scroll_up(animate=False)
