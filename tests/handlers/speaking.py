"""A house in which people speak to the bot: rooms, a store, and what follows from each word."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands import RuleLine
from bot.core.effects import Reply, Tell
from bot.core.model import MemberId, Message, MessageId, Role, Room, RoomId, private_room
from bot.core.policy import Policy
from bot.core.records import Delivery, MemberChange, Outcome, Revision
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.concluding import concluded
from bot.handlers.obeying import obeyed
from bot.handlers.private import rooms_needed
from bot.handlers.ruled import Changes
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from tests.values import JUDGE, ROOM, T0

ZONE = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
OWNER, HELPER, ZHANG, LI = (MemberId(name) for name in ("owner", "helper", "zhang", "li"))
OTHER = Room(id=RoomId("r2"), name="读书会", roles={OWNER: Role.OWNER})
NAMES = {OWNER: "王群主", HELPER: "小助", ZHANG: "张三", LI: "李四"}
CAN = frozenset({"reply", "say", "tell", "ask", "receipt", "rollback"})
RULES = (
    RuleLine(id="ads", title="禁止广告", stage="enforce", written="enforce", points=3),
    RuleLine(id="abuse", title="禁止辱骂", stage="enforce", written="enforce", points=6),
    RuleLine(id="flood", title="禁止刷屏", stage="shadow", written="shadow"),
)
REVISIONS = (
    Revision(id=12, at=T0, who="小助", note="改了 ads.yaml", digest="b"),
    Revision(id=11, at=T0 - timedelta(days=1), who="王群主", note="新增 abuse.yaml", digest="a"),
)


class SpeakingHouse:
    """Rooms with people in them, over one store that outlives restarts."""

    def __init__(self, *rooms: Room, can: frozenset[str] = CAN, policy: Policy | None = None) -> None:
        self.rooms = rooms or (ROOM,)
        self.store = MemoryStore()
        self.bench = Bench(
            judge=JUDGE,
            policy=policy or Policy(),
            texts=Texts(),
            possible=lambda effect, _: effect.kind in can,
            house_rules=lambda _: ("禁止广告", "禁止辱骂"),
            zone=ZONE,
            rules=lambda _: RULES,
            revisions=REVISIONS,
        )
        self.now = T0
        self.count = 0
        self.restart()

    def restart(self) -> None:
        """Forget everything that is not stored."""
        self.warm = Warm(self.store, reach=JUDGE.reach, zone=ZONE)

    def forward(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span

    async def opened(self) -> "SpeakingHouse":
        """Let everybody be known by name in every room."""
        for room in self.rooms:
            changes = tuple(MemberChange(room=room.id, member=m, name=name) for m, name in NAMES.items())
            await self.happen(Changes(members=changes), room.id)
        return self

    async def happen(self, changes: Changes, room: RoomId = ROOM.id) -> Outcome:
        """Let `changes` be, however they came about."""
        inbox = await self._received("…")
        await self._load()
        memory = self.warm.of(room)
        outcome = concluded(changes, inbox=inbox, now=self.now, memory=memory, warm=self.warm, bench=self.bench)
        await self.store.record([outcome])
        return outcome

    async def says(self, text: str, sender: str = OWNER, room: RoomId = ROOM.id, **fields) -> Outcome | None:
        """Let somebody say something in a room; return what follows, None if the bot takes no notice."""
        inbox = await self._received(text)
        values = {"channel": "aibot", "sent_at": self.now, **fields}
        message = Message(id=MessageId(f"m{inbox}"), room=room, sender=MemberId(sender), text=text, **values)
        await self._load(message)
        memory, warm = self.warm.of(room), self.warm
        scene = warm.glance(message, now=self.now, seed=1)
        result = obeyed(message, scene, memory=memory, warm=warm, bench=self.bench)
        if result is None:
            return None
        outcome = concluded(result.changes, inbox=inbox, now=self.now, memory=memory, warm=warm, bench=self.bench)
        await self.store.record([outcome])
        return outcome

    async def whispers(self, text: str, sender: str = OWNER, **fields) -> Outcome | None:
        """Let somebody say something in private."""
        return await self.says(text, sender, private_room(MemberId(sender)), **{"channel": "app", **fields})

    def state(self, room: RoomId = ROOM.id) -> dict:
        """What a warm room remembers, without what is kept as nothing."""
        return {key: told for key, told in self.warm.of(room).state.items() if told is not None}

    async def _received(self, text: str) -> int:
        self.count += 1
        delivery = Delivery(channel="aibot", key=f"d{self.count}", body=text, received_at=self.now)
        (pending,) = await self.store.receive([delivery])
        return pending.id

    async def _load(self, message: Message | None = None) -> None:
        places = list(self.rooms)
        if message is not None and message.room.startswith("private:"):
            places.append(Room(id=message.room, roles={}))
        await self.warm.load(places, now=self.now)
        if message is not None and message.room.startswith("private:"):
            talk = self.warm.of(message.room)
            talk.about = rooms_needed(message, talk, self._known(message.sender))

    def _known(self, member: MemberId) -> tuple[Room, ...]:
        return tuple(room for room in self.rooms if member in room.roles or member in (ZHANG, LI))


def said(outcome: Outcome | None, kind: type = Reply) -> str:
    """What the bot answers; empty if nothing."""
    found = (o.effect.text for o in (outcome.outgoing if outcome else ()) if isinstance(o.effect, kind))
    return "\n".join(found)


def told(outcome: Outcome | None) -> list[tuple[MemberId, str]]:
    """Whom the bot tells what in private."""
    return [(o.effect.to, o.effect.text) for o in (outcome.outgoing if outcome else ()) if isinstance(o.effect, Tell)]


def kinds(outcome: Outcome | None) -> list[str]:
    """What is to be done."""
    return [o.effect.kind for o in (outcome.outgoing if outcome else ())]


def with_roles(room: Room, **roles: Role) -> Room:
    """Return `room` with these roles besides its own."""
    return replace(room, roles={**room.roles, **{MemberId(m): role for m, role in roles.items()}})


def numbered(lines: Iterable[str]) -> str:
    """Return `lines` as choices are written."""
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


def at(hour: int, minute: int = 0) -> datetime:
    """Return that time of the day of T0."""
    return T0.astimezone(ZONE).replace(hour=hour, minute=minute)
