"""A room with its store, its warm memory and the handlers, for tests of what follows from what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.actions import StateChange
from bot.core.cases import Case
from bot.core.effects import Effect
from bot.core.model import NOBODY, Event, MemberId, Message, MessageId, Room, RoomId, Standing, private_room
from bot.core.policy import Policy, points_at
from bot.core.ports import Judge
from bot.core.records import Delivery, Outcome
from bot.core.texts import Texts
from bot.handlers.amending import Recall, on_recall
from bot.handlers.bench import Bench
from bot.handlers.card import on_press
from bot.handlers.member import Movement, on_member
from bot.handlers.message import on_message
from bot.handlers.presses import press_of
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from tests.values import JUDGE, ROOM, T0, ZHANG, message

MINUTE = timedelta(minutes=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
GROUP = frozenset({"reply", "say", "ask", "tell", "recard", "remove"})
PRIVATE = GROUP | {"receipt"}


class House:
    """One room, a memory store, and the handlers; everything that is handled becomes durable.

    can: kinds of effects that a channel takes. others: rooms besides.
    """

    def __init__(
        self,
        room: Room = ROOM,
        *,
        can: frozenset[str] = GROUP,
        policy: Policy | None = None,
        judge: Judge = JUDGE,
        others: tuple[Room, ...] = (),
    ) -> None:
        self.room = room
        self.rooms: dict[RoomId, Room] = {one.id: one for one in (room, *others)}
        self.store = MemoryStore()
        self.bench = Bench(
            judge=judge,
            policy=policy or Policy(),
            texts=Texts(),
            possible=lambda effect, _: effect.kind in can,
            house_rules=lambda _: ("禁止广告", "禁止辱骂"),
            zone=SHANGHAI,
        )
        self.heard = 0
        self.restart()

    def restart(self) -> None:
        """Forget everything but what is durable."""
        self.warm = Warm(self.store, reach=self.bench.reach, zone=SHANGHAI)

    async def load(self, *rooms: RoomId, now: datetime = T0) -> None:
        """Make rooms warm."""
        known = (self.rooms.get(room) or replace(self.room, id=room, roles={}, ledger="") for room in rooms)
        await self.warm.load(tuple(known), now=now)

    async def hear(self, text: str = "你好", **fields: Any) -> Outcome:
        """Handle one message that is said and heard at the same moment."""
        said = message(text, **{"id": f"m{self.heard + 1}", "room": self.room.id, **fields})
        return await self.handle(said)

    async def handle(self, said: Message, *, now: datetime | None = None) -> Outcome:
        """Handle `said` in its room."""
        now = now or said.sent_at
        await self.load(said.room, now=now)
        inbox = await self._arrived(said.channel)
        return await self._kept(on_message(said, inbox=inbox, now=now, seed=1, warm=self.warm, bench=self.bench))

    async def move(
        self,
        *members: str,
        at: datetime = T0,
        coming: bool = True,
        removed: bool = False,
        late: timedelta = timedelta(0),
    ) -> Outcome:
        """Let people come or go; late: until it is heard."""
        now = at + late
        await self.load(self.room.id, now=now)
        inbox = await self._arrived("app")
        movement = Movement(
            id=f"e{inbox}",
            channel="app",
            room=self.room.id,
            members=tuple(map(MemberId, members)),
            at=at,
            is_coming=coming,
            was_removed=removed,
        )
        return await self._kept(on_member(movement, inbox=inbox, now=now, seed=1, warm=self.warm, bench=self.bench))

    async def recall(self, said: str, *, by: str = ZHANG, at: datetime = T0) -> Outcome:
        """Let a message be taken back."""
        await self.load(self.room.id, now=at)
        inbox = await self._arrived("archive")
        recall = Recall(id=f"r{inbox}", room=self.room.id, member=MemberId(by), message=MessageId(said), at=at)
        return await self._kept(on_recall(recall, inbox=inbox, now=at, warm=self.warm, bench=self.bench))

    async def press(self, card: str, key: str, *, by: str = "owner", at: datetime = T0, code: str = "c1") -> Outcome:
        """Let somebody tap a button. card: as the platform brings it back (`case-1@key`)."""
        press = press_of(pressed(card, key, by=by, at=at, code=code))
        assert press is not None
        case = self.warm.case(press.number)
        room = case.room if case is not None else private_room(MemberId(by))
        await self.load(room, now=at)
        inbox = await self._arrived("app")
        press = replace(press, room=room)
        return await self._kept(on_press(press, inbox=inbox, now=at, seed=1, warm=self.warm, bench=self.bench))

    async def remember(self, states: Mapping[str, Any], *, now: datetime = T0) -> None:
        """Let the room remember something."""
        await self.load(self.room.id, now=now)
        changes = tuple(StateChange(room=self.room.id, key=key, before=None, after=v) for key, v in states.items())
        for change in changes:
            self.warm.note(change)
        await self._kept(Outcome(inbox=await self._arrived("app"), states=changes))

    async def _arrived(self, channel: str) -> int:
        self.heard += 1
        delivery = Delivery(channel=channel, key=f"k{self.heard}", body="", received_at=T0)
        (pending,) = await self.store.receive((delivery,))
        return pending.id

    async def _kept(self, outcome: Outcome) -> Outcome:
        await self.store.record((outcome,))
        return outcome

    def standing(self, member: str = ZHANG) -> Standing:
        """Where somebody stands."""
        return self.warm.of(self.room.id).standings.get(MemberId(member), NOBODY)

    def points(self, member: str = ZHANG, *, at: datetime = T0) -> float:
        """How many points somebody has."""
        return points_at(self.standing(member), at, self.bench.policy)

    def case(self, number: int) -> Case:
        """The case of that number."""
        case = self.warm.case(number)
        assert case is not None
        return case


def pressed(card: str, key: str, *, by: str = "owner", at: datetime = T0, code: str = "c1") -> Event:
    """The event of a tap."""
    details = {"TaskId": card, "EventKey": key, "ResponseCode": code}
    return Event(
        id=f"{card}{key}", channel="app", kind="template_card_event", member=MemberId(by), at=at, details=details
    )


def effects_of(outcome: Outcome) -> list[Effect]:
    """What the outcome does."""
    return [out.effect for out in outcome.outgoing]


def kinds_of(outcome: Outcome) -> list[str]:
    """What the outcome does, in words."""
    return [out.effect.kind for out in outcome.outgoing]


def texts_of(outcome: Outcome) -> list[str]:
    """What the outcome says."""
    return [effect.text for effect in effects_of(outcome) if hasattr(effect, "text")]
