"""An advert in the customer group, and what becomes of it, as a visitor of the demo sees it."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.watched import SECONDS, Watched

CUSTOMER = "客户小林"
ADVERTS = ("加我薇❤ abc123 领福利", "＋V：mm778899 进群送资料", "加.薇.信 qq556677 有惊喜")
GRACE = 5.5 * SECONDS  # a little more than the demo gives a member to read an answer
LATE = 20 * SECONDS

pytestmark = pytest.mark.slow


async def enter_as_customer(desk: Watched) -> None:
    """Let a new customer into the customer group, and speak as them."""
    await desk.enter("客户体验群")
    await desk.page.locator("#comings").get_by_role("button", name="新客户").click()
    await desk.speak_as(CUSTOMER)


async def advertise(desk: Watched, adverts: tuple[str, ...] = ADVERTS) -> str:
    """Speak adverts until somebody is asked to remove the customer; return the number of the case."""
    for advert in adverts:
        await desk.say(advert)
        await expect(desk.bubble(advert).locator(".chip")).to_contain_text("编号")
        await desk.page.wait_for_timeout(GRACE)
        asked = desk.card("：移出群聊").last
        if await asked.count():
            return (await asked.get_attribute("data-task")).partition("@")[0].removeprefix("case-")
    raise AssertionError(await desk.page.locator("#phone").inner_text())


def card_of(desk: Watched, number: str) -> Locator:
    """The card about that case on the phone that is shown, whatever stands on it by now."""
    return desk.page.locator(f"#phone .card[data-task^='case-{number}@']").last


async def becomes(card: Locator, done: str) -> None:
    """Wait until the card is grey, with that on its only button."""
    await expect(card.locator(".card-button")).to_have_text([done], timeout=LATE)
    await expect(card.locator(".card-button")).to_be_disabled()


def case(page: Page) -> Locator:
    """The newest case."""
    return page.locator("#cases .case").first


async def test_from_the_advert_to_the_proof(desk: Watched) -> None:
    """Case, card, a look at it, the removal on the owner's phone, the proof, the greyed card, the closed case."""
    page = desk.page
    await enter_as_customer(desk)
    number = await advertise(desk)
    card = card_of(desk, number)
    await expect(card).to_contain_text(CUSTOMER)
    await page.locator("#verdict .case-link").click()
    await expect(case(page)).to_contain_text("等王芳处理")
    await expect(page.locator("#side-open")).to_be_visible()

    await card.get_by_role("button", name="查看").click()
    await expect(page.locator("#phone .row.from-bot .bubble").last).to_contain_text("禁止引流广告")
    await page.locator("#comings").get_by_role("button", name="移出").click()

    await becomes(card, "已移出")
    await expect(page.locator("label.member", has_text=CUSTOMER)).to_contain_text("不在群")
    await expect(case(page)).to_contain_text("已结案 · 平台通知证实")
    await expect(case(page).locator(".history")).to_contain_text("已证实")


async def test_the_owner_says_no(desk: Watched) -> None:
    """不处罚, by keyboard: the card is grey, the case undone."""
    await enter_as_customer(desk)
    card = card_of(desk, await advertise(desk))
    await card.get_by_role("button", name="不处罚").focus()
    await desk.page.keyboard.press("Enter")

    await becomes(card, "不处罚")
    await desk.page.locator("#side-tabs .tab", has_text="案件").click()
    await expect(case(desk.page)).to_contain_text("已撤销")


async def test_nobody_acts(hurried_desk: Watched) -> None:
    """The card goes from phone to phone; at last all are grey, and the case says that nobody came."""
    page = hurried_desk.page
    await enter_as_customer(hurried_desk)
    number = await advertise(hurried_desk)
    for name in ("王芳", "李强", "管理员小周"):
        await hurried_desk.take_phone_of(name)
        await becomes(card_of(hurried_desk, number), "已过期")
    await page.locator("#side-tabs .tab", has_text="案件").click()

    await expect(case(page)).to_contain_text("无人处理")
    await expect(page.locator("#phone .bubble").last).to_contain_text("没有人处理")


async def test_the_platform_refuses_the_owner(desk: Watched) -> None:
    """81013 for the owner's card: the helper has it, the case tells of the refusal, and the helper's press is enough."""
    page, (first, *others) = desk.page, ADVERTS
    await enter_as_customer(desk)
    await desk.say(first)
    await expect(desk.bubble(first).locator(".chip")).to_contain_text("编号")
    await page.wait_for_timeout(GRACE)
    await page.locator("#faults-button").click()
    await page.locator("[data-fault='81013']").get_by_role("button", name="只一次").click()
    await page.locator("#faults-close").click()
    await desk.take_phone_of("李强")
    card = card_of(desk, await advertise(desk, tuple(others)))

    await card.get_by_role("button", name="已处理").click()
    await becomes(card, "已处理")
    await page.locator("#side-tabs .tab", has_text="案件").click()
    await case(page).locator("summary").click()
    await expect(case(page).locator(".history")).to_contain_text(re.compile("平台拒绝.*请人处理.*李强", re.DOTALL))
    await expect(case(page)).to_contain_text("已结案 · 本人回报")
