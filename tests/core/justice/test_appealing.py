"""A member's word against a penalty."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cases import Deed, Proof, Wish
from bot.core.justice.appealing import appeal, asked_to_decide, expire, rule
from bot.core.justice.proving import prove
from bot.core.justice.undoing import redo, undo
from bot.core.measures import Act, Appeals, Policy
from bot.core.model import Role
from tests.core.justice.kit import (
    ADMIN,
    DAY,
    HELPER,
    HOUR,
    LI,
    OWNER,
    ROOM,
    ZHANG,
    court,
    kinds,
    punished,
    standings_of,
)

WARNED = punished(Act.WARN)


def appealed(case=WARNED.case, member=ZHANG, **fields):
    """小张 appeals."""
    return appeal(case, member, "我没有<发>广告", cases=(case,), court=court(**fields))


def test_an_appeal_goes_to_the_owner_with_a_deadline() -> None:
    """The member learns who decides until when; the owner gets a card."""
    ruling = appealed()
    (plan,) = ruling.planned
    card = plan.effect.card

    assert ruling.says == (
        "申诉已收到（编号 58），由王姐来看，最晚11月21日 10:00答复；到时没人答复就算你对。30 天内还可以申诉 2 次。"
    )
    assert (plan.key, plan.due_at, plan.effect.to, plan.effect.task) == ("appeal-58-ask-2", None, OWNER, "appeal")
    assert plan.effect.text == (
        "【申诉】编号 58 ·“产品交流群”\n小张 对“发广告”的处罚（警告 3 分）有异议：我没有＜发＞广告\n"
        "维持请回复“处理 58 维持”，撤销处罚请回复“处理 58 撤销处罚”。请在11月21日 10:00前决定，逾期视为撤销。"
    )
    assert (card.id, card.quote, card.rows[-1]) == (
        "appeal-58",
        "我没有＜发＞广告",
        ("截止", "11月21日 10:00，逾期视为撤销"),
    )
    assert ruling.case.due_at == court().now + DAY
    assert "没有写理由" in appeal(WARNED.case, ZHANG, "", cases=(), court=court()).planned[0].effect.text


def test_it_goes_to_somebody_else_than_who_punished() -> None:
    """小陈 decides on what 王姐 did; where there is nobody else 王姐 does, and it is said."""
    by_owner = punished(Act.WARN, by=OWNER).case
    alone = replace(ROOM, roles={OWNER: Role.OWNER})
    empty = replace(ROOM, roles={})

    assert appealed(by_owner).planned[0].effect.to == HELPER
    same = appealed(by_owner, room=alone)
    assert same.planned[0].effect.to == OWNER
    assert "这个群没有别的管理人员，只好还由王姐来看" in same.says
    nobody = appealed(by_owner, room=empty)
    assert (nobody.planned, nobody.case.is_open) == ((), True)
    assert "这个群现在没有能看申诉的人" in nobody.says


def test_at_night_the_deadline_counts_from_the_morning() -> None:
    """Who decides is not woken, and has a whole day."""
    ruling = appealed(after=14 * HOUR)

    opens = court().now - HOUR + 3 * DAY
    assert (ruling.planned[0].due_at, ruling.case.due_at) == (court().now + 21 * HOUR, opens + DAY)


def test_what_cannot_be_appealed_is_refused_with_the_reason() -> None:
    """Not theirs, twice, while somebody else does, too late, too often, not at all."""
    both = punished(Act.WARN, ZHANG, LI)
    busy = appealed(both.case).case
    undone = undo(WARNED.case, standings={}, by=OWNER, court=court()).case
    often = [replace(appealed(replace(WARNED.case, number=n)).case, number=n) for n in (1, 2, 3)]
    closed = Policy(appeals=Appeals(monthly=0))

    assert appealed(member=LI).refused == "编号 58 里没有对你的处罚，不用申诉。"
    assert appealed(undone).refused == "编号 58 里没有对你的处罚，不用申诉。"
    assert appealed(busy).refused == "编号 58 已经申诉过了：还在等答复。"
    assert appealed(busy, LI).refused.startswith("编号 58 正有另一位成员在申诉")
    assert appealed(after=8 * DAY).refused == "申诉要在7天内提出，编号 58 已经过了时间。"
    assert appealed(policy=closed).refused == "这个群没有开放申诉，有异议请直接联系群主。"
    many = appeal(WARNED.case, ZHANG, "", cases=often, court=court())
    assert many.refused == "30 天内最多申诉 3 次，这个月已经用完了。"
    assert not appeal(WARNED.case, ZHANG, "", cases=often[:2], court=court()).refused
    old = [replace(c, history=tuple(replace(e, at=e.at - 31 * DAY) for e in c.history)) for c in often]
    assert not appeal(WARNED.case, ZHANG, "", cases=old, court=court()).refused


def test_granting_takes_everything_back() -> None:
    """The member is told; the card says so; it counts as decided once."""
    case = appealed().case

    ruling = rule(case, HELPER, granted=True, standings=standings_of(WARNED), court=court(HOUR))

    assert standings_of(ruling)[ZHANG].charges == ()
    assert ruling.case.appeal.state is Wish.DONE
    assert (ruling.case.appeal.by, ruling.case.history[-1].what) == (HELPER, Deed.UPHELD)
    assert kinds(ruling) == ["recard", "receipt"]
    assert ruling.planned[1].effect.brief.startswith("<@zhang> 编号 58 的申诉成立")
    assert ruling.says == "编号 58：申诉成立，处罚已撤销。"
    again = rule(ruling.case, OWNER, granted=False, standings={}, court=court(HOUR))
    assert again.refused == "编号 58 没有等待决定的申诉：小陈在11月20日 11:00已经决定了（处罚已撤销）。"


def test_granting_one_leaves_the_others() -> None:
    """Only the penalty of who appealed is taken back."""
    both = punished(Act.WARN, ZHANG, LI)
    ruling = rule(appealed(both.case).case, OWNER, granted=True, standings=standings_of(both), court=court())

    assert list(standings_of(ruling)) == [ZHANG]
    assert [o.is_undone for o in ruling.case.offences] == [True, False]
    assert appealed(ruling.case, LI).case.appeal.member == LI


def test_granting_after_a_removal_offers_the_invitation() -> None:
    """The removal cannot be undone; who decided gets the words to send."""
    case = punished().case
    case = prove(case, room=ROOM.id, member=ZHANG, how=Proof.EVENT, at=court().now, court=court()).case
    case = appealed(case).case

    ruling = rule(case, OWNER, granted=True, standings={}, court=court())
    expired = expire(case, standings={}, court=court(DAY))

    assert "小张 已被移出“产品交流群”，这一步撤不回来" in ruling.says
    assert "欢迎你随时扫码回来" in expired.planned[-1].effect.text


def test_dismissing_leaves_everything() -> None:
    """The member is told, and cannot appeal again."""
    ruling = rule(appealed().case, OWNER, granted=False, standings={}, court=court())

    assert (ruling.standings, ruling.case.appeal.state) == ((), Wish.DECLINED)
    assert ruling.case.history[-1].what is Deed.DISMISSED
    assert "处罚维持不变" in ruling.planned[-1].effect.text
    assert appealed(ruling.case).refused == "编号 58 已经申诉过了：处罚维持。"


def test_who_may_not_decide_is_told_who_does() -> None:
    """Who punished, while others can; who it is about; anybody else."""
    case = appealed(punished(Act.WARN, by=OWNER).case).case

    for by in (OWNER, ZHANG, LI):
        ruling = rule(case, by, granted=True, standings={}, court=court())
        assert ruling.refused == "编号 58 的申诉由小陈决定，谢谢关心。"
    assert not rule(case, ADMIN, granted=True, standings={}, court=court()).refused
    assert rule(WARNED.case, OWNER, granted=True, standings={}, court=court()).refused == (
        "编号 58 没有等待决定的申诉。"
    )


def test_nobody_s_answer_is_a_yes() -> None:
    """The member and who should have answered are told; where nobody should have, nobody is."""
    case = appealed().case
    ruling = expire(case, standings=standings_of(WARNED), court=court(DAY))
    nobody = appealed(room=replace(ROOM, roles={})).case

    assert standings_of(ruling)[ZHANG].charges == ()
    assert (ruling.case.history[-1].by, ruling.case.history[-1].note) == ("", "到期没有人答复")
    assert kinds(ruling) == ["recard", "receipt", "tell"]
    assert (ruling.planned[-1].effect.to, ruling.planned[-1].effect.text) == (
        OWNER,
        "编号 58 的申诉到期没有答复，已按规定撤销处罚。",
    )
    assert kinds(expire(nobody, standings={}, court=court(DAY))) == ["receipt"]


def test_undoing_a_case_answers_its_appeal() -> None:
    """There is nothing left to decide."""
    ruling = undo(appealed().case, standings=standings_of(WARNED), by=OWNER, court=court())

    assert (ruling.case.is_open, ruling.case.appeal.state, kinds(ruling)) == (False, Wish.DONE, ["recard", "receipt"])
    again = rule(ruling.case, OWNER, granted=True, standings={}, court=court())
    assert "处罚已撤销" in again.refused
    assert asked_to_decide(WARNED.case, court()).planned == ()


def test_each_member_of_a_case_appeals_once() -> None:
    """Also after somebody else did: nobody gets a second try by waiting for the other."""
    both = punished(Act.WARN, ZHANG, LI)
    first = appealed(both.case)
    dismissed = rule(first.case, OWNER, granted=False, standings={}, court=court())
    second = appealed(dismissed.case, LI)
    over = rule(second.case, OWNER, granted=False, standings={}, court=court())

    assert (second.refused, over.refused) == ("", "")
    assert appealed(over.case).refused == "编号 58 已经申诉过了：已经有结果了。"
    assert appealed(over.case, LI).refused == "编号 58 已经申诉过了：处罚维持。"


def test_a_weekend_alone_grants_no_appeal() -> None:
    """Made on Friday at 17:50, it waits until the reviewer had two hours of office time: Monday, 10:50."""
    late = 7 * HOUR + timedelta(minutes=50)

    made = appealed(after=late).case.appeal

    assert made is not None
    assert made.until == court().now + 3 * DAY + timedelta(minutes=50)


def test_what_was_restored_can_be_appealed_once_more() -> None:
    """The member is told so; the appeal that was made void counts against no month, and the time runs anew."""
    granted = rule(appealed().case, OWNER, granted=True, standings=standings_of(WARNED), court=court())
    again = redo(granted.case, standings={}, by=OWNER, court=court(DAY))
    third = [replace(appealed(replace(WARNED.case, number=n)).case, number=n) for n in (1, 2)]

    second = appeal(again.case, ZHANG, "没有", cases=(again.case, *third), court=court(8 * DAY - HOUR))

    assert "申诉 58" in again.planned[0].effect.text
    assert second.refused == ""
    assert (second.case.appeal.words, second.case.is_appealed) == ("没有", True)
    assert appealed(second.case).refused == "编号 58 已经申诉过了：还在等答复。"
    assert appealed(again.case, after=9 * DAY).refused.startswith("申诉要在7天内提出")
