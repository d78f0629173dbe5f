"""静默: the bot says nothing by itself in a group; what it tells people in private still goes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.effects import Planned, Receipt, Reply, Say

HUSHED = "静默模式，群里不提示"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_silent(state: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether the room shall hear nothing that it did not ask for. state: what the room remembers."""
    told = state.get("silent") if state else None
    if not told:
        return False
    until = told.get("until")
    return until is None or now < _EPOCH + timedelta(microseconds=until)


def hushed(planned: Iterable[Planned]) -> tuple[Planned, ...]:
    """Return `planned` without what is said in the group; a receipt that does not reach its member stays unsaid."""
    return tuple(_unsaid(plan) for plan in planned if not isinstance(plan.effect, Say | Reply))


def _unsaid(plan: Planned) -> Planned:
    return replace(plan, effect=replace(plan.effect, brief="")) if isinstance(plan.effect, Receipt) else plan
