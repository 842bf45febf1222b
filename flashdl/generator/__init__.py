"""From notes to candidates: deterministic, without markup of ours, without a language model.

    text --front_matter, markdown--> Page of blocks --tables, links, prose--> drafts --quality--> candidates

`tables` says what a table states and `questions` how that is asked; `languages/` holds the words of both. A note is
read alone, then judged in the light of its collection (`collection`): which links have a note, who may ask what an
acronym stands for, in which order one learns.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from flashdl.generator import behind, connections, document, links, listing, marks, prose, quality, statements, tables
from flashdl.generator.collection import Collection, Register, Target, entry, together
from flashdl.generator.draft import Draft, Found, Nothing
from flashdl.generator.language import language as of_code
from flashdl.generator.markdown import Block, Heading, Item, Other, Paragraph, Table
from flashdl.generator.page import Name, Page, read
from flashdl.generator.questions import Asking
from flashdl.generator.sentences import sentences
from flashdl.generator.text import LINK, Text, one_line
from flashdl.model import Gathered, Refusal

_WRONG = re.compile(r"^\s*[❌✗👎🚫]", re.MULTILINE)
LEFT_CALLOUTS = frozenset({"quote", "cite", "todo", "tip", "hint", "example", "question", "help", "faq", "bug"})


class Note(NamedTuple):
    """A note's text and where it stands."""

    file: str
    """From the source's root, with `/`."""
    text: str


def generate(notes: Iterable[Note], deck: str) -> Gathered:
    """The candidates of a collection of notes, in the order of learning.

    Args:
        deck: name of the collection's deck; each folder below the root is a deck within it.
    """
    pages: dict[str, Page] = {}
    for note in notes:
        page = read_note(note)
        pages.setdefault(page.file, page)
    register = Register(entry(page) for page in pages.values())
    judged = {file: ask_note(page, register, deck)[0] for file, page in pages.items()}
    return together(register, judged)


def read_note(note: Note) -> Page:
    """A note read alone."""
    return read(note.file, note.text)


def ask_note(page: Page, register: Register, deck: str) -> tuple[quality.Judged, Mapping[str, Target | None]]:
    """The candidates of one note of a collection, and what it asked the collection with the answers it got."""
    collection = Collection(register)
    called, code = register.settled(page.file)
    judged = ask(replace(page, document=called, language=of_code(code)), collection, deck)
    return judged, collection.answers


def ask(page: Page, collection: Collection, deck: str) -> quality.Judged:
    """The candidates of one note, and why the rest of it gave none."""
    judged = _judged(page, collection, deck)
    asked = {candidate.place.line for candidate in (*judged.candidates, *judged.spare)}
    return replace(judged, unasked=tuple(_but(asked, page)))


def _but(asked: Container[int], page: Page) -> Iterator[tuple[str, ...]]:
    """What stands in the other lines of a note: a row by its cells, a text alone."""
    for block in page.blocks:
        content = block.content
        if isinstance(content, Table):
            for row in content.rows:
                if row.line not in asked:
                    yield tuple(one_line(cell.plain) for cell in row.cells)
        elif isinstance(content, Item | Paragraph) and content.line not in asked:
            yield (one_line(content.text.plain),)


def _judged(page: Page, collection: Collection, deck: str) -> quality.Judged:
    reason = document.left_out(page)
    if reason:
        return quality.Judged((), (Refusal(page.file, 1, reason, subject=page.title),))
    found = [*connections.few([*_title_acronym(page), *_found(page, collection)])]
    drafts = [item for item in found if isinstance(item, Draft)]
    nothings = [item for item in found if isinstance(item, Nothing)]
    folders = PurePosixPath(page.file).parts[:-1]
    return quality.judge(page, drafts, nothings, "::".join((deck, *folders)))


def _title_acronym(page: Page) -> Iterator[Found]:
    """The acronym in a note's own name."""
    for name in (PurePosixPath(page.file).stem, page.title):
        both = Name(name).parts
        if both:
            line = page.blocks[0].line if page.blocks else page.first_line
            yield links.acronym(both[1], both[0], line, (), page, name)
            return


def _found(page: Page, collection: Collection) -> Iterator[Found]:
    left: set[str] = set()
    blocks = page.blocks
    written = marks.written(page)
    record_in = document.record_of(page)
    for index, block in enumerate(blocks):
        if index in written:
            yield from written[index]
            continue
        section = page.section(block)
        out = next((part for part in section if page.language.leaves_out(part)), "")
        if block.skip:
            yield Nothing(block.line, "", "a comment above it says `flashdl: skip`")
        elif out:
            if out not in left or not isinstance(block.content, Heading):
                left.add(out)
                yield from _left_out(block, out, section, page, collection)
        elif record := record_in(section, block.content):
            if record not in left or not isinstance(block.content, Heading):
                left.add(record)
                yield Nothing(block.line, _shown(block), record)
        elif isinstance(block.content, Paragraph | Item) and _WRONG.search(block.content.text.plain):
            yield Nothing(
                block.line, _shown(block), "it shows how something is done wrong and right; it states no fact"
            )
        elif index and document.is_example(block, blocks[index - 1], page.language):
            yield Nothing(block.line, _shown(block), "the line above the table says that it is an example")
        elif block.quote in LEFT_CALLOUTS and not isinstance(block.content, Table):  # one quotes no table
            yield Nothing(block.line, _shown(block), "a quotation or an aside is not the note's own statement")
        else:
            following = blocks[index + 1 : index + 1 + listing.REACH]
            yield from listing.listed(block, following, section, page)
            yield from _of_block(block, following[0] if following else None, section, page, collection)


