"""What is said, by whom, where: the frozen values that every decision is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NewType

RoomId = NewType("RoomId", str)
MemberId = NewType("MemberId", str)
MessageId = NewType("MessageId", str)

SATURDAY = 5

JOIN = "join"
"""Kind of the message that stands for somebody's joining the room."""


class Role(StrEnum):
    """What somebody is in a room. Taken from WeCom (owner) and from `config.yaml` (the rest)."""

    MEMBER = "member"
    OWNER = "owner"
    HELPER = "helper"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What someone said.

    id: the platform's message id; unique per channel.
    room: our room; a private talk with the bot has the room id of `private_room`.
    text: as typed; empty for media without words. kind: the platform's msgtype (`text`, `image`, …).
    sent_at: aware, UTC. channel: module name of the channel that heard it (`archive`, `aibot`, `app`).
    answer_url: where one direct answer may be posted once (aibot only), else empty.
    quoted: text of the message it quotes, if the channel tells, else empty.
    seconds: length of a voice message or video, 0 if it has none or the channel does not tell.
    seen: text that was recognised in its media (what a QR code says), empty if nobody looked.
    Somebody's joining is a message too, of kind `JOIN` and without text: rules that look for it judge it.
    """

    id: MessageId
    room: RoomId
    sender: MemberId
    text: str
    sent_at: datetime
    channel: str
    kind: str = "text"
    answer_url: str = ""
    quoted: str = ""
    seconds: int = 0
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened that nobody said: joined, left, pressed a card, archive has news.

    kind: the platform's name of it (`enter_chat`, `msgaudit_notify`, `change_external_chat.update`, …).
    chat: the platform's chat id, empty if it belongs to no chat. details: the platform's fields, flat.
    """

    id: str
    channel: str
    kind: str
    chat: str = ""
    member: MemberId = MemberId("")
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A message that came before the judged one, as much of it as rules look back on. id: of its delivery, 0 if none."""

    sent_at: datetime
    text: str
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What tells a text from others without being the text.

    whole: same for texts that differ only in digits, disguise and what is not written; 0 if nothing is written.
    size: how many pairs of neighbouring characters there are. sketch: some of them, the same ones in alike texts, rising.
    """

    whole: int = 0
    size: int = 0
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """An earlier message, of anybody in any room, that may be like the judged one."""

    id: int
    sent_at: datetime
    room: RoomId
    sender: MemberId
    print: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of a member of one room besides the role; None, empty or 0 where nobody told.

    name: as the group sees it. joined_at: last time. first_at: of the first message that is still kept. messages: how
    many are kept, the judged one not included. removed_at: last time somebody removed them. left_at: last time they went.
    """

    name: str = ""
    joined_at: datetime | None = None
    first_at: datetime | None = None
    messages: int = 0
    tags: tuple[str, ...] = ()
    removed_at: datetime | None = None
    removed_for: str = ""
    invited_by: str = ""
    left_at: datetime | None = None

    @property
    def is_gone(self) -> bool:
        """Whether they left, or were taken out, and did not come back as far as is known."""
        return self.left_at is not None and (self.joined_at is None or self.joined_at <= self.left_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days are worked, where that is not told by the day of the week alone.

    off: days that are free: holidays, their weekends included. on: days of a weekend that are worked (调休). Other days:
    Monday to Friday is worked. No day is both.
    """

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked."""
        return day in self.on or (day.weekday() < SATURDAY and day not in self.off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Points given to a member, or taken off if negative. number: of the case or action that gave them, 0 if unknown."""

    number: int
    points: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteSpan:
    """A mute that covers what is said from `since` on and before `until`. number: of the case or action that began it."""

    number: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a member stands with the rules of one ledger (see `Room.ledger`).

    charges: what the points are summed from, oldest first; each decays by itself, and is dropped when nothing is left.
    mutes: running and coming ones; what is long over is dropped. answered_at: when the member was last answered for an
    offence or hinted at, None if never. offences: how many times points were given and not taken back, ever.
    """

    charges: tuple[Charge, ...] = ()
    mutes: tuple[MuteSpan, ...] = ()
    answered_at: datetime | None = None
    offences: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A group as the bot knows it.

    chats: platform chat id by channel module name; a channel not named uses `id`.
    ear: channel whose messages are judged; `auto` means the archive if the room has an id there or was heard there, else
    the aibot.
    mouths: channels the bot may act through here, preferred first.
    roles: roles given by `config.yaml` or read from WeCom; everybody else is a member.
    ledger: name shared by rooms that keep one account of everybody's points; empty for an account of its own.
    is_customer: a customer group 客户群; False until that is known.
    """

    id: RoomId
    name: str = ""
    chats: Mapping[str, str] = field(default_factory=dict)
    ear: str = "auto"
    mouths: tuple[str, ...] = ("app", "aibot")
    roles: Mapping[MemberId, Role] = field(default_factory=dict)
    ledger: str = ""
    is_customer: bool = False

    @property
    def account(self) -> str:
        """Return what standings and cases of this room are kept under: the same for rooms of one ledger."""
        return f"={self.ledger}" if self.ledger else self.id

    def chat(self, channel: str) -> str:
        """Return the platform's id of this room on `channel`."""
        return self.chats.get(channel, self.id)

    def role(self, member: MemberId) -> Role:
        """Return the role of `member` here."""
        return self.roles.get(member, Role.MEMBER)

    def owners(self) -> tuple[MemberId, ...]:
        """Return those who answer for the room: owners first, then helpers, then admins."""
        order = (Role.OWNER, Role.HELPER, Role.ADMIN)
        return tuple(m for wanted in order for m, role in self.roles.items() if role is wanted)


