"""Which drafts become cards. Every rule is a function that gives its reason; what is withheld keeps it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from flashdl import identity
from flashdl.defaults import LINE, UNCERTAIN
from flashdl.generator.document import DIARY_MALUS, is_diary, is_meant
from flashdl.generator.doubts import is_doubtful
from flashdl.generator.draft import DOUBTED, WRITTEN, Draft, Nothing
from flashdl.generator.language import Language
from flashdl.generator.page import Page
from flashdl.generator.place import context
from flashdl.generator.telling import gives_itself_away, loses_its_subject, tells_most, told_above
from flashdl.generator.text import SPACED_LETTER, exact, words
from flashdl.generator.values import MANY, is_contentless
from flashdl.model import BLANK, Candidate, Direction, Grading, Key, Place, Prompt, Refusal, State

TABLE_CAP, NOTE_CAP = 40, 120
"""Cards that one table and one note may give beyond each row's best question."""
DOUBT_CAP = 10
"""Uncertain cards that one note may give beyond one for a table's row: an inbox is for a few minutes. They take no room
from the sure ones."""
PROSE = frozenset({"cloze", "term", "year", "highlight", "enumeration", "sequence"})
"""Kinds that are asked from running text."""
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_TYPED = 45, 50, 3
_LEFT_OVER = re.compile(
    r"\[\[|\]\]|\]\(|\*\*|</?[a-z][a-z0-9]*[^>]*>|<!--|```|\{\{|<%|%%|\[\^|[^\W_]_(?=\s)", re.IGNORECASE
)
# Small letters, then a capital and small ones: no product's name (`iPhone`, `JavaScript`); code stands in backticks.
_GLUED = re.compile(r"(?<![\w.@#/-])[a-z]{3,}[A-Z][a-z]{3,}|[a-z]\)[A-Z][a-z]{2}")
# An opening dollar behind two letters: a formula that stood on lines of its own.
_ASCII_SIGNS = re.compile(r"[\s!-/:-@\[-`{-~]+")
_GLUED_MATH = re.compile(rf"^[^$]*(?:\$[^$]+\$[^$]*)*?{SPACED_LETTER}{{2}}\$[^$]+\$")
_TOUCHING_MATH = re.compile(r"(?<!\$)\$[^$\n]+\$\$[^$\n]+\$(?!\$)")
_DOUBTED_MATH = re.compile(r"\$[^$\n]*(?:!\?|\?\s*\})[^$\n]*\$")
_ON_NO_KEYBOARD = re.compile(r"(?<=\w`)\.\.(?=`\w)|\$[^$]+\$|[\u2190-\u21ff\u2303-\u2326\u232b\u23ce]")
"""Formulas, arrows and the signs of keys, `⌘`, `⇧`, `→`; a row of keys, `2`..`8`, can be written in many ways."""
_ADDRESS = re.compile(r"^<?(?:https?://|www\.)\S+$", re.IGNORECASE)
_CODE_OR_MATH = re.compile(r"`[^`]*`|\$[^$\n]+\$")

Rule = Callable[[Draft, Language], str | None]


def has_no_answer(draft: Draft, language: Language) -> str | None:
    if not draft.answers or not any(re.search(r"\S", answer) for answer in draft.answers):
        return "it has no answer"
    if _ADDRESS.match(draft.answers[0]):
        return "its answer is an address"
    if draft.items or draft.answers[0].startswith("`"):
        return None
    return "its answer tells nothing" if is_contentless(draft.answers[0], language) else None


def is_too_long(draft: Draft, _: Language) -> str | None:
    if len(words(draft.question)) > LONGEST_QUESTION:
        return f"the question has more than {LONGEST_QUESTION} words"
    if len(words(draft.answers[0])) > LONGEST_ANSWER:
        return f"the answer has more than {LONGEST_ANSWER} words"
    return f"the list has more than {MANY} members" if len(draft.items) > MANY else None


def is_not_clean(draft: Draft, _: Language) -> str | None:
    for text in (draft.question, *draft.answers, *draft.items):
        if "](http" in text or _GLUED_MATH.search(text) or _TOUCHING_MATH.search(text):
            return "markup would be left in the text, or a formula stands glued to a word"
        prose = _CODE_OR_MATH.sub(" ", text)
        if _LEFT_OVER.search(prose) or prose.count("$") % 2:
            return "markup would be left in the text"
        if " " in text and _GLUED.search(prose):
            return "two lines are run together in it, as by a careless copy"
        if _DOUBTED_MATH.search(text):
            return "its writer was not sure of it"
    return None


def says_too_little(draft: Draft, _: Language) -> str | None:
    asked = _CODE_OR_MATH.sub("x", draft.question.replace(BLANK, " "))
    return None if re.search(r"[^\W\d_]", asked) else "the question says nothing"


def is_empty(draft: Draft, _: Language) -> str | None:
    return None if draft.question.strip() and draft.answers[0].strip() else "a side of the card is empty"


