"""Altering tables with alembic; only loaded when there is something to alter."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.core.errors import StorageError


def upgrade_tables(connection: Connection, scripts_folder: Path) -> None:
    """Bring the tables to the newest of the scripts. Raises StorageError when they are newer than all of them."""
    config = Config()
    config.set_main_option("script_location", str(scripts_folder).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageError(
            f"storage: the database is at version {found}, which this program does not know; it was written by a newer "
            "one. Install that or a later version, or restore the backup made before it."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
