"""`python -m tests.bench` measures all that it says: nothing here knows how long anything should take."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.__main__ import FIXED, GROWING
from tests.bench.table import Row, Taken, growth, size, told, value


def bench(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.bench", *arguments]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bench("--quick", "--json"))
    return found


def test_every_subject_is_measured_and_every_row_is_whole(measured: dict[str, Any]) -> None:
    rows = measured["rows"]

    assert {row["subject"] for row in rows} == {*GROWING, *FIXED}
    for row in rows:
        assert row["name"] and row["cards"] > 0 and row["seconds"] >= 0, row
        assert row["peer"] is None or row["peer"]["seconds"] > 0, row
        assert row["aim"] is None or row["peer"] is None or row["ratio"] > 0, row
    names = [(row["name"], row["cards"]) for row in rows]
    assert len(set(names)) == len(names)


def test_a_table_says_on_what_it_was_measured_and_how_durable_the_store_was(measured: dict[str, Any]) -> None:
    assert measured["durability"] == {"journal_mode": "WAL", "synchronous": "FULL"}
    assert {"processor", "cores", "file_system", "load", "python", "sqlite", "packages"} <= set(measured["machine"])


def test_a_line_tells_the_median_the_spread_the_peer_and_the_aim() -> None:
    row = Row("search", Taken.of((3.0, 1.0, 2.0)), "7 cards", ("Anki's", Taken.of((4.0,))), 0.25, 12)

    line = " ".join(told(row, 10_000).split())
    assert line == "search 10k 2.0000 s 1–3 0.5 × Anki's (4 s), at most 0.25; 12 MiB; 7 cards"
    assert value("figures", row, 10_000)["runs"] == (3.0, 1.0, 2.0)


def test_growth_is_a_power_of_the_number_of_cards() -> None:
    rows = [(10_000, Row("a", 1.0)), (1_000_000, Row("a", 100.0)), (10_000, Row("alone", 1.0))]

    (line,) = growth(rows)

    assert line.split()[:2] == ["a", "1.00"]
    assert [size(cards) for cards in (500, 2_000, 1_000_000)] == ["500", "2k", "1m"]
