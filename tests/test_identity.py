"""Identity: the ids of rules version 1 are pinned for ever, and keys tell apart what differs."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from flashdl import identity
from flashdl.model import Direction, Key

PINNED = {
    identity.key(
        "Deep Learning.md", ("Key Architectures",), "GAN", "Year", Direction.FORWARD
    ): "7faq7juxjdf22adh5g2irqr6",
    identity.key(
        "Deep Learning.md", ("Key Architectures",), "GAN", "Year", Direction.REVERSE
    ): "qcdsnf6lsp2oidjwief2gj54",
    identity.key("Deep Learning.md", (), "Machine Learning (ML)", "", Direction.CLOZE): "eoi376zv2qkj6ljm65p6cyhv",
    identity.key("deck:Shell", (), "ls", "", Direction.FORWARD, count=1): "bltprxw7x4khvqis36lmb55a",
    identity.key("Übung/日本.md", ("α", "β"), "γ", "δ", Direction.LIST): "v4tz66eyzphumwy6mahhfopp",
}

parts = st.text(max_size=8)
keys = st.builds(
    identity.key,
    parts,
    st.lists(parts, max_size=3),
    parts,
    parts,
    st.sampled_from(Direction),
    count=st.integers(0, 3),
)


def test_the_ids_of_rules_version_1_never_change() -> None:
    assert {key: identity.card_id(key) for key in PINNED} == PINNED
    assert identity.note_id("Deep Learning.md", ("Key Architectures",), "GAN") == "6o7yewgoiwmadcil5jjabrkc"


@given(keys, keys)
def test_different_keys_have_different_ids(one: Key, other: Key) -> None:
    assert (identity.card_id(one) == identity.card_id(other)) == (one == other)


def test_parts_do_not_run_into_each_other() -> None:
    one = identity.key("d", ("ab",), "c", "", Direction.FORWARD)
    other = identity.key("d", ("a",), "bc", "", Direction.FORWARD)
    nested = identity.key("d", ("a", "b"), "c", "", Direction.FORWARD)

    assert len({identity.card_id(key) for key in (one, other, nested)}) == 3


@given(st.lists(keys, max_size=8), st.booleans())
def test_ids_of_many_are_those_of_each(many: list[Key], repeated: bool) -> None:
    each, together = set[str](), set[str]()
    for key in (singles := [*many, *many] if repeated else many):
        each.add(identity.card_id(key, each))
    for name in identity.card_ids(singles, together):
        together.add(name)

    assert together == each and len(each) == len(singles)


@given(keys)
def test_a_taken_id_is_counted_up(key: Key) -> None:
    first = identity.card_id(key)
    second = identity.card_id(key, {first})
    third = identity.card_id(key, {first, second})

    assert len({first, second, third}) == 3
    assert identity.card_id(key, {second}) == first


@given(parts)
def test_spelling_of_white_space_and_accents_is_no_difference(text: str) -> None:
    plain = identity.key("d", (), text, "", Direction.FORWARD)
    apart = identity.key("d", (), f"  {unicodedata.normalize('NFD', text)}\t", "", Direction.FORWARD)

    assert identity.card_id(plain) == identity.card_id(apart)


@given(keys)
def test_an_id_is_24_letters_and_digits(key: Key) -> None:
    found = identity.card_id(key)

    assert len(found) == identity.ID_LENGTH
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz234567")
