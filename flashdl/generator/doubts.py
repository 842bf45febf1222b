"""What can be seen of a card that speaks for it or against it, weighed as readers' verdicts taught.

Strangers read 3,945 cards of 62 collections with their notes and said of each whether they would keep it. None of the
signs decides alone; together they part cards of which nine of ten are kept from those of which seven are. The weights
are the logarithms of odds of a logistic regression, rounded; `python -m tests.verdicts` learns them again from the
verdicts, which stand there without the cards' texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from flashdl.generator.draft import Draft
from flashdl.generator.fitness import DESCRIBING
from flashdl.generator.headers import is_attribute
from flashdl.generator.language import Language, places
from flashdl.generator.markdown import Paragraph
from flashdl.generator.page import Page
from flashdl.generator.place import folders, is_told_by_title, says_no_subject
from flashdl.generator.telling import apart, telling_stems
from flashdl.generator.text import contains, normal, one_line, words
from flashdl.generator.values import is_chord, is_number, is_year
from flashdl.model import BLANK

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "attribute": {
        "has_colon": -1.1,
        "half_told": -0.9,
        "wide": -0.6,
        "digits": -0.7,
        "said_again": -0.7,
        "many_parts": -0.5,
        "repeats": -0.6,
        "is_number": -0.5,
        "has_gaps": -0.2,
        "numbered": -0.2,
        "deep": -0.1,
        "few_words": -0.3,
        "of_record": -0.3,
        "effect": 0.4,
        "known_kind": 0.4,
        "title_among": 0.8,
        "in_code": 0.7,
    },
    "reverse": {
        "long_name": -0.8,
        "has_gaps": -0.8,
        "four_columns": -0.1,
        "keys_of_place": 0.4,
        "known_kind": 0.7,
        "described": 0.8,
    },
    "beside": {"wide": -0.8, "one_word": -0.6, "said_again": -0.6, "is_list": -0.4},
    "cloze": {"told_above": -0.9, "early": -0.5, "one_word": -0.6, "inside": -0.2, "brief": -0.1, "of_the_note": 0.3},
    "acronym": {
        "short_again": -1.5,
        "two_letters": -0.8,
        "told_above": -0.6,
        "deep": 0.6,
        "opens": 0.4,
        "long_sentence": 0.8,
        "used_above": 0.6,
    },
}
LEAST: Mapping[str, float] = {"attribute": -0.1, "reverse": 0.7, "beside": -0.4, "cloze": -0.1, "acronym": -0.2}
"""Sums from which a card is asked without a person's yes."""
WIDE, FOUR = 5, 4
"""Columns of a table of which a row is worked data as often as knowledge; from which a row is a mixture of things."""
MANY_PARTS, LONG_NAME = 3, 3
"""Parts of a value that one would not know the number of; words of a name that describes."""
FEW, DEEP = 4, 2
"""Words of a value that is no name and no sentence either; headings above a card that is a detail of a detail."""
BRIEF, LONG_SENTENCE = 9, 30
"""Words of a sentence that tells little beside its gap; of one that explains what it names."""
ABOUT = 0.69
"""The worth of a gap in a sentence that speaks of its note."""
LEADS = frozenset({"readme"})
"""Names of files that lead into a folder and often say all that is known of it."""
REPEATS = 0.6
"""Of a column's cells the share that differ from each other, from which its values are classes rather than facts."""
SHORT_TERM = 7
"""Words of a definition, or of what follows a bold word, below which it says too little as often as not."""
LEAST_TOLD, OPENING, LONGEST_LEAD = 3, 40, 80
"""Words of a paragraph that says something; letters by which a sentence is found in it, and before it there."""
_FAMILIES = {
    **dict.fromkeys(("list", "comparison", "reverse-list"), "beside"),
    **{kind: kind for kind in ("attribute", "reverse", "cloze", "acronym")},
}


def is_doubtful(draft: Draft, page: Page) -> bool:
    """Whether a person should say yes to a card before it is asked."""
    if any(doubt(draft, page) for doubt in (_is_put_away, _is_of_index, _is_of_signs)):
        return True
    if (doubt_of_kind := _OF_KIND.get(draft.kind)) and doubt_of_kind(draft, page):
        return True
    found = family(draft)
    return bool(found) and sum(WEIGHTS[found][sign] for sign in signs(draft, page)) < LEAST[found] - 1e-9


def _is_put_away(_: Draft, page: Page) -> bool:
    """What somebody is at work on, has not sorted yet, put away or keeps for themselves: of some forty such cards
    readers kept a third, but in one collection, whose archive holds courses."""
    return not places("working_folders").isdisjoint(map(str.casefold, folders(page)))


def _is_of_index(draft: Draft, page: Page) -> bool:
    """An index lists what one has done or written."""
    stem = PurePosixPath(page.file).stem.casefold()
    return draft.group.startswith("table:") and stem in places("index_files") - LEADS


