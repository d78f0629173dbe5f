"""Switches that make the platform misbehave: with a chance, or for the next few times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random  # noqa: TID251 - for the type only
from types import MappingProxyType
from typing import Any

from bot.simulator.events import Hub

SWITCHES: Mapping[str, str] = MappingProxyType(
    {
        "token_dead_early": "令牌提前失效（40014）",
        "token_expired": "令牌过期（42001）",
        "busy": "系统繁忙（-1）",
        "45009": "调用太频繁（45009）",
        "45033": "并发太高（45033）",
        "60020": "服务器 IP 不在可信名单（60020）",
        "81013": "收件人全部无效（81013）",
        "groupchat_lag": "客户群成员名单更新得慢",
        "slow": "平台应答缓慢",
        "dropped": "连接中断，请求没有执行",
        "answer_lost": "连接中断，请求已执行但应答丢失",
        "5xx": "平台返回 HTTP 502",
        "duplicates": "回调重复送达",
        "reorder": "回调乱序送达",
        "no_notify": "不通知新存档消息",
    }
)
BY_CODE: Mapping[str, int] = MappingProxyType({"busy": -1, "45009": 45009, "45033": 45033, "60020": 60020})


class SwitchError(Exception):
    """A switch asked for in a way that cannot be; says why, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One fault. probability: chance from 0 to 1. next: how many times for certain, before chance counts. seconds: of `slow` and `groupchat_lag`."""

    probability: float = 0.0
    next: int = 0
    seconds: float = 3.0

    def is_on(self) -> bool:
        """Tell whether the fault can happen."""
        return self.next > 0 or self.probability > 0


class Faults:
    """All switches, and the luck they share; every change is an event of the hub."""

    def __init__(self, luck: Random, hub: Hub) -> None:
        self._luck = luck
        self._hub = hub
        self._switches = {name: Switch() for name in SWITCHES}

    def set(self, switches: Mapping[str, Switch]) -> None:
        """Set switches by name. Raises KeyError for a name not in SWITCHES; nothing is set then."""
        for name in switches:
            if name not in SWITCHES:
                raise KeyError(name)
        self._switches.update(switches)
        self._hub.publish("faults", self.view())

    def clear(self) -> None:
        """Switch everything off."""
        self.set({name: Switch() for name in SWITCHES})

    def reseed(self, seed: int) -> None:
        """Start the luck of the faults again from `seed`."""
        self._luck.seed(seed)

    def seconds(self, name: str) -> float:
        """Return how long the fault `name` lasts, where that means something."""
        return self._switches[name].seconds

    def strike(self, name: str) -> bool:
        """Tell whether the fault happens this time, and count it."""
        switch = self._switches[name]
        if switch.next > 0:
            self.set({name: replace(switch, next=switch.next - 1)})
            return True
        return switch.probability > 0 and self._luck.random() < switch.probability

    def view(self) -> dict[str, dict[str, Any]]:
        """Return all switches as JSON, by name."""
        return {
            name: {
                "title": SWITCHES[name],
                "on": s.is_on(),
                "probability": s.probability,
                "next": s.next,
                "seconds": s.seconds,
            }
            for name, s in self._switches.items()
        }


def read_switch(wanted: object) -> Switch:
    """Return the switch that JSON asks for: true, false, a chance, or {"probability", "next", "seconds"}.

    Raises SwitchError, naming what does not fit.
    """
    if isinstance(wanted, bool):
        return Switch(probability=1.0 if wanted else 0.0)
    if isinstance(wanted, int | float):
        wanted = {"probability": wanted}
    if not isinstance(wanted, dict):
        raise SwitchError("开关只能是 true、false、0 到 1 的概率，或 {probability, next, seconds}")
    unknown = set(wanted) - {"probability", "next", "seconds", "title", "on"}
    if unknown:
        raise SwitchError(f"开关里没有 {'、'.join(sorted(map(str, unknown)))}；可用的是 probability、next、seconds")
    probability, upcoming = _number(wanted, "probability", 0.0), _number(wanted, "next", 0)
    seconds = _number(wanted, "seconds", 3.0)
    if wanted.get("on") is True and not probability and not upcoming:
        probability = 1.0
    if not 0 <= probability <= 1 or upcoming < 0 or upcoming != int(upcoming) or not 0 <= seconds <= 600:
        raise SwitchError("probability 要在 0 到 1 之间，next 是不小于 0 的整数，seconds 在 0 到 600 之间")
    return Switch(probability=float(probability), next=int(upcoming), seconds=float(seconds))


def _number(wanted: Mapping[str, Any], key: str, default: float) -> float:
    value = wanted.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SwitchError(f"{key} 要是数字")
    return value
