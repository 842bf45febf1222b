"""The kinds of notes and the decks of a package, from either schema: JSON in a row, or tables with Protocol Buffers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flashdl import identity
from flashdl.formats import protobuf
from flashdl.terminal import one_line


class Template(NamedTuple):
    """One kind of card of a note."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """A kind of note."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    has_gaps: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What all notes of a collection refer to."""

    types: Mapping[int, NoteType]
    decks: Mapping[int, str]
    created: int
    """The second at which its first day began."""
    offset: int | None
    """Minutes east of UTC on that day; None where the collection does not say."""
    has_three_buttons: bool
    """It was studied with Anki's first scheduler, whose answers in learning were again, good and easy: 1, 2 and 3."""


def frame(database: sqlite3.Connection) -> Frame:
    """Raises: ValueError, sqlite3.Error: the collection makes no sense as a whole."""
    row = database.execute("SELECT crt, conf, models, decks FROM col").fetchone()
    if row is None:
        raise ValueError("the collection has no row that describes it")
    created, conf, models, decks = row
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    settings = _object(conf)
    if "config" in tables:
        settings.update(_config(database))
    west = settings.get("creationOffset")
    return Frame(
        types=_types_of_tables(database) if "notetypes" in tables else _types_of_json(_object(models)),
        decks=_decks_of_table(database) if "notetypes" in tables else _decks_of_json(_object(decks)),
        created=created if isinstance(created, int) else 0,
        offset=-west if isinstance(west, int) and abs(west) <= 24 * 60 else None,
        has_three_buttons=settings.get("schedVer", 1) == 1,
    )


def _config(database: sqlite3.Connection) -> Iterator[tuple[str, Any]]:
    query = """SELECT "KEY", val FROM config WHERE "KEY" IN ('creationOffset', 'schedVer')"""
    for name, value in database.execute(query):
        try:
            yield name, json.loads(value)
        except ValueError:
            continue


def _types_of_tables(database: sqlite3.Connection) -> dict[int, NoteType]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for kind, ord_, name in database.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(kind, []).append((ord_, str(name)))
    templates: dict[int, list[tuple[int, Template]]] = {}
    for kind, ord_, name, config in database.execute("SELECT ntid, ord, name, config FROM templates"):
        try:
            made = Template(str(name), protobuf.text(config, 1), protobuf.text(config, 2))
        except (ValueError, TypeError):
            continue
        templates.setdefault(kind, []).append((ord_, made))
    found = {}
    # Rows of `fields` and `templates` may be left over from kinds that are not there any more.
    for kind, name, config in database.execute("SELECT id, name, config FROM notetypes"):
        has_gaps = isinstance(config, bytes) and protobuf.number(config, 1) == 1
        own = NoteType(
            kind,
            str(name),
            tuple(name for _, name in sorted(fields.get(kind, []))),
            tuple(template for _, template in sorted(templates.get(kind, []))),
            has_gaps,
        )
        found[kind] = own
    return found


def _types_of_json(models: Mapping[str, Any]) -> dict[int, NoteType]:
    found = {}
    for id_, model in models.items():
        if not isinstance(model, dict) or not str(id_).lstrip("-").isdigit():
            continue
        fields = tuple(str(one.get("name", "")) for one in _ordered(model.get("flds")))
        templates = tuple(
            Template(str(one.get("name", "")), str(one.get("qfmt", "")), str(one.get("afmt", "")))
            for one in _ordered(model.get("tmpls"))
        )
        found[int(id_)] = NoteType(int(id_), str(model.get("name", "")), fields, templates, model.get("type") == 1)
    return found


def _decks_of_table(database: sqlite3.Connection) -> dict[int, str]:
    rows = database.execute("SELECT id, name FROM decks")
    return {id_: deck_name(str(name).replace("\x1f", "::")) for id_, name in rows}


def _decks_of_json(decks: Mapping[str, Any]) -> dict[int, str]:
    return {
        int(id_): deck_name(str(deck.get("name", "")))
        for id_, deck in decks.items()
        if isinstance(deck, dict) and str(id_).isdigit()
    }


def deck_name(name: str) -> str:
    """A deck's name as flashdl has them: no empty level."""
    levels = (identity.tidy(one_line(level)) for level in name.split("::"))
    return "::".join(level or "blank" for level in levels)


def _ordered(value: object) -> list[dict[str, Any]]:
    found = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return sorted(found, key=lambda one: one["ord"] if isinstance(one.get("ord"), int) else 0)


def _object(text: object) -> dict[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) and text else {}
    except RecursionError as error:
        raise ValueError("the collection's description is nested too deep") from error
    return value if isinstance(value, dict) else {}
