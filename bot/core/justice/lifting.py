"""Ending a mute early, as far as a case knows of it."""

from dataclasses import replace

from bot.core.cases import Case, Deed, Offence, Wish
from bot.core.effects import Mute
from bot.core.justice import Court, Ruling
from bot.core.justice.cards import closed_cards
from bot.core.justice.informing import informed
from bot.core.justice.joining import joined
from bot.core.justice.recording import noted, settled_wants
from bot.core.model import MemberId
from bot.core.texts import Text

TELL_LIFTED = Text("justice.tell_lifted", "编号 {number} 的禁言已提前解除，可以正常发言了；分数没有改变。")


def lift(case: Case, member: MemberId, *, by: MemberId, court: Court) -> Ruling:
    """Return `case` with the mute it gave `member` ended now by `by`; nobody needs to keep an eye on them any more.

    The member is told. The standing is the caller's to change (see `bot.core.ledger.unmuted`). Nothing if no mute of it runs.
    """
    if not any(_runs(one, member, court) for one in case.offences):
        return Ruling(case=case)
    offences = tuple(_ended(one, court) if _runs(one, member, court) else one for one in case.offences)
    after = settled_wants(
        replace(case, offences=offences),
        court,
        lambda want: want.state is Wish.WAITING and want.task == Mute.kind and want.member == member,
        state=Wish.VOID,
        by=by,
    )
    after = noted(after, court, Deed.ENDED, by=by, note=court.name(member))
    lifted = Ruling(case=after, planned=closed_cards(case, after, court, "已解禁"))
    return joined(lifted, informed(after, {member: court.texts.say(TELL_LIFTED, number=case.number)}, court))


def _runs(offence: Offence, member: MemberId, court: Court) -> bool:
    is_theirs = offence.member == member and not offence.is_undone
    return is_theirs and offence.mute is not None and offence.mute.until > court.now


def _ended(offence: Offence, court: Court) -> Offence:
    mute = offence.mute and replace(offence.mute, until=court.now, since=min(offence.mute.since, court.now))
    return replace(offence, mute=mute)
