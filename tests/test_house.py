"""The house: imports point down, the quick commands stay quick, and the documents name what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import flashdl

ROOT = Path(__file__).parents[1]
PURE = (
    "scheduling",
    "generator",
    "session.py",
    "mixing.py",
    "identity.py",
    "model.py",
    "reconcile.py",
    "pairing.py",
    "wording.py",
    "query.py",
    "stats.py",
    "charts.py",
    "formula.py",
    "signs.py",
    "why.py",
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_imports_point_down() -> None:
    done = run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")

    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted_and_linted() -> None:
    ruff = str(Path(sys.executable).parent / "ruff")
    formatted, linted = run(ruff, "format", "--check", "."), run(ruff, "check", ".")

    assert formatted.returncode == 0, formatted.stdout
    assert linted.returncode == 0, linted.stdout


def test_the_types_hold() -> None:
    """Slow: half a minute without mypy's cache."""
    done = run(sys.executable, "-m", "mypy")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("arguments", "kept_out"),
    [
        (["due", "--prompt"], ("textual", "rich", "sqlalchemy", "yaml", "click", "platformdirs", "frontmatter")),
        (["due", "--json"], ("textual", "rich", "sqlalchemy", "yaml", "click", "platformdirs", "frontmatter")),
        (["--help"], ("textual", "rich", "sqlalchemy", "yaml", "frontmatter", "markdown_it")),
        (["--version"], ("textual", "rich", "sqlalchemy", "yaml", "frontmatter", "markdown_it")),
        (["schedule", "good"], ("textual", "rich", "sqlalchemy", "yaml", "frontmatter", "markdown_it")),
        (["scan"], ("textual", "rich", "sqlalchemy.orm")),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], kept_out: tuple[str, ...], tmp_path: Path) -> None:
    program = (
        "import sys\n"
        f"sys.argv = ['flashdl', *{arguments!r}]\n"
        "from flashdl.__main__ import main\n"
        "code = main()\n"
        "assert code == 0, code\n"
        f"found = [name for name in {kept_out!r} if name in sys.modules]\n"
        "assert not found, found\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_reads_no_clock_draws_no_number_and_opens_no_file(room: str) -> None:
    place = ROOT / "flashdl" / room
    banned = re.compile(
        r"^\s*(?:import|from)\s+(?:random|time|os|sqlite3|secrets|socket|subprocess)\b|\bopen\(|\.now\(|\.today\(|read_text\(",
        re.MULTILINE,
    )
    # A language's words are a part of the code that happens to be data.
    files = [path for path in ([place] if place.is_file() else place.rglob("*.py")) if path.name != "language.py"]

    assert [str(path) for path in files if banned.search(path.read_text())] == []


def test_the_changelog_knows_the_version() -> None:
    assert f"## {flashdl.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_every_room_is_on_the_map() -> None:
    """ARCHITECTURE.md names every module and package of flashdl."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [
        path.name for path in (ROOT / "flashdl").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]

    assert [room for room in rooms if room not in ("__init__.py", "__main__.py") and room not in text] == []


def test_no_module_outgrows_its_reader() -> None:
    sizes = {path: path.read_text().count("\n") for path in (ROOT / "flashdl").rglob("*.py")}

    assert {str(path): size for path, size in sizes.items() if size > 450} == {}


def test_the_top_level_holds_nothing_else() -> None:
    tracked = run("git", "ls-files").stdout.splitlines()
    top = {name.partition("/")[0] for name in tracked}
    allowed = {"pyproject.toml", "flashdl", "decks", "tests", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE"}

    assert {name for name in top - allowed if not name.startswith(".")} == set()
