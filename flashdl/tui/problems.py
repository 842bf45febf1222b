"""What the last reading could not read, to be looked at: file, line and what is wrong, source by source."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from flashdl import wording
from flashdl.sources import Report
from flashdl.tui.drawing import QUIET, plain
from flashdl.tui.note import NoteScreen


class ProblemsScreen(NoteScreen):
    """Every problem of the sources that have any."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = [report for report in reports if report.problems]
        number = sum(len(report.problems) for report in self._reports)
        super().__init__(wording.problems(number), (), None)

    def _lines_in(self, width: int) -> list[list[Content]]:
        lines: list[list[Content]] = []
        for report in self._reports:
            source = report.source.path
            lines.append(plain(source, "bold").wrap(width))
            for problem in report.problems:
                # Of a file that is followed alone the path stands above.
                at = ("line " if problem.path == source else f"{problem.path}:") + str(problem.line or "")
                place = at.rstrip(":") if problem.line or problem.path != source else ""
                told = plain(f"{place}: ", QUIET) if place else Content("")
                lines.append((told + plain(problem.message)).wrap(width))
        return lines
