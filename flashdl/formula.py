"""TeX on one line, as a person would write it in plain text. Pure, and never a guess: what is not known stays TeX.

\\frac{e^{z_i}}{\\sum_{j=1}^K e^{z_j}}   ->   e^(zᵢ)/(∑ⱼ₌₁ᴷ e^(zⱼ))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flashdl.signs import (
    ACCENTS,
    DOUBLE,
    DOWN,
    ESCAPED,
    LARGE,
    LETTERS,
    NAMES,
    NO_SIZE,
    OPERATORS,
    SCRIPT,
    TEXTS,
    UP,
    UPRIGHT,
)

LONGEST = 600
"""Characters of a formula that is read."""
DEEPEST = 24
"""Groups within groups."""

_SPACES = {
    ",": " ",
    ";": " ",
    ":": " ",
    "!": "",
    " ": " ",
    "quad": "  ",
    "qquad": "   ",
    "thinspace": " ",
    "enspace": " ",
}
_RAISED = frozenset(UP.values())
_SYMBOL = r"\d+(\.\d+)?|[d∂∇Δ]?[^\W\d_][\u0300-\u036f⃗₀-₎ₐ-ₜᵢ-ᵪⱼ⁰-ⁿ′]*|[^\W\d_]?\([^()]*\)|√\w+|‖[^‖]*‖|\|[^|]*\|"
"""What nobody reads as a product."""
_WORD = "[A-Za-z0-9α-ωΑ-Ω]+"
_OPENING = {"(", "[", "\\{", "\\left", "\\lVert", "\\lvert", "\\langle", "\\lfloor", "\\lceil", "\\lbrace", "\\lbrack"}
_CLOSING = {")", "]", "\\}", "\\right", "\\rVert", "\\rvert", "\\rangle", "\\rfloor", "\\rceil", "\\rbrace", "\\rbrack"}
_TOKEN = re.compile(r"\\([A-Za-z]+)\s*|\\(.)|([{}^_])|(\s+)|(.)", re.DOTALL)
_ROWS = re.compile(
    r"(?P<before>[^&%]*?)\\begin\{(?P<kind>cases|[pbvV]?matrix|aligned|align\*?|split|gathered)\}(?P<body>.*?)"
    r"\\end\{(?P=kind)\}(?P<after>[^&%]*)",
    re.DOTALL,
)
_NOT_INLINE = ("\\begin", "\\\\", "\\newcommand", "\\def", "\\require", "\\tag", "\\cases", "\\matrix", "&", "%")


class _Unknown(Exception):  # noqa: N818 - no error: the formula stays as it is
    """Something that cannot be said on one line for certain."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a formula as text."""

    text: str
    is_atom: bool
    """Whether it can stand under a bar or a root without brackets."""
    is_fraction: bool = False


def on_one_line(source: str) -> str | None:
    """A formula in plain text; None where it cannot be said so for certain.

    Args:
        source: what stands between the dollars.
    """
    if len(source) > LONGEST:
        return None
    if rows := _ROWS.fullmatch(source.strip()):
        return _in_rows(rows["before"], rows["kind"], rows["body"], rows["after"])
    if any(sign in source.replace("\\&", "").replace("\\%", "") for sign in _NOT_INLINE):
        return None
    return _read(source)


def _in_rows(before: str, kind: str, body: str, after: str) -> str | None:
    """A matrix as `[a b; c d]`, cases behind a brace, lines below each other behind semicolons."""
    is_matrix = kind.endswith("matrix")
    gap = " " if is_matrix else ", " if kind == "cases" else " "
    said = []
    for row in re.split(r"\\\\(?:\[[^\]]*\])?", body):
        cells = [on_one_line(cell) if cell.strip() else "" for cell in re.split(r"(?<!\\)&", row)]
        if None in cells:
            return None
        said.append(gap.join(cell.strip().rstrip(",") for cell in cells if cell))
    first, last = ("" if not outside.strip() else on_one_line(outside) for outside in (before, after))
    if first is None or last is None:
        return None
    opening, closing = ("[", "]") if is_matrix else ("{ ", "") if kind == "cases" else ("", "")
    rows = "; ".join(row for row in said if row)
    return " ".join(part for part in (first, f"{opening}{rows}{closing}", last) if part)


@lru_cache(maxsize=2048)
def _read(source: str) -> str | None:
    tokens = [found.group(0) for found in _TOKEN.finditer(source)]
    try:
        piece, rest = _Reader(tokens).sequence(0, 0, closed=False)
    except (_Unknown, IndexError):
        return None
    said = re.sub(r"(?<=[^\s]) {2,}(?=[^\s])", "  ", piece.text).strip()
    said = re.sub(r"(?<=[(\[⟨]) +| +(?=[)\]⟩,;])", "", said)
    said = re.sub(r"(?<=\S)/(?= )", " /", said)  # the space behind a command is no longer there: `\top / 2`
    return said if rest == len(tokens) and said.isprintable() else None


