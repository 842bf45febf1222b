"""What the notes of one source know of each other, and what comes of all their candidates together.

A note is read alone and asked alone; all it may learn of the others goes through its `Collection`, which keeps each
answer. A note whose answers would be the same today need not be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from flashdl.generator import behind, detect, path
from flashdl.generator.choices import with_choices
from flashdl.generator.detect import Evidence
from flashdl.generator.draft import WRITTEN
from flashdl.generator.page import Name, Page
from flashdl.generator.path import Step
from flashdl.generator.quality import Judged
from flashdl.generator.text import exact, normal
from flashdl.generator.wishes import Wish, gaps, linked, wishes
from flashdl.model import Candidate, Gathered, Place, Problem, Refusal, State


@dataclass(frozen=True, slots=True)
class Target:
    """What a note may learn of another that it links to. A new question to the collection is a new field here."""

    file: str
    names: tuple[str, ...]
    alone: tuple[str, ...]
    """The notes that it links to without a word, as it calls them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A note in the register of its collection: all that the others, and the order of learning, need of it."""

    file: str
    """From the source's root."""
    document: str
    """What it calls itself in keys; `Register.documents` says what it is called."""
    names: tuple[str, ...]
    step: Step
    wishes: tuple[Wish, ...]
    language: str
    """Code of the language that it is in for all that it says itself."""
    evidence: Evidence | None
    """What its words say of its language; None where the front matter names it."""
    fault: str = ""
    """What is wrong with its front matter."""


def entry(page: Page) -> Entry:
    """A page's line in the register."""
    step, wanted = path.step(page), wishes(page)
    return Entry(
        page.file, page.document, page.names, step, wanted, page.language.code, page.evidence, page.fault
    )  # fmt: skip


class Register:
    """The notes of one source, by file and by name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(sorted(entries, key=lambda entry: entry.file))
        self.documents = _told_apart(self.entries)
        """By file: what the note is called in keys."""
        most = detect.majority(one.evidence for one in self.entries if one.evidence)
        self.languages = {
            one.file: detect.decide(one.evidence, most) if one.evidence else one.language for one in self.entries
        }
        """By file: the code of a note's language; where its own words leave it open, that of most of the collection."""
        self._by_name: dict[str, Target] = {}
        for one in self.entries:
            alone = tuple(dict.fromkeys(wish.name for wish in one.wishes if wish.bare))
            target = Target(one.file, one.names, alone)
            for name in one.names:
                self._by_name.setdefault(name.casefold(), target)

    def settled(self, file: str) -> tuple[str, str]:
        """(what a note is called in keys, code of its language): what it has from the collection unasked."""
        return self.documents[file], self.languages[file]

    def target(self, link: str) -> Target | None:
        """The note that a link leads to."""
        return self._by_name.get(link.casefold())

    def file(self, link: str) -> str | None:
        """The file of the note that a link leads to."""
        target = self.target(link)
        return target.file if target else None


def _told_apart(entries: Iterable[Entry]) -> dict[str, str]:
    """Two notes never share a name in keys: a copy of a note with its `flashdl-id` goes by its path."""
    used: set[str] = set()
    documents: dict[str, str] = {}
    for one in entries:
        document = one.document if one.document not in used else one.file
        while document in used:
            document += "'"
        used.add(document)
        documents[one.file] = document
    return documents


