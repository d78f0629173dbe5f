"""Which room is meant by `--room`, by its id or by its name."""

from collections.abc import Iterable

from bot.core.errors import QunguanError
from bot.core.model import Room, RoomId


def room_named(said: str, rooms: Iterable[Room]) -> RoomId:
    """Return the id of the room that is called `said`; where several rooms have that name, of the first. Raises QunguanError."""
    known = tuple(rooms)
    for room in known:
        if said == room.id:
            return room.id
    for room in known:
        if said == room.name:
            return room.id
    raise QunguanError(f"没有叫“{said}”的群：请写 config.yaml 里的 id 或群名。")
