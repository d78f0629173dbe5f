"""What must be in memory before a batch is handled: rooms, and the cases and actions that are named in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from bot.commands import all_commands
from bot.core.errors import StorageError
from bot.core.model import Message, RoomId, is_private, private_room
from bot.core.ports import Store
from bot.core.remembered import DIALOGUE
from bot.handlers.arriving import Handled, Understood
from bot.handlers.house import Notice
from bot.handlers.presses import Press
from bot.handlers.private import rooms_needed
from bot.handlers.reviewing import rooms_of_press
from bot.handlers.rooms import Rooms
from bot.orders import Piece
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

MOST = 20  # chosen: numbers that are looked up for one message
LOOKED_UP_FOR = timedelta(seconds=10)  # chosen: who talks on is not looked up for every message
_NUMBER = re.compile(r"\d{1,15}")


async def warmed(heard: list[Understood], *, rooms: Rooms, warm: Warm, store: Store, now: datetime) -> set[RoomId]:
    """Make warm what handling `heard` needs; return all rooms it is about. A press in `heard` then knows its room.

    What cannot be prepared for becomes its error. Raises StorageError.
    """
    about = {one.room for one in heard if isinstance(one, Handled) and one.room}
    await _load(about, rooms=rooms, warm=warm, now=now)
    numbers = {number for n in range(len(heard)) for number in _named_in(heard, n, warm)}
    if numbers:
        await warm.fetch(numbers)
    await _meet(heard, warm=warm, store=store, now=now)
    further = {room for n in range(len(heard)) for room in _further(heard, n, rooms=rooms, warm=warm)}
    await _load(further - about, rooms=rooms, warm=warm, now=now)
    return about | further


async def _meet(heard: list[Understood], *, warm: Warm, store: Store, now: datetime) -> None:
    """Let private talks know where their people were heard of, in one look-up for all that must be asked."""
    whispered = {n: one for n, one in enumerate(heard) if isinstance(one, Message) and is_private(one.room)}
    talks = {n: (one.sender, warm.of(one.room)) for n, one in whispered.items()}
    stale = {n: pair for n, pair in talks.items() if not _is_met(pair[1], now)}
    if not stale:
        return
    try:
        met = await store.rooms_of_each({member for member, _ in stale.values()})
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - what nobody can prepare for must not stop the rest
        heard[:] = [error if n in stale else one for n, one in enumerate(heard)]
        return
    for member, talk in stale.values():
        talk.met_in = (now, tuple(met[member]))


def _is_met(talk: RoomMemory, now: datetime) -> bool:
    return talk.met_in is not None and talk.met_in[0] <= now < talk.met_in[0] + LOOKED_UP_FOR


def _further(heard: list[Understood], n: int, *, rooms: Rooms, warm: Warm) -> Sequence[RoomId]:
    """Return the rooms that what was heard at `n` is about besides the one it was heard in."""
    one = heard[n]
    try:
        if isinstance(one, Press):
            found = _rooms_of(one, rooms, warm)
            heard[n] = replace(one, room=found[0])
            return found
        if not isinstance(one, Message) or not is_private(one.room):
            return ()
        return _talked_about(one, rooms=rooms, warm=warm)
    except Exception as error:  # noqa: BLE001 - what nobody can prepare for must not stop the rest
        heard[n] = error
        return ()


def _named_in(heard: list[Understood], n: int, warm: Warm) -> tuple[int, ...]:
    """Return the numbers of cases and actions that are named in what was heard at `n`."""
    try:
        return tuple(_numbers(heard[n], warm))
    except Exception as error:  # noqa: BLE001 - as above
        heard[n] = error
        return ()


async def _load(about: Iterable[RoomId], *, rooms: Rooms, warm: Warm, now: datetime) -> None:
    about = tuple(about)
    await warm.load((rooms.configured(room) for room in about), now=now)
    for room in about:
        rooms.learn(room, warm.of(room).state)


def _rooms_of(press: Press, rooms: Rooms, warm: Warm) -> tuple[RoomId, ...]:
    """Return the rooms that a card is about; the talk with who tapped it if nobody knows them."""
    case = warm.case(press.number) if press.number else None
    found = rooms_of_press(press.card, rooms.all()) if case is None else (case.room,)
    return found or (private_room(press.member),)


def _talked_about(message: Message, *, rooms: Rooms, warm: Warm) -> Sequence[RoomId]:
    """Return the rooms that a private message may be about; its talk then knows them."""
    talk = warm.of(message.room)
    met = talk.met_in[1] if talk.met_in is not None else ()
    heard_in = [rooms.get(room) for room in met if not is_private(room)]
    in_charge = [room for room in rooms.all() if message.sender in room.roles]
    known = {room.id: room for room in (*in_charge, *heard_in)}
    talk.about = rooms_needed(message, talk, tuple(known.values()))
    return talk.about


def _numbers(heard: object, warm: Warm) -> Iterable[int]:
    """Numbers of cases and actions that handling it may ask for; of plain talk there are none."""
    match heard:
        case Message():
            return _ordered(heard, warm.of(heard.room))
        case Press():
            return (heard.number,) if heard.number else ()
        case Notice():
            return heard.numbers
    return ()


def _ordered(message: Message, memory: RoomMemory) -> Iterator[int]:
    """Yield the numbers in an order, or in one that waits for an answer."""
    if message.channel != "archive" or message.text.startswith(("/", "／")):
        yield from _named(message.text)
    waiting = memory.state.get(f"{DIALOGUE}{message.sender}") if memory.state else None
    if waiting:
        yield from _named(str(waiting.get("order", "")))


def _named(text: str) -> Iterator[int]:
    if _words().search(text):
        yield from (int(number) for number in _NUMBER.findall(text)[:MOST])


@cache
def _words() -> re.Pattern[str]:
    """Return what finds a command word behind which numbers may stand."""
    commands = (command for command in all_commands().values() if Piece.NUMBERS in command.takes)
    words = sorted({word for command in commands for word in command.words}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or r"(?!)", re.IGNORECASE)
