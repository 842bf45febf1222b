"""The disk fails or is full at any system call: a sentence, no half state, and the database opens after.

`FLASHDL_FAULTS=5000` tries so many places, or all: each call that writes, syncs or names a file, with each error, once
and from there on. Without it there are 30.
"""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

from flashdl.errors import StoreError
from flashdl.store import Store, backups
from flashdl.store.migrations import VERSION
from tests.build import a_candidate, an_answer, filled
from tests.store import power
from tests.store.power import DECK
from tests.store.schemas import a_database_of, answers_in

FAULTS = int(os.environ.get("FLASHDL_FAULTS", "30"))
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "openat", "link", "write")
JOURNAL = r'"\331\325\5\371 \241c\327'
"""How strace writes the head of a journal, which only what is no longer in WAL has."""


def a_home(folder: Path, version: int = VERSION) -> Path:
    a_database_of(version, folder)
    (folder / "deck.yaml").write_text(DECK)
    return folder


@dataclass(frozen=True, slots=True)
class Day:
    """What a day ended with, and what was said on standard output and on standard error."""

    code: int
    said: list[str]
    told: list[str]


class Days:
    """The process that lives days (see `day`), and strace for each of them. To be closed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._living = subprocess.Popen(
            [sys.executable, "-m", "tests.store.day"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=power.ROOT,
            env=power.environ(home),
            text=True,
        )

    def close(self) -> None:
        self._living.communicate()

    def live(self, calls: str, fault: str = "", trace: str | Path = os.devnull) -> Day:
        """Live a day in the folder.

        Args:
            calls: that are kept in `trace`.
            fault: what strace is to make of them, as `error=EIO:when=3`.
        """
        child = self._ask(self.home)
        watched = [word for path in _paths(self.home) for word in ("-P", str(path))]
        told = ["-e", f"trace={calls}", *(["-e", f"inject={calls}:{fault}"] if fault else [])]
        command = ["strace", "-f", "-p", child, "-o", str(trace), *watched, *told]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr is not None
            assert "attached" in strace.stderr.readline()
            code = int(self._ask("live"))
        said, told_of = (self.home.with_name(name).read_text().splitlines() for name in ("said", "told"))
        return Day(code, said, told_of)

    def _ask(self, line: object) -> str:
        assert self._living.stdin is not None
        assert self._living.stdout is not None
        self._living.stdin.write(f"{line}\n")
        self._living.stdin.flush()
        return self._living.stdout.readline().strip()


def _paths(home: Path) -> list[Path]:
    """All that a day may write."""
    copies = [
        home / "flashdl-backups" / f"flashdl-20261123-093000-{why}.db"
        for why in ("by-hand", f"before-schema-{VERSION}")
    ]
    endings = ("", "-wal", "-shm", "-journal", ".unfinished", ".unfinished-journal")
    files = [file.with_name(file.name + ending) for file in (home / "flashdl.db", *copies) for ending in endings]
    return [home, home / "flashdl-backups", *files]


def faults_after(home: Path, before: Path, day: Day) -> Iterator[str]:
    """What is not as it should be, in words."""
    if day.code != 0:
        yield f"it ended with {day.code}"
    for line in day.told:
        if "Traceback" in line or "fault of flashdl" in line or "Error" in line:
            yield f"no sentence: {line}"
    codes = {line.split()[1]: line.split()[2] for line in day.said if line.startswith("done ")}
    if not set(codes.values()) <= {"0", "1", "3"}:
        yield f"exit codes {codes}"
    if any(code != "0" for code in codes.values()) and not any(line.startswith("flashdl: ") for line in day.told):
        yield f"nothing was said of {codes}"
    with Store.open(home / "flashdl.db") as store:
        yield from store.check()
        cards = sum(card.deck.startswith("Spanish") for card in store.cards())
        store.record(an_answer(next(store.cards()).id))
    promised = {line.split()[1] for line in day.said if line.startswith("answer ")} | answers_in(before / "flashdl.db")
    yield from (f"the answer {answer} is lost" for answer in promised - answers_in(home / "flashdl.db"))
    if cards != (150 if codes.get("import") == "0" else cards) or cards not in (0, 150):
        yield f"{cards} cards are there"
    made = backups.listed(home / "flashdl.db")
    yield from (f"{one.path.name} is no sound backup" for one in made if not backups.is_sound(one.path))
    yield from (f"{one.path.name} needs files beside it" for one in made if one.path.read_bytes()[18:20] != b"\1\1")
    if codes.get("backup") == "0" and "by-hand" not in [one.reason for one in made]:
        yield "the backup is not there"


@pytest.mark.skipif(power.strace() is None, reason="strace is not here, or may not watch programs")
@pytest.mark.parametrize("version", [1, VERSION])
def test_a_disk_that_fails_at_any_call_costs_a_sentence_and_nothing_else(tmp_path: Path, version: int) -> None:
    before = a_home(tmp_path / "before", version)
    home = shutil.copytree(before, tmp_path / "home")
    with closing(Days(home)) as days:
        fine = days.live(",".join(CALLS), trace=tmp_path / "trace")
        assert list(faults_after(home, before, fine)) == []
        tries = list(places_of((tmp_path / "trace").read_text()))
        assert len(tries) > 1_000
        found: list[str] = []
        for call, fault in random.Random(0).sample(tries, min(-(-FAULTS // 2), len(tries))):
            shutil.rmtree(home)
            shutil.copytree(before, home)
            found += [f"{call}:{fault}: {told}" for told in faults_after(home, before, days.live(call, fault))]

    assert found == []


@pytest.mark.skipif(power.strace() is None, reason="strace is not here, or may not watch programs")
def test_where_the_disk_fails_when_a_backup_is_nearly_made_there_is_none(tmp_path: Path) -> None:
    """SQLite does not tell of a fault in the last writes of a change from WAL."""
    before = a_home(tmp_path / "before")
    home = shutil.copytree(before, tmp_path / "home")
    with closing(Days(home)) as days:
        days.live("pwrite64", trace=tmp_path / "trace")
        writes = re.findall(r"^\d+ +pwrite64\((.*)", (tmp_path / "trace").read_text(), re.MULTILINE)
        heads = [number for number, write in enumerate(writes, 1) if JOURNAL in write]
        assert heads
        found: list[str] = []
        for head in heads:
            shutil.rmtree(home)
            shutil.copytree(before, home)
            found += faults_after(home, before, days.live("pwrite64", f"error=EIO:when={head}+"))

    assert found == []


def places_of(trace: str) -> Iterator[tuple[str, str]]:
    """Each call that was made, with each error: only there, and from there on."""
    for call in CALLS:
        errors = ("EIO", "EACCES", "EROFS", "EMFILE") if call == "openat" else ("EIO", "ENOSPC")
        count = len(re.findall(rf"^\d+ +{call}\(", trace, re.MULTILINE))
        for number, error, on in product(range(1, count + 1), errors, ("", "+")):
            yield call, f"error={error}:when={number}{on}"


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """As `ulimit -f`: what would grow a file beyond so many bytes fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 4_096, 8_191, 40_000, 100_001])
def test_where_files_may_not_grow_a_sentence_is_said_and_no_answer_lost(tmp_path: Path, room: int) -> None:
    """Slow where a thousand answers have room."""
    with Store.open(tmp_path / "flashdl.db") as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(30)))
        acknowledged = [store.record(an_answer(card)).id for card in cards]
        wal = (tmp_path / "flashdl.db-wal").stat().st_size
        with files_no_larger_than(wal + room), pytest.raises(StoreError, match=r"disk (is full|or the network)"):
            while True:
                acknowledged.append(store.record(an_answer(cards[0])).id)
        with files_no_larger_than(wal + room):
            assert {event.id for event in store.log()} == set(acknowledged)
        acknowledged.append(store.record(an_answer(cards[0])).id)
        assert store.check() == []

    with files_no_larger_than(0), pytest.raises(StoreError):
        backups.make(tmp_path / "flashdl.db", datetime(2026, 11, 23))
    assert backups.listed(tmp_path / "flashdl.db") == []
    assert answers_in(tmp_path / "flashdl.db") == set(acknowledged)


