"""The inbox line by line: a card, a letter, the next card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from flashdl import wording
from flashdl.cli.rim import width_of
from flashdl.errors import FlashdlError, StoreError
from flashdl.inbox import Tray
from flashdl.model import Card
from flashdl.terminal import in_lines, one_line, visible

KEYS = (
    "a accept, x reject, t accept this kind here, K reject it, T accept what is like those accepted, e edit, s skip, "
    "u undo, A accept all, q quit"
)


class Walk:
    """One way through a tray; the end of input ends it."""

    def __init__(self, tray: Tray, read: Callable[[], str], write: TextIO, edit: Callable[[Card], str]) -> None:
        """
        Args:
            read: the next line of input; EOFError where there is no more.
            edit: opens the card's note and reads it again; returns a sentence about what changed.
        """
        self._tray = tray
        self._read = read
        self._write = write
        self._edit = edit

    def run(self) -> int:
        """Ask until the inbox is empty or the person leaves; the exit code."""
        card = self._tray.draw()
        if card is None:
            self._say("The inbox is empty.")
            return 0
        self._say(f"{wording.cards(self._tray.left)} in the inbox. {KEYS}.")
        while card is not None:
            self._show(card)
            if not self._decided(card):
                break
            card = self._tray.draw() or self._after_the_last()
        self._say(
            f"{self._tray.accepted} accepted, {self._tray.rejected} rejected, {self._tray.waiting} left in the inbox."
        )
        return 0

    def _show(self, card: Card) -> None:
        prompt = card.prompt
        self._say("", wording.context(card), prompt.question)
        self._say(*(f"Answer: {one_line(answer)}" for answer in prompt.items or (" or ".join(prompt.answers),)))
        self._say(f"{wording.place(card)}, {prompt.kind}: {self._tray.doubt(card)}")

    def _decided(self, card: Card) -> bool:
        """Take lines until one decides about the card; False where the person leaves."""
        while True:
            line = self._line()
            if line in ("q", None):
                return False
            try:
                if self._done(card, line or ""):
                    return True
            except StoreError as error:
                self._say(f"Not stored. {error}")
            except FlashdlError as error:
                self._say(str(error))

    def _done(self, card: Card, line: str) -> bool:
        """Do what a letter says; whether the next card is to be shown."""
        tray = self._tray
        if line == "a":
            tray.accept(card)
        elif line in ("x", "r"):
            tray.reject(card)
        elif line == "s":
            tray.skip(card)
        elif line == "t":
            kin = wording.cards(tray.accept_kind(card))
            self._say(f"The kind “{card.prompt.kind}” is accepted here: {kin}. u takes it back.")
        elif line == "T":
            number = wording.cards(tray.accept_sure())
            self._say(f"{number} accepted that are like those you accepted. u takes it back.")
        elif line in ("K", "k"):
            return self._kind_rejected(card)
        elif line == "e":
            self._say(self._edit(card))
            tray.renew()
        elif line == "u":
            if not tray.undo():
                self._say("Nothing to take back.")
                return False
            self._say("Taken back.")
        elif line == "A":
            return self._all_accepted()
        else:
            self._say(f"{KEYS}.")
            return False
        return True

    def _all_accepted(self) -> bool:
        self._say(f"Accept all {wording.cards(self._tray.left)}? y does it, anything else does not.")
        if self._line() != "y":
            return False
        self._say(f"{wording.cards(self._tray.accept_all())} accepted.")
        return True

    def _kind_rejected(self, card: Card) -> bool:
        kind, kin = card.prompt.kind, wording.cards(self._tray.kin(card))
        self._say(f"Reject the kind “{kind}” here: {kin}, and all of it to come? y does it, anything else does not.")
        if self._line() != "y":
            return False
        self._tray.reject_kind(card)
        self._say(f"The kind “{kind}” is rejected here, with {kin}. u takes it back.")
        return True

    def _after_the_last(self) -> Card | None:
        self._say("", "That was the last. u takes back the last decision; an empty line ends.")
        while self._line() == "u":
            if self._tray.undo():
                return self._tray.draw()
        return None

    def _line(self) -> str | None:
        """None at the end of input."""
        self._write.flush()
        try:
            return self._read().strip()
        except EOFError:
            return None

    def _say(self, *lines: str) -> None:
        for line in lines:
            self._write.write(in_lines(visible(line), width_of(self._write)) + "\n")
