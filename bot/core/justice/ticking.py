"""What time alone does to a case: mutes end, appeals expire, the next one is asked, nobody answers."""

from collections.abc import Mapping

from bot.core.cases import BOT, Case, Deed, Wish
from bot.core.effects import Mute, Planned, Tell
from bot.core.justice import Court, Ruling
from bot.core.justice.appealing import expire
from bot.core.justice.asking import climb, ladder
from bot.core.justice.cards import closed_cards, names
from bot.core.justice.joining import joined, standings_after
from bot.core.justice.recording import is_waiting, noted, settled_wants
from bot.core.model import MemberId, Standing
from bot.core.texts import Text

LAPSED = Text(
    "justice.lapsed",
    "编号 {number} 一直没有人处理，已过期：机器人不再提醒。之后仍可回复“处理 {number} 已处理”或“处理 {number} 不处罚”。",
)


def tick(case: Case, *, standings: Mapping[MemberId, Standing], court: Court) -> Ruling:
    """Return what of `case` is due at `court.now`. Afterwards nothing of it is due: `due_at` is later, or None."""
    ruling = _mutes_ended(case, court)
    if ruling.case.appeal is not None and ruling.case.is_appealed and ruling.case.appeal.until <= court.now:
        known = standings_after(standings, ruling)
        ruling = joined(ruling, expire(ruling.case, standings=known, court=court))
    return joined(ruling, _asked_on(ruling.case, court))


def _mutes_ended(case: Case, court: Court) -> Ruling:
    """Mutes that are over are noted, and nobody keeps an eye on the member any more."""
    counted = [one for one in case.offences if one.mute is not None and not one.is_undone]
    running = {one.member for one in counted if one.mute is not None and one.mute.until > court.now}
    known = [entry.at for entry in case.history if entry.what is Deed.ENDED]
    ended = {
        one.member
        for one in counted
        if one.mute is not None and one.mute.until <= court.now and not any(at >= one.mute.until for at in known)
    }
    if not ended:
        return Ruling(case=case)
    over = ended - running
    after = settled_wants(
        case,
        court,
        lambda want: want.state is Wish.WAITING and want.task == Mute.kind and want.member in over,
        state=Wish.VOID,
    )
    after = noted(after, court, Deed.ENDED, note=names(sorted(ended), court))
    return Ruling(case=after, planned=closed_cards(case, after, court, "已到期"))


def _asked_on(case: Case, court: Court) -> Ruling:
    """The next one is asked, or the last one reminded, until nobody is any more."""
    desk = case.desk
    if not is_waiting(case):
        return Ruling(case=case)
    if desk is not None and desk.until <= court.now:
        return _lapsed(case, court)
    if desk is None or desk.next_at <= court.now:
        return climb(case, court)
    return Ruling(case=case)


def _lapsed(case: Case, court: Court) -> Ruling:
    after = settled_wants(case, court, lambda want: want.state is Wish.WAITING, state=Wish.LAPSED)
    after = noted(after, court, Deed.LAPSED)
    cards = closed_cards(case, after, court, "已过期")
    holder = case.desk.holder if case.desk is not None else BOT
    told = holder if holder != BOT else next(iter(ladder(case, court)), BOT)
    if told == BOT:
        return Ruling(case=after, planned=cards)
    text = court.texts.say(LAPSED, number=case.number)
    tell = Planned(effect=Tell(room=court.room.id, case=case.number, to=told, text=text))
    return Ruling(case=after, planned=(*cards, tell))
