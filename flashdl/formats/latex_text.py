"""LaTeX that stands in a card of Anki's between `[latex]` and `[/latex]`: a page of text, with math in it. Pure."""

from __future__ import annotations

import re

BLOCK = re.compile(r"\[latex\](.+?)\[/latex\]", re.DOTALL)
_DISPLAYED = re.compile(r"\\\[(.{1,2000}?)\\\]|\\\((.{1,2000}?)\\\)|\$\$(.{1,2000}?)\$\$", re.DOTALL)
_MATH = re.compile(r"\$[^$]{1,2000}\$")
_ONLY_MATH = re.compile(r"[\^_]|\\(?!(?:item|emph|par|noindent|centering|text\w*|begin|end)\b|[\\#%&$_{}])[a-zA-Z]+")
_LIST = re.compile(r"\\(?:begin|end)\{(?:itemize|enumerate|center|document|flushleft|quote)\}(?:\[[^\]\n]{0,80}\])?")
_ITEM = re.compile(r"\s*\\item\b[ \t]*")
_BREAK = re.compile(r"[ \t]*\\\\(?:\[[^\]\n]{0,20}\])?[ \t]*\n?|[ \t]*\\par\b[ \t]*")
_STYLED = re.compile(r"\\(?:emph|textit|textbf|textrm|texttt|textsf|textsc|underline)\{([^{}]{0,500})\}")
_ESCAPED = re.compile(r"\\([#%&_{}])")


def shown(text: str) -> str:
    """The text of a page of LaTeX, with its math between dollar signs; one that is nothing but math is one formula."""
    text = _DISPLAYED.sub(lambda found: f"${next(filter(None, found.groups())).strip()}$", text.strip())
    if "$" not in text and _ONLY_MATH.search(text):
        return f"${text}$"
    parts, at = [], 0
    for math in _MATH.finditer(text):
        parts += [_plain(text[at : math.start()]), math.group()]
        at = math.end()
    return "".join((*parts, _plain(text[at:]))).strip()


def _plain(text: str) -> str:
    text = _STYLED.sub(r"\1", _LIST.sub("", text))
    return _ESCAPED.sub(r"\1", _BREAK.sub("\n", _ITEM.sub("\n- ", text)))
