"""商城: what credits buy, how many are left, and what is bought."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.effects import Planned, Tell
from bot.core.model import MemberId, MessageId
from bot.core.playbook import Ware, for_room
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.credit.levels import reaches
from bot.play.lottery.vouchers import issued
from bot.play.names import called, spoken_to
from bot.play.turn import Turn
from bot.play.venue import Entry, Venue

SOLD = "sold:"
"""Key in what a room remembers; the ware, a colon and the number of the order follow. Value: `member` and `count`."""
SHOP = "商城"
HEAD = Text("shop.head", "【积分商城】你有 {balance} 积分")
LINE = Text("shop.line", "{place}. {title}　{cost} 积分{stock}{level}{own}")
ABOUT = Text("shop.about", "　　{about}")
LEFT = Text("shop.left", "，剩 {count} 份")
GONE = Text("shop.gone", "，换完了")
LEVEL = Text("shop.level", "，“{title}”以上可换")
OWN = Text("shop.own", "（你换过 {count} 份）")
MORE = Text("shop.more", "……还有 {count} 样放不下，写名字就能换。")
HOW = Text("shop.how", "要换就发：兑换 名字或序号，例如“兑换 {title}”")
CLOSED = Text("shop.closed", "本群的积分商城还没有上架东西。")
UNKNOWN = Text("redeem.unknown", "商城里没有“{said}”。发“商城”看看有什么。")
OUT = Text("redeem.out", "{title}只剩 {left} 份，换不了 {count} 份。")
NONE_LEFT = Text("redeem.none_left", "{title}换完了，下次早点来。")
EACH = Text("redeem.each", "{title}每人最多换 {each} 份，你已经换了 {own} 份。")
TOO_LOW = Text("redeem.too_low", "{title}要到“{level}”才能换。")
POOR = Text("redeem.poor", "{count} 份{title}要 {cost} 积分，你有 {balance}，还差 {lacking}。")
STAFF = Text("redeem.staff", "管群的人不参加兑换。")
PREVIEW = Text("redeem.preview", "兑换 {count} 份{title}：花 {cost} 积分，换后剩 {rest}。")
DONE = Text("redeem.done", "{you}{count} 份{title}换好了，花了 {cost} 积分，还剩 {rest}。{how}")
BY_CODE = Text("redeem.by_code", "兑换码已私信给你，凭码找群主领取。")
BY_OWNER = Text("redeem.by_owner", "群主已收到通知，请找群主领取。")
CODE = Text("redeem.code", "你换的 {count} 份{title}，兑换码 {code}。领取时把它告诉群主，不要发在群里。")
FOR_OWNER = Text(
    "redeem.for_owner", "{name} 用 {cost} 积分换了 {count} 份{title}。对方会把兑换码告诉你，交给本人后发“兑奖 兑换码”。"
)
UNTOLD = Text(
    "redeem.for_owner_untold",
    "{name} 用 {cost} 积分换了 {count} 份{title}。机器人没法私信对方，兑换码是 {code}；交给本人后发“兑奖 {code}”。",
)
REASON = "兑换 {title} × {count}"
LIMIT = 1_600  # platform: a text has at most 2048 bytes; head and end are left for
SAID = 20  # chosen: characters of an unknown ware that are repeated
MOST = 99  # chosen: of one ware at once
_COUNTED = re.compile(r"(.+?)\s*(?:[x×*]\s*|\s)?(\d{1,3})\s*(?:份|个|件|张|只|本|套|盒|杯|包)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of the shop. ware: None if there is no such. said: as written."""

    ware: Ware | None
    count: int = 1
    said: str = ""


def wares_of(venue: Venue) -> tuple[Ware, ...]:
    """Return what is for sale in the room, in the order of the list."""
    return for_room(venue.playbook.wares, venue.room.id)


def wish_in(text: str, venue: Venue) -> Wish:
    """Return what `text` names: by title, number in the list or id, with how many behind it."""
    said = " ".join(text.split())
    whole = _ware(said, venue)
    counted = None if whole else _COUNTED.fullmatch(said)
    if counted is None:
        return Wish(ware=whole, said=said)
    return Wish(ware=_ware(counted[1], venue), count=int(counted[2]), said=counted[1])


def sold(ware: Ware, venue: Venue, member: MemberId = MemberId("")) -> int:
    """Return how many of `ware` were sold in the room, to `member` alone if one is named."""
    prefix = f"{SOLD}{ware.id}:"
    found = (told for key, told in venue.state.items() if key.startswith(prefix) and told)
    return sum(int(one["count"]) for one in found if not member or one["member"] == member)


def left(ware: Ware, venue: Venue) -> int | None:
    """Return how many are left, None for no end."""
    return None if ware.stock is None else max(0, ware.stock - sold(ware, venue))


def why_not(wish: Wish, member: MemberId, venue: Venue) -> str:
    """Return why `member` cannot have what they wish, empty if they can."""
    ware, texts = wish.ware, venue.texts
    if ware is None or not 0 < wish.count <= MOST:
        return (
            texts.say(UNKNOWN, said=plain(venue.concealed(wish.said))[:SAID]) if wares_of(venue) else texts.say(CLOSED)
        )
    if venue.is_staff(member):
        return texts.say(STAFF)
    own, level = sold(ware, venue, member), ware.level
    if ware.each is not None and own + wish.count > ware.each:
        return texts.say(EACH, title=ware.title, each=ware.each, own=own)
    if not reaches(venue.purse(member).earned, level, venue.customs.credits.levels):
        return texts.say(TOO_LOW, title=ware.title, level=level)
    return _too_few(ware, wish.count, venue) or _too_dear(ware, wish.count, member, venue)


