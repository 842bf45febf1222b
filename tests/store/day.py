"""What a person does in a day, lived in many folders by one process, so that a day costs no start of Python.

As a program: for each line of standard input, which names a folder, it forks a child and says its number; at the next
line the child, which strace may have been attached to by then, lives the day; what it ended with is said, too.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import pkgutil
import sys
from datetime import datetime
from pathlib import Path

import time_machine

import flashdl
from flashdl import cli
from flashdl.errors import StoreError
from flashdl.store import Store
from tests.build import an_answer

ANYONE_MAY_WATCH = (0x59616D61, ctypes.c_ulong(-1))
"""PR_SET_PTRACER: elsewhere than here, Linux lets only a parent attach to a process."""


def serve() -> None:
    for module in pkgutil.walk_packages(flashdl.__path__, "flashdl."):
        if not module.name.startswith("flashdl.tui"):
            importlib.import_module(module.name)
    while home := _line():
        child = os.fork()
        if not child:
            live(Path(home))
            return
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def live(home: Path) -> None:
    """Answer, import, back up, look after it, answer. What is said is kept beside the folder, as `said` and `told`."""
    for descriptor, name in ((1, "said"), (2, "told")):
        with home.with_name(name).open("wb") as file:
            os.dup2(file.fileno(), descriptor)
    os.environ["HOME"] = str(home)
    database = home / "flashdl.db"
    ctypes.CDLL(None).prctl(*ANYONE_MAY_WATCH, 0, 0, 0)
    _line()
    # At one moment, so that the names of all backups are known before.
    with time_machine.travel(datetime(2026, 11, 23, 9, 30), tick=False):
        _answer(database)
        for words in (["import", str(home / "deck.yaml")], ["backup"], ["doctor"]):
            _say("done", words[0], cli.run([*words, "--db", str(database)]))
        _answer(database)


def _answer(database: Path) -> None:
    try:
        with Store.open(database) as store:
            for card in [card.id for card in store.cards()][:3]:
                _say("answer", store.record(an_answer(card)).id)
    except StoreError as error:
        sys.stderr.write(f"flashdl: {error}\n")


def _say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def _line() -> str:
    """Not buffered: the next line is for the child."""
    return os.read(0, 4096).decode().removesuffix("\n")


if __name__ == "__main__":
    serve()
