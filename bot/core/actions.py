"""What a person ordered and what it changed: the audit trail, and what undoing it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.cases import Case
from bot.core.credits import Posting
from bot.core.model import MemberId, RoomId, Standing
from bot.core.plays import PlayChange


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """A case that was opened (`before` is None) or changed."""

    before: Case | None
    after: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """The standing of `member` in `account`, before and after."""

    account: str
    member: MemberId
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """What a room remembers under `key`, JSON; None is nothing. Undoing puts back `before` if `after` still holds."""

    room: RoomId
    key: str
    before: Any
    after: Any


Change = CaseChange | StandingChange | StateChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a person ordered. number: its undo code, of the same row of numbers as cases.

    command: module name; said: the order in canonical words; did: what was answered, first line. undoes: numbers of the
    actions it takes back. undone_by: number of the action that took it back, 0 if none did.
    """

    number: int
    room: RoomId
    at: datetime
    by: MemberId
    command: str
    said: str
    did: str = ""
    cases: tuple[CaseChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    states: tuple[StateChange, ...] = ()
    plays: tuple[PlayChange, ...] = ()
    postings: tuple[Posting, ...] = ()
    undoes: tuple[int, ...] = ()
    undone_by: int = 0

    @property
    def members(self) -> tuple[MemberId, ...]:
        """Everybody it was about."""
        in_cases = (member for change in self.cases for member in change.after.members)
        in_standings = (change.member for change in self.standings)
        in_postings = (member for posting in self.postings for member in posting.members)
        return tuple(dict.fromkeys((*in_cases, *in_standings, *in_postings)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What the bot asked somebody back, and waits for.

    kind: `confirm` (yes or no), `choose` (a number), `second` (somebody else must say yes). order: the order as written,
    to be given again once it is answered; picks: what was chosen so far. choices: label and what choosing it adds to
    `picks`. room: that it is about. until: when it is forgotten. by: who gave the order.
    """

    kind: str
    order: str
    by: MemberId
    room: RoomId
    until: datetime
    picks: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    number: int = 0
