"""Files taken in whole or not at all, and written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flashdl import folders
from flashdl.errors import FileError


def content(path: Path, *, limit: int) -> bytes:
    """The bytes of an ordinary file.

    Args:
        limit: bytes; a larger file is refused before it is read.

    Raises:
        FileError: the file is not there, not readable, not an ordinary file, or too large.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device has no end
            raise FileError("this is not a file; name a file.", str(path))
        if status.st_size > limit:
            raise FileError(f"the file is larger than {limit >> 20} MiB; split it into smaller ones.", str(path))
        with path.open("rb") as file:
            found = file.read(limit + 1)
    except OSError as error:
        raise FileError(f"the file cannot be read ({reason(error)}).", str(path)) from error
    except ValueError as error:  # a NUL in the name
        raise FileError("no file can have this name; name another.", str(path)) from error
    if len(found) > limit:
        raise FileError(f"the file grew beyond {limit >> 20} MiB while it was read; try again.", str(path))
    return found


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` when the block ends well, and vanishes when it does not.

    It is on disk when the block has ended. A symbolic link stays one: the file that it names is replaced. An
    existing file's permissions are kept.

    Raises:
        FileError: nothing was changed at `path`.
    """
    temporary: Path | None = None
    try:
        target = _target(path)
        file, temporary = _beside(target)
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        temporary = None
        folders.sync(target.parent)
    except OSError as error:
        raise FileError(f"the file cannot be written ({reason(error)}).", str(path)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder where it is missing, and those above it.

    Raises:
        FileError: it cannot be made.
    """
    try:
        folders.make(path)
    except OSError as error:
        raise FileError(f"the folder cannot be made ({reason(error)}).", str(path)) from error


def reason(error: OSError) -> str:
    """What the system says, without its numbers and names."""
    return (error.strerror or "the system gives no reason").lower()


def _target(path: Path) -> Path:
    """The file that a name leads to, through symbolic links."""
    try:
        return Path(os.path.realpath(path))
    except ValueError as error:  # a NUL in the name
        raise FileError("no file can have this name; name another.", str(path)) from error


def _beside(target: Path) -> tuple[BinaryIO, Path]:
    """An empty file in the target's folder: a rename within one folder is atomic.

    The name does not hold the target's, which may be as long as a name can be.
    """
    number = 0
    while True:
        temporary = target.parent / f".flashdl-{os.getpid()}-{number}.tmp"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            number += 1
            continue
        if target.exists():
            os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
        return os.fdopen(descriptor, "wb"), temporary
