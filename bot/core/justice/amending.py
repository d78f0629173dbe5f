"""改正: who mends what was wrong in time gets the point back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from bot.core.cases import BOT, Case, Deed, Entry, Offence
from bot.core.justice import Court, Ruling
from bot.core.justice.taking import taken
from bot.core.ledger import points_at
from bot.core.measures import Act
from bot.core.model import NOBODY, MemberId, Standing, span_in_words
from bot.core.texts import Text
from bot.core.words import number

AMENDED = Text("justice.amended", "谢谢改正：编号 {number} 的分数已取回，现在共 {total} 分。")
NOTHING_TO_AMEND = Text("justice.nothing_to_amend", "编号 {number} 没有可以改正的内容。")
TOO_GRAVE = Text("justice.too_grave", "编号 {number} 不能用改正取回；如有误判，请发送“申诉 {number}”并写明理由。")
TOO_LATE = Text("justice.amended_late", "已经超过{span}，编号 {number} 不能再用改正取回；谢谢你愿意改。")
AMENDED_TODAY = Text("justice.amended_today", "每人每天可以改正一次，今天已经用过了；谢谢你愿意改。")
MILD = frozenset({"", Act.HINT.value, Act.WARN.value})


def amend(
    case: Case,
    member: MemberId,
    *,
    standings: Mapping[MemberId, Standing],
    court: Court,
    cases: Iterable[Case] = (),
    at: datetime | None = None,
) -> Ruling:
    """Return `case` with what `member` got for it taken back, because they mended it.

    cases: others of the account, in which the member may have mended something today. at: when it was mended, now if None.
    """
    mine = [one for one in case.offences if one.member == member and not one.is_undone]
    refused = _refused(case, mine, member, cases, court, at or court.now)
    if refused:
        return Ruling(case=case, refused=refused)
    entry = Entry(at=court.now, what=Deed.AMENDED, by=member)
    ruling = taken(case, (member,), entry=entry, standings=standings, court=court)
    left = next((standing for _, who, standing in ruling.standings if who == member), NOBODY)
    total = number(points_at(left, court.now, court.policy))
    return replace(ruling, says=court.texts.say(AMENDED, number=case.number, total=total))


def _refused(
    case: Case, mine: list[Offence], member: MemberId, cases: Iterable[Case], court: Court, at: datetime
) -> str:
    """Why it cannot be mended, empty if it can."""
    texts, span = court.texts, court.policy.amend
    charged = [one.charge for one in mine if one.charge is not None]
    is_several = len(charged) > 1  # mending one of them mends not the others
    if case.by != BOT or is_several or any(one.act not in MILD for one in mine):
        return texts.say(TOO_GRAVE, number=case.number)
    if not charged or any(entry.what is Deed.AMENDED for entry in case.history):
        return texts.say(NOTHING_TO_AMEND, number=case.number)
    if at - charged[0].at > span:
        return texts.say(TOO_LATE, number=case.number, span=span_in_words(span))
    return texts.say(AMENDED_TODAY) if has_amended(member, cases, court.now, court.zone) else ""


def has_amended(member: MemberId, cases: Iterable[Case], now: datetime, zone: tzinfo) -> bool:
    """Tell whether `member` mended something in one of `cases` on the day of `now`, which is as often as anybody can."""
    today = now.astimezone(zone).date()
    return any(
        entry.what is Deed.AMENDED and entry.by == member and entry.at.astimezone(zone).date() == today
        for case in cases
        for entry in case.history
    )
