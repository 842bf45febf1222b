"""Markdown as a list of blocks, each with its line. markdown-it-py parses; what is Obsidian's is read here.

Two parts of a line are hidden from the parser before it looks for tables: a pipe inside a link, math or code is
no cell border to the person who wrote it, whatever GitHub's rules say. Stand-ins are Unicode noncharacters, which
no text may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from flashdl.generator.text import BOLD, CODE, HIGHLIGHT, ITALIC, LINK, MATH, URL, Span, Text

_PIPE, _ESCAPED_PIPE, _CODE_PIPE, _HASH = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_PROTECTED = re.compile(r"\[\[[^\[\]\n]*\]\]|(?<![\\$])\$(?![\s$])[^$\n]+?(?<!\s)\$(?!\d)|(?<!`)`[^`\n]+`(?!`)")
_ESCAPED_HASH = re.compile(r"(?<!\\)((?:\\\\)*)\\#")
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_FENCE = re.compile(r"^[ >\t]*(`{3,}|~{3,})")
_CALLOUT = re.compile(r"^\[!([\w-]+)\][+-]?[ \t]*")
_TASK = re.compile(r"^\[([ xX/-])\]\s+")
_BLOCK_ID = re.compile(r"\s\^[0-9A-Za-z-]+$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_NUMERAL = re.compile(r"\[?\d{1,3}\]?|[*†‡]")
"""What a link right behind a word shows where it is the mark of a footnote."""
_HASHTAG = re.compile(r"(?:^|(?<=\s))#[^\W\d][\w/-]*")
LONGEST_LINK, LONGEST_MARK = 500, 1000
LONGEST_LINE = 10_000
"""Characters. The parser's time grows with the square of some lines; no statement to learn is so long."""
_TOO_LONG = "<!-- flashdl: a line too long -->"
_SKIP = re.compile(r"<!--\s*flashdl:\s*skip\s*-->")
MARKDOWN_LINK = re.compile(r"(?:^|/)([^/]+)\.md(?:#.*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: int
    text: Text
    """Line ends of the source are kept."""


@dataclass(frozen=True, slots=True)
class Item:
    """A list item's own paragraph."""

    line: int
    text: Text
    depth: int
    """0 for the outermost list."""
    ordered: bool
    task: bool
    list: int
    """Line of the list it belongs to."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    line: int
    header: tuple[Text, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A block that holds no statement: code, HTML, a formula, a rule."""

    line: int
    end: int
    what: str


Content = Heading | Paragraph | Item | Table | Other


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a note and where it stands."""

    content: Content
    section: tuple[str, ...]
    """Headings above it, from the outermost in."""
    quote: str = ""
    """`quote`, or the type of the callout it stands in."""
    skip: bool = False
    """The person asked to leave it."""

    @property
    def line(self) -> int:
        return self.content.line


def _wikilink(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    embed = source.startswith("![[", start)
    if not embed and not source.startswith("[[", start):
        return False
    inner = start + (3 if embed else 2)
    end = source.find("]]", inner, inner + LONGEST_LINK)
    content = source[inner:end]
    if end < 0 or not content.strip() or "\n" in content or "[[" in content:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.content = content
        token.meta = {"embed": embed}
    state.pos = end + 2
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if not source.startswith("==", start) or source.startswith("===", start):
        return False
    end = source.find("==", start + 2, start + LONGEST_MARK)
    content = source[start + 2 : end]
    if end < 0 or not content.strip() or content != content.strip() or "\n" in content:
        return False
    if not silent:
        state.push("highlight_open", "", 1)
        state.pos, last = start + 2, state.posMax
        state.posMax = end
        state.md.inline.tokenize(state)
        state.pos, state.posMax = end, last
        state.push("highlight_close", "", -1)
    state.pos = end + 2
    return True


def parser() -> MarkdownIt:
    """markdown-it-py as notes need it."""
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.before("emphasis", "highlight", _highlight)
    return parser


_PARSER = parser()


def parse(text: str, *, first_line: int = 1) -> tuple[Block, ...]:
    """The blocks of a note, in order.

    Args:
        text: the note without its front matter; any line ends.
        first_line: the line of the file at which the text begins.
    """
    lines = _NONCHARACTERS.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), lines)
    return tuple(_Walk(first_line).walk(_PARSER.parse(_protect(lines))))


def _protect(text: str) -> str:
    """Hides the pipes that are no cell borders, the signs that begin no tag, and the block ids at line ends."""
    fence, lines = "", []
    for raw in text.split("\n"):
        line = raw if len(raw) <= LONGEST_LINE else _TOO_LONG
        mark = _FENCE.match(line)
        if mark:
            run = mark.group(1)
            fence = run if not fence else ("" if run.startswith(fence) else fence)
        elif not fence:
            if "|" in line:
                line = _PROTECTED.sub(_hide, line)
            if "\\#" in line:
                line = _ESCAPED_HASH.sub(rf"\1{_HASH}", line)
            if "^" in line:
                line = _BLOCK_ID.sub("", line)
        lines.append(line)
    return "\n".join(lines)


def _hide(found: re.Match[str]) -> str:
    held = found.group()
    escaped = {"[": _PIPE, "`": _CODE_PIPE}.get(held[0], _ESCAPED_PIPE)
    return held.replace("\\|", escaped).replace("|", _PIPE)


NAMES = {"fence": "code", "code_block": "code", "math_block": "a formula", "html_block": "HTML", "hr": "a rule"}


class _Walk:
    """One pass over the parser's tokens."""

    def __init__(self, first_line: int) -> None:
        self.offset = first_line
        self.sections: list[tuple[int, str]] = []
        self.quotes: list[str] = []
        self.lists: list[tuple[int, bool]] = []
        self.skip_next = False

    def walk(self, tokens: list[Token]) -> Iterator[Block]:
        position = 0
        while position < len(tokens):
            token = tokens[position]
            step = 1
            if token.type == "heading_open":
                yield from self.heading(tokens[position], tokens[position + 1])
                step = 3
            elif token.type == "paragraph_open":
                yield from self.paragraph(tokens[position + 1])
                step = 3
            elif token.type == "table_open":
                step = _closing(tokens, position, "table_close") - position + 1
                yield self.block(self.table(tokens[position : position + step]))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.lists.append((self.line(token), token.type.startswith("ordered")))
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif token.type == "blockquote_open":
                self.quotes.append("quote")
            elif token.type == "blockquote_close":
                self.quotes.pop()
            elif token.map and token.type in ("fence", "code_block", "math_block", "html_block", "hr"):
                yield from self.other(token)
            position += step

    def line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + self.offset

    def block(self, content: Content) -> Block:
        skip, self.skip_next = self.skip_next, False
        return Block(content, tuple(title for _, title in self.sections), self.quotes[-1] if self.quotes else "", skip)

    def heading(self, opening: Token, inline: Token) -> Iterator[Block]:
        level = int(opening.tag[1])
        while self.sections and self.sections[-1][0] >= level:
            self.sections.pop()
        content = Heading(self.line(opening), level, inline_text(inline))
        yield self.block(content)
        self.sections.append((level, content.text.plain.strip()))

    def paragraph(self, inline: Token) -> Iterator[Block]:
        text, line = inline_text(inline), self.line(inline)
        callout = _CALLOUT.match(text.plain) if self.quotes else None
        if callout:
            self.quotes[-1] = callout.group(1).casefold()
            # The rest of a callout's first line is its title, not a statement.
            end = text.plain.find("\n")
            text, line = (text.part(end + 1, len(text.plain)), line + 1) if end >= 0 else (Text(""), line)
        if not text:
            return
        if not self.lists:
            yield self.block(Paragraph(line, text))
            return
        task = _TASK.match(text.plain)
        if task:
            text = text.part(task.end(), len(text.plain))
        list_line, ordered = self.lists[-1]
        yield self.block(Item(line, text, len(self.lists) - 1, ordered, task is not None, list_line))

    def other(self, token: Token) -> Iterator[Block]:
        if token.type == "html_block" and _SKIP.search(token.content):
            self.skip_next = True
            return
        start, end = token.map or (0, 0)
        what = NAMES[token.type] if _TOO_LONG not in token.content else f"a line of more than {LONGEST_LINE} characters"
        yield self.block(Other(start + self.offset, end + self.offset - 1, what))

    def table(self, tokens: list[Token]) -> Table:
        rows: list[Row] = []
        cells: list[Text] = []
        for token in tokens:
            if token.type == "tr_open":
                cells, line = [], self.line(token)
            elif token.type == "inline":
                cells.append(inline_text(token, in_cell=True).strip())
            elif token.type == "tr_close":
                rows.append(Row(line, tuple(cells)))
        return Table(self.line(tokens[0]), rows[0].cells, tuple(rows[1:]))


def _closing(tokens: list[Token], start: int, kind: str) -> int:
    return next(index for index in range(start, len(tokens)) if tokens[index].type == kind)


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_VAULT = re.compile(r"^\s*dendron://[^/]+/")
_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:#.*)?")
_MARKS = {"strong": BOLD, "em": ITALIC, "highlight": HIGHLIGHT}


def inline_text(inline: Token, *, in_cell: bool = False) -> Text:
    """What a reader sees of an inline token.

    Args:
        in_cell: of a table, where a backslash keeps a pipe from ending the cell in code, too.
    """
    parts: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[str, int, str]] = []
    size = 0
    for token in inline.children or ():
        shown = ""
        name, _, side = token.type.rpartition("_")
        if token.type == "wikilink":
            shown, span = _link(token, size)
            spans.extend([span] if span else [])
        elif token.type == "code_inline":
            shown = f"`{token.content.replace(_CODE_PIPE, '|' if in_cell else _ESCAPED_PIPE)}`".replace(_HASH, "\\#")
            spans.append(Span(size, size + len(shown), CODE))
        elif token.type in ("math_inline", "math_inline_double"):
            shown = f"${token.content}$".replace(_ESCAPED_PIPE, "\\|").replace(_HASH, "\\#")
            spans.append(Span(size, size + len(shown), MATH))
        elif side == "open":
            opened.append((_MARKS.get(name, ""), size, str(token.attrGet("href") or "")))
        elif side == "close" and opened:
            kind, start, address = opened.pop()
            if address:
                note = MARKDOWN_LINK.search(address)
                external = _SCHEME.match(address) is not None or not note
                target = address if external or not note else note.group(1).replace("%20", " ")
                spans.append(Span(start, size, URL if external else LINK, target))
            elif kind:
                spans.append(Span(start, size, kind))
        elif token.type in ("softbreak", "hardbreak"):
            shown = "\n"
        elif token.type == "html_inline":
            shown = "\n" if re.match(r"</?(?:br|p)\s*/?>", token.content, re.IGNORECASE) else ""
        elif token.type == "text":
            shown = token.content
        shown = shown.replace(_PIPE, "|").replace(_CODE_PIPE, "|").replace(_ESCAPED_PIPE, "\\|")
        parts.append(shown)
        size += len(shown)
    cleaned = _clean(Text("".join(parts), tuple(spans)))
    return replace(cleaned, plain=cleaned.plain.replace(_HASH, "#")) if _HASH in cleaned.plain else cleaned


