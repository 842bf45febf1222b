"""Anki's card templates as far as text needs them: fields, and pieces that hang on a field being filled. Pure.

Nothing is ever run: a template is looked at once from left to right, and nesting has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from flashdl.formats.html_text import finished, plain, readable

DEPTH_LIMIT = 40
_TAG = re.compile(r"\{\{([#^/]?)([^{}]{1,300})\}\}")
_OF_CARD = re.compile(r"Tags|Type|Deck|Subdeck|Card|c[1-9]\d{0,2}")
_CLOZE = re.compile(r"\{\{(?:[a-z-]+:)*cloze:([^{}]{1,200})\}\}")
_TYPED = re.compile(r"\{\{\s*type:(?!cloze:)[^{}]{1,300}\}\}")
_FRONT_SIDE = re.compile(r"\{\{\s*FrontSide\s*\}\}")
_ANSWER = re.compile(r"<hr\b[^>]*\bid\s*=\s*[\"']?answer\b[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_SCRIPT_END = re.compile("</script", re.IGNORECASE)
# What Anki reads as a word and how it is said, of "私[わたし]は 好[す]き".
_READING = re.compile(r" ?([^ >\[]{1,40}?)\[((?!sound:)[^\[\]\n]{1,80})\]")
_READINGS: Mapping[str, Callable[[str], str]] = {
    "furigana": lambda text: _READING.sub(r"<ruby>\1<rt>\2</rt></ruby>", text),
    "kanji": lambda text: _READING.sub(r"\1", text),
    "kana": lambda text: _READING.sub(r"\2", text),
}
_MARKUP = re.compile("[<>&\\r\\n\\0]")
_OFTEN = 80
"""Characters of a field up to which other notes may well have the same."""
LONGEST = 200_000
"""Characters of a filled template: a field may be named many times."""


def filled(template: str, fields: Mapping[str, str]) -> str:
    """The template with the fields' HTML in it; `FrontSide` and unknown fields give nothing."""
    given = tuple([bool(fields.get(name, "").strip()) for name in _conditions(template)])
    shown = _shown(template, given)
    # Each once, however often a template names it.
    read = {pair: _READINGS[pair[0]](fields.get(pair[1], "")) for pair in _read(template, given)}
    parts = [part if how is None else read[how, part] if how else fields.get(part, "") for how, part in shown]
    if sum(map(len, parts)) > LONGEST:  # before they are joined: there may be a million of them
        sizes = accumulate(map(len, parts))
        parts = parts[: 1 + next(number for number, size in enumerate(sizes) if size > LONGEST)]
    return "".join(parts)


def text(template: str, fields: Mapping[str, str]) -> str:
    """What is to be read of the template with the fields in it: `readable` of `filled`.

    Where every field is a whole piece of HTML the template's own pieces are read once for all notes.
    """
    given = tuple([bool(fields.get(name, "").strip()) for name in _conditions(template)])
    plan = _plan(template, given)
    if plan is None:
        return readable(filled(template, fields))
    parts, size = [], plan.size
    for own, field in plan.parts:
        said: str | None = own
        if field:
            value = said = fields.get(field, "")
            size += len(value)
            if _MARKUP.search(value):
                said = _piece(value) if len(value) < _OFTEN else plain(value)
        if said is None or size > LONGEST:
            return readable(filled(template, fields))
        parts.append(said)
    return finished("".join(parts))


class _Plan(NamedTuple):
    """What of a template is to be read, in pieces."""

    parts: tuple[tuple[str, str], ...]
    """(text, ""), or ("", field)."""
    size: int
    """Characters of the template's own pieces."""


@lru_cache(maxsize=1024)
def _plan(template: str, given: tuple[bool, ...]) -> _Plan | None:
    """The pieces of `_shown`; None where a tag of theirs does not stand in one, or hangs on what is around it."""
    own: list[list[str]] = [[]]
    fields = []
    for how, part in _shown(template, given):
        if how is None:
            own[-1].append(part)
        elif how:
            return None
        else:
            fields.append(part)
            own.append([])
    whole = ["".join(parts) for parts in own]
    said = [plain(part) for part in whole]
    if None in said or not any("<" in part for part in whole):
        return None
    texts = [(part or "", "") for part in said]
    parts = (*(pair for text, field in zip(texts, fields, strict=False) for pair in (text, ("", field))), texts[-1])
    return _Plan(tuple(pair for pair in parts if pair != ("", "")), sum(map(len, whole)))


_piece = lru_cache(maxsize=1024)(plain)
"""For what many notes say alike."""


@lru_cache(maxsize=256)
def _conditions(template: str) -> tuple[str, ...]:
    """The fields on whose being filled pieces of a template hang."""
    return tuple(dict.fromkeys(name for _, sign, name, _ in _pieces(template) if sign in ("#", "^")))


