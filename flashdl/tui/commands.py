"""Commands as data: bindings, footer, help and palette all come from these values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

_SHOWN_AS = {
    "enter": "⏎",
    "question_mark": "?",
    "slash": "/",
    "pagedown": "page ↓",
    "pageup": "page ↑",
    "escape": "esc",
    "ctrl+p": "^p",
    "ctrl+z": "^z",
    "ctrl+q": "^q",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


NAMED = frozenset(
    "enter space escape tab backspace delete insert home end pageup pagedown up down left right".split()  # noqa: SIM905
)
ACTION = "flashdl"
"""Where a style keeps the action of what can be clicked. Not `@click`: Textual would give all of it one colour."""

_chosen: dict[str, tuple[str, ...]] = {}
"""Keys by a command's id, where config.toml has others than the usual ones."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do on a screen; the screen has an `action_` method of its name."""

    name: str
    usual: tuple[str, ...]
    """Keys as Textual names them, unless the person chose others."""
    label: str
    """A word or two for the footer."""
    text: str
    """A sentence for the help and the palette."""
    in_footer: bool = True
    """False for what every reader of lists knows: moving and scrolling."""
    argument: str = ""
    """What the action is called with; empty: nothing."""
    in_palette: bool = True
    """False for what does nothing but say so."""
    idle: str = ""
    """What its key says on a screen that does not offer it at the moment; empty: nothing."""

    @property
    def id(self) -> str:
        """Its name in config.toml."""
        return self.argument or self.name

    @property
    def keys(self) -> tuple[str, ...]:
        """The first is the one that is shown."""
        return _chosen.get(self.id, self.usual)

    @property
    def action(self) -> str:
        return f"{self.name}({self.argument!r})" if self.argument else self.name

    def is_for(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a call of an action is this command."""
        return action == self.name and parameters == ((self.argument,) if self.argument else ())

    @property
    def key(self) -> str:
        return shown(self.keys[0])

    def keys_while(self, *, typing: bool) -> str:
        """Its keys, as a person would write them.

        Args:
            typing: signs go into a line; the command has only its other keys.
        """
        return " ".join(shown(key) for key in self.keys if not (typing and is_sign(key)))


def is_sign(key: str) -> bool:
    """Whether a key, as Textual names it, puts a sign into a line."""
    return key == "space" or not (key in NAMED or "+" in key or re.fullmatch(r"f\d+", key))


def shown(key: str) -> str:
    """A key as a person would write it."""
    return _SHOWN_AS.get(key, key)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """What Textual needs in order to send the keys to the actions."""
    return [
        Binding(",".join(command.usual), command.action, command.label, tooltip=command.text, show=False, id=command.id)
        for command in commands
    ]


def choose(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Have commands shown with these keys, by their ids, and all others with their usual ones."""
    _chosen.clear()
    _chosen.update(keys)


HELP = Command("help", ("question_mark", "f1"), "help", "Show every key of this screen.")
PALETTE = Command("palette", ("ctrl+p",), "commands", "Search the commands by name.")
