"""Small values that many tests start from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.findings import Finding
from bot.core.model import MemberId, Message, MessageId, Role, Room, RoomId, Scene
from bot.core.reach import Reach

T0 = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a Friday
ROOM = Room(
    id=RoomId("r1"),
    name="产品交流群",
    roles={MemberId("owner"): Role.OWNER, MemberId("helper"): Role.HELPER},
)
ZHANG = MemberId("zhang")
AD = Finding(rule="ads", title="禁止广告", condition="words", why="含“加微信”", span=(0, 3), points=3)


def message(text: str = "你好", *, id: str = "m1", sender: str = ZHANG, **fields: Any) -> Message:  # noqa: A002
    """Return a message in `ROOM` at T0."""
    values: Mapping[str, Any] = {"room": ROOM.id, "sent_at": T0, "channel": "archive", **fields}
    return Message(id=MessageId(id), sender=MemberId(sender), text=text, **values)


def scene(**fields: Any) -> Scene:
    """Return a scene in `ROOM` at T0."""
    return Scene(**{"now": T0, "room": ROOM, **fields})


REACH = Reach(recent=timedelta(minutes=10), memory=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordJudge:
    """A judge for tests: a finding for every word of `words` that the text contains."""

    words: Mapping[str, Finding]
    reach: Reach = REACH
    revision: int = 0

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Find the words; 炸 raises, to stand for a broken decision."""
        del scene
        if "炸" in message.text:
            raise RuntimeError("炸了")
        return tuple(
            replace(f, span=(message.text.index(w), message.text.index(w) + len(w)))
            for w, f in self.words.items()
            if w in message.text
        )

    def folded(self, text: str) -> str:
        """Return the text as it is."""
        return text

    def concealed(self, text: str) -> str:
        """Hide sixes."""
        return text.replace("6", "*")


JUDGE = WordJudge(words={"加微信": AD, "傻": replace(AD, rule="abuse", title="禁止辱骂", points=6)})
