"""What warm rooms remember: the crowd, echoes over all rooms, profiles, cooldowns; and what they forget."""

import asyncio
from dataclasses import fields, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import JOIN, NO_PRINT, Calendar, Charge, MemberId, Message, Profile, Room, RoomId, Scene, Standing
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import Delivery, Judged, MemberChange, Outcome
from bot.storage import warm as module
from bot.storage.knowing import counted
from bot.storage.memories import RoomMemory
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from bot.text.fingerprint import fingerprint
from tests.values import AD, ROOM, T0, ZHANG, message

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
OTHER = replace(ROOM, id=RoomId("r2"))
SPAM = "全网最低价代办各类证件，加微信 abc{n} 联系我"
ALL = Reach(
    recent=HOUR,
    memory=3,
    crowd=HOUR,
    crowd_memory=4,
    echoes=HOUR,
    joins=HOUR,
    cooldown=HOUR,
    profile=True,
)


class Past:
    """A store, and warm rooms on top of it that are told what is said."""

    def __init__(self, reach: Reach, *, store: Store | None = None, **settings) -> None:
        self.store = store or MemoryStore()
        self.settings = settings
        self.warm = Warm(self.store, reach=reach, zone=SHANGHAI, **settings)
        self.count = 0

    async def say(self, text: str, *, minutes: float = 0, found=(), durable: bool = True, **fields) -> Scene:
        """Say something some minutes after T0, in a commit of its own; return the scene in which it was judged."""
        self.count += 1
        said = message(text, id=f"m{self.count}", sent_at=T0 + minutes * MINUTE, **fields)
        room = replace(ROOM, id=said.room)
        key = f"k{self.count}"
        (pending,) = await self.store.receive((Delivery(channel="archive", key=key, body="", received_at=T0),))
        await self.warm.load((room,), now=said.sent_at)
        seen = self.scene(said)
        self.warm.heard(said, seen, inbox=pending.id, findings=found)
        if durable:
            judged = Judged(message=said, role="member", folded=text, findings=found, points=0, total=0)
            await self.store.record((Outcome(inbox=pending.id, judged=judged),))
        return seen

    def scene(self, said: Message) -> Scene:
        """The scene of a message that is heard at once."""
        return self.warm.scene(said, now=said.sent_at, seed=0)

    async def now(self, text: str = "你好", *, minutes: float = 30, **fields) -> Scene:
        """The scene of a message that nobody remembers."""
        said = message(text, sent_at=T0 + minutes * MINUTE, **fields)
        await self.warm.load((replace(ROOM, id=said.room),), now=said.sent_at)
        return self.scene(said)

    def restarted(self, reach: Reach = ALL) -> "Past":
        """The same past after a restart."""
        again = Past(reach, store=self.store, **self.settings)
        again.count = self.count
        return again


async def some_past(past: Past) -> None:
    """Things said by two people in two rooms, one of them with a finding."""
    await past.say("早", minutes=0)
    await past.say(SPAM.format(n=1), minutes=1, sender="li", found=(AD,))
    await past.say(SPAM.format(n=2), minutes=2, room=OTHER.id)
    await past.say("好的", minutes=3)


async def test_nothing_is_remembered_that_no_rule_asks_for() -> None:
    """A scene without rules that look back holds nothing but the role, the standing and the count of the day."""
    past = Past(Reach())
    await some_past(past)

    seen = await past.now(SPAM.format(n=9))

    assert seen == Scene(now=seen.now, room=ROOM, zone=SHANGHAI, today=2)


async def test_the_crowd_is_everybody_in_the_room_in_order() -> None:
    """The newest so many, also if they come out of order; other rooms do not count."""
    past = Past(Reach(crowd=HOUR, crowd_memory=3))
    for minutes in (3, 1, 4, 2):
        await past.say("早", minutes=minutes, sender=f"m{minutes}")
    await past.say("早", minutes=5, room=OTHER.id)

    assert (await past.now()).crowd == tuple(T0 + m * MINUTE for m in (2, 3, 4))


async def test_echoes_come_from_all_rooms_with_their_senders() -> None:
    """Only what is like it, the oldest first; the print of the judged message is there as well."""
    past = Past(Reach(echoes=HOUR))
    await some_past(past)

    seen = await past.now(SPAM.format(n=9))

    assert [(e.room, e.sender, e.id) for e in seen.echoes] == [(ROOM.id, "li", 2), (OTHER.id, ZHANG, 3)]
    assert seen.print == fingerprint(SPAM.format(n=9))


