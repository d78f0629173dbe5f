"""How offences become penalties, as `config.yaml` writes it: for all rooms, and, key by key, for one.

Every key may be left out: what stands above then holds, for a room the policy of all rooms, for that the defaults.
"""

import re
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from bot.core.model import Role
from bot.core.office import Office
from bot.core.policy import Absence, Act, Appeals, Asking, Hours, Operators, Policy, Step
from bot.rules.hours import checked_hours
from bot.settings.values import AtLeastOne, Count, Duration, Name, over
from bot.text.spans import Span

NEVER = "无"
ALL_DAY = "全天"
MIDNIGHT = time(0)
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")


def _times(text: str) -> tuple[time, time]:
    """Return the two times of day in `text`; 24:00 is midnight."""
    since, until = (time(int(hour) % 24, int(minute)) for hour, minute in _TIME.findall(text))
    return since, until


def hours_of(text: str) -> Hours | None:
    """Return the part of the day that `text` names, None for `NEVER`."""
    if text == NEVER:
        return None
    since, until = _times(text)
    return Hours(since=since, until=until)


def _hours_or_never(text: str) -> str:
    if text.strip() == NEVER:
        return NEVER
    try:
        return checked_hours(text)
    except ValueError as error:
        raise ValueError(f"{error}；不需要就写 {NEVER}") from error


def _period(text: str) -> str:
    if text.strip() == ALL_DAY:
        return ALL_DAY
    since, until = _times(checked_hours(text))
    if until <= since and until != MIDNIGHT:
        raise ValueError(f"“{text}”跨过了零点，上班时间请按一天之内的时段写，例如 9:00-12:00")
    return text


DayPart = Annotated[str, AfterValidator(_hours_or_never)]
Period = Annotated[str, AfterValidator(_period)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStep:
    """One step of the ladder, as `{at: 6, do: mute, for: 10分钟}`."""

    at: Annotated[float, Field(gt=0)]
    do: Act
    lasts: Annotated[Duration | None, Field(alias="for")] = None
    tag: Name | None = None

    def __post_init__(self) -> None:
        if (self.do is Act.MUTE) != (self.lasts is not None):
            raise ValueError("写 do: mute 时要用 for 写明时长（例如 for: 10分钟），其他处罚不写 for")
        if (self.do is Act.TAG) != (self.tag is not None):
            raise ValueError("写 do: tag 时要用 tag 写明标签（例如 tag: 待观察），其他处罚不写 tag")

    def step(self) -> Step:
        """Return it as the policy has it."""
        return Step(at=self.at, act=self.do, lasts=self.lasts or timedelta(0), tag=self.tag or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAsking:
    """How people are asked for what the bot cannot do.

    office: parts of a worked day, such as 9:00-12:00; `ALL_DAY` for an office that never closes.
    """

    office: Annotated[tuple[Period, ...] | None, Field(min_length=1)] = None
    steps: Annotated[tuple[Duration, ...] | None, Field(min_length=1)] = None
    remind: Duration | None = None
    lapse: Duration | None = None

    usual: ClassVar[Asking] = Asking()

    def part(self, above: Asking) -> Asking:
        """Return it over what holds above."""
        made = over(above, self, without=("office",))
        if self.office is None:
            return made
        if ALL_DAY in self.office:
            return replace(made, office=Office(always=True))
        periods = sorted((since, time.max if until == MIDNIGHT else until) for since, until in map(_times, self.office))
        return replace(made, office=Office(periods=tuple(periods)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAppeals:
    """How members may appeal."""

    monthly: Count | None = None
    within: Duration | None = None
    answer: Duration | None = None

    usual: ClassVar[Appeals] = Appeals()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAbsence:
    """值守: when nobody who answers for a room is about. hours: such as 23:00-7:00."""

    hours: DayPart | None = None
    idle: Span | None = None
    newcomer: Span | None = None
    messages: Count | None = None
    factor: Annotated[float | None, Field(ge=1, le=10)] = None

    usual: ClassVar[Absence] = Absence()

    def part(self, above: Absence) -> Absence:
        """Return it over what holds above."""
        made = over(above, self, without=("hours",))
        return made if self.hours is None else replace(made, hours=hours_of(self.hours))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOperators:
    """Limits of those who give orders."""

    hourly: AtLeastOne | None = None
    confirm: Duration | None = None

    usual: ClassVar[Operators] = Operators()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPolicy:
    """The policy as written; `policy` makes it the one that decides."""

    half_life: Duration | None = None
    expires: Duration | None = None
    grace: Span | None = None
    immune: frozenset[Role] | None = None
    muted_points: Annotated[float | None, Field(ge=0)] = None
    ladder: Annotated[tuple[WrittenStep, ...] | None, Field(min_length=1)] = None
    newcomer: Span | None = None
    removals: Count | None = None
    quiet: DayPart | None = None
    amend: Span | None = None
    campaign: Span | None = None
    wave: AtLeastOne | None = None
    private: bool | None = None
    asking: WrittenAsking = WrittenAsking()
    appeals: WrittenAppeals = WrittenAppeals()
    absence: WrittenAbsence = WrittenAbsence()
    operators: WrittenOperators = WrittenOperators()

    usual: ClassVar[Policy] = Policy()

    def __post_init__(self) -> None:
        if self.half_life is not None and self.expires is not None:
            raise ValueError("half_life（逐渐减半）和 expires（到期清零）只能写一个，请删去一个")

    def policy(self, above: Policy) -> Policy:
        """Return it as the policy that decides. above: what holds for keys that are not written."""
        groups = ("asking", "appeals", "absence", "operators")
        made = over(above, self, without=("ladder", "quiet", "half_life", "expires", *groups))
        if self.half_life is not None or self.expires is not None:
            made = replace(made, half_life=self.half_life, expires=self.expires)
        if self.ladder is not None:
            made = replace(made, ladder=tuple(step.step() for step in self.ladder))
        if self.quiet is not None:
            made = replace(made, quiet=hours_of(self.quiet))
        return replace(
            made,
            asking=self.asking.part(above.asking),
            appeals=over(above.appeals, self.appeals),
            absence=self.absence.part(above.absence),
            operators=over(above.operators, self.operators),
        )
