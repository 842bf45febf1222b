"""Notes as decks: which of the ways to write cards in Markdown a file follows, and its cards.

Cards in notes that are followed with `flashdl add` are the generator's matter; this is for decks that were written for
another program, with the schedules that it left in them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace

from flashdl import identity
from flashdl.errors import FileError
from flashdl.formats import hashcards, headings, outline, review_plugin, separators, tagged_lines, wanted
from flashdl.formats.entries import CardError, Entries, Entry
from flashdl.formats.markdown_text import Line, lines
from flashdl.formats.review_plugin import Marks
from flashdl.formats.wanted import Deck, Wanted
from flashdl.generator import front_matter

TAGGED = "cards with Q:, A: and C:"
NOTHING = (
    "no cards were found in it: neither `Q:` and `A:`, nor `::` or `?`, nor `#card`, nor headings with text below them."
)


def read(deck: Wanted) -> Deck:
    """The cards of a note in their order, with their schedules, and what is wrong with those that were left out.

    A note in a folder that does not say it holds cards gives a deck without cards and without a `form`.

    Raises:
        FileError: the note cannot be read; or it was named by itself and holds no card.
    """
    path = str(deck.path)
    text, remark = wanted.decoded(deck.path, wanted.content(deck.path))
    name, tags, block = _opened(text, deck)
    marks = review_plugin.marks_for(deck.path)
    form, found, faults = _parsed(block, marks, tags, lone=deck.lone)
    if not (found or faults) and not deck.lone:
        return Deck(name, ())
    entries = Entries(path, deck.shown, name, (), deck.each)
    if form == TAGGED:
        found, unread = hashcards.with_schedules(deck.path, text, found)
        remark = "; ".join(filter(None, (remark, unread)))
    if remark:
        entries.note(None, remark)
    for fault in faults:
        entries.note(fault.line, fault.message)
    root = name if deck.lone else deck.root
    for entry in found:
        entries.take(_in_deck(entry, root, name))
    if not entries.candidates and not entries.problems:
        raise FileError(NOTHING, path)
    problems = sorted(entries.problems, key=lambda problem: problem.line or 0)
    return Deck(name, tuple(entries.candidates), tuple(problems), form)


def name(deck: Wanted) -> str:
    """The deck's name, from its head."""
    return _opened(wanted.decoded(deck.path, wanted.content(deck.path))[0], deck)[0]


def is_one(text: str) -> bool:
    """Whether a text holds cards by marks that no table has."""
    block = lines(text)
    return tagged_lines.is_tagged(block) or outline.is_outline(block)


def _opened(text: str, deck: Wanted) -> tuple[str, tuple[str, ...], list[Line]]:
    """(name of the deck, tags of the head, lines of the body)."""
    head = front_matter.split(text)
    named = head.text("deck") or _toml_name(text)
    tags = tuple(tag.lstrip("#") for tag in head.texts("tags", "tag"))
    return identity.tidy(named) or deck.fallback, tags, lines(head.body, head.first_line)


def _toml_name(text: str) -> str:
    """The `name` in a head of TOML, which hashcards has."""
    opening, _, rest = text.removeprefix("\ufeff").replace("\r\n", "\n").partition("\n")
    head, closing, _ = rest.partition("\n---")
    if opening.strip() != "---" or not closing or len(head) > front_matter.LARGEST:
        return ""
    try:
        value = tomllib.loads(head).get("name")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""


def _parsed(
    block: Sequence[Line], marks: Marks, tags: tuple[str, ...], *, lone: bool
) -> tuple[str, list[Entry], list[CardError]]:
    """(form, entries, faults) by the surest way of writing that the text shows."""
    if tagged_lines.is_tagged(block):
        return (TAGGED, *tagged_lines.entries(block))
    if outline.is_outline(block):
        return ("cards of Logseq", *outline.entries(block))
    marked = separators.is_marked(block, marks, tags)
    if not marked and not lone:
        return "", [], []
    found, faults = separators.entries(block, marks, tags, highlights=marked)
    if found or marked:
        return _with_separators(marks), found, faults
    by_heading = headings.entries(block)
    return ("headings with their text", by_heading, []) if by_heading else ("", [], faults)


def _with_separators(marks: Marks) -> str:
    signs = " ".join(sign for sign in (marks.line, marks.line_both, marks.block, marks.block_both) if sign)
    return f"cards of Obsidian's review plugin, parted by {signs}"


def _in_deck(entry: Entry, root: str, name: str) -> Entry:
    """The entry with the full name of the deck that its tag says, if any."""
    return replace(entry, deck=f"{root}::{entry.deck}") if entry.deck else replace(entry, deck=name)
