"""开奖: ends entering early, or brings the public value that the draw waits for."""

import re
from dataclasses import replace
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.commands.lottery import NO_SUCH
from bot.core.model import Role
from bot.core.plays import Play
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.lottery.closing import value_of
from bot.play.lottery.drawing import DRAND_CHAIN
from bot.play.lottery.terms import Raffle, Stage, body_of, lotteries
from bot.play.lottery.winning import clock
from bot.play.turn import Turn

WHICH = Text("lottery_draw.which", "有几个抽奖在进行，请写编号，例如：开奖 {number}\n{lines}")
CLOSING = Text("lottery_draw.closing", "好，“{title}”现在截止，马上公布封存的名单。")
CLOSING_PREVIEW = Text(
    "lottery_draw.closing_preview",
    "将提前截止“{title}”（编号 {number}，原定 {closes}），已有 {count} 人报名。名单公布后就收不回来；开奖还要等：{awaited}。",
)
SALTING = Text("lottery_draw.salting", "“{title}”正在等大家加盐，到时间会自动开奖，谁也不能提前。")
SEALING = Text("lottery_draw.sealing", "“{title}”已经截止，正在封存名单；过几秒名单校验码公布以后再发。")
VALUE = Text("lottery_draw.value", "收到，“{title}”马上开奖。")
VALUE_PREVIEW = Text(
    "lottery_draw.value_preview",
    "将用这个数开“{title}”（编号 {number}）：{value}\n它必须就是{named}，请先核对{where}。填错了谁都查得出来，而且开奖后不能重来。",
)
WHERE = "：https://api.drand.sh/{chain}/public/{named} 里的 randomness"
NO_VALUE = Text("lottery_draw.no_value", "“{title}”在等{named}。公布后请发：开奖 {number} {example}")
OVER = Text(
    "lottery_draw.over",
    "“{title}”（编号 {number}）已经结束，不能再开奖。要把没送出的奖品给下一位，发“重抽 {number} 名字”。",
)
AWAITED = {"salts": "大家加盐，3 分钟", "drand": "drand 第 {named} 轮", "index": "{named}"}
NAMED = {"drand": "drand 第 {named} 轮的随机数", "index": "“{named}”"}
EXAMPLES = {"drand": "随机数（64 个字符）", "index": "数值"}
_SAID = re.compile(r"(?:编号|#)?\s*(?P<number>[0-9]{1,9})?(?:\s+(?P<value>\S.*))?")


@final
class LotteryDraw(Command):
    """Closes a lottery before its time, or draws with a public value."""

    title: ClassVar[str] = "开奖"
    words: ClassVar[tuple[str, ...]] = ("开奖", "结束抽奖", "截止抽奖", "draw")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "开奖 编号：提前截止抽奖；开奖 编号 数值：填写公布的随机数，马上开奖"
    examples: ClassVar[tuple[str, ...]] = ("开奖 12", "开奖 12 3021.55")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def is_talk(self, order: Order) -> bool:
        """Tell whether something without a number stands behind the word: 开奖 啦."""
        return bool(order.text.strip()) and not any(char.isdigit() for char in order.text)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Close it or bring the value; the draw itself follows at once and by itself."""
        play, value, why = _meant(order, hall)
        if play is None:
            return Answer(text=why)
        body = body_of(play)
        if body.stage is Stage.ENTERING:
            text, body, due_at = CLOSING, replace(body, closes_at=min(hall.now, body.closes_at), announce_at=None), None
        else:
            text, body, due_at = VALUE, replace(body, value=value), hall.now
        after = replace(play, body=body, due_at=due_at or body.due_at)
        answer = answer_of(Turn(plays=(after,)), hall.texts.say(text, title=play.title), hall)
        return replace(answer, is_final=True)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say what becomes final, and where the value can be checked."""
        play, value, _ = _meant(order, hall)
        if play is None:
            return ""
        body = body_of(play)
        told = {"title": play.title, "number": play.number}
        source, named = body.terms.source, body.terms.named
        if body.stage is Stage.ENTERING:
            awaited = AWAITED[source].format(named=named)
            closes = clock(body.closes_at, hall.venue)
            return hall.texts.say(CLOSING_PREVIEW, **told, closes=closes, count=len(body.entries), awaited=awaited)
        where = WHERE.format(chain=DRAND_CHAIN, named=named) if source == "drand" else ""
        return hall.texts.say(VALUE_PREVIEW, **told, value=value, named=NAMED[source].format(named=named), where=where)


def _meant(order: Order, hall: Hall) -> tuple[Play | None, str, str]:
    """Return the lottery that is meant and the value; None and why if nothing can be done."""
    match = _SAID.fullmatch(order.text.strip())
    number, value = (match["number"], match["value"] or "") if match else (None, order.text)
    found = [play for play in lotteries(hall.plays) if not play.is_over]
    if number is not None:
        over = hall.plays.get(int(number))
        if over is not None and over.is_over and isinstance(over.body, Raffle):
            return None, "", hall.texts.say(OVER, title=over.title, number=over.number)
        found = [play for play in found if play.number == int(number)]
    if len(found) > 1:
        lines = "\n".join(f"· {play.number} {play.title}" for play in found)
        return None, "", hall.texts.say(WHICH, number=found[0].number, lines=lines)
    return _ready(found[0], value, hall) if found else (None, "", hall.texts.say(NO_SUCH))


def _ready(play: Play, said: str, hall: Hall) -> tuple[Play | None, str, str]:
    body = body_of(play)
    source, named = body.terms.source, body.terms.named
    if body.stage is Stage.ENTERING and hall.now >= body.closes_at:
        return None, "", hall.texts.say(SEALING, title=play.title)
    if body.stage is Stage.ENTERING:
        return play, "", ""
    if source == "salts":
        return None, "", hall.texts.say(SALTING, title=play.title)
    value = value_of(said, source) if said else ""
    if not value:
        told = {"title": play.title, "number": play.number, "named": NAMED[source].format(named=named)}
        return None, "", hall.texts.say(NO_VALUE, **told, example=EXAMPLES[source])
    return play, value, ""
