"""A note as the generator sees it: its names, its language, its blocks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from flashdl.generator import detect, front_matter
from flashdl.generator.language import Language, language, places
from flashdl.generator.markdown import Block, Heading, Item, Paragraph, parse
from flashdl.generator.text import one_line
from flashdl.generator.topics import topics

_LONG_AND_SHORT = re.compile(r"^(?P<long>[^()]*\w)\s*\((?P<short>[^()]{2,12})\)$")
_SHORT_AND_LONG = re.compile(r"^(?P<short>[^()]{2,12}?)\s*\((?P<long>[^()]{4,80})\)$")
_LABEL = re.compile(r"[\W_]*([^\W\d_]+)[\W_]*(?::(?:\W|$)|：)")
_SIGNPOST = re.compile(r'(?<=\S) ?\[([A-Z]{2,4})\]\((https?://[^()\s]{1,300})(?: "[^"\n]{0,120}")?\)')
"""A link away from the collection, under a short name in capitals, with the space before it."""
MANY_ADDRESSES = 8
"""Addresses from which such a name is a signpost, `REF`, rather than the name of a thing."""
_CARD_TAG = re.compile(r"(?:^|\s)#(?:flash)?cards?(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name with the forms that mean the same: `Machine Learning (ML)` has a long and a short one, in either order."""

    full: str

    @property
    def parts(self) -> tuple[str, str] | None:
        """(long, short) where the name ends in its own acronym."""
        for form in (_LONG_AND_SHORT, _SHORT_AND_LONG):
            found = form.match(self.full)
            if found and is_acronym_of(found["short"], found["long"]):
                return found["long"].strip(), found["short"].strip()
        return None

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.full, *(self.parts or ()))


@dataclass(frozen=True, slots=True)
class Page:
    """One note, read."""

    file: str
    """From the source's root."""
    document: str
    """What it is called in keys: the front matter's `flashdl-id`, else the file."""
    title: str
    names: tuple[str, ...]
    """Title, file name, aliases, and the long and short form of each."""
    language: Language
    """Of the note alone, until the collection is known."""
    blocks: tuple[Block, ...]
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """What it says that it is of, what tells most first."""
    fault: str = ""
    """What is wrong with its front matter."""
    first_line: int = 1
    head: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    """The words before a colon with which lines of it begin, in small letters: `definition: ...`."""
    has_cards: bool = False
    """A tag says that somebody wrote flashcards into it."""
    evidence: detect.Evidence | None = None
    """What its words say of its language; None where the front matter names it."""

    def is_named_by(self, sentence: str) -> bool:
        """Whether a sentence begins with one of the note's names."""
        start = sentence.casefold()
        return any(len(name) > 1 and start.startswith(name.casefold()) for name in self.names)

    def section(self, block: Block) -> tuple[str, ...]:
        """The headings above a block, without the one that is the title."""
        path = tuple(one_line(part) for part in block.section)
        return path[1:] if path and path[0] == self.title else path


def read(file: str, text: str) -> Page:
    """A page from a note's text.

    Args:
        file: its path from the source's root, with `/`.
    """
    file = unicodedata.normalize("NFC", file)
    head = front_matter.split(text)
    blocks = parse(_without_signposts(head.body), first_line=head.first_line)
    stem = PurePosixPath(file).stem
    tags = tuple(tag.lstrip("#") for tag in head.texts("tags", "tag"))
    title = head.text("title") or _title(stem, blocks)
    told = detect.told(head.values)
    evidence = None if told else detect.read(head.body)
    names: dict[str, None] = {}
    # Dendron's files are a path of names with dots: the last one is the note's.
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", stem):
        names[stem.rsplit(".", 1)[-1]] = None
    aliases = (alias for alias in head.texts("aliases", "alias") if not re.search(r"[/#]", alias))
    for name in (title, stem, *aliases):
        names.update(dict.fromkeys(Name(name).spellings))
    return Page(
        file=file,
        document=head.text("flashdl-id") or file,
        title=title,
        names=tuple(names),
        language=language(detect.decide(evidence) if evidence else told),
        blocks=blocks,
        tags=tags,
        topics=topics(title, tags, head.values, head.body),
        fault=head.fault,
        first_line=head.first_line,
        head=head.values,
        labels=Counter(_labels(blocks)),
        has_cards=any(_CARD_TAG.search(f" #{tag}") for tag in tags) or bool(_CARD_TAG.search(head.body)),
        evidence=evidence,
    )


