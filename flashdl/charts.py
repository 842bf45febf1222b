"""Figures as lines of text, at most so many cells wide. What a line is tells the app how to colour it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from textwrap import wrap

from flashdl import wording
from flashdl.stats import INTERVAL_NAMES, Day, Deck, Hard, Share, Stats, heat, levels, months
from flashdl.terminal import cells, cut, one_line

SHADES = " ░▒▓█"
"""By how much, without colour."""
STEPS = "▁▂▃▄▅▆▇█"
WEEKS = 53
HIGH = 4
"""Lines of a chart of columns."""
NARROW = 60
_DAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LABEL = 12
_GAP = 3
"""Cells between columns of figures."""
_LEAST_WEEKS = 12
_PERIODS = (("today", 1), ("7 days", 7), ("30 days", 30), ("a year", 365))
"""With their days."""


class Tone(StrEnum):
    """What a piece of a line is."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    HEAT = "heat"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    lines: tuple[Line, ...]


def charts(stats: Stats, width: int) -> list[Chart]:
    """Everything there is to show, the most telling first.

    Args:
        width: cells of a line; 30 at least.
    """
    found = [
        Chart("Answers", tuple(_periods(stats, width))),
        Chart("Day by day", tuple(heat_map(stats, width))),
        Chart("Recalled, by week", tuple(_weeks(stats, width))),
        Chart(f"Due in the next {len(stats.forecast)} days", tuple(_forecast(stats, width))),
        Chart("Cards", tuple(_cards(stats, width))),
    ]
    if any(hour.whole for hour in stats.hours):
        found.append(Chart("Recalled, by hour", tuple(_hours(stats))))
    if stats.hard_cards:
        found.append(Chart("Forgotten most", tuple(_hard(stats.hard_cards, width))))
    if len(stats.hard_notes) > 1:
        found.append(Chart("Notes forgotten most", tuple(_hard(stats.hard_notes, width))))
    if len(stats.decks) > 1:
        found.append(Chart("Decks", tuple(_decks(stats.decks, width))))
    return [Chart(chart.title, tuple(_within(line, width) for line in chart.lines)) for chart in found]


def _within(line: Line, width: int) -> Line:
    """A line whose end is cut where there is no room for it."""
    kept = []
    for piece in line:
        kept.append(Piece(cut(piece.text, max(0, width)), piece.tone))
        width -= cells(piece.text)
    return tuple(kept)


def percent(share: Share) -> str:
    """`91 %`, or `–` of nothing."""
    return "–" if share.value is None else f"{round(100 * share.value)} %"


def _periods(stats: Stats, width: int) -> Iterable[Line]:
    rows = [("answers", "recalled", "new", "time", "days studied")]
    for _, days in _PERIODS:
        day = stats.since(days)
        studied = f"{stats.studied(days)} of {days}" if days > 1 else ""
        figures = (
            f"{day.answers:,}",
            percent(day.reviews),
            f"{day.new:,}",
            wording.duration(day.milliseconds),
            studied,
        )
        rows.append(figures if day.answers else ("none", "", "", "", ""))
    for number, (name, line) in enumerate(zip(("", *dict(_PERIODS)), _aligned(rows, width - _LABEL), strict=True)):
        yield (Piece(f"{name:{_LABEL}}", Tone.QUIET), Piece(line, Tone.PLAIN if number else Tone.QUIET))
    year = stats.since(365)
    if year.mature.whole and width >= NARROW:
        told = f"{percent(year.young)} of young cards, {percent(year.mature)} of mature ones (21 days and more)"
        yield from _told("recalled", told, width)


