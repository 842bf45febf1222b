"""What notes give does not depend on hash seeds, locales, or the order in which files lie on the disk."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.generator import Note, generate
from tests.sources.vaults import a_source, a_vault

DECK = sources.location("bundled:deep-learning")


def generated(home: Path, **environ: str) -> bytes:
    """The cards and refusals of the deck on deep learning, by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "flashdl", "generate", str(DECK), "--json", "--why"],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])} | environ,
        capture_output=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def test_hash_seeds_and_locales_change_no_byte(tmp_path: Path) -> None:
    found = {
        generated(tmp_path, PYTHONHASHSEED=seed, LC_ALL=locale)
        for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("4242", "C"))
    }

    assert len(found) == 1
    assert found.pop().count(b"\n") > 1000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_files_changes_nothing(seed: int) -> None:
    notes = [
        Note(path.relative_to(DECK).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(DECK.rglob("*.md"))
    ]
    fresh = generate(notes, "Deck")
    random.Random(seed).shuffle(notes)

    assert generate(notes, "Deck") == fresh


def test_the_order_in_which_files_were_made_changes_nothing(tmp_path: Path) -> None:
    vault = a_vault(tmp_path)
    fresh = sources.gather(a_source(vault))
    files = {path: path.read_bytes() for path in vault.rglob("*.md")}
    for path in files:
        path.unlink()
    for path in sorted(files, reverse=True):
        path.write_bytes(files[path])

    assert sources.gather(a_source(vault)) == fresh