NOBODY = Standing()
NOBODY_KNOWN = Profile()
NO_HOLIDAYS = Calendar()
NO_PRINT = Fingerprint()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a decision may know besides the message.

    recent: earlier messages of the same member in the room, oldest first, bounded by what the rules look back on.
    today: messages of the member in the room on the day (of the room's zone) the judged message was sent, that one
    not included. zone: in which days begin and times are told. seed: luck, as a value.
    crowd: when earlier messages of anybody in the room were sent, oldest first. joins: when others joined, oldest first.
    print: of the judged message; echoes: earlier ones that may be like it, oldest first. fired: when a rule with a
    cooldown last found something in what the member said, by its id. What no rule asks for (see `bot.core.reach`) stays empty.
    case: number that the offence, should this be one, is filed under; 0 if none is filed. reachable: the sender can be
    told something in private. caps: rules that a person turned down in this room: highest stage by rule id, `off` for none
    at all. exempt: a person let the sender off. absent: nobody who answers for the room is about (值守). removals: how
    many people the bot took out of the room by itself within the last hour. speaks: a channel can post in the room.
    points: of the standing, left at `now` (see `bot.core.decide.with_points`). amended: the sender mended something today,
    and can do so no more.
    """

    now: datetime
    room: Room
    role: Role = Role.MEMBER
    name: str = ""
    standing: Standing = NOBODY
    recent: tuple[Earlier, ...] = ()
    today: int = 0
    zone: tzinfo = UTC
    seed: int = 0
    profile: Profile = NOBODY_KNOWN
    calendar: Calendar = NO_HOLIDAYS
    crowd: tuple[datetime, ...] = ()
    joins: tuple[datetime, ...] = ()
    print: Fingerprint = NO_PRINT
    echoes: tuple[Echo, ...] = ()
    fired: Mapping[str, datetime] = field(default_factory=dict)
    case: int = 0
    reachable: bool = False
    caps: Mapping[str, str] = field(default_factory=dict)
    exempt: bool = False
    absent: bool = False
    removals: int = 0
    speaks: bool = True
    points: float = 0.0
    amended: bool = False


def private_room(member: MemberId) -> RoomId:
    """Return the id of the room that is the private talk between `member` and the bot."""
    return RoomId(f"private:{member}")


def is_private(room: RoomId) -> bool:
    """Tell whether `room` is a private talk with the bot."""
    return room.startswith("private:")


def span_in_words(span: timedelta) -> str:
    """Return `span` as people say it in Chinese, exact to the second: 1天2小时, 10分钟, 45秒."""
    rest = int(span.total_seconds())
    words = []
    for unit, seconds in (("天", 86400), ("小时", 3600), ("分钟", 60), ("秒", 1)):
        count, rest = divmod(rest, seconds)
        if count:
            words.append(f"{count}{unit}")
    return "".join(words) or "0秒"
