"""What activities are told: what was said, who came, and all that may be known of the room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any

from bot.core.actions import StateChange
from bot.core.credits import EMPTY, HOUSE, Posting, Purse, allowed, posted
from bot.core.customs import USUAL, Customs
from bot.core.model import NO_HOLIDAYS, NOBODY_KNOWN, Calendar, MemberId, Message, MessageId, Profile, Role, Room
from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.core.plays import Play
from bot.core.texts import Texts
from bot.play.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something said where an activity may hear it.

    text: as said, without the call of the bot. role: of the sender in the room. is_private: said to the bot alone, about the
    room. is_taken: it was an order, or a move in a play. is_muted: the sender is to be ignored. is_judged: the rules looked
    at it and found nothing. at: when the platform received it: what was said first is first, whenever it arrives.
    quoting: who wrote what it quotes; empty if it quotes nothing, or nobody knows.
    """

    message: Message
    text: str
    role: Role = Role.MEMBER
    is_private: bool = False
    is_taken: bool = False
    is_muted: bool = False
    is_judged: bool = True
    quoting: MemberId = MemberId("")

    @property
    def by(self) -> MemberId:
        """Who said it."""
        return self.message.sender

    @property
    def at(self) -> datetime:
        """When the platform received it."""
        return self.message.sent_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Somebody joined the room. inviter: empty if nobody told. is_back: they were here before."""

    member: MemberId
    at: datetime
    inviter: MemberId = MemberId("")
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What credits are given or spent for. id: of the posting, unique for ever. The rest: see `Posting`."""

    id: str
    source: str
    reason: str
    message: MessageId = MessageId("")
    play: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """All that an activity may know of the room besides what was said.

    number: the next free one, for a play that is begun. plays: open ones and the latest that are over, by number. purses:
    of the room's account. postings: the latest that messages brought, by message. state: what the room remembers, JSON by
    key. name: what the group calls a member. is_muted: a member is to be ignored now. is_staff: see `bot.core.model.Role`;
    owners, helpers, staff and admins do not compete. house_rules: one line each. last_said_at: when anybody last spoke.
    hears_all: the room hears everything, not only what calls the bot. speaks: a channel of the room can post there; if not,
    what is said becomes a task for the owner. shows: pictures, too. whispers: a member can be told something in
    private. seed: luck, as a value; the same delivery handled again gets another one.
    """

    room: Room
    now: datetime
    number: int
    texts: Texts
    zone: tzinfo
    seed: int = 0
    customs: Customs = USUAL
    playbook: Playbook = NO_PLAYBOOK
    calendar: Calendar = NO_HOLIDAYS
    plays: Mapping[int, Play] = field(default_factory=dict)
    purses: Mapping[MemberId, Purse] = field(default_factory=dict)
    postings: Mapping[MessageId, tuple[Posting, ...]] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    profiles: Mapping[MemberId, Profile] = field(default_factory=dict)
    house_rules: tuple[str, ...] = ()
    last_said_at: datetime | None = None
    speaks: bool = True
    hears_all: bool = True
    shows: bool = True
    whispers: Callable[[MemberId], bool] = lambda _: True
    is_muted: Callable[[MemberId], bool] = lambda _: False
    name: Callable[[MemberId], str] = lambda member: member
    concealed: Callable[[str], str] = lambda text: text

    @property
    def today(self) -> date:
        """The day it is in the room."""
        return self.day_of(self.now)

    def day_of(self, at: datetime) -> date:
        """Return the day that `at` is in the room."""
        return at.astimezone(self.zone).date()

    def purse(self, member: MemberId) -> Purse:
        """Return what `member` has."""
        return self.purses.get(member, EMPTY)

    def profile(self, member: MemberId) -> Profile:
        """Return what is known of `member`."""
        return self.profiles.get(member, NOBODY_KNOWN)

    def is_staff(self, member: MemberId) -> bool:
        """Tell whether `member` runs the room, and so does not compete."""
        return self.room.role(member) is not Role.MEMBER

    def after(self, turn: Turn) -> "Venue":
        """Return the venue as it is once `turn` is done, for what else the same delivery brings."""
        state = {**self.state, **{change.key: change.after for change in turn.states if change.room == self.room.id}}
        purses = dict(self.purses)
        for posting in turn.postings:
            for member in posting.members:
                purses[member] = posted(purses.get(member, EMPTY), posting, member, day=self.day_of(posting.at))
        return replace(
            self,
            number=max((self.number - 1, *(play.number for play in turn.plays))) + 1,
            plays={**self.plays, **{play.number: play for play in turn.plays}},
            purses=purses,
            state={key: value for key, value in state.items() if value is not None},
        )

    def noted(self, key: str, after: object) -> StateChange:
        """Return the change that lets the room remember `after`, JSON, under `key`; None forgets it."""
        return StateChange(room=self.room.id, key=key, before=self.state.get(key), after=after)

    def award(self, member: MemberId, amount: int, entry: Entry) -> tuple[Posting, ...]:
        """Return the posting that gives `member` as much of `amount` as caps allow today; nothing if that is nothing."""
        credits_of = self.customs.credits
        amount = allowed(self.purse(member), entry.source, amount, day=self.today, caps=credits_of.caps)
        house = f"{HOUSE}{entry.source}"
        return (replace(self._moved(house, member, amount, entry), earns=True),) if amount > 0 else ()

    def spend(self, member: MemberId, amount: int, entry: Entry) -> tuple[Posting, ...]:
        """Return the posting by which `member` spends `amount`; nothing for 0. Whether they have it, the caller asked."""
        return (self._moved(member, f"{HOUSE}{entry.source}", amount, entry),) if amount > 0 else ()

    def _moved(self, debit: str, credit: str, amount: int, entry: Entry) -> Posting:
        return Posting(
            id=entry.id,
            account=self.room.account,
            room=self.room.id,
            at=self.now,
            debit=debit,
            credit=credit,
            amount=amount,
            source=entry.source,
            reason=entry.reason,
            message=entry.message,
            play=entry.play,
        )
