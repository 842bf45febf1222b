"""BLAKE3 of short texts, as its specification has it: unkeyed, 32 bytes. Pure.

hashcards names its cards by it. Python has none, and a few lines are enough for texts as short as a card's.
"""

from __future__ import annotations

import struct

_IV = (
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)  # fmt: skip
_ORDER = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
"""Of the words of a block in the next round."""
_MIXED = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))  # fmt: skip
"""Columns of the state, then diagonals."""
_ROUNDS = 7
_BLOCK, _CHUNK = 64, 1024
_START, _END, _PARENT, _ROOT = 1, 2, 4, 8
_WORD = 0xFFFFFFFF


def digest(data: bytes) -> str:
    """The hash in hexadecimal."""
    return struct.pack("<8I", *_tree(data, 0, _ROOT)).hex()


def _tree(data: bytes, number: int, root: int) -> tuple[int, ...]:
    """The value of a piece whose first chunk has this number; the left side has as many chunks as a power of two."""
    if len(data) <= _CHUNK:
        return _chunk(data, number, root)
    left = _CHUNK << ((len(data) - 1) // _CHUNK).bit_length() - 1
    words = (*_tree(data[:left], number, 0), *_tree(data[left:], number + left // _CHUNK, 0))
    return _compressed(_IV, words, 0, _BLOCK, _PARENT | root)


def _chunk(data: bytes, number: int, root: int) -> tuple[int, ...]:
    value: tuple[int, ...] = _IV
    last = max(0, len(data) - 1) // _BLOCK * _BLOCK
    for at in range(0, last + 1, _BLOCK):
        block = data[at : at + _BLOCK]
        flags = (_START if at == 0 else 0) | (_END | root if at == last else 0)
        words = struct.unpack("<16I", block.ljust(_BLOCK, b"\0"))
        value = _compressed(value, words, number, len(block), flags)
    return value


def _compressed(
    value: tuple[int, ...], words: tuple[int, ...], number: int, length: int, flags: int
) -> tuple[int, ...]:
    state = [*value, *_IV[:4], number & _WORD, number >> 32, length, flags]
    for _ in range(_ROUNDS):
        for place, (a, b, c, d) in enumerate(_MIXED):
            _mix(state, a, b, c, d, words[2 * place], words[2 * place + 1])
        words = tuple(words[place] for place in _ORDER)
    return tuple(left ^ right for left, right in zip(state[:8], state[8:], strict=True))


def _mix(state: list[int], a: int, b: int, c: int, d: int, one: int, two: int) -> None:
    for word, far, near in ((one, 16, 12), (two, 8, 7)):
        state[a] = (state[a] + state[b] + word) & _WORD
        state[d] = _turned(state[d] ^ state[a], far)
        state[c] = (state[c] + state[d]) & _WORD
        state[b] = _turned(state[b] ^ state[c], near)


def _turned(word: int, bits: int) -> int:
    return (word >> bits | word << 32 - bits) & _WORD
