"""In a customer group the bot cannot say a word: what concerns a member goes through the owner's phone, by name."""

import asyncio
from pathlib import Path

from bot.core.cases import Case
from tests.endtoend.story import ADVERTS, CUSTOMER, GRACE, ROOM, SLOW, Story, telling, until

PENALTY = "@客户甲 群内请不要发布广告"


async def to_copy(story: Story, about: str) -> str:
    """The newest words on the owner's phone to be passed on that hold `about`."""

    def found() -> list[str]:
        return [text for text in story.texts("wangfang") if "请把下面这段话发到" in text and about in text]

    await until(found)
    return found()[-1].partition("\n")[2]


async def passed_on(story: Story, number: int) -> None:
    """The owner tells the group, and says so."""
    await story.press(await story.card_of("wangfang", "代为转告"), "done")

    async def is_settled() -> bool:
        return not (await story.case(number)).is_open

    await until(is_settled)


async def appealed(story: Story) -> Case:
    """A customer is warned, hears it, and appeals in the group."""
    await until(story.is_quiet)
    await story.say(CUSTOMER, ADVERTS[0])
    assert (await to_copy(story, "编号 1")).startswith((PENALTY, "这位成员，群内"))
    await passed_on(story, 1)
    await story.say(CUSTOMER, "/申诉 1 这是正常讨论")
    await until(lambda: story.cards("wangfang", "申诉") or story.cards("liqiang", "申诉"))
    return await story.case(1)


async def decided(story: Story, key: str) -> Case:
    """Whoever was asked decides on the appeal."""
    (card,) = [*story.cards("wangfang", "申诉"), *story.cards("liqiang", "申诉")]
    await story.press(card, key)
    await until(lambda: story.shown(card))
    return await story.case(1)


async def test_a_dismissed_appeal_is_passed_on_by_name(tmp_path: Path) -> None:
    """The penalty, and what came of the appeal; nothing is refused, and no account is to be read."""
    async with telling(tmp_path, SLOW) as story:
        await appealed(story)
        await decided(story, "uphold")
        assert await to_copy(story, "维持不变") == "@客户甲 编号 1 的申诉看过了，处罚维持不变。谢谢你把理由说清楚。"
        await passed_on(story, 1)
        await until(story.is_quiet)

        await check_clean(story)


async def test_a_granted_appeal_is_passed_on_by_name(tmp_path: Path) -> None:
    """The penalty is taken back, and its card offers no 不处罚 any more."""
    async with telling(tmp_path, SLOW) as story:
        await appealed(story)
        assert (await decided(story, "grant")).is_undone
        assert (await to_copy(story, "申诉成立")).startswith("@客户甲 编号 1 的申诉成立，处罚已撤销")
        card = story.cards("wangfang", "代为转告")[-1]
        assert [button["key"] for button in card.card["button_list"]] == ["done", "show"]
        await passed_on(story, 1)
        await until(story.is_quiet)

        await check_clean(story)


async def test_an_undone_penalty_is_passed_on_by_name(tmp_path: Path) -> None:
    """撤销 in the group by the owner: the customer, who had heard of the penalty, hears of its end."""
    async with telling(tmp_path, SLOW) as story:
        await story.say(CUSTOMER, ADVERTS[0])
        await to_copy(story, "编号 1")
        await passed_on(story, 1)
        await story.say("wangfang", "/撤销 1")

        assert (await to_copy(story, "处罚已撤销")).startswith("@客户甲 编号 1 的处罚已撤销")
        await passed_on(story, 1)
        await until(story.is_quiet)
        await check_clean(story)


async def test_who_offends_right_behind_joining_gets_a_name(tmp_path: Path) -> None:
    """Though the group was read a moment before; on the first card it may be missing, an account is not in its place."""
    async with telling(tmp_path, SLOW) as story:
        await until(story.is_quiet)
        await story.do("join", room=ROOM, people=[{"userid": "wmB", "name": "客户乙"}])
        await story.say("wmB", ADVERTS[0])
        assert (await to_copy(story, "编号 1")).startswith(("@客户乙 群内", "这位成员，群内"))

        await story.do("join", room=ROOM, people=[{"userid": "wmC", "name": "客户丙"}])
        await asyncio.sleep(GRACE)
        await story.say("wmB", ADVERTS[1])

        assert "@wm" not in "".join(story.texts("wangfang"))


async def check_clean(story: Story) -> None:
    """No history tells of something refused, and no account is on the owner's phone or in the group."""
    for case in await story.cases():
        notes = " ".join(entry.note for entry in case.history)
        assert "-1" not in notes
        assert "没有可用的通道" not in notes
    said = [*story.texts("wangfang"), *story.texts("liqiang")]
    assert not [text for text in said if f"@{CUSTOMER}" in text]
    assert [post for post in story.sim.platform.talk.posts() if post.room == ROOM and post.author.role == "bot"] == []
