"""积分 of one member as people read them: balance, level, what came today, what came last, and how to earn more."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.core.credits import PurseLine
from bot.core.customs import Credits
from bot.core.model import MemberId
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.credit.levels import level_of, next_level
from bot.play.venue import Venue

HEAD = Text("credits.head", "{name}：{balance} 积分{level}")
LEVEL = Text("credits.level", "，等级“{title}”")
NEXT = Text("credits.next", "累计再得 {left} 分就到“{title}”。")
TODAY = Text("credits.today", "今天得了：{parts}")
NOTHING_TODAY = Text("credits.nothing_today", "今天还没有得分，发“签到”就有。")
LAST = Text("credits.last", "最近的明细：")
LINE = Text("credits.line", "· {day} {amount}　{reason}")
NO_LINES = Text("credits.no_lines", "还没有记录，发“签到”开始攒积分吧。")
STAFF = Text("credits.staff", "{name}是管群的，不计积分；签到只记天数。")
OWED = Text("credits.owed", "（花掉的积分里有一部分被收回了，攒回来就好。）")
RULES = Text("credits.rules", "【怎么得积分】\n{lines}\n积分可以换东西：发“商城”看看。")
BY_CHECKIN = Text("credits.by_checkin", "签到：+{amount}{streaks}{freezes}")
BY_STREAK = Text("credits.by_streak", "，连签每满 {days} 天另加 {extra}")
BY_FREEZE = Text("credits.by_freeze", "；每月有 {count} 天漏签不断")
BY_MAKEUP = Text("credits.by_makeup", "补签：{cost} 积分一天，只能补最近 {days} 天，每月 {count} 天")
BY_THANKS = Text("credits.by_thanks", "别人发“谢谢 @你”：+{amount}（每人每天能送 {count} 次）")
BY_INVITE = Text("credits.by_invite", "邀请朋友进群并留下来：+{amount}（企业微信只告诉机器人一部分邀请人）")
BY_TALK = Text("credits.by_talk", "参与聊天：+{amount}")
CAPS = Text("credits.caps", "每天上限：{caps}")
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "checkin": "签到",
        "streak": "连签奖励",
        "thanks": "谢谢",
        "invite": "邀请",
        "talk": "聊天",
        "quiz": "答题",
        "grant": "群主发放",
        "topic": "话题",
        "meetup": "分享会",
        "survey": "问卷",
        "lottery": "抽奖",
    }
)
SHOWN, SHOWN_WHOLE = 5, 20  # chosen: entries


def statement(member: MemberId, name: str, venue: Venue) -> str:
    """Return what `member` has, with the last few entries. name: what they are called here."""
    if venue.is_staff(member):
        return venue.texts.say(STAFF, name=name)
    return "\n".join((*_summary(member, name, venue), *_entries(member, SHOWN, venue)))


def entries(member: MemberId, name: str, venue: Venue) -> str:
    """Return all entries of `member` that are kept at hand, the latest first. name: what they are called here."""
    found = _entries(member, SHOWN_WHOLE, venue)
    return "\n".join((_head(member, name, venue), *found)) if found else venue.texts.say(NO_LINES)


def rules(venue: Venue) -> str:
    """Return what earns credits in the room, as far as anything does."""
    return venue.texts.say(RULES, lines="\n".join(f"· {one}" for one in _ways(venue.customs.credits, venue)))


def _ways(customs: Credits, venue: Venue) -> tuple[str, ...]:
    """Return one line for each thing that is worth something."""
    say, streaks = venue.texts.say, customs.streaks
    extras = "".join(say(BY_STREAK, days=days, extra=extra) for days, extra in streaks)
    freezes = say(BY_FREEZE, count=customs.freezes) if customs.freezes else ""
    makeup = {"cost": customs.makeup_cost, "days": customs.makeup_within, "count": customs.makeups}
    told = (
        (customs.checkin, say(BY_CHECKIN, amount=customs.checkin, streaks=extras, freezes=freezes)),
        (customs.makeups and customs.makeup_within, say(BY_MAKEUP, **makeup)),
        (customs.thanks, say(BY_THANKS, amount=customs.thanks, count=customs.thanks_daily)),
        (customs.invite, say(BY_INVITE, amount=customs.invite)),
        (customs.talk, say(BY_TALK, amount=customs.talk)),
    )
    caps = "、".join(f"{SOURCES.get(source, source)} {cap}" for source, cap in customs.caps.items())
    return (*(text for worth, text in told if worth), *((say(CAPS, caps=caps),) if caps else ()))


def _summary(member: MemberId, name: str, venue: Venue) -> tuple[str, ...]:
    purse, levels = venue.purse(member), venue.customs.credits.levels
    coming = next_level(purse.earned, levels)
    lines = [_head(member, name, venue)]
    if purse.balance < 0:
        lines.append(venue.texts.say(OWED))
    if coming is not None:
        lines.append(venue.texts.say(NEXT, left=coming.at - purse.earned, title=coming.title))
    return (*lines, _today(member, venue))


def _head(member: MemberId, name: str, venue: Venue) -> str:
    purse = venue.purse(member)
    title = level_of(purse.earned, venue.customs.credits.levels).title
    level = venue.texts.say(LEVEL, title=title) if title else ""
    return venue.texts.say(HEAD, name=name, balance=purse.balance, level=level)


def _today(member: MemberId, venue: Venue) -> str:
    """Say what came today by source, and of what the cap is."""
    caps = venue.customs.credits.caps
    got = {one: amount for one, amount in venue.purse(member).of_day(venue.today).items() if amount}
    parts = [f"{SOURCES.get(one, one)} {amount}{f'/{caps[one]}' if one in caps else ''}" for one, amount in got.items()]
    return venue.texts.say(TODAY, parts="、".join(parts)) if parts else venue.texts.say(NOTHING_TODAY)


def _entries(member: MemberId, most: int, venue: Venue) -> tuple[str, ...]:
    lines = venue.purse(member).lines[-most:]
    if not lines:
        return ()
    return (venue.texts.say(LAST), *(_line(one, venue) for one in reversed(lines)))


def _line(line: PurseLine, venue: Venue) -> str:
    day = venue.day_of(line.at)
    amount = f"+{line.amount}" if line.amount > 0 else f"−{-line.amount}"
    return venue.texts.say(LINE, day=f"{day.month}月{day.day}日", amount=amount, reason=plain(line.reason))
