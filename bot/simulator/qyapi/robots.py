"""webhook/send of the 群机器人, and aibot/response of the 智能机器人: calls that carry their right in the URL.

Source: developer.work.weixin.qq.com/document/path/99110, 101138.
"""

from collections.abc import Mapping
from typing import Any

from bot.simulator.aibot import Aibot
from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.limits import HOUR, MINUTE, Blocking, Limit
from bot.simulator.qyapi.bodies import (
    LONGEST_MARKDOWN,
    LONGEST_TEXT,
    article_of,
    image_of,
    names_of,
    section,
    text_of,
)
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.qyapi.media import NAMES, Cupboard
from bot.simulator.qyapi.template_cards import NOTICES, card_of
from bot.simulator.talk import BOT, Talk, with_names
from bot.simulator.world import Group, World

PER_ROBOT = Limit(count=20, window=MINUTE)
PER_CHAT = (Limit(count=30, window=MINUTE), Limit(count=1000, window=HOUR))
_LONGEST = {"text": LONGEST_TEXT, "markdown": 4096, "markdown_v2": 4096}  # platform: bytes, path/99110


class Webhooks:
    """Robots that were put into a group by hand. troubles: code that a key is refused with (93004 disabled, 93008 out)."""

    def __init__(self, *, world: World, talk: Talk, clock: Clock, cupboard: Cupboard) -> None:
        self._world = world
        self._talk = talk
        self._clock = clock
        self._cupboard = cupboard
        self._per_robot = Blocking(PER_ROBOT)
        self.troubles: dict[str, int] = {}

    async def send(self, request: Request) -> Answer:
        """Speak in the robot's group; the answer has no msgid."""
        key = request.query.get("key", "")
        group = self._group(key)
        if not self._per_robot.allows(key, self._clock.now()):
            raise PlatformError(45009)
        text, mentions = self._read(request.body, group, key)
        medium = self._medium(request.body, key)
        post = self._talk.post(
            room=group.chatid, author=BOT, text=text, via="webhook", mentions=mentions, medium=medium
        )
        return Answer(shown=(post.n,))

    async def upload(self, request: Request) -> Answer:
        """Take a file for this robot."""
        self._group(request.query.get("key", ""))
        return await self._cupboard.upload_for_webhook(request)

    def _group(self, key: str) -> Group:
        group = self._world.by_webhook(key)
        if group is None:
            raise PlatformError(93000)
        if key in self.troubles:
            raise PlatformError(self.troubles[key])
        return group

    def _read(self, body: Mapping[str, Any], group: Group, key: str) -> tuple[str, tuple[str, ...]]:
        match body.get("msgtype"):
            case "text" | "markdown" as kind:
                content = text_of(body, kind, _LONGEST[kind], too_long=40058)
                listed = names_of(section(body, kind), "mentioned_list") if kind == "text" else ()
                return with_names(content, group=group, world=self._world, listed=listed)
            case "markdown_v2":
                return text_of(body, "markdown_v2", _LONGEST["markdown_v2"], too_long=40058), ()
            case "image":
                image_of(body)
                return NAMES["image"], ()
            case "news":
                return article_of(body), ()
            case "template_card":
                return card_of(body, NOTICES), ()
            case "file" | "voice" as kind:
                self._cupboard.expect(body, kind, owner=key)
                return NAMES[kind], ()
            case _:
                raise PlatformError(40008)

    def _medium(self, body: Mapping[str, Any], key: str) -> Mapping[str, str]:
        """Return how the page finds the picture or file of a body that was checked; nothing if it has none."""
        if body["msgtype"] == "image":
            return self._cupboard.show_image(image_of(body))
        return self._cupboard.sent_with(body, key)


class Responses:
    """aibot/response: one answer to one message, within an hour."""

    def __init__(self, *, aibot: Aibot, clock: Clock) -> None:
        self._aibot = aibot
        self._clock = clock
        self._per_chat = Blocking(*PER_CHAT)

    async def send(self, request: Request) -> Answer:
        """Show the answer, quoting what it answers; a call that is refused leaves the address usable."""
        code = request.query.get("response_code", "")
        chat = self._aibot.redeem(code)
        text, card = _read(request.body, single=not chat.id)
        if not self._per_chat.allows(chat.room, self._clock.now()):
            raise PlatformError(45009)
        self._aibot.use_up(code)
        post = self._aibot.say(chat, text, card)
        return Answer(shown=(post.n,))


def _read(body: Mapping[str, Any], *, single: bool) -> tuple[str, Mapping[str, Any]]:
    """Return what members see, and the card if it is one; cards are for single chats only."""
    kind = body.get("msgtype")
    if kind == "markdown":
        return text_of(body, "markdown", LONGEST_MARKDOWN), {}
    if kind == "template_card" and single:
        return card_of(body), section(body, "template_card")
    raise PlatformError(40008)