def _clean(text: Text) -> Text:
    """Footnote marks and hashtags are taken out: they say nothing of the subject."""
    cuts = [found.span() for pattern in (_FOOTNOTE, _HASHTAG) for found in pattern.finditer(text.plain)]
    cuts += [
        (span.start, span.end)
        for span in text.of(URL)
        # A footnote that holds an address alone is read as a link by that name: `[^1]: https://…`.
        if text.at(span).startswith("^")
        or (_NUMERAL.fullmatch(text.at(span)) and not text.plain[: span.start][-1:].isspace())
    ]
    for start, end in sorted(cuts, reverse=True):
        if not any(span.start < end and start < span.end for span in text.spans if span.kind in (CODE, MATH, LINK)):
            text = _cut(text, start, end)
    return text


def _cut(text: Text, start: int, end: int) -> Text:
    size = end - start

    def moved(offset: int) -> int:
        return offset if offset <= start else max(start, offset - size)

    spans = tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in text.spans)
    return Text(text.plain[:start] + text.plain[end:], spans)


def _link(token: Token, start: int) -> tuple[str, Span | None]:
    """The label of a wikilink and its span. An embed shows another file's text: nothing of this note's own."""
    if token.meta["embed"]:
        return "", None
    target, _, label = token.content.replace("\\" + _PIPE, _PIPE).replace("|", _PIPE).partition(_PIPE)
    target, label = (_VAULT.sub("", part) for part in (target, label))
    if _DOTTED.fullmatch(label.strip()) and not _DOTTED.fullmatch(target.strip()) and "/" not in target:
        # Dendron writes [[label|note.name]], the other way round.
        target, label = label, target
    target, _, heading = target.partition("#")
    name = target.strip().rstrip("\\").split("/")[-1].removesuffix(".md")
    heading = "" if heading.startswith("^") else heading.strip()
    shown = label.strip() or (name.rsplit(".", 1)[-1].replace("-", " ") if _DOTTED.fullmatch(name) else name) or heading
    return shown, Span(start, start + len(shown), LINK, name, heading)


def shown(line: str) -> str:
    """What a reader sees of one line of running text: no marks, no tags; `code` in backticks and math in dollars."""
    if len(line) > LONGEST_LINE:
        return line
    tokens = _PARSER.parseInline(_protect(_NONCHARACTERS.sub("\ufffd", line)))
    return inline_text(tokens[0]).plain if tokens else ""
