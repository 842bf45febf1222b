"""What a few cards say of the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from flashdl.query import parse
from flashdl.store import Store, finding
from flashdl.store.sample import CARDS, are_most_met_in_place
from tests.build import TODAY, a_candidate, a_prompt, a_store, filled

COUNT = 4 * CARDS


def a_store_of(folder: Path, places: Iterable[int]) -> Store:
    """Cards that stand in the file in this order: `common` is in each question, `rare` in every hundredth."""
    store = a_store(folder)
    filled(
        store,
        *(
            a_candidate(f"{place}", prompt=a_prompt(f"common {place}{'' if place % 100 else ' rare'}?"), position=place)
            for place in places
        ),
    )
    with closing(sqlite3.connect(store.path)) as database:
        (stored,) = database.execute(
            "SELECT JSON_GROUP_ARRAY(position) FROM (SELECT position FROM card ORDER BY rowid)"
        )
    assert stored[0] == str([*places]).replace(" ", "")
    return store


@pytest.mark.parametrize(
    ("places", "word", "expected"),
    [
        (range(COUNT), "common", True),
        (range(COUNT), "rare", False),
        (range(COUNT - 1, -1, -1), "common", False),
        ([*range(20, COUNT), *range(20)], "common", True),
        ([], "common", False),
    ],
    ids=["all", "few", "backwards", "some at the end", "empty"],
)
def test_places_are_followed_where_most_cards_are_meant_and_stand_so_in_the_file(
    tmp_path: Path, places: Iterable[int], word: str, expected: bool
) -> None:
    with a_store_of(tmp_path, places) as store, closing(sqlite3.connect(store.path)) as database:
        met = are_most_met_in_place(database, "(card.question LIKE ?)", [f"%{word}%"])

        assert met is expected


def test_what_is_found_is_the_same_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_store_of(tmp_path, [*range(20, COUNT), *range(20)]) as store:
        followed = [store.found(parse(query), TODAY, 0) for query in ("common", "-rare", "common is:new", "rare")]
        monkeypatch.setattr(finding, "are_most_met_in_place", lambda *_: False)
        sorted_after = [store.found(parse(query), TODAY, 0) for query in ("common", "-rare", "common is:new", "rare")]

    assert followed == sorted_after
    assert list(map(len, followed)) == [COUNT, COUNT - 3, COUNT, 3]
