"""The stores under test: in memory, on an SQLite file, in a fresh PostgreSQL database."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from bot.core.ports import Store
from bot.storage.engines import storage_url, writing_engine
from bot.storage.memory import MemoryStore
from bot.storage.migrate import migrate
from bot.storage.sql import SqlStore
from bot.storage.tables import METADATA

SERVER = os.environ.get("QUNGUAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def server() -> str:
    """Return the address of a PostgreSQL server; skip without one, except in CI, where that is a failure."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server answers (QUNGUAN_TEST_POSTGRES names one): {error}")
    return SERVER


def _run(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def empty_database(server: str) -> Iterator[str]:
    """Make a database without tables; drop it afterwards."""
    name = f"qunguan_test_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name}")
    yield server.rpartition("/")[0] + f"/{name}"
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_database(server: str) -> Iterator[str]:
    """Make one database with tables for all tests; drop it afterwards."""
    name = f"qunguan_test_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name}")
    url = server.rpartition("/")[0] + f"/{name}"
    migrate(url)
    yield url
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clean_database(migrated_database: str) -> str:
    """Return the address of the shared database, its tables emptied."""
    engine = writing_engine(storage_url(migrated_database))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY"))
    engine.dispose()
    return migrated_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, one kind after the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/qunguan.db"
    return str(request.getfixturevalue("clean_database"))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def unopened(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Return an empty store that is not open yet, one kind after the other."""
    if request.param == "memory":
        return MemoryStore()
    if request.param == "sqlite":
        return SqlStore(f"sqlite:///{tmp_path}/qunguan.db")
    return SqlStore(request.getfixturevalue("clean_database"))


@pytest.fixture
async def store(unopened: Store) -> AsyncIterator[Store]:
    """Return an empty open store, one kind after the other."""
    await unopened.open()
    yield unopened
    await unopened.close()
