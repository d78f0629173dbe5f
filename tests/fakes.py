"""The fakes of all tests: a clock that is set, and a channel that remembers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.effects import Effect
from bot.core.model import Event, Message, MessageId, Room
from bot.core.records import Delivery
from bot.wecom import Budget, Channel, Heard, Receipt, RoomOf, Unknown
from tests.values import ROOM, T0


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = T0) -> None:
        self.time = now

    def now(self) -> datetime:
        """The time it is set to."""
        return self.time

    def seed(self) -> int:
        """Always the same luck."""
        return 1

    def forward(self, span: timedelta) -> None:
        """Let time pass."""
        self.time += span


class RecordingChannel(Channel):
    """Takes what it is told it can; answers, or fails, as scripted.

    A delivery's body is `sender|text`, `event|kind`, `unknown`, or `broken`, which nobody can read.
    """

    title = "记录"

    def __init__(self, *kinds: str, failures: Iterable[Exception] = (), budgets: tuple[Budget, ...] = ()) -> None:
        self.can = frozenset(kinds)
        self.budgets = budgets
        self.failures = list(failures)
        self.sent: list[tuple[str, Effect]] = []

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Read the body."""
        head, _, rest = delivery.body.partition("|")
        if head == "broken":
            raise ValueError("nobody can read this")
        if head == "unknown":
            return Unknown(kind="?")
        if head == "event":
            return Event(id=delivery.key, channel=delivery.channel, kind=rest, at=delivery.received_at)
        return Message(
            id=MessageId(delivery.key),
            room=room_of(delivery.channel, ROOM.id),
            sender=head,
            text=rest,
            sent_at=delivery.received_at,
            channel=delivery.channel,
        )

    def target(self, effect: Effect, room: Room) -> str:
        """The room."""
        return room.id

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Remember, or fail as scripted."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((key, effect))
        return Receipt(answer={"errcode": 0, "errmsg": "ok"})
