"""A folder of notes whose facts have names of their own that no edit changes: the truth that a scan is held against.

Every edit takes a number and picks with it what to change, so that a walk is a list of numbers and can be repeated.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import TypeVar

from flashdl.model import Candidate, Card, Direction

Thing = TypeVar("Thing")
Slot = tuple[int, int | str, Direction]
"""What a card truly asks: the fact, the column (by its own name), the way."""

FIRST = (
    "Amber", "Brisk", "Cobalt", "Dusty", "Eager", "Frosty", "Golden", "Hollow", "Ivory", "Jolly", "Keen", "Lunar",
    "Mellow", "Noble", "Olive", "Proud", "Quiet",
)  # fmt: skip
SECOND = (
    "falcon", "river", "copper", "engine", "valley", "harbor", "lantern", "meadow", "anchor", "bridge", "canyon",
    "desert", "ember", "forest", "glacier",
)  # fmt: skip
THIRD = (
    "mines", "ropes", "bells", "tides", "seeds", "looms", "gates", "wells", "forges", "quarries", "kilns", "barns",
    "mills", "docks",
)  # fmt: skip
COMMON_VALUES = ("dynamic", "static", "north", "south", "1997", "2014", "red")
COMMON_HEADINGS = ("Overview", "Examples", "Details")


@dataclass
class Row:
    """A fact, or several about one thing: a table's row, a term, a sentence."""

    id: int
    name: str
    cells: list[str]


@dataclass
class Part:
    """A table, or lines of one kind."""

    kind: str
    columns: list[tuple[int, str]]
    """(own name, header) of each cell."""
    rows: list[Row]
    key: str = ""
    """Header of the first column."""


@dataclass
class Section:
    heading: str
    parts: list[Part]


@dataclass
class Note:
    path: str
    title: str
    sections: list[Section]


