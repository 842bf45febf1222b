"""Which decks of the home screen are folded away, kept for the next start. Losing it costs nothing but a few keys."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flashdl.config import Config

NAME = "folded.json"


@dataclass
class Folds:
    """The folds of one database's decks."""

    folded: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    """Decks that were folded or left open once: from then on the person says."""


def read(config: Config) -> Folds:
    """What was kept; nothing where that is not there, or makes no sense."""
    folds = Folds()
    with suppress(ValueError, AttributeError, TypeError):
        kept = _all(config).get(str(config.database), {})
        folds.folded.update(map(str, kept.get("folded", ())))
        folds.known.update(map(str, kept.get("known", ())))
    return folds


def keep(config: Config, folds: Folds) -> None:
    if config.cache_folder is None:
        return
    with suppress(OSError, ValueError):  # a disk that is full folds nothing
        kept = _all(config) | {str(config.database): {"folded": sorted(folds.folded), "known": sorted(folds.known)}}
        config.cache_folder.mkdir(parents=True, exist_ok=True)
        (config.cache_folder / NAME).write_text(json.dumps(kept), encoding="utf-8")


def _all(config: Config) -> dict[str, dict[str, list[str]]]:
    with suppress(OSError, ValueError):
        found = json.loads((config.cache_folder or Path()).joinpath(NAME).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}