@pytest.mark.parametrize("brief", [False, True])
async def test_brief_texts_echo_only_if_rules_ask_for_it(*, brief: bool) -> None:
    """Said a minute ago or read back from the store; half of all that is said is as brief."""
    past = Past(Reach(echoes=HOUR, brief_echoes=brief))
    await past.say("收到，谢谢")
    known = await past.now("收到，谢谢")
    again = Past(Reach(echoes=HOUR, brief_echoes=brief), store=past.store)

    assert [echo.id for echo in known.echoes] == [1] * brief
    assert [echo.id for echo in (await again.now("收到，谢谢")).echoes] == [1] * brief


async def test_echoes_older_than_rules_look_are_gone() -> None:
    """The moment itself is not in it."""
    past = Past(Reach(echoes=10 * MINUTE))
    await some_past(past)

    assert [e.id for e in (await past.now(SPAM.format(n=9), minutes=11)).echoes] == [3]


async def test_a_profile_counts_messages_and_knows_the_first() -> None:
    """In memory as in the store; the name is told in the scene, too."""
    past = Past(Reach(profile=True))
    await some_past(past)
    past.warm.learn(MemberChange(room=ROOM.id, member=ZHANG, name="张三", joined_at=T0 - HOUR))

    seen = await past.now()

    assert seen.profile == Profile(name="张三", joined_at=T0 - HOUR, first_at=T0, messages=2)
    assert seen.name == "张三"


async def test_a_rule_s_last_finding_is_known_by_member() -> None:
    """Whatever else the member said since; scenes made before do not change."""
    past = Past(Reach(cooldown=HOUR))
    before = await past.say("加微信", minutes=0, found=(AD,))
    later = await past.say("加微信", minutes=2, found=(AD, replace(AD, rule="more")))

    assert (before.fired, later.fired) == ({}, {"ads": T0})
    assert (await past.now()).fired == {"ads": T0 + 2 * MINUTE, "more": T0 + 2 * MINUTE}
    assert (await past.now(sender="li")).fired == {}


async def test_joins_are_those_of_others_and_only_a_joining_is_told_of_them() -> None:
    """Within the reach, the oldest first."""
    past = Past(Reach(joins=10 * MINUTE))
    await past.now()
    for minutes, member in ((-11, "old"), (-2, "li"), (-3, "wang"), (0, ZHANG), (5, "later")):
        past.warm.learn(MemberChange(room=ROOM.id, member=MemberId(member), joined_at=T0 + minutes * MINUTE))

    joining = await past.now("", minutes=0, kind=JOIN)

    assert joining.joins == (T0 - 3 * MINUTE, T0 - 2 * MINUTE)
    assert (await past.now("你好", minutes=0)).joins == ()


async def test_after_a_restart_the_scene_is_the_same(store: Store) -> None:
    """From any store: earlier messages, the crowd, echoes of all rooms, profile, cooldowns, joins."""
    past = Past(ALL, store=store)
    await some_past(past)
    (pending,) = await store.receive((Delivery(channel="app", key="join", body="", received_at=T0),))
    joined = MemberChange(room=ROOM.id, member=MemberId("wang"), joined_at=T0 + 20 * MINUTE)
    past.warm.learn(joined)
    await store.record((Outcome(inbox=pending.id, members=(joined,)),))

    again = past.restarted()

    for other in ({"text": SPAM.format(n=9)}, {"sender": "li"}, {"room": OTHER.id}, {"text": "", "kind": JOIN}):
        assert await again.now(**other) == await past.now(**other)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.sampled_from(["zhang", "li"]),
            st.sampled_from(["", "ads", "abuse"]),
        ),
        max_size=12,
    )
)
def test_what_comes_in_any_order_is_remembered_as_it_is_read_again(said: list[tuple[int, str, str]]) -> None:
    """Earlier messages, the crowd, the first message, cooldowns and last wrongs are those of a restart."""

    async def live_and_rebuilt() -> tuple[RoomMemory, RoomMemory]:
        past = Past(ALL)
        await past.warm.load((ROOM,), now=T0)
        for n, (minutes, sender, rule) in enumerate(said):
            found = (replace(AD, rule=rule, title=f"{rule}{n}"),) if rule else ()
            await past.say(f"第{n}条", minutes=minutes, sender=sender, found=found)
        again = past.restarted()
        await again.warm.load((ROOM,), now=T0 + 13 * MINUTE)
        return past.warm.of(ROOM.id), again.warm.of(ROOM.id)

    live, rebuilt = asyncio.run(live_and_rebuilt())
    for name in ("recent", "today", "crowd", "profiles", "fired", "wrongs", "last_said_at"):
        assert getattr(live, name) == getattr(rebuilt, name)


