"""Cards as a YAML deck that flashdl follows, as a person could have written it; each card keeps its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from flashdl.formats import anki_gaps
from flashdl.formats.yaml_deck import quoted
from flashdl.leaving import Family
from flashdl.model import BLANK, Card, Grading


def write(file: BinaryIO, families: Iterable[Family], name: str) -> int:
    """Write a deck; how many cards it has.

    Args:
        name: the deck's; a card of another deck says its own.

    Raises:
        UsageError: a card holds half of a surrogate pair.
    """
    file.write(f"name: {quoted(name)}\ncards:".encode())
    count = 0
    for family in families:
        for lines, cards in _notes(family):
            text = "\n    ".join(chain(lines, _further(cards[0], name)))
            file.write(f"\n  - {text}".encode())
            count += len(cards)
    file.write(b" []\n" if count == 0 else b"\n")
    return count


def _notes(family: Family) -> Iterator[tuple[list[str], list[Card]]]:
    text = anki_gaps.joined(family.cards) if anki_gaps.number(family.cards[0]) else None
    if text is not None:
        lines = [f"cloze: {quoted(text.plain())}", *_typed(text), f"id: {quoted(family.id)}"]
        yield lines, [one.card for _, one in text.gaps]
        return
    for one in family.cards:
        yield list(_asked(one.card)), [one.card]


def _typed(text: anki_gaps.Text) -> Iterator[str]:
    """Which of the gaps are typed, where any is."""
    typed = [number for number, one in text.gaps if one.card.prompt.grading is Grading.TYPED]
    if typed:
        yield f"typed: {'true' if len(typed) == len(text.gaps) else typed}"


def _asked(card: Card) -> Iterator[str]:
    prompt = card.prompt
    yield f"front: {quoted(prompt.question)}"
    if prompt.items:
        yield f"{'sequence' if prompt.grading is Grading.LIST_ORDERED else 'list'}: {_listed(prompt.items)}"
    else:
        wrong = [choice for choice in card.place.choices if choice != prompt.answers[0]]
        is_alike = prompt.grading is Grading.SELF and len(prompt.answers) > 1
        yield f"back: {_listed(prompt.answers) if is_alike else quoted(prompt.answers[0] if prompt.answers else '')}"
        if prompt.grading is Grading.CHOICE and wrong:
            yield f"choices: {_listed(wrong)}"
        elif prompt.answers[1:] and not is_alike:
            yield f"accept: {_listed(prompt.answers[1:])}"
        if prompt.grading is Grading.TYPED:
            yield "typed: true"
    if prompt.hint:
        yield f"hint: {quoted(prompt.hint)}"
    yield f"id: {quoted(card.id)}"


def _further(card: Card, name: str) -> Iterator[str]:
    told, whole = card.place.excerpt.text, card.prompt.question.replace(BLANK, "".join(card.prompt.answers[:1]))
    if told and not card.place.excerpt.rows and told.split() != whole.split():
        yield f"extra: {quoted(told)}"
    if card.deck != name:
        yield f"deck: {quoted(card.deck)}"
    if card.prompt.tags:
        yield f"tags: {_listed(card.prompt.tags)}"


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"
