"""The power goes at any moment: what was acknowledged is there, and nothing is half done.

`FLASHDL_CUTS=5000` cuts so often in all; without it there are 200.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from flashdl.store import Store, backups
from flashdl.store.migrations import VERSION
from tests.store import power
from tests.store.power import DECK, Step
from tests.store.schemas import a_database_of, answers_in

if power.strace() is None:
    pytest.skip("strace is not here, or may not watch programs", allow_module_level=True)

CUTS = int(os.environ.get("FLASHDL_CUTS", "200"))

BEGIN = """
import os, sys
from datetime import datetime
from pathlib import Path
from flashdl.store import Store, backups
from tests.build import a_moment, an_answer
folder = Path(sys.argv[1])
database = folder / "flashdl.db"
now = datetime(2026, 11, 23, 9, 30)

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def answer(store, count):
    cards = [card.id for card in store.cards()]
    for number in range(count):
        say("answer", store.record(an_answer(cards[number % len(cards)])).id)
"""
REVIEW = """
with Store.open(database) as store:
    answer(store, 12)
with Store.open(database) as store:
    answer(store, 3)
"""
FIRST_START = """
from flashdl import importing
database = folder / "some" / "where" / "flashdl.db"
with Store.open(database) as store:
    importing.bring(store, str(folder / "deck.yaml"), None, a_moment())
    say("imported")
    answer(store, 3)
"""
MIGRATION = """
with Store.open(database) as store:
    say("migrated")
    answer(store, 3)
"""
IMPORT = """
from flashdl import importing
with Store.open(database) as store:
    answer(store, 2)
    importing.bring(store, str(folder / "deck.yaml"), None, a_moment())
    say("imported")
    answer(store, 2)
"""
FIRST_PACKAGE = """
from flashdl.model import Source, SourceKind
from flashdl.store import connections
from tests.store.test_arrivals import arrival
connections.PRAGMAS = (*connections.PRAGMAS[:-1], "cache_size = 10")  # pages are written long before the end
parts = [[arrival(f"{part} {one}")._replace(deck="Spanish") for one in range(30)] for part in range(5)]
with Store.open(database) as store:
    source = Source(0, "anki", SourceKind.DECK, "Anki")
    store.arrive(source, parts, a_moment(), expected=1_000_000, alone=True)
    say("imported")
    answer(store, 3)
with Store.open(database) as store:
    answer(store, 2)
"""
BACKUP = """
with Store.open(database) as store:
    answer(store, 2)
    say("backup", backups.make(database, now).name)
    answer(store, 2)
    say("backup", backups.make(database, now, "by-hand").name)
"""
RESTORE = """
say("backup", backups.make(database, now).name)
with Store.open(database) as store:
    answer(store, 2)
