"""`flashdl scheduler`: which scheduler keeps which deck, and the switch to another."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from flashdl.cli.completion import DeckName
from flashdl.cli.rim import (
    Context,
    as_json,
    cards,
    common,
    deck_named,
    one_line_told,
    pass_context,
    say,
    say_json,
    tell,
)
from flashdl.errors import UsageError
from flashdl.scheduling import SCHEDULERS, TITLES, Fsrs, study_day
from flashdl.session import by_name, holds
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.scheduling import Scheduler
    from flashdl.scheduling.switching import Shift
    from flashdl.store import Store

INHERIT = "inherit"
MOST_NAMED = 4
"""Decks in a sentence."""


@click.command()
@click.argument("name", required=False, type=click.Choice((*SCHEDULERS, INHERIT)))
@click.argument("deck", type=DeckName(), required=False, default="")
@click.option("--retention", type=click.FloatRange(0.7, 0.99), help="Recall that FSRS aims at (at first 0.9).")
@click.option("--train", is_flag=True, help="Make FSRS's weights from your own answers; offered where they do better.")
@click.option("--defaults", is_flag=True, help="Go back from trained weights to the published ones.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
@common
@pass_context
def scheduler(
    context: Context,
    name: str | None,
    deck: str,
    *,
    retention: float | None,
    train: bool,
    defaults: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Show which scheduler keeps which deck, or let another keep DECK, or all decks.

    The log is replayed as if NAME had been there from the start; what that changes is shown first. To switch back
    gives the schedules that were there before. FSRS keeps its retention and its trained weights until others are given.
    With `inherit`, DECK gives up its own choice and is kept as the decks around it.

    \b
    flashdl scheduler
    flashdl scheduler fsrs --dry-run
    flashdl scheduler fsrs "Deep Learning" --retention 0.85
    flashdl scheduler inherit "Deep Learning"
    flashdl scheduler fsrs --train
    """
    if train or defaults:
        name = name or "fsrs"
    _require_sense(name, deck, is_of_fsrs=bool(train or defaults or retention), is_both=train and defaults)
    with context.store() as store:
        if name is None:
            return _show(store, as_json=as_json)
        if deck:
            deck = deck_named(store, deck)
        if not (dry_run or yes or sys.stdin.isatty()):
            raise UsageError("nothing was switched; add --yes to do it, or --dry-run only to look.")
        is_own = name != INHERIT
        chosen = context.kept(store, name, deck, retention, published=defaults) if is_own else _inherited(store, deck)
        told: dict[str, Any] = {"scheduler": chosen.name, "deck": deck}
        trained = _trained(store, deck, chosen, told, as_json=as_json) if train and isinstance(chosen, Fsrs) else None
        wanted = trained if train else chosen
        if wanted is not None:
            shift = _shift(context, store, wanted, deck)
            told |= asdict(shift)
            for line in () if as_json else _lines(shift):
                say(line)
            if not (dry_run or yes):
                question = "Take these weights" if train else f"Switch to {TITLES[chosen.name]}"
                click.confirm(f"{question}?", abort=True, err=True)
        done = wanted is not None and not dry_run
        changed = store.switch(wanted, context.now(), deck, is_own=is_own) if wanted is not None and done else []
        others = _with_own(store, deck)
    if as_json:
        say_json({**told, "done": done})
    if done:
        tell(f"{TITLES[chosen.name]} keeps {_named(deck)}{others}; {cards(len(changed))} changed.")
    return 0


def _require_sense(name: str | None, deck: str, *, is_of_fsrs: bool, is_both: bool) -> None:
    """Raises: UsageError: what is asked for does not go together.

    Args:
        is_of_fsrs: something is asked for that only FSRS has.
        is_both: weights of one's own, and the published ones.
    """
    if name != "fsrs" and is_of_fsrs:
        raise UsageError("only FSRS has weights and a retention; say `flashdl scheduler fsrs`.")
    if is_both:
        raise UsageError("--train makes weights of your own, --defaults takes the published ones; give one of them.")
    if name == INHERIT and not deck:
        raise UsageError('say which deck: `flashdl scheduler inherit "Deep Learning"`.')


