"""Taps and 处理: each acts once; everybody gets a kind answer."""

from dataclasses import replace

import pytest

from bot.core.cases import Deed, Proof, Want, Wish
from bot.core.effects import Recard
from bot.core.justice.answering import answer
from bot.core.justice.appealing import appeal
from bot.core.justice.asking import climb
from bot.core.justice.proving import prove
from bot.core.justice.ticking import tick
from bot.core.measures import Act
from tests.core.justice.kit import (
    ADMIN,
    DAY,
    HELPER,
    HOUR,
    LI,
    OWNER,
    ROOM,
    STRANGER,
    ZHANG,
    court,
    kinds,
    punished,
    standings_of,
)

KEY = "case-58-ask-0-0"


def test_done_closes_by_word_and_changes_every_card() -> None:
    """The card of who tapped by the tap's leave, the others by the leave that sending brought."""
    case = climb(punished().case, court(HOUR)).case

    ruling = answer(case, OWNER, "done", standings={}, court=court(2 * HOUR), code="RC", of=KEY)

    assert [(w.state, w.proof, w.by) for w in ruling.case.wants] == [(Wish.DONE, Proof.WORD, OWNER)]
    assert ruling.says == "收到，谢谢。编号 58 记为已处理（凭你的话，之后看到成员确实被移出会再核实）。"
    assert [(p.effect.to, p.effect.of, p.effect.code, p.effect.done) for p in ruling.planned] == [
        (OWNER, KEY, "RC", "已处理"),
        (HELPER, "case-58-ask-1-1", "", "已处理"),
    ]
    assert (ruling.case.is_open, ruling.planned[0].effect.card.buttons) == (False, ())


def test_only_a_removal_can_be_proved_later() -> None:
    """Who kept an eye on somebody is thanked."""
    case = replace(punished(Act.WARN).case, wants=(Want(room=ROOM.id, member=ZHANG, task="mute"),))

    assert answer(case, OWNER, "done", standings={}, court=court()).says == "收到，谢谢。编号 58 记为已处理。"


def test_a_second_tap_is_told_who_was_first() -> None:
    """It changes nothing but the card that was tapped."""
    case = climb(punished().case, court(HOUR)).case
    first = answer(case, OWNER, "done", standings={}, court=court(HOUR), code="RC", of=KEY)

    late = answer(first.case, HELPER, "pardon", standings={}, court=court(2 * HOUR), code="R2", of="case-58-ask-1-1")

    assert late.refused == "编号 58 不用再处理了：王姐在11月20日 11:00称已处理。谢谢。"
    assert late.case == first.case
    (plan,) = late.planned
    assert isinstance(plan.effect, Recard)
    assert (plan.effect.to, plan.effect.code, plan.effect.done) == (HELPER, "R2", "已结束")


def test_pardon_undoes_the_case() -> None:
    """Points and mute are gone, nobody is to be removed; cards say so."""
    punishment = punished()

    ruling = answer(punishment.case, OWNER, "pardon", standings=standings_of(punishment), court=court(HOUR))

    assert standings_of(ruling)[ZHANG].charges == ()
    assert ruling.case.is_undone
    assert [w.state for w in ruling.case.wants] == [Wish.DECLINED]
    assert [e.what for e in ruling.case.history[-2:]] == [Deed.DECLINED, Deed.UNDONE]
    assert kinds(ruling) == ["recard", "receipt"]
    assert ruling.says.startswith("好的，编号 58 不处罚。\n编号 58 已撤销（小张）")


def test_pardon_of_what_was_undone_only_closes_it() -> None:
    """Nothing is taken back twice."""
    case = punished().case
    undone = replace(case, offences=tuple(replace(o, is_undone=True) for o in case.offences))

    ruling = answer(undone, OWNER, "pardon", standings={}, court=court())

    assert (ruling.standings, ruling.says, ruling.refused) == ((), "好的，编号 58 不处罚。", "")


