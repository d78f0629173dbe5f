"""What a store on a database promises beyond what every store does."""

import asyncio

import pytest
from sqlalchemy import text

from bot.core.errors import StorageError, UnstorableError
from bot.core.records import Outcome
from bot.storage.engines import storage_url, writing_engine
from bot.storage.sql import SqlStore
from tests.storage.samples import arrive, delivery, hear, post, reply, span, standing
from tests.values import ROOM, T0, ZHANG, message


async def test_all_is_there_after_a_restart(url: str) -> None:
    """A store opened again knows deliveries, positions, rooms, standings, messages, effects and runs."""
    first = SqlStore(url)
    await first.open()
    await hear(first, message(), outgoing=(reply(),))
    (pending,) = await first.receive([delivery()], position=("archive", 7))
    (other,) = await arrive(first, "other")
    await first.record([Outcome(inbox=other.id, room=ROOM, standings=((ROOM.id, ZHANG, standing()),))])
    await first.claim_run("morning", T0)
    seen = (await first.due(T0, limit=5), await first.trace(limit=5), await first.rooms())
    history = await first.history(ROOM.id, **span(memory=5))
    await first.close()

    second = SqlStore(url)
    await second.open()

    assert (await second.due(T0, limit=5), await second.trace(limit=5), await second.rooms()) == seen
    assert await second.history(ROOM.id, **span(memory=5)) == history
    assert await second.backlog(after=0, limit=5) == (pending,)
    assert await second.position("archive") == 7
    assert await arrive(second, "other", "k1") == []
    assert not await second.claim_run("morning", T0)
    await second.close()


async def test_an_effect_of_another_version_does_not_stop_the_rest(url: str) -> None:
    """A stored effect that cannot be read is refused with the reason; the others are due as ever."""
    store = SqlStore(url)
    await store.open()
    await hear(store, message(), outgoing=(reply("a"),))
    await post(store, reply("b"))
    engine = writing_engine(storage_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE effect SET payload = '{\"kind\":\"dance\"}' WHERE key = 'a'"))

    due = await store.due(T0, limit=5)

    assert [d.key for d in due] == ["b"]
    assert (await store.health(T0)).refused == 1
    (entry,) = await store.trace(limit=5)
    assert entry["effects"][0]["answer"] == {"error": "KeyError: 'dance'"}
    assert await store.due(T0, limit=5) == due
    await store.close()


async def test_a_closed_store_says_so(url: str) -> None:
    """After close, and before open, every call raises an error of ours."""
    store = SqlStore(url)
    with pytest.raises(StorageError, match="call open"):
        await store.receive([delivery()])
    await store.open()
    await store.close()

    for call in (store.receive([delivery()]), store.health(T0), store.claim_run("x", T0)):
        with pytest.raises(StorageError, match=r"open|closed"):
            await call


async def test_a_naive_time_fails_its_own_call_only(url: str) -> None:
    """A time without zone is refused before it reaches the others of the group."""
    store = SqlStore(url)
    await store.open()
    naive = delivery("naive", received_at=T0.replace(tzinfo=None))

    answers = await asyncio.gather(store.receive([naive]), store.receive([delivery()]), return_exceptions=True)

    assert isinstance(answers[0], UnstorableError)
    assert [p.delivery for p in answers[1]] == [delivery()]
    await store.close()


async def test_a_group_of_many_sizes_is_written_whole(url: str) -> None:
    """Batches of every size up to beyond the largest step are written row for row."""
    store = SqlStore(url)
    await store.open()
    for size in (1, 2, 3, 63, 64, 65, 131):
        said = [message(f"第{i}条", id=f"{size}-{i}", sender=f"u{i % 5}") for i in range(size)]
        await hear(store, *said, outgoing=tuple(reply(f"{size}-{i}") for i in range(size)))

        newest = await store.trace(limit=size)

        assert [(e["message"], e["text"], e["sender"]) for e in reversed(newest)] == [
            (m.id, m.text, m.sender) for m in said
        ]
        assert [effect["key"] for effect in newest[0]["effects"]] == [f"{size}-{i}" for i in range(size)]
    await store.close()
