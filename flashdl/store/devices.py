"""Which device a database is: the id that its own events carry, and those of the databases that it was copied from.

A copy that is used beside the other, or a backup that is brought back, must not go on counting under the same name: two
events would claim one place in the order. So the database remembers the file that it is. Where it finds itself in
another file it takes a new id, and knows the former ones, for what they wrote can be taken back here still.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from flashdl.store.schema import EVENT, META

DEVICE, BEFORE, FILE = "device", "devices before", "file"
"""Names in `meta`."""
MOST_BEFORE = 100
_MACHINE = Path("/etc/machine-id")

Former = tuple[tuple[str, int], ...]
"""(device, the last place that it had taken by then), the latest last."""


def settled(connection: Connection, path: Path) -> tuple[str, Former]:
    """This database's own id, made when it is first asked for, and the former ones.

    Args:
        path: of the database's file.
    """
    known = dict(connection.execute(select(META.c.name, META.c.value)).all())
    here = mark(path)
    former = _read(known.get(BEFORE, "[]"))
    device = known.get(DEVICE)
    if device is not None and known.get(FILE) == here:
        return device, former
    if device is not None:
        last = connection.execute(select(func.max(EVENT.c.sequence)).where(EVENT.c.device == device)).scalar()
        former = former if last is None else (*former, (device, last))[-MOST_BEFORE:]
    device = uuid.uuid4().hex
    for name, value in ((DEVICE, device), (BEFORE, json.dumps(former)), (FILE, here)):
        row = upsert(META).values(name=name, value=value)
        connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
    return device, former


def mark(path: Path) -> str:
    """What tells a file from its copies: it stays when the file is renamed."""
    machine = ""
    with suppress(OSError):
        machine = _MACHINE.read_text(encoding="ascii", errors="replace").strip()
    return hashlib.sha256(f"{machine} {path.stat().st_ino}".encode()).hexdigest()[:16]


def _read(text: str) -> Former:
    with suppress(ValueError, TypeError):
        return tuple((str(device), int(last)) for device, last in json.loads(text))
    return ()
