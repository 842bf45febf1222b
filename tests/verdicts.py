"""`python -m tests.verdicts`: the weights of `generator.doubts`, learnt from what readers said.

`verdicts.csv` has what 3,945 cards looked like, and how many of those that looked alike were kept. They are from notes
of 62 public collections in eight languages, drawn at random; readers who knew neither the program nor its rules saw
each card with its title and section, then its note, and said whether its owner would keep it a year later. Where two
read a card and disagreed it counts half. Texts are no part of it.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flashdl.generator.doubts import LEAST, WEIGHTS

VERDICTS = Path(__file__).with_suffix(".csv")
RIDGE = 1.0
"""How much a weight of one costs: as much as a card foretold with a chance of 1/e."""
STEPS = 25


@dataclass(frozen=True, slots=True)
class Alike:
    """Cards with the same signs."""

    signs: frozenset[str]
    read: int
    kept: float


def verdicts() -> dict[str, list[Alike]]:
    """By the family of cards."""
    found: dict[str, list[Alike]] = defaultdict(list)
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["family"]].append(Alike(frozenset(row["signs"].split()), int(row["read"]), float(row["kept"])))
    return found


def learnt(cards: Sequence[Alike], names: Sequence[str]) -> dict[str, float]:
    """The weights of a logistic regression with a ridge, by Newton's method; the constant stands under ``."""
    columns = ["", *names]
    weights = [0.0] * len(columns)
    rows = [([1.0, *(float(name in card.signs) for name in names)], card) for card in cards]
    for _ in range(STEPS):
        slope = [-RIDGE * weight if place else 0.0 for place, weight in enumerate(weights)]
        curve = [[RIDGE if i == j and i else 0.0 for j in range(len(columns))] for i in range(len(columns))]
        for values, card in rows:
            chance = 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, values, strict=True))))
            for i, x in enumerate(values):
                slope[i] += x * (card.kept - card.read * chance)
                for j, y in enumerate(values):
                    curve[i][j] += x * y * card.read * chance * (1 - chance)
        weights = [weight + step for weight, step in zip(weights, _solved(curve, slope), strict=True)]
    return dict(zip(columns, weights, strict=True))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """By elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            share = other[i] / row[i]
            for j in range(i, len(row)):
                other[j] -= share * row[j]
    found = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        found[i] = (rows[i][-1] - sum(rows[i][j] * found[j] for j in range(i + 1, len(rows)))) / rows[i][i]
    return found


def shares(cards: Sequence[Alike], weights: Mapping[str, float], least: float) -> tuple[float, float, float]:
    """The share of cards that are asked, and the shares kept of them and of those that wait."""
    asked = [card for card in cards if sum(weights[sign] for sign in card.signs) >= least - 1e-9]
    waiting = [card for card in cards if card not in asked]
    count, many = sum(card.read for card in asked), sum(card.read for card in cards)
    kept = sum(card.kept for card in asked) / max(1, count)
    return count / many, kept, sum(card.kept for card in waiting) / max(1, many - count)


def report() -> Iterator[str]:
    """Lines: each weight as learnt and as shipped, and what becomes of the cards."""
    for family, cards in verdicts().items():
        weights = learnt(cards, sorted(WEIGHTS[family]))
        yield f"{family}: {sum(card.read for card in cards)} cards"
        for name, weight in sorted(weights.items(), key=lambda pair: pair[1]):
            yield f"  {name or '(constant)':14} {weight:+.2f}   shipped {WEIGHTS[family].get(name, 0):+.1f}"
        share, kept, left = shares(cards, WEIGHTS[family], LEAST[family])
        yield f"  asked {share:.0%}, of them kept {kept:.1%}; of those that wait {left:.1%}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in report())
