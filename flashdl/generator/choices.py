"""What a card offers to choose from: its answer among others of its column, or among the names of notes like its own.

An option is of the answer's type and about its length, and never right as well: no other spelling of it, no part of
it, nothing that the notes say of the same thing. A card has three wrong options or no choices. What is offered
follows from other cards and is no part of a card's content.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from flashdl.generator.language import Language, language
from flashdl.generator.page import Name
from flashdl.generator.text import contains, normal, stems, without_parenthesis, words
from flashdl.generator.values import is_contentless, is_number, is_year
from flashdl.model import BLANK, Candidate, Direction, Grading

WRONG = 3
"""Wrong options; fewer make no choices."""
LONGEST = 8
"""Words of an answer that can be an option."""
STRETCH = 1.6
"""How much longer or shorter an option may be than the answer; by two or three letters it always may."""
AGE = 60
"""Years that an option may lie from the right one."""
LARGEST = 40
"""Notes of a folder, or with one noun, that can be of one kind; a larger folder is a heap."""
_TABLES = frozenset({"attribute", "reverse"})
_NAMES = frozenset({"cloze", "term"})
_ENGLISH = "en"


@dataclass
class _Table:
    """A table as its cards show it, each with a few rows."""

    header: tuple[str, ...]
    rows: dict[tuple[str, ...], None] = field(default_factory=dict)
    keys: Counter[int] = field(default_factory=Counter)

    @property
    def key(self) -> int:
        return self.keys.most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class _Kin:
    """What tells which notes are alike."""

    name: str
    spellings: tuple[str, ...]
    folder: str
    noun: str
    """The noun of its definition; empty where it has none."""
    told: str
    """Its definition."""


def with_choices(
    candidates: Sequence[Candidate], spare: Sequence[Candidate], names: Mapping[str, Sequence[str]]
) -> tuple[Candidate, ...]:
    """The candidates, with choices where there are fair ones.

    Args:
        spare: further cards of the same notes; only looked at.
        names: of each note by its file, the title first.
    """
    offering = _Offering((*candidates, *spare), names)
    return tuple(_offered(candidate, offering.wrong(candidate)) for candidate in candidates)


def _offered(candidate: Candidate, wrong: Sequence[str]) -> Candidate:
    if not wrong:
        return candidate
    right = candidate.prompt.answers[0]
    options = [_shown(option) for option in (right, *wrong)] if candidate.prompt.kind in _NAMES else [right, *wrong]
    options.sort(key=lambda option: _lot(candidate, normal(option), "shown"))
    return replace(candidate, place=replace(candidate.place, choices=tuple(options)))


def _shown(name: str) -> str:
    """Alike for all: a small letter at the beginning would show which one stood in the sentence."""
    return name[:1].upper() + name[1:]


def _lot(candidate: Candidate, option: str, purpose: str) -> bytes:
    """An order that is the same each time and says nothing of what is right: one to choose by, another to show in."""
    told = f"{purpose}\0{candidate.prompt.question}\0{option}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


LOOKED_AT = 12
"""Tables of the collection with a column of the same name and the same kind of keys: enough to choose from."""


class _Offering:
    """All that the notes of a collection offer."""

    def __init__(self, candidates: Sequence[Candidate], names: Mapping[str, Sequence[str]]) -> None:
        self._language = language(_ENGLISH)
        self._tables = _tables(candidates)
        self._columns: dict[tuple[str, str], list[str]] = defaultdict(list)
        for group, table in self._tables.items():
            for header in table.header:
                self._columns[normal(header), normal(table.header[table.key])].append(group)
        self._by_name: dict[str, _Kin] = {}
        self._by_noun: dict[str, list[_Kin]] = defaultdict(list)
        self._by_folder: dict[str, list[_Kin]] = defaultdict(list)
        for kin in _kin(candidates, names, self._language):
            self._by_noun[kin.noun].append(kin)
            self._by_folder[kin.folder].append(kin)
            for name in kin.spellings:
                self._by_name.setdefault(normal(name), kin)

    def wrong(self, candidate: Candidate) -> tuple[str, ...]:
        """Wrong options for a card, as many as it needs; none where there are too few."""
        prompt = candidate.prompt
        right = prompt.answers[0]
        if prompt.grading not in (Grading.TYPED, Grading.SELF) or prompt.items or len(words(right)) > LONGEST:
            return ()
        if prompt.kind in _TABLES and candidate.place.excerpt.header:
            pools: Iterable[Iterable[str]] = self._of_tables(candidate)
        elif prompt.kind in _NAMES and candidate.key.direction in (Direction.CLOZE, Direction.REVERSE):
            pools = self._of_names(candidate)
        else:
            return ()
        chosen: dict[str, str] = {}
        for pool in pools:
            fitting = {normal(option): option for option in pool if self._fits(option, candidate)}
            for option in sorted(fitting, key=lambda option: _lot(candidate, option, "chosen")):
                if len(chosen) < WRONG and not any(_alike(option, other) for other in chosen):
                    chosen[option] = fitting[option]
        return tuple(chosen.values()) if len(chosen) == WRONG and _is_hidden(right, chosen.values()) else ()

    def _fits(self, option: str, candidate: Candidate) -> bool:
        """Whether an option looks like the answer without being it."""
        prompt = candidate.prompt
        right = prompt.answers[0]
        if not option or is_contentless(option, self._language) or "\n" in option or len(words(option)) > LONGEST:
            return False
        if _type(option) != _type(right) or (", " in option) != (", " in right) or (";" in option) != (";" in right):
            return False
        if is_year(right) and abs(_year(option) - _year(right)) > AGE:
            return False
        longer, shorter = max(len(option), len(right)), min(len(option), len(right))
        if longer > STRETCH * shorter and longer - shorter > 3:
            return False
        if any(_alike(option, answer) for answer in prompt.answers):
            return False
        return not contains(prompt.question, option) and not contains(option, candidate.key.subject)

    # --- tables

    def _of_tables(self, candidate: Candidate) -> Iterator[Iterable[str]]:
        """The same column; then columns of that name where the keys are of the same kind, near ones first."""
        own = self._tables.get(candidate.place.group)
        if own is None or self._is_infobox(own, candidate.key.attribute):
            return
        near = normal(candidate.key.attribute), normal(own.header[own.key])
        asked = _asked_value(candidate, own)
        groups = self._columns.get(near, ())[:LOOKED_AT] if all(near) else ()
        others = [self._tables[group] for group in groups]
        if candidate.key.direction is Direction.REVERSE and not asked:
            return
        yield self._of_column([own], candidate, asked)
        yield self._of_column([own, *others], candidate, asked)

    def _is_infobox(self, table: _Table, attribute: str) -> bool:
        """A column of values that each belong to another question."""
        heads = self._language.is_header
        return not attribute or heads("value", attribute) or heads("parameter", table.header[table.key])

    def _of_column(self, tables: Sequence[_Table], candidate: Candidate, asked: str) -> Iterable[str]:
        """The cells under the card's header, or the keys of the rows where that cell cannot be meant.

        Args:
            asked: the value that a reverse card asks for; empty for a forward one.
        """
        found: list[tuple[str, str]] = []
        right_as_well = {normal(candidate.key.subject)}
        for table in tables:
            header = [normal(name) for name in table.header]
            if normal(candidate.key.attribute) not in header:
                continue
            column = header.index(normal(candidate.key.attribute))
            for row in table.rows:
                subject, value = row[table.key].strip(" :*"), row[column]
                if asked and (not value or self._may_be(value, asked)):
                    right_as_well.add(normal(subject))
                found.append((subject, subject if asked else value))
        return [option for subject, option in found if normal(subject) not in right_as_well]

    def _may_be(self, value: str, asked: str) -> bool:
        """Whether what a row says may be meant by the value that is asked for: then its key would be right as well."""
        told = {word.casefold() for word in words(value)}
        if any(self._language.has_value("sweeping", word) for word in told):
            return True
        return _alike(value, asked) or bool(stems(value, least=4) & stems(asked, least=4))

    # --- names

    def _of_names(self, candidate: Candidate) -> Iterator[Iterable[str]]:
        """Notes with the same noun in their definitions; then those of the folder, persons among persons."""
        answered = self._by_name.get(normal(candidate.key.subject)) or self._by_name.get(
            normal(candidate.prompt.answers[0])
        )
        if answered is None:
            return
        alike = self._by_noun[answered.noun] if answered.noun else []
        beside = self._by_folder[answered.folder] if answered.folder else []
        if len(beside) <= LARGEST:
            beside = [kin for kin in beside if self._is_person(kin) == self._is_person(answered)]
        for pool in (alike, beside):
            if len(pool) <= LARGEST:
                yield [kin.name for kin in pool if self._is_other(kin, answered) and _agrees(kin, candidate)]

    def _is_person(self, kin: _Kin) -> bool:
        return self._language.says("persons", kin.noun)

    def _is_other(self, kin: _Kin, answered: _Kin) -> bool:
        """Whether two notes are of different things: neither is said to be a kind of the other."""
        if any(_alike(one, other) for one in kin.spellings for other in answered.spellings):
            return False
        return not (
            any(contains(answered.told, one) for one in kin.spellings)
            or any(contains(kin.told, one) for one in answered.spellings)
        )


def _tables(candidates: Iterable[Candidate]) -> dict[str, _Table]:
    """By group: every table with the rows and the key column that its cards show."""
    found: dict[str, _Table] = {}
    for candidate in candidates:
        place = candidate.place
        if not place.excerpt.header or candidate.prompt.kind not in _TABLES:
            continue
        table = found.setdefault(place.group, _Table(place.excerpt.header))
        rows = [row for row in place.excerpt.rows if len(row) == len(table.header)]
        table.rows.update(dict.fromkeys(rows))
        if place.excerpt.row is not None and place.excerpt.row < len(place.excerpt.rows):
            cells = [normal(cell.strip(" :*")) for cell in place.excerpt.rows[place.excerpt.row]]
            if normal(candidate.key.subject) in cells:
                table.keys[cells.index(normal(candidate.key.subject))] += 1
    return {group: table for group, table in found.items() if table.keys and table.key < len(table.header)}


def _asked_value(candidate: Candidate, table: _Table) -> str:
    """What a reverse card asks for; empty for a forward one."""
    excerpt = candidate.place.excerpt
    if candidate.key.direction is not Direction.REVERSE or excerpt.row is None:
        return ""
    header = [normal(name) for name in table.header]
    attribute = normal(candidate.key.attribute)
    return excerpt.rows[excerpt.row][header.index(attribute)] if attribute in header else ""


def _kin(candidates: Iterable[Candidate], names: Mapping[str, Sequence[str]], of: Language) -> tuple[_Kin, ...]:
    told: dict[str, str] = {}
    for candidate in candidates:
        if candidate.prompt.kind == "definition":
            told.setdefault(candidate.place.file, candidate.prompt.answers[0])
    found = []
    for file, spellings in sorted(names.items()):
        if spellings:
            both = Name(spellings[0]).parts
            folder = PurePosixPath(file).parent.as_posix()
            name = both[0] if both else without_parenthesis(spellings[0])
            definition = told.get(file, "")
            found.append(
                _Kin(name, tuple(spellings), "" if folder == "." else folder, _noun(definition, of), definition)
            )
    return tuple(found)


def _noun(definition: str, of: Language) -> str:
    """The noun that says what kind of thing is defined: `scientist` of `a Canadian computer scientist who ...`."""
    opening = re.split(r"[,;:(]| [–—-] ", definition)[0].casefold()
    found: list[str] = []
    for word in words(re.sub(rf"^(?:{of.one_of('articles')})\s", "", opening)):
        if found and (
            of.has_value("glue", word) or of.says("verbs", word) or word in ("who", "whose", "where", "than")
        ):
            break
        if len(word) > 4 and word.endswith(("ed", "ing")) and found:
            break
        found.append(word)
    noun = found[-1] if found else ""
    return "" if of.says("vague", noun) or of.says("evaluative", noun) else noun


def _agrees(kin: _Kin, candidate: Candidate) -> bool:
    """Whether a name could stand in the gap: one or many like the answer, and behind the same article."""
    right, question = candidate.prompt.answers[0], candidate.prompt.question
    if _is_plural(kin.name) != _is_plural(right):
        return False
    if candidate.key.direction is Direction.CLOZE and re.search(rf"\ban? {re.escape(BLANK)}", question, re.IGNORECASE):
        return _begins_with_vowel(kin.name) == _begins_with_vowel(right)
    return (kin.name.count(" ") > 0) == (right.count(" ") > 0) or abs(len(kin.name) - len(right)) <= 3


def _is_plural(name: str) -> bool:
    return re.search(r"[^siu]s$", name) is not None


def _begins_with_vowel(name: str) -> bool:
    return name[:1].casefold() in "aeiou"


def _type(option: str) -> str:
    if is_year(option):
        return "year"
    if is_number(option):
        return "number " + re.sub(r"[\d.,\s]+", "", option).casefold()
    if option.startswith(("`", "$")):
        return option[0] + ("9" if option[0] == "`" and re.search(r"\d", option) else "")
    return "text"


def _year(option: str) -> int:
    found = re.search(r"\d{4}", option)
    return int(found.group()) if found else 0


def _alike(option: str, other: str) -> bool:
    """The same, a part of the other, or said with nearly the same words."""
    left, right = normal(without_parenthesis(option)), normal(without_parenthesis(other))
    if not left or not right or contains(option, other) or contains(other, option) or contains(left, right):
        return True
    if is_year(option) or is_number(option):
        return left == right
    if option[:1] in "`$":
        # What differs in signs alone (`Ctrl+←`, `Ctrl+→`) is mistaken for the other at a glance.
        return words(left) == words(right)
    if re.sub(r"\W", "", left).rstrip("s") == re.sub(r"\W", "", right).rstrip("s"):
        return True
    one, two = stems(option, least=4), stems(other, least=4)
    return bool(one and two) and (one <= two or two <= one or len(one & two) >= 0.6 * len(one | two))


def _is_hidden(right: str, wrong: Iterable[str]) -> bool:
    """Whether the answer is neither far the longest nor far the shortest option."""
    sizes = [len(option) for option in wrong]
    return len(right) <= 1.3 * max(sizes) + 2 and 1.3 * len(right) + 2 >= min(sizes)
