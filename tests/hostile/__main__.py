"""Each hostile file at its full size in a process of its own: outcome, seconds of the processor, megabytes."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.hostile import Case
from tests.hostile.test_hostile import faults_of
from tests.hostile.trial import CASES, a_home, tried

FULL = 20
MOST_SECONDS, MOST_MEGABYTES = 10, 300


def measured(case: Case, home: Path, content: bytes) -> tuple[int, float, float]:
    """(exit code of the trial, seconds, megabytes at the most)."""
    child = os.fork()
    if not child:
        try:
            faults = faults_of(case, tried(case, home, content, FULL))
            # At this size some are refused of which a smaller one is taken.
            by_size = ("it does not say", "exit code 0", "exit code 1")
            faults = [fault for fault in faults if not fault.startswith(by_size)]
            sys.stderr.writelines(f"{case.name}: {fault}\n" for fault in faults)
            sys.stderr.flush()
            os._exit(bool(faults))
        finally:
            os._exit(2)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> int:
    wanted = sys.argv[1:]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        content = a_home(Path(folder))
        for case in CASES:
            if wanted and not any(word in case.name for word in wanted):
                continue
            code, seconds, megabytes = measured(case, Path(folder), content)
            is_bad = code != 0 or seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES
            bad += is_bad
            sys.stdout.write(f"{case.name:36} {seconds:6.2f} s {megabytes:6.0f} MB{'  !' if is_bad else ''}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{bad} are not as they should be.\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
