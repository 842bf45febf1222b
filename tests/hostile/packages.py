"""Hostile packages: archives that lie, and Anki collections that make no sense."""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.hostile import Case, Make, text

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ESC = "\x1b]52;c;ZXZpbA==\x07\x1b[2J"
SQL = "x'); DROP TABLE event; --"
SCHEMA = """
CREATE TABLE col (id INTEGER PRIMARY KEY, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left,
    odue, odid, flags, data);
CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid, usn, ease, ivl, lastIvl, factor, time, type);
CREATE TABLE graves (usn, oid, type);
"""
FIELDS = ("id", "guid", "mid", "mod", "usn", "tags", "flds", "sfld", "csum", "flags", "data")
CARD = ("id", "nid", "did", "ord", "mod", "usn", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "odue", "odid", "flags", "data")  # fmt: skip
HUGE = 2**63 - 1


def model(front: str = "{{F}}", back: str = "{{B}}", **parts: Any) -> dict[str, Any]:
    made = {"id": 1, "name": "Basic", "type": 0, "flds": [{"name": "F", "ord": 0}, {"name": "B", "ord": 1}]}
    return {"1": {**made, "tmpls": [{"name": "1", "ord": 0, "qfmt": front, "afmt": back}], **parts}}


def collection(
    folder: Path,
    *,
    notes: Sequence[dict[str, Any]] = ({},),
    cards: Sequence[dict[str, Any]] = ({},),
    log: Sequence[Sequence[Any]] = (),
    models: object = None,
    decks: object = None,
    conf: object = None,
    crt: object = 1_600_000_000,
    script: str = "",
) -> bytes:
    """A collection of the first schema as bytes."""
    path = folder / "made.anki2"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.executescript(SCHEMA)
        written = [model() if models is None else models, {"1": {"id": 1, "name": "Deck"}} if decks is None else decks]
        texts = [one if isinstance(one, str) else json.dumps(one) for one in (conf or {}, *written)]
        made.execute("INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, '{}', '{}')", (crt, *texts))
        note = dict(zip(FIELDS, (1, "g1", 1, 1, 0, "", "q\x1fa", "q", 0, 0, ""), strict=True))
        card = dict(zip(CARD, (1, 1, 1, 0, 1, 0, 2, 2, 1, 5, 2500, 3, 0, 0, 0, 0, 0, ""), strict=True))
        for number, odd in enumerate(notes):
            row = {**note, "id": number + 1, "guid": f"g{number + 1}", **odd}
            made.execute(f"INSERT INTO notes VALUES ({','.join('?' * 11)})", list(row.values()))
        for number, odd in enumerate(cards):
            row = {**card, "id": number + 1, **odd}
            made.execute(f"INSERT INTO cards VALUES ({','.join('?' * 18)})", list(row.values()))
        made.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
        made.executescript(script)
        made.commit()
    content = path.read_bytes()
    path.unlink()
    return content


def package(**entries: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "a.apkg", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name.replace("__", "."), content)
        return folder / "a.apkg"

    return make


def of(**parts: Any) -> Make:
    """A package of a collection."""
    return lambda folder, scale: package(collection__anki2=collection(folder, **parts), media=b"{}")(folder)


def scaled(parts: Callable[[int], dict[str, Any]]) -> Make:
    return lambda folder, scale: of(**parts(scale))(folder, scale)


def with_entries(entries: dict[str, bytes], *, collection_too: bool = True) -> Make:
    def make(folder: Path, scale: int) -> Path:
        with zipfile.ZipFile(folder / "a.apkg", "w", zipfile.ZIP_DEFLATED) as archive:
            if collection_too:
                archive.writestr("collection.anki2", collection(folder))
            for name, content in entries.items():
                archive.writestr(name, content)
        return folder / "a.apkg"

    return make


def media(names: object, **files: bytes) -> Make:
    listed = names if isinstance(names, bytes) else json.dumps(names).encode()
    return with_entries({"media": listed, **{name.strip("_"): content for name, content in files.items()}})


def changed(change: Callable[[bytearray], None]) -> Make:
    """A sound package with bytes changed."""

    def make(folder: Path, scale: int) -> Path:
        path = of()(folder, scale)
        content = bytearray(path.read_bytes())
        change(content)
        path.write_bytes(content)
        return path

    return make


def put(place: Callable[[bytearray], int], value: bytes) -> Callable[[bytearray], None]:
    def change(content: bytearray) -> None:
        start = place(content)
        content[start : start + len(value)] = value

    return change


