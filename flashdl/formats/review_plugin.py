"""What obsidian-spaced-repetition keeps: its settings in a vault, and its schedules in comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flashdl.errors import FileError
from flashdl.formats import whole_files
from flashdl.formats.markdown_text import a_date, a_number, a_schedule
from flashdl.model import Schedule

COMMENT = re.compile(r"\s?<!--\s*SR:([^<>]*)-->")
SETTINGS = Path(".obsidian/plugins/obsidian-spaced-repetition/data.json")
SETTINGS_LIMIT = 4 << 20
"""Bytes."""
HIGHLIGHT, BOLD, BRACES = "==[123;;]answer[;;hint]==", "**[123;;]answer[;;hint]**", "{{[123;;]answer[;;hint]}}"

_NEVER = date(2000, 1, 1)
"""The day that stands for a sibling that was never reviewed."""
_OPTIONAL = re.compile(r"(?<!\\)\[(.*?)(?<!\\)\]")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that make cards; an empty one is switched off."""

    line: str = "::"
    line_both: str = ":::"
    block: str = "?"
    block_both: str = "??"
    end: str = ""
    """A line that ends a card; empty: a blank line does."""
    tags: tuple[str, ...] = ("flashcards",)
    """Of notes that hold cards, without the `#`."""
    patterns: tuple[re.Pattern[str], ...] = field(default_factory=lambda: (cloze(HIGHLIGHT),))
    """Of gaps, with the groups `answer` and perhaps `number` and `hint`."""


def marks_for(path: Path) -> Marks:
    """The settings of the vault that a note lies in; the plugin's own where there are none."""
    for folder in list(path.absolute().parents)[:16]:
        if (folder / SETTINGS).is_file():
            return _read(folder / SETTINGS)
    return Marks()


def schedules(texts: Iterable[str]) -> tuple[Schedule | None, ...]:
    """The schedules in the comments of an entry, one for each of its cards; None for one that was never reviewed."""
    found: list[Schedule | None] = []
    for text in texts:
        for comment in COMMENT.finditer(text):
            found += [_schedule(part) for part in comment.group(1).split("!") if part.strip()]
    return tuple(found)


def cloze(pattern: str) -> re.Pattern[str]:
    """The regular expression of a gap's pattern, as `==[123;;]answer[;;hint]==`.

    Raises:
        ValueError: it has no `answer`.
    """
    if "answer" not in pattern:
        raise ValueError("a pattern of gaps holds the word “answer”")
    parts, at = [], 0
    for optional in _OPTIONAL.finditer(pattern):
        parts += [_literal(pattern[at : optional.start()]), _option(optional.group(1))]
        at = optional.end()
    return re.compile("".join((*parts, _literal(pattern[at:]))))


def _literal(text: str) -> str:
    before, answer, after = text.partition("answer")
    plain = re.escape(before.replace("\\", ""))
    return plain + (rf"(?P<answer>[^\n]+?){re.escape(after.replace(chr(92), ''))}" if answer else "")


def _option(text: str) -> str:
    bare = text.replace("\\", "")
    for word, group in (("123", r"(?P<number>\w{1,9})"), ("hint", r"(?P<hint>[^\n]+?)")):
        before, found, after = bare.partition(word)
        if found:
            return f"(?:{re.escape(before)}{group}{re.escape(after)})?"
    return re.escape(f"[{bare}]")


def _schedule(part: str) -> Schedule | None:
    """One schedule: day, days and ease in per cent; or that of FSRS, of which the ease is not known."""
    fields = [field.strip() for field in part.split(",")]
    if fields[0] == "fsrs" and len(fields) >= 9:
        due, days = a_date(fields[1]), a_number(fields[2])
        repetitions, lapses = (a_number(fields[place]) for place in (6, 7))
        if due is None or days is None:
            return None
        last = a_date(fields[9]) if len(fields) > 9 else None
        return a_schedule(due, days, repetitions=int(repetitions or 1), lapses=int(lapses or 0), last=last)
    due = a_date(fields[0])
    days, ease = (a_number(field) for field in (*fields[1:3], "", "")[:2])
    if due is None or due == _NEVER or days is None or ease is None:
        return None
    return a_schedule(due, days, ease * 10)


def _read(path: Path) -> Marks:
    """Settings that are no settings are left out one by one: the plugin's own stand in for them."""
    try:
        found = json.loads(whole_files.content(path, limit=SETTINGS_LIMIT))
    except (FileError, ValueError, RecursionError):
        return Marks()
    values = found.get("settings") if isinstance(found, dict) else None
    if not isinstance(values, dict):
        return Marks()
    usual = Marks()
    tags = tuple(tag.lstrip("#") for tag in _list(values, "flashcardTags") if tag.strip("# "))
    return Marks(
        line=_text(values, "singleLineCardSeparator", usual.line),
        line_both=_text(values, "singleLineReversedCardSeparator", usual.line_both),
        block=_text(values, "multilineCardSeparator", usual.block),
        block_both=_text(values, "multilineReversedCardSeparator", usual.block_both),
        end=_text(values, "multilineCardEndMarker", usual.end),
        tags=tags or usual.tags,
        patterns=_patterns(values),
    )


def _patterns(values: Mapping[str, Any]) -> tuple[re.Pattern[str], ...]:
    if isinstance(values.get("clozePatterns"), list):
        chosen = _list(values, "clozePatterns")
    else:  # older settings have a switch for each
        switches = (
            ("convertHighlightsToClozes", HIGHLIGHT, True),
            ("convertBoldTextToClozes", BOLD, False),
            ("convertCurlyBracketsToClozes", BRACES, False),
        )
        chosen = [pattern for name, pattern, usual in switches if values.get(name, usual) is True]
    return tuple(cloze(pattern) for pattern in chosen if "answer" in pattern and len(pattern) < 100)


def _text(values: Mapping[str, Any], name: str, usual: str) -> str:
    value = values.get(name, usual)
    return value.strip() if isinstance(value, str) else usual


def _list(values: Mapping[str, Any], name: str) -> list[str]:
    value = values.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
