"""Packages, judged by Anki itself."""

from __future__ import annotations

import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl.errors import FileError
from flashdl.formats import apkg
from flashdl.formats.anki_collection import NOTE_TYPE, note_type
from flashdl.leaving import Family
from flashdl.model import BLANK, EventKind, Excerpt, Grading, Moment, Rating, State
from flashdl.scheduling import study_day
from tests.formats.anki import Anki
from tests.formats.exported import card, event, exported, schedule

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ODD = [
    "math $x_{{i}}$ and $$\\frac{a}{b}$$, $5 and $6",
    "`code <b>` \\(no math\\)",
    "漢字とかな",
    "مرحبا بالعالم",
    "[/bold] [[link]]",
    "<script>alert(1)</script>",
    "\x1b]0;title\x07",
    "a\0b\x1fc\ud800",
    "👨‍👩‍👧‍👦",
    "long " * 5_000,
    "{{Front}} {{c1::cloze}}",
    "[sound:x.mp3] [latex]x[/latex] [[type:Front]] [anki:play:q:0]",
    "\ufffe\uffff",
    f"The {BLANK} gap",
    " ",
]


def odd_cards() -> list[Family]:
    table = Excerpt(header=("A", "B"), rows=(("x", "y"), ("z", "")), row=0, column=1)
    shapes: list[dict[str, Any]] = [
        {},
        {"items": ("x", "y"), "grading": Grading.LIST_ORDERED, "excerpt": table},
        {"choices": ("x", "y"), "grading": Grading.CHOICE, "hint": "h", "tags": ("two words", "\x1b")},
    ]
    return [
        exported(card(text, text, subject=f"{number} {kind}", context=(text,), **shape))
        for number, text in enumerate(ODD)
        for kind, shape in enumerate(shapes)
    ]


def unpacked(path: Path, folder: Path) -> sqlite3.Connection:
    database = folder / "unpacked.sqlite"
    with zipfile.ZipFile(path) as package:
        database.write_bytes(zstd.decompress(package.read("collection.anki21b")))
    return sqlite3.connect(database)


def test_every_note_arrives_with_its_guid_its_fields_and_its_deck(tmp_path: Path, now: Moment, judge: Anki) -> None:
    path = tmp_path / "deck.apkg"
    first = card("Is <b> a tag?", "yes", deck="Deep Learning::Nets", tags=("two words", "x"))
    second = card("What?", deck="Other")
    written = apkg.write(path, [exported(first), exported(second)], now=now)
    log = judge.take(path)

    assert (written, log.found_notes, len(log.new)) == (2, 2, 2)
    assert judge.fields()[first.id][0] == "Is &lt;b&gt; a tag?"
    assert judge.fields()[first.id][5] == first.id
    assert set(judge.fields()) == {first.id, second.id}
    names = {deck.name for deck in judge.collection.decks.all_names_and_ids(skip_empty_default=True)}
    assert names == {"Deep Learning", "Deep Learning::Nets", "Other"}
    assert judge.rows("SELECT tags FROM notes WHERE guid = ?", first.id) == [(" two_words x ",)]
    assert judge.rows("SELECT DISTINCT mid FROM notes") == [(NOTE_TYPE,)]


def test_odd_text_is_rendered_and_the_database_is_sound(tmp_path: Path, now: Moment, judge: Anki) -> None:
    path = tmp_path / "deck.apkg"
    cards = odd_cards()
    apkg.write(path, cards, now=now)
    log = judge.take(path)

    assert len(log.new) == len(cards)
    assert judge.collection.fix_integrity()[1]
    assert not judge.collection.get_empty_cards().notes
    assert not judge.collection.media.check().missing
    for (id_,) in judge.rows("SELECT id FROM cards"):
        seen = judge.collection.get_card(id_)
        assert seen.question() != seen.answer()
        assert "<script" not in seen.answer()
        assert "{{" not in seen.answer()
        assert not seen.question_av_tags() and not seen.answer_av_tags()


