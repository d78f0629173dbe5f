"""The end of a voucher's time: a word the day before, in private, and one word in the room when it is over."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Effect, Planned, Say, Tell
from bot.core.texts import Text
from bot.core.vouchers import Voucher
from bot.core.words import day_and_time
from bot.play.lottery.vouchers import is_late, lapsed, noted, waiting
from bot.play.portions import portions
from bot.play.turn import NOTHING, Turn
from bot.play.venue import Venue

REMIND = Text(
    "vouchers.remind", "提醒一下：你的{what}（{of}）还没有领，{until} 截止。领奖码 {code}，请在那之前给群主看。"
)
REMIND_OWNER = Text("vouchers.remind_owner", "这些奖品还没有领，明天截止，我私信不到本人，请你提醒：\n{lines}")
LAPSED = Text(
    "vouchers.lapsed",
    "领奖时间到了，没有人来领的：\n{lines}\n抽奖的奖品要不要给下一位，由群主决定（发“重抽 编号 名字”）。",
)
LINE = "{name}：{what}（“{of}”，编号 {number}）"
BEFORE = timedelta(days=1)
FIRST = 1_400  # chosen: bytes of those who are named


def ends_told(venue: Venue) -> Turn:
    """Return what follows for every voucher whose time is over or nearly over; each is told once."""
    late = [one for one in waiting(venue.state) if is_late(one, venue.now)]
    near = [one for one in waiting(venue.state) if _is_near(one, venue)]
    if not late and not near:
        return NOTHING
    states = [lapsed(venue, one) for one in late]
    states += [noted(venue, replace(one, is_reminded=True)) for one in near]
    return Turn(states=tuple(states), planned=(*_reminders(near, venue), *_over(late, venue)))


def _is_near(one: Voucher, venue: Venue) -> bool:
    """Tell whether the end is near; what is open for less than two days is not reminded of, it was told just now."""
    if one.until is None or one.is_reminded or is_late(one, venue.now):
        return False
    return one.until - venue.now <= BEFORE < (one.until - one.at) / 2 + timedelta(seconds=1)


def _reminders(near: list[Voucher], venue: Venue) -> tuple[Effect, ...]:
    told: list[Effect] = []
    unreachable = [one for one in near if not venue.whispers(one.member)]
    for one in near:
        if one not in unreachable and one.until is not None:
            until = day_and_time(one.until, venue.zone)
            text = venue.texts.say(REMIND, what=one.what, of=one.of, until=until, code=one.code)
            told.append(Tell(room=venue.room.id, to=one.member, text=text))
    if unreachable:
        text = venue.texts.say(REMIND_OWNER, lines=_lines(unreachable, venue))
        told += [Tell(room=venue.room.id, to=one, text=text) for one in venue.room.owners()[:1]]
    return tuple(told)


def _over(late: list[Voucher], venue: Venue) -> tuple[Planned, ...]:
    if not late:
        return ()
    text = venue.texts.say(LAPSED, lines=_lines(late, venue))
    return (Planned(effect=Say(room=venue.room.id, text=text), key=f"voucher-lapsed-{venue.room.id}-{late[0].id}"),)


def _lines(some: list[Voucher], venue: Venue) -> str:
    lines = [
        LINE.format(name=venue.name(one.member), what=one.what, of=one.of, number=one.id.partition("-")[0])
        for one in some
    ]
    first = portions(lines, FIRST)[0]
    return f"{first}\n……共 {len(some)} 份" if first.count("\n") + 1 < len(some) else first
