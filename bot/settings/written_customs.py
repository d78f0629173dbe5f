"""How rooms play, as `config.yaml` writes it under `activities`: for all rooms and, key by key, for one.

Every key may be left out: what stands above then holds, for a room the customs of all rooms, for these the defaults.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from bot.core.customs import Caring, Customs, Drawing, Meeting, Surveying, Topics
from bot.play.writing.values import When, listed
from bot.settings.values import AtLeastOne, Count, Duration, over
from bot.settings.written_credits import WrittenCredits
from bot.settings.written_quizzing import WrittenQuizzing
from bot.text.spans import SpanOrNone

_CLOCK = re.compile(r"\s*(\d{1,2})[:：](\d{2})\s*", re.ASCII)


def _clock(value: object) -> time:
    """Return a time of day such as 9:00."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("要写成 9:00 这样的时间，0:00–23:59")
    return time(int(found[1]), int(found[2]))


Clock = Annotated[time, PlainValidator(_clock)]
Whens = Annotated[tuple[When, ...], BeforeValidator(listed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDrawing:
    """抽奖."""

    days: Count | None = None
    credits: Count | None = None
    not_won: SpanOrNone | None = None
    claim: Duration | None = None
    source: Literal["salts", "drand", "index"] | None = None

    usual: ClassVar[Drawing] = Drawing()
    notes: ClassVar[Mapping[str, str]] = {
        "days": "进群满几天才能参加",
        "credits": "累计得过多少积分才能参加",
        "not_won": "多久之内中过奖的不能参加",
        "claim": "中奖后多久之内领奖",
        "source": "随机数从哪里来：salts 参加的人各发一句、drand 公共随机数、index 以后公布的指数",
    }


def _in_order(since: time | None, until: time | None) -> None:
    if since is not None and until is not None and until <= since:
        raise ValueError(f"until（{until:%H:%M}）要晚于 since（{since:%H:%M}），都在同一天")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTopics:
    """话题."""

    daily: Count | None = None
    at: Whens | None = None
    since: Clock | None = None
    until: Clock | None = None
    quiet: SpanOrNone | None = None
    listens: Duration | None = None
    rests: SpanOrNone | None = None
    retire_after: AtLeastOne | None = None
    retire_below: Annotated[float, Field(ge=0)] | None = None

    usual: ClassVar[Topics] = Topics()
    notes: ClassVar[Mapping[str, str]] = {
        "daily": "每天最多自己发几个话题，0 是不发",
        "at": "什么时候可以发，例如 [每天 10:00, 每天 20:00]",
        "since": "几点以后才发",
        "until": "几点以前才发",
        "quiet": "群里多久没有人说话才发",
        "listens": "发出后多久之内的发言算回应",
        "rests": "同一个话题多久之内不再发",
        "retire_after": "发过几次以后才看要不要淘汰",
        "retire_below": "平均回应少于几条就淘汰",
    }

    def __post_init__(self) -> None:
        _in_order(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCaring:
    """关怀."""

    welcome: bool | None = None
    birthdays: bool | None = None
    anniversaries: bool | None = None
    festivals: bool | None = None
    at: Clock | None = None
    since: Clock | None = None
    until: Clock | None = None

    usual: ClassVar[Caring] = Caring()
    notes: ClassVar[Mapping[str, str]] = {
        "welcome": "true：欢迎新人，附上群规",
        "birthdays": "true：祝生日",
        "anniversaries": "true：祝入群周年",
        "festivals": "true：节日问候",
        "at": "几点问候",
        "since": "几点以后才说",
        "until": "几点以前才说",
    }

    def __post_init__(self) -> None:
        _in_order(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMeeting:
    """分享会."""

    reminders: tuple[Duration, ...] | None = None
    lasts: Duration | None = None
    feedback: SpanOrNone | None = None

    usual: ClassVar[Meeting] = Meeting()
    notes: ClassVar[Mapping[str, str]] = {
        "reminders": "提前多久提醒，例如 [1天, 10分钟]",
        "lasts": "没有说明时一场多久",
        "feedback": "结束后多久请大家评价",
    }

    def part(self, above: Meeting) -> Meeting:
        """Return it over what holds above, the earliest reminder first."""
        made = over(above, self)
        return replace(made, reminders=tuple(sorted(set(made.reminders), reverse=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSurveying:
    """问卷."""

    remind: SpanOrNone | None = None
    few: AtLeastOne | None = None

    usual: ClassVar[Surveying] = Surveying()
    notes: ClassVar[Mapping[str, str]] = {
        "remind": "截止前多久提醒没有答的人",
        "few": "匿名问卷少于几份不公布结果",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCustoms:
    """The customs as written; `customs` makes them those that hold."""

    credits: WrittenCredits = field(default_factory=WrittenCredits)
    quiz: WrittenQuizzing = field(default_factory=WrittenQuizzing)
    lottery: WrittenDrawing = WrittenDrawing()
    topics: WrittenTopics = WrittenTopics()
    care: WrittenCaring = WrittenCaring()
    meetup: WrittenMeeting = WrittenMeeting()
    survey: WrittenSurveying = WrittenSurveying()

    notes: ClassVar[Mapping[str, str]] = {
        "credits": "积分、签到、等级",
        "quiz": "有奖问答",
        "lottery": "抽奖",
        "topics": "话题",
        "care": "关怀：欢迎、生日、周年、节日",
        "meetup": "分享会",
        "survey": "问卷",
    }

    def customs(self, above: Customs) -> Customs:
        """Return it as the customs that hold. above: what holds for keys that are not written."""
        return Customs(
            credits=self.credits.part(above.credits),
            quiz=self.quiz.part(above.quiz),
            lottery=over(above.lottery, self.lottery),
            topics=over(above.topics, self.topics),
            care=over(above.care, self.care),
            meetup=self.meetup.part(above.meetup),
            survey=over(above.survey, self.survey),
        )
