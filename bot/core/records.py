"""What passes through the inbox, the store and the outbox: deliveries, outcomes, effects on their way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.actions import Action, StateChange
from bot.core.cases import Case
from bot.core.credits import Posting, Purse
from bot.core.effects import Effect
from bot.core.findings import Finding
from bot.core.model import Earlier, MemberId, Message, MessageId, Profile, Room, RoomId, Standing
from bot.core.plays import Play


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
    counts: False for what rules must not look back on as something said: a copy that another channel brought, a joining.
    revision: of the rules that judged it. scene: JSON of all else that the decision was made from, empty if none was made.
    decided_by: id of the rule that gave the points, empty if none did.
    """

    message: Message
    role: str
    folded: str
    findings: tuple[Finding, ...]
    points: float
    total: float
    note: str = ""
    counts: bool = True
    revision: int = 0
    scene: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """What is learnt of a member of a room; what is None or empty here stays as it was.

    removed_for: what they were last found doing before somebody removed them. tags: added to those they have. invited_by: as
    WeCom tells it, for those whom an employee invited.
    """

    room: RoomId
    member: MemberId
    name: str = ""
    joined_at: datetime | None = None
    left_at: datetime | None = None
    removed_at: datetime | None = None
    removed_for: str = ""
    tags: tuple[str, ...] = ()
    invited_by: MemberId = MemberId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that handling one pending delivery changes; written in one transaction with marking it done.

    standings: new standings of (account, member); the last one of each counts. members: what is learnt of members, in
    order. room: a room seen first, or learnt more of. cases, actions: new or changed, the last of a number counts.
    states: what rooms remember, in order. plays: begun or changed, the last of a number counts. postings: new ones, in order;
    purses: of (account, member), what those come to, the last one of each counts. undone: deliveries whose decision was taken back, with when; None puts it back.
    forgets: what the delivery said is not kept. error: set if handling failed; the delivery is then set aside, not done.
    """

    inbox: int
    judged: Judged | None = None
    standings: tuple[tuple[str, MemberId, Standing], ...] = ()
    members: tuple[MemberChange, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    room: Room | None = None
    cases: tuple[Case, ...] = ()
    actions: tuple[Action, ...] = ()
    states: tuple[StateChange, ...] = ()
    plays: tuple[Play, ...] = ()
    postings: tuple[Posting, ...] = ()
    purses: tuple[tuple[str, MemberId, Purse], ...] = ()
    undone: tuple[tuple[int, datetime | None], ...] = ()
    forgets: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a room's warm memory is rebuilt from.

    recent: per member, oldest first. today: messages per member since the given start of day.
    standings: of the room's account: members with points, a mute or an offence. heard_by: channels that brought a message of this room.
    early: (sender, text, sent_at) of what the aibot brought and rules look back on, oldest first; the newest 200.
    crowd: when messages of anybody were sent, oldest first. profiles: what is known of members; how many messages they
    wrote and since when is told only if that is asked for. fired: per member, when each rule last found something.
    wrongs: per member, the title of the rule that last found something. cases: of the room's account, open ones and those
    opened of late, by number; actions: ordered in the room of late, by number. state: what the room remembers.
    plays: of the room, open ones and the latest that are over, by number. purses: of the room's account. postings: the latest
    that messages of the account brought, by message. last_said_at: when anybody last said something, None if never.
    """

    recent: Mapping[MemberId, tuple[Earlier, ...]]
    today: Mapping[MemberId, int]
    standings: Mapping[MemberId, Standing]
    heard_by: frozenset[str] = frozenset()
    early: tuple[tuple[MemberId, str, datetime], ...] = ()
    crowd: tuple[datetime, ...] = ()
    profiles: Mapping[MemberId, Profile] = field(default_factory=dict)
    fired: Mapping[MemberId, Mapping[str, datetime]] = field(default_factory=dict)
    wrongs: Mapping[MemberId, str] = field(default_factory=dict)
    cases: Mapping[int, Case] = field(default_factory=dict)
    actions: Mapping[int, Action] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    plays: Mapping[int, Play] = field(default_factory=dict)
    purses: Mapping[MemberId, Purse] = field(default_factory=dict)
    postings: Mapping[MessageId, tuple[Posting, ...]] = field(default_factory=dict)
    last_said_at: datetime | None = None


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
    deliveries: what the rest of the bot is told about it, stored in the same transaction.
    """

    id: int
    state: str
    channel: str = ""
    answer: Mapping[str, Any] | None = None
    due_at: datetime | None = None
    attempts: int = 0
    refused_by: tuple[str, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A set of rule files that was accepted. id: 0 before it is stored. who: saved it. note: in Chinese, what changed.

    digest: tells it from others, see `bot.ruleset.sources.Sources.digest`.
    """

    id: int = 0
    at: datetime
    who: str
    note: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message with its decision as it was stored. id: of its delivery. findings: JSON, every byte as it was written."""

    id: int
    message: Message
    role: str
    findings: str
    points: float
    total: float
    note: str = ""
    counts: bool = True
    revision: int = 0
    scene: str = ""
    decided_by: str = ""
    undone_at: datetime | None = None
