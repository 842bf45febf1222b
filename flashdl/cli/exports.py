"""The command `export`: cards go out to other programs, or all of it to a file that comes back in."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashdl.cli.completion import DeckName
from flashdl.cli.rim import Context, agrees, cards, common, counted, deck_named, one_line_told, pass_context, tell
from flashdl.errors import UsageError
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.leaving import Family
    from flashdl.store import Store

ENDINGS = (".apkg", ".tsv", ".txt", ".csv", ".yaml", ".yml", ".md", ".json")


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("deck", type=DeckName(), required=False)
@click.option("--no-history", is_flag=True, help="In a package: every card as a new one, without schedule and log.")
@click.option("--legacy", is_flag=True, help="A package that Anki before 2022 reads too.")
@click.option("--anki-too", is_flag=True, help="In a package: what came from Anki too; there it would be twice.")
@click.option("--query", metavar="QUERY", help="Only these: tag:x, is:leech, ... (see search).")
@click.option("--force", is_flag=True, help="Replace FILE, whatever it is.")
@click.option("--dry-run", is_flag=True, help="Only say what would go out.")
@common
@pass_context
def export(
    context: Context,
    file: str,
    deck: str | None,
    *,
    no_history: bool,
    legacy: bool,
    anki_too: bool,
    query: str | None,
    force: bool,
    dry_run: bool,
) -> int:
    """Write cards to FILE: all, or those of DECK and its sub-decks. The ending says the format.

    \b
    .apkg        Anki, with schedules and the whole log
    .tsv .csv    a table with Anki's headers
    .yaml        a deck that flashdl follows
    .md          questions and answers, texts with gaps
    .json        everything, rejected cards and the log too; `flashdl import` reads it back

    An earlier package or collection of flashdl's is replaced; another file only if you say so.

    \b
    flashdl export all.apkg
    flashdl export dl.apkg "Deep Learning" --no-history
    flashdl export hard.md --query 'prop:lapses>3'
    """
    ending = Path(file).suffix.casefold()
    if ending not in ENDINGS:
        raise UsageError(f"flashdl exports to files that end in {', '.join(ENDINGS)}; {one_line(file)} does not.")
    if ending != ".apkg" and (no_history or legacy or anki_too):
        raise UsageError("--no-history, --legacy and --anki-too are about Anki packages (.apkg).")
    if ending == ".json" and (deck is not None or query is not None):
        raise UsageError("a .json file holds the whole collection; leave the deck and the query out.")
    from flashdl.arriving import ARRIVED
    from flashdl.query import meant

    without = ARRIVED if ending == ".apkg" and not anki_too else None
    with context.store() as store:
        if deck is not None:
            deck = deck_named(store, deck)
        only = None
        if query is not None:
            only = store.found(meant(query, store.decks_to_find), context.today(), context.config.leech)
        if dry_run:
            _preview(store.leaving(deck, without=without, only=only), no_history=no_history)
            return 0
        if not force:
            _refuse_to_lose(Path(file), ending)
        total = store.leaving_count(deck, without=without, only=only)
        if ending == ".apkg":
            count = _packed(
                context, store, Path(file), deck, without, only, total, no_history=no_history, legacy=legacy
            )
        else:
            with counted() as each:
                count = _written(store, Path(file), deck, each(store.leaving(deck, without=without, only=only), total))
        staying = 0 if without is None else store.leaving_count(deck, only=only) - total
    tell(f"{one_line(file)}: {cards(count)}.")
    if staying:
        tell(f"  {cards(staying)} from Anki left out, for there they would be twice (--anki-too).")
    return 0


def _packed(
    context: Context,
    store: Store,
    path: Path,
    deck: str | None,
    without: str | None,
    only: Collection[str] | None,
    total: int,
    *,
    no_history: bool,
    legacy: bool,
) -> int:
    """How many cards were written."""
    from flashdl.formats import apkg, media
    from flashdl.sources import roots

    now = context.now()
    with one_line_told() as show:
        return apkg.write(
            path,
            partial(store.departing, deck=deck, without=without, only=only, now_ms=now.ms),
            now=now,
            rollover=context.config.rollover,
            include_history=not no_history,
            legacy=legacy,
            each=lambda done: show(f"{done:,} of {total:,} cards"),
            roots=roots(store.sources()),
            media={} if without else media.files(context.config.data_folder / "media"),
        )


def _written(store: Store, path: Path, deck: str | None, families: Iterable[Family]) -> int:
    """How many cards were written."""
    from flashdl.formats import anki_text, markdown_out, whole_files, whole_json, yaml_out
    from flashdl.store.migrations import VERSION

    ending = path.suffix.casefold()
    with whole_files.replacing(path) as file:
        if ending == ".json":
            return whole_json.write(file, VERSION, store.everything())
        if ending in (".yaml", ".yml"):
            return yaml_out.write(file, families, deck or _common(store.deck_names()) or path.stem)
        if ending == ".md":
            return markdown_out.write(file, families)
        return anki_text.write(file, families, "," if ending == ".csv" else "\t")


def _refuse_to_lose(path: Path, ending: str) -> None:
    """Raises: UsageError: a file is there that flashdl did not write, and nobody says that it may be replaced."""
    from flashdl.formats import apkg, whole_json

    is_own = {".apkg": apkg.is_own, ".json": whole_json.is_own}.get(ending)
    if not path.exists() or (is_own is not None and is_own(path)):
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{one_line(str(path))} is there already; name another file, or replace it with --force.")
    if not agrees(f"{one_line(str(path))} is there already. Replace it"):
        raise UsageError("nothing was written.")


def _preview(families: Iterable[Family], *, no_history: bool) -> None:
    """Say what would go out."""
    count = notes = known = log = aside = 0
    for family in families:
        notes += 1
        for one in family.cards:
            count += 1
            known += one.schedule is not None
            aside += one.card.orphaned or one.card.state.value != "active"
            log += len(one.past)
    history = "" if no_history else f"; {known} with a schedule, {log} answers, {aside} set aside"
    tell(f"{cards(count)} in {notes} notes{history}. Nothing was written.")


def _common(decks: tuple[str, ...]) -> str:
    """The levels that all decks have in common."""
    if not decks:
        return ""
    levels = [deck.split("::") for deck in decks]
    shared = []
    for parts in zip(*levels, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "::".join(shared)


COMMANDS = (export,)
