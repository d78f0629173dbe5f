"""What a room is called, and who may be meant in it."""

from collections.abc import Iterator

from bot.orders import Person
from bot.storage.memories import RoomMemory


def label_of(memory: RoomMemory) -> str:
    """Return what people call the room."""
    return memory.room.name or memory.room.id


def people_of(memory: RoomMemory) -> Iterator[Person]:
    """Yield everybody who may be meant in the room, members who left among them; made only once it is asked for."""
    profiles = memory.profiles
    for member in dict.fromkeys((*profiles, *memory.standings, *memory.room.roles, *memory.recent, *memory.today)):
        yield Person(id=member, name=profiles[member].name if member in profiles else "")
