"""统计: what went on in this room today or this week."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.cases import BOT, Case, Deed
from bot.core.model import Role
from bot.core.pages import mended_by, title
from bot.core.texts import Text
from bot.orders import Order, Piece

TODAY = Text("stats.today", "今天（{since}起）：消息 {messages} 条，发言 {people} 人。")
WEEK = Text("stats.week", "最近 7 天（{since}起）：")
CASES = Text("stats.cases", "案件 {count} 件，涉及 {people} 人，其中由人处理 {by_hand} 件。")
BY_RULE = Text("stats.by_rule", "按规则：{rules}。")
UNDONE = Text("stats.undone", "撤销 {count} 件（{share}）；申诉 {appeals} 次，成立 {upheld} 次，{waiting} 次待答复。")
OPEN = Text("stats.open", "还有 {count} 件等人处理，发“待办”查看。")
NO_CASES = Text("stats.no_cases", "没有案件。")
WEEK_WORDS = ("本周", "这周", "一周", "7天", "最近7天", "week")
DAYS = timedelta(days=7)
SHOWN = 6  # chosen: rules


@final
class Stats(Command):
    """Counts messages, cases, what was taken back and what is open, for today or for seven days."""

    title: ClassVar[str] = "统计"
    words: ClassVar[tuple[str, ...]] = ("统计", "stats")
    usage: ClassVar[str] = "统计：看今天的消息和案件；统计 本周：看最近 7 天"
    examples: ClassVar[tuple[str, ...]] = ("统计", "统计 本周")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def run(self, order: Order, hall: Hall) -> Answer:
        """Count."""
        midnight = datetime.combine(hall.now.astimezone(hall.zone).date(), time(0), hall.zone)
        if order.text.strip().casefold() in WEEK_WORDS:
            since = hall.now - DAYS
            head = hall.texts.say(WEEK, since=hall.when(since))
        else:
            since, people = midnight, sum(count > 0 for count in hall.today.values())
            head = hall.texts.say(TODAY, since=hall.when(since), messages=sum(hall.today.values()), people=people)
        cases = tuple(case for case in hall.cases.values() if case.opened_at >= since)
        lines = (head, *(_counted(cases, hall) if cases else (hall.texts.say(NO_CASES),)), *_open(hall))
        return Answer(text="\n".join(lines))


def _counted(cases: tuple[Case, ...], hall: Hall) -> Iterable[str]:
    people = len({member for case in cases for member in case.members})
    by_hand = sum(case.by != BOT for case in cases)
    yield hall.texts.say(CASES, count=len(cases), people=people, by_hand=by_hand)
    rules = Counter(title(case) for case in cases).most_common(SHOWN)
    yield hall.texts.say(BY_RULE, rules="、".join(f"{name} {count}" for name, count in rules))
    undone = sum(case.is_undone and not mended_by(case) for case in cases)
    appealed = [case for case in cases if case.appeal is not None]
    yield hall.texts.say(
        UNDONE,
        count=undone,
        share=f"{undone / len(cases):.0%}",
        appeals=len(appealed),
        upheld=sum(any(entry.what is Deed.UPHELD for entry in case.history) for case in appealed),
        waiting=sum(case.is_appealed for case in appealed),
    )


def _open(hall: Hall) -> Iterable[str]:
    count = sum(case.is_open for case in hall.cases.values())
    if count:
        yield hall.texts.say(OPEN, count=count)
