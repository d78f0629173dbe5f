"""What owners and members can order the bot to do: one Python file per command word.

A module of this package holds exactly one `Command`; its module name is the command's id. Commands are pure: they get
an order and what may be known of the room, and return an answer with what should change.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from bot.core.actions import CaseChange, Dialogue, StandingChange, StateChange
from bot.core.credits import Posting
from bot.core.effects import Effect, Planned
from bot.core.model import Role
from bot.core.plays import PlayChange
from bot.core.records import MemberChange
from bot.core.walking import classes_in
from bot.orders import Grammar, Order, Piece
from bot.orders.hall import Hall, RuleLine
from bot.play.turn import Turn

__all__ = (
    "IN_CHARGE",
    "ROLE_NAMES",
    "Answer",
    "Command",
    "Hall",
    "RuleLine",
    "all_commands",
    "answer_of",
    "grammars",
)

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
class Answer:
    """What a command says and changes.

    text: said where the order was given. private: only to who gave it, where that can be done. said: the order
    as it is kept, where it holds what nobody else shall read; empty for as it was given. is_final: it cannot be undone, whatever it changed. is_unfiled: it is
    no action at all, for its play tells who did it; an action keeps the whole play twice. effects, planned: besides
    the answer. cases, standings, states, members, plays, postings: what changes; with any of them but members it is an
    action that can be undone, and the answer gets its code. undone: deliveries whose decision is taken back (see `Outcome.undone`).
    undoes: numbers of the actions that are undone. dialogue: what is asked back, of kind `choose`; then nothing else changes,
    and what is chosen comes back in `Order.picks`.
    """

    text: str
    private: bool = False
    said: str = ""
    is_final: bool = False
    is_unfiled: bool = False
    effects: tuple[Effect, ...] = ()
    planned: tuple[Planned, ...] = ()
    cases: tuple[CaseChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    states: tuple[StateChange, ...] = ()
    members: tuple[MemberChange, ...] = ()
    plays: tuple[PlayChange, ...] = ()
    postings: tuple[Posting, ...] = ()
    undone: tuple[tuple[int, datetime | None], ...] = ()
    undoes: tuple[int, ...] = ()
    dialogue: Dialogue | None = None


def answer_of(turn: Turn, text: str, hall: Hall, *, private: bool = False) -> Answer:
    """Return the answer that does what `turn` says and says `text`; only why not, if it is refused."""
    if turn.refused:
        return Answer(text=turn.refused, private=private)
    changes = tuple(PlayChange(before=hall.plays.get(play.number), after=play) for play in turn.plays)
    planned = tuple(one if isinstance(one, Planned) else Planned(effect=one) for one in turn.planned)
    return Answer(
        text=text, private=private, plays=changes, postings=turn.postings, states=turn.states, planned=planned
    )


class Command(ABC):
    """One command word.

    words: ways to write it, the first is its name, one of them English. usage: one line for 帮助. examples: whole orders,
    as 帮助 <词> shows them. roles: who may use it, empty for everybody. works_in_private: it needs no room. even_muted: a
    muted member may use it, too. bare: words besides the first by which a member may order it without calling the bot, if
    there are no `roles`. is_play: it belongs to activities; 帮助 lists those apart. takes, needs, subs, least, is_quote,
    begins, plans: see `Grammar`.
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
    bare: ClassVar[tuple[str, ...]] = ()
    is_play: ClassVar[bool] = False
    least: ClassVar[int] = 0
    is_quote: ClassVar[bool] = False
    begins: ClassVar[tuple[str, ...]] = ()
    plans: ClassVar[re.Pattern[str] | None] = None

    @abstractmethod
    def run(self, order: Order, hall: Hall) -> Answer:
        """Return what the command says and changes. Pure. Its doubts are settled, and it was confirmed if it had to be."""

    def may(self, order: Order) -> frozenset[Role]:
        """Return the roles that may give `order`, empty for everybody. Pure."""
        del order
        return self.roles

    def is_talk(self, order: Order) -> bool:
        """Tell whether a line that calls nobody, though it reads as `order`, is only talk. Pure."""
        del order
        return False

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
        Grammar(
            id=name,
            words=c.words,
            takes=c.takes,
            needs=c.needs,
            subs=c.subs,
            least=c.least,
            is_quote=c.is_quote,
            begins=c.begins,
            plans=c.plans,
        )
        for name, c in all_commands().items()
    )
