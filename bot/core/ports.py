"""What the rooms above expect of the rooms beside them: protocols. The values that pass through are `records`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.credits import Posting
from bot.core.effects import Effect
from bot.core.findings import Finding
from bot.core.guard import Judgement, Lowered
from bot.core.model import MemberId, Message, Room, RoomId, Scene
from bot.core.plays import Play
from bot.core.reach import Reach
from bot.core.records import Delivery, Due, Health, History, Outcome, Outgoing, Pending, Revision, SetAside, Settled


class Judge(Protocol):
    """All rules, compiled."""

    @property
    def revision(self) -> int:
        """Number of the stored revision these rules are, 0 if they are not stored."""

    @property
    def reach(self) -> Reach:
        """How much of the past the rules need."""

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Return what every rule saw, in the order of the rules. Pure."""

    def folded(self, text: str) -> str:
        """Return `text` as the strongest fold in use reads it, for the trace."""

    def concealed(self, text: str) -> str:
        """Return `text` with numbers that nobody should have posted made unreadable; it is as long as before."""


class Clock(Protocol):
    """The only source of time and luck."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""

    def seed(self) -> int:
        """Return fresh luck: 63 bits."""


class Annals(Protocol):
    """What is kept of the rules themselves, and what guards look at."""

    async def revisions(self, *, limit: int) -> Sequence[Revision]:
        """Return the newest revisions, newest first."""

    async def files(self, revision: int) -> str | None:
        """Return the files of a revision, as JSON; None if there is no such revision."""

    async def revise(self, revision: Revision, files: str) -> int:
        """Store a revision; return its number, which is higher than all before."""

    async def lowered(self) -> Sequence[Lowered]:
        """Return the rules that fell back by themselves, by id and digest."""

    async def lower(self, lowered: Sequence[Lowered], outgoing: Sequence[Outgoing]) -> None:
        """Store rules that fell back and what is told about it, in one transaction."""

    async def judgements(self, *, after: int, limit: int) -> Sequence[Judgement]:
        """Return judged messages with an id above `after`, in the order of arrival."""

    async def received_before(self, moment: datetime) -> int:
        """Return the id of the last delivery received before `moment`, 0 if none is kept."""

    async def undone(self, *, since: datetime) -> Sequence[Judgement]:
        """Return what was taken back from `since` on."""

    async def hits(self, *, since: datetime) -> Sequence[Judgement]:
        """Return messages sent from `since` on in which a rule found something."""


class Docket(Protocol):
    """What is kept of cases, of what people ordered, and of what rooms remember."""

    async def cases(self, numbers: Collection[int]) -> Sequence[Case]:
        """Return the cases of these numbers, as far as there are any, by number."""

    async def actions(self, numbers: Collection[int]) -> Sequence[Action]:
        """Return the actions of these numbers, as far as there are any, by number."""

    async def due_cases(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Return (number, room, due_at) of cases whose `Case.due_at` has come, the longest due first."""

    async def next_case_at(self) -> datetime | None:
        """Return when the next case is due, None if none will be."""

    async def last_number(self) -> int:
        """Return the highest number of any case, action or play, 0 if there is none."""

    async def plays(self, numbers: Collection[int]) -> Sequence[Play]:
        """Return the plays of these numbers, as far as there are any, by number; bodies as JSON."""

    async def all_plays(self, *, limit: int, room: RoomId | None = None, open_only: bool = False) -> Sequence[Play]:
        """Return the newest plays, newest first; bodies as JSON. open_only: those that are not over."""

    async def due_plays(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Return (number, room, due_at) of open plays whose `Play.due_at` has come, the longest due first."""

    async def next_play_at(self) -> datetime | None:
        """Return when the next open play is due, None if none will be."""

    async def postings(self, account: str, *, limit: int, member: MemberId | None = None) -> Sequence[Posting]:
        """Return the newest postings of `account`, newest first; of `member` alone if one is named."""

    async def states_like(self, prefix: str, *, room: RoomId | None = None) -> Sequence[tuple[RoomId, str, Any]]:
        """Return (room, key, value) of what rooms remember under keys that begin with `prefix`, by room and key."""

    async def answer_to(self, key: str) -> Mapping[str, Any] | None:
        """Return what the platform answered to the effect of that outbox key; None if it was not sent."""

    async def rooms_of(self, member: MemberId) -> Sequence[RoomId]:
        """Return the rooms in which `member` was ever heard of, by id."""

    async def rooms_of_each(self, members: Collection[MemberId]) -> Mapping[MemberId, Sequence[RoomId]]:
        """Return for each of `members` the rooms in which they were ever heard of, by id; one look-up for all."""

    async def states(self, rooms: Collection[RoomId]) -> Mapping[RoomId, Mapping[str, Any]]:
        """Return what each of `rooms` remembers, by key; those that remember nothing are left out."""

    async def audit(self, *, limit: int, room: RoomId | None = None) -> Sequence[Action]:
        """Return the newest actions, newest first."""

    async def all_cases(self, *, limit: int, room: RoomId | None = None, open_only: bool = False) -> Sequence[Case]:
        """Return the newest cases, newest first."""


class Store(Annals, Docket, Protocol):
    """Durable memory of one process. Every call returns only when what it wrote is on disk; calls may be concurrent.

    Raises StorageError when the database fails; nothing of that call is then kept. UnstorableError when not the
    database but what was to be stored is at fault.
    """

    async def open(self) -> None:
        """Connect and check that the tables are those of this version.

        Raises StorageError when another process, or another store of this one, has the database.
        """

    async def close(self) -> None:
        """Finish what was handed over, then disconnect."""

    async def receive(
        self, deliveries: Sequence[Delivery], *, position: tuple[str, int] | None = None
    ) -> Sequence[Pending]:
        """Store `deliveries`; return those never seen before, in the order given, with their ids.

        position: (name, number) of a pulled source, stored in the same transaction.
        """

    async def position(self, name: str) -> int:
        """Return the position stored under `name`, 0 if none."""

    async def backlog(self, *, after: int, limit: int) -> Sequence[Pending]:
        """Return unhandled deliveries with an id above `after`, in order; set-aside ones are not among them."""

    async def history(
        self,
        room: RoomId,
        *,
        account: str | None,
        now: datetime,
        day_start: datetime,
        since_early: datetime,
        reach: Reach,
    ) -> History:
        """Return what was said in `room` as far back from `now` as `reach` says, and what is kept of its `account`.

        account: None if what is kept of it is known already: very many rooms may share one, with thousands of members.
        since_early: from when on `History.early` is wanted.
        """

    async def said(self, *, since: datetime, limit: int) -> Sequence[tuple[int, Message]]:
        """Return (delivery, message) of what rules look back on in all rooms, in the order of arrival.

        Of the newest `limit` messages that are kept, those sent from `since` on.
        """

    async def rooms(self) -> Sequence[Room]:
        """Return all rooms taken up so far."""

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write `outcomes` in one transaction, in order. An outgoing key already there is left as it is.

        Raises HandledBeforeError when a delivery is not pending.
        """

    async def due(self, now: datetime, *, limit: int, without: Collection[RoomId] = ()) -> Sequence[Due]:
        """Return waiting effects whose turn has come at `now`, earliest first, at most 20 of a room.

        An effect that was tried (attempts, or a mouth that refused) holds back those written after it for its room:
        their turn comes no earlier than, and after, its own. One never tried holds back nobody.
        without: rooms left out.
        """

    async def next_due_at(self, *, without: Collection[RoomId] = ()) -> datetime | None:
        """Return when the next turn comes (see `due`), None if nothing waits outside of the rooms `without`."""

    async def begin(self, due: Due, *, channel: str, until: datetime) -> bool:
        """Take `due` up for one more attempt through `channel`; tell whether this call, and no other, did.

        It does not if the effect no longer waits or was taken up since `due` was read. until: when the effect is due
        again if nobody settles it.
        """

    async def settle(self, settled: Iterable[Settled]) -> None:
        """Write what became of effects. Raises HandledBeforeError when one does not wait."""

    async def recently_sent(self, since: datetime) -> Sequence[tuple[str, Effect, RoomId, datetime]]:
        """Return (channel, effect, room, when) of what was sent from `since` on, oldest first; the newest 5,000."""

    async def health(self, now: datetime) -> Health:
        """Return the counts behind /healthz."""

    async def trace(self, *, limit: int, room: RoomId | None = None) -> Sequence[Mapping[str, Any]]:
        """Return the newest judged messages, newest first, each with its effects and what became of them.

        Newest is what was received last; in one room, what was sent last.

        Keys: id, message, channel, room, sender, role, text, kind, sent_at, folded, findings, points, total, note,
        effects; a finding has the fields of `Finding`; an effect has key, state, channel, answer, attempts, due_at and
        `effect` (see `effect_to_json`). JSON-ready.
        """

    async def prune(self, *, before: datetime) -> int:
        """Delete handled or set-aside deliveries, messages and settled effects older than `before`; return how many.

        What is pending or waiting stays. The keys of deliveries stay for 8 days after them at least, without their
        bodies, so that a late duplicate is still known.
        """

    async def claim_run(self, schedule: str, due_at: datetime) -> bool:
        """Tell whether this call is the first ever to claim the run of `schedule` that was due at `due_at`."""

    async def set_aside(self, *, limit: int) -> Sequence[SetAside]:
        """Return the newest deliveries that were set aside, newest first."""

    async def replay(self, inbox: int) -> Pending | None:
        """Make a set-aside delivery pending again and return it; None if it is not set aside."""
