"""Decks that a person writes by hand, as YAML.

    name: Shell basics
    tags: [shell]              # for every card
    cards:
      - front: What prints the working folder?
        back: pwd
        tags: [navigation]
      - front: Which key leaves a pager?
        back: q
        accept: [Q]            # other spellings that are right; the answer is typed
        hint: one letter
        id: leave-a-pager      # keeps the card's history whatever else is changed
        reversed: true         # also asked the other way round

Other kinds of cards:

      - front: Name the noble gases of the first three periods.
        list: [helium, neon, argon]        # in any order; `sequence:` asks for their order
      - cloze: "The {{c1::Seine}} flows through {{c2::Paris}}."
      - front: What is the capital of Australia?
        back: Canberra
        choices: [Sydney, Melbourne]       # the wrong ones

Also read: `title` or `deck` for the name and `flashcards` for `cards`; `question`, `q`, `term` and `answer`, `a`,
`definition`; a list of answers, the first of which is shown; `extra`, `notes`, `explanation` to read after the answer;
a bare list of cards, named as its file; a mapping of questions to answers; and notes as Anki has them, with
`note_type`, `fields` and `guid`. `deck.schema.json` says it to editors.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from flashdl import identity
from flashdl.errors import FileError, UsageError
from flashdl.formats import whole_files, yaml_cards
from flashdl.formats.wanted import Deck
from flashdl.formats.yaml_tree import Document, Fault, Mapping, Node, Sequence, Text, YamlError, heading, parse
from flashdl.model import Problem

SIZE_LIMIT = 32 << 20
"""Bytes."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BEGINS = re.compile(
    r"(?:^(?:cards|flashcards|questions)[ \t]*:[ \t]*\r?\n|\A\s*)[ \t]*-[ \t]+(?:front|question|q|cloze)[ \t]*:[ \t]",
    re.MULTILINE,
)
_HALF = re.compile("[\ud800-\udfff]")
# What JSON leaves bare between quotes and YAML would refuse, take for a line end, or not show.
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def read(
    path: Path, *, file: str = "", fallback: str = "", lone: bool = True, each: Callable[[str], None] | None = None
) -> Deck:
    """A deck file's cards in their order, and what is wrong with those that were left out.

    A card's key hangs on the deck's name and the card's front, not on where the file lies.

    Args:
        file: for the cards, from the source's root; nothing: the file's name.
        fallback: the deck's name where the file has none; nothing: the file's stem.
        lone: the person named this very file. Else it was found in a folder: one without a list of cards is something
            else, and gives a deck without cards and without a `form`.
        each: told now and then how much of it is read; it may raise to stop.

    Raises:
        FileError: the file is no deck at all; nothing of it is usable.
    """
    try:
        opened = _opened(path, whole_files.content(path, limit=SIZE_LIMIT), each)
    except _NoDeckError:
        if lone:
            raise
        return Deck(fallback or path.stem, ())
    if not lone and opened.is_map:
        return Deck(fallback or path.stem, ())
    problems = list(opened.problems)
    name = identity.tidy(_named(opened)) or identity.tidy(fallback or path.stem)
    try:
        tags = yaml_cards.tags(opened.fields)
    except yaml_cards.CardError as error:
        problems.append(Problem(str(path), error.line, error.message))
        tags = ()
    reading = yaml_cards.Reading(str(path), file or path.name, name, tags, each)
    for item in opened.items:
        reading.take_node(item)
    reading.finish()
    if not (lone or reading.candidates or isinstance(opened.root, Mapping)):
        return Deck(name, ())  # a list of something else
    problems += reading.problems
    problems.sort(key=lambda problem: problem.line or 0)
    return Deck(name, tuple(reading.candidates), tuple(problems), "a YAML deck")


def is_one(text: str) -> bool:
    """Whether a text begins as a deck does: with its cards, or with the first of them."""
    return _BEGINS.search(text) is not None


def name(path: Path, *, fallback: str = "") -> str:
    """The deck's name, found as cheaply as its place allows.

    Raises:
        FileError: the file cannot be read; or, where the name does not stand first, it is no deck.
    """
    _, text = _decoded(path, whole_files.content(path, limit=SIZE_LIMIT))
    names = [key for key, first in yaml_cards.DECK_KEYS.items() if first == "name"]
    return identity.tidy(heading(text, names)) or read(path, fallback=fallback).name


