"""Drawing a lottery, and drawing one of its prizes again. Announcement, prizes and play are one turn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.core.actions import StateChange
from bot.core.effects import Effect, Planned, Say, Tell
from bot.core.model import MemberId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.vouchers import Claim, Voucher
from bot.core.words import day_and_time, plain
from bot.play.lottery.drawing import next_rank
from bot.play.lottery.terms import (
    WON,
    Entry,
    Raffle,
    Redrawn,
    Stage,
    beacon,
    body_of,
    entries_of,
    order_of,
    pairs_of,
    seats_of,
    voucher_id,
)
from bot.play.lottery.vouchers import issued, remembering, voided, voucher_with
from bot.play.portions import portions
from bot.play.turn import Turn, ended
from bot.play.venue import Venue

DRAWN = Text(
    "lottery.drawn",
    "“{title}”（编号 {number}）开奖了！\n{winners}\n恭喜！{claim}\n公开值：{beacon}\n密钥：{secret}\n谁都可以核对：发“验证 {number}”。",
)
MORE = Text("lottery.more_winners", "“{title}”（编号 {number}）中奖名单，接上：\n{winners}")
WINNER = Text("lottery.winner", "{prize}：{name}（第 {index} 号）")
LEFT_OVER = Text("lottery.left_over", "报名的人比奖品少，有 {count} 份没有送出。")
CLAIM = Text("lottery.claim", "领奖码私信给各位，没收到的请找群主；请在 {until} 前领奖。")
YOU_WON = Text(
    "lottery.you_won",
    "恭喜！你在“{title}”里抽中了{prize}。领奖码 {code}，请在 {until} 前给群主看，不要发到群里。",
)
PASS_ON = Text(
    "lottery.pass_on", "“{title}”的中奖人里，有几位我发不了私信，请你转告领奖码（{until} 前有效）：\n{lines}"
)
REDRAWN = Text(
    "lottery.redrawn",
    "“{title}”（编号 {number}）重抽：{out}的{prize}{why}，按同一次开奖的顺序，下一位是 {into}（第 {index} 号）。"
    "顺序早已定下，谁也不能挑人；发“验证 {number}”可以核对。",
)
NOT_DRAWN = Text("lottery.not_drawn", "“{title}”还没有开奖，没有可以重抽的。")
NO_WINNER = Text("lottery.no_winner", "{name}现在没有“{title}”的奖品。能重抽的是：{names}。")
HAS_IT = Text("lottery.has_it", "{name}已经领走{prize}，不能再重抽。")
NOBODY_LEFT = Text("lottery.nobody_left", "“{title}”报名的人都中过了，没有下一位。")
PORTION = 1_100  # chosen: bytes of a list, so that it fits into one message with all that stands around it
NAMED = 20  # chosen: names of those whose prize can be drawn again
WHY = "没有送出（{reason}）"
NO_WHY = "没有送出"


def drawn(play: Play, venue: Venue) -> Turn:
    """Return the draw: play, announcement and prizes together. Whatever was promised at the opening decides, nothing else."""
    body = replace(body_of(play), stage=Stage.DRAWN, drawn_at=venue.now)
    entries, order = entries_of(body), order_of(body)
    seats = seats_of(body)
    won = [(place, rank, order[rank - 1]) for place, rank in sorted(seats.items())]
    turn = Turn(plays=(ended(replace(play, body=body), venue.now),), note=f"抽奖 {play.number} 开奖")
    lines, vouchers = [], []
    for place, rank, index in won:
        winner, prize = entries[index - 1], body.terms.slots[place - 1].called
        given, voucher = _given(play, body, winner, (rank, prize), venue)
        turn, venue = turn + given, remembering(venue, *given.states)
        vouchers.append(voucher)
        lines.append(venue.texts.say(WINNER, prize=prize, name=f"<@{winner.member}>", index=index))
    spare = len(body.terms.slots) - len(seats)
    lines += [venue.texts.say(LEFT_OVER, count=spare)] if spare else []
    told = {"title": play.title, "number": play.number, "beacon": beacon(body), "secret": body.secret}
    claim = venue.texts.say(CLAIM, until=clock(venue.now + body.claim, venue))
    first, *rest = portions(lines, PORTION)
    said = [public(play, "draw", venue.texts.say(DRAWN, **told, winners=first, claim=claim), venue)]
    said += (
        public(play, f"draw-{place}", venue.texts.say(MORE, title=play.title, number=play.number, winners=some), venue)
        for place, some in enumerate(rest, start=2)
    )
    return turn + Turn(planned=(*said, *_whispered(play, vouchers, venue)))


def redrawn(play: Play, member: MemberId, reason: str, venue: Venue) -> Turn:
    """Return what follows when the prize of `member` goes to the next of the same order; refused if it cannot."""
    body, texts = body_of(play), venue.texts
    if body.stage is not Stage.DRAWN:
        return Turn(refused=texts.say(NOT_DRAWN, title=play.title))
    entries, order, seats = entries_of(body), order_of(body), seats_of(body)
    holders = {entries[order[rank - 1] - 1].member: (place, rank) for place, rank in seats.items()}
    if member not in holders:
        names = "、".join(venue.name(one) for one in list(holders)[:NAMED])
        return Turn(refused=texts.say(NO_WINNER, name=venue.name(member), title=play.title, names=names))
    place, rank = holders[member]
    prize = body.terms.slots[place - 1].called
    old = voucher_with(venue.state, voucher_id(play.number, rank))
    if old is not None and old.claim is Claim.CLAIMED:
        return Turn(refused=texts.say(HAS_IT, name=venue.name(member), prize=prize))
    into = next_rank(len(body.terms.slots), len(entries), pairs_of(body))
    if not into:
        return Turn(refused=texts.say(NOBODY_LEFT, title=play.title))
    index = order[into - 1]
    body = replace(body, redrawn=(*body.redrawn, Redrawn(out=rank, into=into, at=venue.now, reason=reason)))
    taken: tuple[StateChange, ...] = (voided(venue, old),) if old is not None and old.claim is Claim.WAITING else ()
    taken += (venue.noted(WON + member, None),)
    given, voucher = _given(play, body, entries[index - 1], (into, prize), remembering(venue, *taken))
    told = {"title": play.title, "number": play.number, "prize": prize, "index": index}
    why = WHY.format(reason=plain(reason)) if reason else NO_WHY
    winner = entries[index - 1].member
    text = texts.say(REDRAWN, **told, out=venue.name(member), into=f"<@{winner}>", why=why)
    said: tuple[Planned | Effect, ...] = (
        public(play, f"redraw-{into}", text, venue),
        *_whispered(play, [voucher], venue),
    )
    return Turn(plays=(replace(play, body=body),), states=taken, planned=said) + given


def _given(play: Play, body: Raffle, winner: Entry, what: tuple[int, str], venue: Venue) -> tuple[Turn, Voucher]:
    """Return the prize record of `winner`. what: rank and prize."""
    rank, prize = what
    id_of, until = voucher_id(play.number, rank), venue.now + body.claim
    change, code = issued(venue, id=id_of, member=winner.member, what=prize, of=play.title, until=until)
    since = venue.noted(WON + winner.member, int(venue.now.timestamp()))
    voucher = Voucher(id=id_of, member=winner.member, what=prize, of=play.title, at=venue.now, until=until, code=code)
    return Turn(states=(change, since)), voucher


def _whispered(play: Play, vouchers: list[Voucher], venue: Venue) -> Iterator[Effect]:
    """Yield each winner's code in private; for those who cannot be told, all of them to who answers for the room."""
    unreachable = []
    for one in vouchers:
        until = clock(one.until or venue.now, venue)
        if not venue.whispers(one.member):
            unreachable.append(f"{venue.name(one.member)}：{one.what}，领奖码 {one.code}")
            continue
        text = venue.texts.say(YOU_WON, title=play.title, prize=one.what, code=one.code, until=until)
        yield Tell(room=venue.room.id, to=one.member, text=text)
    if unreachable:
        until = clock(vouchers[0].until or venue.now, venue)
        texts = [
            venue.texts.say(PASS_ON, title=play.title, until=until, lines=some)
            for some in portions(unreachable, PORTION)
        ]
        yield from (Tell(room=venue.room.id, to=one, text=text) for one in venue.room.owners()[:1] for text in texts)


def clock(at: datetime, venue: Venue) -> str:
    """Return `at` as people of the room say it, the day left out if it is today's."""
    local = at.astimezone(venue.zone)
    return f"{local:%H:%M}" if local.date() == venue.today else day_and_time(at, venue.zone)


def public(play: Play, what: str, text: str, venue: Venue) -> Planned:
    """Return `text` to be posted once, whatever happens. what: a word for it."""
    return Planned(effect=Say(room=venue.room.id, text=text), key=f"play-{play.number}-{what}")
