"""For all tests: property tests are judged by what they find, never by the clock of a slow machine.

In CI they try the same cases each time, so that a landing is judged by what it changes; everywhere else new ones.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "flashdl", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("flashdl")

# Anki's library reads it once in a process: no chance in its intervals.
os.environ["ANKI_TEST_MODE"] = "1"
