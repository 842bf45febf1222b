"""The words and templates of a language, from a data file each in `languages/`.

`en.toml` shows all that a file may hold; `und.toml` is for every language that has no file: it asks with labels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

UNKNOWN = "und"


@dataclass(frozen=True)
class Language:
    """Word lists (case folded) and question templates of one language."""

    code: str
    headers: Mapping[str, frozenset[str]]
    sections: Mapping[str, frozenset[str]]
    sentences: Mapping[str, frozenset[str]]
    values: Mapping[str, frozenset[str]]
    templates: Mapping[str, str]
    words: Mapping[str, Any]
    patterns: Mapping[str, str]
    """By group of sentence words: a pattern that matches any of them, the longest first."""

    def is_header(self, group: str, header: str) -> bool:
        """Whether a table header belongs to a group of headers, e.g. `year`."""
        return header.casefold().strip(" :.?*") in self.headers.get(group, ())

    def has_value(self, group: str, value: str) -> bool:
        return value.casefold().strip(" .!") in self.values.get(group, ())

    def says(self, group: str, word: str) -> bool:
        return word.casefold() in self.sentences.get(group, ())

    def ask(self, template: str, **parts: object) -> str:
        """A question in this language. Parts that a template has no place for are left out."""
        text = self.templates[template]
        # One pass, so that a brace in a note's text is never taken for a place.
        return re.sub(r"\{(\w+)\}", lambda found: str(parts[found.group(1)]), text)

    def count(self, number: int) -> str:
        words: list[str] = self.words["counts"]
        return words[number] if number < len(words) else str(number)

    def all(self, number: int) -> str:
        """`both`, `all three`: how many a list card asks for."""
        words: list[str] = self.words["all"]
        return words[number] if number < len(words) else str(number)

    def one_of(self, group: str) -> str:
        """A pattern that matches any expression of a group of sentence words; nothing for an empty group."""
        return self.patterns.get(group, r"(?!)")

    def plural(self, noun: str) -> str:
        """English only needs its endings here; another language keeps the word."""
        if self.code != "en" or re.search(r"(?<!s)s$|\W$", noun):
            return noun
        if re.search(r"[^aeiou]y$", noun):
            return noun[:-1] + "ies"
        if noun.endswith("is"):
            return noun[:-2] + "es"
        return noun + ("es" if re.search(r"(s|x|z|ch|sh)$", noun) else "s")


@cache
def language(code: str) -> Language:
    """The language with this code; the unknown one where there is no file."""
    folder = resources.files("flashdl.generator") / "languages"
    file = folder / f"{code}.toml"
    if not file.is_file():
        code, file = UNKNOWN, folder / f"{UNKNOWN}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))

    def groups(part: str) -> dict[str, frozenset[str]]:
        return {name: frozenset(word.casefold() for word in words) for name, words in read[part].items()}

    sentences = groups("sentences")
    return Language(
        code=code,
        headers=groups("headers"),
        sections=groups("sections"),
        sentences=sentences,
        values=groups("values"),
        templates=read["templates"],
        words=read["words"],
        patterns={group: _any_of(found) for group, found in sentences.items() if found},
    )


def _any_of(expressions: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(expressions, key=lambda one: (-len(one), one))))


def detect(text: str) -> str:
    """The code of the language a note is written in: English, or unknown.

    A language's commonest words make a sixth or more of its running text; a table alone has few, so a short note in
    ASCII letters counts as English.
    """
    found = re.findall(r"[^\W\d_]+", text[:20_000].casefold())
    if not found:
        return UNKNOWN
    ascii_words = sum(word.isascii() for word in found)
    if ascii_words < 0.8 * len(found):
        return UNKNOWN
    common = sum(word in _COMMON for word in found)
    foreign = sum(word in _FOREIGN for word in found)
    return "en" if common > foreign or (common == foreign and len(found) < 60) else UNKNOWN


_COMMON = frozenset(
    ("the", "of", "and", "is", "to", "in", "that", "for", "with", "are", "it", "as", "on", "by", "this", "an", "from")
)
# The commonest words of German, French, Spanish, Italian, Portuguese, Dutch, Polish and Indonesian that are no
# English words.
_FOREIGN = frozenset(
    (
        "der",
        "die",
        "das",
        "und",
        "ist",
        "ein",
        "eine",
        "nicht",
        "mit",
        "le",
        "la",
        "les",
        "des",
        "du",
        "est",
        "et",
        "une",
        "dans",
        "pour",
        "el",
        "los",
        "las",
        "en",
        "y",
        "del",
        "una",
        "por",
        "que",
        "con",
        "il",
        "di",
        "che",
        "della",
        "non",
        "per",
        "um",
        "uma",
        "os",
        "do",
        "da",
        "não",
        "em",
        "het",
        "een",
        "van",
        "niet",
        "zijn",
        "jest",
        "nie",
        "się",
        "na",
        "yang",
        "dan",
        "untuk",
        "dengan",
    )
)
