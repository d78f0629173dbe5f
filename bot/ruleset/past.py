"""What was said before, as far as rules look back: for judging messages of a file or of the past one after the other."""

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from bot.core.decide import Decision
from bot.core.model import (
    JOIN,
    NO_HOLIDAYS,
    NO_PRINT,
    NOBODY_KNOWN,
    Calendar,
    Earlier,
    Echo,
    MemberId,
    Message,
    Profile,
    Role,
    Room,
    RoomId,
    Scene,
    Standing,
)
from bot.core.reach import Reach
from bot.text.echoes import Echoes
from bot.text.fingerprint import fingerprint

MOST_JOINS = 1_000  # chosen: of a room


@dataclass(slots=True, kw_only=True)
class _Member:
    """What is remembered of one member in one room. today: messages by day. fired: rule → when it last did."""

    recent: deque[Earlier]
    standing: Standing = field(default_factory=Standing)
    today: Counter[date] = field(default_factory=Counter)
    profile: Profile = NOBODY_KNOWN
    fired: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Room:
    """What is remembered of one room. joins: when who joined last, in that order."""

    crowd: deque[datetime]
    joins: dict[MemberId, datetime] = field(default_factory=dict)

    def joined(self, message: Message, since: datetime) -> tuple[datetime, ...]:
        """Return when others joined after `since`, oldest first."""
        others = (at for member, at in self.joins.items() if member != message.sender)
        return tuple(at for at in others if since < at <= message.sent_at)

    def join(self, message: Message) -> None:
        """Remember a joining, and forget the oldest of too many."""
        self.joins.pop(message.sender, None)
        self.joins[message.sender] = message.sent_at
        if len(self.joins) > MOST_JOINS:
            del self.joins[next(iter(self.joins))]


@dataclass(slots=True, kw_only=True)
class Past:
    """Remembers who said what, no more of it than `reach` asks for. zone: in which days begin.

    Messages come in the order in which they were sent; a stranger is nobody's acquaintance and leaves nothing behind.
    """

    reach: Reach
    zone: tzinfo
    calendar: Calendar = NO_HOLIDAYS
    _members: dict[tuple[RoomId, MemberId], _Member] = field(default_factory=dict)
    _rooms: dict[RoomId, _Room] = field(default_factory=dict)
    _echoes: Echoes | None = None

    def __post_init__(self) -> None:
        if self.reach.echoes:
            self._echoes = Echoes(keeps=self.reach.echoes)

    def scene(self, message: Message, *, room: Room, role: Role, told: Profile) -> Scene:
        """Return the scene in which `message` is judged. told: what its sender is known to be, if anything."""
        member, around = self._member(message), self._room(message.room)
        if told is not NOBODY_KNOWN:
            member.profile = _learnt(member.profile, told)
        if message.kind == JOIN and (member.profile.joined_at or message.sent_at) <= message.sent_at:
            member.profile = replace(member.profile, joined_at=message.sent_at)  # live, too, it is known by then
        now, reach = message.sent_at, self.reach
        print_ = NO_PRINT if self._echoes is None else fingerprint(message.text)
        since = now - reach.recent
        return Scene(
            now=now,
            room=room,
            role=role,
            name=member.profile.name,
            standing=member.standing,
            recent=tuple(e for e in member.recent if since <= e.sent_at <= now),
            today=member.today[now.astimezone(self.zone).date()],
            zone=self.zone,
            profile=member.profile,
            calendar=self.calendar,
            crowd=tuple(at for at in around.crowd if now - reach.crowd <= at <= now) if around.crowd else (),
            joins=around.joined(message, now - reach.joins) if around.joins and message.kind == JOIN else (),
            print=print_,
            echoes=() if self._echoes is None else self._echoes.like(print_, since=now - reach.echoes),
            fired=dict(member.fired) if member.fired else {},
        )

    def heard(self, message: Message, scene: Scene, decision: Decision, *, number: int) -> None:
        """Remember `message`, the `number`-th of all, and what was decided on it."""
        member, around = self._member(message), self._room(message.room)
        member.standing = decision.standing
        if self.reach.cooldown and decision.findings:
            member.fired |= {finding.rule: message.sent_at for finding in decision.findings}
        if message.kind == JOIN:
            around.join(message)
            return
        member.recent.append(Earlier(sent_at=message.sent_at, text=message.text, id=number))
        member.today[message.sent_at.astimezone(self.zone).date()] += 1
        around.crowd.append(message.sent_at)
        if self.reach.profile:
            known = member.profile
            member.profile = replace(known, first_at=known.first_at or message.sent_at, messages=known.messages + 1)
        if self._echoes is not None:
            self._echoes.add(
                Echo(id=number, sent_at=message.sent_at, room=message.room, sender=message.sender, print=scene.print)
            )

    def _member(self, message: Message) -> _Member:
        key = message.room, message.sender
        known = self._members.get(key)
        if known is None:
            known = self._members[key] = _Member(recent=deque(maxlen=self.reach.memory))
        return known

    def _room(self, room: RoomId) -> _Room:
        known = self._rooms.get(room)
        if known is None:
            known = self._rooms[room] = _Room(crowd=deque(maxlen=self.reach.crowd_memory))
        return known


def _learnt(known: Profile, told: Profile) -> Profile:
    """Return `known` with what was told now."""
    return replace(
        known,
        name=told.name or known.name,
        joined_at=told.joined_at or known.joined_at,
        tags=told.tags or known.tags,
    )
