"""config.toml, the platform's folders and the environment, read once into one frozen Config."""

from __future__ import annotations

import difflib
import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NoReturn, cast

from flashdl.defaults import LARGEST_CONFIG, ROLLOVER
from flashdl.errors import FileError, UsageError
from flashdl.model import Limits

NAME = "flashdl"
DATABASE = "flashdl.db"
MOST_A_DAY = 9999

EaseOnFail = Literal["move", "keep"]


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """Other keys for a command of the app, as config.toml has them; whether there is such a command the app knows."""

    command: str
    keys: tuple[str, ...]
    line: int | None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a person can choose. Each has a default; config.toml may be absent."""

    database: Path
    config_file: Path
    """Where config.toml is, or would be."""
    data_folder: Path
    """The person's own YAML decks live in its folder `decks`."""
    is_named: bool = False
    """`--db` or FLASHDL_DB names the database: one that is not there may be a slip."""
    limits: Limits = field(default_factory=Limits)
    """A study day's."""
    rollover: int = ROLLOVER
    """Hour at which a study day begins, 0-23."""
    repeat_hard: bool = True
    """HARD comes back in the session until GOOD."""
    ease_on_fail: EaseOnFail = "move"
    leech: int = 8
    """Lapses after which a card is set aside; 0: never."""
    cache_folder: Path | None = None
    """Where what notes gave is kept, so that they need not be read again; None: nowhere."""
    minutes: int = 0
    """After which a sitting asks whether to go on; 0: never."""
    theme: str = ""
    """A Textual theme; empty: flashdl's own choice."""
    skip: tuple[str, ...] = ()
    """Globs of notes to leave unread."""
    keys: tuple[KeyChoice, ...] = ()
    """The person's own keys in the app."""


def load(environ: Mapping[str, str], database: str | None = None) -> Config:
    """The configuration of this start.

    Args:
        environ: the environment; FLASHDL_DB and the folders' variables are read from it.
        database: what `--db` said, a path or `sqlite:///` URL; it goes before FLASHDL_DB, and that before config.toml.

    Raises:
        FileError: config.toml cannot be read or holds a value that makes no sense.
        UsageError: `--db` is empty, or a URL of a kind that flashdl does not know.
    """
    if database == "":
        # As a script gives it whose variable is unset: it means some file, and not the person's own.
        raise UsageError("--db names no file; give the path of a database.")
    config_file = file(environ)
    data_folder = _folder(environ, "XDG_DATA_HOME", ".local/share")
    table = _Table(config_file)
    written = table.text("database")
    return table.finished(
        Config(
            database=_itself(
                _database(database or environ.get("FLASHDL_DB"), written, config_file.parent) or data_folder / DATABASE
            ),
            config_file=config_file,
            data_folder=data_folder,
            is_named=bool(database or environ.get("FLASHDL_DB")),
            cache_folder=_folder(environ, "XDG_CACHE_HOME", ".cache"),
            limits=Limits(
                new=table.number("new", 0, MOST_A_DAY, Limits().new, section="limits"),
                reviews=table.number("reviews", 0, MOST_A_DAY, Limits().reviews, section="limits"),
                decks=table.deck_limits(),
            ),
            leech=table.number("leech", 0, MOST_A_DAY, 8),
            rollover=table.number("rollover", 0, 23, ROLLOVER),
            minutes=table.number("minutes", 0, MOST_A_DAY, 0),
            repeat_hard=table.switch("repeat_hard", default=True),
            ease_on_fail=cast("EaseOnFail", table.choice("ease_on_fail", ("move", "keep"))),
            theme=table.text("theme"),
            skip=table.texts("skip"),
            keys=table.key_choices(),
        )
    )


def file(environ: Mapping[str, str]) -> Path:
    """Where config.toml is, or would be."""
    return _folder(environ, "XDG_CONFIG_HOME", ".config") / "config.toml"


def _folder(environ: Mapping[str, str], variable: str, below_home: str) -> Path:
    """flashdl's folder of one kind.

    The XDG rule is spelled out, for it is two lines and importing platformdirs costs `flashdl due` a third of its time.
    """
    if Path(environ.get(variable, "")).is_absolute():
        return Path(environ[variable]) / NAME
    if sys.platform.startswith(("linux", "freebsd")) and Path(environ.get("HOME", "")).is_absolute():
        return Path(environ["HOME"]) / below_home / NAME
    import platformdirs

    folders = {
        "XDG_CONFIG_HOME": platformdirs.user_config_path,
        "XDG_DATA_HOME": platformdirs.user_data_path,
        "XDG_CACHE_HOME": platformdirs.user_cache_path,
    }
    return folders[variable](NAME, appauthor=False)


def _database(asked: str | None, written: str, config_folder: Path) -> Path | None:
    """The database's path; what config.toml says starts from its own folder, the rest from where one is."""
    if asked:
        return _path(asked).absolute()
    return config_folder.absolute() / _path(written) if written else None


def _itself(database: Path) -> Path:
    """What a link leads to: there SQLite keeps the log, and what is set aside or put in its place is there too."""
    try:
        return database.resolve() if database.is_symlink() else database
    except (OSError, RuntimeError):
        return database  # a loop, as opening it will say


