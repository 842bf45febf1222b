"""Whether a typed answer is one of the accepted spellings. Pure, and strict enough to be believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_TRAILING_PARENTHESIS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_MARKS = str.maketrans(
    {"`": "", "$": "", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"'}
)


def is_accepted(typed: str, answers: Iterable[str]) -> bool:
    """True if the text is one of the answers.

    Case, white space, the marks of code and math, typographic dashes and quotes, a closing full stop and a trailing
    parenthesis make no difference.
    """
    given = _spellings(typed)
    return any(given & _spellings(answer) for answer in answers)


def _spellings(text: str) -> set[str]:
    """The forms under which a text is compared; never the empty one."""
    whole = _plain(text)
    without = _plain(_TRAILING_PARENTHESIS.sub("", text))
    return {form for form in (whole, without) if form}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_MARKS).casefold()
    return "".join(folded.split()).rstrip(".")