def _without_signposts(text: str) -> str:
    """A note's text without links that are no words of it: `[REF](https://...)` behind every second sentence."""
    targets: dict[str, set[str]] = defaultdict(set)
    for found in _SIGNPOST.finditer(text):
        targets[found[1]].add(found[2])
    empty = {label for label, led in targets.items() if len(led) >= MANY_ADDRESSES}
    if not empty:
        return text
    code = _code(text)
    ends = [end for _, end in code]

    def without(found: re.Match[str]) -> str:
        span = bisect(ends, found.start())
        is_code = span < len(code) and code[span][0] < found.start()
        return found[0] if is_code or found[1] not in empty else ""

    return _SIGNPOST.sub(without, text)


def _code(text: str) -> list[tuple[int, int]]:
    """(start, end) of what stands between equal runs of backticks, in order."""
    runs = [found.span() for found in re.finditer("`+", text)]
    later: dict[int, list[int]] = defaultdict(list)
    for place in range(len(runs) - 1, -1, -1):
        later[runs[place][1] - runs[place][0]].append(place)
    spans, place = [], 0
    while place < len(runs):
        start, end = runs[place]
        equals = later[end - start]
        while equals and equals[-1] <= place:
            equals.pop()
        place = equals[-1] if equals else place
        if equals:
            spans.append((start, runs[place][1]))
        place += 1
    return spans


def _labels(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block.content, Paragraph | Item | Heading) and (found := _LABEL.match(block.content.text.plain)):
            yield found[1].casefold()


def _title(stem: str, blocks: Iterable[Block]) -> str:
    """The only first-level heading where the note opens with it; else the file name."""
    contents = [block.content for block in blocks]
    tops = [content for content in contents if isinstance(content, Heading) and content.level == 1]
    if len(tops) == 1 and tops[0].text and (contents[0] is tops[0] or stem.casefold() in places("index_files")):
        return one_line(tops[0].text.plain)
    return stem


def is_acronym_of(short: str, long: str) -> bool:
    """Whether the letters of `short` stand in `long` in order, each word's initial before its other letters.

    `Gen AI` of `Generative AI`, `NNs` of `Neural Networks`, `LSTM` of `Long Short-Term Memory`. A plural s of the
    short form needs no letter. At least one capital; not a word that simply stands in the long form.
    """
    letters = re.sub(r"[\W_]", "", short)
    if letters.endswith("s") and len(letters) > 2 and letters[-2].isupper():
        letters = letters[:-1]
    if re.fullmatch(r"[A-Z]\d+", letters):
        return False  # `H3` of `Header 3` counts
    if len(letters) < 2 or not any(letter.isupper() for letter in letters) or len(short) >= len(long):
        return False
    parts = re.findall(r"\w+", long)
    if (
        len(letters) > 12
        or len(parts) > min(12, 2 * len(letters))
        or short.casefold() in (part.casefold() for part in parts)
    ):
        return False
    if (
        len(letters) >= 4
        and len(parts) <= len(letters) - 2
        and not any(part[1:].casefold() != part[1:] for part in parts)
    ):
        # `LICSW` of three plain words: letters are there by chance.
        return False
    return _spelled(letters.casefold(), tuple(part.casefold() for part in parts))


@lru_cache(maxsize=4096)  # without it the time doubles with each word that begins alike
def _spelled(letters: str, parts: tuple[str, ...]) -> bool:
    """Letters matched as prefixes of the words in order; a word may be passed over when it is a short one."""
    if not letters:
        return all(len(part) <= 4 for part in parts)
    if not parts:
        return False
    first, rest = parts[0], parts[1:]
    for size in range(1, len(first) + 1):
        if not _in_order(letters[:size], first):
            break
        if _spelled(letters[size:], rest):
            return True
    return len(first) <= 4 and _spelled(letters, rest)


def _in_order(letters: str, word: str) -> bool:
    """The first letters agree and the others follow in order."""
    if not letters or not word or letters[0] != word[0]:
        return not letters
    place = iter(word)
    return all(letter in place for letter in letters)
