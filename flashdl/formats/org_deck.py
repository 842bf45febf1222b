"""Org files as decks: headings with the tag `:drill:` (org-drill) or `:fc:` (org-fc), with their schedules.

* Item                                      :drill:
SCHEDULED: <2026-09-02 Wed>
:PROPERTIES:
:DRILL_LAST_INTERVAL: 4.0
:END:
What is the capital of Estonia?
** Answer
Tallinn
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashdl import identity
from flashdl.errors import FileError
from flashdl.formats import gaps, wanted
from flashdl.formats.entries import CardError, Entries, Entry, Gap
from flashdl.formats.markdown_text import a_date, a_number, a_schedule
from flashdl.formats.org_text import Section, all_below, masked, plain, sections
from flashdl.formats.wanted import Deck, Wanted
from flashdl.model import Schedule
from flashdl.scheduling import LATEST_INTERVAL
from flashdl.scheduling.days import day_after

_MARKS = ("drill", "fc")
_OWN = (*_MARKS, "suspended", "noheading", "notitle", "leech")
"""Tags that say something to the programs and nothing about the card."""
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,500}(?:\n[^\[\]\n]{1,500}){0,3})\]")
_INNER = r"(?:(?>\$(?:(?!\{\{)[^$]){1,500}\$)|[^{}])"
"""Braces may stand in math."""
_HOLE = re.compile(rf"\{{\{{({_INNER}{{1,500}}+)\}}(?:\{{({_INNER}{{0,200}}+)\}})?(?:@(-?\d{{1,4}}))?\}}")
_ANSWER = re.compile(r"(?:the )?(?:answer|back|solution)s?\b", re.IGNORECASE)
_PLAIN = ("", "simple", "normal", "text-input", "double", "vocab")
_EACH = ("hide1cloze", "hide2cloze", "hidenone", "hide1_firstmore", "show1_lastmore", "hide1_lastmore", "cloze")
"""Kinds of which each gap is asked by itself."""
_ALL = ("show1cloze", "show2cloze", "show1_firstless", "hidefirst", "hidelast")
"""Kinds that hide several gaps at once; here all of them are hidden."""
KINDS = "simple, double, twosided, multisided, cloze and the like"
NOTHING = "no cards were found in it: no heading has the tag :drill: or :fc:."


def read(deck: Wanted) -> Deck:
    """The cards of an Org file in their order, with their schedules, and what is wrong with those that were left out.

    Raises:
        FileError: it cannot be read; or it was named by itself and holds no card.
    """
    path = str(deck.path)
    text, remark = wanted.decoded(deck.path, wanted.content(deck.path))
    root = sections(text)
    name = identity.tidy(root.title) or deck.fallback
    entries = Entries(path, deck.shown, name, tuple(tag for tag in root.tags if tag not in _OWN), deck.each)
    if remark:
        entries.note(None, remark)
    found = False
    for section, above in _cards(root, ()):
        found = True
        try:
            entries.take(_entry(section, above))
        except CardError as error:
            entries.note(error.line, error.message)
    if not found:
        if deck.lone:
            raise FileError(NOTHING, path)
        return Deck(name, ())
    return Deck(name, tuple(entries.candidates), tuple(entries.problems), "cards of Org")


def name(deck: Wanted) -> str:
    """The deck's name, as the file says it."""
    text, _ = wanted.decoded(deck.path, wanted.content(deck.path))
    return identity.tidy(sections(text).title) or deck.fallback


def is_one(text: str) -> bool:
    """Whether a text has a heading with the tag of cards."""
    return any(True for _ in _cards(sections(text), ()))


def _cards(root: Section, above: tuple[str, ...]) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """(card, titles above it) in the order of the file; what stands below a card is a part of it."""
    stack = [(one, above) for one in reversed(root.below)]
    while stack:
        section, path = stack.pop()
        if any(mark in section.tags for mark in _MARKS):
            yield section, path
        else:
            title = plain([section.title])
            stack += [(one, (*path, title) if title else path) for one in reversed(section.below)]


