"""What the columns of a table of cards hold: as a header says it, as the person said it, or not known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flashdl.errors import FileError
from flashdl.formats import table_first
from flashdl.terminal import one_line

ROLES = ("front", "back", "hint", "tags", "deck", "id", "notetype", "choice")
"""What a column can hold. Several may hold the back: they are its lines; or choices."""
UNUSED = "-"
"""The role of a column that is left out."""
CARD, HEADER = "first=card", "first=header"
"""Said among the roles: what the first row is, whatever it looks like."""

_SAID = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
_ROLE_OF: dict[str, str] = {name: role for role, names in _SAID["roles"].items() for name in names.split()}
_LANGUAGE_OF: dict[str, int] = {
    name: place for place, names in enumerate(_SAID["languages"]["names"].splitlines()) for name in names.split()
}
_WORDS = frozenset(_SAID["others"]["words"].split()).union(_LANGUAGE_OF, _ROLE_OF)
"""What stands at the head of a column, and hardly twice in one row of cards."""
_SUBJECTS = tuple(frozenset(names.split()) for names in _SAID["subjects"]["names"].split("\n\n"))
"""Of each language what the columns of a list are often called."""
_HEADING = re.compile(r"[^\W\d_][^\W\d_'’-]*(?: [^\W\d_'’-]+){0,2}")
"""One to three words, as a column is called."""
_CHOICE = re.compile(
    r"(?:choice|option|distractor|wronganswer|wrong|answer)(?:[a-f]|[1-9])|choice|distractor|wronganswer"
)
_PLAIN = re.compile(r"[\W_]+")


class ColumnsError(FileError):
    """Nobody can tell what the columns hold, or a person said what cannot be.

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
    is_told: bool = False
    """A person said what the first row is."""

    def __str__(self) -> str:
        return ", ".join(self.roles)


def of_header(row: Sequence[str]) -> Columns | None:
    """The columns that a first row names; None where it names no front and back and so is a card.

    Two languages are a front and a back, and so is one beside a column that is named as the other side.
    """
    names = [_PLAIN.sub("", cell.casefold()) for cell in row]
    found = _with_languages(names, _with_choices(names, [_ROLE_OF.get(name, UNUSED) for name in names]))
    roles = tuple(
        UNUSED if role not in ("back", "choice") and role in found[:index] else role for index, role in enumerate(found)
    )  # the second of two such columns says nothing new
    return Columns(roles, header=True) if {"front", "back"} <= set(roles) else None


def _with_choices(names: Sequence[str], roles: Sequence[str]) -> list[str]:
    """The roles with the columns of a quiz: `a`, `b`, `c` or `option 1`, `option 2` are what is chosen from."""
    letters = set("abcdef") if {"a", "b"} <= set(names) else set()
    chosen = [name in letters or _CHOICE.fullmatch(name) is not None for name in names]
    if sum(chosen) < 2:
        return list(roles)
    return ["choice" if is_one else role for is_one, role in zip(chosen, roles, strict=True)]


def _with_languages(names: Sequence[str], roles: Sequence[str]) -> list[str]:
    """The roles, with languages on the sides that no column is named for; nobody can tell which of three is which."""
    found = list(roles)
    places = [place for place, name in enumerate(names) if name in _LANGUAGE_OF]
    sides = [side for side in ("front", "back") if side not in found]
    if len(places) == len({_LANGUAGE_OF[names[place]] for place in places}) == len(sides):
        for place, side in zip(places, sides, strict=True):
            found[place] = side
    return found


def names_columns(first: Sequence[str]) -> bool:
    """Whether a first row says what its columns hold, though not which is the front and the back.

    Its words alone decide, not the rows below it: in a table that is followed a row more must not take a card away.
    Of two columns only their sides say so: what else may stand there is asked by `of_two`.
    """
    return of_header(first) is not None or (len(first) > 2 and (sum(map(_is_name, first)) >= 2 or _are_subjects(first)))


def _are_subjects(first: Sequence[str]) -> bool:
    """Whether most names of a row are what one language keeps lists under."""
    names = [_PLAIN.sub("", cell.casefold()) for cell in first]
    most = max(sum(name in subjects for name in names) for subjects in _SUBJECTS)
    return most > 1 and 2 * most > len(names) == len(set(names))


def _is_name(cell: str) -> bool:
    words = [word for word in re.split(r"[\W_]+|(?<=\D)(?=\d+$)", cell.casefold()) if word and not word.isdecimal()]
    return bool(words) and _WORDS.issuperset(words)


