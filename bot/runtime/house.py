"""The bot as a channel of its own: what happens by itself comes as deliveries, what it does to itself goes as sends."""

import json
from collections.abc import Awaitable, Callable
from typing import ClassVar

from bot.core.effects import Effect, Rollback
from bot.core.errors import QunguanError, StorageError, WireError
from bot.core.model import Event, MemberId, Room
from bot.core.records import Delivery
from bot.runtime.telling import HOUSE
from bot.wecom import Channel, Receipt, RefusedError, RetryableError, RoomOf

PREFIX = f"{HOUSE}."

Undoing = Callable[[int, MemberId], Awaitable[str]]
"""(revision, who says so) → what came of it, in Chinese. Raises QunguanError if nothing did."""


class House(Channel):
    """Nobody outside hears or says anything here. rollback: puts the rule files back to a revision."""

    title = "机器人自己"
    can: ClassVar[frozenset[str]] = frozenset({Rollback.kind})

    def __init__(self, rollback: Undoing) -> None:
        self._rollback = rollback

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Event:
        """Return what `delivery` says, as an event `house.<kind>` with the whole body. Raises WireError."""
        del room_of  # its deliveries name our rooms, not a platform's
        try:
            told = json.loads(delivery.body)
            kind, room = told["kind"], told["room"]
        except (ValueError, KeyError, TypeError) as error:
            raise WireError(f"内部通知 {delivery.key[:60]!r} 读不懂：{error}") from error
        if not (isinstance(kind, str) and isinstance(room, str)):
            raise WireError(f"内部通知 {delivery.key[:60]!r} 的 kind 和 room 必须是文字")
        details = {"body": delivery.body}
        return Event(
            id=delivery.key,
            channel=delivery.channel,
            kind=PREFIX + kind,
            chat=room,
            at=delivery.received_at,
            details=details,
        )

    def target(self, effect: Effect, room: Room) -> str:
        """Return the one thing it changes: itself."""
        del effect, room
        return HOUSE

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Put the rule files back; `tell` of the answer says what came of it, also if nothing did.

        Raises RetryableError while the database fails, RefusedError for another effect.
        """
        del room, key  # the same revision twice changes nothing
        if not isinstance(effect, Rollback):
            raise RefusedError(f"机器人自己做不了 {effect.kind}")
        try:
            told = await self._rollback(effect.revision, effect.by)
        except StorageError as error:
            raise RetryableError(str(error)) from error
        except (QunguanError, OSError) as error:
            told = str(error)
        return Receipt(answer={"errcode": 0, "errmsg": "ok", "tell": told})
