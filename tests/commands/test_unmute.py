"""解禁 ends mutes and leaves the points."""

from dataclasses import replace

from bot.core.cases import Deed
from bot.core.effects import Receipt, Unmute
from bot.core.model import MuteSpan
from bot.core.policy import is_muted, points_at
from tests.commands.kit import HOUR, LI, OWNER, ZHANG, answer, case, hall, standing
from tests.values import ROOM, T0


def test_who_is_not_muted_cannot_be_let_off() -> None:
    """It says so."""
    found = answer("解禁 张三 李四")

    assert found.text == "张三、李四 现在没有被禁言。"
    assert found.standings == ()


def test_a_mute_ends_and_its_case_knows() -> None:
    """Points stay; the case notes who ended it; another's mute in it goes on."""
    span = MuteSpan(number=58, since=T0, until=T0 + HOUR)
    (offence,) = case().offences
    muted = replace(case(), offences=(replace(offence, mute=span), replace(offence, member=LI, mute=span)))
    stood = standing(muted=HOUR)
    there = hall(standings={ZHANG: stood}, cases={58: muted, 59: case(59)})

    found = answer("解禁 张三", there)

    (changed,) = found.standings
    assert not is_muted(changed.after, T0)
    assert points_at(changed.after, T0, there.policy) == points_at(stood, T0, there.policy)
    assert found.effects == (Unmute(room=ROOM.id, member=ZHANG),)
    (known,) = found.cases
    assert (known.before, known.after.history[-1].what, known.after.history[-1].by) == (muted, Deed.ENDED, OWNER)
    assert [offence.mute.until for offence in known.after.offences] == [T0, T0 + HOUR]


def test_a_mute_that_has_yet_to_begin_ends_as_well() -> None:
    """Who was muted a moment ago, and may still be reading that, is let off."""
    coming = replace(standing(), mutes=(MuteSpan(number=58, since=T0 + HOUR, until=T0 + 2 * HOUR),))

    assert answer("解禁 张三", hall(standings={ZHANG: coming})).standings[0].after.mutes == ()


def test_who_is_muted_is_told_where_nobody_named_is() -> None:
    """With until when; of several who are named, those who are not muted are told of."""
    there = hall(standings={LI: standing(muted=HOUR)})

    assert answer("解禁 张三", there).text == "张三 现在没有被禁言。现在被禁言的有：李四（到11月20日 11:00）。"
    assert answer("解禁 张三 李四", there).text == (
        "已解禁 李四，机器人会照常回应。记分没有改变。张三 现在没有被禁言。"
    )


def test_the_decision_that_muted_counts_as_taken_back() -> None:
    """So that a rule whose mutes people end is known for it; one without a delivery is left out."""
    span = MuteSpan(number=58, since=T0, until=T0 + HOUR)
    (offence,) = case().offences
    muted = replace(offence, mute=span)
    known = replace(case(), offences=(replace(muted, delivery=40), muted, replace(offence, delivery=41)))
    there = hall(standings={ZHANG: standing(muted=HOUR)}, cases={58: known})

    assert answer("解禁 张三", there).undone == ((40, T0),)


def test_who_is_let_off_is_told() -> None:
    """In private, with a short line for where that cannot be; also where the case is no longer kept."""
    span = MuteSpan(number=58, since=T0, until=T0 + HOUR)
    (offence,) = case().offences
    kept = replace(case(), offences=(replace(offence, mute=span),))
    stood = {ZHANG: standing(muted=HOUR)}

    (known,) = answer("解禁 张三", hall(standings=stood, cases={58: kept})).planned
    (_, unknown) = answer("解禁 张三", hall(standings=stood)).effects

    assert isinstance(known.effect, Receipt)
    assert (known.effect.to, "编号 58 的禁言已提前解除" in known.effect.text) == (ZHANG, True)
    assert unknown == Receipt(
        room=ROOM.id,
        to=ZHANG,
        text="你在“产品交流群”的禁言已提前解除，可以正常发言了；分数没有改变。",
        brief="<@zhang> 禁言已提前解除。",
    )
    assert len(answer("解禁 张三", hall(standings=stood, hears=lambda member: False)).effects) == 1
