"""Many values at once: frozen ones, made in a third of the time, and a rest for Python's collector.

A frozen dataclass sets each of its fields by a call of `object.__setattr__`; a deck makes millions of them. Here a
value is of a twin class without that lock while its fields are set.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields
from functools import partial
from typing import Any, TypeVar

Value = TypeVar("Value")
Row = TypeVar("Row", bound=tuple[Any, ...])


_MAKERS: dict[type, Callable[..., Any]] = {}


def maker(cls: type[Value]) -> Callable[..., Value]:
    """What makes values of a swift class, as calling it does, in two thirds of the time: for loops of millions."""
    return _MAKERS[cls]


def row_maker(cls: type[Row]) -> Callable[[Iterable[Any]], Row]:
    """`_make` of a named tuple in a quarter of the time; nobody counts whether the values are as many as its fields."""
    return partial(tuple.__new__, cls)


def swift(cls: type[Value]) -> type[Value]:
    """Give a frozen dataclass with slots, whose defaults are plain values, a quicker `__init__`; all else stays."""
    known = fields(cls)  # type: ignore[arg-type]
    names = [field.name for field in known]
    twin = type(f"_Open{cls.__name__}", (), {"__slots__": tuple(names)})
    scope: dict[str, Any] = {"_set": object.__setattr__, "_new": object.__new__, "_twin": twin, "_cls": cls}
    arguments = []
    for field in known:
        if field.default is MISSING:
            arguments.append(field.name)
        else:
            scope[f"_{field.name}"] = field.default
            arguments.append(f"{field.name}=_{field.name}")
    sets = (*(f" self.{name} = {name}" for name in names), " self.__class__ = _cls")
    lines = (
        f"def __init__(self, {', '.join(arguments)}):",
        " _set(self, '__class__', _twin)",
        *sets,
        f"def make({', '.join(arguments)}):",
        " self = _new(_twin)",
        *sets,
        " return self",
    )
    exec("\n".join(lines), scope)  # as `dataclasses` does: the names are those of our own fields
    _MAKERS[cls] = scope["make"]
    made = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {field.name: field.type for field in known}
    cls.__init__ = made  # type: ignore[method-assign]
    return cls


@contextmanager
def without_collector() -> Iterator[None]:
    """Python looks for garbage in circles again and again while a million values are made: a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded in the block stays: Python need not look through it for garbage, nor later on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            loaded()


def loaded() -> None:
    """All that stays is there, before the block of `loading` ends."""
    gc.freeze()
    gc.enable()
