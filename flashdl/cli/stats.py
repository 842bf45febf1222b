"""The command `stats`: what the log and the schedules say in numbers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

import click

from flashdl import charts, wording
from flashdl.cli.completion import DeckName
from flashdl.cli.rim import Context, as_json, common, deck_named, pass_context, say, say_json

WIDEST = 80
NARROWEST = 30


@click.command()
@click.argument("deck", type=DeckName(), required=False)
@as_json
@common
@pass_context
def stats(context: Context, deck: str | None, *, as_json: bool) -> int:
    """What you answered and recalled, and what is ahead; of all decks or of DECK and its sub-decks.

    \b
    flashdl stats
    flashdl stats "Deep Learning" --json
    """
    with context.store() as store:
        if deck is not None:
            deck = deck_named(store, deck)
        found = store.stats(context.today(), deck)
    if as_json:
        say_json(found.as_json())
        return 0
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    say(f"{deck or 'All decks'}, {wording.calendar(found.today)} {found.today.year}")
    for chart in charts.charts(found, width - 2):
        say(f"\n{chart.title}")
        for line in chart.lines:
            say(f"  {''.join(piece.text for piece in line)}".rstrip())
    return 0


COMMANDS: Iterable[click.Command] = (stats,)
