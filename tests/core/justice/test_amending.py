"""Who mends it in time gets the point back, once."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cases import Deed
from bot.core.justice.amending import amend
from bot.core.justice.undoing import undo
from bot.core.measures import Act
from tests.core.justice.kit import DAY, LI, OWNER, ZHANG, court, punished, standings_of

MINUTE = timedelta(minutes=1)
WARNED = punished(Act.WARN)


def test_the_point_is_taken_back() -> None:
    """In one line the member learns what is left."""
    ruling = amend(WARNED.case, ZHANG, standings=standings_of(WARNED), court=court(5 * MINUTE))

    assert ruling.says == "谢谢改正：编号 58 的分数已取回，现在共 0 分。"
    assert standings_of(ruling)[ZHANG].charges == ()
    assert ruling.case.history[-1].what is Deed.AMENDED
    assert ruling.case.is_undone


def test_too_late_is_too_late() -> None:
    """It counts when it was mended, not when the bot heard of it."""
    late = court(6 * MINUTE)

    assert amend(WARNED.case, ZHANG, standings={}, court=late).refused.startswith("已经超过5分钟")
    assert amend(WARNED.case, ZHANG, standings={}, court=late, at=court(4 * MINUTE).now).says


def test_only_mild_penalties_with_points_can_be_mended() -> None:
    """A mute can be appealed; a hint without points has nothing to take back."""
    assert "不能用改正取回" in amend(punished(Act.MUTE).case, ZHANG, standings={}, court=court()).refused
    no_points = punished(Act.HINT, points=0)
    assert "没有可以改正的内容" in amend(no_points.case, ZHANG, standings={}, court=court()).refused
    assert "没有可以改正的内容" in amend(WARNED.case, LI, standings={}, court=court()).refused


def test_once_per_case_and_once_a_day() -> None:
    """What was mended and undone otherwise does not come back; tomorrow is another day."""
    both = punished(Act.WARN, ZHANG, LI)
    mended = amend(both.case, ZHANG, standings=standings_of(both), court=court()).case
    undone = undo(WARNED.case, standings={}, by=OWNER, court=court()).case

    assert "没有可以改正的内容" in amend(mended, LI, standings={}, court=court()).refused
    assert "没有可以改正的内容" in amend(undone, ZHANG, standings={}, court=court()).refused
    other = replace(mended, number=57)
    assert amend(WARNED.case, ZHANG, standings={}, court=court(), cases=(other,)).refused.startswith("每人每天")
    yesterday = replace(other, history=tuple(replace(e, at=e.at - DAY) for e in other.history))
    assert amend(WARNED.case, ZHANG, standings={}, court=court(), cases=(yesterday,)).says


def test_who_did_it_several_times_does_not_mend_it_by_mending_it_once() -> None:
    """Three adverts and one recall would leave two adverts and no point."""
    (once,) = WARNED.case.offences
    twice = replace(WARNED.case, offences=(once, replace(once, at=once.at + MINUTE)))

    assert "不能用改正取回" in amend(twice, ZHANG, standings=standings_of(WARNED), court=court(2 * MINUTE)).refused
