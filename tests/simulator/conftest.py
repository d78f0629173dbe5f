"""Platforms to test, each on a fresh port with its own time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from bot.simulator.clock import HandClock
from bot.simulator.server import start
from bot.simulator.settings import SimulatorSettings
from bot.wecom.crypt import Crypt
from tests.simulator.kit import FakeBot, Stage

Open = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage() -> AsyncIterator[Open]:
    """Open platforms with the settings given; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> Stage:
            clock = HandClock(seed=7)
            sim = await start(SimulatorSettings(clock=clock, **settings))
            stack.push_async_callback(sim.stop)
            given = sim.credentials
            bot = FakeBot(
                crypts={
                    "app": Crypt(given.app_token, given.app_aes_key, given.corp_id),
                    "aibot": Crypt(given.aibot_token, given.aibot_aes_key, ""),
                }
            )
            runner = await bot.start()
            stack.push_async_callback(runner.cleanup)
            session = await stack.enter_async_context(aiohttp.ClientSession())
            sim.point_at(bot.url, "console")
            return Stage(sim=sim, clock=clock, bot=bot, session=session)

        yield open_one


@pytest.fixture
async def stage(open_stage: Open) -> Stage:
    """A platform as it comes, but for notices: one a second."""
    return await open_stage(notify_seconds=1.0)
