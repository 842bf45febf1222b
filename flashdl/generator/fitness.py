"""Why a cell of a table is not asked for, or the thing it is said of: by its row, its column and what it says."""

from __future__ import annotations

import re

from flashdl.generator.columns import are_samples, counts_rows, dull_columns, has_code_beside, naming_columns
from flashdl.generator.headers import is_attribute, key_noun, measured, says_what_is_asked
from flashdl.generator.language import ENGLISH, UNKNOWN, Language, is_example, language
from flashdl.generator.tables import Fact, Kind, Reading, keyed_once
from flashdl.generator.telling import apart, is_spelled_out, says_all_of, says_name_again, telling_stems
from flashdl.generator.text import contains, exact, holds_all, normal, words
from flashdl.generator.values import (
    dullness,
    is_address,
    is_chord,
    is_code_name,
    is_date,
    is_number,
    is_one_key,
    is_one_letter,
    is_opaque,
    is_own_date,
    is_symbol,
    is_year,
)
from flashdl.terminal import cells

LONGEST_REVERSE = 12
"""Words of a value that may stand in a question."""
_SMALL_NUMBER = re.compile(r"\W*\d{1,2}\W*(?:\(\W*\d{1,2}\W*\))?")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|e|[ºª°])")
_SPELLED_OUT = re.compile(r"`[a-z]{3,}(?:[-_][a-z]{3,})+`")
FEW_LETTERS = 16
"""Of a text that says no more than a name of two words does."""
DESCRIBING = ("description", "effect", "definition", "meaning")
"""Headers of columns that say in other words what the key says."""


