"""Commands about notes: add, scan, generate."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashdl import wording
from flashdl.cli.rim import (
    Context,
    agrees,
    agrees_to_everything,
    as_json,
    card_json,
    cards,
    common,
    pass_context,
    progress,
    refusal_json,
    say,
    say_json,
    tell,
    tell_moved,
    tell_problems,
)
from flashdl.errors import UsageError
from flashdl.model import Candidate, Decisions, Gap, Moment, Plan, Refusal, Rematch, State
from flashdl.sources.notes import NOTE_ENDINGS
from flashdl.terminal import cut, one_line

if TYPE_CHECKING:
    from flashdl.sources import Report
    from flashdl.store import Store

FEW = 8
"""Changes shown of each kind before the rest is counted."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--deck", help="Name of the deck; else the folder's.")
@click.option(
    "--inbox", "inbox_first", is_flag=True, help="Let all new cards wait in the inbox, not the doubtful alone."
)
@common
@pass_context
def add(context: Context, paths: tuple[str, ...], deck: str | None, *, inbox_first: bool) -> int:
    """Follow a folder or file of notes: read now, and again at each start.

    \b
    flashdl add ~/notes
    flashdl add ~/notes/biology --deck Biology
    """
    from flashdl import sources

    found = 0
    with context.store(begins=True) as store:
        for path in paths:
            if not agrees_to_everything(path):
                continue
            with progress() as each:
                report = sources.add(
                    store,
                    path,
                    deck,
                    context.now(),
                    skip=context.config.skip,
                    each=each,
                    cache=context.cache,
                    inbox_first=True if inbox_first else None,
                )
            tell_moved(report)
            _tell_report(report)
            if count := len(report.gathered.gaps):
                wanted = "1 note is" if count == 1 else f"{count} notes are"
                tell(f"{wanted} linked to and still to be written: `flashdl scan --gaps` lists them.")
            found += len(report.problems)
    return 1 if found else 0


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--why", is_flag=True, help="Also list what gave no card, with the reason.")
@click.option("--gaps", is_flag=True, help="Also list the notes that links want and nobody has written.")
@click.option(
    "--undo", is_flag=True, help="First take back what the last scan took for moved; it stays apart from then on."
)
@click.option("--yes", is_flag=True, help="With --undo, do not ask.")
@as_json
@common
@pass_context
def scan(context: Context, *, dry_run: bool, why: bool, gaps: bool, undo: bool, yes: bool, as_json: bool) -> int:
    """Read the sources again and take over what changed.

    \b
    flashdl scan
    flashdl scan --dry-run --why
    flashdl scan --gaps
    """
    from flashdl import sources

    if undo and dry_run:
        raise UsageError("--undo and --dry-run do not go together.")
    found, wanted, at = 0, 0, context.now()
    with context.store() as store:
        if undo and not _undo(context, store, at, yes=yes, as_json=as_json):
            return 1
        followed = store.sources()
        if not followed:
            tell("Nothing is followed yet. `flashdl add PATH` follows a folder of notes.")
        for source in followed:
            with progress() as each:
                report = sources.scan(
                    store,
                    source,
                    at,
                    skip=context.config.skip,
                    each=each,
                    decide=None if dry_run or as_json or not sys.stdin.isatty() else _Deciding(store),
                    dry_run=dry_run,
                    fresh=why or gaps,
                    cache=context.cache,
                )
            found += len(report.problems)
            if as_json:
                _say_report(report)
            else:
                _tell_report(report, store if not report.plan.is_empty else None, whole=why)
            for refusal in report.refusals if why else ():
                say_json(refusal_json(refusal)) if as_json else say(_reason(refusal))
            for gap in report.gathered.gaps if gaps else ():
                wanted += 1
                say_json(asdict(gap)) if as_json else say(_gap(gap))
    if gaps and followed and not wanted:
        tell("No link wants a note that is still to be written.")
    return 1 if found else 0


