"""The language that finds cards: words of their text, and names with a colon. Pure.

    deck:"Deep Learning" is:due -tag:exam
    softmax or sigmoid
    prop:ease<2 rated:7:again

Words side by side must all hold, `or` lets either, `-` turns round, brackets group, quotes hold a text together, and
`*` stands for any letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from flashdl import decks
from flashdl.errors import UsageError
from flashdl.terminal import one_line

STATES = (
    *("new", "due", "learning", "young", "mature", "leech"),
    *("suspended", "buried", "flagged", "inbox", "rejected", "gone", "ahead"),
)
"""What `is:` knows. `gone` is a card that its source does not hold any more; `ahead` one whose last answer was given on
a day that lies ahead, for the clock was wrong."""
PROPERTIES = ("ease", "interval", "due", "lapses", "reviews", "score", "stability", "difficulty", "line")
"""What `prop:` knows. Ease is a factor (2.5), interval days, due days from today, score 0 to 1."""
RATINGS = {"again": 1, "hard": 2, "good": 3, "easy": 4}
FIELDS = (
    "deck",
    "tag",
    "is",
    "flag",
    "source",
    "kind",
    "prop",
    "rated",
    "introduced",
    "question",
    "answer",
    "id",
    "note",
)
"""The names that may stand before a colon."""
DEEPEST = 50
"""Brackets within brackets."""
LONGEST = 2000
"""Characters of a query."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=\S))|(?P<word>(?:"(?:\\.|[^"\\])*"|\\.|[^\s()"])+)|(?P<quote>"))""",
    re.DOTALL,
)
_COMPARED = re.compile(r"([a-z]+)(<=|>=|!=|=|<|>)(-?\d{1,9}(?:\.\d{1,6})?)")


@dataclass(frozen=True, slots=True)
class Text:
    """Letters that stand in the question, the answers or the context; `*` for any."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """`name:value`, for the names whose value is text or a word of a list."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Compared:
    """`prop:ease<2`."""

    name: str
    sign: str
    number: float


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer within so many study days (1: today); `first`: the card's first one ever."""

    days: int
    rating: int | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    part: Part


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts, always."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Part, ...]


Part = Text | Field | Compared | Rated | Not | All | Either


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def parse(text: str) -> Part:
    """What a query means; an empty one means every card.

    Raises:
        UsageError: it cannot be read; the sentence says where and what would be right.
    """
    if len(text) > LONGEST:
        raise UsageError(f"the query has {len(text)} characters; {LONGEST} are the most.")
    tokens = list(_tokens(text))
    part, rest = _either(tokens, 0, 0)
    if rest < len(tokens):
        _fail("a bracket is closed that was never opened", tokens[rest])
    return part


def meant(text: str, deck_names: Callable[[], Iterable[str]]) -> Part:
    """What a query means where a deck may be named by its last levels, if one deck alone ends so.

    Args:
        deck_names: all there are; asked only where the query names one.

    Raises:
        UsageError: as `parse`.
    """
    part = parse(text)
    return _named_whole(part, decks.levels(deck_names())) if _names_deck(part) else part


def _names_deck(part: Part) -> bool:
    match part:
        case Field("deck", _):
            return True
        case Not(inner):
            return _names_deck(inner)
        case All(parts) | Either(parts):
            return any(map(_names_deck, parts))
    return False


def _deck_names(part: Part) -> list[str]:
    """What a query has for names of decks, with their signs."""
    match part:
        case Field("deck", value):
            return [value]
        case Not(inner):
            return _deck_names(inner)
        case All(parts) | Either(parts):
            return [name for inner in parts for name in _deck_names(inner)]
    return []


def _named_whole(part: Part, names: Sequence[str]) -> Part:
    match part:
        case Field("deck", value):
            found = [] if _is_whole(value, names) else decks.meant(value, names)
            return Field("deck", _literal(found[0])) if len(found) == 1 else part
        case Not(inner):
            return Not(_named_whole(inner, names))
        case All(parts):
            return All(tuple(_named_whole(inner, names) for inner in parts))
        case Either(parts):
            return Either(tuple(_named_whole(inner, names) for inner in parts))
    return part


def _unmatched(pattern: str, names: Sequence[str]) -> str:
    """What to say of a pattern that is the name of no deck; nothing where it is of one."""
    if _matching(pattern, names):
        return ""
    inner = f"*::{pattern}"
    if found := _matching(inner, names):
        return f"No deck is called “{pattern}” from its first level on; deck:{inner} finds {decks.listed(found)}."
    said = decks.unclear(pattern, names)
    return said[0].upper() + said[1:]


def _matching(pattern: str, names: Sequence[str]) -> list[str]:
    wanted = re.compile(".*".join(map(re.escape, pieces(pattern.casefold()))), re.DOTALL)
    return [name for name in names if wanted.fullmatch(name.casefold())]


def _is_whole(text: str, names: Sequence[str]) -> bool:
    return any(name.casefold() == text.casefold() for name in names)


def _literal(name: str) -> str:
    """A name as a value whose signs mean themselves."""
    return re.sub(r"([\\\"*])", r"\\\1", name)


def is_query(text: str) -> bool:
    """Whether a text names a field, and so is a query and not the id of a card."""
    try:
        tokens = list(_tokens(text))
    except UsageError:
        return False
    return any(token.kind == "word" and _field(token.text) for token in tokens)


def names_state(part: Part, state: str) -> bool:
    """Whether a query speaks of `is:state` anywhere."""
    match part:
        case Field("is", value):
            return value.casefold() == state
        case Not(inner):
            return names_state(inner, state)
        case All(parts) | Either(parts):
            return any(names_state(inner, state) for inner in parts)
    return False


def quoted(name: str, value: str) -> str:
    """`name:value` as a query has it, with quotes where it needs them."""
    if re.fullmatch(r"[^\s()\"\\*-][^\s()\"\\*]*", value):
        return f"{name}:{value}"
    return f'{name}:"{_literal(value)}"'


def completions(text: str, decks: Sequence[str], tags: Sequence[str], kinds: Sequence[str] = ()) -> list[str]:
    """Queries that begin with `text` and go on as one could: names, then the values that there are."""
    start = last_word(text)
    word = text[start:]
    sign, word = ("-", word[1:]) if word.startswith("-") else ("", word)
    name, colon, value = word.partition(":")
    if not colon:
        found = [f"{known}:" for known in FIELDS if name and known.startswith(name.casefold())]
    else:
        known_values = {"deck": decks, "tag": tags, "kind": kinds, "is": STATES, "prop": PROPERTIES} | {
            "rated": ("1", "7", "30")
        }
        begun = value.strip('"').casefold()
        values = known_values.get(name.casefold(), ())
        found = [quoted(name, each) for each in values if each.casefold().startswith(begun) and each != value]
    return [f"{text[:start]}{sign}{each}" for each in found]


def advice(text: str, deck_names: Callable[[], Iterable[str]], *, finds: bool = False) -> str:
    """What may be wrong with a query that can be read; empty where nothing is known.

    Args:
        deck_names: all there are; asked only where the query names one.
        finds: it finds cards; then only that a name may be of several decks is wrong.
    """
    bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', text.casefold())
    unknown = [name for name in re.findall(r"(?:^|[\s(-])([a-z]+):(?!/)", bare) if name not in FIELDS]
    if unknown and not finds:
        return f"“{unknown[0]}:” is no name that is known, so it was looked for as text; known are {', '.join(FIELDS)}."
    if not (named := _deck_names(parse(text))):
        return ""
    names = decks.levels(deck_names())
    for value in named:
        name, *more = pieces(value)
        if more:
            if not finds and (said := _unmatched(value, names)):
                return said
            continue
        found = [name] if _is_whole(name, names) else decks.meant(name, names)
        if len(found) > 1 or not (found or finds):
            said = decks.unclear(name, names)
            return said[0].upper() + said[1:]
    return ""


def pieces(text: str) -> list[str]:
    r"""A text between its `*`, `\` before a sign taking its meaning away: `a*b\*` is `a` and `b*`."""
    found = [""]
    for sign in re.findall(r"\\[*\"\\]|.", text, re.DOTALL):
        if sign == "*":
            found.append("")
        else:
            found[-1] += sign[-1]
    return found


def last_word(text: str) -> int:
    """Where the word begins that is being typed."""
    place = inside = 0
    for index, sign in enumerate(text):
        inside ^= sign == '"'
        if not inside and sign in " (":
            place = index + 1
    return place


def _tokens(text: str) -> Iterator[_Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            _fail("this cannot be read", _Token("", text[place:], place))
        token = _Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))
        if token.kind == "quote":
            _fail("a quotation mark has no partner", token)
        yield token
        place = found.end()


