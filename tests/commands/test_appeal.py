"""申诉 finds the case that is meant, and says why it cannot be appealed."""

from dataclasses import replace

from bot.core.cases import Appeal, Deed, Entry, Wish
from bot.core.effects import Ask
from bot.core.policy import Appeals, Policy
from tests.commands.kit import DAY, HOUR, LI, OWNER, ZHANG, answer, case, member_hall
from tests.values import T0


def of(*cases, **fields):
    """Return what Zhang may know where these cases are."""
    return member_hall(cases={one.number: one for one in cases}, **fields)


def appealed(number: int, member=ZHANG, state=Wish.WAITING):
    """Return a case that somebody appealed."""
    made = Appeal(member=member, at=T0, until=T0 + DAY, reviewer=OWNER, state=state)
    return replace(case(number), appeal=made)


def undone(number: int, **fields):
    """Return a case that was taken back."""
    one = case(number, **fields)
    return replace(one, offences=tuple(replace(offence, is_undone=True) for offence in one.offences))


def test_a_case_that_is_named_is_appealed() -> None:
    """The words go with it; somebody in charge is asked; it is answered in private."""
    found = answer("申诉 58 群主同意过", of(case(58), case(59)))

    (change,) = found.cases
    assert (change.before, change.after.appeal.words) == (case(58), "群主同意过")
    assert [type(plan.effect) for plan in found.planned] == [Ask]
    assert found.private
    assert found.text.startswith("申诉已收到（编号 58），由王群主来看")


def test_the_only_one_needs_no_number() -> None:
    """Those of others, undone, long past or appealed are not meant."""
    there = of(
        case(57, member=LI),
        undone(58),
        appealed(59),
        appealed(60, LI),
        case(61),
        replace(case(62), offences=(replace(case().offences[0], at=T0 - 30 * DAY),)),
    )

    assert [change.after.number for change in answer("申诉 冤枉", there).cases] == [61]


def test_somebody_else_s_appeal_that_is_over_does_not_bar_mine() -> None:
    """A case of several people is open to each of them."""
    assert answer("申诉", of(appealed(60, LI, Wish.DECLINED))).cases


def test_of_several_one_is_chosen() -> None:
    """The newest first, five at most."""
    found = answer("申诉 冤枉", of(*(case(n) for n in range(51, 58))))

    assert found.cases == ()
    assert found.text.startswith("要申诉哪一件？请回复序号：\n1. 57 · 11月20日 10:00 · 张三 · 禁止广告")
    assert [picks["numbers"] for _, picks in found.dialogue.choices] == ["57", "56", "55", "54", "53"]
    chosen = answer("申诉 冤枉", of(*(case(n) for n in range(51, 58))), **found.dialogue.choices[1][1])
    assert [(one.after.number, one.after.appeal.words) for one in chosen.cases] == [(56, "冤枉")]


def test_why_not_is_said() -> None:
    """No such number, not theirs, done before, too late, nothing at all, none allowed."""
    late = of(case(58), now=T0 + 8 * DAY)
    closed = of(case(58), policy=Policy(appeals=Appeals(monthly=0)))

    assert answer("申诉 99", of(case(58))).text == "没有找到编号 99：请看处罚说明里的编号，或发“我的记录”。"
    assert answer("申诉 58", of(case(58, member=LI))).text == "编号 58 里没有对你的处罚，不用申诉。"
    assert answer("申诉", of(appealed(58))).text == "编号 58 已经申诉过了：还在等答复。"
    assert answer("申诉", late).text == "申诉要在7天内提出，编号 58 已经过了时间。"
    assert answer("申诉", of(undone(58), case(57, member=LI), now=T0 + HOUR)).text == "你在本群没有可以申诉的处罚。"
    assert answer("申诉", closed).text == "这个群没有开放申诉，有异议请直接联系群主。"


def test_what_was_restored_is_appealed_anew_without_its_number() -> None:
    """The appeal that was granted is over; what the member was told to send works."""
    deeds = (Deed.APPEALED, Deed.UPHELD, Deed.REDONE)
    history = tuple(Entry(at=T0, what=deed, by=ZHANG if deed is Deed.APPEALED else OWNER) for deed in deeds)
    restored = replace(appealed(58, state=Wish.DONE), history=history)

    for text in ("申诉 58 还是冤枉", "申诉 还是冤枉"):
        (change,) = answer(text, of(restored)).cases
        assert (change.after.appeal.words, change.after.is_appealed) == ("还是冤枉", True)
