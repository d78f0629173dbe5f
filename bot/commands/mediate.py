"""调解: a private word to each of two who quarrel, a rest for the subject, and a room of their own where that can be made."""

from datetime import timedelta
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.effects import Effect, Gather, Say, Tell
from bot.core.model import MemberId, Role, span_in_words
from bot.core.remembered import COOLING
from bot.core.texts import Text
from bot.orders import Order, Piece

REST = timedelta(minutes=10)  # chosen
TWO = Text("mediate.two", "调解请写两个人，例如：调解 @甲 @乙 起因。")
NOT_ONESELF = Text("mediate.not_oneself", "你是其中一位，调解要请另一位管群的人来发起。")
PREVIEW = Text(
    "mediate.preview",
    "将为 {names} 调解：分别私信两位；请群里先换个话题 {rest}{room}。不记分、不处罚；发出去的话收不回。",
)
WITH_ROOM = "；再建一个你和两位的小群"
TO_EACH = Text(
    "mediate.to_each",
    "{name}，你好。群里刚才和 {other} 的话说得有点重，{by}想请两位都先歇一歇{why}。"
    "有什么不满可以直接告诉{by}，也可以在这里跟我说。谢谢体谅。",
)
TO_ALL = Text("mediate.to_all", "大家先换个话题聊，刚才那件事由{by}和两位私下沟通，{rest}后再说。谢谢。")
OPENING = Text(
    "mediate.opening",
    "这是为了把刚才的事说开建的小群，只有 {names} 和 {by}。请一次一个人说，先说事情，再说希望怎么办。",
)
DONE = Text(
    "mediate.done",
    "正在私信 {names}（没打开过“群管”应用的人收不到，请自己说一声），并请群里先换个话题 {rest}。{room}"
    "谈不拢时再考虑别的办法，移出是最后一步。",
)


@final
class Mediate(Command):
    """Begins a mediation between two members; punishes nobody."""

    title: ClassVar[str] = "调解"
    words: ClassVar[tuple[str, ...]] = ("调解", "mediate")
    usage: ClassVar[str] = "调解 @甲 @乙 起因：分别私信两位，请群里先换个话题"
    examples: ClassVar[tuple[str, ...]] = ("调解 @张三 @李四 争座位",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)
    least: ClassVar[int] = 2

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell both, ask the room for a rest, make a group where that can be done."""
        if not _is_between_two(order, hall):
            return Answer(text=hall.texts.say(NOT_ONESELF if hall.by in order.people else TWO))
        told = {"until": encoded(hall.now + REST), "members": list(order.people)}
        change = StateChange(room=hall.room.id, key=COOLING, before=hall.state.get(COOLING), after=told)
        room = "小群正在建。" if hall.gathers else ""
        text = hall.texts.say(DONE, names=_names(order, hall), rest=span_in_words(REST), room=room)
        return Answer(text=text, private=True, effects=_effects(order, hall), states=(change,))

    def preview(self, order: Order, hall: Hall) -> str:
        """Say what will be said to whom."""
        if not _is_between_two(order, hall):
            return ""
        room = WITH_ROOM if hall.gathers else ""
        return hall.texts.say(PREVIEW, names=_names(order, hall), rest=span_in_words(REST), room=room)


def _is_between_two(order: Order, hall: Hall) -> bool:
    return len(order.people) == 2 and hall.by not in order.people  # two quarrel, a third mediates


def _effects(order: Order, hall: Hall) -> tuple[Effect, ...]:
    one, other = order.people
    by = hall.name(hall.by)
    to_all = Say(room=hall.room.id, text=hall.texts.say(TO_ALL, by=by, rest=span_in_words(REST)))
    words = (_to(one, other, order, hall), _to(other, one, order, hall))
    if not hall.gathers:
        return (*words, to_all)
    opening = hall.texts.say(OPENING, names=_names(order, hall), by=by)
    name = f"{hall.name(one)}和{hall.name(other)}的沟通"[:20]
    gather = Gather(room=hall.room.id, name=name, members=(hall.by, one, other), text=opening)
    return (*words, to_all, gather)


def _to(member: MemberId, other: MemberId, order: Order, hall: Hall) -> Tell:
    why = f"（起因：{order.reason}）" if order.reason else ""
    text = hall.texts.say(TO_EACH, name=hall.name(member), other=hall.name(other), by=hall.name(hall.by), why=why)
    return Tell(room=hall.room.id, to=member, text=text)


def _names(order: Order, hall: Hall) -> str:
    return "、".join(hall.name(member) for member in order.people)
