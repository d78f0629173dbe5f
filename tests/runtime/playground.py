"""Rooms that play, over a store that may fail: the pump, the caller and the schedule of one process, which may die."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.coding import encoded
from bot.core.customs import Credits, Customs, Quizzing
from bot.core.errors import StorageError
from bot.core.model import MemberId, RoomId
from bot.core.playbook import Form, Inquiry, Pack, Playbook, Question, Ware
from bot.core.records import Delivery, Outcome
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.playing import venues_of
from bot.handlers.rooms import Rooms
from bot.runtime.caller import Caller
from bot.runtime.house import House
from bot.runtime.inbox import Inbox
from bot.runtime.schedule import Schedule
from bot.runtime.timetable import timers_in
from bot.storage.memory import MemoryStore
from bot.storage.plain import to_json
from bot.storage.warm import Warm
from tests.fakes import SetClock
from tests.handlers.houses import GROUP, SHANGHAI
from tests.runtime.places import DEFAULTS, Place, Spoken
from tests.values import AD, ROOM, WordJudge

ROOMS = (replace(ROOM, ledger="all"), replace(ROOM, id=RoomId("r2"), ledger="all"), replace(ROOM, id=RoomId("r3")))
QUESTIONS = (
    Question(id="q1", kind="text", text="中国的首都是哪里？", answers=("北京",), hints=("在北方",)),
    Question(id="q2", kind="choice", text="红绿灯里没有哪种颜色？", answers=("C",), options=("红", "绿", "紫")),
    Question(id="q3", kind="judge", text="地球是圆的。", answers=("对",)),
)
PLAYBOOK = Playbook(
    packs={"basics": Pack(id="basics", title="常识", questions=QUESTIONS)},
    forms={
        "score": Form(id="score", title="打分", inquiries=(Inquiry(text="几分？", kind="score"),), private=False),
        "nps": Form(
            id="nps",
            title="推荐度",
            inquiries=(Inquiry(text="几分？", kind="nps"), Inquiry(text="为什么？", kind="text")),
        ),
    },
    wares=(Ware(id="pen", title="钢笔", cost=3, stock=2, each=1), Ware(id="mug", title="马克杯", cost=4, stock=1)),
)
CUSTOMS = Customs(
    credits=Credits(
        talk=1, talk_pause=timedelta(minutes=1), thanks_pause=timedelta(hours=1), invite_stays=timedelta(hours=3)
    ),
    quiz=Quizzing(questions=2, seconds=20, no_repeat=timedelta(0)),
)
JUDGE = WordJudge(words={"加微信": AD})


class FailingStore(MemoryStore):
    """Fails once where it is told to, and takes nothing that would be written over something else.

    fails: `before` the next outcomes are written, or `after`, as if the answer was lost; empty for not at all.
    """

    fails = ""

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write them, and look whether they were made of what is there."""
        fails, self.fails = self.fails, ""
        if fails == "before":
            raise StorageError("no connection")
        now: dict[tuple[str, str], Any] = {}
        for outcome in outcomes:
            self._fits(outcome, now)
        await super().record(outcomes)
        if fails == "after":
            raise StorageError("the connection broke")

    def _fits(self, outcome: Outcome, now: dict[tuple[str, str], Any]) -> None:
        """Each play is written once; each change of what a room remembers begins where the last one ended."""
        numbers = [play.number for play in outcome.plays]
        assert len(numbers) == len(set(numbers)), "a play is written twice at once"
        for change in outcome.states:
            kept = now.get((change.room, change.key), self._state_of(change.room).get(change.key))
            assert as_json(change.before) == kept, f"{change.key} was {kept} and not {change.before}"
            now[change.room, change.key] = as_json(change.after)


def as_json(value: object) -> Any:
    """What is read back of `value`."""
    return json.loads(to_json(encoded(value)))


async def _nothing(revision: int, by: MemberId) -> str:
    return f"{by} {revision}"


class Luck(SetClock):
    """A clock whose luck is another one each time."""

    drawn = 0

    def seed(self) -> int:
        """Never the same."""
        self.drawn += 1
        return self.drawn


class Playground(Place):
    """Three rooms, two of one ledger. can: kinds of effects that a channel takes."""

    def __init__(self, *, can: frozenset[str] = GROUP, customs: Customs = CUSTOMS, lucky: bool = True) -> None:
        self.store: FailingStore
        self.customs = customs
        super().__init__(JUDGE, rooms=ROOMS, can=can)
        self.store = FailingStore()
        self.clock = Luck() if lucky else SetClock()
        self.restart()

    def restart(self) -> None:
        """Know only what is durable."""
        bench = Bench(
            judge=self.judge,
            policy=self.policy,
            texts=Texts(),
            possible=lambda effect, _: effect.kind in self.can,
            house_rules=lambda _: ("禁止广告",),
            zone=SHANGHAI,
            customs=self.customs,
            playbook=PLAYBOOK,
        )
        self.warm = Warm(self.store, reach=bench.reach, zone=SHANGHAI)
        self.rooms = Rooms(self.known, defaults=DEFAULTS)
        self.inbox = Inbox(
            store=self.store,
            channels={"archive": Spoken(), "app": Spoken(), "house": House(_nothing)},
            rooms=self.rooms,
            warm=self.warm,
            bench=bench,
            clock=self.clock,
        )
        self.caller = Caller(store=self.store, inbox=self.inbox, clock=self.clock)
        self.schedule = Schedule(
            store=self.store,
            clock=self.clock,
            zone=SHANGHAI,
            keep=timedelta(days=30),
            tidy=lambda: None,
            timers=lambda: timers_in(venues_of(ROOMS, bench, self.clock.now())),
            put=self.inbox.put_pulled,
        )

    async def hand_in(self, channel: str, *, key: str = "", **told: Any) -> str:
        """Take a delivery in without handling it; return its key."""
        self.count += 1
        key = key or f"d{self.count}"
        body = json.dumps(told, ensure_ascii=False)
        await self.inbox.put(Delivery(channel=channel, key=key, body=body, received_at=self.clock.time))
        return key

    async def introduce(self, room: RoomId, names: Mapping[str, str]) -> None:
        """Let the bot read who is in a room."""
        listed = {"owner": "owner", "admins": ["helper"], "members": list(names), "names": names, "inviters": {}}
        await self.hand_in("house", key=f"members-{room}", kind="members", room=room, customer=False, **listed)
        await self.pump()

    async def pump(self) -> None:
        """Handle all that waits, however often the store fails."""
        while True:
            try:
                if not await self.inbox.handle_some():
                    return
            except StorageError:
                continue

    async def call(self) -> None:
        """Call what is due now, as long as that brings anything."""
        await self.schedule.look()
        due: object = None
        while due != (due := await self.store.due_plays(self.clock.now(), limit=50)):
            await self.caller.call()
            await self.pump()

    async def until(self, then: datetime) -> None:
        """Let time pass, and call each play in time."""
        while (at := await self._next_at(self.clock.now())) is not None and at < then:
            self.clock.time = at
            await self.call()
        self.clock.time = then
        await self.call()

    async def _next_at(self, after: datetime) -> datetime | None:
        plays = await self.store.all_plays(limit=50, open_only=True)
        return min((p.due_at for p in plays if p.due_at is not None and p.due_at > after), default=None)
