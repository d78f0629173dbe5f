"""加分: a person gives members penalty points."""

from dataclasses import replace
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.commands.warn import because, nobody_left, previewed, spared, whom
from bot.core.actions import StandingChange
from bot.core.model import Charge, MemberId, Role
from bot.core.policy import charged, points_at
from bot.core.texts import Text
from bot.core.words import number
from bot.orders import Order, Piece

PREVIEW = Text("add_points.preview", "将给 {names} {each}记分 +{points}（违规记分，不是奖励）{why}。{spared}可以撤销。")
LINE = Text("points.line", "{name}：记分 {change}，现在共 {total} 分{why}")


@final
class AddPoints(Command):
    """Adds penalty points without any other penalty."""

    title: ClassVar[str] = "加分"
    words: ClassVar[tuple[str, ...]] = ("加分", "addpoints")
    usage: ClassVar[str] = "加分 名字 2分 原因：增加违规记分（不发通知，不做别的处罚）"
    examples: ClassVar[tuple[str, ...]] = ("加分 @张三 2分 屡次提醒无效",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.POINTS, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,), (Piece.POINTS,))

    def run(self, order: Order, hall: Hall) -> Answer:
        """Add the points."""
        hit = whom(order, hall)
        if not hit:
            return nobody_left(order, hall)
        answer = changed(hit, order.points or 0.0, order, hall)
        let_off = spared(order, hall)
        return replace(answer, text=f"{answer.text}\n{let_off}") if let_off else answer

    def preview(self, order: Order, hall: Hall) -> str:
        """Say whom, how many, why."""
        return previewed(order, hall, PREVIEW, points=number(order.points or 0.0))

    def weight(self, order: Order, hall: Hall) -> int:
        """Return how many get points."""
        return len(whom(order, hall))


def changed(members: tuple[MemberId, ...], points: float, order: Order, hall: Hall) -> Answer:
    """Return the answer that charges `members` with `points`, which may be negative, under the number of the action."""
    changes = tuple(_charged(member, points, hall) for member in members)
    return Answer(text="\n".join(_line(change, order, hall) for change in changes), standings=changes)


def _charged(member: MemberId, points: float, hall: Hall) -> StandingChange:
    before = hall.standing(member)
    charge = Charge(number=hall.number, points=points, at=hall.now)
    after = charged(before, charge, now=hall.now, policy=hall.policy)
    return StandingChange(account=hall.room.account, member=member, before=before, after=after)


def _line(change: StandingChange, order: Order, hall: Hall) -> str:
    before, after = (points_at(one, hall.now, hall.policy) for one in (change.before, change.after))
    given = round(after - before, 2)
    signed = f"+{number(given)}" if given > 0 else f"−{number(-given)}"
    total = number(after)
    return hall.texts.say(LINE, name=hall.name(change.member), change=signed, total=total, why=because(order))
