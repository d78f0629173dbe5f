"""Telling members what concerns them where the bot can tell them nothing: in a customer group."""

from dataclasses import replace
from typing import Any

from bot.core.cases import Case, Proof, Wish
from bot.core.effects import Ask
from bot.core.justice import Ruling
from bot.core.justice.answering import answer
from bot.core.justice.appealing import appeal, expire, rule
from bot.core.justice.informing import informed
from bot.core.justice.lifting import lift
from bot.core.justice.proving import prove
from bot.core.justice.undoing import redo, undo
from bot.core.measures import Act
from bot.core.model import MemberId
from tests.core.justice.kit import ADMIN, DAY, HOUR, LI, NAMES, OWNER, ROOM, ZHANG, court, kinds, punished, standings_of

WMB = MemberId("wmB")
DEAF: dict[str, Any] = {"hears": lambda member: False}


def told(case: Case) -> Case:
    """The penalty was passed on, as the owner says."""
    return answer(case, OWNER, "done", standings={}, court=court(**DEAF)).case


def copied(ruling: Ruling) -> list[str]:
    """What is sent to be copied: the words alone."""
    plain = (plan.effect for plan in ruling.planned if isinstance(plan.effect, Ask) and plan.effect.card is None)
    return [effect.text.partition("\n")[2] for effect in plain]


def test_a_penalty_is_passed_on_by_the_owner() -> None:
    """One card, and beside it the words, which can be copied; no receipt that nobody could get."""
    ruling = punished(Act.WARN, by=OWNER, **DEAF)

    assert kinds(ruling) == ["ask", "ask"]
    assert ruling.planned[0].effect.card.title == "编号 58：代为转告"
    assert ruling.planned[1].key == f"{ruling.planned[0].key}-copy"
    assert copied(ruling) == [
        "@小张 管理人员对你作出处理：警告（原因：发广告）。编号 58；如有异议，请发送“申诉 58”并写明理由。"
    ]
    assert ruling.planned[1].effect.text.startswith("编号 58：请把下面这段话发到“产品交流群”（长按可复制）。\n")


def test_the_results_of_appeals_are_passed_on() -> None:
    """Whether it is granted, dismissed, or nobody answered: one card with the words for the member."""
    case = told(punished(Act.WARN, **DEAF).case)
    case = appeal(case, ZHANG, "冤枉", cases=(), court=court(**DEAF)).case

    rulings = (
        rule(case, ADMIN, granted=True, standings={}, court=court(**DEAF)),
        rule(case, ADMIN, granted=False, standings={}, court=court(**DEAF)),
        expire(case, standings={}, court=court(2 * DAY, **DEAF)),
    )

    assert [copied(ruling) for ruling in rulings] == [
        ["@小张 编号 58 的申诉成立，处罚已撤销，这件事不再算数。给你添麻烦了，抱歉。"],
        ["@小张 编号 58 的申诉看过了，处罚维持不变。谢谢你把理由说清楚。"],
        ["@小张 编号 58 的申诉到期没有人答复，按规定算你对：处罚已撤销。"],
    ]
    for ruling in rulings:
        assert not {"receipt", "reply"} & set(kinds(ruling))
        assert (ruling.case.is_open, ruling.case.desk.holder) == (True, OWNER)
        assert not told(ruling.case).is_open


def test_undoing_and_putting_back_are_passed_on() -> None:
    """The card of what is undone has no 不处罚; news that was not passed on is not news any more once it is put back."""
    ruling = punished(Act.WARN, **DEAF)
    case = told(ruling.case)

    undone = undo(case, standings=standings_of(ruling), by=OWNER, court=court(HOUR, **DEAF), why="误判")
    unheard = redo(undone.case, standings={}, by=OWNER, court=court(2 * HOUR, **DEAF))
    heard = redo(told(undone.case), standings={}, by=OWNER, court=court(2 * HOUR, **DEAF))

    assert copied(undone) == ["@小张 编号 58 的处罚已撤销，这件事不再算数（误判）。给你添麻烦了，抱歉。"]
    assert [key for key, _ in undone.planned[0].effect.card.buttons] == ["done", "show"]
    assert "不处罚" not in undone.planned[0].effect.text
    assert (copied(unheard), unheard.case.is_open) == ([], False)
    assert copied(heard) == ["@小张 编号 58 的处罚已恢复。如有异议，请发送“申诉 58”并写明理由。"]


