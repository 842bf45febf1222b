"""What the app asks of packages: what one would bring, and what would go out in one. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flashdl import wording
from flashdl.arriving import ARRIVED
from flashdl.config import Config
from flashdl.errors import FileError
from flashdl.leaving import Going
from flashdl.model import Moment
from flashdl.sources import roots
from flashdl.store import Store, backups

if TYPE_CHECKING:
    from flashdl.merging import Merged

ENDINGS = (".apkg", ".colpkg")

Each = Callable[[str], None]
"""Told how far it is; it may raise to stop."""


def is_package(path: str) -> bool:
    return path.casefold().endswith(ENDINGS)


def is_own(path: Path) -> bool:
    """Whether a file is an earlier package of flashdl's, which a new one may replace."""
    from flashdl.formats import apkg

    return apkg.is_own(path)


def look_into(store: Store, config: Config, path: str, at: Moment, each: Each) -> Merged:
    """What a package would bring; nothing is stored. Raises: FileError: it is none, or not one to be trusted."""
    return _merged(store, config, path, at, each, dry_run=True)


def take(store: Store, config: Config, path: str, at: Moment, each: Each) -> str:
    """Take a package in; a sentence about what came. Raises: as `look_into`."""
    backups.before(store.path, datetime.now(), "import")
    merged = _merged(store, config, path, at, each, dry_run=False)
    return f"From Anki: {', '.join(brought(merged)) or 'nothing that was not here'}."


def brought(merged: Merged) -> list[str]:
    """What a package brings, kind by kind; nothing where all of it is here."""
    taken = merged.taken
    numbers = (
        (taken.new, "new card", "new cards"),
        (taken.changed, "changed", "changed"),
        (taken.answers, "answer", "answers"),
        (merged.media, "media file", "media files"),
    )
    return [f"{number:,} {one if number == 1 else many}" for number, one, many in numbers if number]


def refused(merged: Merged) -> str:
    """A sentence about the cards that are not asked; nothing where there are none."""
    return f"{wording.cards(merged.unasked)} cannot be asked." if merged.unasked else ""


def going(store: Store, deck: str | None, only: Collection[str] | None = None) -> Going:
    """What would go out: what came from Anki stays, for there it would be a second time."""
    found = store.going(deck, without=ARRIVED, only=only)
    return found._replace(staying=store.leaving_count(deck, only=only) - found.cards)


def send(
    store: Store, config: Config, path: Path, deck: str | None, only: Collection[str] | None, at: Moment, each: Each
) -> int:
    """Write a package; how many cards are in it. Raises: FileError."""
    total = store.leaving_count(deck, without=ARRIVED, only=only)

    from flashdl.formats import apkg  # only where it is needed: what reads packages takes a while to load

    departing = partial(store.departing, deck=deck, without=ARRIVED, only=only, now_ms=at.ms)
    return apkg.write(
        path,
        departing,
        now=at,
        rollover=config.rollover,
        roots=roots(store.sources()),
        each=lambda done: each(f"{done:,} of {total:,} cards"),
    )


def place(path: str) -> Path:
    """Where a package is to be written. Raises: FileError: that is no place for one."""
    try:
        found = Path(path).expanduser()
    except RuntimeError as error:
        raise FileError("there is no such home folder.", path) from error
    if found.suffix.casefold() != ".apkg":
        raise FileError("the name of a package ends in .apkg.", path)
    if not found.parent.is_dir():
        raise FileError("there is no such folder.", str(found.parent))
    if found.is_dir():
        raise FileError("this is a folder.", str(found))
    return found


def _merged(store: Store, config: Config, path: str, at: Moment, each: Each, *, dry_run: bool) -> Merged:
    try:
        named = Path(path).expanduser()
    except RuntimeError as error:
        raise FileError("there is no such home folder.", path) from error
    from flashdl import merging

    media = config.data_folder / "media"
    return merging.merge(
        store, named, at, media=media, rollover=config.rollover, dry_run=dry_run, alone=False, each=each
    )
