"""发送者: who said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match
from bot.core.model import Message, Role, Scene
from bot.rules import Condition
from bot.text.reading import Reading

NAMES: Mapping[Role, str] = {
    Role.MEMBER: "群成员",
    Role.OWNER: "群主",
    Role.HELPER: "群助手",
    Role.STAFF: "工作人员",
    Role.ADMIN: "管理员",
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sender(Condition):
    """Fires on whatever somebody of one of these roles says; made for `unless`."""

    role: Annotated[tuple[Role, ...], Field(min_length=1)]

    title: ClassVar = "发送者"
    shorthand: ClassVar = "role"
    sample: ClassVar[Mapping[str, Any]] = {"role": ["owner", "staff"]}
    fires: ClassVar = (Example("大家好", role="owner"), Example("大家好", role="staff"))
    quiet: ClassVar = (Example("大家好"), Example("大家好", role="helper"))

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the role of the sender if it is one of these."""
        if scene.role not in self.role:
            return None
        return Match(condition="sender", why=f"发送者是{NAMES[scene.role]}")
