"""Every file from a stranger has the one outcome that the index says, and nothing else comes of it.

`python -m tests.hostile` tries them at their full size, each with a limit of time and memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashdl.terminal import is_safe_line
from tests.hostile import Case
from tests.hostile.trial import CASES, Outcome, a_home, tried


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bytes]]:
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        for name in ("FLASHDL_DB", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.delenv(name, raising=False)
        yield folder, a_home(folder)


def faults_of(case: Case, outcome: Outcome) -> list[str]:
    """What is not as it should be, in words."""
    lines = (outcome.out + outcome.said).splitlines()
    faults = [f"it says {line!r}" for line in lines if not is_safe_line(line)]
    faults += [f"it made {stray}" for stray in outcome.strays]
    if outcome.code != case.code:
        faults.append(f"exit code {outcome.code}")
    if case.says not in outcome.said:
        faults.append(f"it does not say {case.says!r}, but {outcome.said[-300:]!r}")
    if "Traceback" in outcome.said or "fault of flashdl" in outcome.said:
        faults.append("it is no sentence of ours")
    is_refused = bool(re.match("flashdl: ", outcome.said))
    if is_refused and (not outcome.is_unchanged or len(outcome.said.splitlines()) != 1):
        faults.append("a refusal is one sentence, and changes nothing")
    if not is_refused and outcome.is_unchanged:
        faults.append("nothing came of it, and it is no refusal")
    return faults


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_has_the_outcome_of_the_index(case: Case, home: tuple[Path, bytes]) -> None:
    assert faults_of(case, tried(case, *home)) == []


def test_the_index_names_each_case_once() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 150
