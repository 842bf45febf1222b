"""The card that is asked, and what the person has seen and said of it so far."""

from __future__ import annotations

from dataclasses import dataclass

from flashdl.model import Card, Direction, Grading, Rating
from flashdl.tui.commands import Command
from flashdl.tui.review_keys import CHOICES, DECISIONS, EDIT, HINT, ITEM, NOTE, SHOW, WISH
from flashdl.typed import Match, judged


@dataclass
class Asked:
    """One card from its question to its rating; without a card the sitting has ended."""

    card: Card | None = None
    given: str = ""
    """What was typed or chosen."""
    match: Match | None = None
    """How it stands to the answers; None where nothing was given, or the person judges."""
    items: int = 0
    """Members of a list that are shown before the answer is."""
    hinted: bool = False
    helped: bool = False
    """The choices of a card that is asked without were shown."""
    editable: bool = True
    """There is a note of the person's behind it."""

    def give(self, text: str) -> None:
        """Have the person's answer be this one; empty: none, or none any more."""
        self.given = text
        self.match = judged(text, self.card.prompt.answers) if text and self.card else None

    @property
    def choices(self) -> tuple[str, ...]:
        """What is shown to choose from."""
        if self.card is None or not (self.helped or self.card.prompt.grading is Grading.CHOICE):
            return ()
        return self.card.place.choices[: len(CHOICES)]

    @property
    def is_typed(self) -> bool:
        return self.card is not None and self.card.prompt.grading is Grading.TYPED and not self.helped

    @property
    def shows_hint(self) -> bool:
        """Whether there is none, or it stands there: that of a gap stands for what is left out."""
        card = self.card
        return card is None or not card.prompt.hint or self.hinted or card.key.direction is Direction.CLOZE

    @property
    def suggested(self) -> Rating:
        """What space and enter give: GOOD, unless the answer was seen to be wrong or choices helped."""
        if self.match is Match.WRONG:
            return Rating.AGAIN
        return Rating.HARD if self.helped else Rating.GOOD

    @property
    def decisions(self) -> tuple[Command, ...]:
        """What can be done with the card on either side of it."""
        return tuple(one for one in DECISIONS if one is not EDIT or self.editable)

    @property
    def explained(self) -> frozenset[str]:
        """The actions that other cards offer and this one does not: their keys say why."""
        if self.card is None:
            return frozenset()
        missing = {EDIT: not self.editable, WISH: not self.card.place.choices, HINT: not self.card.prompt.hint}
        return frozenset(command.name for command, is_missing in missing.items() if is_missing)

    def offered(self) -> tuple[Command, ...]:
        """What can be done before the answer is shown; the letters of choices are theirs."""
        choices = CHOICES[: len(self.choices)]
        wish = (WISH,) if self.card and self.card.place.choices and not choices else ()
        hint = () if self.shows_hint else (HINT,)
        taken = {key for choice in choices for key in choice.keys}
        item = (ITEM,) if self.card and self.card.prompt.items else ()
        decisions = (one for one in self.decisions if one is not NOTE and not taken.issuperset(one.keys))
        return (*item, SHOW, *choices, *hint, *wish, *decisions)