RULES: tuple[Rule, ...] = (has_no_answer, is_too_long, is_not_clean, says_too_little, gives_itself_away)
MEANT: tuple[Rule, ...] = (is_empty,)
"""What is held against a card that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Judged:
    candidates: tuple[Candidate, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    spare: tuple[Candidate, ...] = ()
    """Beyond the caps."""
    unasked: tuple[tuple[str, ...], ...] = ()
    """What stands in lines that gave none: a row by its cells, a text alone."""


def judge(page: Page, drafts: Iterable[Draft], nothings: Iterable[Nothing], deck: str) -> Judged:
    """The cards of one note, in its order, and what was withheld with its reason."""
    refusals = [
        Refusal(page.file, item.line, item.reason, subject=item.subject, target=item.target) for item in nothings
    ]
    passed: list[Draft] = []
    diary = is_diary(page)
    for found in drafts:
        draft = replace(found, worth=found.worth - DIARY_MALUS) if diary and found.kind in PROSE else found
        rules = MEANT if draft.kind == WRITTEN else RULES
        reason = next(filter(None, (rule(draft, page.language) for rule in rules)), None)
        if reason is None and (told := _told(draft, page)):
            # Of what a command does, `pwd`, a heading such as Directories tells most and not all.
            reason = None if _is_of_code(draft) else told
            draft = replace(draft, worth=min(draft.worth, DOUBTED))
        reason = reason or loses_its_subject(draft, page)
        if reason is None and score(draft) < UNCERTAIN:
            reason = f"cards like it are hardly worth asking ({score(draft):.2f}; {UNCERTAIN} is the least)"
        if reason is None:
            passed.append(draft)
        else:
            refusals.append(refused(page.file, draft, reason))
    fit, withheld = _one_each([draft for draft in passed if score(draft) >= LINE])
    # Which of them wait is told last: it must not make them stand in another order, in which equals are numbered.
    alike = _differing_in_signs(fit)
    kept = [_asked_or_waiting(draft, page, doubted=_letters(draft.question) in alike) for draft in fit]
    _, capped = _capped(kept)
    # The sure ones come first in everything: none of them is lost, or numbered otherwise, because of a doubtful one.
    doubted, repeated = _one_each([draft for draft in passed if score(draft) < LINE], asked=kept)
    crowded = _crowded(doubted, kept)
    refusals += [refused(page.file, draft, reason) for draft, reason in (*withheld, *capped, *repeated, *crowded)]
    beyond = {id(draft) for draft, _ in (*capped, *crowded)}
    drawn = [*kept, *doubted]
    order = {id(draft): place for place, draft in enumerate(passed)}
    order |= {id(draft): order[id(before)] for draft, before in zip(kept, fit, strict=True)}
    made = sorted(zip(drawn, _candidates(page, drawn, deck), strict=True), key=lambda pair: order[id(pair[0])])
    return Judged(
        candidates=tuple(candidate for draft, candidate in made if id(draft) not in beyond),
        spare=tuple(candidate for draft, candidate in made if id(draft) in beyond),
        refusals=tuple(sorted(refusals, key=lambda refusal: refusal.line)),
    )


def _asked_or_waiting(draft: Draft, page: Page, *, doubted: bool) -> Draft:
    """The draft, worth no more than one that waits where something speaks against it and its writer did not mean it."""
    if draft.kind == WRITTEN or is_meant(page) or not (doubted or is_doubtful(draft, page)):
        return draft
    return replace(draft, worth=min(draft.worth, DOUBTED))


def _differing_in_signs(drafts: Iterable[Draft]) -> frozenset[str]:
    """The letters of several questions that differ in nothing else: `^id` and `[^id]`, $\\gamma$ and $\\Gamma$."""
    by_letters: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        by_letters[_letters(draft.question)].add(exact(draft.question))
    return frozenset(letters for letters, questions in by_letters.items() if len(questions) > 1)


def _letters(question: str) -> str:
    return _ASCII_SIGNS.sub("", question).casefold()


def _told(draft: Draft, page: Page) -> str | None:
    """Why a card's answer is half known from what stands above and in the question."""
    return None if draft.kind == WRITTEN else tells_most(draft, page.language) or told_above(draft, page)


def _is_of_code(draft: Draft) -> bool:
    """Whether a table says what a command or another name in code is for."""
    return draft.group.startswith("table:") and draft.direction is Direction.FORWARD and draft.subject.startswith("`")


def score(draft: Draft) -> float:
    """The draft's worth less what is said against it."""
    found = draft.worth
    if len(words(draft.question)) > 28:
        found -= 0.04
    if len(words(draft.answers[0])) > 20 and not draft.items:
        found -= 0.04
    return round(max(0.0, min(1.0, found)), 2)


def refused(file: str, draft: Draft, reason: str) -> Refusal:
    return Refusal(file, draft.line, reason, draft.kind, draft.question, draft.answers, draft.subject)


