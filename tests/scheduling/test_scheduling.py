"""The study day, drills, and the replay of a log."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.model import Event, EventKind, Moment, Rating, Schedule
from flashdl.scheduling import AnkiSm2, Fsrs, Scheduler, in_order, is_drill, outcome, outcomes, replay, study_day
from flashdl.scheduling.sm2 import Sm2
from flashdl.scheduling.story import story
from tests.build import TODAY, a_moment, a_schedule, an_event

TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("hour", "minute", "day"),
    [
        (3, 59, TODAY - timedelta(days=1)),
        (4, 0, TODAY),
        (23, 59, TODAY),
        (0, 0, TODAY - timedelta(days=1)),
    ],
)
def test_a_review_after_midnight_belongs_to_the_evening_before(hour: int, minute: int, day: date) -> None:
    assert study_day(a_moment(TODAY, hour, minute), 4) == day


def test_the_study_day_is_that_of_the_clock_on_the_wall() -> None:
    noon_in_utc = a_moment(TODAY, 12, offset=0)

    assert study_day(Moment(noon_in_utc.ms, 14 * 60), 0) == TOMORROW
    assert study_day(Moment(noon_in_utc.ms, -12 * 60), 4) == TODAY - timedelta(days=1)


def test_a_moment_before_1970_has_a_study_day() -> None:
    assert study_day(Moment(-1, 0), 0) == date(1969, 12, 31)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),
    st.integers(0, 23),
    st.sampled_from(["Europe/Warsaw", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
)
def test_the_study_day_is_the_local_date_where_the_clock_jumps_too(at: datetime, rollover: int, zone: str) -> None:
    local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    assert offset is not None
    moment = Moment(int(local.timestamp() * 1000), offset // timedelta(minutes=1))

    assert study_day(moment, rollover) == (local.replace(tzinfo=None) - timedelta(hours=rollover)).date()


def test_a_further_answer_on_the_same_study_day_is_a_drill() -> None:
    assert is_drill(a_schedule(last_day=TODAY), TODAY)
    assert not is_drill(a_schedule(last_day=TODAY - timedelta(days=1)), TODAY)
    assert not is_drill(None, TODAY)


def test_an_answer_before_the_last_one_s_day_is_a_drill() -> None:
    assert is_drill(a_schedule(last_day=TOMORROW), TODAY)


def test_a_drill_moves_nothing_but_its_own_mark() -> None:
    pending = a_schedule(last_day=TODAY, drill=True)

    after_hard = outcome(pending, an_event(kind=EventKind.DRILL, rating=Rating.HARD))
    after_good = outcome(pending, an_event(kind=EventKind.DRILL, rating=Rating.GOOD))

    assert after_hard == pending
    assert after_good == replace(pending, drill=False)


@pytest.mark.parametrize("scheduler", [Sm2(), AnkiSm2(), Fsrs()])
def test_every_fail_is_counted_those_of_new_cards_and_of_drills_too(scheduler: Scheduler) -> None:
    ratings = [(Rating.AGAIN, TODAY), (Rating.AGAIN, TODAY), (Rating.EASY, TODAY), (Rating.AGAIN, TOMORROW)]
    log = [an_event(number, rating, a_moment(day)) for number, (rating, day) in enumerate(ratings, 1)]
    log = [replace(event, scheduler=scheduler.name, version=scheduler.version) for event in log]

    schedule = replay(log)

    assert schedule is not None
    assert schedule.fails == 3


def test_each_rating_is_told_what_it_would_do() -> None:
    told = outcomes(a_schedule(interval=6), TODAY, Sm2())

    assert list(told) == list(Rating)
    assert [schedule.interval for schedule in told.values()] == [1, 15, 15, 15]


def test_only_the_first_answer_of_a_study_day_counts() -> None:
    first = an_event(1, Rating.AGAIN, a_moment(hour=9))
    second = an_event(2, Rating.EASY, a_moment(hour=10))

    assert replay([first, second]) == replace(Sm2().step(None, Rating.AGAIN, TODAY), drill=False)


def test_a_reset_makes_a_card_new() -> None:
    reset = an_event(2, None, kind=EventKind.RESET)

    assert replay([an_event(1), reset]) is None
    assert replay([an_event(1), reset, an_event(3)]) == replay([an_event(3)])


def test_a_void_takes_back_any_event() -> None:
    reset = an_event(2, None, kind=EventKind.RESET)
    void = an_event(3, None, kind=EventKind.VOID, target=reset.id)

    assert replay([an_event(1), reset, void]) == replay([an_event(1)])


def test_cramming_and_a_new_key_move_nothing() -> None:
    cram = an_event(2, Rating.AGAIN, a_moment(TOMORROW), kind=EventKind.CRAM)
    rematch = an_event(3, None, a_moment(TOMORROW), kind=EventKind.REMATCH)

    assert replay([an_event(1), cram, rematch]) == replay([an_event(1)])


def test_a_drill_whose_first_answer_was_taken_back_moves_nothing() -> None:
    drill = an_event(2, Rating.AGAIN, kind=EventKind.DRILL)
    void = an_event(3, None, kind=EventKind.VOID, target=an_event(1).id)

    assert replay([an_event(1), drill, void]) is None


def test_a_due_day_set_by_hand_moves_the_due_day_alone() -> None:
    moved = an_event(2, None, kind=EventKind.DUE, payload='{"day": "2027-01-01"}')

    after = replay([an_event(1), moved])

    before = replay([an_event(1)])
    assert before is not None
    assert after == replace(before, due=date(2027, 1, 1))


def test_a_schedule_that_came_without_its_history_is_taken_as_it_is() -> None:
    given_schedule = a_schedule()
    payload = json.dumps(asdict(given_schedule), default=date.isoformat)

    assert replay([an_event(1, None, kind=EventKind.STATE, payload=payload)]) == given_schedule


def test_an_answer_is_replayed_under_the_choices_it_was_given_under() -> None:
    kept = an_event(1, Rating.AGAIN, parameters=Sm2(ease_on_fail="keep").parameters)

    schedule = replay([kept])

    assert schedule is not None
    assert schedule.ease == 2500


def test_a_scheduler_that_is_handed_in_replays_the_whole_log() -> None:
    kept = an_event(1, Rating.AGAIN, parameters=Sm2(ease_on_fail="keep").parameters)

    assert replay([kept], Sm2()) == Sm2().step(None, Rating.AGAIN, TODAY)


def test_an_unknown_scheduler_is_told_by_name() -> None:
    with pytest.raises(ValueError, match="scheduler fsrs 1 is not known"):
        replay([replace(an_event(1), scheduler="fsrs")])


def test_within_a_device_the_sequence_orders_and_not_the_clock() -> None:
    later = an_event(1, Rating.AGAIN, a_moment(TOMORROW))
    earlier = an_event(2, Rating.GOOD, a_moment(TODAY))

    assert in_order([earlier, later]) == [later, earlier]


def test_only_an_answer_asks_for_its_scheduler() -> None:
    payload = json.dumps(asdict(a_schedule()), default=date.isoformat)
    foreign = replace(an_event(1, None, kind=EventKind.STATE, payload=payload), scheduler="another program's")

    assert replay([foreign]) == a_schedule()
    assert [told.rule for told in story([foreign])] == ["a schedule that came without its history"]


def test_devices_are_merged_by_study_day_then_time() -> None:
    here = [an_event(1, at=a_moment(TODAY, 9)), an_event(2, at=a_moment(TOMORROW, 9))]
    there = [an_event(1, at=a_moment(TODAY, 10), device="there")]

    assert in_order([*there, *here]) == [here[0], there[0], here[1]]


def test_a_device_whose_clock_jumped_once_keeps_its_other_answers_in_their_place() -> None:
    days = [TODAY, date(2040, 1, 1), TOMORROW, date(1970, 1, 2), TOMORROW + timedelta(days=1)]
    here = [an_event(count, at=a_moment(day)) for count, day in enumerate(days)]
    there = [
        an_event(1, at=a_moment(TODAY, 20), device="there"),
        an_event(2, at=a_moment(TOMORROW, 20), device="there"),
    ]

    merged = in_order([*here, *there])

    assert merged == [here[0], here[1], there[0], here[2], here[3], there[1], here[4]]


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Logs of one card on up to three devices, each with a clock of its own."""
    events = []
    for device in draw(st.lists(st.sampled_from("abc"), unique=True, max_size=3)):
        for sequence in range(draw(st.integers(0, 6))):
            at = a_moment(TODAY + timedelta(days=draw(st.integers(-3, 9))), draw(st.integers(0, 23)))
            kind = draw(st.sampled_from([EventKind.REVIEW, EventKind.DRILL, EventKind.RESET, EventKind.CRAM]))
            events.append(an_event(sequence, draw(st.sampled_from(Rating)), at, kind=kind, device=device))
    return events


