"""From notes to candidates: deterministic, without markup of ours, without a language model.

    text --front_matter, markdown--> Page of blocks --tables, links, prose--> drafts --quality--> candidates

`tables` says what a table states and `questions` how that is asked; `languages/` holds the words of both. A note is
read alone, then judged in the light of its collection (`page.Collection`): which links have a note, who may ask
what an acronym stands for, in which order one learns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from flashdl.generator import document, links, listing, prose, quality, tables
from flashdl.generator.draft import Draft, Found, Nothing
from flashdl.generator.markdown import Block, Heading, Item, Other, Paragraph, Table
from flashdl.generator.page import Collection, Name, Page, read
from flashdl.generator.questions import Asking
from flashdl.generator.sentences import sentences
from flashdl.generator.text import LINK, Text, normal, one_line, words
from flashdl.model import Candidate, Gathered, Problem, Refusal, State

LEFT_CALLOUTS = frozenset({"quote", "cite", "todo", "tip", "hint", "example", "question", "help", "faq", "bug"})
PATH_LINKS = 4
"""Bare links in lists from which a note counts as a learning path."""


class Note(NamedTuple):
    """A note's text and where it stands."""

    file: str
    """From the source's root, with `/`."""
    text: str


def generate(notes: Iterable[Note], deck: str, *, each: Callable[[str], None] | None = None) -> Gathered:
    """The candidates of a collection of notes, in the order of learning.

    Args:
        deck: name of the collection's deck; each folder below the root is a deck within it.
        each: called with the file of every note as it is asked; it may raise to stop.
    """
    collection = Collection.of(_told_apart(read(note.file, note.text) for note in notes))
    candidates: list[Candidate] = []
    spare: list[Candidate] = []
    refusals: list[Refusal] = []
    problems: list[Problem] = []
    for page in _learning_order(collection):
        if each:
            each(page.file)
        if page.fault:
            problems.append(Problem(page.file, 1, page.fault))
        judged = ask(page, collection, deck)
        candidates += judged.candidates
        spare += judged.spare
        refusals += judged.refusals
    candidates, repeated = _once_in_collection(candidates)
    placed = tuple(
        replace(candidate, place=replace(candidate.place, position=position))
        for position, candidate in enumerate(candidates)
    )
    return Gathered(placed, tuple(spare), (*refusals, *repeated), tuple(problems), len(collection.pages))


def _told_apart(pages: Iterable[Page]) -> Iterator[Page]:
    """Two notes never share a name in keys: a copy of a note with its `flashdl-id` goes by its path."""
    used: set[str] = set()
    for page in sorted(pages, key=lambda page: page.file):
        document = page.document if page.document not in used else page.file
        while document in used:
            document += "'"
        used.add(document)
        yield page if document == page.document else replace(page, document=document)


def ask(page: Page, collection: Collection, deck: str) -> quality.Judged:
    """The candidates of one note, and why the rest of it gave none."""
    reason = document.left_out(page)
    if reason:
        return quality.Judged((), (Refusal(page.file, 1, reason, subject=page.title),))
    found = [*_title_acronym(page), *_found(page, collection)]
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
    record_in = document.record_of(page)
    for index, block in enumerate(blocks):
        section = page.section(block)
        out = next((part for part in section if page.language.leaves_out(part)), "")
        if block.skip:
            yield Nothing(block.line, "", "a comment above it says `flashdl: skip`")
        elif out:
            if out not in left or not isinstance(block.content, Heading):
                left.add(out)
                yield Nothing(block.line, _shown(block), f"the section “{out}” is left out")
                yield from _acronyms_of_links(block, section, page)
        elif record := record_in(section):
            if record not in left or not isinstance(block.content, Heading):
                left.add(record)
                yield Nothing(block.line, _shown(block), f"“{record}” above it says that it is an example or a record")
        elif block.quote in LEFT_CALLOUTS:
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
    reading = tables.read(table, section[-1] if section else page.title, page.language)
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
    if text.only(LINK) or _is_links(text):
        yield from _bare_links(text, line, section, page, collection)
        return
    terms = [*prose.term(text, line, section, page)]
    yield from terms
    for sentence in sentences(text, line, page.language):
        yield from links.acronyms(sentence, section, page)
        reason = prose.unfit(sentence, page, item=item)
        # A sequence is asked with its sentence, so a pronoun in it does no harm.
        steps = [*listing.sequence(sentence, section, page)] if not reason or "pronoun" in reason else []
        yield from steps
        if reason:
            if not terms and not steps:
                yield Nothing(sentence.line, sentence.plain, reason)
            continue
        found = [
            *prose.definition(sentence, section, page),
            *links.clozes(sentence, section, page, collection, item=item),
            *listing.enumeration(sentence, section, page),
            *prose.highlights(sentence, section, page),
            *prose.year(sentence, section, page),
        ]
        yield from found
        if not found and not terms and not steps:
            yield Nothing(
                sentence.line,
                sentence.plain,
                "it defines no note, links to none and names no year: nothing in it is sure to be the point",
            )