class Collection:
    """The register as one note asks it."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.answers: dict[str, Target | None] = {}
        """Every link that was asked for, and what was answered."""
        self.partners: list[Target] | None = None
        """The notes that the note may be connected to; None where that was not asked yet."""

    def target(self, link: str) -> Target | None:
        """The note that a link leads to."""
        found = self.answers[link] = self._register.target(link)
        return found

    def file(self, link: str) -> str | None:
        """The file of the note that a link leads to."""
        target = self.target(link)
        return target.file if target else None

    def spellings(self, link: str) -> tuple[str, ...]:
        """Every name a link's target goes by, the link's own first."""
        target = self.target(link)
        return tuple(dict.fromkeys((*Name(link).spellings, *(target.names if target else ()))))


def together(register: Register, judged: Mapping[str, Judged]) -> Gathered:
    """What all notes of a collection gave, in the order of learning.

    Args:
        judged: by file, of every note in the register.
    """
    faults = {one.file: one.fault for one in register.entries if one.fault}
    order = path.order((one.step for one in register.entries), register.file)
    kept, repeated = _once_in_collection([candidate for file in order for candidate in judged[file].candidates])
    spare = tuple(candidate for file in order for candidate in judged[file].spare)
    wanted = [wish for one in register.entries for wish in one.wishes]
    linked_by = linked(wanted, register.file)
    raised = [behind.raised(candidate, linked_by[candidate.place.file]) for candidate in kept]
    chosen = with_choices(raised, spare, {one.file: one.names for one in register.entries})
    candidates = tuple(_placed(candidate, position) for position, candidate in enumerate(chosen))
    refusals = behind.told((refusal for file in order for refusal in judged[file].refusals), candidates)
    return Gathered(
        candidates=candidates,
        spare=spare,
        refusals=(*refusals, *repeated),
        problems=tuple(Problem(file, 1, faults[file]) for file in order if file in faults),
        documents=len(register.entries),
        gaps=gaps(wanted, register.file),
        unasked=tuple(row for file in order for row in judged[file].unasked),
    )


def _placed(candidate: Candidate, position: int) -> Candidate:
    """The candidate at its place in the order. Spelled out, for `replace` takes five times as long."""
    one, place = candidate, candidate.place
    place = Place(place.file, place.line, place.context, place.excerpt, position, place.group, place.choices)
    return Candidate(one.key, one.note, one.deck, one.prompt, place, one.score, one.state, one.id)


def _once_in_collection(candidates: list[Candidate]) -> tuple[list[Candidate], list[Refusal]]:
    """One card for a question that several notes ask with one answer: the note's whose title has it, else the first.

    A question that several notes answer differently under the same context is asked by none.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Candidate]] = {}
    for candidate in candidates:
        context = () if candidate.prompt.kind in ("acronym", "cloze") else candidate.place.context
        groups.setdefault((exact(candidate.prompt.question), context), []).append(candidate)
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
        answers = {exact(candidate.prompt.answers[0]) for candidate in equals}
        named = [candidate for candidate in equals if _names(candidate.place.file, candidate.prompt.answers)]
        chosen = (named or equals)[0] if len(answers) == 1 else None
        for candidate in equals:
            if candidate is chosen:
                kept[id(candidate)] = candidate
                continue
            reason = f"{chosen.place.file} already asks this" if chosen else "the notes give several answers to this"
            refusals.append(_repeated(candidate, reason))
    once, again = _each_fact_once([candidate for candidate in candidates if id(candidate) in kept])
    return once, refusals + again


def _each_fact_once(candidates: list[Candidate]) -> tuple[list[Candidate], list[Refusal]]:
    """One card for what several notes ask under other headings with one answer: an option of all commands."""
    first: dict[tuple[str, str], Candidate] = {}
    for candidate in sorted(candidates, key=lambda one: one.state is not State.ACTIVE):
        first.setdefault(_fact(candidate), candidate)
    kept: list[Candidate] = []
    refusals: list[Refusal] = []
    for candidate in candidates:
        file = first[_fact(candidate)].place.file
        if file == candidate.place.file or candidate.prompt.kind == WRITTEN:
            kept.append(candidate)
        else:
            refusals.append(_repeated(candidate, f"{file} already asks this"))
    return kept, refusals


def _fact(candidate: Candidate) -> tuple[str, str]:
    return exact(candidate.prompt.question), exact(candidate.prompt.answers[0])


def _repeated(candidate: Candidate, reason: str) -> Refusal:
    prompt, place = candidate.prompt, candidate.place
    return Refusal(place.file, place.line, reason, prompt.kind, prompt.question, prompt.answers, candidate.key.subject)


def _names(file: str, answers: tuple[str, ...]) -> bool:
    stem = PurePosixPath(file).stem
    return any(normal(answer) in (normal(name) for name in Name(stem).spellings) for answer in answers)
