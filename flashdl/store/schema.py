"""The tables as SQLAlchemy Core sees them. What creates them is in `migrations`; a test compares the two.

Left out is what triggers keep and what goes into no file: `card.scheduled`, which `asked.NEW` reads, and what a
schedule knows of its card, `schedule.card_source` and so on; and the table of `tallies`.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, MetaData, String, Table

METADATA = MetaData()

META = Table("meta", METADATA, Column("name", String, primary_key=True), Column("value", String))

SOURCE = Table(
    "source",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("path", String),
    Column("kind", String),
    Column("deck", String),
    Column("gone", Integer),  # 1: no longer followed; its cards stay, and find it again if it is added again
    Column("inbox_first", Integer),
)

REJECTED_KIND = Table(
    "rejected_kind",
    METADATA,
    Column("source", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
)

DOCUMENT = Table(
    "document",
    METADATA,
    Column("source", Integer, primary_key=True),
    Column("file", String, primary_key=True),
    Column("fingerprint", String),
)

CARD = Table(
    "card",
    METADATA,
    Column("id", String, primary_key=True),
    Column("source", Integer),
    Column("document", String),
    Column("section", String),  # JSON, as are answers, items, choices, tags, context and excerpt
    Column("subject", String),
    Column("attribute", String),
    Column("direction", String),
    Column("count", Integer),
    Column("note", String),
    Column("deck", String),
    Column("kind", String),
    Column("question", String),
    Column("answers", String),
    Column("grading", String),
    Column("items", String),
    Column("choices", String),
    Column("hint", String),
    Column("tags", String),
    Column("file", String),
    Column("line", Integer),
    Column("context", String),
    Column("excerpt", String),
    Column("position", Integer),
    Column("cluster", String),  # Place.group; the plain word is taken in SQL
    Column("score", Float),
    Column("state", String),
    Column("orphaned", Integer),
    Column("buried_day", String),  # a study day on which it is not asked
    Column("changed_ms", Integer),  # when a scan last changed what is exported of it
    Column("accepted", Integer),  # 1: the person took it out of the inbox, or asked for it again
    Column("flag", Integer),  # 1 to 7: the person's mark; 0: none
)

EVENT = Table(
    "event",
    METADATA,
    Column("id", String, primary_key=True),
    Column("device", String),
    Column("sequence", Integer),
    Column("card", String),  # not a foreign key: the log outlives the card
    Column("at_ms", Integer),
    Column("at_offset", Integer),
    Column("rollover", Integer),
    Column("day", String),
    Column("kind", String),
    Column("rating", Integer),
    Column("duration_ms", Integer),
    Column("scheduler", String),
    Column("version", Integer),
    Column("parameters", String),
    Column("interval_before", Integer),
    Column("interval", Integer),
    Column("ease", Integer),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("target", String),
    Column("payload", String),
)

SCHEDULE = Table(
    "schedule",
    METADATA,
    Column("card", String, primary_key=True),
    Column("due", String),
    Column("interval", Integer),
    Column("ease", Integer),
    Column("repetitions", Integer),
    Column("lapses", Integer),
    Column("reviews", Integer),
    Column("last_day", String),
    Column("drill", Integer),
    Column("step", Integer),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("fails", Integer),
)

CHOICE = Table(
    "choice",
    METADATA,
    Column("deck", String, primary_key=True),  # empty: all decks that have no choice of their own
    Column("scheduler", String),
    Column("version", Integer),
    Column("parameters", String),
)
