"""The inbox: one waiting card at a time, both sides and its place in the note, and a key for each decision."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from flashdl import wording
from flashdl.errors import FlashdlError, StoreError
from flashdl.inbox import Tray
from flashdl.model import Card
from flashdl.tui import faces
from flashdl.tui.body import Body
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import QUIET, beside, height, plain
from flashdl.tui.frame import DOWN, HIGH, UP, WIDE, CommandScreen, Key, KeyLine, Line, key_lines
from flashdl.tui.review_keys import EDIT, FINISH, HOME

ACCEPT = Command("accept", ("a",), "accept", "Accept the card: it is asked from now on.")
REJECT = Command("reject", ("x", "r"), "reject", "Reject the card: it is never asked.")
REJECT_KIND = Command(
    "reject_kind",
    ("K",),
    "reject kind",
    "Reject all cards of this kind from this source, those to come too (asks for one more key).",
)
ACCEPT_KIND = Command("accept_kind", ("t",), "accept kind", "Accept all cards of this kind from these notes.")
ACCEPT_SURE = Command("accept_sure", ("T",), "accept alike", "Accept the cards that are like those you accepted.")
SKIP = Command("skip", ("s",), "skip", "Let the card wait, and go to the next.")
UNDO = Command("undo", ("u", "ctrl+z"), "undo", "Take back the last decision.")
ACCEPT_ALL = Command("accept_all", ("A",), "accept all", "Accept every card that is left (asks for one more key).")
CONFIRMS = {
    asked: Command("confirm", (*asked.usual, "y", "enter"), asked.label, text, argument=id_)
    for asked, text, id_ in (
        (ACCEPT_ALL, "Accept every card that is left.", ""),
        (REJECT_KIND, "Reject all cards of this kind.", "confirm_kind"),
        (ACCEPT_KIND, "Accept all cards of this kind.", "confirm_accept_kind"),
        (ACCEPT_SURE, "Accept all that are like those you accepted.", "confirm_accept_sure"),
    )
}
"""What is asked about first, and the yes to it."""
KEEP = Command("keep", ("n", "escape"), "go on one by one", "Go on card by card.")

_ALWAYS = (DOWN, UP, HELP, PALETTE, HOME)
_DECISIONS = (ACCEPT, REJECT, UNDO, EDIT, SKIP, ACCEPT_SURE, ACCEPT_KIND, REJECT_KIND, ACCEPT_ALL)


class Phase(StrEnum):
    DECIDING = "deciding"
    ENDED = "ended"


class InboxScreen(CommandScreen):
    """The inbox from its first card to what became of all."""

    OFFERS: ClassVar[tuple[Command, ...]] = (*CONFIRMS.values(), KEEP, FINISH, *_DECISIONS, *_ALWAYS)
    BINDINGS = bindings(OFFERS)

    def __init__(self, tray: Tray, edit: Callable[[Card], str], is_editable: Callable[[Card], bool]) -> None:
        """
        Args:
            edit: opens the card's note in an editor and reads it again; returns a sentence about what changed.
            is_editable: whether `edit` would open anything.
        """
        super().__init__()
        self._tray = tray
        self._edit = edit
        self._is_editable = is_editable
        self._card: Card | None = None
        self._doubt = ""
        self._sure = 0
        """Cards left that are sure enough by now."""
        self._phase = Phase.DECIDING
        self._asked: Command | None = None
        """What waits for a yes."""
        self._sentence = Content("")

    def compose(self) -> ComposeResult:
        yield Line(id="top")
        yield Body()
        yield Line(id="notice")
        yield KeyLine()

    def on_mount(self) -> None:
        self._next()

    def on_resize(self) -> None:
        self._draw()

    def offered(self) -> tuple[Command, ...]:
        if self._asked:
            return (CONFIRMS[self._asked], KEEP)
        if self._phase is Phase.ENDED:
            return (FINISH, UNDO, HELP, PALETTE, HOME)
        can_edit = self._card is not None and self._is_editable(self._card)
        return (*(one for one in _DECISIONS if one is not EDIT or can_edit), *_ALWAYS)

    def _next(self, sentence: str = "") -> None:
        """Show the first card that is left, or the end."""
        try:
            self._card = self._tray.draw()
            self._doubt = self._tray.doubt(self._card) if self._card else ""
            self._sure = len(self._tray.sure())
        except StoreError as error:
            self.dismiss(str(error))
            return
        self._phase = Phase.DECIDING if self._card else Phase.ENDED
        has_begun_at_end = self._card is None and not sentence and not self._tray.has_decided
        self._say(f"Nothing waits. {UNDO.key} takes back the last decision." if has_begun_at_end else sentence)
        self.query_one(Body).scroll_all_home()
        if self._card is not None:
            self.call_after_refresh(self.query_one(Body).bring_to_sight)

    def say(self, sentence: str) -> None:
        self._say(sentence)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self._sentence = plain(sentence, "$text-error" if wrong else "")
        self._draw()

    def _do(self, act: Callable[[Card], object], sentence: str = "") -> None:
        """Store a decision about the card, then show the next. Where storing fails the card stays, with the reason."""
        if self._card is None:
            return
        try:
            act(self._card)
        except StoreError as error:
            self._say(f"Not stored. {error}", wrong=True)
            return
        self._next(sentence)

    def action_accept(self) -> None:
        self._do(self._tray.accept)

    def action_reject(self) -> None:
        self._do(self._tray.reject)

    def action_skip(self) -> None:
        self._do(self._tray.skip)

    def _ask(self, command: Command, question: str, act: Callable[[Card], object], done: str) -> None:
        """Decide about many cards, after a yes."""
        if self._asked is not command:
            self._asked = command
            self._say(question, wrong=True)
            return
        self._asked = None
        self._do(act, f"{done} {UNDO.key} takes it back.")

    def action_confirm(self, _: str = "") -> None:
        if self._asked is not None:
            getattr(self, f"action_{self._asked.name}")()

    def action_reject_kind(self) -> None:
        if self._card is not None:
            kin, kind = wording.cards(self._tray.kin(self._card)), self._card.prompt.kind
            question = f"Reject the kind “{kind}” here: {kin}, and all of it to come?"
            self._ask(REJECT_KIND, question, self._tray.reject_kind, f"Rejected the kind “{kind}” here, with {kin}.")

    def action_accept_kind(self) -> None:
        if self._card is not None:
            kin, kind = self._tray.kin(self._card), self._card.prompt.kind
            if kin == 1:
                self._do(self._tray.accept, f"Accepted, the only one of the kind “{kind}” here.")
                return
            question = f"Accept the kind “{kind}” here: {wording.cards(kin)}, {kin - 1} of them unseen?"
            done = f"Accepted the kind “{kind}” here: {wording.cards(kin)}."
            self._ask(ACCEPT_KIND, question, self._tray.accept_kind, done)

    def action_accept_sure(self) -> None:
        if not self._sure:
            self._say("None of the cards left is like those you accepted, so far.")
            return
        number = wording.cards(self._sure)
        question = f"Accept {number} like those you accepted, unseen?"
        self._ask(ACCEPT_SURE, question, lambda _: self._tray.accept_sure(), f"{number} accepted.")

    def action_accept_all(self) -> None:
        number = wording.cards(self._tray.left)
        self._ask(ACCEPT_ALL, f"Accept all {number} unseen?", lambda _: self._tray.accept_all(), f"{number} accepted.")

    def action_keep(self) -> None:
        self._asked = None
        self._say("")

    def action_undo(self) -> None:
        try:
            undone = self._tray.undo()
        except StoreError as error:
            self._say(f"Not stored. {error}", wrong=True)
            return
        self._next("Taken back.") if undone else self._say("Nothing to undo here.")

    def action_edit(self) -> None:
        if self._card is None:
            return
        try:
            sentence = self._edit(self._card)
            self._tray.renew()
        except FlashdlError as error:
            self._say(str(error), wrong=True)
            return
        self._next(sentence)

    def action_home(self) -> None:
        self.dismiss("")

    def action_finish(self) -> None:
        self.dismiss("")

    def action_scroll_down(self) -> None:
        self.query_one(Body).scroll_on()

    def action_scroll_up(self) -> None:
        self.query_one(Body).scroll_back()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        self.query_one("#top", Static).update(self._headline(self.size.width - 2))
        notice = self._notice()
        region = self.query_one("#notice", Static)
        region.update(notice)
        region.display = bool(notice)
        for has_more in (False, True):
            keys = self._keys(has_more=has_more)
            self.query_one("#keys", Static).update(keys)
            if self._card is None:
                self._draw_ending()
                return
            taken = len(keys.plain.split("\n")) + height(notice, self.size.width - 2)
            if not self._draw_card(self._card, self.size.height - taken - (3 if self.size.height >= HIGH else 1)):
                return

    def _headline(self, width: int) -> Content:
        tray = self._tray
        if self._card is None:
            return Content.styled("Inbox", "bold")
        decided = f"{tray.accepted} accepted  {tray.rejected} rejected  " if width >= WIDE else ""
        where = Content.assemble(("Inbox  ", "bold"), plain(wording.context(self._card), QUIET))
        return beside(where, Content(f"{decided}{tray.left} left"), width)

    def _notice(self) -> Content:
        """Why the card waits, and what was just done."""
        lines = [self._sentence] if self._sentence else []
        if self._card is not None and not self._asked:
            kind = self._card.prompt.kind
            doubt = Content.assemble(("? ", "bold $text-warning"), plain(f"{kind}: {self._doubt}", QUIET))
            # On a low screen the note needs the lines more.
            low = self.size.height < HIGH
            if self._sure and not low:
                number = "One of the cards left is" if self._sure == 1 else f"{self._sure} of the cards left are"
                it = "it" if self._sure == 1 else "them"
                offer = f"{number} like those you accepted: {ACCEPT_SURE.key} accepts {it}."
                lines.insert(0, plain(offer, QUIET))
            lines.insert(0, doubt.truncate(self.size.width - 2, ellipsis=True) if low else doubt)
        return Content("\n").join(lines)

    def _draw_card(self, card: Card, room: int) -> bool:
        """Both sides above the fold, and of the note what there is room for; whether a side has more."""
        width = self.size.width - 4
        question, answer = faces.question(card.prompt, width), faces.answer(card.prompt, width)
        return self.query_one(Body).show(card, question, answer, room, revealed=True)

    def _draw_ending(self) -> None:
        tray = self._tray
        numbers = (("Accepted", tray.accepted), ("Rejected", tray.rejected), ("Left waiting", tray.waiting))
        told = [(label, str(number)) for label, number in numbers if number or label != "Left waiting"]
        self.query_one(Body).show_alone(faces.ending(told, self.size.width - 4))

    def _keys(self, *, has_more: bool) -> Content:
        idle = () if self._sure else (ACCEPT_SURE,)
        offered = [command for command in self.offered() if command.in_footer and command not in idle]
        # Two keys for one thing are one too many for a line.
        keys = [Key(command) for command in offered if command is not HOME or FINISH not in offered]
        if has_more and DOWN in self.offered():
            keys.insert(0, Key(DOWN, "more"))
        return key_lines([keys], self.size.width - 2, 2 if self.size.width >= WIDE else 3)
