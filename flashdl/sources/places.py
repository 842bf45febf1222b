"""Where sources are: what comes along, what a path is, and which of two paths lies in the other."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flashdl.arriving import ARRIVED
from flashdl.errors import FileError
from flashdl.model import Source, SourceKind
from flashdl.sources.notes import NOTE_ENDINGS, UNREAD_FOLDERS, is_skipped

BUNDLED = "bundled:"
DECK_ENDINGS = (".yaml", ".yml", ".csv", ".tsv", ".tab", ".txt", ".json", ".org")


@dataclass(frozen=True, slots=True)
class Bundled:
    """A deck that comes with flashdl."""

    name: str
    path: str
    """As a source's path: `bundled:` and its name in the decks folder."""
    kind: SourceKind
    cards_hint: str
    """How much it is, for an offer."""


def bundled() -> tuple[Bundled, ...]:
    """The decks that come with flashdl, in the order of offering."""
    return (
        Bundled(
            "Deep Learning",
            BUNDLED + "deep-learning",
            SourceKind.NOTES,
            "in chapters; the first is a starter of some ninety cards",
        ),
        Bundled(
            "PyTorch basics",
            BUNDLED + "pytorch-basics.yaml",
            SourceKind.DECK,
            "a short deck of tensor shapes and calls",
        ),
    )


def roots(sources: Iterable[Source]) -> dict[int, Path]:
    """Where the files of each source are, by its id; of those that have any."""
    found = {}
    for source in sources:
        with suppress(FileError):
            if source.path != ARRIVED:
                found[source.id] = location(source.path)
    return found


def location(path: str) -> Path:
    """Where a source's files are.

    Raises:
        FileError: a bundled deck is not there.
    """
    if not path.startswith(BUNDLED):
        return Path(path)
    name = path.removeprefix(BUNDLED)
    package = Path(__file__).parent.parent
    # In a wheel the decks lie inside the package, in a checkout beside it.
    for folder in (package / "decks", package.parent / "decks"):
        if (folder / name).exists():
            return folder / name
    raise FileError("this deck did not come with this installation; install flashdl again.", path)


def kind_of(path: Path) -> SourceKind:
    """What a path would be followed as.

    Raises:
        FileError: it is not there, or no kind that can be followed.
    """
    try:
        is_folder, is_file, is_there = path.is_dir(), path.is_file(), path.exists()
    except (OSError, ValueError) as error:
        raise FileError("this path cannot be read.", str(path)) from error
    if is_folder or (is_file and path.suffix.casefold() in NOTE_ENDINGS):
        return SourceKind.NOTES
    if is_file and path.suffix.casefold() in DECK_ENDINGS:
        return SourceKind.DECK
    if is_file:
        from flashdl.formats import strangers

        endings = ", ".join((*NOTE_ENDINGS, *DECK_ENDINGS))
        advice = strangers.advice(path.suffix.casefold())
        raise FileError(f"{advice or f'flashdl follows folders of notes and files that end in {endings}'}.", str(path))
    if is_there:
        raise FileError("this is neither a file nor a folder.", str(path))
    raise FileError("there is no such file or folder.", str(path))


def absolute(path: str) -> str:
    """A path as sources are known by: from the root, and without following links to another name."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links


def deck_name(path: Path, kind: SourceKind) -> str:
    if kind is SourceKind.DECK:
        from flashdl.formats import decks

        return decks.name(path)
    return (path.stem if path.is_file() else path.name).replace("::", ":") or "Notes"


def following(path: str, sources: Iterable[Source]) -> Source | None:
    """The source that a path is, by this name or by another one that links lead to."""
    found = [source for source in sources if source.path == path]
    if not found and not path.startswith(BUNDLED):
        real = os.path.realpath(path)
        found = [one for one in sources if not one.path.startswith(BUNDLED) and os.path.realpath(one.path) == real]
    return found[0] if found else None


def surrounding(path: str, sources: Iterable[Source], skip: tuple[str, ...] = ()) -> Source | None:
    """The followed folder that reads what is at a path already."""
    own = Path(os.path.realpath(path))
    for source in sources:
        root = Path(os.path.realpath(source.path))
        if source.kind is SourceKind.NOTES and root != own and own.is_relative_to(root):
            below = own.relative_to(root)
            name = below.as_posix() if own.is_file() else f"{below.as_posix()}/note.md"
            is_left = any(part.startswith(".") or part in UNREAD_FOLDERS for part in below.parts)
            if not is_left and not is_skipped(name, skip):
                return source
    return None


def within(path: str, sources: Iterable[Source], skip: tuple[str, ...] = ()) -> Source | None:
    """A followed source that would be a part of what is at a path."""
    around = [Source(0, path, SourceKind.NOTES, "")]
    notes = (one for one in sources if one.kind is SourceKind.NOTES and not one.path.startswith(BUNDLED))
    return next((source for source in notes if surrounding(source.path, around, skip)), None)


def is_everything(path: Path) -> bool:
    """Whether a path is the home folder or one above it: nobody's notes."""
    own, home = (Path(os.path.realpath(one)) for one in (path, Path.home()))
    return home.is_relative_to(own)
