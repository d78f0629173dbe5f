"""An outbox with its store, its channels and its clock, as several tests need them."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.cases import Case
from bot.core.effects import Effect
from bot.core.model import RoomId
from bot.core.ports import Store
from bot.core.records import Delivery, Outcome, Outgoing
from bot.core.texts import Texts
from bot.handlers.mouths import Mouths
from bot.handlers.rooms import Rooms
from bot.runtime.outbox import Outbox
from bot.runtime.sending import Powers
from bot.storage.memory import MemoryStore
from bot.wecom import Channel
from tests.fakes import SetClock
from tests.values import ROOM, T0


class Post:
    """A store with effects, channels, and the outbox under test."""

    def __init__(self, channels: Mapping[str, Channel], store: Store | None = None) -> None:
        self.store = store or MemoryStore()
        self.clock = SetClock()
        rooms = Rooms((ROOM, replace(ROOM, id=RoomId("r2"))), defaults=ROOM)
        self.powers = Powers(channels=channels, mouths=Mouths(channels), rooms=rooms, texts=Texts(), clock=self.clock)
        self.outbox = Outbox(store=self.store, powers=self.powers)
        self.handled = 0

    async def hand_in(self, *effects: Effect) -> None:
        """Put effects into the outbox, due now, each under the key `<number>-<kind>`."""
        for effect in effects:
            await self.record(key="", effect=effect)

    async def record(self, *, key: str = "", effect: Effect | None = None, cases: tuple[Case, ...] = ()) -> None:
        """Store what handling one delivery brought: an effect, cases, or both."""
        self.handled += 1
        delivery = Delivery(channel="test", key=f"d{self.handled}", body="", received_at=T0)
        (pending,) = await self.store.receive((delivery,))
        out = (
            []
            if effect is None
            else [Outgoing(key=key or f"{pending.id}-{effect.kind}", effect=effect, due_at=self.clock.now())]
        )
        await self.store.record((Outcome(inbox=pending.id, outgoing=tuple(out), cases=cases),))

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Return (key, body) of what the outbox told the rest of the bot."""
        pending = (one.delivery for one in await self.store.backlog(after=0, limit=1000))
        return [(one.key, json.loads(one.body)) for one in pending if one.channel == "house"]

    async def send_due(self) -> list[str]:
        """Send each due effect once; return the states."""
        states = []
        for due in await self.store.due(self.clock.now(), limit=100):
            settled = await self.outbox.carry_out((due,))
            states += [one.state for one in settled] or ["not yet"]
        return states


async def stopped(running: asyncio.Task[None]) -> None:
    """Cancel it and wait for its end."""
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
