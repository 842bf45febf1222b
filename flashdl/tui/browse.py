"""The browser: find cards by a query, look at them, and act on one or on many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from flashdl import wording
from flashdl.desk import MOST_FLAGS
from flashdl.errors import FlashdlError
from flashdl.model import Card, Moment, Schedule, State
from flashdl.query import completions, parse, quoted
from flashdl.store import Store
from flashdl.tui import faces
from flashdl.tui.browse_keys import ACTS, BURY, CONFIRM, DONE, FLAG, HOME, KEEP, MOVES, REJECT, RESET, SEARCH, SUSPEND
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import QUIET, beside, end_of, plain
from flashdl.tui.excerpts import excerpt
from flashdl.tui.found import FoundList
from flashdl.tui.frame import HIGH, WIDE, CommandScreen, Key, KeyLine, key_lines

ORDERS = ("place", "due", "interval", "ease", "lapses", "question", "deck")
MANY = 20
"""Cards from which an act that changes them is asked about first."""
NOTHING = "No card is found. A deck is named from its first level on: deck:Notes::AI, or deck:*AI."
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
    practise: Callable[[Sequence[str]], None]
    note: Callable[[Card], Screen[None]]
    """A screen on which to read a card's note. Raises: FlashdlError."""
    export: Callable[[Sequence[str]], None]


class QueryLine(Input):
    """Where the query is typed. Tab takes what is suggested."""

    BINDINGS: ClassVar = [("tab", "cursor_right_end", "complete")]

    def action_cursor_right_end(self) -> None:
        if self._suggestion:
            self.value = self._suggestion
            self.cursor_position = len(self.value)


class Words(Suggester):
    """The rest of a name or a value that is being typed."""

    def __init__(self, store: Store) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._store = store

    async def get_suggestion(self, value: str) -> str | None:
        try:
            decks, tags = self._store.deck_names(), self._store.tag_names()
        except FlashdlError:
            return None
        # What is suggested must begin with what was typed, letter by letter.
        return next((each for each in completions(value, decks, tags) if each.startswith(value)), None)


