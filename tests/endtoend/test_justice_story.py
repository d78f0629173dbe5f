"""From an advert in a customer group to its end, over real HTTP: somebody acts, nobody does, the wrong one, or none can."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.core.cases import Case, Deed, Proof, Wish
from bot.simulator.talk import Post
from bot.simulator.wire import xml
from tests.endtoend.story import ADVERTS, APP_ROOM, CUSTOMER, GRACE, QUICK, ROOM, SLOW, Story, telling, until


def is_about(post: Post, case: Case) -> bool:
    """Whether a card is about that case."""
    return str(post.card["task_id"]).startswith(f"case-{case.number}@")


async def removed(story: Story, number: int) -> Proof | None:
    """How it is known that somebody was taken out; None while it is wanted."""
    case = await story.case(number)
    done = [want for want in case.wants if want.task == "remove" and want.state is Wish.DONE]
    return done[0].proof if done else None


async def test_an_advert_is_a_case_a_card_a_removal_a_proof(tmp_path: Path) -> None:
    """The owner looks at the case, removes the customer later; the platform's event closes it and greys the card."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise()
        card = await story.card_of("wangfang")
        assert f"编号 {case.number}" in card.text
        assert "客户甲" in str(card.card)

        await story.press(card, "show")
        await until(lambda: any(str(case.number) in text for text in story.texts("wangfang")))
        assert story.shown(card) == ""
        assert await removed(story, case.number) is None
        body = {"room": ROOM, "people": [{"userid": CUSTOMER}], "removed": True, "by": "wangfang", "after": 0.5}
        assert await story.do("leave", **body) == 200
        await until(lambda: story.shown(card))

        assert story.shown(card) == "已移出"
        assert await removed(story, case.number) is Proof.EVENT
        closed = await story.case(case.number)
        assert not closed.is_open
        assert Deed.PROVED in [entry.what for entry in closed.history]
        assert story.cards("liqiang") == []
        assert await story.press(card, "done") == 409


async def test_a_word_is_believed_until_the_platform_shows_it(tmp_path: Path) -> None:
    """已处理 closes the case by the owner's word; the event that comes later is the better proof."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise()
        card = await story.card_of("wangfang")
        await story.press(card, "done")
        await until(lambda: story.shown(card))
        assert (story.shown(card), await removed(story, case.number)) == ("已处理", Proof.WORD)

        await story.do("leave", room=ROOM, people=[{"userid": CUSTOMER}], removed=True)
        async with asyncio.timeout(30):
            while await removed(story, case.number) is not Proof.EVENT:  # noqa: ASYNC110 — it sends no event
                await asyncio.sleep(0.1)


async def test_nobody_acts(tmp_path: Path) -> None:
    """Owner, helper, admin are asked in turn; then nobody is any more, it is said, and all cards are grey."""
    async with telling(tmp_path, QUICK) as story:
        case = await story.advertise()
        cards = [await story.card_of(who) for who in ("wangfang", "liqiang", "admin")]
        await until(lambda: all(story.shown(card) for card in cards))

        lapsed = await story.case(case.number)
        assert [story.shown(card) for card in cards] == ["已过期"] * 3
        assert not lapsed.is_open
        assert Deed.LAPSED in [entry.what for entry in lapsed.history]
        assert await removed(story, case.number) is None
        await until(lambda: any("过期" in text for text in story.texts("admin")))


async def test_one_of_two_decides_and_the_others_card_shows_it(tmp_path: Path) -> None:
    """Who comes first decides; the penalty is taken back, and nobody is asked any more."""
    async with telling(tmp_path, {**SLOW, "steps": ["1秒", "1小时"]}) as story:
        case = await story.advertise()
        theirs, mine = await story.card_of("wangfang"), await story.card_of("liqiang")
        await story.press(mine, "pardon")
        await until(lambda: story.shown(mine) and story.shown(theirs))

        assert (story.shown(mine), story.shown(theirs)) == ("不处罚", "不处罚")
        assert (await story.case(case.number)).is_undone
        assert await story.press(theirs, "done") == 409


async def test_the_wrong_person_presses(tmp_path: Path) -> None:
    """Another's card cannot be tapped; a press made up by a member is answered kindly and changes nothing."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise()
        card = await story.card_of("wangfang")
        assert await story.do("press", userid="lina", n=card.n, key="done") == 403

        before = await story.case(case.number)
        made_up = {"EventKey": "done", "TaskId": str(card.card["task_id"]), "CardType": "button_interaction"}
        forge(story, "lina", {**made_up, "ResponseCode": "made-up"})
        await until(lambda: story.texts("lina"))
        assert await story.case(case.number) == before
        assert story.shown(card) == ""
        assert "王芳" in story.texts("lina")[-1]


