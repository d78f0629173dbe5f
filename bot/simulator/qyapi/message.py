"""gettoken, IP lists and message/send: the app speaking to one member.

Source: developer.work.weixin.qq.com/document/path/91039, 92520, 92521, 90236.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.cards import Cards
from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.faults import Faults
from bot.simulator.limits import HOUR, MINUTE, Dropping, Limit
from bot.simulator.qyapi.bodies import LONGEST_TEXT, article_of, cut, text_of, textcard_of
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.qyapi.media import NAMES, Cupboard
from bot.simulator.qyapi.template_cards import card_of, is_tapped
from bot.simulator.qyapi.tokens import Tokens
from bot.simulator.qyapi.updates import Sent, check_agent
from bot.simulator.talk import BOT, Talk, private
from bot.simulator.world import Person, World, word

PER_MEMBER = (Limit(count=30, window=MINUTE), Limit(count=1000, window=HOUR))
MOST_USERS = 1000  # platform: path/90236
_DUPLICATE_FOR = 1800  # platform: s, path/90236
_LONGEST_DUPLICATE = 4 * 3600  # platform: s
_REMEMBERED = 5000  # chosen: messages before old ones are looked for


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """message/send. agent_id: of the only app; the archive's own agent exists, but not for this token.

    sent: what arrived, by msgid. said: bodies of the last hours, with when and which msgid, for the duplicate check.
    """

    agent_id: int
    world: World
    talk: Talk
    clock: Clock
    faults: Faults
    cupboard: Cupboard
    cards: Cards
    sent: dict[str, Sent] = field(default_factory=dict)
    per_member: Dropping = field(default_factory=lambda: Dropping(*PER_MEMBER))
    said: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    async def send(self, request: Request) -> Answer:
        """Deliver to every valid recipient; who is over the limit gets nothing, and nobody is told."""
        body = request.body
        people, unknown = self._recipients(body)
        check_agent(body.get("agentid"), self.agent_id)
        text = read_message(body, self.cupboard)
        card = body["template_card"] if body["msgtype"] == "template_card" else {}
        if not people or self.faults.strike("81013"):
            raise PlatformError(81013)
        before = self._said_before(body)
        if before:
            return Answer(fields=self._fields(before, unknown, card), note="内容重复，平台未再送达")
        if is_tapped(card) and self.cards.is_known(card["task_id"]):
            raise PlatformError(42014, "task_id repeated")
        msgid = word(self.clock.luck, 43)
        self._remember(body, msgid)
        medium = self.cupboard.sent_with(body)
        shown = self._deliver(people, text, card=card, medium=medium)
        self.sent[msgid] = Sent(posts=shown, at=self.clock.now())
        if is_tapped(card):
            self.cards.hand_out(card["task_id"], shown)
        note = "" if len(shown) == len(people) else "超过每人频率，平台静默丢弃"
        return Answer(fields=self._fields(msgid, unknown, card), shown=shown, note=note)

    def _fields(self, msgid: str, unknown: list[str], card: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the answer holds; a card that can be tapped brings leave to change it."""
        fields = {"invaliduser": "|".join(unknown), "invalidparty": "", "invalidtag": "", "msgid": msgid}
        if is_tapped(card):
            fields["response_code"] = self.cards.allow(card["task_id"], self.agent_id)
        return fields

    def _deliver(
        self, people: list[Person], text: str, *, card: Mapping[str, Any], medium: Mapping[str, str]
    ) -> tuple[int, ...]:
        now, shown = self.clock.now(), []
        for person in people:
            if not self.per_member.allows(person.userid, now):
                continue
            room = private(person.userid)
            post = self.talk.post(
                room=room, author=BOT, text=text, via="private", to=person.userid, card=card, medium=medium
            )
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
            return [p for p in self.world.people() if not p.is_external], []
        names = [n for n in wanted.split("|") if n]
        if len(names) > MOST_USERS:
            raise PlatformError(40032)
        found = {n.lower(): self.world.colleague(n) for n in names}
        return [p for p in found.values() if p], [n for n, p in found.items() if p is None]

    def _said_before(self, body: Mapping[str, Any]) -> str:
        """Return the msgid of the same message if enable_duplicate_check finds it within its interval, else nothing."""
        if body.get("enable_duplicate_check") != 1:
            return ""
        interval = body.get("duplicate_check_interval", _DUPLICATE_FOR)
        if isinstance(interval, bool) or not isinstance(interval, int) or not 0 < interval <= _LONGEST_DUPLICATE:
            raise PlatformError(40058, "duplicate_check_interval out of range")
        at, msgid = self.said.get(json.dumps(body, sort_keys=True), (None, ""))
        return msgid if at is not None and self.clock.now() - at < timedelta(seconds=interval) else ""

    def _remember(self, body: Mapping[str, Any], msgid: str) -> None:
        """Keep what is sent for the duplicate check, and drop what is too old for it."""
        now = self.clock.now()
        if len(self.said) > _REMEMBERED:
            oldest = now - timedelta(seconds=_LONGEST_DUPLICATE)
            for text in [text for text, (at, _) in self.said.items() if at <= oldest]:
                del self.said[text]
        if body.get("enable_duplicate_check") == 1:
            self.said[json.dumps(body, sort_keys=True)] = now, msgid


def _listed(body: Mapping[str, Any], name: str, too_many: int) -> list[str]:
    """Return the `|`-joined ids of parties or tags; this corp has none that would reach anybody."""
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise PlatformError(40058, f"{name} is not a string")
    ids = [v for v in value.split("|") if v]
    if len(ids) > 100:
        raise PlatformError(too_many)
    return ids


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
            return NAMES[kind]
        case _:
            raise PlatformError(40008)
