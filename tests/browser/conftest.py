"""A real Chromium, and the real demo."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from playwright.async_api import Browser, async_playwright

from bot.ruleset.sources import KINDS
from bot.simulator.server import start
from bot.simulator.settings import SimulatorSettings
from bot.wecom.crypt import Crypt
from tests.browser.watched import DESK, PHONE, Watched, watching
from tests.endtoend.process import ROOT, free_port
from tests.simulator.kit import FakeBot, Stage

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 60.0  # s; a busy machine takes half of it


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium; without one the test is skipped, except in CI, where it fails."""
    async with browsing() as browser:
        yield browser


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Run the system's Chromium; skip the test without one, but fail in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no browser: none of {', '.join(NAMES)} is installed"
        if os.environ.get("CI"):  # noqa: TID251
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        await browser.close()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[str]:
    """The URL of `qunguan demo`, as a visitor starts it."""
    async with demonstrating(tmp_path) as url:
        yield url


@pytest.fixture
async def hurried_demo(tmp_path: Path) -> AsyncIterator[str]:
    """The same, where people are given seconds instead of hours to answer."""
    written = starter()
    hurry = {"steps": ["2秒", "2秒"], "remind": "30秒", "lapse": "8秒"}
    for room in written["rooms"]:
        policy = room.setdefault("policy", {})
        policy["asking"] = {**policy.get("asking", {}), **hurry}
    async with demonstrating(tmp_path, "--config", str(kept(written, tmp_path))) as url:
        yield url


def starter() -> dict[str, Any]:
    """Return the starter `config.yaml`, to be changed; it names its files wherever it is kept."""
    written: dict[str, Any] = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
    del written["calendar"]  # its keys `on` and `off` are no words to a plain YAML reader
    for kind in KINDS:
        written[kind] = str(ROOT / written[kind])
    return written


def kept(written: dict[str, Any], folder: Path) -> Path:
    """Write a `config.yaml`; return where it is."""
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    return config


@asynccontextmanager
async def demonstrating(folder: Path, *options: str) -> AsyncIterator[str]:
    """Run `qunguan demo` with these options; what it prints goes to a log in `folder`."""
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("WECOM_", "QUNGUAN_"))}  # noqa: TID251
    command = (sys.executable, "-m", "bot", "demo", "--port", str(port), *options)
    with (folder / "demo.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=inherited, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        await _ready(url, process, folder / "demo.log")
        yield url
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def desk(browser: Browser, demo: str) -> AsyncIterator[Watched]:
    """The demo on a desk."""
    async with watching(browser, demo, DESK) as watched:
        yield watched


@pytest.fixture
async def hurried_desk(browser: Browser, hurried_demo: str) -> AsyncIterator[Watched]:
    """The hurried demo on a desk."""
    async with watching(browser, hurried_demo, DESK) as watched:
        yield watched


@pytest.fixture
async def phone(browser: Browser, demo: str) -> AsyncIterator[Watched]:
    """The demo on a phone."""
    async with watching(browser, demo, PHONE) as watched:
        yield watched


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A platform of its own with a bot that only listens; what it would do is done by the test."""
    sim = await start(SimulatorSettings(notify_seconds=0.05))
    given = sim.credentials
    app = Crypt(given.app_token, given.app_aes_key, given.corp_id)
    bot = FakeBot(crypts={"app": app, "aibot": Crypt(given.aibot_token, given.aibot_aes_key, "")})
    runner = await bot.start()
    sim.point_at(bot.url, "console")
    try:
        async with aiohttp.ClientSession() as session:
            yield Stage(sim=sim, clock=sim.platform.clock, bot=bot, session=session)
    finally:
        await sim.stop()
        await runner.cleanup()


async def _ready(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """The demo prints its URL when both simulator and bot are up."""
    async with asyncio.timeout(PATIENCE):
        while url not in log.read_text("utf-8"):  # noqa: ASYNC240 — a small file
            assert process.returncode is None, log.read_text("utf-8")  # noqa: ASYNC240
            await asyncio.sleep(0.05)
