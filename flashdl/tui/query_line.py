"""The line where a query is typed, and what completes it."""

from __future__ import annotations

from typing import ClassVar

from textual.suggester import Suggester
from textual.widgets import Input

from flashdl.errors import FlashdlError
from flashdl.query import completions, last_word
from flashdl.store import Store


class QueryLine(Input):
    """Where a query is typed, or the words of an act. Tab takes what is suggested."""

    BINDINGS: ClassVar = [("tab", "take_suggestion", "complete")]

    def action_take_suggestion(self) -> None:
        if self._suggestion:
            self.value = self._suggestion
            self.cursor_position = len(self.value)


class Words(Suggester):
    """The rest of a name or a value that is being typed."""

    def __init__(self, store: Store) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._store = store

    async def get_suggestion(self, value: str) -> str | None:
        # What is suggested must begin with what was typed, letter by letter.
        return next((each for each in self._completions(value) if each.startswith(value)), None)

    def possible(self, value: str) -> list[str]:
        """What the last word could become, without what stands before it."""
        start = last_word(value)
        return [each[start:] for each in self._completions(value)]

    def _completions(self, value: str) -> list[str]:
        try:
            names = (self._store.decks_to_find(), self._store.tag_names(), self._store.kind_names())
        except FlashdlError:
            return []
        return completions(value, *names)


class Decks(Suggester):
    """The rest of a deck's name."""

    def __init__(self, store: Store) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._store = store

    async def get_suggestion(self, value: str) -> str | None:
        try:
            return next((each for each in self._store.deck_names() if each.startswith(value)), None)
        except FlashdlError:
            return None
