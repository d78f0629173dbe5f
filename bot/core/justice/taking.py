"""Taking back what a case gave its members, and putting it back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.cases import Case, Deed, Entry, Offence, Want, Wish
from bot.core.effects import Effect, Mute, Planned, Unmute
from bot.core.justice import Court, Ruling
from bot.core.justice.cards import closed_appeal, closed_cards
from bot.core.justice.recording import last, settled_wants
from bot.core.ledger import mute_end, put_back, without
from bot.core.model import NOBODY, MemberId, Standing

BACK = (Deed.UNDONE, Deed.AMENDED, Deed.UPHELD)
"""What takes something back."""

DONE_WORDS = {Deed.UNDONE: "已撤销", Deed.AMENDED: "已改正", Deed.UPHELD: "已撤销"}


def taken(
    case: Case, members: Collection[MemberId], *, entry: Entry, standings: Mapping[MemberId, Standing], court: Court
) -> Ruling:
    """Return `case` with all that it gave `members` taken back, for the reason that `entry` tells.

    What was wanted about them is no longer, and an appeal of one of them is answered by it. Who mends what they did shows
    that the rule was right: its decision is not taken back.
    """
    touched = [one for one in case.offences if not one.is_undone and one.member in members]
    whom = tuple(dict.fromkeys(one.member for one in touched))
    offences = tuple(replace(one, is_undone=one.is_undone or one in touched) for one in case.offences)
    after = replace(case, offences=offences, history=(*case.history, entry))
    after = settled_wants(after, court, _waits_for(whom), state=Wish.VOID, by=entry.by)
    planned: tuple[Planned, ...] = ()
    if after.appeal is not None and after.is_appealed and after.appeal.member in whom:
        after = replace(after, appeal=replace(after.appeal, state=Wish.DONE, by=entry.by))
        planned = closed_appeal(after, court, "已撤销")
    standing = {member: without(standings.get(member, NOBODY), case.number) for member in whom}
    unmuted = (
        Planned(effect=Unmute(room=case.room, case=case.number, member=member))
        for member in whom
        if mute_end(standings.get(member, NOBODY), court.now) and not mute_end(standing[member], court.now)
    )
    return Ruling(
        case=after,
        standings=_entered(case, standing, court),
        planned=(*unmuted, *planned, *closed_cards(case, after, court, DONE_WORDS[entry.what])),
        undone=()
        if entry.what is Deed.AMENDED
        else tuple((one.delivery, court.now) for one in touched if one.delivery),
    )


def given_again(
    case: Case, members: Collection[MemberId], *, entry: Entry, standings: Mapping[MemberId, Standing], court: Court
) -> Ruling:
    """Return `case` with what was taken back from `members` given again, as far as it would still hold."""
    touched = [one for one in case.offences if one.is_undone and one.member in members]
    whom = tuple(dict.fromkeys(one.member for one in touched))
    offences = tuple(replace(one, is_undone=one.is_undone and one not in touched) for one in case.offences)
    wants = tuple(_wanted_again(want, case, court, whom) for want in case.wants)
    after = replace(case, offences=offences, wants=wants, history=(*case.history, entry))
    standing = {
        member: put_back(
            standings.get(member, NOBODY),
            [one.charge for one in touched if one.member == member and one.charge is not None],
            [one.mute for one in touched if one.member == member and one.mute is not None],
            now=court.now,
            policy=court.policy,
        )
        for member in whom
    }
    return Ruling(
        case=after,
        standings=_entered(case, standing, court),
        planned=tuple(Planned(effect=effect) for effect in _mutes(case, touched, court)),
        undone=tuple((one.delivery, None) for one in touched if one.delivery),
    )


def _entered(
    case: Case, standings: Mapping[MemberId, Standing], court: Court
) -> tuple[tuple[str, MemberId, Standing], ...]:
    """Return `standings` as a ruling has them; none if the room has another account by now: they are not of the case's."""
    if case.account != court.room.account:
        return ()
    return tuple((case.account, member, standing) for member, standing in standings.items())


def _waits_for(members: Collection[MemberId]) -> Callable[[Want], bool]:
    def holds(want: Want) -> bool:
        return want.state is Wish.WAITING and want.member in members

    return holds


def _wanted_again(want: Want, case: Case, court: Court, members: Collection[MemberId]) -> Want:
    """What was no longer wanted because of the last taking back is wanted again; watching only while a mute runs."""
    when = _taken_at(case)
    if want.member not in members or want.at != when or want.state not in (Wish.VOID, Wish.DECLINED):
        return want
    if want.task == Mute.kind and not any(_runs(one, court) for one in case.offences if one.member == want.member):
        return want
    return Want(room=want.room, member=want.member, task=want.task, text=want.text)


def _taken_at(case: Case) -> datetime | None:
    entry = last(case, *BACK)
    return None if entry is None else entry.at


def _runs(offence: Offence, court: Court) -> bool:
    return offence.mute is not None and max(offence.mute.since, court.now) < offence.mute.until


def _mutes(case: Case, touched: Collection[Offence], court: Court) -> tuple[Effect, ...]:
    return tuple(
        Mute(room=one.room, case=case.number, member=one.member, until=one.mute.until, why=one.why)
        for one in touched
        if one.mute is not None and _runs(one, court)
    )
