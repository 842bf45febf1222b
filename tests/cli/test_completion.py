"""What a shell completes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import Shell, shell

__all__ = ["shell"]


def completed(shell: Shell, *words: str) -> list[str]:
    """What a shell is offered for the last of these words."""
    shell.environ.update(
        COMP_WORDS=" ".join(("flashdl", *words)), COMP_CWORD=str(len(words)), _FLASHDL_COMPLETE="bash_complete"
    )
    try:
        return [line.partition(",")[2] for line in shell().stdout.splitlines() if line]
    finally:
        del shell.environ["_FLASHDL_COMPLETE"]


def test_commands_options_and_decks_are_completed(shell: Shell) -> None:
    shell("import", "deck.yaml")

    assert completed(shell, "rev") == ["review"]
    assert "--minutes" in completed(shell, "review", "--m")
    assert completed(shell, "review", "Sh") == ["Shell"]
    assert completed(shell, "review", "No") == []


def test_completing_a_deck_makes_no_database(shell: Shell) -> None:
    assert completed(shell, "stats", "Sh") == []
    assert not (shell.home / ".local").exists()


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_what_is_printed_is_a_program_of_that_shell(shell: Shell, tmp_path: Path, name: str) -> None:
    program = shell("completion", name).stdout
    assert "_FLASHDL_COMPLETE" in program
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} here to read it")
    script = tmp_path / "completion"
    script.write_text(program)
    subprocess.run([name, "-n", str(script)], check=True, timeout=30)


def test_bash_completes_with_it(shell: Shell, tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    program = tmp_path / "flashdl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m flashdl "$@"\n')
    program.chmod(0o755)
    lines = (
        f'eval "$({program} completion bash)"; COMP_WORDS=({program} sched); COMP_CWORD=1;'
        f" _flashdl_completion {program}; echo ${{COMPREPLY[@]}}"
    )
    done = subprocess.run(
        ["bash", "-c", lines], capture_output=True, text=True, env=shell.environ, check=True, timeout=60
    )

    assert done.stdout.split() == ["schedule", "scheduler"]


def test_a_shell_that_is_not_known_is_wrong_usage(shell: Shell) -> None:
    shell.environ["SHELL"] = "/bin/tcsh"

    assert "bash, zsh, fish" in shell("completion", code=2).stderr