def _entry(section: Section, above: tuple[str, ...]) -> Entry:
    is_fc = "fc" in section.tags
    kind = section.properties.get("FC_TYPE" if is_fc else "DRILL_CARD_TYPE", "").strip().casefold()
    tags = tuple(tag for tag in section.tags if tag not in _OWN)
    entry = Entry(section.line, "", tags=tags, given=section.properties.get("ID", ""), context=above[-3:])
    if kind in ("twosided", "multisided"):
        return _sided(section, entry, 2 if kind == "twosided" else len(section.below))
    if kind not in (*_PLAIN, *_EACH, *_ALL):
        raise CardError(section.line, f"flashdl cannot ask cards of the kind “{kind[:40]}”; it asks {KINDS}.")
    whole = "\n".join(section.body).strip("\n")
    if is_fc and kind == "cloze":
        return _with_holes(section, entry, whole)
    if not is_fc and (spans := _gaps(section, whole)):
        return _with_brackets(section, entry, whole, spans, each=kind in _EACH)
    return _asked(section, entry, kind, is_fc=is_fc)


def _asked(section: Section, entry: Entry, kind: str, *, is_fc: bool) -> Entry:
    """A question and its answer: the text and what stands below it, or the heading and its text."""
    title, body = plain([section.title]), plain(section.body)
    backs = [one for one in section.below if plain(all_below(one))]
    chosen = next((one for one in backs if _ANSWER.match(one.title)), backs[0] if backs else None)
    if is_fc and (chosen is None or not _ANSWER.match(chosen.title)):
        chosen = None  # only the heading “Back” is the other side
    if chosen is None:
        front, back, context = title, body, entry.context
    else:
        # The heading is shown above the question; it often is a label, as “Item”.
        front, back = body or title, plain(all_below(chosen))
        context = (*entry.context, title) if body and title and "noheading" not in section.tags else entry.context
    extra = "\n\n".join(
        f"{plain([one.title])}\n{plain(all_below(one))}" for one in backs if chosen is not None and one is not chosen
    )
    for side, text in (("question", front), ("answer", back)):
        if not text:
            where = "as its heading or below it" if side == "question" else "under a heading below it"
            raise CardError(section.line, f"this card has no {side}; write one {where}.")
    both = kind in ("double", "vocab")
    return replace(
        entry,
        front=front,
        answers=(back,),
        context=context,
        extra=extra,
        reversed=both,
        typed=kind == "text-input",
        schedules=_schedules(section, ["front", "back"] if both else ["front"]),
    )


def _sided(section: Section, entry: Entry, asked: int) -> Entry:
    """Each of the first sections below is asked, the others are its answer."""
    sides = [(plain([one.title]), plain(all_below(one))) for one in section.below]
    sides = [(title, text) for title, text in sides if text]
    if len(sides) < 2:
        raise CardError(section.line, "this card has fewer than two sides; write each under a heading below it.")
    body, title = plain(section.body), plain([section.title])
    told, rest = (sides[:2], sides[2:]) if asked == 2 else (sides, [])
    found = []
    for place, (name, text) in enumerate(told):
        others = [side for number, side in enumerate(told) if number != place]
        back = others[0][1] if len(others) == 1 else "\n".join(f"{other}: {said}" for other, said in others)
        found.append(Gap(f"side {place + 1}", f"{body}\n{name}: {text}".strip(), back))
    return replace(
        entry,
        front="\n".join((title, body, *(f"{name}: {text}" for name, text in sides))),
        gaps=tuple(found),
        context=(*entry.context, title) if title else entry.context,
        extra="\n\n".join(f"{name}\n{text}" for name, text in rest),
        schedules=_schedules(section, found),
    )


