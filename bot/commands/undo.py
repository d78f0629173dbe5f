"""撤销: takes back one case or order, or all of a rule, or of somebody, since a time."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.activities import all_activities, revived
from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import Action, Dialogue
from bot.core.cases import Case
from bot.core.justice.restoring import punished_again
from bot.core.justice.reversible import can_be_reverted, is_members_play, numbered, opened_by
from bot.core.justice.reverted import Reverted
from bot.core.justice.reverting import revert
from bot.core.justice.unwinding import holds, unwound
from bot.core.model import MemberId, Role
from bot.core.pages import case_line
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.orders.since import Since, since_in
from bot.play.credit.replaying import till_of
from bot.play.stopping import no_order

UNKNOWN = Text("undo.unknown", "没有找到编号 {number}：它不在本群，或是很久以前的。发“记录 名字”可以查编号。")
WHEN = Text("undo.when", "要撤销从什么时候起的？在后面写 今天、昨天、3小时 或 14:00 起，例如：撤销 {what} {name} 今天")
WHICH_RULE = Text("undo.which_rule", "要撤销哪条规则的案件？{unknown}有过案件的规则：{rules}。")
WHICH_OPERATOR = Text("undo.which_operator", "要撤销谁下的指令？{unknown}可以撤销的指令来自：{people}。")
SEVERAL = Text("undo.several", "{what}有好几条，要撤销哪一条？请回复序号：\n{lines}")
NOTHING = Text("undo.nothing", "{since}起没有可以撤销的。")
NOTHING_OF = Text("undo.nothing_of", "{names} 没有可以撤销的处罚或记分。")
PREVIEW = Text("undo.preview", "将撤销 {count} 件{since}{people}：\n{lines}{more}{again}{gone}")
PEOPLE = Text("undo.people", "，涉及 {count} 人")
MORE = Text("undo.more", "\n……还有 {count} 件")
AGAIN = Text("undo.again", "\n{names} 的处罚会随之恢复。")
GONE = Text("undo.gone", "\n其中 {names} 已被移出，这一步撤不回来，可以重新邀请。")
DONE = Text("undo.done", "已撤销 {count} 件{people}：编号 {numbers}。")
NOT_FOUND = Text("undo.not_found", "没有找到“{name}”。")
NONE_KNOWN = "暂无"
ME = frozenset({"我", "自己", "我自己"})
RULE, NUMBERS = "rule", "numbers"
SHOWN = 8  # chosen: things listed one by one
OFFERED = 5  # chosen: things to choose from
Thing = Case | Action


@final
class Undo(Command):
    """Takes back what was decided or ordered, and says what cannot be taken back."""

    title: ClassVar[str] = "撤销"
    words: ClassVar[tuple[str, ...]] = ("撤销", "undo")
    usage: ClassVar[str] = "撤销 编号或名字：撤销案件或指令（成批：撤销 规则 广告 今天；撤销 操作人 张三 14:00 起）"
    examples: ClassVar[tuple[str, ...]] = ("撤销 58", "撤销 规则 广告 今天", "撤销 操作人 张三 14:00 起")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS, Piece.PEOPLE, Piece.TEXT})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.NUMBERS, Piece.PEOPLE),)
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"规则": ("rule",), "操作人": ("操作者", "operator")}
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Take back what is named."""
        chosen, why_not = _chosen(order, hall)
        return _undone(chosen, hall) if why_not is None else why_not

    def preview(self, order: Order, hall: Hall) -> str:
        """Count and name what is taken back if that is more than one thing, was not named, or punishes somebody again."""
        chosen, why_not = _chosen(order, hall)
        if why_not is not None:
            return ""
        result = _reverted(chosen, hall)
        again = punished_again(result, standings=hall.standings, court=hall.court)
        if not (again or len(chosen) > 1 or order.sub or order.people):
            return ""
        things = [f"· {_line(one, hall)}" for one in chosen]
        gone = dict.fromkeys(member for members in result.gone.values() for member in members)
        return hall.texts.say(
            PREVIEW,
            count=len(chosen),
            since=_since_in_words(order, hall),
            people=_people(chosen, hall),
            lines="\n".join(things[:SHOWN]),
            more=hall.texts.say(MORE, count=len(things) - SHOWN) if len(things) > SHOWN else "",
            again=hall.texts.say(AGAIN, names=_names(again, hall)) if again else "",
            gone=hall.texts.say(GONE, names=_names(gone, hall)) if gone else "",
        )


