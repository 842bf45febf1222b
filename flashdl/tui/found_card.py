"""The found card under the cursor: both its sides, the place it came from, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashdl import wording
from flashdl.model import Card, Schedule, State
from flashdl.store import Store
from flashdl.store.finding import Line
from flashdl.tui import faces
from flashdl.tui.drawing import end_of, plain
from flashdl.tui.excerpts import excerpt


class FoundCard(VerticalScroll, can_focus=False):
    """One card as it is stored."""

    def __init__(self, store: Store, today: Callable[[], date], is_editable: Callable[[Card], bool]) -> None:
        super().__init__(id="card")
        self._store = store
        self._today = today
        self._can_edit = is_editable
        self.card: Card | None = None
        self.is_editable = False
        """Whether its text stands in a file of the person's."""
        self._state = State.ACTIVE
        """As `Line.state` has it."""
        self._schedule: Schedule | None = None
        self._tags: Sequence[str] = ()
        self._remark = ""
        """What else is to be known of how it stands."""

    def compose(self) -> ComposeResult:
        yield Static()

    def read(self, card: str | None, *, is_buried: bool = False) -> None:
        """Take this card, or none. Raises: StoreError."""
        cards = self._store.cards_of([card]) if card else []
        self.card = cards[0] if cards else None
        self._schedule = self._store.schedule(self.card.id) if self.card else None
        own = self._store.own_tags([self.card.id]).get(self.card.id, []) if self.card else []
        self._tags = tuple(dict.fromkeys((*self.card.prompt.tags, *own))) if self.card else ()
        self.is_editable = self.card is not None and self._can_edit(self.card)
        line = next(iter(self._store.lines_of([self.card.id])), None) if self.card else None
        self._state = line.state if line else State.ACTIVE
        self._remark = self._remark_of(line, is_buried=is_buried) if line else ""

    @property
    def waits(self) -> bool:
        """Whether the card is in the inbox."""
        return self.card is not None and self._state is State.INBOX

    def _remark_of(self, line: Line, *, is_buried: bool) -> str:
        why = self._store.why_rejected([line.id]).get(line.id) if line.state is State.REJECTED else None
        flag = line.flag
        said = (f"as {why}" if why else "", "left for tomorrow" if is_buried else "", f"flag {flag}" if flag else "")
        return ", ".join(filter(None, said))

    def draw(self, width: int, most: int | None) -> None:
        """
        Args:
            most: lines; None: all there are.
        """
        card = self.card
        if card is None:
            return
        parts = [faces.question(card.prompt, width), faces.answer(card.prompt, width)]
        source = excerpt(card.place.excerpt, width)
        self.query_one(Static).update(Content("\n\n").join([*parts, *([source] if source else [])]))
        self.styles.max_height = most
        tags = " ".join(f"#{tag}" for tag in self._tags)
        place = end_of(plain(wording.place(card)), width // 2)
        self.border_title = Content.assemble(
            *(" ", place, "  ", self._standing(card), plain(f"  {self._remark}" if self._remark else "")),
            *(plain(f"  {tags}" if tags else ""), " "),
        )

    def _standing(self, card: Card) -> Content:
        if card.orphaned:
            return Content("gone: its source does not hold it now")
        if self._state is not State.ACTIVE:
            return Content(self._state.value if self._state is card.state else f"{self._state.value} with its kind")
        if self._schedule is None:
            return Content("new")
        schedule = self._schedule
        lapses = f", {schedule.lapses} lapses" if schedule.lapses > 1 else ", 1 lapse" if schedule.lapses else ""
        return Content(
            f"due {wording.on_day(schedule.due, self._today())}, {wording.interval(schedule.interval)}, "
            f"ease {schedule.ease / 1000:.2f}{lapses}"
        )
