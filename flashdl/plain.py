"""The review line by line: for screen readers, pipes and terminals that can do no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, TextIO

from flashdl import wording
from flashdl.config import Config
from flashdl.desk import Desk, next_asked
from flashdl.errors import StoreError
from flashdl.model import Card, Direction, Excerpt, Grading, Moment, Rating, State
from flashdl.terminal import in_lines, one_line, visible
from flashdl.typed import Match, judged

if TYPE_CHECKING:
    from flashdl.store import Store

LETTERS = "abcdef"

HELP = """\
An empty line shows the answer, and then means the rating that is named first.
1 again, 2 hard, 3 good, 4 easy: how it went; the words do as well.
c shows a few answers to choose from, where there are fair ones; what they help with counts as hard.
h shows the hint, where there is one.
i says why the card is due now, and how likely you recall it.
u takes back what was given, else the last answer. s suspends the card, b leaves it for tomorrow, x rejects it.
q ends, and so does the end of input.
Where an answer is typed, a command begins with a colon (:q, :c, :h, :i, :u, :s, :b, :x, :?)."""

_TYPED = "Type the answer; an empty line shows it, :? lists the keys, :q ends."

_VERDICTS = {Match.RIGHT: "Right.", Match.NEAR: "Nearly right.", Match.WRONG: "Not quite."}
_ASIDE = {"s": (State.SUSPENDED, "Suspended."), "x": (State.REJECTED, "Rejected.")}


class _Ended(Exception):  # noqa: N818 - not an error: the person has left
    """The input is over, or `q` was given."""


def review(
    store: Store,
    config: Config,
    *,
    now: Callable[[], Moment],
    read: Callable[[], str],
    write: TextIO,
    deck: str | None = None,
    only: Collection[str] | None = None,
    cram: bool = False,
    width: int | None = None,
) -> int:
    """Ask what today asks, line by line; the exit code.

    Args:
        width: cells of a line, where it is a terminal.
        read: the next line of input, as `input` gives it; EOFError where there is no more.
        deck: only this deck and its children; None for all.
        only: only cards with these ids; None for all.
        cram: practice that touches no schedule.

    Raises:
        StoreError: the day's cards cannot be read.
    """
    talk = _Talk(Desk(store, config, now, deck, only=only, cram=cram), read, write, width)
    try:
        talk.walk()
    except _Ended:
        talk.say_summary()
    return 0


class _Talk:
    """One sitting as question and answer in lines of text."""

    def __init__(self, desk: Desk, read: Callable[[], str], write: TextIO, width: int | None) -> None:
        self._desk = desk
        self._read = read
        self._write = write
        self._width = width
        self._choices: tuple[str, ...] = ()
        """Shown for the card that is asked."""

    def walk(self) -> None:
        card = self._desk.draw()
        if card is None:
            self._say(self._nothing_due())
            return
        new, again, due = self._desk.counts
        counted = wording.practised(due, again) if self._desk.cram else wording.counts(new, again, due)
        self._say(f"{counted}. ? lists the keys.")
        while card is not None:
            self._ask(card)
            card = self._desk.draw()
            if told := self._desk.passed_words():
                self._say("", told)
            card = card or self._after_the_last()

    def say_summary(self) -> None:
        summary = self._desk.summary()
        parts = [wording.answers(summary.answers)]
        if summary.recall is not None:
            parts.append(f"recall {round(summary.recall * 100)} %")
        parts += [wording.duration(summary.milliseconds), f"tomorrow {wording.cards(summary.tomorrow)}"]
        self._say("", ", ".join(parts) + ".")

    def _nothing_due(self) -> str:
        day, count = next_asked(self._desk.store, self._desk.config, self._desk.today)
        if day is None:
            return "Nothing is due. flashdl add FOLDER follows notes."
        return f"Nothing is due. Next: {wording.on_day(day, self._desk.today)}, {wording.cards(count)}."

    def _after_the_last(self) -> Card | None:
        """The end, unless the last answer is taken back."""
        if self._desk.is_time_up:
            left = wording.cards(sum(self._desk.counts))
            self._say("", f"{self._desk.done_words()}, {left} left. g goes on; an empty line ends.")
        else:
            self._say("", "That was the last card. u takes back the last answer; an empty line ends.")
        try:
            line = self._line()
        except _Ended:
            line = ""
        if line == "g" and self._desk.is_time_up:
            self._desk.go_on()
            return self._desk.draw()
        if line == "u" and self._undo():
            return self._desk.draw()
        self.say_summary()
        return None

    def _ask(self, card: Card) -> None:
        """One card, until it was answered, put aside or an earlier answer was taken back."""
        self._choices = card.place.choices[: len(LETTERS)] if card.prompt.grading is Grading.CHOICE else ()
        while not self._has_left(card):
            self._say("Taken back: once more.")

    def _has_left(self, card: Card) -> bool:
        """Ask a card once; False where what was given is taken back before it is rated."""
        prompt = card.prompt
        self._say("", f"{wording.context(card)} ({sum(self._desk.counts)} left)", prompt.question)
        self._say_choices()
        if prompt.hint and card.key.direction is Direction.CLOZE:
            self._say(f"Hint: {prompt.hint}")
        elif prompt.hint:
            self._say(f"{':h' if prompt.grading is Grading.TYPED else 'h'} shows a hint.")
        if prompt.grading is Grading.TYPED:
            self._say(_TYPED)
        given = self._given(card)
        while (command := self._command(card, given)) is not None:
            if self._done(card, command):
                return True
            given = self._given(card)
        match = self._judged(card, given)
        self._say_answer(card, match)
        helped = self._choices and prompt.grading is not Grading.CHOICE
        suggested = Rating.AGAIN if match is Match.WRONG else Rating.HARD if helped else Rating.GOOD
        return self._is_rated(card, suggested, was_given=match is not None)

    def _say_choices(self) -> None:
        self._say(*(f"{letter}) {choice}" for letter, choice in zip(LETTERS, self._choices, strict=False)))

    def _command(self, card: Card, line: str) -> str | None:
        """The command that a line before the answer is; None where it belongs to the answer."""
        if line == "?":
            return line
        known = self._known(card)
        if card.prompt.grading is Grading.TYPED:
            return line[1:] if line.startswith(":") and line[1:] in known else None
        return line if line in known - set(LETTERS[: len(self._choices)]) else None

    def _known(self, card: Card) -> set[str]:
        """The commands that there are before the answer."""
        choices = set() if self._choices else {"c"}
        return {*_ASIDE, "u", "b", "i", "q", "?", *choices, *(["h"] if card.prompt.hint else ())}

    def _given(self, card: Card) -> str:
        """A line before the answer; where a command was given without its colon, the one after it was said how."""
        line = self._line()
        if card.prompt.grading is not Grading.TYPED or line not in self._known(card) - {"?"}:
            return line
        if judged(line, card.prompt.answers) is not Match.WRONG:
            return line
        self._say(f"The answer is typed here, so that command is :{line}. For “{line}” as the answer, give it again.")
        return self._line()

    def _judged(self, card: Card, given: str) -> Match | None:
        """How what was given stands to the answers; None where nothing was given, or the person judges."""
        prompt = card.prompt
        if given and given in LETTERS[: len(self._choices)]:
            return judged(self._choices[LETTERS.index(given)], prompt.answers)
        return judged(given, prompt.answers) if prompt.grading is Grading.TYPED and given else None

    def _say_answer(self, card: Card, match: Match | None) -> None:
        if match is not None:
            self._say(_VERDICTS[match])
        if card.prompt.items:
            self._say("Answer:", *(f"{number}. {item}" for number, item in enumerate(card.prompt.items, 1)))
        else:
            self._say("Answer: " + " or ".join(card.prompt.answers))
        self._say(*_excerpt(card.place.excerpt), wording.place(card))

    def _is_rated(self, card: Card, suggested: Rating, *, was_given: bool) -> bool:
        """Have a card rated, or put aside; False where what was given is taken back instead."""
        prospects = sorted(self._desk.prospects(card), key=lambda each: each.rating is not suggested)
        self._say("   ".join(f"{each.rating.value} {each.name} {_in_words(each)}" for each in prospects))
        names = {rating.name.lower(): rating for rating in Rating} | {str(rating.value): rating for rating in Rating}
        while True:
            line = self._line()
            rating = names.get(line.lower()) if line else suggested
            if rating is not None:
                if self._stored(partial(self._desk.rate, card, rating)):
                    if self._desk.leech:
                        self._say(self._desk.leech_words())
                    return True
            elif was_given and line.removeprefix(":") == "u":
                return False
            elif self._done(card, line.removeprefix(":")):
                return True

    def _done(self, card: Card, command: str) -> bool:
        """Do a command that is no rating; whether the card has left the table."""
        if command == "q":
            raise _Ended
        if command == "u":
            return self._undo()
        if command == "c" and not self._choices:
            self._choices = card.place.choices[: len(LETTERS)]
            self._say_choices()
            if not self._choices:
                self._say(wording.NO_CHOICES)
            return False
        if command == "h" and card.prompt.hint:
            self._say(f"Hint: {card.prompt.hint}")
            return False
        if command == "i":
            self._say(self._desk.standing(card))
            return False
        if command == "b" and self._stored(lambda: self._desk.bury(card)):
            self._say("Left for tomorrow.")
            return True
        if command in _ASIDE:
            return self._put_aside(card, *_ASIDE[command])
        self._say(HELP)
        return False

    def _put_aside(self, card: Card, state: State, sentence: str) -> bool:
        if state is State.REJECTED:
            self._say("Reject this card for good? x once more does it, anything else keeps it.")
            if self._line().removeprefix(":") != "x":
                self._say("Kept.")
                return False
        if not self._stored(lambda: self._desk.put_aside(card, state)):
            return False
        self._say(sentence)
        return True

    def _undo(self) -> bool:
        taken: list[Card | None] = []
        if not self._stored(lambda: taken.append(self._desk.undo())):
            return False
        self._say(self._desk.undo_words() if taken[0] else "Nothing to take back.")
        return taken[0] is not None

    def _stored(self, store: Callable[[], object]) -> bool:
        try:
            store()
        except StoreError as error:
            self._say(f"Not stored. {error}")
            return False
        return True

    def _line(self) -> str:
        self._write.flush()
        try:
            return self._read().strip()
        except EOFError:
            raise _Ended from None

    def _say(self, *lines: str) -> None:
        for line in lines:
            self._write.write(in_lines(visible(line), self._width) + "\n")


def _excerpt(value: Excerpt) -> Sequence[str]:
    """A sentence as it is; of a table the asked row, each cell after its column's name where it has one."""
    if not value.header:
        return (value.text,) if value.text else ()
    if value.row is None or value.row >= len(value.rows):
        return ()
    cells = zip(map(one_line, value.header), map(one_line, value.rows[value.row]), strict=False)
    return ("; ".join(f"{column}: {cell}" if column.strip() else cell for column, cell in cells if cell.strip()),)


def _in_words(prospect: wording.Prospect) -> str:
    if not prospect.intervals:
        return "(comes back)" if prospect.returns else "(done)"
    first, *later = prospect.intervals
    then = f", then after {' and '.join(wording.interval(days) for days in later)}" if later else ""
    back = "comes back, " if prospect.returns else ""
    return f"({back}in {wording.interval(first)}{then})"