def test_the_columns_that_anki_recomputes_are_what_it_computes(tmp_path: Path, now: Moment, judge: Anki) -> None:
    path = tmp_path / "deck.apkg"
    apkg.write(path, odd_cards(), now=now)
    judge.take(path)
    with unpacked(path, tmp_path) as database:
        ours = dict(database.execute("SELECT guid, csum FROM notes"))
    database.close()

    assert dict(judge.rows("SELECT guid, csum FROM notes")) == ours


def test_a_review_is_due_on_the_same_calendar_day(tmp_path: Path, now: Moment, judge: Anki) -> None:
    today = study_day(now, 4)
    path = tmp_path / "deck.apkg"
    days = [today + timedelta(days=number) for number in (-400, -1, 0, 1, 30, 5_000, 36_500)]
    cards = [exported(card(f"due {day}"), schedule(day)) for day in days]
    apkg.write(path, cards, now=now)
    judge.take(path)
    arrived = dict(judge.rows("SELECT n.guid, c.due FROM cards c JOIN notes n ON n.id = c.nid"))

    assert [today + timedelta(days=arrived[each.id] - judge.collection.sched.today) for each in cards] == days


def test_a_card_that_waited_on_a_learning_step_is_not_rewarded_for_it(tmp_path: Path, now: Moment, judge: Anki) -> None:
    today = study_day(now, 4)
    path = tmp_path / "deck.apkg"
    late = schedule(today - timedelta(days=100))
    learnt = exported(card("learnt"), replace(late, interval=0, step=0, lapses=0))
    again = exported(card("learnt again"), replace(late, interval=3, step=0))
    apkg.write(path, [learnt, again], now=now)
    judge.take(path)
    told = {}
    for guid, id_ in judge.rows("SELECT n.guid, c.id FROM cards c JOIN notes n ON n.id = c.nid"):
        states = judge.collection._backend.get_scheduling_states(id_)
        said = judge.collection.sched.describe_next_states(states)
        told[guid] = [text.translate(dict.fromkeys((0x2068, 0x2069))) for text in said]

    assert judge.is_sound()
    assert told[learnt.id] == ["<1m", "<6m", "<10m", "4d"]
    assert told[again.id] == ["<10m", "<15m", "3d", "4d"]


@pytest.mark.parametrize("offset", [-720, -210, 0, 345, 840])
def test_the_zone_of_the_export_shifts_no_due_day(tmp_path: Path, now: Moment, judge: Anki, offset: int) -> None:
    today = study_day(now, 4)
    path = tmp_path / "deck.apkg"
    apkg.write(path, [exported(card(), schedule(today + timedelta(days=9)))], now=Moment(now.ms, offset))
    judge.take(path)

    assert judge.rows("SELECT due FROM cards") == [(judge.collection.sched.today + 9,)]


def test_the_state_of_a_card_arrives_in_anki_s_columns(tmp_path: Path, now: Moment, judge: Anki) -> None:
    today = study_day(now, 4)
    path = tmp_path / "deck.apkg"
    known, aside, new = card("known"), card("aside", state=State.SUSPENDED), card("new")
    log = (event(1, today - timedelta(days=7), EventKind.LEARN), event(2, today - timedelta(days=1)))
    cards = [exported(known, schedule(today), *log), exported(aside, schedule(today), *log), exported(new)]
    apkg.write(path, cards, now=now)
    judge.take(path)
    query = "SELECT guid, type, queue, ivl, factor, reps, lapses FROM cards c JOIN notes n ON n.id = c.nid"

    assert {guid: tuple(row) for guid, *row in judge.rows(query)} == {
        known.id: (2, 2, 6, 2_350, 3, 1),
        aside.id: (2, -1, 6, 2_350, 3, 1),
        new.id: (0, 0, 0, 0, 0, 0),
    }


