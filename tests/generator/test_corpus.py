"""Golden notes: what the generator makes of each note in tests/corpus, word for word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flashdl.generator import Note, generate
from flashdl.model import State

CORPUS = Path(__file__).parent.parent / "corpus"
NOTES = sorted(path for path in CORPUS.glob("*.md") if path.name != "README.md")


def written(note: Path) -> str:
    gathered = generate([Note(note.name, note.read_text(encoding="utf-8"))], "Corpus")
    cards = [
        f"{one.place.line:3} {'?' * (one.state is State.INBOX)}{one.score:.2f} {one.prompt.kind} "
        f"[{one.prompt.grading.value}] "
        f"{' > '.join(one.place.context)} | {one.prompt.question} | {' / '.join(one.prompt.answers)}"
        f"{' | ' + '; '.join(one.prompt.items) if one.prompt.items else ''}"
        for one in gathered.candidates
    ]
    refusals = [f"{one.line:3} - {one.question or one.subject} | {one.reason}" for one in gathered.refusals]
    problems = [f"  ! {problem}" for problem in gathered.problems]
    return "\n".join([*cards, *refusals, *problems, ""])


@pytest.mark.parametrize("note", NOTES, ids=lambda path: path.stem)
def test_a_note_gives_its_golden_cards(note: Path) -> None:
    golden = note.with_suffix(".cards")
    found = written(note)
    if os.environ.get("FLASHDL_ACCEPT"):
        golden.write_text(found, encoding="utf-8")

    assert found == golden.read_text(encoding="utf-8")
