"""`qunguan run`: the bot."""

import argparse
import asyncio
import errno

from bot.app import running
from bot.commandline.arguments import CONFIG
from bot.commandline.until_stopped import until_stopped
from bot.core.errors import QunguanError
from bot.documents.trouble import reason_of
from bot.settings import Server, environment, load_settings

OF_ADDRESSES = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})


def run(options: argparse.Namespace) -> int:
    """Run it until stopped. Raises SettingsError, StorageError, and QunguanError when nobody may listen at its address."""
    config = options.config or CONFIG
    settings = load_settings(config, environment())

    async def bot(stop: asyncio.Event) -> None:
        async with running(settings) as handle:
            await _first_of(stop, handle.broken)
        if handle.stopped:
            raise QunguanError(
                f"机器人停下了：{'、'.join(handle.stopped)} 意外结束，原因见日志。没有丢失任何消息，请重新启动。"
            )

    try:
        return until_stopped(bot)
    except OSError as error:
        if error.errno not in OF_ADDRESSES or error.filename:
            raise
        raise QunguanError(_deaf(settings.server, str(config), error)) from error


async def _first_of(*events: asyncio.Event) -> None:
    """Wait until one of `events` is set."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


def _deaf(server: Server, config: str, error: OSError) -> str:
    return (
        f"{config} 的 server：不能在 {server.host}:{server.port} 上等待回调，{reason_of(error)}。"
        "请换一个 host 或 port，或先停掉占用它的程序。"
    )
