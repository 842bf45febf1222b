"""Whether a card tells its own answer: by the words of its question, or by the title and headings above it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from flashdl.generator.draft import Draft
from flashdl.generator.language import Language
from flashdl.generator.page import Page
from flashdl.generator.text import contains, normal, singular, words
from flashdl.generator.values import is_chord
from flashdl.model import BLANK, Direction

TOLD_KINDS = frozenset({"attribute", "list", "comparison", "term", "enumeration", "sequence"})
"""Kinds whose answer is told where its words stand in a heading; of the others the heading is not shown then."""
FEW = 3
"""Words of an answer that is a name: of these, most must not stand in the question."""
BRIEF = 12
"""Words of an explanation that has little room beside a name of several words."""
LIKE = 6
"""Letters with which two words begin that are forms of one, or spellings."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def gives_itself_away(draft: Draft, language: Language) -> str | None:
    """Why the question alone, or the answer by saying the question's name again, is no test."""
    asked = draft.question.replace(BLANK, " ")
    answer = draft.answers[0]
    if any(len(accepted) >= 2 and contains(asked, accepted) for accepted in draft.answers):
        return "the question names its own answer"
    if draft.items and any(len(item) >= 2 and contains(asked, item) for item in draft.items):
        return "the question names a part of its own answer"
    if draft.kind == "acronym" and (
        set(words(draft.subject)) & set(words(answer)) or any(word.startswith(draft.subject) for word in words(answer))
    ):  # `RESTful`
        return "the acronym has a word of its answer in it, which would tell it"
    letters = re.sub(r"\W", "", answer).casefold()
    if len(letters) >= 6 and letters in re.sub(r"\W", "", asked).casefold():
        return "the question spells out its own answer"
    code = re.fullmatch(r"`\W*(\w{3,}).*`", answer)
    if code and contains(asked, code.group(1)):
        return "the question names its own answer"
    aside = re.search(r"\(([^()]{2,})\)$", answer)
    if draft.direction is Direction.REVERSE and aside and contains(asked, aside[1]):
        return "the question names its own answer"
    if draft.direction is Direction.REVERSE and _is_clipped(answer, asked):
        return "the question spells out its own answer"
    if draft.direction is Direction.REVERSE and _is_initials(answer, draft, language):
        return "the answer is made of the first letters of what is asked"
    if _shares_its_stem(answer, asked):
        return "the question has the answer's own word in it"
    return None


def tells_most(draft: Draft, language: Language) -> str | None:
    """Whether the question has most words of its answer: `php artisan list` lists all artisan commands."""
    asked = draft.question.replace(BLANK, " ")
    told = not draft.items and _most_stand_in(draft, asked, language)
    return "most words of the answer stand in the question" if told else None


def _is_clipped(answer: str, asked: str) -> bool:
    """Whether a name of letters and digits is made of how the answer's words begin: `Int32`, a 32-bit integer."""
    told = re.findall(r"[^\W\d_]+|\d+", answer.casefold())
    for name in re.findall(r"[^\W\d_]{2,}\d+\b", asked.casefold()):
        if all(any(word.startswith(part) for word in told) for part in re.findall(r"\D+|\d+", name)):
            return True
    return False


def _is_initials(answer: str, draft: Draft, language: Language) -> bool:
    """Whether the words of a value that is asked back begin with the letters of the answer: sign flag, SF."""
    letters = re.sub(r"[\W_]", "", answer).casefold()
    if not 2 <= len(letters) <= 6 or not answer.strip("`").isupper():
        return False
    asked = [word for word in words(draft.question.casefold()) if not language.says("articles", word)]
    return letters in "".join(word[0] for word in asked)


def _most_stand_in(draft: Draft, asked: str, language: Language) -> bool:
    answer = draft.answers[0]
    told = [singular(word) for word in words(answer) if len(word) >= 4]
    stems = {singular(word)[:6] for word in words(asked)}
    if len(told) >= 2 and sum(word[:6] in stems for word in told) >= 0.6 * len(told):
        return True
    # A name of a few words is half known where most of them are: here small words count, and only whole ones. What is
    # asked back is guessed by half of it.
    named = [singular(word) for word in words(apart(answer)) if not language.says("articles", word)]
    if is_chord(answer) or not 1 <= len(named) <= FEW or not any(len(word) >= 3 for word in named):
        return False
    whole = {singular(word) for word in words(asked)}
    if draft.direction is Direction.REVERSE:
        whole -= {singular(word) for word in words(draft.attribute)}
        return 2 * sum(any(_one_stem(word, other) for other in whole) for word in named) >= len(named)
    return 3 * sum(word in whole for word in named) >= 2 * len(named)


def _one_stem(word: str, other: str) -> bool:
    """Whether two words are one, or forms of one: `log` and `logging`."""
    short, long = sorted((word, other), key=len)
    return (word == other and len(word) >= 3) or (
        len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= 4
    )


def says_name_again(name: str, told: str, language: Language) -> bool:
    """Whether what is told of a thing is hardly more than its name: `String`, a UTF-8 string.

    The parts of a command's name are what it works on: to be said again is no fault of theirs.
    """
    first = told.split("(", maxsplit=1)[0] or told
    named, answer = ([singular(word) for word in words(apart(text))] for text in (name, first))
    if not any(len(word) >= 2 for word in named) or not set(named) <= set(answer):
        return False
    more = [word for word in set(answer) - set(named) if not language.has_value("commonplace", word)]
    if len(named) > 1 and "`" not in name:
        return len(answer) <= BRIEF
    return len(more) < FEW


