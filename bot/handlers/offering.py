"""An order that leaves something open is asked about: whether this was meant, which of these, whom of the last speakers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands import IN_CHARGE
from bot.core.coding import decoded
from bot.core.effects import Inspect
from bot.core.model import MemberId
from bot.core.texts import Text
from bot.handlers.petition import Obeyed, Petition
from bot.handlers.reconciling import ASKED_AT, READ_AT
from bot.orders import Doubt, Order, Piece, Slip
from bot.orders.questions import SLIPPED, question

WHO_OF_THESE = Text(
    "order.who_of_these",
    "要{word}谁？刚才说过话的有：\n{choices}\n请回复序号或名字，也可以重新写，例如：{word} @张三。",
)
BEING_READ = Text(
    "order.being_read", "还不认识“{said}”：这个群的成员名单正在读取，请过几秒再发一次；读完还是这样，就请检查名字。"
)
MOST = 5  # chosen: people offered
READ_WITHIN = timedelta(minutes=1)  # chosen: what is not read by then may never be
PEOPLE = "people"


def offered(petition: Petition, slip: Slip) -> Obeyed:
    """Ask whether what looks mistyped was meant; a yes to that is no yes to what the order would do."""
    dialogue = replace(petition.waiting("choose", slip.whole, petition.quoting()), choices=((slip.meant, {}),))
    return petition.asks(petition.texts.say(SLIPPED, whole=slip.whole), dialogue)


def doubted(petition: Petition, order: Order, doubt: Doubt, text: str) -> Obeyed:
    """Ask what is in doubt: by numbers where there is a choice, else in words, and then nothing waits."""
    if doubt.piece is Piece.PEOPLE and doubt.said and not doubt.choices and _is_being_read(petition):
        return petition.says(BEING_READ, said=doubt.said)
    waiting = petition.waiting("choose", text, order.picks)
    speakers = tuple(_speakers(petition))[:MOST] if _is_about_nobody(order, doubt) else ()
    if speakers:
        names = tuple(map(petition.name, speakers))
        choices = tuple((name, {PEOPLE: str(one)}) for name, one in zip(names, speakers, strict=True))
        lines = "\n".join(f"{n}. {name}" for n, name in enumerate(names, start=1))
        asked = petition.texts.say(WHO_OF_THESE, word=order.word, choices=lines)
        return petition.asks(asked, replace(waiting, choices=choices))
    asked = question(order, doubt, texts=petition.texts)
    if not doubt.choices:
        return petition.answers(asked)
    return petition.asks(asked, replace(waiting, choices=doubt.choices))


def _is_being_read(petition: Petition) -> bool:
    """Tell whether nobody's name can be known yet: the room, in which this is the first that was said, is being read."""
    memory = petition.about
    if petition.talk is not memory or memory.state.get(READ_AT) is not None or memory.unreadable is memory.room:
        return False
    asked = memory.state.get(ASKED_AT)
    if asked is not None and petition.now - decoded(datetime, asked) > READ_WITHIN:
        return False
    return petition.bench.possible(Inspect(room=memory.room.id), memory.room)


def _is_about_nobody(order: Order, doubt: Doubt) -> bool:
    """Tell whether nobody at all was named."""
    return doubt.piece is Piece.PEOPLE and not (doubt.said or doubt.choices or order.people)


def _speakers(petition: Petition) -> Iterator[MemberId]:
    """Yield who spoke last in the room, the last one first, without those in charge."""
    memory = petition.about
    said = {member: earlier[-1].sent_at for member, earlier in memory.recent.items() if earlier}
    for member in sorted(said, key=said.__getitem__, reverse=True):
        if memory.room.role(member) not in IN_CHARGE:
            yield member
