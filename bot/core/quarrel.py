"""冲突: two members who heat each other up, noticed before one of them offends."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.core.model import MemberId

WINDOW = timedelta(minutes=5)  # chosen
PAUSE = timedelta(minutes=2)  # chosen: who falls silent so long has calmed down
TURNS = 4  # chosen: changes of the speaker are one fewer
HOT = 0.2  # chosen: one sneer
ENOUGH = 0.8  # chosen: heat of all turns together, two attacks
SHORT = 30  # characters; chosen
SHARE = 0.6  # chosen: of what is said meanwhile, so much is said by the two
MOST = 60  # turns that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message as a quarrel sees it. heat: 0 calm to 1 furious (see `bot.text.temper`). length: characters."""

    sender: MemberId
    at: datetime
    heat: float
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """Two who are about to fall out. members: who spoke last comes first. heat: of all turns. why: in Chinese."""

    members: tuple[MemberId, MemberId]
    heat: float
    turns: int
    why: str


def quarrel(turns: Iterable[Turn], now: datetime) -> Quarrel | None:
    """Return the quarrel that the last of `turns`, oldest first, is part of; None if it is part of none."""
    lately = [turn for turn in list(turns)[-MOST:] if timedelta(0) <= now - turn.at < WINDOW]
    if len(lately) < TURNS:
        return None
    one = lately[-1].sender
    others = Counter(turn.sender for turn in lately if turn.sender != one and turn.heat >= HOT)
    if not others:
        return None
    other = others.most_common(1)[0][0]
    return _between(one, other, lately)


def _between(one: MemberId, other: MemberId, lately: Sequence[Turn]) -> Quarrel | None:
    exchange = _unbroken([turn for turn in lately if turn.sender in {one, other}])
    meanwhile = sum(turn.at >= exchange[0].at for turn in lately)
    runs = [list(run) for _, run in groupby(exchange, key=lambda turn: turn.sender)]
    if len(runs) < TURNS or len(exchange) < SHARE * meanwhile:
        return None
    if not (_is_mutual(exchange) and _is_rising(exchange) and _is_quick(exchange)):
        return None
    heat = sum(turn.heat for turn in exchange)
    span = exchange[-1].at - exchange[0].at
    minutes = max(1, -(-int(span.total_seconds()) // 60))
    why = f"{minutes} 分钟内你来我往 {len(exchange)} 句，其中 {sum(t.heat >= HOT for t in exchange)} 句带火气，越说越重"
    return Quarrel(members=(one, other), heat=heat, turns=len(exchange), why=why)


def _unbroken(exchange: Sequence[Turn]) -> Sequence[Turn]:
    """Return what was said since the last pause."""
    pauses = [place for place in range(1, len(exchange)) if exchange[place].at - exchange[place - 1].at > PAUSE]
    return exchange[pauses[-1] :] if pauses else exchange


def _is_mutual(exchange: Sequence[Turn]) -> bool:
    """Tell whether both are heated, and enough of it: one who is angry and one who stays kind do not quarrel."""
    hot = Counter(turn.sender for turn in exchange if turn.heat >= HOT)
    return len(hot) > 1 and hot.total() > 2 and sum(turn.heat for turn in exchange) >= ENOUGH


def _is_rising(exchange: Sequence[Turn]) -> bool:
    """Tell whether the later half is at least as heated as the earlier one."""
    half = len(exchange) // 2
    early, late = exchange[:half], exchange[-half:]
    return sum(turn.heat for turn in late) >= sum(turn.heat for turn in early)


def _is_quick(exchange: Sequence[Turn]) -> bool:
    """Tell whether most of it is short: who argues at length argues."""
    return 2 * sum(turn.length <= SHORT for turn in exchange) > len(exchange)
