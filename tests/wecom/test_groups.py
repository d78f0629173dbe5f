"""Who is in a group."""

from dataclasses import replace

import pytest

from bot.core.model import Room, RoomId
from bot.wecom import RefusedError, RetryableError
from bot.wecom.client import Client
from bot.wecom.groups import MOST_KNOWN, MOST_LOOKED_UP, Names, Roster, customer_chat, inspected
from tests.wecom.platform import OK, Platform

CUSTOMERS = "/cgi-bin/externalcontact/groupchat/get"
CHAT = "/cgi-bin/appchat/get"
USER = "/cgi-bin/user/get"
KEHU = Room(id=RoomId("kehu"), chats={"archive": "wrKehu01"})
GROUP = Room(id=RoomId("r1"), chats={"app": "chat1"})
TOLD = {
    "chat_id": "wrKehu01",
    "name": "客户体验群",
    "owner": "wangfang",
    "member_list": [
        {"userid": "wangfang", "type": 1},
        {"userid": "wmGuest0001", "type": 2, "name": "小李", "group_nickname": "李老师"},
        {"userid": "wmGuest0002", "type": 2, "name": "小周"},
        "broken",
    ],
    "admin_list": [{"userid": "liqiang"}, {}],
}


async def test_a_customer_group_tells_its_people(client: Client, platform: Platform) -> None:
    """Owner, admins, members; names as the group sees them, those of the company from its own list."""
    platform.will_answer(CUSTOMERS, {**OK, "group_chat": TOLD})
    platform.will_answer(USER, {**OK, "userid": "wangfang", "name": "王芳"})

    roster = await inspected(client, KEHU, Names())

    assert roster == Roster(
        owner="wangfang",
        admins=("liqiang",),
        members=("wangfang", "wmGuest0001", "wmGuest0002"),
        names={"wangfang": "王芳", "wmGuest0001": "李老师", "wmGuest0002": "小周"},
        is_customer=True,
    )
    assert platform.asked_for(CUSTOMERS)[0].content == {"chat_id": "wrKehu01", "need_name": 1}
    assert [asked.query["userid"] for asked in platform.asked_for(USER)] == ["wangfang"]


async def test_a_group_of_the_app_tells_its_people(client: Client, platform: Platform) -> None:
    """The customer list is not asked."""
    platform.will_answer(CHAT, {**OK, "chat_info": {"owner": "wang", "userlist": ["wang", "li"]}})
    platform.will_answer(USER, {**OK, "name": "李"}, {**OK, "name": "王"})

    roster = await inspected(client, GROUP, Names())

    assert roster == Roster(owner="wang", admins=(), members=("li", "wang"), names={"li": "李", "wang": "王"})
    assert platform.asked_for(CUSTOMERS) == []


async def test_what_only_looks_like_a_customer_group_is_asked_of_the_app(client: Client, platform: Platform) -> None:
    """Archive ids of internal groups begin like those of customer groups (90501)."""
    room = Room(id=RoomId("r1"), chats={"archive": "wrInternal", "app": "chat1"})
    platform.will_answer(CUSTOMERS, {"errcode": 90501, "errmsg": "not a customer group"})
    platform.will_answer(CHAT, {**OK, "chat_info": {"owner": "wang", "userlist": ["wang"]}})

    assert (await inspected(client, room, Names({"wang": "王"}))).members == ("wang",)
    assert platform.asked_for(CHAT)[0].query["chatid"] == "chat1"


async def test_a_group_that_nobody_tells_of_is_refused_for_the_first_reason(client: Client, platform: Platform) -> None:
    """The reason that fits what the group looks like."""
    platform.will_answer(CUSTOMERS, {"errcode": 90501, "errmsg": "x"})
    platform.will_answer(CHAT, {"errcode": 86008, "errmsg": "x"})

    with pytest.raises(RefusedError, match="90501"):
        await inspected(client, KEHU, Names())


async def test_a_busy_platform_is_asked_again_later(client: Client, platform: Platform) -> None:
    """What may work later falls back to nothing."""
    platform.will_answer(CUSTOMERS, {"errcode": -1, "errmsg": "busy"})

    with pytest.raises(RetryableError):
        await inspected(client, KEHU, Names())
    assert platform.asked_for(CHAT) == []


def test_customer_groups_are_known_by_their_ids() -> None:
    """By the app's id, by the archive's, or because it is known."""
    assert customer_chat(KEHU) == "wrKehu01"
    assert customer_chat(Room(id=RoomId("wrTaken"))) == "wrTaken"
    assert customer_chat(GROUP) == ""
    assert customer_chat(replace(GROUP, is_customer=True)) == "chat1"


async def test_a_name_is_asked_for_once(client: Client, platform: Platform) -> None:
    """Also one the platform refuses to tell; external contacts are not in the company's list."""
    platform.will_answer(USER, {**OK, "name": "王"}, {"errcode": 60111, "errmsg": "x"})
    names = Names()

    first = await names.of(client, ("wang", "li", "wmGuest0001"))
    again = await names.of(client, ("wang", "li", "wmGuest0001"))

    assert first == again == {"wang": "王"}
    assert len(platform.asked_for(USER)) == 2


async def test_a_busy_platform_is_left_alone_with_names(client: Client, platform: Platform) -> None:
    """What is known is told; the rest another time."""
    platform.will_answer(USER, {**OK, "name": "王"}, {"errcode": 45009, "errmsg": "x"}, {**OK, "name": "李"})
    names = Names()

    assert await names.of(client, ("wang", "li", "zhao")) == {"wang": "王"}
    assert await names.of(client, ("wang", "li")) == {"wang": "王", "li": "李"}


async def test_names_are_bounded(client: Client, platform: Platform) -> None:
    """So many at a time are asked for, so many kept."""
    names = Names({f"old{n}": "x" for n in range(MOST_KNOWN + 1)})

    await names.of(client, tuple(f"m{n}" for n in range(MOST_LOOKED_UP + 9)))

    assert len(platform.asked_for(USER)) == len(names.known) == MOST_LOOKED_UP
