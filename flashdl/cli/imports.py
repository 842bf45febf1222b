"""The command `import`: decks of any kind come in."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashdl.cli.rim import (
    Context,
    agrees_to_everything,
    as_json,
    cards,
    common,
    one_line_told,
    pass_context,
    progress,
    say_json,
    tell,
    tell_moved,
)
from flashdl.errors import FileError, UsageError
from flashdl.terminal import cut, one_line

if TYPE_CHECKING:
    from flashdl.formats.table_columns import ColumnsError
    from flashdl.importing import Brought
    from flashdl.store import Store

FEW = 8
"""Cards shown of each kind before the rest is counted."""
MANY = 20
"""Problems shown before the rest is counted."""
STDIN = "-"
PACKAGES = (".apkg", ".colpkg")


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--deck", help="Name of the deck; else the file's own.")
@click.option("--columns", help="What a table's columns hold, as in front,back,tags,-")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@as_json
@common
@pass_context
def import_(
    context: Context, files: tuple[str, ...], deck: str | None, columns: str | None, *, dry_run: bool, as_json: bool
) -> int:
    """Bring decks in, or their changes: YAML, CSV and TSV, Anki, text from Anki or Quizlet, Markdown, CrowdAnki.

    The format is recognised. Schedules come along where the file has them. A file or folder is followed from then on:
    what changes in it is taken over at the next start. `-` reads what is pasted.

    \b
    flashdl import deck.csv decks/
    flashdl import anki.apkg
    flashdl import words.txt --columns front,back,-,tags
    flashdl import - --deck Spanish
    """
    bringing = _Bringing(context, deck, tuple(columns.split(",")) if columns else (), dry_run, as_json)
    if STDIN in files and not deck:
        raise UsageError("what is pasted has no name; say --deck NAME.")
    with context.store(begins=True) as store:
        if not dry_run:
            context.keep_a_copy_before("import")
        for file in files:
            try:
                bringing.take(store, file)
            except FileError as error:
                if len(files) == 1:
                    raise
                bringing.fail(error)
    if len(files) > 1 and not as_json:
        bringing.tell_sum()
    return 1 if bringing.counts["refused"] else 0


class _Bringing:
    """One start of the command: its files one after another, and their sum."""

    def __init__(
        self, context: Context, deck: str | None, columns: tuple[str, ...], dry_run: bool, as_json: bool
    ) -> None:
        self.context, self.deck, self.columns = context, deck, columns
        self.dry_run, self.as_json = dry_run, as_json
        self.counts: Counter[str] = Counter()

    def take(self, store: Store, file: str) -> None:
        """Bring one file in and say what it came to."""
        from flashdl.formats import whole_json

        if whole_json.is_file(Path(file)):
            self._restore(store, Path(file))
            return
        if Path(file).suffix.casefold() in PACKAGES:
            self._merge(store, Path(file))
            return
        if not (self.dry_run or agrees_to_everything(file)):
            return
        brought = self._brought(store, file)
        counts = _counts(brought)
        self.counts.update(counts)
        if self.as_json:
            say_json(_as_json(brought, counts, self.dry_run))
        else:
            _tell(brought, counts, self.dry_run)

    def _merge(self, store: Store, path: Path) -> None:
        """Take in what a package of Anki's holds: new cards, changed ones, and answers that are not here."""
        from flashdl import merging

        media = self.context.config.data_folder / "media"
        with one_line_told() as each:
            merged = merging.merge(
                store,
                path,
                self.context.now(),
                self.deck,
                media=media,
                rollover=self.context.config.rollover,
                dry_run=self.dry_run,
                each=each,
            )
        taken, problems = merged.taken, merged.problems
        counts = {"new": taken.new, "changed": taken.changed, "unchanged": taken.unchanged, "refused": merged.unasked}
        self.counts.update(counts)
        if self.as_json:
            report = {"source": str(path), "format": "an Anki package", "stored": not self.dry_run, **counts}
            told = [{"path": problem.path, "line": None, "message": problem.message} for problem in problems]
            say_json({**report, "answers": taken.answers, "media": merged.media, "problems": told})
            return
        for problem in problems[:MANY]:
            tell(one_line(str(problem)))
        if merged.unasked > MANY:
            tell(f"… and {merged.unasked - min(MANY, len(problems))} more (--json lists more).")
        tell(f"{one_line(str(path))}: an Anki package.")
        files = "1 media file" if merged.media == 1 else f"{merged.media} media files"
        tell(f"  {_said(counts)}; {taken.answers} answers that were not here, {files}.")
        if self.dry_run:
            tell("  Nothing was stored.")

    def _restore(self, store: Store, path: Path) -> None:
        """Add what a whole collection holds and this one does not."""
        from flashdl.formats import whole_json

        version, tables = whole_json.read(path)
        if self.dry_run:
            known = store.taken_ids()
            new, events = sum(row.get("id") not in known for row in tables.get("card", [])), 0
        else:
            new, events = store.restore(version, tables)
        self.counts["new"] += new
        if self.as_json:
            report = {"source": str(path), "format": "a collection of flashdl", "stored": not self.dry_run}
            say_json({**report, "new": new, "log": events})
            return
        said = "Nothing was stored." if self.dry_run else f"{events} rows of the log were added."
        tell(f"{one_line(str(path))}: a collection of flashdl; {cards(new)} not here yet. {said}")

    def fail(self, error: FileError) -> None:
        """Say why one file of several gave nothing."""
        self.counts["refused"] += 1
        if self.as_json:
            say_json({"error": str(error), "path": error.path, "line": error.line})
        tell(f"flashdl: {one_line(str(error))}")

    def tell_sum(self) -> None:
        tell(f"All together: {_said(self.counts)}.")

    def _brought(self, store: Store, file: str) -> Brought:
        from flashdl import importing
        from flashdl.formats.table_columns import ColumnsError

        now = self.context.now()
        if file == STDIN:
            raw = _pasted()
            folder = self.context.config.data_folder / "decks"
            return importing.paste(store, folder, raw, self.deck or "", now, columns=self.columns, dry_run=self.dry_run)
        columns = self.columns
        while True:
            try:
                with progress() as each:
                    return importing.bring(
                        store, file, self.deck, now, columns=columns, dry_run=self.dry_run, each=each
                    )
            except ColumnsError as error:
                if self.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
                    raise
                columns = _asked(error, again=bool(columns))


