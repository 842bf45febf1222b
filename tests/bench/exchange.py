"""Packages out and in, beside Anki's own and genanki's; full faces, half of the cards reviewed, a process each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import collection
from tests.bench.doors import Took, once, run
from tests.bench.table import MissingError, Named, Row, Setting, peer


def rows(setting: Setting) -> Iterator[Named]:
    scratch = setting.scratch
    database, package = collection.made(setting), collection.package(setting)
    other, their_other = scratch / "other.db", scratch / "collection.anki2"

    def export() -> Took:
        return once(setting, "export", database, scratch / "cards.apkg")

    def bring() -> Took:
        return once(setting, "import", other, package)

    def bring_again() -> Took:
        if not other.exists():
            run("import", other, package)
        return run("import", other, package)

    def anki_export() -> Took:
        return once(setting, "anki-export", _there(collection.in_anki(setting)), scratch / "theirs.apkg")

    def anki_import() -> Took:
        return once(setting, "anki-import", their_other, package)

    def anki_import_again() -> Took:
        shutil.copyfile(_there(collection.in_anki(setting)), their_other)
        return run("anki-import", their_other, package)

    def genanki() -> Took:
        return run("genanki", database, scratch / "genanki.apkg")

    yield "export", lambda: _seconds(export(), "Anki", anki_export, 1 / 3)
    yield "export, memory", lambda: _memory(export(), anki_export, 1.0)
    yield "import", lambda: _seconds(bring(), "Anki", anki_import, 1.0)
    yield "import, memory", lambda: _memory(bring(), anki_import, 0.2)
    yield "import again", lambda: _seconds(bring_again(), "Anki", anki_import_again, 1.0)
    other.unlink(missing_ok=True)
    their_other.unlink(missing_ok=True)
    new = scratch / "new.apkg"
    yield "export without schedules", lambda: _seconds(run("export-new", database, new), "genanki", genanki, 1.0)


def _seconds(ours: Took, name: str, theirs: Callable[[], Took], aim: float) -> Row:
    beside = [f"{ours.processor:.1f} s of processor"]

    def seconds() -> float:
        found = theirs()
        beside.append(f"{name}'s {found.processor:.1f} s, {found.mib} MiB")
        return found.seconds

    other = peer(name, seconds)
    return Row(ours.seconds, ", ".join(beside), other, aim, mib=ours.mib)


def _memory(ours: Took, theirs: Callable[[], Took], aim: float) -> Row:
    return Row(float(ours.mib), "", peer("Anki", lambda: float(theirs().mib)), aim, unit="MiB")


def _there(path: Path | None) -> Path:
    if path is None:
        raise MissingError
    return path