def shown(wish: Wish, member: MemberId, venue: Venue) -> str:
    """Return what buying costs and leaves; empty if it cannot be had."""
    if wish.ware is None or why_not(wish, member, venue):
        return ""
    cost = wish.ware.cost * wish.count
    rest = venue.purse(member).balance - cost
    return venue.texts.say(PREVIEW, count=wish.count, title=wish.ware.title, cost=cost, rest=rest)


def bought(ware: Ware, count: int, member: MemberId, message: MessageId, venue: Venue) -> tuple[Turn, str]:
    """Return what follows when `member` buys what they may have, and what is said: one turn holds all of it.

    It bears `Venue.number`: that of the order.
    """
    cost, texts = ware.cost * count, venue.texts
    reason = REASON.format(title=ware.title, count=count)
    spent = venue.spend(member, cost, Entry(id=f"{message}:shop", source="shop", reason=reason, message=message))
    voucher, code = issued(
        venue, id=f"{venue.number}-1", member=member, what=f"{ware.title} × {count}", of=SHOP, until=None
    )
    noted = venue.noted(f"{SOLD}{ware.id}:{venue.number}", {"member": member, "count": count})
    values: Mapping[str, Any] = {"title": ware.title, "count": count, "cost": cost, "code": code}
    planned = tuple(_told(values, member, venue))
    how = texts.say(BY_CODE if venue.whispers(member) else BY_OWNER)
    rest, you = venue.purse(member).balance - cost, spoken_to(member, venue)
    says = texts.say(DONE, you=you, count=count, title=ware.title, cost=cost, rest=rest, how=how)
    return Turn(postings=spent, states=(noted, voucher), planned=planned), says


def listed(member: MemberId, venue: Venue) -> str:
    """Return the shop as `member` sees it."""
    wares = wares_of(venue)
    if not wares:
        return venue.texts.say(CLOSED)
    say, head = venue.texts.say, venue.texts.say(HEAD, balance=venue.purse(member).balance)
    short = [_line(place, ware, member, venue) for place, ware in enumerate(wares, start=1)]
    pairs = zip(short, wares, strict=True)
    whole = [f"{line}\n{say(ABOUT, about=ware.about)}" if ware.about else line for line, ware in pairs]
    lines = whole if _size(whole) <= LIMIT else short
    while _size(lines) > LIMIT:
        lines = lines[:-1]
    more = (say(MORE, count=len(wares) - len(lines)),) if len(lines) < len(wares) else ()
    return "\n".join((head, *lines, *more, say(HOW, title=wares[0].title)))


def _size(lines: Iterable[str]) -> int:
    return len("\n".join(lines).encode())


def _line(place: int, ware: Ware, member: MemberId, venue: Venue) -> str:
    texts, stock, own = venue.texts, left(ware, venue), sold(ware, venue, member)
    few = "" if stock is None else texts.say(LEFT, count=stock) if stock else texts.say(GONE)
    level = texts.say(LEVEL, title=ware.level) if ware.level else ""
    mine = texts.say(OWN, count=own) if own else ""
    return texts.say(LINE, place=place, title=ware.title, cost=ware.cost, stock=few, level=level, own=mine)


def _told(values: Mapping[str, Any], member: MemberId, venue: Venue) -> tuple[Planned, ...]:
    """Return what the buyer and the first who answers for the room are told in private."""
    room, key, is_told = venue.room.id, f"shop-{venue.number}", venue.whispers(member)
    told = []
    if is_told:
        text = venue.texts.say(CODE, **values)
        told.append(Planned(effect=Tell(room=room, to=member, text=text), key=f"{key}-code"))
    for owner in venue.room.owners()[:1]:
        text = venue.texts.say(FOR_OWNER if is_told else UNTOLD, name=called(member, venue), **values)
        told.append(Planned(effect=Tell(room=room, to=owner, text=text), key=f"{key}-owner"))
    return tuple(told)


def _too_dear(ware: Ware, count: int, member: MemberId, venue: Venue) -> str:
    cost, balance = ware.cost * count, venue.purse(member).balance
    if balance >= cost:
        return ""
    lacking = cost - balance
    return venue.texts.say(POOR, count=count, title=ware.title, cost=cost, balance=balance, lacking=lacking)


def _too_few(ware: Ware, count: int, venue: Venue) -> str:
    stock = left(ware, venue)
    if stock is None or stock >= count:
        return ""
    if not stock:
        return venue.texts.say(NONE_LEFT, title=ware.title)
    return venue.texts.say(OUT, title=ware.title, left=stock, count=count)


def _ware(said: str, venue: Venue) -> Ware | None:
    """Return the ware of that title, number or id, else the only one with it in its title."""
    wares, word = wares_of(venue), said.casefold().strip("“”\"' ")
    if word.isascii() and word.isdigit():
        return wares[int(word) - 1] if 0 < int(word) <= len(wares) else None
    exact = [one for one in wares if word in (one.title.casefold(), one.id.casefold())]
    near = exact or [one for one in wares if word and word in one.title.casefold()]
    return near[0] if len(near) == 1 else None
