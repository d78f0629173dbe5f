"""Taking back orders and cases together, value by value."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.actions import Action, CaseChange, StandingChange, StateChange
from bot.core.cases import Appeal, Case, Deed, Entry, Offence, Want, Wish
from bot.core.effects import Ask, Mute, Receipt, Unmute
from bot.core.justice import Court
from bot.core.justice.answering import answer
from bot.core.justice.lifting import lift
from bot.core.justice.punishing import Sentence, punish
from bot.core.justice.reopening import muted_again, reopened
from bot.core.justice.restoring import punished_again
from bot.core.justice.reversible import can_be_reverted
from bot.core.justice.reverting import revert
from bot.core.justice.undoing import undo
from bot.core.ledger import unmuted
from bot.core.model import NO_HOLIDAYS, Charge, MemberId, MuteSpan, Standing
from bot.core.policy import Act, Policy
from bot.core.texts import Texts
from tests.values import ROOM, T0

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
OWNER, ZHANG, LI = (MemberId(name) for name in ("owner", "zhang", "li"))
COURT = Court(
    now=T0,
    zone=ZONE,
    calendar=NO_HOLIDAYS,
    policy=Policy(),
    texts=Texts(),
    room=ROOM,
    name=lambda member: f"小{member}",
)
LATER = replace(COURT, now=T0 + MINUTE)


def action(number: int, **fields) -> Action:
    """Return an order of the owner."""
    return Action(
        **{"number": number, "room": ROOM.id, "at": T0, "by": OWNER, "command": "x", "said": "做点什么", **fields}
    )


def change(member: MemberId, before: Standing, after: Standing) -> StandingChange:
    """Return that somebody stands otherwise."""
    return StandingChange(account=ROOM.account, member=member, before=before, after=after)


def muted(*members: MemberId, number: int = 5, minutes: int = 10) -> tuple[Case, Action, dict[MemberId, Standing]]:
    """Return the case, the order and the standings of a mute."""
    sentences = [Sentence(member=m, act=Act.MUTE, points=1, span=minutes * MINUTE) for m in members]
    ruling = punish(sentences, number=number, by=OWNER, reason="吵", standings={}, court=COURT)
    after = {member: standing for _, member, standing in ruling.standings}
    changes = tuple(change(member, Standing(), one) for member, one in after.items())
    return (
        ruling.case,
        action(number + 1, cases=(CaseChange(before=None, after=ruling.case),), standings=changes),
        after,
    )


def taken(chosen, *, cases=(), standings=None, state=None, court=LATER):
    """Return what taking it back by the owner comes to."""
    return revert(
        chosen,
        cases={case.number: case for case in cases},
        standings=standings or {},
        state=state or {},
        court=court,
        by=OWNER,
    )


def lifted(case: Case, member: MemberId, standings) -> tuple[Case, Action, dict[MemberId, Standing]]:
    """Return the case, the order and the standings of an early end."""
    after = lift(case, member, by=OWNER, court=LATER).case
    free = unmuted(standings[member], LATER.now)
    order = action(
        7, cases=(CaseChange(before=case, after=after),), standings=(change(member, standings[member], free),)
    )
    return after, order, {**standings, member: free}


def test_what_was_given_is_taken_exactly() -> None:
    """Points, mute, count and when somebody was last answered are as before the order."""
    case, order, standings = muted(ZHANG, LI)

    result = taken([order], cases=[case], standings=standings)

    assert can_be_reverted(order)
    assert can_be_reverted(replace(order, standings=()))
    assert set(result.standings.values()) == {Standing()}
    assert (result.taken, result.left) == ((6,), [])
    assert [(one.before, one.after.is_undone) for one in result.cases] == [(case, True)]


def test_a_case_that_nobody_remembers_is_taken_from_the_order() -> None:
    """It is as the order left it."""
    case, order, standings = muted(ZHANG)

    result = taken([order], standings=standings)

    assert result.cases[0].before == case


def test_what_was_undone_by_another_is_told() -> None:
    """Nothing changes, and it is said how to put it back."""
    case, order, standings = muted(ZHANG)

    result = taken([replace(order, undone_by=9)], cases=[case], standings=standings)

    assert result.left == ["6 已经撤销过了；要恢复，请发“撤销 9”。"]
    assert (result.cases, result.standings, result.taken) == ((), {}, ())
    assert not can_be_reverted(replace(order, undone_by=9))


def test_a_case_undone_otherwise_is_told_so_and_changes_nothing() -> None:
    """A pardon came first: the standing is left alone."""
    case, order, standings = muted(ZHANG)
    before = undo(case, standings=standings, by=OWNER, court=COURT)
    free = {member: one for _, member, one in before.standings}

    result = taken([order], cases=[before.case], standings=free)

    assert "已经撤销过了" in result.left[0]
    assert result.cases == ()


def test_part_of_a_case_is_given_again_to_those_alone_who_lost_it() -> None:
    """An appeal that was right for one is taken back for one; another who lost theirs before keeps that."""
    case, _, standings = muted(ZHANG, LI)
    first = undo(case, standings=standings, by=OWNER, court=COURT, members=[LI])
    standings |= {member: one for _, member, one in first.standings}
    second = undo(first.case, standings=standings, by=OWNER, court=LATER, members=[ZHANG])
    after = {**standings, **{member: one for _, member, one in second.standings}}
    order = action(
        8,
        cases=(CaseChange(before=first.case, after=second.case),),
        standings=(change(ZHANG, standings[ZHANG], after[ZHANG]),),
    )

    result = taken([order], cases=[second.case], standings=after)

    assert {member: one for (_, member), one in result.standings.items()} == {ZHANG: standings[ZHANG]}
    assert [offence.is_undone for offence in result.after[5].offences] == [False, True]
    assert punished_again(result, standings=after, court=LATER) == (ZHANG,)
    assert can_be_reverted(order)

    again = action(
        9,
        cases=(CaseChange(before=second.case, after=result.after[5]),),
        standings=(change(ZHANG, after[ZHANG], standings[ZHANG]),),
    )
    back = taken([again], cases=[result.after[5]], standings=standings)
    assert {member: one for (_, member), one in back.standings.items()} == {ZHANG: after[ZHANG]}
    assert can_be_reverted(again)


def test_a_mute_that_was_ended_early_goes_on() -> None:
    """To the same moment; the member is told, the decision counts again."""
    case, _, standings = muted(ZHANG, LI)
    case = replace(case, offences=tuple(replace(one, delivery=40) for one in case.offences))
    after, order, free = lifted(case, ZHANG, standings)

    result = taken([order], cases=[after], standings=free)

    assert result.standings == {(ROOM.account, ZHANG): standings[ZHANG]}
    assert result.after[5].offences == case.offences
    assert result.after[5].history[-1].what is Deed.REDONE
    assert [type(plan.effect) for plan in result.planned] == [Mute, Receipt]
    assert result.undone == ((40, None),)
    assert punished_again(result, standings=free, court=LATER) == (ZHANG,)


def test_keeping_an_eye_is_wanted_again_with_the_mute() -> None:
    """The want that ended with the mute waits again, and somebody is asked."""
    case, _, standings = muted(ZHANG)
    case = replace(case, wants=(Want(room=ROOM.id, member=ZHANG, task="mute"),))
    after, order, free = lifted(case, ZHANG, standings)

    result = taken([order], cases=[after], standings=free)

    assert after.wants[0].state is Wish.VOID
    assert result.after[5].wants == case.wants
    assert Ask in [type(plan.effect) for plan in result.planned]


def test_an_early_end_comes_back_as_it_was() -> None:
    """Taking back that a mute goes on ends it when it had ended, and nobody need keep an eye on them."""
    case, _, standings = muted(ZHANG)
    watched = Want(room=ROOM.id, member=ZHANG, task="mute")
    case = replace(case, wants=(watched,), offences=(replace(case.offences[0], delivery=40),))
    after, order, free = lifted(case, ZHANG, standings)
    first = taken([order], cases=[after], standings=free)
    again = action(
        8,
        cases=first.cases,
        standings=(change(ZHANG, free[ZHANG], standings[ZHANG]),),
    )
    now = replace(COURT, now=T0 + 2 * MINUTE)

    result = taken([again], cases=first.after.values(), standings=standings, court=now)

    assert can_be_reverted(again)
    assert result.standings == {(ROOM.account, ZHANG): free[ZHANG]}
    assert (result.after[5].offences, result.after[5].wants) == (after.offences, after.wants)
    assert result.says == ["编号 5 的禁言又已结束：小zhang。"]
    assert Unmute in [type(plan.effect) for plan in result.planned]
    assert result.undone == ((40, now.now),)
    assert punished_again(result, standings=standings, court=now) == ()
    ended = replace(first.after[5], offences=after.offences, wants=after.wants)
    assert "之后又有变化" in taken([again], cases=[ended], standings=free, court=now).left[0]


def test_a_mute_that_would_be_over_stays_away() -> None:
    """Also from the standing, for the case says so."""
    case, _, standings = muted(ZHANG)
    after, order, free = lifted(case, ZHANG, standings)

    result = taken([order], cases=[after], standings=free, court=replace(COURT, now=T0 + 11 * MINUTE))

    assert result.left == ["编号 5 的禁言本来也已经到期，不再继续。"]
    assert (result.standings, result.taken) == ({}, ())


def test_a_lift_in_a_case_that_goes_as_well_is_no_work() -> None:
    """Both orders are taken back, nobody is muted in between."""
    case, order, standings = muted(ZHANG)
    after, end, free = lifted(case, ZHANG, standings)

    result = taken([end, order], cases=[after], standings=free)

    assert result.standings == {(ROOM.account, ZHANG): Standing()}
    assert result.taken == (7, 6)
    assert not any(isinstance(plan.effect, Mute | Unmute) for plan in result.planned)


def test_what_somebody_said_was_done_waits_again() -> None:
    """Unless something became of it since."""
    ruling = punish([Sentence(member=LI, act=Act.REMOVE)], number=5, by=OWNER, reason="", standings={}, court=COURT)
    done = answer(ruling.case, OWNER, "done", standings={}, court=COURT).case
    order = action(6, cases=(CaseChange(before=ruling.case, after=done),))

    result = taken([order], cases=[done])
    left = replace(done, wants=(replace(done.wants[0], state=Wish.VOID),))
    late = taken([order], cases=[left])

    assert result.says == ["编号 5 改回等待处理。"]
    assert result.after[5].is_open
    assert [type(plan.effect) for plan in result.planned] == [Ask]
    assert (late.cases, late.taken) == ((), ())
    assert "之后又有变化" in late.left[0]
    assert can_be_reverted(order)

    again = action(7, cases=result.cases)
    back = taken([again], cases=result.after.values())
    assert back.says == ["编号 5 又记为已答复，不再等待处理。"]
    assert back.after[5].wants == done.wants
    assert can_be_reverted(again)


def test_an_answer_that_was_told_cannot_be_taken_back() -> None:
    """It says what can be done instead."""
    case, _, _ = muted(ZHANG)
    appeal = Appeal(member=ZHANG, at=T0, until=T0 + MINUTE, reviewer=OWNER)
    before = replace(case, appeal=appeal)
    after = replace(before, appeal=replace(appeal, state=Wish.DECLINED))
    order = action(6, said="处理 维持 5", cases=(CaseChange(before=before, after=after),))

    result = taken([order], cases=[after])

    assert result.left == ["6 是小owner的“处理 维持 5”，已经告诉了当事人，收不回来；要取消处罚，请发“撤销 5”。"]
    assert not can_be_reverted(order)


@pytest.mark.parametrize(
    ("state", "states", "left"),
    [
        ({"silent": {"until": None}}, {"silent": None}, []),
        ({"silent": {"until": 7}}, {}, ["6 之后又有人改过，没有动：静默 开"]),
        ({}, {}, ["6 之后又有人改过，没有动：静默 开"]),
    ],
)
def test_what_a_room_remembers_is_put_back_if_it_still_holds(state, states, left) -> None:
    """What somebody changed since is left as it is."""
    told = StateChange(room=ROOM.id, key="silent", before=None, after={"until": None})

    result = taken([action(6, said="静默 开", states=(told,))], state=state)

    assert (result.states, result.left) == (states, left)
    assert result.says == (["已撤销 6：静默 开"] if states else [])


def test_changes_of_one_thing_are_taken_back_from_the_newest_on() -> None:
    """Two orders about the same: the older finds what the newer put back."""
    first = StateChange(room=ROOM.id, key="absence", before=None, after="on")
    second = StateChange(room=ROOM.id, key="absence", before="on", after="off")

    result = taken([action(6, states=(first,)), action(7, states=(second,))], state={"absence": "off"})

    assert result.states == {"absence": None}
    assert result.taken == (7, 6)


def test_an_order_that_changed_nothing_says_so() -> None:
    """Nothing to take back."""
    result = taken([action(6)])

    assert result.left == ["6 没有改动什么，不用撤销。"]
    assert not can_be_reverted(action(6))


def test_points_are_put_back_whatever_came_after() -> None:
    """Charges of others stay."""
    mine, other = Charge(number=6, points=2, at=T0), Charge(number=9, points=5, at=T0 + MINUTE)
    given = change(ZHANG, Standing(), Standing(charges=(mine,), offences=1))
    now = Standing(charges=(mine, other), offences=2)

    result = taken([action(6, standings=(given,))], standings={ZHANG: now})

    assert result.standings == {(ROOM.account, ZHANG): Standing(charges=(other,), offences=1)}


def test_nobody_takes_back_what_was_about_themselves() -> None:
    """Neither the case, nor the order that opened it, nor points alone; somebody else may."""
    case, order, standings = muted(OWNER)
    less = action(9, standings=(change(OWNER, Standing(), standings[OWNER]),))

    for one in (case, order):
        result = taken([one], cases=[case], standings=standings)
        assert result.left == ["5 和你自己有关，要请别的管群的人来撤销。"]
        assert (result.cases, result.standings, result.taken) == ((), {}, ())
    assert taken([less], standings=standings).left == ["9 和你自己有关，要请别的管群的人来撤销。"]


def test_who_was_removed_is_named_once_for_all_cases() -> None:
    """With one invitation to send."""
    done = Want(room=ROOM.id, member=LI, task="remove", state=Wish.DONE)
    cases = [
        Case(
            number=n,
            account=ROOM.account,
            room=ROOM.id,
            opened_at=T0,
            offences=(Offence(room=ROOM.id, member=LI, at=T0),),
            wants=(done,),
        )
        for n in (3, 4)
    ]

    result = taken(cases, cases=cases)

    assert len(result.left) == 1
    assert result.left[0].startswith("小li 已被移出“产品交流群”")
    assert result.gone == {ROOM.id: {LI: None}}


def test_reopening_needs_something_to_reopen() -> None:
    """A case that was opened by the change has nothing before it."""
    case, _, _ = muted(ZHANG)
    opened = CaseChange(before=None, after=case)

    assert reopened(case, opened, by=OWNER, court=LATER).refused
    assert muted_again(case, opened, by=OWNER, court=LATER).refused


def test_a_mute_is_longer_by_its_end() -> None:
    """A later end punishes again, an earlier one does not."""
    short, long = (Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + n * MINUTE),)) for n in (5, 9))
    longer = taken([action(6, standings=(change(ZHANG, long, short),))], standings={ZHANG: short})
    shorter = taken([action(6, standings=(change(ZHANG, short, long),))], standings={ZHANG: long})

    assert punished_again(longer, standings={ZHANG: short}, court=LATER) == (ZHANG,)
    assert punished_again(shorter, standings={ZHANG: long}, court=LATER) == ()


def test_history_tells_what_was_done() -> None:
    """Each taking back is a line of the case."""
    case, order, standings = muted(ZHANG)

    result = taken([order], cases=[case], standings=standings)

    assert result.after[5].history[-1] == Entry(at=LATER.now, what=Deed.UNDONE, by=OWNER)


def test_the_mute_of_a_case_that_was_undone_does_not_go_on() -> None:
    """It is said why: it is not over by itself."""
    case, _, standings = muted(ZHANG)
    after, order, standings = lifted(case, ZHANG, standings)
    undone = undo(after, standings=standings, by=OWNER, court=LATER).case

    result = taken([order], cases=[undone], standings={ZHANG: Standing()})
    over = taken([order], cases=[after], standings=standings, court=replace(COURT, now=T0 + 60 * MINUTE))

    assert result.left == ["编号 5 的处罚已经撤销，禁言不再继续。"]
    assert over.left == ["编号 5 的禁言本来也已经到期，不再继续。"]


def test_of_a_mediation_the_words_stay() -> None:
    """Taking it back says so; of other orders there is nothing to say."""
    cooling = StateChange(room=ROOM.id, key="cooling", before=None, after={"until": 7})
    order = action(6, states=(cooling,), command="mediate", said="调解 @甲 @乙")

    result = taken([order], state={"cooling": {"until": 7}})

    assert (result.says, result.states) == (["已撤销 6：调解 @甲 @乙"], {"cooling": None})
    assert result.left == ["6 发出去的话收不回，建好的小群也还在；只是不再当作正在调解。"]
    assert taken([replace(order, command="silence")], state={"cooling": {"until": 7}}).left == []
