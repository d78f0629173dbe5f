"""Groups made by the app."""

from bot.core.model import MemberId
from bot.wecom import appchat
from bot.wecom.client import Client
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
