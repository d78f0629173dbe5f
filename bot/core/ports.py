"""What the rooms above expect of the rooms beside them: protocols, and the values that pass through."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    """A message with its decision, as it is kept.

    points: given for it; total: the member's after it. note: in Chinese, what else became of it, may be empty.
    counts: False for a copy that another channel brought and that rules must not look back on.
    """

    message: Message
    role: str
    folded: str
    findings: tuple[Finding, ...]
    points: float
    total: float
    note: str = ""
    counts: bool = True


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
    standings: members with points, a mute or an offence. heard_by: channels that brought a message of this room.
    early: (sender, text, sent_at) of what the aibot brought and rules look back on, oldest first; the newest 200.
    """

    recent: Mapping[MemberId, tuple[Earlier, ...]]
    today: Mapping[MemberId, int]
    standings: Mapping[MemberId, Standing]
    heard_by: frozenset[str] = frozenset()
    early: tuple[tuple[MemberId, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An outbox row whose time has come. attempts: sends tried before this one. refused_by: mouths that refused."""

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
    at: when it was settled, aware; without it `recently_sent` does not know the effect.
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
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the bot keeps up. Counts are rows.

    oldest_due_at: when the effect that is late longest was first due, however often it was put off since; None if none
    is late. oldest_pending_at: when the first of the pending deliveries was received, None if none is pending.
    """

    pending: int
    set_aside: int
    waiting: int
    refused: int
    oldest_due_at: datetime | None
    oldest_pending_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A delivery whose handling failed, with the error; it waits for a person."""

    pending: Pending
    error: str


class Store(Protocol):
    """Durable memory of one process. Every call returns only when what it wrote is on disk; calls may be concurrent.

    Raises StorageError when the database fails; nothing of that call is then kept. UnstorableError when not the
    database but what was to be stored is at fault.
    """

    async def open(self) -> None:
        """Connect and check that the tables are those of this version.

        Raises StorageError when another process, or another store of this one, has the database.
        """

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

    async def history(
        self, room: RoomId, *, since: datetime, since_early: datetime, day_start: datetime, memory: int
    ) -> History:
        """Return what was said in `room` from `since` on (at most `memory` messages a member), and standings.

        since_early: from when on `History.early` is wanted.
        """

    async def rooms(self) -> Sequence[Room]:
        """Return all rooms taken up so far."""

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write `outcomes` in one transaction, in order. An outgoing key already there is left as it is.

        Raises HandledBeforeError when a delivery is not pending.
        """

    async def due(self, now: datetime, *, limit: int, without: Collection[RoomId] = ()) -> Sequence[Due]:
        """Return waiting effects whose turn has come at `now`, earliest first, at most 20 of a room.

        An effect that was tried (attempts, or a mouth that refused) holds back those written after it for its room:
        their turn comes no earlier than, and after, its own. One never tried holds back nobody.
        without: rooms left out.
        """

    async def next_due_at(self, *, without: Collection[RoomId] = ()) -> datetime | None:
        """Return when the next turn comes (see `due`), None if nothing waits outside of the rooms `without`."""

    async def begin(self, due: Due, *, channel: str, until: datetime) -> bool:
        """Take `due` up for one more attempt through `channel`; tell whether this call, and no other, did.

        It does not if the effect no longer waits or was taken up since `due` was read. until: when the effect is due
        again if nobody settles it.
        """

    async def settle(self, settled: Iterable[Settled]) -> None:
        """Write what became of effects. Raises HandledBeforeError when one does not wait."""

    async def recently_sent(self, since: datetime) -> Sequence[tuple[str, Effect, RoomId, datetime]]:
        """Return (channel, effect, room, when) of what was sent from `since` on, oldest first; the newest 5,000."""

    async def health(self, now: datetime) -> Health:
        """Return the counts behind /healthz."""

    async def trace(self, *, limit: int, room: RoomId | None = None) -> Sequence[Mapping[str, Any]]:
        """Return the newest judged messages, newest first, each with its effects and what became of them.

        Newest is what was received last; in one room, what was sent last.

        Keys: id, message, channel, room, sender, role, text, kind, sent_at, folded, findings, points, total, note,
        effects; a finding has the fields of `Finding`; an effect has key, state, channel, answer, attempts, due_at and
        `effect` (see `effect_to_json`). JSON-ready.
        """

    async def prune(self, *, before: datetime) -> int:
        """Delete handled or set-aside deliveries, messages and settled effects older than `before`; return how many.

        What is pending or waiting stays. The keys of deliveries stay for 8 days after them at least, without their
        bodies, so that a late duplicate is still known.
        """

    async def claim_run(self, schedule: str, due_at: datetime) -> bool:
        """Tell whether this call is the first ever to claim the run of `schedule` that was due at `due_at`."""

    async def set_aside(self, *, limit: int) -> Sequence[SetAside]:
        """Return the newest deliveries that were set aside, newest first."""

    async def replay(self, inbox: int) -> Pending | None:
        """Make a set-aside delivery pending again and return it; None if it is not set aside."""