FULL = """
import os, sys
from pathlib import Path
from flashdl.errors import StoreError
from flashdl.model import Limits
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_candidate, an_answer, filled
folder = Path(sys.argv[1])
database = folder / "flashdl.db"
acknowledged = []
with Store.open(database) as store:
    cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(50)))
    try:
        while True:
            acknowledged.append(store.record(an_answer(cards[len(acknowledged) % 50])).id)
    except StoreError as error:
        print(error)
    assert [event.id for event in store.log()] == acknowledged
with (folder / "rest").open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(512))
    except OSError:
        pass
with Store.open(database) as store:
    assert [event.id for event in store.log()] == acknowledged
    assert counts(database, TODAY, Limits())[0].due == store.deck_counts(TODAY, Limits())[0].due
(folder / "rest").unlink()
with Store.open(database) as store:
    assert [event.id for event in store.log()] == acknowledged
    assert store.check() == []
print(len(acknowledged))
"""


def may_mount() -> bool:
    """Whether a person may have a file system of their own here."""
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run(
        [unshare, "-rm", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"], capture_output=True, check=False
    ).returncode == 0  # fmt: skip


@pytest.mark.skipif(not may_mount(), reason="no file system may be mounted here")
def test_a_full_disk_is_said_and_the_database_opens_while_it_is_full_and_after(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    script = 'mount -t tmpfs -o size=1m tmpfs "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", str(tmp_path / "small"), sys.executable, FULL],
        cwd=power.ROOT,
        env=power.environ(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    told, answers = done.stdout.splitlines()
    assert "could not be written because the disk is full; make room and try again" in told
    assert int(answers) > 5


READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 99
shift
for words in due "review --plain" "import $HOME/deck.yaml" "restore 1 --yes"; do
    echo "$words" | cut -d' ' -f1
    "$@" -m flashdl $words </dev/null 2>&1
    echo "code $?"
done
"""


@pytest.mark.skipif(not may_mount(), reason="no file system may be mounted here")
def test_in_a_home_that_cannot_be_written_each_command_is_a_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    a_home(home / ".local" / "share" / "flashdl")
    shutil.copy(home / ".local" / "share" / "flashdl" / "deck.yaml", home)
    backups.make(home / ".local" / "share" / "flashdl" / "flashdl.db", datetime(2026, 11, 22))
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", READ_ONLY, "sh", str(home), sys.executable],
        cwd=power.ROOT,
        env=power.environ(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout
    assert "fault of flashdl" not in done.stdout
    codes = dict(re.findall(r"^(\w+)\n(?:.*\n)*?code (\d+)$", done.stdout, re.MULTILINE))
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert codes == {"due": "0", "review": "3", "import": "3", "restore": "3"}
    assert "cannot be written; make the file and its folder writable" in done.stdout
