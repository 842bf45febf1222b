"""The commands `backup` and `restore`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from flashdl import wording
from flashdl.cli.rim import Context, agrees, as_json, cards, common, pass_context, say, say_json, tell
from flashdl.errors import StoreError, UsageError
from flashdl.store import backups
from flashdl.store.backups import Contents
from flashdl.store.header import require_no_others
from flashdl.store.thinning import Backup
from flashdl.terminal import one_line


@click.command()
@click.argument("file", required=False)
@common
@pass_context
def backup(context: Context, file: str | None) -> int:
    """Copy the database now, to FILE or among the backups beside it.

    flashdl makes one by itself on each day of use, and before imports and new schemas. Twelve of the last days, ten of
    the last weeks and nine of the last months are kept. `flashdl restore` lists them.

    \b
    flashdl backup
    flashdl backup ~/usb/flashdl.db
    """
    database = context.config.database
    if not backups.is_there(database):
        raise UsageError(f"there is no database {one_line(str(database))} yet.")
    if file is None:
        path = backups.make(database, datetime.now(), "by-hand")
    else:
        path = Path(file)
        if path.exists():
            raise UsageError(f"{one_line(file)} is there already; give another name.")
        try:
            backups.write(database, path)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"The backup {one_line(file)} cannot be written ({error}).") from error
    held = _held(path)
    if held is None:
        raise StoreError(f"The backup {one_line(str(path))} was made, but cannot be read; see that its disk is well.")
    tell(f"{one_line(str(path))}: {_words(held)}.")
    return 0


@click.command()
@click.argument("file", required=False)
@click.option("--salvage", is_flag=True, help="Save what can be read of a damaged database.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
@common
@pass_context
def restore(context: Context, file: str | None, *, salvage: bool, yes: bool, as_json: bool) -> int:
    """List the backups, or put one in the place of the database; what was there is kept.

    `--salvage` reads a damaged database row by row, and adds what it finds to the newest sound backup.

    \b
    flashdl restore
    flashdl restore 2
    flashdl restore ~/copies/flashdl.db --yes
    flashdl restore --salvage
    """
    database = context.config.database
    if salvage:
        if file is not None:
            raise UsageError("--salvage reads the damaged database itself; leave the file out.")
        return _salvage(database, yes=yes)
    known = backups.listed(database)
    if not known:
        backups.require_readable(database)
    if file is None:
        _list(known, as_json=as_json)
        return 0
    path = known[int(file) - 1].path if file.isdecimal() and 0 < int(file) <= len(known) else Path(file)
    before, after = _held(database), _held(path)
    if after is None or not backups.is_sound(path):
        raise UsageError(f"{one_line(file)} is no sound backup, nor the number of one; `flashdl restore` lists them.")
    require_no_others(database, has_backups=bool(known))
    now = _words(before) if before else ("damaged" if backups.is_there(database) else "not there")
    tell(f"The database is {now}. The backup holds {_words(after)}.")
    if before:
        _tell_difference(database, path)
    return _put(database, path, yes=yes)


def _tell_difference(database: Path, path: Path) -> None:
    """What restoring would change."""
    try:
        aside, back = backups.only_in(database, path), backups.only_in(path, database)
    except sqlite3.Error:
        return  # the one is damaged, or older than these tables; the counts are told
    if aside.cards or aside.answers:
        tell(f"{_words(aside)} that the backup does not hold would be set aside with the file.")
    if back.cards or back.answers:
        tell(f"{_words(back)} that the database does not hold would come back.")


def _put(database: Path, path: Path, *, yes: bool) -> int:
    """Ask, and put a sound file in the place of the database."""
    if not yes and not agrees("Put the backup in its place?"):
        tell("Nothing was changed.")
        return 1
    kept = backups.restore(database, path, datetime.now())
    tell(f"Restored.{f' What was there is kept as {one_line(str(kept))}.' if kept else ''}")
    return 0


def _salvage(database: Path, *, yes: bool) -> int:
    from flashdl.store.salvage import salvage

    if not backups.is_there(database):
        raise UsageError(f"there is no database {one_line(str(database))}.")
    if backups.is_sound(database):
        tell(f"{one_line(str(database))} is sound; there is nothing to salvage.")
        return 0
    found = salvage(database, datetime.now())
    try:
        if not (found.base or found.cards or found.rows):
            # Another program's file, perhaps one that it needs: nothing says that this was ever flashdl's.
            raise StoreError(f"Nothing of flashdl's could be read in {database}, and it has no backups; it stays.")
        rows = "1 row" if found.rows == 1 else f"{found.rows:,} rows"
        new = f" that the backup of {found.base.made:%Y-%m-%d %H:%M} does not hold" if found.base else ""
        tell(f"{cards(found.cards)} and {rows} of the log could be read in the damaged database{new}.")
        tell(f"Together that is {_words(found.holds)}.")
        return _put(database, found.path, yes=yes)
    finally:
        found.path.unlink(missing_ok=True)


def _list(known: list[Backup], *, as_json: bool) -> None:
    for number, one in enumerate(known, 1):
        held = _held(one.path)
        if as_json:
            numbers = {"cards": held.cards, "answers": held.answers} if held else {"damaged": True}
            say_json({"file": str(one.path), "made": one.made.isoformat(), "reason": one.reason, **numbers})
            continue
        words = _words(held) if held else "damaged"
        say(f"{number:>3}  {one.made:%Y-%m-%d %H:%M}  {one.reason:15}  {one.size / 1_000_000:8.1f} MB  {words}")
    if not known and not as_json:
        tell("There are no backups yet. `flashdl backup` makes one; flashdl does so itself on each day of use.")


def _held(path: Path) -> Contents | None:
    try:
        return backups.contents(path) if path.exists() else None
    except sqlite3.Error:
        return None


def _words(held: Contents) -> str:
    until = f" up to {held.last_day}" if held.last_day else ""
    return f"{cards(held.cards)}, {wording.answers(held.answers)}{until}"


COMMANDS: Iterable[click.Command] = (backup, restore)