def says_all_of(name: str, told: str, language: Language) -> bool:
    """Whether the telling words of an option's name, two or more, come again in a short text that describes it."""
    named, again = telling_stems(name, language), telling_stems(told, language)
    return len(named) > 1 and named <= again and len(again) <= BRIEF


def is_spelled_out(name: str, told: str, known: frozenset[str], language: Language, *, code: bool) -> bool:
    """Whether most of what is told of a thing stands in its name and in the titles above it.

    Args:
        known: stems of the titles' words.
        code: the name is code, which is made of what it does; of a name in words next to nothing more may be said.
    """
    stated = telling_stems(re.sub(r"\([^()]*\)", " ", told), language)
    names = known | telling_stems(apart(name), language)
    # `ext` says `extension`.
    said = {stem for stem in stated if any(stem.startswith(name) for name in names if len(name) >= 3)}
    if not stated:
        return code and bool(words(told))
    if not code and len(stated) <= 2 and stated & telling_stems(name, language):
        return True  # `Font size`: adjust the text size
    if code:
        return 2 * len(said) > len(stated) or ("`" in name and len(stated) == 2 and bool(said))
    return 4 * len(said) >= 3 * len(stated)


def _shares_its_stem(answer: str, asked: str) -> bool:
    """Whether a word of the question and the answer, a single word, are made of each other: hyperspheres of spheres."""
    told = words(answer)
    if len(told) != 1 or len(told[0]) < 4 or re.search(r"\d", told[0]):
        return False
    name = told[0].casefold()
    if not re.search(r"[`$]", answer) and any(name in word.casefold() for word in words(asked)):
        return True  # `ripgrep` tells grep; but `\\perp` is what one asks of a perpendicular
    if len(name) < 5:
        return False
    for word in {word.casefold() for word in words(asked) if len(word) >= 5}:
        stem = word[: max(5, len(word) - 3)]
        if stem in name or (len(name) >= 6 and word.startswith(name[: max(5, len(name) - 3)])):
            return True
    return False


def told_above(draft: Draft, page: Page) -> str | None:
    """Whether every word of an answer that says something stands in the question, the title or the headings."""
    if draft.kind not in TOLD_KINDS:
        return None
    above = " ".join((draft.question, page.title, *draft.section))
    stems = {word[:7].casefold() for word in words(_HUMP.sub(" ", above))}
    told = [
        word.casefold()
        for word in words(_HUMP.sub(" ", " ".join(draft.items or draft.answers[:1])))
        if len(word) >= 3 and not page.language.has_value("commonplace", word)
    ]
    if told and all(word[:7] in stems or (len(word) > 5 and word[:5] in stems) for word in told):
        return "the title, a heading or the question says it already"
    return None


def loses_its_subject(draft: Draft, page: Page) -> str | None:
    """Why a sentence is not asked where its title would tell the answer: it speaks of the title without saying so."""
    if draft.direction is not Direction.CLOZE or not tells(page.title, [plain(answer) for answer in draft.answers]):
        return None
    named = {singular(word)[:5] for word in words(page.title) if len(word) >= 4}
    if named & {singular(word)[:5] for word in words(draft.question)}:
        return None
    return "the note's title would tell the answer, and without it nothing says what the sentence speaks of"


def tells(part: str, answers: Iterable[str]) -> bool:
    """Whether a heading names an answer, in the singular or plural."""
    shown = plain(part)
    numberless = " ".join(singular(word) for word in words(shown))
    return any(
        contains(shown, answer) or contains(numberless, " ".join(singular(word) for word in words(answer)))
        for answer in answers
    )


def telling_stems(text: str, language: Language) -> frozenset[str]:
    """The first letters of a text's words, less the commonplace ones."""
    told = (word for word in words(normal(text)) if not word.isdigit() and not language.has_value("commonplace", word))
    return frozenset(singular(word)[:5] for word in told)


def apart(name: str) -> str:
    """The words of a name in code: `insertMany`, `add_tags`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_.:/-]", " ", name)


def spells(part: str, long: str) -> bool:
    """Whether all words of an acronym's long form stand in a heading, in any order."""
    if "".join(words(plain(long))).casefold() in "".join(words(plain(part))).casefold():
        return True  # `check point` tells of a checkpoint
    there = {singular(word) for word in words(_HUMP.sub(" ", plain(part)))}
    begun = {word[:LIKE] for word in there if len(word) >= LIKE}  # `fat emboli syndrome` tells of an embolism
    return all((word := singular(told)) in there or word[:LIKE] in begun for told in words(plain(long)))


def has_its_words(part: str, answer: str) -> bool:
    """Whether most long words of a name stand in a heading in some form: `Bootstrap Aggregating`, bootstrapping."""
    named = {word.casefold() for word in words(plain(answer)) if len(word) >= 5}
    there = [word.casefold() for word in words(_HUMP.sub(" ", plain(part))) if len(word) >= 5]
    told = sum(any(word[:8] == other[:8] for other in there) for word in named)
    return bool(named) and 3 * told >= 2 * len(named)


def plain(text: str) -> str:
    """Without accents: `Bézier` and `Bezier` are one name."""
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))
