"""The day's queue the plain way: over a list of all cards. What the store reads in order must come to the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from flashdl.model import DeckCounts, Limits
from flashdl.session import (
    Agenda,
    Done,
    Left,
    Waiting,
    by_name,
    chosen,
    counted,
    family,
    holds,
    in_order,
    left,
    lineage,
    order_of_learning,
    paced,
    shares,
    sizes,
    taking_turns,
)  # fmt: skip


def agenda(
    waiting: Iterable[Waiting],
    today: date,
    limits: Limits,
    *,
    done_new: int = 0,
    done_reviews: int = 0,
    done_decks: Done | None = None,
    pace: int | None = None,
    deck: str | None = None,
    only: Collection[str] | None = None,
) -> Agenda:
    """What to ask today of all that is known.

    Args:
        pace: reviews that this day may ask after a break (see `paced`); None where there was none.
        deck: only this deck and its children; None for all.
        only: only cards with these ids; None for all.
    """
    known = list(waiting)
    wanted = [
        card for card in known if (deck is None or holds(card.deck, deck)) and (only is None or card.card in only)
    ]
    limits = paced(limits, pace, sum(_is_due(card, today) for card in known) + done_reviews)
    return _of(known, wanted, today, left(limits, done_new, done_reviews, done_decks))


def deck_counts(
    waiting: Iterable[Waiting],
    today: date,
    limits: Limits,
    *,
    done: tuple[int, int],
    done_decks: Done | None = None,
    pace: int | None = None,
    decks: Iterable[str],
    answer_ms: int,
    shared: bool = False,
) -> tuple[DeckCounts, ...]:
    """How much `agenda` holds for all decks (first, named ""), and for each deck and its ancestors by name.

    Args:
        shared: what each deck has of the agenda over all of them, instead of what it would ask alone.
    """
    known = list(waiting)
    given = {"done_new": done[0], "done_reviews": done[1], "done_decks": done_decks, "pace": pace}
    of_all = agenda(known, today, limits, **given)  # type: ignore[arg-type]
    everyone = {*decks, *(card.deck for card in known)}
    if shared:
        return shares(of_all, everyone, answer_ms)
    names = sorted({name for deck in everyone for name in lineage(deck)}, key=by_name)
    alone = [(name, agenda(known, today, limits, deck=name, **given)) for name in names]  # type: ignore[arg-type]
    return tuple(counted(name, sizes(asked), answer_ms) for name, asked in [("", of_all), *alone])


def _of(known: Sequence[Waiting], wanted: Sequence[Waiting], today: date, may: Left) -> Agenda:
    families = defaultdict[str, list[Waiting]](list)
    for card in sorted(wanted, key=order_of_learning):
        if card.due is None and not card.answered_today:
            families[family(card.deck)].append(card)
    return chosen(
        [card for card in wanted if card.drill],
        in_order([card for card in wanted if _is_due(card, today)], today, may.reviews),
        taking_turns(families),
        {card.note for card in known if card.answered_today},
        may,
    )


def _is_due(card: Waiting, today: date) -> bool:
    return not card.answered_today and card.due is not None and card.due <= today
