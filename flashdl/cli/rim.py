"""What all commands share: the configuration, the store, the clock, and how to print."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TextIO, TypeVar

import click

from flashdl import clock, config, decks
from flashdl.errors import FileError, UsageError
from flashdl.leaving import Family
from flashdl.model import Candidate, Card, Moment, Problem, Refusal
from flashdl.scheduling import study_day
from flashdl.terminal import cut, in_lines, json_line, one_line, visible

if TYPE_CHECKING:
    from flashdl.scheduling import Scheduler
    from flashdl.sources import Cache, Report
    from flashdl.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])


class Context:
    """One start of flashdl: what `--db` said, and what follows from it."""

    def __init__(self, database: str | None) -> None:
        self.database = database
        self.warn: Callable[[str], None] = tell
        """Says what went wrong without stopping anything; the app has the terminal, so there it waits for its end."""

    @property
    def config(self) -> config.Config:
        return config.load(os.environ, self.database)

    @property
    def cache(self) -> Cache:
        """What notes gave before."""
        from flashdl.sources import Cache

        return Cache(self.config.cache_folder)

    def now(self) -> Moment:
        return clock.now()

    def named(self, name: str, retention: float = 0.9) -> Scheduler:
        """The scheduler of that name, with the choices of the configuration.

        Args:
            retention: for FSRS, the share of answers that should be recalled.
        """
        from flashdl.scheduling import AnkiSm2, Fsrs, Sm2

        if name == "sm2":
            return Sm2(ease_on_fail=self.config.ease_on_fail, repeat_hard=self.config.repeat_hard)
        return Fsrs(retention=retention) if name == "fsrs" else AnkiSm2()

    def kept(
        self, store: Store, name: str, deck: str, retention: float | None, *, published: bool = False
    ) -> Scheduler:
        """The scheduler of that name; FSRS as the deck has it already, but for the retention where one is said.

        Args:
            published: with the weights as they were published.
        """
        from flashdl.scheduling import Fsrs

        known = store.scheduler(deck)
        if name != "fsrs" or not isinstance(known, Fsrs):
            return self.named(name, retention or 0.9)
        known = replace(known, retention=retention or known.retention)
        return replace(known, weights=Fsrs().weights, trained=0) if published else known

    def today(self) -> date:
        """The study day."""
        return study_day(self.now(), self.config.rollover)

    @property
    def is_new(self) -> bool:
        """Whether the person names a database that is not there."""
        return self.config.is_named and not self.config.database.exists()

    @property
    def beginning(self) -> str:
        """What is said of a new one."""
        return f"A new collection begins in {self.config.database}."

    @contextmanager
    def store(self, *, begins: bool = False, is_start: bool = False, is_doctor: bool = False) -> Iterator[Store]:
        """The collection; one that is missing in its usual place is made.

        Args:
            begins: one that is missing where the person says it is, is made, too, and told.
            is_start: of a sitting: every page is looked at, see `backups.looked_at`.
            is_doctor: damage is told, and what can be opened is.
        """
        from flashdl.errors import StoreError
        from flashdl.store import Store, backups

        chosen = self.config
        backups.require_there(chosen.database)
        if begins and self.is_new:
            self.warn(self.beginning)
        elif chosen.is_named:
            backups.require_begun(chosen.database)
        self._keep_a_copy(chosen.database, is_doctor=is_doctor)
        with backups.looked_at(chosen.database) if is_start else nullcontext():
            try:
                opened = Store.open(chosen.database, rollover=chosen.rollover, scheduler=self.named("sm2"))
            except StoreError as error:
                raise backups.with_advice(chosen.database, error) from error
            with opened:
                yield opened

    def keep_a_copy_before(self, what: str) -> None:
        """A backup before something that changes much; that it cannot be made is said."""
        from datetime import datetime

        from flashdl.store import backups

        if said := backups.before(self.config.database, datetime.now(), what):
            tell(said)

    def _keep_a_copy(self, database: Path, *, is_doctor: bool) -> None:
        """The day's backup, before anything is changed. That it cannot be made keeps nobody from reviewing."""
        from datetime import datetime

        from flashdl.errors import DamageError, StoreError
        from flashdl.store import backups

        now = datetime.now()
        if not backups.is_due(database, now):
            return
        try:
            backups.make(database, now)
        except StoreError as error:
            if isinstance(error, DamageError) and not is_doctor:
                raise
            self.warn(f"There is no backup of today: {error}")


pass_context = click.make_pass_decorator(Context)


