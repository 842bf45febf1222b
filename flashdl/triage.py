"""Which new cards are asked at once and which wait in the inbox for the person. Pure.

A card's own score decides, moved a little by what became of the cards of its kind from its source. Decisions about a
kind or a whole source go before it. What is stored is never moved by a lesson: it was decided, or waits to be. Only its
own score moves a card that nobody has decided or answered: out of the inbox, and back where the note is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from flashdl.defaults import LINE
from flashdl.model import Candidate, Card, Decisions, Lesson, Plan, State

Band = tuple[float, float | None]
"""Up to which score an untouched card waits, and from which on it is asked; None: it never was."""
EXPECTED = 0.8
"""The share of a kind's cards that one expects to be kept: at that share nothing is learned."""
PRIOR = 8
"""Cards that the expectation counts for against what was seen."""
WEIGHT = 0.4
"""Score that lies between a kind never kept and one always kept."""


def shift(lesson: Lesson) -> float:
    """How much a kind's score rises or falls for what became of its cards: from -0.32 to 0.08.

    The share kept is smoothed with a beta prior of `PRIOR` cards at `EXPECTED`, so that one rejection says little:
    `WEIGHT * ((kept + PRIOR * EXPECTED) / (kept + rejected + PRIOR) - EXPECTED)`.
    """
    share = (lesson.kept + PRIOR * EXPECTED) / (lesson.kept + lesson.rejected + PRIOR)
    return WEIGHT * (share - EXPECTED)


def doubt(kind: str, score: float, decisions: Decisions) -> str | None:
    """Why a card of this kind and score waits, in words; None where it is asked at once.

    Args:
        score: the card's own, 0 to 1.
    """
    if kind in decisions.rejected_kinds:
        return f"you rejected the kind “{kind}” here"
    if decisions.inbox_first:
        return "all new cards of this source wait here"
    lesson = decisions.lessons.get(kind, Lesson(0, 0))
    if _reached(score, lesson):
        return None
    if score < LINE:
        return f"not always worth asking (score {score:.2f}; asked at once from {LINE} on)"
    seen = f"you rejected {lesson.rejected} of the kind “{kind}” here and kept {lesson.kept}"
    scores = f"score {score:.2f}, here {score + shift(lesson):.2f}"
    return f"not always worth asking ({scores}; asked at once from {LINE} on): {seen}"


def standing(kind: str, score: float, decisions: Decisions) -> str:
    """Why a card that waits does so, in words, also where it would be asked at once by now."""
    if reason := doubt(kind, score, decisions):
        return reason
    kept = decisions.lessons.get(kind, Lesson(0, 0)).kept
    since = f", here {score + shift(decisions.lessons[kind]):.2f}: you kept {kept} of the kind “{kind}”" if kept else ""
    return f"doubtful when it came, sure enough by now (score {score:.2f}{since})"


def sorted_out(
    plan: Plan,
    stored: Iterable[Card],
    decisions: Decisions,
    accepted: Collection[str] = (),
    bands: Mapping[str, Band] = {},
) -> Plan:
    """The plan with a state for every new card, and with the undecided ones that rise out of the inbox or sink back.

    Args:
        stored: the cards of the plan's source.
        accepted: ids of cards that the person took out of the inbox before they were deleted.
        bands: by id, of cards that nobody has decided or answered.
    """
    is_doubted = cache(lambda kind, score: doubt(kind, score, decisions) is not None)
    undecided = {card.id: card for card in stored if card.state is State.INBOX or card.id in bands}
    found = (*plan.changed, *plan.refreshed, *plan.returned, *((one.card, one.candidate) for one in plan.moved))
    risen: list[str] = []
    sunk: list[str] = []
    changed: list[tuple[str, Band]] = []
    for card, candidate in found:
        if card not in undecided:
            continue
        known = bands.get(card, (undecided[card].score, None))
        waits, band = _judged(candidate, known, is_doubted)
        if waits != (undecided[card].state is State.INBOX):
            (sunk if waits else risen).append(card)
        if band not in (bands.get(card), (candidate.score, None)):  # the second is taken for granted
            changed.append((card, band))
    new = tuple(
        (card, _in_state(candidate, _state(candidate, _never if card in accepted else is_doubted)))
        for card, candidate in plan.new
    )
    return replace(plan, new=new, risen=tuple(risen), sunk=tuple(sunk), bands=tuple(changed))


def _judged(candidate: Candidate, band: Band, is_doubted: Callable[[str, float], bool]) -> tuple[bool, Band]:
    """Whether an undecided card waits, and its band by now.

    With a score that it has had before, or a worse or better one, it stands as it did: so notes that go to an old
    state and back change nothing, whatever was learned since.
    """
    waits, asked = band
    if candidate.score <= waits:
        return True, band
    if asked is not None and candidate.score >= asked:
        return False, band
    if _state(candidate, is_doubted) is State.ACTIVE:
        return False, (waits, candidate.score)
    return True, (candidate.score, asked)


def uncertain(new: Sequence[tuple[str, Candidate]]) -> int:
    """How many of a plan's new cards wait for a decision."""
    return sum(candidate.state is State.INBOX for _, candidate in new)


def _in_state(candidate: Candidate, state: State) -> Candidate:
    return candidate if candidate.state is state else replace(candidate, state=state)


def _state(candidate: Candidate, is_doubted: Callable[[str, float], bool]) -> State:
    if candidate.state is State.SUSPENDED or candidate.state is State.REJECTED:
        return candidate.state
    return State.INBOX if is_doubted(candidate.prompt.kind, candidate.score) else State.ACTIVE


def _never(kind: str, score: float) -> bool:
    return False


def _reached(score: float, lesson: Lesson) -> bool:
    # Scores have two digits; a sum of floats must not miss the line by its last bit.
    return round(score + shift(lesson), 6) >= LINE
