"""Somebody comes or goes: what is remembered, what is found, who is told."""

from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.effects import Effect, Tell
from bot.core.findings import Finding, Stage
from bot.core.model import JOIN, Event, MemberId, Message, Role, Room, RoomId, Scene, Standing
from bot.core.policy import Policy
from bot.core.reach import Reach
from bot.core.records import Delivery, MemberChange, Outcome
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.member import Movement, movement_of, on_member
from bot.handlers.rooms import Rooms
from bot.rules.join import Join
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from bot.text.reader import Reader
from tests.values import T0

ROOM = Room(id=RoomId("r1"), name="客户群", roles={MemberId("boss"): Role.OWNER}, chats={"archive": "wrChat"})
MINUTE = timedelta(minutes=1)
ADDED = {"UpdateDetail": "add_member", "MemChangeList": "wm1,wm2", "JoinScene": "3"}
TAKEN_OUT = {"UpdateDetail": "del_member", "MemChangeList": "wm1", "QuitScene": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinJudge:
    """One rule with one `join`."""

    condition: Join
    finding: Finding
    revision: int = 7

    @property
    def reach(self) -> Reach:
        """That of the condition."""
        return self.condition.reach

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """What the condition sees."""
        match = self.condition.match(message, Reader({}).read(message.text), scene)
        return () if match is None else (replace(self.finding, why=match.why, of_burst=match.of_burst),)

    def folded(self, text: str) -> str:
        """The text as it is."""
        return text

    def concealed(self, text: str) -> str:
        """The text as it is."""
        return text


FINDING = Finding(rule="door", title="进群管理", condition="join", why="")


class Door:
    """A room with one rule about joining."""

    def __init__(self, condition: Join, *, room: Room = ROOM, finding: Finding = FINDING) -> None:
        judge = JoinJudge(condition=condition, finding=finding)
        self.store = MemoryStore()
        self.warm = Warm(self.store, reach=judge.reach, zone=ZoneInfo("Asia/Shanghai"))
        self.room = room
        self.bench = Bench(
            judge=judge, policy=Policy(), texts=Texts(), possible=lambda *_: True, house_rules=lambda _: ()
        )
        self.inbox = 0

    async def pass_by(self, *members: str, at=T0, coming: bool = True, removed: bool = False, late=MINUTE) -> Outcome:
        """Let people come or go, heard a minute later."""
        self.inbox += 1
        await self.warm.load((self.room,), now=at + late)
        movement = Movement(
            id=f"e{self.inbox}",
            channel="app",
            room=self.room.id,
            members=tuple(map(MemberId, members)),
            at=at,
            is_coming=coming,
            was_removed=removed,
        )
        return on_member(movement, inbox=self.inbox, now=at + late, seed=1, warm=self.warm, bench=self.bench)

    async def outbox(self, *outcomes: Outcome) -> list[Effect]:
        """Store what followed; return all that was ever to be told the boss."""
        for outcome in outcomes:
            key = str(outcome.inbox)
            (pending,) = await self.store.receive((Delivery(channel="app", key=key, body="", received_at=T0),))
            await self.store.record((replace(outcome, inbox=pending.id),))
        return self.store.outbox(ROOM.id)


def effects(outcome: Outcome) -> list[Effect]:
    """What is done."""
    return [out.effect for out in outcome.outgoing]


def event(details: dict[str, str], *, kind: str = "change_external_chat.update") -> Event:
    """An event of the customer group."""
    return Event(id="k1", channel="app", kind=kind, chat="wrChat", at=T0, details=details)


def test_an_event_of_a_customer_group_is_a_movement_in_our_room() -> None:
    """The chat id is the one the archive knows; the room is found by it, whatever the channel."""
    room_of = Rooms((ROOM,), defaults=ROOM).of

    coming = movement_of(event(ADDED), room_of)
    going = movement_of(event(TAKEN_OUT), room_of)
    left = movement_of(event({**TAKEN_OUT, "QuitScene": "0"}), room_of)

    assert (coming.room, coming.members, coming.is_coming, coming.at) == (ROOM.id, ("wm1", "wm2"), True, T0)
    assert [(m.is_coming, m.was_removed) for m in (going, left)] == [(False, True), (False, False)]


@pytest.mark.parametrize(
    "other",
    [
        event({"UpdateDetail": "change_name"}),
        event({"UpdateDetail": "add_member", "MemChangeList": ""}),
        event(ADDED, kind="change_external_chat.create"),
    ],
)
def test_other_events_move_nobody(other: Event) -> None:
    """A new name, an empty list, another event."""
    assert movement_of(other, Rooms((ROOM,), defaults=ROOM).of) is None


async def test_who_joins_is_remembered_and_nothing_else_happens() -> None:
    """Without a finding nothing is kept of it but the time, and nobody is told."""
    outcome = await Door(Join(flood=3)).pass_by("wm1", "wm2")

    assert outcome == Outcome(
        inbox=1,
        members=(
            MemberChange(room=ROOM.id, member="wm1", joined_at=T0),
            MemberChange(room=ROOM.id, member="wm2", joined_at=T0),
        ),
    )


async def test_a_flood_is_told_once_to_the_owner_and_costs_nobody_points() -> None:
    """The third within the window fires, also within one event; the fourth is found but not told again."""
    door = Door(Join(flood=3))
    await door.pass_by("wm1")

    flood = await door.pass_by("wm2", "wm3", at=T0 + MINUTE)
    more = await door.pass_by("wm4", at=T0 + 2 * MINUTE)

    (told,) = await door.outbox(flood, more)
    assert (type(told), told.to, told.room) == (Tell, "boss", ROOM.id)
    assert "“客户群”10分钟内 3 人进群（规则“进群管理”）" in told.text
    assert more.judged.findings[0].why == "10分钟内 4 人进群"
    assert (flood.standings, more.standings) == ((), ())


async def test_the_joining_is_kept_with_its_decision_but_not_as_something_said() -> None:
    """Its revision and scene make it possible to decide again."""
    outcome = await Door(Join(flood=2)).pass_by("wm1", "wm2")

    judged = outcome.judged
    assert (judged.message.kind, judged.message.sender, judged.message.id) == (JOIN, "wm2", "e1:wm2")
    assert (judged.counts, judged.revision, '"joins":[60000000]' in judged.scene) == (False, 7, True)


async def test_a_new_flood_is_told_again() -> None:
    """In the next ten minutes the owner hears of it again."""
    door = Door(Join(flood=2))
    first = await door.pass_by("wm1", "wm2")
    second = await door.pass_by("wm3", "wm4", at=T0 + timedelta(hours=1))

    assert len(await door.outbox(first, second)) == 2


async def test_a_flood_is_told_once_also_over_a_restart() -> None:
    """Nothing but the outbox needs to remember it."""
    door = Door(Join(flood=2))
    first = await door.pass_by("wm1", "wm2")
    told = await door.outbox(first)
    door.warm.forget((ROOM.id,))

    again = await door.pass_by("wm3", at=T0 + MINUTE)

    assert (len(told), again.judged.findings[0].why) == (1, "10分钟内 3 人进群")
    assert await door.outbox(again) == told


async def test_joining_breaks_no_mute() -> None:
    """Who is muted and comes back has said nothing: no points, no step, nothing to keep."""
    muted = Standing(
        points=14.5, points_at=T0 - MINUTE, muted_at=T0 - MINUTE, muted_until=T0 + timedelta(days=1), offences=3
    )
    quiet, found = Door(Join(flood=9)), Door(Join(returned=True))
    for door in (quiet, found):
        await door.pass_by("wm1", coming=False, removed=True, at=T0 - MINUTE)
        door.warm.stand(ROOM.id, MemberId("wm1"), muted)

    assert (await quiet.pass_by("wm1")).standings == ()
    back = await found.pass_by("wm1")
    assert (back.judged.points, back.standings, [e.kind for e in effects(back)]) == (0, (), ["tell"])


async def test_of_several_who_join_at_once_the_one_kept_is_remembered_and_the_others_are_named() -> None:
    """So that what is known does not change with a restart, and nobody who was found is lost."""
    door = Door(Join(flood=2))
    outcome = await door.pass_by("wm1", "wm2", "wm3")

    fired = door.warm.of(ROOM.id).fired
    assert (list(fired), outcome.judged.message.sender) == (["wm2"], "wm2")
    assert outcome.judged.note == "同时进群、也有命中的：wm3"


async def test_who_was_removed_and_comes_back_is_told_with_the_reason() -> None:
    """When it was, in the time of the room, and what they were last found doing."""
    door = Door(Join(returned=True))
    await door.pass_by("wm1")
    door.warm.of(ROOM.id).wrongs[MemberId("wm1")] = "禁止引流广告"
    removed = await door.pass_by("wm1", at=T0 + MINUTE, coming=False, removed=True)
    back = await door.pass_by("wm1", at=T0 + 9 * MINUTE)

    assert removed.members == (
        MemberChange(
            room=ROOM.id,
            member="wm1",
            left_at=T0 + MINUTE,
            removed_at=T0 + MINUTE,
            removed_for="禁止引流广告",
        ),
    )
    (told,) = effects(back)
    assert "wm1 刚进入“客户群”：2026年11月20日 10:01 被移出过本群，之前触犯过“禁止引流广告”" in told.text


async def test_who_left_by_themselves_may_come_back() -> None:
    """Leaving is no offence."""
    door = Door(Join(returned=True))
    await door.pass_by("wm1")
    left = await door.pass_by("wm1", at=T0 + MINUTE, coming=False)
    back = await door.pass_by("wm1", at=T0 + 2 * MINUTE)

    assert left.members == (MemberChange(room=ROOM.id, member="wm1", left_at=T0 + MINUTE),)
    assert effects(back) == []


async def test_points_of_a_joining_are_given_only_if_the_rule_says_so() -> None:
    """With points the ladder is climbed, but the group is not spoken to."""
    door = Door(Join(returned=True), finding=replace(FINDING, points=20.0))
    await door.pass_by("wm1", coming=False, removed=True)

    back = await door.pass_by("wm1", at=T0 + MINUTE)

    assert [e.kind for e in effects(back)] == ["remove", "tell"]
    assert back.standings[0][2].points == 20


@pytest.mark.parametrize("why", ["shadow", "late", "nobody"])
async def test_nobody_is_told_of(why: str) -> None:
    """A rule in shadow, what happened hours ago, and a room without an owner tell nobody; the finding is kept."""
    finding = replace(FINDING, stage=Stage.SHADOW) if why == "shadow" else FINDING
    room = replace(ROOM, roles={}) if why == "nobody" else ROOM
    late = timedelta(hours=2) if why == "late" else MINUTE

    outcome = await Door(Join(flood=2), finding=finding, room=room).pass_by("wm1", "wm2", late=late)

    assert (effects(outcome), len(outcome.judged.findings)) == ([], 1)


async def test_what_is_remembered_survives_a_restart() -> None:
    """Who joined and who was removed is read from the store."""
    door = Door(Join(flood=3, returned=True))
    for n, told in enumerate(
        (await door.pass_by("wm1", "wm2"), await door.pass_by("wm9", coming=False, removed=True)), start=1
    ):
        (pending,) = await door.store.receive((Delivery(channel="app", key=f"{n}", body="", received_at=T0),))
        await door.store.record((replace(told, inbox=pending.id),))
    door.warm.forget((ROOM.id,))

    flood = await door.pass_by("wm3", at=T0 + MINUTE)
    back = await door.pass_by("wm9", at=T0 + MINUTE)

    assert flood.judged.findings[0].why == "10分钟内 3 人进群"
    assert "被移出过本群" in back.judged.findings[0].why


async def test_late_news_do_not_overwrite_later_ones() -> None:
    """Events may come in any order: the last joining counts."""
    door = Door(Join(flood=5))
    await door.pass_by("wm1", at=T0 + MINUTE)

    assert (await door.pass_by("wm1", at=T0)).members == ()
