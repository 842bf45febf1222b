"""How a database comes to today's schema: numbered steps, each once, all in one transaction.

A step is SQL that never changes again. SQLite's own `user_version` counts the steps taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

APPLICATION_ID = 0x666C6463
"""Marks the file as flashdl's ("fldc"); SQLite keeps it at byte 68 of the file, and the version at byte 60."""

FIRST = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) {strict};
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    deck TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
) {strict};
CREATE TABLE document (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (source, file)
) {strict};
CREATE TABLE card (
    id TEXT PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id),
    document TEXT NOT NULL,
    section TEXT NOT NULL,
    subject TEXT NOT NULL,
    attribute TEXT NOT NULL,
    direction TEXT NOT NULL,
    count INTEGER NOT NULL,
    note TEXT NOT NULL,
    deck TEXT NOT NULL,
    kind TEXT NOT NULL,
    question TEXT NOT NULL,
    answers TEXT NOT NULL,
    grading TEXT NOT NULL,
    items TEXT NOT NULL,
    choices TEXT NOT NULL,
    hint TEXT NOT NULL,
    tags TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    context TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    position INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    score REAL NOT NULL,
    state TEXT NOT NULL,
    orphaned INTEGER NOT NULL DEFAULT 0,
    buried_day TEXT,
    changed_ms INTEGER NOT NULL
) {strict};
CREATE INDEX card_by_source ON card (source, position);
CREATE INDEX card_for_queue ON card (state, orphaned, deck, id, note, cluster, source, position, buried_day);
CREATE TABLE event (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    card TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    at_offset INTEGER NOT NULL,
    rollover INTEGER NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 1 AND 4),
    duration_ms INTEGER NOT NULL,
    scheduler TEXT NOT NULL,
    version INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    interval_before INTEGER,
    interval INTEGER,
    ease INTEGER,
    stability REAL,
    difficulty REAL,
    target TEXT,
    payload TEXT NOT NULL,
    UNIQUE (device, sequence),
    CHECK ((kind = 'void') = (target IS NOT NULL))
) {strict};
CREATE INDEX event_by_card ON event (card);
CREATE INDEX event_by_day ON event (day, kind);
CREATE INDEX event_by_kind ON event (kind) WHERE kind IN ('rematch', 'void');
CREATE INDEX event_by_target ON event (target) WHERE target IS NOT NULL;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (
    SELECT 1 FROM event WHERE id = NEW.id OR (device = NEW.device AND sequence = NEW.sequence)
)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE schedule (
    card TEXT PRIMARY KEY REFERENCES card (id) ON DELETE CASCADE,
    due TEXT NOT NULL,
    interval INTEGER NOT NULL,
    ease INTEGER NOT NULL,
    repetitions INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    drill INTEGER NOT NULL
) {strict};
CREATE INDEX schedule_by_due ON schedule (due);
CREATE INDEX schedule_by_last_day ON schedule (last_day);
"""

INBOX = """
ALTER TABLE source ADD COLUMN inbox_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;
CREATE TABLE rejected_kind (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) {strict};
"""

SCHEDULERS = """
ALTER TABLE schedule ADD COLUMN step INTEGER;
ALTER TABLE schedule ADD COLUMN stability REAL;
ALTER TABLE schedule ADD COLUMN difficulty REAL;
CREATE TABLE choice (
    deck TEXT PRIMARY KEY,
    scheduler TEXT NOT NULL,
    version INTEGER NOT NULL,
    parameters TEXT NOT NULL
) {strict};
"""

FLAGS = """
ALTER TABLE card ADD COLUMN flag INTEGER NOT NULL DEFAULT 0;
"""

# Weights of an estimate that knew of no fails mean something else now.
FAILS = """
ALTER TABLE schedule ADD COLUMN fails INTEGER NOT NULL DEFAULT 0;
DELETE FROM meta WHERE name IN ('recall', 'recall rows');
"""

# So that the next new cards are found however many there are of others: a partial index cannot ask another table.
NEW_CARDS = """
ALTER TABLE card ADD COLUMN scheduled INTEGER NOT NULL DEFAULT 0;
UPDATE card SET scheduled = 1 WHERE id IN (SELECT card FROM schedule);
CREATE INDEX card_new ON card (deck, source, position) WHERE scheduled = 0 AND state = 'active' AND orphaned = 0;
CREATE INDEX card_by_note ON card (note);
CREATE TRIGGER card_is_scheduled AFTER INSERT ON schedule
BEGIN UPDATE card SET scheduled = 1 WHERE id = NEW.card; END;
CREATE TRIGGER card_is_new_again AFTER DELETE ON schedule
BEGIN UPDATE card SET scheduled = 0 WHERE id = OLD.card; END;
"""

STEPS: tuple[str, ...] = (FIRST, INBOX, SCHEDULERS, FLAGS, FAILS, NEW_CARDS)
"""Step n leads from version n to n + 1. Append; never edit one that was released."""

VERSION = len(STEPS)
COUNTS_FAILS = 5
"""The version from which a schedule says how many fails there were; of older ones `log.count_fails` tells it."""


def migrate(execute: Callable[[str], object], version: int) -> None:
    """Take the steps that are missing. The caller holds the write transaction, and commits.

    Args:
        execute: runs one SQL statement.
        version: `user_version` as read inside the transaction.
    """
    # STRICT makes SQLite hold values to their column's type; it is known from 3.37 on.
    strict = "STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
    for step in STEPS[version:]:
        for statement in statements(step.format(strict=strict)):
            execute(statement)
    execute(f"PRAGMA application_id = {APPLICATION_ID}")
    execute(f"PRAGMA user_version = {VERSION}")


def statements(script: str) -> list[str]:
    """The single statements of a script; a trigger's inner semicolons do not end it."""
    found: list[str] = []
    pending = ""
    for piece in script.split(";"):
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            if pending.strip("; \n"):
                found.append(pending.strip())
            pending = ""
    return found
