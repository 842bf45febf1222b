"""What a table's headers are as words: whether one names an attribute, and what the things of a column are called."""

from __future__ import annotations

import re

from flashdl.generator.language import Language
from flashdl.generator.text import without_parenthesis, without_picture, words

TELLING = 3
"""Words from which a header says by itself what its column holds."""


def key_noun(header: str, language: Language) -> str:
    """What the key column's header calls its keys, in the singular; empty where it is no such word."""
    header = without_picture(header)
    if not header or language.is_header("generic", header) or not re.fullmatch(r"[\w -]+", header):
        return ""
    if len(words(header)) > 2 or language.is_header("ordinal", header) or not is_noun(header, language):
        return ""
    noun = language.as_noun(header)
    return "" if language.holds("plural_noun", noun) else noun


def measured(key: str, header: str) -> str:
    """A number with the unit that its header gives in parentheses: `4` under `Age (months)` is `4 months`."""
    unit = re.search(r"[(\[]\s*([^\W\d]{1,12})\s*[)\]]$", header)
    return f"{key} {unit[1]}" if unit and re.fullmatch(r"[\d.,]+(?:\s*[–-]\s*[\d.,]+)?", key) else key


def row_noun(header: str, language: Language) -> str:
    """What a question may call a row of the table: its keys' noun, or `entry`."""
    header = without_parenthesis(header)
    if noun := key_noun(header, language):
        return noun
    said = language.as_noun(header)
    singular = language.singular(said) if len(words(said)) <= 2 else None
    if singular:
        return singular
    if said and language.is_header("said", said):
        return said
    return str(language.words["entry"])


def is_attribute(header: str, language: Language) -> bool:
    """Whether a header is known to name what things have: it, or the noun it ends in, is in the language's list."""
    if not is_noun(header, language):
        return False
    last = header.rsplit(maxsplit=1)[-1]
    return any(language.is_header("attribute", name) for name in (header, last))


def says_what_is_asked(header: str, language: Language) -> bool:
    """Whether one knows from a header alone what is asked of a thing: `known for`, `effect on the weights`."""
    named = is_attribute(header, language) or language.is_header("attribute", header)
    return named or len(words(without_parenthesis(header))) >= TELLING


def is_noun(header: str, language: Language) -> bool:
    """Whether "the ... of X" can be said with this header."""
    found = words(header.casefold())
    if not found or len(found) > 4 or re.search(r"[?!:`$=<>]", header):
        return False
    return not language.holds("no_noun", header)
