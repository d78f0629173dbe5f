"""One process on one database."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.errors import StorageError
from bot.storage.engines import storage_url, writing_engine
from bot.storage.faults import TakenError
from bot.storage.migrate import VERSION, migrate
from bot.storage.session import Session
from bot.storage.sql import SqlStore
from tests.storage.samples import arrive, delivery

CHILD = Path(__file__).parent / "crash_child.py"


@pytest.fixture
def other_process(url: str) -> Iterator[subprocess.Popen[str]]:
    """Let another process write to the database."""
    root = Path(__file__).parents[2]
    command = [sys.executable, str(CHILD), url, "other"]
    environment = {"PYTHONPATH": str(root)}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment
    ) as child:
        child.stdout.readline()
        yield child
        child.kill()


async def test_a_second_process_is_refused(url: str, other_process: subprocess.Popen[str]) -> None:
    """While one process has a database, neither opening nor migrating it works elsewhere, and both say what to do."""
    store = SqlStore(url)

    with pytest.raises(StorageError) as raised:
        await store.open()
    with pytest.raises(StorageError, match="another process has it; stop that one first"):
        migrate(url)
    await store.close()

    assert url.rpartition("/")[2] in str(raised.value)
    assert other_process.poll() is None


async def test_a_killed_process_lets_go(url: str, other_process: subprocess.Popen[str]) -> None:
    """After a kill the database is free at once, and a store that was refused may try again."""
    store = SqlStore(url)
    with pytest.raises(StorageError, match="another process"):
        await store.open()
    other_process.send_signal(signal.SIGKILL)
    other_process.wait()

    await store.open()

    assert len(await arrive(store, "mine")) == 1
    await store.close()


async def test_a_closed_store_lets_go(url: str) -> None:
    """As soon as a store is closed, or migrating is done, the next one may open; a second store at once may not."""
    for _ in range(3):
        migrate(url)
        store, second = SqlStore(url), SqlStore(url)
        await store.open()
        with pytest.raises(TakenError):
            await second.open()
        await second.close()
        await store.close()


async def test_a_store_that_failed_to_open_lets_go(tmp_path: Path) -> None:
    """When opening fails half-way, the database is free again."""
    url = f"sqlite:///{tmp_path}/q.db"
    migrate(url)
    engine = writing_engine(storage_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store = SqlStore(url)
    with pytest.raises(StorageError, match="at version 9999"):
        await store.open()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": VERSION})

    migrate(url)
    await store.close()


def test_a_file_has_one_lock_by_whatever_name(tmp_path: Path) -> None:
    """A link to a database is the same database."""
    migrate(f"sqlite:///{tmp_path}/q.db")
    (tmp_path / "link.db").symlink_to(tmp_path / "q.db")
    first = Session(writing_engine(storage_url(f"sqlite:///{tmp_path}/q.db")))
    first.connect()

    with pytest.raises(TakenError, match=r"link\.db: another process has it"):
        migrate(f"sqlite:///{tmp_path}/link.db")

    first.disconnect()
    assert (tmp_path / "q.db.lock").read_bytes() == b""


def test_a_folder_that_takes_no_lock_is_named(tmp_path: Path) -> None:
    """If the lock cannot be made, the error names its file and what to do."""
    (tmp_path / "q.db.lock").mkdir()

    with pytest.raises(StorageError, match=r"opening .*q\.db\.lock: .*; let the user that runs the bot write to it"):
        migrate(f"sqlite:///{tmp_path}/q.db")


class TestServer:
    """The lock when the connection to PostgreSQL is lost."""

    @pytest.fixture
    def session_on(self, clean_database: str) -> Iterator[Callable[[], Session]]:
        """Return a maker of sessions that are closed at the end."""
        made: list[Session] = []

        def make() -> Session:
            made.append(Session(writing_engine(storage_url(clean_database))))
            return made[-1]

        yield make
        for session in made:
            session.disconnect()

    @staticmethod
    def cut(session: Session, url: str) -> None:
        """End the session's connection from another one."""
        pid = session.connect().connection.dbapi_connection.info.backend_pid
        with writing_engine(storage_url(url)).begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    @staticmethod
    def write(session: Session) -> int:
        """Write something; return 1."""
        return session.transact(
            lambda c: c.execute(text("INSERT INTO position (name, value) VALUES (gen_random_uuid(), 1)")).rowcount
        )

    def test_it_is_taken_again_with_a_new_connection(
        self, session_on: Callable[[], Session], clean_database: str
    ) -> None:
        """After a lost connection the session goes on, and others are refused as before."""
        session = session_on()
        self.write(session)
        self.cut(session, clean_database)

        assert self.write(session) == 1
        with pytest.raises(TakenError):
            session_on().connect()

    def test_once_lost_to_another_it_stays_lost(self, session_on: Callable[[], Session], clean_database: str) -> None:
        """If another session took the database in between, every write is refused, even when that one is gone."""
        session, other = session_on(), session_on()
        self.write(session)
        self.cut(session, clean_database)
        other.connect()

        for _ in range(2):
            with pytest.raises(TakenError, match="another process took it while the connection was gone"):
                self.write(session)
            other.disconnect()

    def test_its_own_dead_connection_is_not_another(self, session_on: Callable[[], Session]) -> None:
        """If the server still holds the connection that was lost on our side, it is ended and the session goes on."""
        session = session_on()
        self.write(session)
        forgotten = session.connect()
        session._connection = None

        assert self.write(session) == 1
        forgotten.invalidate()


async def test_a_store_that_lost_its_database_says_so(clean_database: str) -> None:
    """When another store took the database while the connection was gone, calls fail with what to do."""
    store, other = SqlStore(clean_database), SqlStore(clean_database)
    await store.open()
    TestServer.cut(store._session, clean_database)
    await other.open()

    with pytest.raises(StorageError, match="stop that one, then start this one again"):
        await store.receive([delivery()])

    assert len(await arrive(other, "theirs")) == 1
    await store.close()
    await other.close()
