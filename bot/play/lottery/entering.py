"""Entering a lottery: who may, what it costs, and telling it without a word for every single one."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from bot.core.credits import Posting
from bot.core.effects import Effect, Reply, Say, Tell
from bot.core.justice.paying_back import chain_of, same_way, turned
from bot.core.model import MemberId, MessageId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.play.lottery.admitting import has_bought, refusal, too_dear
from bot.play.lottery.terms import NUMBER, Entry, Raffle, body_of, entry_of, folded, index_of, lotteries
from bot.play.turn import NOTHING, Turn
from bot.play.venue import Entry as Purpose
from bot.play.venue import Heard, Venue

REFUSED = Text("lottery.refused", "“{title}”没有报上：{why}。")
NEWS = Text("lottery.news", "“{title}”新报名 {new} 人（{names}），现在共 {count} 人。{closes} 截止，发“{word}”参加。")
NOT_IN = Text("lottery.not_in", "“{title}”没有报上的：{lines}。")
IN = Text("lottery.in", "已报上“{title}”，你有 {tickets} 张签。名单封存后发“我的抽奖号”，可以查自己是第几号。")
MINE = Text("lottery.mine", "“{title}”（编号 {number}）：你是第 {index} 号，{tickets} 张签{firm}。")
NOT_MINE = Text("lottery.not_mine", "“{title}”（编号 {number}）的名单里没有你。")
NOT_FIRM = "；报名还没有截止，序号可能变动"
BOUGHT = "抽奖“{title}”加签"
GIVEN_BACK = "抽奖“{title}”退回"
SOON, SELDOM = timedelta(minutes=1), timedelta(minutes=10)  # chosen: first news, and between two
SHOWN = 5  # chosen: names in the news
SOURCE = "lottery"


def bought(text: str, body: Raffle) -> int | None:
    """Return how many tickets `text` buys besides the free one, None if it does not enter at all."""
    said = folded(text)
    if said == folded(body.word):
        return 0
    match = _buying(body.word).fullmatch(said)
    return int(match[1]) if match else None


@cache
def _buying(word: str) -> re.Pattern[str]:
    ways = "|".join(re.escape(one) for one in dict.fromkeys((folded(word), "参加")) if one)
    return re.compile(rf"(?:{ways})([1-9][0-9]{{0,4}})(?:个?积分|分|张签?)?")


def entered(play: Play, heard: Heard, venue: Venue, *, buys: int) -> Turn:
    """Return what follows when somebody enters, or buys more tickets."""
    body = body_of(play)
    why = refusal(heard, body, venue) or too_dear(heard.by, buys, body, venue)
    if why:
        return _turned_away(play, heard, why, venue)
    before = body.entries.get(heard.by)
    if buys and any(line.endswith(f" {heard.by} {heard.message.id}") for line in body.paid):
        return Turn(note=f"抽奖 {play.number} 这条消息已经加过签")
    if before is not None and not buys:
        return _again(play, heard, entry_of(heard.by, before), venue)
    entry = Entry(member=heard.by, at=heard.at, message=heard.message.id, tickets=1)
    if before is not None:
        entry = min(entry, entry_of(heard.by, before), key=lambda one: (one.at, one.message))
        entry = replace(entry, tickets=entry_of(heard.by, before).tickets)
    buys = min(buys, body.conditions.tickets - has_bought(heard.by, body))
    entry = replace(entry, tickets=entry.tickets + buys)
    paid = (f"{buys} {heard.by} {heard.message.id}",) if buys else ()
    refusals = {member: told for member, told in body.refusals.items() if member != heard.by}
    unread = tuple(member for member in body.unread if member != heard.by)
    body = replace(
        body,
        entries={**body.entries, heard.by: entry.written()},
        paid=(*body.paid, *paid),
        refusals=refusals if len(refusals) != len(body.refusals) else body.refusals,
        unread=unread,
    )
    return Turn(
        plays=(_announcing(play, body, venue),),
        postings=venue.spend(heard.by, buys, _purpose(play, heard.message.id)),
        planned=_told_alone(play, heard, entry, venue),
        note=f"抽奖 {play.number} 报名",
    )


def queried(play: Play, heard: Heard, venue: Venue) -> Turn:
    """Return the answer to 我的抽奖号, of `play` and of whatever other lotteries run."""
    others = [one for one in lotteries(venue.plays) if not one.is_over and one.number != play.number]
    text = "\n".join(number_line(one, heard.by, venue) for one in (play, *others[: SHOWN - 1]))
    whispers = heard.is_private or venue.whispers(heard.by)
    told: Effect = (
        Tell(room=venue.room.id, to=heard.by, text=text)
        if whispers
        else Reply(room=venue.room.id, to=heard.by, text=text)
    )
    return Turn(planned=(told,), note=f"抽奖 {play.number} 查号")


def number_line(play: Play, member: MemberId, venue: Venue) -> str:
    """Return in one line which index `member` has."""
    body = body_of(play)
    index = index_of(member, body)
    if not index:
        return venue.texts.say(NOT_MINE, title=play.title, number=play.number)
    tickets, firm = entry_of(member, body.entries[member]).tickets, "" if body.list_hash else NOT_FIRM
    return venue.texts.say(MINE, title=play.title, number=play.number, index=index, tickets=tickets, firm=firm)


def is_query(text: str) -> bool:
    """Tell whether `text` asks for one's own number."""
    return folded(text) == NUMBER


