"""Carries out what was decided: due effects, in order per room, within the platform's limits, until settled."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from bot.core.effects import Ask, Effect, Remove, Reply, Say, Tell
from bot.core.errors import StorageError
from bot.core.fit import fit
from bot.core.model import Room, RoomId
from bot.core.ports import Clock, Store
from bot.core.records import Due, Outgoing, Settled
from bot.core.texts import Text, Texts
from bot.handlers.mouths import Mouths
from bot.handlers.rooms import Rooms
from bot.runtime.budgets import Budgets
from bot.runtime.clock import jitter
from bot.wecom import Channel, RefusedError, RetryableError, SendError

log = logging.getLogger(__name__)

BATCH = 200  # chosen: due effects looked at together
LANES = 16  # chosen: rooms sent to at the same time
FIRST_PAUSE = timedelta(seconds=1)  # chosen
LONGEST_PAUSE = timedelta(minutes=5)  # chosen
TRIES = 19  # chosen: with these pauses about an hour; a later answer helps nobody
TRIES_OF_TASKS = 290  # chosen: about a day, for what must not be forgotten
LEASE = timedelta(seconds=20)  # chosen: longer than any call takes; an effect cut off while sending is due again then
REST = timedelta(seconds=5)  # chosen: for a room whose lane broke off
IDLE = timedelta(seconds=30)  # chosen: looks again at least this often
FINISH_SECONDS = 5.0  # chosen: for sends under way when the bot stops

REMOVED = Text("outbox.removed", "【告知】已把 {member} 移出“{room}”（原因：{why}）。如需恢复，请在手机上重新邀请。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What sending needs besides the store."""

    channels: Mapping[str, Channel]
    mouths: Mouths
    rooms: Rooms
    texts: Texts
    clock: Clock


