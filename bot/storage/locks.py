"""One process on one database: a lock that the system takes back by itself when its holder dies."""

import errno
import logging
import sys
import time
from pathlib import Path
from typing import BinaryIO, Protocol, final

from sqlalchemy import Connection, Row, text
from sqlalchemy.engine import URL

from bot.core.errors import StorageError
from bot.storage.faults import TakenError

if sys.platform == "win32":
    import msvcrt
else:
    try:
        import fcntl
    except ImportError:  # a system without files that can be locked, such as WebAssembly
        fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

_NUMBER = 7463926  # chosen: any number that is ours alone in a PostgreSQL database
_TRIES = 10  # chosen: a server may take a moment to notice that the process before this one is gone
_PAUSE_SECONDS = 0.1  # chosen: between them
_IS_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})


class Lock(Protocol):
    """Keeps a database for one session. Used by one thread at a time."""

    def take(self, connection: Connection) -> None:
        """Take it for a new `connection`. Raises TakenError if it cannot be had."""

    def release(self, connection: Connection | None) -> None:
        """Close `connection`, the last one it was taken for, None if that is gone; let others have the database."""


def lock_of(url: URL) -> Lock:
    """Return the lock of the database at `url`, not taken yet."""
    if url.get_backend_name() == "sqlite":
        return FileLock(Path(str(url.database)), name=repr(url))
    return ServerLock(name=repr(url))


def _taken(name: str) -> TakenError:
    return TakenError(f"storage, opening {name}: another process has it; stop that one first.")


@final
class FileLock:
    """A lock on `<database>.lock` beside an SQLite file. The empty file stays: deleting it would let two in.

    Not for: a file on a network share that several machines use, unless the share passes locks on.
    """

    def __init__(self, database: Path, *, name: str) -> None:
        self._database = database
        self._name = name
        self._file: BinaryIO | None = None

    def take(self, connection: Connection) -> None:
        """Take it, unless it is held already. Raises TakenError, or StorageError if there can be no such file."""
        del connection
        if self._file is not None:
            return
        database = self._database.resolve()
        path = database.with_name(f"{database.name}.lock")
        try:
            file = path.open("ab")
        except OSError as error:
            raise StorageError(
                f"storage, opening {path}: {error}; let the user that runs the bot write to it."
            ) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            if error.errno in _IS_HELD:
                raise _taken(self._name) from error
            raise StorageError(f"storage, locking {path}: {error}; put the database on a local disk.") from error
        self._file = file

    def release(self, connection: Connection | None) -> None:
        """Close `connection`, then let others in: two that write at once are what the lock is for."""
        try:
            if connection is not None:
                connection.close()
        finally:
            if self._file is not None:
                self._file.close()
                self._file = None


def _lock(file: BinaryIO) -> None:
    """Lock `file` or raise OSError at once."""
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    elif fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        log.warning("This system cannot lock %s: make sure yourself that only one process uses the database", file.name)


@final
class ServerLock:
    """An advisory lock of PostgreSQL, held by the connection that writes and taken anew by each that follows it.

    If another process took it in between, it stays lost: what this one remembers is no longer what is stored.
    Not for: a pooler between us and the server that lends a connection for one transaction only.
    """

    def __init__(self, *, name: str) -> None:
        self._name = name
        self._mine: Row[tuple[int, float]] | None = None
        self._is_lost = False

    def take(self, connection: Connection) -> None:
        """Take it, with some patience. Raises TakenError."""
        if self._is_lost:
            raise self._lost()
        is_taken = self._try(connection)
        found = connection.execute(_BACKEND).one()
        connection.rollback()  # the lock belongs to the connection, not to the transaction
        if is_taken:
            self._mine = found
            return
        if self._mine is None:
            raise _taken(self._name)
        self._is_lost = True
        raise self._lost()

    def _lost(self) -> TakenError:
        return TakenError(
            f"storage, writing to {self._name}: another process took it while the connection was gone; stop that one, "
            "then start this one again."
        )

    def _try(self, connection: Connection) -> bool:
        for left in reversed(range(_TRIES)):
            if connection.scalar(_TRY, {"number": _NUMBER}):
                return True
            connection.rollback()
            if self._mine is not None:  # the server may not have noticed yet that our old connection is gone
                connection.execute(_END, {"pid": self._mine.pid, "started": self._mine.started})
            time.sleep(_PAUSE_SECONDS if left else 0)
        return False

    def release(self, connection: Connection | None) -> None:
        """Let others in and close `connection`; without the first the server would take a moment to notice."""
        self._mine = None
        if connection is not None:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _NUMBER})
            connection.close()


_TRY = text("SELECT pg_try_advisory_lock(:number)")
_BACKEND = text("SELECT pid, backend_start::text AS started FROM pg_stat_activity WHERE pid = pg_backend_pid()")
_END = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid AND backend_start::text = :started"
)
