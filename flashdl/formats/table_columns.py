"""What the columns of a table of cards hold: as a header says it, as the person said it, or not known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flashdl.errors import FileError
from flashdl.terminal import one_line

ROLES = ("front", "back", "hint", "tags", "deck", "id", "notetype")
"""What a column can hold. Several may hold the back: they are its lines."""
UNUSED = "-"
"""The role of a column that is left out."""

_NAMES = {
    "front": "front question prompt term word q side1 frontside cardfront key",
    "back": "back answer definition meaning translation a side2 backside cardback value description",
    "hint": "hint",
    "tags": "tags tag labels label category categories",
    "deck": "deck deckname",
    "id": "id guid uid uuid noteid",
    "notetype": "notetype",
}
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names.split()}
_PLAIN = re.compile(r"[\W_]+")


class ColumnsError(FileError):
    """Nobody can tell what the columns hold.

    Attributes:
        sample: the first rows, for a person to look at.
        guess: what is likely, a role for each column.
    """

    def __init__(self, message: str, path: str, sample: Sequence[Sequence[str]], guess: Sequence[str]) -> None:
        super().__init__(message, path)
        self.sample = tuple(map(tuple, sample))
        self.guess = tuple(guess)


@dataclass(frozen=True, slots=True)
class Columns:
    """The roles of a table's columns."""

    roles: tuple[str, ...]
    """One for each column; `UNUSED` for those left out."""
    header: bool = False
    """The first row names them and is no card."""

    def __str__(self) -> str:
        return ", ".join(self.roles)


def of_header(row: Sequence[str]) -> Columns | None:
    """The columns that a first row names; None where it names no front and back and so is a card."""
    found = [_ROLE_OF.get(_PLAIN.sub("", cell.casefold()), UNUSED) for cell in row]
    roles = tuple(
        UNUSED if role != "back" and role in found[:index] else role for index, role in enumerate(found)
    )  # the second of two such columns says nothing new
    return Columns(roles, header=True) if {"front", "back"} <= set(roles) else None


def said(roles: Sequence[str], first: Sequence[str], width: int, path: str) -> Columns:
    """The columns as a person said them: roles in the order of the columns, or `front=Country` by their names.

    Args:
        first: the table's first row.
        width: columns of the table.

    Raises:
        FileError: they name something else, or no front and back, or a column that is not there.
    """
    by_name = [role for role in roles if "=" in role]
    if by_name:
        chosen = _by_name(roles, first, path)
    else:
        chosen = tuple(_role(role, path) for role in roles)
        if len(chosen) > width:
            raise FileError(f"{len(chosen)} columns are named and the table has {width}.", path)
    for role in ("front", "back"):
        if role not in chosen:
            raise FileError(f"one of the columns must be the {role}, as in front,back.", path)
    if chosen.count("front") > 1:
        raise FileError("only one of the columns can be the front.", path)
    filled = (*chosen, *(UNUSED for _ in range(width - len(chosen))))
    # A row that names columns is no card, whatever the person calls them.
    return Columns(filled, header=bool(by_name) or of_header(first) is not None)


def _by_name(roles: Sequence[str], first: Sequence[str], path: str) -> tuple[str, ...]:
    names = [_tidy(cell) for cell in first]
    chosen = [UNUSED] * len(names)
    for said in roles:
        role, _, column = said.partition("=")
        if _tidy(column) not in names:
            known = ", ".join(one_line(cell.strip())[:30] for cell in first[:12])
            raise FileError(f"there is no column “{one_line(column)[:40]}”; there are {known}.", path)
        chosen[names.index(_tidy(column))] = _role(role, path)
    return tuple(chosen)


def _tidy(name: str) -> str:
    return " ".join(name.casefold().split())


def guessed(width: int) -> tuple[str, ...]:
    """The first two columns, which are the front and the back more often than not."""
    return ("front", "back", *(UNUSED for _ in range(width - 2)))


def of_anki(width: int, special: dict[str, int]) -> tuple[str, ...]:
    """The columns of a text that Anki wrote: those that its head names, then the note's fields in their order.

    Args:
        special: role to 0-based column.
    """
    at = {column: role for role, column in special.items()}
    fields = [column for column in range(width) if column not in at]
    return tuple(at.get(column, "front" if fields and column == fields[0] else "back") for column in range(width))


def _role(role: str, path: str) -> str:
    name = role.strip().casefold()
    if name in ("", UNUSED, "_", "skip"):
        return UNUSED
    if found := _ROLE_OF.get(_PLAIN.sub("", name)):
        return found
    known = ", ".join((*ROLES[:-1], f"{UNUSED} for a column to leave out"))
    raise FileError(f"“{one_line(role)[:40]}” is nothing that a column can hold; known are {known}.", path)
