"""Reading by several processes: the same cards, and nothing left behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.sources import Cache, processes
from tests.sources.vaults import a_note, a_source, a_vault, children, write


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_processes_gives_the_same(tmp_path: Path, workers: int) -> None:
    vault = a_vault(tmp_path, 70)
    write(vault, "Latin.md", a_note("Latin"))
    (vault / "Old.md").write_bytes("# Caf\u00e9\n".encode("latin-1"))
    (vault / "Binary.md").write_bytes(b"\0" * 1000)
    calls: list[str] = []

    gathered = sources.gather(a_source(vault), workers=workers, each=calls.append)

    assert gathered == sources.gather(a_source(vault), workers=0)
    assert len(calls) == 2 * gathered.documents + 1  # the binary file is only read
    assert children() == set()


def test_what_several_processes_gave_is_kept_as_what_one_gave(tmp_path: Path) -> None:
    vault, cache = a_vault(tmp_path, 70), Cache(tmp_path / "cache")
    gathered = sources.gather(a_source(vault), workers=2, cache=cache)
    calls: list[str] = []

    again = sources.gather(a_source(vault), cache=cache, each=calls.append)

    assert (again, calls) == (gathered, [])


def test_notes_that_are_asked_again_can_be_read_by_several_too(tmp_path: Path) -> None:
    vault, cache = a_vault(tmp_path, 70), Cache(tmp_path / "cache")
    sources.gather(a_source(vault), cache=cache)
    write(vault, "part 1/Note 4.md", a_note("Note 4", alias="Fourth"))

    gathered = sources.gather(a_source(vault), workers=2, cache=cache)

    assert gathered == sources.gather(a_source(vault))


@pytest.mark.parametrize("program", [None, "/nowhere/python", "/bin/true", "/bin/echo"])
def test_where_no_process_can_be_started_one_reads_all(
    tmp_path: Path, program: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No program, one that is not there, one that ends at once, and one that answers with nonsense."""
    vault = a_vault(tmp_path)
    fresh = sources.gather(a_source(vault), workers=0)
    monkeypatch.setattr(sys, "executable", program)

    assert sources.gather(a_source(vault), workers=2) == fresh
    assert children() == set()


def test_where_a_process_is_killed_this_one_reads_all(tmp_path: Path) -> None:
    vault, calls = a_vault(tmp_path, 70), 0

    def each(_: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            os.kill(int(min(children())), signal.SIGKILL)

    assert sources.gather(a_source(vault), workers=2, each=each) == sources.gather(a_source(vault))
    assert calls > 140
    assert children() == set()


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("last", [1, 70, 71, 139])
def test_a_reading_that_is_stopped_leaves_no_process(tmp_path: Path, last: int) -> None:
    vault, calls = a_vault(tmp_path, 70), 0

    def each(_: str) -> None:
        nonlocal calls
        calls += 1
        if calls == last:
            assert len(children()) == 2
            raise StoppedError

    with pytest.raises(StoppedError):
        sources.gather(a_source(vault), workers=2, each=each, cache=Cache(tmp_path / "cache"))

    assert children() == set()
    assert not (tmp_path / "cache").exists()


def test_a_few_notes_are_read_alone() -> None:
    assert processes.how_many(processes.WORTHWHILE) == 0
    assert processes.how_many(100_000) <= processes.MOST