def directory(offset: int) -> Callable[[bytearray], int]:
    """A place in the first entry of the archive's list."""
    return lambda content: content.index(b"PK\x01\x02") + offset


def a_bomb(folder: Path, scale: int) -> Path:
    with (
        zipfile.ZipFile(folder / "a.apkg", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("collection.anki2", "w") as file,
    ):
        for _ in range(100):
            file.write(bytes(1 << 20))
    return folder / "a.apkg"


def overlapping(folder: Path, scale: int) -> Path:
    """Two entries of the list that mean one file."""
    path = with_entries({"media": b"{}", "0": b"x" * 2_000})(folder, scale)
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content[at : at + 4] == b"PK\x01\x02"]
    content[places[1] + 42 : places[1] + 46] = content[places[0] + 42 : places[0] + 46]
    path.write_bytes(content)
    return path


def twin_names(folder: Path, scale: int) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(folder / "a.apkg", "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("collection.anki2", collection(folder))
        archive.writestr("collection.anki2", b"other")
    return folder / "a.apkg"


def many_entries(folder: Path, scale: int) -> Path:
    with zipfile.ZipFile(folder / "a.apkg", "w") as archive:
        archive.writestr("collection.anki2", collection(folder))
        archive.writestr("media", b"{}")
        for number in range(1_000 * scale):
            archive.writestr(f"odd/{number}", b"")
    return folder / "a.apkg"


def a_link(folder: Path, scale: int) -> Path:
    with zipfile.ZipFile(folder / "a.apkg", "w") as archive:
        entry = zipfile.ZipInfo("collection.anki2")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, b"/etc/passwd")
    return folder / "a.apkg"


def a_tail(folder: Path, scale: int) -> Path:
    path = of()(folder, scale)
    path.write_bytes(path.read_bytes() + b"x" * 100_000)
    return path


def meta(version: int) -> bytes:
    return bytes((8, version))


def compressed(content: bytes) -> bytes:
    return bytes(zstd.compress(content))


def compressed_zeros(megabytes: int) -> bytes:
    """As many zeros, a megabyte at a time."""
    squeezed = zstd.ZstdCompressor()
    return b"".join([*(squeezed.compress(bytes(1 << 20)) for _ in range(megabytes)), squeezed.flush()])


def modern(inside: Callable[[Path], bytes], **more: bytes) -> Make:
    def make(folder: Path, scale: int) -> Path:
        entries = {"meta": meta(3), "collection.anki21b": inside(folder), "media": compressed(b""), **more}
        return with_entries(entries)(folder, scale)

    return make


def with_pages_of(content: bytes, start: int) -> Make:
    def make(folder: Path, scale: int) -> Path:
        bad = bytearray(collection(folder))
        bad[start : start + len(content)] = content
        return package(collection__anki2=bytes(bad))(folder)

    return make


