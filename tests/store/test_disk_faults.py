"""The disk fails or is full at any system call: a sentence, no half state, and the database opens after.

`FLASHDL_FAULTS=1000` tries so many places, or all: each call that writes, syncs or names a file, once with each error.
Without it there are 4.
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
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from flashdl.errors import StoreError
from flashdl.store import Store, backups
from flashdl.store.migrations import VERSION
from tests.build import a_candidate, an_answer, filled
from tests.store import power
from tests.store.power import DECK
from tests.store.schemas import a_database_of, answers_in

FAULTS = int(os.environ.get("FLASHDL_FAULTS", "4"))
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "openat", "link", "write")

DAY = """
import os, sys
from pathlib import Path
from flashdl import cli
from flashdl.errors import StoreError
from flashdl.store import Store
from tests.build import an_answer
folder = Path(sys.argv[1])
database = folder / "flashdl.db"

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def answers():
    try:
        with Store.open(database) as store:
            cards = [card.id for card in store.cards()]
            for card in cards[:3]:
                say("answer", store.record(an_answer(card)).id)
    except StoreError as error:
        sys.stderr.write(f"flashdl: {error}\\n")

answers()
for words in (["import", str(folder / "deck.yaml")], ["backup"], ["doctor"]):
    say("done", words[0], cli.run([*words, "--db", str(database)]))
answers()
"""
"""What a person does in a day."""


def a_home(folder: Path, version: int = VERSION) -> Path:
    a_database_of(version, folder)
    (folder / "deck.yaml").write_text(DECK)
    return folder


def day(folder: Path, *, fault: str = "", trace: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Live a day in a folder.

    Args:
        fault: what strace is to make of which call, as `fsync:error=EIO:when=3`.
        trace: where to keep the calls that concern the folder.
    """
    copies = [
        folder / "flashdl-backups" / f"flashdl-20261123-093000-{why}.db"
        for why in ("by-hand", f"before-schema-{VERSION}")
    ]
    files = [folder / "flashdl.db", *copies]
    endings = ("", "-wal", "-shm", "-journal", ".unfinished", ".unfinished-journal")
    paths = [
        folder,
        folder / "flashdl-backups",
        *(file.with_name(file.name + ending) for file in files for ending in endings),
    ]
    watched = [word for path in paths for word in ("-P", str(path))]
    told = ["-e", f"inject={fault}"] if fault else ["-e", f"trace={','.join(CALLS)}"]
    return subprocess.run(
        [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            str(trace or os.devnull),
            *watched,
            *told,
            sys.executable,
            "-c",
            NOW + DAY,
            str(folder),
        ],
        cwd=power.ROOT,
        env=power.environ(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


NOW = """
import datetime
class Fixed(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 11, 23, 9, 30)
datetime.datetime = Fixed
"""


def faults_after(folder: Path, before: Path, done: subprocess.CompletedProcess[str]) -> Iterator[str]:
    """What is not as it should be, in words."""
    said = done.stdout.splitlines()
    if done.returncode not in (0, 1):
        yield f"it ended with {done.returncode}"
    for line in done.stderr.splitlines():
        if "Traceback" in line or "fault of flashdl" in line or "Error" in line:
            yield f"no sentence: {line}"
    codes = {line.split()[1]: line.split()[2] for line in said if line.startswith("done ")}
    if not set(codes.values()) <= {"0", "1", "3"}:
        yield f"exit codes {codes}"
    if any(code != "0" for code in codes.values()) and "flashdl: " not in done.stderr:
        yield f"nothing was said of {codes}"
    with Store.open(folder / "flashdl.db") as store:
        yield from store.check()
        cards = sum(card.deck.startswith("Spanish") for card in store.cards())
        store.record(an_answer(next(store.cards()).id))
    promised = {line.split()[1] for line in said if line.startswith("answer ")} | answers_in(before / "flashdl.db")
    yield from (f"the answer {answer} is lost" for answer in promised - answers_in(folder / "flashdl.db"))
    if cards != (150 if codes.get("import") == "0" else cards) or cards not in (0, 150):
        yield f"{cards} cards are there"
    made = backups.listed(folder / "flashdl.db")
    yield from (f"{one.path.name} is no sound backup" for one in made if not backups.is_sound(one.path))
    if codes.get("backup") == "0" and "by-hand" not in [one.reason for one in made]:
        yield "the backup is not there"


@pytest.mark.skipif(power.strace() is None, reason="strace is not here, or may not watch programs")
def test_a_disk_that_fails_at_any_call_costs_a_sentence_and_nothing_else(tmp_path: Path) -> None:
    places = {}
    for version in (1, VERSION):
        before = a_home(tmp_path / f"{version}", version)
        home = shutil.copytree(before, tmp_path / "home")
        fine = day(home, trace=tmp_path / "trace")
        assert list(faults_after(home, before, fine)) == []
        places[version] = calls_in(tmp_path / "trace")
        assert len(places[version]) > 80
        shutil.rmtree(home)
    tries = [
        (version, f"{call}:error={error}:when={number}")
        for version, calls in places.items()
        for call, number in calls
        for error in (["EIO", "ENOSPC"] if call != "openat" else ["EIO", "EACCES", "EROFS", "EMFILE"])
    ]
    chance = random.Random(0)
    found = []
    for version, place in chance.sample(tries, min(FAULTS, len(tries))):
        fault = place + chance.choice(["", "+"])
        home = shutil.copytree(tmp_path / f"{version}", tmp_path / "home")
        found += [f"{fault}: {told}" for told in faults_after(home, tmp_path / f"{version}", day(home, fault=fault))]
        shutil.rmtree(home)

    assert found == []


def calls_in(trace: Path) -> list[tuple[str, int]]:
    """(call, how manieth of its kind)."""
    text = trace.read_text()
    counts = {call: len(re.findall(rf"^\d+ +{call}\(", text, re.MULTILINE)) for call in CALLS}
    return [(call, number) for call in CALLS for number in range(1, counts[call] + 1)]


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