async def test_a_scene_at_a_glance_looks_back_on_nothing() -> None:
    """No fingerprint is made for what is not judged; standing, role and time are there for commands."""
    past = Past(ALL)
    await some_past(past)
    standing = Standing(charges=(Charge(number=1, points=3, at=T0),))
    past.warm.stand(ROOM.account, ZHANG, standing)

    seen = past.warm.glance(message(SPAM.format(n=9)), now=T0 + HOUR, seed=7)

    assert seen == Scene(now=T0 + HOUR, room=ROOM, standing=standing, zone=SHANGHAI, seed=7)


async def test_what_did_not_become_durable_is_no_echo_either() -> None:
    """The batch is forgotten with its echoes, crowd and findings; what was durable before stays."""
    past = Past(ALL)
    await past.say(SPAM.format(n=1), minutes=1)
    await past.say(SPAM.format(n=2), minutes=2, found=(AD,), durable=False)

    past.warm.forget((ROOM.id,))

    seen = await past.now(SPAM.format(n=9))
    assert ([e.id for e in seen.echoes], seen.crowd, seen.fired) == ([1], (T0 + MINUTE,), {})


async def test_rules_that_look_further_make_rooms_load_again() -> None:
    """From the next commit on, so that nothing under way loses its room."""
    past = Past(Reach())
    await some_past(past)

    past.warm.reaches(ALL)
    under_way = past.scene(message(SPAM.format(n=9), sent_at=T0 + 30 * MINUTE))
    after = await past.now(SPAM.format(n=9))

    assert (under_way.recent, under_way.echoes) == ((), ())
    assert ([e.id for e in after.recent], [e.id for e in after.echoes]) == ([1, 4], [2, 3])


async def test_rules_that_look_less_far_keep_rooms_warm() -> None:
    """Nothing is read again; what is no longer asked for is no longer told."""
    past = Past(ALL)
    await some_past(past)
    await past.say("没有存下来", minutes=4, durable=False)

    past.warm.reaches(replace(ALL, crowd_memory=0, echoes=timedelta(0), profile=False))
    seen = await past.now(SPAM.format(n=9))

    assert (seen.crowd, seen.echoes, seen.print, seen.profile) == ((), (), NO_PRINT, Profile())
    assert [e.text for e in seen.recent] == ["早", "好的", "没有存下来"]


async def test_the_calendar_is_told() -> None:
    """As it was given."""
    calendar = Calendar(off=frozenset({T0.date()}))

    assert (await Past(Reach(), calendar=calendar).now()).calendar == calendar


async def test_only_the_newest_of_all_rooms_are_echoes_after_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start reads no more than is kept."""
    monkeypatch.setattr(module, "MAX_ECHOES", 2)
    past = Past(ALL)
    for n in range(4):
        await past.say(SPAM.format(n=n), minutes=n)

    assert [e.id for e in (await past.restarted().now(SPAM.format(n=9))).echoes] == [3, 4]


async def test_private_talks_are_no_part_of_it() -> None:
    """A private room is empty, however much is asked for."""
    past = Past(ALL)
    await some_past(past)

    seen = await past.now("你好", room=RoomId(f"private:{ZHANG}"))

    assert (seen.recent, seen.crowd, seen.profile) == ((), (), Profile())
    assert isinstance(seen.room, Room)


def test_counting_a_message_keeps_whatever_else_is_known() -> None:
    """Nothing that is known of a member is lost when one more message of theirs is counted, field by field."""
    told = {f.name: f"some {f.name}" for f in fields(Profile)}
    known = Profile(**{**told, "messages": 6, "first_at": T0})

    assert counted(known, T0 + timedelta(hours=1)) == replace(known, messages=7)
