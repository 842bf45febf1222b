"""What is kept of notes changes how long a reading takes, and nothing else."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashdl import sources
from flashdl.model import Moment
from flashdl.sources import Cache
from flashdl.store import Store
from tests.sources.vaults import a_note, a_source, a_vault, write

AT = Moment(1_767_225_600_000, 0)
NAMES = ("Alpha", "Beta", "Gamma", "Machine Learning (ML)", "Index")
FILES = ("Alpha.md", "Beta.md", "deep/Alpha.md", "deep/Machine Learning.md", "Index.md")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return a_vault(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def kept(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "cache").iterdir()
    return file


def read_by(vault: Path, cache: Cache) -> set[str]:
    """The notes that a gathering read."""
    read: set[str] = set()
    sources.gather(a_source(vault), cache=cache, each=read.add)
    return read


names = st.sampled_from(NAMES)
texts = st.one_of(
    st.builds(a_note, names, names, names, names),
    st.builds("---\nflashdl-id: same\n---\n{}".format, st.builds(a_note, names, names, names)),
    st.builds(lambda linked: "\n".join(f"- [[{name}]]" for name in linked), st.lists(names, min_size=3, max_size=6)),
    st.sampled_from(
        [
            "",
            "---\na: [b\n---\n[[Alpha]] is the first of all the letters.",
            '---\ntags: "\\uD800"\n---\nML is short for [[Machine Learning (ML)]] in all of the notes here.',
            "| Planet | Symbol |\n|---|---|\n| Mars | Kreis |\n| Venus | Spiegel |\n| Merkur | Stab |\n",
            "Die Hauptstadt ist der Sitz der Regierung und liegt nicht immer in der Mitte des Landes.\n" * 40,
            "It is \u2028 not so that *[[Beta]]* comes before [[Alpha]] in the Greek alphabet.\x00",
        ]
    ),
)
edits = st.lists(st.tuples(st.sampled_from(FILES), st.one_of(st.none(), texts)), min_size=1, max_size=4)


@settings(max_examples=60)
@given(st.lists(edits, min_size=1, max_size=5))
def test_after_any_edits_it_gives_what_reading_all_anew_gives(rounds: list[list[tuple[str, str | None]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        vault, cache = Path(folder) / "vault", Cache(Path(folder) / "cache")
        for name in FILES:
            write(vault, name, a_note(Path(name).stem))
        for edited in [[], *rounds]:
            for name, text in edited:
                if text is None:
                    (vault / name).unlink(missing_ok=True)
                else:
                    write(vault, name, text)

            assert sources.gather(a_source(vault), cache=cache) == sources.gather(a_source(vault))


def test_nothing_is_read_of_what_did_not_change(vault: Path, cache: Cache) -> None:
    assert len(read_by(vault, cache)) == 12
    assert read_by(vault, cache) == set()


def test_only_the_changed_note_is_read(vault: Path, cache: Cache) -> None:
    """Its prose changes, not its links alone, which the notes that link to it may learn."""
    read_by(vault, cache)
    text = (vault / "part 1/Note 4.md").read_text(encoding="utf-8")
    write(vault, "part 1/Note 4.md", text.replace("many examples", "few examples"))

    assert read_by(vault, cache) == {"part 1/Note 4.md"}


def test_a_note_that_may_learn_something_else_of_a_changed_one_is_read_too(vault: Path, cache: Cache) -> None:
    read_by(vault, cache)
    write(vault, "part 1/Note 4.md", a_note("Note 4", "Note 5", "Note 6"))

    assert read_by(vault, cache) == {"part 1/Note 4.md", "part 0/Note 3.md"}


def test_a_note_in_the_language_of_most_others_is_read_when_that_is_another(vault: Path, cache: Cache) -> None:
    write(
        vault, "Table.md", "| Planet | Symbol |\n|---|---|\n| Mars | Kreis |\n| Venus | Spiegel |\n| Merkur | Stab |\n"
    )
    read_by(vault, cache)
    german = {f"German {number}.md" for number in range(20)}
    for name in german:
        write(vault, name, "Die Hauptstadt ist der Sitz der Regierung und liegt nicht immer in der Mitte.\n" * 100)

    assert read_by(vault, cache) == {*german, "Table.md"}


def test_a_note_that_was_only_touched_is_not_parsed(vault: Path, cache: Cache) -> None:
    read_by(vault, cache)
    write(vault, "part 1/Note 4.md", (vault / "part 1/Note 4.md").read_text())
    calls: list[str] = []

    sources.gather(a_source(vault), cache=cache, each=calls.append)

    assert calls == ["part 1/Note 4.md"]  # once: its bytes; not a second time: it is not asked
    assert read_by(vault, cache) == set()


def test_a_note_is_asked_again_when_what_it_links_to_has_another_name(vault: Path, cache: Cache) -> None:
    read_by(vault, cache)
    write(vault, "part 1/Note 4.md", a_note("Note 4", "Note 5", "Note 4", alias="Fourth"))

    linkers = {path.name for path in vault.rglob("*.md") if "[[Note 4]]" in path.read_text()}
    assert {Path(name).name for name in read_by(vault, cache)} == linkers


def test_a_note_that_comes_or_goes_has_those_asked_that_link_to_it(vault: Path, cache: Cache) -> None:
    write(vault, "Far.md", a_note("Far", "Nowhere", "Note 1"))
    read_by(vault, cache)
    write(vault, "Nowhere.md", a_note("Nowhere", "Note 1", "Note 2"))

    assert read_by(vault, cache) == {"Far.md", "Nowhere.md"}
    (vault / "Nowhere.md").unlink()
    assert read_by(vault, cache) == {"Far.md"}


def garbage(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def another_word(file: Path) -> None:
    held = file.read_bytes()
    assert b"Image generation" in held
    file.write_bytes(held.replace(b"Image generation", b"Image production"))


def other_rules(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE rules SET name = 'older'")
    connection.close()


def no_table(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE note")
    connection.close()


def other_shape(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE note SET about = '1', given = 2")
    connection.close()


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("harm", [garbage, empty, half, another_word, other_rules, no_table, other_shape, folder])
def test_a_damaged_or_older_cache_is_thrown_away_without_a_word(
    vault: Path, cache: Cache, tmp_path: Path, harm: Callable[[Path], None], capfd: pytest.CaptureFixture[str]
) -> None:
    fresh = sources.gather(a_source(vault), cache=cache)
    harm(kept(tmp_path))

    again = sources.gather(a_source(vault), cache=cache)

    assert again == fresh
    assert capfd.readouterr() == ("", "")
    if harm is not folder:
        assert read_by(vault, cache) == set()


def test_a_cache_that_cannot_be_written_is_done_without(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    gathered = sources.gather(a_source(vault), cache=Cache(tmp_path / "file" / "cache"))

    assert gathered == sources.gather(a_source(vault))


def test_a_cache_that_another_program_writes_to_stays(vault: Path, cache: Cache, tmp_path: Path) -> None:
    fresh = sources.gather(a_source(vault), cache=cache)
    connection = sqlite3.connect(kept(tmp_path), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")

    assert sources.gather(a_source(vault), cache=cache) == fresh
    connection.execute("ROLLBACK")
    connection.close()
    assert read_by(vault, cache) == set()


def test_two_decks_of_one_folder_have_a_cache_each(vault: Path, cache: Cache) -> None:
    one = a_source(vault)
    other = replace(one, deck="Other")
    sources.gather(one, cache=cache)

    assert {found.deck.split("::")[0] for found in sources.gather(other, cache=cache).candidates} == {"Other"}
    assert {found.deck.split("::")[0] for found in sources.gather(one, cache=cache).candidates} == {"Deck"}


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("last", [1, 2, 13, 24])
@pytest.mark.parametrize("is_warm", [False, True])
def test_a_reading_that_is_stopped_leaves_everything_as_it_was(tmp_path: Path, last: int, *, is_warm: bool) -> None:
    vault, cache, calls = a_vault(tmp_path), Cache(tmp_path / "cache"), 0
    with Store.open(tmp_path / "cards.db") as store:
        if is_warm:
            sources.add(store, str(vault), None, AT, cache=cache)
            for path in sorted(vault.rglob("*.md")):
                write(vault, str(path.relative_to(vault)), path.read_text() + "\nOne more line, in [[Note 3]] too.\n")

        def each(_: str) -> None:
            nonlocal calls
            calls += 1
            if calls == last:
                raise StoppedError

        def state() -> object:
            files = sorted((tmp_path / "cache").glob("*"))
            return [file.read_bytes() for file in files], list(store.cards()), store.sources()

        before = state()
        with pytest.raises(StoppedError):
            if is_warm:
                sources.scan_all(store, AT, each, cache=cache)
            else:
                sources.add(store, str(vault), None, AT, each=each, cache=cache)

        assert state() == before
        sources.add(store, str(vault), None, AT, cache=cache)
        assert len(list(store.cards())) == len(sources.gather(a_source(vault)).candidates)


def test_the_cache_may_go_at_any_time(tmp_path: Path) -> None:
    vault, cache = a_vault(tmp_path), Cache(tmp_path / "cache")
    with Store.open(tmp_path / "cards.db") as store:
        sources.add(store, str(vault), None, AT, cache=cache)
        before = list(store.cards())
        shutil.rmtree(tmp_path / "cache")
        write(vault, "part 1/Note 4.md", (vault / "part 1/Note 4.md").read_text() + "\nA word more.\n")

        (report,) = sources.scan_all(store, AT, cache=cache)

        assert report.plan.is_empty
        assert list(store.cards()) == before
