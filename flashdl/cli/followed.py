"""Commands about what is followed: sources, sources set, sources remove."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import click

from flashdl.arriving import ARRIVED
from flashdl.cli.pick import source_at
from flashdl.cli.rim import Commands, Context, as_json, cards, common, pass_context, say, say_json, tell
from flashdl.model import State
from flashdl.terminal import one_line


@click.group(cls=Commands, invoke_without_command=True)
@as_json
@common
@click.pass_context
def sources(click_context: click.Context, *, as_json: bool) -> None:
    """List what is followed; `sources remove PATH` stops following one, `sources set PATH` changes how.

    \b
    flashdl sources
    flashdl sources remove ~/notes
    """
    if click_context.invoked_subcommand is not None:
        return
    context = click_context.find_object(Context) or Context(None)
    with context.store() as store:
        followed = store.sources()
        for source in followed:
            if source.path == ARRIVED and not store.stored(source.id):
                continue  # a package that brought nothing
            held = [card for card in store.stored(source.id) if not card.orphaned]
            count = sum(card.state in (State.ACTIVE, State.SUSPENDED) for card in held)
            waiting = len(store.inbox(source.id))
            rejected = sorted(store.decisions(source.id).rejected_kinds)
            if as_json:
                shown = {"path": source.path, "kind": source.kind.value, "deck": source.deck, "cards": count}
                kinds = {"inbox": waiting, "inbox_first": source.inbox_first, "rejected_kinds": rejected}
                say_json({**shown, **kinds})
                continue
            said = [source.deck, cards(count)]
            said += [f"{waiting} in the inbox"] if waiting else []
            said += ["all new ones to the inbox"] if source.inbox_first else []
            said += [f"without the kinds {', '.join(rejected)}"] if rejected else []
            say(f"{source.path}  ({', '.join(said)})")
    if not followed and not as_json:
        tell("Nothing is followed yet. `flashdl add PATH` follows a folder of notes.")


@sources.command("set")
@click.argument("path")
@click.option("--inbox/--no-inbox", "inbox_first", required=True, help="Whether all its new cards wait in the inbox.")
@common
@pass_context
def set_(context: Context, path: str, *, inbox_first: bool) -> int:
    """Change how a source is followed. The cards that are there stay as they are.

    \b
    flashdl sources set ~/notes --inbox
    """
    with context.store() as store:
        store.set_inbox_first(source_at(store, path).id, on=inbox_first)
    which = "all new cards wait" if inbox_first else "only doubtful new cards wait"
    tell(f"{one_line(path)}: {which} in the inbox from now on.")
    return 0


@sources.command("remove")
@click.argument("path")
@click.option(
    "--cards", "fate", type=click.Choice(["keep", "suspend", "delete"]), help="What becomes of its cards; else asked."
)
@common
@pass_context
def remove(context: Context, path: str, fate: str | None) -> int:
    """Stop following PATH. The history of its cards stays in the log, whatever becomes of them.

    \b
    flashdl sources remove ~/notes
    """
    from flashdl.store import Fate

    with context.store() as store:
        source = source_at(store, path)
        if fate is None:
            count = len(store.stored(source.id))
            fate = click.prompt(
                f"What becomes of its {cards(count)}",
                type=click.Choice(["keep", "suspend", "delete"]),
                default="keep",
                err=True,
            )
        if fate == "delete":
            context.keep_a_copy_before("remove")
        store.remove_source(source.id, cast("Fate", fate))
    context.cache.drop(source.path, source.deck)
    tell(f"{path} is no longer followed.")
    return 0


COMMANDS: Iterable[click.Command] = (sources,)
