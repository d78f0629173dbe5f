"""抽奖: opens a lottery, or calls one off."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, final

from bot.activities import all_activities
from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of, grammars
from bot.core.model import Role
from bot.core.plays import Play
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.orders.moments import until_at
from bot.orders.plain import plain
from bot.orders.planned import NUMBER, TIME
from bot.orders.spans import span_at
from bot.play.lottery.opening import (
    LONGEST,
    SHORTEST,
    Setup,
    conditions_in_words,
    opened,
    prizes_in_words,
    sourced,
)
from bot.play.lottery.reading import read_setup
from bot.play.lottery.terms import folded, lotteries
from bot.play.lottery.winning import clock

HOW = Text(
    "lottery.how",
    "要抽什么？一句话写齐就行，例如：\n抽奖 年会 一等奖 耳机 1 二等奖 书签 3 口令 我要中奖 明天20:00\n"
    "还可以加：入群3天、积分50、签到、邀请2人、30天内未中奖、加权（可用积分加签）、加盐 / drand / 指数 名称。取消：抽奖 取消 编号。",
)
RUNNING = Text("lottery.running", "正在进行：\n{lines}")
PREVIEW = Text(
    "lottery.preview",
    "将在“{room}”开一次抽奖：\n标题：{title}\n奖品：{prizes}（共 {count} 份）\n口令：{word}\n截止：{closes}\n条件：{conditions}\n"
    "公开随机：{source}\n领奖：中奖后 {claim} 天内\n开奖前可以撤销，花掉的积分会退；开奖后只能重抽。",
)
ANYBODY = "群成员都可以参加，管理人员除外。"
SOURCES = {
    "salts": "名单封存后由成员加盐，3 分钟后自动开奖",
    "drand": "drand 第 {named} 轮，公布后由你发“开奖 编号 随机数”",
    "index": "{named}，公布后由你发“开奖 编号 数值”",
}
OPENED = Text(
    "lottery.opened_answer", "好了，抽奖“{title}”开始了，编号 {number}，{closes} 截止。提前截止发“开奖 {number}”。"
)
TOO_SOON = Text("lottery.too_soon", "截止时间太近或者已经过了，请至少留 1 分钟。")
TOO_LATE = Text("lottery.too_late", "截止时间太远了，最多 30 天，也就是 {latest} 以前。")
UNREAD = Text(
    "lottery.unread_time",
    "“{said}”不能当截止时间：没有这个时间，已经过去了，或者说不准是上午还是晚上。请写成这样：今晚8点、明天20:00、30分钟。",
)
EVENING = "20:00"
IS_ORDER = Text("lottery.word_is_order", "口令“{word}”本身是一条指令，请换一个，例如：口令 我要中奖")
OFF = Text("lottery.off", "抽奖“{title}”（编号 {number}）已取消。")
OFF_PREVIEW = Text(
    "lottery.off_preview", "将取消抽奖“{title}”（编号 {number}），已有 {count} 人报名，不开奖，花掉的积分退回。"
)
OFF_WHICH = Text("lottery.off_which", "有几个抽奖在进行，请写编号，例如：抽奖 取消 {number}\n{lines}")
NO_SUCH = Text("lottery.no_such", "没有找到正在进行的抽奖。")
_OFF = re.compile(r"(?:取消|作废|off)\s*#?([0-9]{1,9})?")
_HOUR = re.compile(r"[点时:：]|中午|正午|午夜|半夜")
_BEHIND = re.compile(r"(?:以?后)?(?:开奖|截止|结束)?$")


@final
class Lottery(Command):
    """Opens a lottery as it is described, with defaults for what is not; calls one off before its draw."""

    title: ClassVar[str] = "抽奖"
    words: ClassVar[tuple[str, ...]] = ("抽奖", "lottery")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "抽奖 标题 奖品 份数 口令 截止时间：开一次谁都能验证的抽奖（抽奖 取消 编号）"
    examples: ClassVar[tuple[str, ...]] = (
        "抽奖 年会 一等奖 耳机 1 二等奖 书签 3 口令 我要中奖 明天20:00",
        "抽奖 书签 3 10分钟",
        "抽奖 取消 12",
    )
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"取消": ("作废", "停止", "停掉", "终止", "关闭", "关掉", "删除", "off")}
    )
    begins: ClassVar[tuple[str, ...]] = ("抽奖", "抽个奖", "抽奖活动")
    plans: ClassVar[re.Pattern[str] | None] = re.compile(
        rf"^(?=.*?(?:{NUMBER}\s?(?:[份台本张件部只盒套枚瓶袋块双条箱位名]|个(?!人|月|小时|钟|多|问题|名额|群))|[×x*]\s?[0-9]"
        rf"|[一二三四特]等奖\s?(?![是给被归谁])\S|(?<!第)\s[0-9]{{1,3}}(?=\s|$)))(?P<free>(?:.*{TIME})?)"
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Open it, call it off, or tell how and what runs."""
        if not (order.sub or order.text):
            return Answer(text=_overview(hall))
        if match := _OFF.fullmatch(f"{order.sub} {order.text}".strip()):
            return _called_off(match, hall)
        setup = setup_of(order, hall)
        why = _wrong(setup, hall)
        if why:
            return Answer(text=why)
        turn = opened(setup, hall.by, hall.venue)
        closes = clock(setup.closes_at or hall.now, hall.venue)
        text = hall.texts.say(OPENED, title=setup.title, number=hall.number, closes=closes)
        return answer_of(turn, text, hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Show everything that was read and everything that was not written."""
        if not (order.sub or order.text):
            return ""
        if match := _OFF.fullmatch(f"{order.sub} {order.text}".strip()):
            play = running(match[1], hall)
            told = {"title": play.title, "number": play.number, "count": len(play.body.entries)} if play else {}
            return hall.texts.say(OFF_PREVIEW, **told) if play else ""
        setup = setup_of(order, hall)
        if _wrong(setup, hall):
            return ""
        source, named = sourced(setup, setup.closes_at or hall.now)
        return hall.texts.say(
            PREVIEW,
            room=hall.room.name or hall.room.id,
            title=setup.title,
            prizes=prizes_in_words(setup.prizes),
            count=sum(prize.count for prize in setup.prizes),
            word=setup.word,
            closes=clock(setup.closes_at or hall.now, hall.venue),
            conditions=conditions_in_words(setup.conditions, setup.word).removeprefix("要求：") or ANYBODY,
            source=SOURCES[source].format(named=named),
            claim=hall.customs.lottery.claim.days,
        )


def setup_of(order: Order, hall: Hall) -> Setup:
    """Return the lottery that is ordered; ten minutes where no end is written."""
    setup = read_setup(order.text, hall.customs.lottery, lambda said: moment_of(said, hall))
    return replace(setup, closes_at=setup.closes_at or hall.now + timedelta(minutes=10))


def moment_of(said: str, hall: Hall) -> datetime | None:
    """Return the moment that `said` is, as a whole: 明天20:00, 10分钟, 10分钟后开奖; None if it is none.

    A day without an hour means its evening: nobody draws at midnight.
    """
    told = _BEHIND.sub("", plain(said)).strip()
    if not told:
        return None
    span = span_at(told, 0, now=hall.now, zone=hall.zone)
    if span is not None and span.span is not None and span.end == len(told):
        return hall.now + span.span
    if _HOUR.search(told):
        return _until(told, hall)
    return _until(f"{told}{'8点' if told[-1] in '早晚上午' else EVENING}", hall)


def _until(told: str, hall: Hall) -> datetime | None:
    moment = until_at(f"到{told}", 0, now=hall.now.astimezone(hall.zone))
    return moment.at if moment is not None and moment.end == len(told) + 1 else None


def running(number: str | None, hall: Hall) -> Play | None:
    """Return the lottery that is open: the one with this number, without one the only one; None if there is none."""
    found = [play for play in lotteries(hall.plays) if not play.is_over]
    if number is not None:
        found = [play for play in found if play.number == int(number)]
    return found[0] if len(found) == 1 else None


def _wrong(setup: Setup, hall: Hall) -> str:
    """Return why it cannot be opened so, empty if it can."""
    if not setup.prizes:
        return hall.texts.say(HOW)
    if setup.unread:
        return hall.texts.say(UNREAD, said=setup.unread)
    if setup.closes_at is None or setup.closes_at < hall.now + SHORTEST:
        return hall.texts.say(TOO_SOON)
    if setup.closes_at > hall.now + LONGEST:
        return hall.texts.say(TOO_LATE, latest=hall.when(hall.now + LONGEST))
    if any(folded(setup.word) == folded(word) for grammar in grammars() for word in grammar.words):
        return hall.texts.say(IS_ORDER, word=setup.word)
    return opened(setup, hall.by, hall.venue).refused


def _called_off(match: re.Match[str], hall: Hall) -> Answer:
    play = running(match[1], hall)
    if play is None:
        open_ones = [one for one in lotteries(hall.plays) if not one.is_over]
        if match[1] is not None or len(open_ones) < 2:
            return Answer(text=hall.texts.say(NO_SUCH))
        lines = "\n".join(f"· {one.number} {one.title}" for one in open_ones)
        return Answer(text=hall.texts.say(OFF_WHICH, number=open_ones[0].number, lines=lines))
    turn = all_activities()[play.kind].cancel(play, hall.venue)
    return answer_of(turn, hall.texts.say(OFF, title=play.title, number=play.number), hall)


def _overview(hall: Hall) -> str:
    """Return what runs, and how to open one."""
    activity = all_activities()["lottery"]
    lines = [f"· {p.number} {activity.status(p, hall.venue)}" for p in lotteries(hall.plays) if not p.is_over]
    running_now = [hall.texts.say(RUNNING, lines="\n".join(lines))] if lines else []
    return "\n".join((*running_now, hall.texts.say(HOW)))
