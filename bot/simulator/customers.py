"""Customer groups: who joins, leaves or is taken out there, and the events that tell the app.

Source: developer.work.weixin.qq.com/document/path/92130. Internal groups raise no such events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Comings and goings. versions: of the member list of each group, 32 hex digits."""

    corp_id: str
    agent_id: int
    world: World
    clock: Clock
    hub: Hub
    courier: Courier
    versions: dict[str, str] = field(default_factory=dict)

    def join(self, chat: str, people: Sequence[Person], *, scene: int = SCANNED, form: str = ITEMS) -> Group:
        """Let people in; who is new to the corp is known from now on. Raises ImpossibleError."""
        group = self._group(chat)
        inside = [person.name for person in people if person.userid in group.members]
        if inside:
            raise ImpossibleError(f"{'、'.join(inside)}已经在群里", status=409)
        for person in people:
            if self.world.person(person.userid) is None:
                self.world.admit(person)
        userids = [person.userid for person in people]
        after = changed(group, added=userids)
        self.world.put(after)
        self._tell(after, userids, {"UpdateDetail": "add_member", "JoinScene": scene}, form)
        return after

    def go(self, chat: str, userids: Sequence[str], *, scene: int = LEFT, form: str = ITEMS) -> Group:
        """Let people leave, or take them out. Raises ImpossibleError."""
        group = self._group(chat)
        outside = [userid for userid in userids if userid not in group.members]
        if outside:
            raise ImpossibleError(f"{'、'.join(outside)}不在群里", status=409)
        if group.owner in userids and scene == REMOVED:
            raise ImpossibleError("不能把群主移出群", status=403)
        after = changed(group, removed=userids)
        self.world.put(after)
        self._tell(after, userids, {"UpdateDetail": "del_member", "QuitScene": scene}, form)
        return after

    def _group(self, chat: str) -> Group:
        group = self.world.group(chat)
        if group is None:
            raise ImpossibleError(f"没有群 {chat}", status=404)
        if not group.is_customer:
            raise ImpossibleError(f"“{group.name}”不是客户群：内部群的进出没有事件", status=409)
        return group

    def _tell(self, group: Group, userids: Sequence[str], what: Mapping[str, XmlValue], form: str) -> None:
        last = self.versions.get(group.chatid) or self._version()
        current = self.versions[group.chatid] = self._version()
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
            gone = userid in group.gone
            self.hub.publish("member", {"userid": userid, "removed": gone, "room": group.chatid})

    def _version(self) -> str:
        return f"{self.clock.luck.getrandbits(128):032x}"
