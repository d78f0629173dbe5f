"""A week of a room, with nights, restarts and nobody answering: caller, pump and store together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.core.cases import Case, Deed
from bot.core.effects import Ask, Effect, Recard
from bot.core.model import Calendar, Room, RoomId
from bot.core.policy import Policy, points_at
from bot.core.records import Delivery, Due
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.mouths import Mouths
from bot.handlers.rooms import Rooms
from bot.runtime.caller import Caller
from bot.runtime.house import House
from bot.runtime.inbox import Inbox
from bot.runtime.outbox import Outbox
from bot.runtime.sending import Powers
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from bot.wecom import Channel, Receipt
from tests.fakes import RecordingChannel, SetClock
from tests.values import JUDGE, ROOM, T0, ZHANG

SHANGHAI = ZoneInfo("Asia/Shanghai")
STEP = timedelta(minutes=10)
DAY = timedelta(days=1)
POLICY = Policy()


def _room(due: Due) -> RoomId:
    return due.effect.room


async def nobody(revision: int, by: str) -> str:
    """Nothing is rolled back here."""
    return f"{revision} {by}"


class Phone(RecordingChannel):
    """Takes everything, remembers when; cards bring the leave to change them."""

    def __init__(self, clock: SetClock, sent: list[tuple[datetime, str, Effect]]) -> None:
        super().__init__("ask", "tell", "recard", "reply", "say")
        self.clock = clock
        self.log = sent

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Remember."""
        self.log.append((self.clock.now(), key, effect))
        return Receipt(answer={"errcode": 0, "errmsg": "ok", "response_code": f"c-{key}"})


