"""config.toml, the folders and the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flashdl.config import Config, KeyChoice, load
from flashdl.errors import FileError, UsageError
from flashdl.model import Limits


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def write(environ: dict[str, str], text: str | bytes) -> Path:
    path = Path(environ["XDG_CONFIG_HOME"]) / "flashdl" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_a_file_everything_has_its_default(environ: dict[str, str], tmp_path: Path) -> None:
    assert load(environ) == Config(
        database=tmp_path / "data" / "flashdl" / "flashdl.db",
        config_file=tmp_path / "config" / "flashdl" / "config.toml",
        data_folder=tmp_path / "data" / "flashdl",
        cache_folder=tmp_path / "cache" / "flashdl",
        limits=Limits(new=20, reviews=200),
        rollover=4,
        repeat_hard=True,
        ease_on_fail="move",
        theme="",
        skip=(),
    )
    assert list(tmp_path.iterdir()) == []


def test_every_key_is_read(environ: dict[str, str], tmp_path: Path) -> None:
    write(
        environ,
        """\ufeffdatabase = "cards/mine.db"
        rollover = 3
        repeat_hard = false
        ease_on_fail = "keep"
        theme = "nord"
        skip = ["drafts/*", "*.tmp.md"]
        [limits]
        new = 5
        reviews = 0
        """,
    )

    config = load(environ)

    assert config.database == tmp_path / "config" / "flashdl" / "cards" / "mine.db"
    assert config.limits == Limits(new=5, reviews=0)
    assert (config.rollover, config.repeat_hard, config.ease_on_fail) == (3, False, "keep")
    assert (config.theme, config.skip) == ("nord", ("drafts/*", "*.tmp.md"))


def test_the_argument_goes_before_the_environment_and_that_before_the_file(environ: dict[str, str]) -> None:
    write(environ, 'database = "/file.db"')

    assert load(environ).database == Path("/file.db")
    environ["FLASHDL_DB"] = "/environment.db"
    assert load(environ).database == Path("/environment.db")
    assert load(environ, "/argument.db").database == Path("/argument.db")


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("mine.db", Path.cwd() / "mine.db"),
        ("~/mine.db", Path.home() / "mine.db"),
        ("sqlite:////srv/mine.db", Path("/srv/mine.db")),
        ("sqlite:///mine.db", Path.cwd() / "mine.db"),
    ],
)
def test_a_database_is_named_by_a_path_or_a_sqlite_url(environ: dict[str, str], asked: str, path: Path) -> None:
    assert load(environ, asked).database == path


@pytest.mark.parametrize("asked", ["postgresql://host/cards", "sqlite://", "sqlite:///", "sqlite://host/cards.db"])
def test_another_url_is_refused_in_a_sentence(environ: dict[str, str], asked: str) -> None:
    with pytest.raises(UsageError, match="sqlite:///"):
        load(environ, asked)


def test_folders_that_the_environment_does_not_name_are_below_home() -> None:
    config = load({"HOME": "/nowhere/me", "XDG_DATA_HOME": "relative paths are to be ignored"})

    assert config.data_folder == Path("/nowhere/me/.local/share/flashdl")
    assert config.config_file == Path("/nowhere/me/.config/flashdl/config.toml")


def test_an_empty_environment_still_has_folders() -> None:
    assert load({}).data_folder.is_absolute()


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("rollover = 4\nlimits.new = -1", 2, "new must be a whole number from 0 to 9999"),
        ("[limits]\nreviews = true", 2, "reviews must be a whole number from 0 to 9999"),
        ("\nrollover = 24", 2, "rollover must be a whole number from 0 to 23"),
        ("rollover = 4.0", 1, "rollover must be a whole number"),
        ("repeat_hard = 1", 1, "repeat_hard must be true or false"),
        ('ease_on_fail = "drop"', 1, 'ease_on_fail must be "move" or "keep"'),
        ("ease_on_fail = ['move']", 1, 'ease_on_fail must be "move" or "keep"'),
        ("theme = 3", 1, "theme must be a text"),
        ("database = 3", 1, "database must be a text"),
        ('database = "\\u0000"', 1, "database must be a text"),
        ('skip = "drafts"', 1, "skip must be a list of texts"),
        ("skip = [1]", 1, "skip must be a list of texts"),
        ("limits = 3", 1, "limits must be a table"),
        ("leech = -1", 1, "leech must be a whole number from 0"),
        ("decks = 3", 1, "decks must hold tables"),
        ("[decks]\nSpanish = 3", 2, "Spanish must be a table"),
        ("[decks.Spanish]\nnew = -1", 2, "new must be a whole number from 0 to 9999"),
        (
            "[decks.Spanish]\nretention = 0.85",
            2,
            'retention stands in the database: flashdl scheduler fsrs "Spanish" --retention 0.85 chooses it',
        ),
        ("[decks.Spanish]\nreview = 1", 2, "review is not known; a deck has new and reviews"),
        ("# rolover\n\nrolover = 4", 3, "rolover is not known; did you mean rollover?"),
        ("[limits]\nnews = 4", 2, "news is not known; did you mean new?"),
        ("xyzzy = 4", 1, "xyzzy is not known."),
        ("a = 1\nrollover = = 4", 2, "This is not TOML"),
        ('a = 1\nb = """never\nended', 3, "This is not TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(environ: dict[str, str], text: str, line: int, told: str) -> None:
    path = write(environ, text)

    with pytest.raises(FileError) as caught:
        load(environ)

    assert str(caught.value).startswith(f"{path}:{line}: {told}")
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["x = " + "[" * 5_000 + "]" * 5_000, "x = " + "1" * 5_000])
def test_a_value_without_end_is_told_in_a_sentence(environ: dict[str, str], text: str) -> None:
    write(environ, text)

    with pytest.raises(FileError, match="holds a value that is too large or too deep"):
        load(environ)


def test_a_deck_may_have_limits_of_its_own(environ: dict[str, str]) -> None:
    write(environ, '[decks.Spanish]\nnew = 5\n[decks."A::B"]\nreviews = 0\n')

    assert load(environ).limits == Limits(decks=(("Spanish", 5, None), ("A::B", None, 0)))


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(environ: dict[str, str]) -> None:
    path = write(environ, b"theme = '\xff'")
    with pytest.raises(FileError, match="it is not UTF-8"):
        load(environ)
    path.unlink()
    path.mkdir()

    with pytest.raises(FileError, match="The configuration cannot be read: Is a directory"):
        load(environ)


def test_a_pipe_a_device_and_a_flood_are_no_configuration(environ: dict[str, str]) -> None:
    path = write(environ, b" " * 2_000_000)
    for what in ("flood", "pipe", "device"):
        if what == "pipe":
            os.mkfifo(path)
        if what == "device":
            path.symlink_to("/dev/zero")
        with pytest.raises(FileError, match="no ordinary file, or far too large"):
            load(environ)
        path.unlink()


def test_keys_are_read_with_their_lines(environ: dict[str, str]) -> None:
    write(environ, '[keys]\nsuspend = "Z"\nundo = ["u", "ctrl+z"]\n')

    assert load(environ).keys == (KeyChoice("suspend", ("Z",), 2), KeyChoice("undo", ("u", "ctrl+z"), 3))


@pytest.mark.parametrize("value", ["3", "[]", '""', '["a", 3]'])
def test_a_key_is_a_text(environ: dict[str, str], value: str) -> None:
    write(environ, f"[keys]\nsuspend = {value}\n")

    with pytest.raises(FileError, match=r"suspend must be a key in quotes") as caught:
        load(environ)
    assert caught.value.line == 2
