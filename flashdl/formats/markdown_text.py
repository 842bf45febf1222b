"""What all readers of Markdown decks share: lines and what they are, text as a reader sees it, dates of reviews."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flashdl.generator.markdown import LONGEST_LINE, shown
from flashdl.model import Schedule
from flashdl.scheduling import LATEST_INTERVAL
from flashdl.scheduling.sm2 import FIRST_EASE, LOWEST_EASE

MOST_LINES = 500_000

_FENCE = re.compile(r"[ \t>]*(?:[-*+] )?(`{3,}|~{3,})")
_MASKED = re.compile(r"(`{1,6})(?!`).{1,2000}?(?<!`)\1(?!`)|\$\$.+?\$\$|(?<![\\$\w])\$(?![\s$])[^$\n]+?(?<!\s)\$(?!\d)")
_FORMULA = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
_OPENS = re.compile(r"<!--(?!\s*SR:)")
_PICTURE = re.compile(r"!\[([^\]\n]{0,300})\]\(([^)\n]{1,500})\)|!\[\[([^\]\n|]{1,300})[^\]\n]{0,300}\]\]")
_SOUND = re.compile(r"\.(?:mp3|wav|ogg|m4a|flac|opus)$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file."""

    number: int
    """1-based."""
    text: str
    """Without comments; trailing space is gone."""
    code: bool = False
    """Between fences, or a fence; or longer than any line of a card, and left as it is."""

    @property
    def masked(self) -> str:
        """As long, with neutral signs for code and math: marks in them are none."""
        return _MASKED.sub(lambda found: "¤" * len(found.group()), self.text)

    @property
    def is_blank(self) -> bool:
        return not self.text.strip() and not self.code


def lines(text: str, first: int = 1) -> list[Line]:
    """The lines of a text; those of HTML comments are blank, but for the review plugin's own."""
    found: list[Line] = []
    fence, hidden = "", False
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES], first):
        mark = _FENCE.match(raw)
        if fence:
            found.append(Line(number, raw.rstrip(), code=True))
            fence = "" if mark and mark.group(1).startswith(fence) else fence
        elif hidden:
            hidden = "-->" not in raw
            found.append(Line(number, ""))
        elif mark:
            fence = mark.group(1)
            found.append(Line(number, raw.rstrip(), code=True))
        elif len(raw) > LONGEST_LINE:
            found.append(Line(number, raw.rstrip(), code=True))
        else:
            line, hidden = _uncommented(raw)
            found.append(Line(number, line.rstrip()))
    return found


def _uncommented(raw: str) -> tuple[str, bool]:
    """(the line without comments, whether one is still open at its end); the review plugin's own stay."""
    parts, at = [], 0
    while start := _OPENS.search(raw, at):
        end = raw.find("-->", start.end())
        parts.append(raw[at : start.start()])
        if end < 0:
            return "".join(parts), True
        at = end + 3
    return "".join((*parts, raw[at:])), False


def plain(block: Iterable[str]) -> str:
    """A piece of Markdown as a reader sees it: inline marks, fences and pictures taken away, lines kept."""
    parts: list[str] = []
    fence, formula = "", None
    for raw in block:
        mark = _FENCE.match(raw)
        if fence or (mark and formula is None):
            if mark and (not fence or mark.group(1).startswith(fence)):
                fence = "" if fence else mark.group(1)
            else:
                parts.append(raw)
        elif formula is not None or raw.strip().startswith("$$"):
            formula = f"{formula or ''} {raw.strip()}"
            if formula.count("$$") >= 2:
                parts.append(_FORMULA.sub(lambda found: f"${found.group(1).strip()}$", formula.strip()))
                formula = None
        else:
            parts.append(_plain_line(raw))
    if formula is not None:
        parts.append(formula.strip())
    kept = [line for number, line in enumerate(parts) if line.strip() or (number and parts[number - 1].strip())]
    return "\n".join(kept).strip()


def question(block: Iterable[str]) -> str:
    """`plain`, without the bullet, quotation mark or heading mark that it begins with."""
    text = list(block)
    if text:
        text[0] = without_bullet(text[0])
    return plain(text)


def without_bullet(line: str) -> str:
    """A line without what makes it an item, a quotation or a heading."""
    return _BULLET.sub("", _HEADING.sub("", _QUOTE.sub("", line)))


def _named(found: re.Match[str]) -> str:
    """A picture or sound by its name: neither is shown in a terminal."""
    file = found.group(2) or found.group(3)
    return f"[{'sound' if _SOUND.search(file) else 'picture'}: {found.group(1) or file}]"


def _plain_line(raw: str) -> str:
    line = _PICTURE.sub(_named, raw)
    indent = len(line) - len(line.lstrip())
    bullet = _BULLET.match(line)
    head = bullet.group() if bullet else line[:indent]
    body = line[len(head) :]
    return (head.replace("\t", "  ") + shown(_HEADING.sub("", body))).rstrip()


def a_schedule(
    due: date,
    interval: float,
    ease: float = FIRST_EASE,
    *,
    repetitions: int | None = None,
    lapses: int = 0,
    last: date | None = None,
) -> Schedule:
    """A schedule from what other programs keep, within what SM-2 knows.

    Args:
        interval: days.
        ease: per mille.
        repetitions: passes in a row; None: unknown, and told from the interval.
        last: day of the last review; None: an interval before the due day.
    """
    days = max(1, min(LATEST_INTERVAL, round(interval)))
    passes = (1 if days < 2 else 2) if repetitions is None else max(0, repetitions)
    earliest = due.toordinal() - days
    day = last or (due - timedelta(days) if earliest > 0 else date.min)
    return Schedule(due, days, max(LOWEST_EASE, min(9999, round(ease))), passes, max(0, lapses), max(1, passes), day)


def a_date(text: str) -> date | None:
    """The first ISO date in a text."""
    found = _DATE.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def a_number(text: str) -> float | None:
    """A number that makes sense as one of a schedule."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def texts(block: Sequence[Line]) -> list[str]:
    return [line.text for line in block]
