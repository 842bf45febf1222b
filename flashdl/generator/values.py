"""What a table cell or an answer holds: one value, several, a year, a tick, nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flashdl.generator.language import Language
from flashdl.generator.text import (
    CODE,
    LINK,
    MATH,
    SPACED_LETTER,
    Text,
    normal,
    one_line,
    without_parenthesis,
    without_picture,
    words,
)

_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_YEARS = re.compile(
    r"(?:c\. ?|ca\. ?|~ ?)?(?:1[0-9]|20)\d\ds?(?:\s*(?:[/–-]|and|,)\s*(?:1[0-9]|20)?\d\d)*(?:\s*\([^)]*\))?"
)
_NUMBER = re.compile(r"[<>≤≥~≈±+−-]*\s*[\d.,]+\s*(?:%|[^\W\d]{0,3})?")
_KEYS = (
    r"ctrl|control|cmd|command|alt|option|opt|shift|fn|meta|super|win|windows|esc|escape|enter|return|tab|space|"
    r"spacebar|backspace|delete|del|home|end|page ?(?:up|down)|(?:left|right|up|down) arrow|arrow|f\d\d?|[⌘⌥⇧⌃⎋↩←→↑↓]"
)
_CHORD = re.compile(rf"(?:{_KEYS})(?:(?:\s*[+/,-]\s*|\s+|(?<=[⌘⌥⇧⌃]))(?:{_KEYS}|\S)){{0,6}}", re.IGNORECASE)
_ADJECTIVE = re.compile(r"[A-Z][a-z]*[a-rt-z]")
"""A word at the beginning of a cell that is no plural and no acronym."""
_TICK = re.compile(r"[\s✓✔✅☑✗✘❌✖☒⬜⚠️❎🟢🔴🟡•·xX+\-–—*]*")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<!\S)[^\s@]{1,64}@[^\s@.]{1,64}\.\w")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_OWN_DATE = re.compile(
    r"(?<![\d.`])(?:20\d\d([-/])\d{1,2}\1\d{1,2}|20\d\d\.\d\d\.\d\d|\d{1,2}([-/.])\d{1,2}\2 ?20\d\d)(?![\d`]|\.\d)"
)
"""`2023.8.1` is a version."""
_EITHER = re.compile(r"(?:^|(?<=\s))(?:or|and|oder|und|ou|et|o|y|e|of|en|eller|och)$", re.IGNORECASE)
"""A line of a cell that only joins the ones about it, or the end of what it joined."""
_OPAQUE = re.compile(
    r"urn:\S+|\d+(?:\.\d+){4,}|(?=\S*\d)[0-9a-fA-F]{12,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|([xX?_])\1{2,}"
)
_EMPHASISED = re.compile(rf"(?<!\w)`(\w)`(?={SPACED_LETTER}{{2}})")
"""A letter in code marks within a word: a help to memory, `G`roup."""
_CALL = re.compile(r"\w\([^()]+\)$")
"""A parenthesis that belongs to its word: `O(log n)` is not `O`."""
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)+")
_DRAWN_OUT = re.compile(r"([a-z])\1{3}")
"""A word for the fun of it: `sloooow`."""
_BULLET = re.compile(r"^\s*[-*•]\s+")
TICKS = "✓✔✅☑✗✘❌✖"
MANY = 5
"""The most members that a list card may ask for."""
LONGEST_POINTER = 6
"""Words of a cell that does no more than send the reader elsewhere: `see Tags`."""
LONG_CELL = 14
"""Words of a cell of which more than one sentence is too much for one card."""
LONGEST_MEMBER = 10
"""Words of a list's member that a person can be asked to name."""