class BrowseScreen(CommandScreen):
    """The query above, the found cards, and the one under the cursor below them."""

    OFFERS: ClassVar[tuple[Command, ...]] = (
        *(SEARCH, *ACTS, *MOVES),
        *(CONFIRM, KEEP, DONE),
        *(HELP, PALETTE, HOME),
    )
    BINDINGS = bindings(OFFERS)

    def __init__(self, tools: Tools, query: str = "") -> None:
        super().__init__()
        self._tools = tools
        self._first = query
        self._order = 0
        self._found: list[str] = []
        self._sentence = ""
        self._is_wrong = False
        self._choice: bool | None = None
        self._card: Card | None = None
        self._schedule: Schedule | None = None
        self._own_tags: list[str] = []
        self._asked: Command | None = None
        self._is_tagging = False
        self._before = ""
        """The query that siblings were looked for from."""

    def compose(self) -> ComposeResult:
        yield Static(id="top")
        yield QueryLine(
            self._first,
            placeholder='words, deck:NAME, is:due, tag:x, "two words", -not',
            suggester=Words(self._tools.store),
            id="query",
            compact=True,
            select_on_focus=False,
        )
        yield Input(id="tags", placeholder="exam -old", compact=True, max_length=500)
        yield FoundList(self._tools.store.lines_of)
        with VerticalScroll(id="card", can_focus=False):
            yield Static()
        yield Static(id="notice")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(FoundList).focus()
        self._look()

    def on_resize(self) -> None:
        self._draw()

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
            return (CONFIRM, KEEP)
        if self._is_typing:
            return (DONE,)
        acts = ACTS if self._found else ()
        return (SEARCH, *acts, *MOVES, HELP, PALETTE, HOME)

    # The query

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "tags":
            return
        self.run_worker(self._look_soon(), exclusive=True, group="query", exit_on_error=False)

    async def _look_soon(self) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "tags":
            self._tag(event.value.split())
            return
        self._look()
        self.query_one(FoundList).focus()

    def on_descendant_focus(self) -> None:
        self._draw()

    def _look(self, sentence: str = "") -> None:
        """Find what the query means; where it cannot be read the list stays, and the reason is shown."""
        today = self._tools.today()
        try:
            query = parse(self.query_one(QueryLine).value)
            self._found = self._tools.store.found(query, today, self._tools.leech, ORDERS[self._order])
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            return
        self.query_one(FoundList).show(self._found, today)
        self._say(sentence if self._found else sentence or NOTHING)

    def on_found_list_moved(self) -> None:
        self._read_card()
        self._draw()

    def on_found_list_opened(self) -> None:
        self.action_look()

    def _read_card(self) -> None:
        current = self.query_one(FoundList).current
        try:
            cards = self._tools.store.cards_of([current]) if current else []
            self._card = cards[0] if cards else None
            self._schedule = self._tools.store.schedule(self._card.id) if self._card else None
            self._own_tags = self._tools.store.own_tags([self._card.id]).get(self._card.id, []) if self._card else []
        except FlashdlError as error:
            self._say(str(error), wrong=True)

    # Acts

    def _act(self, command: Command | None, what: str, act: Callable[[list[str]], str]) -> None:
        """Do something to the chosen cards; to many only after a yes, where there is a command to be asked about."""
        chosen = self.query_one(FoundList).chosen
        if not chosen:
            return
        if command is not None and len(chosen) >= MANY and self._asked is not command:
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

    def action_suspend(self) -> None:
        def act(chosen: list[str]) -> str:
            cards = self._tools.store.cards_of(chosen)
            kept = [card for card in cards if card.state in (State.ACTIVE, State.SUSPENDED)]
            wakes = bool(kept) and all(card.state is State.SUSPENDED for card in kept)
            self._tools.store.set_state([card.id for card in kept], State.ACTIVE if wakes else State.SUSPENDED)
            return f"{wording.cards(len(kept))} {'asked again' if wakes else 'suspended'}."

        self._act(SUSPEND, "Suspend", act)

    def action_bury(self) -> None:
        def act(chosen: list[str]) -> str:
            today = self._tools.today()
            buried = self._tools.store.buried(today)
            digs_out = all(card in buried for card in chosen)
            self._tools.store.bury(chosen, None if digs_out else today)
            return f"{wording.cards(len(chosen))} {'asked when due' if digs_out else 'left for tomorrow'}."

        self._act(BURY, "Bury", act)

    def action_flag(self) -> None:
        def act(chosen: list[str]) -> str:
            flag = (self._tools.store.flags().get(chosen[0], 0) + 1) % (MOST_FLAGS + 1)
            self._tools.store.flag(chosen, flag)
            return f"{wording.cards(len(chosen))}: {f'flag {flag}' if flag else 'no flag'}."

        self._act(FLAG, "Flag", act)

    def action_tag(self) -> None:
        """Ask for the tags; what is asked about must be chosen first."""
        if self.query_one(FoundList).chosen:
            self._is_tagging = True
            self._say("Tags of your own; - before one takes it away.")
            self.query_one("#tags", Input).focus()

    def _tag(self, words: Sequence[str]) -> None:
        less = [word[1:] for word in words if word.startswith("-")]
        more = [word for word in words if not word.startswith("-")]
        self.action_done()

        def act(chosen: list[str]) -> str:
            self._tools.store.tag(chosen, more, less, self._tools.now())
            return f"{wording.cards(len(chosen))}: {', '.join((*more, *(f'no {one}' for one in less)))}."

        if words:
            self._act(None, "", act)

    def action_reject(self) -> None:
        def act(chosen: list[str]) -> str:
            self._tools.store.set_state(chosen, State.REJECTED)
            return f"{wording.cards(len(chosen))} rejected. is:rejected finds them."

        self._act(REJECT, "Reject", act)

    def action_reset(self) -> None:
        def act(chosen: list[str]) -> str:
            self._tools.store.reset(chosen, self._tools.now())
            return f"{wording.cards(len(chosen))} new again."

        self._act(RESET, "Forget the schedule of", act)

    def action_confirm(self) -> None:
        if self._asked is not None:
            getattr(self, f"action_{self._asked.name}")()

    def action_keep(self) -> None:
        self._asked = None
        self._say("")

    def action_edit(self) -> None:
        if self._card is None:
            return
        try:
            sentence = self._tools.edit(self._card)
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            return
        self._look(sentence)

    def action_note(self) -> None:
        if self._card is None:
            return
        try:
            self.app.push_screen(self._tools.note(self._card))
        except FlashdlError as error:
            self._say(str(error), wrong=True)

    def action_siblings(self) -> None:
        """Look for the cards of the same fact; once more leads back to what was looked for before."""
        line = self.query_one(QueryLine)
        if line.value.startswith("note:"):
            line.value = self._before
        elif self._card is not None:
            self._before, line.value = line.value, quoted("note", self._card.note)
        self._look()

    def action_practise(self) -> None:
        self._tools.practise(self._marked_or_all())

    def action_export(self) -> None:
        self._tools.export(self._marked_or_all())

    def _marked_or_all(self) -> list[str]:
        marked = self.query_one(FoundList).marked
        return [each for each in self._found if not marked or each in marked]

    # Moving

    def action_search(self) -> None:
        self.query_one(QueryLine).focus()

    def action_done(self) -> None:
        if self._is_tagging:
            self._is_tagging = False
            self.query_one("#tags", Input).value = ""
            self._say("")
        self.query_one(FoundList).focus()

    def action_look(self) -> None:
        self._choice = not self._shows_card
        self._draw()

    def action_sort(self) -> None:
        self._order = (self._order + 1) % len(ORDERS)
        self._look()

    def action_mark(self) -> None:
        self.query_one(FoundList).mark()
        self._draw()

    def action_mark_all(self) -> None:
        self.query_one(FoundList).mark_all()
        self._draw()

    def action_down(self) -> None:
        self.query_one(FoundList).move(1)

    def action_up(self) -> None:
        self.query_one(FoundList).move(-1)

    def action_page_down(self) -> None:
        self.query_one(FoundList).move(max(1, self.query_one(FoundList).size.height - 1))

    def action_page_up(self) -> None:
        self.query_one(FoundList).move(-max(1, self.query_one(FoundList).size.height - 1))

    def action_top(self) -> None:
        self.query_one(FoundList).move(-len(self._found))

    def action_bottom(self) -> None:
        self.query_one(FoundList).move(len(self._found))

    def action_home(self) -> None:
        self.dismiss("")

    # Drawing

    def say(self, sentence: str) -> None:
        """Show a sentence below the list."""
        self._say(sentence)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self._sentence, self._is_wrong = sentence, wrong
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        width = self.size.width - 2
        marked = len(self.query_one(FoundList).marked)
        number = wording.cards(len(self._found)) + (f", {marked} marked" if marked else "")
        order = f"by {ORDERS[self._order]}   " if width >= WIDE else ""
        title = Content.styled("Browse", "bold")
        self.query_one("#top", Static).update(beside(title, Content.styled(order + number, QUIET), width))
        keys = [Key(command, typing=self._is_typing) for command in self.offered() if command.in_footer]
        self.query_one("#keys", Static).update(key_lines([keys], width, 2))
        self.query_one("#tags").display = self._is_tagging
        notice = self.query_one("#notice", Static)
        notice.update(plain(self._sentence, "$text-error" if self._is_wrong else QUIET))
        notice.display = bool(self._sentence)
        self._draw_card()

    def _draw_card(self) -> None:
        region = self.query_one("#card", VerticalScroll)
        region.display = self._shows_card and self._card is not None
        # A low screen has room for one of them.
        self.query_one(FoundList).display = not (self._is_low and region.display)
        if self._card is None or not region.display:
            return
        width = self.size.width - 4
        card = self._card
        parts = [faces.question(card.prompt, width), faces.answer(card.prompt, width)]
        source = excerpt(card.place.excerpt, width)
        region.query_one(Static).update(Content("\n\n").join([*parts, *([source] if source else [])]))
        region.styles.max_height = None if self._is_low else max(3, (self.size.height - 6) // 2 - _LEAST_LIST // 2 + 2)
        tags = " ".join(f"#{tag}" for tag in dict.fromkeys((*card.prompt.tags, *self._own_tags)))
        place = end_of(plain(wording.place(card)), width // 2)
        facts = Content.assemble(" ", place, "  ", self._standing(card), plain(f"  {tags}" if tags else ""), " ")
        region.border_title = facts

    def _standing(self, card: Card) -> Content:
        if card.state is not State.ACTIVE:
            return Content(card.state.value)
        if self._schedule is None:
            return Content("new")
        schedule = self._schedule
        lapses = f", {schedule.lapses} lapses" if schedule.lapses > 1 else ", 1 lapse" if schedule.lapses else ""
        return Content(
            f"due {wording.on_day(schedule.due, self._tools.today())}, {wording.interval(schedule.interval)}, "
            f"ease {schedule.ease / 1000:.2f}{lapses}"
        )
