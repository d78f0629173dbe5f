"""A page under watch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

SECONDS = 1000  # ms
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Watched:
    """A page whose complaints, and requests to anywhere else, are kept."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(15 * SECONDS)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((url, "data:")) else self.complaints.append(r.url))

    async def say(self, text: str) -> None:
        """Type and send."""
        await self.page.get_by_label("消息", exact=True).fill(text)
        await self.page.get_by_label("消息", exact=True).press("Enter")

    async def speak_as(self, name: str) -> None:
        """Pick a member."""
        await self.page.locator("label.member", has_text=name).click()

    def bubble(self, text: str) -> Locator:
        """The visitor's bubble with this text, once the platform knows it."""
        return self.page.locator("li.row:not(.from-bot):not(.pending)", has_text=text)

    def answer(self, text: str) -> Locator:
        """The bot's bubble with this text."""
        return self.page.locator("li.row.from-bot", has_text=text)

    async def enter(self, room: str) -> None:
        """Show another room."""
        await self.page.locator("#rooms .tab", has_text=room).click()

    async def take_phone_of(self, name: str) -> None:
        """Look at the phone of somebody."""
        await self.page.locator("#phone .tab", has_text=name).click()

    def card(self, text: str) -> Locator:
        """The card with this text on the phone that is shown."""
        return self.page.locator("#phone .card", has_text=text)

    async def small_targets(self) -> list[str]:
        """What can be tapped and is less than 44 px high, but for the chips under bubbles."""
        return await self.page.evaluate(
            "[...document.querySelectorAll('button, label.member, textarea, summary')]"
            ".filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44 && !e.classList.contains('chip'))"
            ".map((e) => e.id || e.textContent)"
        )

    async def overflows(self) -> bool:
        """Whether the page is wider than the screen."""
        return await self.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@asynccontextmanager
async def watching(browser: Browser, url: str, device: dict[str, Any]) -> AsyncIterator[Watched]:
    """Open the page on a device, and assert at the end that it had nothing to complain about."""
    context = await browser.new_context(locale="zh-CN", **device)
    watched = Watched(await context.new_page(), url)
    await watched.page.goto(url)
    await expect(watched.page.locator("#link")).to_have_text("已连接")
    try:
        yield watched
    finally:
        await context.close()
    assert watched.complaints == []