@dataclass
class Vault:
    """The notes as the person means them."""

    notes: list[Note] = field(default_factory=list)
    trash: list[Section | Note | tuple[int, Row]] = field(default_factory=list)
    """A row with the own name of its table's first column."""
    copied: set[int] = field(default_factory=set)
    """Facts that stood, or stand, in two notes: which of the two goes on may be anyone's guess once they differ."""
    renamed: set[int] = field(default_factory=set)
    swapped: set[int] = field(default_factory=set)
    """Facts edited so since the last scan: with both, nobody could say which row is which."""
    made: int = 0
    """Counts up; every fact and column, and every word that is made up, comes from it."""

    # Words

    def number(self) -> int:
        self.made += 1
        return self.made

    def words(self) -> tuple[str, str, str]:
        """Three words that no earlier call gave together."""
        count = self.number()
        first, second = FIRST[count * 7 % len(FIRST)], SECOND[count * 4 % len(SECOND)]
        return first, second, THIRD[count // len(FIRST) % len(THIRD)]

    def name(self) -> str:
        first, second, third = self.words()
        return f"{first} {second} {third}"

    def value(self, choice: int) -> str:
        """Long ones, short ones, and ones that other facts have too."""
        first, second, third = self.words()
        if choice % 7 < 3:
            return COMMON_VALUES[choice // 7 % len(COMMON_VALUES)]
        if choice % 7 == 3:
            return f"{second} {third}"
        return f"{first.lower()} {third} beside the {second} of old"

    def heading(self, choice: int) -> str:
        return COMMON_HEADINGS[choice // 3 % 3] if choice % 3 == 0 else f"On {self.name()}"

    def sentence(self) -> str:
        first, second, third = self.words()
        return f"The {second} of the {first.lower()} {third} was drained for the first time by LINK during the flood."

    # Making

    def part(self, choice: int) -> Part:
        kind = ("records", "records", "comparison", "commands", "terms", "sentences")[choice % 6]
        width = {"records": 2 + choice % 2, "comparison": 2}.get(kind, 1)
        headers = {"comparison": [self.name(), self.name()], "commands": ["Meaning"]}.get(
            kind, ["Origin", "Colour", "Material"][:width]
        )
        if kind == "records" and choice % 5 == 0:
            headers[-1] = "Year"
        columns = [(self.number(), header) for header in headers]
        part = Part(kind, columns, [], {"records": "Tool", "comparison": "Aspect", "commands": "Command"}.get(kind, ""))
        part.rows = [self.row(part, choice + place) for place in range(2 + choice % 3)]
        return part

    def row(self, part: Part, choice: int) -> Row:
        name = self.name()
        if part.kind == "commands":
            name = f"`{name.lower().replace(' ', '-')} -x`"
        if part.kind == "sentences":
            return Row(self.number(), name, [self.sentence()])
        cells = [
            str(1500 + self.number() % 500) if header == "Year" else self.value(choice * 3 + place)
            for place, (_, header) in enumerate(part.columns)
        ]
        return Row(self.number(), name, cells)

    def add_note(self, choice: int) -> None:
        folder = ("", "deep/", "deep/er/", "wide/")[choice % 4]
        sections = [
            Section(self.heading(choice + place), [self.part(choice // 4 + place * 5)])
            for place in range(1 + choice % 3)
        ]
        self.notes.append(Note(f"{folder}{self.name()}.md", self.name(), sections))

    # What is there

    def all_sections(self) -> list[tuple[Note, Section]]:
        return [(note, section) for note in self.notes for section in note.sections]

    def all_rows(self) -> list[tuple[Part, Row]]:
        return [(part, row) for _, section in self.all_sections() for part in section.parts for row in part.rows]

    def tables(self) -> list[Part]:
        return [part for _, section in self.all_sections() for part in section.parts if part.key]

    # Edits

    def rename_file(self, choice: int) -> None:
        if note := pick(self.notes, choice):
            folder, slash, _ = note.path.rpartition("/")
            note.path = f"{folder}{slash}{self.name()}.md"

    def move_file(self, choice: int) -> None:
        if note := pick(self.notes, choice):
            note.path = self.free(f"moved/{note.path.rpartition('/')[2]}")

    def rename_folder(self, choice: int) -> None:
        folders = sorted({note.path.split("/")[0] for note in self.notes if "/" in note.path})
        if folder := pick(folders, choice):
            new = self.words()[1] + str(self.number())
            for note in self.notes:
                if note.path.startswith(f"{folder}/"):
                    note.path = new + note.path[len(folder) :]

    def retitle(self, choice: int) -> None:
        if note := pick(self.notes, choice):
            note.title = self.name()

    def rename_section(self, choice: int) -> None:
        if found := pick(self.all_sections(), choice):
            found[1].heading = self.heading(choice // 7)

    def rename_key(self, choice: int) -> None:
        if found := pick(self.all_rows(), choice):
            part, row = found
            if row.id in self.swapped:
                return
            self.renamed.add(row.id)
            if choice % 3 == 0:  # a mend of the spelling
                row.name = row.name.replace(" ", " the ", 1) if part.kind != "commands" else row.name[:-1] + "y -x`"
            else:
                row.name = self.row(part, choice).name

    def rename_column(self, choice: int) -> None:
        tables = [part for part in self.tables() if part.kind != "commands"]
        if part := pick(tables, choice):
            if self.swapped & {row.id for row in part.rows}:
                return
            self.renamed |= {row.id for row in part.rows}
            place = choice // 11 % len(part.columns)
            free = [
                header
                for header in ("Origin", "Colour", "Material", "Habitat", "Purpose", "Builder")
                if header not in [known for _, known in part.columns]
            ]
            own, old = part.columns[place]
            if old != "Year":
                part.columns[place] = (own, self.name() if part.kind == "comparison" else free[choice % len(free)])

    def mend_answer(self, choice: int) -> None:
        if found := pick(self.all_rows(), choice):
            part, row = found
            place = choice // 13 % len(row.cells)
            if part.kind == "sentences":
                row.cells = [self.sentence() if choice % 2 else row.cells[0].replace("during", "right in")]
            elif part.columns[place][1] == "Year":
                row.cells[place] = str(1500 + self.number() % 500)
            else:
                row.cells[place] = self.value(choice // 17)

    def swap_answers(self, choice: int) -> None:
        """As swapping the keys of two rows: each name now stands before the other's facts."""
        if (part := pick([part for part in self.tables() if len(part.rows) > 1], choice)) is not None:
            one, other = part.rows[0], part.rows[-1]
            if {one.id, other.id} & self.renamed:
                return
            self.swapped |= {one.id, other.id}
            one.cells, other.cells = other.cells, one.cells

    def reorder_rows(self, choice: int) -> None:
        parts = [part for _, section in self.all_sections() for part in section.parts]
        if part := pick(parts, choice):
            part.rows.reverse()
            part.rows[1:] = part.rows[:0:-1]

    def reorder_sections(self, choice: int) -> None:
        if note := pick(self.notes, choice):
            note.sections.reverse()

    def split_table(self, choice: int) -> None:
        found = [one for one in self.all_sections() if any(len(part.rows) > 3 for part in one[1].parts)]
        if one := pick(found, choice):
            note, section = one
            part = next(part for part in section.parts if len(part.rows) > 3)
            half = len(part.rows) // 2
            own = Part(part.kind, list(part.columns), part.rows[half:], part.key)
            del part.rows[half:]
            note.sections.append(Section(self.heading(choice // 5), [own]))

    def merge_notes(self, choice: int) -> None:
        if len(self.notes) > 1 and (note := pick(self.notes, choice)):
            self.notes.remove(note)
            into = pick(self.notes, choice // 7)
            assert into
            into.sections += note.sections

    def move_section(self, choice: int) -> None:
        if (found := pick(self.all_sections(), choice)) and (into := pick(self.notes, choice // 7)):
            note, section = found
            note.sections.remove(section)
            into.sections.append(section)

    def add_row(self, choice: int) -> None:
        parts = [part for _, section in self.all_sections() for part in section.parts if part.kind != "comparison"]
        if part := pick(parts, choice):
            part.rows.insert(choice // 5 % (len(part.rows) + 1), self.row(part, choice))

    def add_section(self, choice: int) -> None:
        if note := pick(self.notes, choice):
            note.sections.append(Section(self.heading(choice // 3), [self.part(choice // 2)]))

    def delete_row(self, choice: int) -> None:
        parts = [part for _, section in self.all_sections() for part in section.parts if len(part.rows) > 1]
        if part := pick(parts, choice):
            row = part.rows.pop(choice // 7 % len(part.rows))
            self.trash.append((part.columns[0][0], row))

    def replace_row(self, choice: int) -> None:
        """Another thing of the same kind, which has one plain value in common with the old one at most."""
        if found := pick(self.all_rows(), choice):
            part, row = found
            if row.id in self.swapped:
                return
            part.rows[part.rows.index(row)] = new = self.row(part, choice // 3)
            self.renamed.add(new.id)  # with a new row nothing is swapped, which would be a renaming and no news
            # Replaced twice between two scans, the last must not look like the first either.
            gone = [row.name, *(old[1].name for old in self.trash[-4:] if isinstance(old, tuple))]
            while any(_alike(new.name, name) for name in gone):
                new.name = self.row(part, choice).name
            place = next((place for place, cell in enumerate(row.cells) if cell in COMMON_VALUES), None)
            new.cells = [
                row.cells[count] if count == place else f"{cell} anew" if cell in row.cells else cell
                for count, cell in enumerate(new.cells)
            ]
            self.trash.append((part.columns[0][0], row))

    def replace_note(self, choice: int) -> None:
        """A note gives way to another of the same make, with headings, headers and plain values in common."""
        if note := pick(self.notes, choice):
            self.notes.remove(note)
            self.trash.append(deepcopy(note))
            note.path, note.title = f"{self.name()} {self.number()}.md", self.name()
            for section in note.sections:
                for part in section.parts:
                    part.columns = [(self.number(), header) for _, header in part.columns]
                    for row in part.rows:
                        own = self.row(part, choice)
                        row.id, row.name = own.id, own.name
                        row.cells = [
                            cell if cell in COMMON_VALUES and count == 0 else f"{new} anew"
                            for count, (cell, new) in enumerate(zip(row.cells, own.cells, strict=True))
                        ]
            self.notes.append(note)

    def delete_section(self, choice: int) -> None:
        if found := pick(self.all_sections(), choice):
            found[0].sections.remove(found[1])
            self.trash.append(found[1])

    def delete_note(self, choice: int) -> None:
        if note := pick(self.notes, choice):
            self.notes.remove(note)
            self.trash.append(note)

    def restore(self, choice: int) -> None:
        """What was deleted comes back: a note where it was or elsewhere, a section in some note, a row in its table."""
        if not self.trash:
            return
        thing = self.trash.pop(choice % len(self.trash))
        if isinstance(thing, Note):
            thing.path = self.free(thing.path if choice % 3 else f"back/{thing.path.rpartition('/')[2]}")
            self.notes.append(thing)
        elif isinstance(thing, Section):
            if into := pick(self.notes, choice // 3):
                into.sections.append(thing)
        else:
            column, row = thing
            for _, section in self.all_sections():
                for part in section.parts:
                    if part.columns[0][0] == column and len(part.columns) == len(row.cells):
                        part.rows.append(row)
                        return

    def copy_note(self, choice: int) -> None:
        """The copy states the same facts; which of the two is asked is all one."""
        if note := pick(self.notes, choice):
            copy = deepcopy(note)
            copy.path = self.free(f"{note.path.removesuffix('.md')} copy.md")
            self.notes.append(copy)
            self.copied |= {row.id for section in note.sections for part in section.parts for row in part.rows}

    def swap_names(self, choice: int) -> None:
        if len(self.notes) > 1:
            one, other = pick(self.notes, choice), pick(self.notes, choice // 7)
            assert one
            assert other
            one.path, other.path = other.path, one.path

    def free(self, path: str) -> str:
        while any(note.path == path for note in self.notes):
            path = path.removesuffix(".md") + " 2.md"
        return path

    # On disk

    def write(self, folder: Path) -> None:
        """Make the folder hold these notes and no others."""
        self.renamed, self.swapped = set(), set()
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            if path.is_dir() and not path.name.startswith("."):
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        for note in self.notes:
            path = folder / note.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{line}\n" for line, *_ in lines(note)))

    def slots(self) -> Callable[[Card | Candidate], Slot | None]:
        """What tells which fact a card asks, now; None for a card that asks about several."""
        stated = {
            (note.path, count): (part, row)
            for note in self.notes
            for count, (_, part, row) in enumerate(lines(note), start=1)
            if part and row
        }

        def slot(card: Card | Candidate) -> Slot | None:
            part, row = stated[card.place.file, card.place.line]
            if card.key.direction is Direction.LIST:
                return None
            if not part.key:
                return row.id, "", card.key.direction
            column = next(own for own, header in part.columns if header == card.key.attribute)
            return row.id, column, card.key.direction

        return slot


EDITS: tuple[Callable[[Vault, int], None], ...] = (
    Vault.rename_file, Vault.move_file, Vault.rename_folder, Vault.retitle, Vault.rename_section, Vault.rename_key,
    Vault.rename_key, Vault.rename_column, Vault.mend_answer, Vault.mend_answer, Vault.swap_answers,
    Vault.reorder_rows, Vault.reorder_sections, Vault.split_table, Vault.merge_notes, Vault.move_section,
    Vault.add_row, Vault.replace_row, Vault.replace_row, Vault.replace_note,
    Vault.add_section, Vault.add_note, Vault.delete_row, Vault.delete_section, Vault.delete_note,
    Vault.restore, Vault.restore, Vault.copy_note, Vault.swap_names,
)  # fmt: skip


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() >= 0.5


def pick(things: Sequence[Thing], choice: int) -> Thing | None:
    return things[choice % len(things)] if things else None


def lines(note: Note) -> Iterator[tuple[str, Part | None, Row | None]]:
    """A note's lines, each with what it states."""
    yield f"# {note.title}", None, None
    for section in note.sections:
        yield "", None, None
        yield f"## {section.heading}", None, None
        for part in section.parts:
            yield "", None, None
            yield from _lines(part)


def _lines(part: Part) -> Iterator[tuple[str, Part | None, Row | None]]:
    if part.key:
        yield f"| {' | '.join((part.key, *(header for _, header in part.columns)))} |", None, None
        yield f"|{'---|' * (len(part.columns) + 1)}", None, None
    for row in part.rows:
        if part.key:
            yield f"| {' | '.join((row.name, *row.cells))} |", part, row
        elif part.kind == "terms":
            yield f"- **{row.name}**: {row.cells[0]} and all that follows from it.", part, row
        else:
            yield row.cells[0].replace("LINK", f"[[{row.name}]]"), part, row
            yield "", None, None
