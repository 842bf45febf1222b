"""Pictures that cards name, as half blocks: two dots a cell, in any terminal with colours, tmux and SSH among them.

Pillow draws them, where it is installed (`pip install "flashdl[pictures]"`); without it a picture is its name. Kitty's
and sixel's own protocols are not spoken: textual-image asks the terminal about them when it is imported, which takes
time before the first frame, and takes keys away from an app that runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from textual.color import Color
from textual.content import Content
from textual.style import Style

from flashdl.formats import media
from flashdl.tui.drawing import height, in_the_middle

Picture = Callable[[int, int], Content | None]
"""Draws a picture in so many cells and lines at most; None where it cannot be."""

_NAMED = re.compile(r"!\[[^\]\n]*\]\(<?(?P<path>[^)\s>]{1,300})>?[^)\n]*\)|\[picture: (?P<name>[^\]\n]{1,300})\]")
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_MOST_BYTES = 20_000_000
_MOST_DOTS = 40_000_000
_UPPER_HALF = "▀"


def named(text: str) -> Iterator[str]:
    """The paths or names of the pictures of a text."""
    for found in _NAMED.finditer(text):
        yield found["path"] or found["name"]


def place(name: str, folder: Path, root: Path, kept: Mapping[str, Path]) -> Path | None:
    """The file of a picture: one that came with a package, or one within the followed folder, and no other.

    Args:
        folder: that the name is relative to.
        root: that holds all files which a card may name.
        kept: files by the names that packages gave them.
    """
    if name in kept:
        return kept[name]
    return media.within(name, folder, root)


def above(side: Content, pictures: Sequence[Picture], width: int, room: int) -> Content:
    """A side of a card, and below it its pictures, in what it leaves of so many lines."""
    left = room - height(side, width) - 1
    drawn = [picture(width, left) for picture in pictures]
    return Content("\n\n").join([side, *(in_the_middle(picture, width) for picture in drawn if picture)])


@lru_cache(maxsize=16)
def drawn(path: Path, width: int, lines: int) -> Content | None:
    """A picture in at most so many cells and lines; None where it is none, too large, or nothing can draw it."""
    try:
        from PIL import Image
    except ImportError:
        return None
    if width < 4 or lines < 2:
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        with Image.open(path, formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_DOTS:
                return None
            scale = min(width / opened.width, 2 * lines / opened.height)
            size = (max(1, round(opened.width * scale)), max(2, round(opened.height * scale) // 2 * 2))
            paper = Image.new("RGBA", size, "white")
            paper.alpha_composite(opened.convert("RGBA").resize(size))
            dots = paper.convert("RGB").tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    colours = [Color(*dots[start : start + 3]) for start in range(0, len(dots), 3)]
    rows = [colours[start : start + size[0]] for start in range(0, len(colours), size[0])]
    return Content("\n").join(_line(upper, lower) for upper, lower in zip(rows[::2], rows[1::2], strict=True))


def _line(upper: list[Color], lower: list[Color]) -> Content:
    cells = (
        Content.styled(_UPPER_HALF, Style(foreground=above, background=below))
        for above, below in zip(upper, lower, strict=True)
    )
    return Content("").join(cells)