@lru_cache(maxsize=1024)
def _shown(template: str, given: tuple[bool, ...]) -> tuple[tuple[str | None, str], ...]:
    """What is to be seen of a template: (None, text) and (a name in _READINGS or nothing, field).

    Args:
        given: whether each of its `_conditions` is filled.
    """
    filled_ = dict(zip(_conditions(template), given, strict=True))
    parts: list[tuple[str | None, str]] = []
    hidden: list[bool] = []
    for text, sign, name, named in _pieces(template):
        if text and not any(hidden):
            parts.append((None, text))
        if sign in ("#", "^") and len(hidden) < DEPTH_LIMIT:
            hidden.append(filled_[name] if sign == "^" else not filled_[name])
        elif sign == "/" and hidden:
            hidden.pop()
        elif not sign and not any(hidden):
            how = next((filter_ for filter_ in name.split(":")[:-1] if filter_.strip() in _READINGS), "")
            parts.append((how.strip(), named))
    return tuple(parts)


@lru_cache(maxsize=1024)
def _read(template: str, given: tuple[bool, ...]) -> frozenset[tuple[str, str]]:
    """What `_shown` gives that is read in a way of its own: (a name in _READINGS, field)."""
    return frozenset((how, field) for how, field in _shown(template, given) if how)


@lru_cache(maxsize=256)
def _pieces(template: str) -> tuple[tuple[str, str, str, str], ...]:
    """(text, sign of the mark behind it, the mark's name, the field that it names) of a template, in order."""
    found, at = [], 0
    for tag in _TAG.finditer(template):
        name = tag.group(2).strip()
        found.append((template[at : tag.start()], tag.group(1), name, name.rpartition(":")[2].strip()))
        at = tag.end()
    return (*found, (template[at:], "end", "", ""))


@lru_cache(maxsize=256)
def asked_of_card(front: str, back: str) -> tuple[str, ...]:
    """What two templates ask of the card itself, not of its note's fields: where it is, and which it is."""
    return tuple(
        dict.fromkeys(named for side in (front, back) for *_, named in _pieces(side) if _OF_CARD.fullmatch(named))
    )


@lru_cache(maxsize=256)
def answer_part(template: str) -> str:
    """What the back adds to the front: all below the line that parts them, where there is one."""
    return _ANSWER.split(template, maxsplit=1)[-1]


def typed(front: str, back: str, fields: Mapping[str, str]) -> str:
    """What is typed on a front and compared with on the back, as text; nothing where nothing is."""
    asked = _typing(front, back)
    return text(asked, fields) if asked else ""


@lru_cache(maxsize=256)
def _typing(front: str, back: str) -> str:
    """What of a front is typed, with the conditions that it stands under."""
    if not _TYPED.search(front) or not (_FRONT_SIDE.search(back) or _TYPED.search(back)):
        return ""
    marks = (mark for mark in _TAG.finditer(front) if mark[1] or _TYPED.fullmatch(mark[0]))
    return "".join([mark[0] for mark in marks])


def said_behind(back: str, fields: Mapping[str, str], question: str) -> str:
    """What a back says that the front did not, as text."""
    part = answer_part(back)
    shown = text(part, fields)
    written = (readable(fields.get(name, "")) for name in in_scripts(back))
    if told := [text for text in written if text and text not in shown and text not in question]:
        shown = "\n".join((*told, shown)).strip()
    if part != back:
        return shown
    known = set(question.split("\n"))
    return "\n".join(line for line in shown.split("\n") if line not in known or not line).strip() or shown


@lru_cache(maxsize=256)
def in_scripts(template: str) -> tuple[str, ...]:
    """The fields that only the scripts of a template name: a program would write them onto the card."""
    scripts, rest = _scripts(_without_remarks(template))
    elsewhere = {tag.group(2).strip() for tag in _TAG.finditer(rest)}
    names = (tag.group(2).strip() for tag in _TAG.finditer(scripts) if not tag.group(1))
    return tuple(dict.fromkeys(name for name in names if name not in elsewhere))


def _without_remarks(template: str) -> str:
    kept, at = [], 0
    while (start := template.find("<!--", at)) >= 0 and (end := template.find("-->", start)) >= 0:
        kept.append(template[at:start])
        at = end + 3
    return "".join((*kept, template[at:]))


def _scripts(template: str) -> tuple[str, str]:
    """(what stands in scripts, the rest). One that does not end is none, and so are those behind it."""
    within, rest, at = [], [], 0
    while (start := _SCRIPT.search(template, at)) and (end := _SCRIPT_END.search(template, start.end())):
        rest.append(template[at : start.start()])
        within.append(template[start.end() : end.start()])
        at = end.end()
    return "".join(within), "".join((*rest, template[at:]))


def cloze_field(template: str) -> str:
    """The name of the field whose gaps a template asks; nothing where it asks none."""
    found = _CLOZE.search(template)
    return found.group(1).strip() if found else ""
