"""What the console tells of the rules in force."""

from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.console.rules import add_rules
from bot.core.findings import Stage
from bot.rulebook import Rulebook
from bot.runtime.warden import Fall
from bot.storage.memory import MemoryStore
from bot.texts import all_texts
from tests.fakes import SetClock
from tests.rulefiles import a_folder, settings_in, write

TOKEN = {"Authorization": "Bearer open sesame"}


async def test_the_rules_in_force_what_fell_back_and_what_is_broken_are_told(tmp_path: Path) -> None:
    """To whoever has the token; newest revisions first."""
    store, clock = MemoryStore(), SetClock()
    book = Rulebook(settings_in(a_folder(tmp_path)), store=store, clock=clock, known=all_texts())
    rules = (await book.open()).accepted.rules.rules
    clock.forward(timedelta(minutes=1))
    await book.fall([Fall(rule=rules[0], before=Stage.ENFORCE, after=Stage.SOFT, why="太多了")])
    write(tmp_path, "rules/ads.yaml", "- id: [\n")
    await book.reload(book.look())
    app = web.Application()
    add_rules(app, store=store, report=book.report, token="open sesame")

    async with TestClient(TestServer(app)) as client:
        refused = await client.get("/console/rules")
        wrong = await client.get("/console/rules?limit=none", headers=TOKEN)
        told = await (await client.get("/console/rules?limit=1", headers=TOKEN)).json()

    assert (refused.status, wrong.status) == (401, 400)
    assert (told["revision"], told["broken_count"], told["needs_restart"]) == (2, 1, [])
    assert told["broken"][0].startswith("rules/ads.yaml:")
    assert told["lowered"] == [{"rule": "ads", "stage": "soft", "at": "2026-11-20T02:01:00+00:00", "why": "太多了"}]
    assert [row["note"] for row in told["revisions"]] == ["规则 ads 自动降级为只提醒"]