def _is_of_signs(draft: Draft, page: Page) -> bool:
    """Signs alone are what everybody writes, `-`, as often as not: of 35 readers kept 27."""
    named = re.findall(r"[^\W_]+", draft.answers[0])
    return not draft.items and all(page.language.says("or", word) for word in named)


def family(draft: Draft) -> str:
    """Whose weights are a card's; empty where it has no signs."""
    return _FAMILIES.get(draft.kind, "")


def signs(draft: Draft, page: Page) -> frozenset[str]:
    """What is seen of a card, in the words of its family's weights."""
    found = family(draft)
    if not found:
        return frozenset()
    return frozenset(sign for sign, is_there in _SEEN[found](draft, page) if is_there and sign in WEIGHTS[found])


def _of_cell(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    answer, header = " ".join(draft.items or draft.answers[:1]), draft.attribute
    bare = re.sub(r"`[^`]*`|\$[^$]*\$", "x", answer)
    yield from _of_table(draft, page)
    yield "is_number", is_number(answer) and not is_year(answer)
    yield "has_colon", ":" in bare
    yield "many_parts", len(re.split(r", |; ", bare)) >= MANY_PARTS
    yield "few_words", 2 <= len(words(bare)) <= FEW and bool(re.search(r"[^\W\d]", bare))
    yield "deep", len(draft.section) >= DEEP
    is_trait = is_attribute(header, page.language) and not page.language.is_header("year", header)
    yield "of_record", len(draft.excerpt.header) >= FOUR and is_trait and "`" not in answer
    yield "in_code", "`" in answer
    told = _telling(answer, page.language)
    yield (
        "half_told",
        not is_chord(answer) and bool(told) and 2 * len(told & _telling(draft.subject, page.language)) >= len(told),
    )
    yield "effect", any(page.language.is_header(group, header) for group in ("effect", "meaning"))
    yield "known_kind", _is_of_known_kind(draft, page.language)
    keys, column = _beside(draft)
    yield "repeats", len({normal(cell) for cell in column}) <= REPEATS * len(column)
    yield "digits", _are_mostly(["" if is_year(cell) else cell for cell in column], r"\d")
    yield "numbered", _are_mostly(keys, r"\d")
    yield "title_among", any(_telling(page.title, page.language) & _telling(key, page.language) for key in keys)


def _of_name(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    language, cells = page.language, draft.excerpt
    yield "long_name", len(words(draft.subject)) >= LONG_NAME
    yield "four_columns", len(cells.header) >= FOUR
    yield "has_gaps", _has_gaps(draft)
    yield "keys_of_place", bool(_telling(_kind(draft), language) & _place(draft, page))
    yield "known_kind", _is_of_known_kind(draft, language)
    yield "described", any(language.is_header(group, draft.attribute) for group in DESCRIBING)


def _of_several(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    yield from _of_table(draft, page)
    yield "is_list", bool(draft.items) and draft.kind != "comparison"
    yield "one_word", draft.kind == "comparison" and len(words(draft.answers[0])) == 1


def _of_table(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    answer, asked = " ".join(draft.items or draft.answers[:1]), _telling(draft.question, page.language)
    yield "wide", len(draft.excerpt.header) >= WIDE
    yield "has_gaps", _has_gaps(draft)
    yield "said_again", not is_chord(answer) and bool(asked & _telling(answer, page.language))


def _beside(draft: Draft) -> tuple[list[str], list[str]]:
    """The keys of a table's rows, as far as a card shows them, and what stands in the column that is asked for."""
    cells = draft.excerpt
    place = next((at for at, name in enumerate(cells.header) if normal(name) == normal(draft.attribute)), 0)
    keys, column = ([row[at] for row in cells.rows if at < len(row) and row[at]] for at in (0, place))
    return keys, column


def _kind(draft: Draft) -> str:
    """What the keys of a card's table are; empty where its first column has no header."""
    return draft.excerpt.header[0] if draft.excerpt.header else ""


def _is_of_known_kind(draft: Draft, language: Language) -> bool:
    """Whether a table lists commands or parameters."""
    return any(language.is_header(group, _kind(draft)) for group in ("command", "parameter"))


def _are_mostly(cells: Sequence[str], pattern: str) -> bool:
    """Whether more than half of some cells have a pattern in them."""
    return 2 * sum(re.search(pattern, cell) is not None for cell in cells) > len(cells)


def _has_gaps(draft: Draft) -> bool:
    return any(not cell for row in draft.excerpt.rows for cell in row)


def _place(draft: Draft, page: Page) -> frozenset[str]:
    return _telling(" ".join((page.title, *draft.section)), page.language)


def _of_gap(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    before, _, after = draft.question.partition(BLANK)
    yield "told_above", bool(_place(draft, page) & _telling(draft.answers[0], page.language))
    yield "early", len(before.split()) <= 3
    yield "inside", bool(re.search(r"\w", after))
    yield "one_word", len(words(draft.answers[0])) == 1
    yield "brief", len(words(draft.question)) < BRIEF
    yield "of_the_note", draft.worth >= ABOUT


def _of_acronym(draft: Draft, page: Page) -> Iterator[tuple[str, bool]]:
    above, told = " ".join((page.title, *draft.section)), draft.excerpt.text
    last = words(draft.answers[0])[-1]
    yield "short_again", bool(re.fullmatch(r"[A-Z]{1,3}", last)) and draft.subject.endswith(last)
    yield "two_letters", len(draft.subject) == 2
    yield "told_above", bool(_place(draft, page) & _telling(draft.answers[0], page.language))
    yield "used_above", contains(above, draft.subject)
    yield "deep", len(draft.section) >= DEEP
    yield "opens", told.find(draft.answers[0][:6]) < 20
    yield "long_sentence", len(words(told)) > LONG_SENTENCE


_SEEN: Mapping[str, Callable[[Draft, Page], Iterator[tuple[str, bool]]]] = {
    "attribute": _of_cell,
    "reverse": _of_name,
    "beside": _of_several,
    "cloze": _of_gap,
    "acronym": _of_acronym,
}


def _tells_little(draft: Draft, page: Page) -> bool:
    """Whether a definition is short, or stands where something else has been said before."""
    is_short = page.language.spaced and len(words(draft.answers[0])) < SHORT_TERM
    return is_short or bool(draft.section) or _is_remark(draft, page)


def _is_dated(_: Draft, __: Page) -> bool:
    """When a thing happened is seldom what a sentence is noted for: of 29 readers kept 19."""
    return True


def _shares_its_value(_: Draft, __: Page) -> bool:
    """That several things share a value is seldom what a table is noted for: of nine readers kept four."""
    return True


def _says_not_of_what(draft: Draft, page: Page) -> bool:
    """Whether a sentence begins with its verb, as in a list below the name of what it speaks of: of 13 kept eight."""
    first = next(iter(words(draft.question.casefold())), "")
    return page.language.says("finite", first) or page.language.says("verbs", first)


def _is_of_quality(draft: Draft, page: Page) -> bool:
    """`Standard`, but of what?"""
    return all(page.language.has_value("qualities", word) for word in words(normal(draft.attribute)))


def _is_in_air(draft: Draft, page: Page) -> bool:
    """All that is left above an acronym is `Permanent`."""
    return is_told_by_title(draft, page) and says_no_subject(page)


def _is_figure_of_speech(draft: Draft, _: Page) -> bool:
    """`From servers to phones` is no series more often than one: of six readers kept two."""
    return draft.group.startswith("prose:")


def _asks_other(draft: Draft, page: Page) -> bool:
    """Whether a heading asks anything but what a thing is: of 17 readers kept 7, of `What is` 42 of 44."""
    return not _asks_what(draft.question, page.language)


def _asks_what(question: str, language: Language) -> bool:
    """Whether a heading asks what a thing is."""
    asked = question.casefold()
    for template in ("definition", "definition_plural"):
        before, _, after = language.ask(template, subject="\0").casefold().partition("\0")
        if asked.startswith(before.rstrip()) and asked.endswith(after.rstrip()):
            return True
    return False


def _is_no_term(draft: Draft, page: Page) -> bool:
    """Whether bold words are a step, a remark or a part of speech rather than a name that the rest explains."""
    if not draft.group.startswith("terms:"):
        return False
    name, told, language = draft.subject, draft.answers[0], page.language
    inside = words(name)[1:]
    return (
        len(words(told)) < SHORT_TERM
        or language.holds("acts", told)
        or language.holds("unrelated", told)
        or any(language.says("articles", word) for word in inside)
        or (bool(inside) and language.says("the", words(name)[0].casefold()))
    )


def _is_remark(draft: Draft, page: Page) -> bool:
    """Whether a sentence that seems to define its note's subject stands after others: it says more of it by then."""
    for block in page.blocks:
        if isinstance(block.content, Paragraph) and len(words(block.content.text.plain)) > LEAST_TOLD:
            start = one_line(block.content.text.plain).find(draft.excerpt.text[:OPENING])
            return not 0 <= start < LONGEST_LEAD
    return False


_OF_KIND: Mapping[str, Callable[[Draft, Page], bool]] = {
    "definition": _tells_little,
    "year": _is_dated,
    "reverse-list": _shares_its_value,
    "cloze": _says_not_of_what,
    "comparison": _is_of_quality,
    "acronym": _is_in_air,
    "sequence": _is_figure_of_speech,
    "question": _asks_other,
    "term": _is_no_term,
}
"""What speaks against a kind of card without being weighed."""


def _telling(text: str, language: Language) -> frozenset[str]:
    return frozenset(stem for stem in telling_stems(apart(text), language) if len(stem) > 2)
