"""Bringing decks in: all of a file or nothing, and never over what is followed as something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flashdl import importing, sources
from flashdl.errors import FileError, StoreError, UsageError
from flashdl.model import State
from flashdl.store import Store
from tests.build import TODAY, a_moment, a_store, an_answer

NOTE = "#flashcards\n\nWhat is it?::This <!--SR:!2026-12-24,40,270-->\n\nleft:::right\n"


class StoppedError(Exception):
    """A person pressed Ctrl-C."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with a_store(tmp_path) as opened:
        yield opened


def a_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "a.csv").write_text("x,1\ny,2\n")
    (folder / "note.md").write_text(NOTE)
    return folder


def test_a_stop_while_files_are_read_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def each(file: str) -> None:
        if file == "note.md":
            raise StoppedError

    with pytest.raises(StoppedError):
        importing.bring(store, str(a_folder(tmp_path)), None, a_moment(), each=each)

    assert store.sources() == ()
    assert list(store.cards()) == []


def test_a_failure_while_cards_are_stored_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(store, "apply", fail)
    with pytest.raises(StoreError):
        importing.bring(store, str(a_folder(tmp_path)), None, a_moment())

    assert store.sources() == ()


def test_a_schedule_comes_along_and_the_first_answer_here_goes_on_from_it(store: Store, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    brought = importing.bring(store, str(folder), "Mine", a_moment())
    (card,) = [card for card in store.cards() if card.prompt.question == "What is it?"]
    store.record(an_answer(card.id, at=a_moment(TODAY)))
    answered = store.schedule(card.id)
    importing.bring(store, str(folder), None, a_moment())

    assert brought.schedules == 1
    assert card.deck == "Mine::note"
    assert answered is not None
    assert (answered.interval, answered.reviews) == (108, 3)  # 40 days at an ease of 2.7
    assert store.schedule(card.id) == answered
    assert store.check() == []


def test_what_a_person_decided_about_a_card_stays(store: Store, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    importing.bring(store, str(folder), None, a_moment())
    ids = [card.id for card in store.cards()]
    store.set_state(ids[:1], State.REJECTED)
    (folder / "a.csv").write_text("x,changed\ny,2\n")
    importing.bring(store, str(folder), None, a_moment())

    assert store.card(ids[0]).state is State.REJECTED
    assert [card.id for card in store.cards()] == ids


def test_a_file_that_cannot_be_read_any_more_keeps_its_cards(store: Store, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    importing.bring(store, str(folder), None, a_moment())
    (folder / "a.csv").write_text("no table at all\n")
    (report,) = sources.scan_all(store, a_moment())

    assert len(report.problems) == 1
    assert report.plan.orphaned == ()


def test_a_folder_of_notes_that_is_followed_is_no_deck(store: Store, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    sources.add(store, str(folder), None, a_moment())

    with pytest.raises(UsageError, match="followed already, as notes"):
        importing.bring(store, str(folder), None, a_moment())


@pytest.mark.parametrize("name", ["nowhere.csv", "a\0b.csv"])
def test_a_path_that_is_not_there_gets_a_sentence(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError):
        importing.bring(store, str(tmp_path / name), None, a_moment())


def test_two_pastes_whose_names_differ_in_signs_are_two_files(store: Store, tmp_path: Path) -> None:
    for deck in ("Spanish 1", "Spanish::1"):
        importing.paste(store, tmp_path / "own", f"{deck} a\tb\n{deck} c\td\n".encode(), deck, a_moment())

    assert {source.deck for source in store.sources()} == {"Spanish 1", "Spanish::1"}
    assert len(list((tmp_path / "own").iterdir())) == 2


def test_a_paste_that_is_only_looked_at_is_not_kept(store: Store, tmp_path: Path) -> None:
    importing.paste(store, tmp_path / "own", b"a\tb\nc\td\n", "D", a_moment())
    brought = importing.paste(store, tmp_path / "own", b"a\tB\nc\td\ne\tf\n", "D", a_moment(), dry_run=True)

    assert (len(brought.report.plan.new), len(brought.report.plan.changed)) == (1, 1)
    assert (tmp_path / "own" / "d.tsv").read_bytes() == b"a\tb\nc\td\n"
