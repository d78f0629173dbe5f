"""Which of our rooms a platform chat is.

Rooms of `config.yaml` come first; all others have the defaults of today, also those taken up long ago. What WeCom tells
of a room (who owns it, that it is a customer group) comes below what is configured.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.model import Room, RoomId, is_private
from bot.core.remembered import CUSTOMER, ROLES
from bot.storage.memories import merged


class Rooms:
    """All rooms of one process."""

    def __init__(self, configured: Iterable[Room], *, defaults: Room, known: Iterable[Room] = ()) -> None:
        self._defaults = defaults
        self._rooms: dict[RoomId, Room] = {room.id: replace(defaults, id=room.id, name=room.name) for room in known}
        configured = tuple(configured)
        self._rooms.update({room.id: room for room in configured})
        self._by_chat = {(channel, chat): room.id for room in configured for channel, chat in room.chats.items()}
        self._anywhere = {chat: room for (_, chat), room in self._by_chat.items()}
        self._new: set[RoomId] = set()
        self._told: dict[RoomId, tuple[Any, Any]] = {}
        self._merged: dict[RoomId, Room] = {}

    def of(self, channel: str, chat: str) -> RoomId:
        """Return the room that is `chat` on `channel`; a chat nobody named is a room of that id.

        A chat that is named for another channel only is that room, too: a customer group has one id for the archive and
        for events, and platform ids of different kinds never meet.
        """
        return self._by_chat.get((channel, chat)) or self._anywhere.get(chat) or RoomId(chat)

    def get(self, room: RoomId) -> Room:
        """Return the room with what WeCom told of it, taking it up with the defaults if it was never seen."""
        return self._merged.get(room) or self.configured(room)

    def learn(self, room: RoomId, state: Mapping[str, Any]) -> None:
        """Take note of what WeCom told of the room. state: what the room remembers."""
        told = (state.get(ROLES), state.get(CUSTOMER))
        if self._told.get(room, (None, None)) == told or is_private(room):
            return
        self._told[room] = told
        self._merged[room] = merged(self.configured(room), state)

    def configured(self, room: RoomId) -> Room:
        """Return the room as it is configured, taking it up with the defaults if it was never seen."""
        found = self._rooms.get(room)
        if found is not None:
            return found
        taken = replace(self._defaults, id=room, chats={})
        if is_private(room):
            return replace(taken, mouths=("app", "aibot"), ear="aibot", roles={})
        self._rooms[room] = taken
        self._new.add(room)
        return taken

    def newly_taken(self, room: RoomId) -> Room | None:
        """Return the room if it is still to be stored."""
        return self._rooms[room] if room in self._new else None

    def stored(self, room: RoomId) -> None:
        """Take note that the room is stored."""
        self._new.discard(room)

    def all(self) -> tuple[Room, ...]:
        """Return every room known, with what WeCom told of it."""
        return tuple(self._merged.get(room.id, room) for room in self._rooms.values())
