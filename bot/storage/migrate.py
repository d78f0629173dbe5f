"""Bring a database to the tables of this version."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import StorageError
from bot.storage.engines import storage_url, writing_engine
from bot.storage.faults import cause_of
from bot.storage.session import Session

SCRIPTS = Path(__file__).parent / "migrations"
VERSION = "0004"
"""Of the tables that this program works with: the newest of the scripts."""


def migrate(url: str) -> None:
    """Create or alter the tables as far as needed, in one transaction.

    url: see `storage_url`. An SQLite file and its folder are made if they are not there.

    Raises StorageError when another process has the database, when it was written by a newer version, or is not ours,
    or cannot be reached.
    """
    session = Session(writing_engine(storage_url(url)))
    try:
        upgrade(session)
    finally:
        session.disconnect()


def upgrade(session: Session) -> None:
    """Do what `migrate` does in `session`, which stays connected and keeps the database."""
    session.connect()
    try:
        session.transact(_upgrade)
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"storage, migrating {session.name}: {cause_of(error)}.") from error


def _upgrade(connection: Connection) -> None:
    if version_of(connection) == VERSION:
        return
    from bot.storage.upgrading import upgrade_tables  # noqa: PLC0415 — alembic takes a while to load

    upgrade_tables(connection, SCRIPTS)


def version_of(connection: Connection) -> str | None:
    """Return the version of the tables, None if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version
