"""Closing a lottery: the list and its hash, the salts, the wait for the public value."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.effects import Say, Tell
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.lottery.drawing import DRAND_CHAIN, Terms, hash_of, list_text, published_at, round_after
from bot.play.lottery.entering import refunds
from bot.play.lottery.opening import DRAND_MARGIN
from bot.play.lottery.terms import (
    CATCHING_UP,
    LAG,
    LATE,
    LONGEST_SALT,
    SALT,
    SALTING,
    Entry,
    Raffle,
    Stage,
    body_of,
    entries_of,
    lots_of,
    salt_written,
)
from bot.play.lottery.winning import clock, drawn, public
from bot.play.turn import Turn, ended
from bot.play.venue import Heard, Venue

EMPTY = Text("lottery.empty", "“{title}”到时间了，没有人报名，这次就不开奖了。奖品留着，下次再来。")
FROZEN = Text(
    "lottery.frozen",
    "“{title}”（编号 {number}）报名截止：共 {count} 人，{tickets} 张签。名单已封存，之后改动一个字都能查出来。\n"
    "名单校验码：{hash}\n{next}\n想知道自己是第几号，发“我的抽奖号”。",
)
ASK_SALTS = Text(
    "lottery.ask_salts",
    "现在请大家加盐：发“加盐”和随便几个字，例如“加盐 今晚月色真好”，{until} 截止，每人一次。密钥还没有公布，群主和成员都算不出怎样加盐对谁有利。",
)
STILL_SALTS = Text(
    "lottery.still_salts",
    "“{title}”还没有人加盐，不能开奖：请任何一位成员发“加盐”和随便几个字；有人加了，再等 3 分钟就开奖。",
)
ASK_DRAND = Text(
    "lottery.ask_drand",
    "开奖用 drand 第 {named} 轮的随机数，{at} 公布，报名前就说好了。公布后谁都可以查："
    "https://api.drand.sh/{chain}/public/{named} 里的 randomness。群主核对后发：开奖 {number} 随机数。",
)
ASK_INDEX = Text(
    "lottery.ask_index",
    "开奖用“{named}”，报名前就说好了。公布后谁都可以查。群主核对后发：开奖 {number} 公布的数值。",
)
MOVED = Text(
    "lottery.round_moved", "原定的第 {old} 轮在名单封存以前就公布了，为了公平，改用还没有公布的第 {named} 轮。"
)
REMIND = Text(
    "lottery.remind",
    "“{title}”（编号 {number}）的名单已经封存，在等公开的数值：{named}。公布后发：开奖 {number} 数值。",
)
VALUE = "随机数"
_HEX = re.compile(r"[0-9a-f]{64}")
_PUBLIC = re.compile(r"[0-9a-z.,:+-]{1,80}")
DAILY = timedelta(days=1)
MOST_SEEN = 10  # chosen: values of members that are passed on, so that nobody lets the bot talk without end


def catching_up(play: Play, venue: Venue) -> Turn | None:
    """Return the wait for what was said while nobody listened, once for each end; None if there is nothing to wait for."""
    body = body_of(play)
    end = body.closes_at if body.stage is Stage.ENTERING else body.salts_until
    if end is None or body.waits_until is not None or venue.now - end - LATE <= LAG:
        return None
    until = venue.now + CATCHING_UP
    return Turn(plays=(replace(play, body=replace(body, waits_until=until), due_at=until),))


def frozen(play: Play, venue: Venue) -> Turn:
    """Return what follows when nobody can enter any more: the list, its hash, and what the draw waits for."""
    body = body_of(play)
    out = frozenset(one.member for one in entries_of(body) if _is_out(one, venue))
    back = refunds(play, out, venue)
    kept = {member: written for member, written in body.entries.items() if member not in out}
    paid = tuple(line for line in body.paid if line.split(" ", 2)[1] not in out)
    body = replace(body, entries=kept, paid=paid, announce_at=None, unread=())
    if not kept:
        text = venue.texts.say(EMPTY, title=play.title)
        over = ended(replace(play, body=body), venue.now)
        return Turn(plays=(over,), postings=back, planned=(public(play, "closed", text, venue),))
    body = replace(body, terms=_still_unknown(body.terms, venue.now))
    is_moved = body.terms != body_of(play).terms
    lots = lots_of(body)
    is_salted = body.terms.source == "salts"
    body = replace(
        body,
        stage=Stage.FROZEN,
        frozen_at=venue.now,
        list_hash=hash_of(list_text(body.terms, lots)),
        waits_until=None,
        salts_until=venue.now + SALTING if is_salted else None,
    )
    after = replace(play, body=body, due_at=_next_due(body, venue.now))
    told = {"title": play.title, "number": play.number, "count": len(lots), "hash": body.list_hash}
    tickets = sum(lot.tickets for lot in lots)
    moved = venue.texts.say(MOVED, old=body_of(play).terms.named, named=body.terms.named) if is_moved else ""
    text = venue.texts.say(FROZEN, **told, tickets=tickets, next=moved + awaited(after, venue))
    return Turn(plays=(after,), postings=back, planned=(public(play, "closed", text, venue),))


def _still_unknown(terms: Terms, now: datetime) -> Terms:
    """Return `terms` with a round of drand that nobody knows yet: the bot may have been away when the list was to be closed."""
    if terms.source != "drand" or published_at(int(terms.named)) > (now + LATE).timestamp():
        return terms
    return replace(terms, named=str(round_after(now + DRAND_MARGIN)))


def _is_out(entry: Entry, venue: Venue) -> bool:
    """Tell whether who entered cannot win any more: they run the room by now, are muted, or left since."""
    profile = venue.profile(entry.member)
    has_left = profile.is_gone and profile.left_at is not None and profile.left_at >= entry.at
    return has_left or venue.is_staff(entry.member) or venue.is_muted(entry.member)


def awaited(play: Play, venue: Venue) -> str:
    """Return what people are asked for, once the list is frozen."""
    body = body_of(play)
    named = body.terms.named
    if body.terms.source == "salts" and body.salts_until is not None:
        return venue.texts.say(ASK_SALTS, until=clock(body.salts_until, venue))
    if body.terms.source == "drand":
        at = f"{datetime.fromtimestamp(published_at(int(named)), venue.zone):%H:%M:%S}"
        return venue.texts.say(ASK_DRAND, named=named, at=at, chain=DRAND_CHAIN, number=play.number)
    return venue.texts.say(ASK_INDEX, named=named, number=play.number)


def waited(play: Play, venue: Venue) -> Turn:
    """Return what follows when a frozen lottery is due: the draw if the public value is there, else a word about it."""
    body = body_of(play)
    if body.value or body.salts:
        return drawn(play, venue)
    if body.terms.source == "salts":
        body = replace(body, salts_until=venue.now + DAILY, waits_until=None)
        after = replace(play, body=body, due_at=venue.now + DAILY + LATE)
        text = venue.texts.say(STILL_SALTS, title=play.title)
        return Turn(plays=(after,), planned=(Say(room=venue.room.id, text=text),))
    told = {"title": play.title, "number": play.number, "named": body.terms.named}
    text = venue.texts.say(REMIND, **told)
    planned = tuple(Tell(room=venue.room.id, to=one, text=text) for one in venue.room.owners()[:1])
    return Turn(plays=(replace(play, due_at=venue.now + DAILY),), planned=planned)


def value_in(text: str, source: str) -> str:
    """Return the public value that `text` brings, as it is hashed, empty if it brings none. drand: 64 hex digits alone."""
    said = "".join(unicodedata.normalize("NFKC", text).split())
    is_announced = said.startswith(VALUE)
    said = said.removeprefix(VALUE).lstrip(":").lower()
    if source == "drand":
        return said if _HEX.fullmatch(said) else ""
    return said if is_announced and _PUBLIC.fullmatch(said) else ""


def value_brought(heard: Heard, body: Raffle) -> str:
    """Return the public value that `heard` brings, empty if that is no news: each value and each member is told of once."""
    value, known = value_in(heard.text, body.terms.source), [one.partition(" ") for one in body.seen]
    is_news = len(known) < MOST_SEEN and not any(heard.by == by or value == said for by, _, said in known)
    return value if is_news and not body.value else ""


def value_of(text: str, source: str) -> str:
    """Return the public value that who may draw wrote, as it is hashed; empty if it can be none."""
    return value_in(f"{VALUE}{text}", source)


def salt_in(text: str) -> str:
    """Return the salt that `text` brings, on one line, empty if it brings none."""
    said = " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())
    if not said.startswith(SALT):
        return ""
    return plain(said[len(SALT) :].lstrip(" :：,，+")[:LONGEST_SALT]).strip()


def salt_added(play: Play, heard: Heard, salt: str, venue: Venue) -> Turn:
    """Return what follows from a salt: the first of each member counts, whichever arrives first."""
    body, note = body_of(play), f"抽奖 {play.number} 加盐"
    is_in_time = body.frozen_at is not None and body.frozen_at <= heard.at
    is_in_time &= body.salts_until is not None and heard.at < body.salts_until
    if not is_in_time or venue.is_staff(heard.by):
        return Turn(note=f"{note}没有算：不在加盐的时间里，或者是管理人员")
    written = salt_written(heard.at, heard.message.id, salt)
    before = body.salts.get(heard.by)
    if before is not None and _place(before) <= _place(written):
        return Turn(note=f"{note}：每人一次，已经加过")
    body = replace(body, salts={**body.salts, heard.by: written}, salts_until=_salts_end(body, heard.at))
    return Turn(plays=(replace(play, body=body, due_at=_next_due(body, venue.now)),), note=note)


def _salts_end(body: Raffle, at: datetime) -> datetime | None:
    """Return when salts end once there is one: it was told before, or is counted from the first that came later."""
    if body.frozen_at is None or body.salts_until is None or body.salts_until <= body.frozen_at + SALTING:
        return body.salts_until
    return min(body.salts_until, at + SALTING)


def _place(written: str) -> tuple[int, str]:
    at, _, rest = written.split(" ", 2)
    return int(at), rest.partition("\t")[0]


def _next_due(body: Raffle, now: datetime) -> datetime:
    if body.salts_until is not None:
        return body.arrived_by(body.salts_until)
    if body.terms.source == "drand":
        return max(now, datetime.fromtimestamp(published_at(int(body.terms.named)), now.tzinfo)) + LATE
    return now + DAILY
