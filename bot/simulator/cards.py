"""Template cards in people's hands: which copies there are, and the codes with which they may be changed.

Source: developer.work.weixin.qq.com/document/path/90236, 94888, 90240.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.qyapi.template_cards import words_of
from bot.simulator.talk import Post, Talk
from bot.simulator.world import word

LIVES = timedelta(hours=72)  # platform: path/94888
_KEPT = 20_000  # chosen: codes that are told apart from invented ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A `response_code`: leave to change the copies of one task once. agent: the app that may use it."""

    task: str
    agent: int
    expires_at: datetime
    is_used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """All cards of the platform's apps. copies: numbers of the posts, by task_id. leaves: by code."""

    clock: Clock
    talk: Talk
    copies: dict[str, tuple[int, ...]] = field(default_factory=dict)
    leaves: dict[str, Leave] = field(default_factory=dict)

    def is_known(self, task: str) -> bool:
        """Tell whether a card with that task_id was sent before."""
        return task in self.copies

    def hand_out(self, task: str, posts: Iterable[int]) -> None:
        """Remember the copies of a card that was just sent; it may have reached nobody."""
        self.copies[task] = tuple(posts)

    def allow(self, task: str, agent: int) -> str:
        """Return a fresh code for `task`."""
        code = word(self.clock.luck, 43)
        self.leaves[code] = Leave(task=task, agent=agent, expires_at=self.clock.now() + LIVES)
        while len(self.leaves) > _KEPT:
            del self.leaves[next(iter(self.leaves))]
        return code

    def check(self, code: str, agent: int) -> str:
        """Return the task that `code` is for. Raises PlatformError for one that is invented, over, used or another's."""
        leave = self.leaves.get(code)
        if leave is None or self.clock.now() >= leave.expires_at:
            raise PlatformError(60140)
        if leave.agent != agent:
            raise PlatformError(42015)
        if leave.is_used:
            raise PlatformError(42022)
        return leave.task

    def use_up(self, code: str) -> None:
        """Make `code` worthless."""
        self.leaves[code] = replace(self.leaves[code], is_used=True)

    def held(self, task: str) -> tuple[Post, ...]:
        """Return the copies of `task` that people can still see."""
        found = (self.talk.find(n) for n in self.copies.get(task, ()))
        return tuple(post for post in found if post is not None and not post.is_recalled)

    def change(self, post: Post, card: Mapping[str, Any]) -> None:
        """Show `card` in place of the one in `post`; it stays the same task."""
        task = post.card.get("task_id", "")
        self.talk.put(replace(post, card={**card, "task_id": task}, text=words_of(card)))

    def grey(self, post: Post, name: str) -> None:
        """Grey the buttons of the card in `post`; `name` stands on them."""
        self.change(post, {**post.card, "replace_text": name})
