"""Internal groups made by the app: the only ones that software may change.

Source: developer.work.weixin.qq.com/document/path/90245 (create), 98913 (update), 98914 (get), 90248 (send).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.model import MemberId
from bot.wecom import RefusedError, RetryableError
from bot.wecom.client import Client
from bot.wecom.fields import digest, items, word
from bot.wecom.wording import mentioned

NOT_IN_CHAT = 86216
CHAT_EXISTS = 86215
FEWEST = 2  # platform: path/90245; members of a group
_STILL_THERE = timedelta(seconds=5)  # chosen; the platform may need a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class AppChat:
    """A group as the platform tells it."""

    id: str
    name: str
    owner: MemberId
    members: frozenset[MemberId]


async def create(
    client: Client, *, name: str, owner: MemberId, members: Sequence[MemberId], chat: str = "", key: str = ""
) -> str:
    """Make a group and return its chat id. It stays invisible until something is said in it.

    members: 2 to 2000, the owner among them. chat: at most 32 letters and digits; the platform chooses if empty.
    Raises RetryableError or RefusedError.
    """
    wanted = {"name": name, "owner": owner, "userlist": list(members)} | ({"chatid": chat} if chat else {})
    answer = await client.call("appchat/create", json=wanted, key=key)
    return word(answer, "chatid") or chat


async def gather(client: Client, *, name: str, members: Sequence[MemberId], text: str, key: str) -> dict[str, Any]:
    """Make a group of `members`, whom the first owns, and open it with `text`; return the answer with its `chatid`.

    The chat id is made of `key`, so that a repeat after a lost answer makes no second group.
    Raises RetryableError or RefusedError.
    """
    if len(members) < FEWEST:
        raise RefusedError(f"建群至少要 {FEWEST} 个人，现在只有 {len(members)} 个")
    wanted = digest(key)
    try:
        chat = await create(client, name=name, owner=members[0], members=members, chat=wanted, key=key)
    except RefusedError as error:
        if error.answer.get("errcode") != CHAT_EXISTS:
            raise
        chat = wanted
    return {**await say(client, chat, text, key=f"{key}-say"), "chatid": chat}


async def read(client: Client, chat: str) -> AppChat:
    """Return the group as it is now. Raises RetryableError or RefusedError."""
    answer = await client.call("appchat/get", params={"chatid": chat})
    return AppChat(
        id=chat,
        name=word(answer, "chat_info", "name"),
        owner=MemberId(word(answer, "chat_info", "owner")),
        members=frozenset(MemberId(str(member)) for member in items(answer, "chat_info", "userlist")),
    )


async def change(client: Client, chat: str, changes: Mapping[str, Any], *, key: str = "") -> dict[str, Any]:
    """Change a group and return the answer.

    changes: of name, owner, add_user_list, del_user_list. Raises RetryableError or RefusedError.
    """
    return await client.call("appchat/update", json={"chatid": chat, **changes}, key=key)


async def remove(client: Client, chat: str, member: MemberId, *, key: str) -> dict[str, Any]:
    """Take `member` out and return the answer, once the member list proves it.

    Somebody who is no longer there counts as removed. Raises RetryableError or RefusedError.
    """
    try:
        answer = await change(client, chat, {"del_user_list": [member]}, key=key)
    except RefusedError as error:
        if error.answer.get("errcode") != NOT_IN_CHAT:
            raise
        answer = error.answer
    if member in (await read(client, chat)).members:
        raise RetryableError(f"平台已受理移出 {member}，但成员还在群里", answer=answer, after=_STILL_THERE)
    return {**answer, "verified": True}


async def say(client: Client, chat: str, text: str, *, also: Sequence[str] = (), key: str) -> dict[str, Any]:
    """Post `text` and return the answer. Members named in it, and those of `also`, are notified.

    Raises RetryableError or RefusedError.
    """
    notified = list(dict.fromkeys((*mentioned(text), *also)))
    content = {"content": text} | ({"mentioned_list": notified} if notified else {})
    return await client.call(
        "appchat/send", json={"chatid": chat, "msgtype": "text", "text": content, "safe": 0}, key=key
    )


async def show(client: Client, chat: str, media: str, *, key: str) -> dict[str, Any]:
    """Post the picture with that media id and return the answer. Raises RetryableError or RefusedError."""
    wanted = {"chatid": chat, "msgtype": "image", "image": {"media_id": media}, "safe": 0}
    return await client.call("appchat/send", json=wanted, key=key)