@dataclass(frozen=True, slots=True)
class Value:
    """A cell's value."""

    shown: str
    """On one line."""
    parts: tuple[str, ...] = ()
    """Its members, two or more, where the cell holds several."""
    either: tuple[str, ...] = ()
    """Where any of several in code will do, `* *` or `_ _`, these."""

    @property
    def bare(self) -> str:
        """Without a trailing parenthesis, and with no space about the dash of a span, for comparing."""
        return re.sub(r"(?<=\d)\s*([–-])\s*(?=\d)", r"\1", normal(without_parenthesis(self.shown)))

    @property
    def accepted(self) -> tuple[str, ...]:
        """Right spellings, the shown one first: also without the parenthesis, either of two years, no code marks. No
        keyboard has the picture before a word."""
        spellings = [without_picture(self.shown), self.shown]
        if not _CALL.search(self.shown):
            spellings.append(without_parenthesis(self.shown))
        if is_year(self.shown):
            spellings += _YEAR.findall(self.shown)
        if re.fullmatch(r"`[^`]+`", self.shown):
            spellings.append(self.shown.strip("`"))
        spellings += self.either
        return tuple(dict.fromkeys(one_line(spelling) for spelling in spellings))


def value(cell: Text, language: Language) -> Value:
    """What a cell holds."""
    # Keys in code marks of their own are pressed together: `Ctrl`+`T` is `Ctrl+T`.
    told = re.sub(rf"\s*[(（]{language.one_of('see')}[^()（）]*[)）]", "", cell.plain, flags=re.IGNORECASE)
    shown = re.sub(r"`\s*\+\s*`", "+", one_line(_joined(told)))
    if "\n" not in told.strip():
        shown = _first_sentence(shown)  # of lines of its own none says more than the others
    shown = _EMPHASISED.sub(r"\1", shown)
    if _SLUG.fullmatch(shown) and any(one_line(cell.at(span)) == shown for span in cell.of(LINK)):
        shown = shown.replace("-", " ")  # a file's name: `block-anchors`
    return Value(shown, _members(cell, language), _either(shown, language))


def _either(shown: str, language: Language) -> tuple[str, ...]:
    code = r"`[^`]+`"
    is_any = re.fullmatch(rf"{code}(?:\s*(?:/|{language.one_of('or')})\s*{code})+", shown, re.IGNORECASE)
    return tuple(re.findall(code, shown)) if is_any else ()


def _joined(text: str) -> str:
    """The lines of a cell behind each other, told apart where a new one begins rather than a long one going on."""
    if _BULLET.match(text):
        text = re.sub(r" [-•] ", "\n- ", text)  # bullets that were written behind each other
    lines = [_BULLET.sub("", line).strip() for line in text.split("\n")]
    joined = ""
    for line in [line.casefold() if _EITHER.fullmatch(line) else line for line in lines if line]:
        either = _EITHER.fullmatch(line) or _EITHER.search(joined)
        goes_on = either or (line[:1].islower() and len(words(joined)) > LONGEST_MEMBER)
        border = " " if not joined or goes_on or re.search(r"[.,;:!?。、(]$", joined) else "; "
        joined += border + line
    return joined


def _first_sentence(text: str) -> str:
    """A long cell's first sentence: one fact is asked at a time, and the rest is shown with the answer."""
    end = re.search(r"(?<=[^\W\d_]{3})\. (?=[A-Z`])", text)
    first = text[: end.start() + 1] if end else text
    closed = first.count("(") == first.count(")") and not first.count("`") % 2 and not first.count("$") % 2
    return first if len(words(text)) > LONG_CELL and len(words(first)) >= 3 and closed else text