def common(command: Command) -> Command:
    """`--db` behind a command as well as before it."""

    def take(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.ensure_object(Context).database = value

    option = click.option("--db", metavar="PATH", expose_value=False, callback=take, help="The database.")
    return option(command)


class Commands(click.Group):
    """A group whose help says a whole sentence of each command, those that belong together below one heading."""

    sections: ClassVar[Mapping[str, Sequence[str]]] = {}
    """By heading, names of commands; none: all of them below one."""

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        listed = self.sections or {"Commands": self.list_commands(context)}
        widest = max((len(name) for names in listed.values() for name in names), default=0)
        for heading, names in listed.items():
            with formatter.section(heading):
                found = [command for name in names if (command := self.get_command(context, name))]
                told = [command.get_short_help_str(limit=1_000) for command in found]
                formatter.write_dl([(f"{name:{widest}}", text) for name, text in zip(names, told, strict=True)])


def as_json(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Print data as JSON, one object a line.")(command)


def say(text: str = "") -> None:
    """Data, on standard output."""
    sys.stdout.write(f"{visible(text)}\n")


def say_json(value: object) -> None:
    sys.stdout.write(f"{json_line(value)}\n")


def tell(text: str) -> None:
    """Narration, on standard error."""
    sys.stderr.write(f"{in_lines(visible(text), width_of(sys.stderr))}\n")


def agrees(question: str) -> bool:
    """Whether a person says yes; without an answer, no."""
    width = width_of(sys.stderr)
    return click.confirm(in_lines(visible(question), width and width - len(" [y/N]: ")), err=True)


def agrees_to_everything(path: str) -> bool:
    """Whether a path is a folder of notes or decks, or a person wants to follow all files all the same."""
    from flashdl.sources.places import is_everything

    everything = f"{path} is more than a folder of notes or decks: all of your files. Follow it"
    return not is_everything(Path(path)) or agrees(everything)


def say_text(text: str) -> None:
    """Sentences, on standard output."""
    sys.stdout.write(f"{in_lines(visible(text), width_of(sys.stdout))}\n")


def width_of(stream: TextIO) -> int | None:
    """Cells of a line, where the stream is a terminal."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def tell_moved(report: Report) -> None:
    """That what was added goes on with what was elsewhere."""
    if report.was:
        tell(f"{one_line(report.source.path)} holds what was in {one_line(report.was)}:")
        tell(f"  it is followed here from now on, as the deck “{one_line(report.source.deck)}”.")


def tell_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        tell(one_line(str(problem)))


def fail(error: Exception, code: int, *, as_json: bool) -> int:
    """Say what went wrong; the exit code."""
    if as_json:
        path, line = (error.path, error.line) if isinstance(error, FileError) else (None, None)
        say_json({"error": str(error), "path": path, "line": line})
    tell(f"flashdl: {one_line(str(error))}")
    return code


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """One line on a terminal: how far the reading is; nothing on what is none."""
    from flashdl.sources.far import Far

    far = Far()
    with one_line_told() as show:

        def each(file: str) -> None:
            if said := far.after(file):
                show(said if said == file else f"{said}: {file}")

        yield each


@contextmanager
def one_line_told() -> Iterator[Callable[[str], None]]:
    """One line on a terminal, each text in the place of the one before; nothing where standard error is no terminal."""
    shown = sys.stderr.isatty()

    def show(text: str) -> None:
        if shown:
            # A line that wraps could not be taken back.
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r\x1b[K{cut(one_line(text), width)}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")


@contextmanager
def counted() -> Iterator[Callable[[Iterable[Family], int], Iterator[Family]]]:
    """One line on a terminal that says how much has gone out."""

    def told(families: Iterable[Family], whole: int) -> Iterator[Family]:
        done = 0
        for family in families:
            yield family
            before, done = done, done + len(family.cards)
            if before // 1_000 != done // 1_000:
                show(f"{done:,} of {whole:,} cards")

    with one_line_told() as show:
        yield told


def cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"


def day_named(text: str, today: date) -> date:
    """The day that a person means. Raises: UsageError: none."""
    if text in ("today", "tomorrow"):
        return today + timedelta(days=text == "tomorrow")
    try:
        if text[:1] == "+":
            return today + timedelta(days=int(text[1:]))
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageError(f"“{one_line(text)}” is no day; say today, tomorrow, +5 or 2026-12-24.") from None


def deck_named(store: Store, text: str, *, also: Iterable[str] = ()) -> str:
    """The full name of the deck that a person means: by it, or by its last levels where one deck alone ends so.

    Where none is called so, capital and small letters are one.

    Args:
        also: decks that may be meant besides those that have cards to ask.

    Raises: UsageError: none is meant, or several.
    """
    return deck_among({*store.deck_names(), *also}, text)


def deck_among(known: Iterable[str], text: str) -> str:
    """The same, of decks with these names."""
    names = decks.levels(known)
    found = decks.meant(text, names)
    if len(found) != 1:
        raise UsageError(decks.unclear(text, names))
    return found[0]


def card_json(name: str, candidate: Candidate | Card) -> dict[str, Any]:
    """A card as the command contract says."""
    prompt, place = candidate.prompt, candidate.place
    return {
        "id": name,
        "note": candidate.note,
        "deck": candidate.deck,
        "kind": prompt.kind,
        "question": prompt.question,
        "answers": list(prompt.answers),
        "items": list(prompt.items),
        "choices": list(place.choices),
        "context": list(place.context),
        "grading": prompt.grading.value,
        "file": place.file,
        "line": place.line,
        "tags": list(prompt.tags),
        "score": candidate.score,
        "state": candidate.state.value,
    }


def refusal_json(refusal: Refusal) -> dict[str, Any]:
    """What gave no card, as the command contract says."""
    return {
        "question": refusal.question,
        "subject": refusal.subject,
        "answers": list(refusal.answers),
        "kind": refusal.kind,
        "file": refusal.file,
        "line": refusal.line,
        "reason": refusal.reason,
    }