# fmt: off
ARCHIVES = [
    Case("zip-empty-file", text("a.apkg", b""), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-none", text("a.apkg", b"PK\x03\x04 no archive at all" * 50), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-empty", with_entries({}, collection_too=False), 1, "this is no package of Anki's: there is no collection in it."),
    Case("zip-cut", changed(lambda content: content.__delitem__(slice(len(content) // 2, None))), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-tail", a_tail, 1, "this is no sound package of Anki's; export it again."),
    Case("zip-no-collection", with_entries({"media": b"{}"}, collection_too=False), 1, "this is no package of Anki's: there is no collection in it."),
    Case("zip-overlap", overlapping, 1, "the files in this package overlap; flashdl does not open it."),
    Case("zip-twin-names", twin_names, 1, "this package holds too many files, or two of one name; flashdl"),
    Case("zip-bomb", a_bomb, 1, "the collection in this package is damaged (file is not a"),
    Case("zip-many-entries", many_entries, 0, "1 new; 0 answers that were not here"),
    Case("zip-link", a_link, 1, "the collection in this package is damaged (file is not a"),
    Case("zip-locked", changed(put(directory(8), b"\x01\x00")), 1, "this package is locked with a password; export it without."),
    Case("zip-method", changed(put(directory(10), b"\x63\x00")), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-crc", changed(put(directory(16), b"\0\0\0\0")), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-sizes-lie", changed(put(directory(24), struct.pack("<I", 100))), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-sizes-huge", changed(put(directory(20), struct.pack("<II", 0xFFFFFFFE, 0xFFFFFFFE))), 1, "the files in this package overlap; flashdl does not open it."),
    Case("zip-offset", changed(put(directory(42), struct.pack("<I", 0x7FFFFFFF))), 1, "this is no sound package of Anki's; export it again."),
    Case("zip-names-out", with_entries({"../../out": b"x", "/etc/out": b"x", "a\\..\\out": b"x", "C:out": b"x", "media": b"{}"}), 0, "1 new; 0 answers that were not here"),
    Case("zip-folder-as-collection", with_entries({"collection.anki2/": b"", "media": b"{}"}, collection_too=False), 1, "this is no package of Anki's: there is no collection in it."),
    Case("zip-meta-99", with_entries({"meta": meta(99), "media": b"{}"}), 1, "this package was written by an Anki newer than flashdl knows."),
    Case("zip-meta-odd", with_entries({"meta": b"\xff" * 500, "media": b"{}"}), 0, "1 new; 0 answers that were not here"),
    Case("zip-meta-long", with_entries({"meta": b"\x08\x03" * 5_000, "media": b"{}"}), 0, "1 new; 0 answers that were not here"),
    Case("zip-meta-says-3", with_entries({"meta": meta(3), "media": b"{}"}), 1, "this is no package of Anki's: there is no collection in it."),
    Case("zstd-none", modern(lambda folder: b"no frame at all"), 1, "this is no sound package of Anki's; export it again."),
    Case("zstd-cut", modern(lambda folder: compressed(collection(folder))[:-40]), 1, "this is no sound package of Anki's; export it again."),
    Case("zstd-bomb", modern(lambda folder: compressed_zeros(300)), 1, "something in this package unpacks to an unlikely size; it is"),
    Case("zstd-old-collection", modern(lambda folder: compressed(collection(folder))), 0, "1 new; 0 answers that were not here"),
    Case("media-missing", with_entries({}), 0, "1 new; 0 answers that were not here"),
    Case("media-no-json", media(b"{"), 1, "the list of media in this package is damaged."),
    Case("media-list", media([1, 2]), 1, "the list of media in this package is damaged."),
    Case("media-deep", media(b"[" * 100_000), 1, "the list of media in this package is damaged."),
    Case("media-names-out", media({"0": "../../out.png", "1": "/etc/out", "2": "a/b", "3": "..", "4": "", "5": "a\0b"}, _0=b"x", _1=b"x", _2=b"x", _3=b"x", _4=b"x", _5=b"x"), 0, "1 new; 0 answers that were not here"),
    Case("media-names-odd", media({"0": f"{ESC}.png", "1": "x" * 300, "2": "CON", "3": "a\u202egnp.exe", "4": SQL}, _0=b"x", _1=b"x", _2=b"x", _3=b"x", _4=b"x"), 0, "1 new; 0 answers that were not here, 3 media files."),
    Case("media-names-types", media({"0": 5, "1": None, "2": ["a"]}, _0=b"x"), 0, "1 new; 0 answers that were not here"),
    Case("media-not-there", media({"0": "a.png", "1": "b.png"}), 0, "1 new; 0 answers that were not here"),
    Case("media-svg", media({"0": "a.svg"}, _0=b"<svg onload='x'><!DOCTYPE a></svg>"), 0, "1 new; 0 answers that were not here, 1 media file."),
]

LONG_NAME = "::".join("x" for _ in range(1_000))

COLLECTIONS = [
    Case("anki-plain", of(), 0, "1 new; 0 answers that were not here"),
    Case("anki-text", with_pages_of(b"no database" * 100, 0), 1, "the collection in this package is damaged (file is not a"),
    Case("anki-pages-broken", with_pages_of(b"\xa5" * 20_000, 4096), 1, "the collection in this package is damaged (database disk image"),
    Case("anki-header-broken", with_pages_of(b"\xff\xff", 16), 1, "the collection in this package is damaged (file is not a"),
    Case("anki-table-missing", of(script="DROP TABLE revlog;"), 1, "this is no package of Anki's: there is no collection in it."),
    Case("anki-view-for-table", of(script="DROP TABLE revlog; CREATE VIEW revlog AS SELECT 1 AS id;"), 1, "this is no package of Anki's: there is no collection in it."),
    Case("anki-trigger", of(script="CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END;"), 0, "1 new; 0 answers that were not here"),
    Case("anki-col-empty", of(script="DELETE FROM col;"), 1, "the collection in this package is damaged (the collection has"),
    Case("anki-columns-fewer", of(script="DROP TABLE cards; CREATE TABLE cards (id, nid);"), 1, "the collection in this package is damaged (no such column: ord)."),
    Case("anki-models-no-json", of(models="{"), 1, "the collection in this package is damaged (Expecting property"),
    Case("anki-models-deep", of(models="[" * 100_000), 1, "the collection in this package is damaged (the collection's"),
    Case("anki-models-list", of(models=[1]), 1, "its note type is not in the package; it was left"),
    Case("anki-models-odd", of(models={"1": {"flds": 5, "tmpls": [None, {"ord": "x"}], "type": []}, "x": 1}), 1, "card 1: its front is empty; it was left"),
    Case("anki-decks-odd", of(decks={"1": 5, "x": {"name": "y"}}), 0, "1 new; 0 answers that were not here"),
    Case("anki-deck-name", of(decks={"1": {"name": f"{ESC}::{SQL}::\u202e"}}), 0, "1 new; 0 answers that were not here"),
    Case("anki-deck-levels", of(decks={"1": {"name": LONG_NAME}}), 0, "1 new; 0 answers that were not here"),
    Case("anki-conf-odd", of(conf={"creationOffset": "x", "rollover": []}), 0, "1 new; 0 answers that were not here"),
    Case("anki-crt-huge", of(crt=HUGE), 0, "1 new; 0 answers that were not here"),
    Case("anki-crt-negative", of(crt=-HUGE), 0, "1 new; 0 answers that were not here"),
    Case("anki-crt-text", of(crt="yesterday"), 0, "1 new; 0 answers that were not here"),
    Case("anki-no-notes", of(notes=(), cards=()), 0, "no card; 0 answers that were not here"),
    Case("anki-note-fields-few", of(notes=[{"flds": "only"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-fields-many", of(notes=[{"flds": "x\x1f" * 5_000}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-types", of(notes=[{"flds": None}, {"flds": 5}, {"flds": b"\xff\xfe"}, {"guid": None}, {"mid": "x"}], cards=[{"nid": n} for n in range(1, 6)]), 1, "note 1: its row makes no sense; it was left"),
    Case("anki-note-model-unknown", of(notes=[{"mid": 99}]), 1, "its note type is not in the package; it was left"),
    Case("anki-note-empty", of(notes=[{"flds": "\x1f"}]), 1, "card 1: its front is empty; it was left"),
    Case("anki-note-escapes", of(notes=[{"flds": f"q{ESC}\x1fa{ESC}", "tags": f"{ESC} {SQL}"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-sql", of(notes=[{"flds": f"{SQL}\x1f{SQL}", "guid": SQL}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-huge", scaled(lambda n: {"notes": [{"flds": "x" * 300_000 * n + "\x1fa"}]}), 1, "card 1: a field is longer than 100,000 characters; it was"),
    Case("anki-note-looks-open", scaled(lambda n: {"notes": [{"flds": "q" + ' style="' * 50_000 * n + "data:a/" * 50_000 * n + "\x1fa"}]}), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-picture-huge", scaled(lambda n: {"notes": [{"flds": "<img src='data:image/png;base64," + "A" * 2_000_000 * n + "'>\x1fa"}]}), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-html-nested", scaled(lambda n: {"notes": [{"flds": "q" + "<div>" * 20_000 * n + "\x1fa"}]}), 1, "card 1: a field is longer than 100,000 characters; it was"),
    Case("anki-note-tags-many", scaled(lambda n: {"notes": [{"tags": " ".join(f"t{i}" for i in range(5_000 * n))}]}), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-script", of(notes=[{"flds": "<script>x</script>q\x1f<img src=x onerror=y>a[sound:../../etc/passwd]"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-note-tex", of(notes=[{"flds": "[latex]\\input{/etc/passwd}[/latex]q\x1f[$]\\write18{x}[/$]a"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-guids-twin", of(notes=[{"guid": "g"}, {"guid": "g"}], cards=[{"nid": 1}, {"nid": 2}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-guid-odd", of(notes=[{"guid": f"\0{ESC}\n"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-cards-of-nobody", of(cards=[{}, {"nid": 99}, {"nid": None}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-cards-many-of-one", scaled(lambda n: {"cards": [{"ord": i} for i in range(1_500)]}), 1, "card 2: the note type has no such card; it was left"),
    Case("anki-card-ord-odd", of(cards=[{"ord": -1}, {"ord": HUGE}, {"ord": "x"}]), 1, "the row of its card 1 makes no sense; it was left"),
    Case("anki-card-numbers-huge", of(cards=[{"due": HUGE, "ivl": HUGE, "factor": HUGE, "reps": HUGE, "lapses": HUGE, "mod": HUGE}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-card-numbers-negative", of(cards=[{"due": -HUGE, "ivl": -HUGE, "factor": -1, "reps": -1, "lapses": -1, "mod": -HUGE}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-card-texts-for-numbers", of(cards=[{"due": "x", "ivl": b"\xff", "factor": None, "type": "y", "queue": 3.5}]), 1, "the row of its card 1 makes no sense; it was left"),
    Case("anki-card-data-odd", of(cards=[{"data": '{"s": 1e999, "d": "x", "dr": []}'}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-card-data-deep", of(cards=[{"data": "[" * 100_000}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-card-type-odd", of(cards=[{"type": 99, "queue": -99, "flags": HUGE}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-log-huge", of(log=[(HUGE, 1, 0, 3, HUGE, HUGE, HUGE, HUGE, 1)]), 0, "1 new; 0 answers that were not here"),
    Case("anki-log-negative", of(log=[(-HUGE, 1, 0, -3, -HUGE, -HUGE, -HUGE, -HUGE, -1)]), 0, "1 new; 0 answers that were not here"),
    Case("anki-log-odd", of(log=[(5, 1, 0, "x", None, b"y", 2.5, "z", None), (6, 1, 0, 9, 0, 0, 0, 0, 9)]), 0, "1 new; 0 answers that were not here"),
    Case("anki-log-far", of(log=[(253_402_300_800_000, 1, 0, 3, 1, 1, 2500, 10, 1)]), 0, "1 new; 0 answers that were not here"),
    Case("anki-log-many", scaled(lambda n: {"log": [(1_600_000_000_000 + i, 1, 0, 3, 1, 1, 2500, 10, 1) for i in range(2_000 * n)]}), 0, "1 new; 2000 answers that were not here, 0 media files."),
    Case("anki-template-conditionals-nested", of(models=model("{{#F}}" * 50_000 + "{{F}}" + "{{/F}}" * 50_000)), 0, "1 new; 0 answers that were not here"),
    Case("anki-template-conditionals-open", of(models=model("{{F}}" + "{{#F}}{{^B}}" * 20_000)), 0, "1 new; 0 answers that were not here"),
    Case("anki-template-field-often", of(models=model("{{F}}" * 20_000), notes=[{"flds": "q" * 5_000 + "\x1fa"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-template-itself", of(models=model("{{FrontSide}}{{F}}", "{{FrontSide}}{{FrontSide}}{{B}}")), 0, "1 new; 0 answers that were not here"),
    Case("anki-template-readings", of(models=model("{{kanji:F}}{{furigana:F}}" * 10_000), notes=[{"flds": "a" * 5_000 + "[b]\x1fa"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-template-typing", of(models=model("{{F}}" + "{{#F}}{{type:B}}" * 20_000, "{{FrontSide}}")), 0, "1 new; 0 answers that were not here"),
    Case("anki-template-filters", of(models=model("{{cloze:text:hint:type:furigana:F}}" + "{{a:" * 5_000 + "F}}")), 0, "1 new; 0 answers that were not here"),
    Case("anki-gaps-nested", of(models=model("{{cloze:F}}", "{{cloze:F}}", type=1), notes=[{"flds": "{{c1::" * 5_000 + "x" + "}}" * 5_000 + "\x1f"}]), 1, "card 1: its text has no gap 1; it was left"),
    Case("anki-gap-numbers", of(models=model("{{cloze:F}}", "{{cloze:F}}", type=1), notes=[{"flds": "{{c99999999999999999999::x}} {{c0::y}} {{c1::z}}\x1f"}]), 0, "1 new; 0 answers that were not here"),
    Case("anki-occlusion-odd", of(models=model("{{cloze:F}}", "{{cloze:F}}", type=1, originalStockKind=6), notes=[{"flds": "{{c1::image-occlusion:rect:left=x:top=9e99}}\x1f<img src='../a'>"}]), 0, "1 new; 0 answers that were not here"),
]
# fmt: on
CASES = (*ARCHIVES, *COLLECTIONS)
