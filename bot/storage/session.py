"""The writing connection, and what to do when it is lost."""

import time
from collections.abc import Callable
from typing import TypeVar, final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.storage.faults import UnreachableError, cause_of
from bot.storage.locks import lock_of

Result = TypeVar("Result")

_ASKED_AGAIN = 50  # chosen: times
_PAUSE_SECONDS = 0.1  # chosen: between them


@final
class Session:
    """One connection that transactions run on, one after the other. Used by one thread at a time.

    While it is connected it has the database for itself; other sessions are refused.
    When the server goes away, the transaction is run once more on a new connection. When it goes away during the commit
    itself, the server is asked afterwards whether that commit counted: running it again could write everything twice.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._lock = lock_of(engine.url)

    @property
    def name(self) -> str:
        """The address of the database, without its password."""
        return repr(self._engine.url)

    def connect(self) -> Connection:
        """Return the connection, made anew if there is none.

        Raises UnreachableError if that fails, TakenError if another session has the database.
        """
        if self._connection is None:
            try:
                self._connection = self._locked(self._engine.connect())
            except (SQLAlchemyError, OSError) as error:
                raise UnreachableError(f"storage, connecting to {self.name}: {cause_of(error)}.") from error
        return self._connection

    def _locked(self, connection: Connection) -> Connection:
        try:
            self._lock.take(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def disconnect(self) -> None:
        """Close the connection, if there is one, and let others have the database."""
        connection, self._connection = self._connection, None
        try:
            self._lock.release(connection)
        except SQLAlchemyError:  # the server is gone, and the lock with it
            if connection is not None:
                connection.invalidate()
        self._engine.dispose()

    def transact(self, work: Callable[[Connection], Result]) -> Result:
        """Return what `work` returns, once it is committed. Raises what it or the database raises, with nothing kept."""
        try:
            return self._attempt(work)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return self._attempt(work)

    def _attempt(self, work: Callable[[Connection], Result]) -> Result:
        connection = self.connect()
        try:
            result = work(connection)
            number = _transaction_number(connection)
        except BaseException:
            self._undo(connection)
            raise
        try:
            connection.commit()
        except DBAPIError as error:
            self._undo(connection)
            if error.connection_invalidated and self._was_committed(number):
                return result
            raise
        return result

    def _undo(self, connection: Connection) -> None:
        try:
            connection.rollback()
            if not connection.invalidated:
                return
            connection.close()
        except SQLAlchemyError:
            connection.invalidate()
        self._connection = None

    def _was_committed(self, number: str) -> bool:
        """Ask the server about a transaction whose commit was not answered. Raises UnreachableError if it cannot tell."""
        for _ in range(_ASKED_AGAIN):
            try:
                connection = self.connect()
            except UnreachableError as error:
                raise UnreachableError(f"{error} It went away during a commit that may have counted.") from error
            status = connection.scalar(text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": number})
            connection.rollback()
            if status != "in progress":
                return bool(status == "committed")
            time.sleep(_PAUSE_SECONDS)
        raise UnreachableError("storage: a commit was cut off, and the server does not say whether it counted.")


def _transaction_number(connection: Connection) -> str:
    """Return the server's number of the running transaction; empty for SQLite, whose commits are answered for sure."""
    if connection.dialect.name == "sqlite":
        return ""
    return str(connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one())
