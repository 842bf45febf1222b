"""What a person can do in a review."""

from __future__ import annotations

from collections.abc import Sequence

from flashdl.model import Rating
from flashdl.tui.commands import HELP, PALETTE, Command
from flashdl.tui.faces import LETTERS, RATING_STYLES
from flashdl.tui.frame import DOWN, UP, Key, key_lines
from flashdl.wording import Prospect, is_longer_later

SHOW = Command("show", ("enter", "space"), "show answer", "Show the answer.")
ITEM = Command("item", ("space",), "next one", "Show the next member of the list; enter shows all.")
TAKE = Command("take", ("enter", "space"), "rate as marked", "Give the rating that is underlined.", in_footer=False)
RATING_IDLE = "Ratings come after the answer: space shows it."
RATINGS = {
    rating: Command(
        "rate", (str(rating.value),), rating.name.lower(), text, argument=rating.name.lower(), idle=RATING_IDLE
    )
    for rating, text in (
        (Rating.AGAIN, "Again: not known. It comes back in this session."),
        (Rating.HARD, "Hard: known with trouble. The mark ↻ says that it comes back too."),
        (Rating.GOOD, "Good: known. It is asked again after as many days."),
        (Rating.EASY, "Easy: known at once. Later intervals are longer, even where the next one is not."),
    )
}
WISH = Command("wish", ("c", "f6"), "choices", "Show a few answers to choose from; what they help with counts as hard.")
HINT = Command("hint", ("h", "f5"), "hint", "Show the hint.")
CHOICES = tuple(
    Command("choose", (letter,), letter, f"Choose answer {letter}.", in_footer=False, argument=letter)
    for letter in LETTERS
)
UNDO = Command(
    "undo", ("u", "ctrl+z"), "undo", "Take back the last answer or decision, and then those of earlier sittings."
)
EDIT = Command("edit", ("e", "f4"), "edit", "Open the note at this card's line in your editor ($VISUAL, $EDITOR).")
REJECT = Command("reject", ("x", "f8"), "reject", "A bad card: reject it for good (asks for one more key).")
SUSPEND = Command("suspend", ("s",), "suspend", "Suspend the card: it is not asked any more.", in_footer=False)
BURY = Command("bury", ("b",), "bury", "Leave the card for tomorrow.", in_footer=False)
FLAG = Command("flag", ("f",), "flag", "The next flag, of seven; after the last one none.", in_footer=False)
NOTE = Command("note", ("v", "f3"), "note", "Read the note around this card.")
TEX = Command("tex", ("m", "f7"), "source", "This card as it was written, with TeX and all marks.", in_footer=False)
WHY = Command(
    "why",
    ("i", "f2"),
    "why now",
    "Why the card is due now, how likely you recall it, and what ratings do later.",
    in_footer=False,
)
CONFIRM = Command("confirm", ("x", "y", "enter"), "reject it", "Reject the card: it is never asked again.")
REASONS = tuple(
    Command("confirm_because", (key,), word, f"Reject the card, and remember why: it is {word}.", argument=word)
    for key, word in (("w", "wrong"), ("u", "unclear"), ("t", "trivial"))
)
KEEP = Command("keep", ("n", "escape"), "keep it", "Keep the card.")
HOME = Command("home", ("escape", "q"), "home", "Back to the home screen. Everything so far is stored.")
GO_ON = Command("go_on", ("o",), "go on", "As many minutes again.")
FINISH = Command("finish", ("enter", "space"), "home", "Back to the home screen.")

ALWAYS = (DOWN, UP, HELP, PALETTE, HOME)
DECISIONS = (UNDO, EDIT, NOTE, REJECT, SUSPEND, BURY, FLAG, TEX, WHY)


def choosing_key(number: int) -> Key:
    """The letters of so many choices, as one entry of the last line; on a click the choices themselves are buttons."""
    first, last = (CHOICES[place].key for place in (0, number - 1))
    return Key(CHOICES[0], "choose", shown=first if number == 1 else f"{first}-{last}")


def rating_keys(prospects: Sequence[Prospect], suggested: Rating, width: int) -> list[Key]:
    """The ratings with what they would do, in the longest wording that there is room for."""
    labels = [f"{each.name} {each.text()}" for each in prospects]
    *_, good, easy = prospects
    longer = [*labels[:-1], f"{labels[-1]}, then longer"] if is_longer_later(easy, good) else labels
    for most, chosen in ((1, longer), (2, labels)):
        keys = _labelled(prospects, chosen, suggested)
        if len(key_lines([keys], width, 9).plain.split("\n")) <= most:
            return keys
    return _labelled(prospects, [each.name for each in prospects], suggested)


def typing_keys(*, wish: bool, hint: bool, edit: bool) -> list[Key]:
    """While letters belong to the answer: what stays is on keys that are none.

    Args:
        wish: there are choices to be shown.
        hint: there is a hint to be shown.
        edit: there is a note to be edited.
    """
    helps = (*((HINT,) if hint else ()), *((WISH,) if wish else ()))
    return [
        Key(SHOW, "check, or show the answer"),
        *(Key(command, typing=True) for command in (HELP, *helps, UNDO, *((EDIT,) if edit else ()), REJECT)),
        Key(HOME),
    ]


def _labelled(prospects: Sequence[Prospect], labels: Sequence[str], suggested: Rating) -> list[Key]:
    return [
        Key(RATINGS[each.rating], label, each.rating is suggested, style=RATING_STYLES[each.rating])
        for each, label in zip(prospects, labels, strict=True)
    ]
