"""What happened about an offence, from the offence to its end: one number, one page.

A case is a frozen value; what changes it returns a new one (see `bot.core.justice`). Nothing here decides anything.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.model import NO_PRINT, Charge, Fingerprint, MemberId, MessageId, MuteSpan, RoomId

BOT = MemberId("")
"""Who did what the bot did by itself."""


class Deed(StrEnum):
    """What happened to a case, as its history tells it."""

    OPENED = "opened"  # an offence, with the penalty that was planned
    JOINED = "joined"  # one more offence of the same kind was filed under it
    SENT = "sent"  # the platform took an effect
    REFUSED = "refused"  # the platform, or every channel, refused one
    ASKED = "asked"  # a person was asked
    REMINDED = "reminded"
    DONE = "done"  # somebody says that what was wanted is done
    PROVED = "proved"  # the platform shows that it is done
    LEFT = "left"  # the member went by themselves, so that nothing is left to do
    DECLINED = "declined"  # somebody decided that it shall not be done
    LAPSED = "lapsed"  # nobody answered in time
    AMENDED = "amended"  # the member mended what was wrong in time
    APPEALED = "appealed"
    UPHELD = "upheld"  # the appeal was right: taken back
    DISMISSED = "dismissed"  # the penalty stands
    UNDONE = "undone"
    REDONE = "redone"  # the undoing was undone
    ENDED = "ended"  # a mute was over, or ended early
    NOTED = "noted"


class Wish(StrEnum):
    """What becomes of something that is wanted of a person."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"
    VOID = "void"  # no longer needed: the member left, or the case was undone
    LAPSED = "lapsed"


class Proof(StrEnum):
    """How it is known that something was done. NONE: it is not."""

    NONE = ""
    EVENT = "event"  # the platform told that the member was taken out
    LIST = "list"  # the platform's list of members lacks the member
    WORD = "word"  # somebody says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a case's history. by: who did it, `BOT` for the bot. note: in Chinese, may be empty."""

    at: datetime
    what: Deed
    by: MemberId = BOT
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One thing that somebody did. Where a person punished, `message` and `delivery` may be empty.

    text: what was said, private numbers concealed, at most 60 characters. delivery: that brought it, 0 if none.
    act: what was planned: value of an `Act`, empty for points alone. charge, mute: as they were entered into the
    standing, None if nothing was. is_undone: taken back, so that the standing no longer has them.
    """

    room: RoomId
    member: MemberId
    at: datetime
    text: str = ""
    message: MessageId = MessageId("")
    delivery: int = 0
    why: str = ""
    act: str = ""
    charge: Charge | None = None
    mute: MuteSpan | None = None
    is_undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Something wanted of a person. task: `remove`, `mute` (keep an eye on them), `say` (post or pass on `text`).

    text: `<@userid>` in it names a member; it is written out when somebody is asked, for a name may be learnt later.
    """

    room: RoomId
    member: MemberId
    task: str
    text: str = ""
    state: Wish = Wish.WAITING
    proof: Proof = Proof.NONE
    by: MemberId = BOT
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who is being asked now. rung: of the ladder of those who may be asked, 0 for the first.

    next_at: when the next is asked, or the same reminded, if nobody answers. until: when it lapses.
    keys: outbox keys of all cards sent, with whom each went to, oldest first.
    """

    holder: MemberId
    rung: int
    asked_at: datetime
    next_at: datetime
    until: datetime
    keys: tuple[tuple[MemberId, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A member's word against a penalty. until: when it is upheld because nobody answered. by: who decided, or `BOT`."""

    member: MemberId
    at: datetime
    until: datetime
    reviewer: MemberId
    words: str = ""
    state: Wish = Wish.WAITING
    by: MemberId = BOT
    keys: tuple[tuple[MemberId, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What happened about one offence, or several alike.

    account: of the standings it touches, see `Room.account`. by: the person who punished, `BOT` for a rule.
    rule, title, revision: of the rule that decided; empty and 0 where a person did. is_campaign: alike offences of several
    rooms or people. print: of what was said, to know more of the same by.
    """

    number: int
    account: str
    room: RoomId
    opened_at: datetime
    by: MemberId = BOT
    rule: str = ""
    title: str = ""
    revision: int = 0
    tags: tuple[str, ...] = ()
    print: Fingerprint = field(default=NO_PRINT)
    is_campaign: bool = False
    offences: tuple[Offence, ...] = ()
    wants: tuple[Want, ...] = ()
    desk: Desk | None = None
    appeal: Appeal | None = None
    history: tuple[Entry, ...] = ()

    @property
    def members(self) -> tuple[MemberId, ...]:
        """Everybody it is about, in the order of their offences."""
        return tuple(dict.fromkeys(offence.member for offence in self.offences))

    @property
    def is_undone(self) -> bool:
        """Whether nothing of it counts any more."""
        return bool(self.offences) and all(offence.is_undone for offence in self.offences)

    @property
    def is_open(self) -> bool:
        """Whether a person is still to do or decide something."""
        return any(want.state is Wish.WAITING for want in self.wants) or self.is_appealed

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal waits to be decided."""
        return self.appeal is not None and self.appeal.state is Wish.WAITING

    @property
    def due_at(self) -> datetime | None:
        """When time alone changes it next, None if it does not."""
        waiting = any(want.state is Wish.WAITING for want in self.wants)
        desk = [self.desk.next_at, self.desk.until] if self.desk is not None and waiting else []
        appeal = [self.appeal.until] if self.appeal is not None and self.is_appealed else []
        mutes = [o.mute.until for o in self.offences if o.mute is not None and not o.is_undone and not self._ended(o)]
        return min((*desk, *appeal, *mutes), default=None)

    def _ended(self, offence: Offence) -> bool:
        """Tell whether the history knows that the mute of `offence` is over."""
        ends = (e.at for e in self.history if e.what is Deed.ENDED)
        return offence.mute is None or any(at >= offence.mute.until for at in ends)
