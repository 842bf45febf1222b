"""What is done to chosen cards, each with what takes it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from flashdl import wording
from flashdl.desk import MOST_FLAGS
from flashdl.model import Moment, State
from flashdl.store import Store

_Value = TypeVar("_Value", bound=Hashable)


class Acts:
    """Does things to cards and remembers what they were before.

    Every method that stores raises StoreError and then has changed nothing; it returns a sentence about what it did.
    """

    def __init__(self, store: Store, today: Callable[[], date], now: Callable[[], Moment]) -> None:
        self._store = store
        self._today = today
        self._now = now
        self._done: list[Callable[[], int]] = []
        """What takes each act back, the last one last; they return how many cards that concerned."""

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    def undo(self) -> str:
        """Take back what was done last."""
        if not self._done:
            return "Nothing to undo here."
        count = self._done[-1]()
        self._done.pop()
        return f"Taken back: {wording.cards(count)} as before."

    def suspend(self, chosen: Sequence[str]) -> str:
        """Suspend cards, or wake them where all are suspended."""
        before = {card.id: card.state for card in self._store.cards_of(chosen)}
        kept = {card: state for card, state in before.items() if state in (State.ACTIVE, State.SUSPENDED)}
        wakes = bool(kept) and all(state is State.SUSPENDED for state in kept.values())
        self._store.set_state(kept, State.ACTIVE if wakes else State.SUSPENDED)
        self._done.append(lambda: self._put_back(kept, self._put_state))
        return f"{wording.cards(len(kept))} {'asked again' if wakes else 'suspended'}."

    def accept(self, chosen: Sequence[str]) -> str:
        """Ask those of the cards that wait in the inbox."""
        waiting = self.waiting(chosen)
        self._store.set_state(waiting, State.ACTIVE)
        self._done.append(lambda: self._put_back(dict.fromkeys(waiting, State.INBOX), self._put_state))
        return f"{wording.cards(len(waiting))} accepted. u takes it back."

    def waiting(self, chosen: Sequence[str]) -> list[str]:
        """Those of the cards that wait; what was rejected with its kind does not."""
        return [line.id for line in self._store.lines_of(chosen) if line.state is State.INBOX]

    def are_rejected(self, chosen: Sequence[str]) -> bool:
        return all(line.state is State.REJECTED for line in self._store.lines_of(chosen))

    def reject(self, chosen: Sequence[str]) -> str:
        """Reject cards, or ask them again where all are rejected."""
        before = {card.id: card.state for card in self._store.cards_of(chosen)}
        restores = self.are_rejected(chosen)
        self._store.set_state(chosen, State.ACTIVE if restores else State.REJECTED)
        self._done.append(lambda: self._put_back(before, self._put_state))
        number = wording.cards(len(chosen))
        if restores:
            return f"{number} asked again. u takes it back."
        return f"{number} rejected. u takes it back, and x among is:rejected."

    def bury(self, chosen: Sequence[str]) -> str:
        """Leave cards for tomorrow, or dig them out where all are buried."""
        today = self._today()
        buried = self._store.buried(today)
        asked = [card.id for card in self._store.cards_of(chosen) if card.state is State.ACTIVE]
        before = {card: today if card in buried else None for card in asked}
        digs_out = bool(before) and None not in before.values()
        self._store.bury(asked, None if digs_out else today)
        self._done.append(lambda: self._put_back(before, self._store.bury))
        return wording.buried(len(asked), len(chosen), digs_out=digs_out)

    def flag(self, chosen: Sequence[str]) -> str:
        """Give cards the flag after that of the first one; after the last flag none."""
        flags = self._store.flags()
        before = {card: flags.get(card, 0) for card in chosen}
        flag = (before[chosen[0]] + 1) % (MOST_FLAGS + 1)
        self._store.flag(chosen, flag)
        self._done.append(lambda: self._put_back(before, self._store.flag))
        return f"{wording.cards(len(chosen))}: {f'flag {flag}' if flag else 'no flag'}."

    def tag(self, chosen: Sequence[str], words: Sequence[str]) -> str:
        """Give cards tags of one's own; those with a minus before them are taken away."""
        less = [word[1:] for word in words if word.startswith("-")]
        more = [word for word in words if not word.startswith("-")]
        tags = self._store.own_tags(chosen)
        before = {card: tuple(tags.get(card, ())) for card in chosen}
        self._store.tag(chosen, more, less, self._now())
        self._done.append(lambda: self._put_back(before, self._tag_as))
        return f"{wording.cards(len(chosen))}: {', '.join((*more, *(f'no {one}' for one in less)))}."

    def move(self, chosen: Sequence[str], deck: str) -> str:
        """Put cards into a deck.

        Args:
            deck: empty: the one that their notes put them into.
        """
        before = self._store.own_decks(chosen)
        own = {card: before.get(card, "") for card in chosen}
        self._store.move(chosen, deck, self._now())
        self._done.append(lambda: self._put_back(own, lambda cards, name: self._store.move(cards, name, self._now())))
        where = f"to {wording.levels(deck)}" if deck else "back into the deck of their note"
        return f"{wording.cards(len(chosen))} moved {where}."

    def reset(self, chosen: Sequence[str]) -> str:
        """Make cards new again."""
        known = [card for card in chosen if self._store.schedule(card) is not None]
        self._store.reset(known, self._now())
        # Each card's last event is its reset: what comes later is not to be taken back instead.
        resets = [list(self._store.log(card))[-1].id for card in known]
        self._done.append(lambda: self._void(resets))
        new_before = len(chosen) - len(known)
        said = f", {new_before} new already" if new_before else ""
        return f"{wording.cards(len(known))} new again{said}. u takes it back."

    def _void(self, events: Sequence[str]) -> int:
        for event in events:
            self._store.void(event, self._now())
        return len(events)

    def _tag_as(self, cards: Sequence[str], tags: Sequence[str]) -> None:
        now = {tag for own in self._store.own_tags(cards).values() for tag in own}
        self._store.tag(cards, tags, sorted(now.difference(tags)), self._now())

    def _put_state(self, cards: Sequence[str], state: State) -> None:
        self._store.set_state(cards, state, by_hand=False)

    def _put_back(self, before: Mapping[str, _Value], put: Callable[[Sequence[str], _Value], object]) -> int:
        """Give cards back what each had, those with the same together."""
        alike: defaultdict[_Value, list[str]] = defaultdict(list)
        for card, value in before.items():
            alike[value].append(card)
        for value, cards in alike.items():
            put(cards, value)
        return len(before)
