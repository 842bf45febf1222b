"""What to do about a text that is no YAML: where the mistake is more likely to be, and how it is mended. Pure."""

from __future__ import annotations

import re

import yaml

QUOTE_IT = "text that begins with a mark such as [ { & * ! | > @ ` or holds `: ` or ` #` needs quotes around it"
_INDENT_IT = "begin each card with `- `, right under the one before, and its keys two spaces deeper, under one another"
_BY_PROBLEM = (
    ("tab character", "indent with spaces, not with tabs"),
    ("escape character", "behind \\ in double quotes stand only YAML's own signs; write \\\\, or use single quotes"),
    ("expected '-'", _INDENT_IT),
)
_KEY = re.compile(r"\s*(-?)\s*[\w-]+\s*")


def place_and_advice(error: yaml.MarkedYAMLError, text: str) -> tuple[yaml.Mark | None, str]:
    """(where the mistake is, what to do); what was opened and not closed is a mistake where it was opened."""
    problem, context = str(error.problem), str(error.context)
    at = error.problem_mark or error.context_mark
    opened = error.context_mark or at
    if "flow" in context:
        return opened, "close this bracket, or put quotes around text that begins with one"
    if "end of stream" in problem and "quoted" in context:
        return opened, "close this quotation mark"
    if "expected ':'" in problem:
        return opened, "a key has a colon and a space behind it, as in `front: text`"
    for words, advice in _BY_PROBLEM:
        if words in problem:
            return at, advice
    line = _line(text, at.line) if at else ""
    before = line[: at.column] if at else ""
    if "expected key" in problem:
        quotes = "put '' for an apostrophe between single quotes, and nothing behind the last one"
        return at, quotes if re.search(r"[:-]\s+['\"]", before) else _INDENT_IT
    if "mapping values" in problem and (key := _KEY.fullmatch(before)):
        return at, "write a space behind the dash" if key.group(1) and before.lstrip()[1:2] != " " else _INDENT_IT
    return at, QUOTE_IT


def _line(text: str, number: int) -> str:
    """A line by its 0-based number."""
    start = 0
    for _ in range(number):
        start = text.find("\n", start) + 1
        if not start:
            return ""
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]
