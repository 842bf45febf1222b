"""Files of programs that flashdl does not read: each is refused with what to do instead, and none is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashdl.errors import FileError
from tests.formats.deck_file import asked, read


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.mem", b"\x80\x04]\x94.", "Mnemosyne 1"),
        ("deck.cards", b"PK\x03\x04", "decks of Mnemosyne; export its cards there as text with tabs"),
        ("cards.xml", b"<?xml version='1.0'?>\n<openSM2sync number_of_entries='2'>", "decks of Mnemosyne"),
        ("old.xml", b"<mnemosyne core_version='1'><item><Q>a</Q></item>", "decks of Mnemosyne"),
        ("deck.mochi", b"PK\x03\x04", "decks of Mochi; export its cards"),
        ("sm.xml", b"<SuperMemoCollection><Count>1</Count>", "Q&A text"),
        ("words.kvtml", b"<?xml?><kvtml>", "Parley"),
        ("collection.anki2", b"SQLite format 3\0", "export a package there"),
        ("sheet.ods", b"PK\x03\x04", "save the sheet as CSV"),
        ("notes.docx", b"PK\x03\x04", "as a table (CSV) or as Markdown"),
        ("notes.pdf", b"%PDF-1.4", "as a table (CSV) or as Markdown"),
        ("noending", b"PK\x03\x04", "name it .apkg"),
        ("cards.db", b"SQLite format 3\0", "a database"),
        ("page.txt", b"<!DOCTYPE html><html>", "as a table (CSV) or as Markdown"),
    ],
)
def test_a_file_of_another_program_is_refused_with_what_to_do_instead(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(FileError) as refusal:
        read(tmp_path, content, name)

    assert words in str(refusal.value) and str(refusal.value).endswith(".")


def test_what_supermemo_exports_as_text_is_read(tmp_path: Path) -> None:
    deck = read(tmp_path, "Q: What is the capital of Estonia?\r\nA: Tallinn\r\n\r\nQ: Two\r\nA: Dos\r\n", "sm.txt")

    assert asked(deck) == [("What is the capital of Estonia?", "Tallinn"), ("Two", "Dos")]
