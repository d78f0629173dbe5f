"""Composition root: the only module that knows every room."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from aiohttp import ClientSession, ClientTimeout, web

from bot.channels import channels_of
from bot.console.aside import add_aside
from bot.console.cases import add_audit, add_cases
from bot.console.rules import add_rules
from bot.console.trace import add_trace
from bot.core.model import Event, MemberId, RoomId
from bot.core.ports import Clock, Store
from bot.handlers.bench import naming
from bot.handlers.mouths import Mouths
from bot.handlers.petition import prepare
from bot.handlers.rooms import Rooms
from bot.inforce import InForce
from bot.rulebook import Rulebook
from bot.runtime.caller import Caller
from bot.runtime.clock import SystemClock
from bot.runtime.health import Vitals, add_health
from bot.runtime.inbox import Inbox, stopped
from bot.runtime.outbox import Outbox
from bot.runtime.pull import ArchivePull
from bot.runtime.schedule import Schedule
from bot.runtime.sending import Powers
from bot.runtime.warden import EVERY, Fall, Warden
from bot.runtime.watch import Watch
from bot.runtime.web import Door, Refusals, make_web
from bot.settings import Settings
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from bot.texts import all_texts
from bot.wecom import Channel
from bot.wecom.aibot import WELCOME, Aibot
from bot.wecom.app import App
from bot.wecom.archive import Puller

log = logging.getLogger(__name__)

CALL_TIMEOUT = ClientTimeout(total=15, connect=5)  # chosen: one call to the platform
ARCHIVE_PATIENCE = timedelta(minutes=3)  # chosen: silence of the archive that is no trouble yet
SHUTDOWN_SECONDS = 5.0  # chosen: for requests under way when the bot stops


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The parts of one bot, put together."""

    settings: Settings
    clock: Clock
    store: Store
    channels: Mapping[str, Channel]
    inbox: Inbox
    outbox: Outbox
    caller: Caller
    pull: ArchivePull | None
    rulebook: Rulebook


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
        bot = await _built(stack, settings, clock or SystemClock())
        gc.collect()
        gc.freeze()  # rules and dictionary stay for good: the collector need not look at them again (measured: −15 % CPU)
        stack.callback(gc.unfreeze)
        await _serve(stack, bot, handle)
        await _set_going(stack, bot, handle)
        log.info("Ready at %s", url)
        yield handle


async def _built(stack: AsyncExitStack, settings: Settings, clock: Clock) -> Bot:
    store = SqlStore(settings.storage.url.reveal())
    await store.open()
    stack.push_async_callback(store.close)
    rulebook = Rulebook(settings, store=store, clock=clock, known=all_texts())
    in_force = await rulebook.open()
    await asyncio.to_thread(prepare)
    texts = in_force.accepted.texts
    session = await stack.enter_async_context(ClientSession(timeout=CALL_TIMEOUT))
    channels = channels_of(settings, session, clock, welcome=texts.say(WELCOME), rollback=rulebook.rollback)
    rooms = Rooms(settings.rooms, defaults=settings.defaults, known=await store.rooms())
    mouths = Mouths(channels)
    bench = in_force.bench(mouths.can, has_aibot="aibot" in channels)
    warm = Warm(
        store,
        reach=bench.reach,
        zone=settings.zone,
        has_archive=settings.wecom.archive is not None,
        calendar=settings.calendar,
    )
    inbox = Inbox(store=store, channels=channels, rooms=rooms, warm=warm, bench=bench, clock=clock)
    powers = Powers(
        channels=channels, mouths=mouths, rooms=rooms, texts=texts, clock=clock, name=partial(_name_in, warm)
    )
    outbox = Outbox(store=store, powers=powers)

    def use(now: InForce) -> None:
        inbox.use(now.bench(mouths.can, has_aibot="aibot" in channels))
        outbox.use(now.accepted.texts)

    rulebook.use = use
    return Bot(
        settings=settings,
        clock=clock,
        store=store,
        channels=channels,
        inbox=inbox,
        outbox=outbox,
        caller=Caller(store=store, inbox=inbox, clock=clock, rooms=(room.id for room in settings.rooms)),
        pull=_pull(settings, session, inbox=inbox, store=store, clock=clock),
        rulebook=rulebook,
    )


def _pull(
    settings: Settings, session: ClientSession, *, inbox: Inbox, store: Store, clock: Clock
) -> ArchivePull | None:
    """Return what pulls the archive, None where there is none."""
    archive = settings.wecom.archive
    if archive is None:
        return None
    puller = Puller(archive.source, archive.token.reveal(), session, clock)
    return ArchivePull(puller=puller, inbox=inbox, store=store, clock=clock, poll=archive.poll)


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
    settings = bot.settings
    schedule = Schedule(
        store=bot.store, clock=bot.clock, zone=settings.zone, keep=settings.storage.keep, tidy=bot.outbox.tidy
    )
    schedule.every(EVERY, _warden(bot).look)
    schedule.start()
    stack.callback(schedule.stop)


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


def _name_in(warm: Warm, room: RoomId, member: MemberId) -> str:
    """Return what `room` calls `member`; the account if that is not in memory."""
    memory = warm.known(room)
    return member if memory is None else naming(memory)(member)


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
