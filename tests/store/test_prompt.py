"""The number a prompt shows is that of `due`, which it counts in another way."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl import prompt
from flashdl.model import Limits, Rating, State
from flashdl.scheduling.pace import Vacation
from flashdl.store import Store
from flashdl.store.counts import counts
from tests.build import TODAY, a_candidate, a_moment, a_store, an_answer, filled


def counted(path: Path, today: date, limits: Limits) -> int | None:
    """The short way's number."""
    return prompt.counted(str(path), today.isoformat(), limits.new, limits.reviews)


def told(path: Path, today: date, limits: Limits) -> int:
    """The long way's number."""
    found = counts(path, today, limits)[0]
    return found.new + found.again + found.due


ANSWERS = st.lists(
    st.tuples(st.integers(0, 79), st.integers(0, 120), st.sampled_from(list(Rating)), st.booleans()), max_size=150
)


@given(
    answers=ANSWERS,
    kin=st.integers(1, 4),
    new=st.integers(0, 6),
    reviews=st.integers(0, 60),
    aside=st.sets(st.integers(0, 79), max_size=10),
    later=st.sampled_from([0, 0, 1, 9, 60]),
)
def test_the_short_way_gives_the_number_of_the_long_one(
    answers: list[tuple[int, int, Rating, bool]],
    kin: int,
    new: int,
    reviews: int,
    aside: set[int],
    later: int,
) -> None:
    """With siblings, breaks, answers taken back, cards set aside and left for tomorrow."""
    limits = Limits(new=new, reviews=reviews)
    today = TODAY + timedelta(days=later)
    with tempfile.TemporaryDirectory() as name, a_store(Path(name)) as store:
        made = [a_candidate(f"{n}", note=f"note {n // kin}", position=n) for n in range(80)]
        cards = filled(store, *made)
        for card, ago, rating, is_void in sorted(answers, key=lambda answer: -answer[1]):
            at = a_moment(TODAY - timedelta(days=ago))
            event = store.record(an_answer(cards[card], rating, at))
            if is_void:
                store.void(event.id, at)
        store.set_state([cards[number] for number in aside if number % 2], State.SUSPENDED)
        store.bury([cards[number] for number in aside if not number % 2], today)

        short = counted(Path(name) / "flashdl.db", today, limits)

        long = told(Path(name) / "flashdl.db", today, limits)
        assert short == long or (short is None and long >= reviews > 0)


def test_the_usual_day_and_the_first_morning_after_a_break_go_the_short_way(tmp_path: Path) -> None:
    path = tmp_path / "flashdl.db"
    with a_store(tmp_path) as store:
        cards = filled(store, *(a_candidate(f"{number}", position=number) for number in range(300)))
        for count, card in enumerate(cards[:200]):
            store.record(an_answer(card, Rating(1 + count % 4), a_moment(TODAY - timedelta(days=60 + count // 20))))

        for later in (-70, -55, 0, 1):
            day = TODAY + timedelta(days=later)
            assert counted(path, day, Limits()) == told(path, day, Limits()) is not None
        assert counted(path, TODAY, Limits()) == 30


def test_a_planned_break_goes_the_long_way(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        filled(store, a_candidate())
        store.set_vacations([Vacation(TODAY, TODAY + timedelta(days=3))])

    assert counted(tmp_path / "flashdl.db", TODAY, Limits()) is None
    assert told(tmp_path / "flashdl.db", TODAY, Limits()) == 0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("", 4),
        ('theme = "x"\n[keys]\nundo = "u"\n', 4),
        ("[limits]\nnew = 3\n", 3),
        ("[limits]\nnew = 2\n[decks.Other]\nnew = 1\n", None),
        ("[limits]\nnew = 1_000_000\n", None),
        ("limits = 3\n", None),
        ("[limits]\nmany = 3\n", None),
        ('database = "other.db"\n', None),
        ("nonsense", None),
    ],
)
def test_config_toml_is_read_where_it_has_a_say(tmp_path: Path, written: str, number: int | None) -> None:
    with Store.open(tmp_path / "flashdl.db") as store:
        filled(store, *(a_candidate(f"{count}", position=count) for count in range(4)))
    (tmp_path / ".config" / "flashdl").mkdir(parents=True)
    (tmp_path / ".config" / "flashdl" / "config.toml").write_text(written)
    environ = {"HOME": str(tmp_path), "FLASHDL_DB": str(tmp_path / "flashdl.db")}

    assert prompt.number(["--prompt"], environ) == number
    assert prompt.number(["--prompt", "--db", str(tmp_path / "flashdl.db")], {"HOME": str(tmp_path)}) == number


@pytest.mark.parametrize("what", ["pipe", "device", "nested"])
def test_a_configuration_that_does_not_end_is_not_waited_for(tmp_path: Path, what: str) -> None:
    path = tmp_path / "flashdl" / "config.toml"
    path.parent.mkdir()
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.write_text("x = " + "[" * 5_000 + "]" * 5_000)

    assert prompt.number(["--prompt"], {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}) is None


def test_what_is_no_database_goes_the_long_way(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database")

    for asked in ("text", "nothing", ".", "%41?mode=rw#x"):
        assert prompt.number(["--prompt", "--db", str(tmp_path / asked)], {"HOME": str(tmp_path)}) is None
    for arguments in (["--prompt", "--json"], ["--db", "--prompt"], ["--prompt", "--db", "sqlite:///x"], ["-h"]):
        assert prompt.number(arguments, {"HOME": str(tmp_path)}) is None
    assert sorted(one.name for one in tmp_path.iterdir()) == ["text"], "nothing was made"


def test_no_model_is_loaded_for_a_prompt(tmp_path: Path) -> None:
    """What a prompt imports it waits for."""
    with a_store(tmp_path) as store:
        filled(store, a_candidate())
    program = (
        "import sys; from flashdl.__main__ import main; sys.argv[1:] = ['due', '--prompt']; main();"
        "print(sorted({'dataclasses', 'pathlib', 're', 'typing', 'json', 'flashdl.model'} & set(sys.modules)))"
    )
    environ = {"HOME": str(tmp_path), "FLASHDL_DB": str(tmp_path / "flashdl.db"), "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], env=environ, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.splitlines() == ["1", "[]"]
