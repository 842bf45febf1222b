"""What a typed answer is worth: right, nearly right, or neither. Pure, and strict enough to be believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from flashdl.terminal import without_hints

LONG, LONGER = 5, 10
"""Letters of an answer from which one slip, or two, are a slip and no other answer."""

SHORTEST_NAME, MOST_WORDS = 4, 4
"""Letters, and words, of what in a parenthesis may be another name."""

_TRAILING_PARENTHESIS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
_REMARK = re.compile(
    r"(?:about|after|and|approx|at|before|by|default|deprecated|e\.g|except|for|from|i\.e|if|in|mostly|not|obviously|of|"
    r"often|on|only|optional|or|rarely|see|since|sometimes|than|the|to|unless|until|usually|when|with|without|yes|no)\b",
    re.IGNORECASE,
)
"""How a remark begins that is no name. In other languages one may pass: it is nearly right then, and a person says."""
_MARKS = str.maketrans(
    {"`": "", "$": "", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"'}
)


class Match(StrEnum):
    RIGHT = "right"
    NEAR = "near"
    """A slip of the fingers: a letter or two missing, doubled, swapped or wrong."""
    WRONG = "wrong"


def is_accepted(typed: str, answers: Iterable[str]) -> bool:
    """True if the text is one of the answers.

    Case, white space, the marks of code and math, typographic dashes and quotes, a closing full stop and a trailing
    parenthesis make no difference.
    """
    given = _spellings(typed)
    return any(given & _spellings(answer) for answer in answers)


def judged(typed: str, answers: Sequence[str]) -> Match:
    """How a typed text stands to the answers.

    Only words can be nearly right: a number, code, math or a short name that differs in one sign is another one. So is
    what stands in a trailing parenthesis, as in `Recall (sensitivity)`: it may be a second name, or a remark.
    """
    if is_accepted(typed, answers):
        return Match.RIGHT
    given_whole = _plain(typed)
    near = any(given_whole in _other_names(answer) for answer in answers) or any(
        _is_slip(given, meant)
        for answer in answers
        if not re.search(r"[`$\d_()\[\]{}<>=+*/\\]", _TRAILING_PARENTHESIS.sub("", answer))
        for given in _spellings(typed)
        for meant in _spellings(answer)
    )
    return Match.NEAR if near else Match.WRONG


def differences(typed: str, answers: Sequence[str]) -> list[tuple[str, bool]]:
    """The typed text in pieces, each with whether it stands so in the answer that is most like it."""
    given = unicodedata.normalize("NFC", typed)
    compared = [SequenceMatcher(None, given.casefold(), answer.casefold(), autojunk=False) for answer in answers]
    best = max(compared, key=lambda matcher: matcher.ratio(), default=None)
    if best is None or best.ratio() < 0.5 or len(given.casefold()) != len(given):
        return [(given, False)]
    pieces = []
    for kind, start, end, _, _ in best.get_opcodes():
        if start < end:
            pieces.append((given[start:end], kind == "equal"))
    return pieces


def _is_slip(given: str, meant: str) -> bool:
    """Whether a text becomes another by one change of letters, in a long one by two, swapping neighbours among them.

    Never in the first letter: fingers hardly slip there, and `unsupervised`, `encoder` or `negative` mean the contrary.
    """
    if given[0] != meant[0]:
        return False
    allowed = 0 if len(meant) < LONG else 1 if len(meant) < LONGER else 2
    return allowed > 0 and abs(len(given) - len(meant)) <= allowed and _distance(given, meant) <= allowed


def _distance(one: str, other: str) -> int:
    """Letters to put in, take out, replace or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, before, row = before, row, [place]
        for spot, sign in enumerate(other, 1):
            cost = min(before[spot] + 1, row[spot - 1] + 1, before[spot - 1] + (letter != sign))
            if place > 1 and spot > 1 and letter == other[spot - 2] and one[place - 2] == sign:
                cost = min(cost, above[spot - 2] + 1)
            row.append(cost)
    return row[-1]


def _spellings(text: str) -> set[str]:
    """The forms under which a text is compared; never the empty one."""
    whole = _plain(text)
    without = _plain(_TRAILING_PARENTHESIS.sub("", text))
    return {form for form in (whole, without) if form}


def _within(answer: str) -> tuple[str, list[str]]:
    """What stands before a trailing parenthesis, and the words in it that may be names: no numbers, units or signs."""
    found = _TRAILING_PARENTHESIS.search(answer)
    if found is None:
        return answer, []
    parts = (part.strip() for part in re.split(r"[,;，、]", found[1]))
    return answer[: found.start()], [part for part in parts if part and not re.search(r"[^\w .'’-]|[\d_]", part)]


def _abbreviates(short: str, long: str) -> bool:
    """Whether a name is made of another's first letters."""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", long))
    return 1 < len(short) == len(initials) and short.casefold().rstrip("s") == initials.casefold().rstrip("s")


def _other_names(answer: str) -> set[str]:
    """What in a trailing parenthesis may be another name for the answer."""
    before, names = _within(answer)
    return {
        _plain(name)
        for name in names
        if _abbreviates(name, before)
        or (len(name.split()) <= MOST_WORDS and len(_plain(name)) >= SHORTEST_NAME and not _REMARK.match(name))
    }


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", without_hints(text)).translate(_MARKS).casefold()
    return "".join(folded.split()).rstrip(".")
