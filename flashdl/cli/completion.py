"""The command `completion`, and the names of decks that a shell completes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

from flashdl.cli.rim import Context, pass_context, say
from flashdl.errors import FlashdlError

SHELLS = ("bash", "zsh", "fish")
MOST = 200
"""Names that a shell is given."""


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@pass_context
def completion(_: Context, shell: str | None) -> int:
    """Print what makes a shell complete commands, options and decks; SHELL is told by $SHELL where it is left out.

    \b
    eval "$(flashdl completion bash)"                                in ~/.bashrc
    eval "$(flashdl completion zsh)"                                 in ~/.zshrc
    flashdl completion fish > ~/.config/fish/completions/flashdl.fish
    """
    name = shell or Path(os.environ.get("SHELL", "")).name
    found = get_completion_class(name) if name in SHELLS else None
    if found is None:
        raise click.UsageError(f"say which shell: {', '.join(SHELLS)}.")
    say(found(click.Command("flashdl"), {}, "flashdl", "_FLASHDL_COMPLETE").source())
    return 0


class DeckName(click.ParamType[str]):
    """A deck's name; a shell completes it from the database, without making one."""

    name = "deck"

    def shell_complete(self, ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        context = ctx.find_object(Context) or Context(None)
        try:
            address = f"{context.config.database.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, timeout=0.2)) as connection:
                found = connection.execute("SELECT DISTINCT deck FROM card").fetchall()
        except (sqlite3.Error, FlashdlError, OSError):
            return []
        levels = (deck.split("::") for (deck,) in found if isinstance(deck, str) and deck.isprintable())
        names = {"::".join(parts[: size + 1]) for parts in levels for size in range(len(parts))}
        return [CompletionItem(name) for name in sorted(names, key=str.casefold) if name.startswith(incomplete)][:MOST]


COMMANDS = (completion,)
"""Commands of this module."""
