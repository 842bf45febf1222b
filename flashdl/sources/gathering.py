"""Notes to candidates with as little reading as can be: what the cache holds of a note stands while it still holds.

A note is parsed where its bytes changed; and it is asked anew where it changed, goes by another name in keys, or where
a link of it would be answered otherwise. The result is what reading all would give, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from flashdl.generator import front_matter
from flashdl.generator.collection import Register, together
from flashdl.model import Gathered, Problem, Source
from flashdl.sources import notes, processes, rows
from flashdl.sources.cache import Cache, Held
from flashdl.sources.notes import Listed, Listing
from flashdl.sources.readers import Alone, Given, Readers, Told

Progress = Callable[[str], None]


@dataclass(slots=True)
class _State:
    """How far a gathering has come."""

    kept: dict[str, Held]
    """By name: what the cache holds and still stands."""
    wanted: list[Listed]
    """Notes that are still to be read."""
    told: dict[str, Told] = field(default_factory=dict)
    """By name: what was read."""

    def register(self) -> Register:
        read = (told.entry for told in self.told.values() if told.entry)
        return Register((*(held.entry for held in self.kept.values()), *read))


def gather(
    source: Source, listing: Listing, *, cache: Cache | None, each: Progress | None, workers: int | None = None
) -> Gathered:
    """What the notes of a source give.

    Args:
        cache: None: all is read, and nothing kept.
        each: called with each note as it is read and again as it is asked; it may raise to stop, and nothing is kept.
        workers: processes to read with; None: as many as pay, 0: this one alone.
    """
    each = each or _nothing
    held = cache.held(source.path, source.deck) if cache else {}
    start = _sorted_out(listing, held, each)
    state = replace(start, kept=dict(start.kept), wanted=list(start.wanted))
    try:
        with _readers(processes.how_many(len(state.wanted)) if workers is None else workers) as readers:
            register, given = _read_and_asked(state, listing, readers, source.deck, each)
    except processes.WorkersLostError:
        state = start
        register, given = _read_and_asked(state, listing, Alone(), source.deck, each)
    if cache:
        _keep(cache, source, listing, held, state, register, given)
    return _gathered(listing, state, register, given)


def _nothing(_: str) -> None:
    pass


def _sorted_out(listing: Listing, held: dict[str, Held], each: Progress) -> _State:
    """Which notes stand as they are held, and which are to be read: size and time tell, else the bytes."""
    state = _State({}, [])
    for note in listing.notes:
        known = held.get(note.name)
        print_ = note.print if note.settled else ""
        if known is None:
            state.wanted.append(note)
        elif known.print == note.print:
            state.kept[note.name] = known
        else:
            each(note.name)
            if notes.read(note.name, note.path).digest == known.digest:
                state.kept[note.name] = replace(known, print=print_)
            else:
                state.wanted.append(note)
    return state


@contextmanager
def _readers(workers: int) -> Iterator[Readers]:
    if workers == 0:
        yield Alone()
        return
    several = processes.Several(workers)
    try:
        yield several
    finally:
        several.close()


def _read_and_asked(
    state: _State, listing: Listing, readers: Readers, deck: str, each: Progress
) -> tuple[Register, dict[str, Given]]:
    """Reads until every note that is kept would be answered as it was, then asks those that were read."""
    listed = {note.name: note for note in listing.notes}
    while True:
        for told in readers.read([(note.name, note.path) for note in state.wanted]):
            state.told[told.name] = told
            each(told.name)
        register = state.register()
        stale = [name for name, held in state.kept.items() if _is_stale(name, held, register)]
        if not stale:
            break
        state.wanted = [listed[name] for name in stale]
        for name in stale:
            del state.kept[name]
    given: dict[str, Given] = {}
    for one in readers.ask([told.name for told in state.told.values() if told.entry], register, deck):
        given[one.name] = one
        each(one.name)
    return register, given


def _is_stale(name: str, held: Held, register: Register) -> bool:
    return register.settled(name) != held.settled or any(
        rows.mark(register.target(link)) != mark for link, mark in held.asked.items()
    )


def _keep(
    cache: Cache,
    source: Source,
    listing: Listing,
    held: dict[str, Held],
    state: _State,
    register: Register,
    given: dict[str, Given],
) -> None:
    prints = {note.name: note.print if note.settled else "" for note in listing.notes}
    read = {
        name: Held(
            prints[name], told.digest, told.problem, told.entry, register.settled(name), given[name].asked,
            given[name].given,
        )
        for name, told in state.told.items()
        if told.entry
    }  # fmt: skip
    changed = {name: one.print for name, one in state.kept.items() if one.print != held[name].print}
    gone = [name for name in held if name not in state.kept and name not in read]
    if read or changed or gone:
        cache.keep(source.path, source.deck, read=read, prints=changed, gone=gone)


def _gathered(listing: Listing, state: _State, register: Register, given: dict[str, Given]) -> Gathered:
    raw = {name: one.given for name, one in state.kept.items()} | {name: one.given for name, one in given.items()}
    found = together(register, {name: rows.judged(rows.of_bytes(one)) for name, one in raw.items()})
    said: Sequence[Problem | None] = [
        (state.kept.get(note.name) or state.told[note.name]).problem for note in listing.notes
    ]
    unread = [note.name for note in listing.notes if note.name in state.told and not state.told[note.name].entry]
    return replace(
        found,
        problems=(*listing.problems, *filter(None, said), *found.problems),
        unread=(*listing.unread, *unread),
    )


def problems(note: Listed) -> list[Problem]:
    """What is wrong with a note itself."""
    reading = notes.read(note.name, note.path)
    fault = front_matter.split(reading.text).fault if reading.text is not None else ""
    return [*([reading.problem] if reading.problem else []), *([Problem(note.name, 1, fault)] if fault else [])]
