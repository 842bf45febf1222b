"""Values made quickly are what the frozen dataclass would have made."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.model import Direction, Excerpt, Key, Place
from flashdl.swift import maker, swift


@dataclass(frozen=True, slots=True)
class Slow:
    left: int
    right: tuple[str, ...] = ()
    other: Excerpt = Excerpt("by default")


@swift
@dataclass(frozen=True, slots=True)
class Swift:
    left: int
    right: tuple[str, ...] = ()
    other: Excerpt = Excerpt("by default")


sides = st.tuples(st.integers(), st.lists(st.text(), max_size=3).map(tuple))


@given(sides, sides)
def test_a_swift_value_is_what_the_dataclass_makes(
    one: tuple[int, tuple[str, ...]], two: tuple[int, tuple[str, ...]]
) -> None:
    made, slow = Swift(*one), Slow(*one)
    assert maker(Swift)(*one) == made and type(maker(Swift)(*one)) is Swift
    assert type(made) is Swift
    assert [getattr(made, field.name) for field in fields(made)] == [
        getattr(slow, field.name) for field in fields(slow)
    ]
    assert repr(made) == repr(slow).replace("Slow(", "Swift(")
    assert (made == Swift(*two)) == (slow == Slow(*two))
    assert hash(made) == hash(slow)
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert replace(made, left=two[0]) == Swift(left=two[0], right=one[1])


def test_a_swift_value_is_frozen_and_asks_for_its_fields() -> None:
    value = Key("document", (), "subject", "", Direction.FORWARD)
    with pytest.raises(FrozenInstanceError):
        value.count = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del value.count
    with pytest.raises(AttributeError):
        object.__setattr__(value, "another", 1)
    with pytest.raises(TypeError, match="line"):
        Place("file")  # type: ignore[call-arg]
    assert list(signature(Swift).parameters) == list(signature(Slow).parameters)
    assert signature(Swift).parameters["other"].default == Excerpt("by default")
