"""What went wrong: the database or what was to be written, what it said, and how that is mended."""

import sqlite3

import psycopg
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, StatementError

from bot.core.errors import StorageError


class UnreachableError(StorageError):
    """There is no connection to be had."""


class TakenError(StorageError):
    """Another process, or another store of this one, has the database."""


def is_hopeless(error: BaseException | None) -> bool:
    """Tell whether `error` is the database's state rather than the fault of what was to be written."""
    if isinstance(error, UnreachableError | TakenError):
        return True
    if not isinstance(error, OperationalError):
        return False
    return error.connection_invalidated or isinstance(error.orig, sqlite3.Error)


def is_of_content(error: BaseException) -> bool:
    """Tell whether `error` comes from the values that were to be written: they would fail again, others would not."""
    if isinstance(error, DBAPIError):
        return isinstance(error, DataError | IntegrityError) or _is_of_binding(error.orig)
    if isinstance(error, StatementError):
        return isinstance(error.orig, _BINDING)
    return isinstance(error, _BINDING)


_BINDING = (TypeError, ValueError, OverflowError)


def _is_of_binding(error: BaseException | None) -> bool:
    """Tell whether a driver could not hand a value over, or the server has no room for one so large."""
    if isinstance(error, psycopg.errors.ProgramLimitExceeded):  # such as a key too long for its index
        return True
    if isinstance(error, psycopg.ProgrammingError):
        return error.sqlstate is None and "adapt" in str(error)
    return isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError) and "binding" in str(error)


def cause_of(error: BaseException) -> str:
    """Return what the database said, and how to mend it where that is known; never what was to be written."""
    said = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split()) or type(error).__name__
    return said + next((f" — {mend}" for sign, mend in _MENDS if sign in said.lower()), "")


_MENDS = (
    ("database is locked", "another program holds the file: stop it, or wait until it is done"),
    ("disk is full", "free some space on its disk"),
    ("no space left", "free some space on its disk"),
    ("unable to open database file", "check that its folder exists and may be written to"),
    ("readonly database", "let the user that runs the bot write to the file and its folder"),
    ("is not a database", "the file is no SQLite database: name another one"),
    ("connection refused", "start PostgreSQL, or mend host and port in storage.url"),
    ("does not exist", "create it, or mend the name in storage.url"),
    ("authentication failed", "mend user and password in storage.url"),
)
