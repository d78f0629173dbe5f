"""谢谢 @某人: thanks that are worth something to who helped, and are worth nothing to who only wants credits."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.credits import Posting
from bot.core.effects import Reply
from bot.core.model import MemberId
from bot.core.texts import Text
from bot.play.credit.levels import promoted, purse_after
from bot.play.names import called, named, spoken_to
from bot.play.turn import Turn
from bot.play.venue import Entry, Heard, Venue

THANKED = "thanked:"
"""Key in what a room remembers; who thanks follows. Value: the day, how many, to whom when (seconds), whether limits were told."""
DONE = Text("thanks.done", "{giver} 谢谢 {names}，{names} +{amount} 积分，暖心！")
WITHOUT = Text("thanks.without", "{giver} 谢谢 {names}，暖心！")
LEVEL_UP = Text("thanks.level", "{name} {promoted}")
DAILY = Text("thanks.daily", "{you}今天的感谢积分已送完（每天 {count} 次），心意我们都看到了。")
AGAIN = Text("thanks.again", "{you}{span}内谢过同一个人就不再加积分了，心意我们都看到了。")
REASON = "{giver} 的感谢"
MOST = 3  # chosen: people who are thanked in one message
_BEGINS = re.compile(
    r"\s*(?:太|非常|特别|十分|真|真心|再次|万分)?(?:谢谢|感谢|多谢)(?:你|您|一下)?[\s,，、!！~～]*(?=@)"
)
_BEGINS_QUOTING = re.compile(
    r"\s*(?:太|非常|特别|十分|真|真心|再次)?(?:谢谢|感谢|多谢)(?:你|您|啦|了|大佬|老师|分享|解答)*[\s!！。~～]*"
)
_BEHIND = re.compile(r"[\s,，、和]*")
_GAP = re.compile(r"\W|$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What one giver gave of late. to: seconds since 1970 of the last thanks, by member."""

    day: str = ""
    count: int = 0
    to: tuple[tuple[str, int], ...] = ()
    told: str = ""


def thanked_in(heard: Heard, venue: Venue) -> tuple[MemberId, ...]:
    """Return whom `heard` thanks: who is named with @ right behind it, or who wrote what is quoted; cheap for all else."""
    text = heard.text
    if "谢" not in text[:8]:
        return ()
    begins = _BEGINS.match(text)
    if begins is None:
        is_quoting = heard.quoting and _BEGINS_QUOTING.fullmatch(text)
        return (heard.quoting,) if is_quoting and heard.quoting != heard.by else ()
    return tuple(one for one in _named(text, begins.end(), venue) if one != heard.by)


def thanks(heard: Heard, members: tuple[MemberId, ...], venue: Venue) -> Turn:
    """Return what follows when `members` are thanked. Of what is over a limit is told once a day, then nothing."""
    given, now = _given(heard, venue), int(heard.at.timestamp())
    customs = venue.customs.credits
    pause = int(customs.thanks_pause.total_seconds())
    fresh = [one for one in members if abs(now - dict(given.to).get(one, now - pause)) >= pause]
    left = max(0, customs.thanks_daily - given.count)
    hit = tuple(fresh[:left])
    if not hit:
        return _over(heard, given, is_daily=bool(fresh), venue=venue)
    postings = tuple(one for member in hit for one in _credits(heard, member, venue))
    to: dict[str, int] = {**dict(given.to), **{str(one): now for one in hit}}
    kept = replace(given, count=given.count + len(hit), to=tuple(to.items()))
    levels = [promoted(member, purse_after(member, postings, venue), venue) for member in hit]
    states = (venue.noted(f"{THANKED}{heard.by}", _to_json(kept)), *(one for _, some in levels for one in some))
    lines = [_said(heard, hit, postings, venue)]
    lines += (
        venue.texts.say(LEVEL_UP, name=named(member, venue), promoted=text)
        for member, (text, _) in zip(hit, levels, strict=True)
        if text
    )
    return Turn(postings=postings, states=states, planned=_replies(heard, "\n".join(lines), venue))


