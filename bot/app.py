"""Composition root: the only module that knows every room."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.building import Bot, built
from bot.console.aside import add_aside
from bot.console.cases import add_audit, add_cases
from bot.console.rules import add_rules
from bot.console.trace import add_trace
from bot.core.model import Event
from bot.core.ports import Clock
from bot.runtime.clock import SystemClock
from bot.runtime.health import Vitals, add_health
from bot.runtime.inbox import stopped
from bot.runtime.pull import ArchivePull
from bot.runtime.warden import EVERY, Fall, Warden
from bot.runtime.watch import Watch
from bot.runtime.web import Door, Refusals, make_web
from bot.settings import Settings
from bot.wecom.aibot import Aibot
from bot.wecom.app import App

log = logging.getLogger(__name__)

ARCHIVE_PATIENCE = timedelta(minutes=3)  # chosen: silence of the archive that is no trouble yet
SHUTDOWN_SECONDS = 5.0  # chosen: for requests under way when the bot stops


@dataclass(slots=True, kw_only=True)
class Running:
    """A running bot. url: of its doors. stopped: parts that ended unasked. broken: set with the first of them."""

    url: str
    stopped: list[str]
    broken: asyncio.Event


@asynccontextmanager
async def running(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Running]:
    """Run the bot that `settings` describe until the block ends.

    Raises SettingsError for rules that cannot be used, StorageError if the database does not open, OSError if the port
    is taken.
    """
    url = f"http://{settings.server.host}:{settings.server.port}"
    handle = Running(url=url, stopped=[], broken=asyncio.Event())
    async with AsyncExitStack() as stack:
        bot = await built(stack, settings, clock or SystemClock())
        gc.collect()
        gc.freeze()  # rules and dictionary stay for good: the collector need not look at them again (measured: −15 % CPU)
        stack.callback(gc.unfreeze)
        await _serve(stack, bot, handle)
        await _set_going(stack, bot, handle)
        log.info("Ready at %s", url)
        yield handle


async def _set_going(stack: AsyncExitStack, bot: Bot, handle: Running) -> None:
    """Start what runs by itself; the stack stops it in the opposite order."""
    bot.inbox.on_outcomes = lambda: _wake(bot)
    bot.outbox.on_settled = bot.inbox.wake
    await bot.outbox.recall()
    _run(stack, asyncio.create_task(bot.outbox.run(), name="outbox"), handle)
    if bot.pull is not None:
        pull = bot.pull
        bot.inbox.on_event = lambda event: _wake_for(event, pull)
        _run(stack, asyncio.create_task(pull.run(), name="archive"), handle)
    _run(stack, asyncio.create_task(bot.inbox.run(), name="inbox"), handle)
    _run(stack, asyncio.create_task(bot.caller.run(), name="caller"), handle)
    watch = Watch(look=bot.rulebook.look, changed=bot.rulebook.reload)
    _run(stack, asyncio.create_task(watch.run(bot.rulebook.stamp), name="watch"), handle)
    bot.schedule.every(EVERY, _warden(bot).look)
    bot.schedule.start()
    stack.callback(bot.schedule.stop)


def _warden(bot: Bot) -> Warden:
    rulebook = bot.rulebook

    async def fall(falls: Sequence[Fall]) -> None:
        await rulebook.fall(falls)
        bot.outbox.wake()

    return Warden(
        store=bot.store,
        clock=bot.clock,
        rules=lambda: rulebook.in_force.accepted.rules,
        since=lambda rule: rulebook.in_force.since.get(rule, bot.clock.now()),
        fall=fall,
    )


def _wake(bot: Bot) -> None:
    bot.outbox.wake()
    bot.caller.wake()


def _wake_for(event: Event, pull: ArchivePull) -> None:
    if event.kind == "msgaudit_notify":
        pull.wake()


def _run(stack: AsyncExitStack, task: "asyncio.Task[None]", handle: Running) -> None:
    stack.push_async_callback(stopped, task)
    task.add_done_callback(lambda done: _notice(done, handle))


def _notice(task: "asyncio.Task[None]", handle: Running) -> None:
    """A part that ends unasked ends the process: a supervisor starts it anew, and nothing durable is lost."""
    if task.cancelled():
        return
    log.critical("%s has stopped; the bot stops too", task.get_name(), exc_info=task.exception())
    handle.stopped.append(task.get_name())
    handle.broken.set()


async def _serve(stack: AsyncExitStack, bot: Bot, handle: Running) -> None:
    server, console, archive = bot.settings.server, bot.settings.console, bot.settings.wecom.archive
    doors: dict[str, Door] = {name: c for name, c in bot.channels.items() if isinstance(c, App | Aibot)}
    refusals = Refusals(bot.clock)
    app = make_web(doors=doors, inbox=bot.inbox, refusals=refusals, clock=bot.clock)
    vitals = Vitals(
        stopped=lambda: tuple(handle.stopped),
        refused=lambda: refusals.count,
        archive_at=lambda: bot.pull.last_good_at if bot.pull else None,
        archive_patience=None if archive is None else max(archive.poll * 5, ARCHIVE_PATIENCE),
        started_at=bot.clock.now(),
        rules=bot.rulebook.report,
    )
    add_health(app, store=bot.store, clock=bot.clock, vitals=vitals)
    if console is not None:
        token = console.token.reveal()
        add_trace(app, store=bot.store, token=token)
        add_cases(app, store=bot.store, court=bot.inbox.court, token=token)
        add_audit(app, store=bot.store, token=token)
        add_rules(app, store=bot.store, report=bot.rulebook.report, token=token)
        add_aside(app, store=bot.store, replay=bot.inbox.replay, token=token)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, server.host, server.port).start()
