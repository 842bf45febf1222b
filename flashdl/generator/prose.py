"""Running text: definitions, terms in bold, years, highlights, question headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashdl.generator.draft import Draft, Found, Nothing
from flashdl.generator.language import Language
from flashdl.generator.links import gap, unfit_gap
from flashdl.generator.page import Name, Page
from flashdl.generator.sentences import Sentence, sentences
from flashdl.generator.statements import LONGEST, MARKS, bare_subject
from flashdl.generator.text import (
    BOLD,
    HIGHLIGHT,
    URL,
    Text,
    contains,
    is_telling,
    normal,
    one_line,
    said_again,
    stems,
    without_parenthesis,
    words,
)
from flashdl.generator.values import is_address, is_date
from flashdl.model import Direction, Excerpt, Grading

LONGEST_ANSWER = 45
"""Words of an answer that a person can compare with their own."""
LONGEST_MARKED, LONGEST_NAME, LEAST_BESIDE = 6, 3, 5
"""Words that may be marked, of these a name's, and words that must stand beside the gap."""
LONGEST_TOLD = 32
"""Words of a paragraph that answers its heading."""
MOST_SENTENCES = 2
_YEAR = re.compile(r"(?<![\d\w/.-])(?:1[0-9]{3}|20[0-4]\d)(?![\d\w/-])")
MANY_MARKS = 3
"""Marked places of a sentence."""
LONG_ANSWER, SHORT_CLAUSE = 20, 7
"""Words from which a definition is cut down to its main clause, and the least it keeps."""
_NUMBERED = re.compile(r"^(?:[^\W\d_]+ \d+:\s|[^\w(\"“«¿`$]|\d+[.):]\s*(?:\d+[.)]?\s*)*|[\s–—-])+")
_TERM_END = re.compile(r"^\s*(?:[:：]|[–—]\s|——|-\s)\s*")