def _undo(context: Context, store: Store, at: Moment, *, yes: bool, as_json: bool) -> bool:
    """Take the pairings of the last scan that made any back; False where the person does not want that."""
    pairings = store.last_pairings()
    if pairings and as_json and not yes:
        raise UsageError("--undo asks first, which --json does not; say --yes with it. Nothing was changed.")
    if pairings and not yes:
        for card in store.cards_of([event.card for event in pairings[:FEW]]):
            tell(f"  {cut(one_line(card.prompt.question), 100)}")
        if len(pairings) > FEW:
            tell(f"  … and {len(pairings) - FEW} more")
        are = "This card was" if len(pairings) == 1 else f"These {len(pairings)} cards were"
        if not agrees(f"{are} taken for moved. Take that back? They stay apart from then on"):
            tell("Nothing was changed.")
            return False
    if pairings:
        context.keep_a_copy_before("undo")
    taken_back = store.undo_scan(pairings, at)
    if as_json:
        say_json({"undone": [event.card for event in taken_back]})
    elif taken_back:
        tell(f"{cards(len(taken_back))} of the last scan that moved any: old and new are two again.")
        tell("`flashdl restore` has the copy of before.")
    else:
        tell("No scan has taken a card for moved, so there is nothing to take back.")
    return True


class _Deciding:
    """Asks a person about pairings in doubt: once for all cards that one renaming would explain."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.answers: dict[str, bool] = {}

    def __call__(self, pairing: Rematch) -> bool:
        if pairing.evidence not in self.answers:
            old, new = self.store.card(pairing.card).prompt.question, pairing.candidate.prompt.question
            tell(f"Perhaps {one_line(pairing.evidence)}.")
            tell(f"  before: {one_line(old)}")
            tell(f"  now:    {one_line(new)}")
            self.answers[pairing.evidence] = agrees("Are they the same, so that the history goes on?")
        return self.answers[pairing.evidence]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--deck", help="Name of the deck; else the folder's.")
@click.option("--why", is_flag=True, help="Also what was refused, with the reason.")
@as_json
@common
@pass_context
def generate(context: Context, paths: tuple[str, ...], deck: str | None, *, why: bool, as_json: bool) -> int:
    """Print the cards that notes give. Nothing is stored.

    \b
    flashdl generate ~/notes/biology
    flashdl generate note.md --json --why
    """
    from flashdl import sources

    found = 0
    for path in paths:
        with progress() as each:
            report = sources.preview(None, Path(path), deck, skip=context.config.skip, each=each)
        tell_problems(report.problems)
        found += len(report.problems)
        sure = [(name, candidate) for name, candidate in report.plan.new if candidate.state is not State.INBOX]
        for name, candidate in sure:
            if as_json:
                say_json(card_json(name, candidate))
            else:
                say(_question(candidate))
        doubted = [_doubted(candidate) for _, candidate in report.plan.new if candidate.state is State.INBOX]
        for refusal in (*doubted, *report.refusals) if why else ():
            say_json(refusal_json(refusal)) if as_json else say(_reason(refusal))
        if not as_json:
            more = f"; {len(doubted)} more, less sure, would wait in the inbox" if doubted else ""
            if report.plan.new:
                tell(f"{one_line(path)}: {cards(len(sure))} from {_notes(report.documents)}{more}.")
            else:
                _tell_nothing(report)
    return 1 if found else 0


def _doubted(candidate: Candidate) -> Refusal:
    """A candidate that would wait, as one that was not printed for a reason."""
    from flashdl.triage import doubt

    prompt, place = candidate.prompt, candidate.place
    reason = f"it would wait in the inbox: {doubt(prompt.kind, candidate.score, Decisions())}"
    return Refusal(place.file, place.line, reason, prompt.kind, prompt.question, prompt.answers, candidate.key.subject)


def _question(candidate: Candidate) -> str:
    prompt, place = candidate.prompt, candidate.place
    where = one_line(f"{place.file}:{place.line}")
    return f"{where}  {one_line(prompt.question)}  →  {one_line(prompt.answers[0])}"


def _reason(refusal: Refusal) -> str:
    about = one_line(refusal.question or refusal.subject)[:100]
    return f"{one_line(refusal.file)}:{refusal.line}  {about}  –  {refusal.reason}"


def _gap(gap: Gap) -> str:
    return f"{gap.notes:4}  {one_line(gap.name)}  {one_line(gap.file)}:{gap.line}"


def _say_report(report: Report) -> None:
    from flashdl.triage import uncertain

    plan = report.plan
    say_json(
        {
            "source": report.source.path,
            "new": len(plan.new),
            "inbox": uncertain(plan.new),
            "changed": len(plan.changed),
            "moved": len(plan.moved),
            "returned": len(plan.returned),
            "orphaned": len(plan.orphaned),
            "doubtful": len(plan.doubtful),
            "problems": [str(problem) for problem in report.problems],
        }
    )


def _tell_report(report: Report, store: Store | None = None, *, whole: bool = True) -> None:
    """What a reading came to, for a person.

    Args:
        whole: with problems that were told when the source was read last.
    """
    from flashdl.triage import uncertain

    plan, problems = report.plan, report.problems
    if report.is_as_before and len(problems) > 1 and not whole:
        said = wording.problems(len(problems))
        tell(f"{one_line(report.source.path)}: {said} as before; `flashdl scan --why` lists them.")
    else:
        tell_problems(problems)
    if plan.is_empty:
        if not (plan.unchanged or plan.refreshed or (report.problems and not report.documents)):
            _tell_nothing(report)
        elif report.documents:
            tell(f"{one_line(report.source.path)}: nothing changed.")
        return
    doubted = uncertain(plan.new)
    counted = {
        "new": len(plan.new) - doubted,
        "for the inbox": doubted,
        "out of the inbox": len(plan.risen),
        "back in the inbox": len(plan.sunk),
        "changed": len(plan.changed),
        "moved": len(plan.moved),
        "back": len(plan.returned),
        "gone": len(plan.orphaned),
    }
    said = ", ".join(f"{count} {name}" for name, count in counted.items() if count)
    if report.gathered.form:
        tell(f"{one_line(report.source.path)}: {one_line(report.gathered.form)}.")
        tell(f"  {said}.")
    else:
        tell(f"{one_line(report.source.path)} ({_notes(report.documents)}): {said}.")
    if doubted:
        tell(f"  {cards(doubted)} for you to decide about: `flashdl inbox`, or i in the app.")
    if store is not None:
        _tell_changes(plan, store)


def _tell_changes(plan: Plan, store: Store) -> None:
    for sign, reason, questions in _changes(plan, store):
        is_shared = bool(reason) and len(questions) > 1
        before, behind = ("     ", "") if is_shared else (f"  {sign}", f"  ({one_line(reason)})" if reason else "")
        if is_shared:
            tell(f"  {sign} {one_line(reason)}:")
        for question in questions[:FEW]:
            tell(f"{before} {one_line(question)}{behind}")
        if len(questions) > FEW:
            tell(f"{before} … and {len(questions) - FEW} more")


def _changes(plan: Plan, store: Store) -> list[tuple[str, str, list[str]]]:
    """(sign, reason that they share or nothing, questions) of what a reading changed."""
    return [
        ("+", "", [candidate.prompt.question for _, candidate in plan.new if candidate.state is not State.INBOX]),
        ("~", "", [candidate.prompt.question for _, candidate in plan.changed]),
        *_by_reason(">", ((move.evidence, move.candidate) for move in plan.moved)),
        ("+", "", [candidate.prompt.question for _, candidate in plan.returned]),
        (
            "-",
            "",
            [store.card(card).prompt.question for card in plan.orphaned[:FEW]]
            + [""] * max(0, len(plan.orphaned) - FEW),
        ),
        *_by_reason("?", ((f"perhaps {one.evidence}", one.candidate) for one in plan.doubtful)),
    ]


def _by_reason(sign: str, told: Iterable[tuple[str, Candidate]]) -> list[tuple[str, str, list[str]]]:
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for reason, candidate in told:
        alike[reason].append(candidate.prompt.question)
    return [(sign, reason, questions) for reason, questions in alike.items()]


def _tell_nothing(report: Report) -> None:
    """Why a source gave no card: its commonest reasons."""
    from flashdl import importing

    path = report.source.path
    if not report.documents:
        tell(f"{one_line(path)}: there are no notes in it. Notes are files that end in {' or '.join(NOTE_ENDINGS)}.")
        if importing.holds_decks_alone(Path(path)):
            tell("  Files in it may be decks: `flashdl import` takes those in.")
        if report.source.id:
            tell("  It is followed all the same: what comes into it is read at the next start.")
        return
    tell(f"{one_line(path)}: no card from {_notes(report.documents)}.")
    for reason, count in Counter(refusal.reason for refusal in report.refusals).most_common(3):
        tell(f"  {count} ×  {reason}")
    if report.refusals:
        tell("  `flashdl generate --why PATH` tells all.")


def _notes(count: int) -> str:
    return "1 note" if count == 1 else f"{count} notes"


COMMANDS = (add, scan, generate)
