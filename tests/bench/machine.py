"""What was measured on, and how durable the store is while it is."""

from __future__ import annotations

import os
import platform
import sqlite3
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import flashdl
from flashdl.store import Store

PACKAGES = ("sqlalchemy", "textual", "markdown-it-py", "anki", "genanki")
_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


def described(scratch: Path) -> dict[str, Any]:
    """
    Args:
        scratch: where the databases are.
    """
    load = os.getloadavg()
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "file_system": _file_system(scratch),
        "load": [round(each, 2) for each in load],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "flashdl": flashdl.__version__,
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def durability(scratch: Path) -> dict[str, str]:
    """The settings of an open store, as SQLite says them."""
    with Store.open(scratch / "durability.db") as store, store._connections.writing() as connection:
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    return {"journal_mode": str(journal).upper(), "synchronous": _SYNCHRONOUS[synchronous]}


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _file_system(folder: Path) -> str:
    """The kind of the one that a folder is in: on some, nothing is ever synced."""
    kinds: dict[str, str] = {}
    with suppress(OSError):
        for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
            _, place, kind, *_ = line.split()
            kinds[place] = kind
    own = folder.resolve()
    return next((kinds[str(each)] for each in (own, *own.parents) if str(each) in kinds), "unknown")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
