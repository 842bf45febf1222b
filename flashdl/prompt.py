"""`flashdl due --prompt` the short way: the number that a prompt waits for, without a model, or None for the long way.

It answers what is usual: limits for all decks, and no planned break. All it counts it counts in SQL, and
no further than the day may ask, so that it takes as long with a million cards as with ten thousand. What it cannot be
sure of it leaves to `due`; where it answers, the number is that of `due`. Not even pathlib is loaded for it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
from collections.abc import Mapping, Sequence

from flashdl.defaults import BREAK_DAYS, LARGEST_CONFIG, LEAST, NEW, REVIEWS, ROLLOVER, USUAL_DAYS
from flashdl.store.amounts import Amounts, answered, answered_on, days_before, done
from flashdl.store.migrations import APPLICATION_ID, VERSION

TYPE_CHECKING = False  # as the one of typing, whose import a prompt would wait for

if TYPE_CHECKING:
    from flashdl.store.amounts import Rows

_WITHOUT_A_SAY = frozenset(
    {"limits", "rollover", "minutes", "repeat_hard", "ease_on_fail", "leech", "skip", "theme", "keys"}
)
"""Names in config.toml that change nothing here, and the three that are read."""


def number(arguments: Sequence[str], environ: Mapping[str, str]) -> int | None:
    """How many cards today asks; None where only the long way can say it, or say what is wrong.

    Args:
        arguments: what stands behind `due`.
    """
    asked = _database(arguments, environ)
    chosen = _config(environ) if asked else None
    if not asked or chosen is None:
        return None
    new, reviews, rollover = chosen
    return counted(asked, _today(rollover), new, reviews)


def counted(database: str, today: str, new: int, reviews: int) -> int | None:
    """The number on a study day, with limits for all decks; None where the long way has to say it."""
    try:
        connection = sqlite3.connect(f"file:{_quoted(os.path.abspath(database))}?mode=ro", uri=True, timeout=5)
        try:
            connection.isolation_level = None
            connection.execute("BEGIN")  # one moment for all parts
            return _counted(connection, today, new, reviews)
        finally:
            connection.close()
    except (sqlite3.Error, OSError, ValueError):
        return None


def _counted(connection: sqlite3.Connection, today: str, new: int, reviews: int) -> int | None:
    rows = connection.execute

    def one(statement: str) -> int:
        return int(rows(statement).fetchone()[0] or 0)

    if one("PRAGMA application_id") != APPLICATION_ID or one("PRAGMA user_version") != VERSION:
        return None
    if one("SELECT COUNT(*) FROM meta WHERE name = 'vacations' AND value <> '[]'"):
        return None
    amounts = Amounts(rows, today)
    done_new, done_reviews = done(rows, today)
    if amounts.due(LEAST + 1) + answered(rows, today) > LEAST:
        pace = _pace(rows, today)
        if pace is not None and amounts.due(pace + 1) + done_reviews > pace:
            new, reviews = 0, min(reviews, pace)
    asked = amounts.asked(max(0, new - done_new), max(0, reviews - done_reviews))
    return None if asked is None else sum(asked)


def _pace(rows: Rows, today: str) -> int | None:
    """Reviews that the day may ask if it comes after a break: what `scheduling.pace` says where none was planned."""
    days = days_before(rows, today)
    breaks = [place for place, (_, gap) in enumerate(days) if gap >= BREAK_DAYS]
    if not breaks:
        return None
    usual = [day for day, _ in days[: breaks[-1] + 1]][-USUAL_DAYS:]
    counts = sorted(answered_on(rows, day) for day in usual)
    median: float = (counts[(len(counts) - 1) // 2] + counts[len(counts) // 2]) / 2
    return max(LEAST, round(median * 3 / 2))


def _database(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The database's path; empty where it is not said plainly."""
    if list(arguments) == ["--prompt"]:
        asked = environ.get("FLASHDL_DB", "")
        if not asked:
            folder = _folder(environ, "XDG_DATA_HOME", ".local/share")
            return folder and os.path.join(folder, "flashdl.db")
    elif len(arguments) == 3 and "--prompt" in (arguments[0], arguments[2]) and "--db" in arguments[:2]:
        asked = arguments[list(arguments).index("--db") + 1]
    else:
        return ""
    return "" if "://" in asked or asked.startswith("~") or "\0" in asked else asked


def _config(environ: Mapping[str, str]) -> tuple[int, int, int] | None:
    """New cards and reviews a day and the hour at which it begins; None where config.toml says more than that."""
    folder = _folder(environ, "XDG_CONFIG_HOME", ".config")
    if not folder:
        return None
    path = os.path.join(folder, "config.toml")
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_CONFIG:
            return None  # a pipe would be waited for, a device has no end
        with open(path, "rb") as file:
            written = file.read()
    except FileNotFoundError:
        return NEW, REVIEWS, ROLLOVER
    except OSError:
        return None
    import tomllib

    try:
        told = tomllib.loads(written.decode())
    except (ValueError, RecursionError):
        return None
    limits = told.get("limits", {})
    if not isinstance(limits, dict) or not _WITHOUT_A_SAY.issuperset(told) or not {"new", "reviews"}.issuperset(limits):
        return None
    chosen = limits.get("new", NEW), limits.get("reviews", REVIEWS), told.get("rollover", ROLLOVER)
    is_sound = all(type(one) is int and 0 <= one <= most for one, most in zip(chosen, (9999, 9999, 23), strict=True))
    return chosen if is_sound else None


def _folder(environ: Mapping[str, str], variable: str, below_home: str) -> str:
    """flashdl's folder of one kind; empty where the platform has to be asked."""
    if os.path.isabs(environ.get(variable, "")):
        return os.path.join(environ[variable], "flashdl")
    if sys.platform.startswith(("linux", "freebsd")) and os.path.isabs(environ.get("HOME", "")):
        return os.path.join(environ["HOME"], below_home, "flashdl")
    return ""


def _today(rollover: int) -> str:
    """The study day."""
    now = time.time()
    offset = time.localtime(now).tm_gmtoff
    return time.strftime("%Y-%m-%d", time.gmtime(now + offset - rollover * 3600))


def _quoted(path: str) -> str:
    """A path in a URI."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