@given(logs(), st.randoms())
def test_a_replay_does_not_depend_on_the_order_in_which_rows_arrive(events: list[Event], shuffle: object) -> None:
    shuffled = list(events)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]

    assert in_order(shuffled) == in_order(events)
    assert replay(shuffled) == replay(events)


@given(logs())
def test_a_merge_never_turns_the_sequence_of_a_device_around(events: list[Event]) -> None:
    merged = in_order(events)

    assert sorted(merged, key=lambda event: event.id) == sorted(events, key=lambda event: event.id)
    for device in "abc":
        own = [event.sequence for event in merged if event.device == device]
        assert own == sorted(own)


@given(logs())
def test_without_jumps_a_merge_is_by_study_day_time_device_and_sequence(events: list[Event]) -> None:
    def place(event: Event) -> tuple[date, int, str, int]:
        return event.day, event.at.ms, event.device, event.sequence

    ordered = sorted(events, key=place)
    count: dict[str, int] = {}
    steady = []
    for event in ordered:
        count[event.device] = count.get(event.device, 0) + 1
        steady.append(replace(event, sequence=count[event.device]))

    assert in_order(steady) == sorted(steady, key=place)


@given(logs())
def test_a_void_of_every_event_leaves_a_new_card(events: list[Event]) -> None:
    voids = [an_event(100 + count, None, kind=EventKind.VOID, target=event.id) for count, event in enumerate(events)]

    assert replay([*voids, *events]) is None


