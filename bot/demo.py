"""The demo: the simulator and the bot in one process, talking real HTTP to each other, and one URL to open."""

import asyncio
import secrets
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.app import running
from bot.settings import environment, load_settings
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings

HOST = "127.0.0.1"
NOTIFY_SECONDS = 1.0  # chosen: the platform takes up to 15 s; a visitor should not have to wait


async def run_demo(config: Path, *, port: int, stop: asyncio.Event) -> None:
    """Run both until `stop`; what is said is kept in a folder that is gone afterwards."""
    simulator = await start(SimulatorSettings(port=free_port(port), notify_seconds=NOTIFY_SECONDS))
    token = secrets.token_urlsafe(24)
    try:
        with tempfile.TemporaryDirectory(prefix="qunguan-demo-") as folder:
            variables = {
                **environment(),
                **bot_variables(simulator),
                "QUNGUAN_PORT": str(free_port(8080)),
                "QUNGUAN_DATABASE": f"sqlite:///{folder}/qunguan.db",
                "QUNGUAN_CONSOLE_TOKEN": token,
            }
            async with running(load_settings(config, variables)) as bot:
                simulator.point_at(bot.url, token)
                print(f"\n  群管演示已就绪，请打开： {simulator.url}\n  （按 Ctrl-C 结束）\n", flush=True)  # noqa: T201
                await stop.wait()
    finally:
        await simulator.stop()


async def run_simulator(*, port: int, bot_url: str, stop: asyncio.Event) -> None:
    """Run the simulator alone until `stop`; print what a bot needs to know of it."""
    token = secrets.token_urlsafe(24)
    simulator = await start(SimulatorSettings(port=port))
    simulator.point_at(bot_url, token)
    variables = {**bot_variables(simulator), "QUNGUAN_CONSOLE_TOKEN": token}
    print(f"模拟器已就绪： {simulator.url}\n在另一个终端里设置这些环境变量，再运行 qunguan run：\n")  # noqa: T201
    for name, value in variables.items():
        print(f"export {name}='{value}'", flush=True)  # noqa: T201
    try:
        await stop.wait()
    finally:
        await simulator.stop()


def bot_variables(simulator: Simulator) -> Mapping[str, str]:
    """Return the environment variables that point a bot with the starter `config.yaml` at `simulator`."""
    given = simulator.credentials
    return {
        "WECOM_API_BASE": simulator.url,
        "WECOM_CORP_ID": given.corp_id,
        "WECOM_AGENT_ID": str(given.agent_id),
        "WECOM_APP_SECRET": given.app_secret,
        "WECOM_APP_TOKEN": given.app_token,
        "WECOM_APP_AES_KEY": given.app_aes_key,
        "WECOM_AIBOT_TOKEN": given.aibot_token,
        "WECOM_AIBOT_AES_KEY": given.aibot_aes_key,
        "WECOM_ARCHIVE_SOURCE": simulator.archive_source,
        "WECOM_ARCHIVE_TOKEN": given.archive_token,
    }


def free_port(wanted: int) -> int:
    """Return `wanted` if nobody listens there, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("没有空闲的端口")