def _credits(heard: Heard, member: MemberId, venue: Venue) -> tuple[Posting, ...]:
    """Return what `member` gets; who runs the room is thanked, and earns nothing, nor does who is muted or gone."""
    if venue.is_staff(member) or venue.is_muted(member) or venue.profile(member).is_gone:
        return ()
    reason = REASON.format(giver=called(heard.by, venue))
    entry = Entry(id=f"{heard.message.id}:thanks:{member}", source="thanks", reason=reason, message=heard.message.id)
    return venue.award(member, venue.customs.credits.thanks, entry)


def _said(heard: Heard, hit: tuple[MemberId, ...], postings: tuple[Posting, ...], venue: Venue) -> str:
    giver, amounts = named(heard.by, venue), {one.amount for one in postings}
    names = "、".join(named(one, venue) for one in hit)
    if len(postings) == len(hit) and len(amounts) == 1:
        return venue.texts.say(DONE, giver=giver, names=names, amount=amounts.pop())
    return venue.texts.say(WITHOUT, giver=giver, names=names)


def _over(heard: Heard, given: _Given, *, is_daily: bool, venue: Venue) -> Turn:
    """Say once a day that a limit was met; that it was said is remembered."""
    if given.told == given.day or not venue.speaks:
        return Turn()
    customs, you = venue.customs.credits, spoken_to(heard.by, venue)
    text = (
        venue.texts.say(DAILY, you=you, count=customs.thanks_daily)
        if is_daily
        else venue.texts.say(AGAIN, you=you, span=_span(customs.thanks_pause))
    )
    noted = venue.noted(f"{THANKED}{heard.by}", _to_json(replace(given, told=given.day)))
    return Turn(states=(noted,), planned=_replies(heard, text, venue))


def _replies(heard: Heard, text: str, venue: Venue) -> tuple[Reply, ...]:
    """Return the answer; none where the bot cannot post: nobody else should have to say it."""
    message = heard.message
    answer = Reply(room=message.room, to=heard.by, text=text, answer_url=message.answer_url)
    return (answer,) if venue.speaks else ()


def _given(heard: Heard, venue: Venue) -> _Given:
    """Return what the giver gave, counted anew each day; whom they thanked longer ago than matters is forgotten."""
    told: dict[str, Any] = venue.state.get(f"{THANKED}{heard.by}") or {}
    day, at = venue.day_of(heard.at).isoformat(), heard.at
    to = tuple((one, when) for one, when in told.get("to", {}).items() if _matters(when, at, venue))
    if told.get("day") != day:
        return _Given(day=day, to=to)
    return _Given(day=day, count=int(told.get("count", 0)), to=to, told=str(told.get("told", "")))


def _matters(when: int, at: datetime, venue: Venue) -> bool:
    return abs(at.timestamp() - when) < venue.customs.credits.thanks_pause.total_seconds()


def _to_json(given: _Given) -> dict[str, Any]:
    return {"day": given.day, "count": given.count, "to": dict(given.to), "told": given.told}


def _named(text: str, at: int, venue: Venue) -> tuple[MemberId, ...]:
    """Return who is named with @ from `at` on, one behind the other; a name that several bear names nobody."""
    found: list[MemberId] = []
    while text.startswith("@", at) and len(found) < MOST:
        named = _at(text, at + 1, venue)
        if named is None:
            break
        member, end = named
        if member not in found:
            found.append(member)
        gap = _BEHIND.match(text, end)
        at = gap.end() if gap else end
    return tuple(found)


def _at(text: str, at: int, venue: Venue) -> tuple[MemberId, int] | None:
    """Return who is named at `at` by the longest name that stands there apart, else by the longest; and where it ends.

    What is somebody's is thanked for to nobody: 谢谢@张伟的朋友圈.
    """
    ways = [(p.name, member) for member, p in venue.profiles.items() if p.name and text.startswith(p.name, at)]
    ways += [(member, member) for member in venue.profiles if text.startswith(member, at)]
    apart = [one for one in ways if _GAP.match(text, at + len(one[0]))]
    longest = max((len(name) for name, _ in apart or ways), default=0)
    if text.startswith("的", at + longest):
        return None
    named = {member for name, member in apart or ways if len(name) == longest}
    return (named.pop(), at + longest) if len(named) == 1 else None


def _span(span: timedelta) -> str:
    hours = int(span.total_seconds()) // 3600
    return f"{hours // 24} 天" if hours % 24 == 0 and hours else f"{max(hours, 1)} 小时"
