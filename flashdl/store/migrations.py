"""How a database comes to today's schema: numbered steps, each once, all in one transaction.

A step is SQL that never changes again. SQLite's own `user_version` counts the steps taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

Execute = Callable[[str], Iterable[Sequence[object]]]
"""Runs one SQL statement; gives its rows."""
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

# Indexes that have names can be left out while very much comes in. A schedule knows of its card what is asked of all
# schedules at once, and stands where its card does: so none of it joins half a million rows by name. What has to be
# written anew goes into the pages of the indexes that go. Renamed in the old way: a view that a person made of these
# tables is no matter of ours, and the new way reads it.
PLACES = """
DROP INDEX IF EXISTS card_by_source;
DROP INDEX IF EXISTS card_for_queue;
DROP INDEX IF EXISTS card_new;
DROP INDEX IF EXISTS event_by_card;
DROP INDEX IF EXISTS event_by_day;
DROP INDEX IF EXISTS event_by_kind;
DROP INDEX IF EXISTS event_by_target;
DROP INDEX IF EXISTS schedule_by_due;
DROP INDEX IF EXISTS schedule_by_last_day;
DROP TRIGGER IF EXISTS event_is_never_changed;
DROP TRIGGER IF EXISTS event_is_never_deleted;
DROP TRIGGER IF EXISTS event_is_never_replaced;
DROP TRIGGER IF EXISTS card_is_scheduled;
DROP TRIGGER IF EXISTS card_is_new_again;
CREATE INDEX card_in_place ON card (source, position, id, state, orphaned, deck, scheduled, buried_day, flag);
CREATE INDEX card_by_deck ON card (state, orphaned, deck, source, position, id);
CREATE INDEX card_new ON card (deck, source, position, id) WHERE scheduled = 0 AND state = 'active' AND orphaned = 0;
PRAGMA legacy_alter_table = ON;
CREATE TABLE schedule_after (
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    due TEXT NOT NULL,
    interval INTEGER NOT NULL,
    ease INTEGER NOT NULL,
    repetitions INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    drill INTEGER NOT NULL,
    step INTEGER,
    stability REAL,
    difficulty REAL,
    fails INTEGER NOT NULL DEFAULT 0,
    card_source INTEGER NOT NULL,
    card_position INTEGER NOT NULL,
    card_deck TEXT NOT NULL,
    card_state TEXT NOT NULL,
    card_orphaned INTEGER NOT NULL,
    card_buried_day TEXT,
    PRIMARY KEY (card_source, card_position, card)
) {strict_and}WITHOUT ROWID;
INSERT INTO schedule_after
SELECT card, due, interval, ease, repetitions, lapses, reviews, last_day, drill, step, stability, difficulty, fails,
    source, position, deck, state, orphaned, buried_day
FROM card INDEXED BY card_in_place CROSS JOIN schedule ON schedule.card = card.id
ORDER BY source, position, id;
DROP TABLE schedule;
ALTER TABLE schedule_after RENAME TO schedule;
CREATE UNIQUE INDEX schedule_by_card ON schedule (card);
CREATE INDEX schedule_by_due ON schedule (due, last_day, card_state, card_orphaned, card_buried_day);
CREATE INDEX schedule_by_last_day ON schedule (last_day);
CREATE TRIGGER card_is_scheduled AFTER INSERT ON schedule
BEGIN UPDATE card SET scheduled = 1 WHERE id = NEW.card; END;
CREATE TRIGGER card_is_new_again AFTER DELETE ON schedule
BEGIN UPDATE card SET scheduled = 0 WHERE id = OLD.card; END;
CREATE TRIGGER schedule_follows_card AFTER UPDATE OF source, position, deck, state, orphaned, buried_day ON card
WHEN NEW.scheduled = 1 AND (NEW.source, NEW.position, NEW.deck, NEW.state, NEW.orphaned, NEW.buried_day)
    IS NOT (OLD.source, OLD.position, OLD.deck, OLD.state, OLD.orphaned, OLD.buried_day)
BEGIN
    UPDATE schedule SET card_source = NEW.source, card_position = NEW.position, card_deck = NEW.deck,
        card_state = NEW.state, card_orphaned = NEW.orphaned, card_buried_day = NEW.buried_day
    WHERE card = NEW.id;
END;
CREATE TABLE event_after (
    id TEXT NOT NULL,
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
    CHECK ((kind = 'void') = (target IS NOT NULL))
) {strict};
INSERT INTO event_after (
    rowid, id, device, sequence, card, at_ms, at_offset, rollover, day, kind, rating, duration_ms, scheduler, version,
    parameters, interval_before, interval, ease, stability, difficulty, target, payload
)
SELECT rowid, id, device, sequence, card, at_ms, at_offset, rollover, day, kind, rating, duration_ms, scheduler,
    version, parameters, interval_before, interval, ease, stability, difficulty, target, payload
