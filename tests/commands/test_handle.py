"""处理 does in words what the buttons of a card do."""

from dataclasses import replace

import pytest

from bot.core.actions import Action
from bot.core.cases import Appeal, Desk, Wish
from bot.core.justice.reversible import can_be_reverted
from bot.core.model import MuteSpan
from bot.core.policy import points_at
from bot.core.words import BROKEN_MUTE
from tests.commands.kit import DAY, HOUR, LI, OWNER, ZHANG, answer, case, hall, preview, standing, want
from tests.values import T0


def asked(number: int = 58, **fields):
    """Return a case in which the owner is asked to take Zhang out."""
    desk = Desk(
        holder=OWNER, rung=0, asked_at=T0, next_at=T0 + HOUR, until=T0 + DAY, keys=((OWNER, f"case-{number}-ask"),)
    )
    return case(number, **{"wants": (want(),), "desk": desk, **fields})


def of(*cases, **fields):
    """Return a hall where these cases are, and Zhang has points of 58."""
    return hall(cases={one.number: one for one in cases}, standings={ZHANG: standing()}, **fields)


@pytest.mark.parametrize(
    ("text", "state", "says"),
    [
        ("处理 58 已处理", Wish.DONE, "收到，谢谢。编号 58 记为已处理"),
        ("处理 58 已移出", Wish.DONE, "收到，谢谢。编号 58 记为已处理"),
        ("处理 58 不处罚", Wish.DECLINED, "好的，编号 58 不处罚。"),
    ],
)
def test_what_was_asked_is_answered(text, state, says) -> None:
    """As the buttons do; not in private, for nothing of it is; the cards are greyed."""
    found = answer(text, of(asked()))

    assert found.text.startswith(says)
    assert [change.after.wants[0].state for change in found.cases] == [state]
    assert (found.private, bool(found.planned)) == (False, True)


def test_a_pardon_takes_back_what_was_given() -> None:
    """The points go; the decision counts as taken back."""
    there = of(asked(offences=(replace(case().offences[0], delivery=40),)))

    found = answer("处理 58 不处罚", there)

    (changed,) = found.standings
    assert (changed.before, points_at(changed.after, T0, there.policy)) == (standing(), 0)
    assert found.undone == ((40, T0),)


@pytest.mark.parametrize(("text", "state"), [("处理 58 维持", Wish.DECLINED), ("处理 58 撤销处罚", Wish.DONE)])
def test_an_appeal_is_decided(text, state) -> None:
    """One way or the other."""
    appeal = Appeal(member=ZHANG, at=T0, until=T0 + DAY, reviewer=OWNER)

    (change,) = answer(text, of(replace(case(), appeal=appeal))).cases

    assert change.after.appeal.state is state


def test_a_dismissed_appeal_is_an_order_that_cannot_be_taken_back() -> None:
    """Its answer offers no code, for the member is told; that of a granted one does."""
    appeal = Appeal(member=ZHANG, at=T0, until=T0 + DAY, reviewer=OWNER)
    there = of(replace(case(), appeal=appeal))

    def is_offered(text: str) -> bool:
        found = answer(text, there)
        action = Action(number=9, room=there.room.id, by=OWNER, at=T0, command="handle", said=text, cases=found.cases)
        return can_be_reverted(action)

    assert [is_offered(f"处理 58 {word}") for word in ("维持", "撤销处罚")] == [False, True]


def test_looking_changes_nothing_and_is_private() -> None:
    """The page goes to who asked."""
    found = answer("处理 58 查看", of(asked()))

    assert found.text.startswith("【编号 58】禁止广告（等待处理）")
    assert (found.cases, found.planned, found.private) == ((), (), True)


def test_without_a_word_it_says_how() -> None:
    """With the case in one line."""
    found = answer("处理 58", of(asked()))

    assert "怎么处理？发“处理 58 已处理”" in found.text
    assert found.cases == ()


def test_what_cannot_be_answered_is_told_one_by_one() -> None:
    """An unknown number and a late answer do not hinder the others."""
    late = replace(asked(57), wants=(want(state=Wish.DONE),))

    found = answer("处理 57 58 99 已处理", of(asked(), late))

    assert [change.after.number for change in found.cases] == [58]
    assert found.text.split("\n")[0].startswith("编号 57 没有等待处理的事")
    assert "没有找到编号 99：它不在本群" in found.text


def test_several_are_shown_first() -> None:
    """Not one, not a look, nor what nobody knows."""
    there = of(asked(), asked(59, member=LI))

    assert preview("处理 58 59 已处理", there) == (
        "将对这 2 件都答复“已处理”：\n· 58 · 11月20日 10:00 · 张三 · 禁止广告 · 警告 3 分 · 等待处理\n"
        "· 59 · 11月20日 10:00 · 李四 · 禁止广告 · 警告 3 分 · 等待处理"
    )
    for text in ("处理 58 已处理", "处理 58 59 查看", "处理 58 59", "处理 98 99 已处理"):
        assert preview(text, there) == ""


def test_two_cases_of_one_member_are_taken_back_together() -> None:
    """The second finds what the first left."""
    both = standing(number=58)
    both = replace(both, charges=(*both.charges, *standing(number=59).charges), offences=2)
    there = hall(cases={58: asked(), 59: asked(59)}, standings={ZHANG: both})

    found = answer("处理 58 59 不处罚", there)

    (changed,) = found.standings
    assert (changed.before, changed.after.charges) == (both, ())


def test_points_for_speaking_in_a_mute_fall_with_it() -> None:
    """不处罚 of the mute takes back the case of what was said in it; so does 撤销."""
    span = MuteSpan(number=58, since=T0, until=T0 + DAY)
    muted = asked(offences=(replace(case().offences[0], act="mute", mute=span),))
    spoke = replace(case(59), rule="", title=BROKEN_MUTE)

    changed = [answer(text, of(muted, spoke)) for text in ("处理 58 不处罚", "撤销 58")]

    for found in changed:
        assert {change.after.number: change.after.is_undone for change in found.cases} == {58: True, 59: True}
        assert "编号 59 是在那次禁言期间发言记的分" in found.text
