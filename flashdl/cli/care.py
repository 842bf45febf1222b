"""Commands that look after flashdl itself: doctor, config."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator

import click

from flashdl.cli.rim import Context, agrees, as_json, common, pass_context, say, say_json, tell
from flashdl.cli.schedulers import reminders
from flashdl.errors import FileError
from flashdl.terminal import one_line

FEW = 5
"""Faults that are shown before a person is asked."""


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended; a backup is made before.")
@as_json
@common
@pass_context
def doctor(context: Context, *, repair: bool, as_json: bool) -> int:
    """Check the database: sound, every schedule what replaying the log gives, media and backups as they should be.

    \b
    flashdl doctor
    flashdl doctor --repair --json
    """
    with context.store(is_doctor=True) as store:
        faults = store.check()
        mended = 0
        if faults and (repair or _agreed(faults, as_json=as_json)):
            context.keep_a_copy_before("repair")
            mended = store.repair()
        left = store.check() if mended else faults
        remarks = [*store.remarks(context.today()), *reminders(store)]
    remarks += [*_media(context), *_copies(context)]
    if as_json:
        told = {"faults": left, "repaired": mended, "remarks": remarks, "sqlite": sqlite3.sqlite_version}
        say_json({"database": str(context.config.database), **told})
    else:
        for remark in remarks:
            tell(remark)
        for fault in faults:
            say(fault)
        said = "sound." if not faults else f"{mended} repaired, {len(left)} left."
        say(f"{context.config.database}: {said} SQLite {sqlite3.sqlite_version}.")
    if left and not mended:
        tell("`flashdl doctor --repair` makes every index and schedule what the rows and the log say.")
    return 1 if left else 0


def _agreed(faults: list[str], *, as_json: bool) -> bool:
    """Whether a person at a terminal lets the faults be mended."""
    if as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    for fault in faults[:FEW]:
        tell(fault)
    return agrees(f"Mend {'this' if len(faults) == 1 else f'these {len(faults)}'}?")


def _media(context: Context) -> Iterator[str]:
    """A sentence for what is wrong with the media that came from Anki."""
    from flashdl.formats import media

    missing, changed = media.faults(context.config.data_folder / "media")
    for names, fault in ((missing, "not there any more"), (changed, "not what it was")):
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            yield f"The media file “{one_line(names[0])[:60]}”{more} is {fault}; import its package again."


def _copies(context: Context) -> Iterator[str]:
    """A sentence about the backups that there are."""
    from flashdl.store import backups

    made = backups.listed(context.config.database)
    newest = backups.newest_sound(context.config.database)
    if newest is not None:
        which = "The only backup is sound, and" if len(made) == 1 else f"The newest sound one of {len(made)} backups"
        yield f"{which} was made on {newest.made:%Y-%m-%d %H:%M}."
    elif made:
        yield f"None of the {len(made)} backups is sound; `flashdl backup` makes one."


@click.command()
@click.option("--paths", is_flag=True, help="Where flashdl keeps its files.")
@click.option("--edit", is_flag=True, help="Open config.toml in your editor, then check it.")
@as_json
@common
@pass_context
def config(context: Context, *, paths: bool, edit: bool, as_json: bool) -> int:
    """The configuration in force, as config.toml has it; --paths: the files that flashdl keeps.

    \b
    flashdl config
    flashdl config --paths
    flashdl config --edit     in your editor, where nothing is there yet with all that can be set
    """
    if edit:
        return _edited(context)
    chosen = context.config
    if chosen.keys:
        from flashdl.tui.app import own_keys

        own_keys(chosen)  # a command or a key that there is not
    places = {
        "database": str(chosen.database),
        "decks": str(chosen.data_folder / "decks"),
        "config": str(chosen.config_file),
        "cache": str(chosen.cache_folder),
    }
    choices = {
        "new": chosen.limits.new,
        "reviews": chosen.limits.reviews,
        "leech": chosen.leech,
        "rollover": chosen.rollover,
        "minutes": chosen.minutes,
        "repeat_hard": chosen.repeat_hard,
        "ease_on_fail": chosen.ease_on_fail,
        "theme": chosen.theme,
        "skip": list(chosen.skip),
    }
    shown = places if paths else {**places, **choices}
    if as_json:
        say_json(shown)
        return 0
    from flashdl.config_text import as_toml

    for name, value in places.items():
        say(f"{name:12}  {value}" if paths else f"# {name:10}  {value}")
    for line in () if paths else as_toml(chosen):
        say(line)
    return 0


def _edited(context: Context) -> int:
    """Have the person edit the configuration, and say what is wrong with it then."""
    from flashdl import config as configuration
    from flashdl.config_text import TEMPLATE
    from flashdl.tui import editor
    from flashdl.tui.app import own_keys

    file = configuration.file(os.environ)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEMPLATE, encoding="utf-8")
    command = editor.command(os.environ, file, 1)
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        raise FileError(
            f"{command[0]} cannot be started; set VISUAL or EDITOR. ({error.strerror})", str(file)
        ) from error
    own_keys(context.config)  # read only now
    tell(f"{one_line(str(file))} is in order.")
    return 0


COMMANDS: Iterable[click.Command] = (doctor, config)
