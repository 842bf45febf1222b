"""What a path that was named would bring in, drawn: cards, those that other decks have, and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from flashdl import wording
from flashdl.formats.table_columns import UNUSED
from flashdl.importing import Brought
from flashdl.model import Candidate, Problem, State
from flashdl.sources import NOTE_ENDINGS
from flashdl.terminal import one_line
from flashdl.triage import uncertain
from flashdl.tui.drawing import QUIET, face, plain

if TYPE_CHECKING:
    from flashdl.merging import Merged

SAMPLES = 5
MOST = 200
"""New cards that are listed."""


def summary(brought: Brought) -> str:
    """What was found, in a line, with the question whether to keep it."""
    found = brought.report
    waiting = uncertain(found.plan.new)
    number = len(found.plan.new) - waiting
    read = "1 note" if found.documents == 1 else f"{found.documents} notes"
    # A deck says what it was read as.
    where = f" in {found.gathered.form or read}" if found.documents else ""
    if found.was:
        added = f" {wording.cards(len(found.plan.new))} would be new." if found.plan.new else ""
        return f"This is what was in {found.was}.{added} Follow it here?"
    if found.plan.new:
        problems = f" {len(found.problems)} could not be read." if found.problems else ""
        doubted = f" {waiting} less sure would wait in the inbox." if waiting else ""
        twice = len(brought.duplicates)
        others = f" {'1 is in another deck' if twice == 1 else f'{twice} are in other decks'}, too." if twice else ""
        return f"Found {wording.cards(number)}{where}.{doubted}{others}{problems} Keep them?"
    if found.plan.unchanged:
        return f"Nothing new{where}: its cards are here already."
    if found.problems:
        return str(found.problems[0])
    if not found.documents:
        return f"There are no notes in it. Notes are files that end in {' or '.join(NOTE_ENDINGS)}."
    why = f" Most often: {found.refusals[0].reason}" if found.refusals else ""
    return f"No card could be made{where}.{why}"


def what_came(brought: Brought, width: int) -> Content:
    """The new cards, what other decks have already, and what was left out and why."""
    parts = _listed(brought.report.plan.new, width)
    for candidate, deck in brought.duplicates[:SAMPLES]:
        question = face(candidate.prompt.question).first_line
        told = Content.assemble("= ", question, plain(f"  in “{deck}”, too", QUIET))
        parts.append(told.truncate(width, ellipsis=True))
    parts += _more(len(brought.duplicates))
    problems, path = brought.report.problems, brought.report.source.path
    parts += [plain(f"! {_said(problem, path)}") for problem in problems[:SAMPLES]]
    parts += _more(len(problems))
    return Content("\n").join(parts)


def in_package(merged: Merged, width: int) -> Content:
    """A few of a package's cards, and what is left out of it."""
    # Templates put a line of their own above many a question.
    shown = [replace(one, prompt=replace(one.prompt, question=one_line(one.prompt.question))) for one in merged.samples]
    drawn = [_sample(candidate, width) for candidate in shown]
    drawn += [plain(f"! {problem.message}") for problem in merged.problems[:SAMPLES]]
    left = merged.unasked - min(SAMPLES, len(merged.problems))
    return Content("\n").join([*drawn, *([Content.styled(f"… and {left} more", QUIET)] if left > 0 else [])])


def columns_of(sample: Sequence[Sequence[str]], roles: Sequence[str], width: int) -> Content:
    """A line for each column of a table: what it is taken for, and what its first rows hold."""
    lines = []
    for number in range(max(map(len, sample), default=0)):
        role = roles[number].strip() if number < len(roles) else UNUSED
        cells = ", ".join(row[number].strip() for row in sample if number < len(row))
        style = QUIET if role in ("", UNUSED) else "bold"
        line = Content.assemble(plain(f"{role or UNUSED:8.8} ", style), plain(" ".join(cells.split())))
        lines.append(line.truncate(width, ellipsis=True))
    return Content("\n").join(lines)


def _listed(plan: Sequence[tuple[str, Candidate]], width: int) -> list[Content]:
    """The sure ones, a few from all over first, then those that would wait."""
    sure = [candidate for _, candidate in plan if candidate.state is not State.INBOX]
    doubtful = [candidate for _, candidate in plan if candidate.state is State.INBOX]
    few = sure[:: max(1, len(sure) // SAMPLES)][:SAMPLES]
    shown = {id(candidate) for candidate in few}
    sure = [*few, *(candidate for candidate in sure if id(candidate) not in shown)]
    parts = [_sample(candidate, width) for candidate in sure[:MOST]]
    parts += _more(len(sure), MOST)
    if doubtful:
        parts += [Content.styled("Less sure:", "bold")] if sure else []
        parts += [_sample(candidate, width, "? ") for candidate in doubtful[:MOST]]
        parts += _more(len(doubtful), MOST)
    return parts


def _said(problem: Problem, path: str) -> str:
    """A problem; the one file that was named need not be named again."""
    if problem.path != path:
        return str(problem)
    return problem.message if problem.line is None else f"line {problem.line}: {problem.message}"


def _more(count: int, shown: int = SAMPLES) -> list[Content]:
    return [Content.styled(f"… and {count - shown:,} more", QUIET)] if count > shown else []


def _sample(candidate: Candidate, width: int, mark: str = "• ") -> Content:
    prompt = candidate.prompt
    answer = ", ".join(prompt.items) or (prompt.answers[0] if prompt.answers else "")
    question = face(prompt.question).first_line.truncate(width - 2, ellipsis=True)
    return Content.assemble(
        mark, question, "\n    ", face(answer, "$text-success").first_line.truncate(width - 4, ellipsis=True)
    )
