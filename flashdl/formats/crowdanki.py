"""Decks as CrowdAnki writes them: `deck.json`, with notes, note models and sub-decks.

Each template of a note's model is a card, as in Anki; a note's guid keeps its cards' history. Media are named only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flashdl import identity
from flashdl.errors import FileError
from flashdl.formats import gaps, template, wanted, yaml_deck
from flashdl.formats.entries import CardError, Entries, Entry, Gap
from flashdl.formats.html_text import readable
from flashdl.formats.wanted import Deck, Wanted

DEPTH_LIMIT = 40
"""Decks below decks."""
_GUID = re.compile(r'"guid"\s*:\s*("(?:[^"\\]|\\.){0,200}")')


@dataclass(frozen=True, slots=True)
class _Model:
    """A kind of note."""

    fields: tuple[str, ...]
    templates: tuple[tuple[str, str, str], ...]
    """(name, front, back)."""
    cloze: bool


def read(deck: Wanted) -> Deck:
    """The cards of a `deck.json` in their order, and what is wrong with the notes that were left out.

    Raises:
        FileError: it is no JSON, or no deck.
    """
    path = str(deck.path)
    text, remark = wanted.decoded(deck.path, wanted.content(deck.path))
    root = _loaded(text, path)
    if not _is_deck(root):
        return yaml_deck.read(  # JSON is YAML
            deck.path, file=deck.shown, fallback=deck.fallback, lone=deck.lone, each=deck.each
        )
    name = identity.tidy(_text(root, "name")) or deck.fallback
    entries = Entries(path, deck.shown, name, (), deck.each)
    if remark:
        entries.note(None, remark)
    models: dict[str, _Model] = {}
    lines = _lines(text)
    for part, full in _decks(root, name):
        models.update(_models(part))
        for note in _dicts(part, "notes"):
            line = lines.get(_text(note, "guid"), 1)
            try:
                entries.take(_entry(note, models, full, line))
            except CardError as error:
                entries.note(error.line, error.message)
    return Deck(name, tuple(entries.candidates), tuple(entries.problems), "a CrowdAnki deck")


def name(deck: Wanted) -> str:
    """The deck's name. Raises as `read`."""
    text, _ = wanted.decoded(deck.path, wanted.content(deck.path))
    root = _loaded(text, str(deck.path))
    if not _is_deck(root):
        return yaml_deck.name(deck.path, fallback=deck.fallback)
    return identity.tidy(_text(root, "name")) or deck.fallback


def is_one(text: str) -> bool:
    """Whether a text begins as JSON."""
    return text.lstrip()[:1] == "{"


def _loaded(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FileError(f"this is not valid JSON ({error.msg.lower()}).", path, error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise FileError("this is no JSON that a deck needs.", path) from error


def _is_deck(root: Any) -> bool:
    return isinstance(root, dict) and isinstance(root.get("notes"), list) and "crowdanki_uuid" in root


def _decks(root: Mapping[str, Any], name: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """(deck, full name) of the deck and all below it; the models stand in the first."""
    stack = [(root, name, 0)]
    while stack:
        one, full, depth = stack.pop()
        yield one, full
        if depth >= DEPTH_LIMIT:
            continue
        for child in reversed(_dicts(one, "children")):
            own = identity.tidy(_text(child, "name")) or "Deck"
            # Some versions write a child's full name, others its last level.
            stack.append((child, own if own.startswith(f"{full}::") else f"{full}::{own}", depth + 1))


def _models(deck: Mapping[str, Any]) -> dict[str, _Model]:
    found: dict[str, _Model] = {}
    for model in _dicts(deck, "note_models"):
        fields = tuple(_text(one, "name") for one in sorted(_dicts(model, "flds"), key=_order))
        templates = tuple(
            (_text(one, "name"), _text(one, "qfmt"), _text(one, "afmt"))
            for one in sorted(_dicts(model, "tmpls"), key=_order)
        )
        found[_text(model, "crowdanki_uuid")] = _Model(fields, templates, model.get("type") == 1)
    return found


def _order(one: Mapping[str, Any]) -> int:
    value = one.get("ord")
    return value if isinstance(value, int) else 0


def _entry(note: Mapping[str, Any], models: Mapping[str, _Model], deck: str, line: int) -> Entry:
    model = models.get(_text(note, "note_model_uuid"))
    if model is None:
        raise CardError(line, "the model of this note is not in the file; export the deck again, with its note models.")
    written = note.get("fields")
    values = [one if isinstance(one, str) else "" for one in written] if isinstance(written, list) else []
    fields = dict(zip(model.fields, values, strict=False))
    listed = note.get("tags")
    tags = tuple(tag for tag in listed if isinstance(tag, str)) if isinstance(listed, list) else ()
    entry = Entry(line, readable(values[0]) if values else "", tags=tags, given=_text(note, "guid"), deck=deck)
    return _with_gaps(entry, model, fields) if model.cloze else _with_faces(entry, model, fields)


def _with_gaps(entry: Entry, model: _Model, fields: Mapping[str, str]) -> Entry:
    field = next((found for _, front, _ in model.templates if (found := template.cloze_field(front))), "")
    asked = field if field in fields else next(iter(fields), "")
    extra = [readable(value) for name, value in fields.items() if name != asked and value.strip()]
    text = readable(fields.get(asked, ""))
    return gaps.gapped(
        Entry(entry.line, text, tags=entry.tags, given=entry.given, deck=entry.deck), "\n".join(filter(None, extra))
    )


def _with_faces(entry: Entry, model: _Model, fields: Mapping[str, str]) -> Entry:
    """The entry with a card for each template that asks something."""
    faces: list[Gap] = []
    for number, (called, front, back) in enumerate(model.templates):
        question = readable(template.filled(front, fields))
        answer = template.said_behind(back, fields, question)
        if question and answer and template.filled(front, {}) != template.filled(front, fields):
            faces.append(Gap(called if number else "", question, answer))
    if not faces:
        raise CardError(
            entry.line,
            "no template of this note asks and answers anything; fill in the fields that it names.",
        )
    if len(faces) == 1 and not faces[0].name:
        return Entry(
            entry.line, faces[0].question, (faces[0].answer,), tags=entry.tags, given=entry.given, deck=entry.deck
        )
    front = entry.front or faces[0].question
    return Entry(entry.line, front, tags=entry.tags, given=entry.given, gaps=tuple(faces), deck=entry.deck)


def _lines(text: str) -> dict[str, int]:
    """Line of each note by its guid."""
    found: dict[str, int] = {}
    line, at = 1, 0
    for guid in _GUID.finditer(text):
        line += text.count("\n", at, guid.start())
        at = guid.start()
        try:
            found.setdefault(json.loads(guid.group(1)), line)
        except ValueError:
            continue
    return found


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _dicts(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
