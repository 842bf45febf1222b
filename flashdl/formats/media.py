"""Media files of cards: kept in one folder by the hash of what they hold, and named by the text of cards.

A card that came from Anki says `[picture: map.png]`; on its way back there that is the picture again. In text of notes
such a mark stays text; a picture as Markdown has it, `![a map](map.png)`, goes along where the file is a picture within
the followed folder, and no other file ever does.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from flashdl.arriving import DOCUMENT
from flashdl.leaving import Shown

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NAMES = "names.json"
"""In the folder: the file that holds each name that cards use."""
_KEPT = re.compile(r"[0-9a-f]{64}(?:\.[^/\\\0]{1,80})?")
# In code it is code.
_PICTURE = re.compile(
    r"<code>.*?</code>|!&#91;(?P<said>[^\]<>\n\x1f]{0,300})\]\((?P<path>[^()<>\]\s\x1f]{1,300})\)", re.DOTALL
)
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg", ".avif"))
LARGEST = 256 << 20
"""Bytes of a file that goes along."""
_MARK = re.compile(r"&#91;(picture|sound): ([^\]<>\n\x1f]{1,300})\]")
_PIECE = 1 << 20

Entry = Callable[[str], ZipInfo]


def names(folder: Path) -> dict[str, str]:
    """The file of each name; nothing where there is no such folder, or its list is damaged."""
    try:
        found = json.loads((folder / NAMES).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def files(folder: Path) -> dict[str, Path]:
    """The path of each name whose file is there."""
    pairs = ((name, kept) for name, kept in names(folder).items() if isinstance(kept, str) and _KEPT.fullmatch(kept))
    return {name: folder / kept for name, kept in pairs if (folder / kept).is_file()}


def faults(folder: Path) -> tuple[list[str], list[str]]:
    """(names whose file is not there, names whose file is not what its hash says)."""
    missing, changed = [], []
    for name, kept in sorted(names(folder).items()):
        path = folder / str(kept)
        try:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != path.name[:64]:
                    changed.append(name)
        except OSError:
            missing.append(name)
    return missing, changed


def within(name: str, folder: Path, root: Path) -> Path | None:
    """The file of that name, where it lies within a folder that holds all files which a card may name; else None.

    Args:
        folder: that the name is relative to.
    """
    try:
        inside = root.resolve()
        for written in dict.fromkeys((name, unquote(name))):
            path = (folder / written).resolve()
            if path.is_relative_to(inside) and path.is_file():
                return path
    except (OSError, RuntimeError, ValueError):
        pass
    return None


class Luggage:
    """The files that cards take along."""

    def __init__(self, known: Mapping[str, Path], roots: Mapping[int, Path]) -> None:
        """
        Args:
            known: path of each name that cards from Anki may use.
            roots: where the sources of other cards lie, folders and files.
        """
        self._known, self._roots = known, roots
        self._taken: dict[str, Path] = {}

    def packed(self, card: Shown, fields: str) -> str:
        """The fields of a card's note with its pictures and sounds as such."""
        if "&#91;" not in fields:
            return fields
        if card.document == DOCUMENT:
            return _MARK.sub(self._shown, fields) if self._known else fields
        if card.source not in self._roots:
            return fields
        return _PICTURE.sub(lambda found: self._pictured(found, card), fields)

    def write(self, package: ZipFile, entry: Entry, *, legacy: bool) -> None:
        """Put the files and their list into a package.

        Raises:
            OSError: a file cannot be read.
        """
        listed = b""
        for number, (name, path) in enumerate(self._taken.items()):
            size, digest = _measured(path)
            with path.open("rb") as source, package.open(entry(str(number)), "w") as target:
                compressor = None if legacy else zstd.ZstdCompressor()
                for piece in _pieces(source):
                    target.write(compressor.compress(piece) if compressor else piece)
                if compressor:
                    target.write(compressor.flush())
            told = _field(1, name.encode()) + b"\x10" + _varint(size) + _field(3, digest)
            listed += _field(1, told)
        if legacy:
            package.writestr(entry("media"), json.dumps({str(at): name for at, name in enumerate(self._taken)}))
        else:
            package.writestr(entry("media"), zstd.compress(listed))

    def _pictured(self, found: re.Match[str], card: Shown) -> str:
        if found["path"] is None:
            return found[0]
        root = self._roots[card.source]
        file = root / card.file if root.is_dir() else root
        path = within(html.unescape(found["path"]), file.parent, root if root.is_dir() else root.parent)
        if path is None or path.suffix.casefold() not in _PICTURES:
            return found[0]
        try:
            size, digest = _measured(path)
        except OSError:
            return found[0]
        if size > LARGEST:
            return found[0]
        # Anki has one folder for all: two files of one name must not meet there.
        stem = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", path.stem))[:60]
        name = f"{stem}-{digest.hex()[:10]}{path.suffix.casefold()}"
        self._taken[name] = path
        return f'<img src="{name}" alt="{found["said"].replace(chr(34), "&quot;")}">'

    def _shown(self, found: re.Match[str]) -> str:
        name = html.unescape(found[2])
        path = self._known.get(name)
        # Anki keeps names composed, and takes none with an entity or a bracket for a sound.
        if path is None or unicodedata.normalize("NFC", name) != name:
            return found[0]
        if found[1] == "sound" and any(sign in name for sign in "[]&<>\"'"):
            return found[0]
        self._taken[name] = path
        return f"[sound:{name}]" if found[1] == "sound" else f'<img src="{html.escape(name)}">'


def _measured(path: Path) -> tuple[int, bytes]:
    """(bytes, SHA-1) of a file."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, lambda: hashlib.sha1(usedforsecurity=False)).digest()
        return source.tell(), digest


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def _field(number: int, value: bytes) -> bytes:
    """A field of bytes in Protocol Buffers."""
    return bytes((number << 3 | 2,)) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))
