"""The words, patterns and templates of a language, from a data file each in `languages/`.

`en.toml` shows all that a file may hold. A list may be one text with commas; a `*` at a word's end stands for any
ending. Questions that a file has no template for are asked with the labels of `und.toml`, which is also the language
of every note whose language has no file. A file that `extends` another holds only what differs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from flashdl.generator.text import without_picture

UNKNOWN, ENGLISH = "und", "en"
LEAST_EXAMPLE = 7
"""Letters of a word that means an example wherever it begins or ends a header; `typical usage` is none."""
PLACES = (
    "template_folders",
    "template_files",
    "daily_folders",
    "index_files",
    "course_parts",
    "status_tags",
    "working_folders",
)


@dataclass(frozen=True)
class Head:
    """What a file says above its first table: enough to know the language by."""

    code: str
    names: frozenset[str]
    """What front matter may call it, besides its code."""
    common: frozenset[str]
    """The commonest words; of a language without spaces, pieces of words."""
    script: str
    """`latin`, `cyrillic`, `arabic`, `han`, `kana` or `hangul`."""
    places: Mapping[str, frozenset[str]]
    """Names of folders and files that hold no notes or unfinished ones, and of files whose name is no title, by
    `PLACES`."""


@dataclass(frozen=True)
class Language:
    """Word lists (case folded), patterns and question templates of one language."""

    code: str
    spaced: bool
    """Whether spaces stand between its words."""
    inner_capitals: bool
    """Whether a noun keeps its capital inside a question; otherwise the capitals of a header become small."""
    drops_subject: bool
    """Whether a sentence may leave its subject out, so that one which begins with a verb has none."""
    headers: Mapping[str, frozenset[str]]
    sections: Mapping[str, frozenset[str]]
    sentences: Mapping[str, frozenset[str]]
    values: Mapping[str, frozenset[str]]
    templates: Mapping[str, str]
    words: Mapping[str, Any]
    patterns: Mapping[str, str]
    """By group of sentence words: a pattern that matches any of them, the longest first."""
    grammar: Mapping[str, tuple[str, ...]]
    """Regular expressions for what is no list of words."""
    endings: Mapping[str, tuple[tuple[str, str], ...]]
    """`plural` and `singular`: (pattern, replacement), the first that matches holds."""

    def is_header(self, group: str, header: str) -> bool:
        """Whether a table header belongs to a group of headers, e.g. `year`."""
        return header.casefold().strip(" :.?*：") in self.headers.get(group, ())

    def leaves_out(self, heading: str) -> bool:
        """Whether the section below a heading is no statement of the note: references, plans, a log."""
        return heading.casefold().strip(" :：") in self.sections.get("left_out", ())

    def has_value(self, group: str, value: str) -> bool:
        return value.casefold().strip(" .!。") in self.values.get(group, ())

    def says(self, group: str, word: str) -> bool:
        """Whether a word, all of it, is one of a group of sentence words."""
        folded = word.casefold()
        found = self.sentences.get(group, ())
        return folded in found or (self._starred(group) and _compiled(self.one_of(group)).fullmatch(folded) is not None)

    def finds(self, group: str, text: str) -> bool:
        """Whether a text has any expression of a group of sentence words in it."""
        return _compiled(self.one_of(group), re.IGNORECASE).search(text) is not None

    def begins(self, group: str, text: str) -> bool:
        """Whether a text opens with an expression of a group; a word with a hyphen behind it is another word."""
        return _compiled(rf"[\W_]*{self.one_of(group)}(?!-\w)", re.IGNORECASE).match(text) is not None

    def holds(self, name: str, text: str) -> bool:
        """Whether one of the language's own patterns stands in a text; False where it has none of this name."""
        return any(_compiled(pattern).search(text) for pattern in self.grammar.get(name, ()))

    def starts(self, name: str, text: str) -> list[int]:
        """Where the matches of one of the language's own patterns begin, in order."""
        return sorted(
            one.start() for pattern in self.grammar.get(name, ()) for one in _compiled(pattern).finditer(text)
        )

    def until(self, name: str, text: str) -> str:
        """What stands before the first match of one of the language's own patterns; all of it where none matches."""
        return text[: next(iter(self.starts(name, text)), len(text))]

    def without(self, name: str, text: str) -> str:
        """A text less the matches of one of the language's own patterns."""
        for pattern in self.grammar.get(name, ()):
            text = _compiled(pattern).sub("", text)
        return text

    def defines(self, name: str, text: str) -> re.Match[str] | None:
        """A sentence that says what a thing of this name is: groups `name`, `what`, perhaps `article` and `plural`."""
        if name.casefold() not in text.casefold():
            return None  # to compile a pattern of its own for every name would cost more than all the rest
        for pattern in self.grammar.get("definition", ()):
            filled = pattern.replace("{name}", re.escape(name)).replace("{aside}", r"(?:\s*[(（][^()（）]*[)）])?")
            found = re.match(filled, text, re.IGNORECASE)
            if found:
                return found
        return None

    def ask(self, template: str, **parts: object) -> str:
        """A question in this language. Parts that a template has no place for are left out."""
        text = self.templates[template]
        if isinstance(header := parts.get("attribute"), str):
            parts["attribute"] = header.rstrip("?？؟ ") or header  # a header that asks is asked once
        # One pass, so that a brace in a note's text is never taken for a place.
        asked = re.sub(r"\{(\w+)\}", lambda found: str(parts[found.group(1)]), text)
        bare = asked.rstrip("?？؟")
        asked = asked[: len(bare) + 1]
        # A header that was made small for the inside of a sentence opens this one; `macOS` stays.
        opening = re.match(r"[^\W\d_]+", asked) if text.startswith(("{attribute}", "{type}")) else None
        return asked[0].upper() + asked[1:] if opening and opening.group().islower() else asked

    def count(self, number: int) -> str:
        words: list[str] = self.words["counts"]
        return words[number] if number < len(words) else str(number)

    def all(self, number: int) -> str:
        """`both`, `all three`: how many a list card asks for."""
        words: list[str] = self.words["all"]
        return words[number] if number < len(words) else str(number)

    def one_of(self, group: str) -> str:
        """A pattern that matches any expression of a group of sentence words as whole words; nothing for no group."""
        return self.patterns.get(group, r"(?!)")

    def plural(self, noun: str) -> str:
        """A noun in the plural; unchanged in a language that has no rules for it."""
        return self._ending("plural", noun) or noun

    def singular(self, noun: str) -> str | None:
        """A plural's singular; None where the noun is no plural, or the language has no rules for it."""
        return self._ending("singular", noun)

    def as_noun(self, header: str) -> str:
        """A header inside a sentence: capitals of a title become small, those of a name or an acronym stay."""
        shown = without_picture(header).strip(" :?*：")
        if self.inner_capitals:
            return shown
        small = re.compile(r"[^\W\d_](?:[^\W\d_]|['’/-])*")
        return " ".join(
            # A letter alone is a sign: `T` is not `t`.
            word.lower() if len(word) > 1 and small.fullmatch(word) and word[1:] == word[1:].lower() else word
            for word in shown.split()
        )

    def typed(self, noun: str, subject: str) -> str:
        """A subject with what kind of thing it is, e.g. `the model GAN`; the subject alone where that needs grammar."""
        form = str(self.words.get("typed", ""))
        return form.replace("{type}", noun, 1).replace("{subject}", subject, 1) if form else subject

    def inside(self, key: str) -> str:
        """A key that describes rather than names, inside a sentence: `Output of a unit` is `the output of a unit`."""
        article = str(self.words.get("typed", "")).partition("{")[0]
        names = re.search(r"\s[A-Z][a-z]+(?!\w)", key)  # `Bank of America`
        if not article or names or not self.holds("of_what", key) or not re.match(r"[A-Z][a-z]+(?:-[a-z]+)*\s", key):
            return key
        return f"{article}{key[0].lower()}{key[1:]}"

    def _ending(self, name: str, noun: str) -> str | None:
        for pattern, replacement in self.endings.get(name, ()):
            if re.search(pattern, noun):
                return re.sub(pattern, replacement, noun, count=1)
        return None

    def _starred(self, group: str) -> bool:
        return r"\w*" in self.patterns.get(group, "")