@pytest.mark.parametrize("key", ["done", "pardon", "show", "uphold", "grant"])
def test_the_wrong_person_is_told_whose_it_is(key: str) -> None:
    """A member who was never asked, and the one it is about, even if they help in the room."""
    case = punished().case
    nobody = replace(case, desk=None)

    assert (
        answer(case, STRANGER, key, standings={}, court=court()).refused == "编号 58 在等王姐处理，不用你来操作，谢谢。"
    )
    assert "在等管理人员处理" in answer(nobody, STRANGER, key, standings={}, court=court()).refused
    assert "和你自己有关" in answer(case, ZHANG, key, standings={}, court=court()).refused
    helped = punished(Act.REMOVE, HELPER).case
    assert "和你自己有关" in answer(helped, HELPER, key, standings={}, court=court()).refused


def test_who_was_asked_may_answer_after_losing_the_role() -> None:
    """The card is theirs."""
    case = punished().case
    court_ = court(room=replace(ROOM, roles={}))

    assert answer(case, OWNER, "done", standings={}, court=court_).says
    assert answer(case, ADMIN, "done", standings={}, court=court_).refused


def test_show_changes_nothing() -> None:
    """Everything is read; the buttons stay."""
    case = punished().case

    ruling = answer(case, OWNER, "show", standings={}, court=court(), code="RC", of=KEY)

    assert (ruling.case, ruling.planned, ruling.says[:8]) == (case, (), "【编号 58】发")


def test_what_nobody_answered_in_time_can_still_be_answered() -> None:
    """It was done, only late."""
    case = tick(punished().case, standings={}, court=court(5 * DAY)).case

    ruling = answer(case, OWNER, "done", standings={}, court=court(6 * DAY), code="RC", of=KEY)

    assert [w.state for w in ruling.case.wants] == [Wish.DONE]
    assert [p.effect.done for p in ruling.planned] == ["已结束"]


def test_odd_keys_and_cases_without_a_task_are_answered_kindly() -> None:
    """A button of an old version, and a warning that wants nothing."""
    assert "这个按钮已经不用了" in answer(punished().case, OWNER, "odd", standings={}, court=court()).refused
    assert answer(punished(Act.WARN).case, OWNER, "done", standings={}, court=court()).refused == (
        "编号 58 没有等待处理的事。"
    )


def test_what_was_proved_meanwhile_needs_no_answer() -> None:
    """The late tap learns what happened."""
    case = punished().case
    proved = prove(case, room=ROOM.id, member=ZHANG, how=Proof.EVENT, at=court().now, court=court()).case

    assert answer(proved, OWNER, "done", standings={}, court=court()).refused == (
        "编号 58 不用再处理了：机器人在11月20日 10:00已核实。谢谢。"
    )


def test_an_appeal_is_decided_by_tap() -> None:
    """Its card changes; a second tap finds nothing to decide and its card closed."""
    punishment = punished(Act.WARN)
    filed = appeal(punishment.case, ZHANG, "冤枉", cases=(), court=court())
    of = filed.planned[0].key
    stranger = answer(filed.case, LI, "grant", standings={}, court=court(), of=of, code="RC")
    ruling = answer(filed.case, OWNER, "uphold", standings={}, court=court(), of=of, code="RC")
    late = answer(ruling.case, HELPER, "grant", standings={}, court=court(), of=of, code="R2")

    assert stranger.refused == "编号 58 在等王姐处理，不用你来操作，谢谢。"
    assert (ruling.planned[0].effect.code, ruling.planned[0].effect.done) == ("RC", "已维持")
    assert late.refused == "编号 58 没有等待决定的申诉：王姐在11月20日 10:00已经决定了（处罚维持）。"
    assert [(p.effect.to, p.effect.card.id) for p in late.planned] == [(HELPER, "appeal-58")]


def test_a_card_about_several_whom_a_person_punished_tells_of_all() -> None:
    """One tap answers for all of them: nobody joined later."""
    ruling = punished(Act.REMOVE, ZHANG, LI, by=HELPER)

    done = answer(ruling.case, OWNER, "done", standings={}, court=court(), code="c", of="case-58-ask-0-0")

    assert [want.state for want in done.case.wants] == [Wish.DONE, Wish.DONE]