def _aligned(rows: Sequence[Sequence[str]], room: int) -> Iterable[str]:
    """The rows as columns that end below each other, as many of them as there is room for."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    while sum(widths) + _GAP * (len(widths) - 1) > room and len(widths) > 1:
        widths.pop()
    for row in rows:
        yield (" " * _GAP).join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=False)).rstrip()


def heat_map(stats: Stats, width: int) -> Iterable[Line]:
    """A line a weekday, a column a week, since the first answer and as many weeks as there is room for."""
    first = min((day for day, found in stats.days.items() if found.answers), default=stats.today)
    begun = (stats.today - first + timedelta(days=first.weekday())).days // 7 + 1
    weeks = min(WEEKS, width - 5, max(_LEAST_WEEKS, begun))
    wide = 2 if 5 + 2 * weeks <= width else 1
    rows, highest = heat(stats.days, stats.today, weeks)
    names = [" "] * weeks * wide
    begins = [*months(stats.today, weeks), (weeks + 1, 0)]
    for (week, month), (following, _) in pairwise(begins):
        if (following - week) * wide >= len("Jan "):
            names[week * wide : week * wide + 3] = _MONTHS[month - 1]
    yield (Piece(f"{'':5}{''.join(names)}".rstrip(), Tone.QUIET),)
    for label, row in zip(_DAYS, rows, strict=True):
        cells = "".join(
            wide * (" " if number is None else SHADES[levels(number, highest, 4)]) if number != 0 else f"{'·':{wide}}"
            for number in row
        )
        yield (Piece(f"{label:5}", Tone.QUIET), Piece(cells.rstrip(), Tone.HEAT))
    if highest:
        most = f"{highest} a day or more" if width >= NARROW else f"{highest} or more"
        yield (Piece(f"{'':5}· none  ░ few  █ {most}", Tone.QUIET),)


def _weeks(stats: Stats, width: int) -> Iterable[Line]:
    count = 12
    weeks = stats.weeks(count)
    if not any(week.reviews.whole for week in weeks):
        yield from _told("", "no reviews yet: a card's second day is its first review", width)
        return
    room = max(10, min(40, width - 34))
    # This week first: it is what one looks for.
    for ago, week in enumerate(reversed(weeks)):
        if week.reviews.whole:
            yield _bar(_week_name(ago), week.reviews.value or 0.0, 1.0, room, _recalled(week), track="░")


def _week_name(ago: int) -> str:
    return "this week" if ago == 0 else "last week" if ago == 1 else f"{ago} weeks ago"


def _recalled(week: Day) -> str:
    return f"{percent(week.reviews)} of {week.reviews.whole}"


def _bar(label: str, value: float, highest: float, room: int, told: str, *, track: str = " ") -> Line:
    """A bar with its name and what it tells.

    Args:
        track: what is drawn where the bar is not; it shows how much all would be.
    """
    eighths = round(value * room * 8 / highest) if highest else 0
    full, rest = divmod(eighths, 8)
    drawn = "█" * full + (" ▏▎▍▌▋▊▉"[rest].strip())
    if value and not drawn:
        drawn = "▏"
    empty = track * (room - len(drawn))
    named = Piece(f"{label:{_LABEL + 2}}", Tone.QUIET)
    return (named, Piece(drawn, Tone.BAR), Piece(empty, Tone.QUIET), Piece(f"  {told}"))


def columns(values: Sequence[int], high: int = HIGH) -> list[str]:
    """Bars side by side, a cell each; the highest is `high` lines, and little is not nothing."""
    highest = max(values, default=0)
    eighths = [0 if not highest or value <= 0 else max(1, value * high * 8 // highest) for value in values]
    lines = []
    for line in range(high - 1, -1, -1):
        filled = [min(8, max(0, number - 8 * line)) for number in eighths]
        lines.append("".join(" " if number == 0 else STEPS[number - 1] for number in filled))
    return lines


def _forecast(stats: Stats, width: int) -> Iterable[Line]:
    if not any(stats.forecast):
        yield (Piece("nothing is scheduled", Tone.QUIET),)
        return
    wide = 2 if width >= 2 * len(stats.forecast) + 8 else 1
    values = [value for value in stats.forecast for _ in range(wide)][: max(8, width - 8)]
    highest = max(stats.forecast)
    for number, line in enumerate(columns(values)):
        yield (Piece(f"{highest if number == 0 else '':>6} ", Tone.QUIET), Piece(line.rstrip(), Tone.BAR))
    yield (Piece(f"{'':7}today{'':{max(1, 7 * wide - 5)}}in a week", Tone.QUIET),)
    yield (
        Piece(
            f"{'':7}{sum(stats.forecast):,} in all, {_a_day(sum(stats.forecast) / len(stats.forecast))} a day",
            Tone.QUIET,
        ),
    )


def _a_day(mean: float) -> str:
    return f"{mean:.0f}" if mean >= 10 else f"{mean:.1f}"


def _recall(stats: Stats, width: int) -> Iterable[Line]:
    """What is known now, and what would be left of it."""
    now, *later = [f"{chance * 100:.0f} %" for chance in stats.recall_ahead]
    told = f"about {now} of the cards begun; without a review {later[0]} in a week, {later[1]} in a month"
    yield from _told("recall now", told, width)


def _cards(stats: Stats, width: int) -> Iterable[Line]:
    parts = [f"{stats.cards:,}", f"{stats.new:,} new", f"{stats.young:,} young", f"{stats.mature:,} mature"]
    if stats.suspended:
        parts.append(f"{stats.suspended:,} suspended")
    # What belongs together is not parted by a line's end.
    yield from _told("all", "   ".join(part.replace(" ", "\xa0") for part in parts), width)
    if stats.recall_ahead:
        yield from _recall(stats, width)
    highest = max(stats.intervals)
    if not highest:
        return
    room = max(10, min(40, width - 26))
    filled = [place for place, count in enumerate(stats.intervals) if count]
    for place in range(filled[0], filled[-1] + 1):
        count = stats.intervals[place]
        yield _bar(INTERVAL_NAMES[place], count, highest, room, f"{count:,}")


def _hours(stats: Stats) -> Iterable[Line]:
    yield (
        Piece(f"{'asked':{_LABEL}}", Tone.QUIET),
        Piece(wording.bars([share.whole for share in stats.hours]), Tone.BAR),
    )
    for name, chosen in (("best", max), ("worst", min)):
        often = [(share.value, hour) for hour, share in enumerate(stats.hours) if share.whole >= 20 and share.value]
        if len(often) > 1:
            value, hour = chosen(often)
            told = f"{round(100 * (value or 0))} % from {hour}:00 to {hour + 1}:00"
            yield (Piece(f"{name:{_LABEL}}", Tone.QUIET), Piece(told))
    yield (Piece(f"{'':{_LABEL}}0     6     12    18", Tone.QUIET),)


def _hard(hardest: Sequence[Hard], width: int) -> Iterable[Line]:
    for one in hardest:
        lapses = "1 lapse" if one.lapses == 1 else f"{one.lapses} lapses"
        told = f"{lapses:{_LABEL}}"
        yield (Piece(told, Tone.STRONG), Piece(cut(one_line(one.name), width - len(told))))
        yield (Piece(cut(f"{'':{_LABEL}}{one_line(one.place)}, {wording.answers(one.reviews)}", width), Tone.QUIET),)


def _decks(decks: Sequence[Deck], width: int) -> Iterable[Line]:
    # On a narrow screen the names tell more than how many are mature.
    is_wide = width >= NARROW
    heads = ("cards", "mature", "recalled") if is_wide else ("cards", "recalled")
    room = width - (28 if is_wide else 19)
    yield (Piece(f"{'':{room}}{heads[0]:>8}{''.join(f'{head:>{len(head) + 3}}' for head in heads[1:])}", Tone.QUIET),)
    for deck in decks:
        name = _deck_name(deck.name, room - 1)
        padding = " " * (room - cells(name))
        mature = f"{deck.mature:>9,}" if is_wide else ""
        yield (Piece(f"{name}{padding}{deck.cards:>8,}{mature}{percent(deck.recalled):>11}"),)


def _deck_name(name: str, room: int) -> str:
    """As many of a deck's last levels as there is room for: they tell it from others."""
    first, *rest = parts = one_line(wording.levels(name)).split(" › ")
    while rest and cells(" › ".join(parts)) > room:
        first, *rest = rest
        parts = ["…", first, *rest]
    return cut(" › ".join(parts if cells(" › ".join(parts)) <= room else [first, *rest]), room)


def _told(label: str, text: str, width: int) -> Iterable[Line]:
    """A text behind its label, on as many lines as it takes."""
    indent = _LABEL if label else 0
    for number, line in enumerate(wrap(text, max(10, width - indent), break_on_hyphens=False)):
        shown = label if number == 0 else ""
        body = Piece(line.replace("\xa0", " "), Tone.PLAIN if label else Tone.QUIET)
        yield (Piece(f"{shown:{indent}}", Tone.QUIET), body) if indent else (body,)
