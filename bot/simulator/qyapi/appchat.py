"""appchat/*: groups made by the app; the only ones it may speak in, and take members out of.

Source: developer.work.weixin.qq.com/document/path/90245, 98913, 98914, 90248.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.events import Hub
from bot.simulator.limits import DAY, HOUR, MINUTE, Blocking, Dropping, Limit
from bot.simulator.qyapi.bodies import LONGEST_TEXT, article_of, names_of, section, text_of, textcard_of, words
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.qyapi.media import NAMES, Cupboard
from bot.simulator.talk import BOT, Talk, with_names
from bot.simulator.world import Group, World, changed, word

FEWEST, MOST = 2, 2000  # platform: path/90245
LONGEST_NAME = 50  # platform: characters, path/90245
CREATED = Limit(count=1000, window=DAY)
CHANGED = Limit(count=1000, window=HOUR)
SENT = (Limit(count=20_000, window=MINUTE), Limit(count=300_000, window=HOUR))  # person-messages
PER_MEMBER = (Limit(count=200, window=MINUTE), Limit(count=10_000, window=DAY))
_CHATID = re.compile(r"[0-9a-zA-Z]+")


class Appchats:
    """The app's own groups."""

    def __init__(self, *, world: World, talk: Talk, hub: Hub, clock: Clock, cupboard: Cupboard) -> None:
        self._world = world
        self._talk = talk
        self._hub = hub
        self._clock = clock
        self._cupboard = cupboard
        self._created = Blocking(CREATED)
        self._changed = Blocking(CHANGED)
        self._sent = Blocking(*SENT)
        self._per_member = Dropping(*PER_MEMBER)

    async def create(self, request: Request) -> Answer:
        """Make a group; members see it with its first message."""
        body = request.body
        if not self._created.allows("corp", self._clock.now()):
            raise PlatformError(45009)
        members = self._members(names_of(body, "userlist"), unknown=86007)
        if not FEWEST <= len(members) <= MOST:
            raise PlatformError(86006)
        owner = words(body, "owner", missing=86203, default="") or self._clock.luck.choice(members)
        if owner not in members:
            raise PlatformError(86207)
        chatid = words(body, "chatid", missing=86201, default="") or word(self._clock.luck, 32)
        _check_new_id(chatid, self._world)
        name = words(body, "name", missing=86202, default="群聊")[:LONGEST_NAME]
        self._world.put(Group(chatid=chatid, name=name, owner=owner, members=members, shown=False))
        return Answer(fields={"chatid": chatid})

    async def get(self, request: Request) -> Answer:
        """Tell name, owner and members."""
        group = self._own(request.query.get("chatid", ""))
        info = {"chatid": group.chatid, "name": group.name, "owner": group.owner, "userlist": list(group.members)}
        return Answer(fields={"chat_info": info})

    async def update(self, request: Request) -> Answer:
        """Change name, owner, members. Takes all or nothing, and raises no event: the app did it itself."""
        body = request.body
        group = self._own(words(body, "chatid", missing=86201))
        if not self._changed.allows("corp", self._clock.now()):
            raise PlatformError(45009)
        added = self._members(names_of(body, "add_user_list"), unknown=86216)
        removed = self._members(names_of(body, "del_user_list"), unknown=86216)
        if any(m not in group.members for m in removed):
            raise PlatformError(86216)
        after = changed(group, added=added, removed=removed)
        owner = words(body, "owner", missing=86203, default=group.owner)
        if owner not in after.members:
            raise PlatformError(86207)
        if not FEWEST <= len(after.members) <= MOST:
            raise PlatformError(86006)
        name = words(body, "name", missing=86202, default=group.name)[:LONGEST_NAME]
        self._world.put(replace(after, owner=owner, name=name))
        self._tell(group, added=added, removed=removed)
        return Answer()

    async def send(self, request: Request) -> Answer:
        """Speak in the group; members over their own limit do not get it, and nobody is told."""
        body, now = request.body, self._clock.now()
        group = self._own(words(body, "chatid", missing=86201))
        text, mentions = self._read(body, group)
        if not self._sent.allows("corp", now, len(group.members)):
            raise PlatformError(45009)
        reached = [m for m in group.members if self._per_member.allows(m, now)]
        if not reached:
            return Answer(note="超过每人频率，平台静默丢弃")
        self._world.put(replace(group, shown=True))
        medium = self._cupboard.sent_with(body)
        post = self._talk.post(room=group.chatid, author=BOT, text=text, via="app", mentions=mentions, medium=medium)
        return Answer(shown=(post.n,))

    def _read(self, body: Mapping[str, Any], group: Group) -> tuple[str, tuple[str, ...]]:
        """Return what members see, and who is named."""
        match body.get("msgtype"):
            case "text":
                listed = names_of(section(body, "text"), "mentioned_list")
                text = text_of(body, "text", LONGEST_TEXT)
                return with_names(text, group=group, world=self._world, listed=listed)
            case "markdown":
                return with_names(text_of(body, "markdown", LONGEST_TEXT), group=group, world=self._world)
            case "textcard":
                return textcard_of(body), ()
            case "news":
                return article_of(body), ()
            case "image" | "voice" | "video" | "file" as kind:
                self._cupboard.expect(body, kind)
                return NAMES[kind], ()
            case _:
                raise PlatformError(40008)

    def _own(self, chatid: str) -> Group:
        """Return the app's group `chatid`. Raises PlatformError for an unknown one, or one the app did not make."""
        if not chatid:
            raise PlatformError(86201)
        group = self._world.group(chatid)
        if group is None:
            raise PlatformError(40050)
        if group.chatid != chatid or not group.made_by_app:
            raise PlatformError(86008)
        return group

    def _members(self, userids: Iterable[str], *, unknown: int) -> tuple[str, ...]:
        """Return the userids as the corp writes them, each once."""
        people = [self._world.colleague(u) for u in userids]
        if any(p is None for p in people):
            raise PlatformError(unknown)
        return tuple(dict.fromkeys(p.userid for p in people if p))

    def _tell(self, group: Group, *, added: Iterable[str], removed: Iterable[str]) -> None:
        """Tell the page who came and went."""
        for userids, gone in ((removed, True), (added, False)):
            for userid in userids:
                self._hub.publish("member", {"userid": userid, "removed": gone, "room": group.chatid})


def _check_new_id(chatid: str, world: World) -> None:
    if len(chatid) > 32:
        raise PlatformError(86205)
    if not _CHATID.fullmatch(chatid):
        raise PlatformError(86001)
    if world.group(chatid) is not None:
        raise PlatformError(86215)
