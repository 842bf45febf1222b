"""A card's note to read beside the review, open at its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from flashdl.sources import NOTE_ENDINGS
from flashdl.terminal import visible
from flashdl.tui.blocks import code_lines, line_by_line
from flashdl.tui.commands import ACTION, Command, bindings
from flashdl.tui.drawing import QUIET, face, plain
from flashdl.tui.frame import DOWN, UP

CLOSE = Command("close", ("escape", "q", "v", "enter"), "close", "Back to the card.")
PAGE_DOWN = Command("page_down", ("space", "pagedown"), "page", "A page down.")
PAGE_UP = Command("page_up", ("b", "pageup"), "page", "A page up.")
MOST = 3_000
"""Lines that are drawn, around the card's."""
_WIDEST = 100
"""Cells of the panel in the style sheet."""
_BOX = 7
"""Cells that its border, padding, the mark and the scroll bar take of its width."""


class NoteScreen(ModalScreen[None]):
    """The lines of a note as they stand; the card's has a mark."""

    BINDINGS: ClassVar = bindings((CLOSE, DOWN, UP, PAGE_DOWN, PAGE_UP))

    def __init__(self, name: str, lines: Sequence[str], line: int | None) -> None:
        """
        Args:
            line: 1-based, of the card; None: there is none.
        """
        super().__init__()
        self._file = name
        first = max(0, line - 1 - MOST // 2) if line else 0
        self._lines = lines[first : first + MOST]
        self._place = max(0, min(line - 1 - first, len(self._lines) - 1)) if line else None

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="note", can_focus=False) as panel:
            panel.border_title = plain(self._file)
            panel.border_subtitle = Content("j k scroll, esc closes").stylize(Style.from_meta({ACTION: "close"}))
            yield Static()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def on_click(self, event: Click) -> None:
        """Its last line is a button; a click elsewhere may be meant for the text."""
        if ACTION in event.style.meta:
            self.dismiss()

    def _draw(self) -> None:
        width = max(10, min(self.size.width, _WIDEST) - _BOX)
        drawn: list[Content] = []
        above = 0
        for number, lines in enumerate(self._lines_in(width)):
            is_card = number == self._place
            above = len(drawn) if is_card else above
            for place, line in enumerate(lines):
                mark = ("▸ ", "bold $text-accent") if is_card and place == 0 else "  "
                drawn.append(Content.assemble(mark, line.rstrip().stylize("bold") if is_card else line.rstrip()))
        region = self.query_one("#note", VerticalScroll)
        region.query_one(Static).update(Content("\n").join(drawn))
        self.call_after_refresh(region.scroll_to, y=max(0, above - self.size.height // 3), animate=False)

    def _lines_in(self, width: int) -> list[list[Content]]:
        """What is drawn of each line: a deck's file is code, not a note."""
        ending = PurePath(self._file).suffix.lower()
        if ending in NOTE_ENDINGS:
            return line_by_line(self._lines, width, _drawn)
        return code_lines([visible(line) for line in self._lines], ending.removeprefix("."), width)

    def action_close(self) -> None:
        self.dismiss()

    def action_scroll_down(self) -> None:
        self.query_one("#note").scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        self.query_one("#note").scroll_up(animate=False)

    def action_page_down(self) -> None:
        self.query_one("#note").scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.query_one("#note").scroll_page_up(animate=False)


def _drawn(line: str) -> Content:
    """A line of Markdown: headings stand out, rules and front matter step back."""
    if re.match(r"\s*#{1,6}\s", line):
        return face(line.lstrip("# "), "bold $text-accent")
    if re.fullmatch(r"\s*(-{3,}|\*{3,})\s*", line):
        return plain(line.strip(), QUIET)
    return face(line)
