"""Three groups that play an evening long, on the simulated platform, with a bot that may be killed."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from random import Random  # noqa: TID251 — who says what, from a fixed seed

from bot.simulator.people import Saying
from bot.simulator.server import Simulator
from tests.endtoend.process import ROOT, BotProcess, write_config

GROUPS, MEMBERS, QUESTIONS = 3, 25, 5
PACK = {
    "title": "对错",
    "questions": [{"ask": f"第 {n} 件事是真的。", "answer": "对" if n % 2 else "错"} for n in range(QUESTIONS)],
}
CUSTOMS = {
    "quiz": {"scoring": "all", "questions": QUESTIONS, "seconds": 5, "rest": "1秒", "no_repeat": "0秒"},
    "lottery": {"source": "index"},
}
TALK = ("对", "对", "错", "错", "对！", "参加抽奖", "签到", "早上好", "报名了吗")


class Evening:
    """What people do while the process dies and comes back."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder, self.simulator = folder, simulator
        self.luck = Random(11)  # noqa: S311
        self.said: Counter[str] = Counter()
        config = write_config(folder, simulator.platform.world.groups())
        (folder / "quiz.yaml").write_text(json.dumps(PACK, ensure_ascii=False), encoding="utf-8")
        told = json.loads(config.read_text("utf-8"))
        rules = str(ROOT / "content/rules/pace.yaml")  # few, so that it is soon up again
        told |= {"quizzes": f"{folder}/quiz.yaml", "activities": CUSTOMS, "rules": rules, "words": []}
        config.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        self.bot = BotProcess(config, simulator)
        simulator.point_at(self.bot.url)

    def say(self, group: int, member: int, text: str) -> None:
        """Somebody speaks in a group."""
        self.said[text] += 1
        self.simulator.platform.people.say(f"g{group}m{member}", f"load{group}", Saying(text=text))

    async def talk(self) -> None:
        """Everybody but the owners talks all the time, six lines a second in each group."""
        while True:
            for group in range(1, GROUPS + 1):
                self.say(group, self.luck.randint(2, MEMBERS), self.luck.choice(TALK))
            await asyncio.sleep(1 / 6)

    async def order(self, text: str) -> None:
        """Every owner orders it, and confirms once they were asked."""
        for group in range(1, GROUPS + 1):
            await self._ask(group, text)
            await self._ask(group, "确认")

    async def _ask(self, group: int, text: str) -> None:
        before = len(self.texts(group))
        self.say(group, 1, f"@群管 {text}")
        async with asyncio.timeout(20):
            while len(self.texts(group)) == before:  # noqa: ASYNC110 — it sends no event
                await asyncio.sleep(0.05)

    def texts(self, group: int) -> list[str]:
        """What the bot said in a group."""
        posts = self.simulator.platform.talk.posts()
        return [post.text for post in posts if post.room == f"load{group}" and post.via != "member"]

    async def closed(self) -> None:
        """Every owner closes the list, and draws with the public value once the list was published."""
        await self.order("开奖")
        await self._told("名单已封存")
        await self.order("开奖 3021.55")

    async def over(self) -> None:
        """All rounds have ended by themselves."""
        await self._told("答题结束")

    async def _told(self, words: str) -> None:
        """Wait until every group was told something with these words."""
        async with asyncio.timeout(60):
            for group in range(1, GROUPS + 1):
                while not any(words in text for text in self.texts(group)):  # noqa: ASYNC110 — it sends no event
                    await asyncio.sleep(0.1)

    async def quiet(self) -> None:
        """Nothing is under way any more."""
        async with asyncio.timeout(30):
            while not self.simulator.platform.courier.idle():  # noqa: ASYNC110 — it sends no event
                await asyncio.sleep(0.1)
        await asyncio.sleep(1.5)
        await self.bot.idle()
