"""What one warm room remembers."""

from bisect import insort
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from bot.core.actions import Action, StateChange
from bot.core.cases import Case
from bot.core.credits import Posting, Purse
from bot.core.findings import Finding
from bot.core.model import (
    NOBODY_KNOWN,
    Earlier,
    MemberId,
    Message,
    MessageId,
    Profile,
    Role,
    Room,
    RoomId,
    Standing,
)
from bot.core.plays import Play
from bot.core.quarrel import Turn
from bot.core.reach import Reach
from bot.core.records import History, MemberChange
from bot.core.remembered import CAP, CUSTOMER, EXEMPT, ROLES, holds
from bot.core.scenes import REMEMBERED
from bot.storage.knowing import counted, learnt
from bot.storage.plain import moment
from bot.storage.quotes import Quotes, unaddressed

MAX_MEMBERS = 5_000  # chosen: members remembered in a room before those silent longest are dropped
MAX_EARLY = 200  # chosen
MAX_TALK = 200  # chosen: messages in which a quarrel is looked for
EARLY = timedelta(minutes=5)  # chosen: by far longer than the archive takes
IN_CHARGE = frozenset({Role.OWNER, Role.HELPER, Role.ADMIN})
_ROLES = frozenset(Role)
_SHORTEST_DAY = timedelta(hours=23)  # where clocks are put forward