def _either(tokens: Sequence[_Token], place: int, depth: int) -> tuple[Part, int]:
    parts: list[Part] = []
    while True:
        part, place = _all(tokens, place, depth)
        parts.append(part)
        if place >= len(tokens) or not _is(tokens[place], "or"):
            return (parts[0] if len(parts) == 1 else Either(tuple(parts))), place
        if place + 1 >= len(tokens) or parts[-1] == All(()):
            _fail("there must be something on both sides of “or”", tokens[place])
        place += 1


def _all(tokens: Sequence[_Token], place: int, depth: int) -> tuple[Part, int]:
    parts: list[Part] = []
    while place < len(tokens) and tokens[place].kind != "close" and not _is(tokens[place], "or"):
        if _is(tokens[place], "and") and parts:
            place += 1
            continue
        part, place = _one(tokens, place, depth)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else All(tuple(parts))), place


def _one(tokens: Sequence[_Token], place: int, depth: int) -> tuple[Part, int]:
    token = tokens[place]
    if depth > DEEPEST:
        _fail("there are too many brackets in brackets", token)
    if token.kind == "minus":
        if place + 1 >= len(tokens) or tokens[place + 1].kind == "close":
            _fail("there must be something behind “-”", token)
        part, rest = _one(tokens, place + 1, depth + 1)
        return Not(part), rest
    if token.kind == "open":
        part, rest = _either(tokens, place + 1, depth + 1)
        if rest >= len(tokens):
            _fail("a bracket is not closed", token)
        if part == All(()):
            _fail("there is nothing in the brackets", token)
        return part, rest + 1
    return _term(token), place + 1


