"""Written and read: what Anki stores of a card is the same, and what it cannot hold is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl.arriving import Arrival
from flashdl.formats import apkg, package_file
from flashdl.formats.package_notes import Reading
from flashdl.leaving import Family, Past
from flashdl.model import Card, Excerpt, Grading, Moment, Schedule, State
from tests.formats.exported import card, leaving

NOW = Moment(1_795_400_000_000, 60)
TODAY = date(2026, 11, 23)
DAY_MS = 86_400_000
TEXTS = st.text(st.sampled_from("ab Ä漢<>&$`{}[]\\:=*_1\n"), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
KINDS = {"learn": 0, "review": 1, "relearn": 2, "drill": 3, "cram": 3, "reset": 4, "due": 4, "state": 4}
BACK = {"cram": "drill", "state": "due", "drill": "cram"}
"""What may come back instead."""


@st.composite
def schedules(draw: st.DrawFn) -> Schedule | None:
    if draw(st.booleans()):
        return None
    interval = draw(st.integers(1, 36_500))
    due = TODAY + timedelta(days=draw(st.integers(-3_000, 30_000)))
    return Schedule(
        due, interval, draw(st.integers(1_300, 9_999)), 2, draw(st.integers(0, 50)), draw(st.integers(0, 500)), TODAY
    )


@st.composite
def logs(draw: st.DrawFn) -> list[Past]:
    at = NOW.ms - 900 * DAY_MS
    found = []
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.integers(1, 60 * DAY_MS))
        kind = draw(st.sampled_from(sorted(KINDS)))
        rating = None if KINDS[kind] == 4 else draw(st.integers(1, 4))
        ease = draw(st.integers(1_300, 9_999))
        before, interval = draw(st.integers(1, 36_500)), draw(st.integers(1, 36_500))
        found.append(Past(at, kind, rating, draw(st.integers(0, 60_000)), before, interval, ease, None, None))
    return found


def brought(path: Path) -> list[Arrival]:
    with package_file.opened(path) as package:
        return [one for part in Reading(package, NOW, 4).parts() for one in part]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5),
    decks=st.lists(st.sampled_from(["A", "A::B", "Ä ö", "漢"]), min_size=5, max_size=5),
    given=st.lists(schedules(), min_size=5, max_size=5),
    past=st.lists(logs(), min_size=5, max_size=5),
    aside=st.booleans(),
    legacy=st.booleans(),
)
def test_what_is_written_is_read_again(
    tmp_path: Path,
    texts: list[tuple[str, str]],
    decks: list[str],
    given: list[Schedule | None],
    past: list[list[Past]],
    aside: bool,
    legacy: bool,
) -> None:
    families = []
    for number, (question, answer) in enumerate(texts):
        own = card(question, answer, subject=str(number), deck=decks[number], tags=("x", f"t{number}"))
        own = replace(own, state=State.SUSPENDED if aside else State.ACTIVE)
        one = leaving(own, given[number], changed_ms=1_700_000_000_000 + number * 1_000)
        families.append(Family(own.id, (one._replace(past=past[number]),)))
    apkg.write(tmp_path / "a.apkg", families, now=NOW, legacy=legacy)
    found = {one.candidate.id: one for one in brought(tmp_path / "a.apkg")}

    assert set(found) == {family.id for family in families}
    for family in families:
        (one,) = family.cards
        back = found[family.id]
        candidate, card_ = back.candidate, one.card
        assert (candidate.deck, candidate.prompt.tags, candidate.state) == (card_.deck, card_.prompt.tags, card_.state)
        assert back.changed_ms == one.changed_ms
        columns = ("due", "interval", "ease", "lapses", "reviews")
        if one.schedule is None:
            assert candidate.schedule is None
        else:
            assert [getattr(candidate.schedule, name) for name in columns] == [
                getattr(one.schedule, name) for name in columns
            ]
        for row, was in zip(back.log, one.past, strict=True):
            assert row.kind in (was.kind, BACK.get(was.kind))
            # Two cards cannot be answered in one millisecond there.
            assert 0 <= row.at_ms - was.at_ms < sum(map(len, past))
            assert (row.rating, row.duration_ms, row.interval_before) == (
                was.rating, was.duration_ms, was.interval_before,
            )  # fmt: skip
            moved = was.kind not in ("drill", "cram", "reset")
            assert row.ease == (was.ease if moved else None)
            assert row.interval == (0 if was.kind == "reset" else was.interval)


def test_text_comes_back_as_it_is_read_on_the_screen(tmp_path: Path) -> None:
    own = card("Is `a<b` in $\\alpha_{1}$?", "yes\nand <no>")
    apkg.write(tmp_path / "a.apkg", [Family(own.id, (leaving(own),))], now=NOW)
    (back,) = brought(tmp_path / "a.apkg")

    assert back.candidate.prompt.question == "Is `a<b` in $\\alpha_{1}$?"
    assert back.candidate.prompt.answers == ("yes\nand <no>",)
    assert back.candidate.place.context == ("Deep Learning › Architectures",)


CODE = "What does this print?\n\n```python\nfor x in range(3):\n    print(x)\n```\n\n- a\n- b"


@pytest.mark.parametrize(
    ("own", "question", "answer"),
    [
        (card("to walk", "andar", hint="begins with a"), "to walk", "andar"),
        (card(CODE, "0, 1, 2"), CODE, "0, 1, 2"),
        (card("a ``` b ``` c `d`", "x"), "a `b` c `d`", "x"),
        (card("Which?", "a", choices=("a", "b"), grading=Grading.CHOICE), "Which?\n\n- a\n- b", "a"),
        (card("Name two.", items=("ser", "estar"), grading=Grading.LIST), "Name two.", "- ser\n- estar"),
        (card("the day", "buenos días", "buen día"), "the day", "buenos días\nalso: buen día"),
    ],
    ids=["hint", "code", "ticks", "choices", "list", "answers"],
)
def test_what_stood_around_a_question_is_no_part_of_it_when_it_comes_back(
    tmp_path: Path, own: Card, question: str, answer: str
) -> None:
    own = replace(own, place=replace(own.place, excerpt=Excerpt("as the note has it")))
    apkg.write(tmp_path / "a.apkg", [Family(own.id, (leaving(own),))], now=NOW)
    (back,) = brought(tmp_path / "a.apkg")

    prompt, place = back.candidate.prompt, back.candidate.place
    assert (prompt.question, prompt.answers, prompt.hint) == (question, (answer,), own.prompt.hint)
    assert (place.context, place.excerpt.text) == (("Deep Learning › Architectures",), "as the note has it\nnote.md")


@pytest.mark.parametrize("state", [State.ACTIVE, State.SUSPENDED])
def test_memory_of_fsrs_goes_out_and_comes_in(tmp_path: Path, state: State) -> None:
    own = replace(card(), state=state)
    given = Schedule(TODAY, 12, 2_500, 2, 0, 3, TODAY - timedelta(days=12))
    past = Past(NOW.ms - 12 * DAY_MS, "review", 3, 1, 6, 12, 2_500, 12.3456, 5.432)
    apkg.write(tmp_path / "a.apkg", [Family(own.id, (leaving(own, given)._replace(past=[past]),))], now=NOW)
    (back,) = brought(tmp_path / "a.apkg")

    assert back.memory == (12.3456, 5.432)


def test_a_card_on_a_learning_step_comes_back_by_its_log_and_after_a_lapse_by_its_day(tmp_path: Path) -> None:
    first, again = card("first?"), card("again?")
    answer = Past(NOW.ms - DAY_MS, "learn", 1, 1, None, 0, 2_500, None, None)
    learnt = Schedule(TODAY, 0, 2_500, 0, 0, 1, TODAY - timedelta(days=1), step=0)
    lapsed = replace(learnt, interval=4, lapses=1)
    families = [
        Family(own.id, (leaving(own, given)._replace(past=[answer._replace(at_ms=answer.at_ms + number)]),))
        for number, (own, given) in enumerate(((first, learnt), (again, lapsed)))
    ]
    apkg.write(tmp_path / "a.apkg", families, now=NOW)
    found = {one.candidate.id: one for one in brought(tmp_path / "a.apkg")}

    assert (found[first.id].candidate.schedule, len(found[first.id].log)) == (None, 1)
    back = found[again.id].candidate.schedule
    assert back is not None
    assert (back.due, back.interval, back.lapses) == (TODAY, 4, 1)