@dataclass(slots=True, kw_only=True)
class RoomMemory:
    """One warm room.

    today: messages per member from `day_start` on. early: (sender, text, sent_at) of what the aibot brought and was
    judged before the archive was known to hear this room. crowd: when anybody's messages were sent, rising. profiles:
    how many messages a member wrote is counted only if rules ask for it. fired: when each rule last found something, by
    member. wrongs: title of the last finding, by member. standings, cases, purses, postings: shared with all rooms of
    the account; cases, actions and plays: by number; postings: the latest, by the message that brought them. state: what the room remembers, by key; change it by `note`. talk: the last messages.
    last_in_charge_at: when somebody who answers for the room last spoke, None if not of late. last_said_at: when anybody did. caps: see `Scene`.
    quotes: who wrote what was quoted. about: in a private talk, rooms that it may be about, set anew before each message; not stored. met_in: when
    it was looked up where the member was heard of, and where that is. unreadable: `room` if it turned out that no
    channel can read who is in it.
    room: as configured, with what the state knows from WeCom merged under it (see `merged`).
    """

    room: Room
    day_start: datetime
    recent: dict[MemberId, tuple[Earlier, ...]] = field(default_factory=dict)
    today: dict[MemberId, int] = field(default_factory=dict)
    standings: dict[MemberId, Standing] = field(default_factory=dict)
    heard_by: set[str] = field(default_factory=set)
    early: deque[tuple[MemberId, str, datetime]] = field(default_factory=lambda: deque(maxlen=MAX_EARLY))
    crowd: list[datetime] = field(default_factory=list)
    profiles: dict[MemberId, Profile] = field(default_factory=dict)
    fired: dict[MemberId, dict[str, datetime]] = field(default_factory=dict)
    wrongs: dict[MemberId, str] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    actions: dict[int, Action] = field(default_factory=dict)
    plays: dict[int, Play] = field(default_factory=dict)
    purses: dict[MemberId, Purse] = field(default_factory=dict)
    postings: dict[MessageId, tuple[Posting, ...]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    quotes: Quotes = field(default_factory=Quotes)
    talk: deque[Turn] = field(default_factory=lambda: deque(maxlen=MAX_TALK))
    last_in_charge_at: datetime | None = None
    last_said_at: datetime | None = None
    about: tuple[RoomId, ...] = ()
    met_in: tuple[datetime, tuple[RoomId, ...]] | None = None
    unreadable: Room | None = None
    caps: Mapping[str, str] = field(init=False)
    configured: Room = field(init=False)

    def __post_init__(self) -> None:
        self.caps = caps_of(self.state)
        self.configure(self.room)
        spoke_us = self.state.get("last_in_charge_at")
        if self.last_in_charge_at is None and spoke_us is not None:
            self.last_in_charge_at = moment(spoke_us)

    @classmethod
    def of(cls, room: Room, history: History, day_start: datetime) -> "RoomMemory":
        """Return the memory of `room`, rebuilt from what is stored; it shares nothing yet."""
        return cls(
            room=room,
            day_start=day_start,
            recent=dict(history.recent),
            today=dict(history.today),
            standings=dict(history.standings),
            heard_by=set(history.heard_by),
            early=deque(((m, unaddressed(text), at) for m, text, at in history.early), maxlen=MAX_EARLY),
            crowd=list(history.crowd),
            profiles=dict(history.profiles),
            fired={member: dict(rules) for member, rules in history.fired.items()},
            wrongs=dict(history.wrongs),
            cases=dict(history.cases),
            actions=dict(history.actions),
            plays=dict(history.plays),
            purses=dict(history.purses),
            postings=dict(history.postings),
            state=dict(history.state),
            last_said_at=history.last_said_at,
        )

    def configure(self, room: Room) -> None:
        """Take `room` as what is configured from now on."""
        self.configured = room
        self.room = merged(room, self.state)

    def note(self, change: StateChange) -> None:
        """Remember a change of what the room remembers."""
        if change.after is None:
            self.state.pop(change.key, None)
        else:
            self.state[change.key] = change.after
        if change.key.startswith(CAP):
            self.caps = caps_of(self.state)
        if change.key in {ROLES, CUSTOMER}:
            self.configure(self.configured)

    def is_exempt(self, member: MemberId, now: datetime) -> bool:
        """Tell whether a person let `member` off."""
        return bool(self.state) and holds(self.state.get(f"{EXEMPT}{member}"), now)

    def spoke(self, member: MemberId, at: datetime) -> None:
        """Remember that `member` was about at `at`, if they answer for the room."""
        if self.room.roles.get(member) in IN_CHARGE and (self.last_in_charge_at is None or at > self.last_in_charge_at):
            self.last_in_charge_at = at

    def heard(self, message: Message, *, inbox: int, reach: Reach) -> None:
        """Remember a message that was judged, as far as `reach` asks for it. inbox: its delivery."""
        sender, sent_at = message.sender, message.sent_at
        self.heard_by.add(message.channel)
        self.spoke(sender, sent_at)
        if self.last_said_at is None or sent_at > self.last_said_at:
            self.last_said_at = sent_at
        self.quotes.heard(message.text)
        if message.channel == "aibot" and self.room.ear == "auto":
            self.early.append((sender, unaddressed(message.text), sent_at))
        if reach.memory:
            earlier = Earlier(sent_at=sent_at, text=message.text[:REMEMBERED], id=inbox)
            before = self.recent.get(sender, ())
            if before and sent_at < before[-1].sent_at:
                self.recent[sender] = tuple(sorted((*before, earlier), key=_order))[-reach.memory :]
            else:
                self.recent[sender] = (*before, earlier)[-reach.memory :]
        if sent_at >= self.day_start:
            self.today[sender] = self.today.get(sender, 0) + 1
        if len(self.recent) > MAX_MEMBERS:
            self._drop_the_silent()
        if reach.crowd_memory:
            insort(self.crowd, sent_at)
            del self.crowd[: -reach.crowd_memory]
        if reach.profile or reach.counted:
            self.profiles[sender] = counted(self.profiles.get(sender, NOBODY_KNOWN), sent_at)

    def found(self, message: Message, findings: tuple[Finding, ...]) -> None:
        """Remember what rules found in `message`; scenes made before do not change, and what was said later stands."""
        if not findings:
            return
        sent_at, fired = message.sent_at, self.fired.get(message.sender, {})
        if sent_at >= max(fired.values(), default=sent_at):
            self.wrongs[message.sender] = findings[0].title
        now_fired = {f.rule: max(sent_at, fired.get(f.rule, sent_at)) for f in findings}
        self.fired[message.sender] = {**fired, **now_fired}

    def learn(self, change: MemberChange) -> None:
        """Remember what is learnt of a member."""
        self.profiles[change.member] = learnt(self.profiles.get(change.member, NOBODY_KNOWN), change)

    def joins(self, message: Message, since: datetime) -> tuple[datetime, ...]:
        """Return when others joined after `since` and not after `message`, oldest first."""
        others = (profile.joined_at for member, profile in self.profiles.items() if member != message.sender)
        return tuple(sorted(at for at in others if at is not None and since < at <= message.sent_at))

    def turn_day(self, sent_at: datetime, zone: tzinfo) -> None:
        """Begin to count anew if `sent_at` is in a later day."""
        if sent_at < self.day_start + _SHORTEST_DAY:
            return
        start = start_of_day(sent_at, zone)
        if start > self.day_start:
            self.day_start = start
            self.today.clear()

    def take_copy(self, message: Message) -> bool:
        """Tell whether the archive brings what the aibot brought before; each copy is recognised once."""
        text = unaddressed(message.text)
        for one in self.early:
            sender, said, at = one
            if sender == message.sender and said == text and abs(message.sent_at - at) < EARLY:
                self.early.remove(one)
                return True
        return False

    def writer_of(self, quoted: str) -> MemberId:
        """Return who said `quoted` of late, empty if nobody did, or several."""
        return self.quotes.writer(quoted, self.recent) if quoted else MemberId("")

    def _drop_the_silent(self) -> None:
        newest = sorted(self.recent, key=lambda m: self.recent[m][-1].sent_at, reverse=True)
        self.recent = {m: self.recent[m] for m in newest[: MAX_MEMBERS // 2]}


def merged(room: Room, state: Mapping[str, Any]) -> Room:
    """Return `room` as configured, with roles and kind that WeCom told; what is configured holds, and stands first."""
    told, is_customer = state.get(ROLES), room.is_customer or state.get(CUSTOMER) is True
    if not told and is_customer == room.is_customer:
        return room
    read = {MemberId(member): Role(role) for member, role in (told or {}).items() if role in _ROLES}
    return replace(room, roles={**room.roles, **read, **room.roles}, is_customer=is_customer)


def caps_of(state: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the rules that a person turned down: highest stage by rule id."""
    return {key.removeprefix(CAP): stage for key, stage in state.items() if key.startswith(CAP)}


def _order(earlier: Earlier) -> tuple[datetime, int]:
    return earlier.sent_at, earlier.id


def start_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """Return midnight in `zone` at or before `moment`, in UTC: times of one zone compare five times as fast."""
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
