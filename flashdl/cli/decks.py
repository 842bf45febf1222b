"""The command `new`: a card written by hand."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from flashdl.cli.rim import Context, common, pass_context, tell, tell_problems
from flashdl.errors import UsageError
from flashdl.terminal import one_line

OWN_DECK = "My cards"


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
        if not (sys.stdin.isatty() or os.environ.get("VISUAL") or os.environ.get("EDITOR")):
            raise UsageError("there is no terminal to write the card in; give it by --front and --back.")
        front, back = _edited(front or "", back or "")
    path = _own_file(context.config.data_folder / "decks", deck)
    line = yaml_deck.append(path, front=front, back=back, tags=tags, name=deck)
    with context.store(begins=True) as store:
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
    from flashdl.importing import file_name

    path = folder / f"{file_name(deck)}.yaml"
    if path.exists() and yaml_deck.read(path).name != deck:
        path = path.with_stem(f"{path.stem}-{hashlib.sha256(deck.encode('utf-8', 'replace')).hexdigest()[:6]}")
    return path


COMMANDS: Iterable[click.Command] = (new,)
