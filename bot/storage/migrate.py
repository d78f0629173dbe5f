"""Bring a database to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import StorageError
from bot.storage.engines import storage_url, writing_engine
from bot.storage.faults import cause_of
from bot.storage.session import Session

_SCRIPTS = Path(__file__).parent / "migrations"


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
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    if found == scripts.get_current_head():
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageError(
            f"storage: the database is at version {found}, which this program does not know; it was written by a newer "
            "one. Install that or a later version, or restore the backup made before it."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
