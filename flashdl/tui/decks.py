"""The tree of decks on the home screen, with what today asks of each."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flashdl.model import DeckCounts
from flashdl.session import LEVEL
from flashdl.tui.drawing import QUIET, beside, plain

ALL_DECKS = "All decks"
_COLUMN = 5
"""Cells of a column of numbers."""


class DeckList(OptionList):
    """One line a deck, with its part of what today asks; sub-decks are indented and can be folded away."""

    def __init__(self) -> None:
        super().__init__(id="decks", markup=False)
        self._counts: tuple[DeckCounts, ...] = ()
        self._is_shared = True
        self._drawn_width = 0
        self._folded: set[str] = set()
        self._shown: list[DeckCounts] = []

    @property
    def chosen(self) -> str | None:
        """The highlighted deck; None for all."""
        if self.highlighted is None or self.highlighted >= len(self._shown):
            return None
        return self._shown[self.highlighted].deck or None

    def show(self, counts: Sequence[DeckCounts], width: int, *, is_shared: bool = True) -> None:
        """Draw these decks, all of them together first; the highlight stays on its deck.

        Args:
            width: cells of a line, as far as is known before it is laid out.
            is_shared: False where the numbers of the single decks are not known yet.
        """
        if (self._counts, self._is_shared) != (tuple(counts), is_shared):
            self._counts = tuple(counts)
            self._is_shared = is_shared
            self._draw(self._line_width or width)

    def choose(self, deck: str | None) -> None:
        """Highlight a deck."""
        for index, shown in enumerate(self._shown):
            if (shown.deck or None) == deck:
                self.highlighted = index

    def fold(self) -> None:
        """Fold the highlighted deck away, or unfold it."""
        deck = self.chosen
        if deck is not None and self._has_children(deck):
            self._folded ^= {deck}
            self._draw(self._line_width)

    def on_resize(self) -> None:
        if self._line_width != self._drawn_width:
            self._draw(self._line_width)

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
        decks = sorted(self._counts[1:], key=lambda counts: counts.deck.split(LEVEL))
        families = sum(LEVEL not in counts.deck for counts in decks)
        return [*self._counts[:1], *decks] if families > 1 else decks

    def _is_hidden(self, deck: str) -> bool:
        return any(deck.startswith(folded + LEVEL) for folded in self._folded)

    def _has_children(self, deck: str) -> bool:
        return any(counts.deck.startswith(deck + LEVEL) for counts in self._counts)

    def _line(self, counts: DeckCounts, width: int) -> Content:
        depth = counts.deck.count(LEVEL)
        name = counts.deck.rsplit(LEVEL, 1)[-1] if counts.deck else ALL_DECKS
        mark = "  "
        if counts.deck and self._has_children(counts.deck):
            mark = "▸ " if counts.deck in self._folded else "▾ "
        if counts.deck and not self._is_shared:
            return Content.assemble("  " * depth, mark, plain(name))
        due = counts.due + counts.again
        numbers = Content.assemble(
            (f"{counts.new or '·':>{_COLUMN - 1}}", "$text-primary" if counts.new else QUIET),
            (f"{due or '·':>{_COLUMN}}", "$text-success" if due else QUIET),
        )
        return beside(Content.assemble("  " * depth, mark, plain(name)), numbers, width)
