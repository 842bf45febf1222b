"""The command `why`: what a note gave, line by line, and what not and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from flashdl.cli.card import not_asked
from flashdl.cli.pick import ends_so
from flashdl.cli.rim import (
    Context,
    as_json,
    card_json,
    common,
    pass_context,
    refusal_json,
    say,
    say_json,
    say_text,
    tell,
)
from flashdl.errors import FileError, UsageError
from flashdl.model import Decisions, State
from flashdl.terminal import cut, one_line

if TYPE_CHECKING:
    from flashdl.model import Card, Key
    from flashdl.store import Store

LONGEST_LINE = 100
LONGEST_NAME = 80
"""Cells that are shown of a line, and of what a reason is about."""


class _Stored(NamedTuple):
    """How a card of the note stands."""

    fate: str
    """Why it is not asked; empty: it is."""
    doubt: str
    """The same where it waits for a decision."""
    state: State
    """As a search tells it."""


@click.command()
@click.argument("place", metavar="FILE[:LINE]")
@as_json
@common
@pass_context
def why(context: Context, place: str, *, as_json: bool) -> int:
    """What a note, or one line of it, gave, and what not and why.

    Before a question stands + where it is asked, ? where it waits for your decision in the inbox, - where it is not
    asked; before a remark ·.

    \b
    flashdl why notes/Biology.md
    flashdl why notes/Biology.md:12
    flashdl why Biology.md:12        by its name, or by its path from the folder that is followed
    """
    from flashdl import sources
    from flashdl.triage import doubt
    from flashdl.why import explain

    path, wanted = _file_and_line(place)
    if not (path.is_file() or place.startswith(("/", "~"))):
        path = _as_printed(context, path)
    root, decisions, stored = _root(context, path)
    cache = context.cache if root != path else None
    report = sources.preview(None, root, skip=context.config.skip, cache=cache)
    name = path.name if root.is_file() else path.relative_to(root).as_posix()
    text = sources.read_note(path)
    if wanted is not None and not 1 <= wanted <= text.count("\n") + 1:
        raise UsageError(f"{path} has {text.count(chr(10)) + 1} lines; there is no line {wanted}.")
    has_link = any("[[" in line for number, line in enumerate(text.split("\n"), 1) if wanted in (None, number))
    if root.is_file() and has_link and not as_json:
        tell(
            "Only this note was read, so its links lead nowhere yet: `flashdl add FOLDER` follows the notes around it."
        )
    for line in explain(name, text, report.gathered):
        if wanted is not None and line.number != wanted:
            continue
        fates = ["" if each.key not in stored else stored[each.key].fate for each in line.cards]
        doubts = [
            (stored[each.key].doubt if each.key in stored else doubt(each.prompt.kind, each.score, decisions))
            for each in line.cards
        ]
        if as_json:
            given = [
                {
                    **card_json("", candidate),
                    **_standing(stored.get(candidate.key)),
                    **({"reason": fate} if fate else {}),
                }
                for candidate, held, fate in zip(line.cards, doubts, fates, strict=True)
                if not held
            ]
            waiting = [
                {**card_json("", candidate), "state": State.INBOX.value, "reason": held}
                for candidate, held in zip(line.cards, doubts, strict=True)
                if held
            ]
            refused = [refusal_json(refusal) for refusal in line.refusals]
            told = {"line": line.number, "cards": given, "inbox": waiting, "refused": refused, "remark": line.remark}
            say_json(told)
            continue
        if wanted is None and line.remark and not line.text.strip():
            continue
        say(f"{line.number:4}  {cut(one_line(line.text), LONGEST_LINE)}")
        for candidate, held, fate in zip(line.cards, doubts, fates, strict=True):
            sign = "?" if held else "·" if fate else "+"
            say(f"      {sign} {candidate.prompt.question}  →  {candidate.prompt.answers[0]}")
            if fate:
                say_text(f"        {fate}")
            elif held:
                say_text(f"        new, it would wait in the inbox: {held}")
        for refusal in line.refusals:
            about = refusal.question or refusal.subject
            shown = "" if about in ("", one_line(line.text)) else f"“{cut(one_line(about), LONGEST_NAME)}”: "
            say_text(f"      - {shown}{refusal.reason}")
        if line.remark:
            say_text(f"      · {line.remark}")
    return 0


def _standing(known: _Stored | None) -> dict[str, str]:
    return {"state": known.state.value} if known else {}


def _file_and_line(place: str) -> tuple[Path, int | None]:
    from flashdl.sources import absolute

    found = re.fullmatch(r"(.*):(\d+)", place)
    if not place or (found and not found.group(1) and not Path(place).exists()):
        raise UsageError("name a note, or a line of it as in note.md:12.")
    if found and not Path(place).exists():
        return Path(absolute(found.group(1))), int(found.group(2))
    return Path(absolute(place)), None


def _as_printed(context: Context, path: Path) -> Path:
    """The note of a followed source whose name, or place from its source's root, was taken for one from here.

    Returns:
        The path as it is, where no source has such a note.

    Raises:
        UsageError: several have.
    """
    here = Path.cwd()
    if not (path.is_relative_to(here) and context.config.database.exists()):
        return path
    name = path.relative_to(here).as_posix()
    with context.store() as store:
        named = dict(_of_the_name(store, name))
    # What is named whole is meant before what only ends so.
    found = sorted(path for path, is_whole in named.items() if is_whole) or sorted(named)
    if len(found) > 1:
        raise UsageError(f"several notes are called so: {', '.join(one_line(str(each)) for each in found)}.")
    return found[0] if found else path


def _of_the_name(store: Store, name: str) -> Iterator[tuple[Path, bool]]:
    """Notes that a person may mean by a name, the end of a path with or without its ending, each with whether it is
    the whole path from its source's root."""
    from flashdl.sources.notes import listing

    for source in store.sources():
        root = Path(source.path)
        if root.is_dir():
            yield from ((Path(one.path), one.name == name) for one in listing(root).notes if ends_so(one.name, name))
        elif root.is_file() and ends_so(root.name, name):
            yield root, root.name == name


def _root(context: Context, path: Path) -> tuple[Path, Decisions, Mapping[Key, _Stored]]:
    """The followed folder that a note lies in, so that its links are known, and what was decided about it.

    Without one, the note itself.

    Returns:
        With it, the note's stored cards by their keys.
    """
    if not path.is_file():
        raise FileError("there is no such note, and no folder that is followed has one of this name.", str(path))
    if not context.config.database.exists():
        return path, Decisions(), {}
    with context.store() as store:
        for source in store.sources():
            root = Path(source.path)
            if root == path or (root.is_dir() and path.is_relative_to(root)):
                name = path.name if root == path else path.relative_to(root).as_posix()
                cards = [one for one in store.stored(source.id) if one.place.file == name]
                decisions = store.decisions(source.id)
                return root, decisions, {one.key: _stored(store, one, decisions) for one in cards}
    return path, Decisions(), {}


def _stored(store: Store, one: Card, decisions: Decisions) -> _Stored:
    fate = not_asked(store, one)
    state = State.REJECTED if one.prompt.kind in decisions.rejected_kinds and one.state is State.INBOX else one.state
    return _Stored(fate, fate if state is State.INBOX else "", state)


COMMANDS = (why,)
