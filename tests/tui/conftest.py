"""The same screen in every environment."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what a person's own terminal says about colours."""
    for name in ("NO_COLOR", "COLORFGBG", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
