"""The texts of the home screen: the day's panel and the four empty states. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from textual.content import Content

from flashdl import wording
from flashdl.charts import columns
from flashdl.model import Problem, Refusal
from flashdl.tui.drawing import QUIET, bar, beside, plain
from flashdl.tui.overview import DAYS_BACK, FORECAST_DAYS, Figures, Overview, Standing

KEY = "bold $text-accent"
_RECALLED, _NOW = "Recalled in 30 days", "You would recall now"
_REASONS = 4
_SCALE = 8
"""Cells beside the chart, for the number of its highest day."""
_HIGH = 4
"""Lines of the chart of days."""


def day_panel(view: Overview, width: int) -> Content:
    """The panel `Today`: the first two lines say the most, for a screen that shows no more."""
    asked = view.all
    total = view.left + view.done
    amount = f"{view.done} of {total}"
    lines = [Content.styled(_headline(view), "bold")]
    if total:
        lines.append(beside(bar(view.done, total, max(4, width - len(amount) - 2)), Content(amount), width))
    if asked.again:
        lines.append(Content.styled(f"{asked.again} to come back until they are good", QUIET))
    figures = view.figures
    lines += [Content(""), *_figure_lines(figures, width)]
    if view.inbox:
        _, notes = view.glance.inbox
        said = f"{view.inbox} uncertain, from {'1 note' if notes == 1 else f'{notes} notes'}"
        lines.append(_labelled("Inbox", said, width))
    return Content("\n").join([*lines, *([] if figures is None else _fortnights(figures, view.today, width))])


def _fortnights(figures: Figures, today: date, width: int) -> list[Content]:
    """Two weeks back, what was answered, and two ahead, what falls due; today between them."""
    days = (*figures.answered, *figures.forecast)
    scale = min(_SCALE, width - len(days))
    if not any(days) or len(f"{max(days):,} ") > scale:
        return []
    said = Content.styled(f"{'':{scale}}{'answered':{DAYS_BACK}}{'to come':>{FORECAST_DAYS}}", QUIET)
    numbers = [f"{max(days):,} ", *[""] * (_HIGH - 1)]
    drawn = [
        Content.assemble((f"{number:>{scale}}", QUIET), *_coloured(line))
        for number, line in zip(numbers, columns(days, _HIGH), strict=True)
    ]
    return [Content(""), said, *drawn, Content.assemble(" " * scale, *_weeks(today))]


def _coloured(line: str) -> tuple[tuple[str, str], ...]:
    return (
        (line[:DAYS_BACK], "$text-success 70%"),
        (line[DAYS_BACK], "bold"),
        (line[DAYS_BACK + 1 :], "$text-primary"),
    )


def _weeks(today: date) -> Iterable[tuple[str, str]]:
    """A date a week, each beginning below its day."""
    for ahead in range(-DAYS_BACK, FORECAST_DAYS, 7):
        name = wording.day_of_month(today + timedelta(days=ahead)) if ahead else "today"
        yield f"{name:7}", QUIET if ahead else "bold"


def _headline(view: Overview) -> str:
    if view.standing is Standing.DUE:
        return f"{wording.cards(view.left)}, about {view.all.minutes} min"
    if view.standing is Standing.NOTHING_DUE:
        if view.is_away and not view.done:
            return "A day off"
        return "Done for today" if view.done else "Nothing due today"
    return "Nothing to ask yet"


def _figure_lines(figures: Figures | None, width: int) -> list[Content]:
    if figures is None:  # their lines are kept free, so that nothing moves when they come
        return [_labelled(label, "", width) for label in (_RECALLED, _NOW)]
    none = "no reviews yet" if figures.recall_now is None else "no reviews"
    recall = none if figures.recall is None else percent(figures.recall)
    now = [] if figures.recall_now is None else [_labelled(_NOW, percent(figures.recall_now), width)]
    return [_labelled(_RECALLED, recall, width), *now]


def percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _labelled(label: str, value: str, width: int) -> Content:
    return beside(Content.styled(label, QUIET), Content(value), width)


def heading(view: Overview, width: int) -> Content:
    """The line at the top: the name, the day, the days in a row."""
    in_a_row = view.figures.days_in_a_row if view.figures else 0
    days = f"   {in_a_row} days in a row" if in_a_row > 1 else ""
    return beside(Content.styled("flashdl", "bold"), Content.styled(wording.calendar(view.today) + days, QUIET), width)


def nothing_due(view: Overview) -> Content:
    """What the line below the panels says when the day is done."""
    if view.next_day is None:
        return Content("Nothing is scheduled. ") + _press("a", "adds more notes.")
    when = wording.on_day(view.next_day, view.today)
    return Content(f"Next: {when}, {wording.cards(view.next_count)}.")


def welcome(offers: Sequence[tuple[str, str]]) -> Content:
    """The first run.

    Args:
        offers: name and hint of the size of each deck that comes along.
    """
    widest = max((len(name) for name, _ in offers), default=0)
    return Content("\n").join(
        [
            Content.styled("Welcome.", "bold"),
            Content("Your notes, back to you, ten minutes a day."),
            Content(""),
            Content("These decks come along, to begin with good cards now:"),
            *(Content.assemble("  ", (name.ljust(widest), "bold"), "   ", (hint, QUIET)) for name, hint in offers),
            Content(""),
            _press("⏎", "take them"),
            _press("n", "no thanks"),
            _press("a", "add my own notes, a folder of plain Markdown"),
        ]
    )


def declined() -> Content:
    """After the offer was refused."""
    return Content("\n").join(
        [
            Content.styled("Then it is all yours.", "bold"),
            Content(""),
            Content("Point flashdl at a folder of Markdown notes. It asks what their tables,"),
            Content("[[links]] and defining sentences say. It never writes into them."),
            Content(""),
            _press("a", "add notes, or in the shell: flashdl add FOLDER"),
            _press("d", "have the decks that come along after all"),
        ]
    )


def all_waiting(view: Overview) -> Content:
    """There are cards, and none that may be asked before the person has decided."""
    return Content("\n").join(
        [
            Content.styled(f"{wording.cards(view.inbox)} in the inbox.", "bold"),
            Content("None is asked before you have decided about it."),
            Content(""),
            _press("i", "go through them: two keys, accept and reject"),
            _press("a", "add other notes"),
        ]
    )


def nothing_found(refusals: Sequence[Refusal], problems: Sequence[Problem]) -> Content:
    """Sources are followed and gave no card: why, and what to do."""
    lines = [
        Content.styled("No cards yet.", "bold"),
        Content("Your notes were read, and nothing in them could be asked."),
    ]
    reasons = Counter(refusal.reason for refusal in refusals).most_common(_REASONS)
    if reasons:
        lines += [Content(""), Content("What was looked at and left, and why:")]
        lines += [Content.assemble((f"{number:>6}  ", "bold"), plain(reason)) for reason, number in reasons]
    lines += [Content.assemble(("  ! ", "$text-error"), plain(str(problem))) for problem in problems[:_REASONS]]
    lines += [
        Content(""),
        Content("Tables, [[links]] and sentences such as “X is a …” give cards."),
        Content("In the shell, flashdl why FILE tells it line by line."),
        Content(""),
        _press("a", "add other notes"),
        _press("d", "take the decks that come along"),
        _press("r", "read the notes again"),
    ]
    return Content("\n").join(lines)


def _press(key: str, what: str) -> Content:
    return Content.assemble("  ", (key, KEY), "  ", what)
