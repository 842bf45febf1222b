"""Pictures of cards, as half blocks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flashdl import importing
from flashdl.tui import pictures
from tests.build import a_moment
from tests.tui.stage import a_filled_store, drawn, press, running

DECK = """name: Maps
cards:
  - front: "Which land is this? ![its outline](land.png)"
    back: France
"""


def a_picture(path: Path, size: tuple[int, int] = (40, 20)) -> Path:
    image = pytest.importorskip("PIL.Image", reason="Pillow, the extra `pictures`, is not installed")
    half = image.new("RGB", size, "red")
    half.paste("blue", (size[0] // 2, 0, *size))
    half.save(path)
    return path


def test_a_cell_has_two_dots_and_the_picture_its_shape(tmp_path: Path) -> None:
    content = pictures.drawn(a_picture(tmp_path / "a.png"), 20, 10)

    assert content is not None
    assert [line.plain for line in content.split("\n")] == ["▀" * 20] * 5


def test_what_is_no_picture_is_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)

    assert pictures.drawn(tmp_path / "a.png", 20, 10) is None
    assert pictures.drawn(tmp_path / "none.png", 20, 10) is None


def test_only_files_of_the_followed_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    secret, own = tmp_path / "secret.png", tmp_path / "notes" / "own.png"
    secret.touch()
    own.touch()
    (tmp_path / "notes" / "link.png").symlink_to(secret)
    folder = tmp_path / "notes"

    assert pictures.place("own.png", folder, folder, {}) == own
    for name in ("../secret.png", str(secret), "link.png", "none.png", "\0"):
        assert pictures.place(name, folder, folder, {}) is None
    assert pictures.place("map.png", folder, folder, {"map.png": secret}) == secret


async def test_a_card_shows_its_picture_below_its_question(tmp_path: Path) -> None:
    a_picture(tmp_path / "land.png")
    (tmp_path / "maps.yaml").write_text(DECK, encoding="utf-8")
    with a_filled_store(tmp_path) as store:
        importing.bring(store, str(tmp_path / "maps.yaml"), None, a_moment())
        async with running(store, tmp_path, review=True) as (app, pilot):
            assert "Which land is this? [picture: its outline]" in drawn(app)
            assert "▀▀▀▀" in drawn(app)
            await press(pilot, "space")
            assert "▀▀▀▀" in drawn(app)
            assert "France" in drawn(app)
            await pilot.resize_terminal(40, 12)

            assert "France" in drawn(app)


async def test_without_pillow_a_picture_is_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_picture(tmp_path / "land.png")
    (tmp_path / "maps.yaml").write_text(DECK, encoding="utf-8")
    pictures.drawn.cache_clear()
    monkeypatch.setitem(sys.modules, "PIL", None)
    with a_filled_store(tmp_path) as store:
        importing.bring(store, str(tmp_path / "maps.yaml"), None, a_moment())
        async with running(store, tmp_path, review=True) as (app, _):
            assert "[picture: its outline]" in drawn(app)
            assert "▀" not in drawn(app)
