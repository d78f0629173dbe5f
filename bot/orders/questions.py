"""What is asked where an order has a doubt."""

from types import MappingProxyType

from bot.core.texts import Text, Texts
from bot.orders import Doubt, Order, Piece
from bot.orders.people import OR

WHO = Text("orders.who", "要{word}谁？请在“{word}”后面写上名字或账号，例如：{word} @张三。")
WHO_ELSE = Text("orders.who_else", "只写了一位。{word}要写上两位，例如：{word} @张三 @李四。")
WHICH = Text("orders.which", "“{said}”是指哪一位？\n{choices}\n请回复序号。")
NOBODY_CALLED = Text("orders.nobody_called", "没有找到“{said}”。请写群里的名字或账号，例如：{word} @张三。")
NEARLY_CALLED = Text(
    "orders.nearly_called", "没有找到“{said}”，你是说哪一位？\n{choices}\n请回复序号；都不是就重新写名字。"
)
HOW_LONG = Text("orders.how_long", "{word}多久？\n{choices}\n请回复序号，也可以重新写，例如：{word} @张三 2小时。")
WHAT_SPAN = Text(
    "orders.what_span", "时长“{said}”是指多久？（最短要大于零，最长 30 天）\n{choices}\n请回复序号，也可以重新写。"
)
WHAT_SPAN_FREE = Text("orders.what_span_free", "时长“{said}”看不懂。请重新写，例如：{word} @张三 2小时。")
HOW_MANY = Text("orders.how_many", "{word}：几分？\n{choices}\n请回复序号，也可以重新写，例如：{word} @张三 2分。")
WHAT_POINTS = Text("orders.what_points", "“{said}”不能当分数：要大于 0、最多 100 分。几分？\n{choices}\n请回复序号。")
WHICH_NUMBER = Text("orders.which_number", "要{word}哪一件？请写编号，例如：{word} 58。")
WHY = Text("orders.why", "请写明原因，例如：{word} 原因：刷屏。")
TWO = Text("orders.two", "一次只能办一件事，“{said}”还没有办，请单独再发一遍。现在：\n{choices}\n请回复序号。")
UNCLEAR = Text("orders.unclear", "“{said}”没看明白，什么也没有做。请重新写成一条指令；写法可以发“帮助 {word}”查看。")
SLIPPED = Text("orders.slipped", "你是不是想说“{whole}”？回复“是”就照办。")
_MISSING = MappingProxyType(
    {
        Piece.PEOPLE: WHO,
        Piece.SPAN: HOW_LONG,
        Piece.POINTS: HOW_MANY,
        Piece.NUMBERS: WHICH_NUMBER,
        Piece.REASON: WHY,
        Piece.TEXT: WHY,
    }
)


def question(order: Order, doubt: Doubt, *, texts: Texts) -> str:
    """Return what is asked about `doubt`: numbered choices, one a line, or for words with an example."""
    choices = "\n".join(f"{number}. {label}" for number, (label, _) in enumerate(doubt.choices, start=1))
    word = order.said.split(" ", 1)[0] or order.word
    return texts.say(_asked(order, doubt), word=word, said=doubt.said, choices=choices)


def _asked(order: Order, doubt: Doubt) -> Text:
    if not doubt.said:
        return WHO_ELSE if doubt.piece is Piece.PEOPLE and order.people else _MISSING[doubt.piece]
    if doubt.piece is Piece.SPAN:
        return WHAT_SPAN if doubt.choices else WHAT_SPAN_FREE
    if doubt.piece is Piece.POINTS:
        return WHAT_POINTS
    if doubt.piece is Piece.TEXT:
        return TWO if doubt.choices else UNCLEAR
    return _asked_who(doubt)


def _asked_who(doubt: Doubt) -> Text:
    if not doubt.choices:
        return NOBODY_CALLED
    is_known = all(label.startswith(f"{doubt.said}（") or label == doubt.said for label, _ in doubt.choices)
    is_open = is_known or OR.search(doubt.said) is not None
    return WHICH if is_open and len(doubt.choices) > 1 else NEARLY_CALLED
