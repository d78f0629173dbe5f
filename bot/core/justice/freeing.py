"""What stood on a mute alone falls with it: points for speaking in a mute that was taken back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.core.cases import BOT, Case, Deed, Entry, Offence
from bot.core.justice import Court, Ruling
from bot.core.justice.joining import standings_after
from bot.core.justice.taking import taken
from bot.core.ledger import is_muted
from bot.core.model import NOBODY, MemberId, Standing
from bot.core.texts import Text
from bot.core.words import BROKEN_MUTE

FREED = Text("justice.freed", "编号 {number} 是在那次禁言期间发言记的分，也一并取回。")


def freed(
    before: Case, ruling: Ruling, *, cases: Iterable[Case], standings: Mapping[MemberId, Standing], court: Court
) -> tuple[Ruling, ...]:
    """Return the undoing of those `cases` whose only offence was speaking in a mute that `ruling` took back from `before`.

    Whose silence another mute demanded at that time keeps what they got.
    """
    pairs = zip(before.offences, ruling.case.offences, strict=False)
    lifted = [new for old, new in pairs if new.is_undone and not old.is_undone and new.mute is not None]
    if not lifted:
        return ()
    known = standings_after(standings, ruling)
    rulings: list[Ruling] = []
    others = [one for one in cases if one.number != before.number]
    standing_mutes = [one for case in others for one in case.offences if one.mute is not None and not one.is_undone]
    for case in others:
        members = {one.member for one in _baseless(case, lifted, known) if not _is_covered(one, standing_mutes)}
        if members:
            entry = Entry(at=court.now, what=Deed.UNDONE, by=ruling.case.history[-1].by, note="禁言已撤销")
            free = taken(case, members, entry=entry, standings=known, court=court)
            known = standings_after(known, free)
            rulings.append(replace(free, says=court.texts.say(FREED, number=case.number)))
    return tuple(rulings)


def _is_covered(offence: Offence, muting: Iterable[Offence]) -> bool:
    """Tell whether one of the mutes that stand, which may be long over, covers `offence`."""
    mutes = (one.mute for one in muting if one.member == offence.member and one.mute is not None)
    return any(mute.since <= offence.at < mute.until for mute in mutes)


def _baseless(case: Case, lifted: Iterable[Offence], standings: Mapping[MemberId, Standing]) -> Iterator[Offence]:
    """Yield the offences of `case` that were none without the mutes of `lifted`."""
    if case.by != BOT or case.rule or case.title != BROKEN_MUTE:
        return
    for one in case.offences:
        spans = [mine.mute for mine in lifted if mine.member == one.member and mine.mute is not None]
        is_inside = any(span.since <= one.at < span.until for span in spans)
        if is_inside and not one.is_undone and not is_muted(standings.get(one.member, NOBODY), one.at):
            yield one
