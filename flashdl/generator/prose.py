"""Running text: definitions, terms in bold, years, sequences, enumerations, highlights, question headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashdl.generator.draft import Draft, Found, Nothing
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
from flashdl.generator.values import MANY, is_address, is_date
from flashdl.model import BLANK, Direction, Excerpt, Grading

SHORTEST, LONGEST = 5, 35
"""Words of a sentence that can be asked with a gap."""
LONGEST_ANSWER = 45
"""Words of an answer that a person can compare with their own."""
_YEAR = re.compile(r"(?<![\d\w/.-])(?:1[0-9]{3}|20[0-4]\d)(?![\d\w/-])")
_CITATION = re.compile(r"\bet al\b|\[\d+\]|\([^()\d]{0,80}\d{4}[a-z]?\)")
_MARKS = re.compile(r"(?:^|\s)(?:::|:::|\?\?|;;)(?:\s|$)|^[QAC]:\s|\{\{c\d+::|<!--|<%|\{\{|^\w[\w ]*::")
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
    if not ended and not (item and page.language.finds("verbs", plain)):
        return "it is no whole sentence"
    return ""


def _unfit_statement(sentence: Sentence, page: Page, *, item: bool) -> str:
    """Why what a sentence says is no fact that stands alone."""
    plain, language = sentence.plain, page.language
    if language.holds("reader", plain):
        return "it speaks to the reader; it states no fact"
    # A name may begin like an instruction, a pointer or a fragment: `Set theory is ...`, `pip is ...`.
    named = page.is_named_by(plain)
    if not item and not named and language.holds("fragment", plain):
        return "it begins in the middle of a sentence"
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


def definition(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """`X is a ...` where X is the note's own name."""
    plain = sentence.plain
    found = _defines(plain, page)
    if not found:
        return
    article, name, plural, answer = found
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
            worth=draft.worth - 0.08,
            excerpt=Excerpt(text=plain),
            fact="definition",
            group="definition",
        )


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
    for name in sorted(page.names, key=len, reverse=True):
        found = page.language.defines(name, plain)
        if not found:
            continue
        if page.language.holds("no_definition", found["what"]):
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
    if len(words(answer)) < 4 or _is_vague(answer, page):
        worth -= 0.25
    return worth - (0.04 if plural else 0.0)


def _is_vague(answer: str, page: Page) -> bool:
    """Whether a definition names a class and hardly more: `a specific type of distribution`."""
    told = [word for word in words(answer.casefold()) if is_telling(word) and not page.language.says("vague", word)]
    return len(told) < 3


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
    return 0.72 if page.language.holds("term_opening", answer) and not is_clause else 0.52


def _unfit_term(name: str, answer: str, page: Page) -> str:
    if page.language.says("labels", name) or re.fullmatch(r"[\d\W]+", name) or page.language.holds("label", name):
        return "the bold word is a label, not a term"
    if len(words(name)) > 5 or name.endswith(("?", "!", ".")) or is_date(name):
        return "the bold words are a statement of their own, not a term"
    if len(words(answer)) < 3 or len(words(answer)) > LONGEST_ANSWER:
        return "what follows the term is too short or too long to be its explanation"
    if is_address(answer) or answer.endswith((":", "?", "：", "？", "؟")) or _MARKS.search(answer):
        return "what follows the term is no explanation"
    if contains(answer, name) or (len(words(name)) == 1 and _shares_words(answer, name)):
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


def sequence(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """`from A to B to C`: three or more steps in an order of their own."""
    if not page.language.words.get("sequence"):
        return
    opening, to = page.language.words["sequence"]
    (end,) = page.language.grammar["sequence_end"]
    step = r"[\w’'-]+(?: [\w’'-]+)??"
    for found in re.finditer(rf"\b{opening} ({step}(?: {to} {step}){{2,4}}){end}", sentence.plain):
        steps = tuple(found.group(1).split(f" {to} "))
        question = sentence.plain[: found.start(1)] + BLANK + sentence.plain[found.end(1) :]
        yield _listed("sequence", steps, question, sentence, section, page, ordered=True)


def enumeration(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """`The three As are B, C and D.`: a whole enumeration of at most five."""
    language = page.language
    definite, verb = language.one_of("definite"), language.one_of("enumerated")
    lead = rf"^(?P<lead>(?:{definite})\s[^,.;:]{{3,60}}?\s(?:{verb}))\s(?P<rest>[^;:]+?)\.?$"
    found = re.match(lead, sentence.plain, re.IGNORECASE)
    if not found:
        return
    both = language.one_of("both")
    rest = found["rest"]
    # With a comma before the last `and`, any other `and` belongs to a member.
    border = rf",\s+(?:{both}\s+)?" if re.search(rf",\s+{both}\s", rest) else rf",\s+|\s+{both}\s+(?=[^,]*$)"
    parts = [part for part in re.split(border, rest) if part] if "," in rest else []
    if not 3 <= len(parts) <= MANY or any(not 1 <= len(words(part)) <= 9 for part in parts):
        return
    # A member that is a clause of its own shows that the commas were not an enumeration's.
    if any(language.holds("no_member", part) for part in parts):
        return
    yield _listed("enumeration", tuple(parts), f"{found['lead']} {BLANK}.", sentence, section, page, ordered=False)


def _listed(
    kind: str,
    items: tuple[str, ...],
    question: str,
    sentence: Sentence,
    section: tuple[str, ...],
    page: Page,
    *,
    ordered: bool,
) -> Draft:
    count = page.language.count(len(items))
    return Draft(
        kind=kind,
        subject=page.title,
        attribute=kind,
        direction=Direction.LIST,
        question=page.language.ask(kind, count=count, all=page.language.all(len(items)), sentence=question),
        answers=((" → " if ordered else ", ").join(items),),
        line=sentence.line,
        section=section,
        worth=0.68,
        excerpt=Excerpt(text=sentence.plain),
        items=items,
        ordered=ordered,
        fact=f"{kind}:{normal(items[0])}",
        group=f"prose:{sentence.line}",
    )


def question(heading: Text, answer: Text, line: int, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """A heading that asks, answered by the paragraph below it.

    Args:
        line: of the heading.
        section: the headings above the one that asks.
    """
    asked, told = re.sub(r"^[^\w(\"“«¿`$]+", "", one_line(heading.plain)), one_line(answer.plain)
    if page.language.holds("reader_question", asked):
        yield Nothing(line, asked, "the question speaks to the reader")
        return
    if (
        told.endswith(":")
        or not 4 <= len(words(asked)) <= LONGEST
        or not 2 <= len(words(told)) <= LONGEST_ANSWER
        or is_address(told)
    ):
        yield Nothing(
            line,
            asked,
            "the question or the paragraph below it is too short or too long, or the answer only begins there",
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
