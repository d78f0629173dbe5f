"""Cards, rooms, comings and cases on the page, with a bot that only listens."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from bot.core.cases import Case, Deed, Entry, Offence, Proof, Want, Wish
from bot.core.coding import encoded
from bot.core.model import MemberId, RoomId
from tests.browser.watched import DESK, PHONE, Watched, watching
from tests.simulator.kit import Json, Stage, eventually

CARD: Json = {
    "card_type": "button_interaction",
    "main_title": {"title": "请把 刘洋 移出“客户体验群”"},
    "sub_title_text": "在群里发广告，累计 15 分。",
    "quote_area": {"quote_text": "加我薇<b>❤</b>"},
    "horizontal_content_list": [{"keyname": "编号", "value": "58"}],
    "task_id": "case-58@k",
    "button_list": [{"text": "已处理", "key": "done", "style": 1}, {"text": "不处罚", "key": "pardon", "style": 3}],
}
DONE: Json = {**CARD, "card_action": {"type": 1, "url": "https://a"}, "replace_text": "已处理"}

pytestmark = pytest.mark.slow


@pytest.fixture
async def page(browser: Browser, stage: Stage) -> AsyncIterator[Watched]:
    """The page on a desk."""
    async with watching(browser, stage.sim.url, DESK) as watched:
        yield watched


async def send(stage: Stage, to: str = "wangfang") -> str:
    """Send the card; return its response_code."""
    body = {"touser": to, "agentid": 1000002, "msgtype": "template_card", "template_card": CARD}
    return (await stage.call("message/send", body))["response_code"]


async def change(stage: Stage, code: str, to: str) -> None:
    """Grey the card."""
    body = {"userids": [to], "agentid": 1000002, "response_code": code, "template_card": DONE}
    assert await stage.code("message/update_template_card", body) == 0


async def test_a_card_is_shown_pressed_and_greyed(stage: Stage, page: Watched) -> None:
    """Title, text, quote and rows as text; a click calls the app; the change greys it and leaves nothing to press."""
    await send(stage)
    card = page.card("移出“客户体验群”")
    await expect(card).to_contain_text("加我薇<b>❤</b>")
    await expect(card.locator("dd")).to_have_text("58")
    assert await card.locator("b").count() == 0

    await card.get_by_role("button", name="已处理").click()
    await eventually(lambda: stage.bot.of("app", "template_card_event"))
    event = stage.bot.of("app", "template_card_event")[0].xml
    assert (event["FromUserName"], event["EventKey"], event["TaskId"]) == ("wangfang", "done", "case-58@k")
    await change(stage, event["ResponseCode"], "wangfang")

    await expect(card.get_by_role("button")).to_have_count(1)
    await expect(card.get_by_role("button")).to_be_disabled()


async def test_a_card_can_be_pressed_by_keyboard(stage: Stage, page: Watched) -> None:
    """Focus and Enter; the button waits until the card changes."""
    await send(stage)
    button = page.card("移出").get_by_role("button", name="不处罚")
    await button.focus()
    await page.page.keyboard.press("Enter")

    await eventually(lambda: stage.bot.of("app", "template_card_event"))
    assert stage.bot.of("app", "template_card_event")[0].xml["EventKey"] == "pardon"
    await expect(button).to_be_disabled()


async def test_each_phone_has_its_own_copy(stage: Stage, page: Watched) -> None:
    """Greyed for the owner, and still to be pressed by the helper, until theirs is changed too."""
    code = await send(stage, "wangfang|liqiang")
    await change(stage, code, "wangfang")
    await expect(page.card("移出").get_by_role("button")).to_be_disabled()
    await page.take_phone_of("李强")

    await expect(page.card("移出").get_by_role("button")).to_have_count(2)


async def test_rooms_are_switched_and_keep_their_own(stage: Stage, page: Watched) -> None:
    """Members and messages of one room, then of the other; a badge counts what was said meanwhile."""
    await page.speak_as("李娜")
    await page.say("内部的话")
    await expect(page.bubble("内部的话")).to_be_visible()
    await stage.say("liuyang", "客户群的话", room="wrDemoCustomer01")
    await expect(page.page.locator("#rooms .tab", has_text="客户体验群").locator(".badge")).to_have_text("1")
    await page.enter("客户体验群")

    await expect(page.bubble("客户群的话")).to_be_visible()
    await expect(page.bubble("内部的话")).to_have_count(0)
    await expect(page.page.locator("label.member")).to_have_count(4)
    await expect(page.page.locator("#room-name")).to_have_text("客户体验群（4）")
    await page.speak_as("刘洋")
    await page.say("我也在")
    await expect(page.bubble("我也在")).to_be_visible()
    assert stage.sim.platform.talk.posts()[-1].room == "wrDemoCustomer01"
    await page.enter("产品交流群")
    await expect(page.bubble("内部的话")).to_be_visible()
    await expect(page.page.locator("label.member")).to_have_count(13)


async def test_members_of_a_customer_group_come_and_go(stage: Stage, page: Watched) -> None:
    """Taken out on the owner's phone, back in, leaving, and a new customer; the app is told of each."""
    await page.enter("客户体验群")
    await page.speak_as("刘洋")
    doings = page.page.locator("#comings")
    await doings.get_by_role("button", name="移出").click()
    await expect(page.page.locator("label.member", has_text="刘洋")).to_contain_text("不在群")
    await doings.get_by_role("button", name="进群").click()
    await doings.get_by_role("button", name="离开").click()
    await doings.get_by_role("button", name="新客户").click()
    await expect(page.page.locator("label.member", has_text="客户小林")).to_contain_text("客户")

    await eventually(lambda: len(stage.bot.of("app", "change_external_chat")) == 4)
    told = [h.xml for h in stage.bot.of("app", "change_external_chat")]
    assert sorted((t["UpdateDetail"], t.get("QuitScene", "")) for t in told) == [
        ("add_member", ""),
        ("add_member", ""),
        ("del_member", "0"),
        ("del_member", "1"),
    ]


