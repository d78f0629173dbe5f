"""Everything that knows WeCom: crypto, formats, the HTTP client, and one file per channel.

A channel module (`app`, `aibot`, `archive`, `webhook`) holds exactly one `Channel`; its module name is the channel's
id everywhere. A channel may hear (turn bytes into deliveries, deliveries into messages and events), speak, or both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from bot.core.effects import Effect
from bot.core.errors import QunguanError
from bot.core.model import Event, Message, Room, RoomId
from bot.core.records import Delivery

RoomOf = Callable[[str, str], RoomId]
"""(channel id, platform chat id) → our room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something the platform sent that we have no name for: kept raw, acknowledged, never an error."""

    kind: str


Heard = Message | Event | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How often one target may be used: `limit` sends in any `window`. Source: the platform's documents."""

    limit: int
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform answered to a send it took. answer: its JSON."""

    answer: Mapping[str, Any]


class SendError(QunguanError):
    """A send that did not happen. answer: what the platform said, if it did."""

    def __init__(self, why: str, *, answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(why)
        self.answer = dict(answer or {})


class RetryableError(SendError):
    """May work later. after: how long to wait at least; zero leaves it to the caller's back-off."""

    def __init__(self, why: str, *, answer: Mapping[str, Any] | None = None, after: timedelta = timedelta(0)) -> None:
        super().__init__(why, answer=answer)
        self.after = after


class RefusedError(SendError):
    """Will never work on this channel: wrong group, no right, too long, used up."""


class Channel:
    """One way to reach rooms: what it hears, what it can do.

    title: its Chinese name. can: kinds of effects it may carry out. names_members: whether `<@userid>` works.
    budgets: all must allow a send. max_bytes: of one text, UTF-8. done_before: errcodes which, when a send is tried
    again because its answer was lost, say that the first one was taken.
    """

    title: ClassVar[str]
    can: ClassVar[frozenset[str]] = frozenset()
    names_members: ClassVar[bool] = False
    budgets: ClassVar[tuple[Budget, ...]] = ()
    max_bytes: ClassVar[int] = 2048
    done_before: ClassVar[frozenset[int]] = frozenset()

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Return what `delivery` says. Raises WireError if its body is not what this channel brings."""
        raise NotImplementedError

    def takes(self, effect: Effect, room: Room) -> bool:
        """Tell, without asking the platform, whether this channel may carry out `effect` in `room`."""
        del room
        return effect.kind in self.can

    def target(self, effect: Effect, room: Room) -> str:
        """Return what the budgets are counted by (a chat, a robot key, a person)."""
        raise NotImplementedError

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Carry out `effect` in `room`. key: idempotency key, sent along.

        Raises RetryableError or RefusedError.
        """
        raise NotImplementedError