def append(path: Path, *, front: str, back: str, tags: Iterable[str] = (), name: str = "") -> int:
    """Write a card at the end of a deck file; every byte that was there stays. On disk when this returns.

    Args:
        name: of the deck, where the file is not there yet; without it the file's stem.

    Returns:
        The card's line.

    Raises:
        UsageError: the front or the back is blank.
        FileError: the file is no deck, holds the same card, or cannot be written on at its end. It is as it was.
    """
    if not (front.strip() and back.strip()):
        raise UsageError("A card needs a front and a back.")
    card = _lines_of_card(front, back, tuple(tags))
    if not _is_there(path):
        head = [f"name: {quoted(name.strip() or path.stem)}", "cards:"]
        _store(path, "\n".join([*head, *_indented(card, 2), ""]).encode())
        return len(head) + 1
    content = whole_files.content(path, limit=SIZE_LIMIT)
    opened = _opened(path, content)
    text = "\n".join([*_indented(card, _column(path, opened)), ""])
    if opened.text and not opened.text.endswith("\n"):
        text = f"\n{text}"
    ending = "\r\n" if opened.crlf else "\n"
    longer = content + text.replace("\n", ending).encode(opened.codec)
    _refuse_another_reading(path, opened, longer)
    _refuse_the_same_card(path, opened, front, back)
    _store(path, longer)
    return opened.text.count("\n") + text.startswith("\n") + 1


def quoted(text: str) -> str:
    """A text as a YAML scalar that any reader takes for that text.

    JSON's quotes are YAML's, but for a few characters.

    Raises:
        UsageError: it holds half of a surrogate pair, which is no character and cannot be stored.
    """
    if _HALF.search(text):
        raise UsageError("A card cannot hold half of a surrogate pair; take out the broken character.")
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))


class _NoDeckError(FileError):
    """YAML that holds something else."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A deck file taken apart, its cards not yet looked at."""

    path: Path
    codec: str
    text: str
    crlf: bool
    """Its first line ends as on Windows."""
    root: Node
    fields: dict[str, Node]
    """The deck's values by the first names of their keys."""
    items: tuple[Node, ...]
    problems: tuple[Problem, ...]
    closed: bool
    """It ends with `...`."""
    is_map: bool = False
    """It is nothing but questions and answers."""


def _opened(path: Path, content: bytes, each: Callable[[str], None] | None = None) -> _Opened:
    codec, text = _decoded(path, content)
    crlf = text.find("\n") > 0 and text[text.find("\n") - 1] == "\r"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        document = parse(text, each)
    except YamlError as error:
        raise FileError(str(error), str(path), error.line) from error
    root, fields, problems = _outline(path, document)
    cards = fields.get("cards")
    texts_alone = isinstance(root, Mapping) and all(isinstance(value, Text) for _, value in root.pairs)
    if isinstance(root, Mapping) and texts_alone and not (fields or root.flow):
        _refuse_a_lone_card(root, path)
        return _Opened(path, codec, text, crlf, root, fields, _pairs(root), (), True, is_map=True)
    if isinstance(cards, Mapping):
        _refuse_a_lone_card(cards, path)
        return _Opened(path, codec, text, crlf, root, fields, _pairs(cards), tuple(problems), True)
    if not (isinstance(cards, Sequence) or _is_blank(cards)):
        line = cards.line if cards else root.line
        raise _NoDeckError("this is no deck; under `cards:` stands a list of cards.", str(path), line)
    items = cards.items if isinstance(cards, Sequence) else ()
    return _Opened(path, codec, text, crlf, root, fields, items, tuple(problems), document.closed)


def _refuse_a_lone_card(cards: Mapping, path: Path) -> None:
    """Questions with their answers are a mapping, too, but hardly two that are called front and back."""
    said = [yaml_cards.CARD_KEYS.get(at.value.lower(), "") for at, _ in cards.pairs]
    if all(said) and {"front", "back"} <= set(said):
        message = "each card begins with a dash; write `- ` before its first key and two spaces before the others."
        raise FileError(message, str(path), cards.line)


def _pairs(cards: Mapping) -> tuple[Node, ...]:
    """A mapping of questions to answers as the list of cards that it stands for."""
    return tuple(
        Mapping(((Text("front", at.line), at), (Text("back", at.line), value)), at.line, False)
        for at, value in cards.pairs
    )