def test_the_log_arrives_and_the_database_check_has_nothing_to_mend(tmp_path: Path, now: Moment, judge: Anki) -> None:
    day = study_day(now, 4) - timedelta(days=30)
    path = tmp_path / "deck.apkg"
    log = (
        event(1, day, EventKind.LEARN, interval_before=None, interval=1),
        event(2, day + timedelta(days=1), rating=Rating.AGAIN),
        event(3, day + timedelta(days=1), EventKind.VOID, None, target="event 2"),
        event(4, day + timedelta(days=1), rating=Rating.HARD, interval_before=1, interval=6, ease=2_360),
        event(5, day + timedelta(days=1), EventKind.DRILL),
        event(6, day + timedelta(days=2), EventKind.DUE, None),
    )
    apkg.write(path, [exported(card(), schedule(day + timedelta(days=7)), *log)], now=now)
    judge.take(path)
    rows = judge.rows("SELECT id, ease, ivl, lastIvl, factor, time, type FROM revlog ORDER BY id")

    assert [row[1:] for row in rows] == [
        (3, 1, 0, 2_500, 4_000, 0),
        (2, 6, 1, 2_360, 4_000, 1),
        (3, 6, 1, 0, 4_000, 3),
        (0, 6, 1, 2_500, 4_000, 4),
    ]
    assert [row[0] for row in rows][:2] == [log[0].at.ms, log[3].at.ms]
    assert "review time" not in judge.collection.fix_integrity()[0]
    assert not judge.collection.db.scalar("SELECT scm > ls FROM col WHERE ls > 0")


def test_after_a_reset_the_card_is_new_and_its_log_stays(tmp_path: Path, now: Moment, judge: Anki) -> None:
    day = study_day(now, 4) - timedelta(days=3)
    path = tmp_path / "deck.apkg"
    apkg.write(
        path,
        [exported(card(), None, event(1, day, EventKind.LEARN), event(2, day, EventKind.RESET, None))],
        now=now,
    )
    judge.take(path)
    message = judge.collection.fix_integrity()[0]

    assert judge.rows("SELECT type, queue, data FROM cards") == [(0, 0, "{}")]
    assert len(judge.rows("SELECT id FROM revlog")) == 2
    assert "review time" not in message


def test_a_schedule_set_after_a_reset_has_no_last_answer(tmp_path: Path, now: Moment, judge: Anki) -> None:
    day = study_day(now, 4) - timedelta(days=3)
    path = tmp_path / "deck.apkg"
    log = (
        event(1, day, EventKind.LEARN),
        event(2, day, EventKind.RESET, None),
        event(3, day, EventKind.STATE, None, interval=6),
    )
    apkg.write(path, [exported(card(), schedule(day), *log)], now=now)
    judge.take(path)

    assert judge.rows("SELECT type, data FROM cards") == [(2, "{}")]
    assert "review time" not in judge.collection.fix_integrity()[0]


def test_answers_given_in_the_same_millisecond_are_all_kept(tmp_path: Path, now: Moment, judge: Anki) -> None:
    day = study_day(now, 4) - timedelta(days=3)
    path = tmp_path / "deck.apkg"
    cards = [exported(card(f"{n}"), schedule(day), event(n, day, EventKind.LEARN)) for n in range(3_000)]
    apkg.write(path, cards, now=now)
    judge.take(path)

    assert judge.rows("SELECT count(*), count(DISTINCT cid) FROM revlog") == [(3_000, 3_000)]


def test_new_cards_keep_their_order(tmp_path: Path, now: Moment, judge: Anki) -> None:
    path = tmp_path / "deck.apkg"
    cards = [exported(card(f"{number}")) for number in range(20)]
    apkg.write(path, iter(cards), now=now)
    judge.take(path)
    query = "SELECT n.guid FROM cards c JOIN notes n ON n.id = c.nid ORDER BY c.due"

    assert [guid for (guid,) in judge.rows(query)] == [each.id for each in cards]


def test_without_history_every_card_is_new(tmp_path: Path, now: Moment, judge: Anki) -> None:
    day = study_day(now, 4)
    path = tmp_path / "deck.apkg"
    log = event(1, day - timedelta(days=6), EventKind.LEARN)
    cards = [exported(card(state=State.SUSPENDED), schedule(day), log)]
    apkg.write(path, cards, now=now, include_history=False)
    judge.take(path)

    assert judge.rows("SELECT type, queue, reps, data FROM cards") == [(0, 0, 0, "{}")]
    assert judge.rows("SELECT * FROM revlog") == []


