"""Who is asked, when, and with which words."""

from dataclasses import replace
from datetime import date, time, timedelta

from bot.core.cases import Deed, Want
from bot.core.justice.asking import ask, climb, ladder
from bot.core.measures import Act, Asking, Hours, Policy
from bot.core.model import Calendar, Role
from bot.core.office import Office
from tests.core.justice.kit import ADMIN, DAY, HELPER, HOUR, OWNER, ROOM, ZHANG, court, punished

ALWAYS = Policy(asking=Asking(office=Office(always=True)))
MINUTE = timedelta(minutes=1)


def test_the_owner_is_asked_first_with_all_that_is_to_be_known() -> None:
    """What, who, why, how, until when; the same as a card."""
    ruling = punished()
    *_, plan = ruling.planned
    effect = plan.effect

    assert (plan.key, plan.due_at, effect.to, effect.task, effect.member) == (
        "case-58-ask-0-0",
        None,
        OWNER,
        "remove",
        ZHANG,
    )
    assert effect.text == (
        "【待办】编号 58 ·“产品交流群”\n小张：移出群聊\n原因：发广告（移出本群 3 分）\n"
        "企业微信不允许机器人在这个群移出成员：请在手机上打开群聊 → 右上角 → 移出成员。\n"
        "处理好了请回复“处理 58 已处理”；不该罚请回复“处理 58 不处罚”。请在11月23日 10:00前处理。"
    )
    assert effect.card.id == "case-58"
    assert effect.card.title == "编号 58：移出群聊"
    assert effect.card.rows == (
        ("群聊", "产品交流群"),
        ("成员", "小张"),
        ("原因", "发广告"),
        ("处罚", "移出本群 3 分"),
        ("截止", "11月23日 10:00"),
    )
    assert [key for key, _ in effect.card.buttons] == ["done", "pardon", "show"]


def test_owners_come_before_helpers_and_helpers_before_admins() -> None:
    """Whoever it is about is never asked."""
    case = punished().case
    about_owner = punished(Act.REMOVE, OWNER).case

    assert ladder(case, court()) == (OWNER, HELPER, ADMIN)
    assert ladder(about_owner, court()) == (HELPER, ADMIN)
    assert about_owner.desk is not None
    assert about_owner.desk.holder == HELPER


def test_nobody_is_woken_at_night() -> None:
    """At midnight of a Friday the card waits for seven; time counts from Monday, 9:00. At 22:00 it goes out at once."""
    ruling = punished(after=14 * HOUR)
    *_, plan = ruling.planned

    opens = court().now - HOUR + 3 * DAY
    assert plan.due_at == court().now + 21 * HOUR
    assert punished(after=12 * HOUR).planned[-1].due_at is None
    quiet = replace(Policy(), quiet=Hours(since=time(21), until=time(8)))
    assert punished(after=12 * HOUR, policy=quiet).planned[-1].due_at == court().now + 22 * HOUR
    assert ruling.case.desk is not None
    assert (ruling.case.desk.next_at, ruling.case.desk.until) == (opens + 30 * MINUTE, opens + 3 * DAY)


def test_the_next_one_is_asked_after_the_steps_and_the_last_one_reminded() -> None:
    """王姐, after 30 minutes 小陈, after an hour 老周, then 老周 every four hours."""
    case, said = punished(policy=ALWAYS).case, []
    for _ in range(3):
        assert case.desk is not None
        ruling = climb(case, court(case.desk.next_at - court().now, policy=ALWAYS))
        case = ruling.case
        said.append((ruling.planned[0].key, ruling.planned[0].effect.to, case.desk.next_at - case.desk.asked_at))

    assert said == [
        ("case-58-ask-1-1", HELPER, HOUR),
        ("case-58-ask-2-2", ADMIN, 4 * HOUR),
        ("case-58-ask-2-3", ADMIN, 4 * HOUR),
    ]
    assert [entry.what for entry in case.history[-3:]] == [Deed.ASKED, Deed.ASKED, Deed.REMINDED]
    assert ruling.planned[0].effect.text.startswith("【再次提醒】编号 58")
    assert case.desk.until == court().now + 3 * DAY


def test_without_steps_the_owner_is_reminded() -> None:
    """Nobody else is bothered."""
    policy = replace(ALWAYS, asking=replace(ALWAYS.asking, steps=()))
    case = punished(policy=policy).case

    assert climb(case, court(4 * HOUR, policy=policy)).planned[0].effect.to == OWNER


def test_with_nobody_to_ask_it_is_looked_at_again() -> None:
    """Roles may be learnt later; the first who turns up is asked then."""
    empty = replace(ROOM, roles={ZHANG: Role.OWNER})
    ruling = punished(room=empty, policy=ALWAYS)
    desk = ruling.case.desk
    later = court(5 * HOUR, policy=ALWAYS)

    assert desk is not None
    assert (desk.holder, desk.keys, [p.effect.kind for p in ruling.planned]) == ("", (), ["receipt"])
    assert ruling.case.due_at == desk.next_at == court().now + 4 * HOUR
    assert ruling.says.endswith("也没有可以请的人：请在手机上移出。")
    assert climb(ruling.case, replace(later, room=empty)).planned == ()
    found = climb(ruling.case, later)
    assert [p.effect.to for p in found.planned] == [OWNER]
    assert found.case.desk is not None
    assert found.case.desk.until == desk.until


def test_where_nothing_is_wanted_nobody_is_asked() -> None:
    """Not for the first time, and not again."""
    case = punished(Act.WARN).case

    assert (ask(case, court()).planned, climb(case, court()).planned) == ((), ())
    wanting = replace(case, wants=(Want(room=ROOM.id, member=ZHANG, task="odd"),))
    assert climb(wanting, court()).planned[0].key == "case-58-ask-0-0"
    asked = ask(wanting, court()).case
    assert climb(replace(asked, wants=()), court()).planned == ()


def test_what_is_to_be_passed_on_stands_in_the_card_text() -> None:
    """The words can be copied; the room of another want is named by its id."""
    case = replace(punished(Act.WARN).case, wants=(Want(room=ROOM.id, member=ZHANG, task="say", text="@zhang 请留意"),))
    effect = ask(replace(case, room="r9"), court()).planned[0].effect

    assert "请代为转告（长按可复制）：\n@zhang 请留意" in effect.text
    assert effect.card.title == "编号 58：代为转告"
    assert effect.card.rows[0] == ("群聊", "r9")


def test_holidays_alone_let_nothing_lapse() -> None:
    """Before a week of them there are four hours of office time left afterwards, enough for everybody to be asked."""
    week = Calendar(off=frozenset(date(2026, 11, day) for day in range(23, 28)))

    desk = punished(after=7 * HOUR + 50 * MINUTE, calendar=week).case.desk

    assert desk is not None
    assert desk.until == court().now + 10 * DAY + 4 * HOUR + 20 * MINUTE  # Monday, 30 November, 14:20
    hasty = punished(policy=Policy(asking=Asking(lapse=HOUR))).case.desk
    assert hasty is not None
    assert hasty.until == court().now + HOUR