async def test_a_press_twice_acts_once(tmp_path: Path) -> None:
    """The same card tapped twice before it is greyed: one deed, and a kind second answer."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise()
        card = await story.card_of("wangfang")
        await story.press(card, "done")
        await story.press(card, "done")
        await until(lambda: story.shown(card))
        await until(story.is_quiet)

        deeds = [entry.what for entry in (await story.case(case.number)).history]
        assert deeds.count(Deed.DONE) == 1


async def test_whoever_leaves_by_themselves_needs_no_removal(tmp_path: Path) -> None:
    """The case ends without one, and the card says so."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise()
        card = await story.card_of("wangfang")
        await story.do("leave", room=ROOM, people=[{"userid": CUSTOMER}])
        await until(lambda: story.shown(card))

        left = await story.case(case.number)
        assert story.shown(card) == "已离开"
        assert (left.is_open, await removed(story, case.number)) == (False, None)


async def test_the_platform_refuses_the_owner_and_the_helper_is_asked(tmp_path: Path) -> None:
    """81013 for the owner: the next one gets the card, and the refusal stands in the case."""
    async with telling(tmp_path, SLOW) as story:
        first, *others = ADVERTS
        await story.say(CUSTOMER, first)
        await until(story.is_quiet)
        await asyncio.sleep(GRACE)
        story.trouble("81013", next=1)
        case = await story.advertise(adverts=others)
        card = await story.card_of("liqiang")

        refused = await story.case(case.number)
        assert f"编号 {case.number}" in card.text
        assert Deed.REFUSED in [entry.what for entry in refused.history]
        assert refused.is_open
        await story.press(card, "pardon")
        await until(lambda: story.shown(card))
        assert (await story.case(case.number)).is_undone


async def test_a_platform_that_does_not_know_the_server_loses_nothing(tmp_path: Path) -> None:
    """60020 for a while: everything waits, the case is there; when the platform listens again the owner gets the card."""
    async with telling(tmp_path, SLOW) as story:
        story.trouble("60020", probability=1.0)
        case = await story.advertise()
        refused = [c for c in story.sim.platform.calls.view() if c["errcode"] == 60020]
        assert refused
        assert [story.phone(who) for who in ("wangfang", "liqiang", "admin")] == [[], [], []]
        story.trouble("60020")
        story.clock.ahead = timedelta(minutes=1)  # such a call is tried again a minute later
        await story.do("private", userid="lina", text="帮助")  # something to do, so that it looks at the clock

        card = await story.card_of("wangfang")
        assert f"编号 {case.number}" in card.text
        await until(story.is_quiet)
        assert len([post for post in story.cards("wangfang") if is_about(post, case)]) == 1


async def test_a_restart_between_the_card_and_the_press(tmp_path: Path) -> None:
    """The bot stops and starts again: the old card still works, once, and no second one is sent."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise()
        card = await story.card_of("wangfang")
        await until(story.is_quiet)
        before = await story.case(case.number)
        await story.stop()
        await story.start()
        assert await story.case(case.number) == before

        await story.press(card, "done")
        await until(lambda: story.shown(card))
        await until(story.is_quiet)
        assert await removed(story, case.number) is Proof.WORD
        assert len([post for post in story.cards("wangfang") if is_about(post, case)]) == 1


async def test_in_the_apps_own_group_the_bot_removes_and_reads_the_list(tmp_path: Path) -> None:
    """No card: the member is taken out by the API, the group is read, and that is the proof."""
    async with telling(tmp_path, SLOW) as story:
        case = await story.advertise("lina", APP_ROOM)
        group = story.sim.platform.world.group(APP_ROOM)
        assert group is not None
        await until(lambda: "lina" not in story.sim.platform.world.group(APP_ROOM).members)
        await until(story.is_quiet)

        assert await removed(story, case.number) is Proof.LIST
        assert story.cards("wangfang") == []


async def test_a_colleague_is_told_in_private_and_appeals(tmp_path: Path) -> None:
    """One line in the group, all of it in private; the appeal goes to a card, and who decides takes it back."""
    async with telling(tmp_path, SLOW) as story:
        await story.say("lina", "加我薇 abc00 领取资料", APP_ROOM)
        await until(lambda: story.texts("lina"))
        receipt = story.texts("lina")[0]
        (case,) = await story.cases()
        said = [p.text for p in story.sim.platform.talk.posts() if p.room == APP_ROOM and p.author.role == "bot"]
        assert f"编号 {case.number}" in receipt
        assert "申诉" in receipt
        assert all("申诉" not in text for text in said)

        await story.do("private", userid="lina", text=f"申诉 {case.number} 我只是在举例子")
        card = await story.card_of("wangfang", "申诉")
        assert "举例子" in str(card.card)
        await story.press(card, "grant")
        await until(lambda: story.shown(card))

        assert (await story.case(case.number)).is_undone
        await until(lambda: len(story.texts("lina")) > 2)


def forge(story: Story, userid: str, fields: dict[str, str]) -> None:
    """Let the platform tell of a press that no card allows, as somebody with its keys could."""
    people = story.sim.platform.people
    person = story.sim.platform.world.person(userid)
    assert person is not None
    head = people._head(person, "event")
    body = xml({**head, "Event": "template_card_event", **fields, "AgentID": people.agent_id})
    people._to_app("template_card_event", "forged", body, person)
