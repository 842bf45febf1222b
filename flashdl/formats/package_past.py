"""The log of a package, laid out by card in a database of our own, from which SQLite alone copies nearly all of it.

Only the logs of cards that were answered in a filtered deck, reset or rescheduled have to be read row by row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flashdl.arriving import LOG
from flashdl.formats.package_file import Unpacked
from flashdl.formats.package_log import LONGEST_MS, NOTHING, Told, answered, told
from flashdl.leaving import BESIDE
from flashdl.scheduling import LATEST_INTERVAL, day_name, day_number

_EARLY, _LATE = 1 << 28, 1 << 43
"""Milliseconds since 1970; rows before or after that are looked at one by one."""
# A package from a stranger may hold anything in any column; what is copied from here is found to be numbers before.
_PAST = f"""CREATE TABLE {BESIDE}.past (number INTEGER, at, ease, ivl, before, factor, time, type,
PRIMARY KEY (number, at)) WITHOUT ROWID"""
_FILL = f"""INSERT OR IGNORE INTO {BESIDE}.past
SELECT cid, id, {{ease}}, ivl, lastIvl, factor, time, type
FROM main.revlog ORDER BY cid, id"""
"""Rows of cards that are not in the package stay with the rest: asking that of each takes as long as all else."""
_SORTED = "PRAGMA cache_size = -1024"
"""Pieces of 1 MiB stay within the processor's own cache while they are sorted."""
_OF_THREE = "CASE WHEN ease IN (2, 3) AND type IN (0, 2) THEN ease + 1 ELSE ease END"
"""What an answer to three buttons is among four, as Anki has it when it takes up such a log."""
_VIEW = f"""CREATE VIEW {BESIDE}.{LOG} AS SELECT number, at AS at_ms,
    date((at + {{shift}}) / 1000, 'unixepoch') AS day,
    CASE type WHEN 0 THEN 'learn' WHEN 1 THEN 'review' ELSE 'relearn' END AS kind,
    ease AS rating,
    min(max(time, 0), {LONGEST_MS}) AS duration_ms,
    CASE WHEN before > 0 THEN min(before, {LATEST_INTERVAL}) END AS interval_before,
    min(max(ivl, 0), {LATEST_INTERVAL}) AS interval,
    CASE WHEN factor > 0 THEN factor END AS ease,
    printf('{{{{"anki":[%d,%d,%d,%d]}}}}', type, ivl, before, factor) AS payload
FROM past"""
"""What `answered` makes of plain rows."""
_IS_PLAIN = f"""ease BETWEEN 1 AND 4 AND type BETWEEN 0 AND 2 AND at >= {_EARLY} AND at < {_LATE}
AND max(ivl, before, factor, time) < {_LATE} AND typeof(at + ease + ivl + before + factor + time + type) = 'integer'"""
"""All are whole numbers: to SQLite a text is more than any number, and no sum with a NULL or a fraction is whole. Seven
questions for their types take twice as long."""
_OF_CARD = f"FROM {BESIDE}.past WHERE number = value"
_COUNTED = f"""SELECT value, (SELECT max(at) {_OF_CARD}),
    (SELECT group_concat(CASE WHEN {_IS_PLAIN} THEN ease ELSE '-' END, '') {_OF_CARD}) FROM json_each(?)"""
"""Of each card the time of its last row, and a digit for each row that is plain."""
_ROWS = f"SELECT at, ease, ivl, before, factor, time, type FROM {BESIDE}.past WHERE number = ? ORDER BY at"


class Pasts:
    """The logs of all cards of a package."""

    def __init__(self, package: Unpacked, offset: int, rollover: int, *, apart: bool) -> None:
        """
        Args:
            offset: minutes east of UTC, by which days are told.
            rollover: hour at which a study day begins.
            apart: leave plain rows where they lie.
        """
        self._database, self._beside = package.database, package.beside
        self._offset, self._rollover, self._apart = offset, rollover, apart

    def lay_out(self, *, has_three_buttons: bool = False) -> None:
        """Make the database beside, where no file is yet.

        Args:
            has_three_buttons: as `Frame` has it.

        Raises:
            sqlite3.Error: the package's log is damaged.
        """
        half = self._beside.with_name(f"{self._beside.name} half")
        self._attach(half, "rwc")
        # A file that nobody reads before it is whole needs no journal, and has its name when it is.
        fill = _FILL.format(ease=_OF_THREE if has_three_buttons else "ease")
        unkept = (f"PRAGMA {BESIDE}.journal_mode = OFF", f"PRAGMA {BESIDE}.synchronous = OFF")
        for statement in (_SORTED, *unkept, _PAST, fill):
            self._database.execute(statement)
        self._database.execute(_VIEW.format(shift=(self._offset - self._rollover * 60) * 60_000))
        self._database.execute(f"DETACH {BESIDE}")
        half.rename(self._beside)
        self.attach()

    def attach(self) -> None:
        """Read what was laid out, by another process, too."""
        self._attach(self._beside, "ro")

    @property
    def are_laid_out(self) -> bool:
        """Whether that is done, by another process, too."""
        return self._beside.exists()

    def _attach(self, file: Path, mode: str) -> None:
        self._database.execute(f"ATTACH ? AS {BESIDE}", (f"file:{quote(str(file))}?mode={mode}",))

    def of(self, cards: Sequence[int]) -> list[Told]:
        """What the log of each card comes to."""
        counted = self._database.execute(_COUNTED, (json.dumps(cards),))
        return [NOTHING if last is None else self._told(card, last, ratings) for card, last, ratings in counted]

    def _told(self, card: int, last: int, ratings: str) -> Told:
        if not self._apart or not ratings.isdigit():
            return told(answered(self._database.execute(_ROWS, (card,)), self._offset, self._rollover))
        passes, fails = len(ratings) - 1 - ratings.rfind("1"), ratings.count("1")
        day = day_name(day_number(last, self._offset, self._rollover))
        return Told((), len(ratings), last, day, passes, fails, is_known=True)
