"""What a store on a database promises beyond what every store does."""

import asyncio

import pytest
from sqlalchemy import text

from bot.core.credits import EMPTY, posted
from bot.core.errors import StorageError, UnstorableError
from bot.core.records import Outcome
from bot.storage import sql
from bot.storage.engines import storage_url, writing_engine
from bot.storage.sql import SqlStore
from tests.storage.samples import (
    action,
    arrive,
    delivery,
    handle,
    hear,
    open_case,
    play,
    post,
    posting,
    remember,
    reply,
    span,
    standing,
)
from tests.values import ROOM, T0, ZHANG, message


async def test_all_is_there_after_a_restart(url: str) -> None:
    """A store opened again knows deliveries, positions, rooms, standings, messages, effects and runs."""
    first = SqlStore(url)
    await first.open()
    await hear(first, message(), outgoing=(reply(),))
    (pending,) = await first.receive([delivery()], position=("archive", 7))
    (other,) = await arrive(first, "other")
    await first.record([Outcome(inbox=other.id, room=ROOM, standings=((ROOM.id, ZHANG, standing()),))])
    await handle(first, "filed", cases=(open_case(1),), actions=(action(2),), states=(remember("silent", 1),))
    purse = posted(EMPTY, posting(), ZHANG, day=T0.date())
    await handle(
        first, "played", plays=(play(3),), postings=(posting(message="m1"),), purses=((ROOM.id, ZHANG, purse),)
    )
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


async def test_what_is_to_be_forgotten_is_not_kept_as_a_delivery(url: str) -> None:
    """Once it is handled its body is gone; its key stays, so that it is not taken for new."""
    store = SqlStore(url)
    await store.open()
    await handle(store, "a", forgets=True)
    await handle(store, "b")

    with writing_engine(storage_url(url)).connect() as connection:
        kept = {row.key: row.body for row in connection.execute(text("SELECT key, body FROM inbox"))}
    assert (kept, await store.receive([delivery("a")])) == ({"a": "", "b": delivery("b").body}, ())
    await store.close()


async def test_a_case_of_another_version_does_not_stop_the_rest(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A stored case or action that cannot be read is left out, and said to be; the others come as ever."""
    store = SqlStore(url)
    await store.open()
    await handle(store, "a", cases=(open_case(1), open_case(2)), actions=(action(3), action(4)))
    engine = writing_engine(storage_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE casefile SET body = '{}' WHERE number = 1"))
        connection.execute(text("UPDATE action SET body = '[]' WHERE number = 3"))

    history = await store.history(ROOM.id, **span())

    assert (list(history.cases), list(history.actions)) == ([2], [4])
    assert (await store.cases([1, 2]), await store.audit(limit=5)) == ((open_case(2),), (action(4),))
    assert "Case 1 cannot be read" in caplog.text
    assert await store.last_number() == 4
    await store.close()


async def test_a_member_is_written_down_once(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often they speak; also when the store has to forget whom it wrote down."""
    monkeypatch.setattr(sql, "SEEN_KEPT", 1)
    store = SqlStore(url)
    await store.open()
    for key in "abc":
        await hear(store, message(id=key), message(id=f"{key}2", sender="li"))

    engine = writing_engine(storage_url(url))
    with engine.connect() as connection:
        known = connection.execute(text("SELECT member FROM member")).scalars().all()

    assert sorted(known) == ["li", ZHANG]
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