def _pasted() -> bytes:
    from flashdl.formats.wanted import SIZE_LIMIT

    if sys.stdin.isatty():
        tell("Paste the cards, one a line, then press Ctrl-D.")
    raw = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    if len(raw) > SIZE_LIMIT:
        raise FileError(f"this is more than {SIZE_LIMIT >> 20} MiB; save it as a file and split it.", STDIN)
    return raw


def _asked(error: ColumnsError, *, again: bool) -> tuple[str, ...]:
    """The columns as the person says them, with a look at the first rows.

    Args:
        again: what was said before cannot be.
    """
    tell(f"{one_line(str(error))}")
    if not again:
        for row in error.sample:
            tell("  " + "  |  ".join(one_line(cell)[:30] for cell in row))
        tell("Each column is front, back, hint, tags, deck, id, or - to leave it out.")
    answer = click.prompt("Columns", default=",".join(error.guess), err=True)
    return tuple(str(answer).split(","))


def _counts(brought: Brought) -> dict[str, int]:
    plan = brought.report.plan
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "moved": len(plan.moved),
        "back": len(plan.returned),
        "gone": len(plan.orphaned),
        "in doubt": len(plan.doubtful),
        "unchanged": plan.unchanged + len(plan.refreshed),
        "duplicate": len(brought.duplicates),
        "refused": len(brought.report.problems),
    }


def _said(counts: Counter[str] | dict[str, int]) -> str:
    """The counts in words; "nothing changed" where that is all there is to say."""
    told = ", ".join(
        f"{count} {'also in other decks' if name == 'duplicate' else name}" for name, count in counts.items() if count
    )
    if any(count for name, count in counts.items() if name not in ("unchanged", "refused")):
        return told
    refused = f", {counts['refused']} refused" if counts["refused"] else ""
    return f"{'nothing changed' if counts['unchanged'] else 'no card'}{refused}"


def _tell(brought: Brought, counts: dict[str, int], dry_run: bool) -> None:
    report = brought.report
    for problem in report.problems[:MANY]:
        tell(one_line(str(problem)))
    if len(report.problems) > MANY:
        tell(f"… and {len(report.problems) - MANY} more (--json lists all).")
    where = one_line(report.source.path)
    tell_moved(report)
    tell(f"{where}: {one_line(brought.form)}.")
    tell(f"  {_said(counts)}.")
    if report.plan.doubtful:
        tell("  What is in doubt may be a card with a new front: `flashdl scan` asks you.")
    if brought.schedules:
        tell(f"  {cards(brought.schedules)} with a schedule of their own.")
    for candidate, deck in brought.duplicates[:FEW]:
        tell(f"  = {one_line(candidate.prompt.question)[:100]} (in “{one_line(deck)}” too)")
    if dry_run:
        for sign, found in (("+", report.plan.new), ("~", report.plan.changed)):
            for _, candidate in found:
                tell(
                    f"  {sign} {cut(one_line(candidate.prompt.question), 100)}  →  {_answer(candidate.prompt.answers)}"
                )


def _answer(answers: tuple[str, ...]) -> str:
    return one_line(answers[0])[:100] if answers else ""


def _as_json(brought: Brought, counts: dict[str, int], dry_run: bool) -> dict[str, object]:
    report = brought.report
    return {
        "source": report.source.path,
        "deck": report.source.deck,
        "format": brought.form,
        "stored": not dry_run,
        **{name.replace("in doubt", "doubtful"): count for name, count in counts.items()},
        "schedules": brought.schedules,
        "duplicates": [{"question": candidate.prompt.question, "deck": deck} for candidate, deck in brought.duplicates],
        "problems": [
            {"path": problem.path, "line": problem.line, "message": problem.message} for problem in report.problems
        ],
    }


COMMANDS = (import_,)
