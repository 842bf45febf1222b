"""How the facts of a table are asked: forward, back where the value is unique, as a counted list, or compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from flashdl.generator.columns import are_samples, counts_rows, dull_columns, has_code_beside
from flashdl.generator.draft import Draft, Found, Nothing
from flashdl.generator.headers import is_attribute, is_noun, key_noun, row_noun
from flashdl.generator.language import Language, is_example
from flashdl.generator.tables import Fact, Kind, Reading, keyed_once
from flashdl.generator.telling import is_spelled_out, says_all_of, says_name_again, stems
from flashdl.generator.text import contains, exact, holds_all, normal, without_parenthesis, words
from flashdl.generator.values import (
    MANY,
    dullness,
    is_address,
    is_chord,
    is_code_name,
    is_date,
    is_number,
    is_own_date,
    is_symbol,
    is_year,
)
from flashdl.model import Direction, Excerpt

LONGEST_REVERSE = 12
"""Words of a value that may stand in a question."""
DESCRIBING = ("description", "effect", "definition", "meaning")
"""Headers of columns that say in other words what the key says."""
SHOWN_ROWS = 7
"""Rows of a table shown after an answer, the asked one among them."""


class Asking:
    """Turns one table into drafts."""

    def __init__(self, reading: Reading, section: tuple[str, ...], title: str, language: Language) -> None:
        self.reading = reading
        self.section = section
        self.title = title
        self.language = language
        self.rows = reading.rows
        self.group = f"table:{reading.table.line}"
        self.once = keyed_once(reading.facts)
        self.dull = dull_columns(reading.facts, language)
        self.sampled = are_samples(reading)
        self.coded = has_code_beside(reading)
        self.counted = counts_rows(reading)
        self.keyed_by_code = 3 * sum("`" in fact.subject for fact in reading.facts) >= 2 * len(reading.facts)
        self.known = stems(f"{title} {' '.join(section)}", language)

    def drafts(self) -> Iterator[Found]:
        """The drafts in the table's order, and what gave none."""
        if self.reading.kind is Kind.COMPARISON:
            yield from self._comparison()
            return
        for fact in self.reading.facts:
            yield from self._forward(fact)
        if self.reading.kind is not Kind.INFOBOX:
            yield from self._reverses()

    # --- forward

    def _forward(self, fact: Fact) -> Iterator[Found]:
        reason = self._unfit(fact)
        if reason:
            yield Nothing(fact.line, f"{fact.subject}, {fact.attribute or 'second column'}", reason)
            return
        several = 2 <= len(fact.value.parts) <= MANY
        yield self._draft(
            fact,
            kind="list" if several else "attribute",
            direction=Direction.FORWARD,
            question=self._forward_question(fact, len(fact.value.parts) if several else 1),
            answers=(", ".join(fact.value.parts),) if several else fact.value.accepted,
            items=fact.value.parts if several else (),
            worth=self._worth(fact),
        )

    def _unfit(self, fact: Fact) -> str:
        """Why a cell is not asked for; empty where it is."""
        shown = fact.value.shown
        if exact(fact.subject) not in self.once:
            return "its row's key stands in several rows, so the question would have several right answers"
        if self.keyed_by_code and "`" not in fact.subject:
            return "its key is in words where the others are code: a remark on them rather than one of them"
        if dull := dullness(shown, self.language):
            return dull
        column = self._unfit_column(fact)
        if column:
            return column
        if reason := self._unfit_key(fact):
            return reason
        if self._is_spelled_out(fact):
            return "the name of the thing already says what it is"
        if (is_address(shown) and len(shown.split()) < 3) or is_date(shown):
            return "the cell holds an address, or a date of a log"
        if len(words(fact.subject)) > LONGEST_REVERSE:
            return "the key is a whole sentence; a question made of it could not be read"
        if contains(fact.subject, shown):
            return "the key already says what the cell says"
        if self.reading.kind is not Kind.INFOBOX and says_name_again(fact.subject, shown, self.language):
            return "the cell says no more than the key"
        return ""

    def _unfit_key(self, fact: Fact) -> str:
        """Why nothing is asked of a row by its key; empty where something may be."""
        if self.counted:
            return "the key only counts the rows"
        if is_own_date(fact.subject):
            return "its key is a day of a log or a plan"
        if re.fullmatch(r"[^\W\d_]", fact.subject) and len(key_noun(fact.type, self.language)) <= 2:
            return "the key is one letter, and no header says what kind of thing it is"
        if "`" in fact.subject and (is_chord(fact.subject) or not re.search(r"\w", fact.subject)):
            return "one asks which keys to press or which sign to write, not what they are for"
        return ""

    def _unfit_column(self, fact: Fact) -> str:
        """Why nothing is asked from a cell's column; empty where something may be."""
        ask = self.language
        if is_symbol(fact.attribute):
            return f"the header “{fact.attribute}” is a bare symbol, and nothing says what it stands for"
        if ask.is_header("empty", fact.attribute):
            return f"a column “{fact.attribute}” holds remarks, which no question asks for"
        if fact.column in self.dull:
            return "the column holds the same one or two values in all rows"
        if unfit := self._unfit_setting(fact):
            return unfit
        if is_example(fact.attribute):
            return "an example is one of many; it is asked the other way round where it is unique"
        return ""

    def _unfit_setting(self, fact: Fact) -> str:
        ask = self.language
        is_setting = ask.is_header("parameter", fact.type) or ask.is_header("command", fact.type)
        if is_setting and ask.is_header("setting_trait", fact.attribute):
            return "of a setting one learns what it does, not of which type it is"
        return ""

    def _forward_question(self, fact: Fact, count: int) -> str:
        template = self._forward_template(fact)
        said = template.startswith("relation")
        is_plain = template in ("label", "attribute", "attributes")
        if is_plain and self._is_short(fact.subject) and len(key_noun(fact.type, self.language)) > 2:
            template = "relation"
        # An infobox tells of its note: what stands in its first column is the attribute.
        attribute = self.language.as_noun(fact.subject if self.reading.kind is Kind.INFOBOX else fact.attribute)
        if count > 1 and template in ("attribute", "attributes", "label", "relation"):
            template += "_all"
        question = self.language.ask(
            template,
            subject=fact.subject if template.startswith("relation") else self._subject(fact),
            attribute=fact.attribute if said else attribute,
            type=fact.type if said else key_noun(fact.type, self.language),
            attributes=self.language.plural(attribute),
            count=self.language.count(count),
            all=self.language.all(count),
        )
        if count > 1 and not template.endswith("_all"):
            question = f"{question} ({count})"
        return question

    def _forward_template(self, fact: Fact) -> str:
        ask, attribute = self.language, fact.attribute
        if self.reading.kind is Kind.INFOBOX:
            return "attribute" if is_noun(fact.subject, self.language) else "label"
        if ask.is_header("year", attribute) and is_year(fact.value.shown):
            return "year" if ask.is_header("appeared", fact.type) else "year_other"
        code = is_code_name(fact.subject) or ask.is_header("command", fact.type)
        for group, template in (("definition", "definition"), ("meaning", "meaning"), ("effect", "effect")):
            if ask.is_header(group, attribute) and (group != "effect" or self._does(attribute) or code):
                return template
        if ask.is_header("description", attribute) or not attribute:
            # What a command's description says is what the command does; a variable or field is there for it.
            if code and re.fullmatch(r"`[^`]+`(?:(?:,| or|, or| /| \||,? and)\s*`[^`]+`)+\.?", fact.value.shown):
                return "values"
            if code:
                return "effect" if ask.is_header("command", fact.type) or not fact.type else "use"
            return "description" if attribute else "definition"
        if not is_noun(attribute, self.language) or ask.holds("returns", attribute):
            return "label"
        if not is_attribute(attribute, self.language):
            # "The X of Y" can be said of few words: not of an adjective, a product, another world's name for it.
            return "relation" if fact.type and self.reading.kind is Kind.RELATION else "label"
        return "attributes" if self.language.holds("plural_header", attribute) else "attribute"

    def _is_short(self, subject: str) -> bool:
        """Whether a key says next to nothing without its header: `A`, `0`."""
        return len(subject) <= 2 or is_number(subject)

    def _does(self, attribute: str) -> bool:
        return self.language.holds("does", attribute)

    # --- back

    def _reverses(self) -> Iterator[Found]:
        by_value: dict[tuple[int, str], list[Fact]] = defaultdict(list)
        for fact in self.reading.facts:
            by_value[fact.column, fact.value.bare].append(fact)
        for facts in by_value.values():
            yield from self._reverse(facts)

    def _reverse(self, facts: list[Fact]) -> Iterator[Found]:
        first = facts[0]
        reason = self._unfit_reverse(facts)
        if reason:
            yield Nothing(first.line, f"{first.attribute}: {first.value.shown}, asked back", reason)
            return
        if len(facts) == 1:
            yield self._draft(
                first,
                kind="reverse",
                direction=Direction.REVERSE,
                question=self._reverse_question(first, 1),
                answers=(first.subject,),
                worth=self._worth(first) - self._reverse_malus(first),
            )
            return
        yield self._draft(
            first,
            kind="reverse-list",
            direction=Direction.LIST,
            question=self._reverse_question(first, len(facts)),
            answers=(", ".join(fact.subject for fact in facts),),
            items=tuple(fact.subject for fact in facts),
            worth=self._worth(first) - 0.1,
        )

    def _reverse_malus(self, fact: Fact) -> float:
        if is_example(fact.attribute):
            return 0.25
        # Who is asked for an entry of no kind does not know what to name.
        if not is_code_name(fact.subject) and row_noun(fact.type, self.language) == self.language.words["entry"]:
            return 0.26
        return 0.2 if self.reading.kind is Kind.RECORDS and not is_attribute(fact.attribute, self.language) else 0.08

    def _unfit_reverse(self, facts: list[Fact]) -> str:
        first = facts[0]
        shown = first.value.shown
        if self.counted:
            return "the key only counts the rows"
        if any(self._unfit_value(fact) for fact in facts):
            return self._unfit_value(first) or "the value tells too little to ask what has it"
        if is_symbol(first.attribute):
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

    def _is_listable(self, attribute: str) -> bool:
        """Whether the things that share a value of this column are worth naming together."""
        ask = self.language
        told = ask.is_header("description", attribute) or ask.is_header("effect", attribute)
        return not ask.headers.get("attribute") or (is_attribute(attribute, self.language) and not told)

    def _unfit_value(self, fact: Fact) -> str:
        shown, ask = fact.value.shown, self.language
        if dullness(shown, self.language) or ask.has_value("gradeless", normal(fact.value.bare)):
            return "the value tells too little to ask what has it"
        if unfit := self._unfit_setting(fact):
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
        if is_number(shown) or re.fullmatch(r"\W*[\d.,]+\s*[^\W\d]+(?:/\w+)?|unlimited", shown):
            return "a bare number is asked forward only"
        if is_year(shown):
            return "much else is of the same year; it is asked forward only"
        if ask.is_header("empty", fact.attribute) or is_address(shown) or is_date(shown):
            return "nobody would ask what has this remark, address or date"
        if len(words(fact.subject)) > LONGEST_REVERSE:
            return "the key is a whole sentence"
        return ""

    def _reverse_question(self, fact: Fact, count: int) -> str:
        ask, attribute = self.language, fact.attribute
        # `Obsidian` in a note on coming from Obsidian is a name, no noun of which there are several.
        above = (self.title, *self.section[-1:])
        if count == 1 and self.reading.kind is Kind.RELATION and any(contains(part, fact.type) for part in above):
            return ask.ask("relation", subject=fact.value.shown, type=attribute, attribute=fact.type)
        template = "reverse"
        if is_example(attribute):
            template = "example_reverse"
        elif count == 1 and (is_code_name(fact.subject) or ask.is_header("command", fact.type)):
            forward = self._forward_template(fact)
            template = f"{forward}_reverse" if forward in ("effect", "use") else self._reverse_or_label(attribute)
        elif count == 1 and ask.is_header("definition", attribute):
            template = "definition_reverse"
        elif count == 1 and ask.is_header("meaning", attribute):
            template = "meaning_reverse"
        elif count == 1 and (ask.is_header("description", attribute) or not attribute):
            template = "description_reverse"
        elif not is_attribute(attribute, self.language):
            template = "reverse_label"
        if count > 1 and template in ("reverse", "reverse_label"):
            template += "_all"
        noun = row_noun(fact.type, self.language)
        question = ask.ask(
            template,
            type=noun,
            types=ask.plural(noun) if noun != ask.words["entry"] else ask.words["entries"],
            attribute=attribute if "label" in template else self.language.as_noun(attribute),
            value=(fact.value.shown if count == 1 else without_parenthesis(fact.value.shown)).rstrip(".。"),
            count=ask.count(count),
        )
        return question if count == 1 or template.endswith("_all") else f"{question} ({count})"

    def _reverse_or_label(self, attribute: str) -> str:
        return "reverse" if is_attribute(attribute, self.language) else "reverse_label"

    # --- compared

    def _comparison(self) -> Iterator[Found]:
        for fact in self.reading.facts:
            dull = dullness(fact.value.shown, self.language)
            if dull or is_address(fact.value.shown):
                yield Nothing(fact.line, f"{fact.subject}, {fact.attribute}", dull or "the cell holds an address")
                continue
            if exact(fact.subject) not in self.once or is_example(fact.subject):
                yield Nothing(fact.line, fact.subject, "the aspect stands in several rows, or is an example of many")
                continue
            several = 2 <= len(fact.value.parts) <= MANY
            question = self.language.ask(
                "comparison", aspect=self.language.as_noun(fact.subject), alternative=fact.attribute
            )
            yield self._draft(
                fact,
                kind="comparison",
                direction=Direction.FORWARD,
                question=f"{question} ({len(fact.value.parts)})" if several else question,
                answers=(", ".join(fact.value.parts),) if several else fact.value.accepted,
                items=fact.value.parts if several else (),
                worth=0.72,
            )

    # --- words

    def _draft(
        self,
        fact: Fact,
        *,
        kind: str,
        direction: Direction,
        question: str,
        answers: tuple[str, ...],
        worth: float,
        items: tuple[str, ...] = (),
    ) -> Draft:
        # What a merged card asks for is a value: its rows are its answer, so no row is its subject.
        subject = fact.value.bare if direction is Direction.LIST else fact.subject
        return Draft(
            kind=kind,
            subject=subject,
            attribute=fact.attribute,
            direction=direction,
            question=question,
            answers=answers,
            line=fact.line,
            section=self.section,
            worth=worth,
            excerpt=self._excerpt(fact, whole_row=direction is not Direction.FORWARD),
            items=items,
            group=self.group,
        )

    def _excerpt(self, fact: Fact, *, whole_row: bool) -> Excerpt:
        """The rows around the asked one, as many as a small screen holds."""
        start = max(0, min(fact.row - SHOWN_ROWS // 2, len(self.rows) - SHOWN_ROWS))
        rows = self.rows[start : start + SHOWN_ROWS]
        return Excerpt(
            header=self.reading.header, rows=rows, row=fact.row - start, column=None if whole_row else fact.column
        )

    def _worth(self, fact: Fact) -> float:
        worth = {
            Kind.RECORDS: 0.78,
            Kind.DEFINITIONS: 0.85,
            Kind.CHEAT_SHEET: 0.8,
            Kind.RELATION: 0.8,
            Kind.INFOBOX: 0.66,
            Kind.COMPARISON: 0.72,
        }[self.reading.kind]
        if self.reading.kind is Kind.RECORDS and self.language.is_header("attribute", fact.attribute):
            worth += 0.1
        if is_number(fact.value.shown):
            worth -= 0.2
        if is_chord(fact.value.shown) and self.language.has_value("known_actions", fact.subject):
            worth -= 0.3  # the same keys in every program
        if self.language.has_value("known_names", re.sub(r"[<\[{].*", "", fact.subject).strip("`- ")):
            worth -= 0.28  # `--help` says what it does in every program
        if self.language.is_header("plan", fact.attribute):
            worth -= 0.25
        if len(words(fact.value.shown)) > 25:
            worth -= 0.15
        return worth

    def _subject(self, fact: Fact) -> str:
        """The key, with its kind before it where the key's header names one."""
        if self.reading.kind is Kind.INFOBOX:
            return self.section[-1] if self.section else self.title
        noun = key_noun(fact.type, self.language)
        if is_code_name(fact.subject) or self._forward_template(fact) in ("label", "meaning", "definition"):
            return fact.subject
        if not noun:
            return self.language.inside(fact.subject)
        if self.language.is_header("class", noun) or contains(fact.subject, noun):
            return fact.subject
        return self.language.typed(noun, fact.subject)

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