def _of_block(
    block: Block, following: Block | None, section: tuple[str, ...], page: Page, collection: Collection
) -> Iterator[Found]:
    content = block.content
    if isinstance(content, Table):
        yield from _of_table(content, section, page)
    elif isinstance(content, Paragraph) and re.match(r":(?!\w+:|:)", content.text.plain):  # its mark is gone
        yield Nothing(content.line, _shown(block), "a footnote holds sources and asides, no statement of the note")
    elif isinstance(content, Paragraph):
        yield from _of_text(content.text, content.line, section, page, collection, item=False)
    elif isinstance(content, Item):
        if content.task:
            yield Nothing(content.line, _shown(block), "a task is nothing to remember")
        else:
            yield from _of_text(content.text, content.line, section, page, collection, item=True)
    elif isinstance(content, Heading):
        asks = content.text.plain.rstrip().endswith(("?", "？", "؟"))
        if asks and following and isinstance(following.content, Paragraph):
            yield from prose.question(content.text, following.content.text, content.line, section, page)
    elif isinstance(content, Other):
        yield Nothing(content.line, content.what, f"a block that holds {content.what} states no fact in words")


def _of_table(table: Table, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    reading = tables.read(table, section[-1] if section else page.title, page.language, title=page.title)
    if isinstance(reading, str):
        yield Nothing(table.line, " | ".join(one_line(cell.plain) for cell in table.header), reading)
        return
    yield from Asking(reading, section, page.title, page.language).drafts()
    for row in table.rows:
        for cell in row.cells:
            yield from links.label_acronyms(cell, row.line, section, page)


def _of_text(
    text: Text, line: int, section: tuple[str, ...], page: Page, collection: Collection, *, item: bool
) -> Iterator[Found]:
    if text.only(LINK) or links.is_bare(text):
        yield from _bare_links(text, line, section, page, collection)
        return
    terms = [*prose.term(text, line, section, page)]
    yield from terms
    for sentence in sentences(text, line, page.language):
        yield from links.acronyms(sentence, section, page)
        reason = statements.unfit(sentence, page, item=item)
        # A sequence is asked with its sentence, so a pronoun in it does no harm.
        steps = [*listing.sequence(sentence, section, page)] if not reason or "pronoun" in reason else []
        yield from steps
        if reason:
            if not terms and not steps:
                yield Nothing(sentence.line, sentence.plain, reason)
            continue
        found: list[Found] = [
            *prose.definition(sentence, section, page),
            *links.clozes(sentence, section, page, collection, item=item),
            *listing.enumeration(sentence, section, page),
            *prose.highlights(sentence, section, page),
            *prose.year(sentence, section, page),
        ]
        yield from found
        if not any(isinstance(one, Draft) for one in (*found, *terms, *steps)):
            joined = [*connections.connection(sentence, section, page, collection)]
            yield from joined
            found += joined
        if not found and not terms and not steps:
            yield Nothing(
                sentence.line,
                sentence.plain,
                "it defines no note, links to none and names no year: nothing in it is sure to be the point",
            )


def _bare_links(text: Text, line: int, section: tuple[str, ...], page: Page, collection: Collection) -> Iterator[Found]:
    yield from links.label_acronyms(text, line, section, page)
    for span in text.of(LINK):
        target = collection.file(span.target)
        reason = behind.ALONE if target else f"{behind.ALONE}, and there is no note “{span.target}” to ask instead"
        yield Nothing(line, f"[[{one_line(text.at(span))}]]", reason, target or "")


def _left_out(block: Block, out: str, section: tuple[str, ...], page: Page, collection: Collection) -> Iterator[Found]:
    """A block of a section that is left out. A link in it still wishes for its note and says what its acronym means."""
    content = block.content
    if isinstance(content, Item | Paragraph) and links.is_bare(content.text):
        yield from _bare_links(content.text, block.line, section, page, collection)
        return
    reason = f"the section “{out}” is left out: sections of that name hold sources, plans and pointers, not statements"
    yield Nothing(block.line, _shown(block), reason)
    if isinstance(content, Item | Paragraph):
        yield from links.label_acronyms(content.text, block.line, section, page)


def _shown(block: Block) -> str:
    content = block.content
    if isinstance(content, Table):
        return " | ".join(one_line(cell.plain) for cell in content.header)
    return content.what if isinstance(content, Other) else one_line(content.text.plain)
