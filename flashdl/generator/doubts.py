"""What can be seen of a card that speaks for it or against it, weighed as readers' verdicts taught.

Strangers read 2,297 cards of 29 collections with their notes and said of each whether they would keep it. None of the
signs decides alone; together they part cards of which nine of ten are kept from those of which seven are. The weights
are the logarithms of odds of a logistic regression, rounded; `python -m tests.verdicts` learns them again from the
verdicts, which stand there without the cards' texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flashdl.generator.draft import Draft
from flashdl.generator.language import Language
from flashdl.generator.markdown import Paragraph
from flashdl.generator.page import Page
from flashdl.generator.telling import apart, telling_stems
from flashdl.generator.text import contains, one_line, words
from flashdl.generator.values import is_chord
from flashdl.model import BLANK

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "table": {
        "wide": -1.1,
        "said_again": -0.7,
        "has_gaps": -0.6,
        "further": -0.3,
        "is_code": 0.3,
        "of_its_place": 0.6,
        "known_kind": 0.7,
    },
    "cloze": {"early": -0.6, "inside": -0.5, "one_word": -0.3, "brief": -0.1, "of_the_note": 0.8},
    "acronym": {
        "two_letters": -0.9,
        "told_above": -0.6,
        "long_sentence": 0.5,
        "opens": 0.5,
        "deep": 0.8,
        "used_above": 1.3,
    },
}
LEAST: Mapping[str, float] = {"table": 0.0, "cloze": -0.4, "acronym": -0.4}
"""Sums from which a card is asked without a person's yes."""
WIDE = 5
"""Columns of a table of which a row is worked data as often as knowledge."""
BRIEF, LONG_SENTENCE = 9, 30
"""Words of a sentence that tells little beside its gap; of one that explains what it names."""
ABOUT = 0.69
"""The worth of a gap in a sentence that speaks of its note."""
SHORT_TERM = 7
"""Words of what follows a bold word, below which it is a remark as often as an explanation."""
LEAST_TOLD, OPENING, LONGEST_LEAD = 3, 24, 80
"""Words of a paragraph that says something; letters by which a sentence is found in it, and before it there."""
_FAMILIES = {
    **dict.fromkeys(("attribute", "list", "comparison", "reverse", "reverse-list"), "table"),
    "cloze": "cloze",
    "acronym": "acronym",
}


def is_doubtful(draft: Draft, page: Page) -> bool:
    """Whether a person should say yes to a card before it is asked."""
    if draft.kind == "definition":
        return _is_remark(draft, page)
    if draft.kind == "year":
        return True  # when a thing happened is seldom what a sentence is noted for: of 29 readers kept 19
    if draft.kind == "term" and draft.group.startswith("terms:"):
        return len(words(draft.answers[0])) < SHORT_TERM
    found = family(draft)
    return bool(found) and sum(WEIGHTS[found][sign] for sign in signs(draft, page)) < LEAST[found] - 1e-9


def family(draft: Draft) -> str:
    """Whose weights are a card's; empty where it has no signs."""
    return _FAMILIES.get(draft.kind, "")


def signs(draft: Draft, page: Page) -> frozenset[str]:
    """What is seen of a card, in the words of its family's weights."""
    seen = {"table": _of_table, "cloze": _of_gap, "acronym": _of_acronym}.get(family(draft))
    return frozenset(sign for sign, is_there in seen(draft, page) if is_there) if seen else frozenset()


def _of_table(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    language, cells = page.language, draft.excerpt
    answer = " ".join(draft.items or draft.answers[:1])
    asked = _telling(draft.question, language)
    yield "wide", len(cells.header) >= WIDE
    yield "has_gaps", any(not cell for row in cells.rows for cell in row)
    yield "said_again", not is_chord(answer) and bool(asked & _telling(answer, language))
    yield "further", (cells.column or 1) > 1
    yield "is_code", "`" in answer or "$" in answer
    yield "of_its_place", bool(asked & _telling(" ".join((page.title, *draft.section)), language))
    key = cells.header[0] if cells.header else ""
    yield "known_kind", any(language.is_header(group, key) for group in ("command", "parameter"))


def _of_gap(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    before, _, after = draft.question.partition(BLANK)
    yield "early", len(before.split()) <= 3
    yield "inside", bool(re.search(r"\w", after))
    yield "one_word", len(words(draft.answers[0])) == 1
    yield "brief", len(words(draft.question)) < BRIEF
    yield "of_the_note", draft.worth >= ABOUT


def _of_acronym(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    above, told = " ".join((page.title, *draft.section)), draft.excerpt.text
    yield "two_letters", len(draft.subject) == 2
    yield "told_above", bool(_telling(above, page.language) & _telling(draft.answers[0], page.language))
    yield "used_above", contains(above, draft.subject)
    yield "deep", len(draft.section) >= 2
    yield "opens", told.find(draft.answers[0][:6]) < 20
    yield "long_sentence", len(words(told)) > LONG_SENTENCE


def _is_remark(draft: Draft, page: Page) -> bool:
    """Whether a sentence that seems to define its note's subject stands after others: it says more of it by then."""
    for block in page.blocks:
        if isinstance(block.content, Paragraph) and len(words(block.content.text.plain)) > LEAST_TOLD:
            start = one_line(block.content.text.plain).find(draft.excerpt.text[:OPENING])
            return not 0 <= start < LONGEST_LEAD
    return False


def _telling(text: str, language: Language) -> frozenset[str]:
    return frozenset(stem for stem in telling_stems(apart(text), language) if len(stem) > 2)
