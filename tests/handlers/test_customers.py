"""A customer group: the bot may not speak there, and cannot tell outsiders anything in private; people pass things on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cases import Case, Offence
from bot.core.effects import Ask, Chart, Reply, Say, Show, Tell
from bot.core.model import Charge, Role, Standing
from bot.core.records import MemberChange
from bot.handlers.bench import passed_on
from bot.handlers.ruled import Changes
from tests.handlers.speaking import HELPER, OWNER, ZHANG, SpeakingHouse, kinds, told, with_roles
from tests.values import ROOM, T0

MINUTE = timedelta(minutes=1)
CUSTOMERS = with_roles(replace(ROOM, is_customer=True, mouths=("app",)), helper=Role.HELPER)
INSIDERS = {OWNER, HELPER}


async def customers() -> SpeakingHouse:
    """A customer group of whose members only those in charge can be told something."""
    there = SpeakingHouse(CUSTOMERS)
    able = lambda effect, _: effect.kind in {"tell", "ask", "receipt"} and effect.to in INSIDERS  # noqa: E731
    there.bench = replace(there.bench, possible=able)
    return await there.opened()


async def punished(there: SpeakingHouse, *numbers: int) -> None:
    """Let somebody have been warned."""
    offences = (Offence(room=ROOM.id, member=ZHANG, at=T0 - MINUTE, act="warn"),)
    cases = tuple(
        Case(number=n, account=ROOM.account, room=ROOM.id, opened_at=T0 - MINUTE, offences=offences, title="禁止广告")
        for n in numbers
    )
    charges = tuple(Charge(number=n, points=3, at=T0 - MINUTE) for n in numbers)
    await there.happen(Changes(cases=cases, standings=((ROOM.account, ZHANG, Standing(charges=charges)),)))


def asks(outcome) -> list[str]:
    """What people are asked to pass on."""
    return [out.effect.text for out in outcome.outgoing if isinstance(out.effect, Ask)]


@pytest.mark.parametrize("text", ["帮助", "/群规", "/禁言 李四", "@群管 训诫", "/规则", "/我的纪录"])
async def test_what_an_outsider_asks_is_not_published_by_the_owner(text) -> None:
    """Nothing goes out for what only reads, for what they may not, for errors."""
    outcome = await (await customers()).says(text, ZHANG, channel="archive")

    assert outcome is None or kinds(outcome) == []


async def test_what_concerns_only_who_asked_is_told_to_the_owner_alone() -> None:
    """They may pass it on in private; at most once an hour, however often somebody asks."""
    there = await customers()

    first = await there.says("我的记录", ZHANG, channel="archive")
    again = await there.says("/我的记录", ZHANG, channel="archive")
    there.forward(60 * MINUTE)
    later = await there.says("/申诉 99", ZHANG, channel="archive")

    ((to, text),) = told(first)
    assert (to, kinds(again), kinds(later)) == (OWNER, [], ["tell"])
    assert text.startswith("【产品交流群】张三 发了“我的记录”。机器人没法私信外部成员；下面的话只适合私下告诉本人")


@pytest.mark.parametrize("text", ["签到", "积分", "排行", "商城", "生日 8月15日", "验证 99"])
async def test_what_outsiders_play_is_no_task_for_the_owner(text) -> None:
    """It counts, but nobody passes on two hundred check-ins a day."""
    there = await customers()

    outcome = await there.says(text, ZHANG, channel="archive")

    assert outcome is None or kinds(outcome) == []
    assert (text != "签到") or [posting.credit for posting in outcome.postings] == [ZHANG]


async def test_an_appeal_is_filed_and_one_line_of_thanks_is_passed_on() -> None:
    """It says whom it is for."""
    there = await customers()
    await punished(there, 7)

    outcome = await there.says("申诉 7 我没有发广告", ZHANG, channel="archive")

    assert outcome.cases[0].appeal.member == ZHANG
    (passed_on,) = [text for text in asks(outcome) if "请您代发" in text]
    assert "\n@张三 申诉已收到（编号 7）" in passed_on


async def test_who_cannot_be_asked_back_is_told_to_write_the_number() -> None:
    """Of two penalties none is guessed, and no answer is waited for."""
    there = await customers()
    await punished(there, 7, 8)

    outcome = await there.says("申诉 我没有发广告", ZHANG, channel="archive")

    assert "\n@张三 要说的是哪一件？请写上编号再发一次，例如：申诉 58" in asks(outcome)[0]
    assert (outcome.states, outcome.cases) == ((), ())


async def test_the_owner_is_answered_in_private() -> None:
    """What they order in the group, bare or not."""
    there = await customers()

    for text in ("待办", "/名单", "@群管 帮助"):
        outcome = await there.says(text, channel="archive")
        assert [to for to, _ in told(outcome)] == [OWNER]
        assert kinds(outcome) == ["tell"]


async def test_what_is_passed_on_calls_people_by_their_names() -> None:
    """Never by an account; whom it is for stands first, once."""
    there = await customers()
    nameless = MemberChange(room=ROOM.id, member="wmX")
    await there.happen(Changes(members=(nameless,)))
    memory = there.warm.of(ROOM.id)

    def passed(text: str, to: str = ZHANG) -> str:
        return passed_on(Reply(room=ROOM.id, to=to, text=text), memory).text

    assert passed("好的") == "@张三 好的"
    assert passed("<@zhang> 好的，<@li>") == "@张三 好的，@李四"
    assert "wmX" not in passed("好的", "wmX") + passed("<@wmX> 好的", "wmX") + passed("好的，<@wmX>")


async def test_only_answers_are_for_somebody() -> None:
    """What belongs to a case says itself whom it is for; what is told in private needs no name."""
    memory = (await customers()).warm.of(ROOM.id)
    of_case = Reply(room=ROOM.id, to=ZHANG, text="好的", case=3)
    tell = Tell(room=ROOM.id, to=ZHANG, text="好的")

    assert (passed_on(of_case, memory), passed_on(tell, memory)) == (of_case, tell)


async def test_words_are_said_where_only_pictures_cannot_be() -> None:
    """A room with a channel for words alone reads what the picture says; nobody is asked to post it."""
    there = await SpeakingHouse().opened()
    chart = Chart(room=ROOM.id, title="", rows=(), text="A：3 票")
    show = Show(room=ROOM.id, media="M7", text="这是哪里？")

    outcome = await there.happen(Changes(planned=(chart, show)))

    assert [one.effect for one in outcome.outgoing] == [
        Say(room=ROOM.id, text="A：3 票"),
        Say(room=ROOM.id, text="这是哪里？"),
    ]


async def test_what_the_bot_would_say_itself_calls_people_by_their_names() -> None:
    """A welcome, a list of winners, a picture's words: it is addressed to nobody, and shows no account."""
    memory = (await customers()).warm.of(ROOM.id)
    say = Say(room=ROOM.id, text="欢迎 <@zhang>！")
    chart = Chart(room=ROOM.id, title="", rows=(), text="<@li>：3 票")

    assert (passed_on(say, memory), passed_on(chart, memory)) == (
        replace(say, text="欢迎 @张三！"),
        replace(chart, text="@李四：3 票"),
    )
