"""Running text: definitions, terms in bold, years, highlights, question headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from flashdl.generator.draft import Draft, Found, Nothing
from flashdl.generator.language import Language
from flashdl.generator.links import gap, is_open
from flashdl.generator.page import Name, Page
from flashdl.generator.sentences import CLOSING, PAIRS, Sentence, sentences
from flashdl.generator.text import (
    BOLD,
    HIGHLIGHT,
    Text,
    contains,
    is_telling,
    normal,
    one_line,
    without_parenthesis,
    words,
)
from flashdl.generator.values import is_address, is_date
from flashdl.model import Direction, Excerpt, Grading

SHORTEST, LONGEST = 5, 35
"""Words of a sentence that can be asked with a gap."""
SHORT_SENTENCE = 8
"""Words up to which a line with a full stop may be no sentence."""
LONGEST_ANSWER = 45
"""Words of an answer that a person can compare with their own."""
_YEAR = re.compile(r"(?<![\d\w/.-])(?:1[0-9]{3}|20[0-4]\d)(?![\d\w/-])")
_CITATION = re.compile(r"\bet al\b|\[\d+\]|\([^()\d]{0,80}\d{4}[a-z]?\)")
_TICKET = re.compile(r"(?<!\w)#\d{2,}")
_MARKS = re.compile(r"(?:^|\s)(?:::|:::|\?\?|;;)(?:\s|$)|^[QAC]:\s|\{\{c\d+::|<!--|<%|\{\{|^\w[\w ]*::")
LONG_ANSWER, SHORT_CLAUSE = 12, 7
"""Words from which a definition is cut down to its main clause, and the least it keeps."""
_NUMBERED = re.compile(r"^(?:[^\w(\"“«¿`$]|\d+[.):]\s*(?:\d+[.)]?\s*)*|[\s–—-])+")
_TERM_END = re.compile(r"^\s*(?:[:：]|[–—]\s|——|-\s)\s*")


def unfit(sentence: Sentence, page: Page, *, item: bool) -> str:
    """Why nothing is asked from a sentence; empty where something may be.

    Args:
        item: it stands in a list, where a sentence needs no full stop.
    """
    return _unfit_form(sentence, page, item=item) or _unfit_statement(sentence, page, item=item)


def _unfit_form(sentence: Sentence, page: Page, *, item: bool) -> str:
    """Why a sentence cannot be asked whatever it says."""
    plain = sentence.plain
    if is_address(plain):
        return "it holds an address"
    if _TICKET.search(plain):
        return "it speaks of a ticket or a change, by its number"
    if is_date(plain) or _CITATION.search(plain):
        return "it holds a citation or the date of a log"
    if _MARKS.search(plain):
        return "it holds marks of another flashcard or template tool"
    if sentence.size < SHORTEST:
        return "it is too short to be asked"
    if sentence.size > LONGEST:
        return f"it has more than {LONGEST} words; a question made of it could not be read"
    if plain.endswith((":", "：", "?", "？", "؟", "…", "...")):
        return "it asks, or only introduces what follows"
    if any(plain.count(pair[0]) != plain.count(pair[1]) for pair in PAIRS) or plain.count('"') % 2:
        return "a bracket or quotation in it is not closed"
    ended = re.search(rf"[.!。！]{CLOSING}$", plain)
    if not ended and not item:
        return "it is no whole sentence"
    language = page.language
    is_doubtful = item or sentence.size <= SHORT_SENTENCE or language.holds("doubtful", plain)
    # Where a verb's endings tell nothing, only a line without a full stop needs one of the verbs that are known.
    lacks_verb = (
        not has_verb(sentence, language) if language.grammar.get("verb_ending") else not language.finds("verbs", plain)
    )
    if is_doubtful and lacks_verb and (language.grammar.get("verb_ending") or not ended):
        return "it has no verb, so it states nothing"
    return ""


def _unfit_statement(sentence: Sentence, page: Page, *, item: bool) -> str:
    """Why what a sentence says is no fact that stands alone."""
    plain, language = sentence.plain, page.language
    if language.holds("reader", plain):
        return "it speaks to the reader; it states no fact"
    # A name may begin like an instruction, a pointer or a fragment: `Set theory is ...`, `pip is ...`.
    named = page.is_named_by(plain)
    if not named and not any(span.start == 0 for span in sentence.text.spans) and language.holds("fragment", plain):
        return "it begins in the middle of a sentence"
    bare = re.match(rf"{language.one_of('the')}\s+({language.one_of('bare_subjects')})", plain, re.IGNORECASE)
    if bare and not contains(page.title, bare.group(1)):
        return f"it does not say which {bare.group(1)} it speaks of"
    if not named and language.begins("pronouns", plain):
        return "its subject is a pronoun, so it could not be understood alone"
    if not named and (item or language.drops_subject) and language.begins("verbs", plain):
        return "it has no subject, so it could not be understood alone"
    if not named and re.match(rf"[\W_]*{language.one_of('navigation')}", plain, re.IGNORECASE):
        return "it points somewhere or advises; it states no fact"
    if language.finds("instructions", plain) or (not named and language.holds("instruction", plain)):
        return "it tells what to do; it states no fact"
    if re.search(rf"{language.one_of('pointing')}\s*\w", plain, re.IGNORECASE):
        return "it points back to what was said before, so it could not be understood alone"
    return ""


def has_verb(sentence: Sentence, language: Language) -> bool:
    """Whether a finite verb that everybody knows stands in a sentence, or a word that looks like one behind a noun."""
    found = words(sentence.text.plain.casefold())
    if any(language.says("verbs", word) or language.says("finite", word) for word in found):
        return True
    # `maps`, `introduced`: an ending of a verb, not behind a word that makes a noun of it; `hosted by` is none.
    found = words(language.without("no_verb", sentence.text.plain.casefold()))
    return any(
        language.holds("verb_ending", word)
        and not language.says("articles", before)
        and not language.says("glue_of", before)
        for before, word in pairwise(found[1:])
    )


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
    if 5 <= len(words(answer)) <= LONGEST and not _shares_words(answer, name):
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
    """A long definition less the clauses that only add to it: one fact is asked at a time."""
    if len(words(answer)) <= LONG_ANSWER:
        return answer
    for start in language.starts("added", answer):
        kept = answer[:start]
        closed = kept.count("(") == kept.count(")") and not kept.count("$") % 2 and not kept.count("`") % 2
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
        if page.language.says("adjectives", next(iter(words(found["what"])), "")):
            return None
        shown = name if page.title.casefold() != name.casefold() else page.title
        parts = found.groupdict()
        article, plural = (parts.get("article") or "").casefold(), parts.get("plural") is not None
        return article, found["name"] if article or plural else shown, plural, found["what"]
    return None


def _definition_worth(answer: str, page: Page, plural: bool) -> float:
    worth = 0.84 if page.language.holds("indefinite", answer) else 0.78
    opening = words(answer.casefold())[:5]
    if any(page.language.says("evaluative", word) for word in opening):
        worth -= 0.25
    if len(words(answer)) < 4 or _is_vague(answer, page) or re.match(r"the \w+ to\b", answer):
        worth -= 0.25
    # `properties are case insensitive` describes; what is meant to define says what kind of thing they are.
    return worth - (0.1 if plural and not re.match(r"(?:an?|the|any|one)\b", answer) else 0.04 if plural else 0.0)


def _is_vague(answer: str, page: Page) -> bool:
    """Whether a definition names a class and hardly more: `a specific type of distribution`."""
    own = {word[:5] for name in page.names for word in words(normal(name))}
    told = [word for word in words(answer.casefold()) if is_telling(word) and not page.language.says("vague", word)]
    return len([word for word in told if word[:5] not in own]) < 2 or len(told) < 3


def _is_circular(answer: str, name: str) -> bool:
    """Whether all words of a name stand in what explains it, by their stems."""
    stems = {word[:5] for word in words(normal(answer))}
    wanted = [word[:5] for word in words(normal(without_parenthesis(name))) if len(word) > 3]
    return bool(wanted) and all(word in stems for word in wanted)


def _shares_words(answer: str, name: str) -> bool:
    """Whether half of a name's words stand in the text, by their stems."""
    stems = {word[:6] for word in words(normal(answer))}
    wanted = [word[:6] for word in words(normal(without_parenthesis(name))) if len(word) > 3]
    return bool(wanted) and 2 * sum(word in stems for word in wanted) >= len(wanted)


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
    explained = [*sentences(text.part(bold.end + (end.end() if end else 0), len(text.plain)), line, page.language)]
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
        or page.language.holds("label", name)
    ):
        return "the bold word is a label, not a term"
    if len(words(name)) > 5 or name.endswith(("?", "!", ".")) or is_date(name):
        return "the bold words are a statement of their own, not a term"
    if len(words(answer)) < 3 or len(words(answer)) > LONGEST_ANSWER:
        return "what follows the term is too short or too long to be its explanation"
    if is_address(answer) or answer.endswith((":", "?", "：", "？", "؟")) or _MARKS.search(answer):
        return "what follows the term is no explanation"
    if contains(answer, name) or _is_circular(answer, name):
        return "the explanation names the term itself"
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
    yield _sentence_draft(sentence, section, "year", page.title, match.group(), match.start(), match.end(), worth=0.64)


