"""Question, answer and the place they came from, one below the other: what a review and the inbox show of a card."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, Static

from flashdl import wording
from flashdl.model import Card
from flashdl.tui.drawing import end_of, height, plain
from flashdl.tui.excerpts import drawn
from flashdl.tui.frame import HIGH, Line, Steady

_REGIONS = ("question", "answer", "excerpt")
_LEAST_EXCERPT = 3
"""Lines, its border among them."""


def share(room: int) -> int:
    """Lines that a question, or an answer, has of so many where both are shown: the answer stays above the fold."""
    return max(2, room * 3 // 8)


class _Region(Steady, VerticalScroll):
    """One text as high as it is, or as its share of the lines; what is beyond can be scrolled to."""

    def __init__(self, name: str) -> None:
        super().__init__(Line(), id=name, can_focus=False)


class _Answer(Input):
    """Where an answer is typed."""

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__(id="typing", placeholder="type the answer", compact=True, max_length=500)
        self._take = take
        self._asked = range(0)
        """Lines of the excerpt that should be in sight."""

    def on_key(self, event: Key) -> None:
        """Take the answer at once: a key that comes in one piece with enter is meant for what stands there then."""
        is_left = self.screen.focused is not self
        if is_left or event.key == "enter":
            event.stop()
            event.prevent_default()
        if is_left:
            self.app.post_message(Key(event.key, event.character))
        elif event.key == "enter":
            self._take(self.value)


class Body(Steady, Vertical):
    """Three regions that scroll, and between the first two a line to type in where the screen wants one."""

    def __init__(self, air: int, take: Callable[[str], None] | None = None) -> None:
        """
        Args:
            air: empty lines around question and answer where there is room for them.
            take: what is done with an answer that is typed; None: there is no line to type in.
        """
        super().__init__(id="body")
        self._air = air
        self._take = take

    def compose(self) -> ComposeResult:
        for name in _REGIONS:
            yield _Region(name)
            if self._take is not None and name == "question":
                yield _Answer(self._take)

    def show(self, question: Content, answer: Content, room: int, *, revealed: bool) -> None:
        """Draw both sides in so many lines.

        Args:
            revealed: the answer is whole; else the question has nearly all the room.
        """
        width = self.screen.size.width - 4
        lines = height(question, width) + height(answer, width)
        self._space(tight=lines + _LEAST_EXCERPT + self._air > room)
        self._fill("question", question, share(room) if revealed else room - 2)
        self._fill("answer", answer, share(room))

    def _space(self, *, tight: bool) -> None:
        """Put air around the question and above the excerpt where there is room for it."""
        low = self.screen.size.height < HIGH
        # Set here and not by a class: what follows from a class is laid out a frame later.
        self._region("question").styles.margin = 0 if tight else (0, 0, 1, 0) if low else (1, 0)
        self._region("excerpt").styles.margin = 0 if tight or low else (1, 0, 0, 0)

    def show_place(self, card: Card, *, revealed: bool) -> None:
        """Draw what the card was made of, below the name of its place; nothing where that would tell the answer."""
        width = self.screen.size.width - 4
        source = drawn(card.place.excerpt, width)
        self._asked = source.asked
        self._fill("excerpt", source.text if revealed else Content(""), None)
        region = self._region("excerpt")
        region.display = revealed
        region.border_title = Content.assemble(" ", end_of(plain(wording.place(card)), width - 6), " ")

    def show_alone(self, text: Content) -> None:
        """Draw one text in place of a card."""
        self._space(tight=False)
        self._fill("question", text, None)
        for hidden in self.children:
            hidden.display = hidden.id == "question"

    def bring_to_sight(self) -> None:
        """Scroll to the row of the table that was asked about."""
        region, row = self._region("excerpt"), self._asked
        if row.stop > region.size.height:
            before = max(0, region.size.height - len(row)) // 2
            region.scroll_to(y=row.start - before, animate=False)

    def scroll_all_home(self) -> None:
        for name in _REGIONS:
            self._region(name).scroll_home(animate=False)

    def scroll_on(self) -> None:
        """Scroll the first region down that has more."""
        for region in map(self._region, _REGIONS):
            if region.scroll_y < region.max_scroll_y:
                region.scroll_down(animate=False)
                return

    def scroll_back(self) -> None:
        """Scroll the last region up that can be."""
        for region in map(self._region, reversed(_REGIONS)):
            if region.scroll_y > 0:
                region.scroll_up(animate=False)
                return

    def _region(self, name: str) -> _Region:
        return self.query_one(f"#{name}", _Region)

    def _fill(self, name: str, text: Content, most: int | None) -> None:
        region = self._region(name)
        region.display = bool(text)
        region.styles.max_height = most
        # Textual would notice that a bar is wanted when all is drawn, and draw all again.
        region.show_vertical_scrollbar = most is not None and height(text, self.screen.size.width - 4) > most
        region.query_one(Static).update(text)
