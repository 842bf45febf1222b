"""A card's note to read beside the review, open at its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from flashdl.tui.commands import Command, bindings
from flashdl.tui.drawing import QUIET, face, plain
from flashdl.tui.frame import DOWN, UP

CLOSE = Command("close", ("escape", "q", "v", "enter"), "close", "Back to the card.")
PAGE_DOWN = Command("page_down", ("space", "pagedown"), "page", "A page down.")
PAGE_UP = Command("page_up", ("b", "pageup"), "page", "A page up.")
MOST = 3_000
"""Lines that are drawn, around the card's."""
_BOX = 6


class NoteScreen(ModalScreen[None]):
    """The lines of a note as they stand; the card's has a mark."""

    BINDINGS: ClassVar = bindings((CLOSE, DOWN, UP, PAGE_DOWN, PAGE_UP))

    def __init__(self, name: str, lines: Sequence[str], line: int) -> None:
        """
        Args:
            line: 1-based, of the card.
        """
        super().__init__()
        self._file = name
        first = max(0, line - 1 - MOST // 2)
        self._lines = lines[first : first + MOST]
        self._place = max(0, min(line - 1 - first, len(self._lines) - 1))

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="note", can_focus=False) as panel:
            panel.border_title = plain(self._file)
            panel.border_subtitle = Content("esc closes")
            yield Static()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = max(10, self.size.width - _BOX)
        drawn: list[Content] = []
        above = 0
        for number, line in enumerate(self._lines):
            if number == self._place:
                above = len(drawn)
            mark = Content.styled("▸ ", "bold $text-accent") if number == self._place else Content("  ")
            text = _drawn(line)
            if number == self._place:
                text = text.stylize("bold")
            for place, part in enumerate(text.wrap(width) or [Content("")]):
                drawn.append(Content.assemble(mark if place == 0 else "  ", part.rstrip()))
        region = self.query_one("#note", VerticalScroll)
        region.query_one(Static).update(Content("\n").join(drawn))
        self.call_after_refresh(region.scroll_to, y=max(0, above - self.size.height // 3), animate=False)

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
    """A line of Markdown: headings stand out, the rules of tables step back."""
    if re.match(r"\s*#{1,6}\s", line):
        return face(line.lstrip("# "), "bold $text-accent")
    if "|" in line:
        # A table that was lined up in an editor is not lined up here; its padding would only fill the screen.
        line = re.sub(r"-{4,}", "---", re.sub(r" {2,}(?=\S)", " ", line.strip()))
    if re.fullmatch(r"\s*\|?[\s:|-]+\|?\s*", line) and "-" in line:
        return plain(line, QUIET)
    return face(line)
