"""Where a card stands: what is shown above its question, less what would give its answer away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from flashdl.generator.draft import WRITTEN, Draft
from flashdl.generator.language import Language, places
from flashdl.generator.page import Page
from flashdl.generator.telling import has_its_words, plain, spells, tells
from flashdl.generator.text import normal, singular, stems, words
from flashdl.model import Direction

_SORTED = re.compile(r"^\d{1,2}[\s._)-]+(?=[^\W\d])")
"""What sorts a folder among others: `4 Vision` is about vision."""
GAP, LEFT_OF_TITLE = "…", 4
"""What stands for an answer in a title; words beside it from which it still says what a card is of."""
MANY_NAMES = 3
"""Names above a question that leave no room for another."""


def context(page: Page, draft: Draft, deck: str) -> tuple[str, ...]:
    """Title and section, less the parts that would give the answer away; where little is left, what they are of."""
    answers = [plain(answer) for answer in (*draft.answers, *draft.items) if len(answer) >= 2]

    def is_told(part: str) -> bool:
        if tells(part, answers):
            return True
        if draft.kind == "acronym":
            return spells(part, draft.answers[0])
        # Without its title a sentence may speak of nothing; what somebody wrote as a card is asked all the same.
        is_gap = draft.direction is Direction.CLOZE and (part != page.title or draft.kind == WRITTEN)
        return is_gap and has_its_words(part, draft.answers[0])

    title = _masked(page.title, answers) if draft.group.startswith("table:") else page.title
    shown = tuple(part for part in dict.fromkeys((title, *draft.section)) if not is_told(part))
    if draft.kind == "acronym":
        parts = (_abbreviated(part, draft) for part in dict.fromkeys((page.title, *draft.section)))
        shown = tuple(part for part in parts if not tells(part, answers) and not spells(part, draft.answers[0]))
    shown = _named(shown, page, answers)

    if len(shown) <= 1 and (of := next((part for part in page.topics if not is_told(part)), "")):
        return (of, *shown)
    if shown[:1] == (page.title,) and _is_part_of_course(page.title):
        return (*(part for part in _folders(page, deck)[-2:] if not is_told(part)), *shown)
    folder = _folders(page, deck)[-1:]
    wanted = _in_air(shown, page, draft) or (_is_of_many(draft, page) and _tells_of_what(shown, page))
    return (*(part for part in folder if part and not is_told(part)), *shown) if wanted else shown


def _is_of_many(draft: Draft, page: Page) -> bool:
    """Whether a table is of what many things have, commands such as `run`, or its note was named in haste, `packt`."""
    is_tag = len(words(page.title)) == 1 and page.title[:1].islower()
    return draft.group.startswith("table:") and (is_tag or "`" in f"{draft.subject}{draft.answers[0]}")


def _tells_of_what(shown: tuple[str, ...], page: Page) -> bool:
    """Whether the folder says what none of the names shown does: `Nginx` above a note that its course named."""
    folder = PurePosixPath(page.file).parts[-2:-1]
    named = [word for word in words(normal(" ".join(folder))) if not word.isdigit()]
    if len(shown) > MANY_NAMES or not named or all(word in _of_no_subject() for word in named):
        return False
    return not stems(" ".join(folder)) & stems(" ".join(shown))


def says_no_subject(page: Page) -> bool:
    """Whether neither a topic nor the folder of a note says what it is of: `Permanent`, `2nd Sem`."""
    nearest = folders(page)[-1:]
    named = [re.sub(r"^\d+(?:st|nd|rd|th)?$", "", word) for word in words(normal(" ".join(nearest)))]
    return not page.topics and bool(nearest) and all(not word or word in _of_no_subject() for word in named)


def is_told_by_title(draft: Draft, page: Page) -> bool:
    """Whether an acronym stands in a note that is named for what it is short for, below no heading that says more."""
    parts = dict.fromkeys((page.title, *draft.section))
    return all(spells(part, draft.answers[0]) or normal(part) == normal(draft.subject) for part in parts)


def _of_no_subject() -> frozenset[str]:
    """What folders are called that hold notes on anything."""
    return places("course_parts") | places("status_tags")


def _in_air(shown: tuple[str, ...], page: Page, draft: Draft) -> bool:
    """Whether what is shown does not say what the card is of, so that its folder has to."""
    # A table is of what its folder is of where it stands under the note's title alone: `Keyboard Shortcuts`.
    if not shown or (draft.group.startswith("table:") and len(shown) == 1):
        return True
    if draft.kind == "acronym":
        return len(shown) == 1 and len(words(shown[0])) == 1
    return page.title not in shown  # the title was the answer


def _folders(page: Page, deck: str) -> tuple[str, ...]:
    """The folders that a note lies in, the nearest last; what its deck is called where it lies in none."""
    return folders(page) or (_SORTED.sub("", deck.rsplit("::", 1)[-1]),)


def folders(page: Page) -> tuple[str, ...]:
    """The folders that a note lies in, less what sorts them among others; the nearest last."""
    return tuple(_SORTED.sub("", part) for part in PurePosixPath(page.file).parts[:-1])


def _says_nothing(title: str, language: Language) -> bool:
    """Whether a title is a label, or made of nothing but small words: `What is`, `How to use it`."""
    small = [
        language.says("interrogatives", word)
        or language.says("articles", word)
        or language.has_value("glue", word)
        or language.has_value("commonplace", word)
        for word in words(normal(title))
    ]
    return language.says("labels", title) or (bool(small) and all(small))


def _is_part_of_course(title: str) -> bool:
    """Whether a title says only which of many a note is: `Course-03`, `notes`."""
    named = [word for word in words(normal(title)) if not word.isdigit()]
    return bool(named) and all(word in places("course_parts") for word in named)


def _masked(title: str, answers: Iterable[str]) -> str:
    """A title that says enough of what a table is of without its answer, with a gap for it; else as it is."""
    told = title
    for answer in answers:
        told = re.sub(rf"(?<!\w){re.escape(answer)}(?!\w)", GAP, told, flags=re.IGNORECASE)
    return told if told != title and len(words(told)) >= LEFT_OF_TITLE else title


def _abbreviated(part: str, draft: Draft) -> str:
    """A heading with the acronym for its long form: what else stands in `calculating pulmonary resistance` helps."""
    short = part
    for long in draft.answers:
        short = re.sub(rf"(?<!\w){re.escape(long)}(?!\w)", lambda _: draft.subject, short, flags=re.IGNORECASE)
    return short if any(singular(word) != singular(draft.subject) for word in words(short)) else part


def _named(shown: tuple[str, ...], page: Page, answers: Iterable[str]) -> tuple[str, ...]:
    """The file's name before a title that says nothing of the note: `Definition`, `What is`."""
    stem = PurePosixPath(page.file).stem
    is_bare = shown[:1] == (page.title,) and stem != page.title and _says_nothing(page.title, page.language)
    return (stem, *shown) if is_bare and not tells(stem, answers) else shown
