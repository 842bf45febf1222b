"""The person's own keys: checked against the commands that there are."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from flashdl.config import KeyChoice
from flashdl.errors import FileError
from flashdl.tui.commands import NAMED, Command

_SHORT = {"esc": "escape", "return": "enter", "del": "delete", "page up": "pageup", "page down": "pagedown"}


def chosen(
    choices: Iterable[KeyChoice], screens: Iterable[Sequence[Command]], file: str
) -> Mapping[str, tuple[str, ...]]:
    """Keys by the id of a command, as Textual names them.

    Args:
        screens: the commands of each screen.
        file: that the choices stand in, for what is said of a fault.

    Raises:
        FileError: there is no such command or key, or two commands of a screen would have the same key.
    """
    offered = [list(commands) for commands in screens]
    known = {command.id for commands in offered for command in commands if len(command.id) > 1}
    found: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int | None] = {}
    for choice in choices:
        if choice.command not in known:
            near = difflib.get_close_matches(choice.command, known, 1)
            hint = f"; did you mean {near[0]}?" if near else f". There are {', '.join(sorted(known))}."
            raise FileError(f"there is no command {choice.command}{hint}", file, choice.line)
        found[choice.command] = tuple(_key(key, choice, file) for key in choice.keys)
        lines[choice.command] = choice.line
    for commands in offered:
        _refuse_twins(commands, found, lines, file)
    return found


def _refuse_twins(
    commands: Sequence[Command], found: Mapping[str, tuple[str, ...]], lines: Mapping[str, int | None], file: str
) -> None:
    """Commands that share a usual key take turns, as letters of choices do, and may share a chosen one as well."""
    for command in commands:
        for other in commands:
            take_turns = len(other.id) == 1 or set(command.usual) & set(other.usual)
            if command.id not in found or other.id == command.id or take_turns:
                continue
            shared = set(found[command.id]) & set(found.get(other.id, other.usual))
            if shared:
                key = min(shared)
                raise FileError(f"{key} is the key of {other.id} as well as of {command.id}.", file, lines[command.id])


def _key(text: str, choice: KeyChoice, file: str) -> str:
    """`ctrl+z`, `U`, `?` or `esc` as Textual names it."""
    *modifiers, last = text.split("+") if len(text) > 1 else [text]
    last = _SHORT.get(last.casefold(), last)
    is_named = last.casefold() in NAMED or re.fullmatch(r"[fF](?:[1-9]|1\d|2[0-4])", last)
    if is_named:
        last = last.casefold()
    elif len(last) == 1 and last.isprintable():
        last = last if last.isalnum() else unicodedata.name(last).casefold().replace(" ", "_").replace("-", "_")
    else:
        _refuse(text, choice, file)
    if any(modifier.casefold() not in ("ctrl", "shift", "alt") for modifier in modifiers):
        _refuse(text, choice, file)
    return "+".join((*(modifier.casefold() for modifier in modifiers), last))


def _refuse(text: str, choice: KeyChoice, file: str) -> None:
    example = "one sign, or a name such as enter, space, esc, f5, ctrl+k"
    raise FileError(f"{choice.command}: {text!r} is no key; give {example}.", file, choice.line)
