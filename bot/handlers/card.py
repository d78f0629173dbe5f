"""Somebody tapped a button of a card: see whether they may, let the case be answered, tell them what came of it."""

from datetime import datetime

from bot.core.effects import Tell
from bot.core.justice.answering import answer
from bot.core.justice.freeing import freed
from bot.core.model import RoomId, private_room
from bot.core.records import Outcome
from bot.core.texts import Text
from bot.handlers.bench import Bench
from bot.handlers.concluding import concluded
from bot.handlers.presses import Press
from bot.handlers.reviewing import on_report_press
from bot.handlers.ruled import Changes, applied
from bot.storage.warm import Warm

UNKNOWN = Text(
    "card.unknown", "这张卡片对应的事项已经找不到了（可能已过保存期），不需要再处理。发“待办”可以看还有什么要办。"
)


def on_press(press: Press, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `press`: at most once for a card, and always an answer to who tapped.

    The room of the case must be warm. Who may answer a case is its own to say.
    """
    if press.is_of_house:
        return on_report_press(press, inbox=inbox, now=now, seed=seed, warm=warm, bench=bench)
    case = warm.case(press.number) if press.number else None
    memory = warm.known(case.room) if case is not None else None
    if case is None or memory is None:
        return _unknown(press, inbox=inbox, now=now, warm=warm, bench=bench)
    court = bench.court(memory, now=now)
    ruling = answer(
        case, press.member, press.key, standings=memory.standings, court=court, code=press.code, of=press.of
    )
    free = freed(case, ruling, cases=memory.cases.values(), standings=memory.standings, court=court)
    said = ruling.refused or "\n".join(one.says for one in (ruling, *free) if one.says)
    told = (_tell(press, case.room, said),) if said else ()
    changes = applied(ruling, *free) + Changes(planned=told)
    memory.spoke(press.member, press.at)  # who taps is about
    return concluded(changes, inbox=inbox, now=now, memory=memory, warm=warm, bench=bench)


def _unknown(press: Press, *, inbox: int, now: datetime, warm: Warm, bench: Bench) -> Outcome:
    """A card of what is no longer kept, or never was: said to who tapped, in their own talk with the bot."""
    memory = warm.known(private_room(press.member))
    if memory is None:
        return Outcome(inbox=inbox)
    changes = Changes(planned=(_tell(press, memory.room.id, bench.texts.say(UNKNOWN)),))
    return concluded(changes, inbox=inbox, now=now, memory=memory, warm=warm, bench=bench)


def _tell(press: Press, room: RoomId, text: str) -> Tell:
    return Tell(room=room, to=press.member, text=text)
