"""What makes a card the same card. Rules version 1; it never changes, a later version would stand beside it.

A card's id is made once, from the key it was first seen under, and kept for ever: it is the name of its history
and its guid in Anki. The key is what the card asks; when a note is edited the stored card gets a new key
(`reconcile`), never a new id.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Container, Iterable

from flashdl.model import Direction, Key

RULES = b"flashdl-card-1"
ID_LENGTH = 24


def tidy(text: str) -> str:
    """NFC, with runs of white space as one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(
    document: str, section: Iterable[str], subject: str, attribute: str, direction: Direction, *, count: int = 0
) -> Key:
    """A matching key with its texts made tidy."""
    return Key(tidy(document), tuple(map(tidy, section)), tidy(subject), tidy(attribute), direction, count)


def card_id(key: Key, taken: Container[str] = ()) -> str:
    """The id of a card first seen under this key: 24 characters of a-z and 2-7.

    Args:
        taken: ids that other cards have; a number is counted up until the id is free.
    """
    attempt = 0
    while (found := _digest(_parts(key), attempt)) in taken:
        attempt += 1
    return found


def note_id(document: str, section: Iterable[str], subject: str) -> str:
    """The id of the fact that siblings share."""
    path = tuple(map(tidy, section))
    return _digest(["note", tidy(document), str(len(path)), *path, tidy(subject)], 0)


def _parts(key: Key) -> list[str]:
    return [
        "card",
        key.document,
        str(len(key.section)),
        *key.section,
        key.subject,
        key.attribute,
        key.direction.value,
        str(key.count),
    ]


def _digest(parts: list[str], attempt: int) -> str:
    """Each part stands behind its length, so that "ab" + "c" and "a" + "bc" differ."""
    raws = [part.encode("utf-8", "surrogatepass") for part in (*parts, str(attempt))]
    hashed = hashlib.sha256(RULES + b"".join(len(raw).to_bytes(8, "big") + raw for raw in raws))
    number = int.from_bytes(hashed.digest()[:15], "big")
    return "".join([_PAIRS[number >> shift & 0x3FF] for shift in _SHIFTS])


_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
"""Of base 32 (RFC 4648, section 6), small."""
_PAIRS = tuple(left + right for left in _LETTERS for right in _LETTERS)
_SHIFTS = range(110, -1, -10)
"""Two letters at a time: the standard library's base 32 takes as long as all the rest."""
