"""Commands of the day: the app, review, due, schedule."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click

from flashdl import due as due_command
from flashdl.cli.rim import Context, as_json, common, pass_context, say, say_json, tell
from flashdl.errors import UsageError
from flashdl.model import Rating
from flashdl.scheduling import study_day

RATINGS = {name: rating for rating in Rating for name in (rating.name.casefold(), str(int(rating)))}


def open_app(context: Context, deck: str | None = None, *, review: bool = False) -> int:
    """The app; without a terminal, a few lines that say what there is to do."""
    if not has_terminal():
        return _without_terminal(context)
    from flashdl import tui

    with context.store() as store:
        return tui.run(store, context.config, now=context.now, start=deck, review=review)


def has_terminal() -> bool:
    """Whether the app can be shown: keys come from standard input, and Textual draws on standard error."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _without_terminal(context: Context) -> int:
    code = due_command.run(["--db", str(context.config.database)], os.environ)
    tell(
        "The app needs a terminal. `flashdl review --plain` reviews line by line, `flashdl --help` lists the commands."
    )
    return code or 0


@click.command()
@click.argument("deck", required=False)
@click.option("--plain", is_flag=True, help="Line by line: for screen readers, pipes and tests.")
@common
@pass_context
def review(context: Context, deck: str | None, *, plain: bool) -> int:
    """Start today's review at once, of all decks or of DECK and its sub-decks.

    \b
    flashdl review
    flashdl review "Deep Learning" --plain
    """
    if deck is not None:
        _require_deck(context, deck)
    if not plain and has_terminal():
        return open_app(context, deck, review=True)
    from flashdl import plain as line_by_line

    with context.store() as store:
        return line_by_line.review(store, context.config, now=context.now, read=_line, write=sys.stdout, deck=deck)


def _line() -> str:
    """A line of input; raises EOFError where there is none."""
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def _require_deck(context: Context, deck: str) -> None:
    with context.store() as store:
        names = store.deck_names()
    if not any(name == deck or name.startswith(f"{deck}::") for name in names):
        shown = ", ".join(names[:8]) or "none yet"
        raise UsageError(f"there is no deck “{deck}”. Decks: {shown}.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option("--prompt", is_flag=True, help="Only the number of cards, or nothing: for prompts and status bars.")
@common
@pass_context
def due(context: Context, *, as_json: bool, prompt: bool) -> int | None:
    """What today asks for, at once."""
    arguments = [name for name, given in (("--json", as_json), ("--prompt", prompt)) if given]
    return due_command.run([*arguments, *(["--db", context.database] if context.database else [])], os.environ)


@click.command()
@click.argument("ratings", nargs=-1, required=True, metavar="RATINGS...")
@click.option("--scheduler", type=click.Choice(["sm2"]), default="sm2", show_default=True)
@click.option("--quality", is_flag=True, help="The numbers are SM-2's own qualities, 0 to 5.")
@as_json
@common
@pass_context
def schedule(context: Context, ratings: tuple[str, ...], *, scheduler: str, quality: bool, as_json: bool) -> int:
    """What a scheduler makes of a series of ratings, each given on the day it is due.

    \b
    flashdl schedule good good hard easy
    flashdl schedule 3 3 1 3 --json
    flashdl schedule 4 4 5 2 --quality
    """
    from flashdl.scheduling.sm2 import QUALITY, day_after, series

    rated = None if quality else [_rating(text) for text in ratings]
    qualities = [_quality(text) for text in ratings] if rated is None else [QUALITY[rating] for rating in rated]
    on = study_day(context.now(), context.config.rollover)
    if not as_json:
        say("rating  quality  interval    ease  due")
    for index, (given, interval, ease) in enumerate(series(qualities, ease_on_fail=context.config.ease_on_fail)):
        on = day_after(on, interval)
        name = rated[index].name.casefold() if rated else None
        if as_json:
            say_json({"rating": name, "quality": given, "interval": interval, "ease": ease, "due": on.isoformat()})
        else:
            say(f"{name or '':6}  {given:7}  {interval:6} d  {ease / 1000:6.2f}  {on.isoformat()}")
    return 0


def _rating(text: str) -> Rating:
    found = RATINGS.get(text.casefold())
    if found is None:
        raise UsageError(f"“{text}” is no rating; say again, hard, good, easy, or 1 to 4.")
    return found


def _quality(text: str) -> int:
    if text not in {"0", "1", "2", "3", "4", "5"}:
        raise UsageError(f"“{text}” is no quality; SM-2 knows 0 to 5.")
    return int(text)


COMMANDS: Iterable[click.Command] = (review, due, schedule)
