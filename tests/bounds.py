"""The oldest and the newest dependencies that pyproject.toml allows: `python -m tests.bounds`. Needs a network.

Each is installed into an environment of its own, and the tests named below are run with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ("pytest>=9,<10", "pytest-asyncio>=1.2,<2", "hypothesis>=6.130", "time-machine>=3,<4")
TESTS = (
    "tests/store/test_store.py",
    "tests/store/test_file.py",
    "tests/store/test_schemas.py",
    "tests/hostile",
    "tests/generator/test_corpus.py",
    "tests/formats/test_yaml_deck.py",
    "tests/cli/test_backups.py",
    "tests/tui/test_home.py",
)
"""What touches each dependency; others by `python -m tests.bounds PATHS`."""


def bounds() -> list[tuple[str, str, str]]:
    """(requirement, the same at its lower bound, marker) of each dependency."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        written = tomllib.load(file)["project"]["dependencies"]
    found = []
    for line in written:
        requirement, _, marker = (part.strip() for part in line.partition(";"))
        least = re.fullmatch(r"([\w.-]+)>=([\d.]+),<[\d.]+", requirement)
        if least is None:
            raise SystemExit(f"{line}: a dependency has a lower and an upper bound.")
        version = least[2] if least[2].count(".") > 1 else f"{least[2]}{'.0' if '.' in least[2] else '.0.0'}"
        found.append((requirement, f"{least[1]}=={version}", f"; {marker}" if marker else ""))
    return found


def tried(name: str, requirements: list[str], tests: list[str]) -> bool:
    """Whether the tests pass with these."""
    with tempfile.TemporaryDirectory(prefix=f"flashdl-{name}-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        installed = subprocess.run([python, "-m", "pip", "install", "-q", *requirements, *TOOLS], check=False)
        if installed.returncode:
            return False
        subprocess.run([python, "-m", "pip", "freeze"], check=False)
        command = [str(python), "-m", "pytest", "-q", "-x", "-W", "default", *tests]
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    tests = sys.argv[1:] or list(TESTS)
    known = bounds()
    results = {
        "oldest": tried("oldest", [least + marker for _, least, marker in known], tests),
        "newest": tried("newest", [requirement + marker for requirement, _, marker in known], tests),
    }
    for name, passed in results.items():
        sys.stdout.write(f"{name}: {'passed' if passed else 'FAILED'}\n")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
