"""What the columns of a table are like: all alike, code beside words, samples of a syntax, counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from flashdl.generator.language import Language, is_ordinal
from flashdl.generator.tables import Fact, Reading
from flashdl.generator.values import is_number


def are_samples(reading: Reading) -> bool:
    """Whether the keys in code are samples of a syntax, which the other cells speak of: `^java`, items with `java`."""
    sampled = 0
    for row in reading.rows:
        core = re.fullmatch(r"`\W*(\w{3,})\W*`", row[reading.key])
        others = [cell for column, cell in enumerate(row) if column != reading.key]
        sampled += core is not None and any(f"`{core[1]}`" in cell for cell in others)
    return sampled >= 2 and 3 * sampled >= len(reading.rows)


def counts_rows(reading: Reading) -> bool:
    """Whether the keys only say a place: the numbers of their rows, under a header that says so, or of questions."""
    keys = [row[reading.key].strip("`*.) ") for row in reading.rows]
    if _are_questions(keys):
        return True
    if not is_ordinal(reading.header[reading.key]) or not all(re.fullmatch(r"\d{1,6}", key) for key in keys):
        return False
    numbers = [int(key) for key in keys]
    return numbers == [*range(numbers[0], numbers[0] + len(numbers))]


def _are_questions(keys: list[str]) -> bool:
    """Whether most keys number the questions of an exam, in order from the first: `1b`, `2ai/ii`, `4bi`."""
    found = [re.fullmatch(r"(\d{1,2})([a-h])(?:[ivx]+(?:/[ivx]+)?)?", key) for key in keys]
    places = [(int(one[1]), one[2]) for one in found if one]
    if 2 * len(places) <= len(keys) or places != sorted(places) or places[0][0] != 1:
        return False
    return len({letter for _, letter in places}) > 1  # `1d`, `2d`, `3d` are spaces, `0a`, `0d` are bytes


def has_code_beside(reading: Reading) -> bool:
    """Whether a column of code stands beside keys that are none."""
    share = [sum("`" in row[column] for row in reading.rows) for column in range(len(reading.header))]
    half = len(reading.rows) / 2
    return share[reading.key] < half and any(count > half for count in share)


def naming_columns(facts: Iterable[Fact], language: Language) -> frozenset[int]:
    """Columns under a plural that name things: a number among them only counts, `self`, `&self`, 1."""
    counted: dict[int, list[bool]] = defaultdict(list)
    for fact in facts:
        if language.holds("plural_header", fact.attribute):
            counted[fact.column].append(is_number(fact.value.shown) and "%" not in fact.value.shown)
    return frozenset(column for column, found in counted.items() if 2 * sum(found) < len(found))


def dull_columns(facts: Iterable[Fact], language: Language) -> frozenset[int]:
    """Columns whose values hardly differ: `read` in every row is nothing to ask for."""
    values: dict[int, list[str]] = defaultdict(list)
    known: set[int] = set()
    for fact in facts:
        values[fact.column].append(fact.value.bare)
        if language.is_header("attribute", fact.attribute):
            known.add(fact.column)
    return frozenset(
        column
        for column, found in values.items()
        if (len(found) >= (3 if column in known else 2) and len(set(found)) == 1)
        or (len(found) >= 4 and len(set(found)) <= 2)
        or (len(found) >= 6 and 5 * len(set(found)) <= 2 * len(found))
    )
