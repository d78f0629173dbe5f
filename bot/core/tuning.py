"""What those in charge may set for their room by order: what there is, how it is written, what it does to the policy."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Any

from bot.core.model import span_in_words
from bot.core.policy import Hours, Policy

PREFIX = "setting:"
"""What stands before a setting's id in what a room remembers."""

ON = frozenset({"开", "开启", "打开", "on", "是"})
OFF = frozenset({"关", "关闭", "关掉", "不要", "无", "off", "否"})
SHOWN_ON, SHOWN_OFF = "开", "关"
LONGEST_AMEND = timedelta(hours=1)  # chosen
LONGEST_GRACE = timedelta(days=30)  # chosen
MOST_WAVE = 100  # chosen
MOST_HOURLY = 200  # chosen
NEAR = 0.5  # chosen: how alike a name must be to be offered

_UNITS = {"秒": 1, "分钟": 60, "分": 60, "min": 60, "小时": 3600, "h": 3600, "天": 86400, "d": 86400}
_SPAN = re.compile(r"(\d{1,4})(分钟|小时|分|天|秒|min|h|d)")
_HOURS = re.compile(r"(\d{1,2})(?:[:点](\d{1,2})?)?分?[-~到至—–]+(\d{1,2})(?:[:点](\d{1,2})?)?分?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set for a room.

    id: behind `PREFIX`. title, aliases: ways to write it. about: in Chinese, one line; written: an example of a value.
    parse: canonical form of what was written, raises ValueError in Chinese. apply: the policy with a canonical value.
    shown: the value that a policy has, canonical.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    about: str
    written: str
    parse: Callable[[str], str]
    apply: Callable[[Policy, str], Policy]
    shown: Callable[[Policy], str]


def policy_for(policy: Policy, state: Mapping[str, Any]) -> Policy:
    """Return `policy` as it holds in the room that remembers `state`. A value that cannot be read changes nothing."""
    for setting in SETTINGS:
        value = state.get(PREFIX + setting.id)
        if value is not None:
            policy = _applied(setting, policy, str(value))
    return policy


def setting_named(name: str) -> Setting | None:
    """Return the setting that is called `name`, None if none is."""
    wanted = _plain(name)
    return next((s for s in SETTINGS if wanted in {_plain(one) for one in (s.title, s.id, *s.aliases)}), None)


def setting_near(name: str) -> Setting | None:
    """Return the setting whose name is most like `name`, None if none is like it."""
    names = {_plain(one): s for s in SETTINGS for one in (s.title, s.id, *s.aliases)}
    near = get_close_matches(_plain(name)[:50], names, n=1, cutoff=NEAR)
    return names[near[0]] if near else None


def _applied(setting: Setting, policy: Policy, value: str) -> Policy:
    try:
        return setting.apply(policy, setting.parse(value))
    except ValueError:
        return policy


def _plain(text: str) -> str:
    """Return `text` half-width, in lower case and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _switch(text: str) -> str:
    plain = _plain(text)
    if plain not in ON | OFF:
        raise ValueError("请写“开”或“关”")
    return SHOWN_ON if plain in ON else SHOWN_OFF


def _number(most: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        plain = _plain(text).rstrip("个条人次")
        if not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:9]) <= most):
            raise ValueError(f"请写 1 到 {most} 的整数")
        return str(int(plain))

    return parse


def _span(longest: timedelta) -> Callable[[str], str]:
    def parse(text: str) -> str:
        plain = _plain(text)
        if plain in OFF or plain == "0":
            return SHOWN_OFF
        parts = _SPAN.findall(plain)
        seconds = sum(int(count) * _UNITS[unit] for count, unit in parts)
        if "".join(count + unit for count, unit in parts) != plain or not 0 < seconds <= longest.total_seconds():
            raise ValueError(f"请写时长，最长{span_in_words(longest)}，例如 5分钟；不要就写“关”")
        return span_in_words(timedelta(seconds=seconds))

    return parse


def _hours(text: str) -> str:
    plain = _plain(text)
    if plain in OFF:
        return SHOWN_OFF
    found = _HOURS.fullmatch(plain)
    if found is None:
        raise ValueError("请写起止时间，例如 22:30-7:00；不要就写“关”")
    clock = [int(part or 0) for part in found.groups()]
    try:
        since, until = time(clock[0], clock[1]), time(clock[2], clock[3])
    except ValueError as error:
        raise ValueError("时间要在 0:00 到 23:59 之间") from error
    if since == until:
        raise ValueError("起止时间不能相同")
    return f"{since:%H:%M}-{until:%H:%M}"


def _span_of(value: str) -> timedelta:
    return timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in _SPAN.findall(value)))


def _hours_of(value: str) -> Hours | None:
    if value == SHOWN_OFF:
        return None
    since, until = (time.fromisoformat(part) for part in value.split("-"))
    return Hours(since=since, until=until)


def _hours_shown(hours: Hours | None) -> str:
    return SHOWN_OFF if hours is None else f"{hours.since:%H:%M}-{hours.until:%H:%M}"


def _span_shown(span: timedelta) -> str:
    return span_in_words(span) if span else SHOWN_OFF


def _limited(policy: Policy, value: str) -> Policy:
    """A limit of those who give orders: they can lower it themselves, and only `config.yaml` raises it."""
    hourly = min(policy.operators.hourly, int(value))
    return replace(policy, operators=replace(policy.operators, hourly=hourly))


SETTINGS = (
    Setting(
        id="quiet",
        title="安静时段",
        aliases=("免打扰", "安静时间", "静音时段"),
        about="这段时间里不为违规在群里说话、不找人，结束后再说",
        written="22:30-7:00",
        parse=_hours,
        apply=lambda policy, value: replace(policy, quiet=_hours_of(value)),
        shown=lambda policy: _hours_shown(policy.quiet),
    ),
    Setting(
        id="amend",
        title="改正时间",
        aliases=("改正", "改正期", "改正分钟"),
        about="违规后多久之内改正可以免去记分",
        written="5分钟",
        parse=_span(LONGEST_AMEND),
        apply=lambda policy, value: replace(policy, amend=_span_of(value)),
        shown=lambda policy: _span_shown(policy.amend),
    ),
    Setting(
        id="private",
        title="私信回执",
        aliases=("回执", "私信", "私信通知"),
        about="处理结果的细节私信给本人，群里只说一句",
        written=SHOWN_ON,
        parse=_switch,
        apply=lambda policy, value: replace(policy, private=value == SHOWN_ON),
        shown=lambda policy: SHOWN_ON if policy.private else SHOWN_OFF,
    ),
    Setting(
        id="wave",
        title="合并提醒",
        aliases=("集中提醒", "合并", "风暴"),
        about="十分钟内超过这么多起违规时，合成一条提醒，不再逐个找人",
        written="5",
        parse=_number(MOST_WAVE),
        apply=lambda policy, value: replace(policy, wave=int(value)),
        shown=lambda policy: str(policy.wave),
    ),
    Setting(
        id="hourly",
        title="每小时上限",
        aliases=("操作上限", "小时上限", "处罚上限", "每小时处罚"),
        about="一位负责人一小时内处罚超过这么多人时，要另一位负责人确认；在群里只能调低",
        written="10",
        parse=_number(MOST_HOURLY),
        apply=_limited,
        shown=lambda policy: str(policy.operators.hourly),
    ),
    Setting(
        id="newcomer",
        title="新人宽限",
        aliases=("新人", "新人期", "新成员宽限"),
        about="进群不满这么久的成员，第一次违规只提醒、不记分",
        written="3天",
        parse=_span(LONGEST_GRACE),
        apply=lambda policy, value: replace(policy, newcomer=_span_of(value)),
        shown=lambda policy: _span_shown(policy.newcomer),
    ),
)
