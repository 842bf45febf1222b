"""What a whole note is: knowledge, or a log, a list of tasks, a template, a diary."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from flashdl.generator.language import Language, language, places
from flashdl.generator.markdown import Block, Content, Heading, Item, Paragraph, Table
from flashdl.generator.page import Page
from flashdl.generator.tables import holds_code
from flashdl.generator.text import one_line, words
from flashdl.generator.values import is_date

FOR_MACHINES = frozenset({"AGENTS", "CLAUDE", "GEMINI"})
"""What files are called, spelled so, that instruct programs which write."""
LEAST_TASKS = 4
"""Tasks from which a note that holds little else is a list of things to do."""
LONGEST_LEAD = 4
"""Words of a line that only says what stands below it."""
PERSONAL, DIARY_MALUS = 0.02, 0.12
"""Share of words in the first person from which a note tells of its writer, and what its prose is worth less then."""


def left_out(page: Page) -> str:
    """Why a whole note is left; empty where it is not."""
    path = PurePosixPath(page.file)
    if _wish(page) in ("false", "no", "off"):
        return "the note's front matter says `flashdl: false`"
    folders, stem = [part.casefold() for part in path.parts[:-1]], path.stem.casefold()
    # Of a name with dots each part but the last is a folder to those who keep all notes in one: `templates.release`.
    above = stem.split(".")[:-1] if " " not in stem else []
    if not places("template_folders").isdisjoint((*folders, *above)) or stem in places("template_files"):
        return "the note is a template"
    if (
        is_date(path.stem)
        or re.search(r"20\d\d\.\d\d\.\d\d$", path.stem)
        or path.parts[0].casefold() in places("daily_folders")
    ):
        return "the note is a daily note"
    if "kanban-plugin" in page.head or "excalidraw-plugin" in page.head:
        return "the note is a board or a drawing"
    if path.stem in FOR_MACHINES:
        return "the note tells a program that writes what to do"
    listed = page.language.sections.get("notes_left_out", ())
    if any(_bare(name) in listed for name in (path.stem, page.title)):
        return f"“{page.title}” is a log, a plan or the rules of a project, by its name"
    return _of_its_blocks(page)


def is_meant(page: Page) -> bool:
    """Whether its writer says that a note is to be learned as it stands: no card waits for its form's sake."""
    return _wish(page) in ("true", "yes", "on")


def _wish(page: Page) -> str:
    return str(page.head.get("flashdl", "")).casefold()


def record_of(page: Page) -> Callable[[tuple[str, ...], Content], str]:
    """For what stands in a section of a note: why it is an example, of an exercise or of a record, or ``."""
    records, examples = (page.language.sections.get(group, frozenset()) for group in ("records", "examples"))
    # What a file is called is often in another language than what it holds.
    names = (*PurePosixPath(page.file).parts, page.title)
    of_note = _said_by(_with(records | language("en").sections["records"], names))
    aside = " ".join(re.findall(r"[(\[]([^()\[\]]+)[)\]]", page.title))  # `Metrics (Example)`
    seen: dict[tuple[str, ...], tuple[str, str]] = {}

    def record(section: tuple[str, ...], content: Content) -> str:
        if section not in seen:
            written = next((name for name in section if _is_of_writer(name, page.language)), "")
            of_writer = f"“{written}” above it speaks of who wrote it; it is a record" if written else ""
            of_example = _said_by(_with(examples, (*section[-1:], aside)))
            seen[section] = of_note or of_writer or _said_by(_with(records, section)), of_example
        of_record, of_example = seen[section]
        # Examples of a command are how to use it.
        return of_record or ("" if isinstance(content, Table) and holds_code(content) else of_example)

    return record


def is_example(table: Block, before: Block, language: Language) -> bool:
    """Whether the line above a table, a few words with a colon, says that it is an example: `Example table:`."""
    if not isinstance(table.content, Table) or not isinstance(before.content, Paragraph):
        return False
    lead = one_line(before.content.text.plain)
    short = len(words(lead)) <= LONGEST_LEAD and lead.endswith((":", "："))
    return short and bool(_with(language.sections.get("examples", frozenset()), (lead,)))


def _said_by(name: str) -> str:
    return f"“{name}” above it says that it is an example or a record" if name else ""


def _with(listed: frozenset[str], names: tuple[str, ...]) -> str:
    """The first name that holds one of the words."""
    return next((name for name in names if any(word in listed for word in _words(name))), "")


def _words(name: str) -> tuple[str, ...]:
    return tuple(words(name.casefold().replace("_", " ")))


def _is_of_writer(name: str, language: Language) -> bool:
    """Whether a name says `my`, or `I` as what somebody does: it is a number in `Part I` and `Type I errors`."""
    found = _words(name.casefold().replace("i.e.", ""))
    return any(
        language.says("first_person", word)
        and (word != "i" or (not _ends_numbered(found[:at], language) and at + 1 < len(found)))
        for at, word in enumerate(found)
    )


def _ends_numbered(before: tuple[str, ...], language: Language) -> bool:
    """Whether a number may follow these words: one thing is numbered, and of several somebody did something."""
    if not before or language.says("before_oneself", before[-1]):
        return False
    return before[-1].endswith("ss") or not before[-1].endswith("s")


def _bare(name: str) -> str:
    """A note's name without what numbers it: `changelog_06` is a changelog."""
    return one_line(re.sub(r"[\W\d_]+", " ", name)).casefold()


def _of_its_blocks(page: Page) -> str:
    contents = [block.content for block in page.blocks]
    items = [content for content in contents if isinstance(content, Item)]
    tasks = sum(content.task for content in items)
    if tasks >= LEAST_TASKS and 2 * tasks > len(items) and tasks > sum(isinstance(one, Paragraph) for one in contents):
        return "the note is a list of tasks"
    headings = [content for content in contents if isinstance(content, Heading)]
    if len(headings) >= 3 and 2 * sum(is_date(one.text.plain) for one in headings) > len(headings):
        return "the note is a log: most of its headings are dates"
    return ""


def is_diary(page: Page) -> bool:
    """Whether a note speaks of its writer: what it says is an opinion or an event rather than knowledge."""
    found = [
        word.casefold()
        for block in page.blocks
        if isinstance(block.content, Item | Paragraph)
        for word in words(block.content.text.plain)
    ]
    own = sum(page.language.says("first_person", word) for word in found)
    return own >= 3 and own > PERSONAL * len(found)
