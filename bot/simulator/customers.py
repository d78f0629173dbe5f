"""Customer groups: who joins, leaves or is taken out there, and the events that tell the app.

Source: developer.work.weixin.qq.com/document/path/92130, 92122. Internal groups raise no such events.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator.clock import Clock, unix
from bot.simulator.courier import APP, Courier, Letter
from bot.simulator.events import Hub
from bot.simulator.people import ImpossibleError
from bot.simulator.wire import XmlValue, xml
from bot.simulator.world import Group, Person, World, changed, word

EVENT = "change_external_chat"
INVITED, SCANNED = 0, 3
LEFT, REMOVED = 0, 1
ITEMS, COMMAS = "items", "commas"
"""How MemChangeList comes: as elements, or in one text as it did before 2023."""
REMEMBERED = timedelta(minutes=10)  # chosen: how far back an old member list can be asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A member list as it was from `at` on. version: 32 hex digits."""

    at: datetime
    group: Group
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """How somebody came. scene: `INVITED` or `SCANNED`. inviter: the colleague who invited them, empty if none did."""

    at: datetime
    scene: int
    inviter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Comings and goings. rolls: of each group, oldest first. joined: by group and userid. later: what will happen yet."""

    corp_id: str
    agent_id: int
    world: World
    clock: Clock
    hub: Hub
    courier: Courier
    rolls: dict[str, list[Roll]] = field(default_factory=dict)
    joined: dict[tuple[str, str], Joined] = field(default_factory=dict)
    later: set[asyncio.Task[None]] = field(default_factory=set)

    def join(
        self, chat: str, people: Sequence[Person], *, scene: int = SCANNED, form: str = ITEMS, inviter: str = ""
    ) -> Group:
        """Let people in; who is new to the corp is known from now on. Raises ImpossibleError.

        inviter: the colleague in the group who invites them; member lists tell no other (platform: path/92122).
        """
        group = self._group(chat)
        if inviter and (self.world.colleague(inviter) is None or inviter not in group.members):
            raise ImpossibleError(f"{inviter} 不是群里的企业成员，平台不会说是谁邀请的")
        self.roll(group)
        inside = [person.name for person in people if person.userid in group.members]
        if inside:
            raise ImpossibleError(f"{'、'.join(inside)}已经在群里", status=409)
        for person in people:
            if self.world.person(person.userid) is None:
                self.world.admit(person)
        userids = [person.userid for person in people]
        after = changed(group, added=userids)
        self.world.put(after)
        for userid in userids:
            self.joined[group.chatid, userid] = Joined(at=self.clock.now(), scene=scene, inviter=inviter)
        self._tell(after, userids, {"UpdateDetail": "add_member", "JoinScene": scene}, form)
        return after

    def go(self, chat: str, userids: Sequence[str], *, scene: int = LEFT, form: str = ITEMS) -> Group:
        """Let people leave, or take them out. Raises ImpossibleError."""
        group = self._group(chat)
        self.roll(group)
        outside = [userid for userid in userids if userid not in group.members]
        if outside:
            raise ImpossibleError(f"{'、'.join(outside)}不在群里", status=409)
        if group.owner in userids and scene == REMOVED:
            raise ImpossibleError("不能把群主移出群", status=403)
        after = changed(group, removed=userids)
        self.world.put(after)
        self._tell(after, userids, {"UpdateDetail": "del_member", "QuitScene": scene}, form)
        return after

    def check_remover(self, chat: str, userid: str) -> None:
        """Raise ImpossibleError unless `userid` is the owner or an administrator of that group."""
        group = self._group(chat)
        if userid not in {group.owner, *group.admins}:
            raise ImpossibleError("只有群主和管理员能移出成员", status=403)

    def go_later(self, chat: str, userids: Sequence[str], *, scene: int, seconds: float) -> Group:
        """Let it happen in `seconds`, if it still can by then. Raises ImpossibleError for a group that is none."""

        async def wait_and_go() -> None:
            await self.clock.sleep(seconds)
            with suppress(ImpossibleError):  # they may have left meanwhile
                self.go(chat, userids, scene=scene)

        group = self._group(chat)
        task = asyncio.create_task(wait_and_go())
        self.later.add(task)
        task.add_done_callback(self.later.discard)
        return group

    async def stop(self) -> None:
        """Drop what has not happened yet."""
        waiting = tuple(self.later)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def roll(self, group: Group, ago: float = 0.0) -> Roll:
        """Return the member list of `group` as it was `ago` seconds before now, or the oldest that is remembered."""
        rolls = self.rolls.setdefault(group.chatid, [])
        if not rolls or rolls[-1].group.members != group.members:
            rolls.append(Roll(at=self.clock.now(), group=group, version=self._version()))
        then = self.clock.now() - timedelta(seconds=ago)
        return next((roll for roll in reversed(rolls) if roll.at <= then), rolls[0])

    def _group(self, chat: str) -> Group:
        group = self.world.group(chat)
        if group is None:
            raise ImpossibleError(f"没有群 {chat}", status=404)
        if not group.is_customer:
            raise ImpossibleError(f"“{group.name}”不是客户群：内部群的进出没有事件", status=409)
        return group

    def _tell(self, group: Group, userids: Sequence[str], what: Mapping[str, XmlValue], form: str) -> None:
        last, current = self.rolls[group.chatid][-1].version, self._version()
        self._remember(Roll(at=self.clock.now(), group=group, version=current))
        listed: XmlValue = ",".join(userids) if form == COMMAS else {"Item": tuple(userids)}
        body = xml(
            {
                "ToUserName": self.corp_id,
                "FromUserName": "sys",
                "CreateTime": unix(self.clock.now()),
                "MsgType": "event",
                "Event": EVENT,
                "ChatId": group.archive_id,
                "ChangeType": "update",
                **what,
                "MemChangeCnt": len(userids),
                "MemChangeList": listed,
                "LastMemVer": last,
                "CurMemVer": current,
            }
        )
        letter = Letter(channel=APP, kind=EVENT, id=word(self.clock.luck, 12), body=body.encode(), agent=self.agent_id)
        self.courier.bring(letter)
        for userid in userids:
            person, gone = self.world.person(userid), userid in group.gone
            name = person.name if person else userid
            self.hub.publish("member", {"userid": userid, "name": name, "removed": gone, "room": group.chatid})

    def _remember(self, roll: Roll) -> None:
        """Keep `roll`, and of older ones what may still be asked for."""
        rolls = self.rolls[roll.group.chatid]
        rolls.append(roll)
        old = [r for r in rolls if r.at <= roll.at - REMEMBERED]
        del rolls[: max(len(old) - 1, 0)]

    def _version(self) -> str:
        return f"{self.clock.luck.getrandbits(128):032x}"
