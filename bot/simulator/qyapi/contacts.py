"""user/get and externalcontact/groupchat/get: names of members, and who is in a customer group.

Source: developer.work.weixin.qq.com/document/path/90196, 92122.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.simulator.clock import unix
from bot.simulator.codes import PlatformError
from bot.simulator.customers import SCANNED, Customers, Joined, Roll
from bot.simulator.faults import Faults
from bot.simulator.qyapi.bodies import words
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.world import World

COLLEAGUE, CUSTOMER = 1, 2
_SCENES = {0: 1, SCANNED: 3}  # platform: join_scene of 92122 beside JoinScene of 92130


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """What may be read about people. begun_at: join_time of those who were there from the first."""

    world: World
    customers: Customers
    faults: Faults
    begun_at: datetime

    async def user(self, request: Request) -> Answer:
        """Tell the name of a member of the corp; what is private (mobile, mail) is no longer given to new apps."""
        userid = request.query.get("userid", "")
        if not userid:
            raise PlatformError(41009)
        person = self.world.colleague(userid)
        if person is None:
            raise PlatformError(60111)
        told = {"userid": person.userid, "name": person.name, "department": [1], "status": 1, "isleader": 0}
        return Answer(fields={**told, "main_department": 1})

    async def groupchat(self, request: Request) -> Answer:
        """Tell who is in a customer group. Just after a change the old list may come (switch `groupchat_lag`)."""
        body = request.body
        group = self.world.group(words(body, "chat_id", missing=40063))
        need_name = body.get("need_name", 0)
        if isinstance(need_name, bool) or need_name not in {0, 1}:
            raise PlatformError(40058, "need_name is not 0 or 1")
        if group is None:
            raise PlatformError(40050)
        if not group.is_customer or group.archive_id != body["chat_id"]:
            raise PlatformError(90501)
        ago = self.faults.seconds("groupchat_lag") if self.faults.strike("groupchat_lag") else 0.0
        roll = self.customers.roll(group, ago)
        members = [self._member(group.chatid, userid) for userid in roll.group.members]
        if need_name == 0:
            members = [{k: v for k, v in member.items() if k != "name"} for member in members]
        return Answer(fields={"group_chat": {**self._head(roll), "member_list": members}})

    def _head(self, roll: Roll) -> dict[str, Any]:
        """Return what is told of the group beside its members."""
        group = roll.group
        return {
            "chat_id": group.archive_id,
            "name": group.name,
            "owner": group.owner,
            "create_time": unix(self.begun_at),
            "notice": "",
            "admin_list": [{"userid": userid} for userid in group.admins],
            "member_version": roll.version,
        }

    def _member(self, chat: str, userid: str) -> dict[str, Any]:
        person = self.world.person(userid)
        came = self.customers.joined.get((chat, userid), Joined(at=self.begun_at, scene=SCANNED))
        return {
            "userid": userid,
            "type": CUSTOMER if person and person.is_external else COLLEAGUE,
            "join_time": unix(came.at),
            "join_scene": _SCENES.get(came.scene, came.scene),
            **({"invitor": {"userid": came.inviter}} if came.inviter else {}),
            "group_nickname": "",
            "name": person.name if person else "",
        }
