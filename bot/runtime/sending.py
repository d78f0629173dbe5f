"""Sends one effect, or several that are one message, and says what became of each."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.effects import Ask, Effect, Recard, Receipt, Remove, Reply, Say
from bot.core.errors import StorageError
from bot.core.model import MemberId, Room, RoomId
from bot.core.ports import Clock, Store
from bot.core.records import Due, Outgoing, Settled
from bot.core.texts import Texts
from bot.handlers.mouths import Mouths
from bot.handlers.rooms import Rooms
from bot.runtime.budgets import Budgets, without_reserve
from bot.runtime.clock import jitter
from bot.runtime.following import instead_of, news_of
from bot.runtime.merging import SAFETY, is_task, mergeable, merged, together, urgency
from bot.runtime.needed import code_for, needless
from bot.wecom import Channel, RefusedError, RetryableError, SendError

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=1)  # chosen
LONGEST_PAUSE = timedelta(minutes=5)  # chosen
TRIES = 19  # chosen: with these pauses about an hour; a later answer helps nobody
TRIES_OF_TASKS = 290  # chosen: about a day, for what must not be forgotten
LEASE = timedelta(seconds=20)  # chosen: longer than any call takes; an effect cut off while sending is due again then


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What sending needs besides the store. name: of a member of a room, as people read it; the account if not known."""

    channels: Mapping[str, Channel]
    mouths: Mouths
    rooms: Rooms
    texts: Texts
    clock: Clock
    name: Callable[[RoomId, MemberId], str] = lambda _room, member: member


