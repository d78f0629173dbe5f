"""Playing on the demo page: orders, what members say, and what stands on whose phone."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.browser.watched import SECONDS, Watched

LATE = 75 * SECONDS  # a room that was told much waits for its next minute
OWNER = "王芳"


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """A room at play, as a visitor sees and does it."""

    desk: Watched

    @property
    def page(self) -> Page:
        """The page."""
        return self.desk.page

    async def said(self, name: str, text: str) -> None:
        """Speak as somebody."""
        await self.desk.speak_as(name)
        await self.desk.say(text)

    async def counted(self, name: str, text: str) -> None:
        """Speak as somebody, and wait until the bot has heard it."""
        await self.said(name, text)
        bubble = self.desk.bubble(text).last
        await expect(bubble).to_be_visible()
        await expect(bubble.locator(".chip")).not_to_contain_text("判定中", timeout=LATE)

    async def ordered(self, order: str, *, shown: str, done: str) -> None:
        """Give an order as the owner; look at what is announced, confirm it, and wait for what is answered."""
        await self.said(OWNER, f"@群管 {order}")
        await expect(self.heard(shown).last).to_contain_text("回复“确认”执行", timeout=LATE)
        await self.said(OWNER, "@群管 确认")
        await self.hears(done)

    def heard(self, text: str) -> Locator:
        """What the bot said in the room with `text` in it, but for what it quotes."""
        return self.page.locator("#messages li.row.from-bot .bubble", has_text=text)

    async def hears(self, text: str) -> Locator:
        """Wait until the bot says it in the room; return the bubble."""
        bubble = self.heard(text).last
        await expect(bubble).to_be_visible(timeout=LATE)
        return bubble

    async def told(self, name: str, text: str) -> Locator:
        """Wait until `text` is on somebody's phone; return the bubble."""
        await expect(self.page.locator("#phone .tab", has_text=name)).to_be_visible(timeout=LATE)
        await self.desk.take_phone_of(name)
        bubble = self.page.locator("#phone .row.from-bot .bubble", has_text=text).last
        await expect(bubble).to_be_visible(timeout=LATE)
        return bubble

    async def writes(self, name: str, text: str, *, answered: str) -> None:
        """Write to the bot from somebody's phone, and wait for the answer."""
        await self.desk.take_phone_of(name)
        await self.page.get_by_label("私信群管").fill(text)
        await self.page.get_by_label("私信群管").press("Enter")
        await self.told(name, answered)
