"""The archive is pulled in order, each message once, no faster than it is handled."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import QunguanError
from bot.core.records import Delivery
from bot.runtime import pull as pull_module
from bot.runtime.inbox import stopped
from bot.runtime.pull import LIMIT, POSITION, ArchivePull
from bot.storage.memory import MemoryStore
from tests.fakes import SetClock
from tests.runtime.test_inbox import an_inbox, said
from tests.values import T0

HOUR = timedelta(hours=1)


class Sidecar:
    """Serves `texts` as messages 1, 2, …; fails as told."""

    def __init__(self, *texts: str, failures: int = 0) -> None:
        self.texts = list(texts)
        self.failures = failures
        self.asked: list[int] = []

    async def pull(self, *, after: int, limit: int) -> tuple[tuple[Delivery, ...], int]:
        """A page."""
        self.asked.append(after)
        if self.failures:
            self.failures -= 1
            raise QunguanError("down")
        page = list(enumerate(self.texts, start=1))[after : after + min(limit, 2)]
        deliveries = tuple(
            Delivery(channel="archive", key=str(n), body=f"a|{text}", received_at=T0) for n, text in page
        )
        return deliveries, page[-1][0] if page else after


class Pulling:
    """A pull over a memory store, running."""

    def __init__(self, sidecar: Sidecar, *, poll: timedelta = HOUR, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.inbox = an_inbox(self.store)
        self.pull = ArchivePull(puller=sidecar, inbox=self.inbox, store=self.store, clock=SetClock(), poll=poll)

    async def __aenter__(self) -> "Pulling":
        self.task = asyncio.create_task(self.pull.run())
        await asyncio.sleep(0.03)
        return self

    async def __aexit__(self, *_: object) -> None:
        await stopped(self.task)


async def test_all_pages_are_pulled_and_the_position_is_kept() -> None:
    """Five messages in pages of two; after a restart it goes on behind them."""
    sidecar = Sidecar("一", "二", "三", "四", "五")
    async with Pulling(sidecar) as running:
        while await running.inbox.handle_some():
            pass
        assert await said(running.store) == ["一", "二", "三", "四", "五"]
    sidecar.asked.clear()

    async with Pulling(sidecar, store=running.store):
        pass

    assert (sidecar.asked, await running.store.position(POSITION)) == ([5], 5)
    assert LIMIT <= 1000


async def test_it_has_caught_up_once_nothing_is_left() -> None:
    """Not while the archive is down, nor before its last page was taken in."""
    async with Pulling(Sidecar("一", failures=1)) as down, Pulling(Sidecar("一", "二", "三")) as up:
        assert (down.pull.has_caught_up, up.pull.has_caught_up) == (False, True)
        assert len(await up.store.backlog(after=0, limit=9)) == 3


async def test_a_notice_wakes_it_and_a_poll_is_the_fallback() -> None:
    """Woken it looks at once; unwoken after the poll."""
    sidecar = Sidecar()
    async with Pulling(sidecar) as running:
        before = len(sidecar.asked)
        running.pull.wake()
        await asyncio.sleep(0.03)
        woken = len(sidecar.asked)
    async with Pulling(Sidecar(), poll=timedelta(milliseconds=10)) as polling:
        await asyncio.sleep(0.05)
        polled = polling.pull.last_good_at

    assert (before, woken, polled) == (1, 2, T0)


async def test_an_archive_that_is_down_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost; the last good answer is remembered for /healthz."""
    monkeypatch.setattr(pull_module, "FIRST_PAUSE", timedelta(milliseconds=5))
    sidecar = Sidecar("一", failures=2)
    async with Pulling(sidecar) as running:
        await asyncio.sleep(0.1)

        assert (await running.store.position(POSITION), running.pull.last_good_at) == (1, T0)


async def test_it_pauses_while_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callbacks must still find room."""
    monkeypatch.setattr(pull_module, "DEEPEST", 1)
    monkeypatch.setattr(pull_module, "FULL_PAUSE_SECONDS", 0.01)
    sidecar = Sidecar("一", "二", "三", "四")
    async with Pulling(sidecar) as running:
        paused_at = await running.store.position(POSITION)
        await running.inbox.handle_some()
        await asyncio.sleep(0.05)

        assert (paused_at, await running.store.position(POSITION)) == (2, 4)
