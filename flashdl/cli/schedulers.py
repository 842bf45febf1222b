"""`flashdl scheduler`: which scheduler keeps which deck, and the switch to another."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from flashdl.cli.rim import Context, as_json, cards, common, pass_context, require_deck, say, say_json, tell
from flashdl.errors import UsageError
from flashdl.scheduling import SCHEDULERS, study_day
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.scheduling import Scheduler
    from flashdl.scheduling.switching import Shift
    from flashdl.store import Store

TITLES = {"sm2": "SM-2", "anki": "Anki's SM-2", "fsrs": "FSRS-6"}


@click.command()
@click.argument("name", required=False, type=click.Choice(SCHEDULERS))
@click.argument("deck", required=False, default="")
@click.option("--retention", type=click.FloatRange(0.7, 0.99), default=0.9, help="Recall that FSRS aims at (0.9).")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
@common
@pass_context
def scheduler(
    context: Context, name: str | None, deck: str, *, retention: float, dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Show which scheduler keeps which deck, or let another keep DECK, or all decks.

    The log is replayed as if NAME had been there from the start; what that changes is shown first. To switch back
    gives the schedules that were there before.

    \b
    flashdl scheduler
    flashdl scheduler fsrs --dry-run
    flashdl scheduler fsrs "Deep Learning" --retention 0.85
    """
    with context.store() as store:
        if name is None:
            return _show(store, as_json=as_json)
        if deck:
            require_deck(store, deck)
        wanted = context.named(name, retention)
        if not (dry_run or yes or sys.stdin.isatty()):
            raise UsageError("nothing was switched; add --yes to do it, or --dry-run only to look.")
        shift = _shift(context, store, wanted, deck)
        for line in () if as_json else _lines(shift):
            say(line)
        if not (dry_run or yes):
            click.confirm(f"Switch to {TITLES[name]}?", abort=True, err=True)
        changed = [] if dry_run else store.switch(wanted, context.now(), deck)
        if as_json:
            say_json({"scheduler": name, "deck": deck, "done": not dry_run, **asdict(shift)})
        if dry_run:
            return 0
        tell(f"{TITLES[name]} keeps {f'“{one_line(deck)}”' if deck else 'all decks'}; {cards(len(changed))} changed.")
    return 0


def _show(store: Store, *, as_json: bool) -> int:
    for deck, chosen in sorted(store.schedulers().items()):
        if as_json:
            say_json({"deck": deck, **_json(chosen)})
        else:
            say(f"{one_line(deck) or 'all decks'}: {TITLES[chosen.name]}{_beside(chosen)}")
    return 0


def _json(chosen: Scheduler) -> dict[str, Any]:
    retention = getattr(chosen, "retention", None)
    return {"scheduler": chosen.name, "version": chosen.version, "retention": retention}


def _beside(chosen: Scheduler) -> str:
    retention = getattr(chosen, "retention", None)
    return f", recall {retention * 100:.0f} %" if retention else ""


def _shift(context: Context, store: Store, wanted: Scheduler, deck: str) -> Shift:
    from flashdl.scheduling.switching import shift

    return shift(store.switched(wanted, deck), study_day(context.now(), context.config.rollover))


def _lines(shift: Shift) -> list[str]:
    moved = shift.earlier + shift.later
    if not shift.cards:
        return ["No card would change."]
    most = f", {shift.most} d at most" if moved > 1 else ""
    same = shift.cards - moved
    return [
        f"{cards(shift.cards)} with a history: {shift.earlier} earlier, {shift.later} later, {same} on the same day.",
        *([f"Those that move do so by {shift.median} d in the median{most}."] if moved else []),
        f"Due by tomorrow:  {shift.due[1]} instead of {shift.due[0]}",
        f"Due in 7 days:    {shift.week[1]} instead of {shift.week[0]}",
    ]


COMMANDS: Iterable[click.Command] = (scheduler,)
