"""Files of other programs that flashdl does not read, and what to do with them instead. Nothing of them is opened."""

from __future__ import annotations

_TEXT = "export its cards there as text with tabs or as CSV, and import that"
_MNEMOSYNE = f"flashdl does not read decks of Mnemosyne; {_TEXT}"
_SHEET = "flashdl does not read spreadsheets; save the sheet as CSV"
_PAGE = "flashdl reads text; save the questions and answers as a table (CSV) or as Markdown, and import that"
_PACKAGE = "is imported, not followed; `flashdl import` takes what is new each time"
_COLLECTION = "this is Anki's own database; export a package there (File, Export), with scheduling, and import that"

_BY_ENDING = {
    ".apkg": f"a package of Anki's {_PACKAGE}",
    ".colpkg": f"a collection of Anki's {_PACKAGE}",
    **dict.fromkeys((".anki2", ".anki21", ".anki21b"), _COLLECTION),
    **dict.fromkeys((".xlsx", ".xls", ".ods", ".numbers"), _SHEET),
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm"), _PAGE),
    ".mem": f"this is a deck of Mnemosyne 1, which only a program may open, for it could start others; {_TEXT}",
    ".cards": _MNEMOSYNE,
    ".mochi": f"flashdl does not read decks of Mochi; {_TEXT}",
    ".kno": "flashdl does not read collections of SuperMemo; export them there as Q&A text, and import that",
    ".kvtml": f"flashdl does not read vocabularies of Parley (KVTML); {_TEXT}",
}
_BY_HEAD = (
    (b"<openSM2sync", _MNEMOSYNE),
    (b"<mnemosyne", _MNEMOSYNE),
    (b"<SuperMemoCollection", "flashdl does not read SuperMemo's XML; export its Q&A text there, and import that"),
    (b"<kvtml", _BY_ENDING[".kvtml"]),
    (b"<!DOCTYPE html", _PAGE),
    (b"<html", _PAGE),
)
_HEAD = 1_000


def advice(ending: str) -> str | None:
    """What to do with a file of this ending, as a sentence without its full stop; None where it may be a deck."""
    return _BY_ENDING.get(ending)


def advice_for(raw: bytes) -> str | None:
    """The same, by how its content begins."""
    if raw.startswith(b"PK\x03\x04"):
        return "this is no text file but a packed one; unpack it, or if it is a package of Anki's, name it .apkg"
    if raw.startswith(b"SQLite format 3\0"):
        return "this is no text file but a database; flashdl imports decks of text, and packages of Anki's"
    if raw.startswith(b"%PDF"):
        return _PAGE
    head = raw[:_HEAD]
    return next((said for start, said in _BY_HEAD if start in head), None)
