"""Reading the database beside the process that writes it, for commands that only look."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import StorageError
from bot.storage.engines import is_sqlite, reading_engine, storage_url
from bot.storage.faults import cause_of
from bot.storage.migrate import VERSION, version_of


def is_there(url: str) -> bool:
    """Tell whether there may be a database at `url`: of a file this is known, of a server it is not."""
    parsed = storage_url(url)
    return not is_sqlite(parsed) or Path(str(parsed.database)).exists()


@contextmanager
def beside(url: str) -> Iterator[Connection]:
    """Yield a connection that cannot write and sees one state of the database; no lock is taken.

    Raises StorageError when it does not open or its tables are not those of this version.
    """
    parsed = storage_url(url)
    if not is_there(url):
        raise StorageError(f"还没有数据库 {parsed.database}：机器人运行过之后才有。")
    engine = reading_engine(parsed)
    try:
        with engine.connect() as connection:
            found = version_of(connection)
            if found != VERSION:
                raise StorageError("数据库不是这个版本的：请先运行 qunguan migrate，或启动一次机器人。")
            yield connection
    except SQLAlchemyError as error:
        raise StorageError(f"数据库 {parsed!r} 读不了：{cause_of(error)}。") from error
    finally:
        engine.dispose()
