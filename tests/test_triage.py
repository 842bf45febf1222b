"""Which new cards wait in the inbox: a card's score, what the person decided, and what that taught."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flashdl import triage
from flashdl.defaults import LINE
from flashdl.identity import card_id
from flashdl.model import Candidate, Card, Decisions, Lesson, Plan, State
from tests.build import a_candidate, a_card, a_plan

COUNTS = st.integers(0, 10_000)
LESSONS = st.builds(Lesson, COUNTS, COUNTS)
SCORES = st.integers(50, 100).map(lambda hundredths: hundredths / 100)
KIND = "attribute"


def scored(score: float, subject: str = "GAN") -> Candidate:
    state = State.ACTIVE if score >= LINE else State.INBOX
    return replace(a_candidate(subject), score=score, state=state)


def new_state(score: float, decisions: Decisions) -> State:
    ((_, candidate),) = triage.sorted_out(a_plan(1, scored(score)), (), decisions).new
    return candidate.state


def taught(kept: int, rejected: int) -> Decisions:
    return Decisions(lessons={KIND: Lesson(kept, rejected)})


def test_nothing_seen_teaches_nothing() -> None:
    assert triage.shift(Lesson(0, 0)) == 0
    assert new_state(LINE, Decisions()) is State.ACTIVE
    assert new_state(LINE - 0.01, Decisions()) is State.INBOX


@given(LESSONS)
def test_a_shift_has_bounds(lesson: Lesson) -> None:
    assert -0.32 <= triage.shift(lesson) <= 0.08 + 1e-9


@given(LESSONS, st.integers(1, 100))
def test_keeping_raises_and_rejecting_lowers(lesson: Lesson, more: int) -> None:
    found = triage.shift(lesson)

    assert triage.shift(Lesson(lesson.kept + more, lesson.rejected)) > found
    assert triage.shift(Lesson(lesson.kept, lesson.rejected + more)) < found


@given(st.integers(0, 500))
def test_the_expected_share_teaches_nothing_however_much_was_seen(fifths: int) -> None:
    assert abs(triage.shift(Lesson(4 * fifths, fifths))) < 1e-9


@given(SCORES, LESSONS)
def test_a_card_waits_exactly_where_there_is_a_reason(score: float, lesson: Lesson) -> None:
    decisions = Decisions(lessons={KIND: lesson})

    assert (triage.doubt(KIND, score, decisions) is None) == (new_state(score, decisions) is State.ACTIVE)


@given(SCORES, LESSONS)
def test_another_kind_learns_nothing(score: float, lesson: Lesson) -> None:
    assert new_state(score, Decisions(lessons={"cloze": lesson})) is new_state(score, Decisions())


def test_what_is_rejected_again_and_again_waits_and_is_told_why() -> None:
    assert new_state(0.7, taught(0, 2)) is State.ACTIVE
    assert new_state(0.7, taught(0, 20)) is State.INBOX
    assert "you rejected 20 of the kind" in (triage.doubt(KIND, 0.7, taught(0, 20)) or "")


def test_what_is_kept_again_and_again_need_not_wait() -> None:
    assert new_state(0.55, taught(0, 0)) is State.INBOX
    assert new_state(0.55, taught(100, 2)) is State.ACTIVE


@given(LESSONS)
def test_a_rejected_kind_and_a_source_for_the_inbox_hold_whatever_was_learned(lesson: Lesson) -> None:
    lessons = {KIND: lesson}

    assert new_state(1.0, Decisions(inbox_first=True, lessons=lessons)) is State.INBOX
    assert new_state(1.0, Decisions(rejected_kinds=frozenset({KIND}), lessons=lessons)) is State.INBOX
    assert new_state(1.0, Decisions(rejected_kinds=frozenset({"cloze"}))) is State.ACTIVE


def stored(candidate: Candidate, state: State) -> Card:
    return replace(a_card(candidate=candidate), state=state)


def read_again(before: float, after: float, state: State, decisions: Decisions | None = None) -> tuple[str, ...]:
    old, now = scored(before), scored(after)
    plan = Plan(1, refreshed=((card_id(now.key), now),))
    done = triage.sorted_out(plan, [stored(old, state)], decisions or Decisions())
    assert done.sunk == ()
    return done.risen


def test_a_card_that_rises_above_the_line_leaves_the_inbox_by_itself() -> None:
    assert read_again(0.55, 0.7, State.INBOX) == (card_id(scored(0.7).key),)


def test_nothing_else_moves_a_stored_card() -> None:
    for state in State:
        assert read_again(0.9, 0.55, state) == ()
        assert state is State.INBOX or read_again(0.55, 0.9, state) == ()


STEPS = st.lists(st.tuples(SCORES, LESSONS), min_size=1, max_size=6)


@given(STEPS, SCORES, st.data())
def test_with_a_score_that_it_had_before_a_card_stands_as_it_did(
    steps: list[tuple[float, Lesson]], first: float, data: st.DataObject
) -> None:
    """As long as nobody decides it or answers it, whatever is learned meanwhile."""
    card, bands, seen = stored(scored(first), State.INBOX), dict[str, triage.Band](), {first: State.INBOX}
    for score, lesson in (*steps, (data.draw(st.sampled_from([first, *(score for score, _ in steps)])), Lesson(0, 0))):
        now = scored(score)
        plan = Plan(1, refreshed=((card.id, now),))
        done = triage.sorted_out(plan, [card], Decisions(lessons={KIND: lesson}), bands=bands)
        state = State.ACTIVE if card.id in done.risen else State.INBOX if card.id in done.sunk else card.state
        assert seen.setdefault(score, state) is state
        card, bands = replace(stored(now, state), id=card.id), bands | dict(done.bands)


def test_a_waiting_card_stays_where_more_than_its_score_holds_it() -> None:
    assert read_again(0.55, 0.7, State.INBOX, Decisions(inbox_first=True)) == ()
    assert read_again(0.55, 0.7, State.INBOX, Decisions(rejected_kinds=frozenset({KIND}))) == ()
    assert read_again(0.55, 0.7, State.INBOX, taught(0, 20)) == ()


@given(LESSONS)
def test_a_lesson_alone_never_moves_a_stored_card(lesson: Lesson) -> None:
    decisions = Decisions(lessons={KIND: lesson})

    for state in State:
        assert read_again(0.55, 0.55, state, decisions) == ()
