"""Who reads and asks notes: this process alone. `processes` has others do the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from flashdl import generator
from flashdl.generator.collection import Entry, Register, entry
from flashdl.generator.page import Page
from flashdl.model import Problem
from flashdl.sources import notes, rows


class Told(NamedTuple):
    """A note, read."""

    name: str
    digest: str
    problem: Problem | None
    entry: Entry | None
    """None: it has no text."""


class Given(NamedTuple):
    """A note, asked."""

    name: str
    asked: Mapping[str, str]
    """By link: the mark of what the collection answered."""
    given: bytes
    """`rows.judged_row` in JSON."""


class Readers(Protocol):
    """Whoever reads a note keeps it to be asked."""

    def read(self, wanted: Sequence[tuple[str, str]]) -> Iterator[Told]:
        """Notes, in any order.

        Args:
            wanted: name and path of each.
        """
        ...

    def ask(self, names: Iterable[str], register: Register, deck: str) -> Iterator[Given]:
        """What notes give that were read, in any order."""
        ...


class Alone:
    """This process."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}

    def read(self, wanted: Sequence[tuple[str, str]]) -> Iterator[Told]:
        for name, path in wanted:
            reading = notes.read(name, path)
            if reading.text is None:
                yield Told(name, reading.digest, reading.problem, None)
                continue
            page = self._pages[name] = generator.read_note(generator.Note(name, reading.text))
            yield Told(name, reading.digest, reading.problem, entry(page))

    def ask(self, names: Iterable[str], register: Register, deck: str) -> Iterator[Given]:
        for name in names:
            judged, answers = generator.ask_note(self._pages[name], register, deck)
            asked = {link: rows.mark(answer) for link, answer in answers.items()}
            yield Given(name, asked, rows.to_bytes(rows.judged_row(judged)))
