"""HTML of a card's field as text: what a reader sees, with `code` in backticks and math in dollars.

Nothing is ever rendered or fetched: pictures and sounds are named, scripts and styles are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

from flashdl.formats import latex_text

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hgroup", "hr", "legend", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tr",
     "ul")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "head", "title", "rp"))
_VERBATIM = frozenset(
    ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript")
)
"""What is in them is no HTML."""
_TAGS = re.compile("(<[^<>]*>)")
_PLAIN_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?/?>")
_OPEN_TAG = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_MOST_OPEN = 200
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_LANGUAGE = re.compile(r"\blanguage-([\w+#.-]{1,30})")
_TICKS = re.compile("`+")
_KEPT = "\ufdd0"
"""A space in code until all is tidied; no text has this sign."""
_VOID_UNSEEN = 200
"""Open elements that are remembered; deeper ones are text all the same."""
_SUPERSCRIPT = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SOUND = re.compile(r"\[sound:([^\]\n]{0,200})\]")
_MATH = (("\\(", "\\)"), ("\\[", "\\]"), ("[$]", "[/$]"), ("[$$]", "[/$$]"))
_SPACES = re.compile(r"[ \t\xa0]+")
_MARKUP = re.compile(r"[<&\[\\]")
_REFERENCE_ENDS = re.compile(r"&[^;<\s]{0,40}[;<\s]")
"""Behind the last reference of a piece: what follows the piece is no part of it."""
_LOOKS = re.compile(r"<br\s*/?>|&nbsp;|<div\b[^>]*>|</(?:div|p|b|i|u|span|ul|ol|li|em|strong|sup|sub)>", re.IGNORECASE)


@lru_cache(maxsize=1024)
def _tag(piece: str) -> tuple[str, bool]:
    """(name, whether it ends an element); no name where it takes the parser to tell."""
    found = _PLAIN_TAG.fullmatch(piece)
    if found is None or piece.count('"') % 2 or piece.count("'") % 2 or found[2].lower() in _VERBATIM:
        return "", False
    name = found[2].lower()
    if piece.endswith("/>") and name not in ("br", "hr"):
        return "", False
    return name, bool(found[1])


def readable(html: str) -> str:
    """The text of a field. Never raises; what is no HTML stays as it is."""
    if not _MARKUP.search(html):
        return html if html.isalnum() else _tidy(html)
    text = _plainly(html)
    if text is None:
        reader = _Reader()
        if not reader.read_quickly(html):
            reader = _Reader()
            reader.feed(_with_open_tags_as_text(html))
            reader.close()
        text = "".join(reader.parts)
    return finished(text)


def plain(html: str) -> str | None:
    """What a piece of HTML adds to a text, whatever stands around it; None where that hangs on the rest.

    `finished` makes of pieces in a row what `readable` makes of their HTML, where there is a tag in it.
    """
    if "&" in html and not _REFERENCE_ENDS.match(html, html.rindex("&")):
        return None
    return _plainly(html)


def finished(text: str) -> str:
    """The text of a field whose tags are gone."""
    if "\\" in text or "[" in text:
        text = _between(text, "[latex]", "[/latex]", latex_text.shown)
        for opening, closing in _MATH:
            text = _between(text, opening, closing, lambda inner: f"${inner.strip()}$")
        text = _SOUND.sub(lambda found: f"[sound: {found.group(1)}]", text)
    return _tidy(text).replace(_KEPT, " ")


def _between(text: str, opening: str, closing: str, shown: Callable[[str], str]) -> str:
    """The text with what stands between two marks shown otherwise. A pattern looks for the end behind each begin."""
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening) + 1)) >= 0:
        kept += [text[at:start], shown(text[start + len(opening) : end])]
        at = end + len(closing)
    return "".join((*kept, text[at:]))


def _with_open_tags_as_text(html: str) -> str:
    """The HTML, but where hundreds of tags are begun and not ended: the parser's time grows with their square."""
    return html if len(_OPEN_TAG.findall(html)) <= _MOST_OPEN else _OPEN_TAG.sub("&lt;", html)


