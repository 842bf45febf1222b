"""A sheet to draw on, as SVG: a few shapes in a few colours, which are readable by day and by night."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence

INKS = {  # class: by day, by night; told apart without seeing red and green
    "paper": ("#fdfdfc", "#1e1f22"),
    "ink": ("#1c2128", "#e6e6e3"),
    "quiet": ("#57606a", "#a3abb5"),
    "soft": ("#e6eaee", "#33373d"),
    "blue": ("#0b62c4", "#7db7ff"),
    "orange": ("#a84f00", "#ffb066"),
    "teal": ("#00756a", "#4fd1bd"),
}
_RAISED = re.compile(r"([_^])\{([^}]*)\}")
Point = tuple[float, float]


def _style() -> str:
    def rules(mode: int) -> str:
        return "".join(
            f".{name}{{fill:{colours[mode]}}}.{name}-line{{stroke:{colours[mode]}}}" for name, colours in INKS.items()
        )

    shapes = (
        "text{font-family:system-ui,sans-serif;text-anchor:middle}",
        "path{fill:none;stroke-width:2;stroke-linejoin:round}.fine{stroke-width:1}.dash{stroke-dasharray:5 4}",
    )
    return f"{''.join(shapes)}{rules(0)}@media(prefers-color-scheme:dark){{{rules(1)}}}"


class Sheet:
    """Shapes in the order of drawing, on a paper of its own, so that no page behind it takes its contrast away."""

    def __init__(self, width: int, height: int, title: str) -> None:
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        said = f"<title>{html.escape(title)}</title><style>{_style()}</style>"
        self._parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">{said}']
        self.box(0, 0, width, height, "paper", round_=10)

    def text(self, x: float, y: float, said: str, ink: str = "ink", size: int = 14, anchor: str = "") -> None:
        """A line of text around x, its middle at y. `a_{t}` sets t below the line, `a^{t}` above it."""
        to = f' style="text-anchor:{anchor}"' if anchor else ""
        place = f'x="{_number(x)}" y="{_number(y + size * 0.35)}" font-size="{size}"{to}'
        self._parts.append(f'<text class="{ink}" {place}>{_line(said, size)}</text>')

    def box(
        self, x: float, y: float, width: float, height: float, ink: str = "soft", *, round_: int = 4, line: str = ""
    ) -> None:
        """A rectangle, filled with one ink and framed with another."""
        names = f"{ink} {line}-line" if line else ink
        size = " ".join(
            f'{name}="{_number(value)}"'
            for name, value in zip(("x", "y", "width", "height"), (x, y, width, height), strict=True)
        )
        self._parts.append(f'<rect class="{names}" {size} rx="{round_}"/>')

    def grid(self, x: float, y: float, size: tuple[int, int], side: int, line: str) -> None:
        """A rectangle of columns and rows of squares."""
        columns, rows = size
        self.box(x, y, side * columns, side * rows, round_=0, line=line)
        across = [f"M{_number(x)} {_number(y + side * row)}h{side * columns}" for row in range(1, rows)]
        down = [f"M{_number(x + side * column)} {_number(y)}v{side * rows}" for column in range(1, columns)]
        self._parts.append(f'<path class="{line}-line fine" d="{"".join(across + down)}"/>')

    def dot(self, x: float, y: float, radius: float, ink: str = "soft", line: str = "quiet") -> None:
        """A disc."""
        self._parts.append(
            f'<circle class="{ink} {line}-line" cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"/>'
        )

    def way(self, points: Sequence[Point], ink: str = "quiet", kind: str = "") -> None:
        """Straight lines from point to point.

        Args:
            kind: "fine", "dash" or both.
        """
        drawn = "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self._parts.append(f'<path class="{" ".join(filter(None, (f"{ink}-line", kind)))}" d="M{drawn}"/>')

    def arrow(self, *points: Point, ink: str = "quiet", kind: str = "") -> None:
        """Straight lines that end in a head."""
        (x0, y0), (x1, y1) = points[-2:]
        length = math.hypot(x1 - x0, y1 - y0)
        across, down = (x1 - x0) / length, (y1 - y0) / length
        foot = (x1 - 8 * across, y1 - 8 * down)
        self.way((*points[:-1], foot), ink, kind)
        head = ((x1, y1), (foot[0] - 4 * down, foot[1] + 4 * across), (foot[0] + 4 * down, foot[1] - 4 * across))
        drawn = "L".join(f"{_number(x)} {_number(y)}" for x, y in head)
        self._parts.append(f'<path class="{ink}" d="M{drawn}z"/>')

    def curve(
        self, function: Callable[[float], float], frame: Frame, ink: str, kind: str = "", steps: int = 48
    ) -> None:
        """A function of x over a frame."""
        places = [frame.left + (frame.right - frame.left) * step / steps for step in range(steps + 1)]
        self.way([frame.at(x, function(x)) for x in places], ink, kind)

    def svg(self) -> str:
        """The drawing."""
        return "\n".join((*self._parts, "</svg>\n"))


class Frame:
    """A rectangle of the sheet with numbers along its sides."""

    def __init__(
        self, x: float, y: float, size: tuple[float, float], across: tuple[float, float], up: tuple[float, float]
    ) -> None:
        """
        Args:
            x: of its left side on the sheet; y of its upper one.
            size: width and height on the sheet.
            across: the numbers at its left and right side; `up` those at its lower and upper one.
        """
        self._place, self._size, self._up = (x, y), size, up
        self.left, self.right = across

    def at(self, x: float, y: float) -> Point:
        """Where on the sheet a pair of numbers is."""
        low, high = self._up
        (left, top), (width, height) = self._place, self._size
        return left + width * (x - self.left) / (self.right - self.left), top + height * (high - y) / (high - low)


def _number(value: float) -> str:
    return f"{round(value, 1) + 0:g}"


def _line(said: str, size: int) -> str:
    parts: list[str] = []
    at, end = 0.0, 0
    for found in _RAISED.finditer(said):
        shift = size * (0.25 if found[1] == "_" else -0.4)
        parts += [_piece(said[end : found.start()], at and -at, size)]
        at = at if end == found.start() else 0.0
        parts += [_piece(found[2], shift - at, round(size * 0.72))]
        at, end = shift, found.end()
    return "".join((*parts, _piece(said[end:], -at, size)))


def _piece(said: str, down: float, size: int) -> str:
    if not said or not down:
        return html.escape(said)
    return f'<tspan dy="{_number(down)}" font-size="{size}">{html.escape(said)}</tspan>'
