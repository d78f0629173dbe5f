"""A real Chromium, and the real demo."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.endtoend.process import ROOT, free_port

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 30.0  # s


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium; without one the test is skipped, except in CI, where it fails."""
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
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("WECOM_", "QUNGUAN_"))}  # noqa: TID251
    with (tmp_path / "demo.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", "--port", str(port), cwd=ROOT, env=inherited, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        await _ready(url, process, tmp_path / "demo.log")
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """The demo prints its URL when both simulator and bot are up."""
    async with asyncio.timeout(PATIENCE):
        while url not in log.read_text("utf-8"):  # noqa: ASYNC240 — a small file
            assert process.returncode is None, log.read_text("utf-8")  # noqa: ASYNC240
            await asyncio.sleep(0.05)
