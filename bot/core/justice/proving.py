"""What shows that a removal was done, or is no longer needed."""

from dataclasses import replace
from datetime import datetime

from bot.core.cases import BOT, Case, Deed, Proof, Want, Wish
from bot.core.effects import Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.cards import closed_cards
from bot.core.justice.recording import noted, settled_wants
from bot.core.model import MemberId, RoomId
from bot.core.pages import PROOFS

_STRENGTH = (Proof.NONE, Proof.WORD, Proof.LIST, Proof.EVENT)


def prove(case: Case, *, room: RoomId, member: MemberId, how: Proof, at: datetime, court: Court) -> Ruling:
    """Return `case` knowing that `member` was taken out of `room`. A proof replaces one that shows less.

    at: when it was, or was seen. Where no removal was wanted, nobody needs to watch or tell them any more. Nothing if that
    is known as surely.
    """

    def is_proved(want: Want) -> bool:
        is_meant = want.task == Remove.kind and want.room == room and want.member == member
        is_open = want.state in (Wish.WAITING, Wish.LAPSED, Wish.DONE)
        weaker = want.state is not Wish.DONE or _STRENGTH.index(want.proof) < _STRENGTH.index(how)
        return is_meant and is_open and weaker

    if not any(map(is_proved, case.wants)):
        return _idle(case, room, member, court)
    done = (
        replace(want, state=Wish.DONE, proof=how, by=BOT, at=at) if is_proved(want) else want for want in case.wants
    )
    after = _unwatched(replace(case, wants=tuple(done)), room, member, court)
    after = noted(after, court, Deed.PROVED, note=f"{court.name(member)}，{PROOFS.get(how, '')}".rstrip("，"))
    return Ruling(case=after, planned=closed_cards(case, after, court, "已移出"))


def went(case: Case, *, room: RoomId, member: MemberId, at: datetime, court: Court) -> Ruling:
    """Return `case` knowing that `member` left `room` by themselves: nothing is left to do about them there."""
    left = (
        replace(want, state=Wish.VOID, by=member, at=at)
        if want.state is Wish.WAITING and want.room == room and want.member == member
        else want
        for want in case.wants
    )
    after = replace(case, wants=tuple(left))
    if after == case:
        return Ruling(case=case)
    after = noted(after, court, Deed.LEFT, by=member)
    return Ruling(case=after, planned=closed_cards(case, after, court, "已离开"))


def _idle(case: Case, room: RoomId, member: MemberId, court: Court) -> Ruling:
    """Nothing is left to do about somebody whom another case took out."""
    after = _unwatched(case, room, member, court)
    if after == case:
        return Ruling(case=case)
    after = noted(after, court, Deed.NOTED, note=f"{court.name(member)}已不在群里")
    return Ruling(case=after, planned=closed_cards(case, after, court, "已离开"))


def _unwatched(case: Case, room: RoomId, member: MemberId, court: Court) -> Case:
    """Nobody keeps an eye on, or passes something on to, somebody who is no longer there."""

    def is_idle(want: Want) -> bool:
        is_theirs = want.room == room and want.member == member
        return want.state is Wish.WAITING and is_theirs and want.task != Remove.kind

    return settled_wants(case, court, is_idle, state=Wish.VOID)
