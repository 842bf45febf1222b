"""Org files: headings with their tags, properties, tables of reviews and text; and text as a reader sees it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flashdl.generator.markdown import LONGEST_LINE

MOST_LINES = 500_000
_HEADING = re.compile(r"(\*{1,40})[ \t]+(.*)")
_TAGS = re.compile(r"(?:^|[ \t]+):((?:[\w@#%-]+:)+)$")
_KEYWORD = re.compile(r"#\+(title|filetags):[ \t]*(.*)", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*$")
_PROPERTY = re.compile(r"[ \t]*:([\w+-]+):[ \t]*(.*)")
_PLANNING = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[]")
_SCHEDULED = re.compile(r"SCHEDULED:[ \t]*[<\[]([^>\]\n]{1,80})[>\]]")
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_END = re.compile(r"[ \t]*#\+end_(\w+)", re.IGNORECASE)
_STATE = re.compile(r"^(?:(?:TODO|DONE|NEXT|WAIT)[ \t]+(?=\S))?(?:\[#[A-Z]\][ \t]*)?")
_LINK = re.compile(r"\[\[([^\]\[\n]{1,1000})\](?:\[([^\]\n]{0,1000})\])?\]")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp)$", re.IGNORECASE)
_VERBATIM = re.compile(r"(?<![\w=~])([=~])(?!\s)([^\n]{1,200}?)(?<!\s)\1(?![\w=~])")
_MARKED = re.compile(
    r"(?<![\w*/_+\\])([*/_+])(?![\s*/_+])([^\n]{1,200}?(?:\n[^\n]{1,100}?)?)(?<![\s*/_+\\])\1(?![\w*/_+])"
)
"""Emphasis may go on over one end of a line."""
_MATH = re.compile(r"\\\((.{1,600}?)\\\)|\\\[(.{1,2000}?)\\\]", re.DOTALL)
_KEPT = re.compile(
    r"(?<![\\$\w])\$(?![\s$])[^$\n]{1,1000}?(?<!\s)\$(?!\d)|\$\$.{1,2000}?\$\$|\\\(.{1,600}?\\\)|\\\[.{1,2000}?\\\]",
    re.DOTALL,
)


@dataclass(slots=True)
class Section:
    """A heading and what stands below it."""

    line: int
    """1-based."""
    level: int
    """Stars; 0 for the file itself."""
    title: str = ""
    tags: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    """By their names in capitals."""
    reviews: list[str] = field(default_factory=list)
    """Rows of its table of reviews."""
    scheduled: str = ""
    """What stands between the brackets of SCHEDULED."""
    body: list[str] = field(default_factory=list)
    """Lines up to the next heading, without drawers, plans and comments."""
    code: set[int] = field(default_factory=set)
    """Places in the body of lines of code."""
    below: list[Section] = field(default_factory=list)


def sections(text: str) -> Section:
    """The file as a tree; its title and the tags of the file are those of the root."""
    root = Section(1, 0)
    path = [root]
    drawer, block = "", ""
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES], 1):
        line = raw.rstrip()
        heading = None if block or len(line) > LONGEST_LINE else _HEADING.fullmatch(line)
        if heading:
            drawer = ""
            one = _opened(number, len(heading.group(1)), heading.group(2))
            while path[-1].level >= one.level:
                path.pop()
            path[-1].below.append(one)
            path.append(one)
        elif drawer:
            drawer = _in_drawer(path[-1], drawer, line)
        elif block:
            block = "" if (end := _END.match(line)) and end.group(1).casefold() == block else block
            if block:
                path[-1].code.add(len(path[-1].body))
                path[-1].body.append(raw)
        else:
            drawer, block = _plain_line(root, path[-1], line)
    return root


def _opened(number: int, level: int, rest: str) -> Section:
    tags = _TAGS.search(rest)
    title = rest[: tags.start()] if tags else rest
    return Section(number, level, _STATE.sub("", title, count=1).strip(), _split(tags.group(1)) if tags else ())


def _split(tags: str) -> tuple[str, ...]:
    return tuple(tag for tag in re.split(r"[:\s]+", tags) if tag)


def _in_drawer(section: Section, drawer: str, line: str) -> str:
    """Take a line of a drawer; the name of the drawer while it is open."""
    if line.strip().upper() == ":END:":
        return ""
    if drawer == "PROPERTIES" and (found := _PROPERTY.fullmatch(line)):
        section.properties[found.group(1).upper()] = found.group(2).strip()
    elif drawer == "REVIEW_DATA":
        section.reviews.append(line)
    return drawer


def _plain_line(root: Section, section: Section, line: str) -> tuple[str, str]:
    """Take a line outside of drawers and blocks; (drawer, block) that it opens."""
    if (drawer := _DRAWER.fullmatch(line)) and drawer.group(1).upper() != "END":
        return drawer.group(1).upper(), ""
    if begin := _BEGIN.match(line):
        return "", begin.group(1).casefold()
    if _PLANNING.match(line):
        found = _SCHEDULED.search(line)
        section.scheduled = found.group(1) if found else section.scheduled
    elif keyword := _KEYWORD.fullmatch(line.strip()):
        if keyword.group(1).casefold() == "title":
            root.title = keyword.group(2).strip()
        else:
            root.tags = _split(keyword.group(2))
    elif not line.lstrip().startswith(("# ", "#+")) and line.strip() != "#":
        section.body.append(line)
    return "", ""


def plain(lines: Iterable[str]) -> str:
    """Text as a reader sees it: marks and links taken away, pictures named, no blank line beside another."""
    kept: list[str] = []
    text = "\n".join(lines)
    at = 0
    for math in _KEPT.finditer(text):  # what stands in math is no mark
        kept += [_unmarked(text[at : math.start()]), _formula(math.group())]
        at = math.end()
    kept.append(_unmarked(text[at:]))
    shown = [line.rstrip() for line in "".join(kept).split("\n")]
    return "\n".join(line for place, line in enumerate(shown) if line or (place and shown[place - 1])).strip()


def _formula(text: str) -> str:
    return _MATH.sub(lambda found: f"${(found.group(1) or found.group(2)).strip()}$", text)


def _unmarked(text: str) -> str:
    text = _LINK.sub(_named, text)
    parts, at = [], 0
    for verbatim in _VERBATIM.finditer(text):
        parts += [_bare(text[at : verbatim.start()]), f"`{verbatim.group(2)}`"]
        at = verbatim.end()
    return "".join((*parts, _bare(text[at:])))


def _bare(text: str) -> str:
    return _MARKED.sub(r"\2", text)


def _named(found: re.Match[str]) -> str:
    target, label = found.group(1), found.group(2)
    if _PICTURE.search(target):
        return f"[picture: {label or target.rpartition('/')[2].removeprefix('file:')}]"
    return label or target.removeprefix("file:").lstrip("*#")


def masked(text: str) -> str:
    """As long, with neutral signs for math, links, code and what else holds brackets and is no gap."""
    for pattern in (
        _KEPT,
        _LINK,
        _VERBATIM,
        re.compile(r"\[(?:fn:[^\]\n]*|[ X-]|\d*[/%]\d*|\d{4}-\d\d-\d\d[^\]\n]*)\]"),
    ):
        text = pattern.sub(lambda found: "¤" * len(found.group()), text)
    return text


def all_below(section: Section) -> Sequence[str]:
    """The lines below a heading with those of its sections, whose titles stand above theirs."""
    found, stack = list(section.body), list(reversed(section.below))
    while stack:
        one = stack.pop()
        found += [one.title, *one.body]
        stack += reversed(one.below)
    return found