def _chosen(order: Order, hall: Hall) -> tuple[tuple[Thing, ...], Answer | None]:
    """Return what `order` takes back, or the answer that says why nothing can be, or asks which is meant."""
    if order.sub:
        return _in_bulk(order, hall)
    if not order.numbers:
        return _of_people(order, hall)
    things = {number: numbered(number, cases=hall.own_cases, actions=hall.actions) for number in order.numbers}
    unknown = next((number for number, one in things.items() if one is None), None)
    if unknown is not None:
        play = hall.plays.get(unknown)
        return _not(hall.texts.say(UNKNOWN, number=unknown) if play is None else no_order(play, hall.texts))
    return tuple({one.number: one for one in things.values() if one is not None}.values()), None


def _of_people(order: Order, hall: Hall) -> tuple[tuple[Thing, ...], Answer | None]:
    """Return the only thing that can be taken back from who is named, or ask which."""
    actions = _orders(hall)
    opened = {number for action in actions for number in opened_by(action)}
    cases = [one for one in hall.own_cases.values() if not one.is_undone and one.number not in opened]
    things: tuple[Thing, ...] = (*cases, *actions)
    about = (one for one in things if set(_of_thing(one)) & set(order.people))
    found = sorted(about, key=lambda one: -one.number)[:OFFERED]
    if not found:
        return _not(hall.texts.say(NOTHING_OF, names=_names(order.people, hall)))
    choices = tuple((_line(one, hall), {NUMBERS: str(one.number)}) for one in found)
    what = f"{_names(order.people, hall)} 可以撤销的"
    return _which(what, choices, order, hall) if len(found) > 1 else (tuple(found), None)


def _in_bulk(order: Order, hall: Hall) -> tuple[tuple[Thing, ...], Answer | None]:
    since = since_in(order.text, now=hall.now, zone=hall.zone)
    if since is None:
        name = order.text or _names(order.people, hall) or "…"
        return _not(hall.texts.say(WHEN, what=order.sub, name=name))
    found, why_not = _of_rule(since, order, hall) if order.sub == "规则" else _of_operator(since, order, hall)
    if why_not is not None or found:
        return found, why_not
    return _not(hall.texts.say(NOTHING, since=hall.when(since.at)))


def _of_rule(since: Since, order: Order, hall: Hall) -> tuple[tuple[Thing, ...], Answer | None]:
    """Return the cases of the rule of that id or title, or ask which is meant if several are."""
    met = {one.rule: one.title for one in hall.cases.values() if one.rule}
    titles = {rule.id: rule.title for rule in hall.rules} | met
    name = since.rest or _names(order.people, hall)
    named = _rules_named(order.picks.get(RULE, name), titles)
    if not named:
        rules = "、".join(met.values()) or NONE_KNOWN
        return _not(hall.texts.say(WHICH_RULE, unknown=_not_found(name, hall), rules=rules))
    cases = (one for one in hall.own_cases.values() if one.opened_at >= since.at and not one.is_undone)
    hit = tuple(one for one in cases if one.rule in named)
    rules_hit = dict.fromkeys(one.rule for one in hit)
    if len(rules_hit) > 1:
        choices = tuple((f"{titles[rule]}（{rule}）", {RULE: rule}) for rule in rules_hit)
        return _which(f"名称里有“{name}”的规则", choices, order, hall)
    return hit, None


def _rules_named(name: str, titles: Mapping[str, str]) -> frozenset[str]:
    """Return the rules of that very id or title, else those with it in their title."""
    name = name.casefold().strip("“”\"'")
    exact = frozenset(rule for rule, title in titles.items() if name in (rule.casefold(), title.casefold()))
    return exact or frozenset(rule for rule, title in titles.items() if name and name in title.casefold())


