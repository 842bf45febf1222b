"""How the facts of a table are asked: forward, back where the value is unique, as a counted list, or compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from flashdl.generator.draft import DOUBTED, Draft, Found, Nothing
from flashdl.generator.fitness import Fitness
from flashdl.generator.headers import is_attribute, is_noun, key_noun, measured, row_noun, says_what_is_asked
from flashdl.generator.language import Language, is_example
from flashdl.generator.tables import Fact, Kind, Reading
from flashdl.generator.telling import telling_stems
from flashdl.generator.text import contains, exact, without_parenthesis, without_picture, words
from flashdl.generator.values import (
    MANY,
    dullness,
    is_address,
    is_code_name,
    is_number,
    is_year,
)
from flashdl.model import Direction, Excerpt

FEW_OTHERS = 2
"""Things compared with one that a question has room for."""
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
        self.fitness = Fitness(reading, section, title, language)

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
        reason = self.fitness.forward(fact)
        if reason:
            yield Nothing(fact.line, f"{fact.subject}, {fact.attribute or 'second column'}", reason)
            return
        several = self._is_list(fact)
        yield self._draft(
            fact,
            kind="list" if several else "attribute",
            direction=Direction.FORWARD,
            question=self._forward_question(fact, len(fact.value.parts) if several else 1),
            answers=(", ".join(fact.value.parts),) if several else fact.value.accepted,
            items=fact.value.parts if several else (),
            worth=self._worth(fact),
        )

    def _is_list(self, fact: Fact) -> bool:
        """Whether a cell's members are asked for by their number."""
        if not 2 <= len(fact.value.parts) <= MANY:
            return False
        # `Optimise usage, lower costs`: in a description a comma goes on with one remark.
        return ";" in fact.value.shown or not (self.fitness.describes(fact) or not fact.attribute)

    def _forward_question(self, fact: Fact, count: int) -> str:
        template = self._forward_template(fact)
        said = template.startswith("relation")
        is_plain = template in ("label", "attribute", "attributes")
        if is_plain and len(key_noun(fact.type, self.language)) > 2 and self._needs_kind(fact, template):
            template = "relation"
        # An infobox tells of its note: what stands in its first column is the attribute.
        attribute = fact.subject if self.reading.kind is Kind.INFOBOX else fact.attribute
        if not (self.reading.caption and template == "label"):  # a name of something keeps its capitals
            attribute = self.language.as_noun(attribute)
        if count > 1 and template in ("attribute", "attributes", "label", "relation"):
            template += "_all"
        question = self.language.ask(
            template,
            subject=without_picture(fact.subject) if template.startswith("relation") else self._subject(fact),
            attribute=without_picture(fact.attribute) if said else attribute,
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
            # What stands under a caption may be a thing of its kind as well as what the caption's thing has.
            says = is_attribute if self.reading.caption else is_noun
            if not says(fact.subject, self.language):
                return "label"
            return "attributes" if ask.holds("plural_header", fact.subject) else "attribute"
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
        is_counted = measured(fact.subject, fact.type) != fact.subject  # `the language of 9 months` is no language
        if is_counted or not is_noun(attribute, self.language) or ask.holds("returns", attribute):
            return "label"
        if not is_attribute(attribute, self.language):
            # "The X of Y" can be said of few words: not of an adjective, a product, another world's name for it.
            return "relation" if fact.type and self.reading.kind is Kind.RELATION else "label"
        return "attributes" if self.language.holds("plural_header", attribute) else "attribute"

    def _needs_kind(self, fact: Fact, template: str) -> bool:
        """Whether a key says next to nothing without its header: `A`, `0`, and *Element*, a category of operators."""
        if len(fact.subject) <= 2 or is_number(fact.subject):
            return True
        told = any(contains(part, fact.type) for part in (self.title, *self.section))
        return template == "label" and not told and re.fullmatch(r"[A-Z][a-z]+", fact.subject) is not None

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
        reason = self.fitness.back(facts)
        if reason:
            yield Nothing(first.line, f"{first.attribute}: {first.value.shown}, asked back", reason)
            return
        if len(facts) == 1:
            yield self._draft(
                first,
                kind="reverse",
                direction=Direction.REVERSE,
                question=self._reverse_question(first, 1),
                answers=tuple(
                    dict.fromkeys(
                        (
                            without_picture(measured(first.subject, first.type)),
                            without_picture(first.subject),
                            first.subject,
                        )
                    )
                ),
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
            return 0.32
        if is_attribute(fact.attribute, self.language):
            return 0.08
        if self.reading.kind is Kind.RECORDS:
            return 0.2
        # Of what is asked back in words by a header that does not say what for, readers keep less than half.
        told = says_what_is_asked(fact.attribute, self.language) or self.fitness.describes(fact)
        return 0.08 if told or "`" in fact.subject else 0.26

    def _reverse_question(self, fact: Fact, count: int) -> str:
        ask, attribute = self.language, without_picture(fact.attribute)
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
            if exact(fact.subject) not in self.fitness.once or is_example(fact.subject):
                yield Nothing(fact.line, fact.subject, "the aspect stands in several rows, or is an example of many")
                continue
            # Two words behind each other are one remark more often than a list of two.
            several = 2 <= len(fact.value.parts) <= MANY and (len(fact.value.parts) > 2 or ", " not in fact.value.shown)
            question = self._compared(fact)
            yield self._draft(
                fact,
                kind="comparison",
                direction=Direction.FORWARD,
                question=f"{question} ({len(fact.value.parts)})" if several else question,
                answers=(", ".join(fact.value.parts),) if several else fact.value.accepted,
                items=fact.value.parts if several else (),
                worth=0.72,
            )

    def _compared(self, fact: Fact) -> str:
        """What of a thing is asked, beside which others where no heading says so: `Lower` speaks of both."""
        names = {one.column: without_picture(one.attribute) for one in self.reading.facts}
        name, aspect = names.pop(fact.column), self.language.as_noun(fact.subject)
        others = [other for other in names.values() if not telling_stems(other, self.language) <= self.fitness.known]
        if not others or len(names) > FEW_OTHERS:
            return self.language.ask("comparison", aspect=aspect, alternative=name)
        other = ", ".join(names.values())
        return self.language.ask("comparison_beside", aspect=aspect, alternative=name, other=other)

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
        if self.language.is_header("plan", fact.attribute):
            worth -= 0.25
        if len(words(fact.value.shown)) > 25:
            worth -= 0.15
        return min(worth, DOUBTED) if self.fitness.is_doubtful(fact) else worth

    def _subject(self, fact: Fact) -> str:
        """The key, with its kind before it where the key's header names one."""
        if self.reading.kind is Kind.INFOBOX:
            return self.reading.caption or (self.section[-1] if self.section else self.title)
        noun, name = key_noun(fact.type, self.language), without_picture(fact.subject)
        is_code = is_code_name(name)
        key = measured(name, fact.type)
        if key != name or self._forward_template(fact) in ("label", "meaning", "definition"):
            return key
        if not noun or (is_code and any(contains(part, noun) for part in (self.title, *self.section))):
            return name if is_code else self.language.inside(name)
        if self.language.is_header("class", noun) or contains(name, noun):
            return name
        return self.language.typed(noun, name)
