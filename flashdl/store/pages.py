"""Rows out of the pages of an SQLite file, one page at a time: what is left where SQLite itself gives up.

Only the leaves of tables are read (https://sqlite.org/fileformat2.html), each for itself, so that a broken page costs
its own rows and no others. Nothing is believed: whoever asks judges each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

Value = int | float | str | bytes | None

LEAF = 13
PAGE = 4096
"""Bytes of a page, where the file does not say."""
WAL_MAGIC = (0x377F0682, 0x377F0683)
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of a whole number, by its kind."""


def rows(database: Path) -> Iterator[tuple[int, list[Value]]]:
    """(rowid, values) of each row that can be made out, of any table, in no order; the newest of what its log holds.

    Raises:
        OSError: the file cannot be read.
    """
    content = database.read_bytes()
    size = _page_size(content)
    found = {number + 1: content[number * size : (number + 1) * size] for number in range(-(-len(content) // size))}
    log = database.with_name(f"{database.name}-wal")
    if log.exists():
        found |= _in_log(log.read_bytes(), size)
    usable = size - (content[20] if len(content) > 20 and content[20] < 100 else 0)
    for number in sorted(found):
        yield from _of_page(found, number, usable)


def _page_size(content: bytes) -> int:
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else PAGE


def _in_log(log: bytes, size: int) -> dict[int, bytes]:
    """The last state of each page in a write-ahead log, up to its last commit."""
    if int.from_bytes(log[:4], "big") not in WAL_MAGIC:
        return {}
    salt = log[16:24]
    found: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    for start in range(32, len(log) - size - 23, size + 24):
        head = log[start : start + 24]
        if head[8:16] != salt:
            break
        pending[int.from_bytes(head[:4], "big")] = log[start + 24 : start + 24 + size]
        if any(head[4:8]):
            found |= pending
            pending = {}
    return found


def _of_page(pages: Mapping[int, bytes], number: int, usable: int) -> Iterator[tuple[int, list[Value]]]:
    page = pages[number]
    start = 100 if number == 1 else 0
    if len(page) <= start + 8 or page[start] != LEAF:
        return
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for entry in range(start + 8, min(start + 8 + 2 * count, len(page) - 1), 2):
        place = int.from_bytes(page[entry : entry + 2], "big")
        try:
            length, place = _varint(page, place)
            rowid, place = _varint(page, place)
            yield rowid, _record(_payload(pages, page, place, length, usable))
        except (IndexError, ValueError, KeyError):
            continue


def _payload(pages: Mapping[int, bytes], page: bytes, place: int, length: int, usable: int) -> bytes:
    """The bytes of a row, gathered from the pages that it runs over to."""
    most = usable - 35
    if length <= most:
        return page[place : place + length]
    least = (usable - 12) * 32 // 255 - 23
    here = least + (length - least) % (usable - 4)
    here = here if here <= most else least
    parts, left = [page[place : place + here]], length - here
    following = int.from_bytes(page[place + here : place + here + 4], "big")
    for _ in range(len(pages)):
        if left <= 0:
            return b"".join(parts)
        parts.append(pages[following][4 : 4 + min(left, usable - 4)])
        left -= usable - 4
        following = int.from_bytes(pages[following][:4], "big")
    raise ValueError("a row without end")


def _record(payload: bytes) -> list[Value]:
    end, place = _varint(payload, 0)
    kinds = []
    while place < end:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, place = _value(payload, place, kind)
        values.append(value)
    return values


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), place
    if kind in (10, 11):
        raise ValueError("no kind of value")
    width = _INTEGERS.get(kind, 8 if kind == 7 else (kind - 12) // 2)
    part = payload[place : place + width]
    if len(part) < width:
        raise ValueError("cut off")
    if kind == 7:
        import struct

        return float(struct.unpack(">d", part)[0]), place + width
    if kind in _INTEGERS:
        return int.from_bytes(part, "big", signed=True), place + width
    return (part.decode("utf-8") if kind % 2 else part), place + width


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """(number, the place behind it)."""
    number = 0
    for step in range(8):
        byte = content[place + step]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + step + 1
    return number << 8 | content[place + 8], place + 9
