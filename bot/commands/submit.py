"""投稿: members propose topics, those in charge approve or turn down."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.effects import Planned, Tell
from bot.core.model import Role
from bot.core.texts import Text
from bot.core.words import plain, quoted
from bot.orders import Order, Piece
from bot.play.topic.topics import (
    LAST_PROPOSAL,
    MOST_WAITING,
    Proposal,
    is_known,
    next_proposal,
    open_proposals,
    pool,
    proposed,
)

LEAST, MOST = 6, 200  # chosen: characters of a topic
SHOWN = 20  # chosen: proposals listed
MARKS = ("？", "?", "！", "!")
APPROVE, REFUSE, LIST = "通过", "拒绝", "列表"
TAKEN = Text("submit.taken", "收到你的投稿（编号 {number}），已请群主过目。发出来的时候会写上你的名字。")
TAKEN_UNTOLD = Text("submit.taken_untold", "收到你的投稿（编号 {number}）。我联系不上群主，要等群主自己来看。")
HOW = Text(
    "submit.how", "想让大家聊什么？发“投稿 你的话题”，例如“投稿 大家周末喜欢去哪里走走”。群主同意后我会发到群里。"
)
TOO_SHORT = Text("submit.too_short", "有点短，大家可能不知道聊什么。请写完整一点，至少 {least} 个字。")
TOO_LONG = Text("submit.too_long", "太长了，最多 {most} 个字，请精简一下。")
TOO_MANY = Text("submit.too_many", "你已经有 {count} 条投稿在等群主看了，等有了结果再投吧。")
KNOWN = Text("submit.known", "这个话题已经有了，谢谢你也想到它！")
FOR_OWNER = Text(
    "submit.for_owner",
    "{name} 在“{room}”投稿了一个话题（编号 {number}）：\n{text}\n同意请发“投稿 通过 {number}”，不合适请发“投稿 拒绝 {number} 原因”。",
)
NONE = Text("submit.none", "现在没有等着看的投稿。")
LISTED = Text("submit.listed", "等着看的投稿：\n{lines}\n同意请发“投稿 通过 编号”，不合适请发“投稿 拒绝 编号 原因”。")
WHICH = Text("submit.which", "请写上编号，例如“投稿 {word} {number}”。发“投稿 列表”看有哪些。")
UNKNOWN = Text("submit.unknown", "没有找到等着看的投稿 {numbers}。发“投稿 列表”看有哪些。")
APPROVED = Text("submit.approved", "已通过：{texts}。以后会和别的话题一起轮着发。")
REFUSED = Text("submit.refused", "已拒绝：{texts}。我会告诉投稿的人。")
GOOD_NEWS = Text("submit.good_news", "你在“{room}”投的话题“{text}”通过了，过些日子就会发到群里，谢谢你！")
BAD_NEWS = Text("submit.bad_news", "你在“{room}”投的话题“{text}”这次没有采用{why}。谢谢你，欢迎再投。")

_ASKS_WHERE = re.compile(
    r"的?(?:邮箱|地址|方式|入口|链接|格式|要求|渠道|截止|稿费|须知|时间).{0,12}$|(?:在哪|发到?哪|往哪|给谁|找谁|怎么投).{0,8}$"
)


@final
class Submit(Command):
    """Takes a proposal, lists those that wait, approves or refuses them."""

    title: ClassVar[str] = "投稿"
    words: ClassVar[tuple[str, ...]] = ("投稿", "submit")
    is_play: ClassVar[bool] = True
    is_quote: ClassVar[bool] = True
    usage: ClassVar[str] = "投稿 话题：请大家聊聊它（负责人还可以：投稿 列表、投稿 通过 编号、投稿 拒绝 编号 原因）"
    examples: ClassVar[tuple[str, ...]] = ("投稿 大家周末喜欢去哪里走走", "投稿 通过 3", "投稿 拒绝 3 上个月聊过了")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS, Piece.REASON})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {APPROVE: ("同意", "采用"), REFUSE: ("不通过", "驳回"), LIST: ("list",)}
    )

    def may(self, order: Order) -> frozenset[Role]:
        """Return who may: everybody may propose, those in charge decide."""
        return IN_CHARGE if order.sub else frozenset()

    def is_talk(self, order: Order) -> bool:
        """Tell whether a line that calls nobody is no proposal: it is too short, or asks where to send one."""
        return not order.sub and (0 < len(_text(order)) < LEAST or _ASKS_WHERE.match(_text(order)) is not None)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Do what the second word says; take a proposal without one."""
        if order.sub == LIST:
            return Answer(text=_listed(hall), private=True)
        return _decided(order, hall) if order.sub else _proposed(order, hall)


