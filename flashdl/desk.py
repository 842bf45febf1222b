"""A sitting at work: the card that is asked, and each decision stored before the queue moves on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flashdl import wording
from flashdl.config import Config
from flashdl.errors import StoreError
from flashdl.model import Answer, Card, Event, EventKind, Moment, Rating, State
from flashdl.scheduling import after, is_leech_at, study_day
from flashdl.session import Agenda, Counts, Part, Sitting, practice

if TYPE_CHECKING:
    from flashdl.store import Store

_ONCE_MORE = frozenset({Rating.AGAIN, Rating.HARD})
"""After these a card that is practised comes back."""

MOST_FLAGS = 7
MOST_MISSED = 8
_HORIZON_DAYS = 400
"""How far ahead the next day with cards is looked for."""


@dataclass(frozen=True, slots=True)
class _Done:
    """One stored decision, and what takes it back."""

    card: str
    event: Event | None = None
    state: State | None = None
    """The state before; None where it was not changed."""
    buried: bool = False

    @property
    def is_automatic(self) -> bool:
        """The card had been set aside elsewhere; nobody decided anything here."""
        return self.event is None and self.state is None and not self.buried


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sitting came to."""

    answers: int
    recall: float | None
    """Share of reviews that were not AGAIN, 0 to 1; None where nothing but new cards was asked."""
    milliseconds: int
    tomorrow: int
    """Cards that the next study day asks, as things stand."""
    ratings: tuple[int, ...] = (0, 0, 0, 0)
    """Answers rated AGAIN, HARD, GOOD, EASY."""
    new: int = 0
    """Cards that were answered for the first time."""
    missed: tuple[Card, ...] = ()
    """The cards rated AGAIN, those most often first, so many at most as MOST_MISSED."""
    days_in_a_row: int = 0


def next_asked(store: Store, config: Config, today: date) -> tuple[date | None, int]:
    """The next study day that asks anything, and how many cards; (None, 0) where there is none within a year."""

    def asked(day: date) -> int:
        counts = store.deck_counts(day, config.limits)
        return counts[0].new + counts[0].again + counts[0].due if counts else 0

    tomorrow = today + timedelta(days=1)
    if ahead := asked(tomorrow):
        return tomorrow, ahead
    away = store.vacations()
    was_away = False
    for days, falling in enumerate(store.forecast(today, _HORIZON_DAYS)):
        day = today + timedelta(days=days)
        is_away = any(day in each for each in away)
        # The first day after a planned break asks what its days would have asked, as far as a day may.
        count = asked(day) if was_away and not is_away else falling
        if days > 1 and count and not is_away:
            return day, count
        was_away = is_away
    return None, 0


