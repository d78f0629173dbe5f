"""gettoken, IP lists and message/send: the app speaking to one member.

Source: developer.work.weixin.qq.com/document/path/91039, 92520, 92521, 90236.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.faults import Faults
from bot.simulator.limits import HOUR, MINUTE, Dropping, Limit
from bot.simulator.qyapi.bodies import LONGEST_TEXT, article_of, card_of, cut, text_of, textcard_of
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.qyapi.media import Cupboard
from bot.simulator.qyapi.tokens import Tokens
from bot.simulator.talk import BOT, Talk, private
from bot.simulator.world import ARCHIVE_AGENT, Person, World, word

PER_MEMBER = (Limit(count=30, window=MINUTE), Limit(count=1000, window=HOUR))
MOST_USERS = 1000  # platform: path/90236
_DUPLICATE_FOR = 1800  # platform: s, path/90236
_LONGEST_DUPLICATE = 4 * 3600  # platform: s
_REMEMBERED = 5000  # chosen: messages before old ones are looked for
_MEDIA = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """The calls that need no more than credentials."""

    tokens: Tokens

    async def gettoken(self, request: Request) -> Answer:
        """Give the app its token."""
        query = request.query
        return Answer(fields=self.tokens.issue(query.get("corpid", ""), query.get("corpsecret", ""), request.ip))

    async def ips(self, request: Request) -> Answer:
        """Tell where callbacks come from, and where qyapi is: both here."""
        del request
        return Answer(fields={"ip_list": ["127.0.0.1"]})


class Messages:
    """message/send. agent_id: of the only app; the archive's own agent exists, but not for this token."""

    def __init__(
        self, *, agent_id: int, world: World, talk: Talk, clock: Clock, faults: Faults, cupboard: Cupboard
    ) -> None:
        self._agent_id = agent_id
        self._world = world
        self._talk = talk
        self._clock = clock
        self._faults = faults
        self._cupboard = cupboard
        self._per_member = Dropping(*PER_MEMBER)
        self._said: dict[str, datetime] = {}

    async def send(self, request: Request) -> Answer:
        """Deliver to every valid recipient; who is over the limit gets nothing, and nobody is told."""
        body = request.body
        people, unknown = self._recipients(body)
        check_agent(body.get("agentid"), self._agent_id)
        text = read_message(body, self._cupboard)
        if not people or self._faults.strike("81013"):
            raise PlatformError(81013)
        fields: dict[str, Any] = {
            "invaliduser": "|".join(unknown),
            "invalidparty": "",
            "invalidtag": "",
            "msgid": word(self._clock.luck, 43),
        }
        if "button_list" in body.get("template_card", {}):
            fields["response_code"] = word(self._clock.luck, 43)
        if self._is_repeated(body):
            return Answer(fields=fields, note="内容重复，平台未再送达")
        shown = self._deliver(people, text, body.get("template_card", {}))
        note = "" if len(shown) == len(people) else "超过每人频率，平台静默丢弃"
        return Answer(fields=fields, shown=shown, note=note)

    def _deliver(self, people: list[Person], text: str, card: Mapping[str, Any]) -> tuple[int, ...]:
        now, shown = self._clock.now(), []
        for person in people:
            if not self._per_member.allows(person.userid, now):
                continue
            room = private(person.userid)
            post = self._talk.post(room=room, author=BOT, text=text, via="private", to=person.userid, card=card)
            shown.append(post.n)
        return tuple(shown)

    def _recipients(self, body: Mapping[str, Any]) -> tuple[list[Person], list[str]]:
        """Return who is meant, and the ids that mean nobody, in lower case."""
        wanted = body.get("touser") or ""
        if not isinstance(wanted, str):
            raise PlatformError(40058, "touser is not a string")
        parties, tags = _listed(body, "toparty", 82002), _listed(body, "totag", 82003)
        if not wanted and not parties and not tags:
            raise PlatformError(82001)
        if wanted == "@all":
            return list(self._world.people()), []
        names = [n for n in wanted.split("|") if n]
        if len(names) > MOST_USERS:
            raise PlatformError(40032)
        found = {n.lower(): self._world.person(n) for n in names}
        return [p for p in found.values() if p], [n for n, p in found.items() if p is None]

    def _is_repeated(self, body: Mapping[str, Any]) -> bool:
        """Tell whether enable_duplicate_check finds the same message within its interval."""
        if body.get("enable_duplicate_check") != 1:
            return False
        interval = body.get("duplicate_check_interval", _DUPLICATE_FOR)
        if isinstance(interval, bool) or not isinstance(interval, int) or not 0 < interval <= _LONGEST_DUPLICATE:
            raise PlatformError(40058, "duplicate_check_interval out of range")
        now = self._clock.now()
        if len(self._said) > _REMEMBERED:
            oldest = now - timedelta(seconds=_LONGEST_DUPLICATE)
            self._said = {text: at for text, at in self._said.items() if at > oldest}
        text = json.dumps(body, sort_keys=True)
        before = self._said.get(text)
        if before is not None and now - before < timedelta(seconds=interval):
            return True
        self._said[text] = now
        return False


def _listed(body: Mapping[str, Any], name: str, too_many: int) -> list[str]:
    """Return the `|`-joined ids of parties or tags; this corp has none that would reach anybody."""
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise PlatformError(40058, f"{name} is not a string")
    ids = [v for v in value.split("|") if v]
    if len(ids) > 100:
        raise PlatformError(too_many)
    return ids


def check_agent(agent: object, own: int) -> None:
    """Raise PlatformError unless `agent` is the app whose token was used."""
    if agent is None:
        raise PlatformError(41011)
    if isinstance(agent, str) and agent.isdigit():
        agent = int(agent)
    if isinstance(agent, bool) or not isinstance(agent, int) or agent not in {own, ARCHIVE_AGENT}:
        raise PlatformError(40056)
    if agent != own:
        raise PlatformError(301002)


def read_message(body: Mapping[str, Any], cupboard: Cupboard) -> str:
    """Return what readers see of a message/send body. Raises PlatformError for a type or content that is refused."""
    match body.get("msgtype"):
        case "text":
            return cut(text_of(body, "text", 1 << 20), LONGEST_TEXT)
        case "markdown":
            return text_of(body, "markdown", LONGEST_TEXT)
        case "textcard":
            return textcard_of(body)
        case "news":
            return article_of(body)
        case "template_card":
            return card_of(body)
        case "image" | "voice" | "video" | "file" as kind:
            cupboard.expect(body, kind)
            return _MEDIA[kind]
        case _:
            raise PlatformError(40008)
