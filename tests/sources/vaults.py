"""Folders of notes to read, and what reading them gave."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from flashdl.model import Source, SourceKind

NOTE = """---
aliases: [{alias}]
---
# {title}

{title} is a model that learns from many examples with [[{first}]].
It was followed in 1997 by [[{second}]], as everybody in the field would say.

| Architecture | Year | Description |
|---|---|---|
| {title} net | 2014 | Image generation by two networks |
| [[{second}]] | 1997 | Long sequences and their memory |

- [[{first}]]
- [[{second}]]
"""
_times = count(1_600_000_000)


def a_note(title: str, first: str = "Alpha", second: str = "Machine Learning (ML)", alias: str = "") -> str:
    return NOTE.format(title=title, first=first, second=second, alias=alias)


def write(vault: Path, name: str, text: str) -> None:
    """A note as if it had been written long ago, each at a time of its own."""
    path = vault / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    at = next(_times)
    os.utime(path, (at, at))


def a_vault(folder: Path, notes: int = 12) -> Path:
    """Notes that each link to two others."""
    vault = folder / "vault"
    for number in range(notes):
        text = a_note(f"Note {number}", f"Note {(number + 1) % notes}", f"Note {number * 7 % notes}")
        write(vault, f"part {number % 3}/Note {number}.md", text)
    return vault


def a_source(vault: Path) -> Source:
    return Source(1, str(vault), SourceKind.NOTES, "Deck")


def children() -> set[str]:
    """Processes that this one has started and that have not ended."""
    found: set[str] = set()
    for thread in Path("/proc/self/task").iterdir():
        found.update((thread / "children").read_text().split())
    return found