@given(st.data())
def test_a_run_of_answers_under_sm2_is_what_its_steps_give(data: st.DataObject) -> None:
    """The replay takes runs at once; an outcome takes them one by one."""
    schedulers: list[Scheduler] = [Sm2(), Sm2("keep"), Sm2(repeat_hard=False), AnkiSm2(), Fsrs()]
    kinds = [*[EventKind.REVIEW] * 3, EventKind.LEARN, EventKind.DRILL, EventKind.DRILL, EventKind.RESET, EventKind.DUE]
    day, events = TODAY, []
    for sequence in range(data.draw(st.integers(0, 12))):
        day += timedelta(days=data.draw(st.sampled_from([0, 0, 1, 6, 40, -2])))
        chosen = data.draw(st.sampled_from(schedulers))
        kind = data.draw(st.sampled_from(kinds))
        rating = data.draw(st.sampled_from(Rating)) if kind not in (EventKind.RESET, EventKind.DUE) else None
        event = an_event(sequence, rating, a_moment(day), kind=kind, payload='{"day": "2027-01-01"}')
        events.append(replace(event, scheduler=chosen.name, version=chosen.version, parameters=chosen.parameters))
    for scheduler in (None, *schedulers):
        by_step: Schedule | None = None
        for event in events:
            by_step = outcome(by_step, event, scheduler)
        assert replay(events, scheduler) == by_step


def test_what_was_before_a_switch_is_replayed_under_the_new_scheduler() -> None:
    switch = replace(an_event(3, None, kind=EventKind.SWITCH), scheduler="anki")
    answers = [an_event(1, Rating.EASY), an_event(2, Rating.HARD, a_moment(TOMORROW))]
    later = an_event(4, Rating.GOOD, a_moment(TOMORROW + timedelta(days=40)))

    assert replay([*answers, switch]) == replay(answers, AnkiSm2())
    assert replay([*answers, switch, later]) == outcome(replay(answers, AnkiSm2()), later)


@given(logs())
def test_no_log_gives_an_absurd_schedule(events: list[Event]) -> None:
    schedule: Schedule | None = None
    for event in in_order(events):
        before = schedule
        schedule = outcome(schedule, event)
        if before and schedule:
            assert schedule.last_day >= before.last_day
        if schedule:
            assert schedule.due > schedule.last_day
            assert schedule.due - schedule.last_day == timedelta(days=schedule.interval)
