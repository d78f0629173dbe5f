"""What a command may know of the room that an order is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.credits import Posting, Purse
from bot.core.customs import USUAL, Customs
from bot.core.findings import Finding
from bot.core.justice import Court
from bot.core.model import (
    NO_HOLIDAYS,
    NOBODY,
    Calendar,
    MemberId,
    Message,
    MessageId,
    Profile,
    Role,
    Room,
    Standing,
)
from bot.core.naming import Naming
from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.core.plays import Play
from bot.core.policy import Policy, is_muted
from bot.core.records import Revision
from bot.core.texts import Texts
from bot.core.words import day_and_time, plain
from bot.play.names import SOMEBODY
from bot.play.venue import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule as owners see it. stage: as it works in this room now: `off`, `shadow`, `soft`, `enforce`.

    written: as it would if no person had turned it down here.
    """

    id: str
    title: str
    stage: str
    written: str
    points: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What a command may know of the room it is about.

    by, role: who orders. message: the order itself; it may have been written in private, about this room. standings, cases:
    of the room's account; actions: of the room. today: messages of each member on this day. state: what the room
    remembers, JSON by key. house_rules: one line each, in Chinese. number: the next free one; cases that the command
    opens take it and those behind it. trial: what rules find in a text. removes, gathers: whether a channel of the room can
    take people out, make groups. heard: how many messages rules judged today. foreign: numbers of cases of rooms that share
    the account and that `by` is not in charge of: to be read here, not to be changed. hears: see `Court`. naming: made once
    for many names. plays, purses, postings, customs, playbook, last_said_at, speaks, whispers, seed: see `Venue`.
    """

    room: Room
    by: MemberId
    role: Role
    message: Message
    now: datetime
    zone: tzinfo
    policy: Policy
    texts: Texts
    number: int
    standings: Mapping[MemberId, Standing]
    calendar: Calendar = NO_HOLIDAYS
    cases: Mapping[int, Case] = field(default_factory=dict)
    actions: Mapping[int, Action] = field(default_factory=dict)
    profiles: Mapping[MemberId, Profile] = field(default_factory=dict)
    today: Mapping[MemberId, int] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    house_rules: tuple[str, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    revisions: Sequence[Revision] = ()
    trial: Callable[[str], tuple[Finding, ...]] = lambda text: ()
    concealed: Callable[[str], str] = lambda text: text
    removes: bool = False
    gathers: bool = False
    foreign: frozenset[int] = frozenset()
    naming: Naming | None = None
    plays: Mapping[int, Play] = field(default_factory=dict)
    purses: Mapping[MemberId, Purse] = field(default_factory=dict)
    postings: Mapping[MessageId, tuple[Posting, ...]] = field(default_factory=dict)
    customs: Customs = USUAL
    playbook: Playbook = NO_PLAYBOOK
    last_said_at: datetime | None = None
    speaks: bool = True
    hears_all: bool = True
    shows: bool = True
    whispers: Callable[[MemberId], bool] = lambda member: True
    seed: int = 0
    hears: Callable[[MemberId], bool] = lambda member: True

    def standing(self, member: MemberId) -> Standing:
        """Return where `member` stands."""
        return self.standings.get(member, NOBODY)

    @property
    def own_cases(self) -> Mapping[int, Case]:
        """The cases that `by` may change here."""
        return {n: case for n, case in self.cases.items() if n not in self.foreign} if self.foreign else self.cases

    def name(self, member: MemberId) -> str:
        """Return what `member` is called, for those in charge; the account where nobody told, or several bear the name."""
        return (self.naming or Naming(self.profiles))(member)

    def when(self, at: datetime) -> str:
        """Return `at` as people of the room say it: 11月20日 10:00."""
        return day_and_time(at, self.zone)

    @property
    def court(self) -> Court:
        """What is needed to change a case."""
        return Court(
            now=self.now,
            zone=self.zone,
            calendar=self.calendar,
            policy=self.policy,
            texts=self.texts,
            room=self.room,
            name=self.name,
            removes=self.removes,
            calls=self._called,
            hears=self.hears,
        )

    @property
    def venue(self) -> Venue:
        """What activities may know of the room. Who has no name is nobody in particular: an answer never names an account."""
        return Venue(
            room=self.room,
            now=self.now,
            number=self.number,
            texts=self.texts,
            zone=self.zone,
            seed=self.seed,
            customs=self.customs,
            playbook=self.playbook,
            calendar=self.calendar,
            plays=self.plays,
            purses=self.purses,
            postings=self.postings,
            state=self.state,
            profiles=self.profiles,
            house_rules=self.house_rules,
            last_said_at=self.last_said_at,
            speaks=self.speaks,
            hears_all=self.hears_all,
            shows=self.shows,
            whispers=self.whispers,
            is_muted=lambda member: is_muted(self.standing(member), self.now),
            name=lambda member: plain(self._called(member)) or SOMEBODY,
            concealed=self.concealed,
        )

    def _called(self, member: MemberId) -> str:
        profile = self.profiles.get(member)
        return profile.name if profile is not None else ""
