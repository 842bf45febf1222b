"""Packages of Anki's from the app: what one would bring, and what would go out, before anything is done."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event

import pytest

from flashdl.formats import apkg
from flashdl.store import Store
from flashdl.tui import packages
from flashdl.tui.home import HomeScreen
from flashdl.tui.sending import SendScreen
from tests.build import a_moment
from tests.formats.exported import card, exported
from tests.tui.stage import a_filled_store, asked, cards_of_every_kind, drawn, paste, press, running, study_before

NOW = a_moment()


def package(path: Path) -> Path:
    apkg.write(path, [exported(card(f"Question {number}?", f"answer {number}")) for number in range(7)], now=NOW)
    return path


async def test_what_a_package_would_bring_is_shown_before_it_is_taken(tmp_path: Path) -> None:
    path = package(tmp_path / "theirs.apkg")
    with a_filled_store(tmp_path, asked("One of my own?", "yes")) as store:
        async with running(store, tmp_path, size=(110, 30)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(path))
            await press(pilot, "enter")
            seen = drawn(app)
            assert "A package of Anki’s would bring 7 new cards. Bring it in?" in seen
            assert "Question 5?" in seen
            assert "answer 4" in seen
            assert "inbox" not in seen
            assert store.leaving_count() == 1

            await press(pilot, "y")
            assert "From Anki: 7 new cards." in drawn(app)
            assert store.leaving_count() == 8

            await press(pilot, "a")
            await paste(pilot, str(path))
            await press(pilot, "enter")
            assert "Nothing in this package is not here already." in drawn(app)

            await press(pilot, "escape", "e")
            assert "7 cards from Anki stay here. Where to?" in drawn(app)


async def test_no_takes_nothing(tmp_path: Path) -> None:
    path = package(tmp_path / "theirs.apkg")
    with a_filled_store(tmp_path, asked("One of my own?", "yes")) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(path))
            await press(pilot, "enter", "n", "escape")
            assert isinstance(app.screen, HomeScreen)
            assert store.leaving_count() == 1


async def test_a_broken_package_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.apkg").write_bytes(b"PK no such thing")
    with a_filled_store(tmp_path, asked("One of my own?", "yes")) as store:
        async with running(store, tmp_path, size=(240, 24)) as (app, pilot):
            await press(pilot, "a")
            await paste(pilot, str(tmp_path / "broken.apkg"))
            await press(pilot, "enter")
            assert "this is no sound package of Anki's" in drawn(app)


async def test_what_would_go_out_is_shown_and_then_written(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, size=(110, 24)) as (app, pilot):
            await press(pilot, "e")
            assert isinstance(app.screen, SendScreen)
            assert "5 cards" in drawn(app)
            assert "5 with a schedule, and 10 answers. Where to?" in drawn(app)
            app.screen.query_one("#path").value = str(tmp_path / "mine.apkg")  # type: ignore[attr-defined]
            await press(pilot, "enter")
            assert isinstance(app.screen, HomeScreen)
            assert "5 cards written to" in drawn(app)
    with Store.open(tmp_path / "other.db") as other:
        from flashdl import merging

        assert merging.merge(other, tmp_path / "mine.apkg", NOW).taken.answers == 10


async def test_a_file_that_is_there_is_replaced_by_a_yes_alone_and_left_by_enter(tmp_path: Path) -> None:
    there = tmp_path / "mine.apkg"
    there.write_text("mine")
    with a_filled_store(tmp_path, asked("One of my own?", "yes")) as store:
        async with running(store, tmp_path, size=(110, 24)) as (app, pilot):
            await press(pilot, "e")
            app.screen.query_one("#path").value = str(there)  # type: ignore[attr-defined]
            await press(pilot, "enter")
            assert "This file is there already. Replace it?" in drawn(app)
            await press(pilot, "enter")
            assert there.read_text() == "mine"
            await press(pilot, "enter", "y")
            assert there.read_bytes().startswith(b"PK")


async def test_an_earlier_package_of_ours_is_replaced_without_a_question(tmp_path: Path) -> None:
    there = tmp_path / "mine.apkg"
    with a_filled_store(tmp_path, asked("One of my own?", "yes")) as store:
        async with running(store, tmp_path, size=(110, 24)) as (app, pilot):
            for _ in range(2):
                await press(pilot, "e")
                app.screen.query_one("#path").value = str(there)  # type: ignore[attr-defined]
                await press(pilot, "enter")
                assert isinstance(app.screen, HomeScreen)
                assert "1 card written to" in drawn(app)


@pytest.mark.parametrize(
    ("path", "said"),
    [("deck.txt", "ends in .apkg"), ("no/such/deck.apkg", "no such folder"), ("~nobody-x/a.apkg", "no such")],
)
async def test_a_place_where_no_package_can_be_is_said(tmp_path: Path, path: str, said: str) -> None:
    with a_filled_store(tmp_path, asked("One of my own?", "yes")) as store:
        async with running(store, tmp_path, size=(110, 24)) as (app, pilot):
            await press(pilot, "e")
            app.screen.query_one("#path").value = path if path.startswith("~") else str(tmp_path / path)  # type: ignore[attr-defined]
            await press(pilot, "enter")
            assert said in " ".join(drawn(app).split())
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)


async def test_writing_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, stopped = Event(), Event()
    real = packages.send

    def slowly(*arguments: object) -> int:
        *others, each = arguments

        def waits(far: str) -> None:
            begun.set()
            stopped.wait(10)
            each(far)  # type: ignore[operator]

        return real(*others, waits)  # type: ignore[arg-type, call-arg]

    monkeypatch.setattr(packages, "send", slowly)
    there = tmp_path / "mine.apkg"
    there.write_text("mine")
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        async with running(store, tmp_path, size=(110, 24)) as (app, pilot):
            await press(pilot, "e")
            app.screen.query_one("#path").value = str(there)  # type: ignore[attr-defined]
            await press(pilot, "enter")
            await pilot.press("y")
            await pilot.pause()
            assert begun.wait(10)
            await pilot.press("escape")
            await pilot.pause()
            stopped.set()
            assert "Stopped; nothing was written." in drawn(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)
    assert there.read_text() == "mine"


def test_what_would_go_out_is_what_goes_out(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        study_before(store, 7, 6)
        going = packages.going(store, None)
        leaving = [one for family in store.leaving() for one in family.cards]
        log = [row for one in leaving for row in one.past if row.rating]
        assert (going.cards, going.known) == (len(leaving), sum(one.schedule is not None for one in leaving))
        assert going.answers == len(log)
        departing = partial(store.departing, now_ms=NOW.ms)
        assert apkg.write(tmp_path / "a.apkg", departing, now=NOW) == going.cards
        assert packages.going(store, "No such").cards == 0