def _gaps(section: Section, text: str) -> list[tuple[int, int, str, str]]:
    """(start, end, what is asked, hint) of each pair of brackets outside of code."""
    kept = ("¤" * len(line) if place in section.code else line for place, line in enumerate(section.body))
    found = []
    for gap in _BRACKETS.finditer(masked("\n".join(kept).strip("\n"))):
        inner, _, hint = text[gap.start() + 1 : gap.end() - 1].partition("|")
        if inner.strip():
            found.append((gap.start(), gap.end(), inner.strip(), hint.strip("| \n")))
    return found


def _with_brackets(
    section: Section, entry: Entry, text: str, spans: Sequence[tuple[int, int, str, str]], *, each: bool
) -> Entry:
    names = [f"gap {place}" if each else "cloze" for place in range(1, len(spans) + 1)]
    return _gapped(section, entry, text, spans, names)


def _with_holes(section: Section, entry: Entry, text: str) -> Entry:
    text = "\n".join(filter(None, (section.title if _HOLE.search(section.title) else "", text)))
    holes = list(_HOLE.finditer(text))
    if not holes:
        raise CardError(section.line, "this text has no gap; write {{what is asked}}.")
    spans = [(hole.start(), hole.end(), hole.group(1).strip(), (hole.group(2) or "").strip()) for hole in holes]
    return _gapped(section, entry, text, spans, [hole.group(3) or f"{place}" for place, hole in enumerate(holes)])


def _gapped(
    section: Section, entry: Entry, text: str, spans: Sequence[tuple[int, int, str, str]], names: Sequence[str]
) -> Entry:
    extra = "\n\n".join(f"{plain([one.title])}\n{plain(all_below(one))}" for one in section.below)
    title = plain([section.title])
    entry = replace(entry, context=(*entry.context, title) if title and title not in text else entry.context)
    shown = gaps.shown(
        entry,
        text,
        [one[:3] for one in spans],
        lambda part: plain(part.split("\n")),
        names=names,
        hints=[one[3] for one in spans],
    )
    return replace(shown, extra=extra, schedules=_schedules(section, [gap.name for gap in shown.gaps]))


def _schedules(section: Section, positions: Sequence[object]) -> tuple[Schedule | None, ...]:
    """One for each of the card's siblings: of org-fc each has its own, of org-drill all have the same."""
    if section.reviews:
        rows = _reviews(section.reviews)
        return tuple(rows.get(str(position)) for position in positions)
    return (_drilled(section),) * len(positions)


def _drilled(section: Section) -> Schedule | None:
    told = section.properties
    days, ease = a_number(told.get("DRILL_LAST_INTERVAL", "")), a_number(told.get("DRILL_EASE", ""))
    last = a_date(told.get("DRILL_LAST_REVIEWED", ""))
    due = a_date(section.scheduled)
    if days is None:
        return None
    if due is None and last is not None and 0 <= days <= LATEST_INTERVAL:
        due = day_after(last, round(days))
    if due is None:
        return None
    repeats, lapses = (a_number(told.get(name, "")) for name in ("DRILL_REPEATS_SINCE_FAIL", "DRILL_FAILURE_COUNT"))
    return a_schedule(
        due,
        days,
        (ease or 2.5) * 1000,
        repetitions=None if repeats is None else int(repeats),
        lapses=int(lapses or 0),
        last=last,
    )


def _reviews(rows: Sequence[str]) -> dict[str, Schedule | None]:
    """The schedules of an org-fc card by the names of their positions."""
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows if "|" in row]
    if not cells:
        return {}
    columns = {name.casefold(): place for place, name in enumerate(cells[0])}
    found: dict[str, Schedule | None] = {}
    for row in cells[1:]:
        told = {name: row[place] for name, place in columns.items() if place < len(row)}
        due, days = a_date(told.get("due", "")), a_number(told.get("interval", ""))
        ease, box = a_number(told.get("ease", "")), a_number(told.get("box", ""))
        never = due is None or days is None or (days <= 0 and not box)
        found[told.get("position", "")] = (
            None if never or due is None or days is None
            else a_schedule(due, days, (ease or 2.5) * 1000, repetitions=int(box or 1))
        )  # fmt: skip
    return found