def _is(token: _Token, word: str) -> bool:
    return token.kind == "word" and token.text.casefold() == word


def _field(word: str) -> str:
    """The name before a word's colon, where it is one."""
    name, colon, _ = word.lstrip('"').partition(":")
    return name.casefold() if colon and name.casefold() in FIELDS else ""


def _term(token: _Token) -> Part:
    word = _bare(token.text)
    name = _field(token.text)
    if not name:
        return Text(word)
    value = word.partition(":")[2]
    if not value:
        _fail(f"something must stand behind “{name}:”", token)
    if name == "is":
        if value.casefold() not in STATES:
            _fail(f"is: knows {', '.join(STATES)}", token)
        return Field(name, value.casefold())
    if name == "prop":
        return _compared(value, token)
    if name in ("rated", "introduced"):
        return _rated(name, value, token)
    if name == "flag" and not re.fullmatch(r"[0-7]", value):
        _fail("flag: takes a number from 0 to 7", token)
    return Field(name, value)


def _bare(word: str) -> str:
    """A word without its quotation marks; what they hold, less `\\"`."""
    parts = re.findall(r'"((?:\\.|[^"\\])*)"|((?:\\.|[^"\\])+)', word, re.DOTALL)
    return "".join(re.sub(r'\\"', '"', held) if held else free for held, free in parts)


def _compared(value: str, token: _Token) -> Compared:
    found = _COMPARED.fullmatch(value.casefold())
    if found is None or found[1] not in PROPERTIES:
        _fail(f"prop: takes one of {', '.join(PROPERTIES)}, a sign and a number, as prop:ease<2", token)
    return Compared(found[1], found[2], float(found[3]))


def _rated(name: str, value: str, token: _Token) -> Rated:
    days, colon, rating = value.casefold().partition(":")
    number = RATINGS.get(rating) or (int(rating) if rating in ("1", "2", "3", "4") else None)
    if not re.fullmatch(r"\d{1,5}", days) or int(days) < 1 or (colon and (number is None or name == "introduced")):
        example = "rated:7 or rated:7:again" if name == "rated" else "introduced:7"
        _fail(f"{name}: takes a number of days, as {example}", token)
    return Rated(int(days), number, first=name == "introduced")


def _fail(reason: str, token: _Token) -> NoReturn:
    raise UsageError(f"in the query, at character {token.place + 1} (“{one_line(token.text[:30])}”): {reason}.")