FROM event NOT INDEXED ORDER BY rowid;
DROP TABLE event;
ALTER TABLE event_after RENAME TO event;
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX event_by_id ON event (id);
CREATE UNIQUE INDEX event_by_place ON event (device, sequence);
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
"""

# What figures ask of cards is counted by stretches of a source's places; one that a card or schedule of changes is
# counted anew. The row 0 hangs on the decks of all cards.
TALLIES = """
CREATE TABLE flashdl_tally (
    id INTEGER PRIMARY KEY,
    counted TEXT NOT NULL,
    chances TEXT NOT NULL
) {strict};
CREATE TRIGGER flashdl_tally_without_card AFTER INSERT ON card
BEGIN DELETE FROM flashdl_tally WHERE id IN (0, (NEW.source << 32) + NEW.position / 1024); END;
CREATE TRIGGER flashdl_tally_with_card AFTER DELETE ON card
BEGIN DELETE FROM flashdl_tally WHERE id IN (0, (OLD.source << 32) + OLD.position / 1024); END;
CREATE TRIGGER flashdl_tally_of_card AFTER UPDATE OF id, source, position, deck, state, orphaned, file ON card
WHEN (NEW.id, NEW.source, NEW.position, NEW.deck, NEW.state, NEW.orphaned, NEW.file)
    IS NOT (OLD.id, OLD.source, OLD.position, OLD.deck, OLD.state, OLD.orphaned, OLD.file)
BEGIN
    DELETE FROM flashdl_tally
    WHERE id IN ((NEW.source << 32) + NEW.position / 1024, (OLD.source << 32) + OLD.position / 1024)
        OR id = 0 AND (NEW.id, NEW.deck) IS NOT (OLD.id, OLD.deck);
END;
CREATE TRIGGER flashdl_tally_without_schedule AFTER INSERT ON schedule
BEGIN DELETE FROM flashdl_tally WHERE id = (NEW.card_source << 32) + NEW.card_position / 1024; END;
CREATE TRIGGER flashdl_tally_with_schedule AFTER DELETE ON schedule
BEGIN DELETE FROM flashdl_tally WHERE id = (OLD.card_source << 32) + OLD.card_position / 1024; END;
CREATE TRIGGER flashdl_tally_of_schedule AFTER UPDATE ON schedule
BEGIN
    DELETE FROM flashdl_tally WHERE id IN (
        (NEW.card_source << 32) + NEW.card_position / 1024, (OLD.card_source << 32) + OLD.card_position / 1024);
END;
"""

STEPS: tuple[str, ...] = (FIRST, INBOX, SCHEDULERS, FLAGS, FAILS, NEW_CARDS, PLACES, TALLIES)
"""Step n leads from version n to n + 1. Append; never edit one that was released."""

VERSION = len(STEPS)
COUNTS_FAILS = 5
"""The version from which a schedule says how many fails there were; of older ones `log.count_fails` tells it."""


def migrate(execute: Execute, version: int) -> None:
    """Take the steps that are missing. The caller holds the write transaction, and commits.

    Indexes and triggers that somebody else made stay.

    Args:
        version: `user_version` as read inside the transaction.
    """
    for step in STEPS[version:]:
        before = _made(execute)
        for statement in statements(step):
            execute(statement)
        lost = before.keys() - _made(execute).keys()
        _make_again(execute, [before[name] for name in sorted(lost) if f"EXISTS {name};" not in step])
    execute(f"PRAGMA application_id = {APPLICATION_ID}")
    execute(f"PRAGMA user_version = {VERSION}")


def _make_again(execute: Execute, made: Iterable[str]) -> None:
    for statement in made:
        from sqlalchemy.exc import SQLAlchemyError  # a prompt reads only the version of this module

        with suppress(sqlite3.Error, SQLAlchemyError):  # it may ask for what is no more
            execute(statement)


def _made(execute: Execute) -> dict[str, str]:
    """What makes each index and trigger, by its name."""
    found = execute("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
    return {str(name): str(sql) for name, sql in found}


def statements(script: str) -> list[str]:
    """The single statements of a script; a trigger's inner semicolons do not end it."""
    found: list[str] = []
    pending = ""
    # STRICT makes SQLite hold values to their column's type; it is known from 3.37 on.
    strict = "STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
    for piece in script.format(strict=strict, strict_and=f"{strict}, " if strict else "").split(";"):
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            if pending.strip("; \n"):
                found.append(pending.strip())
            pending = ""
    return found
