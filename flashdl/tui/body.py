"""Question, choices, answer and the place they came from, one below the other: what a review and the inbox show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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

_REGIONS = ("question", "choices", "answer", "excerpt")
_NOTHING = Content("")
_LEAST_EXCERPT = 3
"""Lines, its border among them."""


def share(room: int) -> int:
    """Lines that a question, or an answer, has of so many, whatever is said of its place: it stays above the fold."""
    return max(2, room * 3 // 8)


def shares(needs: Sequence[int], room: int) -> list[int]:
    """Lines for regions that need so many: where not all fit, none is cut for one that has more."""
    given = [0] * len(needs)
    for count, place in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        given[place] = min(needs[place], (room - sum(given)) // (len(needs) - count))
    return given


class _Region(Steady, VerticalScroll):
    """One text as high as it is, or as its share of the lines; what is beyond can be scrolled to."""

    def __init__(self, name: str) -> None:
        super().__init__(Line(), id=name, can_focus=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        # Textual's short way of scrolling forgets where all stood: of keys in more lines, the last were not drawn then.
        self.refresh(layout=True)


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
    """Four regions that scroll, and behind the choices a line to type in where the screen wants one."""

    def __init__(self, take: Callable[[str], None] | None = None) -> None:
        """
        Args:
            take: what is done with an answer that is typed; None: there is no line to type in.
        """
        super().__init__(id="body")
        self._take = take

    def compose(self) -> ComposeResult:
        for name in _REGIONS:
            yield _Region(name)
            if self._take is not None and name == "choices":
                yield _Answer(self._take)

    def show(
        self,
        card: Card,
        question: Content,
        answer: Content,
        room: int,
        *,
        choices: Content = _NOTHING,
        revealed: bool,
    ) -> bool:
        """Draw a card in so many lines; whether a part of it, but for its place, has more than there is room for.

        Args:
            revealed: the place that it was made of is shown, for it would tell the answer.
        """
        width = self.screen.size.width - 4
        place = drawn(card.place.excerpt, width)
        self._asked = place.asked
        question_lines, choice_lines, answer_lines = sides = [
            height(side, width) for side in (question, choices, answer)
        ]
        source = 1 + height(place.text, width) if revealed else 0
        room -= self._space(
            room - sum(sides) - min(source, _LEAST_EXCERPT), has_choices=bool(choices), revealed=revealed
        )
        kept = share(room)
        told = min(answer_lines, max(kept, room - question_lines - choice_lines - source))
        source = min(source, max(1, room - told - min(question_lines, kept)))
        asked, chosen, _ = shares((question_lines, choice_lines, source), room - told)
        given = (asked, chosen, told)
        for name, side, most in zip(_REGIONS, (question, choices, answer), given, strict=False):
            self._fill(name, side, max(1, most))
        self._fill("excerpt", place.text if revealed else _NOTHING, None)
        region = self._region("excerpt")
        region.display = revealed
        region.border_title = Content.assemble(" ", end_of(plain(wording.place(card)), width - 6), " ")
        return any(most < lines for most, lines in zip(given, sides, strict=True))

    def _space(self, left: int, *, has_choices: bool, revealed: bool) -> int:
        """Put air around the question and above the excerpt where so many lines suffice; how many that takes."""
        high = int(self.screen.size.height >= HIGH)
        taken = high + 1 + has_choices + (high and revealed)
        airy = int(left >= taken)
        # Set here and not by a class: what follows from a class is laid out a frame later.
        self._region("question").styles.margin = (high * airy, 0, airy, 0)
        self._region("choices").styles.margin = (0, 0, airy, 0)
        self._region("excerpt").styles.margin = (high * airy, 0, 0, 0)
        return taken * airy

    def show_alone(self, text: Content) -> None:
        """Draw one text in place of a card."""
        self._space(self.screen.size.height, has_choices=False, revealed=False)
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
