"""`flashdl inbox`: cards that wait for a decision, listed, walked through, accepted, rejected."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from flashdl.cli.pick import picked, short_ids, source_at
from flashdl.cli.rim import (
    Commands,
    Context,
    as_json,
    card_json,
    cards,
    common,
    deck_named,
    pass_context,
    say,
    say_json,
    tell,
)
from flashdl.errors import FileError, UsageError
from flashdl.model import State
from flashdl.query import Field
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.model import Card
    from flashdl.store import Store

Command = TypeVar("Command", bound=Callable[..., object])
HINT = (
    "`flashdl inbox` in a terminal goes through them; "
    "`flashdl inbox accept --all`, or `accept` and `reject` with ids, decide from here."
)


def _of(command: Command) -> Command:
    """`--source` and `--deck`: whose cards."""
    source = click.option("--source", metavar="PATH", help="Only cards of this source, by its path or deck.")
    return source(click.option("--deck", help="Only cards of this deck and its sub-decks.")(command))


@click.group(cls=Commands, invoke_without_command=True)
@_of
@click.option("--list", "listed", is_flag=True, help="List the cards, also in a terminal.")
@as_json
@common
@click.pass_context
def inbox(click_context: click.Context, *, source: str | None, deck: str | None, listed: bool, as_json: bool) -> int:
    """Go through the cards that are not sure enough to be asked unseen.

    In a terminal card by card, else as a list. Nothing in the inbox is asked, counted or exported.

    \b
    flashdl inbox
    flashdl inbox accept k3f9a2 m4q7zz
    flashdl inbox accept --all
    flashdl inbox reject --kind cloze --source ~/notes
    """
    if click_context.invoked_subcommand is not None:
        return 0
    context = click_context.find_object(Context) or Context(None)
    with context.store() as store:
        number = source_at(store, source).id if source else None
        deck = deck_of(store, deck)
        if not (listed or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
            return _walk(context, store, number, deck)
        waiting = store.inbox(number, deck)
        _list(store, waiting, as_json=as_json)
        if not as_json:
            tell(f"{cards(len(waiting))} in the inbox. {HINT}" if waiting else "The inbox is empty.")
            _offer(store, waiting)
    return 0


def deck_of(store: Store, text: str | None) -> str | None:
    """The deck that is meant, even one of waiting cards alone; None: all. Raises: UsageError: there is none."""
    return deck_named(store, text, also={card.deck for card in store.inbox()}) if text else None


def _offer(store: Store, waiting: Sequence[Card]) -> None:
    """Say which cards would be asked at once by now, and how to have them so."""
    from flashdl.inbox import sure_by_now

    if sure := sure_by_now(store, waiting):
        number, them = ("One of them is", "it") if len(sure) == 1 else (f"{len(sure)} of them are", "them")
        tell(f"{number} like cards that you accepted: `flashdl inbox accept --sure` accepts {them}.")


def _list(store: Store, waiting: list[Card], *, as_json: bool) -> None:
    from flashdl.triage import standing

    followed = {one.id: one.path for one in store.sources()}
    decided = {number: store.decisions(number) for number in {card.source for card in waiting}}
    short = short_ids(store, waiting)
    for card in waiting:
        prompt = card.prompt
        reason = standing(prompt.kind, card.score, decided[card.source])
        if as_json:
            say_json({**card_json(card.id, card), "source": followed.get(card.source), "reason": reason})
            continue
        say(
            f"{short[card.id]}  {one_line(prompt.question)}  →  {one_line(prompt.answers[0] if prompt.answers else '')}"
        )
        told = f"{card.place.file}:{card.place.line}  {prompt.kind}  {reason}"
        say(f"{'':{len(short[card.id])}}  {one_line(told)}")


def _walk(context: Context, store: Store, source: int | None, deck: str | None) -> int:
    from flashdl.cli.inbox_walk import Walk
    from flashdl.inbox import Tray

    def edit(card: Card) -> str:
        return edited(context, store, card)

    def line() -> str:
        found = sys.stdin.readline()
        if not found:
            raise EOFError
        return found.strip()

    return Walk(Tray(store, source=source, deck=deck), line, sys.stdout, edit).run()


def edited(context: Context, store: Store, card: Card) -> str:
    """Open a card's note at its line and read its source again; a sentence about what changed.

    Raises:
        FlashdlError: there is no such file or no editor, or the note cannot be read any more.
    """
    from flashdl.tui import editor, reading

    file = reading.file_of(store, card)
    command = editor.command(os.environ, file, card.place.line)
    try:
        editor.run(command)
    except OSError as error:
        reason = f"{command[0]} cannot be started; set VISUAL or EDITOR. ({error.strerror})"
        raise FileError(reason, str(file), card.place.line) from error
    return reading.changes(reading.scan_source(store, context.config, card.source, context.now())) or "Nothing changed."


def _chosen(
    context: Context, store: Store, ids: tuple[str, ...], source: str | None, deck: str | None, *, everything: bool
) -> list[Card]:
    """The waiting cards that a command line means.

    Raises:
        UsageError: it says nothing, or two things, or a card does not wait.
    """
    if bool(ids) == bool(source or deck or everything):
        raise UsageError("say which cards: their ids, or --all, --source or --deck.")
    if not ids:
        return store.inbox(source_at(store, source).id if source else None, deck_of(store, deck))
    waiting = Field("is", State.INBOX.value)
    chosen = picked(store, ids, context.today(), context.config.leech, within=waiting, changes=True)
    for card in chosen:
        if card.state is not State.INBOX:
            about = one_line(card.prompt.question)
            raise UsageError(f"“{about}” is not in the inbox but {card.state.value}; nothing was changed.")
    return chosen


@inbox.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--all", "everything", is_flag=True, help="Every card in the inbox.")
@click.option("--sure", is_flag=True, help="Those that are like cards you accepted.")
@_of
@common
@pass_context
def accept(
    context: Context, ids: tuple[str, ...], source: str | None, deck: str | None, *, everything: bool, sure: bool
) -> int:
    """Ask cards from now on.

    ID is a card's id or as much of its beginning as no other card has, FILE:LINE, or a query: words, kind:acronym ...

    \b
    flashdl inbox accept kind:acronym
    flashdl inbox accept notes/Biology.md:12
    """
    from flashdl.inbox import sure_by_now

    with context.store() as store:
        everything = everything or (sure and not (ids or source or deck))
        chosen = _chosen(context, store, ids, source, deck, everything=everything)
        if sure:
            chosen = sure_by_now(store, chosen)
        store.set_state([card.id for card in chosen], State.ACTIVE, by_hand=not sure)
        tell(f"{cards(len(chosen))} accepted.")
        _offer(store, store.inbox())
    return 0


@inbox.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--all", "everything", is_flag=True, help="Every card in the inbox.")
@click.option("--kind", help="All cards of this kind from --source, those to come too.")
@_of
@common
@pass_context
def reject(
    context: Context,
    ids: tuple[str, ...],
    source: str | None,
    deck: str | None,
    kind: str | None,
    *,
    everything: bool,
) -> int:
    """Never ask cards; with --kind and --source a whole kind of them, until `flashdl inbox allow`.

    \b
    flashdl inbox reject k3f9a2
    flashdl inbox reject --kind cloze --source ~/notes
    """
    with context.store() as store:
        if kind is not None:
            if ids or deck or everything:
                raise UsageError("--kind goes with --source alone.")
            return _reject_kind(store, kind, source)
        chosen = _chosen(context, store, ids, source, deck, everything=everything)
        store.set_state([card.id for card in chosen], State.REJECTED)
    tell(f"{cards(len(chosen))} rejected. `flashdl card restore` brings one back.")
    return 0


def _reject_kind(store: Store, kind: str, source: str | None) -> int:
    where = _one_source(store, source)
    known = sorted({card.prompt.kind for card in store.stored(where)})
    if kind not in known:
        raise UsageError(
            f"no card of the kind “{one_line(kind)}” came from there. Kinds: {', '.join(known) or 'none'}."
        )
    count = sum(card.prompt.kind == kind for card in store.inbox(where))
    store.reject_kind(where, kind)
    tell(f"The kind “{kind}” is rejected here, with {cards(count)} that waited; new ones are not asked either.")
    options = f"--kind {shlex.quote(kind)} --source {shlex.quote(one_line(source or ''))}"
    tell(f"`flashdl inbox allow {options}` takes that back.")
    return 0


def _one_source(store: Store, text: str | None) -> int:
    if text is None:
        raise UsageError("a kind is rejected, or allowed, in one source: give it with --source.")
    return source_at(store, text).id


@inbox.command()
@click.option("--kind", required=True, help="The kind that was rejected.")
@click.option("--source", metavar="PATH", help="The source, by its path or deck.")
@common
@pass_context
def allow(context: Context, kind: str, source: str | None) -> int:
    """Take back the rejection of a kind; its cards wait in the inbox again.

    \b
    flashdl inbox allow --kind term --source ~/notes
    """
    with context.store() as store:
        where = _one_source(store, source)
        if not store.allow_kind(where, kind):
            rejected = ", ".join(sorted(store.decisions(where).rejected_kinds)) or "none"
            raise UsageError(f"the kind “{one_line(kind)}” is not rejected there. Rejected kinds: {rejected}.")
        count = sum(card.prompt.kind == kind for card in store.inbox(where))
    tell(f"The kind “{kind}” is allowed again; {cards(count)} of it in the inbox.")
    return 0


COMMANDS: Iterable[click.Command] = (inbox,)
