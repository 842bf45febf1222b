"""Commands about decks: new, import, export."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashdl.cli.notes import _tell_report
from flashdl.cli.rim import Context, cards, common, pass_context, tell, tell_problems
from flashdl.errors import FileError, UsageError
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.store import Store

OWN_DECK = "My cards"


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--deck", help="Name of the deck; else the file's own.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@common
@pass_context
def import_(context: Context, files: tuple[str, ...], deck: str | None, *, dry_run: bool) -> int:
    """Bring a deck in, or its changes: a YAML file of cards.

    The file is followed from then on: what you change in it is taken over at the next start.

    \b
    flashdl import deck.yaml
    """
    from flashdl import sources
    from flashdl.formats import whole_json

    found = 0
    with context.store() as store:
        for file in files:
            path = Path(file)
            if whole_json.is_file(path):
                found += _restore(store, path, dry_run=dry_run)
                continue
            if path.is_file() and path.suffix.casefold() not in sources.DECK_ENDINGS:
                raise FileError("flashdl imports decks in .yaml files; for notes there is `flashdl add`.", file)
            if path.is_dir():
                raise FileError("this is a folder; `flashdl add` follows a folder of notes.", file)
            report = sources.preview(store, path, deck) if dry_run else sources.add(store, file, deck, context.now())
            _tell_report(report, store if dry_run else None)
            found += len(report.problems)
    return 1 if found else 0


def _restore(store: Store, path: Path, *, dry_run: bool) -> int:
    """Add what a whole collection holds and this one does not."""
    from flashdl.formats import whole_json

    version, tables = whole_json.read(path)
    if dry_run:
        known = store.taken_ids()
        new = sum(row.get("id") not in known for row in tables.get("card", []))
        tell(f"{one_line(str(path))}: a collection of flashdl; {cards(new)} not here yet. Nothing was stored.")
        return 0
    count, events = store.restore(version, tables)
    tell(f"{one_line(str(path))}: {cards(count)} and {events} rows of the log were added.")
    return 0


@click.command()
@click.argument("deck", default=OWN_DECK)
@click.option("--front", help="The question.")
@click.option("--back", help="The answer.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given again.")
@common
@pass_context
def new(context: Context, deck: str, front: str | None, back: str | None, tags: tuple[str, ...]) -> int:
    """Write one card into a YAML deck of your own, in your editor or by options.

    \b
    flashdl new
    flashdl new Spanish --front "to walk" --back andar --tag verb
    """
    from flashdl import sources
    from flashdl.formats import yaml_deck

    if front is None or back is None:
        front, back = _edited(front or "", back or "")
    path = _own_file(context.config.data_folder / "decks", deck)
    line = yaml_deck.append(path, front=front, back=back, tags=tags, name=deck)
    with context.store() as store:
        report = sources.add(store, str(path), None, context.now())
    tell_problems(report.problems)
    tell(f"{one_line(str(path))}:{line}: the card is in “{one_line(deck)}”.")
    return 1 if report.problems else 0


def _edited(front: str, back: str) -> tuple[str, str]:
    """Front and back as the person's editor returns them, parted by a line of dashes."""
    template = f"{front or 'Question'}\n---\n{back or 'Answer'}\n"
    written = click.edit(template, extension=".md")
    if written is None or written == template:
        raise UsageError("nothing was written, so there is no new card.")
    parts = re.split(r"^---[ \t]*$", written, maxsplit=1, flags=re.MULTILINE)
    if len(parts) != 2 or not all(part.strip() for part in parts):
        raise UsageError("a card is its question, a line of three dashes, and its answer; nothing was stored.")
    return parts[0].strip(), parts[1].strip()


def _own_file(folder: Path, deck: str) -> Path:
    """The file of a deck of one's own; two decks whose names differ only in signs have two."""
    from flashdl.formats import yaml_deck

    path = folder / f"{_file_name(deck)}.yaml"
    if path.exists() and yaml_deck.read(path).name != deck:
        path = path.with_stem(f"{path.stem}-{hashlib.sha256(deck.encode('utf-8', 'replace')).hexdigest()[:6]}")
    return path


def _file_name(deck: str) -> str:
    """A file name for a deck: letters and digits of any script, joined by hyphens."""
    name = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", deck)).strip("-").casefold()
    if not name:
        raise UsageError("a deck's name needs a letter or a digit.")
    return name[:80]


COMMANDS: Iterable[click.Command] = (new, import_)
