"""What a person orders."""

from datetime import timedelta

import pytest

from bot.core.effects import Mute, Remove
from bot.core.justice.punishing import Sentence, punish
from bot.core.measures import Act, Policy
from bot.core.model import Charge, MuteSpan
from tests.core.justice.kit import LI, OWNER, ROOM, ZHANG, court, kinds, punished, standings_of


def test_a_warning_gives_points_and_is_told() -> None:
    """In private all of it; one line where that cannot be done; and who ordered it learns what came of it."""
    ruling = punished(Act.WARN, by=OWNER)
    effect = ruling.planned[0].effect

    assert standings_of(ruling)[ZHANG].charges == (Charge(number=58, points=3, at=court().now),)
    assert (ruling.case.by, ruling.case.title, ruling.case.offences[0].act) == (OWNER, "发广告", "warn")
    assert effect.text == (
        "【群规通知】编号 58\n“产品交流群”的管理人员对你作出处理：警告（原因：发广告）。\n"
        "本次 3 分，现在共 3 分，到1月17日 00:26全部清零。\n"
        "觉得不妥？7天内回复“申诉 58”并写明理由，会尽量请另一位管理人员来看；1天内没人答复就算你对。"
    )
    assert effect.brief == (
        "<@zhang> 管理人员对你作出处理：警告（原因：发广告）。编号 58；如有异议，请发送“申诉 58”并写明理由。"
    )
    assert ruling.says == "小张：警告（3 分），现在共 3 分"


def test_a_mute_has_an_end_and_says_what_it_is_worth() -> None:
    """WeCom cannot mute; the member learns that, too."""
    ruling = punished(Act.MUTE, points=0)
    receipt, mute = (plan.effect for plan in ruling.planned)
    until = court().now + timedelta(minutes=10)

    assert standings_of(ruling)[ZHANG].mutes == (MuteSpan(number=58, since=court().now + Policy().grace, until=until),)
    assert mute == Mute(room=ROOM.id, case=58, member=ZHANG, until=until, why="发广告")
    assert "禁言10分钟，到11月20日 10:10为止" in receipt.text
    assert "企业微信没有禁言接口" in receipt.text
    assert ruling.says == "小张：禁言10分钟，到11月20日 10:10为止，现在共 0 分"


def test_a_removal_is_done_or_asked_for() -> None:
    """Whoever can do it."""
    done, asked = punished(removes=True), punished()

    assert kinds(done) == ["receipt", "remove"]
    assert isinstance(done.planned[1].effect, Remove)
    assert done.says.endswith("移出正在进行，结果会记入编号 58。")
    assert kinds(asked) == ["receipt", "ask"]
    assert asked.says.endswith("机器人不能在这个群移出成员，已请王姐在手机上移出。")


def test_a_tag_and_a_word_to_the_owner_say_nothing_to_the_member() -> None:
    """The points are there all the same."""
    for act in (Act.TAG, Act.NOTIFY):
        ruling = punished(act)
        assert (kinds(ruling), len(standings_of(ruling)[ZHANG].charges)) == ([], 1)


def test_nobody_is_punished_twice_by_one_order() -> None:
    """However often they are named."""
    ruling = punished(Act.WARN, ZHANG, LI, ZHANG)

    assert [o.member for o in ruling.case.offences] == [ZHANG, LI]
    assert len(standings_of(ruling)[ZHANG].charges) == 1


def test_points_that_never_end_have_no_end() -> None:
    """And a case without a reason is called by what was done."""
    policy = Policy(half_life=None)
    sentence = Sentence(member=ZHANG, act=Act.WARN, points=1)
    ruling = punish([sentence], number=1, by=OWNER, reason="", standings={}, court=court(policy=policy))

    assert "现在共 1 分。" in ruling.planned[0].effect.text
    assert ruling.case.title == "警告"


def test_bad_orders_are_refused() -> None:
    """Nobody, or no number."""
    one = [Sentence(member=ZHANG, act=Act.WARN)]
    for sentences, number in (([], 1), (one, 0)):
        with pytest.raises(ValueError, match="needs a number"):
            punish(sentences, number=number, by=OWNER, reason="", standings={}, court=court())