def _text(order: Order) -> str:
    return " ".join(order.reason.split())


def _whole(order: Order, hall: Hall) -> str:
    """Return what is proposed with the mark at its end, which readers of orders leave out."""
    said, kept = " ".join(hall.message.text.split()), _text(order)
    end = said.find(kept) + len(kept)
    return kept + said[end : end + 1] if kept in said and said[end : end + 1] in MARKS else kept


def _proposed(order: Order, hall: Hall) -> Answer:
    text, refused = _whole(order, hall), ""
    waiting = sum(1 for _ in open_proposals(hall.state, hall.by))
    if not text:
        refused = hall.texts.say(HOW)
    elif len(text) < LEAST:
        refused = hall.texts.say(TOO_SHORT, least=LEAST)
    elif len(text) > MOST:
        refused = hall.texts.say(TOO_LONG, most=MOST)
    elif waiting >= MOST_WAITING:
        refused = hall.texts.say(TOO_MANY, count=waiting)
    elif is_known(text, pool(hall.venue)):
        refused = hall.texts.say(KNOWN)
    if refused:
        return Answer(text=refused, private=True)
    number = next_proposal(hall.state)
    kept = Proposal(by=hall.by, text=plain(hall.concealed(text)), at=hall.now)
    states = (proposed(number, kept, hall.venue), hall.venue.noted(LAST_PROPOSAL, number))
    told = hall.texts.say(FOR_OWNER, name=hall.name(hall.by), room=hall.room.name, number=number, text=kept.text)
    reached = tuple(owner for owner in hall.room.owners() if hall.whispers(owner))[:1]
    planned = tuple(Planned(effect=Tell(room=hall.room.id, to=owner, text=told)) for owner in reached)
    taken = hall.texts.say(TAKEN if planned else TAKEN_UNTOLD, number=number)
    return Answer(text=taken, private=True, states=states, planned=planned)


def _listed(hall: Hall) -> str:
    lines = [f"{number}. {quoted(one.text)}（{hall.name(one.by)}）" for number, one in open_proposals(hall.state)]
    return hall.texts.say(LISTED, lines="\n".join(lines[:SHOWN])) if lines else hall.texts.say(NONE)


def _decided(order: Order, hall: Hall) -> Answer:
    waiting = dict(open_proposals(hall.state))
    if not order.numbers:
        return Answer(text=hall.texts.say(WHICH, word=order.sub, number=min(waiting, default=3)))
    missing = [number for number in order.numbers if number not in waiting]
    if missing:
        return Answer(text=hall.texts.say(UNKNOWN, numbers="、".join(map(str, missing))))
    word = "yes" if order.sub == APPROVE else "no"
    found = {number: waiting[number] for number in order.numbers}
    states = tuple(proposed(number, replace(one, decided=word), hall.venue) for number, one in found.items())
    texts = "、".join(f"“{quoted(one.text)}”" for one in found.values())
    planned = tuple(_news(one, order, hall) for one in found.values() if hall.whispers(one.by))
    said = hall.texts.say(APPROVED if word == "yes" else REFUSED, texts=texts)
    return Answer(text=said, states=states, planned=planned)


def _news(proposal: Proposal, order: Order, hall: Hall) -> Planned:
    """Return what the member is told."""
    text, room = quoted(proposal.text), hall.room.name
    why = f"：{order.reason}" if order.reason else ""
    if order.sub == APPROVE:
        said = hall.texts.say(GOOD_NEWS, room=room, text=text)
    else:
        said = hall.texts.say(BAD_NEWS, room=room, text=text, why=why)
    return Planned(effect=Tell(room=hall.room.id, to=proposal.by, text=said))
