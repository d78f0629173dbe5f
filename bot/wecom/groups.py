"""Who is in a group, as the platform tells it: customer groups 客户群 and groups made by the app.

Source: developer.work.weixin.qq.com/document/path/92122 (customer groups), 98914 (appchat), 90196 (members).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.model import Room
from bot.wecom import RefusedError, RetryableError, appchat
from bot.wecom.client import Client
from bot.wecom.fields import items, word
from bot.wecom.people import is_external

MOST_LOOKED_UP = 50  # chosen: names asked for in one go
MOST_KNOWN = 20_000  # chosen: names kept; then all are asked for anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everybody in a group. admins: not the owner. names: by id, those that are known. inviters: who invited whom.

    Inviters are only told of members whom an employee of the company invited directly.
    """

    owner: str
    admins: tuple[str, ...]
    members: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    is_customer: bool = False
    inviters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the company's own members, asked for once a process. Not for: external contacts."""

    known: dict[str, str] = field(default_factory=dict)

    async def of(self, client: Client, members: tuple[str, ...]) -> Mapping[str, str]:
        """Return the names of `members` that are known, asking for some of the others.

        One whose name the platform does not tell is not asked for again. A platform that is busy is left alone.
        """
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        asked = [one for one in members if one not in self.known and not is_external(one)]
        for one in asked[:MOST_LOOKED_UP]:
            try:
                self.known[one] = word(await client.call("user/get", params={"userid": one}), "name")
            except RefusedError:
                self.known[one] = ""
            except RetryableError:
                break
        return {one: name for one in members if (name := self.known.get(one, ""))}


async def inspected(client: Client, room: Room, names: Names) -> Roster:
    """Return who is in `room`. Raises RetryableError or RefusedError."""
    chat = customer_chat(room)
    if not chat:
        return await _of_app(client, room, names)
    try:
        return await _of_customers(client, room, chat, names)
    except RefusedError as refused:  # 90501: no customer group after all, though its id looks like one
        try:
            return await _of_app(client, room, names)
        except RefusedError:
            raise refused from None


def customer_chat(room: Room) -> str:
    """Return the chat id of a room that is or may be a customer group; empty for others."""
    ids = (room.chat("app"), room.chat("archive"))
    looks = next((one for one in ids if one.startswith("wr")), "")
    return looks or (ids[0] if room.is_customer else "")


async def _of_customers(client: Client, room: Room, chat: str, names: Names) -> Roster:
    answer = await client.call("externalcontact/groupchat/get", json={"chat_id": chat, "need_name": 1})
    listed = [one for one in items(answer, "group_chat", "member_list") if isinstance(one, Mapping)]
    members = tuple(userid for one in listed if (userid := word(one, "userid")))
    told = {word(one, "userid"): name for one in listed if (name := _name(one))}
    unknown = tuple(one for one in dict.fromkeys((*members, *room.owners())) if one not in told)
    admins = (word(one, "userid") for one in items(answer, "group_chat", "admin_list") if isinstance(one, Mapping))
    return Roster(
        owner=word(answer, "group_chat", "owner"),
        admins=tuple(filter(None, admins)),
        members=members,
        names={**told, **await names.of(client, unknown)},
        is_customer=True,
        inviters={word(one, "userid"): by for one in listed if (by := word(one, "invitor", "userid"))},
    )


def _name(listed: Mapping[str, Any]) -> str:
    """The name as the group sees it."""
    return word(listed, "group_nickname") or word(listed, "name")


async def _of_app(client: Client, room: Room, names: Names) -> Roster:
    chat = await appchat.read(client, room.chat("app"))
    members = tuple(sorted(chat.members))
    told = await names.of(client, tuple(dict.fromkeys((*members, *room.owners()))))  # an admin need not be in the group
    return Roster(owner=chat.owner, admins=(), members=members, names=told)
