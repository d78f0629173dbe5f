"""What owners and members can order the bot to do: one Python file per command word.

A module of this package holds exactly one `Command`; its module name is the command's id. Commands are pure: they get
an order and what may be known of the room, and return an answer with what should change.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from bot.core.actions import Action, CaseChange, Dialogue, StandingChange, StateChange
from bot.core.cases import Case
from bot.core.effects import Effect, Planned
from bot.core.findings import Finding
from bot.core.justice import Court
from bot.core.model import NO_HOLIDAYS, NOBODY, Calendar, MemberId, Message, Profile, Role, Room, Standing
from bot.core.naming import Naming
from bot.core.policy import Policy
from bot.core.records import MemberChange, Revision
from bot.core.texts import Texts
from bot.core.walking import classes_in
from bot.core.words import day_and_time
from bot.orders import Grammar, Order, Piece

ROLE_NAMES = MappingProxyType(
    {
        Role.MEMBER: "群成员",
        Role.OWNER: "群主",
        Role.HELPER: "群助手",
        Role.STAFF: "工作人员",
        Role.ADMIN: "管理员",
    }
)
IN_CHARGE = frozenset({Role.OWNER, Role.HELPER, Role.ADMIN})


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
    for many names.
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

    def _called(self, member: MemberId) -> str:
        profile = self.profiles.get(member)
        return profile.name if profile is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command says and changes.

    text: said where the order was given. private: only to who gave it, where that can be done. effects, planned: besides
    the answer. cases, standings, states, members: what changes; with any of the first three it is an action that can be
    undone, and the answer gets its code. undone: deliveries whose decision is taken back (see `Outcome.undone`).
    undoes: numbers of the actions that are undone. dialogue: what is asked back, of kind `choose`; then nothing else changes,
    and what is chosen comes back in `Order.picks`.
    """

    text: str
    private: bool = False
    effects: tuple[Effect, ...] = ()
    planned: tuple[Planned, ...] = ()
    cases: tuple[CaseChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    states: tuple[StateChange, ...] = ()
    members: tuple[MemberChange, ...] = ()
    undone: tuple[tuple[int, datetime | None], ...] = ()
    undoes: tuple[int, ...] = ()
    dialogue: Dialogue | None = None


class Command(ABC):
    """One command word.

    words: ways to write it, the first is its name, one of them English. usage: one line for 帮助. examples: whole orders,
    as 帮助 <词> shows them. roles: who may use it, empty for everybody. works_in_private: it needs no room. even_muted: a
    muted member may use it, too. takes, needs, subs, least: see
    `Grammar`.
    """

    title: ClassVar[str]
    words: ClassVar[tuple[str, ...]]
    usage: ClassVar[str]
    examples: ClassVar[tuple[str, ...]] = ()
    roles: ClassVar[frozenset[Role]] = frozenset()
    works_in_private: ClassVar[bool] = False
    even_muted: ClassVar[bool] = False
    takes: ClassVar[frozenset[Piece]] = frozenset()
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ()
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    least: ClassVar[int] = 0

    @abstractmethod
    def run(self, order: Order, hall: Hall) -> Answer:
        """Return what the command says and changes. Pure. Its doubts are settled, and it was confirmed if it had to be."""

    def may(self, order: Order) -> frozenset[Role]:
        """Return the roles that may give `order`, empty for everybody. Pure."""
        del order
        return self.roles

    def preview(self, order: Order, hall: Hall) -> str:
        """Return what would happen, to whom and what of it can be undone; empty if it may happen at once. Pure."""
        del order, hall
        return ""

    def weight(self, order: Order, hall: Hall) -> int:
        """Return how many people it would punish; counted against the hourly limit of who gives the order."""
        del order, hall
        return 0


@cache
def all_commands() -> Mapping[str, Command]:
    """Return every command by its module name. Raises TypeError if a module does not hold exactly one."""
    return MappingProxyType({name: cls() for name, cls in classes_in(__name__, Command).items()})  # type: ignore[type-abstract]


@cache
def grammars() -> tuple[Grammar, ...]:
    """Return how every command is written."""
    return tuple(
        Grammar(id=name, words=c.words, takes=c.takes, needs=c.needs, subs=c.subs, least=c.least)
        for name, c in all_commands().items()
    )
