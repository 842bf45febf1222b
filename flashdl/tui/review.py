"""The review: question, answer, the place it came from, and what each rating would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from flashdl import wording
from flashdl.desk import Desk
from flashdl.errors import FlashdlError, StoreError
from flashdl.model import Card, Prompt, Rating, State
from flashdl.tui import faces
from flashdl.tui.asked import Asked
from flashdl.tui.blocks import block
from flashdl.tui.body import Body, share
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import QUIET, height, plain
from flashdl.tui.ending import ending
from flashdl.tui.frame import DOWN, HIGH, CommandScreen, Key, KeyLine, Line, key_lines
from flashdl.tui.pictures import Picture, above
from flashdl.tui.review_keys import (
    ALWAYS,
    CHOICES,
    CONFIRM,
    DECISIONS,
    EDIT,
    FINISH,
    GO_ON,
    HINT,
    HOME,
    ITEM,
    KEEP,
    RATINGS,
    REASONS,
    SHOW,
    TAKE,
    UNDO,
    WISH,
    choosing_key,
    rating_keys,
    typing_keys,
)


class Phase(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"
    CONFIRMING = "confirming"
    ENDED = "ended"


class ReviewScreen(CommandScreen):
    """One sitting, from the first question to what it came to."""

    OFFERS: ClassVar[tuple[Command, ...]] = (
        *(CONFIRM, *REASONS, KEEP, ITEM, SHOW, TAKE, FINISH, GO_ON),
        *CHOICES,
        HINT,
        WISH,
        *RATINGS.values(),
        *DECISIONS,
        *ALWAYS,
    )
    BINDINGS = bindings(OFFERS)

    def __init__(
        self,
        desk: Desk,
        edit: Callable[[Card], str],
        note: Callable[[Card], Screen[None]],
        pictures: Callable[[Card, str], Sequence[Picture]],
        is_editable: Callable[[Card], bool],
    ) -> None:
        """
        Args:
            pictures: what draws the pictures that a side of a card names.
            note: a screen on which to read the card's note. Raises: FlashdlError.
            edit: opens the note in an editor and reads it again; returns what changed, in a sentence.
            is_editable: whether `edit` would open anything.
        """
        super().__init__()
        self._desk = desk
        self._edit = edit
        self._note = note
        self._pictures = pictures
        self._is_editable = is_editable
        self._phase = Phase.QUESTION
        self._before_confirming = Phase.QUESTION
        self._asked = Asked()
        self._as_written = False
        """As `m` shows it; the way home leads past it, and the next card is drawn as always."""
        self._notice = Content("")
        self._explains = False
        """What `i` tells stands there; the way home leads past it."""

    def compose(self) -> ComposeResult:
        yield Line(id="top")
        yield Body(self._take)
        yield Line(id="notice")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#typing", Input).cursor_blink = False
        self._next()

    def on_resize(self) -> None:
        self._draw()

    def offered(self) -> tuple[Command, ...]:
        if self._phase is Phase.CONFIRMING:
            return (CONFIRM, *REASONS, KEEP)
        if self._phase is Phase.ENDED:
            more = (GO_ON,) if self._desk.is_time_up else ()
            return (FINISH, *more, UNDO, HELP, PALETTE, HOME)
        if self._phase is Phase.ANSWER:
            return (*RATINGS.values(), TAKE, *self._asked.decisions, *ALWAYS)
        return (*self._asked.offered(), *ALWAYS)

    def explain(self, key: str) -> None:
        if self._phase is not Phase.ENDED:
            super().explain(key)

    @property
    def _card(self) -> Card | None:
        return self._asked.card

    def _next(self, notice: str = "", *, can_undo: bool = False, is_undo: bool = False) -> None:
        """Ask the current card of the desk, or end.

        Args:
            can_undo: the notice is about what was just done; the key that takes it back is told with it.
            is_undo: it is about what was just taken back.
        """
        before = self._card
        try:
            card = self._desk.draw()
            self._asked = Asked(card, editable=card is None or self._is_editable(card))
        except StoreError as error:
            self.dismiss(str(error))
            return
        self._as_written = self._as_written and before is not None and card is not None and before.id == card.id
        self._phase = Phase.QUESTION if self._card else Phase.ENDED
        self.query_one("#typing", Input).value = ""
        keys = UNDO.keys_while(typing=self._asked.is_typed).split()
        told = f"{notice} {keys[0]} takes it back." if can_undo and keys else notice
        told = f"{told} {self._more_undo()}" if is_undo else told
        self._say(f"{told} {self._desk.passed_words()}".strip())
        self._draw()
        self.query_one(Body).scroll_all_home()

    def say(self, sentence: str) -> None:
        self._say(sentence)
        self._draw()

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self._explains = False
        self._notice = plain(sentence, "$text-error" if wrong else QUIET)
        notice = self.query_one("#notice", Static)
        notice.update(self._notice)
        notice.display = bool(sentence)

    def _stored(self, store: Callable[[], object]) -> bool:
        """Run what stores a decision. Where it fails the card stays on the screen, with the reason."""
        try:
            store()
        except StoreError as error:
            self._say(f"Not stored. {error}", wrong=True)
            self._draw()
            return False
        return True

    def _reveal(self) -> None:
        self._phase = Phase.ANSWER
        self._say("")
        self._draw()
        self.call_after_refresh(self.query_one(Body).bring_to_sight)

    def _take(self, typed: str) -> None:
        if self._phase is Phase.QUESTION and self._card is not None:
            self._asked.give(typed.strip())
            self._reveal()

    def action_show(self) -> None:
        self._reveal()

    def action_item(self) -> None:
        """Show one more member of a list; with the last one the answer is there."""
        assert self._card is not None
        self._asked.items += 1
        if self._asked.items >= len(self._card.prompt.items):
            self._reveal()
        else:
            self._draw()

    def action_note(self) -> None:
        if self._card is None:
            return
        try:
            self.app.push_screen(self._note(self._card))
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            self._draw()

    def action_tex(self) -> None:
        self._as_written = not self._as_written
        self._say("As it was written; esc draws it again." if self._as_written else "")
        self._draw()

    def action_flag(self) -> None:
        card = self._card
        flags: list[int] = []
        if card is not None and self._stored(lambda: flags.append(self._desk.flag(card))):
            self._say(f"Flag {flags[0]} of 7." if flags[0] else "No flag.")
            self._draw()

    def action_why(self) -> None:
        card, told = self._card, [""]
        if self._explains:
            self._say("")
            self._draw()
        elif card is not None and self._stored(lambda: told.append(self._desk.standing(card))):
            self._say(told[-1])
            self._explains = True
            self._draw()

    def action_hint(self) -> None:
        if HINT.name in self._asked.explained:
            self._say(wording.NO_HINT)
        else:
            self._asked.hinted = True
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        explains = self._phase in (Phase.QUESTION, Phase.ANSWER) and action in self._asked.explained
        return super().check_action(action, parameters) or explains

    def action_wish(self) -> None:
        if WISH.name in self._asked.explained:
            self._say(wording.NO_CHOICES)
        else:
            self._asked.helped = True
        self._draw()

    def action_choose(self, letter: str) -> None:
        self._asked.give(self._asked.choices[faces.LETTERS.index(letter)])
        self._reveal()

    def _rate(self, rating: Rating) -> None:
        card = self._card
        if card is not None and self._stored(lambda: self._desk.rate(card, rating)):
            self._next(self._desk.leech_words())

    def action_rate(self, name: str) -> None:
        self._rate(Rating[name.upper()])

    def action_take(self) -> None:
        self._rate(self._asked.suggested)

    def action_undo(self) -> None:
        if self._phase is Phase.ANSWER and self._asked.given:
            self._ask_again()
            return
        before = self._card
        undone: list[Card | None] = []
        if not self._stored(lambda: undone.append(self._desk.undo())):
            return
        if undone[0] is None:
            self._say("Nothing to undo.")
            self._draw()
            return
        self._next(self._desk.undo_words(again=before is not None and before.id == undone[0].id), is_undo=True)

    def _more_undo(self) -> str:
        """How to go further back where the key that was just pressed is a letter of the answer by now."""
        keys = UNDO.keys_while(typing=True).split() if self._asked.is_typed else []
        return f"Letters are the answer's here: {keys[0]} takes back more." if keys else ""

    def _ask_again(self) -> None:
        """Take back what was chosen or typed: nothing of it is stored before the rating."""
        self._asked.give("")
        self._phase = Phase.QUESTION
        self._say(f"Taken back: once more. {self._more_undo()}".rstrip())
        self._draw()

    def action_suspend(self) -> None:
        self._put_aside(State.SUSPENDED, "Suspended.")

    def action_bury(self) -> None:
        card = self._card
        if card is not None and self._stored(lambda: self._desk.bury(card)):
            self._next("Left for tomorrow.", can_undo=True)

    def action_reject(self) -> None:
        self._before_confirming = self._phase
        self._phase = Phase.CONFIRMING
        self._say("A bad card? It is never asked again. You may say why it is bad.", wrong=True)
        self._draw()

    def action_keep(self) -> None:
        self._phase = self._before_confirming
        self._say("")
        self._draw()

    def action_confirm(self) -> None:
        self.action_confirm_because("")

    def action_confirm_because(self, why: str) -> None:
        self._phase = self._before_confirming
        self._put_aside(State.REJECTED, f"Rejected{f' as {why}' if why else ''}.", why)

    def _put_aside(self, state: State, sentence: str, why: str = "") -> None:
        card = self._card
        if card is not None and self._stored(lambda: self._desk.put_aside(card, state, why)):
            self._next(sentence, can_undo=True)

    def action_edit(self) -> None:
        if self._card is None:
            return
        try:
            sentence = self._edit(self._card)
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            self._draw()
            return
        self._after_edit(sentence)

    def _after_edit(self, sentence: str) -> None:
        """The same card with its new text, on the side that was shown; the next one if it is gone."""
        before, phase, typed = self._asked, self._phase, self.query_one("#typing", Input).value
        self._next(sentence)
        if before.card is not None and self._card is not None and self._card.id == before.card.id:
            self._phase, self._asked = phase, replace(before, card=self._card)
            self.query_one("#typing", Input).value = typed
            self._draw()

    def action_home(self) -> None:
        if self._explains:
            self.action_why()
        elif self._as_written and self._phase is not Phase.ENDED:
            self.action_tex()
        else:
            self.dismiss("")

    def action_go_on(self) -> None:
        self._desk.go_on()
        self._next()

    def action_finish(self) -> None:
        self.dismiss("")

    def action_scroll_down(self) -> None:
        self.query_one(Body).scroll_on()

    def action_scroll_up(self) -> None:
        self.query_one(Body).scroll_back()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        for has_more in (False, True):
            keys = self._keys(has_more=has_more)
            self.query_one("#keys", Static).update(keys)
            if self._phase is Phase.ENDED or self._card is None:
                self._draw_ending()
                return
            taken = len(keys.plain.split("\n")) + height(self._notice, self.size.width - 2)
            if not self._draw_card(self._card, self.size.height - taken - (3 if self.size.height >= HIGH else 1)):
                return

    def _draw_card(self, card: Card, room: int) -> bool:
        """Draw the card in so many lines; whether there is more of it than they hold."""
        width = self.size.width - 4
        shown = self._phase is Phase.ANSWER or self._before_reveal_is_answer()
        desk = self._desk
        headline = faces.headline(card, desk.counts, desk.part(card), self.size.width - 2, cram=desk.cram)
        self.query_one("#top", Static).update(headline)
        is_typing = self._asked.is_typed and self._phase is Phase.QUESTION
        room -= is_typing
        choices = faces.choices(self._asked.choices, width, self._asked.given if shown else None)
        question = faces.question(card.prompt, width, draw=self._face, hint=shown or self._asked.shows_hint)
        answer = self._answer(card.prompt, width, shown=shown)
        draws = self._pictures(card, card.prompt.question)
        question = above(question, draws, width, share(room) if shown else room - 2 - height(choices, width))
        if shown:
            answer = above(answer, self._pictures(card, "\n".join(card.prompt.answers)), width, share(room))
        has_more = self.query_one(Body).show(card, question, answer, room, choices=choices, revealed=shown)
        typing = self.query_one("#typing", Input)
        typing.display = is_typing
        # At once, not as the next message: a key that comes with this one is the answer's already.
        self.set_focus(typing if is_typing else None)
        return has_more

    @property
    def _face(self) -> faces.Face:
        return faces.as_written if self._as_written else block

    def _before_reveal_is_answer(self) -> bool:
        return self._phase is Phase.CONFIRMING and self._before_confirming is Phase.ANSWER

    def _answer(self, prompt: Prompt, width: int, *, shown: bool) -> Content:
        if not shown:
            return faces.answer(prompt, width, self._asked.items) if self._asked.items else Content("")
        drawn = faces.answer(prompt, width, draw=self._face)
        if self._asked.match is None:
            return drawn
        return Content("\n").join([faces.verdict(self._asked.given, prompt.answers, self._asked.match, width), drawn])

    def _draw_ending(self) -> None:
        width = self.size.width - 4
        left = sum(self._desk.counts) if self._desk.is_time_up else None
        done = plain(self._desk.done_words(), "bold")
        self.query_one("#top", Static).update(done.truncate(width, ellipsis=True))
        self.query_one(Body).show_alone(ending(self._desk.summary(), left, width))
        self.set_focus(None)

    def _keys(self, *, has_more: bool) -> Content:
        """
        Args:
            has_more: the card has more than there is room for.
        """
        offered = [command for command in self.offered() if command.in_footer and command not in RATINGS.values()]
        # Two keys for one thing are one too many for a line.
        others = [Key(command) for command in offered if command is not HOME or FINISH not in offered]
        width = self.size.width - 2
        if self._phase is Phase.QUESTION and self._asked.choices:
            others.insert(0, choosing_key(len(self._asked.choices)))
        more = [Key(DOWN, "more", typing=self._asked.is_typed)] if has_more and DOWN in self.offered() else []
        if self._phase is Phase.ANSWER and self._card is not None:
            ratings = rating_keys(self._desk.prospects(self._card), self._asked.suggested, width)
            between = "\n\n" if self.size.height > HIGH else "\n"  # at HIGH the line is the answer's
            return Content(between).join([key_lines([ratings], width, 2), key_lines([[*more, *others]], width, 1)])
        if self._phase is Phase.QUESTION and self._asked.is_typed:
            now = self.offered()
            others = typing_keys(wish=WISH in now, hint=HINT in now, edit=EDIT in now)
        return key_lines([[*more, *others]], width, 2)
