"""How many people somebody may punish within an hour; above that, another person in charge must agree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.actions import Action, StateChange
from bot.core.coding import encoded
from bot.core.effects import Planned, Tell
from bot.core.model import MemberId, Standing
from bot.core.remembered import SECOND
from bot.core.texts import Text
from bot.handlers.petition import YES, Obeyed, Petition
from bot.handlers.places import label_of
from bot.handlers.ruled import Changes
from bot.orders import Order

ASKED_SECOND = Text(
    "order.second",
    "这一小时里你已处罚 {done} 人，再加 {more} 人就超过上限 {limit} 人，需要另一位负责人同意。\n"
    "已私信请 {others} 过目：发“确认 {number}”就执行，{span} 分钟内有效；不想要了可以发“撤销 {number}”。",
)
SECOND_WANTED = Text(
    "order.second_wanted",
    "【请你过目】{by} 想在“{room}”执行：{said}\n{preview}\n"
    "这超过了每小时 {limit} 人的上限，要由另一位负责人同意。同意请回复“确认 {number}”；"
    "不同意可以不理会，{span} 分钟后作废。",
)
NOBODY_ELSE = Text(
    "order.nobody_else",
    "这一小时里你已处罚 {done} 人，再加 {more} 人就超过上限 {limit} 人，要由另一位负责人同意，"
    "而本群只有你一位负责人。请过一会儿再试，或请管理员在 config.yaml 里添加群助手、调高上限。",
)
WAITS = "等另一位负责人确认"
LASTS = timedelta(minutes=30)  # chosen: somebody else must first see it
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """People that somebody punished within the hour, that the order would add, and how many they may in all."""

    done: int
    more: int
    limit: int


def excess_of(petition: Petition, weight: int) -> Excess | None:
    """Return by what an order that punishes `weight` people is too much, None if it is not."""
    if not weight:
        return None
    done = len(punished_by(petition.by, petition.about.actions.values(), petition.now))
    limit = petition.policy.operators.hourly
    return Excess(done=done, more=weight, limit=limit) if done + weight > limit else None


def punished_by(by: MemberId, actions: Iterable[Action], now: datetime) -> frozenset[MemberId]:
    """Return whom `by` punished within the last hour: what was taken back does not count."""
    recent = (a for a in actions if a.by == by and a.at > now - HOUR and not a.undone_by and not a.undoes)
    return frozenset(member for action in recent for member in _punished(action))


def left_to_a_second(petition: Petition, order: Order, text: str, *, preview: str, excess: Excess) -> Obeyed:
    """Keep `order` until somebody else agrees to it, and tell them; where nobody else is in charge it is refused."""
    counts = {"done": excess.done, "more": excess.more, "limit": excess.limit}
    others = tuple(member for member in petition.about.room.owners() if member != petition.by)
    if not others:
        return petition.says(NOBODY_ELSE, **counts)
    kept, action = _kept(petition, order, text)
    span, names = LASTS // MINUTE, "、".join(map(petition.name, others))
    answer = petition.texts.say(ASKED_SECOND, **counts, others=names, number=action.number, span=span)
    wanted = petition.texts.say(
        SECOND_WANTED,
        by=petition.name(petition.by),
        room=label_of(petition.about),
        said=action.said,
        preview=preview,
        limit=excess.limit,
        number=action.number,
        span=span,
    )
    tells = (Planned(effect=Tell(room=petition.about.room.id, to=other, text=wanted)) for other in others)
    changes = Changes(states=(kept,), actions=(action,), planned=(petition.reply(answer), *tells))
    return Obeyed(changes=changes, note=petition.note)


def _kept(petition: Petition, order: Order, text: str) -> tuple[StateChange, Action]:
    """The order as it waits in the room, and what is written down of that; undoing it takes the order back."""
    number, room = petition.warm.next_number, petition.about.room.id
    dialogue = petition.waiting("second", text, {**order.picks, YES: "1"})
    dialogue = replace(dialogue, until=petition.now + LASTS, number=number)
    kept = StateChange(room=room, key=f"{SECOND}{number}", before=None, after=encoded(dialogue))
    said = petition.bench.judge.concealed(order.said)
    action = Action(
        number=number,
        room=room,
        at=petition.now,
        by=petition.by,
        command=order.command,
        said=said,
        did=WAITS,
        states=(kept,),
    )
    return kept, action


def _punished(action: Action) -> Iterable[MemberId]:
    for case in action.cases:
        if case.before is None:
            yield from case.after.members
    for one in action.standings:
        if _given(one.after) - _given(one.before):
            yield one.member


def _given(standing: Standing) -> frozenset[int]:
    """The numbers that gave points or a mute."""
    charges = (charge.number for charge in standing.charges if charge.points > 0)
    return frozenset((*charges, *(mute.number for mute in standing.mutes)))
