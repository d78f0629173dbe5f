"""Database URLs and how connections are set up."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.core.errors import StorageError
from bot.storage.engines import reading_engine, storage_url, writing_engine


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("sqlite:///data/q.db", "sqlite:///data/q.db"),
        ("postgresql://bot:pw@db/q", "postgresql+psycopg://bot:pw@db/q"),
        ("postgres://bot@db/q", "postgresql+psycopg://bot@db/q"),
        ("postgresql+psycopg://bot@db/q", "postgresql+psycopg://bot@db/q"),
    ],
)
def test_a_url_names_its_driver(url: str, meant: str) -> None:
    """The usual forms of a URL all lead to the drivers that are installed."""
    assert storage_url(url).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize("url", ["", "data/q.db", "mysql://root:geheim@db/q", "sqlite://", "sqlite:///:memory:"])
def test_another_url_is_refused_with_what_to_write(url: str) -> None:
    """A URL that cannot work is refused at once; the error shows the forms that can, and no password."""
    with pytest.raises(
        StorageError, match=r"storage\.url: .*write sqlite:///data/qunguan\.db or postgresql://"
    ) as raised:
        storage_url(url)

    assert "geheim" not in str(raised.value)


def test_a_commit_means_on_disk(tmp_path: Path) -> None:
    """SQLite writes ahead and waits for the disk; mapped pages stay off."""
    with writing_engine(storage_url(f"sqlite:///{tmp_path}/q.db")).connect() as connection:
        pragmas = ("journal_mode", "synchronous", "mmap_size", "foreign_keys", "wal_autocheckpoint", "busy_timeout")
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas]

    assert found == ["wal", 2, 0, 1, 1000, 5000]


def test_readers_cannot_write(url: str) -> None:
    """A reading connection refuses to write, so that there is only ever one writer."""
    target = storage_url(url)
    with writing_engine(target).begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS number (value INTEGER)"))
    readers = reading_engine(target)

    with readers.connect() as connection, pytest.raises(Exception, match=r"(?i)read-?only"):
        connection.execute(text("INSERT INTO number VALUES (1)"))
    readers.dispose()


def test_a_reader_does_not_make_a_file(tmp_path: Path) -> None:
    """Looking into a database that is not there fails and leaves nothing behind."""
    readers = reading_engine(storage_url(f"sqlite:///{tmp_path}/q.db"))

    with pytest.raises(OperationalError):
        readers.connect()

    assert list(tmp_path.iterdir()) == []