def _members(cell: Text, language: Language) -> tuple[str, ...]:
    text = _masked(cell)
    if text.rstrip().endswith(","):
        return ()  # a list that was not finished
    if "\n" in text.strip() or re.search(r";\s", text):
        borders = r"\n|;\s"
    elif is_year(text):
        return ()
    elif ", " in text and "(" not in text:
        borders = rf",\s+(?:{language.one_of('and')}\s+)?"
    else:
        return ()
    parts = [_BULLET.sub("", part).strip() for part in _split(cell.plain, borders, text)]
    if borders.startswith(",") and (text.rstrip().endswith(".") or _ends_in_both(parts, language)):
        return ()
    if borders.startswith(",") and not _short_nouns(parts, language, longest=3) and not _all_links(cell, parts):
        return ()
    if _goes_on(parts):
        return ()
    if borders.startswith(",") and len(parts) == 2 and _ADJECTIVE.fullmatch(parts[0]) and parts[1][:1].islower():
        return ()  # `Fixed, rigid schema`: both describe one thing
    if any(re.match(rf"{language.one_of('labels')}\s*[:：]", part, re.IGNORECASE) for part in parts):
        return ()
    if any(_EITHER.fullmatch(part) or _points(part, language) for part in parts if part):
        return ()
    if not _are_alike([part for part in parts if part]):
        return ()
    parts = [one_line(part) for part in parts if part]
    # `local; no cloud` is one remark.
    is_cut = any(part.count("(") != part.count(")") for part in parts) or any(
        language.has_value("glue", part.split(maxsplit=1)[0]) for part in parts[1:]
    )
    return tuple(parts) if not is_cut and len({normal(part) for part in parts}) == len(parts) > 1 else ()


def _masked(cell: Text) -> str:
    """The cell's text with code and math made of neutral signs: a slash inside a formula parts nothing."""
    text = cell.plain
    for span in cell.spans:
        if span.kind in (CODE, MATH):
            text = text[: span.start] + "¤" * (span.end - span.start) + text[span.end :]
    return text


def _split(text: str, borders: str, masked: str) -> list[str]:
    """The text parted where the borders stand in its masked form, which is as long."""
    parts, start = [], 0
    for found in re.finditer(borders, masked):
        parts.append(text[start : found.start()])
        start = found.end()
    return [*parts, text[start:]]


def _goes_on(parts: list[str]) -> bool:
    """Whether a text was cut inside a sentence: `Mostly local; no built-in cloud.`"""
    opened = [part[:1] for part in parts if part]
    if not opened or not opened[0].isupper():
        return False
    return parts[-1].rstrip().endswith(".") and any(letter.islower() for letter in opened[1:])


def _ends_in_both(parts: list[str], language: Language) -> bool:
    return language.has_value("not_listed", normal(parts[-1]))


def _are_alike(parts: list[str]) -> bool:
    """Whether lines of one cell are members of a list: a remark below a value, or sentences, are not."""
    sizes = [len(words(part)) for part in parts]
    return bool(sizes) and max(sizes) <= LONGEST_MEMBER and max(sizes) - min(sizes) <= max(3, min(sizes))


def _all_links(cell: Text, parts: list[str]) -> bool:
    labels = {one_line(cell.at(span)) for span in cell.of(LINK)}
    return all(one_line(part) in labels for part in parts)


def _short_nouns(parts: list[str], language: Language, longest: int) -> bool:
    """Members of one list are alike: short, no word of a clause in them, none twice as long as the rest."""
    sizes = [len(words(part)) for part in parts]
    if not all(1 <= size <= longest for size in sizes) or max(sizes) - min(sizes) > 1:
        return False
    if any("&" in part for part in parts) or any(
        re.fullmatch(r"[\d\W]+", part) or part.count("[") != part.count("]") for part in parts
    ):
        return False
    return not any(language.has_value("glue", word) for part in parts for word in words(part))


def is_year(text: str) -> bool:
    return _YEARS.fullmatch(text.strip()) is not None


def is_number(text: str) -> bool:
    """A bare number, with a unit of up to three letters or without; a year is no bare number."""
    return not is_year(text) and _NUMBER.fullmatch(normal(text)) is not None


def is_chord(text: str) -> bool:
    """Keys to press, in code marks or bare: `Ctrl+Shift+T`, `⌘` + `K`."""
    return _CHORD.fullmatch(without_parenthesis(text).replace("`", "").strip()) is not None


def is_one_key(text: str) -> bool:
    """A key that does what is drawn on it in every program: `↑`, `Enter`."""
    return (
        re.fullmatch(
            r"(?i)[←→↑↓]|(?:left|right|up|down)(?: arrow)?|enter|return|backspace|del(?:ete)?|page ?(?:up|down)",
            text.strip("` "),
        )
        is not None
    )