class Desk:
    """Draws the cards of a study day one by one and stores what becomes of them.

    Every method that stores raises StoreError and then has changed nothing: the same card is still the current one.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        now: Callable[[], Moment],
        deck: str | None = None,
        *,
        only: Collection[str] | None = None,
        cram: bool = False,
    ) -> None:
        """
        Args:
            deck: only this deck and its children; None for all.
            only: only cards with these ids; None for all.
            cram: practice all of them, due or not; no answer touches a schedule.
        """
        self.store = store
        self.config = config
        self.now = now
        self.deck = deck
        self.today = study_day(now(), config.rollover)
        self.cram = cram
        self.leech: Card | None = None
        """The card that the last answer had set aside."""
        self._passed = 0
        """Cards that the last draw passed over, for they were answered elsewhere."""
        self._earlier: Event | None = None
        """The answer that the last undo took back, where an earlier sitting gave it."""
        asked = self._practice(only) if cram else store.agenda(self.today, config.limits, deck, only, willing=True)
        self._sitting = Sitting(asked)
        self._done: list[_Done] = []
        self._shown_at = now()
        self._ends_ms: int | None = None
        """When the sitting asks whether to go on, as Moment.ms; None: never, or not before the card that is back."""
        self.go_on()

    @property
    def counts(self) -> Counts:
        return self._sitting.counts

    def _practice(self, only: Collection[str] | None) -> Agenda:
        cards = self.store.cards(self.deck, state=State.ACTIVE)
        return practice(card for card in cards if not card.orphaned and (only is None or card.id in only))

    def part(self, card: Card) -> Part:
        """Which of the counts the card stands in."""
        return self._sitting.part(card.id)

    def go_on(self) -> None:
        """Let the configured minutes begin."""
        self._ends_ms = self.now().ms + self.config.minutes * 60_000 if self.config.minutes else None

    @property
    def is_time_up(self) -> bool:
        """Whether the minutes of the sitting are over while there are cards left. No card is cut short by it."""
        return self._sitting.current is not None and self._ends_ms is not None and self.now().ms >= self._ends_ms

    def draw(self) -> Card | None:
        """The card to ask now, read afresh; None when the sitting is finished, or its minutes are over.

        A card that was set aside or answered elsewhere since the queue was made is passed over. The time of the card's
        answer starts here.
        """
        self._passed = 0
        while (current := self._sitting.current) is not None and not self.is_time_up:
            card = self.store.card(current)
            is_done = not self.cram and self._is_done_elsewhere(current)
            if card.state is State.ACTIVE and not card.orphaned and not is_done:
                self._shown_at = self.now()
                return card
            self._passed += is_done
            self._drop(_Done(current))
        return None

    def _is_done_elsewhere(self, card: str) -> bool:
        """Whether a card of the queue has its answer of today, and does not come back: then nobody gave it here."""
        schedule = self.store.schedule(card)
        return schedule is not None and schedule.last_day >= self.today and not schedule.drill

    def passed_words(self) -> str:
        """What is said where the last draw passed over cards that were answered elsewhere; empty where it did not."""
        return f"{wording.cards(self._passed)} answered elsewhere meanwhile." if self._passed else ""

    def prospects(self, card: Card) -> tuple[wording.Prospect, ...]:
        """What each rating would do to the card today."""
        if self.cram:
            return tuple(wording.Prospect(rating, rating in _ONCE_MORE, ()) for rating in Rating)
        on = study_day(self.now(), self.config.rollover)
        return wording.prospects(self.store.schedule(card.id), on, self.store.scheduler(card.deck))

    def standing(self, card: Card) -> str:
        """Why a card is due when it is, how likely it is recalled, and how ratings of one interval differ, in words."""
        schedule = self.store.schedule(card.id)
        told = wording.standing(schedule, self.today, self.store.recall_now(card.id, self.today))
        return " ".join(filter(None, (told, wording.afterwards(self.prospects(card)))))

    def rate(self, card: Card, rating: Rating) -> Event:
        """Store an answer, then move on."""
        at = self.now()
        spent = wording.spent(self._shown_at, at)
        if self.cram:
            event = self.store.record(Answer(card.id, rating, at, spent, cram=True))
            self._sitting.answered(rating, back=rating in _ONCE_MORE)
            self._done.append(_Done(card.id, event=event))
            return event
        before = self.store.schedule(card.id)
        then = after(before, rating, study_day(at, self.config.rollover), self.store.scheduler(card.deck))
        event = self.store.record(Answer(card.id, rating, at, spent))
        self._sitting.answered(rating, back=then.drill)
        is_leech = then.lapses > (before.lapses if before else 0) and is_leech_at(then.lapses, self.config.leech)
        self.leech = card if is_leech else None
        if is_leech:
            try:
                self.store.set_state([card.id], State.SUSPENDED)
            except StoreError:
                # The answer is stored; that the card stays in the queue is no reason to say it is not.
                is_leech, self.leech = False, None
        self._done.append(_Done(card.id, event=event, state=card.state if is_leech else None))
        return event

    def leech_words(self) -> str:
        """What is said of the card that the last answer had set aside; empty where it had none."""
        if self.leech is None:
            return ""
        schedule = self.store.schedule(self.leech.id)
        return wording.set_aside(self.leech, schedule.lapses if schedule else 0)

    def put_aside(self, card: Card, state: State, why: str = "") -> None:
        """Suspend or reject a card, then move on.

        Args:
            why: what the person says is bad about it; empty: nothing.
        """
        if why:
            self.store.say_why([card.id], why)
        self.store.set_state([card.id], state)
        self._drop(_Done(card.id, state=card.state))

    def bury(self, card: Card) -> None:
        """Leave a card for tomorrow."""
        self.store.bury([card.id], self.today)
        self._drop(_Done(card.id, buried=True))

    def flag(self, card: Card) -> int:
        """Give a card the next flag, of seven; after the last one none. Returns: the flag, 0 for none."""
        flag = (self.store.flags().get(card.id, 0) + 1) % (MOST_FLAGS + 1)
        self.store.flag([card.id], flag)
        return flag

    def undo(self) -> Card | None:
        """Take back the last decision, however long ago; the card of it is the current one again.

        Where this sitting has none left, the last answer of the sitting before it is taken back, and so on;
        practice takes back its own alone.

        Returns:
            that card; None where nothing is left to take back.
        """
        self._earlier = None
        # What left the queue by itself would leave it again at once: it is no decision to take back.
        while self._done and self._done[-1].is_automatic:
            self._done.pop()
            self._sitting.undo()
        if self.is_time_up:
            self._ends_ms = None  # who takes an answer back means to give another
        if not self._done:
            return None if self.cram else self._undo_earlier()
        last = self._done[-1]
        if last.event is not None:
            self.store.void(last.event.id, self.now())
        if last.state is not None:
            self.store.set_state([last.card], last.state, by_hand=False)
        if last.buried:
            self.store.bury([last.card], None)
        self._done.pop()
        self._sitting.undo()
        return self.store.card(last.card)

    def _undo_earlier(self) -> Card | None:
        event = self.store.undo_answer(self.now())
        if event is None:
            return None
        self._earlier = event
        schedule = self.store.schedule(event.card)
        lapses = schedule.lapses if schedule else 0
        was_leech = (
            event.kind is EventKind.REVIEW
            and event.rating is Rating.AGAIN
            and is_leech_at(lapses + 1, self.config.leech)
        )
        if was_leech and self.store.card(event.card).state is State.SUSPENDED:
            self.store.set_state([event.card], State.ACTIVE, by_hand=False)  # that answer had set it aside
        part = Part.NEW if schedule is None else Part.DUE
        self._sitting.bring_back(event.card, part)
        return self.store.card(event.card)

    def undo_words(self, *, again: bool = False) -> str:
        """What is said of the last undo.

        Args:
            again: its card is the one that was asked already.
        """
        if self._earlier is None:
            return "Taken back: once more." if again else "Taken back."
        return wording.taken_back(self._earlier, self.today)

    def done_words(self) -> str:
        """What the sitting ends with. Raises: StoreError."""
        minutes = self.config.minutes if self.is_time_up else 0
        left = self.store.agenda(self.today, self.config.limits, self.deck, willing=True)
        return wording.done(self.deck, minutes, len(left.queue), cram=self.cram)

    def summary(self) -> Summary:
        events = [done.event for done in self._done if done.event is not None]
        reviews = [event for event in events if event.kind is EventKind.REVIEW]
        passed = sum(event.rating is not Rating.AGAIN for event in reviews)
        ahead = self.store.agenda(self.today + timedelta(days=1), self.config.limits, deck=self.deck)
        ratings = Counter(event.rating for event in events)
        first = {event.card for event in events if event.kind is EventKind.LEARN and event.interval_before is None}
        missed = Counter(event.card for event in events if event.rating is Rating.AGAIN)
        return Summary(
            answers=len(events),
            recall=passed / len(reviews) if reviews else None,
            milliseconds=sum(event.duration_ms for event in events),
            tomorrow=len(ahead.queue),
            ratings=tuple(ratings[rating] for rating in Rating),
            new=len(first),
            missed=tuple(self.store.cards_of([card for card, _ in missed.most_common(MOST_MISSED)])),
            days_in_a_row=self.store.streak_days(self.today),
        )

    def _drop(self, done: _Done) -> None:
        self._sitting.drop(done.card)
        self._done.append(done)
