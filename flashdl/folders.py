"""What makes the names in a folder last: a file that is synced can still lose its name when the power goes."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def sync(folder: Path) -> None:
    """Bring to the disk which files a folder holds, where the system can.

    Raises:
        OSError: the disk failed.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno in (errno.EIO, errno.ENOSPC):
            raise


def make(folder: Path) -> None:
    """Make a folder and those above it that are missing, for the person's eyes alone, so that they last.

    Raises:
        OSError: it cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        sync(one.parent)
