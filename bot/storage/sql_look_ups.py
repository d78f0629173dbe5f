"""What is looked up in a database, by a few readers beside the writer: rules and what became of them, cases, orders."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.credits import Posting
from bot.core.errors import StorageError
from bot.core.guard import Judgement, Lowered
from bot.core.model import MemberId, RoomId
from bot.core.plays import Play
from bot.core.records import Revision
from bot.storage import books, docket, revisions, stored
from bot.storage.engines import READERS, reading_engine
from bot.storage.faults import cause_of

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class SqlLookUps:
    """See `bot.core.ports.Annals` and `bot.core.ports.Docket`: what only looks."""

    def __init__(self, url: URL) -> None:
        self._engine: Engine = reading_engine(url)
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="storage-reader")

    async def cases(self, numbers: Collection[int]) -> Sequence[Case]:
        """Return the cases of these numbers, as far as there are any, by number."""
        return await self._read(docket.cases, numbers)

    async def actions(self, numbers: Collection[int]) -> Sequence[Action]:
        """Return the actions of these numbers, as far as there are any, by number."""
        return await self._read(docket.actions, numbers)

    async def due_cases(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Return (number, room, due_at) of cases whose time has come, the longest due first."""
        return await self._read(docket.due_cases, now, limit)

    async def next_case_at(self) -> datetime | None:
        """Return when the next case is due, None if none will be."""
        return await self._read(docket.next_case_at)

    async def last_number(self) -> int:
        """Return the highest number of any case, action or play, 0 if there is none."""
        return await self._read(docket.last_number)

    async def plays(self, numbers: Collection[int]) -> Sequence[Play]:
        """Return the plays of these numbers, as far as there are any, by number."""
        return await self._read(books.plays, numbers)

    async def all_plays(self, *, limit: int, room: RoomId | None = None, open_only: bool = False) -> Sequence[Play]:
        """Return the newest plays, newest first."""
        statement = books.open_plays_statement if open_only else books.plays_statement
        return await self._read(books.all_plays, statement(limit, room))

    async def due_plays(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Return (number, room, due_at) of open plays whose time has come, the longest due first."""
        return await self._read(books.due_plays, now, limit)

    async def next_play_at(self) -> datetime | None:
        """Return when the next open play is due, None if none will be."""
        return await self._read(books.next_play_at)

    async def postings(self, account: str, *, limit: int, member: MemberId | None = None) -> Sequence[Posting]:
        """Return the newest postings of `account`, newest first; of `member` alone if one is named."""
        return await self._read(books.postings, account, limit, member)

    async def states_like(self, prefix: str, *, room: RoomId | None = None) -> Sequence[tuple[RoomId, str, Any]]:
        """Return (room, key, value) of what rooms remember under keys that begin with `prefix`, by room and key."""
        return await self._read(docket.states_like, prefix, room)

    async def answer_to(self, key: str) -> Mapping[str, Any] | None:
        """Return what the platform answered to the effect of that outbox key; None if it was not sent."""
        return await self._read(docket.answer_to, key)

    async def rooms_of(self, member: MemberId) -> Sequence[RoomId]:
        """Return the rooms in which `member` was ever heard of, by id."""
        return await self._read(docket.rooms_of, member)

    async def rooms_of_each(self, members: Collection[MemberId]) -> Mapping[MemberId, Sequence[RoomId]]:
        """Return for each of `members` the rooms in which they were ever heard of, by id."""
        return await self._read(docket.rooms_of_each, members)

    async def states(self, rooms: Collection[RoomId]) -> Mapping[RoomId, Mapping[str, Any]]:
        """Return what each of `rooms` remembers, by key; those that remember nothing are left out."""
        return await self._read(docket.states, rooms)

    async def audit(self, *, limit: int, room: RoomId | None = None) -> Sequence[Action]:
        """Return the newest actions, newest first."""
        return await self._read(docket.audit, limit, room)

    async def all_cases(self, *, limit: int, room: RoomId | None = None, open_only: bool = False) -> Sequence[Case]:
        """Return the newest cases, newest first."""
        statement = docket.open_cases_statement if open_only else docket.cases_statement
        return await self._read(docket.all_cases, statement(limit, room))

    async def revisions(self, *, limit: int) -> Sequence[Revision]:
        """Return the newest revisions, newest first."""
        return await self._read(revisions.revisions, limit)

    async def files(self, revision: int) -> str | None:
        """Return the files of a revision, as JSON; None if there is no such revision."""
        return await self._read(revisions.files, revision)

    async def lowered(self) -> Sequence[Lowered]:
        """Return the rules that fell back, by id and digest."""
        return await self._read(revisions.lowered)

    async def judgements(self, *, after: int, limit: int) -> Sequence[Judgement]:
        """Return judged messages with an id above `after`, in the order of arrival."""
        return await self._read(stored.judgements, after, limit)

    async def received_before(self, moment: datetime) -> int:
        """Return the id of the last delivery received before `moment`, 0 if none is kept."""
        return await self._read(stored.received_before, moment)

    async def undone(self, *, since: datetime) -> Sequence[Judgement]:
        """Return what was taken back from `since` on."""
        return await self._read(stored.undone, since)

    async def hits(self, *, since: datetime) -> Sequence[Judgement]:
        """Return messages sent from `since` on in which a rule found something."""
        return await self._read(stored.hits, since)

    async def _read(
        self,
        look_up: Callable[Concatenate[Connection, Arguments], Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result:
        def run() -> Result:
            with self._engine.connect() as connection:
                return look_up(connection, *arguments, **named)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, run)
        except SQLAlchemyError as error:
            raise StorageError(f"storage, {look_up.__name__}: {cause_of(error)}.") from error
        except RuntimeError as error:
            raise StorageError("storage: it is closed; ask nothing after close().") from error
