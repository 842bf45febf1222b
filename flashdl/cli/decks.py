"""Commands about decks: new, export."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashdl.cli.rim import Context, cards, common, pass_context, progress, tell, tell_problems
from flashdl.errors import UsageError
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.formats.apkg import Exported
    from flashdl.store import Store

OWN_DECK = "My cards"


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("deck", required=False)
@click.option("--no-history", is_flag=True, help="Every card as a new one, without schedule and log.")
@common
@pass_context
def export(context: Context, file: str, deck: str | None, *, no_history: bool) -> int:
    """Write cards to an Anki package: all, or those of DECK and its sub-decks.

    \b
    flashdl export all.apkg
    flashdl export dl.apkg "Deep Learning" --no-history
    """
    from flashdl.formats import apkg

    path = Path(file)
    if path.suffix.casefold() != ".apkg":
        raise UsageError(f"flashdl exports to files that end in .apkg; {file} does not.")
    with context.store() as store:
        names = store.deck_names()
        if deck is not None and not any(name == deck or name.startswith(f"{deck}::") for name in names):
            raise UsageError(f"there is no deck “{deck}”. Decks: {', '.join(names[:8]) or 'none yet'}.")
        with progress() as each:
            count = apkg.write(
                path,
                _exported(store, deck, each),
                now=context.now(),
                rollover=context.config.rollover,
                include_history=not no_history,
            )
    tell(f"{one_line(file)}: {cards(count)}.")
    return 0


def _exported(store: Store, deck: str | None, each: object) -> Iterator[Exported]:
    from flashdl.formats.apkg import Exported
    from flashdl.model import Event, State

    schedules = store.schedules()
    log: dict[str, list[Event]] = {}
    for event in store.log():
        log.setdefault(event.card, []).append(event)
    changed = store.changed_ms()
    for card in store.cards(deck):
        if card.state in (State.REJECTED, State.INBOX):
            continue
        if callable(each):
            each(card.place.file)
        reviews = tuple(log.get(card.id, ()))
        yield Exported(card, schedules.get(card.id), reviews, changed[card.id] // 1000)


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
    from flashdl.importing import file_name

    path = folder / f"{file_name(deck)}.yaml"
    if path.exists() and yaml_deck.read(path).name != deck:
        path = path.with_stem(f"{path.stem}-{hashlib.sha256(deck.encode('utf-8', 'replace')).hexdigest()[:6]}")
    return path


COMMANDS: Iterable[click.Command] = (new, export)
