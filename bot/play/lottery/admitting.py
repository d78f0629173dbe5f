"""Who may enter a lottery, and what they are told who may not."""

from collections.abc import Mapping
from datetime import timedelta

from bot.core.model import MemberId
from bot.core.texts import Text
from bot.play.lottery.terms import MOST_TICKETS, WON, Raffle, entry_of
from bot.play.quiz.rounds import latest, round_of
from bot.play.quiz.scoring import places, totals
from bot.play.venue import Heard, Venue

STAFF = Text("lottery.staff", "管理人员不参加抽奖")
LATE = Text("lottery.late", "报名已经截止")
UNKNOWN_DAYS = Text("lottery.unknown_days", "要求入群满 {days} 天，我还不知道你是哪天入群的")
DAYS = Text("lottery.days", "要求入群满 {days} 天，你入群 {have} 天")
CREDITS = Text("lottery.credits", "要求累计得过 {credits} 积分，你得过 {have}")
HAS_WON = Text("lottery.has_won", "{days} 天内中过奖的，这次先让给别人")
NOT_CHECKED_IN = Text("lottery.not_checked_in", "要今天签过到才能参加，请先发“签到”再来报名")
QUIZ = Text("lottery.quiz", "要求本月答题得过 {credits} 分，你得过 {have}")
TOP = Text("lottery.top", "要求在上一轮答题里进前 {top} 名")
INVITED = Text("lottery.invited", "要求邀请过 {count} 人入群，我记得的有 {have} 人")
NOT_WEIGHTED = Text("lottery.not_weighted", "这次抽奖不用积分，每人一张签；发“{word}”就能参加")
POOR = Text("lottery.poor", "积分不够：要 {cost}，你有 {have}；不花积分也能报名，发“{word}”")
FULL = Text("lottery.full", "每人最多用积分加 {most} 张签，你已经加满了")


def refusal(heard: Heard, body: Raffle, venue: Venue) -> str:
    """Return why the sender may not enter `body`, empty if they may."""
    if heard.at >= body.closes_at:
        return venue.texts.say(LATE)
    if venue.is_staff(heard.by):
        return venue.texts.say(STAFF)
    return _of_membership(heard, body, venue) or _of_merit(heard.by, body, venue)


def _of_membership(heard: Heard, body: Raffle, venue: Venue) -> str:
    asked, texts = body.conditions, venue.texts
    if asked.days:
        profile = venue.profile(heard.by)
        since = profile.joined_at or profile.first_at
        if since is None:
            return texts.say(UNKNOWN_DAYS, days=asked.days)
        if heard.at - since < timedelta(days=asked.days):
            return texts.say(DAYS, days=asked.days, have=max(0, (heard.at - since).days))
    won = venue.state.get(WON + heard.by)
    if (
        asked.not_won
        and isinstance(won, str | int | float)
        and heard.at.timestamp() - float(won) < asked.not_won.total_seconds()
    ):
        return texts.say(HAS_WON, days=asked.not_won.days)
    return ""


def _of_merit(member: MemberId, body: Raffle, venue: Venue) -> str:
    asked, texts, purse = body.conditions, venue.texts, venue.purse(member)
    if purse.earned < asked.credits:
        return texts.say(CREDITS, credits=asked.credits, have=purse.earned)
    if asked.checked_in and not has_checked_in(member, venue):
        return texts.say(NOT_CHECKED_IN)
    quiz = purse.of_month(venue.today).get("quiz", 0)
    if quiz < asked.quiz:
        return texts.say(QUIZ, credits=asked.quiz, have=quiz)
    if asked.top and member not in _best(asked.top, venue):
        return texts.say(TOP, top=asked.top)
    invited = (
        sum(one.invited_by == member and not one.is_gone for one in venue.profiles.values()) if asked.invited else 0
    )
    return texts.say(INVITED, count=asked.invited, have=invited) if invited < asked.invited else ""


def _best(most: int, venue: Venue) -> frozenset[MemberId]:
    """Return the first so many of the last round of a quiz that is over; who shares the last place is among them."""
    play = latest({number: play for number, play in venue.plays.items() if play.is_over})
    found = places(totals(round_of(play).done)) if play is not None else ()
    return frozenset(member for place, member, _ in found if place <= most)


def has_checked_in(member: MemberId, venue: Venue) -> bool:
    """Tell whether `member` checked in today."""
    told = venue.state.get(f"checkin:{member}")
    return isinstance(told, Mapping) and told.get("last") == venue.today.isoformat()


def too_dear(member: MemberId, buys: int, body: Raffle, venue: Venue) -> str:
    """Return why `member` cannot buy so many tickets, empty if they can."""
    if not buys:
        return ""
    most = min(body.conditions.tickets, MOST_TICKETS)
    if not most:
        return venue.texts.say(NOT_WEIGHTED, word=body.word)
    cost = min(buys, most - has_bought(member, body))
    if cost < 1:
        return venue.texts.say(FULL, most=most)
    have = venue.purse(member).balance
    return venue.texts.say(POOR, cost=cost, have=have, word=body.word) if have < cost else ""


def has_bought(member: MemberId, body: Raffle) -> int:
    """Return how many tickets `member` bought."""
    written = body.entries.get(member)
    return entry_of(member, written).tickets - 1 if written is not None else 0
