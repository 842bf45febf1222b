"""The tree of decks on the home screen, with what today asks of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.events import Click
from textual.style import Style
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flashdl.model import DeckCounts
from flashdl.session import LEVEL, by_name
from flashdl.tui.commands import ACTION
from flashdl.tui.drawing import QUIET, beside, plain
from flashdl.tui.folds import Folds

ALL_DECKS = "All decks"
MANY = 24
"""Decks from which the deeper ones are folded away at first."""
FOLD = "fold"
"""The action of the screen that folds the highlighted deck."""
_COLUMN = 5
"""Cells of a column of numbers."""


class DeckList(OptionList):
    """One line a deck, with its part of what today asks; sub-decks are indented and can be folded away."""

    def __init__(self, folds: Folds, keep: Callable[[], None]) -> None:
        """
        Args:
            folds: what is folded away; it is changed as the person folds.
            keep: stores it for the next time.
        """
        super().__init__(id="decks", markup=False)
        self._folds = folds
        self._keep = keep
        self._counts: tuple[DeckCounts, ...] = ()
        self._is_shared = True
        self._drawn_width = 0
        self._shown: list[DeckCounts] = []

    @property
    def chosen(self) -> str | None:
        """The highlighted deck; None for all."""
        if self.highlighted is None or self.highlighted >= len(self._shown):
            return None
        return self._shown[self.highlighted].deck or None

    def part(self, deck: str) -> int | None:
        """How many of the cards that today asks are in a deck; None where that is not known yet."""
        if not self._is_shared:
            return None
        return next((one.new + one.again + one.due for one in self._counts if one.deck == deck), 0)

    def show(self, counts: Sequence[DeckCounts], width: int, *, is_shared: bool = True) -> None:
        """Draw these decks, all of them together first; the highlight stays on its deck.

        Args:
            width: cells of a line, as far as is known before it is laid out.
            is_shared: False where the numbers of the single decks are not known yet.
        """
        if (self._counts, self._is_shared) != (tuple(counts), is_shared):
            self._counts = tuple(counts)
            self._is_shared = is_shared
            self._fold_deep()
            self._draw(self._line_width or width)

    def _fold_deep(self) -> None:
        """Of many decks those below the first level begin folded; what the person did with one holds."""
        names = {one.deck for one in self._counts}
        if len(names) > MANY:
            deep = {name for name in names - self._folds.known if LEVEL in name}
            parents = {name.rpartition(LEVEL)[0] for name in names}
            self._folds.folded |= deep & parents
        self._folds.known |= names

    def choose(self, deck: str | None) -> None:
        """Highlight a deck."""
        for index, shown in enumerate(self._shown):
            if (shown.deck or None) == deck:
                self.highlighted = index

    def fold(self) -> None:
        """Fold the highlighted deck away, or unfold it."""
        deck = self.chosen
        if deck is not None and self._has_children(deck):
            self._folds.folded ^= {deck}
            self._draw(self._line_width)
            self._keep()

    def on_resize(self) -> None:
        if self._line_width != self._drawn_width:
            self._draw(self._line_width)

    def on_click(self, event: Click) -> None:
        """A click goes to a deck, the next one opens it; on the mark of its sub-decks it folds them."""
        place, folds = event.style.meta.get("option"), ACTION in event.style.meta
        if place is not None and (folds or place != self.highlighted):
            event.prevent_default()  # Textual's own would open it at once
            self.highlighted = place

    @property
    def _line_width(self) -> int:
        """Cells of a line; 0 before it is laid out."""
        return max(0, self.scrollable_content_region.width - 2)

    def _draw(self, width: int) -> None:
        self._drawn_width = width
        if width < 1:
            return
        chosen = self.chosen
        self._shown = [counts for counts in self._in_order() if not self._is_hidden(counts.deck)]
        self.set_options(Option(self._line(counts, width)) for counts in self._shown)
        self.highlighted = 0 if self._shown else None
        self.choose(chosen)
        heading = f"today: {'new':>{_COLUMN - 2}}{'due':>{_COLUMN}}"
        self.border_title = Content.assemble(
            "Decks ", ("─" * max(0, width - 7 - len(heading)), "$foreground 30%"), " ", heading
        )

    def _in_order(self) -> list[DeckCounts]:
        """A deck before its children; the line for all of them only where there is more than one family."""
        decks = sorted(self._counts[1:], key=lambda counts: by_name(counts.deck))
        families = sum(LEVEL not in counts.deck for counts in decks)
        return [*self._counts[:1], *decks] if families > 1 else decks

    def _is_hidden(self, deck: str) -> bool:
        return any(deck.startswith(folded + LEVEL) for folded in self._folds.folded)

    def _has_children(self, deck: str) -> bool:
        return any(counts.deck.startswith(deck + LEVEL) for counts in self._counts)

    def _line(self, counts: DeckCounts, width: int) -> Content:
        depth = counts.deck.count(LEVEL)
        name = counts.deck.rsplit(LEVEL, 1)[-1] if counts.deck else ALL_DECKS
        mark = Content("  ")
        if counts.deck and self._has_children(counts.deck):
            fold = Style.from_meta({ACTION: FOLD})
            mark = Content("▸ " if counts.deck in self._folds.folded else "▾ ").stylize(fold)
        if counts.deck and not self._is_shared:
            return Content.assemble("  " * depth, mark, plain(name))
        due = counts.due + counts.again
        numbers = Content.assemble(
            (f"{counts.new or '·':>{_COLUMN - 1}}", "$text-primary" if counts.new else QUIET),
            (f"{due or '·':>{_COLUMN}}", "$text-success" if due else QUIET),
        )
        return beside(Content.assemble("  " * depth, mark, plain(name)), numbers, width)
