"""The bundled decks: found, without a dead link, on one learning path, and good enough to be asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flashdl import sources
from flashdl.generator.collection import Register, entry
from flashdl.generator.page import read
from flashdl.model import Gathered, Source, State

VAULT = sources.location("bundled:deep-learning")
SEED_TABLE = {
    "In which year did the architecture CNN appear?": "1989/2012",
    "In which year did the architecture RNN appear?": "1986",
    "In which year did the architecture LSTM appear?": "1997",
    "In which year did the architecture GAN appear?": "2014",
    "In which year did the architecture Transformer appear?": "2017",
    "In which year did the architecture Diffusion appear?": "2020",
}


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(entry(read(path.name, path.read_text(encoding="utf-8"))) for path in VAULT.glob("*.md"))


@pytest.fixture(scope="module")
def gathered() -> dict[str, Gathered]:
    return {one.name: sources.gather(Source(0, one.path, one.kind, one.name)) for one in sources.bundled()}


def test_every_bundled_deck_is_there_and_without_a_fault(gathered: dict[str, Gathered]) -> None:
    assert {name: held.problems for name, held in gathered.items()} == {"Deep Learning": (), "PyTorch basics": ()}
    assert len(gathered["Deep Learning"].candidates) > 500
    assert len(gathered["PyTorch basics"].candidates) > 25


def test_what_comes_along_is_no_work_for_the_person(gathered: dict[str, Gathered]) -> None:
    assert {one.state for held in gathered.values() for one in held.candidates} == {State.ACTIVE}


def test_the_vault_has_no_dead_link(register: Register) -> None:
    links = {
        (page.file, link)
        for page in register.entries
        for link in re.findall(r"\[\[([^\]|#\\]+)", (VAULT / page.file).read_text(encoding="utf-8"))
    }

    assert [(file, link) for file, link in sorted(links) if register.target(link.strip()) is None] == []


def test_every_note_is_reached_from_the_learning_path(register: Register) -> None:
    path = next(page for page in register.entries if "Learning path" in page.names)
    named = {target.file for link in path.step.path if (target := register.target(link))}

    assert {page.file for page in register.entries} - named == {path.file}


def test_the_first_table_of_all_is_asked_in_full(gathered: dict[str, Gathered]) -> None:
    asked = {
        one.prompt.question: one.prompt.answers[0]
        for one in gathered["Deep Learning"].candidates
        if one.place.file == "Deep Learning.md"
    }

    assert {question: asked.get(question) for question in SEED_TABLE} == SEED_TABLE


def test_no_question_is_asked_twice_or_has_two_answers(gathered: dict[str, Gathered]) -> None:
    for held in gathered.values():
        asked = [(one.prompt.question, one.place.context) for one in held.candidates]
        assert len(set(asked)) == len(asked)


def test_new_cards_come_in_the_order_of_the_learning_path(gathered: dict[str, Gathered]) -> None:
    files = list(dict.fromkeys(one.place.file for one in gathered["Deep Learning"].candidates))

    assert files.index("Neural Networks (NNs).md") < files.index("Backpropagation.md") < files.index("Transformers.md")


def test_the_decks_lie_inside_the_wheel() -> None:
    """The build copies decks/ to flashdl/decks, where `sources.location` looks first."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text()

    assert 'decks = "flashdl/decks"' in text