def news(play: Play, venue: Venue, *, closes: str) -> Turn:
    """Return the merged word about who entered and who could not."""
    body = body_of(play)
    lines = []
    members = list(body.entries)[body.told :]
    if members:
        names = "、".join(venue.name(MemberId(one)) for one in members[-SHOWN:]) + (
            "等" if len(members) > SHOWN else ""
        )
        told = {"new": len(members), "names": names, "count": len(body.entries), "closes": closes, "word": body.word}
        lines.append(venue.texts.say(NEWS, title=play.title, **told))
    if body.unread:
        lines.append(venue.texts.say(NOT_IN, title=play.title, lines=_grouped(body, venue)))
    body = replace(body, unread=(), told=len(body.entries), announced_at=venue.now, announce_at=None)
    after = replace(play, body=body, due_at=body.due_at)
    return Turn(plays=(after,), planned=(Say(room=venue.room.id, text="\n".join(lines)),) if lines else ())


def refunds(play: Play, members: frozenset[str] | None, venue: Venue, *, action: int = 0) -> tuple[Posting, ...]:
    """Return what gives back the credits that `members` spent, None for everybody; nothing that was given back already.

    action: number of the order that does it, 0 if none does.
    """
    reason = GIVEN_BACK.format(title=play.title)
    found = []
    for line in body_of(play).paid:
        amount, member, message = line.split(" ", 2)
        if members is None or member in members:
            spent = venue.spend(MemberId(member), int(amount), _purpose(play, MessageId(message)))
            chains = ((one, chain_of(one, venue.postings)) for one in spent)
            found += [
                turned(chain, at=venue.now, reason=reason, action=action)
                for one, chain in chains
                if same_way(chain, one)
            ]
    return tuple(found)


def _purpose(play: Play, message: MessageId) -> Purpose:
    reason = BOUGHT.format(title=play.title)
    return Purpose(
        id=f"lottery-{play.number}-{message}", source=SOURCE, reason=reason, message=message, play=play.number
    )


def _turned_away(play: Play, heard: Heard, why: str, venue: Venue) -> Turn:
    """Tell each why once: in private, else with others in one line."""
    body, note = body_of(play), f"抽奖 {play.number} 没有报上：{why}"
    if body.refusals.get(heard.by) == why and not heard.is_private:
        return Turn(note=note)
    body = replace(body, refusals={**body.refusals, heard.by: why})
    if heard.is_private or venue.whispers(heard.by):
        text = venue.texts.say(REFUSED, title=play.title, why=why)
        told = Tell(room=venue.room.id, to=heard.by, text=text)
        return Turn(plays=(replace(play, body=body),), planned=(told,), note=note)
    body = replace(body, unread=tuple(dict.fromkeys((*body.unread, heard.by))))
    return Turn(plays=(_announcing(play, body, venue),), note=note)


def _again(play: Play, heard: Heard, entry: Entry, venue: Venue) -> Turn:
    """Keep the earliest message of who entered twice, whichever arrives first; say it again to who asks alone."""
    told = _told_alone(play, heard, entry, venue)
    if (heard.at, heard.message.id) >= (entry.at, entry.message):
        return Turn(planned=told) if told else replace(NOTHING, note=f"抽奖 {play.number} 已经报过名")
    body = body_of(play)
    earlier = replace(entry, at=heard.at, message=heard.message.id)
    body = replace(body, entries={**body.entries, heard.by: earlier.written()})
    return Turn(plays=(replace(play, body=body),), planned=told)


def _told_alone(play: Play, heard: Heard, entry: Entry, venue: Venue) -> tuple[Effect, ...]:
    if not heard.is_private:
        return ()
    text = venue.texts.say(IN, title=play.title, tickets=entry.tickets)
    return (Tell(room=venue.room.id, to=heard.by, text=text),)


def _announcing(play: Play, body: Raffle, venue: Venue) -> Play:
    """Return `play` with `body`, due when there is news to tell."""
    if body.announce_at is None:
        last = body.announced_at
        soon = venue.now + SOON
        body = replace(body, announce_at=soon if last is None else max(soon, last + SELDOM))
    return replace(play, body=body, due_at=body.due_at)


def _grouped(body: Raffle, venue: Venue) -> str:
    """Return who could not enter, by reason: the names of each at most five."""
    by_why: dict[str, list[str]] = {}
    for member in body.unread:
        by_why.setdefault(body.refusals.get(member, ""), []).append(venue.name(MemberId(member)))
    parts = (
        f"{'、'.join(names[:SHOWN])}{'等' if len(names) > SHOWN else ''}（{why}）" for why, names in by_why.items()
    )
    return "；".join(parts)
