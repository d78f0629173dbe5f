"""A court and cases that the tests of justice start from."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.cases import BOT
from bot.core.justice import Court, Ruling
from bot.core.justice.punishing import Sentence, punish
from bot.core.measures import Act, Policy
from bot.core.model import NO_HOLIDAYS, MemberId, Role, Room, RoomId, Standing
from bot.core.texts import Texts
from tests.values import T0

OWNER, HELPER, ADMIN = (MemberId(name) for name in ("owner", "helper", "admin"))
ZHANG, LI, STRANGER = (MemberId(name) for name in ("zhang", "li", "stranger"))
NAMES = {OWNER: "王姐", HELPER: "小陈", ADMIN: "老周", ZHANG: "小张", LI: "小李"}
ROOM = Room(
    id=RoomId("r1"),
    name="产品交流群",
    roles={ADMIN: Role.ADMIN, HELPER: Role.HELPER, OWNER: Role.OWNER},
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def court(after: timedelta = timedelta(0), **fields: Any) -> Court:
    """Return the court of `ROOM`, so long after T0, a Friday morning in office hours."""
    values: Mapping[str, Any] = {
        "now": T0 + after,
        "zone": ZoneInfo("Asia/Shanghai"),
        "calendar": NO_HOLIDAYS,
        "policy": Policy(),
        "texts": Texts(),
        "room": ROOM,
        "name": lambda member: NAMES.get(member, member or "机器人"),
        "calls": lambda member: NAMES.get(member, ""),
        **fields,
    }
    return Court(**values)


def punished(
    act: Act = Act.REMOVE,
    *who: MemberId,
    points: float = 3.0,
    by: MemberId = BOT,
    standings: Mapping[MemberId, Standing] | None = None,
    **fields: Any,
) -> Ruling:
    """Return case 58 in which `who`, 小张 if nobody is named, got `act` at T0. fields: of the court."""
    span = timedelta(minutes=10) if act is Act.MUTE else None
    sentences = [Sentence(member=member, act=act, points=points, span=span) for member in who or (ZHANG,)]
    return punish(sentences, number=58, by=by, reason="发广告", standings=standings or {}, court=court(**fields))


def standings_of(*rulings: Ruling) -> dict[MemberId, Standing]:
    """Return the standings that `rulings` left."""
    return {member: standing for ruling in rulings for _, member, standing in ruling.standings}


def kinds(ruling: Ruling) -> list[str]:
    """Return the kinds of what is planned, in order."""
    return [plan.effect.kind for plan in ruling.planned]
