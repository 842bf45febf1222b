"""From a deck's YAML to candidates: what the keys mean, and what is wrong with the cards that are left out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import replace

from flashdl import identity
from flashdl.formats import gaps
from flashdl.formats.entries import CardError, Entries, Entry, key, options, quoted
from flashdl.formats.html_text import looks_like_html, readable
from flashdl.formats.yaml_tree import Fault, Mapping, Node, Sequence, Text

__all__ = ["CARD_KEYS", "DECK_KEYS", "CardError", "Reading", "key", "named", "one", "several", "stranger", "tags"]

DECK_KEYS = {
    **dict.fromkeys(("name", "title", "deck", "deck_name"), "name"),
    "tags": "tags",
    **dict.fromkeys(("cards", "flashcards", "questions"), "cards"),
    **dict.fromkeys(("description", "author", "version", "language", "license", "icon", "source", "date"), "about"),
}
"""Each key of a deck with the first name of what it says."""
CARD_KEYS = {
    **dict.fromkeys(("front", "question", "q", "term", "prompt"), "front"),
    **dict.fromkeys(("back", "answer", "answers", "a", "definition"), "back"),
    **dict.fromkeys(("id", "guid"), "id"),
    **dict.fromkeys(("note_type", "notetype", "type"), "note_type"),
    **dict.fromkeys(("hint", "hints"), "hint"),
    **dict.fromkeys(("extra", "notes", "note", "explanation", "example", "code_example", "source", "sources"), "extra"),
    **{key: key for key in ("tags", "accept", "reversed", "typed")},
    **{key: key for key in ("list", "sequence", "cloze", "choices", "fields", "deck")},
}
"""Each key of a card with the first name of what it says."""

_SWITCH = {"": False, "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Reading(Entries):
    """One walk over the cards of one file."""

    def __init__(
        self, path: str, file: str, name: str, tags: tuple[str, ...] = (), each: Callable[[str], None] | None = None
    ) -> None:
        super().__init__(path, file, name, tags, each)
        self._strangers: dict[str, tuple[int, int]] = {}

    def finish(self) -> None:
        """Tell each key that means nothing: once, however many cards have it."""
        for unknown, (line, count) in self._strangers.items():
            more = f" {count - 1} more {'card has' if count == 2 else 'cards have'} it." if count > 1 else ""
            self.note(line, f"{stranger(unknown, CARD_KEYS)}{more}")

    def take_node(self, node: Node) -> None:
        """Read one item of the list of cards."""
        try:
            entry = self._entry(node)
        except CardError as error:
            self.note(error.line, error.message)
            return
        self.take(entry)

    def _entry(self, node: Node) -> Entry:
        if isinstance(node, Fault):
            raise CardError(node.line, node.message)
        if not isinstance(node, Mapping):
            raise CardError(
                node.line, "a card is written as `front:` and `back:`, each with its text; this one was left out."
            )
        fields, strangers = named(node, CARD_KEYS)
        for line, unknown in strangers:
            first, count = self._strangers.get(unknown, (line, 0))
            self._strangers[unknown] = first, count + 1
        typed = _typed_gaps(fields) if "cloze" in fields else _switch(fields, "typed")
        entry = Entry(
            node.line,
            front=one(fields, "front"),
            answers=several(fields, "back"),
            accept=several(fields, "accept"),
            hint=", ".join(several(fields, "hint")),
            tags=tags(fields),
            given=one(fields, "id").strip(),
            deck=one(fields, "deck"),
            typed=typed is True,
            reversed=_switch(fields, "reversed"),
            extra="\n".join(several(fields, "extra")),
        )
        if "cloze" in fields:
            return _gapped(replace(entry, front=one(fields, "cloze")), typed)
        entry = _of_kind(fields, _of_fields(fields, entry) if "fields" in fields else _with_items(fields, entry))
        if ("fields" in fields or not entry.answers) and gaps.has_gaps(entry.front):
            return _gapped(entry)
        for name, is_there in (("front", bool(entry.front.strip())), ("back", bool(entry.answers))):
            if not is_there:
                line = fields[name].line if name in fields else node.line
                raise CardError(line, f"this card has no `{name}`; write `{name}:` and its text.")
        return entry


def _gapped(entry: Entry, typed: bool | frozenset[str] = False) -> Entry:
    """The entry with the numbered gaps of its front; what else it says is read after the answer.

    Args:
        typed: whether all gaps are, or the names of those that are.
    """
    found = gaps.gapped(entry, "\n".join(filter(None, (*entry.answers, entry.extra))))
    if not typed:
        return found
    return replace(found, gaps=tuple(replace(gap, typed=typed is True or gap.name in typed) for gap in found.gaps))


def _typed_gaps(fields: dict[str, Node]) -> bool | frozenset[str]:
    """Whether the gaps of a text are typed, or the names of those that are, by their numbers."""
    value = fields.get("typed")
    if not isinstance(value, Sequence):
        return _switch(fields, "typed")
    return frozenset(f"c{number.strip().removeprefix('c')}" for number in several(fields, "typed"))


def _of_kind(fields: dict[str, Node], entry: Entry) -> Entry:
    """The entry asked as its note type says, in Anki's words or those of others."""
    kind = one(fields, "note_type").casefold()
    return replace(entry, reversed=entry.reversed or "revers" in kind, typed=entry.typed or "type in" in kind)


