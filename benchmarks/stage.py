"""A bot that plays in one room: the starter's rules, a database on disk, the inbox with its pump, and the caller."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.activities import revived
from bot.core.coding import encoded
from bot.core.effects import Reply, Say
from bot.core.model import MemberId, Role, Room, RoomId
from bot.core.playbook import Pack, Playbook, Question
from bot.core.plays import Play
from bot.core.policy import Policy
from bot.core.records import Delivery
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.rooms import Rooms
from bot.play.quiz.items import picked
from bot.play.quiz.rounds import Asked
from bot.runtime.caller import Caller
from bot.runtime.clock import SystemClock
from bot.runtime.house import House
from bot.runtime.inbox import Inbox, stopped
from bot.runtime.telling import HOUSE
from bot.settings import load_content, load_rules
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from bot.wecom.archive import Archive

ROOT = Path(__file__).parent.parent
OWNER = MemberId("owner")
ROOM = Room(id=RoomId("rush"), name="五千人大群", chats={"archive": "rush"}, roles={OWNER: Role.OWNER})
OTHER = Question(id="other", kind="judge", text="太阳从西边升起。", answers=("错",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one member says. at: when the platform had it. text: as said."""

    id: str
    by: MemberId
    at: datetime
    text: str

    def delivery(self, seq: int) -> Delivery:
        """Return it as the archive brings it."""
        told = {
            "seq": seq,
            "msgid": self.id,
            "action": "send",
            "from": self.by,
            "tolist": [],
            "roomid": "rush",
            "msgtime": encoded(self.at) // 1000,
            "msgtype": "text",
            "text": {"content": self.text},
        }
        return Delivery(channel="archive", key=self.id, body=json.dumps(told, ensure_ascii=False), received_at=self.at)


class Ahead:
    """The machine's clock, put forward by as much as is told. seed: the luck of everything."""

    def __init__(self, seed: int) -> None:
        self._machine = SystemClock()
        self._seed = seed
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the present with what it was put forward."""
        return self._machine.now() + self._ahead

    def seed(self) -> int:
        """Return the same luck each time."""
        return self._seed

    def forward(self, span: timedelta) -> None:
        """Let time pass."""
        self._ahead += span


class Timed(Inbox):
    """An inbox that takes the time: taken: (how many, begun, durable) of each commit, s. idle: set when nothing waits."""

    taken: list[tuple[int, float, float]]
    idle: asyncio.Event

    async def handle_some(self) -> int:
        """Handle what waits and take the time."""
        begun = time.perf_counter()
        handled = await super().handle_some()
        if handled:
            self.taken.append((handled, begun, time.perf_counter()))
        if not self.depth:
            self.idle.set()
        return handled


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A bot that plays in one room."""

    clock: Ahead
    store: SqlStore
    inbox: Timed
    warm: Warm
    caller: Caller

    async def quiet(self) -> None:
        """Wait until nothing waits to be handled."""
        self.inbox.idle.clear()
        if self.inbox.depth:
            await self.inbox.idle.wait()

    async def say(self, text: str, seq: int) -> None:
        """Let the owner say something, and wait until it is handled."""
        await self.inbox.put(Answer(id=f"o{seq}", by=OWNER, at=self.clock.now(), text=text).delivery(seq))
        await self.quiet()

    async def go_on(self) -> None:
        """Let time pass until the quiz is due, and that be handled."""
        due_at = self.play().due_at
        assert due_at is not None, "the quiz wants no call"
        self.clock.forward(max(timedelta(0), due_at - self.clock.now()))
        await self.caller.call()
        await self.quiet()

    def play(self) -> Play:
        """Return the quiz as it is."""
        (play,) = self.warm.of(ROOM.id).plays.values()
        known = revived(play)
        assert known is not None, "the quiz cannot be read"
        return known

    async def said(self) -> list[str]:
        """Return what the room was told so far, oldest first."""
        due = await self.store.due(self.clock.now() + timedelta(days=1), limit=1000)
        return [one.effect.text for one in due if isinstance(one.effect, Say | Reply)]


@asynccontextmanager
async def a_stage(folder: Path, question: Question) -> AsyncIterator[Stage]:
    """Set up a bot whose only pack has `question`, which is asked first, and `OTHER`. folder: of its database."""
    content = load_content(ROOT / "config.yaml", {})
    rules = load_rules(content)
    clock, store = Ahead(lucky(question)), SqlStore(f"sqlite:///{folder / 'rush.db'}")
    pack = Pack(id="rush", title="压力测试", questions=(question, OTHER))
    bench = Bench(
        judge=rules,
        policy=Policy(),
        texts=Texts(),
        possible=lambda effect, room: True,
        house_rules=rules.titles,
        has_aibot=False,
        zone=content.zone,
        playbook=Playbook(packs={"rush": pack}),
    )
    warm = Warm(store, reach=bench.reach, zone=content.zone, calendar=content.calendar)
    channels = {"archive": Archive(), HOUSE: House(_never)}
    rooms = Rooms((ROOM,), defaults=ROOM)
    inbox = Timed(store=store, channels=channels, rooms=rooms, warm=warm, bench=bench, clock=clock)
    inbox.taken, inbox.idle = [], asyncio.Event()
    await store.open()
    pump = asyncio.create_task(inbox.run())
    try:
        caller = Caller(store=store, inbox=inbox, clock=clock)
        yield Stage(clock=clock, store=store, inbox=inbox, warm=warm, caller=caller)
    finally:
        await stopped(pump)
        await store.close()


def lucky(question: Question) -> int:
    """Return a seed by which `question` is asked before `OTHER`."""
    items = tuple(Asked(question=one, pack="rush") for one in (question, OTHER))
    return next(seed for seed in count() if picked(items, 2, seed=seed)[0].question is question)


async def _never(revision: int, member: MemberId) -> str:
    raise NotImplementedError(f"{member} may not go back to {revision} here")
