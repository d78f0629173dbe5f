"""What changes a case. Every function takes values and returns a `Ruling`; nothing is stored or sent here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.core.cases import Case
from bot.core.effects import Planned
from bot.core.model import Calendar, MemberId, Room, Standing
from bot.core.policy import Policy
from bot.core.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """All that changing a case needs besides the case. room: that it is about now. removes: a channel takes people out there.

    name: of a member, as those in charge read it. calls: as the group sees it, empty where nobody told. hears: something
    can be told to a member by the bot, in private or in the room.
    """

    now: datetime
    zone: tzinfo
    calendar: Calendar
    policy: Policy
    texts: Texts
    room: Room
    name: Callable[[MemberId], str]
    removes: bool = False
    calls: Callable[[MemberId], str] = lambda _: ""
    hears: Callable[[MemberId], bool] = lambda _: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What follows. case: as it is now. standings: (account, member, new standing). planned: what is to be done.

    undone: deliveries whose decision is taken back, with when; None puts it back. says: to who asked for it, in Chinese.
    refused: why nothing follows, in Chinese; the case is then as it was.
    """

    case: Case
    standings: tuple[tuple[str, MemberId, Standing], ...] = ()
    planned: tuple[Planned, ...] = ()
    undone: tuple[tuple[int, datetime | None], ...] = ()
    says: str = ""
    refused: str = ""
