"""`python -m tests.bench` measures all that it says: nothing here knows how long anything should take."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench import measure
from tests.bench.__main__ import ROWS
from tests.bench.measure import FIXED, GROWING, Task, measured
from tests.bench.table import Named, Row, Setting, Taken, from_value, growth, peer, size, told, value
from tests.bench.written import Written

ISSUE = {
    "due --prompt, a process",
    "start to the day's counts on screen",
    "start to the first card, plain",
    "key to next card, 99 of 100 within",
    "an answer stored, durable",
    "queue of a day",
    "scan, cold: read, compare, store",
    "scan, nothing changed",
    "export",
    "export, memory",
    "export without schedules",
    "import",
    "import, memory",
    "import CSV, 2,000 cards",
    "search is:due",
    "search architecture",
    "search prop:interval>=6",
    "figures",
    "doctor",
    "replay a million answers, SM-2",
    "memory in a review",
}
"""What has an aim."""


def bench(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.bench", *arguments]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def table(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bench("--quick", "--json", "--folder", str(folder)))
    return found


def test_every_subject_is_measured_and_every_row_is_whole(table: dict[str, Any]) -> None:
    rows = table["rows"]

    assert {row["subject"] for row in rows} == {*GROWING, *FIXED}
    for row in rows:
        assert row["hole"] is None, row
        assert row["name"] and row["amount"] >= 0 and (row["cards"] is None) == (row["subject"] in FIXED), row
        assert not isinstance(row["peer"], dict) or row["peer"]["amount"] > 0, row
        assert row["aim"] is None or isinstance(row["peer"], str) or row["ratio"] > 0, row
    names = [(row["name"], row["cards"]) for row in rows]
    assert len(set(names)) == len(names)


def test_all_that_an_aim_was_set_for_is_held_to_it(table: dict[str, Any]) -> None:
    held = {row["name"] for row in table["rows"] if row["aim"] is not None or row["most"] is not None}

    assert held >= ISSUE


def test_rows_are_in_the_file_too(table: dict[str, Any], folder: Path) -> None:
    about, *rows = map(json.loads, (folder / ROWS).read_text(encoding="utf-8").splitlines())

    assert {**about, "rows": rows} == table


def test_a_run_that_was_stopped_goes_on_with_what_it_has_not_measured(folder: Path, table: dict[str, Any]) -> None:
    first, second, *rest = [row for row in table["rows"] if row["subject"] == "replay"]
    before = [{**first, "amount": 7.5, "runs": []}, {**second, "hole": "cut off"}]
    own = folder / "stopped"
    own.mkdir()
    about = {name: part for name, part in table.items() if name != "rows"}
    (own / ROWS).write_text("".join(json.dumps(line) + "\n" for line in [about, *before]), encoding="utf-8")

    found = json.loads(bench("--quick", "--json", "--continue", "--only", "replay", "--folder", str(own)))

    assert found["rows"][0] == before[0]
    assert [row["name"] for row in found["rows"]] == [row["name"] for row in (first, second, *rest)]
    assert not any(row["hole"] for row in found["rows"])
    assert found["run"] == table["run"]


def test_a_subject_is_whole_when_another_came_behind_it_and_it_has_no_hole(tmp_path: Path) -> None:
    def row(subject: str, cards: int | None, hole: str | None = None) -> dict[str, Any]:
        return {"subject": subject, "cards": cards, "name": "a", "hole": hole, "spent": 1.5}

    rows = [row("starts", 10), row("starts", 20, "cut off"), row("daily", 10), row("scan", None)]
    (tmp_path / ROWS).write_text("{}\n" + "".join(json.dumps(line) + "\n" for line in rows), encoding="utf-8")

    found = Written.again(tmp_path / ROWS)

    whole = [(row["subject"], row["cards"]) for row in rows if found.is_whole(row["subject"], row["cards"])]
    assert whole == [("starts", 10), ("daily", 10)]
    assert found.rows == [rows[0], *rows[2:]]
    assert found.seconds() == {"starts": 1.5, "daily": 1.5, "scan": 1.5}


def test_a_table_says_on_what_it_was_measured_and_how_durable_the_store_was(table: dict[str, Any]) -> None:
    assert table["durability"] == {"journal_mode": "WAL", "synchronous": "FULL"}
    assert {"processor", "cores", "file_system", "load", "python", "sqlite", "packages"} <= set(table["machine"])


def test_a_line_tells_the_median_the_spread_the_peer_and_the_aim() -> None:
    row = Row(Taken.of((3.0, 1.0, 2.0)), "7 cards", ("Anki's", Taken.of((4.0,))), 0.25, mib=12)

    line = " ".join(told("search", row, 10_000).split())
    assert line == "search 10k 2.0000 s 1–3 MISSED; 0.5 × Anki's (4 s), at most 0.25; 12 MiB; 7 cards"
    assert value("figures", "search", row, 10_000)["runs"] == [3.0, 1.0, 2.0]
    assert from_value(json.loads(json.dumps(value("figures", "search", row, 10_000)))) == row


def test_growth_is_a_power_of_the_number_of_cards() -> None:
    rows = [(10_000, "a", Row(1.0)), (1_000_000, "a", Row(100.0)), (10_000, "alone", Row(1.0))]

    (line,) = growth(rows)

    assert line.split()[:2] == ["a", "1.00"]
    assert [size(cards) for cards in (500, 2_000, 1_000_000)] == ["500", "2k", "1m"]


def test_a_peer_that_fails_or_is_missing_costs_its_own_number_alone() -> None:
    def cut_off() -> float:
        raise subprocess.TimeoutExpired("anki", 900)

    def missing() -> float:
        raise ImportError

    assert peer("Anki", cut_off) == "Anki: cut off after 900 s"
    assert peer("genanki", missing) == "genanki: not installed (extras test, bench)"
    assert "genanki: not installed" in told("export", Row(1.0, peer="genanki: not installed"), 10_000)


def failing(_: Setting) -> Iterator[Named]:
    """Rows of a subject: one fails, one is killed, one never ends."""

    def fails() -> Row:
        raise MemoryError("too much")

    def is_killed() -> Row:
        os.kill(os.getpid(), signal.SIGKILL)
        return Row(0)

    def never_ends() -> Row:
        while True:
            time.sleep(60)

    yield "first", lambda: Row(1.0)
    yield "fails", fails
    yield "is killed", is_killed
    yield "never ends", never_ends
    yield "last", lambda: Row(2.0)


def test_a_row_that_fails_or_takes_its_process_along_or_never_ends_leaves_a_hole_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = Task("failing", 1, "", str(tmp_path), str(tmp_path), "now", 1, True)
    door = tmp_path / "door.py"
    door.write_text(
        "from tests import test_bench\nfrom tests.bench import measure\n"
        "measure.GROWING['failing'] = test_bench.failing\nmeasure.main()\n"
    )
    monkeypatch.setattr(measure, "DOOR", (str(door),))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))

    found = list(measured(task, 10.0))

    assert found == [
        ("first", Row(1.0)),
        ("fails", "MemoryError: too much"),
        ("is killed", "its process ended with -9"),
        ("never ends", "cut off after 10 s"),
        ("last", Row(2.0)),
    ]
