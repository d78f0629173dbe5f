"""The one writer: a thread with the only writing connection, which commits in groups.

Calls made while a commit runs wait together and share the next one; there is no timer. Each call is answered after the
commit that holds its rows. One writer also keeps SQLite out of reach of its WAL-reset bug, which needs two.
"""

import asyncio
import threading
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar, final

from sqlalchemy import Connection

from bot.core.errors import StorageError, UnstorableError
from bot.storage.faults import cause_of, is_hopeless, is_of_content
from bot.storage.session import Session
from bot.storage.states import unstorable

Argument = TypeVar("Argument")
Result = TypeVar("Result")
Work = Callable[[Connection, Sequence[Argument]], Sequence[Result]]
"""(connection, arguments of several calls) → their results, in the same order."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Work[Any, Any]
    argument: Any
    future: "Future[Any]"


@dataclass(frozen=True, slots=True)
class _Answer:
    job: _Job
    result: Any = None
    error: Exception | None = None


@final
class Writer:
    """Runs work in groups on one connection. Made and used in one event loop."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._loop: AbstractEventLoop | None = None
        self._tick: list[_Job] = []
        self._queue: SimpleQueue[list[_Job] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)

    async def open(self) -> None:
        """Connect and begin to take calls. Raises StorageError when there is no connection to be had."""
        await asyncio.to_thread(self._session.connect)
        self._thread.start()
        self._loop = asyncio.get_running_loop()

    async def close(self) -> None:
        """Finish what was handed over, then disconnect."""
        if self._loop is None:
            return
        self._flush()
        self._loop = None
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def call(self, work: Work[Argument, Result], argument: Argument) -> Result:
        """Return what `work` makes of `argument`, once it is committed.

        Raises StorageError if it is not; UnstorableError if `argument` is to blame.
        """
        if self._loop is None:
            raise StorageError("storage: it is not open; call open() before, and nothing after close().")
        future: Future[Result] = self._loop.create_future()
        self._tick.append(_Job(work, argument, future))
        if len(self._tick) == 1:
            self._loop.call_soon(self._flush)
        return await future

    def _flush(self) -> None:
        if self._tick:
            self._queue.put(self._tick)
            self._tick = []

    def _run(self) -> None:
        while (jobs := self._queue.get()) is not None:
            more: list[_Job] | None = []
            while not self._queue.empty() and more is not None:
                more = self._queue.get()
                jobs.extend(more or ())
            self._answer(_commit(self._session, jobs))
            if more is None:
                break
        self._session.disconnect()

    def _answer(self, answers: Sequence[_Answer]) -> None:
        loop = answers[0].job.future.get_loop()
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_resolve, answers)


def _resolve(answers: Sequence[_Answer]) -> None:
    for answer in answers:
        job = answer.job
        if job.future.done():  # whoever called was cancelled
            continue
        if answer.error is not None:
            job.future.set_exception(_explained(job, answer.error))
            continue
        job.future.set_result(answer.result)


def _explained(job: _Job, error: Exception) -> StorageError:
    if isinstance(error, StorageError):
        return error
    explained = _in_our_words(job.work.__name__, error)
    explained.__cause__ = error
    return explained


def _in_our_words(call: str, error: Exception) -> StorageError:
    if is_of_content(error):
        return UnstorableError(unstorable(call, cause_of(error)))
    return StorageError(f"storage, {call}: {cause_of(error)}; nothing of this call was kept.")


def _commit(session: Session, jobs: Sequence[_Job]) -> Sequence[_Answer]:
    """Commit `jobs` together; if that fails, each for itself, so that only the bad one fails."""
    try:
        return session.transact(lambda connection: _together(connection, jobs))
    except Exception as error:  # noqa: BLE001 - one broken job must not silence the rest, nor end the thread
        if len(jobs) == 1 or is_hopeless(error):
            return [_Answer(job, error=error) for job in jobs]
    return _one_by_one(session, jobs)


def _one_by_one(session: Session, jobs: Sequence[_Job]) -> Sequence[_Answer]:
    answers: list[_Answer] = []
    for job in jobs:
        if answers and is_hopeless(answers[-1].error):
            answers.append(_Answer(job, error=answers[-1].error))
            continue
        answers.extend(_commit(session, [job]))
    return answers


def _together(connection: Connection, jobs: Sequence[_Job]) -> Sequence[_Answer]:
    kinds: dict[Work[Any, Any], list[_Job]] = {}
    for job in jobs:
        kinds.setdefault(job.work, []).append(job)
    answers: list[_Answer] = []
    for work, alike in kinds.items():
        results = work(connection, [job.argument for job in alike])
        answers.extend(_Answer(job, result=result) for job, result in zip(alike, results, strict=True))
    return answers
