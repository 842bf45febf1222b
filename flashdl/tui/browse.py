"""The browser: find cards by a query, look at them, and act on one or on many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from flashdl import wording
from flashdl.errors import FlashdlError
from flashdl.model import Card, Moment
from flashdl.query import advice, meant, quoted
from flashdl.session import deck_name
from flashdl.store import Store
from flashdl.tui.acts import Acts
from flashdl.tui.browse_keys import (
    ACCEPT,
    ACTS,
    BURY,
    COMPLETE,
    CONFIRM,
    CONFIRM_REJECT,
    DONE,
    EDIT,
    FLAG,
    GIVE,
    HOME,
    KEEP,
    MOVE,
    MOVES,
    REJECT,
    RESET,
    SEARCH,
    SUSPEND,
    TAG,
    UNDO,
)
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import QUIET, beside, plain
from flashdl.tui.found import FoundList, Moves
from flashdl.tui.found_card import FoundCard
from flashdl.tui.frame import HIGH, WIDE, CommandScreen, Key, KeyLine, key_lines
from flashdl.tui.query_line import Decks, QueryLine, Words

ORDERS = ("place", "due", "interval", "ease", "lapses", "question", "deck")
MOST_POSSIBLE = 12
"""Ends of a word that are told at once."""
MANY = 20
"""Cards from which an act that changes them is asked about first."""
PAUSE_SECONDS = 0.12
"""Without a key, after which a query that is being typed is looked for."""
_LEAST_LIST = 4
"""Lines of the list beside the card."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the browser needs of the app."""

    store: Store
    today: Callable[[], date]
    now: Callable[[], Moment]
    leech: int
    edit: Callable[[Card], str]
    is_editable: Callable[[Card], bool]
    practise: Callable[[Sequence[str]], None]
    note: Callable[[Card], Screen[None]]
    """A screen on which to read a card's note. Raises: FlashdlError."""
    export: Callable[[Sequence[str]], None]


