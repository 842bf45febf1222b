"""`flashdl card`: one card as it stands, and what the person decides about it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from flashdl import wording
from flashdl.cli.pick import picked, short_ids
from flashdl.cli.rim import Commands, Context, as_json, card_json, cards, common, pass_context, say, say_json, tell
from flashdl.errors import UsageError
from flashdl.model import State
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.model import Card, Schedule
    from flashdl.store import Store


@click.group(cls=Commands)
def card() -> None:
    """Show, suspend, reject or bring back single cards.

    ID is a card's id or as much of its beginning as no other card has, FILE:LINE for the cards of that line, or a
    query as `flashdl search` has it: words, deck:NAME, tag:NAME, is:leech, 'is:due prop:ease<2' ... Where words alone
    mean several cards that would change, it is asked first.

    \b
    flashdl card show notes/Biology.md:12
    flashdl card suspend is:leech
    """


@card.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@as_json
@common
@pass_context
def show(context: Context, ids: tuple[str, ...], *, as_json: bool) -> int:
    """Show cards: question, answer, place, schedule, and why one is not asked.

    \b
    flashdl card show k3f9a2
    flashdl card show notes/Biology.md:12 --json
    """
    with context.store() as store:
        chosen = picked(store, ids, context.today(), context.config.leech)
        short = short_ids(store, chosen)
        for number, one in enumerate(chosen):
            schedule, reason = store.schedule(one.id), not_asked(store, one)
            if as_json:
                own = store.own_tags([one.id]).get(one.id, [])
                facts = {"reason": reason or None, "own_tags": own, "schedule": _schedule_json(schedule)}
                say_json({**card_json(one.id, one), **facts})
                continue
            if number:
                say()
            for line in _lines(one, short[one.id], schedule, reason, store.own_tags([one.id]).get(one.id, [])):
                say(line)
    return 0


def not_asked(store: Store, one: Card) -> str:
    """Why a card is not asked, in words; empty where it is."""
    from flashdl import triage

    if one.orphaned:
        return "its source does not hold it now; it comes back when it does"
    if one.state is State.SUSPENDED:
        return "suspended; `flashdl card unsuspend` asks it again"
    if one.state is State.REJECTED:
        why = store.why_rejected([one.id]).get(one.id, "")
        return f"rejected{f' as {why}' if why else ''}; `flashdl card restore` asks it again"
    if one.state is State.INBOX:
        decisions = store.decisions(one.source)
        if one.prompt.kind in decisions.rejected_kinds:
            return f"you rejected the kind “{one_line(one.prompt.kind)}” here; {_way_back(store, one)}"
        return f"in the inbox: {triage.standing(one.prompt.kind, one.score, decisions)}"
    return ""


def _way_back(store: Store, one: Card) -> str:
    """What to do about a card that was rejected with its kind."""
    path = next((source.path for source in store.sources() if source.id == one.source), None)
    if path is None:  # it is followed no more
        return "`flashdl card restore` asks it again"
    options = f"--kind {shlex.quote(one_line(one.prompt.kind))} --source {shlex.quote(one_line(path))}"
    return f"`flashdl inbox allow {options}` lets it wait again"


def _lines(one: Card, short: str, schedule: Schedule | None, reason: str, own: Sequence[str]) -> list[str]:
    prompt, place = one.prompt, one.place
    answers = list(prompt.items) or [" or ".join(prompt.answers)]
    facts = {
        "id": short,
        "note": f"{place.file}:{place.line}",
        "deck": one.deck,
        "kind": f"{prompt.kind}, score {one.score:.2f}",
        "state": reason or "asked when it is due",
        "schedule": _schedule_words(schedule),
    }
    if tags := dict.fromkeys((*prompt.tags, *own)):
        facts["tags"] = " ".join(tags)
    return [
        one_line(prompt.question),
        *(f"  →  {one_line(answer)}" for answer in answers),
        *(f"     {name:9}{one_line(value)}" for name, value in facts.items()),
    ]


def _schedule_words(schedule: Schedule | None) -> str:
    if schedule is None:
        return "never answered"
    answers = wording.answers(schedule.reviews)
    lapses = "1 lapse" if schedule.lapses == 1 else f"{schedule.lapses} lapses"
    return f"due {schedule.due}, interval {schedule.interval} d, ease {schedule.ease / 1000:.2f}, {answers}, {lapses}"


def _schedule_json(schedule: Schedule | None) -> dict[str, Any] | None:
    if schedule is None:
        return None
    return {
        "due": schedule.due.isoformat(),
        "interval": schedule.interval,
        "ease": schedule.ease,
        "reviews": schedule.reviews,
        "lapses": schedule.lapses,
        "last_day": schedule.last_day.isoformat(),
    }


def _deciding(
    name: str, summary: str, done: str, *, example: str, since: tuple[State, ...], becomes: State, otherwise: str
) -> click.Command:
    """A command that puts cards into a state.

    Args:
        since: states that a card may be in.
        otherwise: what is said of a card that is in none of them.
    """

    @card.command(name, help=f"{summary}\n\n\b\nflashdl card {name} {example}")
    @click.argument("ids", nargs=-1, required=True, metavar="ID...")
    @common
    @pass_context
    def decide(context: Context, ids: tuple[str, ...]) -> int:
        with context.store() as store:
            chosen = picked(store, ids, context.today(), context.config.leech, changes=True)
            wrong = [one for one in chosen if one.state not in since]
            if wrong:
                about = one_line(wrong[0].prompt.question)
                raise UsageError(f"“{about}” {otherwise}; nothing was changed.")
            store.set_state([one.id for one in chosen], becomes)
            tell(f"{cards(len(chosen))} {done}.")
            if becomes is State.ACTIVE:
                for one in chosen:
                    if one.orphaned:
                        tell(f"“{one_line(one.prompt.question)}” is asked when its source holds it again.")
        return 0

    return decide


suspend = _deciding(
    "suspend", "Do not ask cards until they are unsuspended.", "suspended",
    example="is:leech",
    since=(State.ACTIVE, State.SUSPENDED), becomes=State.SUSPENDED, otherwise="is not being asked",
)  # fmt: skip
unsuspend = _deciding(
    "unsuspend", "Ask suspended cards again, with their history.", "asked again",
    example="is:suspended",
    since=(State.SUSPENDED, State.ACTIVE), becomes=State.ACTIVE, otherwise="is not suspended",
)  # fmt: skip
reject = _deciding(
    "reject", "Bad cards: never ask them, nor take them for new ones.", "rejected",
    example="notes/Biology.md:12",
    since=tuple(State), becomes=State.REJECTED, otherwise="",
)  # fmt: skip
restore = _deciding(
    "restore", "Ask rejected cards again, with their history; accepts one that waits.", "asked again",
    example="is:rejected",
    since=(State.REJECTED, State.INBOX, State.ACTIVE), becomes=State.ACTIVE, otherwise="is not rejected",
)  # fmt: skip
