"""静默: the bot says nothing by itself in a group; what it tells people in private still goes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.effects import Planned, Receipt, Reply, Say
from bot.core.remembered import SILENT, holds

HUSHED = "静默模式，群里不提示"


def is_silent(state: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether the room shall hear nothing that it did not ask for. state: what the room remembers."""
    return bool(state) and holds(state.get(SILENT), now)


def hushed(planned: Iterable[Planned]) -> tuple[Planned, ...]:
    """Return `planned` without what is said in the group; a receipt that does not reach its member stays unsaid."""
    return tuple(_unsaid(plan) for plan in planned if not isinstance(plan.effect, Say | Reply))


def _unsaid(plan: Planned) -> Planned:
    return replace(plan, effect=replace(plan.effect, brief="")) if isinstance(plan.effect, Receipt) else plan
