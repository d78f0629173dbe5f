"""警告: a person warns members; a case with points."""

from collections.abc import Callable
from typing import ClassVar, final

from bot.commands import IN_CHARGE, ROLE_NAMES, Answer, Command, Hall
from bot.core.actions import CaseChange, StandingChange
from bot.core.justice.punishing import Sentence, punish
from bot.core.model import MemberId, Role
from bot.core.policy import Act
from bot.core.texts import Text
from bot.core.words import number
from bot.orders import Order, Piece

POINTS = 1.0  # chosen: of a warning that names none
PREVIEW = Text("warn.preview", "将警告 {names}（{each}记 {points} 分）{why}。{spared}分数可以撤销，发出的话收不回。")
SPARED = Text("punish.spared", "{names}没有算在内：管群的人、工作人员和你自己不能这样处罚。")
NOBODY_LEFT = Text("punish.nobody_left", "没有可以处罚的人。{spared}")
DONE = Text("punish.done", "编号 {number}{why}。\n{lines}")


@final
class Warn(Command):
    """Warns members and gives them points."""

    title: ClassVar[str] = "警告"
    words: ClassVar[tuple[str, ...]] = ("警告", "warn")
    usage: ClassVar[str] = "警告 名字 2分 原因：警告并记分（不写分数记 1 分）"
    examples: ClassVar[tuple[str, ...]] = ("警告 @张三 2分 刷屏",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.POINTS, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Warn."""
        points = _points(order)
        return punished(order, hall, lambda member: Sentence(member=member, act=Act.WARN, points=points))

    def preview(self, order: Order, hall: Hall) -> str:
        """Say whom, how many points, why."""
        return previewed(order, hall, PREVIEW, points=number(_points(order)))

    def weight(self, order: Order, hall: Hall) -> int:
        """Return how many are warned."""
        return len(whom(order, hall))


def _points(order: Order) -> float:
    return POINTS if order.points is None else order.points


def whom(order: Order, hall: Hall) -> tuple[MemberId, ...]:
    """Return who may be punished of those whom `order` names: ordinary members, not who gives it."""
    return tuple(one for one in order.people if one != hall.by and hall.room.role(one) is Role.MEMBER)


def previewed(order: Order, hall: Hall, text: Text, **values: object) -> str:
    """Return `text` with who is punished and why; empty if nobody is, which `punished` then says."""
    hit = whom(order, hall)
    if not hit:
        return ""
    names = "、".join(map(hall.name, hit))
    return hall.texts.say(
        text, names=names, why=because(order), spared=spared(order, hall), each="每人" if len(hit) > 1 else "", **values
    )


def because(order: Order) -> str:
    """Return why, as it stands behind a clause; empty where no reason was given."""
    return f"，原因：{order.reason}" if order.reason else ""


def punished(order: Order, hall: Hall, sentence: Callable[[MemberId], Sentence]) -> Answer:
    """Return the answer that punishes everybody who may be, in one case."""
    hit = whom(order, hall)
    if not hit:
        return nobody_left(order, hall)
    ruling = punish(
        [sentence(member) for member in hit],
        number=hall.number,
        by=hall.by,
        reason=order.reason,
        standings=hall.standings,
        court=hall.court,
    )
    changed = tuple(
        StandingChange(account=account, member=member, before=hall.standing(member), after=standing)
        for account, member, standing in ruling.standings
    )
    return Answer(
        text="\n".join(filter(None, (_did(order, hall, ruling.says), spared(order, hall)))),
        planned=ruling.planned,
        cases=(CaseChange(before=None, after=ruling.case),),
        standings=changed,
        undone=ruling.undone,
    )


def _did(order: Order, hall: Hall, lines: str) -> str:
    return hall.texts.say(DONE, number=hall.number, why=because(order), lines=lines)


def nobody_left(order: Order, hall: Hall) -> Answer:
    """Return the answer where nobody of those who are named may be punished."""
    return Answer(text=hall.texts.say(NOBODY_LEFT, spared=spared(order, hall)))


def spared(order: Order, hall: Hall) -> str:
    """Return who of those whom `order` names is not punished, and why; empty if everybody is."""
    let_off = tuple(member for member in order.people if member not in whom(order, hall))
    if not let_off:
        return ""
    names = "、".join(f"{hall.name(member)}（{_role(member, hall)}）" for member in let_off)
    return hall.texts.say(SPARED, names=names)


def _role(member: MemberId, hall: Hall) -> str:
    return "你自己" if member == hall.by else ROLE_NAMES[hall.room.role(member)]
