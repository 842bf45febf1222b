"""config.toml as text: what is in force, and the file to begin with. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flashdl.config import Config

TEMPLATE = """\
# Take the # away before a line to change what it says; these are the defaults.

# rollover = 4             # the hour at which a day begins
# minutes = 0              # after which a sitting asks whether to go on; 0: never
# theme = ""               # one of Textual's, or "high-contrast"; empty: light or dark as the terminal is
# repeat_hard = true       # hard comes back in the session, too
# ease_on_fail = "move"    # or "keep"
# skip = []                # globs of notes to leave unread: ["Journal/*"]
# leech = 8                # lapses after which a card is set aside; 0: never

[limits]
# new = 20                 # new cards a day
# reviews = 200

# [decks."Deep Learning"]  # within them: of this deck and its sub-decks
# new = 5

[keys]
# suspend = "Z"            # of the app; ? on a screen shows them, a wrong name lists all
# undo = ["u", "ctrl+z"]
"""


def as_toml(config: Config) -> Iterator[str]:
    """The lines of a config.toml that says what is in force."""
    yield f"rollover = {config.rollover}"
    yield f"minutes = {config.minutes}"
    yield f"theme = {json.dumps(config.theme)}"
    yield f"repeat_hard = {json.dumps(config.repeat_hard)}"
    yield f"ease_on_fail = {json.dumps(config.ease_on_fail)}"
    yield f"skip = {json.dumps(config.skip)}"
    yield f"leech = {config.leech}"
    yield "[limits]"
    yield f"new = {config.limits.new}"
    yield f"reviews = {config.limits.reviews}"
    for deck, new, reviews in config.limits.decks:
        yield f"[decks.{json.dumps(deck)}]"
        yield from (f"{name} = {number}" for name, number in (("new", new), ("reviews", reviews)) if number is not None)
    if config.keys:
        yield "[keys]"
        yield from (f"{json.dumps(choice.command)} = {json.dumps(choice.keys)}" for choice in config.keys)
