"""The proof of a draw: as a file for other programs, and as steps that are recomputed in the chat."""

from collections.abc import Iterator
from typing import Any

from bot.core.model import MemberId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.play.lottery.drawing import FORMAT, commitment_of, hash_of, list_text
from bot.play.lottery.entering import number_line
from bot.play.lottery.terms import (
    Raffle,
    Stage,
    beacon,
    body_of,
    entries_of,
    lots_of,
    order_of,
    pairs_of,
    salts_of,
    seats_of,
)
from bot.play.venue import Venue

HEAD = Text("lottery.proof_head", "“{title}”（编号 {number}）的验证：")
COMMITTED = Text("lottery.proof_committed", "密钥校验码（报名前公布）：{commitment}")
OPEN = Text("lottery.proof_open", "还在报名，已有 {count} 人。名单封存后会公布校验码。")
LISTED = Text("lottery.proof_listed", "名单校验码（截止时公布）：{hash}，{count} 人")
WAITS = Text("lottery.proof_waits", "还没有开奖。开奖时会公布密钥，到时再来验证。")
SECRET = Text("lottery.proof_secret", "1. 密钥算出的校验码和报名前公布的{same}：{commitment}")
LIST = Text("lottery.proof_list", "2. 按格式重排名单（{count} 人），校验码和截止时公布的{same}：{hash}")
BEACON_SALTS = Text("lottery.proof_salts", "3. 公开值由名单校验码和 {count} 份盐算出：{beacon}")
BEACON_GIVEN = Text("lottery.proof_given", "3. 公开值是{named}：{beacon}（请自己到公布的地方核对）")
SCORES = Text(
    "lottery.proof_scores", "4. 每张签的得分是 HMAC-SHA256(密钥, 公开值:{number}:序号:第几张)，每人取最小的，从小到大排"
)
ORDER = Text("lottery.proof_order", "5. 排出来前面的是第 {order} 号，依次得奖：{winners}")
REDRAWN = Text("lottery.proof_redrawn", "6. 重抽 {count} 次，每次都给同一顺序的下一位，没有人中两次：{changes}")
CHANGE = Text("lottery.proof_change", "第 {out} 号{loser}的给了第 {into} 号{winner}")
ALL_RIGHT = Text(
    "lottery.proof_right", "全部对得上。想用别的程序核对，请向群主要验证文件（qunguan lottery export {number}）。"
)
WRONG = Text("lottery.proof_wrong", "对不上！请不要按这个结果领奖，先问群主。")
SAME, DIFFERENT = "一致", "不一致"
SHOWN = 10  # chosen: winners named in one line
CHANGES_SHOWN = 5  # chosen


def proof_of(play: Play) -> dict[str, Any]:
    """Return everything that another program needs to draw again, JSON; no name and no account stands in it.

    Raises ValueError before the draw: the secret must stay one.
    """
    body = body_of(play)
    if body.stage is not Stage.DRAWN:
        raise ValueError(f"play {play.number} is not drawn")
    terms, lots, order = body.terms, lots_of(body), order_of(body)
    return {
        "format": FORMAT,
        "play": terms.number,
        "title": terms.title,
        "commitment": terms.commitment,
        "source": terms.source,
        "named": terms.named,
        "prizes": [[prize.count, prize.level, prize.what] for prize in terms.prizes],
        "entries": [[lot.index, lot.token, lot.tickets] for lot in lots],
        "count": len(lots),
        "list_hash": body.list_hash,
        "salts": [list(salt) for salt in salts_of(body)],
        "beacon": beacon(body),
        "secret": body.secret,
        "redrawn": [list(pair) for pair in pairs_of(body)],
        "winners": [
            [rank, order[rank - 1], lots[order[rank - 1] - 1].token, terms.slots[place - 1].called]
            for place, rank in sorted(seats_of(body).items())
        ],
    }


def explained(play: Play, asker: MemberId, venue: Venue) -> str:
    """Return the steps, recomputed now, in at most twelve lines; the last is the number of `asker` if they entered."""
    body = body_of(play)
    lines = [venue.texts.say(HEAD, title=play.title, number=play.number)]
    lines += _drawn(play, venue) if body.stage is Stage.DRAWN else _waiting(body, venue)
    if asker in body.entries:
        lines.append(number_line(play, asker, venue))
    return "\n".join(lines)


def _waiting(body: Raffle, venue: Venue) -> Iterator[str]:
    yield venue.texts.say(COMMITTED, commitment=body.terms.commitment)
    if body.stage is Stage.ENTERING:
        yield venue.texts.say(OPEN, count=len(body.entries))
        return
    yield venue.texts.say(LISTED, hash=body.list_hash, count=len(body.entries))
    yield venue.texts.say(WAITS)


def _drawn(play: Play, venue: Venue) -> Iterator[str]:
    body, say = body_of(play), venue.texts.say
    terms, lots, order = body.terms, lots_of(body), order_of(body)
    commitment, listed = commitment_of(body.secret), hash_of(list_text(terms, lots))
    is_right = commitment == terms.commitment and listed == body.list_hash
    yield say(SECRET, same=_same(commitment == terms.commitment), commitment=commitment)
    yield say(LIST, count=len(lots), same=_same(listed == body.list_hash), hash=listed)
    if terms.source == "salts":
        yield say(BEACON_SALTS, count=len(body.salts), beacon=beacon(body))
    else:
        yield say(BEACON_GIVEN, named=_named(body), beacon=beacon(body))
    yield say(SCORES, number=terms.number)
    names = {index: venue.name(one.member) for index, one in enumerate(entries_of(body), start=1)}
    won = order[: min(len(terms.slots), len(lots))]
    winners = "、".join(names[index] for index in won[:SHOWN]) + ("等" if len(won) > SHOWN else "")
    yield say(ORDER, order="、".join(map(str, order[:SHOWN])), winners=winners)
    if body.redrawn:
        pairs = [(order[out - 1], order[into - 1]) for out, into in pairs_of(body)]
        changes = [
            say(CHANGE, out=out, loser=names[out], into=into, winner=names[into]) for out, into in pairs[:CHANGES_SHOWN]
        ]
        yield say(REDRAWN, count=len(pairs), changes="；".join(changes) + ("等" if len(pairs) > CHANGES_SHOWN else ""))
    yield say(ALL_RIGHT, number=terms.number) if is_right else say(WRONG)


def _named(body: Raffle) -> str:
    return f" drand 第 {body.terms.named} 轮的随机数" if body.terms.source == "drand" else f"“{body.terms.named}”"


def _same(is_same: bool) -> str:  # noqa: FBT001
    return SAME if is_same else DIFFERENT
