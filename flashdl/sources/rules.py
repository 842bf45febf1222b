"""The name of the rules that notes are read by. Where it changes, what was read before is read again."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import flashdl

PARSERS = ("markdown_it", "mdit_py_plugins", "yaml", "frontmatter")
"""Their first files name their versions; asking the installation for these takes longer than a scan."""
ROOMS = ("generator", "identity.py", "model.py", "sources")


@cache
def rules() -> str:
    """The version of flashdl with a digest of all that a note's cards depend on, the code itself and its words."""
    home = Path(flashdl.__file__).parent
    files = [file for room in ROOMS for file in sorted((home / room).rglob("*"))] + [home / room for room in ROOMS]
    origins = (found.origin for name in PARSERS if (found := find_spec(name)))
    files += [Path(origin) for origin in origins if origin]
    hashed = hashlib.blake2b(f"{sys.version} {unicodedata.unidata_version}".encode(), digest_size=12)
    for file in files:
        if file.suffix in (".py", ".toml") and file.is_file():
            hashed.update(file.read_bytes())
    return f"{flashdl.__version__} {hashed.hexdigest()}"
