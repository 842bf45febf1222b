"""The collection on disk: `Store` takes values in and gives values out, one transaction a method.

`counts` answers `flashdl due` and prompts without SQLAlchemy, whose import takes longer than all else that `due`
does; so the door to `Store` opens only when someone asks for it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as the one of typing, whose import a prompt would wait for

if TYPE_CHECKING:
    from flashdl.store.collection import Fate, Store

__all__ = ["Fate", "Store"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from flashdl.store import collection

    return getattr(collection, name)