async def test_an_own_message_is_taken_back(stage: Stage, page: Watched) -> None:
    """By the button under it; the bubble says so and the archive is told."""
    await page.speak_as("李娜")
    await page.say("说错了")
    await page.bubble("说错了").get_by_role("button", name="撤回").click()

    await expect(page.page.locator("#messages")).to_contain_text("李娜撤回了这条消息")
    assert [line["msgtype"] for line in await stage.lines(after=0)] == ["text", "revoke"]


async def test_cases_are_listed_with_all_that_happened(stage: Stage, page: Watched) -> None:
    """Newest first, with state; behind it history in Chinese; what people wrote is text."""
    now = stage.clock.now()
    room, member, owner = RoomId("kehu"), MemberId("liuyang"), MemberId("wangfang")
    offence = Offence(room=room, member=member, at=now, text="<img src=x>", act="remove")
    want = Want(room=room, member=member, task="remove")
    opened = Entry(at=now, what=Deed.OPENED)
    case = Case(number=58, account="kehu", room=room, opened_at=now, title="禁止引流广告", offences=(offence,))
    stage.bot.cases = [{"number": 58, "case": encoded(replace(case, wants=(want,), history=(opened,)))}]
    await page.page.locator("#side-tabs .tab", has_text="案件").click()
    item = page.page.locator("[data-case='58']")
    await expect(item).to_contain_text("等人处理")
    await expect(page.page.locator("#side-open")).to_have_text("1")
    await item.locator("summary").click()
    await expect(item).to_contain_text("<img src=x>")
    proved = Entry(at=now, what=Deed.PROVED, by=owner, note="平台通知")
    done = Want(room=room, member=member, task="remove", state=Wish.DONE, proof=Proof.EVENT)
    stage.bot.cases = [{"number": 58, "case": encoded(replace(case, wants=(done,), history=(opened, proved)))}]

    await expect(item).to_contain_text("已结案 · 平台通知证实")
    await expect(item.locator(".history li")).to_have_count(2)
    await expect(item.locator(".history li").last).to_contain_text("已证实 · 王芳 · 平台通知")
    assert await page.page.locator("#cases img").count() == 0


async def test_everything_fits_a_phone(browser: Browser, stage: Stage) -> None:
    """390 px: the card in the sheet, the rooms, the cases; nothing overflows, targets are large enough."""
    async with watching(browser, stage.sim.url, PHONE) as watched:
        await send(stage)
        await expect(watched.page.locator("#phone-unread")).to_have_text("1")
        await watched.enter("客户体验群")
        await expect(watched.page.locator(".side")).to_be_hidden()
        assert await watched.small_targets() == []
        await watched.page.locator("#phone-button").tap()
        await expect(watched.card("移出")).to_be_visible()
        assert await watched.small_targets() == []
        await watched.card("移出").get_by_role("button", name="已处理").tap()
        await eventually(lambda: stage.bot.of("app", "template_card_event"))
        await watched.page.locator("#sheet-close").tap()
        await watched.page.locator("#cases-button").tap()
        await expect(watched.page.locator("#sheet")).to_contain_text("还没有案件")
        assert not await watched.overflows()