class Fitness:
    """What may be asked of one table; each answer is the reason against it, empty where there is none."""

    def __init__(self, reading: Reading, section: tuple[str, ...], title: str, language: Language) -> None:
        self.reading = reading
        self.language = language
        self.once = keyed_once(reading.facts)
        self.dull = dull_columns(reading.facts, language)
        self.naming = naming_columns(reading.facts, language)
        self.sampled = are_samples(reading)
        self.coded = has_code_beside(reading)
        self.counted = counts_rows(reading)
        self.first = min((fact.column for fact in reading.facts), default=0)
        """The column next to the keys: what a table is made to say of them."""
        self.keyed_by_code = 3 * sum("`" in fact.subject for fact in reading.facts) >= 2 * len(reading.facts)
        self.of_one = any(self._is_question(fact.subject) for fact in reading.facts)
        """Rows such as `What it is`, `When to use`: the table is a form filled in of one thing."""
        self.known = telling_stems(f"{title} {' '.join(section)}", language)

    def forward(self, fact: Fact) -> str:
        """Why a cell is not asked for; empty where it is."""
        shown = fact.value.shown
        if exact(fact.subject) not in self.once:
            return "its row's key stands in several rows, so the question would have several right answers"
        if self.keyed_by_code and "`" not in fact.subject:
            return "its key is in words where the others are code: a remark on them rather than one of them"
        if dull := dullness(shown, self.language):
            return dull
        column = self._column(fact)
        if column:
            return column
        if reason := self._key(fact):
            return reason
        if (is_address(shown) and len(shown.split()) < 3) or is_date(shown):
            return "the cell holds an address, or a date of a log"
        if _length(fact.subject) > LONGEST_REVERSE:
            return "the key is a whole sentence; a question made of it could not be read"
        if contains(fact.subject, shown):
            return "the key already says what the cell says"
        if self.reading.kind is not Kind.INFOBOX and says_name_again(fact.subject, shown, self.language):
            return "the cell says no more than the key"
        return ""

    def _key(self, fact: Fact) -> str:
        """Why nothing is asked of a row by its key; empty where something may be."""
        if unfit := self._row(fact):
            return unfit
        if self._is_label(fact.subject):
            return "its key is a question, or stands for whatever the other rows leave"
        if re.fullmatch(r"[^\W\d_]", fact.subject) and len(key_noun(fact.type, self.language)) <= 2:
            return "the key is one letter, and no header says what kind of thing it is"
        if "`" in fact.subject and (is_chord(fact.subject) or not re.search(r"\w", fact.subject)):
            return "one asks which keys to press or which sign to write, not what they are for"
        return ""

    def _row(self, fact: Fact) -> str:
        """Why a row is of nothing that one would know, in either direction; empty where it is."""
        if self.counted:
            return "the key only counts the rows"
        if is_own_date(fact.subject):
            return "its key is a day of a log or a plan"
        if is_opaque(fact.subject) or re.fullmatch(r"\d{6,}", fact.subject):
            return "its key is a number of some register, which one looks up"
        if any(self.language.is_header("analogy", word) for word in words(fact.type)):
            return "its key is a likeness of something else, which nobody remembers by itself"
        return ""

    def _column(self, fact: Fact) -> str:
        """Why nothing is asked from a cell's column; empty where something may be."""
        ask = self.language
        if _is_sign(fact.attribute):
            return f"the header “{fact.attribute}” is a bare symbol, and nothing says what it stands for"
        if ask.is_header("empty", fact.attribute):
            return f"a column “{fact.attribute}” holds remarks, which no question asks for"
        if fact.column in self.dull:
            return "the column holds the same one or two values in all rows"
        if unfit := self._setting(fact):
            return unfit
        if fact.column in self.naming and is_number(fact.value.shown) and "%" not in fact.value.shown:
            return "the cell counts what the others of its column name"
        if is_example(fact.attribute):
            return "an example is one of many; it is asked the other way round where it is unique"
        return ""

    def back(self, facts: list[Fact]) -> str:
        """Why the things that share a value are not asked for by it; empty where they are."""
        first = facts[0]
        shown = first.value.shown
        if unfit := self._row(first):
            return unfit
        if any(self._is_label(fact.subject) for fact in facts):
            return "the key is a question or a label, no name that one would answer with"
        if any(self._value(fact) for fact in facts):
            return self._value(first) or "the value tells too little to ask what has it"
        if _is_sign(first.attribute):
            return f"the header “{first.attribute}” is a bare symbol, and nothing says what it stands for"
        if is_symbol(shown) and not is_attribute(first.attribute, self.language):
            return "the cell holds a bare symbol, which may stand for many things"
        if len(words(shown)) > LONGEST_REVERSE:
            return f"the cell has more than {LONGEST_REVERSE} words; a question made of it could not be read"
        keys = {exact(fact.subject) for fact in facts}
        if len(facts) > 1 and not self._is_listable(first.attribute):
            return "the rows that share this value are no list that one would learn"
        if len(keys) > 4 or (len(keys) == 1 < len(facts)):
            return f"{len(facts)} rows share the value, too many to list"
        if len(keys) != len(facts) or not keys <= self.once:
            return "a key stands in several rows, so the question has no one answer"
        if any(contains(shown, fact.subject) or contains(fact.subject, shown) for fact in facts):
            return "the question would name its own answer"
        inside = [fact for fact in self.reading.facts if fact.column == first.column and fact not in facts]
        if any(holds_all(fact.value.shown, first.value.bare) for fact in inside):
            return "another row's cell says the same and more, so the question would have several right answers"
        return ""

    def _value(self, fact: Fact) -> str:
        shown, ask = fact.value.shown, self.language
        if dullness(shown, self.language) or ask.has_value("gradeless", normal(fact.value.bare)):
            return "the value tells too little to ask what has it"
        if unfit := self._setting(fact):
            return unfit
        if fact.column in self.dull:
            return "the column holds the same one or two values in all rows"
        if self._is_spelled_out(fact) and len(fact.subject.split()) < 3:
            return "the name of the thing already says what it is"
        if is_chord(shown):
            return "one asks which keys to press, not what keys are for"
        if self.sampled:
            return "the keys are sample words, which nobody could name"
        if self.coded and ask.is_header("description", fact.attribute):
            return "the code in its row is what one would ask for"
        if ask.is_header("value", fact.attribute) and not ask.is_header("appeared", fact.type):
            return "many things can have the same value"
        if is_number(shown) or re.fullmatch(r"[^\w.,]*[\d.,]+\s*[^\W\d]+(?:/\w+)?|unlimited", shown):
            return "many things share a number, so it is not asked the other way round"
        if is_year(shown):
            return "many things share a year, so it is not asked the other way round"
        if ask.is_header("empty", fact.attribute) or is_address(shown) or is_date(shown):
            return "nobody would ask what has this remark, address or date"
        if _length(fact.subject) > LONGEST_REVERSE:
            return "the key is a whole sentence"
        return ""

    def _setting(self, fact: Fact) -> str:
        ask = self.language
        is_setting = ask.is_header("parameter", fact.type) or ask.is_header("command", fact.type)
        if is_setting and ask.is_header("setting_trait", fact.attribute):
            return "of a setting one learns what it does, not of which type it is"
        return ""

    def _is_label(self, subject: str) -> bool:
        return self.language.has_value("not_listed", normal(subject)) or self._is_question(subject)

    def _is_question(self, subject: str) -> bool:
        found = words(subject)
        return len(found) > 1 and self.language.says("interrogatives", found[0].casefold())

    def is_doubtful(self, fact: Fact) -> bool:
        """Whether a cell may tell what everybody knows, or what its row is called: a person should say yes to it."""
        if self._is_known(fact) or self._is_spelled_out(fact) or self.of_one:
            return True
        if self.reading.kind is not Kind.INFOBOX and self.language.is_header("set_value", fact.attribute):
            return True  # what somebody set a field to, or a sample's: of eleven readers kept two
        if self.coded and "`" not in fact.subject and self.describes(fact):
            return True  # what an action is called says what it does; how to write it is what one looks for
        if self.language.is_header("benefit", fact.type):
            return True  # what is good about a thing, under the good thing's name: of fourteen readers kept eight
        is_place = _SMALL_NUMBER.fullmatch(fact.subject) or (
            _ORDINAL.fullmatch(fact.subject) and not key_noun(fact.type, self.language)
        )
        if is_place and not self._says_meaning(fact):
            return measured(fact.subject, fact.type) == fact.subject  # a place in a row: of eleven readers kept four
        # Of the further columns readers keep two of three, of the first nine of ten.
        is_further = self.reading.kind is Kind.RECORDS and fact.column > self.first
        return is_further and "`" not in fact.value.shown and not says_what_is_asked(fact.attribute, self.language)

    def _says_meaning(self, fact: Fact) -> bool:
        return any(self.language.is_header(group, fact.attribute) for group in ("meaning", "definition", "effect"))

    def describes(self, fact: Fact) -> bool:
        """Whether a column says in other words what the key says."""
        return any(self.language.is_header(group, fact.attribute) for group in ("description", "effect"))

    def _is_known(self, fact: Fact) -> bool:
        """Whether a row says what is the same everywhere: `Ctrl+C` copies, `↑` goes up, `-` is minus."""
        name = re.sub(r"[<\[{].*", "", fact.subject).strip("`- ")
        said, ask = fact.value.shown, self.language
        if ask.code not in (ENGLISH, UNKNOWN) and is_code_name(fact.subject):
            is_put_over = _SPELLED_OUT.fullmatch(fact.subject) is not None and cells(said) <= FEW_LETTERS
            if is_put_over or _says_itself(fact.subject):
                return True  # `--hide-title`, `background-color`: what it says is only put into another language
        # Where words have no spaces between them, what is done is said at one end: `セルをコピー`, `复制单元格`.
        action, known = normal(fact.subject), tuple(ask.values.get("known_actions", ()))
        ends = not ask.spaced and (action.startswith(known) or action.endswith(known))
        does_known = ends or ask.has_value("known_actions", next(iter(words(action)), ""))
        if is_chord(said) and (is_one_key(said) or (is_one_letter(said) and does_known)):
            return True
        signs = [text for text in (fact.subject, said) if re.fullmatch(r"`[^\w`]{1,2}`", text)]
        return ask.has_value("known_names", name) or (
            bool(signs) and any(ask.has_value("known_signs", text) for text in (fact.subject, said))
        )

    def _is_listable(self, attribute: str) -> bool:
        """Whether the things that share a value of this column are worth naming together."""
        ask = self.language
        told = ask.is_header("description", attribute) or ask.is_header("effect", attribute)
        return not ask.headers.get("attribute") or (is_attribute(attribute, self.language) and not told)

    def _is_spelled_out(self, fact: Fact) -> bool:
        """Whether most of what is said of a command, field or key stands in its name and in the titles above it."""
        ask = self.language
        is_code = is_code_name(fact.subject) or ask.is_header("command", fact.type)
        describes = not fact.attribute or any(ask.is_header(group, fact.attribute) for group in DESCRIBING)
        if not (is_code or describes):
            return False
        is_option = ask.is_header("parameter", fact.type) or ask.is_header("command", fact.type)
        if is_option and "`" not in fact.subject and says_all_of(fact.subject, fact.value.shown, ask):
            return True
        return is_spelled_out(fact.subject, fact.value.shown, self.known, ask, code=is_code)


def _is_sign(header: str) -> bool:
    """Whether a header is one sign or letter, which says nothing of its column."""
    return is_symbol(header) or re.fullmatch(r"[a-z]", header) is not None


def _says_itself(name: str) -> bool:
    """Whether a name in code is made of everyday words of English, as names in code are in notes of any language."""
    english = language(ENGLISH)
    parts = [part for part in words(apart(name).strip("`- {}")) if len(part) > 1] or [""]
    groups = ("known_names", "commonplace", "plain_names")
    return all(any(english.has_value(group, part) for group in groups) for part in parts)


def _length(text: str) -> int:
    """Words of a text, a formula counted as one."""
    return len(words(re.sub(r"\$[^$]+\$", "x", text)))
