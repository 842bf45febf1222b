"""Going through the inbox: one waiting card after the other, each decision stored before the next card is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flashdl import triage
from flashdl.model import Card, Decisions, State

if TYPE_CHECKING:
    from flashdl.store import Store


@dataclass(frozen=True, slots=True)
class _Done:
    """One stored decision, and what takes it back."""

    queue: tuple[str, ...]
    """As it was before."""
    cards: tuple[str, ...] = ()
    """Those that were given a state; before it they waited."""
    state: State = State.INBOX
    kind: tuple[int, str] | None = None
    """Source and kind that were rejected."""


def sure_by_now(store: Store, waiting: Iterable[Card]) -> list[Card]:
    """Those of the waiting cards that decisions since they came have made sure."""
    decided: dict[int, Decisions] = {}
    told: dict[tuple[int, str, float], bool] = {}
    sure = []
    for card in waiting:
        if card.source not in decided:
            decided[card.source] = store.decisions(card.source)
        like = (card.source, card.prompt.kind, card.score)
        if like not in told:
            told[like] = triage.doubt(card.prompt.kind, card.score, decided[card.source]) is None
        if told[like]:
            sure.append(card)
    return sure


class Tray:
    """The waiting cards, of one source or deck or of all, and what was decided about them.

    Every method that stores raises StoreError and then has changed nothing: the same card is still the first.
    """

    def __init__(self, store: Store, *, source: int | None = None, deck: str | None = None) -> None:
        """
        Args:
            source: only cards of this source; None for all.
            deck: only cards of this deck and its children; None for all.
        """
        self._store = store
        self._source = source
        self._deck = deck
        self._known: dict[str, Card] = {}
        self._queue: list[str] = []
        self._done: list[_Done] = []
        self._begun = 0
        """Decisions of earlier goes through it."""
        self.renew()

    @property
    def left(self) -> int:
        """Cards still to be decided about."""
        return len(self._queue)

    @property
    def waiting(self) -> int:
        """Cards that wait, the skipped ones too."""
        return len(self._waiting())

    @property
    def accepted(self) -> int:
        return self._decided(State.ACTIVE)

    @property
    def rejected(self) -> int:
        return self._decided(State.REJECTED)

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def has_decided(self) -> bool:
        """Whether anything was decided or skipped in this go."""
        return len(self._done) > self._begun

    def begin_again(self) -> None:
        """Go through what waits by now from its beginning; earlier decisions can still be taken back."""
        # What was skipped is there again by itself.
        self._done = [done for done in self._done if done.cards or done.kind]
        self._begun = len(self._done)
        self._known, self._queue = {}, []
        self.renew()

    def renew(self) -> None:
        """Put cards that began to wait since the last time behind the others."""
        for card in self._waiting():
            if card.id not in self._known:
                self._queue.append(card.id)
            self._known[card.id] = card

    def draw(self) -> Card | None:
        """The card to decide about, read afresh; None where none is left."""
        while self._queue:
            card = self._store.waiting_card(self._queue[0])
            if card is not None:
                return card
            # It was decided about elsewhere.
            del self._queue[0]
        return None

    def doubt(self, card: Card) -> str:
        """Why a card waits, in words."""
        return triage.standing(card.prompt.kind, card.score, self._store.decisions(card.source))

    def sure(self) -> list[str]:
        """Those of the cards left that would be asked at once, came they now."""
        return [card.id for card in sure_by_now(self._store, [self._known[one] for one in self._queue])]

    def kin(self, card: Card) -> int:
        """How many of the waiting cards are of its kind and source, itself among them."""
        return len(self._of_kind(card))

    def accept(self, card: Card) -> None:
        """Ask the card from now on."""
        self._decide([card.id], State.ACTIVE)

    def reject(self, card: Card) -> None:
        """Never ask the card."""
        self._decide([card.id], State.REJECTED)

    def accept_all(self) -> int:
        """Ask every card that is left; how many."""
        waiting = {card.id for card in self._waiting()}
        cards = [card for card in self._queue if card in waiting]
        self._decide(cards, State.ACTIVE)
        return len(cards)

    def accept_kind(self, card: Card) -> int:
        """Ask all cards of the card's kind that wait in its source; how many."""
        cards = self._of_kind(card)
        self._decide(cards, State.ACTIVE)
        return len(cards)

    def accept_sure(self) -> int:
        """Ask the cards that would be asked at once, came they now; how many."""
        cards = self.sure()
        self._decide(cards, State.ACTIVE, by_hand=False)
        return len(cards)

    def reject_kind(self, card: Card) -> int:
        """Reject the card's kind in its source, those to come too; how many were waiting."""
        kind = (card.source, card.prompt.kind)
        cards = self._of_kind(card)
        self._store.reject_kind(*kind)
        self._leave(cards, _Done(tuple(self._queue), tuple(cards), State.REJECTED, kind))
        return len(cards)

    def skip(self, card: Card) -> None:
        """Let the card wait on, and go to the next."""
        self._leave([card.id], _Done(tuple(self._queue)))

    def undo(self) -> bool:
        """Take back the last decision or skip; False where there is none left."""
        if not self._done:
            return False
        last = self._done[-1]
        if last.kind is not None:
            self._store.allow_kind(*last.kind)
        elif last.cards:
            # A card that was decided about anew, elsewhere, is left as it is now.
            # One that was answered since is learnt by now, and is asked on.
            decided = [
                card.id
                for card in self._store.cards_of(last.cards)
                if card.state is last.state and self._store.schedule(card.id) is None
            ]
            self._store.set_state(decided, State.INBOX)
        self._done.pop()
        self._begun = min(self._begun, len(self._done))
        before = set(last.queue)
        self._queue = [*last.queue, *(card for card in self._queue if card not in before)]
        self._leave_out_the_decided()
        return True

    def _decide(self, cards: list[str], state: State, *, by_hand: bool = True) -> None:
        self._store.set_state(cards, state, by_hand=by_hand)
        self._leave(cards, _Done(tuple(self._queue), tuple(cards), state))

    def _leave(self, cards: Iterable[str], done: _Done) -> None:
        gone = set(cards)
        self._queue = [card for card in self._queue if card not in gone]
        self._done.append(done)

    def _of_kind(self, card: Card) -> list[str]:
        kind = (card.source, card.prompt.kind)
        known = ((one, self._known[one]) for one in self._queue)
        return [one for one, found in known if (found.source, found.prompt.kind) == kind]

    def _leave_out_the_decided(self) -> None:
        waiting = {card.id: card for card in self._waiting()}
        self._known |= waiting
        self._queue = [card for card in self._queue if card in waiting]

    def _decided(self, state: State) -> int:
        return sum(len(done.cards) for done in self._done[self._begun :] if done.state is state)

    def _waiting(self) -> list[Card]:
        return self._store.inbox(self._source, self._deck)
