"""The whole collection as one JSON file: every card, decision and row of the log. What is read is what was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from flashdl.errors import FileError
from flashdl.formats import whole_files

FORMAT = "collection"
SIZE_LIMIT = 2 << 30
"""Bytes."""
_START = f'{{"flashdl": "{FORMAT}"'.encode()
HEAD = 200
"""Characters that tell whether a file is one."""


def is_own(path: Path) -> bool:
    """Whether a file was written here."""
    try:
        with path.open("rb") as file:
            return file.read(len(_START)) == _START
    except OSError:
        return False


def write(file: BinaryIO, version: int, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Write the rows of all tables; how many are cards.

    Args:
        version: of the schema that the rows are of.
        rows: (table, row), those of a table together.
    """
    file.write(_START + f', "version": {version}'.encode())
    cards = 0
    for table, group in groupby(rows, lambda row: row[0]):
        file.write(f',\n"{table}": ['.encode())
        for number, (_, row) in enumerate(group):
            file.write(b",\n" if number else b"\n")
            # Escaped, so that half a surrogate pair in a file name is written too.
            file.write(json.dumps(row, separators=(", ", ": ")).encode())
            cards += table == "card"
        file.write(b"\n]")
    file.write(b"\n}\n")
    return cards


def is_one(head: bytes) -> bool:
    """Whether the beginning of a file looks like it."""
    start = head[:HEAD].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return start.startswith("{") and start[1:].lstrip().startswith('"flashdl"')


def is_file(path: Path) -> bool:
    """Whether a file looks like it; False where it cannot be read."""
    try:
        if path.suffix.casefold() != ".json" or not path.is_file():
            return False
        with path.open("rb") as file:
            return is_one(file.read(HEAD))
    except (OSError, ValueError):
        return False


def read(path: Path) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """(version of the schema, the rows of each table).

    Raises:
        FileError: it is no such file, or damaged.
    """
    try:
        value = json.loads(whole_files.content(path, limit=SIZE_LIMIT))
    except (ValueError, RecursionError) as error:
        raise FileError("this is no sound JSON; the file may have been cut off.", str(path)) from error
    if not isinstance(value, dict) or value.pop("flashdl", None) != FORMAT:
        raise FileError("this is no collection that flashdl wrote.", str(path))
    version = value.pop("version", None)
    if type(version) is not int or not all(_is_table(rows) for rows in value.values()):
        raise FileError("this is no collection that flashdl wrote.", str(path))
    return version, value


def _is_table(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
