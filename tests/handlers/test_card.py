"""A tap acts once, for whom it is meant; everybody who taps is answered."""

from dataclasses import replace

import pytest

from bot.core.cases import Proof, Wish
from bot.core.effects import Recard, Tell
from bot.core.model import Event
from bot.core.records import Outcome
from bot.handlers.card import on_press
from bot.handlers.presses import press_of
from tests.handlers.houses import MINUTE, House, effects_of, kinds_of, pressed, texts_of
from tests.values import AD, T0, ZHANG, WordJudge

HARSH = WordJudge(words={"加微信": replace(AD, points=6)})
CARD = "case-1@case-1-ask-0-0"


async def a_case() -> House:
    """A room whose owner was asked to keep an eye on somebody."""
    house = House(judge=HARSH)
    await house.hear("加微信")
    return house


def told(outcome) -> str:
    """What whoever tapped is told."""
    return "\n".join(effect.text for effect in effects_of(outcome) if isinstance(effect, Tell))


async def test_done_closes_the_case_by_somebodys_word() -> None:
    """The card changes with the leave that the tap brought, and the owner is thanked."""
    house = await a_case()

    outcome = await house.press(CARD, "done", at=T0 + MINUTE)

    (want,) = house.case(1).wants
    (recard,) = [effect for effect in effects_of(outcome) if isinstance(effect, Recard)]
    assert (want.state, want.proof, want.by) == (Wish.DONE, Proof.WORD, "owner")
    assert (recard.to, recard.of, recard.code, recard.case) == ("owner", "case-1-ask-0-0", "c1", 1)
    assert "编号 1 记为已处理" in told(outcome)


async def test_a_second_tap_has_no_effect_and_a_kind_answer() -> None:
    """However the button is called; also after a restart."""
    house = await a_case()
    await house.press(CARD, "done", at=T0 + MINUTE)
    before = house.case(1)
    house.restart()
    await house.warm.fetch((1,))

    again = await house.press(CARD, "pardon", at=T0 + 2 * MINUTE, code="c2")

    assert (again.cases, again.standings, house.case(1)) == ((), (), before)
    assert "不用再处理" in told(again)


async def test_pardon_takes_everything_back() -> None:
    """Points and mute are gone, and the decision counts as a mistake of the rule."""
    house = await a_case()

    outcome = await house.press(CARD, "pardon", at=T0 + MINUTE)

    assert (house.points(at=T0 + MINUTE), house.standing().mutes, house.case(1).is_undone) == (0, (), True)
    assert outcome.undone == ((1, T0 + MINUTE),)


@pytest.mark.parametrize(("by", "says"), [("li", "不用你来操作"), (ZHANG, "和你自己有关")])
async def test_who_is_not_asked_changes_nothing(by: str, says: str) -> None:
    """A stranger, and whom it is about."""
    house = await a_case()

    outcome = await house.press(CARD, "pardon", by=by, at=T0 + MINUTE)

    assert (outcome.cases, outcome.standings, kinds_of(outcome)) == ((), (), ["tell"])
    assert says in told(outcome)
    assert effects_of(outcome)[0].to == by


async def test_somebody_else_in_charge_may_answer() -> None:
    """A helper taps what the owner was sent; the owner's card changes too."""
    house = await a_case()

    outcome = await house.press(CARD, "done", by="helper", at=T0 + MINUTE)

    assert house.case(1).wants[0].by == "helper"
    assert [effect.to for effect in effects_of(outcome) if isinstance(effect, Recard)] == ["owner"]


async def test_show_tells_the_whole_page_and_changes_nothing() -> None:
    """As often as it is tapped."""
    house = await a_case()

    pages = [told(await house.press(CARD, "show", at=T0 + MINUTE)) for _ in range(2)]

    assert pages[0] == pages[1]
    assert ("加微信" in pages[0], house.case(1).is_open) == (True, True)


@pytest.mark.parametrize("card", ["case-99@x", "case-0@x", "quiz-3@x", "case-1x@y"])
async def test_an_unknown_card_is_answered_kindly(card: str) -> None:
    """It belongs to nothing that is kept."""
    outcome = await (await a_case()).press(card, "done")

    assert (kinds_of(outcome), outcome.cases) == (["tell"], ())
    assert "已经找不到了" in texts_of(outcome)[0]
    assert effects_of(outcome)[0].room == "private:owner"


async def test_a_tap_of_which_nothing_is_warm_changes_nothing() -> None:
    """Rather than answering into a room nobody knows."""
    house, press = House(), press_of(pressed("case-7@x", "done"))

    assert on_press(press, inbox=3, now=T0, seed=1, warm=house.warm, bench=house.bench) == Outcome(inbox=3)


async def test_a_button_nobody_knows_changes_nothing() -> None:
    """Of an older version, or made up."""
    outcome = await (await a_case()).press(CARD, "explode", at=T0 + MINUTE)

    assert (outcome.cases, "这个按钮已经不用了" in told(outcome)) == ((), True)


def test_a_tap_is_read_from_the_event() -> None:
    """With the card, the key of the message that brought it, and the leave to change it."""
    press = press_of(pressed("case-58@case-58-ask-0-1", "done", code="leave"))

    assert press is not None
    assert (press.card, press.of, press.key, press.code) == ("case-58", "case-58-ask-0-1", "done", "leave")
    assert (press.number, press.is_of_house, press.member) == (58, False, "owner")


@pytest.mark.parametrize(
    "event",
    [
        pressed("", "done"),
        pressed("case-1@x", "done", by=""),
        Event(id="1", channel="app", kind="enter_agent", at=T0),
    ],
)
def test_other_events_are_no_taps(event: Event) -> None:
    """Without a card or a person, or of another kind."""
    assert press_of(event) is None


async def test_a_tap_settles_only_what_its_card_told_of() -> None:
    """Of a campaign the card names the first; who joined it later is asked for by another card, for nobody read of them."""
    house = House(judge=HARSH)
    await house.hear("加微信领取内部优惠券，名额有限先到先得")
    await house.hear("加微信领取内部优惠券，名额有限先到先得", sender="li", sent_at=T0 + MINUTE)

    first = await house.press(CARD, "done", at=T0 + 2 * MINUTE)
    states = [(want.member, want.state) for want in house.case(1).wants]
    second = await house.press("case-1@case-1-ask-0-1", "pardon", at=T0 + 3 * MINUTE, code="c2")

    assert states == [("zhang", Wish.DONE), ("li", Wish.WAITING)]
    assert kinds_of(first) == ["recard", "ask", "tell"]
    assert "并入编号 1，还没有处理" in told(first)
    assert [want.state for want in house.case(1).wants] == [Wish.DONE, Wish.DECLINED]
    assert (house.points("li", at=T0 + 3 * MINUTE), kinds_of(second).count("ask")) == (0, 0)


async def test_pardon_of_a_card_spares_whom_it_told_of() -> None:
    """Not who joined the campaign after it was sent."""
    house = House(judge=HARSH)
    await house.hear("加微信领取内部优惠券，名额有限先到先得")
    await house.hear("加微信领取内部优惠券，名额有限先到先得", sender="li", sent_at=T0 + MINUTE)

    await house.press(CARD, "pardon", at=T0 + 2 * MINUTE)

    at = T0 + 2 * MINUTE
    assert (house.points(at=at), house.points("li", at=at) > 0, house.case(1).is_undone) == (0, True, False)