class BrowseScreen(Moves, CommandScreen):
    """The query above, the found cards, and the one under the cursor below them."""

    OFFERS: ClassVar[tuple[Command, ...]] = (
        *(SEARCH, *ACTS, *MOVES),
        *(UNDO, CONFIRM, CONFIRM_REJECT, KEEP, GIVE, COMPLETE, DONE),
        *(HELP, PALETTE, HOME),
    )
    BINDINGS = bindings(OFFERS)

    def __init__(self, tools: Tools, query: str = "", *, is_typed: bool = False) -> None:
        super().__init__()
        self._is_typed = is_typed
        self._tools = tools
        self._first = query
        self._words = Words(tools.store)
        self._order = 0
        self._found: list[str] = []
        self._sentence = ""
        self._is_wrong = False
        self._waits = False
        """Whether one of the chosen cards is in the inbox."""
        self._choice: bool | None = None
        self._asked: Command | None = None
        self._acts = Acts(tools.store, tools.today, tools.now)
        self._wanted: Command | None = None
        """The act that words are typed for."""
        self._before: str | None = None
        """The query that siblings were looked for from."""

    def compose(self) -> ComposeResult:
        yield Static(id="top")
        yield QueryLine(
            self._first,
            placeholder='words, deck:NAME, is:due, tag:x, "two words", -not',
            suggester=self._words,
            id="query",
            compact=True,
            select_on_focus=False,
        )
        yield QueryLine(id="words", compact=True, max_length=500)
        yield FoundList(self._tools.store.lines_of, self._tools.store.buried)
        yield FoundCard(self._tools.store, self._tools.today, self._tools.is_editable)
        yield Static(id="notice")
        yield KeyLine()

    def on_mount(self) -> None:
        if self._is_typed:
            self.action_search()
        else:
            self._focus_list()
        self._look()

    def on_resize(self) -> None:
        self.draw()

    def on_screen_resume(self) -> None:
        if self._found:
            self._look("" if self._is_wrong else self._sentence)

    @property
    def _is_low(self) -> bool:
        return self.size.height < HIGH

    @property
    def _shows_card(self) -> bool:
        """Unless the person said otherwise: where there is room for it beside the list."""
        return not self._is_low if self._choice is None else self._choice

    @property
    def _is_typing(self) -> bool:
        return isinstance(self.focused, Input)

    def offered(self) -> tuple[Command, ...]:
        if self._asked:
            return (CONFIRM, *((CONFIRM_REJECT,) if self._asked is REJECT else ()), KEEP)
        if self._wanted is not None:
            return (GIVE, *((COMPLETE,) if self._wanted is MOVE else ()), DONE)
        if self._is_typing:
            return (COMPLETE, DONE)
        shown = self.query_one(FoundCard)
        left = {EDIT: shown.is_editable, ACCEPT: self._waits}
        acts = tuple(act for act in ACTS if left.get(act, True)) if self._found else ()
        undo = (UNDO,) if self._acts.can_undo else ()
        return (SEARCH, *undo, *acts, *MOVES, HELP, PALETTE, HOME)

    # The query

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "words":
            return
        self._look_soon()

    @work(exclusive=True, group="query", exit_on_error=False)
    async def _look_soon(self) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        self._look(self._possible())

    def _possible(self) -> str:
        """What the word that is being typed could become, where that is more than the line itself can suggest."""
        text = self.query_one("#query", QueryLine).value
        found = self._words.possible(text) if self._is_typing else []
        more = "  …" if len(found) > MOST_POSSIBLE else ""
        return "  ".join(found[:MOST_POSSIBLE]) + more if len(found) > 1 else ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "words":
            self._give(event.value)
            return
        if self._look():  # else the line is mended: keys must not go to cards that were found by another query
            self._focus_list()

    def on_descendant_focus(self) -> None:
        self.draw()

    def _look(self, sentence: str = "") -> bool:
        """Find what the query means; where it cannot be read the list stays, the reason is shown, and False given."""
        today = self._tools.today()
        text = self.query_one("#query", QueryLine).value
        try:
            query = meant(text, self._tools.store.decks_to_find)
            self._found = self._tools.store.found(query, today, self._tools.leech, ORDERS[self._order])
        except FlashdlError as error:
            self._say(sentence or str(error), wrong=not sentence)
            return False
        self.query_one(FoundList).show(self._found, today)
        said = advice(text, self._tools.store.decks_to_find, finds=bool(self._found))
        self._say(sentence or (said if self._found else f"No card is found. {said}".rstrip()))
        return True

    def on_found_list_moved(self) -> None:
        self._read_card()
        self.draw()

    def on_found_list_opened(self) -> None:
        self.action_look()

    def _read_card(self) -> None:
        found, shown = self.query_one(FoundList), self.query_one(FoundCard)
        try:
            shown.read(found.current, is_buried=found.current in found.buried)
            marked = len(found.marked)
            # So many are not looked through at each key: what is done about them is asked first.
            self._waits = marked >= MANY or bool(self._acts.waiting(found.chosen)) if marked else shown.waits
        except FlashdlError as error:
            self._say(str(error), wrong=True)

    # Acts

    def _act(
        self, command: Command | None, what: str, act: Callable[[list[str]], str], *, unasked: int = MANY - 1
    ) -> None:
        """Do something to the chosen cards; to many only after a yes, where there is a command to be asked about.

        Args:
            unasked: to so many it is done without.
        """
        chosen = self.query_one(FoundList).chosen
        if not chosen:
            return
        if command is not None and len(chosen) > unasked and self._asked is not command:
            self._asked = command
            self._say(f"{what} {wording.cards(len(chosen))}?", wrong=True)
            return
        self._asked = None
        try:
            sentence = act(chosen)
        except FlashdlError as error:
            self._say(f"Not stored. {error}", wrong=True)
            return
        self._look(sentence)

    def action_accept(self) -> None:
        self._act(ACCEPT, "Accept", self._acts.accept)

    def action_suspend(self) -> None:
        self._act(SUSPEND, "Suspend", self._acts.suspend)

    def action_bury(self) -> None:
        self._act(BURY, "Bury", self._acts.bury)

    def action_flag(self) -> None:
        self._act(FLAG, "Flag", self._acts.flag)

    def action_reject(self) -> None:
        try:
            restores = self._acts.are_rejected(self.query_one(FoundList).chosen)
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            return
        self._act(None if restores else REJECT, "Reject", self._rejected, unasked=0)

    def _rejected(self, chosen: list[str]) -> str:
        sentence = self._acts.reject(chosen)
        self.query_one(FoundList).marked.difference_update(chosen)  # what is next done is not done to them, too
        return sentence

    def action_confirm_reject(self) -> None:
        self.action_reject()

    def action_reset(self) -> None:
        self._act(RESET, "Forget the schedule of", self._acts.reset)

    def action_undo(self) -> None:
        try:
            sentence = self._acts.undo()
        except FlashdlError as error:
            self._say(f"Not stored. {error}", wrong=True)
            return
        self._look(sentence)

    def action_tag(self) -> None:
        self._ask_for(TAG, "Tags of your own; - before one takes it away.", "exam -old")

    def action_move(self) -> None:
        """Ask for the deck."""
        self._ask_for(
            MOVE, "Into which deck? :: parts its levels; nothing: back into that of their note.", "Deck::Part"
        )

    def _ask_for(self, command: Command, sentence: str, example: str) -> None:
        """Let the words be typed that an act needs; what it is done to must be chosen first."""
        if not self.query_one(FoundList).chosen:
            return
        self._wanted = command
        line = self.query_one("#words", QueryLine)
        line.placeholder = example
        line.suggester = Decks(self._tools.store) if command is MOVE else None
        self._say(sentence)
        self.set_focus(line)

    def action_give(self) -> None:
        self._give(self.query_one("#words", QueryLine).value)

    def _give(self, text: str) -> None:
        command = self._wanted
        self.action_done()
        if command is MOVE:
            self._act(None, "", lambda chosen: self._acts.move(chosen, deck_name(text)))
        elif words := text.split():
            self._act(None, "", lambda chosen: self._acts.tag(chosen, words))

    def action_complete(self) -> None:
        if isinstance(self.focused, QueryLine):
            self.focused.action_take_suggestion()

    def action_confirm(self) -> None:
        if self._asked is not None:
            getattr(self, f"action_{self._asked.name}")()

    def action_keep(self) -> None:
        self._asked = None
        self._say("")

    def action_edit(self) -> None:
        card = self.query_one(FoundCard).card
        if card is None:
            return
        try:
            sentence = self._tools.edit(card)
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            return
        self._look(sentence)

    def action_note(self) -> None:
        card = self.query_one(FoundCard).card
        if card is None:
            return
        try:
            self.app.push_screen(self._tools.note(card))
        except FlashdlError as error:
            self._say(str(error), wrong=True)

    def action_siblings(self) -> None:
        """Look for the cards of the same fact; once more leads back to what was looked for before."""
        line = self.query_one("#query", QueryLine)
        if line.value.startswith("note:") and self._before is not None:
            line.value, self._before = self._before, None
        elif (card := self.query_one(FoundCard).card) is not None:
            self._before, line.value = line.value, quoted("note", card.note)
        self._look("" if self._before is None else "Cards of the same fact; w leads back.")

    def action_practise(self) -> None:
        self._tools.practise(self._marked_or_all())

    def action_export(self) -> None:
        self._tools.export(self._marked_or_all())

    def _marked_or_all(self) -> list[str]:
        found = self.query_one(FoundList)
        return found.chosen if found.marked else self._found

    # Moving

    def action_search(self) -> None:
        # At once: what is typed right behind the key is meant for the query.
        self.set_focus(self.query_one("#query", QueryLine))

    def action_done(self) -> None:
        if self._wanted is not None:
            self._wanted = None
            self.query_one("#words", QueryLine).value = ""
            self._say("")
        self._focus_list()

    def _focus_list(self) -> None:
        """Letters are commands again."""
        found = self.query_one(FoundList)
        self.set_focus(found if found.display else None)

    def action_look(self) -> None:
        self._choice = not self._shows_card
        self.draw()

    def action_sort(self) -> None:
        self._order = (self._order + 1) % len(ORDERS)
        self._look()

    def action_home(self) -> None:
        if self._is_low and self.query_one(FoundCard).display:
            self.action_look()  # the card stands in the list's place, so the list is what lies behind it
        else:
            self.dismiss("")

    # Drawing

    def say(self, sentence: str) -> None:
        """Show a sentence below the list."""
        self._say(sentence)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self._sentence, self._is_wrong = sentence, wrong
        self.draw()

    def draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        width = self.size.width - 2
        found = self.query_one(FoundList)
        marked, elsewhere = len(found.marked), len(found.marked_elsewhere)
        gathered = f", {elsewhere} of them not here" if elsewhere else ""
        number = wording.cards(len(self._found)) + (f", {marked} marked{gathered}" if marked else "")
        order = f"by {ORDERS[self._order]}   " if width >= WIDE else ""
        title = Content.styled("Browse", "bold")
        self.query_one("#top", Static).update(beside(title, Content.styled(order + number, QUIET), width))
        keys = [Key(command, typing=self._is_typing) for command in self.offered() if command.in_footer]
        self.query_one("#keys", Static).update(key_lines([keys], width, 2))
        self.query_one("#words").display = self._wanted is not None
        notice = self.query_one("#notice", Static)
        notice.update(plain(self._sentence, "$text-error" if self._is_wrong else QUIET))
        notice.display = bool(self._sentence)
        self._draw_card()

    def _draw_card(self) -> None:
        region = self.query_one(FoundCard)
        region.display = self._shows_card and region.card is not None
        # A low screen has room for one of them.
        found, has_room = self.query_one(FoundList), not (self._is_low and region.display)
        if found.has_focus and not has_room:
            self.set_focus(None)  # else Textual gives the focus to the query, and letters are typed into it
        found.display = has_room
        if self.focused is None and has_room:
            self.set_focus(found)
        if region.display:
            most = None if self._is_low else max(3, (self.size.height - 6) // 2 - _LEAST_LIST // 2 + 2)
            region.draw(self.size.width - 4, most)
