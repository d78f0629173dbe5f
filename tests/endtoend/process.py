"""A real bot process, and the configuration it runs with."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.demo import bot_variables
from bot.simulator.server import Simulator
from bot.simulator.world import Group

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # s


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_config(folder: Path, groups: Iterable[Group], *, archive: bool = True) -> Path:
    """A configuration with the starter content in which all groups are known."""
    rooms = [
        {
            "id": g.chatid,
            "name": g.name,
            "owner": g.owner,
            "chats": {name: i for name, i in (("archive", g.archive_id), ("aibot", g.aibot_id)) if i},
        }
        for g in groups
    ]
    wecom: dict[str, Any] = {
        "api_base": "${WECOM_API_BASE}",
        "corp_id": "${WECOM_CORP_ID}",
        "app": {
            "agent_id": "${WECOM_AGENT_ID}",
            "secret": "${WECOM_APP_SECRET}",
            "token": "${WECOM_APP_TOKEN}",
            "encoding_aes_key": "${WECOM_APP_AES_KEY}",
        },
        "aibot": {"token": "${WECOM_AIBOT_TOKEN}", "encoding_aes_key": "${WECOM_AIBOT_AES_KEY}", "name": "群管"},
    }
    if archive:
        wecom["archive"] = {"source": "${WECOM_ARCHIVE_SOURCE}", "token": "${WECOM_ARCHIVE_TOKEN}", "poll": "1秒"}
    config = {
        "server": {"host": "127.0.0.1", "port": "${QUNGUAN_PORT}"},
        "storage": {"url": f"sqlite:///{folder}/bot.db"},
        "wecom": wecom,
        "rooms": rooms,
        "rules": f"{ROOT}/content/rules/*.yaml",
        "words": f"{ROOT}/content/words/*.txt",
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


class BotProcess:
    """`qunguan run` as an operator runs it. log: file that gets what it prints."""

    def __init__(self, config: Path, simulator: Simulator, *, variables: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = config.with_name("bot.log")
        self._command = (sys.executable, "-m", "bot", "run", "--config", str(config))
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("WECOM_", "QUNGUAN_", "COV_"))}  # noqa: TID251
        self._environment = {
            **inherited,
            **bot_variables(simulator),
            "QUNGUAN_PORT": str(self.port),
            **(variables or {}),
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start, and return when it is ready."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, cwd=ROOT, stdout=log, stderr=log
            )
        async with asyncio.timeout(PATIENCE), ClientSession() as session:
            while True:
                assert self._process.returncode is None, self.log.read_text("utf-8")
                with suppress(ClientError):
                    async with session.get(f"{self.url}/healthz"):
                        return
                await asyncio.sleep(0.02)

    async def health(self) -> dict[str, Any]:
        """What /healthz tells."""
        async with ClientSession() as session, session.get(f"{self.url}/healthz") as answer:
            return await answer.json()

    async def idle(self) -> None:
        """Wait until nothing waits in it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                health = await self.health()
                if not health["backlog"] and not health["unsent_effects"]:
                    return
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """SIGKILL, at once."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int | None:
        """SIGTERM; return the exit code."""
        await self._end(signal.SIGTERM)
        return self._process.returncode if self._process else None

    async def _end(self, number: int) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(number)
        await self._process.wait()
