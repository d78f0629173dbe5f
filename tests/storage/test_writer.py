"""The writer: groups, their order, and what happens to the rest when one call fails."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.core.errors import StorageError, UnstorableError
from bot.storage.engines import storage_url, writing_engine
from bot.storage.faults import UnreachableError
from bot.storage.session import Session
from bot.storage.writer import Writer


@pytest.fixture
def engine(url: str) -> Engine:
    """Return an engine on a database with one table of numbers."""
    engine = writing_engine(storage_url(url))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS number"))
        connection.execute(text("CREATE TABLE number (value INTEGER PRIMARY KEY)"))
    return engine


@pytest.fixture
def commits(engine: Engine) -> list[None]:
    """Return a list that grows with every commit from now on."""
    commits: list[None] = []
    event.listen(engine, "commit", lambda _: commits.append(None))
    return commits


@pytest.fixture
async def writer(engine: Engine, commits: list[None]) -> AsyncIterator[Writer]:
    """Return an open writer whose commits are counted."""
    del commits
    writer = Writer(Session(engine))
    await writer.open()
    yield writer
    await writer.close()


def add(connection: Connection, numbers: Sequence[int]) -> Sequence[int]:
    """Insert numbers; return for each how many were added with it."""
    for number in numbers:
        connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})
    return [len(numbers)] * len(numbers)


def count(connection: Connection, calls: Sequence[None]) -> Sequence[int]:
    """Count the numbers."""
    return [connection.execute(text("SELECT count(*) FROM number")).scalar_one()] * len(calls)


async def test_calls_of_one_tick_share_a_commit(commits: list[None], writer: Writer) -> None:
    """Calls made together are handed to the work together and committed once."""
    together = await asyncio.gather(*(writer.call(add, i) for i in range(10)))

    assert (together, len(commits)) == ([10] * 10, 1)


async def test_calls_made_during_a_commit_share_the_next(commits: list[None], writer: Writer) -> None:
    """While one commit runs, calls of several ticks gather; they are committed together after it."""
    going, go_on = threading.Event(), threading.Event()

    def hold(connection: Connection, calls: Sequence[None]) -> Sequence[None]:
        count(connection, calls)
        going.set()
        go_on.wait(10)
        return calls

    first = asyncio.ensure_future(writer.call(hold, None))
    await asyncio.to_thread(going.wait, 10)
    rest = []
    for i in range(5):
        rest.append(asyncio.ensure_future(writer.call(add, i)))
        await asyncio.sleep(0.002)
    go_on.set()
    await first

    assert await asyncio.gather(*rest) == [5] * 5
    assert len(commits) == 2


async def test_a_call_returns_after_its_commit(engine: Engine, writer: Writer) -> None:
    """Once a call returned, another connection sees what it wrote."""
    await writer.call(add, 7)

    with engine.connect() as other:
        assert count(other, [None]) == [1]


async def test_only_the_bad_call_of_a_group_fails(writer: Writer) -> None:
    """A call that breaks its group is refused alone, whether the database or the work itself breaks; others are kept."""

    def burst(connection: Connection, calls: Sequence[int]) -> Sequence[None]:
        add(connection, calls)
        raise ValueError("破了")

    await writer.call(add, 1)
    calls = [writer.call(add, 2), writer.call(add, 1), writer.call(burst, 50), writer.call(add, 3)]

    answers = await asyncio.gather(*calls, return_exceptions=True)

    assert [answers[0], answers[3]] == [1, 1]
    assert [type(a) for a in answers[1:3]] == [UnstorableError, UnstorableError]
    assert str(answers[2]).startswith(
        "storage, burst: what is to be stored is at fault (破了); nothing of this call was kept."
    )
    assert await writer.call(count, None) == 3


async def test_what_was_to_be_written_is_not_in_the_error(writer: Writer) -> None:
    """An error of the database says what it is, without the words people wrote."""

    def leak(connection: Connection, calls: Sequence[str]) -> Sequence[None]:
        connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": calls[0]})
        return [None]

    with pytest.raises(StorageError, match="nowhere") as raised:
        await writer.call(leak, "私密的话")

    assert "私密的话" not in str(raised.value)


async def test_a_cancelled_call_does_not_disturb_the_others(writer: Writer) -> None:
    """Whoever stops waiting leaves the others of the group their answers."""
    tasks = [asyncio.ensure_future(writer.call(add, i)) for i in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()

    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert [answers[0], answers[2]] == [3, 3]
    assert isinstance(answers[1], asyncio.CancelledError)


async def test_closing_finishes_what_was_handed_over(engine: Engine) -> None:
    """Calls made before close are written and answered, calls after it are refused, and closing twice is no error."""
    writer = Writer(Session(engine))
    await writer.open()
    calls = [asyncio.ensure_future(writer.call(add, i)) for i in range(3)]
    await asyncio.sleep(0)

    await writer.close()
    await writer.close()

    assert await asyncio.gather(*calls) == [3, 3, 3]
    with pytest.raises(StorageError, match="not open"):
        await writer.call(add, 9)


async def test_a_locked_file_fails_all_without_waiting_for_each(tmp_path: Path) -> None:
    """While another program holds the file, a whole group is refused after one wait, with the reason."""
    url = storage_url(f"sqlite:///{tmp_path}/locked.db")
    engine, other = writing_engine(url), writing_engine(url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 100"))
    writer = Writer(Session(engine))
    await writer.open()
    started = asyncio.get_running_loop().time()
    with other.begin():
        answers = await asyncio.gather(*(writer.call(count, None) for _ in range(50)), return_exceptions=True)
    await writer.close()

    assert asyncio.get_running_loop().time() - started < 3
    assert {str(a) for a in answers} == {
        "storage, count: database is locked — another program holds the file: stop it, or wait until it is done; "
        "nothing of this call was kept."
    }


class TestLostConnection:
    """The PostgreSQL server goes away and comes back."""

    @pytest.fixture
    def session(self, clean_database: str) -> Session:
        """Return a session on a database with one empty table of numbers."""
        engine = writing_engine(storage_url(clean_database))
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS number"))
            connection.execute(text("CREATE TABLE number (value INTEGER PRIMARY KEY)"))
        return Session(engine)

    @staticmethod
    def cut(session: Session, url: str) -> None:
        """End the session's connection from another one."""
        pid = session.connect().connection.dbapi_connection.info.backend_pid
        engine = writing_engine(storage_url(url))
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    def test_a_lost_connection_is_made_anew(self, session: Session, clean_database: str) -> None:
        """What was to be written when the connection was gone is written on a new one."""
        session.transact(lambda connection: add(connection, [1]))
        self.cut(session, clean_database)

        session.transact(lambda connection: add(connection, [2]))

        assert session.transact(lambda connection: count(connection, [None])) == [2]
        session.disconnect()

    @pytest.mark.parametrize(("counted", "runs"), [(True, 1), (False, 2)])
    def test_a_commit_cut_off_is_repeated_only_if_it_did_not_count(
        self, session: Session, clean_database: str, counted: bool, runs: int
    ) -> None:
        """When the answer to a commit is lost, the work is run again only if the server did not commit; never twice."""
        done: list[int] = []
        dialect = session.connect().dialect
        plain = dialect.do_commit

        def cut_off(connection: Any) -> None:
            dialect.do_commit = plain
            if counted:
                plain(connection)
            self.cut(session, clean_database)
            connection.execute("SELECT 1")

        def work(connection: Connection) -> str:
            done.append(len(done))
            add(connection, [7])
            return "written"

        dialect.do_commit = cut_off

        assert session.transact(work) == "written"
        assert len(done) == runs
        assert session.transact(lambda connection: count(connection, [None])) == [1]
        session.disconnect()


def test_no_server_is_said_clearly() -> None:
    """When nothing listens, the error names the place, the cause and the mend, and keeps the password to itself."""
    session = Session(writing_engine(storage_url("postgresql://bot:geheim@127.0.0.1:9/qunguan")))

    with pytest.raises(UnreachableError) as raised:
        session.connect()

    assert "127.0.0.1:9/qunguan" in str(raised.value)
    assert "start PostgreSQL" in str(raised.value)
    assert "geheim" not in str(raised.value)
