"""Learning steps of minutes, which Anki's SM-2 and FSRS have: where an answer leads on them."""

from __future__ import annotations

from collections.abc import Sequence

from flashdl.model import Rating

MINUTES_A_DAY = 1440


def after(steps: Sequence[int], step: int, rating: Rating) -> tuple[int, int] | None:
    """The step that an answer leads to, and the days until it.

    A step shorter than a day is taken in the same sitting: the card comes back when the others have been asked.

    Args:
        steps: minutes.
        step: 0-based, where the card is.

    Returns:
        (step, days); None where the card has done with the steps.
    """
    if not steps or rating is Rating.EASY or (step >= len(steps) and rating is not Rating.AGAIN):
        return None
    if rating is Rating.GOOD:
        return (step + 1, steps[step + 1] // MINUTES_A_DAY) if step + 1 < len(steps) else None
    if rating is Rating.AGAIN:
        return 0, steps[0] // MINUTES_A_DAY
    return step, _days(_hard_minutes(steps, step))


def _days(minutes: int) -> int:
    """Beyond a day half a day is rounded up."""
    return minutes // MINUTES_A_DAY if minutes <= MINUTES_A_DAY else (2 * minutes + MINUTES_A_DAY) // MINUTES_A_DAY // 2


def _hard_minutes(steps: Sequence[int], step: int) -> int:
    """HARD stays on its step; on the first it waits for half as long again, or half-way to the second."""
    if step > 0:
        return steps[step]
    if len(steps) == 1:
        return min(steps[0] * 3 // 2, steps[0] + MINUTES_A_DAY)
    return (steps[0] + steps[1]) // 2
