"""What goes through JSON comes back as it was: a field that is new on a value must go along."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl import sources
from flashdl.generator import Note, generate
from flashdl.generator.collection import Entry
from flashdl.generator.quality import Judged
from flashdl.model import Candidate, Excerpt, Key, Place, Prompt, Refusal, Schedule
from flashdl.sources import rows
from tests.sources.vaults import a_source

PARTS: tuple[type[Any], ...] = (Key, Excerpt, Prompt, Place, Candidate, Refusal)


def whole(kind: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a dataclass with every field drawn, those with a default too."""
    return st.builds(kind, **({field.name: ... for field in fields(kind)} | given))


# What is no number equals nothing, not even itself.
MEMORY = st.none() | st.floats(allow_nan=False)
st.register_type_strategy(Schedule, whole(Schedule, stability=MEMORY, difficulty=MEMORY))
for part in PARTS:
    st.register_type_strategy(part, whole(part, **({"score": st.floats(0, 1)} if part is Candidate else {})))


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole(Judged))
def test_what_a_note_gave_comes_back(judged: Judged) -> None:
    assert rows.judged(rows.of_bytes(rows.to_bytes(rows.judged_row(judged)))) == judged


@given(whole(Entry))
def test_an_entry_of_the_register_comes_back(entry: Entry) -> None:
    assert rows.entry(rows.of_bytes(rows.to_bytes(rows.entry_row(entry)))) == entry


def test_halves_of_a_surrogate_pair_stay_halves() -> None:
    assert rows.of_bytes(rows.to_bytes(["\ud83d\ude00", "\U0001f600"])) == ["\ud83d\ude00", "\U0001f600"]


def test_reading_a_folder_gives_what_its_texts_give() -> None:
    folder = sources.location("bundled:deep-learning")
    notes = [
        Note(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in folder.rglob("*.md")
    ]

    assert sources.gather(a_source(folder)) == generate(notes, "Deck")