def is_one_letter(text: str) -> bool:
    """A letter with the key that makes a command of it: `Ctrl+C`, `Cmd+B`."""
    return re.fullmatch(r"(?i)(?:ctrl|control|cmd|command|⌘|⌃)\W*[a-z]", text.replace("`", "").strip()) is not None


def is_code_name(text: str) -> bool:
    """Code in marks and nothing else, or several pieces of it: `-v`, `--version`."""
    return re.fullmatch(r"`[^`]+`(\s*[,/+]\s*`[^`]+`)*", text) is not None


def is_symbol(text: str) -> bool:
    """A formula that is one sign, with what stands above and below it: `$\\pi^*$`, `$\\mathscr{A}$`."""
    found = re.fullmatch(r"\$([^$]+)\$", text.strip())
    if not found:
        return False
    letters = re.sub(r"\\(?:math|text|operatorname|left|right)\w*", "", found[1])
    letters = re.sub(r"\\[a-zA-Z]+", "x", letters)
    return len(re.findall(r"[^\W_]", letters)) <= 2 and not re.search(r"[=<>+/(\[|-]", letters)


def is_tick(text: str) -> bool:
    return _TICK.fullmatch(text) is not None


def is_opaque(text: str) -> bool:
    """What machines tell things apart by, `urn:oid:2.5.4.4`, or signs for what is to be filled in, `XXXX`."""
    return _OPAQUE.fullmatch(text.strip("` ")) is not None


def is_address(text: str) -> bool:
    return bool(_URL.search(text) or _EMAIL.search(text))


def is_date(text: str) -> bool:
    return _ISO_DATE.search(text) is not None


def is_own_date(text: str) -> bool:
    """A day that somebody lived or lives through: of this century, as days of history seldom are."""
    return _OWN_DATE.search(text) is not None


def _points(text: str, language: Language) -> bool:
    """Whether a text does no more than send the reader elsewhere."""
    see, bare = language.one_of("see"), normal(text)
    return len(words(bare)) <= LONGEST_POINTER and re.search(rf"^{see}.*\w|\w.*{see}\W*$", bare) is not None


def is_contentless(text: str, language: Language) -> bool:
    """Nothing that could be remembered: empty, a tick, yes or no, a dash, `see ...`."""
    bare = normal(without_parenthesis(text)).strip("()（）[] ")
    if _points(bare, language):
        return True
    if re.fullmatch(r"`[^`]*[^`\s][^`]*`", text) or is_chord(text):
        # Signs are what code and keys are made of: `&&`, `-`, `↓`.
        return re.search(r"\w", bare) is not None and language.has_value("contentless", bare)
    return (
        not re.search(r"\w", text)
        or is_tick(text)
        or bool(_DRAWN_OUT.search(text))
        or language.has_value("contentless", bare)
    )


def dullness(shown: str, language: Language) -> str:
    """Why what a cell says is nothing to remember, whoever it is said of."""
    if is_contentless(shown, language):
        return "the cell holds nothing that could be remembered (a tick, yes or no, a dash)"
    if re.fullmatch(r"\W*\d[\d.,]{8,}\W*|[\[(][\d\s.,;+-]+[\])]", shown):
        return "the cell holds a long number, or a row of them"
    if is_opaque(shown):
        return "the cell holds an identifier for machines, or a place to be filled in"
    if re.search(r"`\.\.+`|\w`\s*(?:–|to)\s*`\w", shown) and is_chord(shown.split("`")[1]):
        return "the cell holds a row of keys, which may be written in many ways"
    if re.search(r"\w[^`]*`[^`]*[{;][^`]{12,}`", shown):
        return "the cell holds a sample of code"
    if shown[:1] in TICKS:
        return "the cell begins with a tick; it answers yes or no"
    if language.has_value("data_types", normal(shown)):
        return "the cell names a data type, as many others do"
    if shown.endswith((":", "?")) or language.says("interrogatives", next(iter(words(shown)), "")):
        return "the cell asks something, or only begins to say it"
    return ""
