"""Which sentences of running text state a fact that stands alone, and what speaks against the others."""

from __future__ import annotations

import re
from itertools import pairwise

from flashdl.generator.language import Language
from flashdl.generator.page import Page
from flashdl.generator.sentences import CLOSING, PAIRS, Sentence
from flashdl.generator.text import LINK, contains, words
from flashdl.generator.values import is_address, is_date

SHORTEST, LONGEST = 5, 35
"""Words of a sentence that can be asked with a gap."""
SHORT_SENTENCE = 8
"""Words up to which a line with a full stop may be no sentence."""
_CITATION = re.compile(r"\bet al\b|\[\d+\]|\([^()\d]{0,80}\d{4}[a-z]?\)")
_TICKET = re.compile(r"(?<!\w)#\d{2,}")
MARKS = re.compile(r"(?:^|\s)(?:::|:::|\?\?|;;)(?:\s|$)|^[QAC]:\s|\{\{c\d+::|<!--|<%|\{\{|^\w[\w ]*::")
"""Marks of other flashcard and template tools."""


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
    if MARKS.search(plain):
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
    bare = bare_subject(plain, page)
    if bare:
        return f"it does not say which {bare} it speaks of"
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
    if re.search(rf"\s{language.one_of('demonstratives')}\W*$", plain, re.IGNORECASE):
        return "it ends with a word for what was said before, so it could not be understood alone"
    return ""


def bare_subject(plain: str, page: Page) -> str:
    """The noun that a text begins with where it says too little: `the algorithm`, in a note not named after one."""
    language = page.language
    found = re.match(rf"{language.one_of('the')}\s+({language.one_of('bare_subjects')})(?!\w)", plain, re.IGNORECASE)
    return "" if not found or contains(page.title, found.group(1)) else found.group(1)


def has_verb(sentence: Sentence, language: Language) -> bool:
    """Whether a finite verb that everybody knows stands in a sentence, or a word that looks like one behind a noun."""
    found = words(sentence.text.plain.casefold())
    if any(language.says("verbs", word) or language.says("finite", word) for word in found):
        return True
    # `maps`, `introduced`: an ending of a verb, not behind a word that makes a noun of it; `hosted by` is none. What a
    # link is called is a name: no verb either.
    plain = sentence.text.plain.casefold()
    for span in sorted(sentence.text.of(LINK), key=lambda span: -span.start):
        plain = f"{plain[: span.start]}x{plain[span.end :]}"
    found = words(language.without("no_verb", plain))
    return any(
        language.holds("verb_ending", word)
        and not language.says("articles", before)
        and not language.says("glue_of", before)
        for before, word in pairwise(found[1:])
    )
