"""The app. Textual is loaded when it is run, not before."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flashdl.config import Config
    from flashdl.model import Moment
    from flashdl.store import Store

__all__ = ["run"]


def run(
    open_store: Callable[[], Store],
    config: Config,
    *,
    now: Callable[[], Moment],
    start: str | None = None,
    review: bool = False,
    only: Collection[str] | None = None,
    cram: bool = False,
    notice: str = "",
) -> int:
    """Run the app until it is left.

    Args:
        start: the deck that `review` begins with; None for all.
        review: go straight into a review.
        only: ids of the cards that `review` begins with; None for all.
        cram: `review` practises, and touches no schedule.
        notice: what the home screen says first.
        open_store: the database is shown before it is open, where that can be; it is opened once.

    Returns:
        the exit code.

    Raises:
        StoreError: the database cannot be used.
    """
    from flashdl.tui import app

    return app.run(open_store, config, now=now, start=start, review=review, only=only, cram=cram, notice=notice)
