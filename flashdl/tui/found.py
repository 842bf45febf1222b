"""A list of found cards of any length: only the lines in sight are read and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flashdl import wording
from flashdl.terminal import cut, one_line
from flashdl.tui.drawing import face

if TYPE_CHECKING:
    from textual.screen import Screen

    from flashdl.store.finding import Line

PAGE = 200
"""Lines that are read at once."""
_PAGES = 8
"""Pages that are kept."""
_DUE = 12
_WIDE = 60
_LONGEST = 400


if TYPE_CHECKING:
    _Screen = Screen[str]
else:
    _Screen = object


class FoundList(ScrollView, can_focus=True):
    """One line a card; the cursor's is highlighted, chosen ones have a mark."""

    COMPONENT_CLASSES = {"found--cursor", "found--quiet", "found--marked"}  # noqa: RUF012 - Textual's own attribute
    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor is on another card."""

    class Opened(Message):
        """The line under the cursor was clicked once more."""

    def __init__(self, read: Callable[[Sequence[str]], Sequence[Line]], buried: Callable[[date], Set[str]]) -> None:
        """
        Args:
            read: the lines of cards with these ids, in their order.
            buried: the cards that are kept from being asked on a study day.
        """
        super().__init__(id="found-cards")
        self._read = read
        self._read_buried = buried
        self.buried: Set[str] = frozenset()
        """Cards that were left for tomorrow."""
        self._ids: Sequence[str] = ()
        self._today = date.min
        self._pages: dict[int, dict[str, Line]] = {}
        self.marked: set[str] = set()
        """Ids; those found earlier stay marked, so that cards of several queries can be gathered."""

    def show(self, ids: Sequence[str], today: date) -> None:
        """Show these cards; the cursor stays on its card where it is still there, else on its place."""
        before = self.current
        self._ids, self._today = ids, today
        self._pages.clear()
        self.buried = self._read_buried(today)
        place = ids.index(before) if before in ids else min(self.cursor, max(0, len(ids) - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, len(ids))
        self.cursor = place
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    @property
    def current(self) -> str | None:
        """The id of the card under the cursor."""
        return self._ids[self.cursor] if 0 <= self.cursor < len(self._ids) else None

    @property
    def chosen(self) -> list[str]:
        """The ids of the marked cards, those of the list first; without a mark, of the one under the cursor."""
        if self.marked:
            return [*(each for each in self._ids if each in self.marked), *sorted(self.marked_elsewhere)]
        return [self.current] if self.current else []

    @property
    def marked_elsewhere(self) -> set[str]:
        """The ids of marked cards that an earlier query found and this one does not."""
        return self.marked.difference(self._ids) if self.marked else set()

    @property
    def number(self) -> int:
        """Cards that are listed."""
        return len(self._ids)

    def move(self, lines: int) -> None:
        """Put the cursor so many lines further down."""
        self.cursor = max(0, min(len(self._ids) - 1, self.cursor + lines))

    def mark(self) -> None:
        """Mark the card under the cursor, or take its mark away, and go on."""
        if self.current:
            self.marked ^= {self.current}
            self.move(1)
            self.refresh()
            self.post_message(self.Moved())

    def mark_all(self) -> None:
        """Mark all that are listed, or none at all where all these are marked."""
        self.marked = set() if self.marked.issuperset(self._ids) else self.marked.union(self._ids)
        self.refresh()
        self.post_message(self.Moved())

    def watch_cursor(self) -> None:
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._ids))
        self._keep_in_sight()

    def on_click(self, event: Click) -> None:
        place = self.scroll_offset.y + event.y
        if place < len(self._ids):
            if place == self.cursor:
                self.post_message(self.Opened())
            self.cursor = place

    def _keep_in_sight(self) -> None:
        height = self.size.height
        if height and not self.scroll_offset.y <= self.cursor < self.scroll_offset.y + height:
            top = self.cursor if self.cursor < self.scroll_offset.y else self.cursor - height + 1
            self.scroll_to(y=top, animate=False, force=True)

    def _line(self, place: int) -> Line | None:
        number = place // PAGE
        if number not in self._pages:
            if len(self._pages) >= _PAGES:
                self._pages.pop(next(iter(self._pages)))
            found = self._read(self._ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = {line.id: line for line in found}
        return self._pages[number].get(self._ids[place])

    def render_line(self, y: int) -> Strip:
        place, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        if not 0 <= place < len(self._ids):
            return Strip.blank(width, self.rich_style)
        line = self._line(place)
        base = self.get_component_rich_style("found--cursor") if place == self.cursor else self.rich_style
        quiet = base + Style(color=self.get_component_rich_style("found--quiet").color)
        if line is None:
            return Strip([Segment("  gone".ljust(width), quiet)]).crop(0, width)
        is_marked = line.id in self.marked
        mark = Segment("● " if is_marked else "  ", base + Style(bold=True))
        due = f"{self._due(line):>{_DUE}}" if width >= _WIDE else ""
        room = max(1, width - 2 - len(due) - (1 if due else 0))
        answer_room = room * 2 // 5 if width >= _WIDE else 0
        flagged = f"⚑{line.flag} " if line.flag else ""
        question = _fitted(cut(flagged + _bare(line.question), room - answer_room), room - answer_room)
        answer = _fitted(cut(f"  {_bare(line.answer)}", answer_room), answer_room) if answer_room else ""
        segments = [mark, Segment(question, base), Segment(answer, quiet), Segment(f" {due}" if due else "", quiet)]
        return Strip(segments).adjust_cell_length(width, base)

    def _due(self, line: Line) -> str:
        if line.aside:
            return line.aside
        if line.id in self.buried:
            return "buried"
        if line.due is None:
            return "new"
        days = (line.due - self._today).days
        return "today" if days == 0 else f"{-days} d late" if days < 0 else f"in {wording.interval(days)}"


class Moves(_Screen):
    """Of a screen around the list: its keys move in it, and mark."""

    def draw(self) -> None:
        """Show what changed beside the list."""

    def action_mark(self) -> None:
        self.query_one(FoundList).mark()
        self.draw()

    def action_mark_all(self) -> None:
        self.query_one(FoundList).mark_all()
        self.draw()

    def action_down(self) -> None:
        self.query_one(FoundList).move(1)

    def action_up(self) -> None:
        self.query_one(FoundList).move(-1)

    def action_page_down(self) -> None:
        self._move_pages(1)

    def action_page_up(self) -> None:
        self._move_pages(-1)

    def _move_pages(self, number: int) -> None:
        found = self.query_one(FoundList)
        found.move(number * max(1, found.size.height - 1))

    def action_top(self) -> None:
        found = self.query_one(FoundList)
        found.move(-found.cursor)

    def action_bottom(self) -> None:
        found = self.query_one(FoundList)
        found.move(found.number)


def _bare(text: str) -> str:
    """As much of a side as a line holds, without the marks of code, formulas and stress."""
    return one_line(face(text[:_LONGEST]).plain)


def _fitted(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))
