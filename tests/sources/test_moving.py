"""What moved goes on where it is: no card is made anew because a folder, a file or all around it has another path."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl import importing, sources
from flashdl.errors import UsageError
from flashdl.model import Answer, Moment, Rating, SourceKind, State
from flashdl.sources import Cache
from flashdl.store import Store

AT = Moment(1_767_225_600_000, 0)
DECK = "cards:\n" + "".join(f"  - front: word {count}\n    back: meaning {count}\n" for count in range(4))


def note(name: str) -> str:
    rows = "".join(f"| {name}{row} | {1950 + row * 7} |\n" for row in range(4))
    return f"# {name} tools\n\n| Tool | Year |\n|---|---|\n{rows}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "cards.db")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two folders of notes and a deck, side by side in one folder."""
    folder = tmp_path / "notes"
    for name in ("Bio", "Chem"):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.md").write_text(note(name))
    (folder / "words.yaml").write_text(DECK)
    return folder


def add(store: Store, *paths: Path) -> None:
    for path in paths:
        if path.suffix:
            importing.bring(store, str(path), None, AT)
        else:
            sources.add(store, str(path), None, AT)
    for card in list(store.cards()):
        store.record(Answer(card.id, Rating.GOOD, AT, 1000))


def paths(store: Store) -> list[str]:
    return [one.path for one in store.sources()]


def live(store: Store) -> set[str]:
    return {card.id for card in store.cards() if not card.orphaned}


@pytest.mark.parametrize("names", [["Bio"], ["Bio", "Chem"]])
def test_a_folder_around_what_moved_names_it(store: Store, home: Path, names: list[str]) -> None:
    """As it does where nothing moved: a folder is not followed twice."""
    add(store, *(home / name for name in names))
    before = live(store)
    moved = home.rename(home.with_name("my vault"))

    with pytest.raises(UsageError, match=" ".join(f"'.*my vault/{name}'" for name in names)):
        sources.add(store, str(moved), None, AT)

    assert live(store) == before


def test_a_deck_file_that_moved_goes_on_under_another_name_too(store: Store, home: Path) -> None:
    add(store, home / "words.yaml")
    before, schedules = live(store), store.schedules()
    moved = (home / "words.yaml").rename(home / "vocabulary.yaml")
    moved.write_text(DECK + "  - front: word 9\n    back: meaning 9\n")

    shown = importing.bring(store, str(moved), None, AT, dry_run=True)
    done = importing.bring(store, str(moved), None, AT)

    assert shown.report.was == done.report.was == str(home / "words.yaml")
    assert paths(store) == [str(moved)]
    assert [candidate.prompt.question for _, candidate in done.report.plan.new] == ["word 9"]
    assert before < live(store)
    assert store.schedules() == schedules
    assert [one.deck for one in store.sources()] == ["words"]
    assert sources.scan_all(store, AT)[0].plan.is_empty


@pytest.mark.parametrize("name", ["words.yaml", "french.yaml"])
def test_a_deck_with_the_same_questions_and_other_answers_is_another(store: Store, home: Path, name: str) -> None:
    add(store, home / "words.yaml")
    before = live(store)
    (home / "words.yaml").unlink()
    (home / "fr").mkdir()
    (home / "fr" / name).write_text(DECK.replace("meaning", "sens"))

    report = importing.bring(store, str(home / "fr" / name), None, AT).report

    assert report.was == ""
    assert live(store) > before
    assert len(report.plan.new) == 4


def test_a_folder_around_what_was_removed_is_followed(store: Store, home: Path) -> None:
    add(store, home / "Bio")
    store.remove_source(store.sources()[0].id, "keep")
    vault = home.rename(home.with_name("vault"))

    sources.add(store, str(vault), None, AT)

    assert paths(store) == [str(vault)]


def test_a_deck_that_shares_few_cards_with_one_that_is_gone_is_another(store: Store, home: Path) -> None:
    add(store, home / "words.yaml")
    (home / "words.yaml").unlink()
    (home / "more.yaml").write_text("cards:\n  - front: word 1\n    back: meaning 1\n")

    report = importing.bring(store, str(home / "more.yaml"), None, AT).report

    assert report.was == ""
    assert len(store.sources()) == 2


@pytest.mark.parametrize("fate", ["keep", "suspend", "delete"])
@pytest.mark.parametrize("name", ["Bio", "words.yaml"])
def test_what_was_removed_and_then_moved_finds_its_cards(store: Store, home: Path, fate: str, name: str) -> None:
    add(store, home / name)
    rejected = min(live(store))
    store.set_state([rejected], State.REJECTED)
    before, schedules = live(store), store.schedules()
    store.remove_source(store.sources()[0].id, fate)  # type: ignore[arg-type]
    (home / "moved").mkdir()
    moved = (home / name).rename(home / "moved" / name)

    sources.add(store, str(moved), None, AT)

    assert live(store) == before
    assert store.schedules() == schedules
    assert store.card(rejected).state is State.REJECTED
    assert store.check() == []


def test_what_was_removed_is_no_hindrance_to_a_deck_of_another_name(store: Store, home: Path) -> None:
    add(store, home / "words.yaml")
    store.remove_source(store.sources()[0].id, "suspend")
    moved = (home / "words.yaml").rename(home / "other.yaml")

    sources.add(store, str(moved), "French", AT)

    assert [one.deck for one in store.sources()] == ["French"]


def test_notes_that_were_taken_out_of_a_folder_go_on_although_it_is_still_there(store: Store, home: Path) -> None:
    add(store, home / "Bio")
    before = live(store)
    (home / "elsewhere").mkdir()
    (home / "Bio" / "Bio.md").rename(home / "elsewhere" / "Bio.md")
    sources.scan_all(store, AT)

    sources.add(store, str(home / "elsewhere"), None, AT)

    assert live(store) == before
    assert paths(store) == [str(home / "elsewhere")]


def test_a_folder_that_moved_is_read_once(store: Store, home: Path, tmp_path: Path) -> None:
    add(store, home / "Bio")
    moved = (home / "Bio").rename(home / "Biology")
    read: list[str] = []

    shown = sources.preview(store, moved, each=read.append)
    sources.add(store, str(moved), None, AT, each=read.append, cache=Cache(tmp_path / "cache"))

    assert shown.source.kind is SourceKind.NOTES
    assert read.count("Bio.md") == 4  # once read and once asked, each time
