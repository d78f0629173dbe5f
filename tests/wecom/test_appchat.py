"""Groups made by the app."""

import pytest

from bot.core.model import MemberId
from bot.wecom import RefusedError, appchat
from bot.wecom.client import Client
from bot.wecom.fields import digest
from tests.wecom.platform import OK, Platform

WANG, LI = MemberId("wang"), MemberId("li")


async def test_creating_gives_the_chat_id(client: Client, platform: Platform) -> None:
    """The platform's choice if none is given, else ours."""
    platform.will_answer("/cgi-bin/appchat/create", {**OK, "chatid": "theirs"})

    assert await appchat.create(client, name="群", owner=WANG, members=[WANG, LI], key="k1") == "theirs"
    assert await appchat.create(client, name="群", owner=WANG, members=[WANG, LI], chat="ours") == "ours"

    first, second = platform.asked_for("/cgi-bin/appchat/create")
    assert (first.content, first.key) == ({"name": "群", "owner": "wang", "userlist": ["wang", "li"]}, "k1")
    assert second.content == {"name": "群", "owner": "wang", "userlist": ["wang", "li"], "chatid": "ours"}


async def test_reading_gives_the_group_as_it_is(client: Client, platform: Platform) -> None:
    """Name, owner and members; nothing told is nothing known."""
    info = {"chatid": "c1", "name": "产品群", "owner": "wang", "userlist": ["wang", "li"]}
    platform.will_answer("/cgi-bin/appchat/get", {**OK, "chat_info": info}, OK)

    assert await appchat.read(client, "c1") == appchat.AppChat(
        id="c1", name="产品群", owner=WANG, members=frozenset({WANG, LI})
    )
    assert await appchat.read(client, "c2") == appchat.AppChat(
        id="c2", name="", owner=MemberId(""), members=frozenset()
    )


async def test_changing_sends_only_the_changes(client: Client, platform: Platform) -> None:
    """What is not named stays."""
    assert await appchat.change(client, "c1", {"add_user_list": ["li"]}, key="k") == OK

    (asked,) = platform.asked_for("/cgi-bin/appchat/update")
    assert (asked.content, asked.key) == ({"chatid": "c1", "add_user_list": ["li"]}, "k")


async def test_gathering_makes_a_group_and_opens_it(client: Client, platform: Platform) -> None:
    """The first owns it; the chat id comes of the key, so that a repeat makes no second group."""
    platform.will_answer("/cgi-bin/appchat/create", {**OK, "chatid": "made"})

    answer = await appchat.gather(client, name="调解", members=(WANG, LI), text="请慢慢说", key="k1")

    (created,), (said,) = platform.asked_for("/cgi-bin/appchat/create"), platform.asked_for("/cgi-bin/appchat/send")
    assert created.content == {"name": "调解", "owner": "wang", "userlist": ["wang", "li"], "chatid": digest("k1")}
    assert (said.content["chatid"], said.content["text"]["content"]) == ("made", "请慢慢说")
    assert answer == {**OK, "chatid": "made"}


async def test_gathering_again_after_a_lost_answer_only_speaks(client: Client, platform: Platform) -> None:
    """The group of that key is there already (86215)."""
    platform.will_answer("/cgi-bin/appchat/create", {"errcode": 86215, "errmsg": "exists"})

    answer = await appchat.gather(client, name="调解", members=(WANG, LI), text="请慢慢说", key="k1")

    assert answer["chatid"] == platform.asked_for("/cgi-bin/appchat/send")[0].content["chatid"] == digest("k1")


async def test_gathering_that_is_refused_says_nothing(client: Client, platform: Platform) -> None:
    """Too few people, or people the app may not see."""
    platform.will_answer("/cgi-bin/appchat/create", {"errcode": 86006, "errmsg": "x"})

    with pytest.raises(RefusedError, match="86006"):
        await appchat.gather(client, name="调解", members=(WANG, LI), text="请慢慢说", key="k1")
    with pytest.raises(RefusedError, match="至少要 2 个人"):
        await appchat.gather(client, name="调解", members=(WANG,), text="请慢慢说", key="k2")
    assert platform.asked_for("/cgi-bin/appchat/send") == []
