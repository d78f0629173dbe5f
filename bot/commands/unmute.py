"""解禁: a person ends mutes early."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import CaseChange, StandingChange
from bot.core.cases import Case, Offence
from bot.core.effects import Receipt
from bot.core.effects import Unmute as EndMute
from bot.core.justice import Ruling
from bot.core.justice.lifting import lift
from bot.core.ledger import mute_end, unmuted
from bot.core.model import MemberId, Role
from bot.core.texts import Text
from bot.orders import Order, Piece

NOT_MUTED = Text("unmute.not_muted", "{names} 现在没有被禁言。")
WHO_IS = Text("unmute.who_is", "现在被禁言的有：{muted}。")
TOLD = Text("unmute.told", "你在“{room}”的禁言已提前解除，可以正常发言了；分数没有改变。")
BRIEF = Text("unmute.brief", "禁言已提前解除。")
DONE = Text("unmute.done", "已解禁 {names}，机器人会照常回应。记分没有改变。")


@final
class Unmute(Command):
    """Ends the mutes of those who are named; points stay."""

    title: ClassVar[str] = "解禁"
    words: ClassVar[tuple[str, ...]] = ("解禁", "解除禁言", "取消禁言", "unmute")
    usage: ClassVar[str] = "解禁 名字：提前结束某人的禁言，记分不变"
    examples: ClassVar[tuple[str, ...]] = ("解禁 @张三", "解除禁言 @张三")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)

    def run(self, order: Order, hall: Hall) -> Answer:
        """End every mute of theirs, also one that has yet to begin, and let its case know."""
        muted = tuple(member for member in order.people if mute_end(hall.standing(member), hall.now) is not None)
        if not muted:
            return Answer(text=f"{_not_muted(order.people, hall)}{_who_is(hall)}")
        others = tuple(member for member in order.people if member not in muted)
        lifted = [_lifted(case, muted, hall) for case in hall.cases.values()]
        known = {one.member for before, r in lifted for one in _freed(before, r.case)}
        unaware = [member for member in muted if member not in known and hall.hears(member)]
        return Answer(
            text=hall.texts.say(DONE, names=_names(muted, hall)) + (_not_muted(others, hall) if others else ""),
            effects=(
                *(EndMute(room=hall.room.id, member=member) for member in muted),
                *(_told(member, hall) for member in unaware),
            ),
            planned=tuple(plan for _, ruling in lifted for plan in ruling.planned),
            cases=tuple(CaseChange(before=before, after=r.case) for before, r in lifted if before != r.case),
            standings=tuple(_ended(member, hall) for member in muted),
            undone=tuple((number, hall.now) for before, r in lifted for number in _decisions(before, r.case)),
        )


def _lifted(case: Case, members: tuple[MemberId, ...], hall: Hall) -> tuple[Case, Ruling]:
    """Return `case` as it was, and with the mutes of `members` ended."""
    ruling = Ruling(case=case)
    for member in members:
        after = lift(ruling.case, member, by=hall.by, court=hall.court)
        ruling = Ruling(case=after.case, planned=(*ruling.planned, *after.planned))
    return case, ruling


def _freed(before: Case, after: Case) -> tuple[Offence, ...]:
    """Return the offences whose mutes ended."""
    return tuple(old for old, new in zip(before.offences, after.offences, strict=True) if old.mute != new.mute)


def _decisions(before: Case, after: Case) -> tuple[int, ...]:
    """Return the deliveries that brought the mutes which ended."""
    return tuple(one.delivery for one in _freed(before, after) if one.delivery)


def _told(member: MemberId, hall: Hall) -> Receipt:
    """Tell who was muted by a case that is no longer kept; those of known cases are told of those."""
    brief = f"<@{member}> {hall.texts.say(BRIEF)}"
    text = hall.texts.say(TOLD, room=hall.room.name or hall.room.id)
    return Receipt(room=hall.room.id, to=member, text=text, brief=brief)


def _ended(member: MemberId, hall: Hall) -> StandingChange:
    before = hall.standing(member)
    after = unmuted(before, hall.now)
    return StandingChange(account=hall.room.account, member=member, before=before, after=after)


def _not_muted(members: tuple[MemberId, ...], hall: Hall) -> str:
    return hall.texts.say(NOT_MUTED, names=_names(members, hall))


def _who_is(hall: Hall) -> str:
    ends = {member: mute_end(standing, hall.now) for member, standing in hall.standings.items()}
    muted = "、".join(f"{hall.name(member)}（到{hall.when(end)}）" for member, end in ends.items() if end is not None)
    return hall.texts.say(WHO_IS, muted=muted) if muted else ""


def _names(members: tuple[MemberId, ...], hall: Hall) -> str:
    return "、".join(map(hall.name, members))
