"""What the rooms above expect of the rooms beside them: protocols, and the values that pass through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.effects import Effect
from bot.core.findings import Finding
from bot.core.model import Earlier, MemberId, Message, MessageId, Room, RoomId, Scene, Standing


class Judge(Protocol):
    """All rules, compiled."""

    @property
    def lookback(self) -> timedelta:
        """How far back the rules need a member's earlier messages."""

    @property
    def memory(self) -> int:
        """How many of a member's earlier messages the rules need at most."""

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Return what every rule saw, in the order of the rules. Pure."""

    def folded(self, text: str) -> str:
        """Return `text` as the strongest fold in use reads it, for the trace."""


class Clock(Protocol):
    """The only source of time and luck."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""

    def seed(self) -> int:
        """Return fresh luck: 63 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing a channel brought, verified and decrypted, not yet understood.

    key: what makes it the same delivery when it comes again, unique within `channel`.
    body: the plaintext as received (XML or JSON). received_at: aware, UTC.
    """

    channel: str
    key: str
    body: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A stored delivery that waits to be handled. id: rises in the order of arrival."""

    id: int
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An effect on its way into the outbox.

    key: idempotency key, unique for ever. cause: message it comes from, empty if none.
    """

    key: str
    effect: Effect
    due_at: datetime
    cause: MessageId = MessageId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A message with its decision, as it is kept. points: given for it; total: the member's after it."""

    message: Message
    role: str
    folded: str
    findings: tuple[Finding, ...]
    points: float
    total: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that handling one pending delivery changes; written in one transaction with marking it done.

    standing: new standing of (room, member), if it changed. room: a room seen first, or learnt more of.
    error: set if handling failed; the delivery is then set aside, not done.
    """

    inbox: int
    judged: Judged | None = None
    standing: tuple[RoomId, MemberId, Standing] | None = None
    outgoing: tuple[Outgoing, ...] = ()
    room: Room | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a room's warm memory is rebuilt from.

    recent: per member, oldest first. today: messages per member since the given start of day.
    standings: members with points or a mute. heard_by: channels that ever brought a message of this room.
    """

    recent: Mapping[MemberId, tuple[Earlier, ...]]
    today: Mapping[MemberId, int]
    standings: Mapping[MemberId, Standing]
    heard_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An outbox row whose time has come. attempts: sends tried before this one. failed_over: mouths that refused."""

    id: int
    key: str
    effect: Effect
    cause: MessageId
    attempts: int = 0
    refused_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one outbox row.

    state: `sent` (the platform took it), `refused` (it never will), `waiting` (again at `due_at`).
    answer: what the platform said, as JSON: at least errcode and errmsg. channel: the mouth tried last.
    outgoing: effects that take its place (an `Ask` for what no channel can do), written in the same transaction.
    """

    id: int
    state: str
    channel: str = ""
    answer: Mapping[str, Any] | None = None
    due_at: datetime | None = None
    attempts: int = 0
    refused_by: tuple[str, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the bot keeps up. Counts are rows. oldest_due_at: of effects whose time has come, None if none."""

    pending: int
    set_aside: int
    waiting: int
    refused: int
    oldest_due_at: datetime | None


class Store(Protocol):
    """Durable memory. Every call returns only when what it wrote is on disk; calls may be made concurrently.

    Raises StorageError when the database fails; nothing of that call is then kept.
    """

    async def open(self) -> None:
        """Connect and check that the tables are those of this version."""

    async def close(self) -> None:
        """Finish what was handed over, then disconnect."""

    async def receive(
        self, deliveries: Sequence[Delivery], *, position: tuple[str, int] | None = None
    ) -> Sequence[Pending]:
        """Store `deliveries`; return those never seen before, in the order given, with their ids.

        position: (name, number) of a pulled source, stored in the same transaction.
        """

    async def position(self, name: str) -> int:
        """Return the position stored under `name`, 0 if none."""

    async def backlog(self, *, after: int, limit: int) -> Sequence[Pending]:
        """Return unhandled deliveries with an id above `after`, in order; set-aside ones are not among them."""

    async def history(self, room: RoomId, *, since: datetime, day_start: datetime, memory: int) -> History:
        """Return what was said in `room` from `since` on (at most `memory` messages a member), and standings."""

    async def rooms(self) -> Sequence[Room]:
        """Return all rooms taken up so far."""

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write `outcomes` in one transaction, in order. An outgoing key already there is left as it is."""

    async def due(self, now: datetime, *, limit: int) -> Sequence[Due]:
        """Return waiting effects with `due_at` not after `now`, earliest first."""

    async def next_due_at(self) -> datetime | None:
        """Return when the earliest waiting effect is due, None if none waits."""

    async def settle(self, settled: Iterable[Settled]) -> None:
        """Write what became of effects."""

    async def health(self, now: datetime) -> Health:
        """Return the counts behind /healthz."""

    async def trace(self, *, limit: int, room: RoomId | None = None) -> Sequence[Mapping[str, Any]]:
        """Return the newest judged messages, newest first, each with its effects and what became of them.

        Keys: id, message, channel, room, sender, role, text, kind, sent_at, folded, findings, points, total, note,
        effects; a finding has the fields of `Finding`; an effect has key, state, channel, answer, attempts, due_at and
        `effect` (see `effect_to_json`). JSON-ready.
        """

    async def prune(self, *, before: datetime) -> int:
        """Delete handled deliveries, messages and settled effects older than `before`; return how many rows."""