class Week:
    """A bot without doors: what is due is handled and sent the moment it is due."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.clock = SetClock()
        self.sent: list[tuple[datetime, str, Effect]] = []
        self.said = 0
        self.start()

    def start(self) -> None:
        """Start anew: nothing but what is durable is known."""
        channels: dict[str, Channel] = {
            "archive": RecordingChannel(),
            "app": Phone(self.clock, self.sent),
            "house": House(nobody),
        }
        mouths, rooms = Mouths(channels), Rooms((ROOM,), defaults=ROOM)
        bench = Bench(
            judge=JUDGE,
            policy=POLICY,
            texts=Texts(),
            possible=mouths.can,
            house_rules=lambda _: (),
            calendar=Calendar(),
            zone=SHANGHAI,
        )
        self.warm = Warm(self.store, reach=JUDGE.reach, zone=SHANGHAI)
        self.inbox = Inbox(
            store=self.store, channels=channels, rooms=rooms, warm=self.warm, bench=bench, clock=self.clock
        )
        powers = Powers(channels=channels, mouths=mouths, rooms=rooms, texts=Texts(), clock=self.clock)
        self.outbox = Outbox(store=self.store, powers=powers)
        self.outbox.on_settled = self.inbox.wake
        self.caller = Caller(store=self.store, inbox=self.inbox, clock=self.clock)

    async def say(self, sender: str, text: str) -> None:
        """Let somebody say something now."""
        self.said += 1
        now = self.clock.now()
        delivery = Delivery(channel="archive", key=f"said-{self.said}", body=f"{sender}|{text}", received_at=now)
        await self.inbox.put(delivery)
        await self.settle_down()

    async def settle_down(self) -> None:
        """Handle and send until nothing is left to be done now."""
        for _ in range(50):
            await self.caller.call()
            handled = await self.inbox.handle_some()
            due = await self.store.due(self.clock.now(), limit=500)
            if not handled and not due:
                return
            for _, of_room in groupby(sorted(due, key=lambda one: (one.effect.room, one.id)), _room):
                await self.send(tuple(of_room))
        raise AssertionError("it never comes to rest")

    async def send(self, due: Sequence[Due]) -> None:
        """Send what is due in one room."""
        left = list(due)
        while left:
            ended = {one.id for one in await self.outbox.carry_out(left)}
            left = [one for one in left if one.id not in ended]

    async def cases(self) -> list[Case]:
        """All cases, as stored."""
        return list(await self.store.all_cases(limit=999))

    async def pass_(self, until: datetime) -> None:
        """Let time pass, looking every ten minutes; nothing may be left lying."""
        while self.clock.now() < until:
            self.clock.forward(STEP)
            await self.settle_down()
            assert not await self.store.due_cases(self.clock.now(), limit=9)

    def asks(self, start: str) -> list[tuple[datetime, str]]:
        """When which cards were sent whose id begins so."""
        found = ((at, e.card.id) for at, _, e in self.sent if isinstance(e, Ask) and e.card is not None)
        return [(at, id_) for at, id_ in found if id_.startswith(start)]


async def test_a_week_in_which_nobody_answers_comes_to_an_end() -> None:
    """Each night is reported once, each case asked about until it lapses; at last nothing waits any more.

    The bot is restarted every day at another hour.
    """
    week = Week()
    for day in range(7):
        await week.pass_(T0 + day * DAY + timedelta(hours=16))  # 2:00 at night
        await week.say(ZHANG, "加微信")
        if day % 2:
            await week.say("li", "傻")
        await week.pass_(T0 + day * DAY + timedelta(hours=16 + day))
        week.start()
    await week.pass_(T0 + 12 * DAY)

    cases = await week.cases()
    reports = week.asks("report-")
    assert await week.store.next_case_at() is None
    assert [case.number for case in cases if case.is_open] == []
    assert len(cases) == 10
    assert [at.astimezone(SHANGHAI).strftime("%d %H:%M") for at, _ in reports] == [f"{d} 07:00" for d in range(21, 28)]
    assert len({key for _, key, _ in week.sent}) == len(week.sent)
    cards = {key for _, key, effect in week.sent if isinstance(effect, Ask) and effect.case}
    greyed = {effect.of for _, _, effect in week.sent if isinstance(effect, Recard)}
    assert cards == greyed  # none is sent when nothing is to be done any more; none stays to be tapped
    assert len(cards) > 5


async def test_points_are_what_the_cases_say_after_such_a_week() -> None:
    """No restart, no notice that came twice, gave or took anything."""
    week = Week()
    for day in range(4):
        await week.pass_(T0 + day * DAY + timedelta(hours=day))
        await week.say(ZHANG, "加微信")
        week.start()
        await week.settle_down()

    now = week.clock.now()
    await week.warm.load((ROOM,), now=now)
    standing = week.warm.of(ROOM.id).standings[ZHANG]
    charges = [offence.charge for case in await week.cases() for offence in case.offences if offence.charge]
    assert sorted(charge.number for charge in standing.charges) == sorted(charge.number for charge in charges)
    assert points_at(standing, now, POLICY) > 0


async def test_a_mute_is_noted_as_over_when_it_is_over() -> None:
    """Within the ten minutes in which somebody looks, and once."""
    week = Week()
    await week.say("li", "傻")
    (case,) = await week.cases()
    mute = next(offence.mute for offence in case.offences)
    assert mute is not None

    await week.pass_(mute.until + STEP)

    (case,) = await week.cases()
    (ended,) = [entry.at for entry in case.history if entry.what is Deed.ENDED]
    assert mute.until <= ended < mute.until + STEP


async def test_a_clock_that_jumps_ahead_and_back_does_everything_once() -> None:
    """A machine that slept for a day, and one whose clock was set back by an hour."""
    week = Week()
    await week.say("li", "傻")

    for jump in (DAY, -timedelta(hours=1), DAY, -timedelta(hours=1), 3 * DAY):
        week.clock.forward(jump)
        await week.settle_down()

    (case,) = await week.cases()
    assert case.is_open is False
    assert [entry.what for entry in case.history].count(Deed.ENDED) == 1
    assert [entry.what for entry in case.history].count(Deed.LAPSED) <= 1
    assert len({key for _, key, _ in week.sent}) == len(week.sent)
