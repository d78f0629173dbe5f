"""What a visitor of the demo does and sees."""

import os
import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.watched import SECONDS, Watched
from tests.endtoend.process import ROOT

ADVERT = "加我薇❤ abc123 领福利"
FOUND = "加我薇❤ abc123"
XSS = '<img src=x onerror="document.title=1">'
PICTURES = ROOT / "docs" / "images"

pytestmark = pytest.mark.slow


async def test_an_advert_is_seen_explained_and_answered(desk: Watched) -> None:
    """Click a member, speak a disguised advert: the verdict with its place, points, answer and the platform's word."""
    page, verdict = desk.page, desk.page.locator("#verdict")
    await desk.speak_as("陈静")
    await desk.say("大家早上好，今天的会几点开始？")
    await expect(desk.bubble("大家早上好").locator(".chip")).to_contain_text("无命中")
    await desk.speak_as("李娜")
    await desk.say(ADVERT)

    await expect(desk.bubble(ADVERT).locator(".chip")).to_contain_text("3分")
    await expect(verdict.locator("[data-part=original] mark")).to_have_text(FOUND)
    await expect(verdict).to_contain_text("禁止引流广告")
    await expect(verdict).to_contain_text("累计")
    await expect(desk.answer("群内请不要发布广告或联系方式")).to_be_visible()
    await expect(desk.answer("群内请不要发布广告或联系方式")).to_contain_text("@李娜")
    await expect(verdict.locator(".effect").first).to_contain_text("已发送")
    await expect(verdict.locator(".platform").first).to_contain_text("errcode 0")
    await expect(verdict.locator(".delays")).to_contain_text(re.compile(r"\d+ ms.*\d+ ms", re.DOTALL))
    assert "Invalid" not in await page.inner_text("body")
    await picture(page, "demo.png")


async def test_the_owner_gets_an_answer_and_a_task(desk: Watched) -> None:
    """A command is answered by the 智能机器人; a mute becomes a card on the owner's phone."""
    await desk.speak_as("王芳")
    await desk.say("@群管 群规")
    await expect(desk.answer("本群群规").locator(".way")).to_have_text("智能机器人")
    await desk.speak_as("刘洋")
    await desk.say("你这个傻逼，全家死光")
    await expect(desk.page.locator("#phone .card")).to_contain_text("刘洋", timeout=20 * SECONDS)
    await expect(desk.page.locator("label.member", has_text="刘洋")).to_contain_text("禁言中")


async def test_what_people_write_is_text(desk: Watched) -> None:
    """Markup in a message is shown, not run."""
    await desk.say(XSS)

    await expect(desk.bubble(XSS)).to_be_visible()
    await expect(desk.page.locator("#verdict")).to_contain_text(XSS)
    assert await desk.page.locator("#messages img").count() == 0
    assert "群管演示" in await desk.page.title()


async def test_a_day_is_played_to_its_end(desk: Watched, demo: str) -> None:
    """Greeting, advert, insult, flood, question, command; fast here, a minute for visitors."""
    await desk.page.request.post(f"{demo}/sim/day", data={"action": "start", "pace": 12})

    await expect(desk.page.locator("#day")).to_be_visible()
    await expect(desk.page.locator("#day-button")).to_be_enabled(timeout=30 * SECONDS)
    await expect(desk.page.locator(".chip .pill.bad").first).to_be_visible()
    await expect(desk.answer("本群群规")).to_be_visible()


async def test_on_a_phone_the_verdict_is_one_tap_away(phone: Watched) -> None:
    """Nothing overflows, targets are large enough, the sheet opens and closes."""
    page = phone.page
    await phone.say(ADVERT)
    await expect(phone.answer("群内请不要发布广告")).to_be_visible()
    await phone.bubble(ADVERT).locator(".chip").tap()

    sheet = page.locator("#sheet")
    await expect(sheet).to_be_visible()
    await expect(sheet.locator("mark")).to_have_text(FOUND)
    await picture(page, "demo-phone.png")
    await page.locator("#sheet-close").tap()
    await expect(sheet).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = await page.evaluate(
        "[...document.querySelectorAll('button, label.member, textarea')]"
        ".filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44 && !e.classList.contains('chip'))"
        ".map((e) => e.id || e.textContent)"
    )
    assert small == []


async def picture(page: Page, name: str) -> None:
    """Write the picture of the README, when asked to."""
    if os.environ.get("QUNGUAN_PICTURES"):  # noqa: TID251
        PICTURES.mkdir(parents=True, exist_ok=True)
        await page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
        await page.screenshot(path=PICTURES / name)
