"""黑名单: who is on it and speaks or joins all the same is to be taken out; that is asked for once a day and coming."""

from datetime import datetime, timedelta
from typing import Any

from bot.core.cases import Case, Want, Wish
from bot.core.justice import Ruling
from bot.core.justice.punishing import Sentence, punish
from bot.core.model import NOBODY_KNOWN, MemberId, Role, Scene
from bot.core.policy import Act
from bot.core.remembered import BLOCKED
from bot.handlers.bench import Bench
from bot.storage.memories import RoomMemory

DAY = timedelta(days=1)
LISTED = "在本群黑名单里"


def barred(member: MemberId, scene: Scene, *, memory: RoomMemory, bench: Bench, number: int) -> Ruling | None:
    """Return the case of a listed `member` who is in the room, None if they are not listed or were seen to today.

    scene: in which they are, their standing as it is by now. number: that the case gets.
    """
    told = memory.state.get(f"{BLOCKED}{member}") if memory.state else None
    if not told or scene.role is not Role.MEMBER:
        return None
    came_at = memory.profiles.get(member, NOBODY_KNOWN).joined_at
    if any(_sees_to(case, member, scene, came_at) for case in memory.cases.values()):
        return None
    return punish(
        (Sentence(member=member, act=Act.REMOVE),),
        number=number,
        by=MemberId(told.get("by", "")),
        reason=_reason(told),
        standings={member: scene.standing},
        court=bench.court(memory, now=scene.now),
    )


def _reason(told: dict[str, Any]) -> str:
    why = told.get("why", "")
    return f"{LISTED}：{why}" if why else LISTED


def _sees_to(case: Case, member: MemberId, scene: Scene, came_at: datetime | None) -> bool:
    """Tell whether `case` is about taking `member` out of this room, of today, and they did not go and come back since."""
    room = scene.room.id
    is_about = any(one.member == member and one.room == room and one.act == Act.REMOVE for one in case.offences)
    if not is_about or scene.now - case.opened_at >= DAY:
        return False
    mine = (want for want in case.wants if want.member == member and want.room == room and want.task == Act.REMOVE)
    return came_at is None or not any(_has_gone(want) and want.at is not None and want.at < came_at for want in mine)


def _has_gone(want: Want) -> bool:
    """Tell whether who it is about was taken out, or left by themselves."""
    return want.state is Wish.DONE or (want.state is Wish.VOID and want.by == want.member)