@cache
def language(code: str) -> Language:
    """The language with this code; the unknown one where there is no file."""
    if code not in heads():
        code = UNKNOWN
    read = _read(code)
    if "extends" in read:
        read = _laid_over(_read(read["extends"]), read)

    def groups(part: str) -> dict[str, frozenset[str]]:
        return {name: _folded(words) for name, words in read.get(part, {}).items()}

    spaced = bool(read.get("spaced", True))
    sentences = groups("sentences")
    return Language(
        code=code,
        spaced=spaced,
        inner_capitals=bool(read.get("inner_capitals", True)),
        drops_subject=bool(read.get("drops_subject", False)),
        headers=groups("headers"),
        sections=groups("sections"),
        sentences=sentences,
        values=groups("values"),
        templates=_templates(read),
        words={"counts": [], "all": [], **read["words"]},
        patterns={group: _any_of(found, spaced) for group, found in sentences.items() if found},
        grammar={
            name: (found,) if isinstance(found, str) else tuple(found) for name, found in read["patterns"].items()
        },
        endings={name: tuple((rule[0], rule[1]) for rule in rules) for name, rules in read.get("endings", {}).items()},
    )


@cache
def heads() -> Mapping[str, Head]:
    """Every language that has a file, by its code. Reads the files' beginnings only."""
    found = {}
    for file in sorted(_folder().iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            # Keys above the first table stand alone, so the rest need not be read.
            read = tomllib.loads(re.split(r"^\[", file.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)[0])
            code = file.name.removesuffix(".toml")
            found[code] = Head(
                code=code,
                names=_folded(read.get("names", "")),
                common=_folded(read.get("common", "")),
                script=str(read.get("script", "latin")),
                places={kind: _folded(read.get(kind, "")) for kind in PLACES},
            )
    return found


@cache
def others() -> Mapping[str, frozenset[str]]:
    """The commonest words of languages that have no file, by code: so that they are not taken for a like one."""
    return {code: _folded(words) for code, words in _read(UNKNOWN)["others"].items()}


@cache
def places(kind: str) -> frozenset[str]:
    """What a kind of `PLACES` is called in any language: a folder's language is not the note's."""
    return frozenset().union(*(head.places[kind] for head in heads().values()))


def is_ordinal(header: str) -> bool:
    """Whether any language calls a column so that only counts rows."""
    return any(language(code).is_header("ordinal", header) for code in heads())


@lru_cache(maxsize=4096)
def is_example(header: str) -> bool:
    """Whether any language calls a column of examples so: headers are often in another language than their note."""
    found = header.split()
    # `Domain example`, `Example in a shop`
    ends = [word for word in (found[:1] + found[-1:]) if len(found) > 1 and len(word) >= LEAST_EXAMPLE]
    return any(language(code).is_header("example", name) for code in heads() for name in (header, *ends) if name)


def _folder() -> Any:
    return resources.files("flashdl.generator") / "languages"


@cache
def _read(code: str) -> dict[str, Any]:
    return tomllib.loads((_folder() / f"{code}.toml").read_text(encoding="utf-8"))


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = {**below, **above}
    for name, table in below.items():
        if isinstance(table, dict):
            merged[name] = {**table, **above.get(name, {})}
    return merged


def _templates(read: dict[str, Any]) -> dict[str, str]:
    mark = str(read.get("question_mark", "?"))
    labels = {name: re.sub(r"\?$", lambda _: mark, text) for name, text in _read(UNKNOWN)["templates"].items()}
    return {**labels, **read["templates"]}


def _folded(words: list[str] | str) -> frozenset[str]:
    listed = words.split(",") if isinstance(words, str) else words
    return frozenset(word.strip().casefold() for word in listed if word.strip())


@lru_cache(maxsize=4096)  # re's own cache is too small for all languages and is emptied by the patterns of names
def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _any_of(expressions: frozenset[str], spaced: bool) -> str:
    listed = sorted(expressions, key=lambda one: (-len(one), one))
    joined = "|".join(re.escape(one).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for one in listed)
    return rf"(?<!\w)(?:{joined})(?!\w)" if spaced else f"(?:{joined})"