def test_a_second_package_updates_what_changed_and_leaves_the_progress(
    tmp_path: Path, now: Moment, judge: Anki
) -> None:
    path = tmp_path / "deck.apkg"
    cards = odd_cards()
    apkg.write(path, cards, now=now)
    judge.take(path)
    again = judge.take(path)
    before = cards[3].cards[0].card
    asks_anew = replace(before, prompt=replace(before.prompt, question="edited"))
    cards[3] = exported(asks_anew, changed_ms=cards[3].cards[0].changed_ms + 1_000)
    apkg.write(path, cards, now=now)
    edited = judge.take(path)

    assert (len(again.new), len(again.updated), len(again.duplicate)) == (0, 0, len(cards))
    assert (len(edited.new), len(edited.updated), len(edited.duplicate)) == (0, 1, len(cards) - 1)
    assert len(edited.conflicting) == len(again.conflicting) == 0
    assert judge.fields()[asks_anew.id][0] == "edited"


def test_decks_that_differ_in_case_only_are_one_to_anki(tmp_path: Path, now: Moment, judge: Anki) -> None:
    path = tmp_path / "deck.apkg"
    names = ["Nets", "nets", "nets::A", "Nets::a", "x::::y", "default", "\x1b", " "]
    apkg.write(path, [exported(card(name, deck=name)) for name in names], now=now)
    log = judge.take(path)
    decks = [deck.name for deck in judge.collection.decks.all_names_and_ids()]

    assert len(log.new) == len(names)
    assert sorted(decks) == ["Default", "Nets", "Nets::A", "blank", "x", "x::blank", "x::blank::y", "␛"]
    assert judge.collection.fix_integrity()[1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=30))
def test_no_text_breaks_a_package(
    tmp_path: Path, now: Moment, tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path / "deck.apkg"
    cards = [
        exported(card(text, text, subject=f"{n}", deck=f"D::{text}", tags=(text,), context=(text,), hint=text))
        for n, text in enumerate(texts)
    ]
    apkg.write(path, cards, now=now)
    judge = Anki(tmp_path_factory.mktemp("anki"))
    try:
        log = judge.take(path)
        assert len(log.new) == len(texts)
        assert all(judge.collection.get_card(id_).question() for (id_,) in judge.rows("SELECT id FROM cards"))
        assert judge.collection.fix_integrity()[1]
    finally:
        judge.collection.close()


def test_equal_exports_are_equal_files(tmp_path: Path, now: Moment) -> None:
    for name in ("a.apkg", "b.apkg"):
        apkg.write(tmp_path / name, odd_cards(), now=now)

    assert (tmp_path / "a.apkg").read_bytes() == (tmp_path / "b.apkg").read_bytes()


def test_the_container_is_today_s(tmp_path: Path, now: Moment) -> None:
    apkg.write(tmp_path / "a.apkg", [], now=now)

    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        assert package.namelist() == ["meta", "collection.anki21b", "media"]
        assert package.read("meta") == b"\x08\x03"
        assert zstd.decompress(package.read("media")) == b""


def test_the_note_type_is_frozen() -> None:
    made = note_type()

    assert (made["id"], made["name"]) == (1_763_815_205_347, "flashdl")
    assert [field["name"] for field in made["flds"]] == ["Front", "Back", "Context", "Source", "Extra", "flashdl-id"]
    assert [template["name"] for template in made["tmpls"]] == ["Card 1"]


def test_a_failure_leaves_the_old_package_and_nothing_else(tmp_path: Path, now: Moment) -> None:
    def broken() -> Iterator[Family]:
        yield exported(card())
        raise RuntimeError("the store went away")

    path = tmp_path / "deck.apkg"
    path.write_bytes(b"old")

    with pytest.raises(RuntimeError):
        apkg.write(path, broken(), now=now)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["collection.apkg", "absent/deck.apkg", "a\0b.apkg"])
def test_a_name_that_cannot_be_written_is_refused(tmp_path: Path, now: Moment, name: str) -> None:
    with pytest.raises(FileError):
        apkg.write(tmp_path / name, [exported(card())], now=now)

    assert list(tmp_path.iterdir()) == []
