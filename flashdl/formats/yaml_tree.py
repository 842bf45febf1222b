"""YAML as a tree of text with lines: what decks need of it, and nothing that a stranger's file could abuse.

The tree is built from the parser's events. That gives what the loaders of PyYAML do not: `no`, `012`, `1:30` and dates
stay as they are written, a repeated key is seen, nothing recurses without limit (50,000 nested `[` end the
interpreter in its C loaders), and an alias cannot unfold into gigabytes, as there are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

import yaml

from flashdl.formats import yaml_advice

DEPTH_LIMIT = 32
HEAD = 20_000
"""Characters in which a deck's name is looked for before all is read."""
NODE_LIMIT = 2_000_000
"""A deck of 100,000 cards with tags and ids has about 900,000."""

STEP = 10_000
"""Values after which it is told how many lines are read."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOO_DEEP = f"lists stand in lists more than {DEPTH_LIMIT} deep."


class YamlError(Exception):
    """A text that is no YAML, or more of it than is taken in.

    Attributes:
        line: 1-based.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it is written, whatever YAML would make of it."""

    value: str
    line: int
    """1-based, as are all lines here."""
    plain: bool = True
    """Without quotes, `|` or `>`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Stands where a value should stand that YAML reads as something other than text."""

    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int
    column: int
    """0-based, of the first dash or the bracket."""
    flow: bool
    """Written as `[a, b]`."""


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: tuple[tuple[Text, Node], ...]
    """In the order of the text; a key may be there twice."""
    line: int
    flow: bool
    """Written as `{a: b}`."""


Node = Text | Fault | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    root: Node | None
    """None where there is nothing but comments."""
    closed: bool
    """It ends with `...`: nothing can follow."""


def parse(text: str, each: Callable[[str], None] | None = None) -> Document:
    """The only document of a text.

    Args:
        text: without byte order mark, lines ended by newlines.
        each: told now and then how many lines are read; it may raise to stop.

    Raises:
        YamlError: no YAML, several documents, or beyond the limits.
    """
    found = _FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise YamlError(f"the character U+{ord(found.group()):04X} cannot stand in YAML; take it out.", line)
    return _Parsing(text, each).document()


def heading(text: str, names: Container[str]) -> str:
    """The text under the first of these keys of the root, found without a look at what follows it.

    Nothing where there is none, or where the whole has to be read to tell.
    """
    depth = 0
    key: str | None = None
    try:
        for number, event in enumerate(yaml.parse(text[:HEAD], Loader=_LOADER)):
            if number == 2 and not isinstance(event, yaml.MappingStartEvent):
                return ""
            if isinstance(event, yaml.ScalarEvent) and depth == 1:
                if key in names:
                    is_whole = event.end_mark is not None and event.end_mark.index < HEAD
                    return event.value if is_whole and not event.anchor and event.tag in (None, "!") else ""
                key = event.value if key is None else None
                continue
            if depth == 1 and key in names:
                return ""
            depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
            depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
            key = key if depth > 1 else None
    except yaml.YAMLError:
        return ""
    return ""


class _Parsing:
    """One walk over the events of a text."""

    def __init__(self, text: str, each: Callable[[str], None] | None) -> None:
        self._each = each
        self._text = text
        self._at = 0  # the place in the text up to which `_passed` has counted the lines
        self._passed = 0
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._nodes = 0

    def document(self) -> Document:
        root, closed = None, False
        try:
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        raise YamlError("a second document begins here; a file holds one.", self._line(event))
                    root = self._node(next(self._events), 0)
                elif isinstance(event, yaml.DocumentEndEvent):
                    closed = bool(event.explicit)
        except yaml.MarkedYAMLError as error:
            if "nesting depth" in str(error.problem):  # newer libyaml ends here by itself, before its first event
                mark = error.problem_mark or error.context_mark
                raise YamlError(_TOO_DEEP, 1 if mark is None else self._line_at(mark.index)) from error
            at, advice = yaml_advice.place_and_advice(error, self._text)
            column = f" at column {at.column + 1}" if at else ""
            said = f"this is not valid YAML{column} ({error.problem or error.context}); {advice}."
            raise YamlError(said, self._line_at(at.index) if at else 1) from error
        return Document(root, closed)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._nodes += 1
        if depth > DEPTH_LIMIT:
            raise YamlError(_TOO_DEEP, self._line(event))
        if self._nodes > NODE_LIMIT:
            raise YamlError(f"the file holds more than {NODE_LIMIT:,} values; split it.", self._line(event))
        if self._each and self._nodes % STEP == 0:
            self._each(f"{self._line(event):,} lines")
        node = self._content(event, depth)
        if isinstance(event, yaml.AliasEvent):
            return node
        mark = "!" if getattr(event, "tag", None) not in (None, "!") else "&" if getattr(event, "anchor", None) else ""
        if mark and not isinstance(node, Fault):
            return Fault(f"YAML does not read text that begins with `{mark}` as text; put quotes around it.", node.line)
        return node

    def _content(self, event: yaml.Event, depth: int) -> Node:
        line = self._line(event)
        if isinstance(event, yaml.ScalarEvent):
            # The line end that `|` and `>` leave is the form's, not the writer's.
            value = event.value.rstrip("\n") if event.style in ("|", ">") else event.value
            return Text(value, line, plain=not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            column = event.start_mark.column if event.start_mark else 0
            return Sequence(tuple(self._until(yaml.SequenceEndEvent, depth)), line, column, bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(list(self._until(yaml.MappingEndEvent, depth)), line, bool(event.flow_style))
        return Fault("YAML does not read text that begins with `*` as text; put quotes around it.", line)

    def _until(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), end):
            yield self._node(event, depth + 1)

    @staticmethod
    def _mapping(nodes: list[Node], line: int, flow: bool) -> Mapping | Fault:
        pairs: list[tuple[Text, Node]] = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Text):
                return Fault(f"a key here is not text; {yaml_advice.QUOTE_IT}.", key.line)
            pairs.append((key, value))
        return Mapping(tuple(pairs), line, flow)

    def _line(self, event: yaml.Event) -> int:
        return self._line_at(event.start_mark.index if event.start_mark else 0)

    def _line_at(self, index: int) -> int:
        """Counted by newlines, as editors do; YAML also counts U+2028 and its like.

        Events come in the order of the text, give or take a few characters, so all of them cost one walk over it.
        """
        if index >= self._at:
            self._passed += self._text.count("\n", self._at, index)
        else:
            self._passed -= self._text.count("\n", index, self._at)
        self._at = index
        return self._passed + 1
