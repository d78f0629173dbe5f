"""Somebody comes or goes: what is remembered, what is found, who is told."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core.cases import Proof, Wish
from bot.core.effects import Effect, Tell
from bot.core.findings import Finding, Stage
from bot.core.model import (
    JOIN,
    Charge,
    Event,
    MemberId,
    Message,
    MuteSpan,
    Role,
    Room,
    RoomId,
    Scene,
    Standing,
)
from bot.core.reach import Reach
from bot.core.records import MemberChange, Outcome
from bot.handlers.member import movement_of
from bot.handlers.rooms import Rooms
from bot.rules.join import Join
from bot.text.reader import Reader
from tests.handlers.houses import GROUP, MINUTE, House
from tests.values import AD, T0, ZHANG, WordJudge

ROOM = Room(id=RoomId("r1"), name="客户群", roles={MemberId("boss"): Role.OWNER}, chats={"archive": "wrChat"})
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


class Door(House):
    """A room with one rule about joining."""

    def __init__(
        self, condition: Join, *, room: Room = ROOM, finding: Finding = FINDING, can: frozenset[str] = GROUP
    ) -> None:
        super().__init__(room, judge=JoinJudge(condition=condition, finding=finding), can=can)

    def outbox(self) -> list[Effect]:
        """All that was ever to be done."""
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
    """Without a finding nothing is kept of it but the time, and that an inviter may earn something, and nobody is told."""
    outcome = await Door(Join(flood=3)).move("wm1", "wm2")

    assert [change.key for change in outcome.states] == ["invited:wm1", "invited:wm2"]
    assert replace(outcome, states=()) == Outcome(
        inbox=1,
        members=(
            MemberChange(room=ROOM.id, member="wm1", joined_at=T0),
            MemberChange(room=ROOM.id, member="wm2", joined_at=T0),
        ),
    )


async def test_a_flood_is_told_once_to_the_owner_and_costs_nobody_points() -> None:
    """The third within the window fires, also within one event; the fourth is found but not told again."""
    door = Door(Join(flood=3))
    await door.move("wm1")

    flood = await door.move("wm2", "wm3", at=T0 + MINUTE)
    more = await door.move("wm4", at=T0 + 2 * MINUTE)

    (told,) = door.outbox()
    assert (type(told), told.to, told.room) == (Tell, "boss", ROOM.id)
    assert "“客户群”10分钟内 3 人进群（规则“进群管理”）" in told.text
    assert more.judged.findings[0].why == "10分钟内 4 人进群"
    assert (flood.standings, more.standings) == ((), ())


async def test_the_joining_is_kept_with_its_decision_but_not_as_something_said() -> None:
    """Its revision and scene make it possible to decide again."""
    outcome = await Door(Join(flood=2)).move("wm1", "wm2", late=MINUTE)

    judged = outcome.judged
    assert (judged.message.kind, judged.message.sender, judged.message.id) == (JOIN, "wm2", "e1:wm2")
    assert (judged.counts, judged.revision, '"joins":[60000000]' in judged.scene) == (False, 7, True)


async def test_a_new_flood_is_told_again() -> None:
    """In the next ten minutes the owner hears of it again."""
    door = Door(Join(flood=2))
    await door.move("wm1", "wm2")
    await door.move("wm3", "wm4", at=T0 + timedelta(hours=1))

    assert len(door.outbox()) == 2


async def test_a_flood_is_told_once_also_over_a_restart() -> None:
    """Nothing but the outbox needs to remember it."""
    door = Door(Join(flood=2))
    await door.move("wm1", "wm2")
    told = door.outbox()
    door.restart()

    again = await door.move("wm3", at=T0 + MINUTE)

    assert (len(told), again.judged.findings[0].why) == (1, "10分钟内 3 人进群")
    assert door.outbox() == told


MUTED = Standing(
    charges=(Charge(number=0, points=14.5, at=T0 - MINUTE),),
    mutes=(MuteSpan(number=0, since=T0 - MINUTE, until=T0 + timedelta(days=1)),),
    answered_at=T0 - MINUTE,
    offences=3,
)


async def test_joining_breaks_no_mute() -> None:
    """Who is muted and comes back has said nothing: no points, no step, no case."""
    door = Door(Join(returned=True))
    await door.move("wm1", coming=False, removed=True, at=T0 - MINUTE)
    door.warm.stand(ROOM.account, MemberId("wm1"), MUTED)

    back = await door.move("wm1")

    assert (back.judged.points, back.standings, back.cases) == (0, (), ())


async def test_the_owner_is_told_once_that_somebody_is_back_whose_mute_goes_on() -> None:
    """However often they leave and join; the mute is as it was."""
    door = Door(Join(flood=9))
    await door.load(ROOM.id)
    door.warm.stand(ROOM.account, MemberId("wm1"), MUTED)
    for n in range(3):
        await door.move("wm1", at=T0 + n * MINUTE)
        await door.move("wm1", at=T0 + n * MINUTE, coming=False)

    (told,) = door.outbox()
    assert (told.to, "wm1（还没有读到名字） 回到了“客户群”" in told.text, "11月21日 10:00" in told.text) == (
        "boss",
        True,
        True,
    )
    assert door.standing("wm1") == MUTED


async def test_of_several_who_join_at_once_the_one_kept_is_remembered_and_the_others_are_named() -> None:
    """So that what is known does not change with a restart, and nobody who was found is lost."""
    door = Door(Join(flood=2))
    outcome = await door.move("wm1", "wm2", "wm3")

    fired = door.warm.of(ROOM.id).fired
    assert (list(fired), outcome.judged.message.sender) == (["wm2"], "wm2")
    assert outcome.judged.note == "同时进群、也有命中的：wm3"


async def test_who_was_removed_and_comes_back_is_told_with_the_reason() -> None:
    """When it was, in the time of the room, and what they were last found doing."""
    door = Door(Join(returned=True))
    await door.move("wm1")
    door.warm.of(ROOM.id).wrongs[MemberId("wm1")] = "禁止引流广告"
    removed = await door.move("wm1", at=T0 + MINUTE, coming=False, removed=True)
    back = await door.move("wm1", at=T0 + 9 * MINUTE)

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
    assert (
        "wm1（还没有读到名字） 刚进入“客户群”：2026年11月20日 10:01 被移出过本群，之前触犯过“禁止引流广告”" in told.text
    )


async def test_who_left_by_themselves_may_come_back() -> None:
    """Leaving is no offence."""
    door = Door(Join(returned=True))
    await door.move("wm1")
    left = await door.move("wm1", at=T0 + MINUTE, coming=False)
    back = await door.move("wm1", at=T0 + 2 * MINUTE)

    assert left.members == (MemberChange(room=ROOM.id, member="wm1", left_at=T0 + MINUTE),)
    assert effects(back) == []


@pytest.mark.parametrize(("can", "kinds"), [(GROUP, ["remove", "tell"]), (GROUP - {"remove"}, ["ask", "tell"])])
async def test_points_of_a_joining_are_given_only_if_the_rule_says_so(can: frozenset[str], kinds: list[str]) -> None:
    """With points the ladder is climbed and a case opened, but the group is not spoken to."""
    door = Door(Join(returned=True), finding=replace(FINDING, points=20.0), can=can)
    await door.move("wm1", coming=False, removed=True)

    back = await door.move("wm1", at=T0 + MINUTE)

    assert [e.kind for e in effects(back)] == kinds
    assert (door.points("wm1", at=T0 + MINUTE), back.cases[0].members) == (20, ("wm1",))


async def test_of_several_who_join_at_once_each_has_a_case_and_a_standing_of_their_own() -> None:
    """With numbers one after the other."""
    door = Door(Join(flood=2), finding=replace(FINDING, points=3.0))

    outcome = await door.move("wm1", "wm2", "wm3")

    assert [(case.number, case.members) for case in outcome.cases] == [(1, ("wm2",)), (2, ("wm3",))]
    assert [door.points(member) for member in ("wm1", "wm2", "wm3")] == [0, 3, 3]
    assert '"case":1' in outcome.judged.scene


@pytest.mark.parametrize("why", ["shadow", "late", "nobody"])
async def test_nobody_is_told_of(why: str) -> None:
    """A rule in shadow, what happened hours ago, and a room without an owner tell nobody; the finding is kept."""
    finding = replace(FINDING, stage=Stage.SHADOW) if why == "shadow" else FINDING
    room = replace(ROOM, roles={}) if why == "nobody" else ROOM
    late = timedelta(hours=2) if why == "late" else MINUTE

    outcome = await Door(Join(flood=2), finding=finding, room=room).move("wm1", "wm2", late=late)

    assert (effects(outcome), len(outcome.judged.findings)) == ([], 1)


async def test_what_is_remembered_survives_a_restart() -> None:
    """Who joined and who was removed is read from the store."""
    door = Door(Join(flood=3, returned=True))
    await door.move("wm1", "wm2")
    await door.move("wm9", coming=False, removed=True)
    door.restart()

    flood = await door.move("wm3", at=T0 + MINUTE)
    back = await door.move("wm9", at=T0 + MINUTE)

    assert flood.judged.findings[0].why == "10分钟内 3 人进群"
    assert "被移出过本群" in back.judged.findings[0].why


async def test_late_news_do_not_overwrite_later_ones() -> None:
    """Events may come in any order: the last joining counts."""
    door = Door(Join(flood=5))
    await door.move("wm1", at=T0 + MINUTE)

    assert (await door.move("wm1", at=T0)).members == ()


BLOCKED = {"blocked:wm1": {"at": 0, "by": "boss", "why": "多次打广告"}}


async def test_who_is_on_the_list_and_joins_is_to_be_taken_out() -> None:
    """By whoever put them there; in the room of a customer the owner is asked, with the reason."""
    door = Door(Join(flood=9), can=GROUP - {"remove"})
    await door.remember(BLOCKED)

    outcome = await door.move("wm1")

    (case,) = outcome.cases
    assert (case.by, [want.task for want in case.wants]) == ("boss", ["remove"])
    assert case.offences[0].why == "在本群黑名单里：多次打广告"
    assert [e.kind for e in effects(outcome)][-1] == "ask"


async def test_who_is_on_the_list_is_seen_to_once_a_day() -> None:
    """Also when they speak; the next day again."""
    door = Door(Join(flood=9))
    await door.remember(BLOCKED)
    await door.move("wm1")

    spoke = await door.hear("在吗", sender="wm1", sent_at=T0 + MINUTE)
    next_day = await door.hear("在吗", sender="wm1", sent_at=T0 + timedelta(days=1))
    other = await door.hear("在吗", sender="wm2", sent_at=T0 + timedelta(days=1))

    assert [[case.number for case in one.cases] for one in (spoke, next_day, other)] == [[], [2], []]


@pytest.mark.parametrize("removed", [True, False])
async def test_who_is_on_the_list_and_comes_back_on_the_same_day_is_to_be_taken_out_again(removed: bool) -> None:
    """Whether they were taken out or left before it was done: the list holds for each time they come."""
    door = Door(Join(flood=9), can=GROUP - {"remove"})
    await door.remember(BLOCKED)
    await door.move("wm1")
    await door.move("wm1", at=T0 + MINUTE, coming=False, removed=removed)

    back = await door.move("wm1", at=T0 + 2 * MINUTE)
    spoke = await door.hear("在吗", sender="wm1", sent_at=T0 + 3 * MINUTE)

    assert [[case.number for case in one.cases] for one in (back, spoke)] == [[2], []]


async def test_an_offence_of_who_is_on_the_list_counts_besides() -> None:
    """Two cases, and the points of the first are kept."""
    door = House(ROOM, can=GROUP - {"remove"})
    await door.remember(BLOCKED)

    outcome = await door.hear("加微信", sender="wm1")

    assert [(case.number, case.by) for case in outcome.cases] == [(1, ""), (2, "boss")]
    assert door.points("wm1") == 3


async def test_the_platforms_word_that_somebody_was_taken_out_closes_what_was_wanted() -> None:
    """The case is proved, the owner's card changes; a second event changes nothing."""
    door = Door(Join(flood=9), can=GROUP - {"remove"})
    await door.remember(BLOCKED)
    await door.move("wm1")

    outcome = await door.move("wm7", "wm1", at=T0 + MINUTE, coming=False, removed=True)
    again = await door.move("wm1", at=T0 + MINUTE, coming=False, removed=True)

    (want,) = door.case(1).wants
    assert (want.state, want.proof, again.cases) == (Wish.DONE, Proof.EVENT, ())
    assert [e.kind for e in effects(outcome)] == ["recard"]


