"""A folder of notes whose facts have names of their own that no edit changes: the truth that a scan is held against.

Every edit takes a number and picks with it what to change, so that a walk is a list of numbers and can be repeated.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
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
    mark: str = "{}"
    """How a table shows the name."""


@dataclass
class Part:
    """A table, or lines of one kind."""

    kind: str
    columns: list[tuple[int, str]]
    """(own name, header) of each cell."""
    rows: list[Row]
    key: str = ""
    """Header of the first column."""
    numbered: bool = False
    """A column before it counts the rows."""


@dataclass
class Section:
    heading: str
    """Empty at the top of a note."""
    parts: list[Part]
    level: int = 2


@dataclass
class Note:
    path: str
    title: str
    sections: list[Section]
    head: dict[str, str] = field(default_factory=dict)
    """Front matter."""


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
                row.cells[count] if count == place else _other(cell, row.cells) for count, cell in enumerate(new.cells)
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
                            cell if cell in COMMON_VALUES and count == 0 else _other(f"{new} anew", row.cells)
                            for count, (cell, new) in enumerate(zip(row.cells, own.cells, strict=True))
                        ]
            self.notes.append(note)

    def split_note(self, choice: int) -> None:
        if note := pick([note for note in self.notes if len(note.sections) > 1], choice):
            half = len(note.sections) // 2
            self.notes.append(Note(f"{self.name()}.md", self.name(), note.sections[half:]))
            del note.sections[half:]

    def join_tables(self, choice: int) -> None:
        """What was split comes together again, in the section of either half."""
        places: defaultdict[tuple[int, ...], list[tuple[Section, Part]]] = defaultdict(list)
        for _, section in self.all_sections():
            for part in section.parts:
                places[tuple(own for own, _ in part.columns)].append((section, part))
        if halves := pick([found for found in places.values() if len(found) > 1], choice):
            (_, into), (section, part) = halves[:2] if choice % 2 else halves[1::-1]
            if part.columns == into.columns and into is not part:
                into.rows += part.rows
                section.parts.remove(part)

    def turn_columns(self, choice: int) -> None:
        if part := pick([part for part in self.tables() if len(part.columns) > 1], choice):
            for cells in (part.columns, *(row.cells for row in part.rows)):
                cells.append(cells.pop(0))  # type: ignore[attr-defined]

    def add_column(self, choice: int) -> None:
        tables = [part for part in self.tables() if part.kind in ("records", "comparison") and len(part.columns) < 5]
        if part := pick(tables, choice):
            headers = [header for _, header in part.columns]
            free = [header for header in ("Builder", "Purpose", "Habitat", "Weight", "Smell") if header not in headers]
            place = choice // 5 % 2 * len(part.columns)
            own = self.name() if part.kind == "comparison" else free[choice % len(free)]
            part.columns.insert(place, (self.number(), own))
            for count, row in enumerate(part.rows):
                row.cells.insert(place, self.value(choice + count))

    def delete_column(self, choice: int) -> None:
        if part := pick([part for part in self.tables() if len(part.columns) > 1], choice):
            place = choice // 3 % len(part.columns)
            for cells in (part.columns, *(row.cells for row in part.rows)):
                del cells[place]  # type: ignore[attr-defined]

    def number_rows(self, choice: int) -> None:
        if part := pick(self.tables(), choice):
            part.numbered = not part.numbered

    def change_case(self, choice: int) -> None:
        """Of a heading, a file, a folder, a title, a row's name or a column's."""
        turn: Callable[[str], str] = (str.upper, str.lower, str.title)[choice // 6 % 3]
        if choice % 6 == 0 and (found := pick(self.all_sections(), choice // 18)):
            found[1].heading = turn(found[1].heading)
        elif choice % 6 == 1 and (note := pick(self.notes, choice // 18)):
            folder, slash, name = note.path.rpartition("/")
            note.path = f"{folder}{slash}{turn(name.removesuffix('.md'))}.md"
        elif choice % 6 == 2:
            above = pick(sorted({one.path.rpartition("/")[0] for one in self.notes}), choice // 18)
            for one in self.notes:
                if above and one.path.startswith(f"{above}/"):
                    one.path = turn(above) + one.path[len(above) :]
        elif choice % 6 == 3 and (note := pick(self.notes, choice // 18)):
            note.title = turn(note.title)
        elif choice % 6 == 4 and (row := pick(self.all_rows(), choice // 18)) and row[0].kind != "commands":
            row[1].name = turn(row[1].name)
        elif choice % 6 == 5 and (part := pick(self.tables(), choice // 18)):
            part.columns = [(own, turn(header)) for own, header in part.columns]

    def write_head(self, choice: int) -> None:
        """Front matter comes, changes or goes; an id of its own is a new name of the note."""
        if note := pick(self.notes, choice // 6):
            name = ("tags", "aliases", "flashdl-id", "lang", "title", "flashdl")[choice % 6]
            value = {"lang": "de", "title": note.title, "flashdl": "false"}.get(name, self.words()[1])
            if name in note.head:
                del note.head[name]
            else:
                note.head[name] = f"{value}-{self.number()}" if name == "flashdl-id" else value

    def extract_section(self, choice: int) -> None:
        """A section becomes a note of its own, whose title its heading is."""
        if found := pick([one for one in self.all_sections() if one[1].heading], choice):
            note, section = found
            note.sections.remove(section)
            path = self.free(f"{section.heading}.md" if choice % 2 else f"deep/{section.heading}.md")
            self.notes.append(Note(path, section.heading, [Section("", section.parts)]))

    def inline_note(self, choice: int) -> None:
        """A note becomes a section of another, its headings below its title's."""
        if len(self.notes) > 1 and (note := pick(self.notes, choice)):
            self.notes.remove(note)
            into = pick(self.notes, choice // 7)
            assert into
            top = [section for section in note.sections if not section.heading]
            below = [replace(section, level=3) for section in note.sections if section.heading]
            into.sections += [Section(note.title, [part for section in top for part in section.parts]), *below]

    def copy_row(self, choice: int) -> None:
        """As people do who then write another over it; which of the two is asked is all one."""
        if found := pick([one for one in self.all_rows() if one[0].kind != "comparison"], choice):
            part, row = found
            copy = Row(self.number(), row.name, list(row.cells), row.mark)
            part.rows.insert(choice // 7 % (len(part.rows) + 1), copy)
            self.copied |= {row.id, copy.id}

    def clear_cell(self, choice: int) -> None:
        """To be filled in later."""
        if found := pick([one for one in self.all_rows() if one[0].key and len(one[1].cells) > 1], choice):
            found[1].cells[choice // 7 % len(found[1].cells)] = ""

    def rename_kind(self, choice: int) -> None:
        """What a table calls its rows."""
        if part := pick([part for part in self.tables() if part.kind == "records"], choice):
            part.key = ("Tool", "Instrument", "Name", "Device")[choice // 3 % 4]

    def nest_section(self, choice: int) -> None:
        """A section goes under the one above it, or out of it."""
        if note := pick([note for note in self.notes if len(note.sections) > 1], choice):
            section = note.sections[1 + choice // 3 % (len(note.sections) - 1)]
            section.level = 5 - section.level

    def mark_names(self, choice: int) -> None:
        """The names of a table are set bold, linked, or plain again."""
        if part := pick([part for part in self.tables() if part.kind != "commands"], choice):
            for row in part.rows:
                row.mark = ("{}", "**{}**", "[[{}]]", "*{}*")[choice // 5 % 4]

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
            text = "".join(f"{line}\n" for line, *_ in lines(note))
            path.write_text(text)
            # As tools do that bring old times back with old notes: one text always has the same, long ago.
            os.utime(path, (1e9, 1e9 + zlib.crc32(text.encode()) % 10**8))

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
    Vault.split_note, Vault.join_tables, Vault.turn_columns, Vault.add_column, Vault.delete_column, Vault.number_rows,
    Vault.change_case, Vault.change_case, Vault.write_head, Vault.write_head, Vault.nest_section, Vault.mark_names,
    Vault.extract_section, Vault.inline_note, Vault.copy_row, Vault.clear_cell, Vault.rename_kind,
)  # fmt: skip


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() >= 0.5


def _other(cell: str, cells: Sequence[str]) -> str:
    """The cell, or something like it that none of these is."""
    while cell in cells:
        cell += " anew"
    return cell


def pick(things: Sequence[Thing], choice: int) -> Thing | None:
    return things[choice % len(things)] if things else None


def lines(note: Note) -> Iterator[tuple[str, Part | None, Row | None]]:
    """A note's lines, each with what it states."""
    if note.head:
        for line in ("---", *(f"{name}: {value}" for name, value in note.head.items()), "---"):
            yield line, None, None
    yield f"# {note.title}", None, None
    for section in note.sections:
        if section.heading:
            yield "", None, None
            yield f"{'#' * section.level} {section.heading}", None, None
        for part in section.parts:
            yield "", None, None
            yield from _lines(part)


def _lines(part: Part) -> Iterator[tuple[str, Part | None, Row | None]]:
    if part.key:
        number = ["#"] if part.numbered else []
        yield f"| {' | '.join((*number, part.key, *(header for _, header in part.columns)))} |", None, None
        yield f"|{'---|' * (len(part.columns) + 1 + part.numbered)}", None, None
    for count, row in enumerate(part.rows, start=1):
        if part.key:
            number = [str(count)] if part.numbered else []
            yield f"| {' | '.join((*number, row.mark.format(row.name), *row.cells))} |", part, row
        elif part.kind == "terms":
            yield f"- **{row.name}**: {row.cells[0]} and all that follows from it.", part, row
        else:
            yield row.cells[0].replace("LINK", f"[[{row.name}]]"), part, row
            yield "", None, None