def _plainly(html: str) -> str | None:
    """The text where each tag always means the same, as in nearly all fields; None where it takes more to tell."""
    # A line end in HTML is a space; the breaks are elements. It may be written as a reference, too.
    has_references = "&" in html
    if not has_references and ("\n" in html or "\r" in html):
        html = html.replace("\r", " ").replace("\n", " ")
    # Where each tag is closed before the next is opened, every second piece is one; those that touch stay together.
    marks = html.encode("utf-8", "surrogatepass").translate(None, _NO_MARKS)
    if _TOUCH in html or marks != b"<>" * (len(marks) // 2):
        return None
    pieces = html.replace("><", _TOUCH).replace("<", ">").split(">")
    shown = [sign for sign in map(_SIGNS.__getitem__, pieces[1::2]) if sign is not None]
    if len(shown) < len(pieces) // 2:
        return None
    if has_references:
        pieces[::2] = [unescape(text).replace("\r", " ").replace("\n", " ") for text in pieces[::2]]
    pieces[1::2] = shown
    return "".join(pieces)


class _Signs(dict[str, str | None]):
    """What tags that touch are in text, by `_sign`; None where that of one is None. Of millions, few differ."""

    def __missing__(self, tags: str) -> str | None:
        if len(self) >= _MOST_SIGNS:
            self.clear()
        signs = [_sign(f"<{tag}>") for tag in tags.split(_TOUCH)]
        return self.setdefault(tags, None if None in signs else "".join(filter(None, signs)))


_TOUCH = "\0"
_NO_MARKS = bytes(code for code in range(256) if code not in b"<>")
_MOST_SIGNS = 1_024
_SIGNS = _Signs()


def _sign(tag: str) -> str | None:
    """What a tag is in text, wherever it stands; None where that hangs on other tags, or on its attributes."""
    name, is_end = _tag(tag)
    if not name or name in _UNSEEN or name in _CODE or name in ("pre", "img", "rt", "anki-mathjax", "sup", "sub"):
        return None
    if name in _BLOCKS:
        return "" if is_end and name == "br" else "\n"
    if is_end:
        return ""
    return {"li": "\n- ", "td": " ", "th": " "}.get(name, "")


def looks_like_html(text: str) -> bool:
    """Whether a text holds marks that stand in exported fields and hardly in anything a person types."""
    return _LOOKS.search(text) is not None


def _tidy(text: str) -> str:
    """No space at the ends of lines, no run of blank lines."""
    if "  " in text or "\t" in text or "\xa0" in text:
        text = _SPACES.sub(" ", text)
    if "\n" not in text:
        return text.strip()
    text = "\n".join(map(str.strip, text.split("\n")))
    while "\n\n\n" in text:  # at most as often as the longest run can be cut to two thirds; a pattern takes longer
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


class _Reader(HTMLParser):
    """Collects what is to be seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._code = self._code_begins = self._pre = 0
        self._language = ""
        self._raised: list[tuple[str, int]] = []

    def read_quickly(self, html: str) -> bool:
        """Read what is written as nearly all fields are, several times as fast; False where it takes the parser."""
        for number, piece in enumerate(_TAGS.split(html)):
            if not piece:
                continue
            if number % 2 == 0:
                if "<" in piece:
                    return False
                self.handle_data(unescape(piece) if "&" in piece else piece)
                continue
            name, is_end = _tag(piece)
            if not name:
                return False
            if is_end:
                self.handle_endtag(name)
            elif name == "img" or (name in _CODE and "language-" in piece):
                return False
            else:
                self.handle_starttag(name, [])
        return True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _UNSEEN:
            self._unseen += 1
        elif self._unseen:
            return
        elif tag == "img":
            source = values.get("src") or ""
            named = values.get("alt") or ("" if source.startswith("data:") else source)
            self.parts.append(f"[picture: {named[:200] or 'without a name'}]")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _BLOCKS:
            self._pre += tag == "pre"
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _CODE:
            if not self._code:
                self._code_begins = len(self.parts)
                found = _LANGUAGE.search(values.get("class") or "")
                self._language = found[1] if found else ""
            self._code += 1
        elif tag == "rt":
            self.parts.append("(")
        elif tag == "anki-mathjax":
            self.parts.append("$")
        elif tag in ("sup", "sub") and len(self._raised) < _VOID_UNSEEN:
            self._raised.append((tag, len(self.parts)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "br", "hr"):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._unseen:
            return
        elif tag in _BLOCKS and tag != "br":
            self._pre = max(0, self._pre - (tag == "pre"))
            self.parts.append("\n")
        elif tag in _CODE and self._code:
            self._code -= 1
            if not self._code:
                self._end_code()
        elif tag == "rt":
            self.parts.append(")")
        elif tag == "anki-mathjax":
            self.parts.append("$")
        elif tag in ("sup", "sub") and self._raised:
            self._raise(*self._raised.pop())

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line end in HTML is a space; the breaks are elements.
            data = data.replace("\r\n", "\n").replace("\r", " ")
            self.parts.append(data.replace(" ", _KEPT) if self._pre else data.replace("\n", " "))

    def _end_code(self) -> None:
        """Code of several lines in a fence, with its indents."""
        code = "".join(self.parts[self._code_begins :])
        if "\n" not in code.strip():
            shown = f"`{code.replace(_KEPT, ' ')}`"
        else:
            lines = "\n".join(line.rstrip(f" {_KEPT}").replace(" ", _KEPT) for line in code.strip("\n").split("\n"))
            fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(code)), default=0))
            shown = f"\n{fence}{self._language}\n{lines}\n{fence}\n"
        self.parts[self._code_begins :] = [shown]

    def _raise(self, tag: str, start: int) -> None:
        """Small signs where Unicode has them all, else `^(…)` or `_(…)`."""
        text = "".join(self.parts[start:])
        small = text.translate(_SUPERSCRIPT if tag == "sup" else _SUBSCRIPT)
        if text and not any(char == other for char, other in zip(text, small, strict=True)):
            shown = small
        elif text.isalnum() and len(text) == 1:
            shown = f"{'^' if tag == 'sup' else '_'}{text}"
        else:
            shown = f"{'^' if tag == 'sup' else '_'}({text})" if text.strip() else text
        self.parts[start:] = [shown]