def _decoded(path: Path, content: bytes) -> tuple[str, str]:
    """(codec, text). Without a byte order mark the zero bytes tell, as YAML's specification says."""
    codec = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be" if content[:1] == b"\0" else "utf-8"
    start = 0
    for mark, name in _MARKS:
        if content.startswith(mark):
            codec, start = name, len(mark)
    try:
        return codec, content[start:].decode(codec)
    except UnicodeDecodeError as error:
        # In UTF-16 one byte does not tell the end of a line: no line rather than a wrong one.
        line = content.count(b"\n", 0, start + error.start) + 1 if codec == "utf-8" else None
        name = "UTF-8" if codec == "utf-8" else "UTF-16"
        raise FileError(f"this is not {name} text; save the file as UTF-8.", str(path), line) from error


def _outline(path: Path, document: Document) -> tuple[Node, dict[str, Node], list[Problem]]:
    """(root, values by name, a problem for each key that means nothing)."""
    root = document.root
    if isinstance(root, Sequence):
        return root, {"cards": root}, []
    if not isinstance(root, Mapping):
        message = root.message if isinstance(root, Fault) else "this is no deck; a deck has `name:` and `cards:`."
        raise _NoDeckError(message, str(path), root.line if root else None)
    try:
        fields, strangers = yaml_cards.named(root, yaml_cards.DECK_KEYS)
    except yaml_cards.CardError as error:
        raise FileError(error.message, str(path), error.line) from error
    told = [(line, yaml_cards.stranger(key, yaml_cards.DECK_KEYS)) for line, key in strangers]
    return root, fields, [Problem(str(path), line, message) for line, message in told]


def _named(opened: _Opened) -> str:
    """The name in the file. Not a name is not a deck: the keys of all cards would hang on a guess."""
    try:
        if isinstance(said := opened.fields.get("name"), Mapping):  # `deck:` with a `title:` and more
            return yaml_cards.one(yaml_cards.named(said, yaml_cards.DECK_KEYS)[0], "name")
        return yaml_cards.one(opened.fields, "name")
    except yaml_cards.CardError as error:
        raise FileError(error.message, str(opened.path), error.line) from error


def _is_blank(node: Node | None) -> bool:
    return isinstance(node, Text) and node.plain and not node.value


def _column(path: Path, opened: _Opened) -> int:
    """The column of the dash that a further card begins with."""
    cards, root = opened.fields["cards"], opened.root
    is_last = root is cards or (isinstance(root, Mapping) and not root.flow and root.pairs[-1][1] is cards)
    in_brackets = isinstance(cards, Sequence) and cards.flow
    if in_brackets or not is_last or opened.closed:
        message = (
            "cards can be added only where `cards:` comes last and each card begins with `-`; add this one by hand."
        )
        raise FileError(message, str(path), cards.line)
    return cards.column if isinstance(cards, Sequence) else 2


def _refuse_another_reading(path: Path, opened: _Opened, longer: bytes) -> None:
    """The proof that what is about to be written says the same and one card more."""
    again = _opened(path, longer)
    same_fields = {**again.fields, "cards": opened.fields["cards"]} == opened.fields
    if not same_fields or len(again.items) != len(opened.items) + 1 or again.items[:-1] != opened.items:
        raise FileError("the end of this file cannot take another card; add it by hand.", str(path), again.root.line)


def _refuse_the_same_card(path: Path, opened: _Opened, front: str, back: str) -> None:
    """The reader leaves out a card that stands there twice, and would say so at each start."""
    reading = yaml_cards.Reading(str(path), path.name, "")
    for item in opened.items:
        reading.take_node(item)
    wanted = (front.split(), [back.split()])
    for each in reading.candidates:
        if (each.prompt.question.split(), [answer.split() for answer in each.prompt.answers[:1]]) == wanted:
            raise FileError("the same card stands here already; nothing was written.", str(path), each.place.line)


def _lines_of_card(front: str, back: str, tags: tuple[str, ...]) -> list[str]:
    lines = [f"front: {quoted(front)}", f"back: {quoted(back)}"]
    return [*lines, f"tags: [{', '.join(map(quoted, tags))}]"] if tags else lines


def _indented(lines: list[str], column: int) -> list[str]:
    return [" " * column + ("  " if number else "- ") + line for number, line in enumerate(lines)]


def _is_there(path: Path) -> bool:
    """Whether the file exists; makes its folder where it does not."""
    try:
        if path.exists():
            return True
    except OSError as error:
        raise FileError(f"the file cannot be made ({whole_files.reason(error)}).", str(path)) from error
    whole_files.make_folder(path.parent)
    return False


def _store(path: Path, content: bytes) -> None:
    with whole_files.replacing(path) as file:
        file.write(content)
