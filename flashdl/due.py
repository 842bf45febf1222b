"""`flashdl due`: what today asks for, at once. Loads neither the app, the ORM, YAML nor the command framework."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flashdl import clock, config
from flashdl.config import Config
from flashdl.errors import FlashdlError, StoreError
from flashdl.model import DeckCounts
from flashdl.scheduling import study_day
from flashdl.session import LEVEL
from flashdl.store.counts import counts
from flashdl.terminal import json_line, one_line

LONGEST_NAME = 48
"""Characters of a deck's name in a table."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of a command line."""

    database: str | None = None
    as_json: bool = False
    prompt: bool = False


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int | None:
    """Print what today asks for.

    Returns:
        the exit code; None where the arguments are not plain ones, for the commands to explain.
    """
    asked = _read(arguments)
    if asked is None:
        return None
    try:
        chosen = config.load(environ, asked.database)
        # The table shows what each deck has of the day, as the app does; the JSON what it would ask by itself.
        found = _counted(chosen, shared=not asked.as_json, is_prompt=asked.prompt)
    except FlashdlError as error:
        if asked.as_json:
            print_line(
                json_line(
                    {"error": str(error), "path": getattr(error, "path", None), "line": getattr(error, "line", None)}
                )
            )
        sys.stderr.write(f"flashdl: {one_line(str(error))}\n")
        return error.exit_code
    _print(found, asked)
    return 0


def of_deck(chosen: Config, named: Callable[[Sequence[str]], str], *, as_json: bool, prompt: bool) -> int:
    """Print what today asks of one deck by itself.

    Args:
        named: which of these decks is meant.

    Raises:
        FlashdlError: none is, or the database cannot be read.
    """
    found = _counted(chosen, shared=False, is_prompt=prompt)
    deck = named([one.deck for one in found[1:]])
    own = next(one for one in found if one.deck == deck)
    below = f"{deck}{LEVEL}"
    # As without a deck: the table shows what each has of the sum, the JSON what it would ask by itself.
    parts = found if as_json else _counted(chosen, shared=True, is_prompt=prompt, deck=deck)
    inner = [one for one in parts if one.deck.startswith(below)]
    shown = inner if as_json else [replace(one, deck=one.deck.removeprefix(below)) for one in inner]
    _print((own, *shown), _Asked(as_json=as_json, prompt=prompt))
    return 0


def _print(found: Sequence[DeckCounts], asked: _Asked) -> None:
    """
    Args:
        found: what is asked in all first, then of each deck.
    """
    if asked.as_json:
        decks = [{"deck": one.deck, **_numbers(one)} for one in found[1:]]
        print_line(json_line({**_numbers(found[0]), "decks": decks}))
    elif asked.prompt:
        waiting = found[0].new + found[0].again + found[0].due
        if waiting:
            print_line(str(waiting))
    else:
        for line in table(found):
            print_line(line)


def _counted(chosen: Config, *, shared: bool, is_prompt: bool, deck: str | None = None) -> tuple[DeckCounts, ...]:
    """The counts; a database that is gone or damaged is told as by every other command.

    Args:
        is_prompt: a shell prompt asks, and at each line it would say that nothing has begun yet.
    """
    try:
        today = study_day(clock.now(), chosen.rollover)
        found = counts(chosen.database, today, chosen.limits, shared=shared, deck=deck)
    except StoreError as error:
        from flashdl.store import backups

        raise backups.with_advice(chosen.database, error) from error
    if len(found) == 1:  # no deck
        from flashdl.store import backups

        backups.require_there(chosen.database)
        if chosen.is_named and not is_prompt:
            backups.require_begun(chosen.database)
    return found


def table(found: Sequence[DeckCounts]) -> list[str]:
    """What today asks, a line a top-level deck with its part of it, in words and columns."""
    total = found[0]
    waiting = total.new + total.again + total.due
    if not waiting:
        return ["Nothing is due today."]
    # Sub-decks are in the JSON; a person who wants all of them opens the app.
    tops = [one for one in found[1:] if LEVEL not in one.deck]
    names = {one.deck: shortened(one_line(one.deck)) for one in tops}
    width = max(map(len, names.values()), default=0)
    # The numbers of decks are parts of the sum; a deck that is asked alone may have more.
    width = max(width, len("of these")) if tops else 0
    rows = [f"{'of these':{width}}    new  again    due"] if tops else []
    rows += [f"{names[one.deck]:{width}}  {one.new:5}  {one.again:5}  {one.due:5}" for one in tops]
    cards = "1 card" if waiting == 1 else f"{waiting} cards"
    return [f"{cards}, about {total.minutes} min", *rows]


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _numbers(one: DeckCounts) -> dict[str, int]:
    return {"new": one.new, "again": one.again, "due": one.due, "minutes": one.minutes}


def _read(arguments: Sequence[str]) -> _Asked | None:
    database, flags = None, set()
    left = list(arguments)
    while left:
        argument = left.pop(0)
        if argument in ("--json", "--prompt"):
            flags.add(argument)
        elif argument == "--db" and left:
            database = left.pop(0)
        elif argument.startswith("--db=") and len(argument) > 5:
            database = argument.removeprefix("--db=")
        else:
            return None
    return _Asked(database, "--json" in flags, "--prompt" in flags)


def print_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
