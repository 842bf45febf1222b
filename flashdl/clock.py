"""The clock of the rim: the only place where the time of day is read."""

from __future__ import annotations

import time

from flashdl.model import Moment


def now() -> Moment:
    """This moment, with the offset that the local zone has at it."""
    ns = time.time_ns()
    return Moment(ns // 1_000_000, time.localtime(ns / 1e9).tm_gmtoff // 60)
