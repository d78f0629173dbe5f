"""What the console serves over HTTP holds no number that should not have been posted."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.console.aside import add_aside
from bot.console.trace import add_trace
from bot.core.records import Outcome
from bot.storage.memory import MemoryStore
from tests.storage.samples import delivery, hear
from tests.values import message

ID = "110101199003071233"
KEY = {"Authorization": "Bearer open sesame"}


async def never(number: int) -> bool:
    """Replay nothing."""
    return number < 0


@pytest.mark.parametrize("path", ["/console/trace?limit=9", "/console/aside?limit=9"])
async def test_no_page_shows_the_number(path: str) -> None:
    """Neither the trace nor what was set aside, with its error."""
    store, app = MemoryStore(), web.Application()
    await hear(store, message(f"身份证 {ID}"))
    (pending,) = await store.receive([delivery("aside", body=f"身份证 {ID}")])
    await store.record([Outcome(inbox=pending.id, error=f"ValueError: 身份证 {ID}")])
    add_trace(app, store=store, token="open sesame")
    add_aside(app, store=store, replay=never, token="open sesame")

    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path, headers=KEY)
        text = await answer.text()

    assert answer.status == 200
    assert (ID in text, "110101********1233" in text) == (False, True)
