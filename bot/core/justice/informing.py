"""Telling members what concerns them: by the bot, or by a person where the bot can tell them nothing."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.cases import BOT, Case, Want, Wish
from bot.core.effects import Planned, Receipt
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import ask
from bot.core.model import MemberId

SAY = "say"


def informed(case: Case, told: Mapping[MemberId, str], court: Court) -> Ruling:
    """Return every member of `told` being told their text, those whom no channel reaches by a person with one card."""
    ruling = to_be_told(case, told, court)
    if ruling.case == case:
        return ruling
    desk = None if case.desk is None else replace(case.desk, holder=BOT)  # it is asked, not reminded of
    asked = ask(replace(ruling.case, desk=desk), court)
    return Ruling(case=asked.case, planned=(*ruling.planned, *asked.planned))


def to_be_told(case: Case, told: Mapping[MemberId, str], court: Court) -> Ruling:
    """Return `case` with what a person is to tell wanted, but nobody asked yet; what the bot tells is planned.

    Who was to be told of the penalty by a person, and never was, needs no news of it.
    """
    planned = (receipt(case, member, text, court) for member, text in told.items() if court.hears(member))
    wants = (
        relay(case, member, text)
        for member, text in told.items()
        if not court.hears(member) and _was_told(case, member)
    )
    return Ruling(
        case=replace(case, wants=(*case.wants, *wants)), planned=tuple(Planned(effect=effect) for effect in planned)
    )


def receipt(case: Case, member: MemberId, text: str, court: Court) -> Receipt:
    """Return what the bot tells: in private, or in the room where that cannot be done."""
    return Receipt(room=court.room.id, case=case.number, to=member, text=text, brief=f"<@{member}> {text}")


def relay(case: Case, member: MemberId, text: str) -> Want:
    """Return what a person is to tell: in the room, to them by name."""
    return Want(room=case.room, member=member, task=SAY, text=text if text.startswith("<@") else f"<@{member}> {text}")


def _was_told(case: Case, member: MemberId) -> bool:
    """Tell whether the member may know of the case: nobody was to tell them, or it was done, or they appealed."""
    said = [want for want in case.wants if want.task == SAY and want.member == member]
    has_appealed = case.appeal is not None and case.appeal.member == member
    return not said or has_appealed or any(want.state is Wish.DONE for want in said)