def of_two(first: Sequence[str]) -> Columns:
    """The columns of a table of two whose first row names no front and back.

    It names them all the same where it holds nouns of one language that lists are kept under.
    """
    names = [_PLAIN.sub("", cell.casefold()) for cell in first]
    # As they stand: turned, followed cards would be others.
    is_header = len(set(names)) == 2 and any(_is_of(names, subjects) for subjects in _SUBJECTS)
    return Columns(("front", "back"), header=is_header)


def _is_of(names: Sequence[str], subjects: frozenset[str]) -> bool:
    """Whether names are subjects of a language, all but one that is a usual word, as in `Command,Description`."""
    return any(name in subjects for name in names) and all(name in subjects or name in _ROLE_OF for name in names)


def is_like_heading(sample: Sequence[Sequence[str]]) -> bool:
    """Whether a first row could name its columns: by a capitalised word or two in each, or as it looks otherwise."""
    cells = [cell.strip() for cell in sample[0]]
    return len(cells) > 1 and (
        all(_HEADING.fullmatch(cell) and not cell[0].islower() for cell in cells)
        or table_first.differs(cells, sample[1:])
    )


def said(roles: Sequence[str], sample: Sequence[Sequence[str]], width: int) -> Columns:
    """The columns as a person said them: roles in the order of the columns, or `front=Country` by their names.

    Args:
        roles: with `CARD` or `HEADER` among them where the person says what the first row is, too.
        sample: the table's first rows.
        width: columns of the table.

    Raises:
        ValueError: they name something else, or no front and back, or a column that is not there.
    """
    wishes = [role.strip().casefold() for role in roles if role.strip().casefold() in (CARD, HEADER)]
    roles = [role for role in roles if role.strip().casefold() not in (CARD, HEADER)]
    by_name = [role for role in roles if "=" in role]
    if by_name:
        chosen = _by_name(roles, sample[0])
    else:
        chosen = tuple(_role(role) for role in roles)
        if len(chosen) > width:
            raise ValueError(f"{len(chosen)} columns are named and the table has {width}.")
    for role in ("front", "back"):
        if role not in chosen:
            raise ValueError(f"one of the columns must be the {role}, as in front,back.")
    if chosen.count("front") > 1:
        raise ValueError("only one of the columns can be the front.")
    filled = (*chosen, *(UNUSED for _ in range(width - len(chosen))))
    # A row that names columns is no card, whatever the person calls them.
    header = wishes[-1] == HEADER if wishes else bool(by_name) or names_columns(sample[0])
    return Columns(filled, header, is_told=bool(wishes or by_name))


def _by_name(roles: Sequence[str], first: Sequence[str]) -> tuple[str, ...]:
    names = [_tidy(cell) for cell in first]
    chosen = [UNUSED] * len(names)
    for said in roles:
        role, _, column = said.partition("=")
        if _tidy(column) not in names:
            known = ", ".join(one_line(cell.strip())[:30] for cell in first[:12])
            raise ValueError(f"there is no column “{one_line(column)[:40]}”; there are {known}.")
        chosen[names.index(_tidy(column))] = _role(role)
    return tuple(chosen)


def _tidy(name: str) -> str:
    return " ".join(name.casefold().split())


def guessed(first: Sequence[str], width: int) -> tuple[str, ...]:
    """What is likely: as far as a first row names columns, so; else the first two are the front and the back."""
    roles = [UNUSED] * width
    if names_columns(first):
        names = [_PLAIN.sub("", cell.casefold()) for cell in first[:width]]
        for place, name in enumerate(names):
            role = _ROLE_OF.get(name, UNUSED)
            roles[place] = role if role == "back" or role not in roles else UNUSED
        free = [place for place, name in enumerate(names) if roles[place] == UNUSED]
        free.sort(key=lambda place: names[place] not in _LANGUAGE_OF)
    else:
        free = list(range(width))
    for side, place in zip([side for side in ("front", "back") if side not in roles], free, strict=False):
        roles[place] = side
    return tuple(roles)


def of_anki(width: int, special: dict[str, int]) -> tuple[str, ...]:
    """The columns of a text that Anki wrote: those that its head names, then the note's fields in their order.

    Args:
        special: role to 0-based column.
    """
    at = {column: role for role, column in special.items()}
    fields = [column for column in range(width) if column not in at]
    return tuple(at.get(column, "front" if fields and column == fields[0] else "back") for column in range(width))


def _role(role: str) -> str:
    name = role.strip().casefold()
    if name in ("", UNUSED, "_", "skip"):
        return UNUSED
    if found := _ROLE_OF.get(_PLAIN.sub("", name)):
        return found
    known = ", ".join((*ROLES[:-1], f"{UNUSED} for a column to leave out"))
    raise ValueError(f"“{one_line(role)[:40]}” is nothing that a column can hold; known are {known}.")