def definition(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """`X is a ...` where X is the note's own name."""
    plain = sentence.plain
    found = _defines(plain, page)
    if not found:
        return
    article, name, plural, answer = found
    answer = main_clause(answer, page.language)
    if len(words(answer)) > LONGEST_ANSWER:
        yield Nothing(sentence.line, plain, "the definition is too long to be compared with one's own")
        return
    if contains(answer, name):
        yield Nothing(sentence.line, plain, "the definition names what it defines")
        return
    draft = Draft(
        kind="definition",
        subject=page.title,
        attribute="is",
        direction=Direction.FORWARD,
        question=_opened(page.language.ask(_definition_template(answer, page, plural=plural), subject=article + name)),
        answers=(answer,),
        line=sentence.line,
        section=section,
        worth=_definition_worth(answer, page, plural),
        excerpt=Excerpt(text=plain),
        grading=Grading.SELF,
        fact="definition",
        group="definition",
    )
    yield draft
    # A title that is the term is not shown; one that has a word of it would tell it half.
    hidden = contains(page.title, name) or not stems(name, least=4, letters=6) & stems(page.title, letters=6)
    if 5 <= len(words(answer)) <= LONGEST and said_again(name, answer, letters=6) < 0.5 and hidden:
        yield Draft(
            kind="term",
            subject=page.title,
            attribute="is",
            direction=Direction.REVERSE,
            question=page.language.ask("definition_reverse", value=answer),
            answers=Name(name).spellings,
            line=sentence.line,
            section=section,
            # Few definitions fit their own term alone: the way forward is asked, the way back waits for a yes.
            worth=draft.worth - 0.26,
            excerpt=Excerpt(text=plain),
            fact="definition",
            group="definition",
        )


def main_clause(answer: str, language: Language) -> str:
    """A long definition less what only adds to it, clauses and `(see ...)`: one fact is asked at a time."""
    answer = re.sub(rf"\s*\((?i:{language.one_of('see')})\b[^()]*\)", "", answer)
    if len(words(answer)) <= LONG_ANSWER:
        return answer
    for start in language.starts("added", answer):
        kept = answer[:start]
        closed = kept.count("(") == kept.count(")") and kept.count("“") == kept.count("”")
        closed = closed and not any(kept.count(mark) % 2 for mark in '$`"')
        if closed and len(words(kept)) >= SHORT_CLAUSE:
            return kept.rstrip(" ,;–—-")
    return answer


def _definition_template(answer: str, page: Page, *, plural: bool) -> str:
    if plural:
        return "definition_plural"
    # The noun of a definition stands before its first clause: `a Canadian computer scientist who ...`.
    return "person" if page.language.finds("persons", page.language.until("definition_stop", answer)) else "definition"


def _opened(question: str) -> str:
    """A question that begins with a small article of ours begins with a capital."""
    return question[:1].upper() + question[1:] if re.match(r"[^\W\d_]+[’' ]", question) else question


def _defines(plain: str, page: Page) -> tuple[str, str, bool, str] | None:
    """(article, name, of several, what it is) of a sentence that defines the page's title; an article has its space."""
    lower, is_ascii = plain.casefold(), plain.isascii()
    for name in sorted(page.names, key=len, reverse=True):
        if name.isascii() and is_ascii and name.casefold() not in lower:
            continue  # the pattern would say so too, but compiling one for each name costs most of all
        found = page.language.defines(name, plain)
        if not found:
            continue
        if page.language.holds("no_definition", found["what"]):
            return None
        if page.language.says("adjectives", next(iter(words(found["what"])), "")) or found["what"].endswith("!"):
            return None
        if _praises(found["what"], page.language):
            return None
        shown = name if page.title.casefold() != name.casefold() else page.title
        parts = found.groupdict()
        article, plural = (parts.get("article") or "").casefold(), parts.get("plural") is not None
        written = found["name"]
        if plain.startswith(written) and name[:1].islower() and written[1:].startswith(name[1:]):
            written = name[:1] + written[1:]  # the capital was the sentence's
        return article, written if article or plural else shown, plural, found["what"]
    return None


def _praises(what: str, language: Language) -> bool:
    """Whether a definition says how important a thing is, and of what it is one: `an important function in ...`."""
    evaluated = rf"(?:{language.one_of('articles')}\s+)?{language.one_of('evaluative')}\s+\S+"
    opening = re.match(evaluated, what, re.IGNORECASE)
    return opening is not None and language.holds("of_what", what[opening.end() :][:12])


def _definition_worth(answer: str, page: Page, plural: bool) -> float:
    worth = 0.84 if page.language.holds("indefinite", answer) else 0.78
    opening = words(answer.casefold())[:5]
    if any(page.language.says("evaluative", word) for word in opening):
        worth -= 0.28
    if len(words(answer)) < 4 or _is_vague(answer, page) or re.match(r"the \w+ to\b", answer):
        worth -= 0.32  # what many notes link to is worth more, but not its name alone
    if _tells_by_name(answer, page) or _is_defined_elsewhere(page):
        worth -= 0.25
    # `properties are case insensitive` describes; what is meant to define says what kind of thing they are.
    return worth - (0.1 if plural and not re.match(r"(?:an?|the|any|one)\b", answer) else 0.04 if plural else 0.0)


def _is_vague(answer: str, page: Page) -> bool:
    """Whether a definition names a class and hardly more: `a specific type of distribution`."""
    own = stems(" ".join(page.names))
    told = [word for word in words(answer.casefold()) if is_telling(word) and not page.language.says("vague", word)]
    return len([word for word in told if word[:5] not in own]) < 2 or len(told) < 3


def _tells_by_name(answer: str, page: Page) -> bool:
    """Whether a definition says again what makes the thing's name: `deductive reasoning`, to draw deductive inferences.

    The last word of a name of several says of what kind the thing is, and so does the definition.
    """
    named = [word for word in words(normal(without_parenthesis(page.title))) if len(word) >= 5]
    return said_again(" ".join(named[:-1] or named), answer, letters=6) > 0


def _is_defined_elsewhere(page: Page) -> bool:
    """Whether a line says of itself that it is the definition: the sentences before it only lead to it."""
    return any(
        not page.language.headers.get(group, frozenset()).isdisjoint(page.labels)
        for group in ("definition", "description")
    )


def term(text: Text, line: int, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """`**Term**: explanation`, alone in its item."""
    bold = next((span for span in text.of(BOLD) if not text.plain[: span.start].strip()), None)
    if bold is None:
        return
    name = one_line(text.at(bold))
    inside = name.endswith((":", "：", " -", " –"))
    end = _TERM_END.match(text.plain[bold.end :])
    if not inside and not end:
        return
    name = name.rstrip(" :：-–")
    told = text.part(bold.end + (end.end() if end else 0), len(text.plain)).strip()
    if told.only(URL):
        yield Nothing(line, name, "what follows the bold words is a link, no explanation")
        return
    explained = [*sentences(told, line, page.language)]
    answer = explained[0].plain.rstrip(".。") if explained else ""
    reason = _unfit_term(name, answer, page)
    worth = _term_worth(answer, page)
    if reason:
        yield Nothing(line, name, reason)
        return
    yield Draft(
        kind="term",
        subject=name,
        attribute="is",
        direction=Direction.FORWARD,
        question=page.language.ask("term_plural" if page.language.holds("plural_name", name) else "term", subject=name),
        answers=(answer,),
        line=line,
        section=section,
        worth=worth,
        excerpt=Excerpt(text=one_line(text.plain)),
        grading=Grading.SELF,
        group=f"terms:{'/'.join(section)}",
    )


def _term_worth(answer: str, page: Page) -> float:
    """A bold word with words behind it is a term in half of all cases: where a noun defines it."""
    # What stands before the first clause that only describes: a verb there makes it a statement, no explanation.
    opening = page.language.until("term_stop", answer.casefold())
    is_clause = any(page.language.says("finite", word) for word in words(opening)[:12])
    if not page.language.holds("term_opening", answer):
        return 0.5
    return 0.54 if is_clause else 0.72


def _unfit_term(name: str, answer: str, page: Page) -> str:
    first, last = name.split(maxsplit=1)[:1] or [""], name.rsplit(maxsplit=1)[-1:] or [""]
    if (
        page.language.says("labels", name)
        or page.language.says("labels", first[0])
        or (len(words(name)) > 1 and page.language.says("navigation", first[0]))
        or page.language.says("label_nouns", last[0])
        or re.fullmatch(r"[\d\W]+", name)
        or page.labels.get(name.casefold(), 0) > 1
        or page.language.holds("label", name)
    ):
        return "the bold word is a label, not a term"
    is_statement = len(words(name)) > 3 and any(page.language.says("finite", word) for word in words(name)[1:])
    if len(words(name)) > 5 or is_statement or name.endswith(("?", "!", ".")) or is_date(name):
        return "the bold words are a statement of their own, not a term"
    if len(words(answer)) < 3 or len(words(answer)) > LONGEST_ANSWER:
        return "what follows the term is too short or too long to be its explanation"
    if is_address(answer) or answer.endswith((":", "?", "：", "？", "؟")) or MARKS.search(answer):
        return "what follows the term is no explanation"
    if contains(answer, name) or said_again(name, answer) >= 2 / 3:
        return "the explanation names the term itself"
    if bare := bare_subject(answer, page):
        return f"what follows the bold words does not say which {bare} it speaks of"
    if page.language.holds("reader", answer):
        return "the explanation speaks to the reader; it is advice"
    return ""


def year(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """The only year of a sentence with a named subject."""
    found = [*_YEAR.finditer(sentence.text.plain)]
    if len(found) != 1:
        return
    match = found[0]
    before, after = sentence.text.plain[: match.start()], sentence.text.plain[match.end() :]
    inner = re.findall(r"(?<=\s)[^\W\d_][\w’'-]+", before + " " + after)
    named = any(word[0].isupper() for word in inner) or any(
        normal(sentence.plain).startswith(normal(name)) for name in page.names
    )
    if (
        not named
        or re.search(r"\(\s*$", before)
        or re.match(r"\s*\)", after)
        or page.language.holds("no_year_before", before)
    ):
        return
    if not page.language.holds("year_before", before):
        return
    if not page.language.finds("verbs", sentence.plain) and not page.language.holds("past", sentence.plain):
        return
    yield _sentence_draft(sentence, section, page, "year", match.start(), match.end(), worth=0.64)


def highlights(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """What the person marked, asked as a gap where it is a name that nothing else could stand for."""
    for span in sentence.text.of(HIGHLIGHT):
        shown = one_line(sentence.text.at(span))
        before, after = sentence.text.plain[: span.start], sentence.text.plain[span.end :]
        reason = _unfit_highlight(shown, before, after, page)
        if reason:
            yield Nothing(sentence.line, shown, reason)
            continue
        worth = 0.58 if len(words(shown)) <= LONGEST_NAME else 0.54
        if _is_marked_all_over(sentence.text):
            worth -= 0.1
        yield _sentence_draft(sentence, section, page, "highlight", span.start, span.end, worth=worth)


def _is_marked_all_over(text: Text) -> bool:
    """Whether so much of a sentence is marked that a mark no longer says what matters."""
    spans = [*text.of(HIGHLIGHT)]
    return len(spans) >= MANY_MARKS or 3 * sum(span.end - span.start for span in spans) > len(text.plain)


def _unfit_highlight(shown: str, before: str, after: str, page: Page) -> str:
    if not 1 <= len(words(shown)) <= LONGEST_MARKED or len(words(f"{before} {after}")) < LEAST_BESIDE:
        return "what is marked is too long for a gap, or all that is said"
    if contains(f"{before} {after}", shown):
        return "the rest of the sentence says the marked words again"
    if page.language.says("vague_answers", normal(shown)):
        return "the marked word is an everyday word; much else would be as right"
    if any(page.language.says(group, word) for word in words(shown) for group in ("finite", "verbs", "the")):
        return "what is marked is a part of the statement, not a name"
    return unfit_gap(shown, before, after, page)


def _sentence_draft(
    sentence: Sentence,
    section: tuple[str, ...],
    page: Page,
    kind: str,
    start: int,
    end: int,
    *,
    worth: float,
) -> Draft:
    """A part of a sentence as a gap."""
    return Draft(
        kind=kind,
        subject=page.title,
        attribute=kind,
        direction=Direction.CLOZE,
        question=gap(sentence, start, end, page.language),
        answers=(one_line(sentence.text.plain[start:end]),),
        line=sentence.line,
        section=section,
        worth=worth,
        excerpt=Excerpt(text=sentence.plain),
        fact=f"sentence:{normal(sentence.plain)[:60]}",
        group=f"prose:{sentence.line}",
    )


def question(heading: Text, answer: Text, line: int, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """A heading that asks, answered by the paragraph below it.

    Args:
        line: of the heading.
        section: the headings above the one that asks.
    """
    asked = _NUMBERED.sub("", one_line(heading.plain))
    said = [*sentences(answer, line, page.language)]
    told = one_line(answer.plain)
    defined = bool(said) and _answers(said[0].plain, asked, page.language)
    if defined:
        told = said[0].plain
    if page.language.holds("reader_question", asked):
        yield Nothing(line, asked, "the question speaks to the reader")
        return
    if page.language.says("yes_no", next(iter(words(asked)), "")):
        yield Nothing(line, asked, "the question asks for yes or no")
        return
    if (
        told.endswith(":")
        or not (3 if defined else 4) <= len(words(asked)) <= LONGEST
        or not 6 <= len(words(told)) <= LONGEST_TOLD
        or (len(said) > MOST_SENTENCES and not defined)
        or is_address(told)
        or re.search(rf"(?<!\w)(?:{page.language.one_of('pointing')})(?!\w)", told, re.IGNORECASE)
        or re.search(r"[?？؟]", told)
        or re.search(r"[?？؟].*[?？؟]", asked)
        or _speaks_of_itself(told, page.language)
        or re.search(r"\d{6}", asked)
    ):
        yield Nothing(
            line,
            asked,
            "the question or the paragraph below it is too short or too long, or the answer stands elsewhere",
        )
        return
    yield Draft(
        kind="question",
        subject=asked,
        attribute="answer",
        direction=Direction.FORWARD,
        question=asked,
        answers=(told,),
        line=line,
        section=section,
        # What speaks to the reader, or of something else than was asked, is seldom an answer that one remembers.
        worth=0.68 if defined or _keeps_to(asked, told, page.language) else 0.56,
        excerpt=Excerpt(text=told),
        grading=Grading.SELF,
    )


def _speaks_of_itself(told: str, language: Language) -> bool:
    """Whether an answer says what its note is for: `This note describes why ...`."""
    first, second = (*words(told.casefold())[:2], "", "")[:2]
    return language.says("demonstratives", first) and language.says("pages", second)


def _keeps_to(asked: str, told: str, language: Language) -> bool:
    """Whether an answer has a telling word of its question, or is a thing, and does not speak to the reader."""
    if language.holds("reader", told):
        return False
    if not language.spaced or language.holds("term_opening", told):
        return True
    return bool(stems(asked, least=4) & stems(told))


def _answers(sentence: str, asked: str, language: Language) -> bool:
    """Whether a sentence defines what a question asks for: `A prompt is ...` where it is `What is a prompt?`."""
    named = without_parenthesis(asked.rstrip(" ?？؟")).split()
    # At most three words stand before the name: `What is a`.
    return any(language.defines(" ".join(named[start:]), sentence) for start in range(min(4, len(named))))
