"""What an errcode of the platform means for us: done, later, or never.

Decided on errcode alone; errmsg changes without notice. Source: developer.work.weixin.qq.com/document/path/90313, 90312.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.wecom import RefusedError, RetryableError

DEAD_TOKEN = frozenset({40001, 40014, 42001})
FREQUENCY = 45009

_CHINA = timezone(timedelta(hours=8))
_HOURLY = frozenset({"appchat/update"})  # platform: path/98913
_DAILY = frozenset({"appchat/create"})  # platform: path/90245

_LATER: Mapping[int, timedelta] = {
    -1: timedelta(seconds=1),  # busy
    6000: timedelta(seconds=1),  # somebody changes the same thing
    45033: timedelta(seconds=2),  # too many calls at once
    60020: timedelta(minutes=1),  # address not trusted; a new entry takes a minute
    40001: timedelta(0),
    40014: timedelta(0),
    42001: timedelta(0),
}

_MENDS: Mapping[int, str] = {
    40001: "请核对应用的 Secret，并确认应用已启用",
    40003: "成员不存在",
    40013: "请核对企业 ID",
    40014: "access_token 提前失效",
    40050: "群不存在",
    40056: "请核对应用的 AgentId",
    42001: "access_token 已过期",
    43012: "请先给应用配置接收消息的回调地址",
    44004: "内容为空",
    45002: "内容过长",
    45009: "调用过于频繁",
    45033: "并发过高",
    48002: "请给应用开通这个接口的权限",
    48006: "应用因不活跃被停权：请管理员重新启用",
    50003: "应用已停用：请管理员启用",
    60011: "请把成员放进应用的可见范围",
    60020: "请把本机的出口 IP 加入应用的「企业可信IP」",
    60111: "成员不存在或不在应用的可见范围内",
    60140: "回复链接已用过或已过期",
    81013: "接收人都不存在或不在应用的可见范围内",
    86008: "这个群不是本应用建的",
    93000: "群机器人已被移出群或 Webhook 地址有误",
    93004: "群机器人已被停用",
    93008: "群机器人不在群里",
    301002: "请核对 AgentId 与 Secret 是否属于同一个应用",
}


def check(answer: Mapping[str, Any], *, api: str, now: datetime) -> None:
    """Return if the platform took the call.

    api: path below /cgi-bin/. Raises RetryableError or RefusedError, with the answer.
    """
    code = answer["errcode"]
    if code == 0:
        return
    why = f"{api} 返回 {code}：{_MENDS.get(code) or answer.get('errmsg', '')}"
    if code == FREQUENCY:
        raise RetryableError(why, answer=answer, after=block(api, now))
    if code in _LATER:
        raise RetryableError(why, answer=answer, after=_LATER[code])
    raise RefusedError(why, answer=answer)


def in_words(answer: Mapping[str, Any]) -> str:
    """Return why an effect was refused, as people read it in Chinese: `86008 这个群不是本应用建的`.

    Of a code that we know no words for the code alone is told: the platform's own are English, with an address behind.
    """
    code, said = answer.get("errcode", 0), str(answer.get("errmsg") or "")
    if code in _MENDS:
        return f"{code} {_MENDS[code]}"
    if code not in (0, -1):
        return f"企业微信返回 {code}"
    return said if any("\u4e00" <= character <= "\u9fff" for character in said) else "试了多次都没有成功"


def block(api: str, now: datetime) -> timedelta:
    """Return how long a frequency limit stays hit: the length of the window, a day's until it ends in China."""
    if api in _HOURLY:
        return timedelta(hours=1)
    if api in _DAILY:
        there = now.astimezone(_CHINA)
        midnight = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return midnight - there
    return timedelta(minutes=1)
