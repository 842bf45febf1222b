"""What tests of formats share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flashdl.model import Moment


@pytest.fixture
def now() -> Moment:
    """Anki reads the real clock, so an export must bear the real time."""
    offset = datetime.now().astimezone().utcoffset() or timedelta()
    return Moment(int(time.time() * 1000), int(offset.total_seconds()) // 60)


@pytest.fixture
def judge(tmp_path: Path) -> Iterator[object]:
    """A fresh collection of the real Anki."""
    from tests.formats.anki import Anki

    opened = Anki(tmp_path)
    yield opened
    opened.collection.close()
