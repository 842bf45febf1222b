"""The commands: their words, exit codes and JSON. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from types import MappingProxyType

import click

from flashdl import __version__
from flashdl.cli.rim import Commands, Context, fail
from flashdl.errors import FlashdlError

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


MODULES = {
    "day": ("review", "due", "schedule"),
    "notes": ("add", "scan", "generate"),
    "explained": ("why",),
    "inbox": ("inbox",),
    "followed": ("sources",),
    "tending": ("card",),
    "schedulers": ("scheduler",),
    "ahead": ("catch-up", "vacation", "simulate"),
    "decks": ("new",),
    "exports": ("export",),
    "imports": ("import",),
    "search": ("search",),
    "stats": ("stats",),
    "backups": ("backup", "restore"),
    "care": ("doctor", "config"),
    "completion": ("completion",),
}
"""The commands of each module, which it has as COMMANDS."""


class Program(Commands):
    """All of flashdl. A command's module is loaded when the command is asked for: one start asks for one."""

    sections = MappingProxyType(
        {
            "Every day": ("review", "due", "inbox", "stats", "catch-up", "vacation"),
            "Notes and decks": ("add", "scan", "why", "generate", "sources", "new", "import", "export"),
            "Cards": ("search", "card"),
            "Scheduling": ("scheduler", "schedule", "simulate"),
            "The rest": ("config", "backup", "restore", "doctor", "completion"),
        }
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for names in MODULES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = next((module for module, names in MODULES.items() if cmd_name in names), None)
        if module is None:
            return None
        found: Sequence[click.Command] = importlib.import_module(f"{__name__}.{module}").COMMANDS
        return next(command for command in found if command.name == cmd_name)


@click.group(cls=Program, invoke_without_command=True, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="flashdl", message="%(prog)s %(version)s")
@click.option("--db", metavar="PATH", help="The database (else FLASHDL_DB, else the platform's data folder).")
@click.pass_context
def flashdl(context: click.Context, db: str | None) -> None:
    """Your notes, back to you, ten minutes a day, in the terminal.

    Without a command the app opens. `flashdl add ~/notes` follows a folder of Markdown notes.
    """
    context.obj = Context(db)
    if context.invoked_subcommand is None:
        from flashdl.cli import day

        context.exit(day.open_app(context.obj))


def run(arguments: Sequence[str]) -> int:
    """Run a command line that has no `due` in front; the exit code."""
    as_json = "--json" in arguments
    try:
        code = flashdl.main(list(arguments), prog_name="flashdl", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        sys.stderr.write("flashdl: stopped.\n")
        return 130
    except click.exceptions.NoArgsIsHelpError as error:  # a group alone
        sys.stderr.write(f"{error.format_message()}\n")
        return 2
    except click.ClickException as error:
        return fail(FlashdlError(_usage(error)), 2, as_json=as_json)
    except FlashdlError as error:
        return fail(error, error.exit_code, as_json=as_json)
    except SystemExit as stop:
        # click turns a closed pipe into an exit of its own; nothing here exits otherwise.
        raise BrokenPipeError from stop
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except OSError as error:
        if error.filename is None or os.environ.get("FLASHDL_TRACEBACK"):
            raise  # without a name it is the output
        said = f"{os.fsdecode(error.filename)} cannot be used ({error.strerror})."
        return fail(FlashdlError(said), 1, as_json=as_json)
    except Exception as error:
        if os.environ.get("FLASHDL_TRACEBACK"):
            raise
        said = f"a fault of flashdl itself ({type(error).__name__}: {error}). FLASHDL_TRACEBACK=1 shows where it is."
        return fail(FlashdlError(said), 1, as_json=as_json)
    return code if isinstance(code, int) else 0


def _usage(error: click.ClickException) -> str:
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        takes_deck = any(isinstance(each, click.Argument) and each.name == "deck" for each in error.ctx.command.params)
        if takes_deck and isinstance(error, click.NoSuchOption) and error.option_name == "--deck":
            return f"a deck is named without an option: {error.ctx.command_path} DECK."
        hint = f" Try `{error.ctx.command_path} --help`."
    return f"{error.format_message()}{hint}"


__all__ = ["flashdl", "run"]
