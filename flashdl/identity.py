"""What makes a card the same card. Rules version 1; it never changes, a later version would stand beside it.

A card's id is made once, from the key it was first seen under, and kept for ever: it is the name of its history
and its guid in Anki. The key is what the card asks; when a note is edited the stored card gets a new key
(`reconcile`), never a new id.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from struct import Struct

from flashdl.model import Direction, Key

RULES = b"flashdl-card-1"
ID_LENGTH = 24


def tidy(text: str) -> str:
    """NFC, with runs of white space as one space and none at the ends."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(plain.split())


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
    start = _before("card", key.document, key.section) + _frame(key.subject)
    attribute, direction, count = key.attribute, key.direction.value, key.count
    attempt = 0
    while (found := _letters(start + _behind(attribute, direction, count, attempt))) in taken:
        attempt += 1
    return found


def card_ids(keys: Iterable[Key], taken: Container[str] = ()) -> Iterator[str]:
    """`card_id` of each, told one by one, so that `taken` may grow between them.

    Cards that come in together mostly share all but their subject, which is what is looked at here for each.
    """
    start, document, section = b"", "", None
    end, attribute, direction, count = b"", "", None, -1
    for key in keys:
        if section is not key.section or document != key.document:
            document, section = key.document, key.section
            start = _before("card", document, section)
        if count != key.count or direction is not key.direction or attribute != key.attribute:
            attribute, direction, count = key.attribute, key.direction, key.count
            end = _behind(attribute, direction.value, count, 0)
        raw = key.subject.encode("utf-8", "surrogatepass")
        found = _letters(start + len(raw).to_bytes(8, "big") + raw + end)
        yield card_id(key, taken) if found in taken else found


def note_id(document: str, section: Iterable[str], subject: str) -> str:
    """The id of the fact that siblings share."""
    return tidy_note_id(tidy(document), tuple(map(tidy, section)), tidy(subject))


def tidy_note_id(document: str, section: tuple[str, ...], subject: str) -> str:
    """`note_id` of texts that are tidy already."""
    raw = subject.encode("utf-8", "surrogatepass")
    return _letters(_before("note", document, section) + len(raw).to_bytes(8, "big") + raw + _FIRST)


def arrived_id(name: str) -> str:
    """The id of an event that came with another program's cards: the same row has the same whichever package it comes
    with.

    Args:
        name: the card, and what tells the event from its others.
    """
    return _uuid(_ARRIVED + name.encode())


def arrived_at(card: str, at_ms: int) -> str:
    """That of a card's answer, which is told by its time: milliseconds since 1970."""
    return _uuid(_ARRIVED + f"{card} {at_ms}".encode())


def _uuid(name: bytes) -> str:
    """A UUIDv5 (RFC 9562, section 5.5) of a name behind its namespace."""
    text = _sha1(name, usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def _frame(part: str) -> bytes:
    """A part behind its length, so that "ab" + "c" and "a" + "bc" differ."""
    raw = part.encode("utf-8", "surrogatepass")
    return len(raw).to_bytes(8, "big") + raw


@lru_cache(maxsize=1024)
def _before(kind: str, document: str, section: tuple[str, ...]) -> bytes:
    """What the cards of a section share."""
    return RULES + b"".join(map(_frame, (kind, document, str(len(section)), *section)))


@lru_cache(maxsize=1024)
def _behind(attribute: str, direction: str, count: int, attempt: int) -> bytes:
    return b"".join(map(_frame, (attribute, direction, str(count), str(attempt))))


def _letters(hashed: bytes) -> str:
    """The first 120 bits of the hash in base 32 (RFC 4648, section 6), in small letters.

    Two letters at a time of 30 bits each, which Python has at hand, and without a loop: the standard library's base 32
    takes as long as all the rest.
    """
    one, two, three, four = _QUARTER(hashlib.sha256(hashed).digest())
    a, b = one >> 2, (one & 3) << 28 | two >> 4
    c, d = (two & 15) << 26 | three >> 6, (three & 63) << 24 | four >> 8
    return (
        f"{_PAIRS[a >> 20]}{_PAIRS[a >> 10 & 0x3FF]}{_PAIRS[a & 0x3FF]}"
        f"{_PAIRS[b >> 20]}{_PAIRS[b >> 10 & 0x3FF]}{_PAIRS[b & 0x3FF]}"
        f"{_PAIRS[c >> 20]}{_PAIRS[c >> 10 & 0x3FF]}{_PAIRS[c & 0x3FF]}"
        f"{_PAIRS[d >> 20]}{_PAIRS[d >> 10 & 0x3FF]}{_PAIRS[d & 0x3FF]}"
    )


_QUARTER = Struct(">4I").unpack_from
_FIRST = _frame("0")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(left + right for left in _LETTERS for right in _LETTERS)
_ARRIVED = bytes.fromhex("8f0c2a765d0e4b0b9a533c1de7a1f6b4")
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
_sha1 = hashlib.sha1
