"""More of `flashdl card`: bury, reset, due, tag, flag, leeches, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from flashdl import wording
from flashdl.cli.card import card
from flashdl.cli.pick import picked, short_ids
from flashdl.cli.rim import Context, as_json, cards, common, day_named, pass_context, say, say_json, tell
from flashdl.errors import UsageError
from flashdl.model import EventKind, Rating, State
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.model import Card
    from flashdl.scheduling.story import Told
    from flashdl.store import Store

MOST_FLAGS = 7


def _ids(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("ids", nargs=-1, required=True, metavar="ID...")(command)


@card.command()
@_ids
@common
@pass_context
def bury(context: Context, ids: tuple[str, ...]) -> int:
    """Leave cards for tomorrow.

    \b
    flashdl card bury notes/Biology.md:12
    flashdl card bury tag:exam
    """
    return _set_buried(context, ids, context.today())


@card.command()
@_ids
@common
@pass_context
def unbury(context: Context, ids: tuple[str, ...]) -> int:
    """Ask cards today that were left for tomorrow.

    \b
    flashdl card unbury is:buried
    """
    return _set_buried(context, ids, None)


def _set_buried(context: Context, ids: tuple[str, ...], day: date | None) -> int:
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
        asked = [one.id for one in chosen if one.state is State.ACTIVE]
        store.bury(asked, day)
    tell(wording.buried(len(asked), len(chosen), digs_out=day is None))
    return 0


@card.command()
@_ids
@common
@pass_context
def reset(context: Context, ids: tuple[str, ...]) -> int:
    """Make cards new again; their log stays, and the reset can be taken back with `card undo`.

    \b
    flashdl card reset deck:Spanish
    """
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
        store.reset([one.id for one in chosen], context.now())
    tell(f"{cards(len(chosen))} new again.")
    return 0


@card.command()
@_ids
@click.option("--on", "day", required=True, metavar="DAY", help="today, tomorrow, +5 (days), or 2026-12-24.")
@common
@pass_context
def due(context: Context, ids: tuple[str, ...], day: str) -> int:
    """Have cards asked on a day of your choice; interval and ease stay as they are.

    \b
    flashdl card due notes/Biology.md:12 --on tomorrow
    flashdl card due tag:exam --on 2026-12-24
    """
    on = day_named(day, context.today())
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
        moved = store.set_due([one.id for one in chosen], on, context.now())
    for asked_on, count in sorted(Counter(moved.values()).items()):
        why = "" if asked_on == on else ", answered today already; `flashdl review --cram` practises all the same"
        tell(f"{cards(count)} due on {asked_on.isoformat()}{why}.")
    if len(moved) < len(chosen):
        tell(f"{cards(len(chosen) - len(moved))} never answered, and left alone: a new card has no due day.")
    return 0


@card.command()
@_ids
@click.option("--add", multiple=True, metavar="TAG", help="A tag to give; may be given again.")
@click.option("--remove", multiple=True, metavar="TAG", help="A tag of yours to take away; may be given again.")
@common
@pass_context
def tag(context: Context, ids: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]) -> int:
    """Give cards tags of your own; no note is touched, and those that notes give stay.

    \b
    flashdl card tag notes/Biology.md:12 --add exam
    flashdl card tag tag:exam --remove exam --add passed
    """
    if not (add or remove):
        raise UsageError("name a tag: --add exam, or --remove exam.")
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
        store.tag([one.id for one in chosen], add, remove, context.now())
    tell(f"{cards(len(chosen))} tagged.")
    return 0


@card.command()
@_ids
@click.option("--to", "deck", required=True, metavar="DECK", help='Its name, levels joined by ::; "" moves back.')
@common
@pass_context
def move(context: Context, ids: tuple[str, ...], deck: str) -> int:
    """Put cards into another deck; no note is touched, and they stay there when their notes change.

    \b
    flashdl card move tag:exam --to Exam::Biology
    flashdl card move deck:Exam --to ""
    """
    from flashdl.session import deck_name

    name = deck_name(deck)
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
        store.move([one.id for one in chosen], name, context.now())
    tell(f"{cards(len(chosen))} moved {f'to “{name}”' if name else 'back into the decks of their notes'}.")
    return 0


@card.command()
@_ids
@click.option("--as", "number", type=click.IntRange(0, MOST_FLAGS), default=1, show_default=True, help="0: no flag.")
@common
@pass_context
def flag(context: Context, ids: tuple[str, ...], number: int) -> int:
    """Mark cards for yourself with a number from 1 to 7; `flag:1` finds them.

    \b
    flashdl card flag notes/Biology.md:12 --as 2
    flashdl card flag flag:2 --as 0
    """
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
        store.flag([one.id for one in chosen], number)
    tell(f"{cards(len(chosen))} {f'flagged {number}' if number else 'without a flag'}.")
    return 0


@card.command()
@_ids
@common
@pass_context
def undo(context: Context, ids: tuple[str, ...]) -> int:
    """Take back the last that happened to each card's schedule: an answer, a reset, a due day, a switch.

    \b
    flashdl card undo k3f9a2
    """
    from flashdl.wording import happened

    with context.store() as store:
        for one in picked(store, ids, context.today(), context.config.leech, changes=True):
            event = store.undo_card(one.id, context.now())
            told = "nothing is left to take back" if event is None else f"taken back: {happened(event)}"
            tell(f"“{one_line(one.prompt.question)}”: {told}.")
    return 0


@card.command()
@click.argument("number", type=click.IntRange(1), metavar="N")
@click.argument("rating", type=click.Choice([rating.name.casefold() for rating in Rating]))
@click.argument("name", metavar="ID")
@common
@pass_context
def rerate(context: Context, number: int, rating: str, name: str) -> int:
    """Give the answer number N in a card's history another rating; all after it is reckoned anew.

    \b
    flashdl card rerate 3 again k3f9a2
    """
    from flashdl.scheduling.story import story

    with context.store() as store:
        chosen = picked(store, [name], context.today(), context.config.leech)
        if len(chosen) != 1:
            raise UsageError(f"“{one_line(name)}” means {len(chosen)} cards; one card has its own history.")
        told = list(story(store.log(chosen[0].id)))
        if number > len(told):
            raise UsageError(f"the card's history has {len(told)} entries.")
        event, before = told[number - 1].event, store.schedule(chosen[0].id)
        if event.rating is None or event.kind is EventKind.CHANGE:
            raise UsageError(f"number {number} in the card's history is no answer.")
        if not told[number - 1].stands:
            raise UsageError(f"answer {number} was taken back.")
        if event.rating is not Rating[rating.upper()]:
            store.change_rating(event.id, Rating[rating.upper()], context.now())
        after = store.schedule(chosen[0].id)
    due = [one.due.isoformat() if one else "never" for one in (before, after)]
    tell(f"Due {due[1]} instead of {due[0]}." if before != after else "That changes nothing.")
    return 0


@card.command()
@as_json
@common
@pass_context
def leeches(context: Context, *, as_json: bool) -> int:
    """List the cards that were forgotten again and again, worst first, with their lines.

    \b
    flashdl card leeches
    """
    threshold = context.config.leech or 8
    with context.store() as store:
        schedules = store.schedules()
        worst = [one for one in store.cards() if one.id in schedules and schedules[one.id].lapses >= threshold]
        worst.sort(key=lambda one: -schedules[one.id].lapses)
        short = short_ids(store, worst)
        for one in worst:
            lapses, place = schedules[one.id].lapses, f"{one.place.file}:{one.place.line}"
            if as_json:
                said = {"id": one.id, "lapses": lapses, "file": one.place.file, "line": one.place.line}
                say_json({**said, "question": one.prompt.question, "state": one.state.value})
            else:
                about = f"{one_line(place)}  {one_line(one.prompt.question)}"
                say(f"{lapses:3} lapses  {short[one.id]}  {one.state.value:9}  {about}")
    if not worst and not as_json:
        tell(f"No card was forgotten {threshold} times.")
    elif not as_json:
        tell("A shorter answer, a hint, or two cards for one often mend it; `flashdl card unsuspend` asks it again.")
    return 0


@card.command()
@_ids
@as_json
@common
@pass_context
def history(context: Context, ids: tuple[str, ...], *, as_json: bool) -> int:
    """Tell all that happened to cards, each step with its rule, and why they are due when they are.

    \b
    flashdl card history notes/Biology.md:12
    """
    with context.store() as store:
        for number, one in enumerate(picked(store, ids, context.today(), context.config.leech)):
            if number and not as_json:
                say()
            _tell_story(context, store, one, as_json=as_json)
    return 0


def _tell_story(context: Context, store: Store, one: Card, *, as_json: bool) -> None:
    from flashdl.scheduling.story import story
    from flashdl.wording import standing

    told = list(story(store.log(one.id)))
    schedule = store.schedule(one.id)
    if as_json:
        for each in told:
            say_json({"card": one.id, **_json(each)})
        return
    say(one_line(one.prompt.question))
    for number, each in enumerate(told, 1):
        rating = "" if each.event.rating is None else each.event.rating.name.casefold()
        say(f"{number:3}  {each.event.day.isoformat()}  {each.event.kind.value:8} {rating:6} {each.rule}")
    today = context.today()
    say(f"  {standing(schedule, today, store.recall_now(one.id, today))}")


def _json(told: Told) -> dict[str, Any]:
    event = told.event
    return {
        "event": event.id,
        "day": event.day.isoformat(),
        "at_ms": event.at.ms,
        "kind": event.kind.value,
        "rating": None if event.rating is None else event.rating.name.casefold(),
        "rule": told.rule,
        "due": None if told.after is None else told.after.due.isoformat(),
        "interval": None if told.after is None else told.after.interval,
    }


COMMANDS = (card,)
"""With those of `card`, whose group it is."""