def _inherited(store: Store, deck: str) -> Scheduler:
    """What would keep a deck that had no choice of its own. Raises: UsageError: it has none."""
    if deck not in store.schedulers():
        raise UsageError(f"{_named(deck)} has no choice of its own.")
    return store.inherited(deck)


def _with_own(store: Store, deck: str) -> str:
    """The decks that a switch does not concern, in words."""
    inner = [
        name
        for name in sorted(store.schedulers(), key=by_name)
        if name and name != deck and (not deck or holds(name, deck))
    ]
    named = ", ".join(map(_named, inner[:MOST_NAMED])) + (" …" if len(inner) > MOST_NAMED else "")
    return f", but for those with a choice of their own: {named}" if inner else ""


def _trained(store: Store, deck: str, kept: Fsrs, told: dict[str, Any], *, as_json: bool) -> Fsrs | None:
    """FSRS with weights made of the answers; None where they are too few, or the published weights foretell as well.

    Args:
        kept: as it is now.
        told: takes up what is to be said as JSON.
    """
    from flashdl.scheduling.training import ENOUGH, foretold, trained

    lives = store.lives(deck)
    with one_line_told() as show:
        found = trained(lives, show)
    if found is None:
        answers = sum(1 for _ in foretold(lives))
        told |= {"answers": answers, "needed": ENOUGH, "better": False}
        if not as_json:
            say(f"Training needs {ENOUGH} reviews, some of them on earlier days; there are {answers}.")
        return None
    losses = {"trained": round(found.loss, 4), "defaults": round(found.loss_before, 4)}
    told |= {"answers": found.answers, "held_out": found.held_out, "log_loss": losses, "better": found.is_better}
    if not as_json:
        say(f"Log loss on the latest {found.held_out:,} of {found.answers:,} reviews (less is better):")
        say(f"  weights trained on the reviews before them  {found.loss:.4f}")
        say(f"  published weights                           {found.loss_before:.4f}")
    if found.is_better:
        return replace(kept, weights=found.weights, trained=found.answers)
    if not as_json:
        back = " `flashdl scheduler fsrs --defaults` goes back to them." if kept.trained else ""
        say(f"That is no better than chance would have it: stay with the published weights.{back}")
    return None


def _show(store: Store, *, as_json: bool) -> int:
    for deck, chosen in sorted(store.schedulers().items(), key=lambda one: by_name(one[0])):
        if as_json:
            say_json({"deck": deck, **_json(chosen)})
        else:
            say(f"{one_line(deck) or 'all decks'}: {TITLES[chosen.name]}{_beside(chosen)}")
    for line in reminders(store):
        tell(line)
    return 0


def reminders(store: Store) -> list[str]:
    """A sentence for each deck whose weights were trained on half of the answers that there are by now."""
    return [
        f"The weights of {_named(deck)} were trained on {before:,} reviews; there are {now:,} by now. "
        f"`flashdl scheduler fsrs{f' {shlex.quote(one_line(deck))}' if deck else ''} --train` trains them again."
        for deck, before, now in store.to_train()
    ]


def _named(deck: str) -> str:
    return f"“{one_line(deck)}”" if deck else "all decks"


def _json(chosen: Scheduler) -> dict[str, Any]:
    told = {"scheduler": chosen.name, "version": chosen.version}
    if not isinstance(chosen, Fsrs):
        return {**told, "retention": None, "trained": None}
    return {**told, "retention": chosen.retention, "trained": chosen.trained}


def _beside(chosen: Scheduler) -> str:
    if not isinstance(chosen, Fsrs):
        return ""
    weights = f", trained on {chosen.trained:,} reviews" if chosen.trained else ""
    return f", recall {chosen.retention * 100:.0f} %{weights}"


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
