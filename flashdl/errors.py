"""The failures a person is told about. Each class owns its exit code; the text is one sentence."""

from __future__ import annotations


class FlashdlError(Exception):
    """Something went wrong that a person can act on. The message is one sentence: what, where, what to do."""

    exit_code = 1


class UsageError(FlashdlError):
    """The command was called wrongly."""

    exit_code = 2


class FileError(FlashdlError):
    """A file of the person's cannot be used.

    Attributes:
        message: the sentence without the place.
        path: the file as the person named it.
        line: 1-based; None where no line is to blame.
    """

    def __init__(self, message: str, path: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.line is None else f"{self.path}:{self.line}: {self.message}"


class StoreError(FlashdlError):
    """The database cannot be used. Nothing was written."""

    exit_code = 3


class DamageError(StoreError):
    """The database's file is damaged."""


class NewerError(StoreError):
    """The database was written by a newer flashdl."""
