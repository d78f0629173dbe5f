"""冲突: two members heat up; the bot asks both for calm, once, and tells who answers for the room what may help."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from bot.core.actions import StateChange
from bot.core.coding import decoded, encoded
from bot.core.effects import Planned, Say, Tell
from bot.core.model import MemberId, Message, Scene
from bot.core.quarrel import Quarrel, Turn, quarrel
from bot.core.remembered import CALMED, COOLING
from bot.core.texts import Text
from bot.handlers.bench import Bench, naming
from bot.handlers.ruled import NO_CHANGES, Changes
from bot.handlers.silence import is_silent
from bot.handlers.waves import named
from bot.storage.memories import RoomMemory
from bot.text.temper import temper

CALM = Text(
    "quarrel.calm",
    "<@{one}> <@{other}> 两位先歇一歇，喝口水再说。话赶话容易伤人，事情可以慢慢讲清楚；需要的话，可以请群主帮忙。",
)
TOLD = Text(
    "quarrel.told",
    "【像要吵起来】“{room}”里 {one} 和 {other} 说话越来越重（{why}）。{asked}都还没有违规，没有处罚。\n"
    "要帮两位缓一缓，可以把这句发给我：\n调解 @{one} @{other}",
)
ASKED = "已在群里请两位先歇一歇；"
ONCE = timedelta(hours=1)  # for each pair
SHORT = 20  # chosen: characters of a message that may be part of a quick exchange
LATELY = 6  # chosen: turns among which a hot one makes short ones worth a look
_HEAT = attrgetter("heat")


def heard(message: Message, scene: Scene, *, memory: RoomMemory, bench: Bench, now: datetime) -> Changes:
    """Remember how heated `message` is; return what follows if it makes a quarrel, which is hardly ever.

    Takes 2 to 4 µs for a plain message (measured).
    """
    heat = temper(message.text)
    turn = Turn(sender=message.sender, at=message.sent_at, heat=heat, length=len(message.text))
    memory.talk.append(turn)
    if not heat and not (turn.length <= SHORT and any(map(_HEAT, islice(reversed(memory.talk), 1, LATELY)))):
        return NO_CHANGES
    found = quarrel(memory.talk, now)
    if found is None or _is_known(found, memory.state, now):
        return NO_CHANGES
    return _calming(found, scene, memory=memory, bench=bench)


def _pair(found: Quarrel) -> str:
    return f"{CALMED}:{','.join(sorted(found.members))}"


def _is_known(found: Quarrel, state: dict[str, Any], now: datetime) -> bool:
    """Tell whether both were asked for calm within the hour, or somebody mediates between them right now."""
    calmed, cooling = state.get(_pair(found)), state.get(COOLING) or {}
    if calmed is not None and timedelta(0) <= now - decoded(datetime, calmed) < ONCE:
        return True
    return set(found.members) <= set(cooling.get("members", ())) and decoded(datetime, cooling["until"]) > now


def _calming(found: Quarrel, scene: Scene, *, memory: RoomMemory, bench: Bench) -> Changes:
    """Ask both for calm where the bot may speak, and tell who answers for the room. At night nobody is disturbed."""
    one, other = found.members
    quiet = bench.policy_in(memory.room.id, memory.state).quiet
    is_quiet = quiet is not None and quiet.covers(scene.now, scene.zone)
    say = Say(room=memory.room.id, text=bench.texts.say(CALM, one=one, other=other))
    may_say = not (is_quiet or is_silent(memory.state, scene.now)) and bench.possible(say, memory.room)
    due_at = quiet.end(scene.now, scene.zone) if quiet is not None and is_quiet else None
    tells = (Planned(effect=tell, due_at=due_at) for tell in _tells(found, memory, bench, was_asked=may_say))
    key = _pair(found)
    noted = StateChange(room=memory.room.id, key=key, before=memory.state.get(key), after=encoded(scene.now))
    said = (Planned(effect=say),) if may_say else ()
    return Changes(planned=(*said, *tells), states=(noted,))


def _tells(found: Quarrel, memory: RoomMemory, bench: Bench, *, was_asked: bool) -> Iterator[Tell]:
    """Yield what the first of those in charge who is not in the quarrel is told."""
    owner = next((owner for owner in memory.room.owners() if owner not in found.members), MemberId(""))
    if not owner:
        return
    name = naming(memory)
    one, other = (name(member) for member in found.members)
    text = bench.texts.say(
        TOLD, room=named(memory.room), one=one, other=other, why=found.why, asked=ASKED if was_asked else ""
    )
    yield Tell(room=memory.room.id, to=owner, text=text)
