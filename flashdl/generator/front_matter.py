"""The YAML head of a note. python-frontmatter finds it; its values stay text, whatever they look like.

The package alone is not enough for notes from anywhere: a byte-order mark hides the head, `id: 012` would become
10, `[no]` False, and a head of fifty thousand brackets would overflow the C parser's stack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

DEEPEST = 16
LARGEST = 64 * 1024
"""Characters of a head; what goes on longer is no head."""


class _TextHandler(YAMLHandler):
    """Reads every scalar as the text that stands in the file."""

    def load(self, fm: str, **_: object) -> Any:
        try:
            # libyaml's parser takes a seventh of the time; where it is missing PyYAML's own does all.
            return _values(fm, yaml.CSafeLoader, yaml.CBaseLoader)
        except (yaml.YAMLError, AttributeError):
            # What is wrong is said in the words of PyYAML's own parser, which name the character.
            return _values(fm, yaml.SafeLoader, yaml.BaseLoader)


def _values(head: str, events: Any, values: Any) -> Any:
    """A head's values.

    Args:
        events: a loader that only parses, without building anything on a stack.
        values: a loader that makes nothing but text, lists and maps.
    """
    depth = 0
    for event in yaml.parse(head, Loader=events):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("too deeply nested, or an alias")
    found = yaml.load(head, Loader=values)
    if found and not isinstance(found, dict):
        raise ValueError("no map")
    return found or {}


@dataclass(frozen=True, slots=True)
class Head:
    """What flashdl wants to know of a note's front matter."""

    values: Mapping[str, Any]
    body: str
    first_line: int
    """Line of the file at which the body begins, 1-based."""
    fault: str = ""
    """Why the head could not be read; it is then left out and the body still read."""

    def texts(self, *names: str) -> tuple[str, ...]:
        """The values of the first of these keys that is there, as a list; a comma separates within one text."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str) and value.strip():
                return tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, list):
                return tuple(part.strip() for part in value if isinstance(part, str) and part.strip())
        return ()

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""


_HANDLER = _TextHandler()


def split(text: str) -> Head:
    """Parts a note's head from its body. Never raises: a head that is no YAML is a `fault`."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith("---\n"):
        return Head({}, text, 1)
    if text.find("\n---", 4, LARGEST) < 0:
        return Head({}, text, 1)
    try:
        # The separator of a head that is empty or not closed is no head at all.
        head, body = _HANDLER.split(text)
    except ValueError:
        return Head({}, text, 1)
    first_line = text[: len(text) - len(body)].count("\n") + 1
    try:
        values = frontmatter.parse(f"---\n{head}\n---\n", handler=_HANDLER)[0]
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        problem = getattr(error, "problem", None) or "it is not a list of `name: value`"
        return Head({}, body, first_line, fault=f"the front matter is no YAML ({problem})")
    return Head({str(name).casefold(): value for name, value in values.items()}, body, first_line)
