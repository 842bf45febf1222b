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

from flashdl.defaults import BREAK_DAYS, LARGEST_CONFIG, LEAST, LOOK_BACK_DAYS, NEW, REVIEWS, ROLLOVER, USUAL_DAYS
from flashdl.store.asked import ASKED, DONE, STANDING
from flashdl.store.migrations import APPLICATION_ID, VERSION

_DUE = f"schedule JOIN card ON card.id = schedule.card WHERE due <= :today AND last_day < :today AND {ASKED}"
_DRILL = f"drill AND {ASKED}"
_ANSWERED = f"""schedule JOIN card ON card.id = schedule.card
WHERE last_day >= :today AND (last_day = :today OR ({_DRILL}))"""
_NOT_TAKEN = f"note NOT IN (SELECT note FROM {_ANSWERED})"

_TAKEN = f"SELECT COUNT(*) FROM {_ANSWERED}"
_AGAIN = f"SELECT COUNT(*) FROM {_ANSWERED} AND {_DRILL}"
_PILE = f"SELECT COUNT(*) FROM (SELECT 1 FROM {_DUE} LIMIT :most)"
_REVIEWS = f"SELECT COUNT(*) FROM (SELECT DISTINCT note FROM {_DUE} AND {_NOT_TAKEN} LIMIT :most)"
_NEW = f"""
SELECT COUNT(*) FROM (
    SELECT DISTINCT note FROM card WHERE {ASKED} AND NOT EXISTS (SELECT 1 FROM schedule WHERE schedule.card = card.id)
        AND {_NOT_TAKEN} AND note NOT IN (SELECT note FROM {_DUE}) LIMIT :most
)"""
# A day after another, each by one step in the index, whatever a day holds.
_DAY = f"""(SELECT day FROM event WHERE day > {{}} AND day < :today AND kind IN ('learn', 'review', 'relearn')
    AND {STANDING} ORDER BY day LIMIT 1)"""
_FIRST = _DAY.format(f"DATE(:today, '-{LOOK_BACK_DAYS} days')")
_DAYS = f"""
WITH RECURSIVE days (day) AS (
    SELECT {_FIRST} UNION ALL SELECT {_DAY.format("days.day")} FROM days WHERE day IS NOT NULL
)
SELECT day, JULIANDAY(LEAD(day, 1, :today) OVER (ORDER BY day)) - JULIANDAY(day) - 1 FROM days WHERE day IS NOT NULL"""
_DONE_ON = f"""SELECT COUNT(DISTINCT card) FROM event
WHERE day = :day AND kind IN ('learn', 'review', 'relearn') AND {STANDING}"""

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
    def one(statement: str, **values: object) -> int:
        return int(connection.execute(statement, {"today": today, **values}).fetchone()[0] or 0)

    if one("PRAGMA application_id") != APPLICATION_ID or one("PRAGMA user_version") != VERSION:
        return None
    if one("SELECT COUNT(*) FROM meta WHERE name = 'vacations' AND value <> '[]'"):
        return None
    done_new, done_reviews = (int(count) for count in connection.execute(DONE, {"today": today}).fetchone())
    if one(_PILE, most=LEAST + 1) + one(_TAKEN) > LEAST:
        pace = _pace(connection, today)
        if pace is not None and one(_PILE, most=pace + 1) + done_reviews > pace:
            new, reviews = 0, min(reviews, pace)
    left_new, left = max(0, new - done_new), max(0, reviews - done_reviews)
    due = one(_REVIEWS, most=left + 1)
    fresh = one(_NEW, most=left_new) if left_new else 0
    if due > left and fresh < left_new:
        # Which of the due ones are asked says which of the new ones have to wait for them.
        return None
    return one(_AGAIN) + min(due, left) + fresh


def _pace(connection: sqlite3.Connection, today: str) -> int | None:
    """Reviews that the day may ask if it comes after a break: what `scheduling.pace` says where none was planned."""
    days = connection.execute(_DAYS, {"today": today}).fetchall()
    breaks = [place for place, (_, gap) in enumerate(days) if gap >= BREAK_DAYS]
    if not breaks:
        return None
    usual = [day for day, _ in days[: breaks[-1] + 1]][-USUAL_DAYS:]
    counts = sorted(int(connection.execute(_DONE_ON, {"day": day}).fetchone()[0]) for day in usual)
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
