"""The log in Anki's columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from flashdl.formats.anki_schedule import CardState, LogRow, last_answer, log_rows, state
from flashdl.model import Event, EventKind, Moment, Rating
from flashdl.scheduling import standing
from tests.formats.exported import event, schedule

DAY = date(2026, 11, 1)
NEVER = 1 << 60


def rows(*events: Event, latest: int = NEVER) -> list[LogRow]:
    return log_rows(standing(events), latest)


def test_an_answer_keeps_its_rating_intervals_ease_and_time() -> None:
    answer = event(1, DAY, rating=Rating.HARD, interval_before=6, interval=14, ease=2_360, duration_ms=90_000)

    assert rows(answer) == [(answer.at.ms, 2, 14, 6, 2_360, 60_000, 1)]


def test_each_kind_has_its_number() -> None:
    kinds = [EventKind.LEARN, EventKind.REVIEW, EventKind.RELEARN, EventKind.DRILL, EventKind.CRAM]
    log = rows(*(event(number, DAY, kind) for number, kind in enumerate(kinds)))

    assert [row[6] for row in log] == [0, 1, 2, 3, 3]
    assert last_answer(log) == log[2][0]


def test_what_was_set_by_hand_has_no_rating_and_only_a_reset_has_no_ease() -> None:
    log = rows(event(1, DAY, EventKind.RESET, None), event(2, DAY, EventKind.DUE, None, interval=9))

    assert [(row[6], row[1], row[2], row[4]) for row in log] == [(4, 0, 0, 0), (4, 0, 9, 2_500)]


def test_what_was_taken_back_and_what_anki_has_no_word_for_is_left_out() -> None:
    log = rows(
        event(1, DAY),
        event(2, DAY),
        event(3, DAY, EventKind.VOID, None, target="event 2"),
        event(4, DAY, EventKind.REMATCH, None),
    )

    assert len(log) == 1


def test_rows_follow_the_order_of_the_device_even_where_its_clock_was_set_back() -> None:
    first, second = event(1, DAY, rating=Rating.AGAIN), event(2, DAY)
    second = replace(second, at=Moment(first.at.ms - 500, 0))
    log = rows(second, first)

    assert [row[1] for row in log] == [1, 3]
    assert [row[0] for row in log] == [first.at.ms, first.at.ms + 1]


def test_no_row_lies_after_the_export() -> None:
    answer = event(1, DAY)

    assert rows(answer, latest=answer.at.ms - 1)[0][0] == answer.at.ms - 1


def test_a_new_card_has_its_position_and_a_suspended_one_keeps_it() -> None:
    new = state(None, DAY, suspended=False, position=7, last_answer=None)
    aside = state(None, DAY, suspended=True, position=2_000_000, last_answer=None)

    assert new == CardState(0, 0, 7)
    assert (aside.queue, aside.due) == (-1, 999_999)


def test_a_reviewed_card_is_due_in_days_from_the_first() -> None:
    known = state(schedule(DAY + timedelta(days=3)), DAY, suspended=False, position=1, last_answer=1_999)
    overdue = state(schedule(DAY - timedelta(days=3), ease=12_000), DAY, suspended=True, position=1, last_answer=None)

    assert known == CardState(2, 2, 3, 6, 2_350, 3, 1, 0, '{"lrt":1}')
    assert (overdue.queue, overdue.due, overdue.ease, overdue.data) == (-1, -3, 9_999, "{}")


def test_a_card_on_its_learning_steps_is_one_in_anki() -> None:
    known = schedule(DAY + timedelta(days=3))
    learnt, again = replace(known, interval=0, step=0, lapses=0), replace(known, interval=4, step=0)
    states = [state(one, DAY, suspended=False, position=1, last_answer=None) for one in (learnt, again)]

    assert states == [CardState(1, 3, 3, 0, 0, 3, 0, 2), CardState(3, 3, 3, 4, 2_350, 3, 1, 1)]
    aside = state(learnt, DAY, suspended=True, position=1, last_answer=None)
    assert (aside.queue, aside.due) == (-1, int(datetime.combine(learnt.due, time(), UTC).timestamp()))