def _path(text: str) -> Path:
    scheme, separator, rest = text.partition("://")
    if separator and len(scheme) > 1:
        if scheme != "sqlite":
            raise UsageError(f"{text}: flashdl keeps its cards in SQLite; give a path or a sqlite:/// URL.")
        # As SQLAlchemy has it: three slashes for a path from here, four for one from the root.
        text = rest.removeprefix("/")
        if not text or not rest.startswith("/"):
            raise UsageError(f"sqlite://{rest}: the URL names no file; write sqlite:/// and the path.")
    return Path(text).expanduser()


class _Table:
    """config.toml, read key by key; each fault is a sentence with the line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = ""
        self._values: dict[str, object] = {}
        self._known: dict[str, set[str]] = {"": {"limits", "decks", "keys"}}
        try:
            status = path.stat()
            if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)) or status.st_size > LARGEST_CONFIG:
                # A pipe would be waited for, a device has no end.
                raise FileError("The configuration is no ordinary file, or far too large.", str(path))
            self._text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it is not UTF-8"
            raise FileError(f"The configuration cannot be read: {reason}.", str(path)) from error
        import tomllib

        try:
            self._values = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            reason = re.sub(r" \(at .*\)$", "", str(error))
            raise FileError(
                f"This is not TOML: {reason}.", str(path), int(line[1]) if line else self._last_line()
            ) from error
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits, lists within lists without end.
            raise FileError("The configuration holds a value that is too large or too deep.", str(path)) from error

    def text(self, key: str) -> str:
        value = self._value(key, "")
        if not isinstance(value, str) or "\0" in value:
            self._fault(key, "must be a text in quotes")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self._fault(key, 'must be a list of texts, such as ["drafts/*", "*.tmp.md"]')
        return tuple(value)

    def number(self, key: str, low: int, high: int, default: int, *, section: str = "") -> int:
        value = self._value(key, default, section)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self._fault(key, f"must be a whole number from {low} to {high}")
        return value

    def deck_limits(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """What tables such as [decks.Spanish] say of single decks."""
        decks = self._values.get("decks", {})
        if not isinstance(decks, dict):
            self._fault("decks", 'must hold tables, written [decks."Deep Learning"]')
        found = []
        for deck, table in decks.items():
            if not isinstance(table, dict):
                self._fault(deck, f'must be a table, written [decks."{deck}"]')
            for key, value in table.items():
                if key in ("retention", "scheduler"):
                    self._fault(
                        key, f'stands in the database: flashdl scheduler fsrs "{deck}" --retention 0.85 chooses it'
                    )
                if key not in ("new", "reviews"):
                    self._fault(key, "is not known; a deck has new and reviews")
                if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_A_DAY:
                    self._fault(key, f"must be a whole number from 0 to {MOST_A_DAY}")
            found.append((deck, table.get("new"), table.get("reviews")))
        return tuple(found)

    def key_choices(self) -> tuple[KeyChoice, ...]:
        """The table [keys]: a command's name and a key, or a list of keys."""
        table = self._values.get("keys", {})
        if not isinstance(table, dict):
            self._fault("keys", "must be a table, written [keys]")
        found = []
        for command, value in table.items():
            keys = [value] if isinstance(value, str) else value
            if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key for key in keys):
                self._fault(command, 'must be a key in quotes, or a list of keys: "U", ["u", "ctrl+z"]')
            found.append(KeyChoice(command, tuple(keys), self._line(command)))
        return tuple(found)

    def switch(self, key: str, *, default: bool) -> bool:
        value = self._value(key, default)
        if not isinstance(value, bool):
            self._fault(key, "must be true or false")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of the choices; the first is the default."""
        value = self._value(key, choices[0])
        if value not in choices:
            self._fault(key, "must be " + " or ".join(f'"{choice}"' for choice in choices))
        return value

    def finished(self, config: Config) -> Config:
        """The config, once every key in the file is known to be one that was read."""
        for section, known in self._known.items():
            table = self._values.get(section, {}) if section else self._values
            for key in table if isinstance(table, dict) else ():
                if key not in known:
                    if below := next((name for name, keys in self._known.items() if name and key in keys), ""):
                        self._fault(key, f"stands below a line [{below}]")
                    near = difflib.get_close_matches(key, known, 1)
                    self._fault(key, f"is not known; did you mean {near[0]}?" if near else "is not known")
        return config

    def _value(self, key: str, default: object, section: str = "") -> object:
        self._known.setdefault(section, set()).add(key)
        table = self._values.get(section, {}) if section else self._values
        if not isinstance(table, dict):
            self._fault(section, "must be a table, written [limits]")
        return table.get(key, default)

    def _fault(self, key: str, message: str) -> NoReturn:
        raise FileError(f"{key} {message}{'' if message.endswith('?') else '.'}", str(self._path), self._line(key))

    def _line(self, key: str) -> int | None:
        lines = enumerate(self._text.splitlines(), start=1)
        written = re.compile(rf"""\s*\[?\s*(?:\w+\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.\]]""")
        return next((number for number, text in lines if written.match(text)), None)

    def _last_line(self) -> int:
        return max(1, len(self._text.splitlines()))
