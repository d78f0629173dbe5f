"""兑奖: what is still to be handed over, and handing it over."""

import re
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.effects import Attach, Planned
from bot.core.model import Role, is_private
from bot.core.texts import Text
from bot.core.vouchers import Claim, Voucher
from bot.orders import Order, Piece
from bot.play.lottery.vouchers import STATES, all_of, as_csv, by_code, claimed, is_late, voucher_with, waiting
from bot.play.portions import portions

NONE = Text("prizes.none", "没有等人来领的奖品。")
LISTED = Text("prizes.listed", "等人来领的奖品（{count} 份）：\n{lines}\n交给本人以后发：兑奖 领奖码")
LINE = "{id} · {name} · {what} · {code}{until}"
UNTIL = " · {at} 前"
HIDDEN = "（请私聊我看）"
MORE = "……还有 {count} 份，发“兑奖 导出”看全部。"
MINE_NONE = Text("prizes.mine_none", "你现在没有没领的奖品。")
MINE = Text("prizes.mine", "你还没领的奖品：\n{lines}\n领的时候给群主看领奖码，不要发到群里。")
MINE_LINE = "{what}（{of}），领奖码 {code}{until}"
PREVIEW = Text("prizes.preview", "将把{what}（{of}）交给{name}，记为已领取。可以撤销。")
HANDED = Text("prizes.handed", "已记下：{name}领走了{what}（{of}）。")
UNKNOWN = Text("prizes.unknown", "没有这个领奖码：{said}。请再看一遍，或发“兑奖”看名单。")
IS_NOT_WAITING = Text("prizes.not_waiting", "{name}的{what}（{of}）{state}，不能再领。")
IS_LATE = Text(
    "prizes.late", "{name}的{what}（{of}）领奖时间过了（{until} 截止）。要给下一位请重抽，要破例请直接给本人。"
)
NOT_YOURS = Text("prizes.not_yours", "领奖码请给群主看，由群主来登记。发“兑奖”可以看自己没领的奖品。")
EXPORTED = Text("prizes.exported", "全部奖品记录 {count} 条，表格私信给你了。")
FILE = Text("prizes.file", "本群的奖品记录：")
NAME = "奖品记录.csv"
SHOWN = 20  # chosen: lines in one message, as far as they fit
FIRST = 1_400  # chosen: bytes of those lines
_EXPORTS = frozenset({"导出", "表格", "export", "csv"})
_LISTS = frozenset({"", "名单", "列表", "list"})
_CODE = re.compile(r"[0-9]{6}|[0-9]{1,9}-[0-9]{1,5}")


@final
class Prizes(Command):
    """Lists what waits, marks what was handed over; members see their own in private."""

    title: ClassVar[str] = "兑奖"
    words: ClassVar[tuple[str, ...]] = ("兑奖", "领奖", "prizes")
    is_play: ClassVar[bool] = True
    bare: ClassVar[tuple[str, ...]] = ("领奖",)
    usage: ClassVar[str] = "兑奖：看没领的奖品；群主发 兑奖 领奖码 登记领取，兑奖 导出 得到表格"
    examples: ClassVar[tuple[str, ...]] = ("兑奖", "兑奖 482913", "兑奖 导出")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def is_talk(self, order: Order) -> bool:
        """Tell whether something else than a code stands behind the word: 领奖 地址."""
        said = order.text.strip().lower()
        return said not in _LISTS | _EXPORTS and _CODE.fullmatch("".join(said.split())) is None

    def may(self, order: Order) -> frozenset[Role]:
        """Only who is in charge exports."""
        return IN_CHARGE if order.text.strip().lower() in _EXPORTS else self.roles

    def run(self, order: Order, hall: Hall) -> Answer:
        """List, hand over or export."""
        said = order.text.strip().lower()
        if hall.role not in IN_CHARGE:
            return _mine(hall) if said in _LISTS else Answer(text=hall.texts.say(NOT_YOURS), private=True)
        if said in _LISTS:
            return _listed(hall)
        if said in _EXPORTS:
            return _exported(hall)
        voucher, why = _meant(said, hall)
        if voucher is None:
            return Answer(text=why, private=True)
        text = hall.texts.say(HANDED, name=hall.name(voucher.member), what=voucher.what, of=voucher.of)
        return Answer(text=text, states=(claimed(hall.venue, voucher, hall.by),))

    def preview(self, order: Order, hall: Hall) -> str:
        """Say who gets what."""
        said = order.text.strip().lower()
        if said in _LISTS | _EXPORTS or hall.role not in IN_CHARGE:
            return ""
        voucher, _ = _meant(said, hall)
        if voucher is None:
            return ""
        return hall.texts.say(PREVIEW, what=voucher.what, of=voucher.of, name=hall.name(voucher.member))


def _meant(said: str, hall: Hall) -> tuple[Voucher | None, str]:
    """Return the voucher that can be claimed with `said`, a code or an id; None and why there is none."""
    code = "".join(said.split())
    voucher = None
    if _CODE.fullmatch(code):
        voucher = by_code(hall.state, code) or voucher_with(hall.state, code)
    if voucher is None:
        return None, hall.texts.say(UNKNOWN, said=said[:SHOWN])
    told = {"name": hall.name(voucher.member), "what": voucher.what, "of": voucher.of}
    if voucher.claim is not Claim.WAITING:
        return None, hall.texts.say(IS_NOT_WAITING, **told, state=STATES[voucher.claim])
    if is_late(voucher, hall.now) and voucher.until is not None:
        return None, hall.texts.say(IS_LATE, **told, until=hall.when(voucher.until))
    return voucher, ""


def _listed(hall: Hall) -> Answer:
    found = waiting(hall.state)
    if not found:
        return Answer(text=hall.texts.say(NONE), private=True)
    first = portions((_line(LINE, one, hall) for one in found[:SHOWN]), FIRST)[0].split("\n")
    more = [MORE.format(count=len(found) - len(first))] if len(found) > len(first) else []
    return Answer(text=hall.texts.say(LISTED, count=len(found), lines="\n".join((*first, *more))), private=True)


def _mine(hall: Hall) -> Answer:
    found = [one for one in waiting(hall.state) if one.member == hall.by]
    if not found:
        return Answer(text=hall.texts.say(MINE_NONE), private=True)
    lines = "\n".join(_line(MINE_LINE, one, hall) for one in found[:SHOWN])
    return Answer(text=hall.texts.say(MINE, lines=lines), private=True)


def _line(shape: str, one: Voucher, hall: Hall) -> str:
    until = UNTIL.format(at=hall.when(one.until)) if one.until is not None else ""
    is_alone = is_private(hall.message.room) or (hall.policy.private and hall.whispers(hall.by))
    code = one.code if is_alone else HIDDEN
    return shape.format(id=one.id, name=hall.name(one.member), what=one.what, of=one.of, code=code, until=until)


def _exported(hall: Hall) -> Answer:
    found = all_of(hall.state)
    names = {one.member: hall.name(one.member) for one in found} | {
        one.by: hall.name(one.by) for one in found if one.by
    }
    table = as_csv(found, names, hall.zone)
    file = Attach(room=hall.room.id, to=hall.by, name=NAME, content=table, text=hall.texts.say(FILE))
    return Answer(text=hall.texts.say(EXPORTED, count=len(found)), planned=(Planned(effect=file),))
