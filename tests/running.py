"""The bot's own parts, put together over a folder of rule files, without a network."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.core.records import Delivery
from bot.handlers.rooms import Rooms
from bot.inforce import InForce
from bot.rulebook import Rulebook
from bot.runtime.inbox import Inbox
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from bot.texts import all_texts
from tests.fakes import RecordingChannel, SetClock
from tests.rulefiles import settings_in


@dataclass(slots=True, kw_only=True)
class Parts:
    """A bot without doors. said: how many messages were brought, over all starts."""

    book: Rulebook
    inbox: Inbox
    store: SqlStore
    clock: SetClock
    said: int = 0

    async def hear(self, bodies: Iterable[str], *, apart: timedelta = timedelta(seconds=7)) -> None:
        """Let messages be said, `sender|text` each, so long after one another."""
        for body in bodies:
            self.clock.forward(apart)
            self.said += 1
            key = f"{self.clock.now().timestamp()}-{self.said}"
            delivery = Delivery(channel="archive", key=key, body=body, received_at=self.clock.now())
            await self.inbox.put(delivery)
            while await self.inbox.handle_some():
                pass

    async def save(self) -> None:
        """Let the saved files come into force."""
        await self.book.reload(self.book.look())


@asynccontextmanager
async def started(folder: Path, clock: SetClock) -> AsyncIterator[Parts]:
    """Start the bot of `folder`; stop it at the end of the block."""
    settings = settings_in(folder)
    store = SqlStore(settings.storage.url.reveal())
    await store.open()
    try:
        book = Rulebook(settings, store=store, clock=clock, known=all_texts())
        bench = (await book.open()).bench(lambda effect, _: effect.kind != "remove", has_aibot=False)
        inbox = Inbox(
            store=store,
            channels={"archive": RecordingChannel()},
            rooms=Rooms(settings.rooms, defaults=settings.defaults, known=await store.rooms()),
            warm=Warm(store, reach=bench.reach, zone=settings.zone, calendar=settings.calendar),
            bench=bench,
            clock=clock,
        )

        def use(now: InForce) -> None:
            inbox.use(now.bench(lambda effect, _: effect.kind != "remove", has_aibot=False))

        book.use = use
        yield Parts(book=book, inbox=inbox, store=store, clock=clock)
    finally:
        await store.close()