say("kept", backups.restore(database, backups.listed(database)[-1].path, now).relative_to(folder))
"""
RESTORE_OF_DAMAGED = """
say("kept", backups.restore(database, backups.listed(database)[0].path, now).relative_to(folder))
"""
CARELESS = """
from flashdl.store import connections
connections.PRAGMAS = tuple(pragma.replace("FULL", "NORMAL") for pragma in connections.PRAGMAS)
"""


@dataclass(frozen=True, slots=True)
class Course:
    """What a program did to a folder, and how the folder was before."""

    steps: list[Step]
    before: Path


def a_full_folder(folder: Path) -> None:
    with Store.open(a_database_of(VERSION, folder)) as store:
        assert store.check() == []
    (folder / "deck.yaml").write_text(DECK)


def a_new_folder(folder: Path) -> None:
    folder.mkdir()
    (folder / "deck.yaml").write_text(DECK)


def an_older_folder(folder: Path) -> None:
    a_database_of(1, folder)


def a_damaged_folder(folder: Path) -> None:
    a_full_folder(folder)
    made = backups.make(folder / "flashdl.db", datetime(2026, 11, 22, 9))
    content = bytearray((folder / "flashdl.db").read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    (folder / "flashdl.db").write_bytes(content)
    assert backups.is_sound(made)


PROGRAMS: dict[str, tuple[Callable[[Path], None], str]] = {
    "review": (a_full_folder, REVIEW),
    "first start": (a_new_folder, FIRST_START),
    "migration": (an_older_folder, MIGRATION),
    "import": (a_full_folder, IMPORT),
    "first package": (a_new_folder, FIRST_PACKAGE),
    "backup": (a_full_folder, BACKUP),
    "restore": (a_full_folder, RESTORE),
    "restore of a damaged one": (a_damaged_folder, RESTORE_OF_DAMAGED),
}


def course_of(folder: Path, make: Callable[[Path], None], program: str) -> Course:
    make(folder / "home")
    before = shutil.copytree(folder / "home", folder / "before")
    return Course(power.record(BEGIN + program, folder / "home"), before)


def lost(found: Path, before: Path, said: list[str], name: str) -> list[str]:
    """What is not as it was promised, in words; empty where all is well."""
    database = next(found.rglob("flashdl.db"), None)
    promised = {line.split()[1] for line in said if line.startswith("answer ")}
    kept = [found / line.partition(" ")[2] for line in said if line.startswith("kept ")]
    faults = [f"{path} is not kept" for path in kept if not path.exists()]
    for line in said:
        if line.startswith("backup ") and not backups.is_sound(found / "flashdl-backups" / line.split()[1]):
            faults.append(f"{line} is not sound")
    faults += [
        f"{one.path.name} is a broken backup"
        for one in backups.listed(found / "flashdl.db")
        if not backups.is_sound(one.path)
    ]
    if database is None:
        return faults + (["there is no database"] if promised or (before / "flashdl.db").exists() else [])
    if name == "restore of a damaged one":
        whole = backups.is_sound(database)
        if not whole and (kept or database.read_bytes() != (before / "flashdl.db").read_bytes()):
            faults.append("the database is neither the damaged one nor the restored")
        return faults
    had = answers_in(before / "flashdl.db") if (before / "flashdl.db").exists() else set()
    with Store.open(database) as store:
        faults += store.check()
        cards = sum(card.deck.startswith("Spanish") for card in store.cards())
    there = answers_in(database)
    if kept:
        there |= answers_in(kept[0])
        promised |= had
    elif name == "restore" and had <= there:
        promised = set()  # what came after the backup is set aside with the file, whose name was not said yet
        there |= {answer for one in backups.listed(database) for answer in answers_in(one.path)}
    else:
        promised |= had
    faults += [f"the answer {answer} is lost" for answer in promised - there]
    if cards not in (0, 150) or (cards == 0 and "imported" in said):
        faults.append(f"{cards} cards are there")
    return faults


def faults_of(course: Course, folder: Path, name: str, cuts: int) -> Iterator[str]:
    for seed in range(cuts):
        chance = random.Random(f"{name} {seed}")
        # Half of them right before a sync: there, most is in the air.
        syncs = [place for place, step in enumerate(course.steps) if step.what == "sync"]
        place = chance.choice(syncs) if seed % 2 else chance.randint(0, len(course.steps))
        said = power.cut(course.steps[:place], course.before, folder / "found", chance)
        try:
            told = lost(folder / "found", course.before, said, name)
        except Exception as error:  # noqa: BLE001
            told = [f"{type(error).__name__}: {error}"]
        yield from (f"cut {seed} after {place} of {len(course.steps)} calls: {fault}" for fault in told)


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path, name: str) -> None:
    course = course_of(tmp_path, *PROGRAMS[name])

    assert list(faults_of(course, tmp_path, name, -(-CUTS // len(PROGRAMS)))) == []


def test_the_cuts_are_hard_enough_to_lose_answers_of_a_careless_program(tmp_path: Path) -> None:
    course = course_of(tmp_path, a_full_folder, CARELESS + REVIEW)

    assert any("is lost" in fault for fault in faults_of(course, tmp_path, "review", 20))