class _Reader:
    """Reads tokens from left to right; every method gives a piece and the place behind it."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens

    def sequence(self, place: int, depth: int, *, closed: bool) -> tuple[_Piece, int]:
        """All up to the closing brace, or to the end."""
        if depth > DEEPEST:
            raise _Unknown
        parts: list[_Piece] = []
        while place < len(self._tokens):
            token = self._tokens[place]
            if token == "}":
                if not closed:
                    raise _Unknown
                return _joined(parts), place + 1
            if token in "^_":
                piece, place = self._raised(parts.pop() if parts else _Piece("", True), place, depth)
            elif token.isspace():
                place += 1
                if parts and not parts[-1].text.endswith(" ") and self._keeps_space(place):
                    parts.append(_Piece(" ", True))
                continue
            else:
                piece, place = self.one(place, depth)
            parts.append(piece)
        if closed:
            raise _Unknown
        return _joined(parts), place

    def _keeps_space(self, place: int) -> bool:
        """Whether a space before this place tells anything: within brackets, at their edge, it does not."""
        before = next((token.strip() for token in reversed(self._tokens[: place - 1]) if token.strip()), "(")
        after = next((token.strip() for token in self._tokens[place:] if token.strip()), ")")
        return before not in _OPENING and after not in _CLOSING

    def one(self, place: int, depth: int) -> tuple[_Piece, int]:
        """A group, a command with what it takes, or a sign."""
        token = self._tokens[place]
        while token.isspace():
            place += 1
            token = self._tokens[place]
        if token == "{":
            return self.sequence(place + 1, depth + 1, closed=True)
        if not token.startswith("\\"):
            return _Piece({"-": "−", "*": "∗", "~": " ", "'": "′"}.get(token, token), True), place + 1
        return self._command(token.strip()[1:] or " ", place + 1, depth)

    def _command(self, name: str, place: int, depth: int) -> tuple[_Piece, int]:
        plain = self._sign(name)
        if plain is not None:
            return plain, place
        if name in NO_SIZE:
            if place < len(self._tokens) and self._tokens[place] == "." and name in ("left", "right", "middle"):
                place += 1
            return _Piece("", True), place
        if name in TEXTS:
            return self._words(place)
        if name in UPRIGHT:
            return self.one(place, depth)
        if name in ("mathbb", "mathcal", "mathscr", "mathfrak"):
            inner, place = self.one(place, depth)
            letters = DOUBLE if name == "mathbb" else {} if name == "mathfrak" else SCRIPT
            return _Piece("".join(letters.get(sign, sign) for sign in inner.text), inner.is_atom), place
        if name in ACCENTS:
            inner, place = self.one(place, depth)
            if len(inner.text) != 1:
                raise _Unknown
            return _Piece(inner.text + ACCENTS[name], True), place
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            above, place = self.one(place, depth)
            below, place = self.one(place, depth)
            return _Piece(f"{_grouped(above)}/{_alone(below)}", False, is_fraction=True), place
        if name == "sqrt":
            return self._root(place, depth)
        if name in ("binom", "dbinom", "tbinom"):
            above, place = self.one(place, depth)
            below, place = self.one(place, depth)
            return _Piece(f"C({above.text.strip()}, {below.text.strip()})", True), place
        raise _Unknown

    def _sign(self, name: str) -> _Piece | None:
        if name in LETTERS:
            return _Piece(LETTERS[name], True)
        if name in OPERATORS:
            return _Piece(OPERATORS[name] if name in ("neg", "lnot") else f" {OPERATORS[name]} ", False)
        if name in LARGE:
            return _Piece(LARGE[name], True)
        if name in NAMES:
            return _Piece(name, True)
        if name in _SPACES or name in ESCAPED:
            return _Piece(_SPACES.get(name, ESCAPED.get(name, "")), True)
        return None

    def _words(self, place: int) -> tuple[_Piece, int]:
        """What `\\text{...}` holds, its spaces too."""
        if self._tokens[place] != "{":
            raise _Unknown
        end = place + 1
        while self._tokens[end] != "}":
            if self._tokens[end] in ("{", "\\") or self._tokens[end].startswith("\\"):
                raise _Unknown
            end += 1
        words = "".join(self._tokens[place + 1 : end])
        return _Piece(re.sub(r"\s+", " ", words), words.strip().isalnum()), end + 1

    def _root(self, place: int, depth: int) -> tuple[_Piece, int]:
        sign = "√"
        if place < len(self._tokens) and self._tokens[place] == "[":
            end = self._tokens.index("]", place) if "]" in self._tokens[place:] else -1
            degree = "".join(self._tokens[place + 1 : end]).strip() if end > 0 else ""
            if not degree or any(letter not in UP for letter in degree):
                raise _Unknown
            sign = "∛" if degree == "3" else "".join(UP[letter] for letter in degree) + "√" if degree != "2" else "√"
            place = end + 1
        inner, place = self.one(place, depth)
        # What is raised under a root must not look as if the root were.
        under = f"({inner.text.strip()})" if inner.text.strip()[-1:] in _RAISED else _alone(inner)
        return _Piece(sign + under, True), place

    def _raised(self, base: _Piece, place: int, depth: int) -> tuple[_Piece, int]:
        """A base with what stands above and below it, in either order."""
        found: dict[str, _Piece] = {}
        while place < len(self._tokens) and self._tokens[place] in "^_":
            sign = self._tokens[place]
            if sign in found:
                raise _Unknown
            found[sign], place = self.one(place + 1, depth)
            ahead = place
            while ahead < len(self._tokens) and self._tokens[ahead].isspace():
                ahead += 1
            if ahead < len(self._tokens) and self._tokens[ahead] in "^_":
                place = ahead
        text = base.text.rstrip() if base.text.strip() else base.text
        for sign in "_^":
            if sign in found:
                text += _small(found[sign], sign)
        if base.text.strip() in LARGE.values() or base.text.strip() in NAMES:
            return _Piece(f"{text} ", True), place
        return _Piece(text, base.is_atom), place


def _small(piece: _Piece, sign: str) -> str:
    """Above or below the line: in small signs where all of them exist, else behind `^` or `_`."""
    letters = UP if sign == "^" else DOWN
    text = piece.text.strip()
    if text in ("∗", "*", "′", "†", "°", "∘") and sign == "^":
        return {"∗": "*", "∘": "°"}.get(text, text)
    tight = text.replace(" ", "")
    if tight and all(letter in letters for letter in tight):
        return "".join(letters[letter] for letter in tight)
    is_short = len(text) == 1 or re.fullmatch(r"\[[^\[\]]*\]", text) or (sign == "_" and re.fullmatch(_WORD, text))
    return f"{sign}{text}" if is_short else f"{sign}({text})"


def _grouped(piece: _Piece) -> str:
    """What stands on one side of a bar or under a root, in brackets unless it holds together by itself."""
    text = piece.text.strip()
    if not text:
        raise _Unknown
    alone = re.fullmatch(r"[−+]?[\w.∞∂∇…̂̃̄⃗₀-₎⁰-⁾′]+|[\w′]*\([^()]*\)|√\w+|‖[^‖]*‖|\|[^|]*\|", text)
    return text if alone or (piece.is_atom and " " not in text) else f"({text})"


def _alone(piece: _Piece) -> str:
    """What stands below a bar or under a root: a product has brackets there, for `1/2σ²` could be read as (1/2)σ²."""
    text = piece.text.strip()
    if not text:
        raise _Unknown
    return text if re.fullmatch(_SYMBOL, text) or (piece.is_atom and " " not in text) else f"({text})"


def _joined(parts: Sequence[_Piece]) -> _Piece:
    text = "".join(_spaced(parts))
    return _Piece(text, len(parts) == 1 and parts[0].is_atom)


def _spaced(parts: Sequence[_Piece]) -> Iterator[str]:
    """The parts with a space where two would run together: `log x`, `a = b`."""
    before = ""
    is_divided = False
    """What stands before is a fraction, and what follows it is not to be taken for a part of its denominator."""
    for piece in parts:
        text = piece.text
        if not text:
            continue
        is_argument = piece.is_fraction and _is_name(before.strip().rpartition(" ")[2])
        if is_argument:
            text = f"({text})"  # of the whole fraction, not of what stands above its bar
        elif is_divided and re.match(r"[\w√∑∏∫(\[]", text):
            yield "· " if before.endswith(" ") else " · "
            before = " "
        if text.strip():
            is_divided = piece.is_fraction and not is_argument and text[0] not in "d∂"
        if text in ("=", "<", ">", "+", "−") and before.strip() and not before.endswith(("(", "[", "{", " ", ",", "=")):
            text = f" {text} "
        elif text in ("=", "<", ">"):
            text = f"{text} " if before.endswith(" ") or not before else f" {text} "
        elif (
            text in ("+", "−")
            and before.endswith(" ")
            and before.strip()
            and before.strip()[-1] not in "=<>≤≥≈∼(+−,·×/∈→|"
        ):
            text = f"{text} "
        ends_name = before.strip().rpartition(" ")[2] in NAMES or _is_name(before)
        is_open = re.search(rf"[_^]{_WORD}$", before)
        if (
            (before and (ends_name or is_open) and re.match(r"[\w√]", text) and not before.endswith(" "))
            or (before and text.strip() in NAMES and re.match(r"[\w)\]]", before[-1:]))
            or (before and text[:1] in "∑∏∫" and re.match(r"[\w)\]]", before[-1:]))
        ):
            yield " "
        if before.endswith(" ") and text.startswith(" "):
            text = text.lstrip()
        yield text
        before = text


def _is_name(text: str) -> bool:
    return text.strip() in NAMES
