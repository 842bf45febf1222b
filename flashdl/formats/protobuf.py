"""As much of Protocol Buffers' wire format as Anki's packages need: numbers, bytes, and what is to be skipped."""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LONGEST_VARINT = 10


def fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of each field in their order.

    Raises:
        ValueError: it is cut off, or of another format.
    """
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(raw, at)
            yield tag >> 3, value
            continue
        if kind == _BYTES:
            size, at = _varint(raw, at)
        elif kind in (_EIGHT, _FOUR):
            size = 8 if kind == _EIGHT else 4
        else:
            raise ValueError(f"the wire type {kind} is not known")
        if at + size > len(raw):
            raise ValueError("the message is cut off")
        yield tag >> 3, raw[at : at + size]
        at += size


def number(raw: bytes, field: int) -> int:
    """The last value of a field of whole numbers; 0 where there is none or the message is none."""
    found = 0
    try:
        for name, value in fields(raw):
            if name == field and isinstance(value, int):
                found = value
    except ValueError:
        return found
    return found


def every(raw: bytes, field: int) -> list[bytes]:
    """All values of a field of bytes. Raises: ValueError: as `fields`."""
    return [value for name, value in fields(raw) if name == field and isinstance(value, bytes)]


def text(raw: bytes, field: int) -> str:
    """The last value of a field of text; nothing where there is none. Raises: ValueError: as `fields`."""
    found = every(raw, field)
    return found[-1].decode("utf-8", "replace") if found else ""


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(_LONGEST_VARINT):
        if at >= len(raw):
            raise ValueError("the message is cut off")
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at
    raise ValueError("a number is too long")