def _with_items(fields: dict[str, Node], entry: Entry) -> Entry:
    """The entry with the members of a list, or the options to choose from, that it may have."""
    for name in ("list", "sequence"):
        if items := several(fields, name):
            if entry.answers or len(items) < 2:
                message = (
                    f"under `{name}` stand two answers or more, and there is no `back` beside it; it was left out."
                )
                raise CardError(fields[name].line, message)
            joined = (", " if name == "list" else " → ").join(items)
            return replace(entry, answers=(joined,), items=items, ordered=name == "sequence", reversed=False)
    choices = several(fields, "choices")
    if not choices or not entry.answers:
        return entry
    return replace(entry, choices=options(entry.answers[0], choices), typed=False, accept=())


def _of_fields(fields: dict[str, Node], entry: Entry) -> Entry:
    """The entry from a note as Anki has it: a note type, and fields by name or in their order."""
    value = fields["fields"]
    nodes = [node for _, node in value.pairs] if isinstance(value, Mapping) else list(getattr(value, "items", ()))
    written = [node.value if isinstance(node, Text) else "" for node in nodes]
    # A field of Anki's is HTML, where it looks like it.
    texts = [readable(text) if looks_like_html(text) else text for text in written]
    back = "\n".join(text for text in texts[1:] if text.strip())
    return replace(entry, front=texts[0] if texts else "", answers=(back,) if back else ())


def named(node: Mapping, known: dict[str, str]) -> tuple[dict[str, Node], list[tuple[int, str]]]:
    """(values by the first name of their key, (line, key) for each unknown one).

    Raises:
        CardError: something is said twice.
    """
    found: dict[str, Node] = {}
    strangers: list[tuple[int, str]] = []
    seen: set[str] = set()
    for at, value in node.pairs:
        name = known.get(at.value) or known.get(at.value.lower(), "")
        if at.value in seen:
            raise CardError(at.line, f"the key `{quoted(at.value)}` stands here a second time; take one out.")
        if name in ("extra", "about") and name in found:  # a card may have notes and an example
            found[name] = Sequence((*_items(found[name]), *_items(value)), value.line, 0, False)
            continue
        if name in found:
            raise CardError(
                at.line, f"`{at.value}` is another word for `{name}`, which is there already; take one out."
            )
        seen.add(at.value)
        if name:
            found[name] = value
        else:
            strangers.append((at.line, at.value))
    return found, strangers


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,)


def one(fields: dict[str, Node], name: str) -> str:
    """The text under a name; "" where there is none."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.value
    raise _no_text(value, name)


def several(fields: dict[str, Node], name: str) -> tuple[str, ...]:
    """The texts under a name, one or a list, without blank ones."""
    value = fields.get(name)
    if not isinstance(value, Sequence):
        text = one(fields, name)
        return (text,) if text.strip() else ()
    texts: list[str] = []
    for item in value.items:
        if not isinstance(item, Text):
            raise _no_text(item, name)
        texts.append(item.value)
    return tuple(text for text in texts if text.strip())


def tags(fields: dict[str, Node]) -> tuple[str, ...]:
    """A list of tags, or one text with commas between."""
    found = several(fields, "tags")
    if found and isinstance(fields.get("tags"), Text):
        found = tuple(found[0].split(","))
    return tuple(tag for tag in map(identity.tidy, found) if tag)


def _switch(fields: dict[str, Node], name: str) -> bool:
    text = one(fields, name)
    try:
        return _SWITCH[text.strip().lower()]
    except KeyError:
        message = f"`{name}` is true or false, not `{quoted(text)}`; this card was left out."
        raise CardError(fields[name].line, message) from None


def stranger(found: str, known: dict[str, str]) -> str:
    """What is to be said of a key that means nothing."""
    if re.match(r"-\w", found):
        return f"`{quoted(found)}` is not a key that flashdl knows; write a space behind the dash."
    near = difflib.get_close_matches(found[:40].lower(), known, n=1)
    advice = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(dict.fromkeys(known.values()))}."
    return f"`{quoted(found)}` is not a key that flashdl knows; {advice}"


def _no_text(value: Node, name: str) -> CardError:
    if isinstance(value, Fault):
        return CardError(value.line, f"`{name}`: {value.message}")
    shape = "a list" if isinstance(value, Sequence) else "a mapping"
    return CardError(value.line, f"YAML reads `{name}` as {shape}, not as text; put quotes around it.")