def _of_operator(since: Since, order: Order, hall: Hall) -> tuple[tuple[Thing, ...], Answer | None]:
    """Return what somebody ordered and can be taken back, or say who gave orders."""
    named = order.people or ((hall.by,) if since.rest in ME else ())
    if not named:
        people = _names(dict.fromkeys(one.by for one in _orders(hall)), hall) or NONE_KNOWN
        return _not(hall.texts.say(WHICH_OPERATOR, unknown=_not_found(since.rest, hall), people=people))
    theirs = (one for one in hall.actions.values() if one.by in named and one.at >= since.at)
    return unwound(theirs, cases=hall.cases, state=hall.state), None


def _orders(hall: Hall) -> tuple[Action, ...]:
    """Return the orders that can be taken back, but for those that take back themselves, and for check-ins of members."""
    orders = (one for one in hall.actions.values() if not (one.undoes or is_members_play(one, hall.room)))
    return tuple(one for one in orders if can_be_reverted(one) and holds(one, cases=hall.cases, state=hall.state))


def _which(
    what: str, choices: tuple[tuple[str, Mapping[str, str]], ...], order: Order, hall: Hall
) -> tuple[tuple[Thing, ...], Answer]:
    lines = "\n".join(f"{place}. {label}" for place, (label, _) in enumerate(choices, start=1))
    dialogue = Dialogue(kind="choose", order=order.said, by=hall.by, room=hall.room.id, until=hall.now, choices=choices)
    return (), Answer(text=hall.texts.say(SEVERAL, what=what, lines=lines), dialogue=dialogue)


def _not_found(name: str, hall: Hall) -> str:
    return hall.texts.say(NOT_FOUND, name=name) if name else ""


def _not(text: str) -> tuple[tuple[Thing, ...], Answer]:
    return (), Answer(text=text)


def _reverted(chosen: Iterable[Thing], hall: Hall) -> Reverted:
    return revert(
        chosen,
        cases=hall.cases,
        standings=hall.standings,
        state=hall.state,
        court=hall.court,
        by=hall.by,
        till=till_of(hall.venue, all_activities(), revived),
    )


def _undone(chosen: tuple[Thing, ...], hall: Hall) -> Answer:
    result = _reverted(chosen, hall)
    taken = tuple(one for one in chosen if one.number in result.taken or one.number in result.after)
    said = result.says if len(result.says) <= SHOWN else [_in_all(taken, hall)]
    return Answer(
        text="\n".join((*said, *result.left)),
        planned=result.planned,
        cases=result.cases,
        standings=result.standing_changes(hall.standings),
        states=result.state_changes(hall.room.id, hall.state),
        plays=result.play_changes(hall.plays),
        postings=result.repaid.postings,
        undone=result.undone,
        undoes=result.taken,
    )


def _in_all(chosen: tuple[Thing, ...], hall: Hall) -> str:
    numbers = (str(one.number) for one in chosen)
    return hall.texts.say(DONE, count=len(chosen), people=_people(chosen, hall), numbers="、".join(numbers))


def _people(chosen: Iterable[Thing], hall: Hall) -> str:
    """Say how many people it is about, nothing if none; an order may change part of a case."""
    count = len({member for one in chosen for member in _of_thing(one)})
    return hall.texts.say(PEOPLE, count=count) if count else ""


def _of_thing(one: Thing) -> tuple[MemberId, ...]:
    hit = tuple(change.member for change in one.standings) if isinstance(one, Action) else ()
    return hit or one.members


def _names(members: Iterable[MemberId], hall: Hall) -> str:
    return "、".join(map(hall.name, members))


def _line(one: Thing, hall: Hall) -> str:
    if isinstance(one, Case):
        return case_line(one, hall.court)
    return f"{one.number} · {hall.when(one.at)} · {hall.name(one.by)} · {one.said}"


def _since_in_words(order: Order, hall: Hall) -> str:
    since = since_in(order.text, now=hall.now, zone=hall.zone) if order.sub else None
    return f"（{hall.when(since.at)}起）" if since else ""
