"""Which language a note is written in: its front matter says so, or its commonest words do, or the collection's.

Only words that are told apart for sure decide alone; what is in doubt (a table, three words) goes with the most of
the collection, so that a small edit of a short note hardly ever changes its language. A change would reword its
cards and never make other cards of them: no part of a card's key hangs on the language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from flashdl.generator.language import UNKNOWN, heads, others

ENGLISH = "en"
READ = 20_000
"""Characters of a note that are enough to know its language by."""
LEAST, LEAD = 3, 1.25
"""Common words that tell a language, and how many times the next language's they must be."""
_NO_WORDS = re.compile(
    r"^```.*?^```|^~~~.*?^~~~|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|https?://\S+|<[^<>\n]*>|\]\([^()\n]*\)", re.M | re.S
)
# One ASCII letter is as often a symbol as a word.
_WORD = re.compile(r"[^\W\d_]{2,}|[^\W\d_A-Za-z]")
_SCRIPTS = {
    "han": re.compile(r"[\u3400-\u9fff]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
_PIECES = ("han", "kana", "hangul")
"""Scripts whose common words stand inside others, as pieces."""
_BY_SCRIPT = {"kana": "ja", "hangul": "ko", "arabic": "ar", "han": "zh"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a note's words say of its language."""

    found: tuple[tuple[str, int], ...]
    """(language, how many of its common words, those said often a little more), the most first."""
    script: str
    """Of most of its letters; `other` for a script that no language file is in, empty where there are no letters."""
    ascii: bool
    """Whether nearly all its words are of ASCII letters."""

    @property
    def sure(self) -> str:
        """The language that the words alone tell; empty where they leave it open."""
        if not self.found:
            return ""
        code, most = self.found[0]
        # Which of two languages without a file it is does not matter.
        rivals = (count for other, count in self.found[1:] if other in heads() or code in heads())
        return code if most >= LEAST and most >= LEAD * next(rivals, 0) else ""

    def allows(self, code: str) -> bool:
        """Whether a language is not much less likely than the likeliest."""
        most = self.found[0][1] if self.found else 0
        return most < LEAST or dict(self.found).get(code, 0) * LEAD >= most


def read(text: str) -> Evidence:
    """The evidence of a note's text, its front matter left out."""
    text = _NO_WORDS.sub(" ", text[:READ]).casefold()
    words = Counter(_WORD.findall(text))
    letters = sum(len(word) * count for word, count in words.items())
    scripts = Counter({name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()})
    # A little kana among Han letters is Japanese all the same.
    if 6 * scripts["kana"] >= scripts["han"] > 0:
        scripts["kana"] += scripts.pop("han")
    scripts["other"] = max(0, letters - scripts.total())
    script, most = max(scripts.items(), key=lambda found: (found[1], found[0]))
    counts: Counter[str] = Counter()
    ascii_words = sum(count for word, count in words.items() if word.isascii())
    for word, count in words.items():
        for code in _by_word().get(word, ()):
            counts[code] += _told_by(count)
    for code, pieces in _by_piece(script).items():
        counts[code] += sum(_told_by(text.count(piece)) for piece in pieces)
    counts[UNKNOWN] += scripts["other"] // 6
    found = sorted(((code, count) for code, count in counts.items() if count), key=lambda one: (-one[1], one[0]))
    return Evidence(tuple(found), script if most else "", ascii_words >= 0.8 * words.total())


def _told_by(count: int) -> int:
    """What a word tells by standing in a text so often: one that is said again and again may be a name (`Ale`)."""
    return (count.bit_length() + 1) // 2


def told(values: Mapping[str, object]) -> str:
    """The language that front matter names by `lang` or `language`; empty where it names none that is known."""
    for key in ("lang", "language"):
        value = values.get(key)
        name = value.strip().casefold() if isinstance(value, str) else ""
        for code in (name.replace("_", "-"), _TRADITIONAL.get(name.replace("_", "-"), ""), re.split(r"[-_]", name)[0]):
            if code in heads():
                return code
            if code in others():
                return UNKNOWN
        for head in heads().values():
            if name in head.names:
                return head.code
    return ""


_TRADITIONAL = {"zh-tw": "zh-hant", "zh-hk": "zh-hant"}


def majority(notes: Iterable[Evidence]) -> str:
    """The language of most of a collection's running text; empty where nothing tells it."""
    total: Counter[str] = Counter()
    for evidence in notes:
        if evidence.sure:
            total[evidence.sure] += dict(evidence.found)[evidence.sure]
    return max(total.items(), key=lambda found: (found[1], found[0]))[0] if total else ""


def decide(evidence: Evidence, most: str = "") -> str:
    """A note's language.

    Args:
        most: the collection's `majority`.
    """
    if evidence.sure:
        return evidence.sure if evidence.sure in heads() else UNKNOWN
    head = heads().get(most)
    if head and most != UNKNOWN and evidence.script in ("", head.script) and evidence.allows(most):
        return most
    if evidence.script in _BY_SCRIPT:
        return _BY_SCRIPT[evidence.script]
    if not most and evidence.ascii and evidence.script and _may_be_english(evidence):
        return ENGLISH
    return UNKNOWN


def _may_be_english(evidence: Evidence) -> bool:
    """A table alone has few common words: plain letters are English unless two words say otherwise."""
    counts = dict(evidence.found)
    return max(counts.values(), default=0) <= max(1, counts.get(ENGLISH, 0))


def detect(text: str) -> str:
    """The code of the language of a note that stands alone."""
    return decide(read(text))


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    """Which languages a common word belongs to; those without a file count as the unknown one's."""
    found: dict[str, dict[str, None]] = {}
    for code, head in heads().items():
        if head.script not in _PIECES:
            for word in head.common:
                found.setdefault(word, {})[code] = None
    for code, words in others().items():
        for word in words:
            found.setdefault(word, {})[code] = None
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def _by_piece(script: str) -> Mapping[str, tuple[str, ...]]:
    """The pieces to look for in a text of a script, by language; Han letters are written in Japanese, too."""
    scripts = ("han", "kana") if script in ("han", "kana") else (script,)
    return {
        code: tuple(sorted(head.common))
        for code, head in heads().items()
        if script in _PIECES and head.script in scripts
    }
