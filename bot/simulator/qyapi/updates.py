"""message/update_template_card and message/recall: changing what the app has sent.

Source: developer.work.weixin.qq.com/document/path/94888, 94867.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.cards import Cards
from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.qyapi.bodies import names_of, section, words
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.qyapi.template_cards import INTERACTIVE, changed_card_of
from bot.simulator.talk import Post, Talk
from bot.simulator.world import ARCHIVE_AGENT

MOST_USERS, MOST_GROUPS = 1000, 100  # platform: path/94888
RECALL_WITHIN = timedelta(hours=24)  # platform: path/94867


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message/send that arrived. posts: numbers of its copies."""

    posts: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Changes of what was sent. agent_id: of the only app. sent: by msgid, as `Messages` keeps it."""

    agent_id: int
    clock: Clock
    talk: Talk
    cards: Cards
    sent: dict[str, Sent] = field(default_factory=dict)

    async def update(self, request: Request) -> Answer:
        """Change the copies of those named. A call that is refused leaves its response_code usable."""
        body = request.body
        userids = _receivers(body)
        check_agent(body.get("agentid"), self.agent_id)
        shown = _wanted(body)
        code = words(body, "response_code", missing=60140)
        copies = {post.to.lower(): post for post in self.cards.held(self.cards.check(code, self.agent_id))}
        chosen = list(copies) if body.get("atall") == 1 else [u.lower() for u in userids]
        reached = [copies[u] for u in dict.fromkeys(chosen) if u in copies]
        if isinstance(shown, str) and any(post.card.get("card_type") not in INTERACTIVE for post in reached):
            raise PlatformError(42031)
        for post in reached:
            self._show(post, shown)
        self.cards.use_up(code)
        invalid = [u for u in chosen if u not in copies]
        return Answer(fields={"invaliduser": invalid}, shown=tuple(post.n for post in reached))

    def _show(self, post: Post, shown: Mapping[str, Any] | str) -> None:
        if isinstance(shown, str):
            self.cards.grey(post, shown)
            return
        self.cards.change(post, shown)

    async def recall(self, request: Request) -> Answer:
        """Take back what the app sent within a day. Raises PlatformError 40058 for anything else."""
        found = self.sent.get(words(request.body, "msgid", missing=40063))
        if found is None or self.clock.now() - found.at > RECALL_WITHIN:
            raise PlatformError(40058, "msgid invalid or too old")
        for post in filter(None, map(self.talk.find, found.posts)):
            self.talk.put(replace(post, text="", card={}, is_recalled=True))
        return Answer(shown=found.posts)


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


def _receivers(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the userids named; parties and tags of this corp would reach nobody."""
    userids, parties, tags = (names_of(body, name) for name in ("userids", "partyids", "tagids"))
    for found, most, code in ((userids, MOST_USERS, 40032), (parties, MOST_GROUPS, 82002), (tags, MOST_GROUPS, 82003)):
        if len(found) > most:
            raise PlatformError(code)
    if not (userids or parties or tags) and body.get("atall") != 1:
        raise PlatformError(82001)
    return userids


def _wanted(body: Mapping[str, Any]) -> Mapping[str, Any] | str:
    """Return the card to be shown, or the word that stands on greyed buttons. Exactly one of them is to be given."""
    if ("button" in body) == ("template_card" in body):
        raise PlatformError(40058, "need one of button, template_card")
    if "button" in body:
        return words(section(body, "button"), "replace_name", missing=42020)
    return changed_card_of(body)
