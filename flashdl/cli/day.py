"""Commands of the day: the app, review, due, schedule."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from flashdl import due as due_command
from flashdl.cli.completion import DeckName
from flashdl.cli.rim import (
    Context,
    as_json,
    common,
    deck_among,
    deck_named,
    pass_context,
    say,
    say_json,
    tell,
    width_of,
)
from flashdl.config import Config
from flashdl.errors import UsageError
from flashdl.model import Rating
from flashdl.scheduling import SCHEDULERS, study_day
from flashdl.swift import loading

if TYPE_CHECKING:
    from flashdl.store import Store

RATINGS = {name: rating for rating in Rating for name in (rating.name.casefold(), str(int(rating)))}


def open_app(
    context: Context,
    deck: str | None = None,
    *,
    review: bool = False,
    only: Collection[str] | None = None,
    cram: bool = False,
    minutes: int | None = None,
) -> int:
    """The app; without a terminal, a few lines that say what there is to do."""
    if not has_terminal():
        return _without_terminal(context)
    warned: list[str] = []
    context.warn = warned.append
    with ExitStack() as opened, loading():
        from flashdl import tui

        opened.callback(_tell_all, warned)

        notice = context.beginning if context.is_new and not review else ""

        def open_store() -> Store:
            return opened.enter_context(context.store(begins=not review, is_start=True))

        return tui.run(
            open_store,
            _config(context, minutes),
            now=context.now,
            start=deck,
            review=review,
            only=only,
            cram=cram,
            notice=notice,
        )


def _tell_all(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        tell(sentence)


def _config(context: Context, minutes: int | None) -> Config:
    """The configuration, with the minutes of a sitting that were asked for."""
    return context.config if minutes is None else replace(context.config, minutes=minutes)


def has_terminal() -> bool:
    """Whether the app can be shown: keys come from standard input, and Textual draws on standard error."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _without_terminal(context: Context) -> int:
    config = context.config
    code = due_command.run(["--db", str(config.database)] if config.is_named else [], os.environ)
    tell(
        "The app needs a terminal. `flashdl review --plain` reviews line by line, `flashdl --help` lists the commands."
    )
    return code or 0


@click.command()
@click.argument("deck", type=DeckName(), required=False)
@click.option("--plain", is_flag=True, help="Line by line: for screen readers, pipes and tests.")
@click.option("--query", "queries", multiple=True, metavar="QUERY", help="Only these: tag:x, is:leech, FILE:LINE, ...")
@click.option("--minutes", type=click.IntRange(0, 9999), help="Ask after so long whether to go on; 0: never.")
@click.option("--cram", is_flag=True, help="Practise all of them, due or not; no schedule is touched.")
@common
@pass_context
def review(
    context: Context, deck: str | None, *, plain: bool, queries: tuple[str, ...], minutes: int | None, cram: bool
) -> int:
    """Start today's review at once, of all decks or of DECK and its sub-decks.

    \b
    flashdl review
    flashdl review "Deep Learning" --minutes 10
    flashdl review --cram --query tag:exam
    """
    is_plain = plain or not has_terminal()
    if not is_plain and deck is None and not queries:
        return open_app(context, review=True, cram=cram, minutes=minutes)
    with ExitStack() as opened:
        with loading():
            store = opened.enter_context(context.store(is_start=True))
            if deck is not None:
                deck = deck_named(store, deck)
            only = _picked(context, store, queries) if queries else None
            from flashdl import plain as line_by_line
        if is_plain:
            return line_by_line.review(
                store,
                _config(context, minutes),
                now=context.now,
                read=_line,
                write=sys.stdout,
                deck=deck,
                only=only,
                cram=cram,
                width=width_of(sys.stdout),
            )
    return open_app(context, deck, review=True, only=only, cram=cram, minutes=minutes)


def _picked(context: Context, store: Store, queries: Sequence[str]) -> frozenset[str]:
    from flashdl.cli.pick import picked

    on = study_day(context.now(), context.config.rollover)
    return frozenset(card.id for card in picked(store, queries, on, context.config.leech))


def _line() -> str:
    """A line of input; raises EOFError where there is none."""
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


@click.command()
@click.argument("deck", type=DeckName(), required=False)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option("--prompt", is_flag=True, help="Only the number of cards, or nothing: for prompts and status bars.")
@common
@pass_context
def due(context: Context, deck: str | None, *, as_json: bool, prompt: bool) -> int | None:
    """What today asks for, at once; of all decks, or of DECK alone.

    \b
    flashdl due
    flashdl due "Deep Learning"
    flashdl due --prompt     the number alone, for a shell prompt
    flashdl due --json
    """
    if deck is not None:
        named = partial(deck_among, text=deck)
        return due_command.of_deck(context.config, named, as_json=as_json, prompt=prompt)
    arguments = [name for name, given in (("--json", as_json), ("--prompt", prompt)) if given]
    return due_command.run(
        [*arguments, *(["--db", context.database] if context.database is not None else [])], os.environ
    )


@click.command()
@click.argument("ratings", nargs=-1, required=True, metavar="RATINGS...")
@click.option("--scheduler", type=click.Choice(SCHEDULERS), default="sm2", show_default=True)
@click.option("--quality", is_flag=True, help="The numbers are SM-2's own qualities, 0 to 5.")
@click.option("--retention", type=click.FloatRange(0.7, 0.99), default=0.9, show_default=True, help="With fsrs.")
@as_json
@common
@pass_context
def schedule(
    context: Context, ratings: tuple[str, ...], *, scheduler: str, quality: bool, retention: float, as_json: bool
) -> int:
    """What a scheduler makes of a series of ratings, each given on the day it is due.

    \b
    flashdl schedule good good hard easy
    flashdl schedule 3 3 1 3 --scheduler fsrs --json
    flashdl schedule 4 4 5 2 --quality
    """
    from flashdl.scheduling.series import of_qualities, of_ratings, table

    if quality and scheduler != "sm2":
        raise UsageError("only SM-2 has qualities; give ratings: again, hard, good, easy, or 1 to 4.")
    on = study_day(context.now(), context.config.rollover)
    if quality:
        rows = of_qualities([_quality(text) for text in ratings], on, context.config.ease_on_fail)
    else:
        rows = of_ratings([_rating(text) for text in ratings], on, context.named(scheduler, retention))
    if as_json:
        for row in rows:
            say_json(row.as_json())
    else:
        for line in table(rows):
            say(line)
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