def test_who_never_heard_of_a_penalty_hears_nothing_of_its_end() -> None:
    """不处罚 on the very card that asks to pass it on ends it."""
    case = punished(Act.WARN, **DEAF).case

    ruling = answer(case, OWNER, "pardon", standings={}, court=court(**DEAF))

    assert (kinds(ruling), ruling.case.is_open, ruling.case.is_undone) == (["recard"], False, True)
    both = punished(Act.WARN, ZHANG, LI, **DEAF).case
    assert [want.member for want in both.wants] == [ZHANG, LI]


def test_who_was_removed_is_told_nothing_in_the_room() -> None:
    """The invitation is for who decides; somebody who is out of the group reads nothing there."""
    case = told(punished(Act.REMOVE, **DEAF).case)
    gone = prove(case, room=ROOM.id, member=ZHANG, how=Proof.EVENT, at=court().now, court=court()).case
    appealed = appeal(gone, ZHANG, "", cases=(), court=court(**DEAF)).case

    ruling = rule(appealed, ADMIN, granted=True, standings={}, court=court(**DEAF))

    assert (copied(ruling), ruling.case.is_open) == ([], False)
    assert "发给对方" in ruling.says


def test_the_end_of_a_mute_is_passed_on() -> None:
    """解禁 is told like everything else; in a group where the bot speaks, by a receipt."""
    ruling = punished(Act.MUTE, by=OWNER, **DEAF)
    case = told(ruling.case)

    assert copied(lift(case, ZHANG, by=OWNER, court=court(**DEAF))) == [
        "@小张 编号 58 的禁言已提前解除，可以正常发言了；分数没有改变。"
    ]
    assert kinds(lift(case, ZHANG, by=OWNER, court=court())) == ["receipt"]


def test_an_account_is_never_passed_on() -> None:
    """Who has no name is 这位成员 in the group, and on the card somebody whose name was not read; it is used once it is."""
    ruling = punished(Act.WARN, WMB, by=OWNER, **DEAF)
    ask = ruling.planned[0].effect
    named = {"calls": lambda member: NAMES.get(member, "客户乙"), "name": lambda member: NAMES.get(member, "客户乙")}
    desk = replace(ruling.case.desk, holder=MemberId(""))
    again = informed(replace(ruling.case, desk=desk), {LI: "你好"}, court(**DEAF, **named))

    assert copied(ruling)[0].startswith("这位成员，管理人员对你作出处理：警告")
    assert dict(ask.card.rows)["成员"] == "wmB（还没有读到名字）"
    assert "\n成员 wmB（还没有读到名字）：代为转告\n" in ask.text
    assert "@wmB" not in ask.text
    assert copied(again)[0].startswith("@客户乙 管理人员对你作出处理：警告")
    assert dict(again.planned[0].effect.card.rows)["成员"] == "客户乙、小李"


def test_news_are_wanted_once_somebody_may_know() -> None:
    """Who is reached by the bot is told by it, beside those who are not."""
    ruling = informed(punished(Act.WARN, ZHANG, LI).case, {ZHANG: "甲", LI: "乙"}, court(hears=lambda one: one == LI))

    assert kinds(ruling) == ["receipt", "ask", "ask"]
    assert [(want.member, want.text, want.state) for want in ruling.case.wants] == [
        (ZHANG, "<@zhang> 甲", Wish.WAITING)
    ]