def _is_links(text: Text) -> bool:
    """Links and next to nothing beside them."""
    rest, linked = text.plain, 0
    for span in sorted(text.of(LINK), key=lambda span: -span.start):
        rest = rest[: span.start] + " " + rest[span.end :]
        linked += 1
    return linked > 0 and len(words(rest)) <= 2


def _bare_links(text: Text, line: int, section: tuple[str, ...], page: Page, collection: Collection) -> Iterator[Found]:
    yield from links.label_acronyms(text, line, section, page)
    for span in text.of(LINK):
        label = one_line(text.at(span))
        target = collection.target(span.target)
        where = (
            f"its note {target.file} is asked instead" if target else f"a note “{span.target}” is still to be written"
        )
        yield Nothing(line, f"[[{label}]]", f"a link alone states nothing; {where}")


def _acronyms_of_links(block: Block, section: tuple[str, ...], page: Page) -> Iterator[Found]:
    """A link's label says what an acronym stands for wherever the link is."""
    if isinstance(block.content, Item | Paragraph):
        yield from links.label_acronyms(block.content.text, block.line, section, page)


def _shown(block: Block) -> str:
    content = block.content
    if isinstance(content, Table):
        return " | ".join(one_line(cell.plain) for cell in content.header)
    return content.what if isinstance(content, Other) else one_line(content.text.plain)


def _learning_order(collection: Collection) -> list[Page]:
    """Pages in the order in which the longest lists of links name them; the others follow in file order.

    A note that holds such a list comes before the notes it names.
    """
    paths = []
    for page in collection.pages:
        targets = [
            target
            for block in page.blocks
            if isinstance(block.content, Item) and block.content.text.only(LINK)
            if not any(map(page.language.leaves_out, page.section(block)))
            for span in block.content.text.of(LINK)
            if (target := collection.target(span.target)) is not None
        ]
        if len(targets) >= PATH_LINKS:
            paths.append((page, targets))
    paths.sort(key=lambda path: (-len(path[1]), path[0].file))
    order: dict[str, Page] = {}
    for page, targets in paths:
        order.setdefault(page.file, page)
        for target in targets:
            order.setdefault(target.file, target)
    for page in collection.pages:
        order.setdefault(page.file, page)
    return list(order.values())


def _once_in_collection(candidates: list[Candidate]) -> tuple[list[Candidate], list[Refusal]]:
    """One card for a question that several notes ask with one answer: the note's whose title has it, else the first.

    A question that several notes answer differently under the same context is asked by none.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Candidate]] = {}
    for candidate in candidates:
        context = () if candidate.prompt.kind in ("acronym", "cloze") else candidate.place.context
        groups.setdefault((normal(candidate.prompt.question), context), []).append(candidate)
    kept: dict[int, Candidate] = {}
    refusals: list[Refusal] = []
    for found in groups.values():
        # What waits for a decision never keeps a sure card from being asked.
        sure = [candidate for candidate in found if candidate.state is State.ACTIVE]
        doubted = [candidate for candidate in found if sure and candidate.state is not State.ACTIVE]
        refusals += [_repeated(candidate, f"{sure[0].place.file} already asks this") for candidate in doubted]
        equals = sure or found
        if len({candidate.place.file for candidate in equals}) == 1:
            kept.update((id(candidate), candidate) for candidate in equals)
            continue
        answers = {normal(candidate.prompt.answers[0]) for candidate in equals}
        named = [candidate for candidate in equals if _names(candidate.place.file, candidate.prompt.answers)]
        chosen = (named or equals)[0] if len(answers) == 1 else None
        for candidate in equals:
            if candidate is chosen:
                kept[id(candidate)] = candidate
                continue
            reason = f"{chosen.place.file} already asks this" if chosen else "the notes give several answers to this"
            refusals.append(_repeated(candidate, reason))
    return [candidate for candidate in candidates if id(candidate) in kept], refusals


def _repeated(candidate: Candidate, reason: str) -> Refusal:
    prompt, place = candidate.prompt, candidate.place
    return Refusal(place.file, place.line, reason, prompt.kind, prompt.question, prompt.answers, candidate.key.subject)


def _names(file: str, answers: tuple[str, ...]) -> bool:
    stem = PurePosixPath(file).stem
    return any(normal(answer) in (normal(name) for name in Name(stem).spellings) for answer in answers)
