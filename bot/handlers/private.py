"""An order in private: which room it is about is told by its number, remembered, plain, or asked."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.commands import IN_CHARGE, all_commands
from bot.core.actions import StateChange
from bot.core.model import Message, Room, RoomId
from bot.core.texts import Text
from bot.handlers.dialogues import ROOM, SWITCHED, answered, is_answer
from bot.handlers.executing import carried, is_for, ordered
from bot.handlers.offering import offered
from bot.handlers.petition import Obeyed, Petition
from bot.handlers.places import label_of
from bot.handlers.playing import Pitch, open_plays, played
from bot.orders import Order
from bot.storage.memories import RoomMemory

UNKNOWN = Text("command.unknown", "没看懂。发“帮助”看看我能做什么。")
NOTHING_WAITS = Text("private.nothing_waits", "现在没有等你回答的事；要我做什么，请发指令，发“帮助”看看有哪些。")
NO_ROOM = Text("private.no_room", "还没有在哪个群里见过你：请先到群里说句话，或在群里 @我 发“{word}”。")
WHICH = Text("private.which", "这是哪个群的事？请回复序号（以后就记着它，要换发“换群”）：\n{choices}")
ONLY = Text("private.only", "你只和一个群有关：“{room}”，不用换。")
NOT_FOUND = Text("private.not_found", "没有找到叫“{name}”的群。")
MORE = Text("private.more", "还有 {count} 个没有列出，可以发“换群 群名”。")

SWITCH = ("换群", "切换群", "切换", "选群", "switch")
MOST = 20  # chosen: rooms that are looked at for one private message
SHOWN = 9  # the digits of one key


def rooms_needed(message: Message, private: RoomMemory, known: Sequence[Room]) -> tuple[RoomId, ...]:
    """Return the rooms that must be warm before `message` is handled; the one remembered first, at most `MOST`.

    private: of the talk. known: rooms in which the sender has a role, or was ever heard.
    """
    about = {room.id: room.role(message.sender) in IN_CHARGE for room in known if room.id != message.room}
    remembered = private.state.get(ROOM)
    order = sorted(about, key=lambda room: (room != remembered, not about[room], room))
    return tuple(order[:MOST])


def obeyed_in_private(petition: Petition) -> Obeyed:
    """Return what follows from something said in private; it is never left without an answer."""
    switched = _switched(petition)
    if switched is not None:
        return switched
    hint = NOTHING_WAITS if is_answer(petition) else UNKNOWN
    return answered(petition) or _moved(petition) or _obeyed(petition) or replace(petition.says(hint), note="")


def _moved(petition: Petition) -> Obeyed | None:
    """Return what follows if it is a move in something that one of the sender's rooms plays, and no order."""
    warm = petition.warm
    rooms = filter(None, map(warm.known, petition.talk.about))
    places = tuple(one for one in rooms if open_plays(one, warm))
    if not places or is_for(replace(petition, about=places[0])):
        return None
    pitches = (
        Pitch(
            memory=memory,
            warm=warm,
            bench=petition.bench,
            now=petition.now,
            seed=petition.seed,
            number=warm.next_number,
        )
        for memory in places
    )
    heard = (played(petition.message, pitch, is_private=True) for pitch in pitches)
    best = max(filter(None, heard), key=lambda one: one.claim, default=None)
    return None if best is None else Obeyed(changes=best.changes, note=best.note, unseen=best.unseen)


def _obeyed(petition: Petition) -> Obeyed | None:
    """Return what follows from an order; a first look at it, in the likeliest room, tells which room it is about."""
    candidates, text = _candidates(petition), petition.words
    likeliest = replace(petition, about=candidates[0]) if candidates else petition
    found = likeliest.read(text, likeliest.quoting())
    if not isinstance(found, Order):
        return None if found is None else offered(likeliest, found)
    command = all_commands()[found.command]
    about = _told_by_number(petition, found) or _remembered(petition, candidates)
    if about is likeliest.about:
        return carried(likeliest, found, text)
    if about is not None:
        return ordered(replace(petition, about=about), text, likeliest.quoting())
    if command.works_in_private:
        return carried(likeliest if candidates else petition, found, text)
    if not candidates:
        return petition.says(NO_ROOM, word=found.word)
    return _which(petition, candidates, text)


def _candidates(petition: Petition) -> tuple[RoomMemory, ...]:
    """Return the rooms it may be about: where the sender is in charge if there are any, else where they are known."""
    rooms = tuple(filter(None, map(petition.warm.known, petition.talk.about)))
    charged = tuple(one for one in rooms if one.room.role(petition.by) in IN_CHARGE)
    return charged or rooms


def _told_by_number(petition: Petition, order: Order) -> RoomMemory | None:
    """Return the room of the first case or action that is named, if the sender has to do with that room."""
    for number in order.numbers:
        found = petition.warm.case(number) or petition.warm.action(number) or petition.warm.play(number)
        if found is not None and found.room in petition.talk.about:
            return petition.warm.known(found.room)
    return None


def _remembered(petition: Petition, candidates: tuple[RoomMemory, ...]) -> RoomMemory | None:
    remembered = petition.talk.state.get(ROOM)
    if remembered in petition.talk.about:
        return petition.warm.known(RoomId(remembered))
    return candidates[0] if len(candidates) == 1 else None


def _which(petition: Petition, rooms: tuple[RoomMemory, ...], order: str) -> Obeyed:
    """Ask which of `rooms` is meant. order: given again when it is answered, may be empty."""
    shown = sorted(rooms, key=_listed)[:SHOWN]
    lines = [f"{n}. {label_of(one)}" for n, one in enumerate(shown, start=1)]
    if len(rooms) > len(shown):
        lines.append(petition.texts.say(MORE, count=len(rooms) - len(shown)))
    choices = tuple((label_of(one), {ROOM: one.room.id}) for one in shown)
    dialogue = replace(petition.waiting("choose", order, {}), choices=choices)
    return petition.asks(petition.texts.say(WHICH, choices="\n".join(lines)), dialogue)


def _listed(memory: RoomMemory) -> tuple[str, str]:
    """Where a room stands in a list: always at the same place, whichever is remembered."""
    return label_of(memory), memory.room.id


def _switched(petition: Petition) -> Obeyed | None:
    """Return what follows from 换群 and 换群 <name>, None for anything else."""
    word, _, name = unicodedata.normalize("NFKC", petition.message.text).strip().lstrip("/").partition(" ")
    if word.casefold() not in SWITCH:
        return None
    rooms = tuple(filter(None, map(petition.warm.known, petition.talk.about)))
    if not rooms:
        return petition.says(NO_ROOM, word="帮助")
    if len(rooms) == 1:
        return petition.says(ONLY, room=label_of(rooms[0]))
    named = tuple(one for one in rooms if name.strip().casefold() in label_of(one).casefold())
    if not named:
        return petition.says(NOT_FOUND, name=name.strip()[:SHOWN])
    if len(named) > 1:
        return _which(petition, named, "")
    change = StateChange(
        room=petition.talk.room.id, key=ROOM, before=petition.talk.state.get(ROOM), after=named[0].room.id
    )
    return petition.says(SWITCHED, room=label_of(named[0])).after(change)
