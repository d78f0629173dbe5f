"""A store with a pump over it, for tests of what comes in and what becomes durable."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.effects import Tell
from bot.core.model import Event, MemberId, Message, MessageId, Room, RoomId
from bot.core.policy import Policy
from bot.core.ports import Judge
from bot.core.records import Delivery
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.rooms import Rooms
from bot.runtime.inbox import Inbox
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from bot.wecom import Channel, Heard, RoomOf
from tests.fakes import SetClock
from tests.handlers.houses import GROUP, SHANGHAI
from tests.values import ROOM, T0

DEFAULTS = replace(ROOM, id=RoomId(""), name="", roles={})


class Spoken(Channel):
    """Brings JSON: `{"said": text, "by": who, "room": id}` or `{"kind": of an event, …}`. late: seconds since it was said."""

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Read it."""
        told = json.loads(delivery.body)
        who = MemberId(told.get("by", ""))
        if "kind" in told:
            return Event(
                id=delivery.key,
                channel=delivery.channel,
                kind=told["kind"],
                chat=told.get("chat", ""),
                member=who,
                at=delivery.received_at,
                details=told.get("details", {}),
            )
        return Message(
            id=MessageId(told.get("id", delivery.key)),
            room=RoomId(told.get("room", ROOM.id)),
            sender=who,
            text=told["said"],
            sent_at=delivery.received_at - timedelta(seconds=told.get("late", 0)),
            channel=delivery.channel,
        )


class Place:
    """A store with a pump over it, which may be started anew. can: kinds of effects that a channel takes."""

    def __init__(
        self,
        judge: Judge,
        *,
        rooms: tuple[Room, ...] = (ROOM,),
        can: frozenset[str] = GROUP,
        policy: Policy | None = None,
    ) -> None:
        self.judge = judge
        self.known = rooms
        self.can = can
        self.policy = policy or Policy()
        self.store = MemoryStore()
        self.clock = SetClock()
        self.count = 0
        self.woken = 0
        self.restart()

    def restart(self) -> None:
        """Know only what is durable."""
        bench = Bench(
            judge=self.judge,
            policy=self.policy,
            texts=Texts(),
            possible=lambda effect, _: effect.kind in self.can,
            house_rules=lambda _: (),
            zone=SHANGHAI,
        )
        self.warm = Warm(self.store, reach=bench.reach, zone=SHANGHAI)
        self.rooms = Rooms(self.known, defaults=DEFAULTS)
        spoken = Spoken()
        self.inbox = Inbox(
            store=self.store,
            channels=dict.fromkeys(("archive", "app", "house"), spoken),
            rooms=self.rooms,
            warm=self.warm,
            bench=bench,
            clock=self.clock,
        )
        self.inbox.on_outcomes = self.wake

    def wake(self) -> None:
        """Count."""
        self.woken += 1

    async def bring(self, channel: str = "archive", *, at: datetime = T0, key: str = "", **told: Any) -> None:
        """Let one delivery be handled."""
        self.count += 1
        self.clock.time = at
        body = json.dumps(told)
        await self.inbox.put(Delivery(channel=channel, key=key or f"d{self.count}", body=body, received_at=at))
        await self.inbox.handle_some()

    async def press(self, card: str, key: str, *, by: str = "owner", at: datetime = T0) -> None:
        """Let somebody tap."""
        details = {"TaskId": card, "EventKey": key, "ResponseCode": "c1"}
        await self.bring("app", kind="template_card_event", by=by, details=details, at=at)

    def told(self, room: str = ROOM.id) -> list[str]:
        """What people were told about a room."""
        return [effect.text for effect in self.store.outbox(RoomId(room)) if isinstance(effect, Tell)]

    async def errors(self) -> list[str]:
        """What could not be handled."""
        return [one.error for one in await self.store.set_aside(limit=9)]
