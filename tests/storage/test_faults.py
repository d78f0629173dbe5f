"""Who is to blame when something is not stored: what was given, or the database."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from bot.core.errors import HandledBeforeError, StorageError, UnstorableError
from bot.core.model import Standing
from bot.core.ports import Store
from bot.core.records import Outcome, Settled
from bot.storage.engines import storage_url, writing_engine
from bot.storage.sql import SqlStore
from tests.storage.samples import arrive, delivery, judged, post, reply
from tests.values import ROOM, T0, ZHANG, message

NAIVE = T0.replace(tzinfo=None)


class TestEveryStore:
    """Values that no store takes."""

    @pytest.mark.parametrize(
        "bad",
        [
            {"judged": judged(message(sent_at=NAIVE))},
            {"judged": judged(replace(message(), text=None))},
            {"outgoing": (reply(due_at=NAIVE),)},
            {"outgoing": (replace(reply(), effect=replace(reply().effect, text={1, 2})),)},
        ],
    )
    async def test_a_bad_outcome_is_told_apart_and_harms_nobody(self, store: Store, bad: dict) -> None:
        """An outcome with values that cannot be stored is refused as such; others made at the same time are kept."""
        a, b = await arrive(store, "a", "b")

        answers = await asyncio.gather(
            store.record([Outcome(inbox=a.id, **bad)]), store.record([Outcome(inbox=b.id)]), return_exceptions=True
        )

        assert [type(answer) for answer in answers] == [UnstorableError, type(None)]
        assert "record" in str(answers[0])
        assert await store.backlog(after=0, limit=9) == (a,)
        await store.record([Outcome(inbox=a.id, error="放在一边")])

    async def test_handled_before_is_neither_bad_nor_broken(self, store: Store) -> None:
        """An outcome for a delivery that is not pending is told apart from one that cannot be stored."""
        (a,) = await arrive(store, "a")
        await store.record([Outcome(inbox=a.id)])

        with pytest.raises(HandledBeforeError) as raised:
            await store.record([Outcome(inbox=a.id)])

        assert not isinstance(raised.value, UnstorableError)

    async def test_bad_times_are_refused_everywhere(self, store: Store) -> None:
        """A time without zone is refused by every call that would write it."""
        await post(store, reply())
        (due,) = await store.due(T0, limit=1)

        for call in (
            store.receive([delivery(received_at=NAIVE)]),
            store.settle([Settled(id=due.id, state="sent", at=NAIVE)]),
            store.begin(due, channel="app", until=NAIVE),
        ):
            with pytest.raises(UnstorableError):
                await call
        assert await store.due(T0, limit=1) == (due,)


class TestDatabases:
    """What the database itself says."""

    @pytest.fixture
    async def opened(self, url: str):
        """Return an open store on a database."""
        store = SqlStore(url)
        await store.open()
        yield store
        await store.close()

    @pytest.mark.parametrize(
        "bad",
        [
            {"standings": ((ROOM.id, ZHANG, Standing(offences=2**70)),)},  # too large
            {"judged": judged(message(), points=object())},  # no such type
            {"judged": judged(message(), role=None)},  # must not be empty
        ],
    )
    async def test_what_the_database_does_not_take_is_told_apart(self, opened: SqlStore, bad: dict) -> None:
        """A value that only the database refuses makes its own call fail as unstorable, and no other."""
        a, b = await arrive(opened, "a", "b")

        answers = await asyncio.gather(
            opened.record([Outcome(inbox=a.id, **bad)]), opened.record([Outcome(inbox=b.id)]), return_exceptions=True
        )

        assert [type(answer) for answer in answers] == [UnstorableError, type(None)]
        assert await opened.backlog(after=0, limit=9) == (a,)

    async def test_a_key_too_long_for_its_index_is_the_keys_fault(self, clean_database: str) -> None:
        """What PostgreSQL cannot index is refused as unstorable, so that nobody tries it for ever."""
        store = SqlStore(clean_database)
        await store.open()
        key = "".join(chr(0x4E00 + (i * 7919) % 20000) for i in range(9000))

        with pytest.raises(UnstorableError, match="index row"):
            await store.receive([delivery(key)])

        assert key[:9] not in str((await store.receive([delivery("short")]))[0])
        await store.close()

    async def test_a_full_disk_is_not_the_messages_fault(self, tmp_path) -> None:
        """When SQLite has no room left, the call fails as a fault of the database, and works again once there is room."""
        store = SqlStore(f"sqlite:///{tmp_path}/q.db")
        await store.open()
        connection = store._session.connect()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.rollback()

        with pytest.raises(StorageError, match=r"disk is full.*free some space") as raised:
            await store.receive([delivery(body="长" * 100_000)])
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        connection.rollback()

        assert type(raised.value) is StorageError
        assert len(await store.receive([delivery(body="长" * 100_000)])) == 1
        await store.close()

    async def test_a_server_out_of_patience_is_not_the_messages_fault(self, clean_database: str) -> None:
        """When PostgreSQL gives up waiting for a lock but keeps the connection, the fault is the database's."""
        store = SqlStore(clean_database)
        await store.open()
        session = store._session
        event.listen(session._engine, "begin", lambda c: c.exec_driver_sql("SET LOCAL lock_timeout = '100ms'"))
        with writing_engine(storage_url(clean_database)).begin() as other:
            other.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))

            with pytest.raises(StorageError, match="lock timeout") as raised:
                await store.receive([delivery()])

        assert type(raised.value) is StorageError
        assert len(await store.receive([delivery()])) == 1
        await store.close()
