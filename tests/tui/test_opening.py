"""What it takes to open the database is tried once, and what could not be done without stopping is told afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl.cli import day, rim
from flashdl.errors import StoreError
from flashdl.store import Store
from flashdl.tui.adding import AddScreen
from flashdl.tui.working import Opening
from tests.tui.stage import a_filled_store, press, running


def test_a_database_that_cannot_be_opened_is_tried_once() -> None:
    tries = []

    def fails() -> Store:
        tries.append(1)
        raise StoreError("It is damaged.")

    opening = Opening(fails)
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged"):
            opening.store()

    assert tries == [1]


def test_that_there_is_no_backup_is_told_when_the_app_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    context = rim.Context(str(tmp_path / "flashdl.db"))
    seen = []

    def runs(*_: object, **__: object) -> int:
        context.warn("There is no backup of today: the folder is a file.")
        seen.append(capsys.readouterr().err)
        return 0

    monkeypatch.setattr(day, "has_terminal", lambda: True)
    monkeypatch.setattr("flashdl.tui.run", runs)

    assert day.open_app(context) == 0
    assert seen == [""]
    assert "There is no backup of today" in capsys.readouterr().err


async def test_a_screen_that_was_left_while_it_was_drawn_draws_nothing_more(tmp_path: Path) -> None:
    with a_filled_store(tmp_path) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "a")
            left = app.screen
            assert isinstance(left, AddScreen)
            await press(pilot, "escape")

            left._draw_keys()  # as a refresh does that comes late
            assert app.is_running
