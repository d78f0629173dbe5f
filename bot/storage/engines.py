"""Connections to SQLite and PostgreSQL, set up so that a commit means: on disk."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool

from bot.core.errors import StorageError

READERS = 2  # chosen: look-ups at the same time

_BUSY_SECONDS = 5.0  # chosen: how long a write waits for another program that holds the file
_STATEMENTS_KEPT = 512  # chosen: prepared statements per connection; the hot ones come in seven sizes each
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 1000",
    "PRAGMA cache_size = -65536",  # chosen: 64 MiB at most, so that the busy ends of all indexes stay at hand
    "PRAGMA temp_store = MEMORY",  # what a statement may have to undo; by default it goes to a file
    "PRAGMA foreign_keys = ON",
    "PRAGMA mmap_size = 0",  # mapped pages and the WAL-reset bug of SQLite before 3.51.3 do not go together
)


def storage_url(url: str) -> URL:
    """Return `url` with its driver named.

    url: `sqlite:///path/to/file` (four slashes for an absolute path) or `postgresql://user:password@host/database`.

    Raises StorageError for anything else.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"storage.url: {_shown(url)} is no database URL; {_FORMS}") from error
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise StorageError(f"storage.url: {parsed.drivername}: is not supported; {_FORMS}")
    if parsed.database in {None, "", ":memory:"}:
        raise StorageError(f"storage.url: it names no file, and what is kept must outlive the process; {_FORMS}")
    return parsed


_FORMS = "write sqlite:///data/qunguan.db or postgresql://user@host/database."


def _shown(url: str) -> str:
    return repr(url.partition("@")[2] if "@" in url else url)


def is_sqlite(url: URL) -> bool:
    """Tell whether `url` names an SQLite file."""
    return url.get_backend_name() == "sqlite"


def writing_engine(url: URL) -> Engine:
    """Return the engine of the one connection that writes."""
    if not is_sqlite(url):
        return create_engine(url, paramstyle="format", poolclass=NullPool, hide_parameters=True, **_patience())
    file = Path(str(url.database))
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, creator=lambda: _open(str(file), uri=False), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(url: URL) -> Engine:
    """Return an engine whose connections cannot write; each of their transactions sees one state of the database."""
    if not is_sqlite(url):
        engine = create_engine(url, pool_size=READERS, pool_pre_ping=True, hide_parameters=True, **_patience())
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    address = f"file:{quote(str(Path(str(url.database)).absolute()))}?mode=ro"
    engine = create_engine(
        url, creator=lambda: _open(address, uri=True), poolclass=QueuePool, pool_size=READERS, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _patience() -> dict[str, Any]:
    return {"connect_args": {"connect_timeout": 5, "application_name": "qunguan"}}


def _open(address: str, *, uri: bool) -> sqlite3.Connection:
    """Open an SQLite file with transactions left to us: nothing begins unless told."""
    connection = sqlite3.connect(
        address,
        uri=uri,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS_KEPT,
    )
    for pragma in _PRAGMAS[1 if uri else 0 :]:
        connection.execute(pragma)
    return connection


def _begin_immediate(connection: Connection) -> None:
    """Begin as a writer: a reader that turns writer is refused at once, without waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
