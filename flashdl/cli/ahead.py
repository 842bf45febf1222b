"""`flashdl catch-up`, `flashdl vacation` and `flashdl simulate`: the days to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from flashdl.cli.completion import DeckName
from flashdl.cli.rim import Context, as_json, cards, common, day_named, deck_named, pass_context, say, say_json, tell
from flashdl.errors import UsageError
from flashdl.scheduling import TITLES
from flashdl.wording import bars

if TYPE_CHECKING:
    from flashdl.model import Schedule
    from flashdl.scheduling import Scheduler
    from flashdl.scheduling.future import Day, Mind
    from flashdl.scheduling.pace import Vacation

ALL = 10**9
"""More than any collection holds."""
SHOWN = 14
"""Days in the table."""
LONGEST = 365
"""Days within which a pile should be gone."""
BARS = 53
"""Of a chart, at most: the weeks of a year."""


@click.command("catch-up")
@click.option("--a-day", type=click.IntRange(1, 9999), help="Reviews a day (else the day's own number).")
@click.option(
    "--away", type=click.IntRange(0, 3650), default=0, metavar="DAYS", help="As if nothing were done so long."
)
@as_json
@common
@pass_context
def catch_up(context: Context, *, a_day: int | None, away: int, as_json: bool) -> int:
    """How long it takes until nothing is overdue, day by day, and what it costs. Nothing is changed.

    After a week or more without an answer, a day asks no more than half as much again as was usual before, and no new
    cards, until the pile is gone: first the cards that are likeliest forgotten. Before a holiday, --away shows what
    it will be like; nothing need be moved for it, and `flashdl vacation` tells of it.

    \b
    flashdl catch-up
    flashdl catch-up --away 21
    """
    first = context.today() + timedelta(days=away)
    limits = context.config.limits
    with context.store() as store:
        pace = a_day or store.pace(first) or limits.reviews
        minds, scheduler = store.minds(), store.scheduler()
        first = store.first_asking(first, limits if not (away or a_day) else None)
    reviews = min(pace, limits.reviews) if a_day is None else a_day
    plan = _planned(minds, scheduler, first, reviews)
    at_once = _planned(minds, scheduler, first, ALL, len(plan))
    if as_json:
        for place, day in enumerate(plan):
            on = first + timedelta(days=place)
            told = {"day": on.isoformat(), "due": day.due, "answers": day.answers, "recall": round(day.recall, 4)}
            say_json({**told, "recall_at_once": round(at_once[place].recall, 4)})
        return 0
    for line in _told(plan, at_once, first, reviews):
        say(line)
    return 0


def _planned(minds: Sequence[Mind], scheduler: Scheduler, today: date, reviews: int, days: int = 0) -> list[Day]:
    """The days until all that is due can be answered, and one more.

    Args:
        days: so many; 0: as many as it takes, up to `LONGEST`.
    """
    from flashdl.scheduling.future import lived
    from flashdl.scheduling.recall import worth

    def first(schedule: Schedule, on: date) -> float:
        return -worth(schedule, on)

    if days:
        return lived(minds, scheduler, today, days, reviews=reviews, new=0, order=first)
    wanted = SHOWN
    while True:
        found = lived(minds, scheduler, today, wanted, reviews=reviews, new=0, order=first)
        done = next((place for place, day in enumerate(found) if day.due <= reviews), None)
        if done is not None or wanted >= LONGEST:
            return found[: (wanted if done is None else done) + 1]
        wanted = min(LONGEST, wanted * 3)


def _told(plan: Sequence[Day], at_once: Sequence[Day], first: date, reviews: int) -> list[str]:
    due, last = plan[0].due, plan[-1]
    if due <= reviews:
        return [f"Nothing to catch up with: {cards(due)} to review on {first.isoformat()}."]
    if last.due > reviews:
        return [f"{cards(due)} wait; at {reviews} a day they do not grow fewer within {LONGEST} days."]
    length = len(plan) - 1
    over = (first + timedelta(days=length)).isoformat()
    lost = sum(once.recall - day.recall for day, once in zip(plan, at_once, strict=True)) / len(plan) * 100
    return [
        f"{cards(due)} wait. At {reviews} a day all is as usual from {over} on ({length} days).",
        f"Until then you recall {lost:.1f} % less of your cards than if you did them all at once.",
        *(_line(first + timedelta(days=place), day) for place, day in enumerate(plan[:SHOWN])),
        *(["  …"] if len(plan) > SHOWN else []),
    ]


def _line(on: date, day: Day) -> str:
    return f"  {on.isoformat()}  {day.due:5} due  {day.answers:5} answers  recall {day.recall * 100:.0f} %"


@click.command()
@click.argument("first", required=False)
@click.argument("last", required=False)
@click.option("--end", is_flag=True, help="End the break that today is in from today on, else drop the next one.")
@as_json
@common
@pass_context
def vacation(context: Context, first: str | None, last: str | None, *, end: bool, as_json: bool) -> int:
    """Plan a break from FIRST to LAST, both days off; without them, list those that are planned.

    Nothing new is begun in the week before, and nothing is asked on its days; `flashdl review` still asks what is due.
    No card is moved: the days after ask as much as after any break, and the days in a row are not broken.

    \b
    flashdl vacation 2026-12-20 2027-01-03
    flashdl vacation tomorrow +7
    flashdl vacation --end
    """
    from flashdl.scheduling.pace import LEAD_DAYS, Vacation, coming, ended, planned

    today = context.today()
    if (first is None) != (last is None) or (first and end):
        raise UsageError("give the first and the last day of a break, or --end, or nothing to see what is planned.")
    with context.store() as store:
        known = store.vacations()
        if end:
            off = coming(known, today)
            if off is None:
                raise UsageError("no break is planned.")
            store.set_vacations(ended(known, today))
            tell(f"The break from {off.first} to {off.last} {'is over' if off.first < today else 'is off'}.")
        elif first is not None and last is not None:
            new = Vacation(day_named(first, today), day_named(last, today))
            _refuse(new, today)
            store.set_vacations(planned(known, new))
            new_until = new.first - timedelta(days=LEAD_DAYS)
            if today < new_until:
                tell(f"New cards are begun until {new_until - timedelta(days=1)}.")
            tell(f"`flashdl catch-up --away {_days(new)}` shows what the days after will be like.")
        left = [each for each in store.vacations() if each.last >= today]
    if not (left or end):
        tell("No break is planned.")
    for each in left:
        told = {"first": each.first.isoformat(), "last": each.last.isoformat(), "days": _days(each)}
        if as_json:
            say_json(told)
        else:
            say(f"{each.first} to {each.last} ({'1 day' if told['days'] == 1 else f'{_days(each)} days'})")
    return 0


def _refuse(new: Vacation, today: date) -> None:
    """Raises: UsageError: these days make no sense."""
    if new.last < new.first:
        raise UsageError(f"{new.last} is before {new.first}; give the first day, then the last.")
    if new.last < today:
        raise UsageError(f"{new.last} is over; what was missed is caught up with anyway.")
    if _days(new) > LONGEST or (new.first - today).days > LONGEST:
        raise UsageError(f"a break is planned at most {LONGEST} days ahead, and lasts no longer.")


def _days(vacation: Vacation) -> int:
    return (vacation.last - vacation.first).days + 1


@click.command()
@click.argument("deck", type=DeckName(), required=False)
@click.option("--days", type=click.IntRange(7, 3650), default=365, show_default=True)
@click.option("--new", type=click.IntRange(0, 9999), help="New cards a day (else those of the configuration).")
@click.option("--retention", type=click.FloatRange(0.7, 0.99), help="With fsrs (else that of the deck, or 0.9).")
@as_json
@common
@pass_context
def simulate(
    context: Context, deck: str | None, *, days: int, new: int | None, retention: float | None, as_json: bool
) -> int:
    """A year of all decks, or of DECK, under each scheduler: answers a day, and the share that is recalled.

    Whether a card is recalled is settled by FSRS's model of memory, with its published defaults, for all of them.

    \b
    flashdl simulate
    flashdl simulate "Deep Learning" --new 10 --days 180
    """
    from flashdl.scheduling import SCHEDULERS
    from flashdl.scheduling.future import lived
    from flashdl.scheduling.recall import worth

    limits = context.config.limits
    years: dict[str, list[Day]] = {}
    with context.store() as store:
        if deck is not None:
            deck = deck_named(store, deck)
        for name in SCHEDULERS:
            scheduler = context.kept(store, name, deck or "", retention)
            minds = store.minds(deck, scheduler)
            years[name] = lived(
                minds, scheduler, context.today(), days, reviews=limits.reviews,
                new=limits.new if new is None else new, order=lambda schedule, on: -worth(schedule, on), recall_every=7,
            )  # fmt: skip
    if as_json:
        for name, lives in years.items():
            answers = sum(day.answers for day in lives)
            weeks = [sum(day.answers for day in part) for part in _parts(lives, 7)]
            said = {"scheduler": name, "days": days, "answers": answers, "answers_a_week": weeks}
            by_week = [round(_mean(part), 4) for part in _parts(lives, 7)]
            recall = {"recall": round(_mean(lives), 4), "recall_at_end": round(lives[-1].recall, 4)}
            say_json({**said, **recall, "recall_by_week": by_week})
        return 0
    say(f"{cards(len(minds))}, {days} days")
    for line in _compared(years, days) if minds else ():
        say(line)
    return 0


def _compared(years: Mapping[str, Sequence[Day]], days: int) -> Iterable[str]:
    """A table, and a chart in which all have the same scale."""
    yield f"{'':12}  answers a day: first 30  last 30    all    recall: mean  at end"
    for name, lives in years.items():
        first, last, rate = map(_rate, (lives[:30], lives[-30:], lives))
        recall, end = _mean(lives) * 100, lives[-1].recall * 100
        yield f"{TITLES[name]:12}  {first:23.1f}  {last:7.1f}  {rate:5.1f}  {recall:11.1f} %  {end:4.1f} %"
    weeks = -(-days // (7 * BARS))
    parts = {name: _parts(lives, 7 * weeks) for name, lives in years.items()}
    answers = {name: [round(1000 * _rate(part)) for part in told] for name, told in parts.items()}
    most = max(max(each) for each in answers.values())
    length = "a week" if weeks == 1 else f"{weeks} weeks"
    yield from ("", f"answers a day, {most / 1000:.0f} at most; a bar is {length}")
    yield from (f"{TITLES[name]:12}  {bars(each, most)}" for name, each in answers.items())
    shares = {name: [round(1000 * _mean(part)) for part in told] for name, told in parts.items()}
    floor = min(min(each) for each in shares.values()) // 100 * 100
    yield from ("", f"recall, from {floor // 10} % up to 100 %")
    for name, each in shares.items():
        yield f"{TITLES[name]:12}  {bars([share - floor for share in each], max(1, 1000 - floor))}"


def _parts(days: Sequence[Day], length: int) -> list[Sequence[Day]]:
    return [days[start : start + length] for start in range(0, len(days), length)]


def _rate(days: Sequence[Day]) -> float:
    return sum(day.answers for day in days) / len(days)


def _mean(days: Sequence[Day]) -> float:
    return sum(day.recall for day in days) / len(days)


COMMANDS: Iterable[click.Command] = (catch_up, vacation, simulate)
