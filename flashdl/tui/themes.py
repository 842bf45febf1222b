"""Colours: Textual's light and dark, and one of our own in which everything stands out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from textual.theme import Theme

DARK, LIGHT = "textual-dark", "textual-light"

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00d7ff",
    secondary="#00d7ff",
    accent="#ffff00",
    warning="#ffaf00",
    error="#ff8787",
    success="#5fff5f",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#262626",
    dark=True,
    variables={"text-muted": "#d0d0d0", "text-disabled": "#bcbcbc", "input-selection-background": "#00d7ff 50%"},
)
"""Nothing that is read has a contrast below 7 to 1 (WCAG 2.2, level AAA)."""


def chosen(wanted: str, available: Collection[str], environ: Mapping[str, str]) -> str:
    """The theme of that name; where there is none, light where the terminal says that its background is, else dark.

    Args:
        environ: `COLORFGBG` ends in the number of the background's colour.
    """
    if wanted in available:
        return wanted
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in ("7", "15") else DARK
