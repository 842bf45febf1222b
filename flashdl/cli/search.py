"""The command `search`: the cards that a query means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from flashdl.cli.pick import begun, short_ids
from flashdl.cli.rim import Context, as_json, card_json, cards, common, pass_context, say, say_json, tell
from flashdl.query import advice, meant, parse
from flashdl.terminal import one_line

if TYPE_CHECKING:
    from flashdl.store import Store

ORDERS = ("place", "due", "interval", "ease", "lapses", "question", "deck")
PAGE = 500
"""Cards that are read at once."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option("--sort", type=click.Choice(ORDERS), default="place", show_default=True)
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@click.option("--count", is_flag=True, help="Only how many there are.")
@as_json
@common
@pass_context
def search(
    context: Context, words: tuple[str, ...], *, sort: str, limit: int | None, count: bool, as_json: bool
) -> int:
    """Find cards, by their words and by names with a colon.

    \b
    softmax "cross entropy"   both texts, in question, answer or title
    k3f9a2            the card with this id
    deck:NAME tag:NAME source:PATH kind:cloze flag:1 question:TEXT answer:TEXT
    note:ID           the cards of one fact, whose id --json shows
    is:new due learning young mature leech suspended buried flagged inbox rejected gone ahead
    prop:ease<2 prop:interval>=21 prop:due<=7 prop:lapses>3 prop:score<0.7
    rated:7 rated:7:again introduced:30     answered, or first answered, within so many days

    Words side by side must all hold; `or`, `-` for not, brackets, `*` for any letters. In quotes for your shell:

    \b
    flashdl search 'deck:"Deep Learning" (is:due or is:new) -tag:exam'
    """
    text = " ".join(words)
    parse(text)  # what cannot be read is told before a database is made
    with context.store() as store:
        query = meant(text, store.decks_to_find)
        found = store.found(query, context.today(), context.config.leech, sort) or begun(store, text)
        if count:
            say_json({"cards": len(found)}) if as_json else say(str(len(found)))
            return 0
        _print(store, found[:limit], as_json=as_json)
        hint = advice(text, store.decks_to_find, finds=bool(found))
    if not as_json:
        kept = "" if limit is None or limit >= len(found) else f"; the first {limit} of {len(found)} are shown"
        tell(f"{cards(len(found))}{kept}. {hint}".rstrip())
    return 0


def _print(store: Store, found: Sequence[str], *, as_json: bool) -> None:
    for start in range(0, len(found), PAGE):
        part = found[start : start + PAGE]
        if as_json:
            lines = {line.id: line for line in store.lines_of(part)}
            for card in store.cards_of(part):
                if line := lines.get(card.id):  # it may have gone, or come, meanwhile
                    say_json({**card_json(card.id, card), "state": line.state.value, "gone": line.is_gone})
            continue
        short = short_ids(store, store.cards_of(part))
        for line in store.lines_of(part):
            if line.id not in short:
                continue
            state = line.aside or (f"due {line.due}" if line.due else "new")
            told = f"{one_line(line.question)}  →  {one_line(line.answer)}"
            say(f"{short[line.id]}  {state:14}  {told}")


COMMANDS: Iterable[click.Command] = (search,)