def highlights(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """What the person marked, asked as a gap."""
    for span in sentence.text.of(HIGHLIGHT):
        shown = one_line(sentence.text.at(span))
        rest = sentence.text.plain[: span.start] + " " + sentence.text.plain[span.end :]
        told = 1 <= len(words(shown)) <= 6 and len(words(rest)) >= 4 and not contains(rest, shown)
        if told and not is_open(sentence.text.plain[: span.start], page.language):
            yield _sentence_draft(sentence, section, "highlight", page.title, shown, span.start, span.end, worth=0.7)


def _sentence_draft(
    sentence: Sentence,
    section: tuple[str, ...],
    kind: str,
    subject: str,
    answer: str,
    start: int,
    end: int,
    *,
    worth: float,
) -> Draft:
    return Draft(
        kind=kind,
        subject=subject,
        attribute=kind,
        direction=Direction.CLOZE,
        question=gap(sentence, start, end),
        answers=(answer,),
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
    asked, told = _NUMBERED.sub("", one_line(heading.plain)), one_line(answer.plain)
    if page.language.holds("reader_question", asked):
        yield Nothing(line, asked, "the question speaks to the reader")
        return
    if page.language.says("yes_no", next(iter(words(asked)), "")):
        yield Nothing(line, asked, "the question asks for yes or no")
        return
    if (
        told.endswith(":")
        or not 4 <= len(words(asked)) <= LONGEST
        or not 6 <= len(words(told)) <= LONGEST_ANSWER
        or is_address(told)
        or re.search(rf"(?<!\w)(?:{page.language.one_of('pointing')})(?!\w)", told, re.IGNORECASE)
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
        worth=0.68,
        excerpt=Excerpt(text=told),
        grading=Grading.SELF,
    )
