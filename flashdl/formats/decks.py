"""What a followed deck file, or a folder of them, holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from flashdl.errors import FileError
from flashdl.formats import recognise
from flashdl.formats.wanted import Deck, Part, Told, Wanted, tell_folders
from flashdl.model import Candidate, Gathered, Problem, Source
from flashdl.terminal import one_line

LEVEL = "::"
"""Joins the levels of a deck's name."""

_LEFT_OUT = ("node_modules", "__pycache__")
_BACKUPS = ("logseq", "bak")
"""Where Logseq keeps what its pages were."""


def gather(source: Source, where: Path, each: Callable[[str], None] | None = None) -> Gathered:
    """The cards of a deck source.

    Args:
        where: its file or folder.
        each: called with each file of a folder, and within a large file with a `Part`; it may raise to stop.

    Raises:
        FileError: the file is no deck; or the folder holds none.
    """
    if not where.is_dir():
        read = recognise.read(Wanted(where, columns=source.columns, each=_within(where.name, each)))
        return Gathered(_renamed(read, source.deck), problems=read.problems, documents=1, form=read.form)
    candidates: list[Candidate] = []
    problems: list[Problem] = []
    unread: list[str] = []
    forms: dict[str, None] = {}
    count = 0
    for file, path in files(where, each):
        if each:
            each(file)
        name, told = _below(source.deck, file), _within(file, each)
        wanted = Wanted(path, file, name, source.columns, lone=False, root=source.deck, each=told)
        try:
            read = recognise.read(wanted)
        except FileError as error:
            problems.append(Problem(error.path, error.line, error.message))
            unread.append(file)
            continue
        if not read.form:
            continue  # a note that holds no cards
        count += 1
        forms[read.form] = None
        problems += read.problems
        start = len(candidates)
        candidates += [
            replace(card, place=replace(card.place, position=start + number))
            for number, card in enumerate(read.candidates)
        ]
    if not count and not unread:
        raise FileError("this folder holds no deck; `flashdl add` follows a folder of notes.", str(where))
    return Gathered(
        tuple(candidates), problems=tuple(problems), documents=count, unread=tuple(unread), form=", ".join(forms)
    )


def _within(file: str, each: Callable[[str], None] | None) -> Told | None:
    return (lambda done: each(Part(f"{done}: {file}"))) if each else None


def name(path: Path) -> str:
    """What a deck source is called where the person does not say.

    Raises:
        FileError: it is no deck.
    """
    if path.is_dir():
        return path.resolve().name.replace(LEVEL, ":") or "Decks"
    return recognise.name(Wanted(path))


def files(where: Path, each: Callable[[str], None] | None = None) -> Iterator[tuple[str, Path]]:
    """(name from the root, path) of each deck file, by name. Links to folders are not followed: they may go round.

    Args:
        each: told now and then how many folders were looked through; it may raise to stop.
    """
    if not where.is_dir():
        yield where.name, where
        return
    found: list[tuple[str, Path]] = []
    for number, (folder, folders, names) in enumerate(os.walk(where)):
        tell_folders(number, each)
        kept = (one for one in folders if not one.startswith(".") and one not in _LEFT_OUT)
        folders[:] = sorted(one for one in kept if (Path(folder).name, one) != _BACKUPS)
        for one in names:
            path = Path(folder) / one
            if not one.startswith(".") and path.suffix.casefold() in recognise.ENDINGS and path.is_file():
                found.append((os.fsencode(path.relative_to(where)).decode("utf-8", "replace"), path))
    yield from sorted(found)


def _below(deck: str, file: str) -> str:
    """The name of a file's deck in a folder of decks, unless it has one of its own."""
    parts = Path(file).with_suffix("").parts
    return LEVEL.join((deck, *(one_line(part).replace(LEVEL, ":") for part in parts)))


def _renamed(read: Deck, deck: str) -> tuple[Candidate, ...]:
    """The cards in the deck that the person chose, with the levels below it."""
    if deck in ("", read.name):
        return read.candidates
    return tuple(replace(card, deck=_moved(card.deck, read.name, deck)) for card in read.candidates)


def _moved(name: str, old: str, new: str) -> str:
    if name == old or name.startswith(f"{old}{LEVEL}"):
        return f"{new}{name[len(old) :]}"
    return f"{new}{LEVEL}{name}"
