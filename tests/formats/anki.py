"""The real Anki, as the judge of packages and the maker of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["Anki", "anki", "zstd"]

anki = pytest.importorskip(
    "anki.collection",
    exc_type=ImportError,
    reason="the judge is Anki's own library, whose wheels need x86-64 Linux with glibc 2.35",
)


class Anki:
    """A fresh collection of the real Anki."""

    def __init__(self, folder: Path) -> None:
        self.collection = anki.Collection(str(folder / "collection.anki2"))

    def take(self, path: Path) -> Any:
        """Import with learning progress; Anki's own log of it."""
        options = anki.ImportAnkiPackageOptions(with_scheduling=True)
        request = anki.ImportAnkiPackageRequest(package_path=str(path), options=options)
        return self.collection.import_anki_package(request).log

    def give(self, path: Path, *, legacy: bool = False, scheduling: bool = True, media: bool = True) -> None:
        """Export everything."""
        options = anki.ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_media=media, with_deck_configs=False, legacy=legacy
        )
        self.collection.export_anki_package(out_path=str(path), options=options, limit=None)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.collection.db.all(query, *values)]

    def fields(self) -> dict[str, list[str]]:
        """By guid."""
        return {guid: flds.split("\x1f") for guid, flds in self.rows("SELECT guid, flds FROM notes")}

    def is_sound(self) -> bool:
        """Nothing to mend, no card without a face, no face with template marks or players."""
        message, is_whole = self.collection.fix_integrity()
        faces = [self.collection.get_card(card) for (card,) in self.rows("SELECT id FROM cards")]
        return (
            is_whole
            and "review time" not in message
            and not self.collection.get_empty_cards().notes
            and not self.collection.media.check().missing
            and not any("{{" in face.answer() or face.question_av_tags() or face.answer_av_tags() for face in faces)
            and all(face.question() != face.answer() for face in faces)
        )
