"""flashdl: flashcards from plain Markdown notes, reviewed in the terminal."""

__version__ = "0.1.0"
