"""What several tests of this room are handed."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.wecom.client import Client
from tests.fakes import SetClock
from tests.wecom.platform import Platform, running
from tests.wecom.samples import CORP, NOW


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    """A platform that answers what it is told to."""
    async with running() as platform:
        yield platform


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """An HTTP session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands still."""
    return SetClock(NOW)


@pytest.fixture
def client(platform: Platform, session: ClientSession, clock: SetClock) -> Client:
    """A client of that platform."""
    return Client(platform.url, CORP, "the-secret", session, clock)
