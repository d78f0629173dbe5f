"""What is said in private is about one room: told by its number, remembered, plain, or asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cases import Case, Offence
from bot.core.model import Role, Room, RoomId, private_room
from bot.handlers.private import MOST, rooms_needed
from bot.handlers.ruled import Changes
from bot.storage.memories import RoomMemory
from tests.handlers.speaking import HELPER, LI, OTHER, OWNER, ZHANG, SpeakingHouse, numbered, said
from tests.values import ROOM, T0, message

MINUTE = timedelta(minutes=1)
TALK = private_room(OWNER)


async def house(*rooms: Room) -> SpeakingHouse:
    """Return a house of two rooms, both with the same owner; Zhang and Li are known in both."""
    return await SpeakingHouse(*(rooms or (ROOM, OTHER))).opened()


async def test_the_only_room_is_meant_and_named() -> None:
    """Who is in charge of one room orders about that; the answer names it."""
    there = await house()

    outcome = await there.whispers("静默 开", HELPER)

    assert said(outcome).startswith("【产品交流群】已进入静默模式")
    assert there.state(ROOM.id)["silent"] == {"until": None}
    assert outcome.actions[0].room == ROOM.id


async def test_one_of_several_rooms_is_asked_for_once_and_remembered() -> None:
    """The number picks the room, the order is done there, and the next order is about it, too, after a restart as well."""
    there = await house()

    asked = await there.whispers("静默 开")
    done = await there.whispers("2")
    there.restart()
    again = await there.whispers("静默")

    assert said(asked).endswith(numbered(["产品交流群", "读书会"]))
    assert said(done).startswith("【读书会】已进入静默模式")
    assert there.state(TALK) == {"room": OTHER.id}
    assert said(again).startswith("【读书会】现在是静默模式")


async def test_a_late_pick_does_nothing() -> None:
    """After a minute the question is over."""
    there = await house()
    await there.whispers("静默 开")
    there.forward(MINUTE)

    late = await there.whispers("2")

    assert said(late).startswith("刚才那条已经过了 60 秒")
    assert (late.actions, there.state(TALK)) == ((), {})


@pytest.mark.parametrize("word", ["换群", "切换", "/切换群"])
async def test_the_room_can_be_changed(word) -> None:
    """By number, without an order."""
    there = await house()

    asked = await there.whispers(word)
    done = await there.whispers("1")

    assert said(asked).startswith("这是哪个群的事？")
    assert said(done) == "好，接下来你私聊说的都是“产品交流群”的事；要换就发“换群”。"
    assert there.state(TALK) == {"room": ROOM.id}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("换群 读书", "好，接下来你私聊说的都是“读书会”的事"),
        ("换群 篮球", "没有找到叫“篮球”的群。"),
        ("换群 群", "好，接下来你私聊说的都是“产品交流群”的事"),
    ],
)
async def test_the_room_can_be_changed_by_name(text, says) -> None:
    """A part of the name is enough if it is of one room."""
    assert said(await (await house()).whispers(text)).startswith(says)


async def test_there_may_be_nothing_to_change() -> None:
    """One room, or none."""
    there = await house()

    assert said(await there.whispers("换群", HELPER)) == "你只和一个群有关：“产品交流群”，不用换。"
    assert said(await there.whispers("换群", "stranger")).startswith("还没有在哪个群里见过你")


async def test_a_stranger_may_only_ask_for_help() -> None:
    """What needs a room is explained; 帮助 needs none; anything else gets a hint."""
    there = await house()

    assert said(await there.whispers("我的记录", "stranger")) == (
        "还没有在哪个群里见过你：请先到群里说句话，或在群里 @我 发“我的记录”。"
    )
    assert said(await there.whispers("帮助", "stranger")).startswith("我是群管")
    assert said(await there.whispers("今天天气不错", "stranger")) == "没看懂。发“帮助”看看我能做什么。"


async def test_an_answer_to_nothing_is_told_so() -> None:
    """A second 确认, or one to what was never asked."""
    assert said(await (await house()).whispers("确认")).startswith("现在没有等你回答的事")


async def test_a_case_number_tells_the_room() -> None:
    """记录 58 is about the room of case 58, whatever is remembered; a case of a foreign room is not found by it."""
    there = await house()
    offence = Offence(room=OTHER.id, member=ZHANG, at=T0, act="warn")
    case = Case(number=1, account=OTHER.account, room=OTHER.id, opened_at=T0, title="禁止广告", offences=(offence,))
    await there.happen(Changes(cases=(case,)), OTHER.id)
    await there.whispers("换群 产品")

    assert said(await there.whispers("记录 1")).startswith("【读书会】【编号 1】禁止广告")
    assert said(await there.whispers("记录 1", HELPER)) == "【产品交流群】没有找到编号 1：它不在本群，或是很久以前的。"


async def test_help_is_about_what_one_may_do_somewhere() -> None:
    """Where no room is chosen yet it lists what the likeliest allows."""
    assert "静默" in said(await (await house()).whispers("帮助"))


async def test_a_slip_in_private_is_offered() -> None:
    """And done in the room that is meant once it is confirmed."""
    there = await house()

    asked = await there.whispers("/tood", HELPER)

    assert "是不是想说“待办”" in said(asked)
    assert "没有等人处理的事" in said(await there.whispers("是", HELPER))


async def test_a_member_of_one_room_need_not_choose() -> None:
    """Members are asked only if they are known in several rooms."""
    one = await house(ROOM)
    two = await house()

    assert said(await one.whispers("我的记录", ZHANG)).startswith("【产品交流群】你在本群没有违规记分")
    assert said(await two.whispers("我的记录", ZHANG)).startswith("这是哪个群的事？")


async def test_the_record_in_private_is_said_as_it_is() -> None:
    """It is private already."""
    outcome = await (await house(ROOM)).whispers("我的记录", LI)

    assert [o.effect.kind for o in outcome.outgoing] == ["reply"]
    assert outcome.outgoing[0].effect.room == private_room(LI)


async def test_many_rooms_are_listed_in_part() -> None:
    """Nine by number, the rest by name."""
    rooms = tuple(Room(id=RoomId(f"g{n}"), name=f"{n}群", roles={OWNER: Role.OWNER}) for n in range(10, 22))
    there = await house(*rooms)

    asked = said(await there.whispers("待办"))

    assert "9. 18群\n还有 3 个没有列出，可以发“换群 群名”。" in asked
    assert said(await there.whispers("换群 21")).startswith("好，接下来你私聊说的都是“21群”")


async def test_a_room_without_a_name_is_called_by_its_id() -> None:
    """There is nothing better."""
    there = await house(replace(ROOM, name=""))

    assert said(await there.whispers("待办", HELPER)).startswith("【r1】")


async def test_a_room_one_is_no_longer_known_in_is_forgotten() -> None:
    """What was remembered is asked anew if the room is not among those known."""
    there = await house()
    await there.whispers("换群 读书")
    there.rooms = (ROOM, Room(id=RoomId("r3"), name="新群", roles={OWNER: Role.OWNER}))
    there.restart()

    assert said(await there.whispers("待办")).startswith("这是哪个群的事？")


def test_the_rooms_that_must_be_warm() -> None:
    """The one remembered first, then those one is in charge of; never the talk itself, never more than `MOST`."""
    talk = RoomMemory(room=Room(id=TALK), day_start=T0, state={"room": "z9"})
    mine = Room(id=RoomId("z1"), roles={OWNER: Role.OWNER})
    others = tuple(Room(id=RoomId(f"a{n}")) for n in range(30))
    known = (*others, mine, Room(id=RoomId("z9")), Room(id=TALK))

    needed = rooms_needed(message("待办", sender=OWNER, room=TALK), talk, known)

    assert needed[:3] == ("z9", "z1", "a0")
    assert len(needed) == MOST
    assert TALK not in needed


async def test_choosing_the_same_room_again_changes_nothing() -> None:
    """It was remembered already."""
    there = await house()
    await there.whispers("换群 读书")

    await there.whispers("换群")
    again = await there.whispers("2")

    assert said(again).startswith("好，接下来你私聊说的都是“读书会”的事")
    assert [change.key for change in again.states] == [f"dialogue:{OWNER}"]


async def test_a_text_is_tried_as_an_ordinary_member_says_it() -> None:
    """With the rules of the room that is meant, as they work there."""
    there = await house()

    outcome = await there.whispers("规则 测试 加微信", HELPER)

    assert said(outcome).endswith("· 禁止广告：含“加微信”（执行，记 3 分）")


async def test_rooms_are_listed_in_one_order() -> None:
    """Whichever is remembered: who types a number from memory means the same room."""
    there = await house()

    lists = []
    for number in ("2", "1", "2"):
        lists.append(said(await there.whispers("换群")))
        await there.whispers(number)

    assert len(set(lists)) == 1
    assert "1. 产品交流群\n2. 读书会" in lists[0]
