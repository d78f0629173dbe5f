"""What every handler is given: the rules, the policy, and what the room's channels can do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.effects import Effect
from bot.core.fit import fit
from bot.core.model import MessageId, Room, RoomId
from bot.core.policy import Policy
from bot.core.ports import Judge
from bot.core.records import Outgoing
from bot.core.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """All that does not change between two messages.

    possible: whether any mouth of a room may carry out an effect. house_rules: titles of the rules that hold there.
    has_aibot: there is a 智能机器人 that carries commands.
    """

    judge: Judge
    policy: Policy
    texts: Texts
    possible: Callable[[Effect, Room], bool]
    house_rules: Callable[[RoomId], tuple[str, ...]]
    has_aibot: bool = True

    def outgoing(
        self, effects: Iterable[Effect], *, cause: MessageId, inbox: int, room: Room, now: datetime
    ) -> tuple[Outgoing, ...]:
        """Return `effects`, fitted to `room`, ready for the outbox. The key says which delivery and which of its effects."""
        fitted = (fit(e, room, possible=self.possible(e, room), texts=self.texts) for e in effects)
        return tuple(
            Outgoing(key=f"{inbox}-{n}-{effect.kind}", effect=effect, due_at=now, cause=cause)
            for n, effect in enumerate(fitted)
        )