async def test_who_leaves_by_themselves_need_not_be_taken_out() -> None:
    """Nothing is left to do; it is not said that somebody did it."""
    door = Door(Join(flood=9), can=GROUP - {"remove"})
    await door.remember(BLOCKED)
    await door.move("wm1")

    await door.move("wm1", at=T0 + MINUTE, coming=False)

    (want,) = door.case(1).wants
    assert (want.state, want.proof, door.case(1).is_open) == (Wish.VOID, Proof.NONE, False)


async def test_penalties_follow_a_person_who_leaves_and_comes_back() -> None:
    """Points and mute are as they were."""
    door = Door(Join(flood=9))
    await door.load(ROOM.id)
    door.warm.stand(ROOM.account, MemberId("wm1"), MUTED)
    await door.move("wm1", at=T0, coming=False)
    await door.move("wm1", at=T0 + MINUTE)

    spoke = await door.hear("我又来了", sender="wm1", sent_at=T0 + 2 * MINUTE)

    assert spoke.judged.points == 1


async def test_who_is_back_by_now_was_not_taken_out_by_late_news() -> None:
    """The platform tells of a removal only after the member joined again and broke a rule: the task stays open."""
    house = House(judge=WordJudge(words={"加微信": replace(AD, points=20)}), can=GROUP - {"remove"})
    await house.move(ZHANG, at=T0 - MINUTE)
    await house.hear("加微信", sender=ZHANG)

    outcome = await house.move(ZHANG, at=T0 - 5 * MINUTE, coming=False, removed=True, late=10 * MINUTE)

    assert (outcome.cases, house.case(1).is_open) == ((), True)
