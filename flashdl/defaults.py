"""Numbers that hold where nobody chose others. A module of its own, for a prompt waits for all that it imports."""

NEW, REVIEWS = 20, 200
"""Cards a study day may ask: new ones, and others."""
ROLLOVER = 4
"""Hour at which a study day begins, 0-23."""
BREAK_DAYS = 7
"""Days without an answer that make a break."""
LOOK_BACK_DAYS = 180
"""A pile that is older than this is no pile any more but the way somebody learns."""
LEAST = 30
"""Reviews a day that are never too many."""
USUAL_DAYS = 28
"""Days with answers before the break that say what is usual."""
LINE = 0.6
"""Score from which a draft becomes a card."""
UNCERTAIN = 0.53
"""Score from which a draft below the line waits in the inbox for the person to say."""

LARGEST_CONFIG = 1 << 20
"""Bytes of config.toml."""
