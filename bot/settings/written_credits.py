"""How credits are earned, as `config.yaml` writes it under `activities.credits`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from bot.core.customs import Credits, Level
from bot.settings.values import AtLeastOne, Count, Name, over
from bot.text.spans import SpanOrNone

NEVER = "无"


def _cap(value: object) -> object:
    return None if isinstance(value, str) and value.strip() == NEVER else value


Cap = Annotated[Count | None, BeforeValidator(_cap)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStreak:
    """Extra credits for so many days in a row."""

    days: Annotated[int, Field(ge=2)]
    extra: AtLeastOne

    notes: ClassVar[Mapping[str, str]] = {
        "days": "连续签到满几天",
        "extra": "另外给多少积分，每满一次给一次",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLevel:
    """One level, as `{at: 200, title: 熟客}`."""

    at: Count
    title: Name

    notes: ClassVar[Mapping[str, str]] = {
        "at": "累计得过多少积分，第一级写 0",
        "title": "等级的名字",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCredits:
    """积分."""

    checkin: Count | None = None
    streaks: tuple[WrittenStreak, ...] | None = None
    makeup_cost: Count | None = None
    makeup_within: Count | None = None
    makeups: Count | None = None
    freezes: Count | None = None
    thanks: Count | None = None
    thanks_pause: SpanOrNone | None = None
    thanks_daily: Count | None = None
    invite: Count | None = None
    invite_stays: SpanOrNone | None = None
    talk: Count | None = None
    talk_pause: SpanOrNone | None = None
    caps: Mapping[str, Cap] | None = None
    levels: Annotated[tuple[WrittenLevel, ...], Field(min_length=1)] | None = None
    anonymous: bool | None = None

    usual: ClassVar[Credits] = Credits()
    notes: ClassVar[Mapping[str, str]] = {
        "checkin": "签到一次给多少积分",
        "streaks": "连续签到的奖励，例如 [{days: 7, extra: 10}]",
        "makeup_cost": "补签一天要多少积分",
        "makeup_within": "最多补几天以前的",
        "makeups": "每人每月最多补签几次",
        "freezes": "每人每月有几天漏签不算断",
        "thanks": "被感谢一次给多少积分",
        "thanks_pause": "同一个人感谢同一个人要隔多久，例如 1天",
        "thanks_daily": "每人每天最多感谢几次",
        "invite": "邀请一个人进群给多少积分",
        "invite_stays": "被邀请的人要留多久才给",
        "talk": "发言一次给多少积分，0 是不给",
        "talk_pause": "两次发言隔多久才再给",
        "caps": "每人每天每种来源最多得多少，例如 {talk: 10}；不限就写 无",
        "levels": "等级，从低到高，例如 [{at: 0, title: 新朋友}]",
        "anonymous": "true：排行榜不显示完整的名字",
    }

    def __post_init__(self) -> None:
        marks = [level.at for level in self.levels or ()]
        if marks and marks[0]:
            raise ValueError(f"levels 的第一级要从 at: 0 开始，这里是 {marks[0]}")
        for lower, higher in pairwise(marks):
            if higher <= lower:
                raise ValueError(f"levels 要一级比一级高：{higher} 没有超过上一级的 {lower}")

    def part(self, above: Credits) -> Credits:
        """Return it over what holds above; a cap of `NEVER` lifts one."""
        made = over(above, self, without=("streaks", "caps", "levels"))
        if self.streaks is not None:
            made = replace(made, streaks=tuple((streak.days, streak.extra) for streak in self.streaks))
        if self.levels is not None:
            made = replace(made, levels=tuple(Level(at=level.at, title=level.title) for level in self.levels))
        caps: dict[str, int | None] = {**above.caps, **(self.caps or {})}
        return replace(made, caps={source: most for source, most in caps.items() if most is not None})
