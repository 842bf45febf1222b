"""Notes are read, never written: bytes, times and listing are the same after every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from flashdl.cli import flashdl
from tests.sources.vaults import a_vault

COMMANDS = {
    "add": [["add", "{vault}"]],
    "scan": [["scan"], ["scan", "--why"], ["scan", "--dry-run", "--json"]],
    "sources": [["sources"], ["sources", "remove", "{vault}", "--cards", "delete"]],
    "generate": [["generate", "{vault}"], ["generate", "{vault}/part 0/Note 0.md", "--json", "--why"]],
    "why": [["why", "{vault}/part 0/Note 0.md"]],
    "review": [["review", "--plain"]],
    "new": [["new", "Own", "--front", "a", "--back", "b"]],
    "import": [["import", "{home}/deck.yaml"]],
    "export": [["export", "{home}/out.apkg"]],
    "doctor": [["doctor", "--repair"]],
    "config": [["config", "--paths"]],
    "due": [["due"]],
    "completion": [["completion", "bash"]],
    "schedule": [["schedule", "good"]],
    "backup": [["backup"]],
    "restore": [["restore"]],
    "stats": [["stats"], ["stats", "--json"]],
    "search": [["search", "is:new or a"]],
    "catch-up": [["catch-up"], ["catch-up", "--away", "30", "--json"]],
    "vacation": [["vacation", "+3", "+9"], ["vacation", "--json"], ["vacation", "--end"]],
    "simulate": [["simulate", "--days", "30"]],
    "scheduler": [["scheduler"], ["scheduler", "fsrs", "--yes"]],
    "inbox": [["inbox", "--json"], ["inbox", "accept", "--all"]],
    "card": [
        ["card", "suspend", "{vault}/part 0/Note 0.md:6"],
        ["card", "reset", "is:suspended"],
        ["card", "history", "is:suspended"],
    ],
}


def state(folder: Path) -> dict[str, object]:
    """All that writing to a folder could change."""
    found: dict[str, object] = {}
    for path in (folder, *folder.rglob("*")):
        stat = path.stat()
        content = path.read_bytes() if path.is_file() else sorted(one.name for one in path.iterdir())
        found[str(path)] = (content, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_mode, stat.st_ino)
    return found


@pytest.mark.parametrize("command", flashdl.list_commands(click.Context(flashdl)))
def test_no_command_writes_to_the_notes(command: str, tmp_path: Path) -> None:
    """Each is run inside the folder, which it already follows. The test fails for a command that it does not know."""
    vault = a_vault(tmp_path)
    (tmp_path / "deck.yaml").write_text("name: Shell\ncards:\n  - front: List files\n    back: ls\n")
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}

    def run(*arguments: str) -> None:
        filled = [argument.format(vault=vault, home=tmp_path) for argument in arguments]
        done = subprocess.run(
            [sys.executable, "-m", "flashdl", *filled],
            cwd=vault,
            env=environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            input="\n3\n\n3\nq\n",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stderr)

    before = state(vault)
    run("add", str(vault))
    for arguments in COMMANDS[command]:
        run(*arguments)

    assert state(vault) == before
