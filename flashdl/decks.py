"""Which deck a person means by a name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flashdl.terminal import one_line

FEW = 8
"""Decks that are listed in a sentence."""


def levels(names: Iterable[str]) -> list[str]:
    """The names of decks, and those of the decks that they lie in, sorted."""
    parts = [name.split("::") for name in names]
    return sorted({"::".join(each[: size + 1]) for each in parts for size in range(len(each))})


def meant(text: str, names: Sequence[str]) -> list[str]:
    """The deck with this name, or whose last levels it is; several where no one alone is called so.

    Where none is called so, capital and small letters are one.

    Args:
        names: of all decks, as `levels` gives them.
    """
    if text in names:
        return [text]
    small = text.casefold()
    for found in (
        [name for name in names if name.endswith(f"::{text}")],
        [name for name in names if name.casefold() == small],
        [name for name in names if name.casefold().endswith(f"::{small}")],
    ):
        if found:
            # `Maths::Calculus` holds `Maths::Calculus::Calculus`: who says Calculus means all of it.
            return [name for name in found if not any(name.startswith(f"{other}::") for other in found)]
    return []


def unclear(text: str, names: Sequence[str]) -> str:
    """What to say of a name by which no deck is meant, or several."""
    found = meant(text, names)
    if len(found) > 1:
        how = "are called" if found[0].casefold() == text.casefold() else "end in"
        return f"several decks {how} “{one_line(text)}”: {listed(found)}."
    return f"there is no deck “{one_line(text)}”. {_near(text, names)}"


def _near(text: str, names: Sequence[str]) -> str:
    import difflib  # for this rare sentence alone

    last = {name.casefold().rpartition("::")[2]: name for name in reversed(names)}
    last |= {name.casefold(): name for name in names}
    if near := dict.fromkeys(last[each] for each in difflib.get_close_matches(text.casefold(), last)):
        return f"Near it: {listed(list(near))}."
    return f"Decks: {listed(names, _outer(names)) or 'none yet'}."


def _outer(names: Sequence[str]) -> Sequence[str]:
    """The outer levels of many decks, as far down as these are few."""
    outer = [name for name in names if "::" not in name]
    for depth in range(1, 1 + max((name.count("::") for name in names), default=0)):
        deeper = [name for name in names if name.count("::") <= depth]
        if len(deeper) > FEW:
            break
        outer = deeper
    return outer


def listed(names: Sequence[str], first: Sequence[str] = ()) -> str:
    """As many as a sentence holds.

    Args:
        first: those to be listed; none: the first.
    """
    shown = (first or names)[:FEW]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(map(one_line, shown)) + more