class Sender:
    """Keeps the limits of the platform, tries, and turns answers into what is stored. texts: may be set anew."""

    def __init__(self, *, store: Store, powers: Powers) -> None:
        self._store = store
        self._powers = powers
        self._budgets = Budgets()
        self.texts = powers.texts

    def tidy(self) -> None:
        """Forget what no limit needs any more."""
        self._budgets.forget_idle(self._powers.clock.now(), older_than=timedelta(hours=2))

    async def recall(self) -> None:
        """Count what was sent in the last hour against the limits, as after a restart."""
        since = self._powers.clock.now() - timedelta(hours=1)
        for name, effect, room, at in await self._store.recently_sent(since):
            channel = self._powers.channels.get(name)
            if channel is not None:
                target = f"{name}:{channel.target(effect, self._powers.rooms.get(room))}"
                self._budgets.spend(target, channel.budgets, at)

    async def send(self, dues: Sequence[Due]) -> tuple[Settled, ...]:
        """Try to carry out the first of `dues`, which are of one room, and with it what may be said in one message.

        Return what became of them, nothing if it was not their turn. Raises StorageError before anything is sent.
        """
        batch: Sequence[Due] = dues[:1]
        room = self._powers.rooms.get(dues[0].effect.room)
        try:
            why = await needless(dues[0].effect, self._store)
            if why:
                return (_as_done(dues[0], why),)
            name = self._mouth(dues[0], room)
            if not name:
                return (self._no_mouth(dues[0], answer={"errcode": -1, "errmsg": "没有可用的通道"}, channel=""),)
            batch = self._batch(dues, room, name)
            wait = self._wait(batch[0], room, name)
            if wait:
                return tuple(self._put_off(due, wait) for due in batch)
            batch = await self._begun(batch, name)
            return await self._sent(batch, room, name)
        except StorageError:
            raise
        except Exception as error:  # a bug in a channel must neither lose the effect nor block its room
            log.exception("Effect %s failed unexpectedly", dues[0].key)
            return tuple(self._again(due, SendError(repr(error)), channel="", after=FIRST_PAUSE) for due in batch)

    def _mouth(self, due: Due, room: Room) -> str:
        return next(iter(self._powers.mouths.of(due.effect, room, refused_by=due.refused_by)), "")

    def _target(self, effect: Effect, room: Room, name: str) -> str:
        return f"{name}:{self._powers.channels[name].target(effect, room)}"

    def _batch(self, dues: Sequence[Due], room: Room, name: str) -> Sequence[Due]:
        """Return the first of `dues`, with what goes along: tasks of one kind always, words as soon as the limit is near."""
        if len(dues) == 1 or not mergeable(dues[0]):
            return dues[:1]

        def place(due: Due) -> str:
            mouth = self._mouth(due, room)
            return self._target(due.effect, room, mouth) if mouth else ""

        channel, now = self._powers.channels[name], self._powers.clock.now()
        called = room.name or room.id
        batch = together(dues, place, max_bytes=channel.max_bytes, texts=self.texts, room=called)
        if is_task(dues[0].effect):
            return batch
        usable = without_reserve(channel.budgets)
        return batch if self._budgets.is_tight(place(dues[0]), usable, now, waiting=len(batch)) else dues[:1]

    def _wait(self, due: Due, room: Room, name: str) -> timedelta:
        """Return how long the limits make it wait; if they do not, count it."""
        budgets, now = self._powers.channels[name].budgets, self._powers.clock.now()
        target = self._target(due.effect, room, name)
        usable = budgets if urgency(due.effect) <= SAFETY else without_reserve(budgets)
        wait = self._budgets.wait(target, usable, now)
        if not wait:
            self._budgets.spend(target, budgets, now)
        return wait

    def _put_off(self, due: Due, wait: timedelta) -> Settled:
        """What the limits hold back waits by itself, so that the room's other effects go on."""
        due_at = self._powers.clock.now() + wait
        return Settled(id=due.id, state="waiting", due_at=due_at, attempts=due.attempts, refused_by=due.refused_by)

    async def _begun(self, batch: Sequence[Due], name: str) -> list[Due]:
        """Store that a send is under way, so that after a crash it counts as tried; return those that still wait."""
        until = self._powers.clock.now() + LEASE
        return [due for due in batch if await self._store.begin(due, channel=name, until=until)]

    async def _sent(self, batch: Sequence[Due], room: Room, name: str) -> tuple[Settled, ...]:
        if not batch:
            return ()
        channel, effect = self._powers.channels[name], merged(batch, self.texts, room.name or room.id)
        if isinstance(effect, Recard):
            effect = replace(effect, code=await code_for(effect, self._store))
        try:
            answer = (await channel.send(effect, room, key=batch[0].key)).answer
        except RefusedError as error:
            if not batch[0].attempts or error.answer.get("errcode") not in channel.done_before:
                return tuple(self._refused(due, error, channel=name) for due in batch)
            answer = error.answer
        except RetryableError as error:
            return tuple(self._again(due, error, channel=name, after=error.after) for due in batch)
        rest = {"errcode": 0, "errmsg": "ok", "merged_into": batch[0].key}
        return tuple(self._done(due, room, answer if due is batch[0] else rest, channel=name) for due in batch)

    def _done(self, due: Due, room: Room, answer: Mapping[str, object], *, channel: str) -> Settled:
        effect = due.effect
        name = self._powers.name(room.id, effect.member) if isinstance(effect, Remove) else ""
        news = news_of(effect, room, answer, name=name, texts=self.texts)
        outgoing = () if news is None else (self._next(due, news),)
        attempts = due.attempts + 1
        return Settled(id=due.id, state="sent", channel=channel, answer=answer, attempts=attempts, outgoing=outgoing)

    def _refused(self, due: Due, error: SendError, *, channel: str) -> Settled:
        """The next mouth, if there is one; else whatever takes its place."""
        answer = _answer_of(error)
        refused_by = (*due.refused_by, channel)
        room = self._powers.rooms.get(due.effect.room)
        if not self._powers.mouths.of(due.effect, room, refused_by=refused_by):
            return self._no_mouth(due, answer=answer, channel=channel)
        now = self._powers.clock.now()
        return Settled(id=due.id, state="waiting", channel=channel, answer=answer, due_at=now, refused_by=refused_by)

    def _no_mouth(self, due: Due, *, answer: Mapping[str, object], channel: str) -> Settled:
        log.error("Effect %s (%s in %s) is refused: %s", due.key, due.effect.kind, due.effect.room, answer)
        instead = self._instead_of(due)
        outgoing = () if instead is None else (self._next(due, instead),)
        attempts, answer = due.attempts + 1, dict(answer)
        return Settled(id=due.id, state="refused", channel=channel, answer=answer, attempts=attempts, outgoing=outgoing)

    def _instead_of(self, due: Due) -> Effect | None:
        if isinstance(due.effect, Say | Reply | Receipt) and due.attempts + 1 >= TRIES:
            return None  # an hour later it helps nobody
        return instead_of(due.effect, self._powers.rooms.get(due.effect.room), self.texts)

    def _next(self, due: Due, effect: Effect) -> Outgoing:
        return Outgoing(key=f"{due.key}-{effect.kind}", effect=effect, due_at=self._powers.clock.now(), cause=due.cause)

    def _again(self, due: Due, error: SendError, *, channel: str, after: timedelta) -> Settled:
        attempts = due.attempts + 1
        if not due.attempts:
            log.warning("Effect %s (%s in %s) waits: %s", due.key, due.effect.kind, due.effect.room, error)
        if attempts >= (TRIES_OF_TASKS if isinstance(due.effect, Ask | Remove) else TRIES):
            return self._refused(due, error, channel=channel)
        return Settled(
            id=due.id,
            state="waiting",
            channel=channel,
            answer=_answer_of(error),
            due_at=self._powers.clock.now() + max(after, _pause(attempts, self._powers.clock.seed())),
            attempts=attempts,
            refused_by=due.refused_by,
        )


def _pause(attempts: int, seed: int) -> timedelta:
    """Doubling, with jitter, so that many waiters do not come back together."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE) * jitter(seed)


def _as_done(due: Due, why: str) -> Settled:
    """Settled without a call."""
    return Settled(
        id=due.id, state="sent", answer={"errcode": 0, "errmsg": why, "needless": True}, attempts=due.attempts
    )


def _answer_of(error: SendError) -> Mapping[str, object]:
    return error.answer or {"errcode": -1, "errmsg": str(error)}
