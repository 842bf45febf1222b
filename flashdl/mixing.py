"""Queues mixed evenly, and like things kept apart. Pure."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def mixed(many: Sequence[T], few: Sequence[T]) -> list[T]:
    """Both in their own order, the second at even distances; the first begin and end it where there are enough."""
    placed = [((2 * place + 1) * len(few), 0, one) for place, one in enumerate(many)]
    placed += [((2 * place + 1) * len(many), 1, one) for place, one in enumerate(few)]
    return [one for *_, one in sorted(placed, key=lambda entry: entry[:2])] if many else list(few)


def apart(things: Sequence[T], group: Callable[[T], str]) -> list[T]:
    """The same things, no two neighbours of one group where that can be had, else in the order given.

    The next is the first whose group is not the last one's; a group that holds more than half of what is left goes
    first whenever it may.

    Args:
        group: empty for what is in none.
    """
    lines: defaultdict[str, deque[tuple[int, T]]] = defaultdict(deque)
    for place, one in enumerate(things):
        name = group(one)
        lines[f"g{name}" if name else f"c{place}"].append((place, one))
    heads = [(line[0][0], name) for name, line in lines.items()]
    heapq.heapify(heads)
    biggest = [(-len(line), name) for name, line in lines.items()]
    heapq.heapify(biggest)
    ordered: list[T] = []
    last = ""
    for left in range(len(things), 0, -1):
        last = _next_line(lines, heads, biggest, last, left)
        ordered.append(lines[last].popleft()[1])
        if lines[last]:
            heapq.heappush(heads, (lines[last][0][0], last))
            heapq.heappush(biggest, (-len(lines[last]), last))
    return ordered


def _next_line(
    lines: dict[str, deque[tuple[int, T]]],
    heads: list[tuple[int, str]],
    biggest: list[tuple[int, str]],
    last: str,
    left: int,
) -> str:
    """The group whose first is next. Entries of the two heaps that are no longer true are dropped on the way."""

    def stale_head(entry: tuple[int, str]) -> bool:
        return not lines[entry[1]] or lines[entry[1]][0][0] != entry[0]

    _drop(biggest, lambda entry: len(lines[entry[1]]) != -entry[0])
    size, name = biggest[0]
    if -size * 2 > left and name != last:
        return name
    _drop(heads, stale_head)
    first = heapq.heappop(heads)
    if first[1] != last:
        return first[1]
    _drop(heads, stale_head)
    chosen = heads[0][1] if heads else last
    heapq.heappush(heads, first)
    return chosen


def _drop(heap: list[tuple[int, str]], stale: Callable[[tuple[int, str]], bool]) -> None:
    while heap and stale(heap[0]):
        heapq.heappop(heap)
