"""投票: begins a quick vote in the group, or ends it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.model import Role
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import plain as shown
from bot.orders import Order, Piece
from bot.orders.plain import plain
from bot.orders.spans import span_at
from bot.play.portions import fits
from bot.play.survey.answering import KIND as SURVEY
from bot.play.survey.ballots import KIND, Ballot, announced, opened, settled
from bot.play.survey.reading import written
from bot.play.turn import Turn

HOW = Text("vote.usage", "请写上题目和至少两个不同的选项，例如“投票 周五吃什么 A 火锅 B 烤肉 10分钟”。")
PREVIEW = Text("vote.preview", "将在群里发起投票：\n{text}")
BEGUN = Text("vote.begun", "投票已发起（编号 {number}）。提前结束发“结束投票”。")
TOO_LONG = Text("vote.too_long", "题目和选项加起来太长，一条消息放不下。请把选项写短一些，或者少几个。")
RUNNING = Text("vote.running", "“{title}”（编号 {number}）还没结束，两个会互相混淆。请先等它结束，或发“{word}”。")
NONE = Text("vote.none", "现在没有进行中的投票。")
END_PREVIEW = Text("vote.end_preview", "将结束投票“{title}”（已有 {count} 人投），在群里公布结果。")
ENDED = Text("vote.ended", "投票“{title}”已结束，结果发到群里了。")
UNSEEN_NEEDS_APP = Text(
    "vote.unseen_needs_app", "匿名投票要成员私信“群管”应用，外部联系人群里的客户用不了；请去掉“匿名”。"
)
LASTS = timedelta(minutes=10)  # chosen: unless an order says otherwise
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(days=30)  # chosen
END = "结束"
_MANY, _UNSEEN = ("多选", "可多选"), ("匿名", "不记名")


@final
class Vote(Command):
    """Begins a vote with lettered options, which the members answer with a letter."""

    title: ClassVar[str] = "投票"
    words: ClassVar[tuple[str, ...]] = ("投票", "poll")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "投票 题目 A 选项 B 选项 [多选] [匿名] [10分钟]：发起投票；结束投票：提前公布结果"
    examples: ClassVar[tuple[str, ...]] = ("投票 周五吃什么 A 火锅 B 烤肉 10分钟", "结束投票")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {END: ("结束", "截止", "停止", "停掉", "终止", "关闭", "关掉", "取消", "删除", "end")}
    )
    begins: ClassVar[tuple[str, ...]] = ("投票",)
    plans: ClassVar[re.Pattern[str] | None] = re.compile(
        r"^\W*(?P<asked>(?!什么时候|啥时候|怎么|为什么|为啥|有人|谁没)(?=\S{3})\S*?(?:[啥哪谁几?怎]|什么|是否|要不要|好不好|(\S)不\2)[^ /]{0,20}?[ ,:?]+)"
        r"\S+[ /、]+\S|^\W*(?P<free>\S{3,30}[ ,:?]+)(?:(?:a|1|①)[^ a-z0-9]?\s?\S.*(?:b|2|②)|[^ /]{1,12}(?:/[^ /]{1,12})+$)"
    )

    def preview(self, order: Order, hall: Hall) -> str:
        """Show the call to vote as the group will read it."""
        play = _running(hall, KIND)
        if order.sub == END:
            if play is None:
                return ""
            return hall.texts.say(END_PREVIEW, title=shown(play.title), count=play.body.size)
        ballot = _ballot(order, hall)
        return "" if isinstance(ballot, str) else hall.texts.say(PREVIEW, text=announced(ballot, hall.venue))

    def run(self, order: Order, hall: Hall) -> Answer:
        """Begin it, or end the one that runs."""
        if order.sub == END:
            return _ended(hall)
        ballot = _ballot(order, hall)
        if isinstance(ballot, str):
            return Answer(text=ballot)
        turn = opened(ballot, hall.venue)
        turn = replace(turn, plays=tuple(replace(play, by=hall.by) for play in turn.plays))
        return answer_of(turn, hall.texts.say(BEGUN, number=hall.number), hall)


def _ballot(order: Order, hall: Hall) -> Ballot | str:
    """Return the vote that is ordered, or why there can be none."""
    for kind, word in ((KIND, "结束投票"), (SURVEY, "结束问卷")):
        play = _running(hall, kind)
        if play is not None and not getattr(play.body, "private", False):
            return hall.texts.say(RUNNING, title=shown(play.title), number=play.number, word=word)
    text, flags, span = _taken(order.text, hall)
    title, options = written(text)
    if not options:
        return hall.texts.say(HOW)
    if "unseen" in flags and hall.room.is_customer:
        return hall.texts.say(UNSEEN_NEEDS_APP)
    closes_at = hall.now + min(max(span, SHORTEST), LONGEST)
    many, anonymous = "many" in flags, "unseen" in flags
    ballot = Ballot(title=title, options=options, closes_at=closes_at, many=many, anonymous=anonymous)
    return ballot if fits(announced(ballot, hall.venue)) else hall.texts.say(TOO_LONG)


def _taken(text: str, hall: Hall) -> tuple[str, frozenset[str], timedelta]:
    """Return `text` without the words at its end that say how to vote, what they say, and how long."""
    flags: set[str] = set()
    span = LASTS
    words = text.split()
    while words:
        word = words[-1].strip("()（）,，。")
        length = span_at(plain(word), 0, now=hall.now, zone=hall.zone)
        if word in _MANY or word in _UNSEEN:
            flags.add("many" if word in _MANY else "unseen")
        elif length is not None and length.span is not None and length.end == len(word):
            span = length.span
        else:
            break
        words.pop()
    end = len(text) if not words else text.rindex(words[-1]) + len(words[-1])
    return re.sub(r"\s+", " ", text[:end]) if words else "", frozenset(flags), span


def _running(hall: Hall, kind: str) -> Play | None:
    """Return the play of that kind which is not over."""
    return next((play for play in hall.plays.values() if play.kind == kind and not play.is_over), None)


def _ended(hall: Hall) -> Answer:
    play = _running(hall, KIND)
    if play is None:
        return Answer(text=hall.texts.say(NONE))
    turn: Turn = settled(play, replace(play.body, closes_at=hall.now), hall.venue)
    answer = answer_of(turn, hall.texts.say(ENDED, title=shown(play.title)), hall)
    return replace(answer, is_final=play.body.anonymous)
