"""How quizzes go, as `config.yaml` writes it under `activities.quiz`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.core.customs import Quizzing, Times
from bot.play.writing.values import When
from bot.settings.values import AtLeastOne, Count, over
from bot.text.spans import SpanOrNone

Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTimes:
    """When a quiz begins by itself. what: pack, any if it is not written."""

    cron: When
    what: str = ""

    notes: ClassVar[Mapping[str, str]] = {
        "cron": "什么时候开始：每天 20:00、周五 16:00，或 cron 五段",
        "what": "哪个题库：文件名（不带后缀）；不写就从所有题库里抽",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenQuizzing:
    """有奖问答."""

    scoring: Literal["first", "all"] | None = None
    questions: Annotated[int, Field(ge=1, le=100)] | None = None
    seconds: Annotated[int, Field(ge=5, le=3600)] | None = None
    tie: Annotated[SpanOrNone, Field(le=timedelta(seconds=10))] | None = None
    late: Annotated[SpanOrNone, Field(le=timedelta(minutes=1))] | None = None
    rest: Annotated[SpanOrNone, Field(le=timedelta(minutes=10))] | None = None
    attempts: AtLeastOne | None = None
    speed: bool | None = None
    streak: bool | None = None
    hint_cost: Count | None = None
    no_repeat: SpanOrNone | None = None
    retire_asked: AtLeastOne | None = None
    retire_right: Share | None = None
    retire_disputed: AtLeastOne | None = None
    times: tuple[WrittenTimes, ...] | None = None

    usual: ClassVar[Quizzing] = Quizzing()
    notes: ClassVar[Mapping[str, str]] = {
        "scoring": "first 第一个答对的得分，all 规定时间内答对的都得分",
        "questions": "一轮几题",
        "seconds": "每题几秒",
        "tie": "和第一个答对的相差不到多久也算第一，例如 0.3秒",
        "late": "按时说出、但晚到的答案等多久",
        "rest": "两题之间停多久",
        "attempts": "填空题每人可以答几次",
        "speed": "true：答得快有加分",
        "streak": "true：连续答对有加分",
        "hint_cost": "要一条提示扣多少积分",
        "no_repeat": "同一题多久之内不再出",
        "retire_asked": "问过几次以后才看要不要淘汰",
        "retire_right": "答对的比例低于多少就淘汰，例如 0.02",
        "retire_disputed": "申诉成立几次就淘汰",
        "times": "定时开始，例如 [{cron: 周五 16:00, what: 题库}]",
    }

    def part(self, above: Quizzing) -> Quizzing:
        """Return it over what holds above."""
        made = over(above, self, without=("times",))
        if self.times is None:
            return made
        return replace(made, times=tuple(Times(cron=told.cron, what=told.what) for told in self.times))
