"""Tables and migrations: the same, made by themselves, never run backwards."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.core.errors import StorageError
from bot.storage.engines import storage_url, writing_engine
from bot.storage.migrate import SCRIPTS, VERSION, migrate
from bot.storage.sql import SqlStore
from bot.storage.tables import METADATA


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/folder/qunguan.db"
    return str(request.getfixturevalue("empty_database"))


def test_the_migrations_make_the_tables(empty: str) -> None:
    """After all migrations the database has exactly the tables, columns, defaults and indexes the code declares."""
    migrate(empty)

    with writing_engine(storage_url(empty)).connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_migrating_again_changes_nothing(empty: str) -> None:
    """A database that is up to date is left alone."""
    migrate(empty)
    engine = writing_engine(storage_url(empty))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO position (name, value) VALUES ('archive', 7)"))

    migrate(empty)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM position")).scalar_one() == 7


async def test_a_newer_database_is_refused(empty: str) -> None:
    """A store does not open what a newer version wrote, and says what to do."""
    migrate(empty)
    with writing_engine(storage_url(empty)).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    store = SqlStore(empty)
    with pytest.raises(StorageError, match=r"at version 9999.*Install that or a later version"):
        await store.open()
    await store.close()


def test_a_failed_migration_leaves_nothing(tmp_path: Path) -> None:
    """If a table is in the way, migrating fails with its name and no other table is left behind."""
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE room (id TEXT)")
    other.close()

    with pytest.raises(StorageError, match="table room already exists"):
        migrate(f"sqlite:///{tmp_path}/other.db")

    with sqlite3.connect(tmp_path / "other.db") as other:
        assert other.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall() == [("room",)]
    other.close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of another kind is left alone and named."""
    (tmp_path / "notes.txt").write_text("这不是数据库" * 100)

    with pytest.raises(StorageError, match=r"notes\.txt.*name another one"):
        migrate(f"sqlite:///{tmp_path}/notes.txt")

    assert (tmp_path / "notes.txt").read_text() == "这不是数据库" * 100


def test_the_version_in_the_code_is_that_of_the_newest_script() -> None:
    """Else a new script would never run."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    assert ScriptDirectory.from_config(config).get_current_head() == VERSION