class Outbox:
    """Sends due effects. One room's effects go one after another; different rooms do not wait for each other."""

    def __init__(self, *, store: Store, powers: Powers) -> None:
        self._store = store
        self._powers = powers
        self._budgets = Budgets()
        self._news = asyncio.Event()
        self._lanes: dict[RoomId, asyncio.Task[None]] = {}
        self._resting: dict[RoomId, datetime] = {}
        self._places = asyncio.Semaphore(LANES)

    def use(self, texts: Texts) -> None:
        """Say what is still to be said in these words."""
        self._powers = replace(self._powers, texts=texts)

    def wake(self) -> None:
        """Say that there may be something due."""
        self._news.set()

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

    async def run(self) -> None:
        """Send until cancelled; sends under way then get a moment to finish, what is left is sent after the start."""
        try:
            while True:
                self._news.clear()
                pause = await self._look()
                if pause > timedelta(0):
                    await self._wait(pause)
        finally:
            if self._lanes:
                await asyncio.wait(self._lanes.values(), timeout=FINISH_SECONDS)
            for lane in self._lanes.values():
                lane.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _wait(self, pause: timedelta) -> None:
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await self._news.wait()
        except TimeoutError:
            return

    async def _look(self) -> timedelta:
        """Open lanes for what is due; return how long nothing new will be."""
        now = self._powers.clock.now()
        self._resting = {room: until for room, until in self._resting.items() if until > now}
        try:
            due = await self._store.due(now, limit=BATCH, without=(*self._lanes, *self._resting))
            for room, dues in groupby(sorted(due, key=lambda d: (d.effect.room, d.id)), key=lambda d: d.effect.room):
                self._open_lane(room, tuple(dues))
            next_at = await self._store.next_due_at(without=(*self._lanes, *self._resting))
        except StorageError:
            log.exception("The database fails; trying again in %s s", FIRST_PAUSE.total_seconds())
            return FIRST_PAUSE
        waits = (next_at or now + IDLE, now + IDLE, *self._resting.values())
        return min(waits) - now

    def _open_lane(self, room: RoomId, dues: Sequence[Due]) -> None:
        lane = asyncio.create_task(self._send_in_order(room, dues), name=f"outbox {room}")
        self._lanes[room] = lane
        lane.add_done_callback(lambda _: self._close_lane(room))

    def _close_lane(self, room: RoomId) -> None:
        lane = self._lanes.pop(room)
        if not lane.cancelled() and lane.exception() is not None:
            log.error("Sending to %s broke off; again in %s s", room, REST.seconds, exc_info=lane.exception())
            self._resting[room] = self._powers.clock.now() + REST
        self._news.set()

    async def _send_in_order(self, room: RoomId, dues: Sequence[Due]) -> None:
        async with self._places:
            for due in dues:
                settled = await self.send(due)
                if settled is None:
                    return
                await self._store.settle((replace(settled, at=self._powers.clock.now()),))
                if settled.state == "waiting":
                    return  # the room's later effects wait behind it

    async def send(self, due: Due) -> Settled | None:
        """Try to carry out one effect; return what became of it, None if it was not its turn.

        Raises StorageError before anything is sent.
        """
        room = self._powers.rooms.get(due.effect.room)
        try:
            name = next(iter(self._powers.mouths.of(due.effect, room, refused_by=due.refused_by)), "")
            if not name:
                return self._no_mouth(due, answer={"errcode": -1, "errmsg": "没有可用的通道"}, channel="")
            if not await self._begin(due, room, name=name):
                return None
            return await self._sent(due, room, name=name)
        except StorageError:
            raise
        except Exception as error:  # a bug in a channel must neither lose the effect nor block its room
            log.exception("Effect %s failed unexpectedly", due.key)
            return self._again(due, SendError(repr(error)), channel="", after=FIRST_PAUSE)

    async def _begin(self, due: Due, room: Room, *, name: str) -> bool:
        """Keep the limits; then store that a send is under way, so that after a crash it counts as tried."""
        channel, now = self._powers.channels[name], self._powers.clock.now()
        target = f"{name}:{channel.target(due.effect, room)}"
        wait = self._budgets.wait(target, channel.budgets, now)
        if wait:
            self._resting[room.id] = now + wait
            return False
        self._budgets.spend(target, channel.budgets, now)
        return await self._store.begin(due, channel=name, until=now + LEASE)

    async def _sent(self, due: Due, room: Room, *, name: str) -> Settled:
        channel = self._powers.channels[name]
        try:
            answer = (await channel.send(due.effect, room, key=due.key)).answer
        except RefusedError as error:
            if not due.attempts or error.answer.get("errcode") not in channel.done_before:
                return self._refused(due, error, channel=name)
            answer = error.answer
        except RetryableError as error:
            return self._again(due, error, channel=name, after=error.after)
        return Settled(
            id=due.id,
            state="sent",
            channel=name,
            answer=answer,
            attempts=due.attempts + 1,
            outgoing=self._news_of(due, room),
        )

    def _news_of(self, due: Due, room: Room) -> tuple[Outgoing, ...]:
        """What the owner is told of something done: a removal."""
        owners = room.owners()
        if not isinstance(due.effect, Remove) or not owners:
            return ()
        text = self._powers.texts.say(REMOVED, member=due.effect.member, room=room.name or room.id, why=due.effect.why)
        return (self._next(due, Tell(room=room.id, to=owners[0], text=text)),)

    def _refused(self, due: Due, error: SendError, *, channel: str) -> Settled:
        """The next mouth, if there is one; else a person."""
        answer = _answer_of(error)
        refused_by = (*due.refused_by, channel)
        room = self._powers.rooms.get(due.effect.room)
        if not self._powers.mouths.of(due.effect, room, refused_by=refused_by):
            return self._no_mouth(due, answer=answer, channel=channel)
        now = self._powers.clock.now()
        return Settled(id=due.id, state="waiting", channel=channel, answer=answer, due_at=now, refused_by=refused_by)

    def _no_mouth(self, due: Due, *, answer: Mapping[str, object], channel: str) -> Settled:
        log.error("Effect %s (%s in %s) is refused: %s", due.key, due.effect.kind, due.effect.room, answer)
        room = self._powers.rooms.get(due.effect.room)
        instead = fit(due.effect, room, possible=False, texts=self._powers.texts)
        is_late = isinstance(due.effect, Say | Reply) and due.attempts + 1 >= TRIES  # an hour later it helps nobody
        is_asked = instead is not due.effect and not isinstance(due.effect, Ask) and not is_late
        outgoing = (self._next(due, instead),) if is_asked else ()
        return Settled(
            id=due.id,
            state="refused",
            channel=channel,
            answer=dict(answer),
            attempts=due.attempts + 1,
            outgoing=outgoing,
        )

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
            due_at=self._powers.clock.now() + max(after, self._pause(attempts)),
            attempts=attempts,
            refused_by=due.refused_by,
        )

    def _pause(self, attempts: int) -> timedelta:
        """Doubling, with jitter, so that many waiters do not come back together."""
        return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE) * jitter(self._powers.clock.seed())


def _answer_of(error: SendError) -> Mapping[str, object]:
    return error.answer or {"errcode": -1, "errmsg": str(error)}