def _one_each(drafts: list[Draft], *, asked: Sequence[Draft] = ()) -> tuple[list[Draft], list[tuple[Draft, str]]]:
    """One question, one answer: the same asked twice stands once; asked with two answers, not at all.

    Args:
        asked: drafts that are cards already; what they ask stands.
    """
    by_question: dict[tuple[tuple[str, ...], str], list[Draft]] = defaultdict(list)
    standing = {_question_of(draft): draft for draft in asked}
    for draft in drafts:
        by_question[_question_of(draft)].append(draft)
    several = {
        question for question, equals in by_question.items() if len({exact(draft.answers[0]) for draft in equals}) > 1
    }
    kept, withheld = [], []
    for draft in drafts:
        question = _question_of(draft)
        first = by_question[question][0]
        if known := standing.get(question):
            withheld.append((draft, f"line {known.line} already asks this"))
        elif question in several:
            withheld.append((draft, "the note gives several answers to this question"))
        elif first is not draft:
            withheld.append((draft, f"line {first.line} already asks this"))
        else:
            kept.append(draft)
    return _same_fact_once(kept, withheld)


def _same_fact_once(
    drafts: list[Draft], withheld: list[tuple[Draft, str]]
) -> tuple[list[Draft], list[tuple[Draft, str]]]:
    """An option that several commands share, in a section each, is asked once."""
    first: dict[tuple[str, str], Draft] = {}
    kept = []
    for draft in drafts:
        same = first.setdefault((exact(draft.question), exact(draft.answers[0])), draft)
        if same is draft:
            kept.append(draft)
        else:
            withheld.append((draft, f"line {same.line} already asks this"))
    return kept, withheld


def _question_of(draft: Draft) -> tuple[tuple[str, ...], str]:
    """What makes two questions of a note the same."""
    return () if draft.kind == "acronym" else draft.section, exact(draft.question)


def _crowded(drafts: list[Draft], kept: Iterable[Draft]) -> list[tuple[Draft, str]]:
    """Those of the uncertain drafts that the best ones leave no room for; a table's row that nothing asks keeps one."""
    reason = f"the note gives {DOUBT_CAP} uncertain cards already, and better ones"
    asked = {(draft.group, draft.line) for draft in kept}
    ranked, rows = sorted(drafts, key=lambda draft: -score(draft)), []
    for draft in ranked:
        if draft.group.startswith("table:") and (draft.group, draft.line) not in asked:
            asked.add((draft.group, draft.line))
            rows.append(draft)
    chosen = {id(draft) for draft in (*rows, *ranked[:DOUBT_CAP])}
    return [(draft, reason) for draft in ranked if id(draft) not in chosen]


def _capped(drafts: list[Draft]) -> tuple[list[Draft], list[tuple[Draft, str]]]:
    """Each line's best question, then the others by their score up to the caps."""
    best: dict[tuple[str, int], Draft] = {}
    for draft in drafts:
        held = best.get((draft.group, draft.line))
        if held is None or score(draft) > score(held):
            best[draft.group, draft.line] = draft
    firsts = {id(draft) for draft in best.values()} | {id(draft) for draft in drafts if draft.kind == WRITTEN}
    room, left = dict.fromkeys({draft.group for draft in drafts}, TABLE_CAP), NOTE_CAP - len(firsts)
    for draft in best.values():
        room[draft.group] -= 1
    chosen = set(firsts)
    for draft in sorted(drafts, key=lambda draft: -score(draft)):
        if id(draft) not in chosen and room[draft.group] > 0 and left > 0:
            chosen.add(id(draft))
            room[draft.group] -= 1
            left -= 1
    reason = "this table or note already gives its share of cards, and better ones"
    return [draft for draft in drafts if id(draft) in chosen], [
        (draft, reason) for draft in drafts if id(draft) not in chosen
    ]


def _candidates(page: Page, drafts: Sequence[Draft], deck: str) -> Iterable[Candidate]:
    counts: dict[Key, int] = defaultdict(int)
    for draft in drafts:
        section = () if draft.kind == "acronym" else draft.section
        key = identity.key(page.document, section, draft.subject, draft.attribute, draft.direction)
        counts[key] += 1
        if counts[key] > 1:
            key = identity.key(
                page.document, section, draft.subject, draft.attribute, draft.direction, count=counts[key] - 1
            )
        yield Candidate(
            key=key,
            note=identity.note_id(page.document, section, draft.fact or draft.subject),
            deck=deck,
            prompt=Prompt(
                kind=draft.kind,
                question=draft.question,
                answers=draft.answers,
                grading=_grading(draft),
                items=draft.items,
                hint=draft.hint,
                tags=page.tags,
            ),
            place=Place(
                file=page.file,
                line=draft.line,
                context=context(page, draft, deck),
                excerpt=draft.excerpt,
                group=identity.note_id(page.document, draft.section, draft.group or draft.subject),
            ),
            score=score(draft),
            state=State.ACTIVE if score(draft) >= LINE else State.INBOX,
        )


def _grading(draft: Draft) -> Grading:
    if draft.grading:
        return draft.grading
    if draft.items:
        return Grading.LIST_ORDERED if draft.ordered else Grading.LIST
    is_short = len(words(draft.answers[0])) <= LONGEST_TYPED and not _ON_NO_KEYBOARD.search(draft.answers[0])
    return Grading.TYPED if is_short else Grading.SELF
